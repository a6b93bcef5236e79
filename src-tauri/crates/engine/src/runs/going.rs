//! A run as it goes: what the schedule says is sent, what comes of it is counted and told.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::Target;
use super::ahead::Ahead;
use super::claims::{Claims, RENEWED};
use super::kept::{Kept, Row};
use super::schedule::{Came, Ended, Left, Limits, Moment, Next, Schedule};
use super::tally::Tally;
use crate::cancel::Cancel;
use crate::engine::Engine;
use crate::error::{Code, Error, ErrorClass, Result};
use crate::sends::Sent;
use crate::view::{ProbeClass, SendProgress, WaitReason};

/// How often counts are told.
const TELL: Duration = Duration::from_millis(100);

type Progress<'p> = &'p (dyn Fn(SendProgress) + Send + Sync);

/// A run under way.
pub(super) struct Run<'r> {
    engine: &'r Engine,
    claims: &'r Claims,
    targets: Vec<Target>,
    schedule: Schedule,
    ahead: Arc<Ahead>,
    tally: Tally,
    rows: Vec<Option<Row>>,
    /// By their tasks, so that a send that panics is known as well.
    running: HashMap<Id, usize>,
    /// Jobs of which it was told that their host is busy.
    held_up: HashSet<usize>,
    began: Instant,
    at: DateTime<Utc>,
}

impl<'r> Run<'r> {
    pub(super) fn new(engine: &'r Engine, targets: Vec<Target>, limits: Limits, claims: &'r Claims) -> Self {
        let schedule = Schedule::new(limits, targets.iter().map(Target::job));
        Self {
            engine,
            claims,
            ahead: Arc::new(Ahead::new(targets.iter().map(|one| one.integration).collect())),
            tally: Tally::new(&schedule, targets.len()),
            schedule,
            rows: targets.iter().map(|_| None).collect(),
            running: HashMap::new(),
            held_up: HashSet::new(),
            began: Instant::now(),
            at: engine.store().now(),
            targets,
        }
    }

    /// Sends until nothing is left or it is stopped.
    pub(super) async fn go(mut self, cancel: &Cancel, progress: Progress<'_>) -> Result<Kept> {
        // Dropped with this future: each send notices, stops, and is logged as stopped.
        let mut sends: JoinSet<Result<Sent>> = JoinSet::new();
        let (mut tell, mut renew) = (interval(TELL), interval(RENEWED));
        tell.set_missed_tick_behavior(MissedTickBehavior::Delay);
        renew.reset();
        let mut cancelled = cancel.is_cancelled();
        loop {
            // While nobody knows whose they are nothing begins, and nothing is given up.
            let known = cancelled || self.claims.hold().await;
            let begins = known && !cancelled;
            let wake = if begins { self.begin(&mut sends, cancel, progress) } else { None };
            if sends.is_empty() && known && wake.is_none() {
                break;
            }
            tokio::select! {
                biased;
                () = cancel.cancelled(), if !cancelled => cancelled = true,
                Some(ended) = sends.join_next_with_id() => self.ended(ended, progress)?,
                () = sleep_until(wake.unwrap_or(self.began)), if wake.is_some() => {}
                _ = tell.tick() => self.tell(progress),
                _ = renew.tick() => self.claims.renew().await,
            }
        }
        self.end(cancelled, progress)
    }

    /// Begins what may begin now; answers when to look again, if not before a send has ended.
    fn begin(
        &mut self,
        sends: &mut JoinSet<Result<Sent>>,
        cancel: &Cancel,
        progress: Progress<'_>,
    ) -> Option<Instant> {
        loop {
            let now = self.now();
            match self.schedule.next(now) {
                Next::Start(job) => {
                    let target = &self.targets[job];
                    if let Some(refused) = self.refused(target) {
                        self.done(job, Err(refused), progress);
                        self.turned(job, Came::Unsent, progress);
                        continue;
                    }
                    progress(SendProgress::Started { integration: target.integration });
                    self.tally.begun(self.schedule.host_of(job));
                    let (engine, cancel) = (self.engine.clone(), cancel.clone());
                    let ahead = Arc::clone(&self.ahead);
                    let task = sends.spawn(async move {
                        let (profile, settings) = ahead.get(&engine, job).await?;
                        engine.send_profile(profile, &settings, cancel).await
                    });
                    self.running.insert(task.id(), job);
                }
                Next::Wait(until) => {
                    self.tell_held_up(now, progress);
                    return until.map(|until| self.began + until);
                }
                Next::Over => return None,
            }
        }
    }

    /// What a run does not send, before the send is even looked at.
    fn refused(&self, target: &Target) -> Option<Error> {
        if !self.claims.has(target.integration) {
            return Some(Code::SendRunning.into());
        }
        (target.class == Some(ProbeClass::Creates)).then(|| Code::ProbeCreates.into())
    }

