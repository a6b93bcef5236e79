//! Removals: tombstones that can be taken back, and what is dropped once they cannot.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Store, Write, millis};
use crate::codes::{Coded, codes};
use crate::deed::About;
use crate::error::{Code, Result};

codes! {
    /// What is removed.
    pub(crate) enum RemovalKind {
        Client = "client",
        Integration = "integration",
    }
}

/// A removal that is not final.
#[derive(Clone, Debug)]
pub(crate) struct RemovalRow {
    pub(crate) id: Uuid,
    pub(crate) kind: RemovalKind,
    pub(crate) target: Uuid,
    pub(crate) name: String,
    /// The keyring is being touched: undo is over.
    pub(crate) settling: bool,
}

impl RemovalRow {
    /// What a log entry about it names.
    pub(crate) fn about(&self) -> About {
        let named = Some((self.target, self.name.clone()));
        match self.kind {
            RemovalKind::Client => About { client: named, ..About::default() },
            RemovalKind::Integration => About { integration: named, ..About::default() },
        }
    }
}

const ADD: &str = "INSERT INTO removal (id, workspace, kind, target, name, at, by, undo_until, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')";
const ONE: &str = "SELECT id, kind, target, name, state FROM removal WHERE id = ?";
const DUE: &str = "SELECT id, kind, target, name, state FROM removal
    WHERE undo_until <= ? OR state = 'settling' ORDER BY id";
const SETTLING: &str = "UPDATE removal SET state = 'settling' WHERE id = ? AND undo_until <= ?";
const DROP: &str = "DELETE FROM removal WHERE id = ?";
const BURY_CLIENT: &str = "UPDATE client SET removed_at = ?2, removal = ?3, updated_at = ?2, updated_by = ?4,
    revision = revision + 1 WHERE id = ?1 AND removed_at IS NULL";
const BURY_INTEGRATION: &str =
    "UPDATE integration SET removed_at = ?2, removal = ?3, updated_at = ?2, updated_by = ?4,
    revision = revision + 1 WHERE id = ?1 AND removed_at IS NULL";
const BURY_INTEGRATIONS: &str =
    "UPDATE integration SET removed_at = ?2, removal = ?3, updated_at = ?2, updated_by = ?4,
    revision = revision + 1 WHERE client = ?1 AND removed_at IS NULL";
/// Credentials that no integration uses any more go with the last one that did.
const BURY_CREDENTIALS: &str =
    "UPDATE credential SET removed_at = ?1, removal = ?2, updated_at = ?1, updated_by = ?3,
    revision = revision + 1 WHERE removed_at IS NULL
    AND id IN (SELECT credential FROM integration WHERE removal = ?2)
    AND NOT EXISTS (SELECT 1 FROM integration i WHERE i.credential = credential.id AND i.removed_at IS NULL)";
/// Whether an integration of this removal belongs to a client that another removal took.
const CLIENT_GONE: &str = "SELECT EXISTS (SELECT 1 FROM integration i JOIN client c ON c.id = i.client
    WHERE i.removal = ?1 AND c.removed_at IS NOT NULL AND c.removal <> ?1)";
const RAISE_CLIENT: &str =
    "UPDATE client SET removed_at = NULL, removal = NULL, updated_at = ?2, updated_by = ?3,
    revision = revision + 1 WHERE removal = ?1";
const RAISE_INTEGRATIONS: &str = "UPDATE integration SET removed_at = NULL, removal = NULL, updated_at = ?2,
    updated_by = ?3, revision = revision + 1 WHERE removal = ?1";
const RAISE_CREDENTIALS: &str = "UPDATE credential SET removed_at = NULL, removal = NULL, updated_at = ?2,
    updated_by = ?3, revision = revision + 1 WHERE removal = ?1
    OR id IN (SELECT credential FROM integration WHERE removal = ?1)";
const VERSIONS: &str = "SELECT v.id FROM version v JOIN credential k ON k.id = v.credential
    WHERE k.removal = ? AND v.state <> 'forgotten' ORDER BY v.id";
const COUNT_VERSIONS: &str = "SELECT count(*) FROM part p JOIN version v ON v.id = p.version
    JOIN credential k ON k.id = v.credential WHERE k.removal = ? AND v.state <> 'forgotten'";
const PURGE_VERSIONS: &str = "DELETE FROM version WHERE state = 'forgotten'
    AND credential IN (SELECT id FROM credential WHERE removal = ?)";
const PURGE_INTEGRATIONS: &str = "DELETE FROM integration WHERE removal = ?";
const PURGE_CREDENTIALS: &str = "DELETE FROM credential WHERE removal = ?1
    AND NOT EXISTS (SELECT 1 FROM version v WHERE v.credential = credential.id)
    AND NOT EXISTS (SELECT 1 FROM integration i WHERE i.credential = credential.id)";
const PURGE_CLIENT: &str = "DELETE FROM client WHERE removal = ?1
    AND NOT EXISTS (SELECT 1 FROM credential k WHERE k.client = client.id)
    AND NOT EXISTS (SELECT 1 FROM integration i WHERE i.client = client.id)";

