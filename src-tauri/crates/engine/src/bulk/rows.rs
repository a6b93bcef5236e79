//! Rows: what each comes to, with everything that is wrong with it.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;
use vault::{Binding, BulkFile, BulkText};

use super::cells::Cells;
use super::columns::part_of;
use super::env_file::{EnvFile, EnvRow};
use super::env_name::Meaning;
use super::known::KnownRack;
use super::plans::{KeyPlan, Mapped, RowPlan};
use super::shown::hide;
use super::twins::note_twins;
use crate::engine::Engine;
use crate::error::{ErrorClass, Result};
use crate::files::OpenBulkFile;
use crate::keys::{mask_view, warnings_of};
use crate::plan::Plan;
use crate::view::{BulkColumn, BulkProblem};
use crate::words;

impl Engine {
    pub(super) async fn map_rows(
        &self,
        open: &OpenBulkFile,
        columns: Vec<BulkColumn>,
        known: KnownRack,
    ) -> Result<Mapped> {
        let mut rows = Vec::with_capacity(open.file.rows());
        let held = self.store().held_fingerprints().await?;
        let width = usual_width(&open.file);
        let env = EnvFile::read(&open.file, &columns);
        let mut seen: HashMap<(String, String, String), u32> = HashMap::new();
        let mut going = HashMap::new();
        for at in 0..open.file.rows() {
            let mut row = read_row(&open.file, &columns, env.as_ref(), &known, at, width);
            self.look_at_keys(&open.file, &columns, env.as_ref(), &known, &held, &mut row).await?;
            note_doubles(&mut row, &mut seen);
            note_other_place(&mut row, &mut going);
            hide(&mut row, &open.file, &columns);
            rows.push(row);
            if at % 256 == 255 {
                // Ten thousand rows must not keep a small machine from painting.
                tokio::task::yield_now().await;
            }
        }
        note_twins(&mut rows);
        Ok(Mapped { columns, known, rows })
    }

    async fn look_at_keys(
        &self,
        file: &BulkFile,
        columns: &[BulkColumn],
        env: Option<&EnvFile>,
        known: &KnownRack,
        held: &HashSet<String>,
        row: &mut RowPlan,
    ) -> Result<()> {
        let Some(input) = row.input.clone() else { return Ok(()) };
        let plan = Plan::of(&input);
        let there = known.client(&row.client);
        let client = there.map_or(Uuid::nil(), |client| client.id);
        let now = row.existing.and_then(|_| there?.integration(&input.name));
        for (column, wanted) in key_columns(columns, env, row.at) {
            if matches!(file.text(row.at, column), BulkText::Empty) {
                continue;
            }
            let Some(part) = part_of(&wanted, &plan.parts) else {
                row.problems.push(BulkProblem::PartUnknown { part: wanted });
                continue;
            };
            let intake = file.take(row.at, column);
            let offered = match intake {
                Ok(intake) => self.offer(intake, &part.hint).await,
                Err(refusal) => Err(refusal.into()),
            };
            match offered {
                Ok(offer) => {
                    let print = &offer.mask().fingerprint;
                    let holders =
                        if held.contains(print) { self.store().holders(print).await? } else { Vec::new() };
                    row.keys.push(KeyPlan {
                        column,
                        part: part.name.clone(),
                        label: part.label.clone(),
                        mask: mask_view(offer.mask()),
                        print: print.clone(),
                        now: now.and_then(|there| there.held.get(&part.name)).cloned(),
                        twin: None,
                        warnings: warnings_of(&part.name, offer.shape(), input.environment, client, &holders),
                    });
                }
                Err(error) if matches!(error.class(), ErrorClass::Keyring | ErrorClass::Storage) => {
                    return Err(error);
                }
                Err(error) => {
                    let why = words::refusal(error.code()).0.to_owned();
                    row.problems.push(BulkProblem::KeyInvalid { why });
                }
            }
        }
        let told = row
            .problems
            .iter()
            .any(|p| matches!(p, BulkProblem::KeyInvalid { .. } | BulkProblem::PartUnknown { .. }));
        if row.keys.is_empty() && !told {
            row.problems.push(BulkProblem::KeyMissing);
        }
        Ok(())
    }
}

