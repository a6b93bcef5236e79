//! When which send of a run begins. Pure: time is handed in, nothing is sent here.
//!
//! Sends to one host begin in the run's order, whatever the others take. A host that is full, rests or is left alone holds
//! up nobody else; a key that is to wait for long holds up its own jobs alone.

use std::collections::HashMap;
use std::time::Duration;

use uuid::Uuid;

use super::host::{Host, Turn};
use crate::view::WaitReason;

/// Time since the run began.
pub(crate) type Moment = Duration;

/// How often a send is begun again after its host asked for patience.
pub(crate) const AGAIN: u32 = 2;

/// How much a run does at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) at_once: usize,
    pub(crate) per_host: usize,
}

/// One send, before it is begun.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) host: String,
    /// The key that it is sent with: most providers count what one key asks, and not what comes from one place.
    pub(crate) key: Uuid,
    /// Whether it may be sent again without being asked for: it only reads.
    pub(crate) again: bool,
}

/// What a send showed of its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    Answered,
    /// It asked for patience, perhaps for so long.
    TooMany {
        after: Option<Duration>,
    },
    /// The same, and said that it is about the host itself.
    Busy {
        after: Option<Duration>,
    },
    Unreachable,
    /// Nothing went out: it says nothing of the host.
    Unsent,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Start(usize),
    /// Nothing before a send has ended or this moment has come.
    Wait(Option<Moment>),
    Over,
}

/// Why a job is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    HostDead,
    RateLimited,
}

/// What an ended send leads to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    /// It is begun again; else its outcome stands.
    pub(crate) again: bool,
    /// Jobs that wait from now on, why, and until when.
    pub(crate) waits: Option<(Vec<usize>, WaitReason, Moment)>,
    /// Jobs that will not be begun any more.
    pub(crate) left: Option<(Vec<usize>, Left)>,
    /// Whether that is about one key alone, and its host goes on.
    pub(crate) of_key: bool,
}

/// Where a job belongs.
#[derive(Debug)]
struct Place {
    host: usize,
    key: Uuid,
    may_again: bool,
    /// How often it was sent again.
    times: u32,
}

/// A run's jobs and hosts.
#[derive(Debug)]
pub(crate) struct Schedule {
    limits: Limits,
    hosts: Vec<Host>,
    jobs: Vec<Place>,
    running: usize,
    /// How long a send takes, by the last ones of all hosts, in seconds.
    pace: Option<f64>,
}

impl Schedule {
    pub(crate) fn new(limits: Limits, jobs: impl IntoIterator<Item = Job>) -> Self {
        let (mut hosts, mut places) = (Vec::<Host>::new(), HashMap::<String, usize>::new());
        let mut all = Vec::new();
        for (number, job) in jobs.into_iter().enumerate() {
            let host = *places.entry(job.host).or_insert_with_key(|name| {
                hosts.push(Host::new(name.clone()));
                hosts.len() - 1
            });
            hosts[host].waiting.insert(number);
            all.push(Place { host, key: job.key, may_again: job.again, times: 0 });
        }
        Self { limits, hosts, jobs: all, running: 0, pace: None }
    }

    /// What to do at `now`. A job that is to be started counts as begun.
    pub(crate) fn next(&mut self, now: Moment) -> Next {
        if self.running < self.limits.at_once {
            let free = |host: &Host| host.running < host.limit(now, self.limits.per_host);
            let ready = |host: &Host, job: &usize| !host.key_rests(self.jobs[*job].key, now);
            let first = |(place, host): (usize, &Host)| {
                Some((*host.waiting.iter().find(|job| ready(host, job))?, place))
            };
            let ready = self.hosts.iter().enumerate().filter(|(_, host)| free(host)).filter_map(first).min();
            if let Some((job, place)) = ready {
                self.hosts[place].started(job);
                self.running += 1;
                return Next::Start(job);
            }
        }
        let waits = self.hosts.iter().filter(|host| !host.waiting.is_empty());
        let soonest = waits.clone().filter_map(|host| self.looks_again(host, now)).min();
        if self.running == 0 && waits.count() == 0 { Next::Over } else { Next::Wait(soonest) }
    }

