//! What an errand is lent: the item that it is sent with, and what masks it.

use std::sync::Arc;
use std::time::Instant;

use super::facts::ErrandRefusal;
use super::place;
use crate::guesses::TooMany;
use crate::inner::Inner;
use crate::lent::Lent;
use crate::masker::Masker;
use crate::secret::{Secret, scrub_stack};
use crate::workspace::WorkspaceKeys;
use crate::{Errand, KeyringTrouble};

/// What masks an errand's exchange beside its own item: at hand before anything leaves, for the keyring may be away after.
#[derive(Clone)]
pub(super) struct Masking {
    pub(super) keys: Arc<WorkspaceKeys>,
    provider: String,
    replaced: Vec<Arc<Lent>>,
}

impl Masking {
    async fn of(vault: &Inner, errand: &Errand) -> Result<Self, KeyringTrouble> {
        let mut replaced = Vec::with_capacity(errand.replaced.len());
        for version in &errand.replaced {
            match vault.read(*version).await {
                Ok(lent) => replaced.push(lent),
                // What cannot be read by anybody need not be masked.
                Err(KeyringTrouble::Missing | KeyringTrouble::Damaged) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(Self { keys: vault.keys().await?, provider: errand.provider.clone(), replaced })
    }

    pub(super) fn masker(&self, lent: &Lent) -> Arc<Masker> {
        lent.masker(&self.keys, &self.provider, &self.replaced)
    }

    /// The masker, with what was made from the key beside it.
    pub(super) fn with(&self, lent: &Lent, derived: &[(String, Secret)]) -> Arc<Masker> {
        if derived.is_empty() {
            return self.masker(lent);
        }
        let made = lent.masker_with(&self.keys, &self.provider, &self.replaced, derived);
        scrub_stack();
        made
    }
}

/// The item to send with, and what masks it and all that is held beside it.
pub(super) async fn lend(vault: &Inner, errand: &Errand) -> Result<(Arc<Lent>, Masking), KeyringTrouble> {
    let mut lent = vault.read(errand.version).await?;
    // Another process may have bound the key anew since this one read it.
    let outdated = errand.expects.as_ref().is_some_and(|expected| *expected != lent.item.binding);
    let refused = place::destination(errand, &lent.item);
    if outdated || matches!(refused, Err(ErrandRefusal::Destination | ErrandRefusal::NotHttps)) {
        lent = vault.read_again(errand.version).await?;
    }
    Ok((lent, Masking::of(vault, errand).await?))
}

/// Refuses a request whose own text holds a part of the key: whoever wrote it would learn from the label in its place, or
/// in the provider's echo, that the guess was right.
pub(super) fn refuse_guesses(vault: &Inner, errand: &Errand, masker: &Masker) -> Result<(), ErrandRefusal> {
    let head = place::written(errand);
    let by_hand = errand.body.as_ref().map(|body| body.written.as_str()).unwrap_or_default();
    let counted = vault.guesses.request(errand.version, &head, by_hand, Instant::now());
    counted.map_err(|TooMany| ErrandRefusal::TooManyGuesses)?;
    let stands = masker.stands_in(&head, errand.body.as_ref(), &errand.names);
    scrub_stack();
    if stands {
        vault.guesses.request_hit(errand.version, Instant::now());
        return Err(ErrandRefusal::HoldsKey);
    }
    Ok(())
}
