//! Sends: their facts, both sides of the exchange (redacted before they come here), and counts by day.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::Redacted;

use super::{Store, Write, time, to_json};
use crate::codes::Coded;
use crate::error::Result;
use crate::view::{SendSummary, TimingsView, TlsView, VerdictKind};

/// A send as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct AttemptRow {
    /// The id of its event.
    pub(crate) id: Uuid,
    pub(crate) integration: Uuid,
    pub(crate) version: Option<Uuid>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) verdict: VerdictKind,
    /// The code of the verdict's reason.
    pub(crate) reason: String,
    /// What the reason's words need, as JSON of the verdict's own making.
    pub(crate) details: String,
    pub(crate) status: Option<u16>,
    pub(crate) total_ms: Option<u32>,
    pub(crate) timings: Option<TimingsView>,
    pub(crate) tls: Option<TlsView>,
    pub(crate) remote: Option<String>,
    pub(crate) proxied: bool,
    pub(crate) masked: u32,
}

/// One side of an exchange as it is kept: spans by byte, so that it can be masked anew.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct StoredMessage {
    pub(crate) start: Redacted,
    pub(crate) headers: Redacted,
    pub(crate) body: Redacted,
    pub(crate) body_type: Option<String>,
    pub(crate) body_bytes: u64,
    pub(crate) described: bool,
    /// Shown strictly when it was kept. Sides from before there was a strict view say nothing of it.
    #[serde(default)]
    pub(crate) strict: bool,
}

/// Both sides.
#[derive(Clone, Debug, Default)]
pub(crate) struct StoredExchange {
    pub(crate) request: Option<StoredMessage>,
    pub(crate) response: Option<StoredMessage>,
}

const REPLACE_EXCHANGE: &str = "UPDATE exchange SET request = ?2, response = ?3 WHERE attempt = ?1";
const MASKED_MORE: &str = "UPDATE attempt SET masked = masked + ?2 WHERE id = ?1";
const ONE: &str =
    "SELECT integration, version, at, verdict, reason, details, status, total_ms, timings, tls, remote,
    proxied, masked FROM attempt WHERE id = ?";
const EXCHANGE: &str = "SELECT request, response FROM exchange WHERE attempt = ?";
const EXCHANGES: &str =
    "SELECT attempt, request, response FROM exchange WHERE attempt < ?1 ORDER BY attempt DESC LIMIT ?2";
const LATEST: &str = "SELECT id, at, verdict, reason, status, total_ms FROM attempt WHERE integration = ?1
    ORDER BY at DESC, id DESC LIMIT ?2";

const LAST_OF_ALL: &str = "SELECT integration, send, at, verdict, reason, status, total_ms FROM standing
    WHERE send IS NOT NULL";
const LAST_OF_CLIENT: &str = "SELECT s.integration, s.send, s.at, s.verdict, s.reason, s.status, s.total_ms
    FROM standing s JOIN integration i ON i.id = s.integration WHERE s.send IS NOT NULL AND i.client = ?";

type OneTuple = (
    Uuid,
    Option<Uuid>,
    i64,
    String,
    String,
    String,
    Option<u16>,
    Option<u32>,
    Option<String>,
    Option<String>,
    Option<String>,
    bool,
    u32,
);
type SummaryTuple = (Uuid, i64, String, String, Option<u16>, Option<u32>);
type LastTuple = (Uuid, Uuid, i64, String, String, Option<u16>, Option<u32>);

impl Store {
    /// One send.
    pub(crate) async fn attempt(&self, id: Uuid) -> Result<Option<AttemptRow>> {
        let row: Option<OneTuple> =
            sqlx::query_as(ONE).bind(id).fetch_optional(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(row.map(|r| AttemptRow {
            id,
            integration: r.0,
            version: r.1,
            at: time(r.2),
            verdict: VerdictKind::parse(&r.3).unwrap_or(VerdictKind::Odd),
            reason: r.4,
            details: r.5,
            status: r.6,
            total_ms: r.7,
            timings: r.8.and_then(|text| serde_json::from_str(&text).ok()),
            tls: r.9.and_then(|text| serde_json::from_str(&text).ok()),
            remote: r.10,
            proxied: r.11,
            masked: r.12,
        }))
    }

    /// Both sides of a send; nothing once they are past keeping.
    pub(crate) async fn exchange(&self, attempt: Uuid) -> Result<Option<StoredExchange>> {
        let row: Option<(Option<String>, Option<String>)> = sqlx::query_as(EXCHANGE)
            .bind(attempt)
            .fetch_optional(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.map(|(request, response)| stored(request.as_deref(), response.as_deref())))
    }

    /// Stored exchanges before `before`, newest first (start with the greatest id).
    pub(crate) async fn exchanges(&self, before: Uuid, limit: u32) -> Result<Vec<(Uuid, StoredExchange)>> {
        let rows: Vec<(Uuid, Option<String>, Option<String>)> = sqlx::query_as(EXCHANGES)
            .bind(before)
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(|(id, q, a)| (id, stored(q.as_deref(), a.as_deref()))).collect())
    }

    /// The last sends of an integration, newest first.
    pub(crate) async fn latest_sends(&self, integration: Uuid, limit: u32) -> Result<Vec<SendSummary>> {
        let rows: Vec<SummaryTuple> = sqlx::query_as(LATEST)
            .bind(integration)
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(summary).collect())
    }

    /// The last send of each integration that was ever tested: of one client, or of all.
    pub(crate) async fn last_sends(&self, client: Option<Uuid>) -> Result<HashMap<Uuid, SendSummary>> {
        let query = match client {
            Some(id) => sqlx::query_as(LAST_OF_CLIENT).bind(id),
            None => sqlx::query_as(LAST_OF_ALL),
        };
        let rows: Vec<LastTuple> = query.fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        let one = |(of, id, at, verdict, reason, status, total)| {
            (of, summary((id, at, verdict, reason, status, total)))
        };
        Ok(rows.into_iter().map(one).collect())
    }
}

impl Write<'_> {
    /// An exchange in which more was masked; `more` values.
    pub(crate) async fn replace_exchange(
        &mut self,
        id: Uuid,
        exchange: &StoredExchange,
        more: u32,
    ) -> Result<()> {
        sqlx::query(REPLACE_EXCHANGE)
            .bind(id)
            .bind(exchange.request.as_ref().map(to_json))
            .bind(exchange.response.as_ref().map(to_json))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        sqlx::query(MASKED_MORE)
            .bind(id)
            .bind(more)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }
}

fn stored(request: Option<&str>, response: Option<&str>) -> StoredExchange {
    let read = |text: Option<&str>| text.and_then(|t| serde_json::from_str(t).ok());
    StoredExchange { request: read(request), response: read(response) }
}

fn summary((id, at, verdict, reason, status, total_ms): SummaryTuple) -> SendSummary {
    let verdict = VerdictKind::parse(&verdict).unwrap_or(VerdictKind::Odd);
    SendSummary { id, at: time(at), verdict, reason, status, total_ms }
}
