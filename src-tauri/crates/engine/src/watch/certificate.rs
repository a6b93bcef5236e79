//! Certificates that will end: a warning at 21, 14 and 7 days, once each; a new certificate begins anew. Pure.

use chrono::{DateTime, Duration, Utc};

/// Days left at which is warned.
const AT_DAYS: [i32; 3] = [7, 14, 21];
/// Two sends of one certificate name its end up to a day apart, since the days left are whole.
const SAME_END: Duration = Duration::hours(36);

/// A certificate as a send showed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// SHA-256 of the leaf, where it is known.
    pub(crate) fingerprint: Option<String>,
    pub(crate) ends: DateTime<Utc>,
    /// Whole days, negative when past.
    pub(crate) days_left: i32,
}

/// What is remembered of the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Remembered {
    pub(crate) fingerprint: Option<String>,
    pub(crate) ends: Option<DateTime<Utc>>,
    /// The days at which was last warned of it.
    pub(crate) warned: Option<i32>,
}

impl Remembered {
    /// What is remembered from now on, and whether to warn.
    pub(crate) fn after(self, seen: &Seen) -> (Self, bool) {
        let warned = if self.is_of(seen) { self.warned } else { None };
        let level = AT_DAYS.into_iter().find(|days| seen.days_left <= *days);
        let warn = level.is_some_and(|level| warned.is_none_or(|before| level < before));
        let warned = if warn { level } else { warned };
        (Self { fingerprint: seen.fingerprint.clone(), ends: Some(seen.ends), warned }, warn)
    }

    fn is_of(&self, seen: &Seen) -> bool {
        match (&self.fingerprint, &seen.fingerprint) {
            (Some(before), Some(now)) => before == now,
            _ => self.ends.is_some_and(|ends| (ends - seen.ends).abs() < SAME_END),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is seen of one certificate when it has `days` left, at any hour of that day.
    fn seen(print: Option<&str>, ends: DateTime<Utc>, now: DateTime<Utc>) -> Seen {
        let days_left = i32::try_from((ends - now).num_seconds().div_euclid(86_400)).unwrap();
        let told = now + Duration::days(i64::from(days_left));
        Seen { fingerprint: print.map(str::to_owned), ends: told, days_left }
    }

    proptest! {
        #[test]
        fn each_certificate_is_warned_of_once_at_each_level(
            steps in prop::collection::vec(1_i64..200, 1..200), with_print in any::<bool>(),
        ) {
            let ends = DateTime::from_timestamp(1_900_000_000, 0).unwrap();
            let mut now = ends - Duration::days(40);
            let (mut memory, mut warned) = (Remembered::default(), Vec::new());
            for hours in steps {
                now += Duration::hours(hours) / 4;
                let (after, warn) = memory.after(&seen(with_print.then_some("ab"), ends, now));
                memory = after;
                if warn {
                    warned.push(memory.warned.unwrap());
                }
            }
            let left = (ends - now).num_seconds().div_euclid(86_400);
            prop_assert!(warned.is_sorted_by(|a, b| a > b), "{warned:?}");
            prop_assert!(warned.iter().all(|level| AT_DAYS.contains(level)));
            let due = AT_DAYS.iter().find(|level| left <= i64::from(**level));
            prop_assert_eq!(warned.last(), due);
        }
    }

    #[test]
    fn a_new_certificate_begins_anew() {
        let now = DateTime::from_timestamp(1_900_000_000, 0).unwrap();
        let days = |days| now + Duration::days(days) + Duration::hours(3);
        for print in [true, false] {
            let of = |name| print.then_some(name);
            let (memory, warn) = Remembered::default().after(&seen(of("a"), days(10), now));
            assert!(warn && memory.warned == Some(14), "the level that counts now, and none above it");
            let (memory, warn) = memory.after(&seen(of("a"), days(10), now + Duration::hours(20)));
            assert!(!warn);
            let (memory, warn) = memory.after(&seen(of("b"), days(90), now));
            assert!(!warn && memory.warned.is_none());
            let (_, warn) = memory.after(&seen(of("b"), days(90), now + Duration::days(70)));
            assert!(warn, "its own time comes");
        }
        // The same end, another certificate: only the fingerprint tells them apart.
        let (memory, _) = Remembered::default().after(&seen(Some("a"), days(10), now));
        assert!(memory.after(&seen(Some("b"), days(10), now)).1);
    }
}
