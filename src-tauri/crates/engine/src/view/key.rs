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

/// What a column of a bulk file means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "role", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum BulkColumn {
    Ignore,
    Client,
    Integration,
    Provider,
    Environment,
    BaseUrl,
    /// A provider's variable, by name. `*` is the provider's first.
    Variable {
        name: String,
    },
    /// A part of the key, by name. `*` is the provider's only, or first, part.
    Key {
        part: String,
    },
    /// `CLIENT_PROVIDER_PART`, as `.env` files name their variables.
    EnvName,
}

/// A bulk file, previewed. Values of keys stay in the vault; cells show masks.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BulkView {
    pub handle: Uuid,
    pub file_name: String,
    /// The file's headings, or `Column 1` and so on.
    pub headings: Vec<String>,
    pub columns: Vec<BulkColumn>,
    pub rows_total: u32,
    pub rows_ready: u32,
    pub rows_with_problems: u32,
    pub new_clients: u32,
    pub new_integrations: u32,
    pub keys: u32,
    /// A page of rows, from `offset`.
    pub offset: u32,
    pub rows: Vec<BulkRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BulkRow {
    /// Line in the file, from 1.
    pub line: u32,
    pub cells: Vec<BulkCell>,
    /// Empty when the row is ready.
    pub problems: Vec<BulkProblemView>,
    pub warnings: Vec<KeyWarningView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum BulkCell {
    Text {
        text: String,
    },
    Key {
        mask: KeyMaskView,
    },
    /// Looks like a key, but its column is not mapped to one: never shown.
    Hidden,
    Empty,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum BulkProblem {
    ClientMissing,
    ProviderUnknown {
        text: String,
    },
    EnvironmentUnknown {
        text: String,
    },
    VariableMissing {
        name: String,
    },
    UrlInvalid,
    /// The row describes another destination than the integration that is there already: both as origins.
    DestinationDiffers {
        here: String,
        row: String,
    },
    KeyMissing,
    KeyInvalid {
        why: String,
    },
    PartUnknown {
        part: String,
    },
    TextLooksLikeKey {
        column: String,
    },
    /// Too long, or with control characters.
    TextInvalid {
        column: String,
    },
    /// A variable of a `.env` file whose name says no client and provider.
    NameUnknown {
        name: String,
    },
    /// A variable that belongs to an integration of which the file has no key.
    NothingToSet,
    Duplicate {
        line: u32,
    },
    TooManyCells,
    TooFewCells,
    NotText,
}

/// A problem with its words, which are the same in window and terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BulkProblemView {
    #[serde(flatten)]
    pub problem: BulkProblem,
    /// One or two sentences.
    pub what: String,
}

/// What a bulk intake did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BulkDoneView {
    pub clients: u32,
    pub integrations: u32,
    pub keys: u32,
    pub skipped: u32,
    /// Rows that failed while being stored, by line, with the code.
    pub failed: Vec<BulkFailure>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BulkFailure {
    pub line: u32,
    pub what: String,
}
