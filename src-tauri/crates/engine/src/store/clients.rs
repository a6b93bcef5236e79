//! Clients.

use chrono::{DateTime, Utc};
use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use uuid::Uuid;

use super::{Store, Write, from_json, millis, name_key, time, to_json};
use crate::error::{Code, Error, Result};
use crate::view::ClientInput;

/// A client that is not removed.
#[derive(Clone, Debug)]
pub(crate) struct ClientRecord {
    pub(crate) id: Uuid,
    pub(crate) input: ClientInput,
    pub(crate) archived: bool,
    pub(crate) revision: u32,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) updated_by: String,
}

const ONE: &str =
    "SELECT name, notes, tags, owner, archived, revision, created_at, updated_at, updated_by FROM client
    WHERE id = ? AND removed_at IS NULL";
const BY_NAME: &str = "SELECT id FROM client WHERE workspace = ? AND name_key = ? AND removed_at IS NULL";
const NAMES: &str =
    "SELECT id, name, archived, tags, owner FROM client WHERE removed_at IS NULL ORDER BY name_key";
const ADD: &str =
    "INSERT INTO client (id, workspace, name, name_key, notes, tags, owner, created_at, created_by,
    updated_at, updated_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8, ?9)";
const EDIT: &str =
    "UPDATE client SET name = ?3, name_key = ?4, notes = ?5, tags = ?6, owner = ?7, updated_at = ?8,
    updated_by = ?9, revision = revision + 1 WHERE id = ?1 AND revision = ?2 AND removed_at IS NULL";
type OneTuple = (String, String, String, String, bool, u32, i64, i64, String);

/// A client's name and marks, for lists.
#[derive(Clone, Debug)]
pub(crate) struct ClientName {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) archived: bool,
    pub(crate) tags: Vec<String>,
    pub(crate) owner: String,
}

impl Store {
    /// One client.
    pub(crate) async fn client(&self, id: Uuid) -> Result<ClientRecord> {
        let row: Option<OneTuple> =
            sqlx::query_as(ONE).bind(id).fetch_optional(&self.readers).await.map_err(|e| self.trouble(e))?;
        let r = row.ok_or(Code::ClientUnknown)?;
        Ok(ClientRecord {
            id,
            input: ClientInput { name: r.0, notes: r.1, tags: from_json(&r.2), owner: r.3 },
            archived: r.4,
            revision: r.5,
            created_at: time(r.6),
            updated_at: time(r.7),
            updated_by: r.8,
        })
    }

    /// The client of this name, whatever its capitals.
    pub(crate) async fn client_by_name(&self, name: &str) -> Result<Option<Uuid>> {
        let row: Option<(Uuid,)> = sqlx::query_as(BY_NAME)
            .bind(self.workspace)
            .bind(name_key(name))
            .fetch_optional(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.map(|r| r.0))
    }

    /// Every client, in the order of names.
    pub(crate) async fn client_names(&self) -> Result<Vec<ClientName>> {
        let rows: Vec<(Uuid, String, bool, String, String)> =
            sqlx::query_as(NAMES).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        let named = |(id, name, archived, tags, owner): (Uuid, String, bool, String, String)| ClientName {
            id,
            name,
            archived,
            tags: from_json(&tags),
            owner,
        };
        Ok(rows.into_iter().map(named).collect())
    }
}

impl Write<'_> {
    /// A new client; `input` was checked.
    pub(crate) async fn add_client(&mut self, input: &ClientInput) -> Result<Uuid> {
        let (id, now, by) = (self.new_id(), self.now(), self.by().to_owned());
        let workspace = self.store.workspace;
        with_input(sqlx::query(ADD).bind(id).bind(workspace), input)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.name_trouble(e))?;
        Ok(id)
    }

    /// Changes a client that is still at `revision`.
    pub(crate) async fn edit_client(&mut self, id: Uuid, revision: u32, input: &ClientInput) -> Result<()> {
        let (now, by) = (self.now(), self.by().to_owned());
        let done = with_input(sqlx::query(EDIT).bind(id).bind(revision), input)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.name_trouble(e))?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(Code::ChangedElsewhere.into()) }
    }

    /// An SQL error of a statement that writes a name: a unique index means that the name is taken.
    pub(super) fn name_trouble(&self, error: sqlx::Error) -> Error {
        let taken = error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
        if taken { Error::at(Code::NameTaken, "name") } else { self.trouble(error) }
    }
}

/// The statement with all that a person entered, in the order of the columns.
fn with_input<'q>(
    statement: Query<'q, Sqlite, SqliteArguments>,
    input: &ClientInput,
) -> Query<'q, Sqlite, SqliteArguments> {
    statement
        .bind(&input.name)
        .bind(name_key(&input.name))
        .bind(&input.notes)
        .bind(to_json(&input.tags))
        .bind(&input.owner)
}
