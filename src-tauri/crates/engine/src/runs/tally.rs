//! What a run has come to so far, whole and by host.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::host::Host;
use super::schedule::Schedule;
use crate::view::{BatchView, HostView, RunCounts, SendView, VerdictKind};

/// Counts of a run.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) counts: RunCounts,
    /// What the run itself left out.
    pub(super) skipped: u32,
    hosts: Vec<OfHost>,
}

#[derive(Clone, Debug, Default)]
struct OfHost {
    integrations: u32,
    sends: u32,
    /// Milliseconds of those that were answered.
    took: Vec<u32>,
}

impl Tally {
    pub(super) fn new(schedule: &Schedule, total: usize) -> Self {
        let mut hosts = vec![OfHost::default(); schedule.hosts().len()];
        (0..total).for_each(|job| hosts[schedule.host_of(job)].integrations += 1);
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Self { counts: RunCounts { total, ..RunCounts::default() }, skipped: 0, hosts }
    }

    pub(super) fn begun(&mut self, place: usize) {
        self.hosts[place].sends += 1;
    }

    pub(super) fn took(&mut self, place: usize, send: &SendView) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds of a send")]
        if let Some(timings) = send.timings.filter(|_| send.status.is_some()) {
            self.hosts[place].took.push(timings.total_ms.round() as u32);
        }
    }

    pub(super) fn count(&mut self, verdict: VerdictKind) {
        let counts = &mut self.counts;
        counts.done += 1;
        *match verdict {
            VerdictKind::Accepted => &mut counts.accepted,
            VerdictKind::Degraded => &mut counts.degraded,
            VerdictKind::Refused => &mut counts.refused,
            VerdictKind::Unreachable => &mut counts.unreachable,
            VerdictKind::Odd => &mut counts.odd,
            VerdictKind::NotSent => &mut counts.not_sent,
        } += 1;
    }

    pub(super) fn told(&self, running: usize, left: Option<Duration>) -> RunCounts {
        let millis = |left: Duration| u32::try_from(left.as_millis()).unwrap_or(u32::MAX);
        RunCounts {
            running: u32::try_from(running).unwrap_or(u32::MAX),
            left_ms: left.map(millis),
            ..self.counts
        }
    }

    pub(super) fn view(
        mut self,
        id: Uuid,
        (began, ended): (DateTime<Utc>, DateTime<Utc>),
        took: Duration,
        cancelled: bool,
        hosts: &[Host],
    ) -> BatchView {
        let mut views: Vec<HostView> =
            hosts.iter().zip(&mut self.hosts).filter(|(host, _)| !host.name.is_empty()).map(view).collect();
        views.sort_by(|one, other| one.host.cmp(&other.host));
        let RunCounts { total, accepted, degraded, refused, unreachable, odd, not_sent, .. } = self.counts;
        BatchView {
            id,
            began,
            ended,
            took_ms: u32::try_from(took.as_millis()).unwrap_or(u32::MAX),
            total,
            accepted,
            degraded,
            refused,
            unreachable,
            odd,
            not_sent,
            skipped: self.skipped,
            cancelled,
            hosts: views,
        }
    }
}

fn view((host, of): (&Host, &mut OfHost)) -> HostView {
    of.took.sort_unstable();
    HostView {
        host: host.name.clone(),
        integrations: of.integrations,
        sends: of.sends,
        median_ms: of.took.get(of.took.len() / 2).copied(),
        slowest_ms: of.took.last().copied(),
        backed_off: host.backed_off,
        left_alone: host.left_alone,
    }
}
