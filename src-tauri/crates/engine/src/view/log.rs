//! The log: every deed and every send.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{SendView, VerdictKind};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct LogQuery {
    pub client: Option<Uuid>,
    pub integration: Option<Uuid>,
    /// Only sends with one of these verdicts; empty: every deed.
    pub verdicts: Vec<VerdictKind>,
    /// Only sends.
    pub sends_only: bool,
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    /// Words sought in names and deeds.
    pub search: String,
}

/// A page of the log, newest first, by place in the filtered list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct LogPage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<LogRow>,
    /// How many entries fall into each of 48 equal slices between the oldest and the newest match.
    pub histogram: Vec<LogBin>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LogBin {
    pub from: DateTime<Utc>,
    pub good: u32,
    pub bad: u32,
    pub other: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct LogRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor: String,
    /// A stable code such as `key_taken_in`.
    pub deed: String,
    /// The deed in words.
    pub words: String,
    pub client: Option<Uuid>,
    pub client_name: Option<String>,
    pub integration: Option<Uuid>,
    pub integration_name: Option<String>,
    /// For a send.
    pub verdict: Option<VerdictKind>,
    /// In a word or two, as a list says it.
    pub verdict_words: Option<String>,
    pub status: Option<u16>,
    pub total_ms: Option<u32>,
    /// An intent whose outcome never came: the app ended in between.
    pub unfinished: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct LogEntryView {
    pub row: LogRow,
    /// What else is known of the deed: label and value, redacted.
    pub facts: Vec<LogFact>,
    pub send: Option<SendView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LogFact {
    pub label: String,
    pub value: String,
}
