//! Tests of many integrations at once: what is asked for, how it goes, what came of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{Environment, Health, Refusal, SendSummary};

/// What a test request does to the data of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProbeClass {
    /// Reads, and changes nothing.
    ReadsOnly,
    /// May change something, and to send it twice comes to the same as once.
    Idempotent,
    /// Each send creates something: never part of a run, never sent again by itself.
    Creates,
}

/// How much a run does at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct RunOptions {
    /// Sends at once, 1 to 64; `None`: 16.
    pub concurrency: Option<u32>,
    /// Sends to one host at once, 1 to 64; `None`: 4.
    pub per_host: Option<u32>,
}

/// Which integrations; an empty list means any. What is archived is never among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct RunFilter {
    pub client: Option<Uuid>,
    pub providers: Vec<String>,
    pub environments: Vec<Environment>,
    /// Of the integration or of its client.
    pub tags: Vec<String>,
    pub health: Vec<Health>,
}

/// What a filter comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RunChoice {
    /// In the order in which they are tested: by client, then by name.
    pub integrations: Vec<Uuid>,
    /// How many hosts these go to.
    pub hosts: u32,
    /// How many of them cannot be tested as they are, be it that a key or a variable is missing.
    pub not_testable: u32,
}

/// Why a send of a run waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WaitReason {
    /// As much as may be goes to its host already.
    HostBusy,
    /// Its host asked for patience (429).
    BackingOff,
    /// Its host did not answer several times in a row, and is tried with one send after a while.
    BreakerOpen,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RunCounts {
    pub done: u32,
    pub total: u32,
    /// Under way at this moment.
    pub running: u32,
    pub accepted: u32,
    pub degraded: u32,
    pub refused: u32,
    pub unreachable: u32,
    pub odd: u32,
    pub not_sent: u32,
    /// Milliseconds that the rest may take, worked out of each host's own queue and pace; `None` until one has answered.
    pub left_ms: Option<u32>,
}

/// Progress of many sends, as it happens.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum SendProgress {
    Started {
        integration: Uuid,
    },
    /// It is not sent yet, or will be sent again.
    Waiting {
        integration: Uuid,
        why: WaitReason,
        /// Until when at least, where that is known.
        until: Option<DateTime<Utc>>,
    },
    Done {
        send: SendSummary,
        integration: Uuid,
        done: u32,
        total: u32,
        /// Why nothing was sent, where it never came to a send that the log knows.
        refusal: Option<Refusal>,
    },
    /// At most once in 100 ms, and once at the end.
    Counts {
        counts: RunCounts,
    },
}

/// What a run showed of one host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HostView {
    pub host: String,
    /// Integrations of the run that go there.
    pub integrations: u32,
    /// Requests that were begun, those that were sent again included.
    pub sends: u32,
    /// Of the answered ones, in milliseconds.
    pub median_ms: Option<u32>,
    pub slowest_ms: Option<u32>,
    /// How often it asked for patience.
    pub backed_off: u32,
    /// Whether it did not answer several times in a row, so that the rest was not sent.
    pub left_alone: bool,
}

/// What came of many sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BatchView {
    /// By this id the run can be saved while the app runs.
    pub id: Uuid,
    pub began: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    pub took_ms: u32,
    pub total: u32,
    pub accepted: u32,
    pub degraded: u32,
    pub refused: u32,
    pub unreachable: u32,
    pub odd: u32,
    pub not_sent: u32,
    /// How many of those that were not sent the run itself left out: it was stopped, their host was left alone, or their
    /// test would create something.
    pub skipped: u32,
    pub cancelled: bool,
    /// By name.
    pub hosts: Vec<HostView>,
}

/// What a run can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RunFormat {
    Json,
    Csv,
    /// The XML that CI servers read.
    Junit,
    Markdown,
    /// Prometheus' text exposition format, for the node exporter's textfile collector.
    Prometheus,
}
