//! Reading the log: pages by place, counts, and how it is spread over time.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Store, millis, time, to_json};
use crate::codes::Coded;
use crate::error::Result;
use crate::view::{LogQuery, VerdictKind};

/// A row of the log as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct EventRow {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) user: String,
    pub(crate) machine: String,
    pub(crate) deed: String,
    pub(crate) state: String,
    pub(crate) client: Option<(Uuid, String)>,
    pub(crate) integration: Option<(Uuid, String)>,
    pub(crate) verdict: Option<VerdictKind>,
    /// The code of the verdict's reason, as long as the send is kept.
    pub(crate) reason: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) total_ms: Option<u32>,
    pub(crate) facts: String,
}

/// What a query comes to: how many, from when to when.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extent {
    pub(crate) total: u32,
    pub(crate) oldest: i64,
    pub(crate) newest: i64,
}

/// One bin and sort of entries: bin, verdict, whether it failed, how many.
pub(crate) type BinRow = (i64, Option<String>, bool, u32);

macro_rules! columns {
    () => {
        "SELECT id, at, user, machine, deed, state, client, client_name, integration, integration_name, verdict, \
         status, total_ms, facts, (SELECT reason FROM attempt WHERE attempt.id = event.id) FROM event "
    };
}
/// Filters beside the one that an index serves. ?2 verdicts, ?3 sends only, ?4 since, ?5 until, ?6 deeds, ?7 words.
macro_rules! filters {
    () => {
        " AND (?2 IS NULL OR verdict IN (SELECT value FROM json_each(?2))) AND (?3 = 0 OR deed IN ('test_sent', 'order_sent', 'order_taken_back'))
          AND at >= ?4 AND at < ?5
          AND (?7 IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(?7) AS word WHERE
            instr(lower(coalesce(client_name, '') || ' ' || coalesce(integration_name, '') || ' ' || user), word.value) = 0
            AND NOT EXISTS (SELECT 1 FROM json_each(?6) AS named WHERE named.key = word.value
                AND deed IN (SELECT value FROM json_each(named.value)))))"
    };
}
/// By scope: everything without a filter, everything, of a client, of an integration. All are bound alike.
macro_rules! variants {
    ($name:ident, $plain:expr, $before:expr, $after:literal) => {
        const $name: [&str; 4] = [
            $plain,
            concat!($before, "WHERE ?1 IS NULL", filters!(), $after),
            concat!($before, "INDEXED BY event_client WHERE client = ?1", filters!(), $after),
            concat!($before, "INDEXED BY event_integration WHERE integration = ?1", filters!(), $after),
        ];
    };
}
variants!(
    PAGE,
    concat!(columns!(), "WHERE ?1 IS NULL AND ?7 IS NULL ORDER BY at DESC, id DESC LIMIT ?8 OFFSET ?9"),
    columns!(),
    " ORDER BY at DESC, id DESC LIMIT ?8 OFFSET ?9"
);
variants!(
    EXTENT,
    "SELECT (SELECT count(*) FROM event), (SELECT coalesce(min(at), 0) FROM event),
        (SELECT coalesce(max(at), 0) FROM event) WHERE ?1 IS NULL AND ?7 IS NULL",
    "SELECT count(*), coalesce(min(at), 0), coalesce(max(at), 0) FROM event ",
    ""
);
variants!(
    BINS,
    "SELECT min((at - ?8) * ?9 / ?10, ?9 - 1), verdict, state = 'failed', count(*) FROM event
        WHERE ?1 IS NULL AND ?7 IS NULL GROUP BY 1, 2, 3",
    "SELECT min((at - ?8) * ?9 / ?10, ?9 - 1), verdict, state = 'failed', count(*) FROM event ",
    " GROUP BY 1, 2, 3"
);
const STAMP: &str = "SELECT stamp FROM log_stamp";
const ONE: &str = concat!(columns!(), "WHERE id = ?");

type EventTuple = (
    Uuid,
    i64,
    String,
    String,
    String,
    String,
    Option<Uuid>,
    Option<String>,
    Option<Uuid>,
    Option<String>,
    Option<String>,
    Option<u16>,
    Option<u32>,
    String,
    Option<String>,
);