type RemovalTuple = (Uuid, String, Uuid, String, String);

impl Store {
    /// A removal that is not final.
    pub(crate) async fn removal(&self, id: Uuid) -> Result<Option<RemovalRow>> {
        let row: Option<RemovalTuple> =
            sqlx::query_as(ONE).bind(id).fetch_optional(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(row.and_then(removal))
    }

    /// Removals whose undo has lapsed, and those that were broken off.
    pub(crate) async fn due_removals(&self) -> Result<Vec<RemovalRow>> {
        let rows: Vec<RemovalTuple> = sqlx::query_as(DUE)
            .bind(millis(self.now()))
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().filter_map(removal).collect())
    }

    /// Versions that a removal takes out of the keyring, as far as they are not out yet.
    pub(crate) async fn removal_versions(&self, removal: Uuid) -> Result<Vec<Uuid>> {
        let rows: Vec<(Uuid,)> = sqlx::query_as(VERSIONS)
            .bind(removal)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(|r| r.0).collect())
    }
}

impl Write<'_> {
    /// Puts tombstones on a client or an integration and on what only it used. Answers how many integrations and how many
    /// parts of keys that were.
    pub(crate) async fn bury(
        &mut self,
        kind: RemovalKind,
        target: Uuid,
        name: &str,
        undo_until: DateTime<Utc>,
    ) -> Result<(Uuid, u32, u32)> {
        let removal = self.new_id();
        let (now, by, workspace) = (millis(self.now()), self.by().to_owned(), self.store.workspace);
        sqlx::query(ADD)
            .bind(removal)
            .bind(workspace)
            .bind(kind.code())
            .bind(target)
            .bind(name)
            .bind(now)
            .bind(&by)
            .bind(millis(undo_until))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        let integrations = match kind {
            RemovalKind::Client => {
                if self.bury_rows(BURY_CLIENT, target, removal).await? == 0 {
                    return Err(Code::ClientUnknown.into());
                }
                self.bury_rows(BURY_INTEGRATIONS, target, removal).await?
            }
            RemovalKind::Integration => match self.bury_rows(BURY_INTEGRATION, target, removal).await? {
                0 => return Err(Code::IntegrationUnknown.into()),
                some => some,
            },
        };
        sqlx::query(BURY_CREDENTIALS)
            .bind(now)
            .bind(removal)
            .bind(&by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        let keys: (u32,) = sqlx::query_as(COUNT_VERSIONS)
            .bind(removal)
            .fetch_one(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok((removal, integrations, keys.0))
    }

    async fn bury_rows(&mut self, sql: &'static str, target: Uuid, removal: Uuid) -> Result<u32> {
        let (now, by) = (millis(self.now()), self.by().to_owned());
        let done = sqlx::query(sql)
            .bind(target)
            .bind(now)
            .bind(removal)
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(u32::try_from(done.rows_affected()).unwrap_or(u32::MAX))
    }

    /// Takes a removal back.
    pub(crate) async fn raise(&mut self, removal: Uuid) -> Result<()> {
        // Inside this transaction nobody else can begin to settle it.
        let row: Option<RemovalTuple> = sqlx::query_as(ONE)
            .bind(removal)
            .fetch_optional(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        if row.and_then(self::removal).is_none_or(|r| r.settling) {
            return Err(Code::UndoLapsed.into());
        }
        let orphan: (bool,) = sqlx::query_as(CLIENT_GONE)
            .bind(removal)
            .fetch_one(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        if orphan.0 {
            return Err(Code::ClientUnknown.into());
        }
        let (now, by) = (millis(self.now()), self.by().to_owned());
        for sql in [RAISE_CREDENTIALS, RAISE_CLIENT, RAISE_INTEGRATIONS] {
            sqlx::query(sql)
                .bind(removal)
                .bind(now)
                .bind(&by)
                .execute(self.connection())
                .await
                .map_err(|e| self.name_trouble(e))?;
        }
        self.drop_removal(removal).await
    }

    /// From here on the removal cannot be taken back.
    pub(crate) async fn begin_settling(&mut self, removal: Uuid) -> Result<()> {
        let now = millis(self.now());
        sqlx::query(SETTLING)
            .bind(removal)
            .bind(now)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    /// Drops what a removal left behind, once the keyring holds nothing of it.
    pub(crate) async fn purge_removed(&mut self, removal: Uuid) -> Result<()> {
        for sql in [PURGE_VERSIONS, PURGE_INTEGRATIONS, PURGE_CREDENTIALS, PURGE_CLIENT] {
            sqlx::query(sql).bind(removal).execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        }
        self.drop_removal(removal).await
    }

    async fn drop_removal(&mut self, removal: Uuid) -> Result<()> {
        sqlx::query(DROP).bind(removal).execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        Ok(())
    }
}

fn removal((id, kind, target, name, state): RemovalTuple) -> Option<RemovalRow> {
    let kind = RemovalKind::parse(&kind)?;
    Some(RemovalRow { id, kind, target, name, settling: state == "settling" })
}
