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
