//! Watches: what a person set, how they run, and what changed.

use chrono::{DateTime, Duration, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::{Store, Write, from_json, millis, time, to_json};
use crate::codes::Coded;
use crate::error::Result;
use crate::view::{VerdictKind, WatchChange, WatchInput};
use crate::watch::certificate::Remembered;
use crate::watch::standing::{Settled, Standing};

/// A watch as it is kept.
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

/// A watch whose beat is due.
#[derive(Clone, Debug)]
pub(crate) struct DueWatch {
    pub(crate) watch: WatchRecord,
    /// Of the integration's base URL.
    pub(crate) host: String,
}

/// What a beat says, to be written down.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) standing: Standing,
    pub(crate) certificate: Remembered,
    pub(crate) next_at: Option<DateTime<Utc>>,
    /// The moment that it was due for.
    pub(crate) due: DateTime<Utc>,
    /// What was sent; `None`: nothing was.
    pub(crate) last: Option<Sent>,
    pub(crate) news: Vec<News>,
}

/// What came of a beat that was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) verdict: VerdictKind,
    /// The code of the verdict's reason.
    pub(crate) reason: String,
}

impl Outcome {
    /// All stays as it is.
    pub(crate) fn of(watch: &WatchRecord, due: DateTime<Utc>) -> Self {
        Self {
            standing: watch.standing,
            certificate: watch.certificate.clone(),
            next_at: watch.next_at,
            due,
            last: None,
            news: Vec::new(),
        }
    }
}

/// Something that somebody is told.
#[derive(Clone, Debug)]
pub(crate) struct News {
    pub(crate) change: WatchChange,
    /// The code of the verdict's reason.
    pub(crate) reason: String,
    pub(crate) days: Option<i32>,
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
    certificate = NULL, certificate_end = NULL, warned = NULL, owner = NULL, leased_until = NULL
    WHERE integration = ?1";
const CHANGES: &str = "SELECT g.id, g.integration, i.name AS integration_name, c.name AS client_name, g.at, g.change,
    g.reason, g.days FROM watch_change g JOIN integration i ON i.id = g.integration JOIN client c ON c.id = i.client
    WHERE g.integration = ?1 ORDER BY g.at DESC, g.id DESC LIMIT ?2";
/// What is due and nobody has taken, the longest first. So many at once: the rest is looked at when these are under way.
const DUE: &str = "SELECT w.*, s.*, i.host FROM watch_standing s JOIN watch w ON w.integration = s.integration
    JOIN integration i ON i.id = s.integration JOIN client c ON c.id = i.client
    WHERE s.next_at <= ?1 AND (s.leased_until IS NULL OR s.leased_until <= ?1) AND w.enabled = 1
    AND i.removed_at IS NULL AND i.archived = 0 AND c.archived = 0 ORDER BY s.next_at, s.integration LIMIT 500";
const MISSED: &str = "SELECT w.*, s.* FROM watch_standing s JOIN watch w ON w.integration = s.integration
    WHERE s.next_at <= ?1 AND (s.leased_until IS NULL OR s.leased_until <= ?1) AND w.enabled = 1
    ORDER BY s.next_at, s.integration";
const NEXT: &str = "SELECT min(s.next_at) FROM watch_standing s WHERE s.next_at > ?";
const TAKE: &str = "UPDATE watch_standing SET owner = ?3, leased_until = ?4 WHERE integration = ?1
    AND next_at = ?2 AND (leased_until IS NULL OR leased_until <= ?5)";
const FINISH: &str = "UPDATE watch_standing SET state = ?3, since = ?4, failed = ?5, held = ?6, next_at = ?7, due = ?8,
    owner = NULL, leased_until = NULL, last_at = coalesce(?9, last_at), last_verdict = coalesce(?10, last_verdict),
    last_reason = coalesce(?11, last_reason), certificate = ?12, certificate_end = ?13, warned = ?14,
    last_send = coalesce(?15, last_send)
    WHERE integration = ?1 AND owner = ?2";
/// Of beats in a row that were accepted the last keeps its exchange: thousands that say the same would fill the disk.
const THIN: &str = "DELETE FROM exchange WHERE attempt IN (SELECT last_send FROM watch_standing
    WHERE integration = ?1 AND owner = ?2 AND last_verdict = 'accepted')";
