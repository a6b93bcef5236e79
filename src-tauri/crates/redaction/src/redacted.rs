//! What redaction answers: a text in which labels stand for what was masked, and where they stand.

use serde::{Deserialize, Serialize};

/// What sort of thing was masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A key that Keyrack holds.
    Key,
    /// Has the shape of a credential.
    Secret,
    /// Personal data.
    Personal,
    /// Could not be examined, so nothing of it is shown.
    Closed,
    /// Not known to be harmless: only a strict view has these.
    Withheld,
}

/// One label in a redacted text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Byte offsets of the label in [`Redacted::text`], half-open, on character borders, sorted, not overlapping.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// What sort of thing it was.
    pub kind: Kind,
    /// What it is called, such as `woocommerce consumer_key` or `email`.
    pub label: String,
    /// The keyed tag (4 hex digits): the same value has the same tag within a workspace. Empty for [`Kind::Closed`], and where a
    /// strict view had nothing to make it from.
    pub tag: String,
    /// The name of the rule that found it.
    pub rule: String,
}

/// A redacted text. Labels in it read like `[key woocommerce #3f9a]`; chips are made from `spans`, never by parsing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redacted {
    /// The text with its labels; control, bidi and ANSI characters made visible.
    pub text: String,
    /// Where the labels stand.
    pub spans: Vec<Span>,
}
