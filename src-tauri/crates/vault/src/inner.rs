//! What all clones of a vault share, and how items get out of the keyring and into it.

use std::sync::{Arc, Mutex};
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
use crate::turns::{Turn, Turns};
use crate::unkept::{Mark, Unkept};
use crate::warm::Warm;
use crate::workspace::WorkspaceKeys;
use crate::{KeyringTrouble, VaultError};

/// How long what was bought is kept; below 60 s by what the sweep may lag.
const TOKENS: Duration = Duration::from_secs(55);
/// How long a change of an item waits for another one: longer than a keyring takes to read and write.
const CHANGE: Duration = Duration::from_secs(30);

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
    /// Refresh tokens that the keyring has not taken yet.
    pub(crate) unkept: Unkept,
    /// Whoever buys a token with a key, by version.
    pub(crate) exchanges: Turns,
    /// Whoever reads an item to write it changed: never held while anything but the keyring is waited for.
    changes: Turns,
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
            unkept: Unkept::default(),
            exchanges: Turns::default(),
            changes: Turns::default(),
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
        Ok(self.fetch_marked(version).await?.0)
    }

    /// The same, and which values in it the keyring has not taken yet.
    async fn fetch_marked(&self, version: Uuid) -> Result<(Item, Vec<Mark>), KeyringTrouble> {
        let names = self.names;
        let deed = move |store: &mut dyn KeyStore| {
            let stored = pieces::read(store, &names.version(version));
            Item::open(&proven(store, names, stored)?)
        };
        let mut item = self.keyring.call(keyring::READ, deed).await?;
        let marks = self.unkept.put_into(version, &mut item);
        Ok((item, marks))
    }

    /// Holds a part's new value until the keyring has taken it, and tries that at once; whether it has.
    pub(crate) async fn renew(&self, version: Uuid, part: &str, before: Secret, now: Secret) -> bool {
        self.unkept.hold(version, part, before, now);
        self.warm.forget(version);
        self.keep_unkept(version).await
    }

    /// Writes what the keyring has not taken yet; whether nothing is left to write.
    pub(crate) async fn keep_unkept(&self, version: Uuid) -> bool {
        if !self.unkept.has(version) {
            return true;
        }
        let Some(_turn) = self.change(version).await else { return false };
        match self.fetch_marked(version).await {
            Ok((_, marks)) if marks.is_empty() => true,
            Ok((item, marks)) => {
                let written = self.put(version, item).await.is_ok();
                if written {
                    self.unkept.kept(version, &marks);
                }
                written
            }
            // The whole key was forgotten meanwhile: it must not come back.
            Err(KeyringTrouble::Missing) => {
                self.unkept.forget(version);
                true
            }
            Err(_) => false,
        }
    }

    /// The turn of who reads an item to write it changed.
    pub(crate) async fn change(&self, version: Uuid) -> Option<Turn> {
        self.changes.take(version, CHANGE).await
    }

    /// Writes an item, reads it back, and compares. What was bought with it before counts no more.
    pub(crate) async fn write(&self, version: Uuid, item: Item) -> Result<(), VaultError> {
        let result = self.put(version, item).await;
        self.tokens.forget(version);
        result
    }

    /// The same, of what is bound as it was and holds what the last exchange gave out.
    async fn put(&self, version: Uuid, item: Item) -> Result<(), VaultError> {
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
