//! What came of a run, for other programs and for people: one table, in five formats. Names were cleaned when they were
//! entered; they are made visible once more here, for a database may have been written by anybody.

mod csv;
mod junit;
mod markdown;
mod prometheus;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::kept::{Kept, Row};
use crate::codes::Coded as _;
use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::text::visible;
use crate::view::{BatchView, Environment, RunFormat, VerdictKind};
use crate::whole::{Readers, write_whole};

impl Engine {
    /// How a file with this run may be called: `keyrack-tests-2026-11-23-0915.csv`.
    ///
    /// # Errors
    /// [`Code::RunUnknown`].
    pub fn run_file_name(&self, id: Uuid, format: RunFormat) -> Result<String> {
        let run = self.inner.runs.get(id)?;
        let ending = match format {
            RunFormat::Json => "json",
            RunFormat::Csv => "csv",
            RunFormat::Junit => "xml",
            RunFormat::Markdown => "md",
            RunFormat::Prometheus => "prom",
        };
        Ok(format!("keyrack-tests-{}.{ending}", run.view.began.format("%Y-%m-%d-%H%M")))
    }

    /// A run that ended a while ago at most, as text: names, verdicts, words and times; nothing of what was sent or answered.
    ///
    /// # Errors
    /// [`Code::RunUnknown`].
    pub fn run_text(&self, id: Uuid, format: RunFormat) -> Result<String> {
        Ok(self.inner.runs.get(id)?.told(format))
    }

    /// Writes a run to a file, whole or not at all. Others on this machine may read what is for Prometheus, whose collector
    /// is another user.
    ///
    /// # Errors
    /// [`Code::RunUnknown`], [`Code::FileUnwritable`].
    pub async fn save_run(&self, id: Uuid, format: RunFormat, path: PathBuf) -> Result<()> {
        let text = self.run_text(id, format)?;
        let mut write = self.store().write().await?;
        let about = About::default().fact(Fact::File, crate::files::shown_name(&path));
        let event = write.intend(Deed::RunSaved, about).await?;
        write.commit().await?;
        let readers = if format == RunFormat::Prometheus { Readers::Anybody } else { Readers::Owner };
        let saved = tokio::task::spawn_blocking(move || write_whole(&path, text.as_bytes(), readers).is_ok());
        let saved = saved.await.unwrap_or(false);
        let mut write = self.store().write().await?;
        write.finish(event, Deed::RunSaved, saved, Vec::new()).await?;
        write.commit().await?;
        if saved { Ok(()) } else { Err(Error::new(Code::FileUnwritable)) }
    }
}

impl Kept {
    fn told(&self, format: RunFormat) -> String {
        match format {
            RunFormat::Json => self.json(),
            RunFormat::Csv => csv::csv(self),
            RunFormat::Junit => junit::junit(self),
            RunFormat::Markdown => markdown::markdown(self),
            RunFormat::Prometheus => prometheus::prometheus(self),
        }
    }

    fn json(&self) -> String {
        let run = Run { batch: &self.view, tests: self.rows.iter().map(Test::of).collect() };
        serde_json::to_string_pretty(&run).unwrap_or_default() + "\n"
    }

    /// How many came to what, in the order in which verdicts are told.
    fn counts(&self) -> [(VerdictKind, u32); 6] {
        let view = &self.view;
        [
            (VerdictKind::Accepted, view.accepted),
            (VerdictKind::Degraded, view.degraded),
            (VerdictKind::Refused, view.refused),
            (VerdictKind::Unreachable, view.unreachable),
            (VerdictKind::Odd, view.odd),
            (VerdictKind::NotSent, view.not_sent),
        ]
    }
}

/// A run as JSON. Written from fields, never from a map: the order of a map hangs on how the program was built.
#[derive(Serialize)]
struct Run<'a> {
    batch: &'a BatchView,
    tests: Vec<Test<'a>>,
}

#[derive(Serialize)]
struct Test<'a> {
    integration: Uuid,
    name: String,
    client: Uuid,
    client_name: String,
    provider: &'a str,
    environment: Environment,
    host: &'a str,
    /// Its entry in the log, where it was sent.
    send: Option<Uuid>,
    at: DateTime<Utc>,
    verdict: VerdictKind,
    reason: &'a str,
    status: Option<u16>,
    total_ms: Option<u32>,
    certificate_days_left: Option<i32>,
    title: &'a str,
    what: &'a str,
    next: &'a str,
}

impl<'a> Test<'a> {
    fn of(row: &'a Row) -> Self {
        let [title, what, next] = &row.words;
        let send = &row.send;
        Self {
            integration: row.integration,
            name: visible(&row.name),
            client: row.client,
            client_name: visible(&row.client_name),
            provider: &row.provider_name,
            environment: row.environment,
            host: &row.host,
            send: (send.id != Uuid::nil()).then_some(send.id),
            at: send.at,
            verdict: send.verdict,
            reason: &send.reason,
            status: send.status,
            total_ms: send.total_ms,
            certificate_days_left: row.certificate_days_left,
            title,
            what,
            next,
        }
    }
}

/// A verdict's code.
fn verdict(row: &Row) -> &'static str {
    row.send.verdict.code()
}

#[cfg(test)]
mod tests;
