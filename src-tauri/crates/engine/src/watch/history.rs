//! What sends showed over 90 days: uptime, days, latencies; of one integration and of all.

use std::collections::HashMap;

use chrono::{DateTime, Days, Duration, Utc};
use uuid::Uuid;

use super::latency::Latencies;
use super::shown::change;
use crate::catalogue;
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::store::history::{DayCount, UpOf};
use crate::view::{
    DayView, HistoryView, LatencyPoint, ProviderName, SlowView, UptimeView, VerdictKind, WatchStrip,
    WatchesView,
};
use crate::words;

const DAYS: u64 = 90;
/// Most points of a chart.
const POINTS: usize = 500;
const CHANGES: u32 = 20;
/// Days of a strip in a list, and the most of them at once.
const STRIP: u64 = 30;
const STRIPS: usize = 200;
/// Providers that are named as slow.
const SLOWEST: u32 = 5;

impl Engine {
    /// 90 days of one integration, watched or not.
    ///
    /// # Errors
    /// [`crate::Code::IntegrationUnknown`].
    pub async fn watch_history(&self, integration: Uuid) -> Result<HistoryView> {
        let archived = self.store().integration(integration).await?.archived;
        let now = self.store().now();
        let since = first_day(now, DAYS);
        let (counts, steps, answers, changes, record) = tokio::try_join!(
            self.store().day_counts(integration, &since),
            self.store().day_steps(integration, &since),
            self.store().answers(integration, now - Duration::days(DAYS as i64)),
            self.store().watch_changes(integration, CHANGES),
            self.store().watch(integration),
        )?;
        let days = days(now, &counts, steps);
        let last = |many: usize| uptime(up_of(&days[days.len().saturating_sub(many)..]));
        let (state, _) = self.state_of(record.as_ref(), archived);
        Ok(HistoryView {
            uptime_7: last(7),
            uptime_30: last(30),
            uptime_90: last(90),
            uptime_words: words::watch::UPTIME.to_owned(),
            latencies: thinned(answers),
            state,
            since: record.as_ref().map(|one| one.standing.since),
            next_at: record.as_ref().and_then(|one| one.next_at),
            changes: changes.into_iter().map(change).collect(),
            days,
        })
    }

    /// The last 30 days of each of these, in their order, for a list: at most 200 at once.
    ///
    /// # Errors
    /// [`Code::OutOfRange`] for more, or a storage code.
    pub async fn watch_strips(&self, integrations: &[Uuid]) -> Result<Vec<WatchStrip>> {
        if integrations.len() > STRIPS {
            return Err(Error::at(Code::OutOfRange, "integrations"));
        }
        let now = self.store().now();
        let mut shares: HashMap<Uuid, HashMap<String, UpOf>> = HashMap::new();
        for (integration, day, share) in self.store().day_shares(integrations, &first_day(now, STRIP)).await?
        {
            shares.entry(integration).or_default().insert(day, share);
        }
        let none = HashMap::new();
        let one =
            |id: &Uuid| WatchStrip { integration: *id, days: strip(now, shares.get(id).unwrap_or(&none)) };
        Ok(integrations.iter().map(one).collect())
    }

    /// All watches together, for the board.
    ///
    /// # Errors
    /// A storage code.
    pub async fn watches(&self) -> Result<WatchesView> {
        let now = self.store().now();
        let (week, month) = (first_day(now, 7), first_day(now, 30));
        let (totals, slowest, up) = tokio::try_join!(
            self.store().watch_totals(),
            self.store().slowest(&week, SLOWEST),
            self.store().watched_uptime(&month),
        )?;
        let (watched, failing, next_at) = totals;
        let slow = |(provider, mean_ms, answers): (String, u32, u32)| SlowView {
            provider: ProviderName { name: catalogue::name(&provider), id: provider },
            mean_ms,
            answers,
        };
        Ok(WatchesView {
            watched,
            failing,
            next_at,
            slowest: slowest.into_iter().map(slow).collect(),
            uptime: uptime(up),
            uptime_words: words::watch::UPTIME.to_owned(),
        })
    }
}

