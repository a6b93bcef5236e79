//! After sleep: one beat for each that was missed, spread over time. Pure.

use chrono::{DateTime, Duration, Utc};

/// A loop that looks at least once a minute and has not looked for so long was asleep.
/// What is due for as long was missed; what is due for less is sent as ever.
pub(crate) const ASLEEP: Duration = Duration::minutes(2);
/// The network is given a moment after waking.
const FIRST: Duration = Duration::seconds(10);
/// Apart, while there are few.
const APART: Duration = Duration::seconds(2);
/// All of them have begun by then, however many.
const WITHIN: Duration = Duration::minutes(15);
/// Of a clock that is set back by more, what was due is due again: else nothing would be sent for as long.
const SET_BACK: Duration = Duration::minutes(10);

/// Whether the machine slept between two looks, or nobody has looked before.
pub(crate) fn slept(before: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    before.is_none_or(|before| now - before > ASLEEP)
}

/// When the one at place `at` of `many` that were missed is made up for: not later than it is due anyhow.
pub(crate) fn slot(
    at: usize,
    many: usize,
    now: DateTime<Utc>,
    regular: Option<DateTime<Utc>>,
) -> DateTime<Utc> {
    let (place, many) =
        (i32::try_from(at).unwrap_or(i32::MAX), i32::try_from(many.max(1)).unwrap_or(i32::MAX));
    let apart = APART.min(WITHIN / many);
    let slot = now + FIRST + apart * place;
    regular.map_or(slot, |regular| slot.min(regular))
}

/// From where the next beat is looked for: past the one that was sent, though the clock may show an earlier time by now.
pub(crate) fn after(now: DateTime<Utc>, sent: Option<DateTime<Utc>>) -> DateTime<Utc> {
    sent.filter(|sent| *sent > now && *sent - now <= SET_BACK).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_missed_beats_are_spread_and_none_comes_after_its_regular_one() {
        let now = DateTime::from_timestamp(1_900_000_000, 0).unwrap();
        let slots: Vec<_> = (0..1000).map(|at| slot(at, 1000, now, None)).collect();
        assert!(slots.is_sorted() && slots[0] == now + FIRST && slots[999] < now + FIRST + WITHIN);
        let in_one_second =
            slots.chunk_by(|a, b| (*b - *a) < Duration::milliseconds(500)).map(<[_]>::len).max();
        assert_eq!(in_one_second, Some(1));
        assert_eq!(slot(3, 4, now, None), now + FIRST + APART * 3);
        assert_eq!(slot(999, 1000, now, Some(now + Duration::seconds(30))), now + Duration::seconds(30));
    }

    #[test]
    fn a_clock_that_is_set_back_a_little_repeats_nothing_and_one_set_back_far_stalls_nothing() {
        let now = DateTime::from_timestamp(1_900_000_000, 0).unwrap();
        let sent = |seconds| Some(now + Duration::seconds(seconds));
        assert_eq!(after(now, sent(30)), now + Duration::seconds(30));
        assert_eq!(after(now, sent(3600)), now);
        assert_eq!(after(now, sent(-30)), now);
        assert!(slept(None, now) && !slept(Some(now - Duration::seconds(61)), now));
        assert!(slept(Some(now - Duration::days(3)), now));
    }
}