/// A query with what it is bound to. Deeds that a word may mean are found by the words' own table, not by SQL.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Search {
    scope: usize,
    id: Option<Uuid>,
    verdicts: Option<String>,
    sends_only: bool,
    since: i64,
    until: i64,
    deeds: Option<String>,
    words: Option<String>,
}

impl Search {
    /// `deeds_of`: the codes of deeds whose words hold this word.
    pub(crate) fn of(query: &LogQuery, deeds_of: impl Fn(&str) -> Vec<&'static str>) -> Self {
        let words: Vec<String> = query.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let verdicts: Vec<&str> = query.verdicts.iter().map(|v| v.code()).collect();
        let deeds: serde_json::Map<String, serde_json::Value> =
            words.iter().map(|word| (word.clone(), deeds_of(word).into())).collect();
        let plain =
            LogQuery { search: query.search.trim().to_owned(), ..query.clone() } == LogQuery::default();
        let scope = match (query.integration, query.client) {
            (Some(_), _) => 3,
            (None, Some(_)) => 2,
            (None, None) => usize::from(!plain),
        };
        Self {
            scope,
            id: query.integration.or(query.client),
            verdicts: (!verdicts.is_empty()).then(|| to_json(&verdicts)),
            sends_only: query.sends_only,
            since: query.since.map_or(i64::MIN, millis),
            until: query.until.map_or(i64::MAX, millis),
            deeds: (!words.is_empty()).then(|| to_json(&deeds)),
            words: (!words.is_empty()).then(|| to_json(&words)),
        }
    }
}

macro_rules! bound {
    ($query:expr, $search:expr) => {
        $query
            .bind($search.id)
            .bind($search.verdicts.as_deref())
            .bind($search.sends_only)
            .bind($search.since)
            .bind($search.until)
            .bind($search.deeds.as_deref())
            .bind($search.words.as_deref())
    };
}

impl Store {
    /// How many entries match, from when to when.
    pub(crate) async fn log_extent(&self, search: &Search) -> Result<Extent> {
        let query = bound!(sqlx::query_as(EXTENT[search.scope]), search);
        let row: (u32, i64, i64) = query.fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(Extent { total: row.0, oldest: row.1, newest: row.2 })
    }

    /// A page, newest first.
    pub(crate) async fn log_page(&self, search: &Search, offset: u32, limit: u32) -> Result<Vec<EventRow>> {
        let query = bound!(sqlx::query_as(PAGE[search.scope]), search).bind(limit).bind(offset);
        let rows: Vec<EventTuple> = query.fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(event).collect())
    }

    /// How the matching entries are spread over `bins` equal slices of `extent`.
    pub(crate) async fn log_bins(&self, search: &Search, extent: Extent, bins: u32) -> Result<Vec<BinRow>> {
        let span = (extent.newest - extent.oldest).max(1);
        let query =
            bound!(sqlx::query_as(BINS[search.scope]), search).bind(extent.oldest).bind(bins).bind(span);
        query.fetch_all(&self.readers).await.map_err(|e| self.trouble(e))
    }

    /// Changes whenever the log does, whoever changes it.
    pub(crate) async fn log_stamp(&self) -> Result<i64> {
        let row: (i64,) =
            sqlx::query_as(STAMP).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(row.0)
    }

    /// One entry.
    pub(crate) async fn event(&self, id: Uuid) -> Result<Option<EventRow>> {
        let row: Option<EventTuple> =
            sqlx::query_as(ONE).bind(id).fetch_optional(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(row.map(event))
    }
}

fn event(t: EventTuple) -> EventRow {
    EventRow {
        id: t.0,
        at: time(t.1),
        user: t.2,
        machine: t.3,
        deed: t.4,
        state: t.5,
        client: t.6.zip(t.7),
        integration: t.8.zip(t.9),
        verdict: t.10.and_then(|v| VerdictKind::parse(&v)),
        status: t.11,
        total_ms: t.12,
        facts: t.13,
        reason: t.14,
    }
}
