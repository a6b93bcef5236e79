//! A bulk intake that waits for a person's word.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;
use vault::Origin;

use super::rows::Mapped;
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::files::OpenBulkFile;
use crate::plan::Plan;

/// A file as it was last mapped, with the destinations that its keys would be bound to. Neither `Clone` nor `Debug`.
pub struct BulkOffer {
    pub(super) handle: Uuid,
    pub(super) file: Arc<OpenBulkFile>,
    pub(super) mapped: Arc<Mapped>,
    pub(super) destinations: BTreeSet<Origin>,
}

/// What the native confirmation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkOfferView {
    /// The file's name without its folder.
    pub file_name: String,
    /// Parts of keys that would be kept.
    pub keys: u32,
    /// Clients that would be added.
    pub clients: u32,
    /// Integrations that would be added.
    pub integrations: u32,
    /// Where the keys may be sent.
    pub destinations: Vec<String>,
}

impl BulkOffer {
    /// What the native confirmation names.
    #[must_use]
    pub fn view(&self) -> BulkOfferView {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let ready = self.mapped.rows.iter().filter(|row| row.problems.is_empty());
        BulkOfferView {
            file_name: self.file.name.clone(),
            keys: number(ready.map(|row| row.keys.len()).sum()),
            clients: number(self.mapped.new_clients()),
            integrations: number(self.mapped.new_integrations()),
            destinations: self.destinations.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Engine {
    /// Offers what is ready in the file, as it was last mapped.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`] for a file that is closed; [`Code::NothingReady`] when no row can be taken in.
    pub async fn offer_bulk(&self, handle: Uuid) -> Result<BulkOffer> {
        let file = self.inner.files.bulk(handle, self.store().now())?;
        let columns = crate::files::lock(&file.mapped).as_ref().map(|mapped| mapped.columns.clone());
        let mapped = self.mapped(&file, columns.ok_or(Code::HandleUnknown)?).await?;
        let mut destinations = BTreeSet::new();
        for row in mapped.rows.iter().filter(|row| row.problems.is_empty()) {
            let binding = match (row.existing, &row.input) {
                (Some(existing), _) => {
                    self.binding_of(self.store().integration(existing).await?.credential).await?
                }
                (None, Some(input)) => Plan::of(input).binding()?,
                (None, None) => continue,
            };
            destinations.extend(binding.origins);
        }
        if destinations.is_empty() {
            return Err(Code::NothingReady.into());
        }
        Ok(BulkOffer { handle, file, mapped, destinations })
    }
}
