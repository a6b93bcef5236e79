//! How an integration stands, and when its key is due.

use chrono::{DateTime, Utc};

use crate::view::{DueView, Health, VerdictKind};

/// Due within so many days counts as soon.
pub(crate) const SOON_DAYS: i32 = 14;

/// What a verdict says of an integration; nothing when nothing was sent.
pub(crate) fn health_of(verdict: VerdictKind) -> Option<Health> {
    match verdict {
        VerdictKind::Accepted => Some(Health::Accepted),
        VerdictKind::Degraded => Some(Health::Degraded),
        VerdictKind::Refused => Some(Health::Refused),
        VerdictKind::Unreachable => Some(Health::Unreachable),
        VerdictKind::Odd => Some(Health::Odd),
        VerdictKind::NotSent => None,
    }
}

/// The age of a key that came in at `taken`, and the days left of its interval.
pub(crate) fn due(taken: Option<DateTime<Utc>>, every: Option<u32>, now: DateTime<Utc>) -> DueView {
    // A clock that was set back must not make an age negative.
    let age = taken.map(|at| u32::try_from((now - at).num_days().max(0)).unwrap_or(u32::MAX));
    let left = age
        .zip(every)
        .map(|(age, every)| i32::try_from(i64::from(every) - i64::from(age)).unwrap_or(i32::MIN));
    DueView { age_days: age, every_days: every, left_days: left }
}

/// Whether it is due, or will be soon.
pub(crate) fn is_soon(due: &DueView) -> bool {
    due.left_days.is_some_and(|left| left <= SOON_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn due_counts_whole_days() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let of = |days, hours| due(Some(now - Duration::days(days) - Duration::hours(hours)), Some(90), now);
        assert_eq!(of(76, 0).left_days, Some(14));
        assert!(is_soon(&of(76, 0)) && !is_soon(&of(75, 23)));
        assert_eq!(of(91, 1).left_days, Some(-1));
        assert_eq!(due(Some(now + Duration::days(3)), Some(90), now).age_days, Some(0));
        assert!(!is_soon(&due(None, Some(90), now)) && !is_soon(&due(Some(now), None, now)));
    }
}
