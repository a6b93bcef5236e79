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
