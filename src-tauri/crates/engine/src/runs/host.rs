//! One host within a run: how much may go to it now.

use std::collections::{BTreeMap, BTreeSet};

use std::time::Duration;

use uuid::Uuid;

use super::schedule::{Came, Left, Moment};

/// So many in a row without an answer, and the host is left alone for a while.
pub(super) const IN_A_ROW: u32 = 5;
/// How long it is left alone before one send tries it again.
pub(super) const TRY_AFTER: Duration = Duration::from_secs(5);
/// The first wait of a host that asks for patience without saying how long; doubled each time.
pub(super) const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait that is not the host's own word.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Whoever asks for more than this asks for more than a run has.
pub(super) const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// So many keys that are told to wait for long, and it is the host itself that says so.
const SEVERAL_KEYS: usize = 2;

/// Whether a host may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Breaker {
    /// It may. So many in a row came to nothing.
    Closed { failed: u32 },
    /// Not before this moment.
    Open { until: Moment },
    /// By one send, which is under way: its job.
    HalfOpen { job: usize },
}

/// A host's own queue and state.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) name: String,
    /// Jobs in their order; one that is to be sent again stands where it stood.
    pub(super) waiting: BTreeSet<usize>,
    pub(super) running: usize,
    breaker: Breaker,
    /// It asked for patience until then.
    rests_until: Moment,
    /// It asked these keys alone for patience, until then.
    keys_rest: BTreeMap<Uuid, Moment>,
    /// How often in a row it asked for patience.
    asked: u32,
    /// After a rest one send goes first.
    careful: bool,
    pub(super) backed_off: u32,
    pub(super) left_alone: bool,
    /// How long its sends take, by the last ones, in seconds.
    pace: Option<f64>,
}

/// What an outcome changed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Nothing,
    /// It rests until then.
    Rests(Moment),
    /// One key rests until then, and the host goes on.
    KeyRests(Moment),
    /// One key for good: what else would be sent with it is not.
    KeyGivenUp,
    /// It is left alone until then.
    Opened(Moment),
    /// For good: its queue is not sent.
    GivenUp(Left),
}

