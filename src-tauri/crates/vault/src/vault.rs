//! The vault itself: a lender of errands over one workspace's keys.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;

use crate::errand::{Clearance, Errand, Leave, Never, Renewals, Reply};
use crate::guesses::TooMany;
use crate::inner::Inner;
use crate::intake::{BulkFile, Hint, Intake, KeyFile, Offer, RequestFile};
use crate::keyring::item::Item;
use crate::keyring::store::{KeyStore, Snag, prove, proven};
use crate::keyring::{self, pieces};
use crate::look::{HeldPrints, TextFinding};
use crate::masker::KeyFinder;
use crate::secret::{Secret, scrub_stack};
use crate::{Binding, IntakeRefusal, KeyringTrouble, VaultError};

/// A name for the keyring's backend and its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyringReport {
    /// Such as `Secret Service (GNOME Keyring)`.
    pub backend: String,
    /// `Ok` only after a value was written, read back, compared and removed.
    pub state: Result<(), KeyringTrouble>,
}

/// Which keyring to use.
pub enum Backend {
    /// The platform's own.
    Platform,
    /// In memory, for tests of the rooms above. Not compiled into the shells.
    #[cfg(any(test, feature = "memory-keyring"))]
    Memory(crate::keyring::memory::MemoryKeyring),
}

/// A lender of errands over one workspace's keys. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
}

impl Vault {
    /// No I/O happens before the first call that needs the keyring.
    #[must_use]
    pub fn new(backend: Backend, workspace: Uuid) -> Self {
        let open = match backend {
            Backend::Platform => keyring::platform_store(),
            #[cfg(any(test, feature = "memory-keyring"))]
            Backend::Memory(keyring) => keyring.opener(),
        };
        let inner = Inner::new(open, workspace);
        Self { inner: Arc::new(inner) }
    }

    /// Proves the keyring by a round trip. Never blocks past its timeout (3 s).
    pub async fn report(&self) -> KeyringReport {
        let names = self.inner.names;
        let proof = move |store: &mut dyn KeyStore| {
            let state = prove(store, names);
            named(store, state)
        };
        report(self.inner.keyring.call(keyring::READ, proof).await)
    }

    /// Asks the platform to unlock: it may show its own prompt. Up to 60 s.
    pub async fn unlock(&self) -> KeyringReport {
        let names = self.inner.names;
        let deed = move |store: &mut dyn KeyStore| {
            let state = store.unlock().and_then(|()| prove(store, names));
            named(store, state)
        };
        report(self.inner.keyring.ask(deed).await)
    }

