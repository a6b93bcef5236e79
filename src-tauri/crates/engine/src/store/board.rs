//! What the board reads: every integration in one narrow query, and the rest for the cards that are shown.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Store, from_json, time, to_json};
use crate::codes::Coded;
use crate::error::Result;
use crate::view::{AuthInput, Environment, Health, KeyMaskView};

/// An integration as the board sorts and filters it.
#[derive(Clone, Debug)]
pub(crate) struct HookRow {
    pub(crate) id: Uuid,
    pub(crate) client: Uuid,
    pub(crate) name: String,
    pub(crate) provider: String,
    pub(crate) environment: Environment,
    pub(crate) tags: Vec<String>,
    pub(crate) owner: String,
    pub(crate) host: String,
    pub(crate) archived: bool,
    pub(crate) health: Health,
    pub(crate) last_at: Option<i64>,
    pub(crate) every_days: Option<u32>,
    /// When the key in use came in.
    pub(crate) taken_at: Option<DateTime<Utc>>,
}

/// What only a card that is shown needs of an integration.
#[derive(Clone, Debug)]
pub(crate) struct HookDetail {
    pub(crate) auth: AuthInput,
    pub(crate) client_certificate: bool,
    pub(crate) latencies: Vec<Option<u32>>,
    /// Part and mask of what is held.
    pub(crate) keys: Vec<(String, KeyMaskView)>,
}

/// How many there are of what is neither removed nor archived.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) clients: u32,
    pub(crate) integrations: u32,
    pub(crate) keys: u32,
}

const ALL: &str = "SELECT i.id, i.client, i.name, i.provider, i.environment, i.tags, i.owner, i.host, i.archived,
    s.health, s.at, i.rotate_every_days, v.created_at FROM integration i LEFT JOIN standing s ON s.integration = i.id
    LEFT JOIN version v ON v.credential = i.credential AND v.state IN ('current', 'incomplete')
    WHERE i.removed_at IS NULL ORDER BY i.client, i.name_key";
const OF_CLIENTS: &str = "SELECT i.id, i.client, i.name, i.provider, i.environment, i.tags, i.owner, i.host, i.archived,
    s.health, s.at, i.rotate_every_days, v.created_at FROM integration i LEFT JOIN standing s ON s.integration = i.id
    LEFT JOIN version v ON v.credential = i.credential AND v.state IN ('current', 'incomplete')
    WHERE i.removed_at IS NULL AND i.client IN (SELECT unhex(value) FROM json_each(?)) ORDER BY i.client, i.name_key";
const DETAILS: &str =
    "SELECT i.id, i.auth, i.client_certificate, coalesce(s.latencies, '[]') FROM integration i
    LEFT JOIN standing s ON s.integration = i.id WHERE i.client IN (SELECT unhex(value) FROM json_each(?))
    AND i.removed_at IS NULL";
const MASKS: &str = "SELECT i.id, p.name, p.mask_prefix, p.mask_tail, substr(p.fingerprint, 1, 6) FROM integration i
    JOIN version v ON v.credential = i.credential AND v.state IN ('current', 'incomplete')
    JOIN part p ON p.version = v.id WHERE i.client IN (SELECT unhex(value) FROM json_each(?)) AND i.removed_at IS NULL
    ORDER BY p.name";
const TOTALS: &str = "SELECT
    (SELECT count(*) FROM client WHERE removed_at IS NULL AND archived = 0),
    (SELECT count(*) FROM integration WHERE removed_at IS NULL AND archived = 0),
    (SELECT count(*) FROM part p JOIN version v ON v.id = p.version JOIN credential k ON k.id = v.credential
        WHERE v.state IN ('current', 'incomplete') AND k.removed_at IS NULL)";

/// ?1 now, ?2 days that count as soon, ?3 the providers' own intervals by id.
const DUE_SOON: &str = "SELECT count(*) FROM integration i JOIN client c ON c.id = i.client
    JOIN version v ON v.credential = i.credential AND v.state IN ('current', 'incomplete')
    LEFT JOIN json_each(?3) AS own ON own.key = i.provider
    WHERE i.removed_at IS NULL AND i.archived = 0 AND c.archived = 0
    AND ?1 - v.created_at >= (coalesce(i.rotate_every_days, own.value) - ?2) * 86400000";

type HookTuple = (
    Uuid,
    Uuid,
    String,
    String,
    String,
    String,
    String,
    String,
    bool,
    Option<String>,
    Option<i64>,
    Option<u32>,
    Option<i64>,
);

impl Store {
    /// Every integration, by client and name.
    pub(crate) async fn hooks(&self) -> Result<Vec<HookRow>> {
        let rows: Vec<HookTuple> =
            sqlx::query_as(ALL).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(hook).collect())
    }

    /// The integrations of some clients, by client and name.
    pub(crate) async fn hooks_of(&self, clients: &[Uuid]) -> Result<Vec<HookRow>> {
        let rows: Vec<HookTuple> = sqlx::query_as(OF_CLIENTS)
            .bind(hex_list(clients))
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(hook).collect())
    }

    /// What their cards need beside that, by integration.
    pub(crate) async fn hook_details(&self, clients: &[Uuid]) -> Result<HashMap<Uuid, HookDetail>> {
        let list = hex_list(clients);
        let rows: Vec<(Uuid, String, bool, String)> = sqlx::query_as(DETAILS)
            .bind(&list)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        let masks: Vec<(Uuid, String, String, String, String)> =
            sqlx::query_as(MASKS).bind(&list).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        let mut details: HashMap<Uuid, HookDetail> = HashMap::with_capacity(rows.len());
        for (id, auth, client_certificate, latencies) in rows {
            let auth = serde_json::from_str(&auth).unwrap_or(AuthInput::Provider);
            let latencies = from_json(&latencies);
            details.insert(id, HookDetail { auth, client_certificate, latencies, keys: Vec::new() });
        }
        for (id, part, prefix, tail, fingerprint) in masks {
            if let Some(detail) = details.get_mut(&id) {
                detail.keys.push((part, KeyMaskView { prefix, tail, fingerprint }));
            }
        }
        Ok(details)
    }

    /// How many live integrations have a key that is due, or will be within `soon` days.
    pub(crate) async fn due_soon(&self, soon: i32, intervals: &HashMap<&str, u32>) -> Result<u32> {
        let row: (u32,) = sqlx::query_as(DUE_SOON)
            .bind(super::millis(self.now()))
            .bind(soon)
            .bind(to_json(intervals))
            .fetch_one(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.0)
    }

    /// How many there are of what.
    pub(crate) async fn totals(&self) -> Result<Totals> {
        let row: (u32, u32, u32) =
            sqlx::query_as(TOTALS).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(Totals { clients: row.0, integrations: row.1, keys: row.2 })
    }
}

fn hook(t: HookTuple) -> HookRow {
    HookRow {
        id: t.0,
        client: t.1,
        name: t.2,
        provider: t.3,
        environment: Environment::parse(&t.4).unwrap_or_default(),
        // Most have none: no parser for them.
        tags: if t.5 == "[]" { Vec::new() } else { from_json(&t.5) },
        owner: t.6,
        host: t.7,
        archived: t.8,
        health: t.9.and_then(|h| Health::parse(&h)).unwrap_or(Health::Untested),
        last_at: t.10,
        every_days: t.11,
        taken_at: t.12.map(time),
    }
}

/// Ids for `json_each`, which knows no blobs.
fn hex_list(ids: &[Uuid]) -> String {
    to_json(&ids.iter().map(|id| id.simple().to_string()).collect::<Vec<_>>())
}
