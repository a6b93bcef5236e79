//! What all clones of a vault share, and how items get out of the keyring and into it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use crate::copy::CopyLimit;
use crate::errand::Minted;
use crate::guesses::Guesses;
use crate::intake::Patterns;
use crate::keyring::item::Item;
use crate::keyring::names::Names;
use crate::keyring::store::{KeyStore, Open, Snag, proven};
use crate::keyring::{self, Keyring, pieces};
use crate::lent::Lent;
use crate::secret::{Secret, scrub_stack};
use crate::trust::Trust;
use crate::warm::Warm;
use crate::workspace::WorkspaceKeys;
use crate::{KeyringTrouble, VaultError};

/// How long what was bought is kept; below 60 s by what the sweep may lag.
const TOKENS: Duration = Duration::from_secs(55);

/// What all clones of a vault share.
pub(crate) struct Inner {
    pub(crate) names: Names,
    pub(crate) keyring: Keyring,
    pub(crate) warm: Warm<Lent>,
    pub(crate) trust: Trust,
    pub(crate) patterns: Patterns,
    pub(crate) copies: CopyLimit,
    pub(crate) guesses: Guesses,
    /// Tokens that were bought, by the version that bought them.
    pub(crate) tokens: Warm<Minted>,
    /// Refresh tokens that the keyring has not taken yet, by version: the part's name and its new value.
    pending: Mutex<HashMap<Uuid, (String, Secret)>>,
    /// One exchange or change of an item at a time.
    turns: Mutex<HashMap<Uuid, Arc<tokio::sync::Mutex<()>>>>,
}

impl Inner {
    pub(crate) fn new(open: Open, workspace: Uuid) -> Self {
        Self {
            names: Names::new(workspace),
            keyring: Keyring::new(open),
            warm: Warm::new(),
            trust: Trust::new(),
            patterns: Patterns::default(),
            copies: CopyLimit::default(),
            guesses: Guesses::default(),
            tokens: Warm::at_most(TOKENS),
            pending: Mutex::default(),
            turns: Mutex::default(),
        }
    }

    pub(crate) async fn read(&self, version: Uuid) -> Result<Arc<Lent>, KeyringTrouble> {
        match self.warm.get(version) {
            Some(lent) => Ok(lent),
            None => self.read_cold(version).await,
        }
    }

    /// Reads an item from the keyring, warm or not, and keeps it warm in the place of what was.
    pub(crate) async fn read_again(&self, version: Uuid) -> Result<Arc<Lent>, KeyringTrouble> {
        // Also when the keyring does not answer now: what is known to be outdated must not be used again.
        self.warm.forget(version);
        self.read_cold(version).await
    }

    async fn read_cold(&self, version: Uuid) -> Result<Arc<Lent>, KeyringTrouble> {
        let epoch = self.warm.epoch();
        let item = self.fetch(version).await?;
        Ok(self.warm.put(epoch, version, Lent::new(item)))
    }

    /// Reads an item from the keyring for this one time: a look at every item must not fill the memory with keys.
    pub(crate) async fn fetch(&self, version: Uuid) -> Result<Item, KeyringTrouble> {
        let names = self.names;
        let deed = move |store: &mut dyn KeyStore| {
            let stored = pieces::read(store, &names.version(version));
            Item::open(&proven(store, names, stored)?)
        };
        let mut item = self.keyring.call(keyring::READ, deed).await?;
        if let Some((name, new)) = lock(&self.pending).get(&version) {
            // EXPOSE: what the keyring has not taken yet counts all the same.
            let new = Secret::copy_of(new.expose());
            item.parts.retain(|(known, _)| known != name);
            item.parts.push((name.clone(), new));
        }
        Ok(item)
    }

    /// Holds a new value of a part until the keyring has taken it: longer than anything else is held, since there is no other
    /// copy of it.
    pub(crate) fn hold_pending(&self, version: Uuid, part: &str, new: Secret) {
        lock(&self.pending).insert(version, (part.to_owned(), new));
        self.warm.forget(version);
    }

    pub(crate) fn is_pending(&self, version: Uuid) -> bool {
        lock(&self.pending).contains_key(&version)
    }

    pub(crate) fn drop_pending(&self, version: Uuid) {
        lock(&self.pending).remove(&version);
    }

    /// The turn of who exchanges a token of this version, or changes its item.
    pub(crate) fn turn(&self, version: Uuid) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = lock(&self.turns);
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        turns.entry(version).or_default().clone()
    }

    /// Writes an item, reads it back, and compares.
    pub(crate) async fn write(&self, version: Uuid, item: Item) -> Result<(), VaultError> {
        self.warm.forget(version);
        let names = self.names;
        let sealed = item.seal().map_err(Snag::trouble);
        drop(item);
        scrub_stack();
        let sealed = sealed?;
        let deed = move |store: &mut dyn KeyStore| {
            let name = names.version(version);
            // EXPOSE: the sealed item goes to the keyring, and is compared with what came back.
            pieces::write(store, &name, sealed.expose())?;
            match pieces::read(store, &name) {
                Ok(back) if back.as_slice() == sealed.expose() => Ok(()),
                Ok(_) | Err(Snag::NotFound) => Err(Snag::Damaged),
                Err(snag) => Err(snag),
            }
        };
        let result = self.keyring.call(keyring::WRITE, deed).await;
        self.warm.forget(version);
        self.tokens.forget(version);
        Ok(result?)
    }

    /// The workspace's keys, made if there are none.
    pub(crate) async fn keys(&self) -> Result<Arc<WorkspaceKeys>, KeyringTrouble> {
        if let Some(keys) = self.warm.keys() {
            return Ok(keys);
        }
        let (names, epoch) = (self.names, self.warm.epoch());
        let deed = move |store: &mut dyn KeyStore| WorkspaceKeys::read_or_make(store, names);
        let keys = self.keyring.call(keyring::READ, deed).await?;
        Ok(self.warm.put_keys(epoch, keys))
    }

    /// The workspace's keys, if there are any.
    pub(crate) async fn known_keys(&self) -> Result<Arc<WorkspaceKeys>, KeyringTrouble> {
        if let Some(keys) = self.warm.keys() {
            return Ok(keys);
        }
        let (names, epoch) = (self.names, self.warm.epoch());
        let deed = move |store: &mut dyn KeyStore| WorkspaceKeys::read(store, names);
        let keys = self.keyring.call(keyring::READ, deed).await?;
        Ok(self.warm.put_keys(epoch, keys))
    }

    /// The names of this workspace's entries, read in steps so that sends are not held up.
    pub(crate) async fn entries(&self) -> Result<Vec<String>, KeyringTrouble> {
        let listing = self.keyring.call(keyring::WRITE, |store| store.list()).await?;
        let (listing, mut names) = (Arc::new(Mutex::new(listing)), Vec::new());
        loop {
            let listing = listing.clone();
            let step = move |_: &mut dyn KeyStore| listing.lock().map_err(|_| Snag::Refused)?.next();
            match self.keyring.call(keyring::READ, step).await? {
                Some(more) => names.extend(more.into_iter().filter(|name| self.names.owns(name))),
                None => return Ok(names),
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