const PUT_OFF: &str = "UPDATE watch_standing SET next_at = ?3 WHERE integration = ?1 AND next_at IS ?2
    AND (leased_until IS NULL OR leased_until <= ?4)";
/// A lease that ends later than any could was taken before the clock was set back.
const FREE_LOST: &str = "UPDATE watch_standing SET owner = NULL, leased_until = NULL WHERE leased_until > ?";
const ADD_CHANGE: &str =
    "INSERT INTO watch_change (id, integration, at, change, reason, days) VALUES (?, ?, ?, ?, ?, ?)";
const OLDEST_UNTOLD: &str = "SELECT min(at) FROM watch_change WHERE told_at IS NULL";
const UNTOLD: &str = "SELECT g.id, g.integration, i.name AS integration_name, c.name AS client_name, g.at, g.change,
    g.reason, g.days FROM watch_change g JOIN integration i ON i.id = g.integration JOIN client c ON c.id = i.client
    WHERE g.told_at IS NULL AND i.removed_at IS NULL ORDER BY g.at, g.id";
const TOLD: &str = "UPDATE watch_change SET told_at = ?1 WHERE id = ?2 AND told_at IS NULL";
const TOLD_REMOVED: &str = "UPDATE watch_change SET told_at = ?1 WHERE told_at IS NULL
    AND integration IN (SELECT id FROM integration WHERE removed_at IS NOT NULL)";
