//! What of a file is shown before it is taken in: masks of keys, and text that is plainly no secret. That a column holds
//! clients or addresses is the page's word; that its cells may be read is the file's own, by its heading or its cells.

use vault::{BulkFile, BulkText};

use super::cells::provider;
use super::known::KnownRack;
use super::plans::{KeyPlan, Mapped, RowPlan};
use super::twins::Twin;
use crate::codes::Coded as _;
use crate::text;
use crate::view::{BulkCell, BulkColumn, BulkHeldView, BulkProblem, Environment, KeyWarning};
use crate::words;

/// Stands for text that is not shown.
const HIDDEN: &str = "••••";

/// A row's cells as they are shown.
pub(super) fn cells(file: &BulkFile, mapped: &Mapped, at: usize) -> Vec<BulkCell> {
    let row = &mapped.rows[at];
    let cell = |(column, meaning): (usize, &BulkColumn)| {
        if let Some(key) = row.keys.iter().find(|key| key.column == column) {
            return BulkCell::Key { mask: key.mask.clone() };
        }
        if let (Some(text), BulkColumn::Key { .. }) = (&row.sets, meaning) {
            return if text.is_empty() { BulkCell::Hidden } else { BulkCell::Text { text: visible(text) } };
        }
        match (file.text_unmapped(row.at, column), file.text(row.at, column), meaning) {
            (BulkText::Empty, ..) => BulkCell::Empty,
            (_, _, BulkColumn::Key { .. }) => BulkCell::Hidden,
            (BulkText::Text(text), ..) => BulkCell::Text { text: visible(&text) },
            (_, BulkText::Text(text), meaning) if is_known(&mapped.known, meaning, &text) => {
                BulkCell::Text { text: visible(&text) }
            }
            _ => BulkCell::Hidden,
        }
    };
    mapped.columns.iter().enumerate().map(cell).collect()
}

/// What a person should know about a row's keys, each thing once.
pub(super) fn warnings(file: &BulkFile, mapped: &Mapped, at: usize) -> Vec<KeyWarning> {
    let mut all = Vec::new();
    for key in &mapped.rows[at].keys {
        let twin = key
            .twin
            .as_ref()
            .map(|twin| KeyWarning::SharedInFile { line: twin.line, client: client_of(twin, file, mapped) });
        for warning in key.warnings.iter().cloned().chain(twin) {
            if !all.contains(&warning) {
                all.push(warning);
            }
        }
    }
    all
}

/// The other row's client, as far as that row's own cells would show it.
fn client_of(twin: &Twin, file: &BulkFile, mapped: &Mapped) -> String {
    let mut naming = mapped
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| matches!(column, BulkColumn::Client | BulkColumn::EnvName));
    let public = naming.all(|(column, _)| !matches!(file.text_unmapped(twin.at, column), BulkText::Hidden));
    let mut client = twin.client.clone();
    put(&mut client, public || mapped.known.client(&twin.client).is_some());
    client
}

/// What a row's keys come to where one is held now.
pub(super) fn held(row: &RowPlan) -> Vec<BulkHeldView> {
    let view = |key: &KeyPlan| {
        let (now, same) = (key.now.as_ref()?, key.is_held());
        let what = words::bulk::held(same, &key.label, &now.mask);
        Some(BulkHeldView { same, mask: now.mask.clone(), what })
    };
    row.keys.iter().filter_map(view).collect()
}

/// Takes what may not be read out of a row's problems.
pub(super) fn hide(row: &mut RowPlan, file: &BulkFile, columns: &[BulkColumn]) {
    let at = row.at;
    let shows = |meant: fn(&BulkColumn) -> bool| {
        let mut all = columns.iter().enumerate().filter(|(_, column)| meant(column));
        all.all(|(column, _)| !matches!(file.text_unmapped(at, column), BulkText::Hidden))
    };
    let named = |column: &BulkColumn| *column == BulkColumn::EnvName;
    for problem in &mut row.problems {
        match problem {
            BulkProblem::ProviderUnknown { text } => {
                put(text, shows(|column| matches!(column, BulkColumn::Provider | BulkColumn::EnvName)));
            }
            BulkProblem::EnvironmentUnknown { text } => {
                put(text, shows(|column| *column == BulkColumn::Environment))
            }
            BulkProblem::NameUnknown { name } => put(name, shows(named)),
            BulkProblem::PartUnknown { part } => put(part, shows(named)),
            BulkProblem::DestinationDiffers { here, row } => {
                let addresses =
                    shows(|column| matches!(column, BulkColumn::BaseUrl | BulkColumn::Variable { .. }));
                put(here, addresses);
                put(row, addresses);
            }
            _ => {}
        }
    }
}

fn put(text: &mut String, shown: bool) {
    *text = if shown { visible(text) } else { HIDDEN.to_owned() };
}

/// Whether the text says nothing that the page does not know already.
fn is_known(known: &KnownRack, meaning: &BulkColumn, text: &str) -> bool {
    match meaning {
        BulkColumn::Client => known.client(text).is_some(),
        BulkColumn::Provider => provider(text, false).is_some_and(|id| id.len() <= text.len()),
        BulkColumn::Environment => Environment::parse(&text.to_lowercase()).is_some(),
        _ => false,
    }
}

/// Text of a stranger's file: what hides or reorders is made visible.
fn visible(text: &str) -> String {
    text.chars()
        .take(200)
        .map(|c| if c.is_control() || text::is_invisible(c) { '\u{fffd}' } else { c })
        .collect()
}
