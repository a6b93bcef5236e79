//! The beat: takes what is due, sends it as any test is sent, and writes down what it says.
//!
//! App and terminal may both watch one workspace. A beat is taken by a row with owner and expiry, so each is sent by one of
//! them; what a process that crashed had taken is due again when its lease ends.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::catch_up;
use super::certificate::Seen;
use super::machine::{Machine, ThisMachine};
use super::schedule::Schedule;
use super::shown::patience_of;
use super::standing::{Beat, Settled};
use crate::cancel::Cancel;
use crate::deed::{Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, ErrorClass, Result};
use crate::plan::Plan;
use crate::sends::lease_lasts;
use crate::store::watch::{DueWatch, News, Outcome, Sent, WatchRecord};
use crate::view::{KeyringState, SendView, Topic, VerdictKind, WatchChange, WatchInput};

/// Beats that are sent at once, and to one host.
const AT_ONCE: usize = 8;
const PER_HOST: usize = 2;
/// A test that somebody sends by hand is waited for.
const AGAIN: Duration = Duration::minutes(1);
/// The longest sleep: a clock may be moved, and a machine may sleep.
const LOOK: Duration = Duration::seconds(60);
/// While what is due waits for power, a network or the keyring.
const HELD_LOOK: Duration = Duration::seconds(15);

/// Watches one workspace for as long as it runs.
pub struct Watcher {
    engine: Engine,
    machine: Arc<dyn Machine>,
    owner: Uuid,
    /// When it last looked, and in which zone the machine was.
    seen: Option<(DateTime<Utc>, Tz)>,
    /// When it last asked a keyring that was away.
    asked: Option<DateTime<Utc>>,
    running: JoinSet<String>,
    hosts: HashMap<String, usize>,
    stop: Cancel,
}

impl Engine {
    /// One who watches this workspace; several may, in several processes.
    #[must_use]
    pub fn watcher(&self, stop: Cancel) -> Watcher {
        Watcher {
            engine: self.clone(),
            machine: Arc::new(ThisMachine::new()),
            owner: self.store().new_id(),
            seen: None,
            asked: None,
            running: JoinSet::new(),
            hosts: HashMap::new(),
            stop,
        }
    }
}

impl Watcher {
    /// With another machine under it.
    #[must_use]
    pub fn on(mut self, machine: Arc<dyn Machine>) -> Self {
        self.machine = machine;
        self
    }

