//! The log, for reading. What stands in it was redacted before it was written.

use std::sync::PoisonError;

use chrono::Duration;
use uuid::Uuid;

use crate::codes::Coded;
use crate::deed::{Deed, facts_from_text};
use crate::error::{Code, Result};
use crate::store::event::EventState;
use crate::store::log::{BinRow, EventRow, Extent, Search};
use crate::view::{LogBin, LogEntryView, LogFact, LogPage, LogQuery, LogRow, VerdictKind};
use crate::{Engine, words};

const BINS: u32 = 48;
/// Most rows in one page.
const MOST: u32 = 500;
/// An intent without an outcome for so long was broken off: longer than any errand or prompt takes.
const BROKEN_OFF: Duration = Duration::minutes(2);

/// What was worked out of the log at a stamp.
#[derive(Clone)]
pub(crate) struct LogShape {
    search: Search,
    stamp: i64,
    extent: Extent,
    bins: Vec<BinRow>,
}

impl Engine {
    /// A page of the log, newest first, with the whole query's histogram.
    ///
    /// # Errors
    /// A storage code.
    pub async fn log(&self, query: &LogQuery, offset: u32, limit: u32) -> Result<LogPage> {
        let search = Search::of(query, deeds_named);
        let page = self.store().log_page(&search, offset, limit.min(MOST));
        let ((extent, bins), rows) = tokio::try_join!(self.log_shape(&search), page)?;
        Ok(LogPage {
            total: extent.total,
            offset,
            rows: rows.iter().map(|row| self.log_row(row)).collect(),
            histogram: histogram(&bins, extent),
        })
    }

    /// One entry in full.
    ///
    /// # Errors
    /// [`Code::EntryUnknown`].
    pub async fn log_entry(&self, id: Uuid) -> Result<LogEntryView> {
        self.entry(id, false).await
    }

    /// One entry in full as it may leave the house: of an exchange, what the provider's list calls harmless. Asks no keyring.
    ///
    /// # Errors
    /// [`Code::EntryUnknown`].
    pub async fn log_entry_strict(&self, id: Uuid) -> Result<LogEntryView> {
        self.entry(id, true).await
    }

    async fn entry(&self, id: Uuid, strict: bool) -> Result<LogEntryView> {
        let row = self.store().event(id).await?.ok_or(Code::EntryUnknown)?;
        let facts = facts_from_text(&row.facts);
        let machine = LogFact { label: "Machine".to_owned(), value: row.machine.clone() };
        let facts = facts.into_iter().map(|(code, value)| LogFact { label: words::fact(&code), value });
        // Past its keeping, a send's row stays and its exchange does not.
        let send = if self.store().attempt(id).await?.is_some() {
            Some(self.send_view(id, strict).await?)
        } else {
            None
        };
        Ok(LogEntryView { row: self.log_row(&row), facts: facts.chain([machine]).collect(), send })
    }

    /// How many entries match and how they are spread. Kept until the log changes: scrolling asks for it again and again.
    async fn log_shape(&self, search: &Search) -> Result<(Extent, Vec<BinRow>)> {
        let stamp = self.store().log_stamp().await?;
        let kept = self.inner.log_shape.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(shape) = kept.filter(|kept| kept.stamp == stamp && kept.search == *search) {
            return Ok((shape.extent, shape.bins));
        }
        let extent = self.store().log_extent(search).await?;
        let bins =
            if extent.total == 0 { Vec::new() } else { self.store().log_bins(search, extent, BINS).await? };
        let shape = LogShape { search: search.clone(), stamp, extent, bins: bins.clone() };
        *self.inner.log_shape.lock().unwrap_or_else(PoisonError::into_inner) = Some(shape);
        Ok((extent, bins))
    }

    fn log_row(&self, row: &EventRow) -> LogRow {
        let deed = Deed::parse(&row.deed);
        let failed = row.state == EventState::Failed.code();
        let intended = row.state == EventState::Intended.code();
        let words: &str = match deed {
            Some(deed) => words::deed(deed),
            None => &row.deed,
        };
        let (client, client_name) = row.client.clone().unzip();
        let (integration, integration_name) = row.integration.clone().unzip();
        LogRow {
            id: row.id,
            at: row.at,
            actor: row.user.clone(),
            deed: row.deed.clone(),
            words: if failed { format!("{words}: did not succeed") } else { words.to_owned() },
            client,
            client_name,
            integration,
            integration_name,
            verdict: row.verdict,
            verdict_words: row
                .verdict
                .map(|kind| words::verdict::in_list(kind, row.reason.as_deref()).to_owned()),
            status: row.status,
            total_ms: row.total_ms,
            unfinished: intended && self.store().now() - row.at > BROKEN_OFF,
        }
    }
}

/// Deeds in whose words a searched word stands.
fn deeds_named(word: &str) -> Vec<&'static str> {
    let holds =
        |deed: &&Deed| words::deed(**deed).to_lowercase().contains(word) || deed.code().contains(word);
    Deed::ALL.iter().filter(holds).map(|deed| deed.code()).collect()
}

fn histogram(rows: &[BinRow], extent: Extent) -> Vec<LogBin> {
    if rows.is_empty() {
        return Vec::new();
    }
    let span = (extent.newest - extent.oldest).max(1);
    let from = |bin: i64| crate::store::time(extent.oldest + span * bin / i64::from(BINS));
    let mut bins: Vec<LogBin> =
        (0..i64::from(BINS)).map(|b| LogBin { from: from(b), ..LogBin::default() }).collect();
    for (bin, verdict, failed, count) in rows {
        let Some(bin) = usize::try_from(*bin).ok().and_then(|b| bins.get_mut(b)) else { continue };
        match verdict.as_deref().and_then(VerdictKind::parse) {
            Some(VerdictKind::Accepted) => bin.good += count,
            Some(VerdictKind::NotSent) => bin.other += count,
            Some(_) => bin.bad += count,
            None if *failed => bin.bad += count,
            None => bin.other += count,
        }
    }
    bins
}
