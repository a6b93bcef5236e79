//! Scans, what they found, and what was accepted of it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder, Sqlite};
use uuid::Uuid;

use super::{Store, Write, from_json, millis, to_json};
use crate::error::{Code, Result};
use crate::scan::Report;

/// A scan that begins.
pub(crate) struct NewScan {
    pub(crate) client: Option<Uuid>,
    pub(crate) event: Uuid,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) git: bool,
    pub(crate) shapes: bool,
    pub(crate) rack: bool,
    pub(crate) left_out: Vec<String>,
}

/// A scan as it is stored, with its counts.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct ScanRow {
    pub(crate) id: Uuid,
    pub(crate) client: Option<Uuid>,
    pub(crate) client_name: Option<String>,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) git: bool,
    pub(crate) shapes: bool,
    pub(crate) rack: bool,
    pub(crate) state: String,
    pub(crate) started_at: i64,
    pub(crate) started_by: String,
    pub(crate) beat_at: i64,
    pub(crate) ended_at: Option<i64>,
    pub(crate) files: i64,
    pub(crate) commits: i64,
    pub(crate) pages: i64,
    pub(crate) bytes: i64,
    pub(crate) unread: i64,
    pub(crate) truncated: bool,
    too_short: String,
    nothing_read: String,
    pub(crate) held: i64,
    pub(crate) secrets: i64,
    pub(crate) published: i64,
    pub(crate) accepted: i64,
    pub(crate) keys: i64,
    pub(crate) places: i64,
    pub(crate) before: Option<Uuid>,
}

impl ScanRow {
    pub(crate) fn too_short(&self) -> Vec<String> {
        from_json(&self.too_short)
    }

    /// What was named and of which nothing was read.
    pub(crate) fn nothing_read(&self) -> Vec<String> {
        from_json(&self.nothing_read)
    }
}

/// A finding as it is stored.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct FindingRow {
    pub(crate) id: Uuid,
    pub(crate) scan: Uuid,
    pub(crate) client: Option<Uuid>,
    pub(crate) class: String,
    pub(crate) rule: String,
    pub(crate) place: String,
    pub(crate) line: i64,
    pub(crate) git_commit: Option<String>,
    pub(crate) print: String,
    pub(crate) fingerprint: Option<String>,
    pub(crate) part: Option<String>,
    more: String,
    pub(crate) reason: Option<String>,
    pub(crate) accepted_at: Option<i64>,
    pub(crate) accepted_by: Option<String>,
    pub(crate) known_before: bool,
}

impl FindingRow {
    pub(crate) fn more(&self) -> Vec<(String, String)> {
        from_json(&self.more)
    }
}

/// A finding that is to be kept.
pub(crate) struct NewFinding {
    pub(crate) class: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) place: String,
    pub(crate) line: i64,
    pub(crate) commit: Option<String>,
    pub(crate) print: String,
    /// Fingerprint, version and part of the key that it is.
    pub(crate) key: Option<(String, Uuid, String)>,
    pub(crate) more: Vec<(&'static str, &'static str)>,
}

macro_rules! scan_columns {
    ($where:literal) => {
        concat!(
            "WITH judged AS (SELECT f.scan, f.class, f.fingerprint, f.place, a.id IS NULL AS open FROM finding f
                JOIN scan s ON s.id = f.scan LEFT JOIN accepted a ON coalesce(a.client, x'') = coalesce(s.client, x'')
                AND a.place = f.place AND a.rule = f.rule AND a.print = f.print AND f.print <> '')
            SELECT s.id, s.client, c.name AS client_name, s.kind, s.name, s.place, s.git, s.shapes, s.rack, s.state,
                s.started_at, s.started_by, s.beat_at, s.ended_at, s.files, s.commits, s.pages, s.bytes, s.unread,
                s.truncated, s.too_short, s.nothing_read,
                (SELECT count(*) FROM judged j WHERE j.scan = s.id AND j.open AND j.class = 'held') AS held,
                (SELECT count(*) FROM judged j WHERE j.scan = s.id AND j.open AND j.class = 'secret') AS secrets,
                (SELECT count(*) FROM judged j WHERE j.scan = s.id AND j.open AND j.class = 'published') AS published,
                (SELECT count(*) FROM judged j WHERE j.scan = s.id AND NOT j.open) AS accepted,
                (SELECT count(DISTINCT j.fingerprint) FROM judged j WHERE j.scan = s.id AND j.open) AS keys,
                (SELECT count(DISTINCT j.place) FROM judged j WHERE j.scan = s.id AND j.open
                    AND j.class <> 'published') AS places,
                (SELECT max(b.id) FROM scan b WHERE b.place = s.place AND b.kind = s.kind
                    AND coalesce(b.client, x'') = coalesce(s.client, x'') AND b.state = 'done' AND b.id < s.id
                    AND b.git = s.git AND b.shapes = s.shapes AND b.rack = s.rack) AS before
            FROM scan s LEFT JOIN client c ON c.id = s.client WHERE ",
            $where
        )
    };
}
const HELD_FOUND: &str = "SELECT count(*) FROM finding f JOIN scan s ON s.id = f.scan
     WHERE s.client = ?1 AND f.class = 'held'";
