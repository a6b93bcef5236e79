//! A bulk intake that waits for a person's word.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;
use vault::Binding;

use super::rows::Mapped;
use crate::ca;
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::files::OpenBulkFile;
use crate::plan::Plan;

/// A file as it was last mapped, with what each row's keys would be bound to. Neither `Clone` nor `Debug`.
pub struct BulkOffer {
    pub(super) handle: Uuid,
    pub(super) file: Arc<OpenBulkFile>,
    pub(super) mapped: Arc<Mapped>,
    /// What is confirmed, by the row's place in the file: for this row and for no other.
    pub(super) bindings: BTreeMap<usize, Binding>,
    destinations: Vec<String>,
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
    /// A line for each integration that gets a key, in the file's order: `Client / Integration → https://origin`, with the
    /// authority that alone is trusted there when it is not the system's.
    pub destinations: Vec<String>,
}

impl BulkOffer {
    /// What the native confirmation names.
    #[must_use]
    pub fn view(&self) -> BulkOfferView {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        BulkOfferView {
            file_name: self.file.name.clone(),
            keys: number(self.mapped.ready().map(|row| row.keys.len()).sum()),
            clients: number(self.mapped.new_clients()),
            integrations: number(self.mapped.new_integrations()),
            destinations: self.destinations.clone(),
        }
    }
}

impl Engine {
    /// Offers what is ready in the file, as it was last mapped.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`] for a file that is closed; [`Code::NothingReady`] when no row can be taken in;
    /// [`Code::ChangedElsewhere`] when an integration is edited at this very moment.
    pub async fn offer_bulk(&self, handle: Uuid) -> Result<BulkOffer> {
        let file = self.inner.files.bulk(handle, self.store().now())?;
        let columns = crate::files::lock(&file.mapped).as_ref().map(|mapped| mapped.columns.clone());
        let mapped = self.mapped(&file, columns.ok_or(Code::HandleUnknown)?).await?;
        let mut bindings = BTreeMap::new();
        let mut destinations = Vec::new();
        let mut listed = HashSet::new();
        for row in mapped.ready() {
            let Some(input) = &row.input else { continue };
            let binding = match row.existing {
                Some(existing) => {
                    let now = self.store().integration(existing).await?;
                    // The row was held against what stood there when it was mapped.
                    if now.input != *input {
                        return Err(Code::ChangedElsewhere.into());
                    }
                    self.binding_of(now.credential).await?
                }
                None => Plan::of(input).binding()?,
            };
            let goes = goes(&binding);
            let line = format!("{} / {} → {goes}", plain(&row.client), plain(&input.name));
            if listed.insert((row.place(), goes)) {
                destinations.push(line);
            }
            bindings.insert(row.at, binding);
        }
        if bindings.is_empty() {
            return Err(Code::NothingReady.into());
        }
        Ok(BulkOffer { handle, file, mapped, bindings, destinations })
    }
}

/// Where a key so bound goes, and by whose word that place is believed.
fn goes(binding: &Binding) -> String {
    let origins = binding.origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let Some(pem) = &binding.ca_pem else { return origins };
    let words = ca::facts(pem).map_or_else(|_| "unreadable".to_owned(), |ca| plain(&ca.words()));
    format!("{origins} (own authority: {})", words.replace('\n', ", "))
}

/// A name that cannot pass for a destination: the arrow stands once in a line.
fn plain(name: &str) -> String {
    name.replace('→', "\u{fffd}")
}
