//! An item as it is lent to errands: its parts and binding, and what was made from them once, dropped together.

use std::sync::{Arc, OnceLock};

use rustls::client::danger::ServerCertVerifier;

use crate::ErrandRefusal;
use crate::keyring::item::Item;
use crate::masker::Masker;
use crate::secret::{Secret, scrub_stack};
use crate::trust::Trust;
use crate::workspace::WorkspaceKeys;

/// An item that was read, warm for its next use.
pub(crate) struct Lent {
    pub(crate) item: Item,
    masker: OnceLock<(String, Arc<Masker>)>,
    pinned: OnceLock<Arc<dyn ServerCertVerifier>>,
}

impl Lent {
    pub(crate) fn new(item: Item) -> Self {
        Self { item, masker: OnceLock::new(), pinned: OnceLock::new() }
    }

    /// What masks this item's parts, named after `provider`, with those of the versions it replaced. Kept only where it holds
    /// nothing but this item's own: it must not outlive the others.
    pub(crate) fn masker(&self, keys: &WorkspaceKeys, provider: &str, replaced: &[Arc<Self>]) -> Arc<Masker> {
        let make = || {
            let before: Vec<_> = replaced.iter().map(|lent| lent.item.parts.as_slice()).collect();
            let made = Masker::new(keys, provider, &[&self.item.parts], &before);
            scrub_stack();
            Arc::new(made)
        };
        if !replaced.is_empty() {
            return make();
        }
        let (known, masker) = self.masker.get_or_init(|| (provider.to_owned(), make()));
        if known == provider { masker.clone() } else { make() }
    }

    /// What masks values made from the key as well: for one send alone.
    pub(crate) fn masker_with(
        &self,
        keys: &WorkspaceKeys,
        provider: &str,
        replaced: &[Arc<Self>],
        derived: &[(String, Secret)],
    ) -> Arc<Masker> {
        let before: Vec<_> = replaced.iter().map(|lent| lent.item.parts.as_slice()).collect();
        Arc::new(Masker::new(keys, provider, &[&self.item.parts, derived], &before))
    }

    /// Whom this item's destinations are believed by: its own authority and nobody else, or the system's.
    pub(crate) async fn verifier(&self, trust: &Trust) -> Result<Arc<dyn ServerCertVerifier>, Untrusted> {
        let Some(pem) = &self.item.binding.ca_pem else {
            return trust.system().await.ok_or(Untrusted::NoRoots);
        };
        if let Some(verifier) = self.pinned.get() {
            return Ok(verifier.clone());
        }
        let verifier = trust.pinned(pem).ok_or(Untrusted::Refused(ErrandRefusal::Ca))?;
        Ok(self.pinned.get_or_init(|| verifier).clone())
    }
}

/// Why nobody can be believed.
pub(crate) enum Untrusted {
    /// The system has no authorities at all.
    NoRoots,
    /// The item's own authority cannot be read.
    Refused(ErrandRefusal),
}
