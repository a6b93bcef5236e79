//! Notes, wherever people write them: read together, so that a key can be sought in all of them.

use uuid::Uuid;

use super::{Store, Write, millis};
use crate::error::Result;

/// Whose notes they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotesOf {
    Client(Uuid),
    Integration(Uuid),
}

const OF_CLIENTS: &str = "SELECT id, notes FROM client WHERE notes <> ''";
const OF_INTEGRATIONS: &str = "SELECT id, notes FROM integration WHERE notes <> ''";
const SET_CLIENT: &str =
    "UPDATE client SET notes = ?2, updated_at = ?3, updated_by = ?4, revision = revision + 1
    WHERE id = ?1";
const SET_INTEGRATION: &str = "UPDATE integration SET notes = ?2, updated_at = ?3, updated_by = ?4,
    revision = revision + 1 WHERE id = ?1";

impl Store {
    /// Every note that is not empty, those of removed rows included.
    pub(crate) async fn notes(&self) -> Result<Vec<(NotesOf, String)>> {
        let mut all = Vec::new();
        for (sql, of) in
            [(OF_CLIENTS, NotesOf::Client as fn(Uuid) -> NotesOf), (OF_INTEGRATIONS, NotesOf::Integration)]
        {
            let rows: Vec<(Uuid, String)> =
                sqlx::query_as(sql).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
            all.extend(rows.into_iter().map(|(id, notes)| (of(id), notes)));
        }
        Ok(all)
    }
}

impl Write<'_> {
    /// Other words in place of a note.
    pub(crate) async fn replace_notes(&mut self, of: &NotesOf, notes: &str) -> Result<()> {
        let (now, by) = (self.now(), self.by().to_owned());
        let (sql, id) = match of {
            NotesOf::Client(id) => (SET_CLIENT, id),
            NotesOf::Integration(id) => (SET_INTEGRATION, id),
        };
        sqlx::query(sql)
            .bind(id)
            .bind(notes)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }
}
