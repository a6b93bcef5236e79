//! A past that is made up, for the sample: sends as their like were sent, and the counts by day.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Store, Write, millis, to_json};
use crate::codes::Coded;
use crate::error::Result;
use crate::view::{VerdictKind, WatchChange};
use crate::watch::standing::Settled;

/// A send like one that was made, at another time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PastSend {
    pub(crate) at: DateTime<Utc>,
    /// The one that it is like.
    pub(crate) like: Uuid,
    pub(crate) total_ms: u32,
}

/// A day's sends of one verdict.
#[derive(Clone, Debug)]
pub(crate) struct PastDay {
    pub(crate) day: String,
    pub(crate) verdict: VerdictKind,
    pub(crate) sends: u32,
    /// Milliseconds of each answer; empty where nobody answered.
    pub(crate) took: Vec<u32>,
}

const LIKE: &str = "SELECT id FROM attempt WHERE integration = ?1 AND verdict = ?2 ORDER BY at DESC LIMIT 1";
const EVENTS: &str = "INSERT INTO event (id, workspace, at, user, machine, deed, state, client, client_name, integration,
    integration_name, verdict, status, total_ms) SELECT unhex(j.value ->> 0), e.workspace, j.value ->> 1, e.user, e.machine,
    e.deed, e.state, e.client, e.client_name, e.integration, e.integration_name, e.verdict, e.status,
    CASE WHEN e.total_ms IS NOT NULL THEN j.value ->> 2 END
    FROM json_each(?) j JOIN event e ON e.id = unhex(j.value ->> 3)";
const ATTEMPTS: &str = "INSERT INTO attempt (id, workspace, integration, version, at, verdict, reason, status, total_ms,
    details, remote, proxied, masked) SELECT unhex(j.value ->> 0), a.workspace, a.integration, a.version, j.value ->> 1,
    a.verdict, a.reason, a.status, CASE WHEN a.total_ms IS NOT NULL THEN j.value ->> 2 END,
    CASE WHEN a.total_ms IS NOT NULL THEN json_set(a.details, '$.total_ms', j.value ->> 2) ELSE a.details END,
    a.remote, a.proxied, 0 FROM json_each(?) j JOIN attempt a ON a.id = unhex(j.value ->> 3)";
const DAYS: &str = "INSERT INTO daily (integration, day, verdict, sends, answered, total_ms)
    SELECT ?2, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4 FROM json_each(?1) j WHERE true
    ON CONFLICT (integration, day, verdict) DO UPDATE SET sends = sends + excluded.sends,
    answered = answered + excluded.answered, total_ms = total_ms + excluded.total_ms";
const STEPS: &str = "INSERT INTO daily_latency (integration, day, step, answers)
    SELECT ?2, j.value ->> 0, j.value ->> 1, count(*) FROM json_each(?1) j GROUP BY 2, 3
    ON CONFLICT (integration, day, step) DO UPDATE SET answers = answers + excluded.answers";
const SETTLE: &str = "UPDATE watch_standing SET state = ?2, since = ?3, last_at = ?4, next_at = ?5
    WHERE integration = ?1";
const CHANGED: &str = "INSERT INTO watch_change (id, integration, at, change, reason, days, told_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3)";

impl Store {
    /// The last send of an integration with this verdict.
    pub(crate) async fn sent_like(&self, integration: Uuid, verdict: VerdictKind) -> Result<Option<Uuid>> {
        let row: Option<(Uuid,)> = sqlx::query_as(LIKE)
            .bind(integration)
            .bind(verdict.code())
            .fetch_optional(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.map(|row| row.0))
    }
}

impl Write<'_> {
    /// Adds sends, with their rows in the log.
    pub(crate) async fn add_past_sends(&mut self, sends: &[PastSend]) -> Result<()> {
        let row = |one: &PastSend| {
            let id = self.store.ids.next(one.at).simple().to_string();
            (id, millis(one.at), one.total_ms, one.like.simple().to_string())
        };
        let rows = to_json(&sends.iter().map(row).collect::<Vec<_>>());
        for statement in [EVENTS, ATTEMPTS] {
            sqlx::query(statement)
                .bind(&rows)
                .execute(self.connection())
                .await
                .map_err(|e| self.trouble(e))?;
        }
        Ok(())
    }

    /// Adds to the counts by day.
    pub(crate) async fn add_past_days(&mut self, integration: Uuid, days: &[PastDay]) -> Result<()> {
        let count = |one: &PastDay| {
            let total: u64 = one.took.iter().map(|ms| u64::from(*ms)).sum();
            (one.day.clone(), one.verdict.code(), one.sends, one.took.len(), total)
        };
        let counts = to_json(&days.iter().map(count).collect::<Vec<_>>());
        let steps = days
            .iter()
            .flat_map(|one| one.took.iter().map(|ms| (&one.day, crate::watch::latency::step(*ms))));
        let steps = to_json(&steps.collect::<Vec<_>>());
        for (statement, rows) in [(DAYS, counts), (STEPS, steps)] {
            sqlx::query(statement)
                .bind(rows)
                .bind(integration)
                .execute(self.connection())
                .await
                .map_err(|e| self.trouble(e))?;
        }
        Ok(())
    }

    /// Says how a watch has come to stand.
    pub(crate) async fn settle_watch(
        &mut self,
        integration: Uuid,
        state: Settled,
        since: DateTime<Utc>,
        (last, next): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<()> {
        sqlx::query(SETTLE)
            .bind(integration)
            .bind(state.code())
            .bind(millis(since))
            .bind(millis(last))
            .bind(millis(next))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// Adds a change that was told when it happened.
    pub(crate) async fn add_past_change(
        &mut self,
        integration: Uuid,
        at: DateTime<Utc>,
        change: WatchChange,
        reason: &str,
        days: Option<i32>,
    ) -> Result<()> {
        sqlx::query(CHANGED)
            .bind(self.store.ids.next(at))
            .bind(integration)
            .bind(millis(at))
            .bind(change.code())
            .bind(reason)
            .bind(days)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }
}
