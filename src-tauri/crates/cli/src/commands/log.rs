//! `keyrack log`: every deed and every send.

mod since;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use engine::Engine;
use engine::view::{LogEntryView, LogPage, LogQuery, VerdictKind};
use uuid::Uuid;

use super::{moment, send};
use crate::address;
use crate::print::{Out, Text};
use crate::stop::Stop;
use crate::table::Table;

#[derive(clap::Args)]
pub(crate) struct Log {
    /// Only this client's
    #[arg(long, value_name = "CLIENT")]
    client: Option<String>,
    /// Only this integration's
    #[arg(long, value_name = "CLIENT/INTEGRATION")]
    integration: Option<String>,
    /// Not older than this: 90s, 30m, 2h, 7d, 4w, 2026-11-01, or 2026-11-01T09:30
    #[arg(long, value_name = "TIME", value_parser = since::parse)]
    since: Option<DateTime<Utc>>,
    /// Not younger than this
    #[arg(long, value_name = "TIME", value_parser = since::parse)]
    until: Option<DateTime<Utc>>,
    /// Only sends with this verdict; may be given again
    #[arg(long = "verdict", value_enum)]
    verdicts: Vec<VerdictName>,
    /// Only sends
    #[arg(long)]
    sends: bool,
    /// Only entries with this in a name or deed
    #[arg(long, default_value = "", hide_default_value = true)]
    search: String,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// Each entry in full, with the redacted exchange
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    view: send::View,
    /// One entry in full, by its id
    #[arg(long, value_name = "ID", conflicts_with_all = ["client", "integration", "since", "until", "verdicts", "sends", "full"])]
    id: Option<Uuid>,
}

#[derive(Clone, Copy, ValueEnum)]
enum VerdictName {
    Accepted,
    Degraded,
    Refused,
    Unreachable,
    Odd,
    NotSent,
}

impl From<VerdictName> for VerdictKind {
    fn from(name: VerdictName) -> Self {
        match name {
            VerdictName::Accepted => Self::Accepted,
            VerdictName::Degraded => Self::Degraded,
            VerdictName::Refused => Self::Refused,
            VerdictName::Unreachable => Self::Unreachable,
            VerdictName::Odd => Self::Odd,
            VerdictName::NotSent => Self::NotSent,
        }
    }
}

pub(crate) async fn run(log: Log, engine: &Engine, out: &Out) -> Result<(), Stop> {
    if let Some(id) = log.id {
        return out.show(&log.view.entry(engine, id, out).await?, entry);
    }
    let query = LogQuery {
        client: match &log.client {
            Some(client) => Some(address::client(engine, client).await?),
            None => None,
        },
        integration: match &log.integration {
            Some(integration) => Some(address::integration(engine, integration).await?),
            None => None,
        },
        verdicts: log.verdicts.into_iter().map(VerdictKind::from).collect(),
        sends_only: log.sends,
        since: log.since,
        until: log.until,
        search: log.search,
    };
    let page = pages(engine, &query, log.limit).await?;
    if !log.full {
        return out.show(&page, table);
    }
    let mut entries = Vec::new();
    for row in &page.rows {
        entries.push(log.view.entry(engine, row.id, out).await?);
    }
    out.show(&entries, |text, entries| {
        for one in entries {
            entry(text, one);
            text.blank();
        }
    })
}

/// As many rows as were asked for: the engine gives them out in pages.
async fn pages(engine: &Engine, query: &LogQuery, limit: u32) -> Result<LogPage, Stop> {
    let mut page = engine.log(query, 0, limit).await?;
    loop {
        let have = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        if have >= limit.min(page.total) {
            return Ok(page);
        }
        let next = engine.log(query, have, limit - have).await?;
        if next.rows.is_empty() {
            return Ok(page);
        }
        page.rows.extend(next.rows);
    }
}

fn table(text: &mut Text, page: &LogPage) {
    if page.rows.is_empty() {
        text.line("Nothing in the log fits. `keyrack log` without filters shows all of it.");
        return;
    }
    let mut table =
        Table::new(&["WHEN", "WHO", "WHAT", "CLIENT", "INTEGRATION", "VERDICT", "STATUS", "TOOK"]);
    for row in &page.rows {
        let verdict = row.verdict_words.as_ref().map(|words| words.to_lowercase()).unwrap_or_default();
        table.row([
            &moment(row.at),
            &row.actor,
            &if row.unfinished { format!("{} (no outcome)", row.words) } else { row.words.clone() },
            row.client_name.as_deref().unwrap_or_default(),
            row.integration_name.as_deref().unwrap_or_default(),
            &verdict,
            &row.status.map(|s| s.to_string()).unwrap_or_default(),
            &row.total_ms.map(|ms| format!("{ms} ms")).unwrap_or_default(),
        ]);
    }
    text.table(&table);
    let shown = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
    if page.total > shown {
        text.line(format!("{shown} of {}; --limit shows more", page.total));
    }
}

fn entry(text: &mut Text, view: &LogEntryView) {
    let row = &view.row;
    let mut table = Table::pairs();
    table.pair("id", &row.id.to_string());
    table.pair("when", &moment(row.at));
    table.pair("who", &row.actor);
    table.pair("what", &row.words);
    table.pair("client", row.client_name.as_deref().unwrap_or_default());
    table.pair("integration", row.integration_name.as_deref().unwrap_or_default());
    table.pair("outcome", if row.unfinished { "none: the program ended in between" } else { "" });
    view.facts.iter().for_each(|fact| table.pair(&fact.label, &fact.value));
    text.table(&table);
    if let Some(sent) = &view.send {
        send::verdict(text, &format!("{}/{}", sent.client_name, sent.integration_name), sent);
        send::exchange(text, sent);
    }
}
