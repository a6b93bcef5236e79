//! A bulk file on its way in, masked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{KeyMaskView, KeyWarningView};

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
    /// Rows of which nothing comes in: every key of theirs is held already.
    pub rows_held: u32,
    pub new_clients: u32,
    pub new_integrations: u32,
    /// Keys that would be kept.
    pub keys: u32,
    /// How many of them take the place of one that is held.
    pub keys_replacing: u32,
    /// Keys that are the very same as the one held: they are left as they are.
    pub keys_held: u32,
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
    /// Empty when the row is ready, or held already.
    pub problems: Vec<BulkProblemView>,
    pub warnings: Vec<KeyWarningView>,
    /// What it comes to where a key is held now.
    pub held: Vec<BulkHeldView>,
    /// Every key of it, or of the file, is held already: nothing comes in.
    pub all_held: bool,
}

/// What a row's key comes to where its integration holds one now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BulkHeldView {
    /// The very same key: it is left as it is. Otherwise the one held is replaced.
    pub same: bool,
    /// Of the key held now.
    pub mask: KeyMaskView,
    /// A sentence, the same in window and terminal.
    pub what: String,
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
    /// Keys among them that took the place of one that was held.
    pub replaced: u32,
    /// Keys that were held already, and were left as they were.
    pub held: u32,
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
