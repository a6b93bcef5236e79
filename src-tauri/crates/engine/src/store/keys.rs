//! Credentials, their versions, and the parts of each: masks and dates, never values.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vault::{HeldPrints, Rotated};

use super::{Store, Write, from_json, millis, time, to_json};
use crate::codes::{Coded, codes};
use crate::error::Result;
use crate::view::{KeySource, KeyWarning};

codes! {
    /// Where a version stands in its life.
    pub(crate) enum VersionState {
        /// About to be stored: the keyring may or may not hold it.
        Intended = "intended",
        /// The newest, with parts missing.
        Incomplete = "incomplete",
        /// The newest, and whole.
        Current = "current",
        /// Replaced; its value is still kept.
        Retiring = "retiring",
        /// Shown to be dead; its value is still kept.
        Retired = "retired",
        /// The keyring holds nothing of it.
        Forgotten = "forgotten",
    }
}

impl VersionState {
    /// Whether tests are sent with it.
    pub(crate) fn in_use(self) -> bool {
        matches!(self, Self::Current | Self::Incomplete)
    }

    /// Whether the keyring is known to hold its value.
    pub(crate) fn held(self) -> bool {
        matches!(self, Self::Current | Self::Incomplete | Self::Retiring | Self::Retired)
    }
}

/// A version of a credential.
#[derive(Clone, Debug)]
pub(crate) struct VersionRow {
    pub(crate) id: Uuid,
    pub(crate) state: VersionState,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) parts: Vec<PartRow>,
}

/// One part of a version.
#[derive(Clone, Debug)]
pub(crate) struct PartRow {
    pub(crate) name: String,
    pub(crate) prefix: String,
    pub(crate) tail: String,
    /// 32 hex digits.
    pub(crate) fingerprint: String,
    pub(crate) source: KeySource,
    pub(crate) taken_at: DateTime<Utc>,
    pub(crate) taken_by: String,
    pub(crate) warnings: Vec<KeyWarning>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
}

/// Where a fingerprint is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) client: Uuid,
    pub(crate) client_name: String,
    pub(crate) integration_name: String,
}

const VERSIONS: &str = "SELECT id, state, created_at FROM version WHERE credential = ? ORDER BY number DESC";
const PARTS: &str = "SELECT p.version, p.name, p.mask_prefix, p.mask_tail, p.fingerprint, p.source, p.taken_at,
    p.taken_by, p.warnings, p.last_used_at FROM part p JOIN version v ON v.id = p.version WHERE v.credential = ?
    ORDER BY p.name";
const PARTS_IN_USE: &str =
    "SELECT i.id, p.name, p.mask_prefix, p.mask_tail, p.fingerprint, p.source, p.taken_at, p.taken_by, p.warnings,
    p.last_used_at FROM integration i JOIN version v ON v.credential = i.credential JOIN part p ON p.version = v.id
    WHERE i.removed_at IS NULL AND v.state IN ('current', 'incomplete') ORDER BY v.number";
const FINGERPRINTS: &str = "SELECT DISTINCT p.fingerprint FROM part p JOIN version v ON v.id = p.version
    WHERE v.state <> 'forgotten'";
const PRINTS: &str =
    "SELECT DISTINCT p.fingerprint, p.mask_tail <> '' FROM part p JOIN version v ON v.id = p.version
    WHERE v.state <> 'forgotten'";
const HOLDERS: &str = "SELECT DISTINCT c.id, c.name, i.name FROM part p JOIN version v ON v.id = p.version
    JOIN integration i ON i.credential = v.credential AND i.removed_at IS NULL JOIN client c ON c.id = i.client
    WHERE p.fingerprint = ? AND v.state IN ('incomplete', 'current', 'retiring') ORDER BY c.name, i.name";
const HELD_VERSIONS: &str =
    "SELECT v.id, c.name, i.name, v.state FROM version v JOIN credential k ON k.id = v.credential
    JOIN client c ON c.id = k.client LEFT JOIN integration i ON i.credential = k.id
    WHERE v.state <> 'forgotten' GROUP BY v.id ORDER BY c.name_key, i.name_key, v.number";
const ADD_CREDENTIAL: &str =
    "INSERT INTO credential (id, workspace, client, created_at, created_by, updated_at,
    updated_by) VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?5)";
