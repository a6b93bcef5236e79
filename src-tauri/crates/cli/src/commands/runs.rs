//! What a test of many may be told: how much at once, and the files that it leaves.

use std::path::PathBuf;

use engine::Engine;
use engine::view::{RunFormat, RunOptions};
use uuid::Uuid;

use crate::stop::Stop;

#[derive(clap::Args)]
pub(crate) struct Run {
    /// How many are sent at once, 1 to 64
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64), default_value_t = 16)]
    concurrency: u32,
    /// How many of them to one host, 1 to 64
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64), default_value_t = 4)]
    per_host: u32,
    /// Write a JUnit report, for CI
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

    /// Writes the files that were asked for, each whole or not at all.
    pub(crate) async fn save(&self, engine: &Engine, run: Uuid) -> Result<(), Stop> {
        let files = [
            (&self.junit, RunFormat::Junit),
            (&self.prometheus, RunFormat::Prometheus),
            (&self.csv, RunFormat::Csv),
            (&self.markdown, RunFormat::Markdown),
        ];
        for (path, format) in files {
            if let Some(path) = path {
                engine.save_run(run, format, path.clone()).await?;
            }
        }
        Ok(())
    }
}
