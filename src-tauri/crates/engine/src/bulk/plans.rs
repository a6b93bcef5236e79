//! What a file comes to: its rows, where their keys belong, and what is held there now.

use std::collections::HashSet;

use uuid::Uuid;

use super::known::{HeldKey, KnownRack};
use super::twins::Twin;
use crate::store::name_key;
use crate::view::{BulkColumn, BulkProblem, IntegrationInput, KeyMaskView, KeyWarning};

/// A file with these meanings of its columns, against what the rack holds.
#[derive(Debug)]
pub(crate) struct Mapped {
    pub(super) columns: Vec<BulkColumn>,
    pub(super) known: KnownRack,
    pub(super) rows: Vec<RowPlan>,
}

/// One row: where its keys belong.
#[derive(Clone, Debug, Default)]
pub(super) struct RowPlan {
    /// Its place among the file's rows.
    pub(super) at: usize,
    pub(super) line: u32,
    pub(super) client: String,
    /// What to make if there is no integration of this name yet.
    pub(super) input: Option<IntegrationInput>,
    /// The integration that is there already.
    pub(super) existing: Option<Uuid>,
    pub(super) keys: Vec<KeyPlan>,
    /// What a row of a `.env` file sets for the rows that hold its integration's key.
    pub(super) sets: Option<String>,
    pub(super) problems: Vec<BulkProblem>,
}

/// One key of a row.
#[derive(Clone, Debug)]
pub(super) struct KeyPlan {
    pub(super) column: usize,
    pub(super) part: String,
    pub(super) label: String,
    pub(super) mask: KeyMaskView,
    /// The whole fingerprint.
    pub(super) print: String,
    pub(super) warnings: Vec<KeyWarning>,
    /// What its integration holds now in this place.
    pub(super) now: Option<HeldKey>,
    /// Another row that has the same key for another client.
    pub(super) twin: Option<Twin>,
}

impl KeyPlan {
    /// The very same key is held already: there is nothing to do.
    pub(super) fn is_held(&self) -> bool {
        self.now.as_ref().is_some_and(|now| now.print == self.print)
    }

    /// The key whose place it takes.
    pub(super) fn replaces(&self) -> Option<&HeldKey> {
        self.now.as_ref().filter(|_| !self.is_held())
    }
}

impl Mapped {
    /// The rows whose keys can be taken in.
    pub(super) fn ready(&self) -> impl Iterator<Item = &RowPlan> {
        self.rows.iter().filter(|row| row.problems.is_empty() && row.sets.is_none() && !row.all_held())
    }

    /// The keys that come in.
    pub(super) fn coming(&self) -> impl Iterator<Item = &KeyPlan> {
        self.ready().flat_map(RowPlan::coming)
    }

    /// How many keys of rows without problems are held already.
    pub(super) fn held(&self) -> usize {
        let rows = self.rows.iter().filter(|row| row.problems.is_empty());
        rows.flat_map(|row| &row.keys).filter(|key| key.is_held()).count()
    }

    /// Whether nothing comes in of each row, because it is held already. A row that only sets up an integration goes with
    /// the keys of the file.
    pub(super) fn idle(&self) -> Vec<bool> {
        let none_comes = self.ready().next().is_none() && self.held() > 0;
        let idle = |row: &RowPlan| row.all_held() || (row.sets.is_some() && none_comes);
        self.rows.iter().map(|row| row.problems.is_empty() && idle(row)).collect()
    }

    pub(super) fn new_clients(&self) -> usize {
        let new = self.ready().filter(|row| self.known.client(&row.client).is_none());
        new.map(|row| name_key(&row.client)).collect::<HashSet<_>>().len()
    }

    pub(super) fn new_integrations(&self) -> usize {
        let new = self.ready().filter(|row| row.existing.is_none());
        new.map(RowPlan::place).collect::<HashSet<_>>().len()
    }
}

impl RowPlan {
    /// Its keys that come in: what is held already stays as it is.
    pub(super) fn coming(&self) -> impl Iterator<Item = &KeyPlan> {
        self.keys.iter().filter(|key| !key.is_held())
    }

    /// Whether it has keys, and every one is held already.
    pub(super) fn all_held(&self) -> bool {
        !self.keys.is_empty() && self.coming().next().is_none()
    }

    /// What is the same for two rows that mean the same integration.
    pub(super) fn place(&self) -> (String, String) {
        (name_key(&self.client), name_key(self.input.as_ref().map_or("", |input| input.name.as_str())))
    }
}