const ADD_VERSION: &str = "INSERT INTO version (id, workspace, credential, number, state, created_at, created_by,
    updated_at, updated_by) VALUES (?1, ?2, ?3, (SELECT coalesce(max(number), 0) + 1 FROM version WHERE credential = ?3),
    'intended', ?4, ?5, ?4, ?5)";
const SET_STATE: &str =
    "UPDATE version SET state = ?2, updated_at = ?3, updated_by = ?4, revision = revision + 1
    WHERE id = ?1";
const REPLACE_PRINT: &str = "UPDATE part SET mask_prefix = ?3, mask_tail = ?4, fingerprint = ?5
    WHERE version = ?1 AND name = ?2";
const ADD_PART: &str =
    "INSERT INTO part (version, name, mask_prefix, mask_tail, fingerprint, source, taken_at, taken_by,
    warnings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
const CARRY_PARTS: &str = "INSERT INTO part (version, name, mask_prefix, mask_tail, fingerprint, source, taken_at,
    taken_by, warnings, last_used_at) SELECT ?2, name, mask_prefix, mask_tail, fingerprint, source, taken_at, taken_by,
    warnings, last_used_at FROM part WHERE version = ?1 AND name IN (SELECT value FROM json_each(?3))";
const DROP_PARTS: &str = "DELETE FROM part WHERE version = ?";
const RESET_STANDING: &str = "UPDATE standing SET health = 'untested'
    WHERE integration IN (SELECT id FROM integration WHERE credential = ?)";

pub(super) type PartTuple = (Uuid, String, String, String, String, String, i64, String, String, Option<i64>);

impl Store {
    /// Every version of a credential, newest first, forgotten ones included.
    pub(crate) async fn versions(&self, credential: Uuid) -> Result<Vec<VersionRow>> {
        let rows = sqlx::query_as(VERSIONS).bind(credential).fetch_all(&self.readers);
        let parts = sqlx::query_as(PARTS).bind(credential).fetch_all(&self.readers);
        let (rows, parts): (Vec<(Uuid, String, i64)>, Vec<PartTuple>) =
            tokio::try_join!(rows, parts).map_err(|e| self.trouble(e))?;
        let mut versions: Vec<VersionRow> =
            rows.into_iter().map(|(id, state, created_at)| version_row(id, &state, created_at)).collect();
        for tuple in parts {
            if let Some(version) = versions.iter_mut().find(|v| v.id == tuple.0) {
                version.parts.push(part_row(tuple));
            }
        }
        Ok(versions)
    }

    /// The version that tests are sent with.
    pub(crate) async fn version_in_use(&self, credential: Uuid) -> Result<Option<VersionRow>> {
        Ok(self.versions(credential).await?.into_iter().find(|v| v.state.in_use()))
    }

    /// The same, told apart by whether anybody could guess it: what shows its last characters is long enough for that.
    pub(crate) async fn held_prints(&self) -> Result<HeldPrints> {
        let rows: Vec<(String, bool)> =
            sqlx::query_as(PRINTS).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        let (long, short): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, long)| *long);
        let prints = |rows: Vec<(String, bool)>| rows.into_iter().map(|(print, _)| print).collect();
        Ok(HeldPrints { long: prints(long), short: prints(short) })
    }

    /// The fingerprints of everything that is held.
    pub(crate) async fn held_fingerprints(&self) -> Result<HashSet<String>> {
        let rows: Vec<(String,)> =
            sqlx::query_as(FINGERPRINTS).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// Who holds a fingerprint now.
    pub(crate) async fn holders(&self, fingerprint: &str) -> Result<Vec<Holder>> {
        let rows: Vec<(Uuid, String, String)> = sqlx::query_as(HOLDERS)
            .bind(fingerprint)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        let holder =
            |(client, client_name, integration_name)| Holder { client, client_name, integration_name };
        Ok(rows.into_iter().map(holder).collect())
    }

    /// Every part that tests are sent with, each with its integration. Of two versions in use the newer comes last.
    pub(crate) async fn parts_in_use(&self) -> Result<Vec<(Uuid, PartRow)>> {
        let rows: Vec<PartTuple> =
            sqlx::query_as(PARTS_IN_USE).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(|row| (row.0, part_row(row))).collect())
    }

    /// Every version that is not forgotten, with the names that a person knows it by.
    pub(crate) async fn unforgotten(&self) -> Result<Vec<(Uuid, String, VersionState)>> {
        let rows: Vec<(Uuid, String, Option<String>, String)> =
            sqlx::query_as(HELD_VERSIONS).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(rows
            .into_iter()
            .filter_map(|(id, client, integration, state)| {
                let name = format!("{client} / {}", integration.unwrap_or_default());
                Some((id, name, VersionState::parse(&state)?))
            })
            .collect())
    }
}