const ONE: &str = scan_columns!("s.id = ?1");
const PAGE: &str = scan_columns!("?1 IS NULL OR s.client = ?1 ORDER BY s.id DESC LIMIT ?2 OFFSET ?3");
const COUNT: &str = "SELECT count(*) FROM scan WHERE ?1 IS NULL OR client = ?1";
const ADD: &str =
    "INSERT INTO scan (id, workspace, client, event, kind, name, place, git, shapes, rack, state, started_at,
    started_by, beat_at, too_short) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?11, ?12, ?11, ?13)";
const BEAT: &str = "UPDATE scan SET beat_at = ?2 WHERE id = ?1 AND state = 'running'";
const END: &str = "UPDATE scan SET state = ?2, ended_at = ?3, files = ?4, commits = ?5, pages = ?6, bytes = ?7, unread = ?8,
    truncated = ?9, nothing_read = ?10 WHERE id = ?1";
const EVENT: &str = "SELECT event FROM scan WHERE id = ?";
const REMOVE: &str = "DELETE FROM scan WHERE id = ?";
/// Open ones first, by class, then by place.
macro_rules! finding_columns {
    ($where:literal) => {
        concat!(
            "SELECT f.id, f.scan, s.client, f.class, f.rule, f.place, f.line, f.git_commit, f.print, f.fingerprint, f.part, f.more, a.reason, a.at AS accepted_at, a.by AS accepted_by,
                EXISTS (SELECT 1 FROM finding o WHERE o.scan = ?2 AND o.place = f.place AND o.rule = f.rule
                    AND o.print = f.print) AS known_before
            FROM finding f JOIN scan s ON s.id = f.scan LEFT JOIN accepted a
                ON coalesce(a.client, x'') = coalesce(s.client, x'') AND a.place = f.place AND a.rule = f.rule
                AND a.print = f.print AND f.print <> '' WHERE ",
            $where
        )
    };
}
const FINDINGS: &str = finding_columns!(
    "f.scan = ?1 ORDER BY a.id IS NOT NULL, CASE f.class WHEN 'held' THEN 0 WHEN 'secret' THEN 1 ELSE 2 END,
     f.place, f.line, f.id LIMIT ?3 OFFSET ?4"
);
const FINDING: &str = finding_columns!("f.id = ?1");
const COUNT_FINDINGS: &str = "SELECT count(*) FROM finding WHERE scan = ?";
const UNREAD: &str = "SELECT place, why FROM scan_unread WHERE scan = ? ORDER BY rowid LIMIT ? OFFSET ?";
const COUNT_UNREAD: &str = "SELECT count(*) FROM scan_unread WHERE scan = ?";
/// Findings of ?1 that ?2 has as well.
const IN_BOTH: &str = "SELECT count(*) FROM (SELECT DISTINCT place, rule, print FROM finding WHERE scan = ?1
    INTERSECT SELECT place, rule, print FROM finding WHERE scan = ?2)";
const DISTINCT: &str =
    "SELECT count(*) FROM (SELECT DISTINCT place, rule, print FROM finding WHERE scan = ?)";
/// Findings of ?1 that ?3 has not, of each value in a place the first.
const GONE: &str = finding_columns!(
    "f.scan = ?1 AND NOT EXISTS (SELECT 1 FROM finding n WHERE n.scan = ?3 AND n.place = f.place AND n.rule = f.rule
        AND n.print = f.print)
     GROUP BY f.place, f.rule, f.print HAVING f.line = min(f.line)
     ORDER BY CASE f.class WHEN 'held' THEN 0 WHEN 'secret' THEN 1 ELSE 2 END, f.place, f.line, f.id"
);
const UNREAD_PLACES: &str = "SELECT place FROM scan_unread WHERE scan = ?";
const ACCEPT: &str =
    "INSERT INTO accepted (id, client, place, rule, print, reason, at, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET reason = excluded.reason, at = excluded.at, by = excluded.by";
const REOPEN: &str =
    "DELETE FROM accepted WHERE coalesce(client, x'') = coalesce(?1, x'') AND place = ?2 AND rule = ?3
    AND print = ?4";
