//! The rows of a `.env` file together: some hold a part of a key, others say of the same integration where it goes.

use std::collections::{HashMap, HashSet};

use vault::{BulkFile, BulkText};

use super::cells::Cells;
use super::env_name::{self, EnvName, Meaning};
use crate::store::name_key;
use crate::view::{BulkColumn, BulkProblem};

/// What each row's name says, and the settings of each integration that the file describes.
pub(super) struct EnvFile {
    rows: Vec<EnvRow>,
    settings: HashMap<Place, Vec<Setting>>,
    with_key: HashSet<Place>,
}

/// Client and provider, whatever their capitals.
type Place = (String, String);

#[derive(Clone)]
pub(super) enum EnvRow {
    /// Its name says neither client nor provider.
    Unknown(String),
    /// Its name looks like a key.
    Hidden,
    Key(EnvName),
    Setting {
        name: String,
        says: EnvName,
        value: BulkText,
    },
}

struct Setting {
    row: usize,
    meaning: Meaning,
    text: String,
}

impl EnvFile {
    /// `None` where no column is said to hold names and no other the values.
    pub(super) fn read(file: &BulkFile, columns: &[BulkColumn]) -> Option<Self> {
        let names = columns.iter().position(|column| *column == BulkColumn::EnvName)?;
        let values = columns.iter().position(|column| matches!(column, BulkColumn::Key { .. }))?;
        let mut read = Self { rows: Vec::new(), settings: HashMap::new(), with_key: HashSet::new() };
        for at in 0..file.rows() {
            let row = row(file, at, names, values);
            match &row {
                EnvRow::Key(says) => drop(read.with_key.insert(place(says))),
                EnvRow::Setting { says, value: BulkText::Text(text), .. } => {
                    let setting = Setting { row: at, meaning: says.meaning.clone(), text: text.clone() };
                    read.settings.entry(place(says)).or_default().push(setting);
                }
                EnvRow::Setting { .. } | EnvRow::Unknown(_) | EnvRow::Hidden => {}
            }
            read.rows.push(row);
        }
        Some(read)
    }

    pub(super) fn row(&self, at: usize) -> Option<&EnvRow> {
        self.rows.get(at)
    }

    /// What the file's other rows say of the integration that this name means.
    pub(super) fn fill(&self, says: &EnvName, cells: &mut Cells) {
        cells.client.clone_from(&says.client);
        cells.provider.clone_from(&says.provider);
        for one in self.settings.get(&place(says)).into_iter().flatten() {
            cells.set(&one.meaning, &one.text);
        }
    }

    /// What is wrong with a row that sets something.
    pub(super) fn problems(&self, file: &BulkFile, at: usize) -> Vec<BulkProblem> {
        let Some(EnvRow::Setting { name, says, value }) = self.row(at) else { return Vec::new() };
        match value {
            BulkText::Empty => return vec![BulkProblem::VariableMissing { name: name.clone() }],
            BulkText::Hidden => return vec![BulkProblem::TextLooksLikeKey { column: name.clone() }],
            BulkText::Text(_) => {}
        }
        let all = self.settings.get(&place(says)).into_iter().flatten();
        let first = all.clone().find(|one| one.meaning == says.meaning).map_or(at, |one| one.row);
        if first != at {
            return vec![BulkProblem::Duplicate { line: file.line(first) }];
        }
        if self.with_key.contains(&place(says)) { Vec::new() } else { vec![BulkProblem::NothingToSet] }
    }
}

fn row(file: &BulkFile, at: usize, names: usize, values: usize) -> EnvRow {
    let name = match file.text(at, names) {
        BulkText::Text(name) => name,
        BulkText::Hidden => return EnvRow::Hidden,
        BulkText::Empty => return EnvRow::Unknown(String::new()),
    };
    match env_name::read(&name) {
        None => EnvRow::Unknown(name),
        Some(says) if matches!(says.meaning, Meaning::Part(_)) => EnvRow::Key(says),
        Some(says) => EnvRow::Setting { value: file.text_by_name(at, values), name, says },
    }
}

fn place(says: &EnvName) -> Place {
    (name_key(&says.client), says.provider.clone())
}