const FORGET: &str = "DELETE FROM watch_change WHERE told_at < ?";
const SINCE: &str = "SELECT g.id, g.integration, i.name AS integration_name, c.name AS client_name, g.at, g.change,
    g.reason, g.days FROM watch_change g JOIN integration i ON i.id = g.integration JOIN client c ON c.id = i.client
    WHERE g.at >= ?1 AND i.removed_at IS NULL ORDER BY g.at, g.id";
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

    /// What is due now and taken by nobody, the longest due first.
    pub(crate) async fn due_watches(&self, now: DateTime<Utc>) -> Result<Vec<DueWatch>> {
        let rows = sqlx::query(DUE).bind(millis(now)).fetch_all(&self.readers).await;
        let rows = rows.map_err(|e| self.trouble(e))?;
        let due = |row: &SqliteRow| Ok(DueWatch { watch: record(row)?, host: row.try_get("host")? });
        rows.iter().map(due).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
    }

    /// All that was due before `before` and is taken by nobody, without regard to archives.
    pub(crate) async fn missed_watches(&self, before: DateTime<Utc>) -> Result<Vec<WatchRecord>> {
        let rows = sqlx::query(MISSED).bind(millis(before)).fetch_all(&self.readers).await;
        let rows = rows.map_err(|e| self.trouble(e))?;
        rows.iter().map(record).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
    }

    /// When the next beat after `now` is due.
    pub(crate) async fn next_beat(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let row: (Option<i64>,) = sqlx::query_as(NEXT)
            .bind(millis(now))
            .fetch_one(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.0.map(time))
    }

    /// When the oldest change happened that nobody was told of.
    pub(crate) async fn oldest_untold(&self) -> Result<Option<DateTime<Utc>>> {
        let row: (Option<i64>,) =
            sqlx::query_as(OLDEST_UNTOLD).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(row.0.map(time))
    }

    /// Changes since `since`, oldest first.
    pub(crate) async fn changes_since(&self, since: DateTime<Utc>) -> Result<Vec<ChangeRow>> {
        let rows = sqlx::query(SINCE).bind(millis(since)).fetch_all(&self.readers).await;
        let rows = rows.map_err(|e| self.trouble(e))?;
        rows.iter().map(change).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
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

    /// Takes a beat that is still due. `false`: somebody else has it.
    pub(crate) async fn take_beat(&mut self, due: &DueWatch, owner: Uuid, lasts: Duration) -> Result<bool> {
        let now = self.now();
        let done = sqlx::query(TAKE)
            .bind(due.watch.integration)
            .bind(due.watch.next_at.map(millis))
            .bind(owner)
            .bind(millis(now + lasts))
            .bind(millis(now))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(done.rows_affected() == 1)
    }

    /// Writes down what a beat says. `false`: the watch was set anew meanwhile, or the lease was lost; nothing is written.
    pub(crate) async fn finish_beat(
        &mut self,
        integration: Uuid,
        owner: Uuid,
        outcome: &Outcome,
    ) -> Result<bool> {
        let Outcome { standing, certificate, next_at, due, last, .. } = outcome;
        if last.as_ref().is_some_and(|sent| sent.verdict == VerdictKind::Accepted) {
            let thin = sqlx::query(THIN).bind(integration).bind(owner).execute(self.connection()).await;
            thin.map_err(|e| self.trouble(e))?;
        }
        let done = sqlx::query(FINISH)
            .bind(integration)
            .bind(owner)
            .bind(standing.state.code())
            .bind(millis(standing.since))
            .bind(standing.failed)
            .bind(standing.held)
            .bind(next_at.map(millis))
            .bind(millis(*due))
            .bind(last.as_ref().map(|sent| millis(sent.at)))
            .bind(last.as_ref().map(|sent| sent.verdict.code()))
            .bind(last.as_ref().map(|sent| &sent.reason))
            .bind(&certificate.fingerprint)
            .bind(certificate.ends.map(millis))
            .bind(certificate.warned)
            .bind(last.as_ref().map(|sent| sent.id))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(done.rows_affected() == 1)
    }

    /// Moves a beat that nobody has taken or moved since.
    pub(crate) async fn put_off(
        &mut self,
        watch: &WatchRecord,
        next_at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let now = millis(self.now());
        sqlx::query(PUT_OFF)
            .bind(watch.integration)
            .bind(watch.next_at.map(millis))
            .bind(next_at.map(millis))
            .bind(now)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// Frees beats whose lease ends later than one that is taken now would.
    pub(crate) async fn free_lost_beats(&mut self, lasts: Duration) -> Result<()> {
        let last = millis(self.now() + lasts);
        sqlx::query(FREE_LOST).bind(last).execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// Keeps a change that nobody was told of yet.
    pub(crate) async fn add_watch_change(&mut self, integration: Uuid, news: &News) -> Result<()> {
        let (id, now) = (self.new_id(), millis(self.now()));
        sqlx::query(ADD_CHANGE)
            .bind(id)
            .bind(integration)
            .bind(now)
            .bind(news.change.code())
            .bind(&news.reason)
            .bind(news.days)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// All changes that nobody was told of, oldest first.
    pub(crate) async fn untold_changes(&mut self) -> Result<Vec<ChangeRow>> {
        let rows = sqlx::query(UNTOLD).fetch_all(self.connection()).await.map_err(|e| self.trouble(e))?;
        rows.iter().map(change).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
    }

    /// These changes count as told now, and so do those of what was removed. What was told before `forget` goes.
    pub(crate) async fn tell_changes(&mut self, told: &[Uuid], forget: DateTime<Utc>) -> Result<()> {
        let now = millis(self.now());
        for id in told {
            let done = sqlx::query(TOLD).bind(now).bind(*id).execute(self.connection()).await;
            done.map_err(|e| self.trouble(e))?;
        }
        let removed = sqlx::query(TOLD_REMOVED).bind(now).execute(self.connection()).await;
        removed.map_err(|e| self.trouble(e))?;
        let forget = sqlx::query(FORGET).bind(millis(forget)).execute(self.connection()).await;
        forget.map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// What the beats so far showed was about another destination, or is long past; so is what one shows that is being sent.
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
