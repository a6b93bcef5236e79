//! What a key store can do: the one trait that the platform's keyring, and later an encrypted file, stand behind.

use zeroize::Zeroizing;

use crate::secret;
use crate::trouble::KeyringTrouble;

use super::names::Names;

/// Opens the store; runs on the worker's thread.
pub(crate) type Open = Box<dyn FnMut() -> Result<Box<dyn KeyStore>, Snag> + Send>;

/// A store of named byte strings.
pub(crate) trait KeyStore {
    /// Its name for a person, such as `Secret Service (GNOME Keyring)`.
    fn backend(&mut self) -> String;
    /// The most bytes that one entry takes; `None`: more than an item ever has.
    fn entry_limit(&self) -> Option<usize>;
    /// Reads an entry. [`Snag::NotFound`] is a hint, not a proof.
    fn read(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, Snag>;
    /// Writes an entry, replacing what stood there.
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Snag>;
    /// Removes an entry.
    fn remove(&mut self, name: &str) -> Result<(), Snag>;
    /// Begins a listing of every entry of this product: handles that [`Listing::next`] turns into names.
    fn list(&mut self) -> Result<Box<dyn Listing>, Snag>;
    /// Asks the platform to unlock; it may ask a person, and wait for the answer.
    fn unlock(&mut self) -> Result<(), Snag>;
}

/// A listing that is read in steps, so that a long one does not hold up everyone else.
pub(crate) trait Listing: Send {
    /// The next few names; `None` at the end.
    fn next(&mut self) -> Result<Option<Vec<String>>, Snag>;
}

/// What a store stumbles over. Codes alone: a keyring's own errors can carry raw secret bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Snag {
    /// No such entry, the store says.
    NotFound,
    /// No such entry, and the store has proven that it answers.
    Missing,
    /// Locked.
    Locked,
    /// No keyring here.
    Absent,
    /// The connection failed; opening it anew may help.
    Broken,
    /// What is there cannot be read.
    Damaged,
    /// Anything else.
    Refused,
}

impl Snag {
    pub(crate) fn trouble(self) -> KeyringTrouble {
        match self {
            Self::Locked => KeyringTrouble::Locked,
            Self::Absent => KeyringTrouble::Absent,
            Self::Missing => KeyringTrouble::Missing,
            Self::Damaged => KeyringTrouble::Damaged,
            // A bare "not found" proves nothing, so it must not read like "missing".
            Self::NotFound | Self::Broken | Self::Refused => KeyringTrouble::Refused,
        }
    }
}

/// Proves that the store answers: writes a random value under a name of its own, reads it back, compares, removes it.
pub(crate) fn prove(store: &mut dyn KeyStore, names: Names) -> Result<(), Snag> {
    let value = secret::random::<32>().map_err(|_| Snag::Refused)?;
    let name = names.probe(uuid::Uuid::now_v7());
    store.write(&name, value.as_slice())?;
    let back = store.read(&name);
    let removed = store.remove(&name);
    match back {
        Ok(back) if back.as_slice() == value.as_slice() => removed,
        // It takes values and does not give them back: nothing it says of other entries counts.
        Ok(_) => Err(Snag::Damaged),
        Err(Snag::NotFound) => Err(Snag::Refused),
        Err(snag) => Err(snag),
    }
}

/// Turns "not found" into "missing", if and only if the store proves that it answers.
pub(crate) fn proven<T>(store: &mut dyn KeyStore, names: Names, result: Result<T, Snag>) -> Result<T, Snag> {
    match result {
        Err(Snag::NotFound) => match prove(store, names) {
            Ok(()) => Err(Snag::Missing),
            Err(snag) => Err(snag),
        },
        result => result,
    }
}