    /// Whether the workspace has its own key.
    pub async fn has_workspace_key(&self) -> Result<bool, VaultError> {
        match self.inner.known_keys().await {
            Ok(_) => Ok(true),
            Err(KeyringTrouble::Missing) => Ok(false),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// Makes it where it is proven to be missing. A keyring knows no "only if there is none": the caller sees to it that
    /// two processes do not do this at once, or one of them would go on with a key that the other has overwritten.
    pub async fn make_workspace_key(&self) -> Result<(), VaultError> {
        self.inner.keys().await?;
        Ok(())
    }

    /// Reads text from the clipboard.
    pub async fn read_clipboard(&self) -> Result<Intake, IntakeRefusal> {
        crate::intake::read_clipboard().await
    }

    /// Asks on the terminal, without showing what is typed.
    pub fn read_terminal(&self, prompt: &str) -> Result<Intake, IntakeRefusal> {
        crate::intake::read_terminal(prompt)
    }

    /// Opens a `.env` or JSON file.
    pub async fn open_key_file(&self, path: &Path) -> Result<KeyFile, IntakeRefusal> {
        let path = path.to_owned();
        unblocked(move || KeyFile::open(&path)).await
    }

    /// Opens a CSV or `.env` file with many keys.
    pub async fn open_bulk_file(&self, path: &Path) -> Result<BulkFile, IntakeRefusal> {
        let path = path.to_owned();
        unblocked(move || BulkFile::open(&path)).await
    }

    /// Reads requests from the clipboard: curl commands, or a Postman collection.
    pub async fn read_request_clipboard(&self) -> Result<RequestFile, IntakeRefusal> {
        let intake = crate::intake::read_clipboard().await?;
        unblocked(move || RequestFile::from_intake(intake)).await
    }

    /// Reads requests that a native call gave.
    pub async fn read_requests(&self, intake: Intake) -> Result<RequestFile, IntakeRefusal> {
        unblocked(move || RequestFile::from_intake(intake)).await
    }

    /// Reads requests from a file.
    pub async fn open_request_file(&self, path: &Path) -> Result<RequestFile, IntakeRefusal> {
        let path = path.to_owned();
        unblocked(move || RequestFile::open(&path)).await
    }

    /// The same requests with the values of a Postman environment.
    pub async fn read_request_environment(
        &self,
        file: &Arc<RequestFile>,
        path: &Path,
    ) -> Result<RequestFile, IntakeRefusal> {
        let (file, path) = (Arc::clone(file), path.to_owned());
        unblocked(move || file.with_environment(&path)).await
    }

    /// Clears the clipboard if it still holds the text that these requests were read from. Call it once their keys are kept.
    pub async fn clear_clipboard_of_requests(&self, file: &RequestFile) -> bool {
        file.from_clipboard() && crate::intake::clear_if_holds_text(file.text()).await
    }

    /// Checks and fingerprints; needs the workspace key, so the keyring.
    pub async fn offer(&self, intake: Intake, hint: &Hint) -> Result<Offer, VaultError> {
        let keys = self.inner.keys().await?;
        let offer = crate::intake::offer(intake, hint, &self.inner.patterns, keys);
        scrub_stack();
        Ok(offer?)
    }

    /// Writes one item: `parts` plus, from `keep`, the parts of a predecessor that are not replaced. Reads it back and
    /// compares.
    pub async fn store(
        &self,
        version: Uuid,
        parts: &[(String, Offer)],
        keep: Option<(Uuid, Vec<String>)>,
        binding: &Binding,
    ) -> Result<(), VaultError> {
        // EXPOSE: copied into the new item. The offers stay: the clipboard is compared with them once the key is kept.
        let copy = |(name, offer): &(String, Offer)| (name.clone(), Secret::copy_of(offer.value.expose()));
        let mut parts: Vec<_> = parts.iter().map(copy).collect();
        if let Some((predecessor, names)) = keep {
            let old = self.inner.fetch(predecessor).await?;
            for name in names
                .into_iter()
                .filter(|name| !parts.iter().any(|(known, _)| known == name))
                .collect::<Vec<_>>()
            {
                let value = old.part(&name).ok_or(VaultError::PartMissing)?;
                // EXPOSE: copied from the predecessor's item into the new one.
                parts.push((name, Secret::copy_of(value.expose())));
            }
        }
        self.inner.write(version, Item { parts, binding: binding.clone() }).await
    }

    /// Clears the clipboard if it still holds the offered key. Call it once the key is kept.
    pub async fn clear_clipboard_of(&self, offer: &Offer) -> bool {
        crate::intake::clear_if_holds(offer).await
    }

    /// What finds offered keys, each under its label, in text that was stored before they were held.
    #[must_use]
    pub fn finder(&self, offers: &[(&Offer, String)]) -> KeyFinder {
        let named: Vec<(&str, &Secret)> =
            offers.iter().map(|(offer, label)| (label.as_str(), &offer.value)).collect();
        let finder = offers.first().map(|(offer, _)| KeyFinder::new(&offer.keys, &named));
        scrub_stack();
        finder.unwrap_or_default()
    }

    /// The same for texts that say where a service is and how it is spoken to: that a key which is an address stands at the
    /// same host is no find.
    #[must_use]
    pub fn finder_beside_addresses(&self, offers: &[(&Offer, String)]) -> KeyFinder {
        let named: Vec<(&str, &Secret)> =
            offers.iter().map(|(offer, label)| (label.as_str(), &offer.value)).collect();
        let finder = offers.first().map(|(offer, _)| KeyFinder::beside_addresses(&offer.keys, &named));
        scrub_stack();
        finder.unwrap_or_default()
    }

    /// Runs an errand whose key is never exchanged for another: a recipe that may replace a part of it is refused.
    pub async fn send(&self, errand: Errand) -> Reply {
        self.send_cleared(errand, Clearance::given(), Arc::new(Never)).await
    }

    /// Runs an errand whose request waits for `clearance`; the connection is opened meanwhile. Dropping the future drops the
    /// socket; only an exchange that may replace a part of the key is seen through once it has left, and told to `renewals`.
    pub async fn send_cleared(
        &self,
        errand: Errand,
        clearance: Clearance,
        renewals: Arc<dyn Renewals>,
    ) -> Reply {
        crate::errand::send(&self.inner, errand, Leave { clearance, renewals }).await
    }

    /// Writes new values of parts that the keyring has not taken yet; whether nothing of this version is left to write.
    pub async fn keep_renewed(&self, version: Uuid) -> bool {
        self.inner.keep_unkept(version).await
    }

    /// The versions of which this process holds a part's only copy, since the keyring has not taken it.
    #[must_use]
    pub fn unkept(&self) -> Vec<Uuid> {
        self.inner.unkept.versions()
    }

    /// What a key may be used for, as its item says.
    pub async fn binding(&self, version: Uuid) -> Result<Binding, VaultError> {
        Ok(self.inner.fetch(version).await?.binding)
    }

    /// Changes what a key may be used for. A person has said so, natively, before this is called.
    pub async fn rebind(&self, version: Uuid, binding: &Binding) -> Result<(), VaultError> {
        self.duplicate(version, version, binding).await
    }

    /// A copy of an item under a new id, for a duplicated integration.
    pub async fn duplicate(&self, from: Uuid, to: Uuid, binding: &Binding) -> Result<(), VaultError> {
        // A refresh token that is replaced meanwhile must not come back with this change.
        let _turn = self.inner.change(from).await.ok_or(VaultError::Busy)?;
        let item = self.inner.fetch(from).await?;
        // EXPOSE: copied from one item of the keyring into another.
        let copy = |(name, value): &(String, Secret)| (name.clone(), Secret::copy_of(value.expose()));
        let parts = item.parts.iter().map(copy).collect();
        self.inner.write(to, Item { parts, binding: binding.clone() }).await
    }

    /// Puts a part on the clipboard through a process of its own; at most 5 in 60 s.
    pub async fn copy(&self, version: Uuid, part: &str, seconds: u32) -> Result<(), VaultError> {
        let lent = self.inner.read(version).await?;
        let value = lent.item.part(part).ok_or(VaultError::PartMissing)?;
        self.inner.copies.take(Instant::now())?;
        // EXPOSE: copied for the clipboard's new owner.
        crate::copy::copy(Secret::copy_of(value.expose()), seconds).await
    }

    /// Removes an item. Not there (with the keyring proven) is fine.
    pub async fn forget(&self, version: Uuid) -> Result<(), VaultError> {
        // Whoever reads the item to write it changed must not bring it back.
        let _turn = self.inner.change(version).await.ok_or(VaultError::Busy)?;
        self.inner.warm.forget(version);
        self.inner.tokens.forget(version);
        self.inner.unkept.forget(version);
        let names = self.inner.names;
        let deed = move |store: &mut dyn KeyStore| {
            let removed = pieces::remove(store, &names.version(version));
            match proven(store, names, removed) {
                Err(Snag::Missing) => Ok(()),
                result => result,
            }
        };
        let result = self.inner.keyring.call(keyring::WRITE, deed).await;
        self.inner.warm.forget(version);
        Ok(result?)
    }

    /// Removes the workspace key and every item of this workspace; for the sample.
    pub async fn forget_workspace(&self) -> Result<(), VaultError> {
        self.inner.warm.forget_all();
        self.inner.tokens.forget_all();
        self.inner.unkept.forget_all();
        let names = self.inner.names;
        for name in self.inner.entries().await? {
            let deed = move |store: &mut dyn KeyStore| match store.remove(&name) {
                Ok(()) | Err(Snag::NotFound) => Ok(()),
                result => result,
            };
            self.inner.keyring.call(keyring::WRITE, deed).await?;
        }
        self.inner.warm.forget_all();
        // An empty listing proves nothing by itself.
        Ok(self.inner.keyring.call(keyring::READ, move |store| prove(store, names)).await?)
    }

    /// Ids of every item of this workspace.
    pub async fn items(&self) -> Result<Vec<Uuid>, VaultError> {
        let names = self.inner.names;
        let found: Vec<_> =
            self.inner.entries().await?.iter().filter_map(|name| names.version_of(name)).collect();
        if found.is_empty() {
            self.inner.keyring.call(keyring::READ, move |store| prove(store, names)).await?;
        }
        Ok(found)
    }

    /// Whether an item can be read, with the keyring proven first.
    pub async fn holds(&self, version: Uuid) -> Result<bool, VaultError> {
        match self.inner.fetch(version).await {
            Ok(_) => Ok(true),
            Err(KeyringTrouble::Missing) => Ok(false),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// Whether text for a name, note, URL or variable looks like a key. Works by shape alone while the keyring is away.
    pub async fn inspect(&self, text: &str, held: &HeldPrints) -> Result<Option<TextFinding>, VaultError> {
        let keys = self.inner.known_keys().await.ok();
        let guesses = &self.inner.guesses;
        if keys.is_some() && !held.short.is_empty() {
            guesses.text(Instant::now()).map_err(|TooMany| VaultError::TooManyGuesses)?;
        }
        let found = crate::look::inspect(text, keys.as_deref(), held);
        scrub_stack();
        if found == Some(TextFinding::Held) {
            guesses.text_hit(Instant::now());
        }
        Ok(found)
    }
}

/// A state with the backend's name beside it, whatever the state; but a broken connection must be seen as one.
fn named(store: &mut dyn KeyStore, state: Result<(), Snag>) -> Result<(String, Result<(), Snag>), Snag> {
    match state {
        Err(Snag::Broken) => Err(Snag::Broken),
        state => Ok((store.backend(), state)),
    }
}

fn report(result: Result<(String, Result<(), Snag>), KeyringTrouble>) -> KeyringReport {
    match result {
        Ok((backend, state)) => KeyringReport { backend, state: state.map_err(Snag::trouble) },
        Err(trouble) => KeyringReport { backend: platform_name().into(), state: Err(trouble) },
    }
}

/// What the platform's keyring is called while it does not answer for itself.
fn platform_name() -> &'static str {
    if cfg!(target_os = "macos") {
        "macOS Keychain"
    } else if cfg!(target_os = "windows") {
        "Windows Credential Manager"
    } else {
        "Secret Service"
    }
}

async fn unblocked<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IntakeRefusal> + Send + 'static,
) -> Result<T, IntakeRefusal> {
    let work = move || {
        let answer = work();
        scrub_stack();
        answer
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(IntakeRefusal::FileUnreadable))
}