/// The same part of the same integration twice: which of the two is meant, only a person knows.
fn note_doubles(row: &mut RowPlan, seen: &mut HashMap<(String, String, String), u32>) {
    let (client, integration) = row.place();
    for key in &row.keys {
        let place = (client.clone(), integration.clone(), key.part.clone());
        match seen.get(&place) {
            Some(line) => row.problems.push(BulkProblem::Duplicate { line: *line }),
            None => {
                seen.insert(place, row.line);
            }
        }
    }
}

/// Two rows that describe one new integration otherwise: only the first one's can be made, and the keys of the second would
/// go where its own row does not say.
fn note_other_place(row: &mut RowPlan, going: &mut HashMap<(String, String), (u32, Binding)>) {
    let Some(input) = row.input.as_ref().filter(|_| row.existing.is_none() && row.problems.is_empty()) else {
        return;
    };
    let Ok(binding) = Plan::of(input).binding() else { return };
    let (line, first) = going.entry(row.place()).or_insert_with(|| (row.line, binding.clone()));
    if *first == binding {
        return;
    }
    let origins = |of: &Binding| of.origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (here, there) = (origins(first), origins(&binding));
    row.problems.push(if here == there {
        BulkProblem::Duplicate { line: *line }
    } else {
        BulkProblem::DestinationDiffers { here, row: there }
    });
}

/// Columns that hold keys, with the part each means in this row.
fn key_columns(columns: &[BulkColumn], env: Option<&EnvFile>, at: usize) -> Vec<(usize, String)> {
    let from_name = match env.and_then(|env| env.row(at)) {
        Some(EnvRow::Key(says)) => match &says.meaning {
            Meaning::Part(part) => Some(part.clone()),
            Meaning::Variable(_) | Meaning::BaseUrl | Meaning::Environment => None,
        },
        _ => None,
    };
    let part = |column: &BulkColumn| match (column, &from_name) {
        (BulkColumn::Key { part }, Some(named)) if part == "*" => Some(named.clone()),
        (BulkColumn::Key { part }, _) => Some(part.clone()),
        _ => None,
    };
    columns.iter().enumerate().filter_map(|(at, column)| Some((at, part(column)?))).collect()
}

/// How many cells most rows have: one row that slipped must not make all the others look short.
fn usual_width(file: &BulkFile) -> usize {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for width in (0..file.rows()).filter_map(|at| file.width(at)) {
        *counts.entry(width).or_default() += 1;
    }
    // Of two that are as common, the wider: a missing cell is more often forgotten than one too many is written.
    counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(0, |(width, _)| width)
}

/// All but the keys.
fn read_row(
    file: &BulkFile,
    columns: &[BulkColumn],
    env: Option<&EnvFile>,
    known: &KnownRack,
    at: usize,
    usual: usize,
) -> RowPlan {
    let mut row = RowPlan { at, line: file.line(at), ..RowPlan::default() };
    match file.width(at) {
        None => {
            row.problems.push(BulkProblem::NotText);
            return row;
        }
        Some(width) if width > usual => row.problems.push(BulkProblem::TooManyCells),
        Some(width) if width < usual => row.problems.push(BulkProblem::TooFewCells),
        Some(_) => {}
    }
    let mut cells = Cells::read(file, columns, at, &mut row.problems);
    match env.and_then(|env| Some((env, env.row(at)?))) {
        None => {}
        Some((env, EnvRow::Key(says))) => env.fill(says, &mut cells),
        Some((env, EnvRow::Setting { says, value, .. })) => {
            env.fill(says, &mut cells);
            row.client = cells.client(&mut row.problems);
            row.sets = Some(if let BulkText::Text(text) = value { text.clone() } else { String::new() });
            row.problems.extend(env.problems(file, at));
            return row;
        }
        Some((_, EnvRow::Unknown(name))) => {
            row.problems.push(BulkProblem::NameUnknown { name: name.clone() });
            return row;
        }
        Some((_, EnvRow::Hidden)) => {
            row.problems.push(BulkProblem::TextLooksLikeKey { column: "name".to_owned() });
            return row;
        }
    }
    row.client = cells.client(&mut row.problems);
    match cells.existing(known, &row.client) {
        Some(there) => {
            row.problems.extend(cells.against(&there.input));
            row.existing = Some(there.id);
            row.input = Some(there.input.clone());
        }
        None => row.input = cells.input(&mut row.problems),
    }
    row
}