impl Host {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            waiting: BTreeSet::new(),
            running: 0,
            breaker: Breaker::Closed { failed: 0 },
            rests_until: Moment::ZERO,
            keys_rest: BTreeMap::new(),
            asked: 0,
            careful: false,
            backed_off: 0,
            left_alone: false,
            pace: None,
        }
    }

    /// How many may be under way at `now`.
    pub(super) fn limit(&self, now: Moment, per_host: usize) -> usize {
        match self.breaker {
            _ if self.rests_until > now => 0,
            Breaker::Open { until } if until > now => 0,
            Breaker::Open { .. } | Breaker::HalfOpen { .. } => 1,
            Breaker::Closed { .. } if self.careful => 1,
            Breaker::Closed { .. } => per_host,
        }
    }

    /// When it may be asked again, if that is only a matter of time.
    pub(super) fn waits_until(&self, now: Moment) -> Option<Moment> {
        let opens = match self.breaker {
            Breaker::Open { until } => until,
            _ => Moment::ZERO,
        };
        let until = self.rests_until.max(opens);
        (until > now).then_some(until)
    }

    /// Whether it waits because its breaker is open, and not only because it asked for patience.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self.breaker, Breaker::Closed { .. })
    }

    /// A send goes to it.
    pub(super) fn started(&mut self, job: usize) {
        self.waiting.remove(&job);
        self.running += 1;
        if matches!(self.breaker, Breaker::Open { .. }) {
            self.breaker = Breaker::HalfOpen { job };
        }
    }

    /// A send to it came to this.
    pub(super) fn ended(&mut self, job: usize, key: Uuid, now: Moment, came: Came) -> Turn {
        self.running -= 1;
        match came {
            Came::Unsent => {
                // The one that was to try the host says nothing of it: the next one tries.
                if self.breaker == (Breaker::HalfOpen { job }) {
                    self.breaker = Breaker::Open { until: now };
                }
                Turn::Nothing
            }
            Came::Unreachable => self.failed(job, now),
            Came::Answered => {
                self.breaker = Breaker::Closed { failed: 0 };
                (self.asked, self.careful) = (0, false);
                Turn::Nothing
            }
            Came::Busy { after } => {
                self.breaker = Breaker::Closed { failed: 0 };
                self.rest(now, after)
            }
            Came::TooMany { after } => {
                self.breaker = Breaker::Closed { failed: 0 };
                match after.filter(|after| *after > LONGEST_WAIT) {
                    Some(after) => self.rest_long(key, now, after),
                    None => self.rest(now, after),
                }
            }
        }
    }

    fn failed(&mut self, job: usize, now: Moment) -> Turn {
        match self.breaker {
            Breaker::Closed { failed } if failed + 1 < IN_A_ROW => {
                self.breaker = Breaker::Closed { failed: failed + 1 };
                Turn::Nothing
            }
            Breaker::Closed { .. } => {
                let until = now + TRY_AFTER;
                self.breaker = Breaker::Open { until };
                Turn::Opened(until)
            }
            Breaker::HalfOpen { job: tries } if tries == job => {
                self.left_alone = true;
                Turn::GivenUp(Left::HostDead)
            }
            // One that was under way when the breaker opened: it is known already.
            Breaker::Open { .. } | Breaker::HalfOpen { .. } => Turn::Nothing,
        }
    }

    /// Whether a key is to wait.
    pub(super) fn key_rests(&self, key: Uuid, now: Moment) -> bool {
        self.key_rests_until(key, now).is_some()
    }

    pub(super) fn key_rests_until(&self, key: Uuid, now: Moment) -> Option<Moment> {
        self.keys_rest.get(&key).copied().filter(|until| *until > now)
    }

    /// A wait as long as a run can hardly afford: one key's limit is no other's, until several are told so.
    fn rest_long(&mut self, key: Uuid, now: Moment, after: Duration) -> Turn {
        self.keys_rest.retain(|_, until| *until > now);
        self.keys_rest.insert(key, now + after);
        if self.keys_rest.len() >= SEVERAL_KEYS {
            return self.rest(now, Some(after));
        }
        self.backed_off += 1;
        if after > PATIENCE { Turn::KeyGivenUp } else { Turn::KeyRests(now + after) }
    }

    fn rest(&mut self, now: Moment, after: Option<Duration>) -> Turn {
        // Others that were under way say the same of the same moment: the wait grows once.
        let again = self.rests_until > now;
        if !again {
            self.asked += 1;
            self.backed_off += 1;
        }
        self.careful = true;
        let own = FIRST_WAIT.saturating_mul(1 << self.asked.saturating_sub(1).min(5)).min(LONGEST_WAIT);
        let wait = after.unwrap_or(own);
        if wait > PATIENCE {
            return Turn::GivenUp(Left::RateLimited);
        }
        self.rests_until = self.rests_until.max(now + wait);
        Turn::Rests(self.rests_until)
    }

    /// How long a send took.
    pub(super) fn took(&mut self, seconds: f64) {
        self.pace = Some(self.pace.map_or(seconds, |pace| pace * 0.7 + seconds * 0.3));
    }

    /// Seconds until its queue is empty, by its own pace or else by that of all.
    pub(super) fn left(&self, now: Moment, per_host: usize, of_all: f64) -> f64 {
        let waits = self.waits_until(now).map_or(0.0, |until| (until - now).as_secs_f64());
        if self.waiting.is_empty() && self.running == 0 {
            return 0.0;
        }
        #[allow(clippy::cast_precision_loss, reason = "numbers of sends are small")]
        let rounds = self.work() / self.limit(now, per_host).max(1) as f64;
        waits + rounds.max(0.5) * self.pace.unwrap_or(of_all)
    }

    /// Sends still to come; one that is under way counts half.
    #[allow(clippy::cast_precision_loss, reason = "numbers of sends are small")]
    pub(super) fn work(&self) -> f64 {
        self.waiting.len() as f64 + self.running as f64 / 2.0
    }

    /// Seconds of work in its queue, one after the other.
    pub(super) fn seconds(&self, of_all: f64) -> f64 {
        self.work() * self.pace.unwrap_or(of_all)
    }
}
