//! The public cells of a row: which client and integration they mean, and what is wrong with them.

use std::collections::BTreeMap;

use vault::{BulkFile, BulkText};

use super::env_name::Meaning;
use super::known::{KnownIntegration, KnownRack};
use crate::catalogue::{self, Entry};
use crate::codes::Coded as _;
use crate::error::{Code, Error};
use crate::plan::{self, Plan};
use crate::text;
use crate::view::{BulkColumn, BulkProblem, Environment, IntegrationInput, NotTestable};

/// The public cells of a row, by meaning.
#[derive(Default)]
pub(super) struct Cells {
    pub(super) client: String,
    integration: String,
    pub(super) provider: String,
    environment: String,
    pub(super) base_url: String,
    pub(super) variables: Vec<(String, String)>,
}

impl Cells {
    pub(super) fn read(
        file: &BulkFile,
        columns: &[BulkColumn],
        at: usize,
        problems: &mut Vec<BulkProblem>,
    ) -> Self {
        let mut cells = Self::default();
        for (column, meaning) in columns.iter().enumerate() {
            if matches!(meaning, BulkColumn::Ignore | BulkColumn::Key { .. } | BulkColumn::EnvName) {
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
            BulkColumn::Ignore | BulkColumn::Key { .. } | BulkColumn::EnvName => {}
        }
    }

    /// What another row says of this row's integration. Of two that say the same, the first counts.
    pub(super) fn set(&mut self, meaning: &Meaning, text: &str) {
        let once = |field: &mut String| {
            if field.is_empty() {
                text.clone_into(field);
            }
        };
        match meaning {
            Meaning::BaseUrl => once(&mut self.base_url),
            Meaning::Environment => once(&mut self.environment),
            Meaning::Variable(name) if self.variables.iter().all(|(known, _)| known != name) => {
                self.variables.push((name.clone(), text.to_owned()));
            }
            Meaning::Variable(_) | Meaning::Part(_) => {}
        }
    }

    pub(super) fn client(&mut self, problems: &mut Vec<BulkProblem>) -> String {
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
    pub(super) fn existing<'k>(&self, known: &'k KnownRack, client: &str) -> Option<&'k KnownIntegration> {
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
    pub(super) fn input(&self, problems: &mut Vec<BulkProblem>) -> Option<IntegrationInput> {
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
        let name = name.unwrap_or_else(|| default_name(&entry.name, environment));
        let input = IntegrationInput {
            environment,
            variables: self.variables(entry),
            base_url: (!self.base_url.is_empty()).then(|| self.base_url.clone()),
            ..IntegrationInput::new(name, provider)
        };
        check(&input, entry, problems);
        Some(input)
    }

    pub(super) fn variables(&self, entry: &Entry) -> BTreeMap<String, String> {
        let named = |(name, text): &(String, String)| {
            let wanted = entry.variable_names().find(|one| name == "*" || one == name)?;
            Some((wanted.to_owned(), text.clone()))
        };
        self.variables.iter().filter_map(named).collect()
    }
}

fn check(input: &IntegrationInput, entry: &Entry, problems: &mut Vec<BulkProblem>) {
    match plan::check(input) {
        Err(error) => problems.push(problem_of(&error)),
        Ok(()) => {
            let plan = Plan::of(input);
            if plan.base.is_none() || plan.not_testable == Some(NotTestable::VariableMissing) {
                let missing = entry.variable_names().filter(|name| !input.variables.contains_key(*name));
                problems.extend(missing.map(|name| BulkProblem::VariableMissing { name: name.to_owned() }));
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
pub(super) fn provider(text: &str, has_base: bool) -> Option<String> {
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
