//! Sends: their facts, both sides of the exchange (redacted before they come here), and counts by day.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::Redacted;

use super::{Store, Write, from_json, time, to_json};
use crate::codes::Coded;
use crate::error::Result;
use crate::view::{ConditionOutcome, SendSummary, TimingsView, TlsView, VerdictKind};

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
    pub(crate) facts: SendFacts,
}

/// Further public facts of a send, kept as one JSON text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SendFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redirect: Option<RedirectFacts>,
    /// Seconds by which the provider's clock is ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date_skew_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) conditions: Vec<ConditionFacts>,
}

/// Where an answer pointed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RedirectFacts {
    pub(crate) to: Option<String>,
    pub(crate) leaves_origin: bool,
    pub(crate) downgrade: bool,
    /// How the key was placed: some clients drop it on their way to another host, and some ways of placing it they do not know.
    pub(crate) carried: Carried,
}

/// Where in a request a key stood, as far as it matters to a client that follows redirects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Carried {
    /// In `Authorization` or `Cookie`: most clients drop these when the host changes.
    KnownHeader,
    /// In a header of another name: most clients send it on.
    OtherHeader,
    /// In the address or the body: it stays behind, unless the target repeats it.
    Elsewhere,
}

/// What a condition came to; what it saw is kept beside the exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConditionFacts {
    pub(crate) text: String,
    pub(crate) outcome: ConditionOutcome,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) degraded_only: bool,
    pub(crate) saw: SawFact,
}

/// What a condition met, without the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SawFact {
    /// A value, shown redacted.
    Value,
    /// A number that the send shows of itself.
    Number(i64),
    /// Nothing at that place.
    Nothing,
    /// The body is no JSON, so that it has no places.
    NotJson,
    /// The answer, or this part of it, was not read.
    NotRead,
    /// There was no answer, or no TLS.
    NoAnswer,
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
    /// What the conditions saw, in their order.
    pub(crate) saw: Vec<Redacted>,
    /// The token request that came before it.
    pub(crate) token: Option<StoredToken>,
}

/// A token request as it is kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct StoredToken {
    pub(crate) status: Option<u16>,
    pub(crate) total_ms: f32,
    pub(crate) cached: bool,
    pub(crate) request: Option<StoredMessage>,
    pub(crate) response: Option<StoredMessage>,
}

const REPLACE_EXCHANGE: &str =
    "UPDATE exchange SET request = ?2, response = ?3, saw = ?4, token = ?5 WHERE attempt = ?1";
const MASKED_MORE: &str = "UPDATE attempt SET masked = masked + ?2 WHERE id = ?1";
const ONE: &str =
    "SELECT integration, version, at, verdict, reason, details, status, total_ms, timings, tls, remote,
    proxied, masked, facts FROM attempt WHERE id = ?";
const EXCHANGE: &str = "SELECT request, response, saw, token FROM exchange WHERE attempt = ?";
const EXCHANGES: &str =
    "SELECT attempt, request, response, saw, token FROM exchange WHERE attempt < ?1 ORDER BY attempt DESC
    LIMIT ?2";
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
    String,
);
/// An exchange and what its conditions saw, as they are stored.
type KeptTuple = (Uuid, Option<String>, Option<String>, Option<String>, Option<String>);
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
            facts: from_json(&r.13),
        }))
    }

    /// Both sides of a send; nothing once they are past keeping.
    pub(crate) async fn exchange(&self, attempt: Uuid) -> Result<Option<StoredExchange>> {
        let row: Option<Sides> = sqlx::query_as(EXCHANGE)
            .bind(attempt)
            .fetch_optional(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.map(stored))
    }

    /// Stored exchanges before `before`, newest first (start with the greatest id).
    pub(crate) async fn exchanges(&self, before: Uuid, limit: u32) -> Result<Vec<(Uuid, StoredExchange)>> {
        let rows: Vec<KeptTuple> = sqlx::query_as(EXCHANGES)
            .bind(before)
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows
            .into_iter()
            .map(|(id, request, response, saw, token)| (id, stored((request, response, saw, token))))
            .collect())
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
            .bind((!exchange.saw.is_empty()).then(|| to_json(&exchange.saw)))
            .bind(exchange.token.as_ref().map(to_json))
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

/// Both sides, what the conditions saw, and the token request, as they are stored.
type Sides = (Option<String>, Option<String>, Option<String>, Option<String>);

fn stored((request, response, saw, token): Sides) -> StoredExchange {
    let read = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    StoredExchange {
        request: read(request),
        response: read(response),
        saw: saw.map(|saw| from_json(&saw)).unwrap_or_default(),
        token: token.and_then(|token| serde_json::from_str(&token).ok()),
    }
}

fn summary((id, at, verdict, reason, status, total_ms): SummaryTuple) -> SendSummary {
    let verdict = VerdictKind::parse(&verdict).unwrap_or(VerdictKind::Odd);
    let verdict_words = crate::words::verdict::in_list(verdict, Some(&reason)).to_owned();
    SendSummary { id, at: time(at), verdict, verdict_words, reason, status, total_ms }
}