/// The last 30 days, the oldest first; `shares` are of one integration.
fn strip(now: DateTime<Utc>, shares: &HashMap<String, UpOf>) -> Vec<Option<u8>> {
    let today = now.date_naive();
    let dates = (0..STRIP).rev().filter_map(|ago| today.checked_sub_days(Days::new(ago)));
    dates
        .map(|date| {
            let (up, judged) = shares.get(&date.to_string()).filter(|(_, judged)| *judged > 0)?;
            u8::try_from(u64::from(*up) * 100 / u64::from(*judged)).ok()
        })
        .collect()
}

/// The first of the last `many` days, today included.
pub(super) fn first_day(now: DateTime<Utc>, many: u64) -> String {
    let today = now.date_naive();
    today.checked_sub_days(Days::new(many.saturating_sub(1))).unwrap_or(today).to_string()
}

/// What share was up, rounded down: what failed once is never shown as whole.
pub(super) fn uptime((up, judged): UpOf) -> UptimeView {
    let percent = (judged > 0)
        .then(|| f64::from(u32::try_from(u64::from(up) * 10_000 / u64::from(judged)).unwrap_or(0)) / 100.0);
    UptimeView { up, judged, percent }
}

fn up_of(days: &[DayView]) -> UpOf {
    let sum = |of: fn(&DayView) -> u32| days.iter().map(of).fold(0, u32::saturating_add);
    (sum(|day| day.accepted + day.degraded), sum(|day| day.sends))
}

/// All 90, those without a send as well.
fn days(now: DateTime<Utc>, counts: &[DayCount], steps: Vec<(String, u32, u32)>) -> Vec<DayView> {
    let mut by_day: HashMap<&str, DayView> = HashMap::new();
    for one in counts {
        let day = by_day.entry(&one.day).or_default();
        let count = match one.verdict {
            VerdictKind::Accepted => &mut day.accepted,
            VerdictKind::Degraded => &mut day.degraded,
            VerdictKind::Refused => &mut day.refused,
            VerdictKind::Unreachable => &mut day.unreachable,
            VerdictKind::Odd => &mut day.odd,
            VerdictKind::NotSent => &mut day.not_sent,
        };
        *count += one.sends;
        if one.verdict != VerdictKind::NotSent {
            day.sends += one.sends;
        }
    }
    let mut latencies: HashMap<String, Latencies> = HashMap::new();
    for (day, step, answers) in steps {
        latencies.entry(day).or_default().push(step, answers);
    }
    let today = now.date_naive();
    let dates = (0..DAYS).rev().filter_map(|ago| today.checked_sub_days(Days::new(ago)));
    dates
        .map(|date| {
            let date = date.to_string();
            let took = latencies.remove(&date).unwrap_or_default();
            let counted = by_day.remove(date.as_str()).unwrap_or_default();
            DayView { median_ms: took.percentile(50), p95_ms: took.percentile(95), day: date, ..counted }
        })
        .collect()
}

/// At most [`POINTS`]: of each stretch the slowest and the fastest, so that no spike is lost.
fn thinned(answers: Vec<(DateTime<Utc>, Option<u32>, VerdictKind)>) -> Vec<LatencyPoint> {
    let point = |(at, total_ms, verdict)| LatencyPoint { at, total_ms, verdict };
    if answers.len() <= POINTS {
        return answers.into_iter().map(point).collect();
    }
    let stretch = answers.len().div_ceil(POINTS / 2);
    let mut kept = Vec::with_capacity(POINTS);
    for part in answers.chunks(stretch) {
        // What nobody answered is slower than anything.
        let time = |at: &usize| part[*at].1.map_or(u64::MAX, u64::from);
        let slowest = (0..part.len()).max_by_key(time).unwrap_or_default();
        let fastest = (0..part.len()).min_by_key(time).unwrap_or_default();
        kept.push(part[slowest.min(fastest)]);
        if slowest != fastest {
            kept.push(part[slowest.max(fastest)]);
        }
    }
    kept.into_iter().map(point).collect()
}
