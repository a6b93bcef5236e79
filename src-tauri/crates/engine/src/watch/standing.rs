//! How a watched integration stands: a state machine that says something only after several beats in a row. Pure.

use chrono::{DateTime, Utc};

use crate::codes::codes;
use crate::view::VerdictKind;

codes! {
    /// What the beats so far have settled.
    pub(crate) enum Settled {
        Pending = "pending",
        Ok = "ok",
        Failing = "failing",
    }
}

/// What one beat says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beat {
    Held,
    Failed,
    /// Nothing was sent, or nobody could have answered: it says nothing of the integration.
    Silent,
}

impl Beat {
    /// What a send says. A send that nobody answers while the machine is offline is silent.
    pub(crate) fn of(
        verdict: VerdictKind,
        total_ms: Option<u32>,
        slow_after: Option<u32>,
        offline: bool,
    ) -> Self {
        let slow = total_ms.zip(slow_after).is_some_and(|(took, most)| took > most);
        match verdict {
            VerdictKind::NotSent => Self::Silent,
            VerdictKind::Unreachable if offline => Self::Silent,
            VerdictKind::Accepted | VerdictKind::Degraded if !slow => Self::Held,
            _ => Self::Failed,
        }
    }
}

/// So many failures in a row make it failing, so many successes make it well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Patience {
    pub(crate) fail_after: u32,
    pub(crate) clear_after: u32,
}

/// A state with the beats in a row since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: Settled,
    pub(crate) since: DateTime<Utc>,
    /// Beats in a row that failed; 0 after one that held.
    pub(crate) failed: u32,
    /// Beats in a row that held; 0 after one that failed.
    pub(crate) held: u32,
}

impl Standing {
    /// Nothing is known yet.
    #[cfg(test)]
    pub(crate) fn new(at: DateTime<Utc>) -> Self {
        Self { state: Settled::Pending, since: at, failed: 0, held: 0 }
    }

    /// How it stands after one more beat, and whether that is a change that somebody is told.
    pub(crate) fn after(self, beat: Beat, patience: Patience, at: DateTime<Utc>) -> (Self, Option<Settled>) {
        let (failed, held) = match beat {
            Beat::Silent => return (self, None),
            Beat::Failed => (self.failed.saturating_add(1), 0),
            Beat::Held => (0, self.held.saturating_add(1)),
        };
        let state = if failed >= patience.fail_after {
            Settled::Failing
        } else if held >= patience.clear_after {
            Settled::Ok
        } else {
            self.state
        };
        let changed = state != self.state;
        let since = if changed { at } else { self.since };
        // That something new is well is no news.
        let news = changed && (state == Settled::Failing || self.state == Settled::Failing);
        (Self { state, since, failed, held }, news.then_some(state))
    }

    /// Beats in a row that speak against the state, and how many of them change it.
    pub(crate) fn against(self, patience: Patience) -> (u32, u32) {
        match self.state {
            Settled::Ok => (self.failed, patience.fail_after),
            Settled::Failing => (self.held, patience.clear_after),
            Settled::Pending if self.failed > 0 => (self.failed, patience.fail_after),
            Settled::Pending => (self.held, patience.clear_after),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn beats() -> impl Strategy<Value = Vec<Beat>> {
        let one = prop_oneof![4 => Just(Beat::Held), 4 => Just(Beat::Failed), 1 => Just(Beat::Silent)];
        prop::collection::vec(one, 0..80)
    }

    fn at(minute: usize) -> DateTime<Utc> {
        DateTime::from_timestamp(1_900_000_000 + 60 * minute as i64, 0).unwrap()
    }

    proptest! {
        #[test]
        fn a_state_changes_only_after_so_many_in_a_row_and_then_it_does(
            beats in beats(), fail_after in 1_u32..=10, clear_after in 1_u32..=10,
        ) {
            let patience = Patience { fail_after, clear_after };
            let mut standing = Standing::new(at(0));
            let mut told = Vec::new();
            for (minute, beat) in beats.iter().enumerate() {
                let (after, news) = standing.after(*beat, patience, at(minute));
                let judged: Vec<Beat> = beats[..=minute].iter().copied().filter(|b| *b != Beat::Silent).collect();
                let in_a_row = |of| judged.iter().rev().take_while(|b| **b == of).count() as u32;
                if after.state != standing.state {
                    let enough = match after.state {
                        Settled::Failing => in_a_row(Beat::Failed) == fail_after,
                        Settled::Ok => in_a_row(Beat::Held) == clear_after,
                        Settled::Pending => false,
                    };
                    prop_assert!(enough, "{after:?} after {judged:?}");
                    prop_assert_eq!(after.since, at(minute));
                } else {
                    prop_assert_eq!(after.since, standing.since);
                }
                prop_assert!(in_a_row(Beat::Failed) < fail_after || after.state == Settled::Failing);
                prop_assert!(in_a_row(Beat::Held) < clear_after || after.state == Settled::Ok);
                prop_assert!(*beat != Beat::Silent || (after == standing && news.is_none()));
                told.extend(news);
                standing = after;
            }
            // What is told alternates, and begins with a failure: nothing is told twice.
            prop_assert!(told.first().is_none_or(|first| *first == Settled::Failing));
            prop_assert!(told.windows(2).all(|pair| pair[0] != pair[1]));
            prop_assert!(!told.contains(&Settled::Pending));
        }
    }

    #[test]
    fn what_a_send_says() {
        use VerdictKind as V;
        let of = |verdict, took, slow, offline| Beat::of(verdict, took, slow, offline);
        assert_eq!(of(V::Accepted, Some(100), None, false), Beat::Held);
        assert_eq!(of(V::Degraded, Some(100), Some(100), false), Beat::Held);
        assert_eq!(of(V::Accepted, Some(101), Some(100), false), Beat::Failed);
        assert_eq!(of(V::NotSent, None, Some(100), false), Beat::Silent);
        assert_eq!(of(V::Unreachable, None, None, true), Beat::Silent, "offline says nothing of a provider");
        for failed in [V::Refused, V::Unreachable, V::Odd] {
            assert_eq!(of(failed, None, None, false), Beat::Failed);
        }
        assert_eq!(of(V::Refused, Some(9), None, true), Beat::Failed, "somebody answered");
    }
}
