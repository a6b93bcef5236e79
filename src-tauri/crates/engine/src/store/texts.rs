//! Every text that rows hold and somebody wrote: read together, so that a key that comes in later can be sought in all of them.

use uuid::Uuid;

use super::{Store, Write, millis, name_key};
use crate::error::Result;

/// Tries at a name that another row of the client has already.
const MOST_NAMES: u32 = 50;

/// So many texts are read at once.
const PAGE: i64 = 1_000;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    /// A list, map or object: texts stand within it.
    Json,
    /// A list of conditions, each a sentence of its own language.
    Conditions,
    /// Found by itself in small letters, too.
    Name,
}

/// A column with texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) form: Form,
    /// Whether an account's name may stand here as part of how a service is spoken to.
    pub(crate) notes: bool,
    read: &'static str,
    write: &'static str,
}

macro_rules! pages {
    ($table:literal, $id:literal, $column:literal) => {
        concat!(
            "SELECT ",
            $id,
            ", ",
            $column,
            " FROM ",
            $table,
            " WHERE ",
            $id,
            " > ?1 AND ",
            $column,
            " NOT IN ('', '[]', '{}') ORDER BY ",
            $id,
            " LIMIT ?2"
        )
    };
}

macro_rules! shared {
    ($table:literal, $id:literal, $column:literal, $form:expr, $notes:expr) => {
        Column {
            form: $form,
            notes: $notes,
            read: pages!($table, $id, $column),
            write: concat!(
                "UPDATE ",
                $table,
                " SET ",
                $column,
                " = ?2, updated_at = ?3, updated_by = ?4, revision = revision + 1 WHERE ",
                $column,
                " = ?1"
            ),
        }
    };
}

macro_rules! name {
    ($table:literal) => {
        Column {
            form: Form::Name,
            notes: false,
            read: pages!($table, "id", "name"),
            write: concat!(
                "UPDATE ",
                $table,
                " SET name = ?2, updated_at = ?3, updated_by = ?4, revision = revision + 1, name_key = ?5 ",
                "WHERE name = ?1"
            ),
        }
    };
}

macro_rules! own {
    ($table:literal, $id:literal, $column:literal, $form:expr) => {
        Column {
            form: $form,
            notes: false,
            read: pages!($table, $id, $column),
            write: concat!("UPDATE ", $table, " SET ", $column, " = ?2 WHERE ", $column, " = ?1"),
        }
    };
}

/// Every column with texts, but for exchanges, which are sought in page by page. Those of removed rows are among them.
pub(crate) const COLUMNS: &[Column] = &[
    name!("client"),
    shared!("client", "id", "notes", Form::Plain, true),
    shared!("client", "id", "tags", Form::Json, false),
    shared!("client", "id", "owner", Form::Plain, false),
    name!("integration"),
    shared!("integration", "id", "notes", Form::Plain, true),
    shared!("integration", "id", "tags", Form::Json, false),
    shared!("integration", "id", "owner", Form::Plain, false),
    shared!("integration", "id", "variables", Form::Json, false),
    shared!("integration", "id", "base_url", Form::Plain, false),
    shared!("integration", "id", "auth", Form::Json, false),
    shared!("integration", "id", "probe", Form::Plain, false),
    shared!("integration", "id", "conditions", Form::Conditions, false),
    shared!("integration", "id", "headers", Form::Json, false),
    own!("integration", "id", "host", Form::Plain),
    shared!("send_order", "integration", "input", Form::Json, false),
    shared!("watch", "integration", "input", Form::Json, false),
    own!("order_sent", "attempt", "facts", Form::Json),
    own!("attempt", "id", "details", Form::Json),
    own!("accepted", "id", "reason", Form::Plain),
    own!("removal", "id", "name", Form::Plain),
    own!("event", "id", "client_name", Form::Plain),
    own!("event", "id", "integration_name", Form::Plain),
    own!("event", "id", "facts", Form::Json),
];

impl Store {
    /// A page of a column's texts, from behind the row `after` (nil: from the start), with where it ends; `None` where none is left. The
    /// log's columns grow for as long as it is kept: all of one at once could take any memory.
    pub(crate) async fn texts(&self, column: &Column, after: Uuid) -> Result<Option<(Uuid, Vec<String>)>> {
        let rows: Vec<(Uuid, String)> = sqlx::query_as(column.read)
            .bind(after)
            .bind(PAGE)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.last().map(|(last, _)| *last).map(|last| (last, rows.into_iter().map(|row| row.1).collect())))
    }
}

impl Write<'_> {
    /// Other words wherever a column has this text. Of a name that is taken already, one with a number behind it.
    pub(crate) async fn replace_text(&mut self, column: &Column, before: &str, after: &str) -> Result<()> {
        let (now, by) = (millis(self.now()), self.by().to_owned());
        for number in 1..=MOST_NAMES {
            let named = if number == 1 { after.to_owned() } else { format!("{after} {number}") };
            let written = sqlx::query(column.write)
                .bind(before)
                .bind(&named)
                .bind(now)
                .bind(&by)
                .bind(name_key(&named))
                .execute(self.connection())
                .await;
            match written {
                Ok(_) => return Ok(()),
                Err(error)
                    if column.form == Form::Name
                        && number < MOST_NAMES
                        && error.as_database_error().is_some_and(|error| error.is_unique_violation()) => {}
                Err(error) => return Err(self.trouble(error)),
            }
        }
        Ok(())
    }
}
