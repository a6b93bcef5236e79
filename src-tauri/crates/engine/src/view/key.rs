//! Keys, masked.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// A mask: the provider's public prefix, a fixed number of dots, the last four where that is safe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyMaskView {
    /// Such as `ck_`; empty when none is public.
    pub prefix: String,
    /// The last four characters, only where at least 16 stay hidden; else empty.
    pub tail: String,
    /// The first six hex digits of the keyed fingerprint.
    pub fingerprint: String,
}

/// One part of a key that an integration needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyPartView {
    /// Such as `consumer_key`.
    pub part: String,
    pub label: String,
    /// Whether tests can be sent without it.
    pub optional: bool,
    /// `None` while nothing is held.
    pub held: Option<HeldPartView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HeldPartView {
    pub mask: KeyMaskView,
    pub source: KeySource,
    pub taken_at: DateTime<Utc>,
    pub taken_by: String,
    pub last_used_at: Option<DateTime<Utc>>,
    pub warnings: Vec<KeyWarningView>,
    /// How many predecessors are still held in the keyring.
    pub predecessors: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeySource {
    Clipboard,
    Prompt,
    File,
    Bulk,
    Stdin,
    Sample,
}

/// Something a person should know about a key that was taken in. Never a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum KeyWarning {
    /// Does not look like this provider's keys do.
    Shape,
    /// A test-mode key in a production integration.
    TestInProduction,
    /// A live key in a staging or sandbox integration.
    LiveOutsideProduction,
    /// The same key is held for another client.
    Shared { client: String, integration: String },
    /// The same key stands in another line of the same bulk file, for another client. Said of a preview, never of a key that
    /// is held.
    SharedInFile { line: u32, client: String },
    /// White space or a line end around the key was left out.
    Trimmed,
}

/// A warning with its words, which are the same in window, native dialog and terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyWarningView {
    #[serde(flatten)]
    pub warning: KeyWarning,
    /// Two or three words.
    pub title: String,
    /// One or two sentences.
    pub what: String,
}

/// What the native confirmation names before a key is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyOfferView {
    pub client: String,
    pub integration: String,
    pub part: String,
    pub part_label: String,
    /// The origins the key will be sent to, and nowhere else.
    pub destinations: Vec<String>,
    /// The authority that alone is trusted for them, when it is not the system's: whoever holds it can read the key. With
    /// its fingerprints, a line each.
    pub own_ca: Option<String>,
    pub mask: KeyMaskView,
    pub warnings: Vec<KeyWarning>,
    /// Whether it takes the place of a key that is held.
    pub replaces: bool,
}

/// What came of taking a key in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyTakenView {
    pub part: KeyPartView,
    pub integration: Uuid,
    /// Whether every part that the provider needs is held now.
    pub complete: bool,
    /// Stored log entries in which this key stood and was masked.
    pub masked_in_log: u32,
    /// Whether the clipboard was cleared because it still held the key.
    pub clipboard_cleared: bool,
}

/// The variables of a file that may hold a key: names and masks, no values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyFileView {
    /// Names the opened file once; it is not a path.
    pub handle: Uuid,
    pub file_name: String,
    pub entries: Vec<KeyFileEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyFileEntry {
    pub name: String,
    pub mask: KeyMaskView,
    /// Whether its shape is that of the part being sought.
    pub fits: bool,
}

/// A key put on the clipboard by the native helper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyCopiedView {
    pub mask: KeyMaskView,
    pub clears_at: DateTime<Utc>,
}