    /// A job that was begun came to this at `now`.
    pub(crate) fn ended(&mut self, job: usize, now: Moment, came: Came) -> Ended {
        self.running -= 1;
        let Place { host: place, key, may_again, times } = self.jobs[job];
        let host = &mut self.hosts[place];
        let turn = host.ended(job, key, now, came);
        let again = matches!(turn, Turn::Rests(_) | Turn::KeyRests(_)) && may_again && times < AGAIN;
        if again {
            self.jobs[job].times += 1;
            host.waiting.insert(job);
        }
        let queue = || host.waiting.iter().copied().collect::<Vec<_>>();
        let of_key = || queue().into_iter().filter(|job| self.jobs[*job].key == key).collect::<Vec<_>>();
        match turn {
            Turn::Nothing => Ended::default(),
            Turn::Rests(until) => {
                Ended { again, waits: Some((queue(), WaitReason::BackingOff, until)), ..Ended::default() }
            }
            Turn::KeyRests(until) => {
                let waits = Some((of_key(), WaitReason::BackingOff, until));
                Ended { again, waits, of_key: true, ..Ended::default() }
            }
            Turn::KeyGivenUp => {
                let left = of_key();
                host.waiting.retain(|job| !left.contains(job));
                Ended { left: Some((left, Left::RateLimited)), of_key: true, ..Ended::default() }
            }
            Turn::Opened(until) => {
                Ended { waits: Some((queue(), WaitReason::BreakerOpen, until)), ..Ended::default() }
            }
            Turn::GivenUp(why) => {
                let left = std::mem::take(&mut host.waiting).into_iter().collect();
                Ended { left: Some((left, why)), ..Ended::default() }
            }
        }
    }

    /// How long an answered send took: what the time left is worked out of.
    pub(crate) fn took(&mut self, job: usize, took: Duration) {
        let seconds = took.as_secs_f64();
        self.hosts[self.jobs[job].host].took(seconds);
        self.pace = Some(self.pace.map_or(seconds, |pace| pace * 0.9 + seconds * 0.1));
    }

    /// How long the rest may take: what the slowest host's own queue takes, or all of them through the slots that there are.
    /// `None` until one has answered.
    pub(crate) fn left(&self, now: Moment) -> Option<Duration> {
        let of_all = self.pace?;
        let longest = self.hosts.iter().map(|host| host.left(now, self.limits.per_host, of_all));
        let longest = longest.fold(0.0, f64::max);
        #[allow(clippy::cast_precision_loss, reason = "at most 64")]
        let slots = self.limits.at_once as f64;
        let shared = self.hosts.iter().map(|host| host.seconds(of_all)).sum::<f64>() / slots;
        Duration::try_from_secs_f64(longest.max(shared)).ok()
    }

    /// Jobs that were not begun, in order; none of them is begun any more.
    pub(crate) fn give_up(&mut self) -> Vec<usize> {
        let mut rest: Vec<usize> =
            self.hosts.iter_mut().flat_map(|host| std::mem::take(&mut host.waiting)).collect();
        rest.sort_unstable();
        rest
    }

    /// Jobs that are held up by their full host alone, while there is room for others.
    pub(crate) fn held_up(&self, now: Moment) -> Vec<usize> {
        if self.running >= self.limits.at_once {
            return Vec::new();
        }
        let full = |host: &&Host| host.waits_until(now).is_none() && !host.is_open();
        let ready = |(host, job): &(&Host, usize)| !host.key_rests(self.jobs[*job].key, now);
        let all =
            self.hosts.iter().filter(full).flat_map(|host| host.waiting.iter().map(move |job| (host, *job)));
        all.filter(ready).map(|(_, job)| job).collect()
    }

    /// When a host may have something to begin again, if that is only a matter of time.
    fn looks_again(&self, host: &Host, now: Moment) -> Option<Moment> {
        let keys = host.waiting.iter().filter_map(|job| host.key_rests_until(self.jobs[*job].key, now));
        host.waits_until(now).or_else(|| keys.min())
    }

    /// How many are under way.
    pub(crate) fn running(&self) -> usize {
        self.running
    }

    /// By place in [`Self::host_of`].
    pub(super) fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// A job's host, by its place in [`Self::hosts`].
    pub(super) fn host_of(&self, job: usize) -> usize {
        self.jobs[job].host
    }
}

#[cfg(test)]
mod tests;
