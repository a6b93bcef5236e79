//! The archive: putting clients and integrations away, and taking them back.

use uuid::Uuid;

use crate::Engine;
use crate::deed::About;
use crate::error::Result;
use crate::store::archive::Shelf;
use crate::view::{ClientView, IntegrationView};

impl Engine {
    /// Puts a client away, or takes it back.
    ///
    /// # Errors
    /// [`Code::ClientUnknown`](crate::Code::ClientUnknown).
    pub async fn archive_client(&self, id: Uuid, archived: bool) -> Result<ClientView> {
        let about = About::client(id, &self.store().client(id).await?.input.name);
        self.shelve(Shelf::Clients, id, archived, about).await?;
        self.client(id).await
    }

    /// Puts an integration away, or takes it back.
    ///
    /// # Errors
    /// [`Code::IntegrationUnknown`](crate::Code::IntegrationUnknown).
    pub async fn archive_integration(&self, id: Uuid, archived: bool) -> Result<IntegrationView> {
        let about = self.store().integration(id).await?.about();
        self.shelve(Shelf::Integrations, id, archived, about).await?;
        self.integration(id).await
    }

    /// What is where it should be already is left alone, and the log says nothing.
    async fn shelve(&self, shelf: Shelf, id: Uuid, archived: bool, about: About) -> Result<()> {
        let mut write = self.store().write().await?;
        if write.archive(shelf, id, archived).await? {
            write.deed(shelf.deed(archived), about).await?;
            write.commit().await?;
        }
        Ok(())
    }
}
