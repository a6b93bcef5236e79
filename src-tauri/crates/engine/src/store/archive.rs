//! The archive: what is in it is out of sight and out of every test, with its keys and its log kept.

use uuid::Uuid;

use super::{Write, millis};
use crate::deed::Deed;
use crate::error::Result;

/// What can be put away.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shelf {
    Clients,
    Integrations,
}

const CLIENT: &str =
    "UPDATE client SET archived = ?2, updated_at = ?3, updated_by = ?4, revision = revision + 1
    WHERE id = ?1 AND archived <> ?2 AND removed_at IS NULL";
const INTEGRATION: &str =
    "UPDATE integration SET archived = ?2, updated_at = ?3, updated_by = ?4, revision = revision + 1
    WHERE id = ?1 AND archived <> ?2 AND removed_at IS NULL";

impl Shelf {
    /// What the log calls it.
    pub(crate) fn deed(self, archived: bool) -> Deed {
        match (self, archived) {
            (Self::Clients, true) => Deed::ClientArchived,
            (Self::Clients, false) => Deed::ClientRestored,
            (Self::Integrations, true) => Deed::IntegrationArchived,
            (Self::Integrations, false) => Deed::IntegrationRestored,
        }
    }
}

impl Write<'_> {
    /// Puts one away, or takes it back. `false`: there was nothing to do.
    pub(crate) async fn archive(&mut self, shelf: Shelf, id: Uuid, archived: bool) -> Result<bool> {
        let (now, by) = (self.now(), self.by().to_owned());
        let statement = match shelf {
            Shelf::Clients => CLIENT,
            Shelf::Integrations => INTEGRATION,
        };
        let done = sqlx::query(statement)
            .bind(id)
            .bind(archived)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(done.rows_affected() == 1)
    }
}