/// So many rows go into one statement.
const ROWS: usize = 500;

impl Store {
    /// One scan.
    pub(crate) async fn scan(&self, id: Uuid) -> Result<ScanRow> {
        let row = sqlx::query_as(ONE).bind(id).fetch_optional(&self.readers).await;
        row.map_err(|e| self.trouble(e))?.ok_or_else(|| Code::ScanUnknown.into())
    }

    /// Scans, newest first, and how many there are.
    pub(crate) async fn scans(
        &self,
        client: Option<Uuid>,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<ScanRow>)> {
        let rows = sqlx::query_as(PAGE).bind(client).bind(limit).bind(offset).fetch_all(&self.readers);
        let total = sqlx::query_scalar(COUNT).bind(client).fetch_one(&self.readers);
        let (rows, total) = tokio::try_join!(rows, total).map_err(|e| self.trouble(e))?;
        Ok((total, rows))
    }

    /// How many findings of keys that were held a client's scans have kept, accepted ones among them.
    pub(crate) async fn held_found(&self, client: Uuid) -> Result<u32> {
        let count = sqlx::query_scalar(HELD_FOUND).bind(client).fetch_one(&self.readers);
        count.await.map_err(|e| self.trouble(e))
    }

    /// A page of findings, and how many there are.
    pub(crate) async fn findings(
        &self,
        scan: &ScanRow,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<FindingRow>)> {
        let rows = sqlx::query_as(FINDINGS)
            .bind(scan.id)
            .bind(scan.before)
            .bind(limit)
            .bind(offset)
            .fetch_all(&self.readers);
        let total = sqlx::query_scalar(COUNT_FINDINGS).bind(scan.id).fetch_one(&self.readers);
        let (rows, total) = tokio::try_join!(rows, total).map_err(|e| self.trouble(e))?;
        Ok((total, rows))
    }

    /// One finding.
    pub(crate) async fn finding(&self, id: Uuid) -> Result<FindingRow> {
        let row = sqlx::query_as(FINDING).bind(id).bind(None::<Uuid>).fetch_optional(&self.readers).await;
        row.map_err(|e| self.trouble(e))?.ok_or_else(|| Code::FindingUnknown.into())
    }

    /// A page of what was not read, with the codes of the reasons.
    pub(crate) async fn scan_unread(
        &self,
        scan: Uuid,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<(String, String)>)> {
        let rows = sqlx::query_as(UNREAD).bind(scan).bind(limit).bind(offset).fetch_all(&self.readers);
        let total = sqlx::query_scalar(COUNT_UNREAD).bind(scan).fetch_one(&self.readers);
        let (rows, total) = tokio::try_join!(rows, total).map_err(|e| self.trouble(e))?;
        Ok((total, rows))
    }

    /// What the scan before had found and this one has not, where this one looked: of each value in a place the first.
    pub(crate) async fn gone(&self, scan: &ScanRow, before: Uuid) -> Result<Vec<FindingRow>> {
        let rows =
            sqlx::query_as(GONE).bind(before).bind(None::<Uuid>).bind(scan.id).fetch_all(&self.readers);
        let unread = sqlx::query_scalar(UNREAD_PLACES).bind(scan.id).fetch_all(&self.readers);
        let (mut rows, unread): (Vec<FindingRow>, Vec<String>) =
            tokio::try_join!(rows, unread).map_err(|e| self.trouble(e))?;
        let unread: HashSet<String> = unread.into_iter().chain(scan.nothing_read()).collect();
        rows.retain(|row| !lies_in(&row.place, &unread));
        Ok(rows)
    }

    /// How many different findings a scan has, the one before has, and both have.
    pub(crate) async fn scan_difference(&self, scan: Uuid, before: Uuid) -> Result<(u32, u32, u32)> {
        let of = |id: Uuid| sqlx::query_scalar(DISTINCT).bind(id).fetch_one(&self.readers);
        let both = sqlx::query_scalar(IN_BOTH).bind(scan).bind(before).fetch_one(&self.readers);
        tokio::try_join!(of(scan), of(before), both).map_err(|e| self.trouble(e))
    }

    /// The event in which a scan is logged.
    pub(crate) async fn scan_event(&self, scan: Uuid) -> Result<Uuid> {
        sqlx::query_scalar(EVENT).bind(scan).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))
    }
}

/// Whether a place is one of these, or within a folder or an archive that is.
fn lies_in(place: &str, all: &HashSet<String>) -> bool {
    let ends = place.match_indices(['/', '!']).map(|(at, _)| at);
    !all.is_empty() && ends.chain([place.len()]).any(|end| all.contains(&place[..end]))
}

