//! Watches: what a person set, how they run, and what changed.

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::{Store, Write, from_json, millis, time, to_json};
use crate::codes::Coded;
use crate::error::Result;
use crate::view::{WatchChange, WatchInput};
use crate::watch::certificate::Remembered;
use crate::watch::standing::{Settled, Standing};

/// A watch as it is kept.
#[allow(dead_code, reason = "the beat comes next")]
#[derive(Clone, Debug)]
pub(crate) struct WatchRecord {
    pub(crate) integration: Uuid,
    pub(crate) input: WatchInput,
    pub(crate) anchor: DateTime<Utc>,
    pub(crate) standing: Standing,
    pub(crate) next_at: Option<DateTime<Utc>>,
    /// The moment that the last beat was due for.
    pub(crate) due: Option<DateTime<Utc>>,
    pub(crate) last_at: Option<DateTime<Utc>>,
    pub(crate) certificate: Remembered,
}

/// A watch with the names that a list shows.
#[derive(Clone, Debug)]
pub(crate) struct NamedWatch {
    pub(crate) watch: WatchRecord,
    pub(crate) integration_name: String,
    pub(crate) client_name: String,
    /// Itself, or its client.
    pub(crate) archived: bool,
}

/// A change as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct ChangeRow {
    pub(crate) id: Uuid,
    pub(crate) integration: Uuid,
    pub(crate) integration_name: String,
    pub(crate) client_name: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) change: WatchChange,
    pub(crate) reason: String,
    pub(crate) days: Option<i32>,
}

const ONE: &str = "SELECT w.*, s.* FROM watch w JOIN watch_standing s ON s.integration = w.integration
    WHERE w.integration = ?";
const ALL: &str = "SELECT w.*, s.*, i.name AS integration_name, c.name AS client_name,
    i.archived OR c.archived AS archived FROM watch w JOIN watch_standing s ON s.integration = w.integration
    JOIN integration i ON i.id = w.integration JOIN client c ON c.id = i.client
    WHERE i.removed_at IS NULL ORDER BY c.name_key, i.name_key";
const SAVE: &str = "INSERT INTO watch (integration, workspace, enabled, input, anchor, created_at, created_by, updated_at,
    updated_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, ?7) ON CONFLICT (integration) DO UPDATE SET enabled = ?3,
    input = ?4, anchor = ?5, updated_at = ?6, updated_by = ?7, revision = revision + 1";
const SAVE_STANDING: &str =
    "INSERT INTO watch_standing (integration, state, since, next_at) VALUES (?1, 'pending', ?2, ?3)
    ON CONFLICT (integration) DO UPDATE SET next_at = ?3, owner = NULL, leased_until = NULL";
const BEGIN_ANEW: &str = "UPDATE watch_standing SET state = 'pending', since = ?2, failed = 0, held = 0,
    certificate = NULL, certificate_end = NULL, warned = NULL WHERE integration = ?1";
const CHANGES: &str = "SELECT g.id, g.integration, i.name AS integration_name, c.name AS client_name, g.at, g.change,
    g.reason, g.days FROM watch_change g JOIN integration i ON i.id = g.integration JOIN client c ON c.id = i.client
    WHERE g.integration = ?1 ORDER BY g.at DESC, g.id DESC LIMIT ?2";
const TOTALS: &str = "SELECT count(*), coalesce(sum(s.state = 'failing'), 0), min(s.next_at) FROM watch w
    JOIN watch_standing s ON s.integration = w.integration JOIN integration i ON i.id = w.integration
    JOIN client c ON c.id = i.client
    WHERE w.enabled = 1 AND i.removed_at IS NULL AND i.archived = 0 AND c.archived = 0";

impl Store {
    /// The watch of an integration, if one was ever set.
    pub(crate) async fn watch(&self, integration: Uuid) -> Result<Option<WatchRecord>> {
        let row = sqlx::query(ONE).bind(integration).fetch_optional(&self.readers).await;
        let row = row.map_err(|e| self.trouble(e))?;
        row.as_ref().map(record).transpose().map_err(|e| self.trouble(e))
    }

    /// Every watch of what is not removed, by client and name.
    pub(crate) async fn watches(&self) -> Result<Vec<NamedWatch>> {
        let rows = sqlx::query(ALL).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        let named = |row: &SqliteRow| {
            Ok(NamedWatch {
                watch: record(row)?,
                integration_name: row.try_get("integration_name")?,
                client_name: row.try_get("client_name")?,
                archived: row.try_get("archived")?,
            })
        };
        rows.iter().map(named).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
    }

    /// How many watches are on, how many of them are failing, and when the next beat is due.
    pub(crate) async fn watch_totals(&self) -> Result<(u32, u32, Option<DateTime<Utc>>)> {
        let row: (u32, u32, Option<i64>) =
            sqlx::query_as(TOTALS).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok((row.0, row.1, row.2.map(time)))
    }

    /// The last changes of an integration, newest first.
    pub(crate) async fn watch_changes(&self, integration: Uuid, most: u32) -> Result<Vec<ChangeRow>> {
        let rows = sqlx::query(CHANGES).bind(integration).bind(most).fetch_all(&self.readers).await;
        let rows = rows.map_err(|e| self.trouble(e))?;
        rows.iter().map(change).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
    }
}

impl Write<'_> {
    /// Keeps what a person set. Whoever sends a beat of it now no longer has it.
    pub(crate) async fn save_watch(
        &mut self,
        integration: Uuid,
        input: &WatchInput,
        anchor: DateTime<Utc>,
        next_at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let (now, by, workspace) = (millis(self.now()), self.by().to_owned(), self.store.workspace);
        sqlx::query(SAVE)
            .bind(integration)
            .bind(workspace)
            .bind(input.enabled)
            .bind(to_json(input))
            .bind(millis(anchor))
            .bind(now)
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        sqlx::query(SAVE_STANDING)
            .bind(integration)
            .bind(now)
            .bind(next_at.map(millis))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// What the beats so far showed was about another destination, or is long past.
    pub(crate) async fn begin_watch_anew(&mut self, integration: Uuid) -> Result<()> {
        let now = millis(self.now());
        sqlx::query(BEGIN_ANEW)
            .bind(integration)
            .bind(now)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }
}

pub(super) fn record(row: &SqliteRow) -> sqlx::Result<WatchRecord> {
    let at = |name: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(name)?.map(time));
    let state: String = row.try_get("state")?;
    Ok(WatchRecord {
        integration: row.try_get("integration")?,
        input: from_json(&row.try_get::<String, _>("input")?),
        anchor: time(row.try_get("anchor")?),
        standing: Standing {
            state: Settled::parse(&state).unwrap_or(Settled::Pending),
            since: time(row.try_get("since")?),
            failed: row.try_get("failed")?,
            held: row.try_get("held")?,
        },
        next_at: at("next_at")?,
        due: at("due")?,
        last_at: at("last_at")?,
        certificate: Remembered {
            fingerprint: row.try_get("certificate")?,
            ends: at("certificate_end")?,
            warned: row.try_get("warned")?,
        },
    })
}

pub(super) fn change(row: &SqliteRow) -> sqlx::Result<ChangeRow> {
    let change: String = row.try_get("change")?;
    Ok(ChangeRow {
        id: row.try_get("id")?,
        integration: row.try_get("integration")?,
        integration_name: row.try_get("integration_name")?,
        client_name: row.try_get("client_name")?,
        at: time(row.try_get("at")?),
        change: WatchChange::parse(&change).unwrap_or(WatchChange::Failing),
        reason: row.try_get("reason")?,
        days: row.try_get("days")?,
    })
}
