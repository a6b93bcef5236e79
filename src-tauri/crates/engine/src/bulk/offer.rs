//! A bulk intake that waits for a person's word.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use uuid::Uuid;
use vault::Binding;

use super::plans::{Mapped, RowPlan};
use crate::ca;
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::files::OpenBulkFile;
use crate::keys::mask_words;
use crate::plan::Plan;
use crate::words;

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
    /// How many of them take the place of one that is held.
    pub replacing: u32,
    /// Parts that are held already, the very same: they are left as they are.
    pub held: u32,
    /// Clients that would be added.
    pub clients: u32,
    /// Integrations that would be added.
    pub integrations: u32,
    /// A line for each integration that gets a key, in the file's order: `Client / Integration → https://origin`, with the
    /// authority that alone is trusted there when it is not the system's, and the keys held there that are replaced.
    pub destinations: Vec<String>,
}

impl BulkOffer {
    /// What the native confirmation names.
    #[must_use]
    pub fn view(&self) -> BulkOfferView {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        BulkOfferView {
            file_name: self.file.name.clone(),
            keys: number(self.mapped.coming().count()),
            replacing: number(self.mapped.coming().filter(|key| key.replaces().is_some()).count()),
            held: number(self.mapped.held()),
            clients: number(self.mapped.new_clients()),
            integrations: number(self.mapped.new_integrations()),
            destinations: self.destinations.clone(),
        }
    }
}

impl BulkOfferView {
    /// `3 keys, of which 2 replace a held one`.
    #[must_use]
    pub fn keys_in_words(&self) -> String {
        words::bulk::keys(self.keys, self.replacing)
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
        let mut destinations: Vec<(String, Vec<String>)> = Vec::new();
        let mut listed = HashMap::new();
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
            let at = *listed.entry((row.place(), goes)).or_insert_with(|| {
                destinations.push((line, Vec::new()));
                destinations.len() - 1
            });
            destinations[at].1.extend(replaced(row));
            bindings.insert(row.at, binding);
        }
        if bindings.is_empty() {
            return Err(Code::NothingReady.into());
        }
        let destinations = destinations.into_iter().map(with_replaced).collect();
        Ok(BulkOffer { handle, file, mapped, bindings, destinations })
    }
}

/// The masks of the keys whose place a row's keys take.
fn replaced(row: &RowPlan) -> impl Iterator<Item = String> {
    let masks = row.coming().filter_map(|key| key.replaces()).map(|now| &now.mask);
    masks.map(|mask| mask_words(&mask.prefix, &mask.tail, &mask.fingerprint))
}

fn with_replaced((line, replaced): (String, Vec<String>)) -> String {
    if replaced.is_empty() { line } else { format!("{line}, replacing {}", replaced.join(" and ")) }
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
