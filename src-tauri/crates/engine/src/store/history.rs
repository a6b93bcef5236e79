//! What sends showed over months, read from the counts by day and, for the chart, from the index of attempts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Store, millis, time, to_json};
use crate::codes::Coded;
use crate::error::Result;
use crate::view::VerdictKind;

/// Sends of one verdict on one day.
#[derive(Clone, Debug)]
pub(crate) struct DayCount {
    pub(crate) day: String,
    pub(crate) verdict: VerdictKind,
    pub(crate) sends: u32,
}

/// Sends that were up, and sends that were judged.
pub(crate) type UpOf = (u32, u32);

const DAYS: &str = "SELECT day, verdict, sends FROM daily WHERE integration = ?1 AND day >= ?2 ORDER BY day";
const STEPS: &str = "SELECT day, step, answers FROM daily_latency WHERE integration = ?1 AND day >= ?2
    ORDER BY day, step";
const ANSWERS: &str = "SELECT at, total_ms, verdict FROM attempt WHERE integration = ?1 AND at >= ?2
    AND verdict <> 'not_sent' ORDER BY at";
/// Seeks the days of each integration in turn: a scan of every day of every year would not do.
const SLOWEST: &str = "SELECT i.provider, sum(d.total_ms) / sum(d.answered), sum(d.answered)
    FROM integration i CROSS JOIN daily d ON d.integration = i.id AND d.day >= ?1
    WHERE i.removed_at IS NULL AND i.archived = 0 GROUP BY i.provider HAVING sum(d.answered) > 0
    ORDER BY 2 DESC, 1 LIMIT ?2";
const UPTIME: &str = "SELECT coalesce(sum(d.sends * (d.verdict IN ('accepted', 'degraded'))), 0),
    coalesce(sum(d.sends), 0) FROM watch w CROSS JOIN daily d ON d.integration = w.integration AND d.day >= ?1
    JOIN integration i ON i.id = w.integration WHERE w.enabled = 1 AND i.removed_at IS NULL AND i.archived = 0
    AND d.verdict <> 'not_sent'";
const UPTIMES: &str = "SELECT d.integration, sum(d.sends * (d.verdict IN ('accepted', 'degraded'))),
    sum(d.sends) FROM watch w CROSS JOIN daily d ON d.integration = w.integration AND d.day >= ?1 WHERE
    d.verdict <> 'not_sent' GROUP BY d.integration";

// The ids come as a list of hexadecimal texts.
const STRIPS: &str =
    "SELECT integration, day, sum(sends * (verdict IN ('accepted', 'degraded'))), sum(sends) FROM daily
    WHERE integration IN (SELECT unhex(value) FROM json_each(?1)) AND day >= ?2 AND verdict <> 'not_sent'
    GROUP BY integration, day";

impl Store {
    /// Sends since `day`, by day and verdict.
    pub(crate) async fn day_counts(&self, integration: Uuid, day: &str) -> Result<Vec<DayCount>> {
        let rows: Vec<(String, String, u32)> = sqlx::query_as(DAYS)
            .bind(integration)
            .bind(day)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        let count = |(day, verdict, sends): (String, String, u32)| {
            Some(DayCount { day, verdict: VerdictKind::parse(&verdict)?, sends })
        };
        Ok(rows.into_iter().filter_map(count).collect())
    }

    /// Answers since `day`, by day and step of latency.
    pub(crate) async fn day_steps(&self, integration: Uuid, day: &str) -> Result<Vec<(String, u32, u32)>> {
        let found = sqlx::query_as(STEPS).bind(integration).bind(day).fetch_all(&self.readers).await;
        found.map_err(|e| self.trouble(e))
    }

    /// Every judged send since `since`, oldest first.
    pub(crate) async fn answers(
        &self,
        integration: Uuid,
        since: DateTime<Utc>,
    ) -> Result<Vec<(DateTime<Utc>, Option<u32>, VerdictKind)>> {
        let rows: Vec<(i64, Option<u32>, String)> = sqlx::query_as(ANSWERS)
            .bind(integration)
            .bind(millis(since))
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        let one = |(at, total, verdict): (i64, Option<u32>, String)| {
            Some((time(at), total, VerdictKind::parse(&verdict)?))
        };
        Ok(rows.into_iter().filter_map(one).collect())
    }

    /// Providers by the mean of their answers since `day`, slowest first: id, milliseconds, answers.
    pub(crate) async fn slowest(&self, day: &str, most: u32) -> Result<Vec<(String, u32, u32)>> {
        let found = sqlx::query_as(SLOWEST).bind(day).bind(most).fetch_all(&self.readers).await;
        found.map_err(|e| self.trouble(e))
    }

    /// The uptime of all watched integrations together since `day`.
    pub(crate) async fn watched_uptime(&self, day: &str) -> Result<UpOf> {
        let found = sqlx::query_as(UPTIME).bind(day).fetch_one(&self.readers).await;
        found.map_err(|e| self.trouble(e))
    }

    /// What was up on each day since `day`, of these.
    pub(crate) async fn day_shares(
        &self,
        integrations: &[Uuid],
        day: &str,
    ) -> Result<Vec<(Uuid, String, UpOf)>> {
        let ids: Vec<String> = integrations.iter().map(|id| id.simple().to_string()).collect();
        let rows: Vec<(Uuid, String, u32, u32)> = sqlx::query_as(STRIPS)
            .bind(to_json(&ids))
            .bind(day)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(|(integration, day, up, judged)| (integration, day, (up, judged))).collect())
    }

    /// The uptime of each watched integration since `day`.
    pub(crate) async fn watched_uptimes(&self, day: &str) -> Result<HashMap<Uuid, UpOf>> {
        let rows: Vec<(Uuid, u32, u32)> =
            sqlx::query_as(UPTIMES).bind(day).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(|(integration, up, judged)| (integration, (up, judged))).collect())
    }
}
