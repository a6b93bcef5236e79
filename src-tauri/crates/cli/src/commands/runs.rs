//! What a test of many may be told: which, how much at once, and the files that it leaves.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use engine::Engine;
use engine::view::{Environment, Health, IntegrationRow, RunFilter, RunFormat, RunOptions};
use uuid::Uuid;

use super::integration::EnvironmentName;
use crate::address;
use crate::print::Out;
use crate::stop::Stop;

/// Which of all, with `--all`. What is given twice means either; different filters narrow each other.
#[derive(clap::Args)]
pub(crate) struct Filter {
    /// With --all: only this client's
    #[arg(long, value_name = "CLIENT", requires = "all", conflicts_with = "target")]
    client: Option<String>,
    /// With --all: only of this provider, by its id; may be given again
    #[arg(long = "provider", value_name = "PROVIDER", requires = "all", conflicts_with = "target")]
    providers: Vec<String>,
    /// With --all: only of this environment; may be given again
    #[arg(long = "environment", value_enum, requires = "all", conflicts_with = "target")]
    environments: Vec<EnvironmentName>,
    /// With --all: only with this tag, of their own or of their client; may be given again
    #[arg(long = "tag", value_name = "TAG", requires = "all", conflicts_with = "target")]
    tags: Vec<String>,
    /// With --all: only what stands so since its last test; may be given again
    #[arg(long = "health", value_enum, requires = "all", conflicts_with = "target")]
    health: Vec<HealthName>,
}

#[derive(Clone, Copy, ValueEnum)]
enum HealthName {
    Accepted,
    Degraded,
    Odd,
    Refused,
    Unreachable,
    Untested,
}

impl From<HealthName> for Health {
    fn from(name: HealthName) -> Self {
        match name {
            HealthName::Accepted => Self::Accepted,
            HealthName::Degraded => Self::Degraded,
            HealthName::Odd => Self::Odd,
            HealthName::Refused => Self::Refused,
            HealthName::Unreachable => Self::Unreachable,
            HealthName::Untested => Self::Untested,
        }
    }
}

impl Filter {
    /// Whether anything was filtered by.
    pub(crate) fn is_set(&self) -> bool {
        let lists = [self.providers.len(), self.environments.len(), self.tags.len(), self.health.len()];
        self.client.is_some() || lists.iter().any(|many| *many > 0)
    }

    /// What fits, in the order in which it is tested.
    pub(crate) async fn rows(&self, engine: &Engine) -> Result<Vec<IntegrationRow>, Stop> {
        let known = engine.providers();
        let unknown = |id: &&String| *id != "custom" && !known.iter().any(|one| one.id == **id);
        if let Some(id) = self.providers.iter().find(unknown) {
            return Err(Stop::usage(
                format!("There is no provider {id}."),
                "`keyrack provider list` shows their ids; `custom` is always there.",
            ));
        }
        let client = match &self.client {
            Some(name) => Some(address::client(engine, name).await?),
            None => None,
        };
        let filter = RunFilter {
            client,
            providers: self.providers.clone(),
            environments: self.environments.iter().copied().map(Environment::from).collect(),
            tags: self.tags.clone(),
            health: self.health.iter().copied().map(Health::from).collect(),
        };
        let chosen = engine.choose_run(&filter).await?.integrations;
        let all = engine.integrations(client).await?;
        let mut rows: HashMap<Uuid, IntegrationRow> = all.into_iter().map(|row| (row.id, row)).collect();
        Ok(chosen.iter().filter_map(|id| rows.remove(id)).collect())
    }
}

#[derive(clap::Args)]
pub(crate) struct Run {
    /// How many are sent at once, 1 to 64
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64), default_value_t = 16)]
    concurrency: u32,
    /// How many of them to one host, 1 to 64
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64), default_value_t = 4)]
    per_host: u32,
    /// Write a JUnit report, for CI; `-` is standard output, in place of what else would stand there
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write Prometheus metrics, for the node exporter's textfile collector; other users may read it
    #[arg(long, value_name = "FILE")]
    prometheus: Option<PathBuf>,
    /// Write a table for spreadsheets
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write a report for people
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

impl Run {
    pub(crate) fn options(&self) -> RunOptions {
        RunOptions { concurrency: Some(self.concurrency), per_host: Some(self.per_host) }
    }

    fn files(&self) -> impl Iterator<Item = (&Path, RunFormat)> {
        let files = [
            (&self.junit, RunFormat::Junit),
            (&self.prometheus, RunFormat::Prometheus),
            (&self.csv, RunFormat::Csv),
            (&self.markdown, RunFormat::Markdown),
        ];
        files.into_iter().filter_map(|(path, format)| Some((path.as_deref()?, format)))
    }

    /// Whether a report was asked for: what reports tell of is a run, of one as well.
    pub(crate) fn reports(&self) -> bool {
        self.files().next().is_some()
    }

    /// Whether standard output is a report's.
    pub(crate) fn takes_output(&self) -> bool {
        self.files().any(|(path, _)| is_output(path))
    }

    /// One document at most can stand on standard output.
    pub(crate) fn check(&self, out: &Out, again: bool) -> Result<(), Stop> {
        let many = self.files().filter(|(path, _)| is_output(path)).count() + usize::from(out.is_json());
        if many > 1 {
            return Err(Stop::usage(
                "Standard output takes one document.",
                "Write the others into files, or leave --json out.",
            ));
        }
        if again && self.takes_output() {
            return Err(Stop::usage(
                "With --watch a report is written anew each time.",
                "Name a file in place of `-`.",
            ));
        }
        Ok(())
    }

    /// Writes what was asked for, each file whole or not at all.
    pub(crate) async fn save(&self, engine: &Engine, run: Uuid, out: &Out) -> Result<(), Stop> {
        for (path, format) in self.files() {
            if is_output(path) {
                out.code(&engine.run_text(run, format)?)?;
            } else {
                engine.save_run(run, format, path.to_owned()).await?;
            }
        }
        Ok(())
    }
}

fn is_output(path: &Path) -> bool {
    path == Path::new("-")
}
