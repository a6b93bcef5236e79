//! What came of a run, for other programs and for people: one table, in five formats. Names were cleaned when they were
//! entered; they are made visible once more here, for a database may have been written by anybody.

mod csv;
mod junit;
mod markdown;
mod prometheus;

use std::path::PathBuf;

use serde_json::{Value, json};
use uuid::Uuid;

use super::kept::{Kept, Row};
use crate::codes::Coded as _;
use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::text::visible;
use crate::view::{RunFormat, VerdictKind};
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
        let rows: Vec<Value> = self.rows.iter().map(row).collect();
        let value = json!({ "batch": self.view, "tests": rows });
        serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
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

fn row(row: &Row) -> Value {
    let [title, what, next] = &row.words;
    json!({
        "integration": row.integration,
        "name": visible(&row.name),
        "client": row.client,
        "client_name": visible(&row.client_name),
        "provider": row.provider_name,
        "environment": row.environment,
        "host": row.host,
        "send": (row.send.id != Uuid::nil()).then_some(row.send.id),
        "at": row.send.at,
        "verdict": row.send.verdict,
        "reason": row.send.reason,
        "status": row.send.status,
        "total_ms": row.send.total_ms,
        "certificate_days_left": row.certificate_days_left,
        "title": title,
        "what": what,
        "next": next,
    })
}

/// A verdict's code.
fn verdict(row: &Row) -> &'static str {
    row.send.verdict.code()
}

#[cfg(test)]
mod tests;