impl Write<'_> {
    /// A scan that begins.
    pub(crate) async fn add_scan(&mut self, new: &NewScan) -> Result<Uuid> {
        let (id, now, by, workspace) =
            (self.new_id(), self.now(), self.by().to_owned(), self.store.workspace);
        sqlx::query(ADD)
            .bind(id)
            .bind(workspace)
            .bind(new.client)
            .bind(new.event)
            .bind(new.kind)
            .bind(&new.name)
            .bind(&new.place)
            .bind(new.git)
            .bind(new.shapes)
            .bind(new.rack)
            .bind(millis(now))
            .bind(by)
            .bind(to_json(&new.left_out))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(id)
    }

    /// It still runs.
    pub(crate) async fn beat_scan(&mut self, id: Uuid) -> Result<()> {
        let now = millis(self.now());
        sqlx::query(BEAT).bind(id).bind(now).execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// What it came to.
    pub(crate) async fn end_scan(
        &mut self,
        id: Uuid,
        state: &'static str,
        report: &Report,
        findings: &[NewFinding],
    ) -> Result<()> {
        let now = self.now();
        let counts = report.counts;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let ended = sqlx::query(END)
            .bind(id)
            .bind(state)
            .bind(millis(now))
            .bind(number(counts.files))
            .bind(number(counts.commits))
            .bind(number(counts.pages))
            .bind(number(counts.bytes))
            .bind(number(counts.unread))
            .bind(report.truncated)
            .bind(to_json(&report.nothing_read))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        if ended.rows_affected() == 0 {
            // Removed from the history meanwhile, or its client was.
            return Ok(());
        }
        self.add_findings(id, findings).await?;
        for some in report.unread.chunks(ROWS) {
            let mut rows: QueryBuilder<Sqlite> =
                QueryBuilder::new("INSERT INTO scan_unread (scan, place, why) ");
            rows.push_values(some, |mut row, one| {
                row.push_bind(id).push_bind(&one.place).push_bind(&one.code);
            });
            rows.build().execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        }
        Ok(())
    }

    async fn add_findings(&mut self, scan: Uuid, findings: &[NewFinding]) -> Result<()> {
        for some in findings.chunks(ROWS) {
            let ids: Vec<Uuid> = some.iter().map(|_| self.new_id()).collect();
            let mut rows: QueryBuilder<Sqlite> = QueryBuilder::new(
                "INSERT INTO finding (id, scan, class, rule, place, line, git_commit, print, fingerprint, version, part, more) ",
            );
            rows.push_values(some.iter().zip(ids), |mut row, (one, id)| {
                let key = one.key.as_ref();
                row.push_bind(id)
                    .push_bind(scan)
                    .push_bind(one.class)
                    .push_bind(one.rule)
                    .push_bind(&one.place)
                    .push_bind(one.line)
                    .push_bind(one.commit.as_deref())
                    .push_bind(&one.print)
                    .push_bind(key.map(|key| key.0.as_str()))
                    .push_bind(key.map(|key| key.1))
                    .push_bind(key.map(|key| key.2.as_str()))
                    .push_bind(to_json(&one.more));
            });
            rows.build().execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        }
        Ok(())
    }

    /// One scan, as it is before what this writes.
    pub(crate) async fn scan(&mut self, id: Uuid) -> Result<ScanRow> {
        let row = sqlx::query_as(ONE).bind(id).fetch_optional(self.connection()).await;
        row.map_err(|e| self.trouble(e))?.ok_or_else(|| Code::ScanUnknown.into())
    }

    /// Takes a scan out of the history.
    pub(crate) async fn remove_scan(&mut self, id: Uuid) -> Result<()> {
        let done =
            sqlx::query(REMOVE).bind(id).execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        if done.rows_affected() == 0 { Err(Code::ScanUnknown.into()) } else { Ok(()) }
    }

    /// Accepts what a finding found, for every scan of its client.
    pub(crate) async fn accept(&mut self, finding: &FindingRow, reason: &str) -> Result<()> {
        let (id, now, by): (Uuid, DateTime<Utc>, String) = (self.new_id(), self.now(), self.by().to_owned());
        sqlx::query(ACCEPT)
            .bind(id)
            .bind(finding.client)
            .bind(&finding.place)
            .bind(&finding.rule)
            .bind(&finding.print)
            .bind(reason)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// Takes that back.
    pub(crate) async fn reopen(&mut self, finding: &FindingRow) -> Result<()> {
        sqlx::query(REOPEN)
            .bind(finding.client)
            .bind(&finding.place)
            .bind(&finding.rule)
            .bind(&finding.print)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }
}
