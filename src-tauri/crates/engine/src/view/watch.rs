//! Watching: tests on a schedule, what they showed over 90 days, and what changed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{ProviderName, Refusal, VerdictKind};

/// When a watched integration is tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum WatchRule {
    Every {
        /// 1 to 10080 (a week).
        minutes: u32,
    },
    Cron {
        /// Five fields: minute, hour, day of month, month, day of week.
        text: String,
        /// An IANA name such as `Europe/Berlin`, or `local`: the zone that the machine is in.
        zone: String,
    },
}

impl Default for WatchRule {
    fn default() -> Self {
        Self::Every { minutes: 15 }
    }
}

/// Hours in which no test is sent; one that was due is sent when they end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Quiet {
    /// `HH:MM`, 24 hours.
    pub from: String,
    /// `HH:MM`; before `from`, it is on the next day.
    pub to: String,
    /// An IANA name, or `local`.
    pub zone: String,
}

/// What a person sets of a watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct WatchInput {
    pub enabled: bool,
    pub rule: WatchRule,
    /// Each integration is tested up to so many seconds later, always by the same: 0 to 3600.
    pub jitter_s: u32,
    pub quiet: Option<Quiet>,
    /// So many failures in a row make it failing: 1 to 10.
    pub fail_after: u32,
    /// So many successes in a row make it well: 1 to 10.
    pub clear_after: u32,
    /// An answer that took longer counts as a failure: 1 to 60000. The uptime does not mind.
    pub slow_after_ms: Option<u32>,
    /// Waits while the machine runs on its battery.
    pub skip_on_battery: bool,
    /// Waits while the machine has no network.
    pub skip_offline: bool,
}

impl Default for WatchInput {
    fn default() -> Self {
        Self {
            enabled: false,
            rule: WatchRule::default(),
            jitter_s: 30,
            quiet: None,
            fail_after: 3,
            clear_after: 2,
            slow_after_ms: None,
            skip_on_battery: false,
            skip_offline: true,
        }
    }
}

/// How a watched integration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WatchState {
    Failing,
    /// Not enough tests yet to say.
    Pending,
    Ok,
    /// It is within its quiet hours.
    Quiet,
    /// Off, or nothing can be sent now.
    Paused,
}

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WatchChange {
    Failing,
    Ok,
    /// The certificate ends within 21, 14 or 7 days.
    Certificate,
}

/// A change, as it is told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct WatchChangeView {
    pub id: Uuid,
    pub integration: Uuid,
    pub integration_name: String,
    pub client_name: String,
    pub at: DateTime<Utc>,
    pub change: WatchChange,
    /// The code of the last verdict's reason.
    pub reason: String,
    /// Days that the certificate has left.
    pub days_left: Option<i32>,
    /// A sentence without the names.
    pub words: String,
}

/// The watch of one integration. One that was never saved has the defaults, and is off.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct WatchView {
    pub integration: Uuid,
    pub saved: bool,
    pub input: WatchInput,
    /// The rule in words: "Every 15 minutes".
    pub rule_words: String,
    pub state: WatchState,
    /// The state in a sentence.
    pub state_words: String,
    /// Whether it counts as failing, in quiet hours and paused as well.
    pub failing: bool,
    /// Beats in a row that speak against the state, and how many of them change it.
    pub against: u32,
    pub against_of: u32,
    /// Since when it stands as it does.
    pub since: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
    pub next_at: Option<DateTime<Utc>>,
    pub last_change: Option<WatchChangeView>,
    /// Why nothing can be sent now, if so.
    pub why: Option<Refusal>,
    /// The zone that `local` means now.
    pub local_zone: String,
}

/// How much of what was judged was up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct UptimeView {
    /// Accepted and degraded sends.
    pub up: u32,
    /// All sends but those that were not sent.
    pub judged: u32,
    /// Of 100, rounded down to hundredths; `None` when nothing was judged.
    pub percent: Option<f64>,
}

/// One day, by UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct DayView {
    /// `2026-11-23`.
    pub day: String,
    /// All that were judged.
    pub sends: u32,
    pub accepted: u32,
    pub degraded: u32,
    pub refused: u32,
    pub unreachable: u32,
    pub odd: u32,
    /// Not sent, or stopped: not among `sends`.
    pub not_sent: u32,
    /// Of the answers, within 3 %.
    pub median_ms: Option<u32>,
    pub p95_ms: Option<u32>,
}

/// One answer on the chart.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct LatencyPoint {
    pub at: DateTime<Utc>,
    /// `None`: nobody answered.
    pub total_ms: Option<u32>,
    pub verdict: VerdictKind,
}

/// 90 days of one integration: of every send, watched or not.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct HistoryView {
    /// 90, oldest first; the last is today.
    pub days: Vec<DayView>,
    /// At most 500, oldest first: where there were more, the slowest and the fastest of each stretch.
    pub latencies: Vec<LatencyPoint>,
    pub uptime_7: UptimeView,
    pub uptime_30: UptimeView,
    pub uptime_90: UptimeView,
    /// What uptime means here.
    pub uptime_words: String,
    pub state: WatchState,
    pub since: Option<DateTime<Utc>>,
    pub next_at: Option<DateTime<Utc>>,
    /// The last 20, newest first.
    pub changes: Vec<WatchChangeView>,
}

/// A provider and how long it takes to answer.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SlowView {
    pub provider: ProviderName,
    /// The mean of its answers in the last 7 days.
    pub mean_ms: u32,
    pub answers: u32,
}

/// All watches together, for the board.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct WatchesView {
    /// Watches that are on, of integrations that are not archived.
    pub watched: u32,
    pub failing: u32,
    pub next_at: Option<DateTime<Utc>>,
    /// At most 5, slowest first: of every send in the last 7 days, watched or not.
    pub slowest: Vec<SlowView>,
    /// Of all watched integrations in the last 30 days.
    pub uptime: UptimeView,
    pub uptime_words: String,
}

/// The last 30 days of one integration, for a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct WatchStrip {
    pub integration: Uuid,
    /// 30, oldest first, by UTC; the last is today. What share of that day's tests was up, of 100 and rounded down; `None`:
    /// there was no test.
    pub days: Vec<Option<u8>>,
}

/// One watch in a list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct WatchRow {
    pub integration: Uuid,
    pub integration_name: String,
    pub client_name: String,
    pub state: WatchState,
    pub failing: bool,
    pub rule_words: String,
    pub since: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
    pub next_at: Option<DateTime<Utc>>,
    pub uptime_30: UptimeView,
}