impl Write<'_> {
    /// A new credential of a client.
    pub(crate) async fn add_credential(&mut self, client: Uuid) -> Result<Uuid> {
        let (id, now, by) = (self.new_id(), self.now(), self.by().to_owned());
        let workspace = self.store.workspace;
        sqlx::query(ADD_CREDENTIAL)
            .bind(id)
            .bind(workspace)
            .bind(client)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(id)
    }

    /// A new version, `intended`: its keyring item is about to be written under this id.
    pub(crate) async fn intend_version(&mut self, credential: Uuid) -> Result<Uuid> {
        let id = self.new_id();
        self.add_version(id, credential).await?;
        Ok(id)
    }

    /// The same under an id of its own: its keyring item may be there already.
    pub(crate) async fn add_version(&mut self, id: Uuid, credential: Uuid) -> Result<()> {
        let (now, by) = (self.now(), self.by().to_owned());
        let workspace = self.store.workspace;
        sqlx::query(ADD_VERSION)
            .bind(id)
            .bind(workspace)
            .bind(credential)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// A part of a version.
    pub(crate) async fn add_part(&mut self, version: Uuid, part: &PartRow) -> Result<()> {
        sqlx::query(ADD_PART)
            .bind(version)
            .bind(&part.name)
            .bind(&part.prefix)
            .bind(&part.tail)
            .bind(&part.fingerprint)
            .bind(part.source.code())
            .bind(millis(part.taken_at))
            .bind(&part.taken_by)
            .bind(to_json(&part.warnings))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// The provider has replaced the value of a part.
    pub(crate) async fn replace_print(&mut self, version: Uuid, rotated: &Rotated) -> Result<()> {
        sqlx::query(REPLACE_PRINT)
            .bind(version)
            .bind(&rotated.part)
            .bind(&rotated.mask.prefix)
            .bind(&rotated.mask.tail)
            .bind(&rotated.mask.fingerprint)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// The named parts of `from` also belong to `to`: their values were carried over in the keyring.
    pub(crate) async fn carry_parts(&mut self, from: Uuid, to: Uuid, names: &[String]) -> Result<()> {
        sqlx::query(CARRY_PARTS)
            .bind(from)
            .bind(to)
            .bind(to_json(names))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// A version's next state. Take the one in use out of use before another comes into use.
    pub(crate) async fn set_version_state(&mut self, version: Uuid, state: VersionState) -> Result<()> {
        let (now, by) = (self.now(), self.by().to_owned());
        sqlx::query(SET_STATE)
            .bind(version)
            .bind(state.code())
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        if state == VersionState::Forgotten {
            sqlx::query(DROP_PARTS)
                .bind(version)
                .execute(self.connection())
                .await
                .map_err(|e| self.trouble(e))?;
        }
        Ok(())
    }

    /// What earlier sends showed is about another key: the integrations of this credential are untested again.
    pub(crate) async fn reset_standing(&mut self, credential: Uuid) -> Result<()> {
        sqlx::query(RESET_STANDING)
            .bind(credential)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }
}

pub(super) fn version_row(id: Uuid, state: &str, created_at: i64) -> VersionRow {
    VersionRow {
        id,
        // The table's own check lets no other state in.
        state: VersionState::parse(state).unwrap_or(VersionState::Intended),
        created_at: time(created_at),
        parts: Vec::new(),
    }
}

pub(super) fn part_row(tuple: PartTuple) -> PartRow {
    let (_, name, prefix, tail, fingerprint, source, taken_at, taken_by, warnings, last_used_at) = tuple;
    PartRow {
        name,
        prefix,
        tail,
        fingerprint,
        source: KeySource::parse(&source).unwrap_or(KeySource::Prompt),
        taken_at: time(taken_at),
        taken_by,
        warnings: from_json(&warnings),
        last_used_at: last_used_at.map(time),
    }
}