    fn ended(
        &mut self,
        ended: std::result::Result<(Id, Result<Sent>), JoinError>,
        progress: Progress<'_>,
    ) -> Result<()> {
        // A send that panicked has no outcome; the rest of the run still has.
        let (task, sent) = match ended {
            Ok((task, sent)) => (task, sent),
            Err(error) => (error.id(), Err(Code::SendFailed.into())),
        };
        let Some(job) = self.running.remove(&task) else { return Ok(()) };
        if let Err(error) = sent.as_ref()
            && error.class() == ErrorClass::Storage
        {
            return Err(sent.err().unwrap_or_else(|| Code::StorageFailed.into()));
        }
        let came = sent.as_ref().map_or(Came::Unsent, came);
        if let Ok(sent) = &sent
            && let Some(took) = sent.view.timings
            && came != Came::Unsent
        {
            self.schedule.took(job, Duration::from_secs_f32(took.total_ms.max(0.0) / 1000.0));
            self.tally.took(self.schedule.host_of(job), &sent.view);
        }
        let again = self.turned(job, came, progress);
        if !again {
            self.done(job, sent, progress);
        }
        Ok(())
    }

    /// Tells the schedule what came; answers whether the send is begun again.
    fn turned(&mut self, job: usize, came: Came, progress: Progress<'_>) -> bool {
        let now = self.now();
        let Ended { again, waits, left, .. } = self.schedule.ended(job, now, came);
        if let Some((jobs, why, until)) = waits {
            let until = Some(self.wall(until));
            for job in jobs {
                let integration = self.targets[job].integration;
                progress(SendProgress::Waiting { integration, why, until });
            }
        }
        if let Some((jobs, why)) = left {
            for job in jobs {
                self.tally.skipped += 1;
                self.done(job, Err(code(why).into()), progress);
            }
        }
        again
    }

    fn done(&mut self, job: usize, sent: Result<Sent>, progress: Progress<'_>) {
        let target = &self.targets[job];
        let row = Row::of(target, sent, self.engine.store().now());
        self.tally.count(row.send.verdict);
        if row.refusal.as_ref().is_some_and(|refusal| refusal.code == "probe_creates") {
            self.tally.skipped += 1;
        }
        progress(SendProgress::Done {
            send: row.send.clone(),
            integration: target.integration,
            done: self.tally.counts.done,
            total: self.tally.counts.total,
            refusal: row.refusal.clone(),
        });
        self.rows[job] = Some(row);
    }

    fn tell_held_up(&mut self, now: Moment, progress: Progress<'_>) {
        for job in self.schedule.held_up(now) {
            if self.held_up.insert(job) {
                let integration = self.targets[job].integration;
                progress(SendProgress::Waiting { integration, why: WaitReason::HostBusy, until: None });
            }
        }
    }

    fn tell(&mut self, progress: Progress<'_>) {
        let left = self.schedule.left(self.now());
        let counts = self.tally.told(self.schedule.running(), left);
        progress(SendProgress::Counts { counts });
    }

    fn end(mut self, cancelled: bool, progress: Progress<'_>) -> Result<Kept> {
        let now = self.engine.store().now();
        for job in self.schedule.give_up() {
            self.tally.skipped += 1;
            let row = Row::of(&self.targets[job], Err(Code::Cancelled.into()), now);
            self.tally.count(row.send.verdict);
            self.rows[job] = Some(row);
        }
        self.tell(progress);
        let took = self.began.elapsed();
        let view =
            self.tally.view(self.claims.owner(), (self.at, now), took, cancelled, self.schedule.hosts());
        Ok(Kept { view, rows: self.rows.into_iter().flatten().collect() })
    }

    fn now(&self) -> Moment {
        self.began.elapsed()
    }

    /// A moment of the run as people read it.
    fn wall(&self, moment: Moment) -> DateTime<Utc> {
        let ahead = moment.saturating_sub(self.now());
        self.engine.store().now() + chrono::Duration::from_std(ahead).unwrap_or_default()
    }
}

fn code(why: Left) -> Code {
    match why {
        Left::HostDead => Code::HostDead,
        Left::RateLimited => Code::HostRateLimited,
    }
}

/// What a send showed of its host.
fn came(sent: &Sent) -> Came {
    use crate::view::VerdictKind as Kind;
    let reason = sent.view.verdict.reason.as_str();
    let after = sent.retry_after.map(|seconds| Duration::from_secs(seconds.into()));
    match sent.view.verdict.kind {
        Kind::NotSent => Came::Unsent,
        Kind::Degraded if reason == "too_many_requests" => Came::TooMany { after },
        Kind::Degraded if reason == "server_busy" && after.is_some() => Came::Busy { after },
        // Of a certificate that is not good the host is there, and answers.
        Kind::Unreachable if reason.starts_with("tls_") && reason != "tls_handshake" => Came::Answered,
        Kind::Unreachable => Came::Unreachable,
        Kind::Accepted | Kind::Degraded | Kind::Refused | Kind::Odd => Came::Answered,
    }
}