    /// Sends what is due whenever it is, until it is stopped: then every send has ended and is written down.
    pub async fn run(mut self) {
        let mut topics = self.engine.subscribe();
        while !self.stop.is_cancelled() {
            // A database that is busy is asked again.
            let wait = self.look().await.unwrap_or(LOOK).to_std().unwrap_or_default();
            let stopped = self.stop.clone();
            tokio::select! {
                () = stopped.cancelled() => {}
                Some(ended) = self.running.join_next() => self.ended(ended.ok()),
                () = changed(&mut topics) => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        self.idle().await;
    }

    /// Begins what is due now, as far as there is room. Answers how long to wait before looking again.
    ///
    /// # Errors
    /// A storage code.
    pub async fn look(&mut self) -> Result<Duration> {
        while let Some(ended) = self.running.try_join_next() {
            self.ended(ended.ok());
        }
        let (now, zone) = (self.engine.store().now(), self.engine.zone());
        let before = self.seen.replace((now, zone));
        if before.is_none_or(|(then, there)| now < then || zone != there) {
            let moved = before.is_some_and(|(_, there)| zone != there);
            self.engine.set_right(now, zone, moved).await?;
        }
        if catch_up::slept(before.map(|(then, _)| then), now) {
            self.engine.spread_missed(now, zone).await?;
        }
        let held = self.begin(now).await?;
        let next = self.engine.store().next_beat(now).await?;
        let wait = next.map_or(LOOK, |next| next - now).clamp(Duration::milliseconds(20), LOOK);
        Ok(if held { HELD_LOOK.min(LOOK) } else { wait })
    }

    /// Whether nothing is being sent.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Waits until nothing is being sent.
    pub async fn idle(&mut self) {
        while let Some(ended) = self.running.join_next().await {
            self.ended(ended.ok());
        }
    }

    /// Takes what there is room for, and says whether anything is left that is due.
    async fn begin(&mut self, now: DateTime<Utc>) -> Result<bool> {
        let room = AT_ONCE.saturating_sub(self.running.len());
        let due = self.engine.store().due_watches(now).await?;
        let (battery, offline) = (self.machine.on_battery(), self.machine.offline());
        let (mut taken, mut hosts) = (Vec::new(), self.hosts.clone());
        let all = due.len();
        if all > 0 && !self.keyring_answers(now).await {
            return Ok(true);
        }
        for one in due {
            let waits = waits(&one.watch.input, &one.host, battery, offline).is_some();
            let busy = hosts.entry(one.host.clone()).or_default();
            if !waits && *busy < PER_HOST && taken.len() < room {
                *busy += 1;
                taken.push(one);
            }
        }
        let left = taken.len() < all;
        if taken.is_empty() {
            return Ok(left);
        }
        let mut write = self.engine.store().write().await?;
        let mut ours = Vec::with_capacity(taken.len());
        let lease = self.engine.beat_lasts();
        for one in taken {
            if write.take_beat(&one, self.owner, lease).await? {
                ours.push(one);
            }
        }
        write.commit_quietly().await?;
        for one in ours {
            *self.hosts.entry(one.host.clone()).or_default() += 1;
            let (engine, machine) = (self.engine.clone(), Arc::clone(&self.machine));
            let (owner, stop) = (self.owner, self.stop.clone());
            self.running.spawn(async move {
                // What could not be written down is due again when the lease ends.
                drop(engine.send_beat(&one, owner, machine.as_ref(), stop).await);
                one.host
            });
        }
        Ok(left)
    }

    /// With the keyring away every beat would come to nothing, and the log would fill with that. It is asked again now and
    /// then; asking shows no prompt.
    async fn keyring_answers(&mut self, now: DateTime<Utc>) -> bool {
        let away = |state| !matches!(state, KeyringState::Ready | KeyringState::Unknown);
        if !away(self.engine.keyring().state) {
            return true;
        }
        if self.asked.is_some_and(|asked| (now - asked).abs() < LOOK) {
            return false;
        }
        self.asked = Some(now);
        !away(self.engine.check_keyring().await.state)
    }

    fn ended(&mut self, host: Option<String>) {
        if let Some(count) = host.and_then(|host| self.hosts.get_mut(&host)) {
            *count = count.saturating_sub(1);
        }
        self.hosts.retain(|_, count| *count > 0);
        // A beat that panicked named no host: with nothing running, no host is busy.
        if self.running.is_empty() {
            self.hosts.clear();
        }
    }
}

/// Waits until something about watches changes.
async fn changed(topics: &mut tokio::sync::broadcast::Receiver<Topic>) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        match topics.recv().await {
            Ok(Topic::Watches | Topic::Clients) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// What a beat to this host waits for: power or a network.
pub(super) fn waits(input: &WatchInput, host: &str, battery: bool, offline: bool) -> Option<Code> {
    if battery && input.skip_on_battery {
        return Some(Code::WatchWaitsForPower);
    }
    (offline && input.skip_offline && !is_here(host)).then_some(Code::WatchWaitsForNetwork)
}

/// A service on this machine needs no network.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

impl Engine {
    /// One beat that this process has taken.
    async fn send_beat(
        &self,
        due: &DueWatch,
        owner: Uuid,
        machine: &dyn Machine,
        stop: Cancel,
    ) -> Result<()> {
        let record = self.store().integration(due.watch.integration).await?;
        let sent = match super::creates(&Plan::of(&record.input)) {
            true => Err(Code::WatchCreates.into()),
            false => self.test(due.watch.integration, stop).await,
        };
        let now = self.store().now();
        let at = due.watch.next_at.unwrap_or(now);
        let regular = self.next_beat_of(&due.watch, catch_up::after(now, Some(at)));
        let outcome = match sent {
            Err(error) if error.class() == ErrorClass::Storage => return Err(error),
            // Somebody tests it by hand: that is no beat.
            Err(error) if error.code() == Code::SendRunning => {
                let again = now + AGAIN;
                Outcome {
                    next_at: Some(regular.map_or(again, |regular| regular.min(again))),
                    ..Outcome::of(&due.watch, at)
                }
            }
            Err(_) => Outcome { next_at: regular, ..Outcome::of(&due.watch, at) },
            Ok(send) => {
                let offline =
                    send.verdict.kind == VerdictKind::Unreachable && machine.offline() && !is_here(&due.host);
                outcome(&due.watch, at, regular, &send, offline)
            }
        };
        let mut write = self.store().write().await?;
        if write.finish_beat(due.watch.integration, owner, &outcome).await? {
            for news in &outcome.news {
                write.add_watch_change(due.watch.integration, news).await?;
                let about =
                    record.about().fact(Fact::To, crate::words::watch::change(news.change, news.days));
                write.deed(Deed::WatchChanged, about).await?;
            }
        }
        write.commit_quietly().await?;
        self.store().announce(Topic::Watches);
        Ok(())
    }

    fn next_beat_of(&self, watch: &WatchRecord, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // It was checked when it was saved; what a newer version wrote may say nothing here.
        let schedule = Schedule::of(&watch.input, watch.integration, watch.anchor).ok()?;
        schedule.next(after, self.zone())
    }

    /// Gives those that were missed a moment each, when there was nobody awake to send them.
    async fn spread_missed(&self, now: DateTime<Utc>, zone: Tz) -> Result<()> {
        let missed = self.store().missed_watches(now - catch_up::ASLEEP).await?;
        if missed.is_empty() {
            return Ok(());
        }
        let mut write = self.store().write().await?;
        for (at, watch) in missed.iter().enumerate() {
            let schedule = Schedule::of(&watch.input, watch.integration, watch.anchor);
            let regular = schedule.ok().and_then(|schedule| schedule.next(now, zone));
            write.put_off(watch, Some(catch_up::slot(at, missed.len(), now, regular))).await?;
        }
        write.commit_quietly().await
    }

    /// Looks through all beats to come: none is further away than its rule says. They are when the clock was set back, and
    /// others are when the machine came into another zone.
    async fn set_right(&self, now: DateTime<Utc>, zone: Tz, moved: bool) -> Result<()> {
        let mut wrong = Vec::new();
        for one in self.store().watches().await? {
            let watch = one.watch;
            let Ok(schedule) = Schedule::of(&watch.input, watch.integration, watch.anchor) else { continue };
            let right = schedule.next(catch_up::after(now, watch.due), zone);
            let travelled = moved && schedule.travels() && watch.next_at.is_some_and(|next| next > now);
            let late = match (watch.next_at, right) {
                (Some(next), Some(right)) => next > right || (travelled && next != right),
                (None, Some(_)) => true,
                (_, None) => false,
            };
            if watch.input.enabled && late {
                wrong.push((watch, right));
            }
        }
        let mut write = self.store().write().await?;
        write.free_lost_beats(self.beat_lasts()).await?;
        for (watch, right) in &wrong {
            write.put_off(watch, *right).await?;
        }
        write.commit_quietly().await
    }

    /// Longer than any beat may take: as long as a send's own lease, and writing down what it says.
    fn beat_lasts(&self) -> Duration {
        lease_lasts(&self.inner.limits) + Duration::seconds(30)
    }
}

/// What a send says of the watch that sent it.
fn outcome(
    watch: &WatchRecord,
    due: DateTime<Utc>,
    next_at: Option<DateTime<Utc>>,
    send: &SendView,
    offline: bool,
) -> Outcome {
    let total = send.status.and(send.timings).map(|timings| timings.total_ms.round() as u32);
    let beat = Beat::of(send.verdict.kind, total, watch.input.slow_after_ms, offline);
    let (standing, changed) = watch.standing.after(beat, patience_of(&watch.input), send.at);
    let reason = send.verdict.reason.clone();
    let mut news = Vec::new();
    if let Some(state) = changed {
        let change = if state == Settled::Failing { WatchChange::Failing } else { WatchChange::Ok };
        news.push(News { change, reason: reason.clone(), days: None });
    }
    let mut certificate = watch.certificate.clone();
    if let Some(seen) = seen(send) {
        let (remembered, warn) = certificate.after(&seen);
        certificate = remembered;
        if warn {
            news.push(News {
                change: WatchChange::Certificate,
                reason: reason.clone(),
                days: Some(seen.days_left),
            });
        }
    }
    let last = Some(Sent { id: send.id, at: send.at, verdict: send.verdict.kind, reason });
    Outcome { standing, certificate, next_at, due, last, news }
}

/// The certificate that a send met: of the chain, the one that ends first.
fn seen(send: &SendView) -> Option<Seen> {
    let tls = send.tls.as_ref()?;
    let days_left = tls.certificate_days_left?;
    let first = tls.chain.iter().min_by_key(|one| one.days_left);
    let ends = send.at + Duration::days(i64::from(days_left));
    Some(Seen { fingerprint: first.map(|one| one.fingerprint.clone()), ends, days_left })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_waits_for_what_it_was_told_to_and_a_service_on_this_machine_for_no_network() {
        let of = |skip_on_battery, skip_offline| WatchInput {
            skip_on_battery,
            skip_offline,
            ..WatchInput::default()
        };
        let there = "shop.example";
        assert_eq!(waits(&of(false, true), there, true, true), Some(Code::WatchWaitsForNetwork));
        assert_eq!(waits(&of(false, false), there, true, true), None);
        assert_eq!(waits(&of(true, true), there, true, false), Some(Code::WatchWaitsForPower));
        for here in ["localhost", "127.0.0.1", "[::1]", "127.8.9.10"] {
            assert_eq!(waits(&of(false, true), here, true, true), None, "{here}");
        }
    }
}
