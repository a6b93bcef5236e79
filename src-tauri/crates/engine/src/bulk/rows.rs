//! Rows: what each comes to, with everything that is wrong with it.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;
use vault::{BulkFile, BulkText};

use super::columns::part_of;
use super::env_name;
use super::known::{KnownIntegration, KnownRack};
use crate::catalogue;
use crate::codes::Coded as _;
use crate::engine::Engine;
use crate::error::{Code, Error, ErrorClass, Result};
use crate::files::OpenBulkFile;
use crate::keys::{mask_view, warnings_of};
use crate::plan::{self, Plan};
use crate::store::name_key;
use crate::text;
use crate::view::{
    AuthInput, BulkCell, BulkColumn, BulkProblem, ClientInput, Environment, IntegrationInput, KeyMaskView,
    KeyWarning, NotTestable,
};
use crate::words;

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
    pub(super) problems: Vec<BulkProblem>,
}

/// One key of a row.
#[derive(Clone, Debug)]
pub(super) struct KeyPlan {
    pub(super) column: usize,
    pub(super) part: String,
    pub(super) mask: KeyMaskView,
    pub(super) warnings: Vec<KeyWarning>,
}

impl Mapped {
    fn ready(&self) -> impl Iterator<Item = &RowPlan> {
        self.rows.iter().filter(|row| row.problems.is_empty())
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
    /// What is the same for two rows that mean the same integration.
    pub(super) fn place(&self) -> (String, String) {
        (name_key(&self.client), name_key(self.input.as_ref().map_or("", |input| input.name.as_str())))
    }
}

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
        let mut seen: HashMap<(String, String, String), u32> = HashMap::new();
        for at in 0..open.file.rows() {
            let mut row = read_row(&open.file, &columns, &known, at, width);
            self.look_at_keys(&open.file, &columns, &known, &held, &mut row).await?;
            note_doubles(&mut row, &mut seen);
            rows.push(row);
            if at % 256 == 255 {
                // Ten thousand rows must not keep a small machine from painting.
                tokio::task::yield_now().await;
            }
        }
        Ok(Mapped { columns, known, rows })
    }

    async fn look_at_keys(
        &self,
        file: &BulkFile,
        columns: &[BulkColumn],
        known: &KnownRack,
        held: &HashSet<String>,
        row: &mut RowPlan,
    ) -> Result<()> {
        let Some(input) = row.input.clone() else { return Ok(()) };
        let plan = Plan::of(&input);
        let client = known.client(&row.client).map_or(Uuid::nil(), |client| client.id);
        for (column, wanted) in key_columns(file, columns, row.at) {
            if matches!(file.text(row.at, column), BulkText::Empty) {
                continue;
            }
            let Some(part) = part_of(&wanted, &plan.parts) else {
                row.problems.push(BulkProblem::PartUnknown { part: wanted });
                continue;
            };
            let intake = file.take(row.at, column);
            let offered = match intake {
                Ok(intake) => self.noting_keyring(self.vault().offer(intake, &part.hint).await),
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
                        mask: mask_view(offer.mask()),
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

/// Columns that hold keys, with the part each means in this row.
fn key_columns(file: &BulkFile, columns: &[BulkColumn], at: usize) -> Vec<(usize, String)> {
    let from_name = env_name_of(file, columns, at).map(|name| name.part);
    let part = |column: &BulkColumn| match (column, &from_name) {
        (BulkColumn::Key { part }, Some(named)) if part == "*" => Some(named.clone()),
        (BulkColumn::Key { part }, _) => Some(part.clone()),
        _ => None,
    };
    columns.iter().enumerate().filter_map(|(at, column)| Some((at, part(column)?))).collect()
}

fn env_name_of(file: &BulkFile, columns: &[BulkColumn], at: usize) -> Option<env_name::EnvName> {
    let column = columns.iter().position(|column| *column == BulkColumn::EnvName)?;
    match file.text(at, column) {
        BulkText::Text(name) => env_name::read(&name),
        BulkText::Hidden | BulkText::Empty => None,
    }
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
fn read_row(file: &BulkFile, columns: &[BulkColumn], known: &KnownRack, at: usize, usual: usize) -> RowPlan {
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
    row.client = cells.client(&mut row.problems);
    match cells.existing(known, &row.client) {
        Some(there) => {
            row.existing = Some(there.id);
            row.input = Some(there.input.clone());
        }
        None => row.input = cells.input(&mut row.problems),
    }
    row
}

/// The public cells of a row, by meaning.
#[derive(Default)]
struct Cells {
    client: String,
    integration: String,
    provider: String,
    environment: String,
    base_url: String,
    variables: Vec<(String, String)>,
}

impl Cells {
    fn read(file: &BulkFile, columns: &[BulkColumn], at: usize, problems: &mut Vec<BulkProblem>) -> Self {
        let mut cells = Self::default();
        for (column, meaning) in columns.iter().enumerate() {
            if matches!(meaning, BulkColumn::Ignore | BulkColumn::Key { .. }) {
                continue;
            }
            let text = match file.text(at, column) {
                BulkText::Empty => continue,
                BulkText::Hidden => {
                    let column = file.headings().get(column).cloned().unwrap_or_default();
                    problems.push(BulkProblem::TextLooksLikeKey { column });
                    continue;
                }
                BulkText::Text(text) => text,
            };
            cells.put(meaning, text);
        }
        cells
    }

    fn put(&mut self, meaning: &BulkColumn, text: String) {
        match meaning {
            BulkColumn::Client => self.client = text,
            BulkColumn::Integration => self.integration = text,
            BulkColumn::Provider => self.provider = text,
            BulkColumn::Environment => self.environment = text,
            BulkColumn::BaseUrl => self.base_url = text,
            BulkColumn::Variable { name } => self.variables.push((name.clone(), text)),
            BulkColumn::EnvName => {
                if let Some(named) = env_name::read(&text) {
                    self.client = named.client;
                    self.provider = named.provider;
                }
            }
            BulkColumn::Ignore | BulkColumn::Key { .. } => {}
        }
    }

    fn client(&mut self, problems: &mut Vec<BulkProblem>) -> String {
        match text::name("client", &self.client) {
            Ok(name) => name,
            Err(error) if error.code() == Code::Required => {
                problems.push(BulkProblem::ClientMissing);
                String::new()
            }
            Err(_) => {
                problems.push(BulkProblem::TextInvalid { column: "client".to_owned() });
                String::new()
            }
        }
    }

    /// The integration that is there already: of this name; without a name the client's only one of this provider.
    fn existing<'k>(&self, known: &'k KnownRack, client: &str) -> Option<&'k KnownIntegration> {
        let client = known.client(client)?;
        if !self.integration.is_empty() {
            return client.integration(&self.integration);
        }
        let provider = provider(&self.provider, !self.base_url.is_empty())?;
        let environment = environment(&self.environment).filter(|_| !self.environment.is_empty());
        let fits = |one: &&KnownIntegration| {
            one.input.provider == provider && environment.is_none_or(|wanted| one.input.environment == wanted)
        };
        let mut alike = client.integrations.values().filter(fits);
        alike.next().filter(|_| alike.next().is_none())
    }

    /// The integration that the row describes.
    fn input(&self, problems: &mut Vec<BulkProblem>) -> Option<IntegrationInput> {
        let name = text::name("integration", &self.integration).ok();
        if name.is_none() && !self.integration.is_empty() {
            problems.push(BulkProblem::TextInvalid { column: "integration".to_owned() });
        }
        let environment = environment(&self.environment);
        if environment.is_none() {
            problems.push(BulkProblem::EnvironmentUnknown { text: self.environment.clone() });
        }
        let Some(provider) = provider(&self.provider, !self.base_url.is_empty()) else {
            problems.push(BulkProblem::ProviderUnknown { text: self.provider.clone() });
            return None;
        };
        let environment = environment.unwrap_or_default();
        let entry = catalogue::find(&provider).ok()?;
        let input = IntegrationInput {
            name: name.unwrap_or_else(|| default_name(&entry.name, environment)),
            environment,
            variables: self.variables(&entry.variables),
            base_url: (!self.base_url.is_empty()).then(|| self.base_url.clone()),
            provider,
            auth: AuthInput::Provider,
            probe: None,
            ca_pem: None,
            allow_loopback_http: false,
            notes: String::new(),
            tags: Vec::new(),
            owner: String::new(),
            rotate_every_days: None,
        };
        check(&input, &entry.variables, problems);
        Some(input)
    }

    fn variables(&self, wanted: &[String]) -> BTreeMap<String, String> {
        let named = |(name, text): &(String, String)| {
            let name = if name == "*" { wanted.first()? } else { wanted.iter().find(|one| *one == name)? };
            Some((name.clone(), text.clone()))
        };
        self.variables.iter().filter_map(named).collect()
    }
}

fn check(input: &IntegrationInput, variables: &[String], problems: &mut Vec<BulkProblem>) {
    match plan::check(input) {
        Err(error) => problems.push(problem_of(&error)),
        Ok(()) => {
            let plan = Plan::of(input);
            if plan.base.is_none() || plan.not_testable == Some(NotTestable::VariableMissing) {
                let missing = variables.iter().filter(|name| !input.variables.contains_key(*name));
                problems.extend(missing.map(|name| BulkProblem::VariableMissing { name: name.clone() }));
            }
        }
    }
}

fn problem_of(error: &Error) -> BulkProblem {
    match error.code() {
        Code::Required => BulkProblem::VariableMissing { name: "base_url".to_owned() },
        _ => BulkProblem::UrlInvalid,
    }
}

/// An id of the catalogue, however it is written; custom where only an address is given.
fn provider(text: &str, has_base: bool) -> Option<String> {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = plain(text);
    if wanted.is_empty() {
        return has_base.then(|| catalogue::CUSTOM.to_owned());
    }
    let all = catalogue::all().iter();
    let exact = all.clone().find(|entry| plain(&entry.id) == wanted || plain(&entry.name) == wanted);
    let begun = || {
        let mut alike = all.clone().filter(|entry| plain(&entry.name).starts_with(&wanted));
        alike.next().filter(|_| alike.next().is_none())
    };
    exact.or_else(begun).map(|entry| entry.id.clone())
}

fn environment(text: &str) -> Option<Environment> {
    match text.trim().to_lowercase().as_str() {
        "" | "prod" | "live" => Some(Environment::Production),
        "stage" | "test" | "testing" => Some(Environment::Staging),
        "dev" | "development" => Some(Environment::Sandbox),
        other => Environment::parse(other),
    }
}

fn default_name(provider: &str, environment: Environment) -> String {
    // `WooCommerce REST API (wc/v3)` is too much for a hook.
    let short = provider.split(" (").next().unwrap_or(provider);
    match environment {
        Environment::Production => short.to_owned(),
        other => format!("{short} {}", other.code()),
    }
}

/// A row's cells as they are shown: masks of keys, public text, nothing of what looks like a key.
pub(super) fn cells(file: &BulkFile, mapped: &Mapped, at: usize) -> Vec<BulkCell> {
    let row = &mapped.rows[at];
    let cell = |(column, meaning): (usize, &BulkColumn)| {
        if let Some(key) = row.keys.iter().find(|key| key.column == column) {
            return BulkCell::Key { mask: key.mask.clone() };
        }
        match (file.text(row.at, column), meaning) {
            (BulkText::Empty, _) => BulkCell::Empty,
            (BulkText::Hidden, _) | (_, BulkColumn::Key { .. }) => BulkCell::Hidden,
            (BulkText::Text(text), _) => BulkCell::Text { text: visible(&text) },
        }
    };
    mapped.columns.iter().enumerate().map(cell).collect()
}

/// Text of a stranger's file: what hides or reorders is made visible.
fn visible(text: &str) -> String {
    text.chars()
        .take(200)
        .map(|c| if c.is_control() || text::is_invisible(c) { '\u{fffd}' } else { c })
        .collect()
}

/// For a client that the file brings.
pub(super) fn client_input(name: &str) -> ClientInput {
    ClientInput { name: name.to_owned(), ..ClientInput::default() }
}
