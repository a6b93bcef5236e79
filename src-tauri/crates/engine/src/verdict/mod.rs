//! Verdicts: facts in, a reason out. Pure: no clock, no store, no network, so that every rule can be read as a table and
//! tried without a provider.
//!
//! What a send proves is kept apart from what it does not: only an answer of the API itself says anything about a key.
//! A timeout, 408, 429 or 5xx proves nothing about it, so none of them is ever *refused*; and nothing but the expected
//! status, with a body of the expected shape that does not say no, is ever *accepted*.

mod ask;
mod explain;
mod judge;
mod reason;

pub(crate) use ask::{Asking, OwnConditions};
pub(crate) use explain::KeyMode;
pub(crate) use judge::{ENDING_DAYS, Facts, JudgedCondition, SLOW_MS, judge};
pub(crate) use reason::Reason;

use serde::{Deserialize, Serialize};

use crate::view::VerdictKind;

/// What a send showed, and what its words need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) reason: Reason,
    pub(crate) details: Details,
}

impl Verdict {
    pub(crate) fn kind(&self) -> VerdictKind {
        self.reason.kind()
    }
}

/// Public facts that the words of a verdict name. Stored beside the reason, so that an old send keeps its words when the
/// integration is renamed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Details {
    /// The provider's name.
    pub(crate) provider: String,
    /// Where the send went.
    pub(crate) host: String,
    /// Where its token comes from, if from somewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_host: Option<String>,
    /// Labels of the parts that were sent, in the provider's order.
    pub(crate) parts: Vec<String>,
    /// `production` and so on.
    pub(crate) environment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// Milliseconds from start to end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total_ms: Option<u32>,
    /// Seconds until the provider wants to be asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<u32>,
    /// Days until the first certificate of the chain ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) days_left: Option<i32>,
    /// Seconds by which the provider's clock is ahead of this machine's; negative: behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) skew_s: Option<i64>,
    /// The condition that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<String>,
    /// Where a redirect points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redirect: Option<String>,
    /// Whether a request for a token had left before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) token_left: bool,
    /// Whether the test request is a person's own: nothing is known of what its answers mean.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) own_probe: bool,
}
