//! A keyring in memory, for tests of this room and those above. Behind a feature: no shipped binary has it.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::store::{KeyStore, Listing, Open, Snag};

/// A keyring in memory. A clone is the same keyring, as two processes see the same one.
#[derive(Clone, Default)]
pub struct MemoryKeyring {
    shared: Arc<Shared>,
}

/// How a [`MemoryKeyring`] answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemoryState {
    /// As it should.
    #[default]
    Ready,
    /// It is locked; unlocking makes it ready.
    Locked,
    /// It is locked; unlocking is declined.
    LockedForGood,
    /// There is none.
    Absent,
    /// A call hangs until the state changes.
    Slow,
    /// It says "not found" to every read and refuses every write, as a daemon without a collection does.
    Empty,
    /// It gives back something else than it took.
    Garbling,
}

#[derive(Default)]
struct Shared {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    entries: BTreeMap<String, Zeroizing<Vec<u8>>>,
    state: MemoryState,
    entry_limit: Option<usize>,
    writes_left: Option<usize>,
    reads: usize,
}

impl MemoryKeyring {
    /// Changes how it answers from now on; calls that hang wake up.
    pub fn set_state(&self, state: MemoryState) {
        self.lock().state = state;
        self.shared.changed.notify_all();
    }

    /// How many reads it has served.
    #[must_use]
    pub fn reads(&self) -> usize {
        self.lock().reads
    }

    /// How many entries it holds.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.lock().entries.len()
    }

    /// The names of its entries.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.lock().entries.keys().cloned().collect()
    }

    /// Removes the entry `name`, as a person would with the platform's own tool.
    pub fn lose(&self, name: &str) {
        self.lock().entries.remove(name);
    }

    /// Spoils one byte of the entry `name`.
    pub fn spoil(&self, name: &str) {
        if let Some(byte) = self.lock().entries.get_mut(name).and_then(|bytes| bytes.last_mut()) {
            *byte ^= 1;
        }
    }

    /// Whether the plain bytes `needle` stand in any entry. For tests that plant a key.
    #[must_use]
    pub fn contains(&self, needle: &[u8]) -> bool {
        self.lock().entries.values().any(|bytes| bytes.windows(needle.len()).any(|w| w == needle))
    }

    /// Refuses every write after so many more.
    pub fn refuse_writes_after(&self, writes: usize) {
        self.lock().writes_left = Some(writes);
    }

    #[cfg(test)]
    pub(crate) fn with_entry_limit(limit: usize) -> Self {
        let keyring = Self::default();
        keyring.lock().entry_limit = Some(limit);
        keyring
    }

    #[cfg(test)]
    pub(crate) fn open(&self) -> Result<Box<dyn KeyStore>, Snag> {
        Ok(Box::new(self.clone()))
    }

    pub(crate) fn opener(&self) -> Open {
        let keyring = self.clone();
        Box::new(move || Ok(Box::new(keyring.clone())))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.shared.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ready(&self) -> Result<MutexGuard<'_, Inner>, Snag> {
        let slow = |inner: &mut Inner| inner.state == MemoryState::Slow;
        let inner = self.shared.changed.wait_while(self.lock(), slow).unwrap_or_else(PoisonError::into_inner);
        match inner.state {
            MemoryState::Locked | MemoryState::LockedForGood => Err(Snag::Locked),
            MemoryState::Absent => Err(Snag::Absent),
            MemoryState::Ready | MemoryState::Slow | MemoryState::Empty | MemoryState::Garbling => Ok(inner),
        }
    }
}

impl KeyStore for MemoryKeyring {
    fn backend(&mut self) -> String {
        "Memory (tests)".into()
    }

    fn entry_limit(&self) -> Option<usize> {
        self.lock().entry_limit
    }

    fn read(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, Snag> {
        let mut inner = self.ready()?;
        inner.reads += 1;
        if inner.state == MemoryState::Empty {
            return Err(Snag::NotFound);
        }
        let mut bytes = inner.entries.get(name).cloned().ok_or(Snag::NotFound)?;
        if let (MemoryState::Garbling, Some(byte)) = (inner.state, bytes.last_mut()) {
            *byte ^= 1;
        }
        Ok(bytes)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Snag> {
        let mut inner = self.ready()?;
        if inner.state == MemoryState::Empty || inner.entry_limit.is_some_and(|limit| bytes.len() > limit) {
            return Err(Snag::Refused);
        }
        match &mut inner.writes_left {
            Some(0) => return Err(Snag::Refused),
            Some(left) => *left -= 1,
            None => {}
        }
        inner.entries.insert(name.to_owned(), Zeroizing::new(bytes.to_vec()));
        Ok(())
    }

    fn remove(&mut self, name: &str) -> Result<(), Snag> {
        self.ready()?.entries.remove(name).map(drop).ok_or(Snag::NotFound)
    }

    fn list(&mut self) -> Result<Box<dyn Listing>, Snag> {
        let names: Vec<_> = self.ready()?.entries.keys().cloned().collect();
        Ok(Box::new(Whole(Some(names))))
    }

    fn unlock(&mut self) -> Result<(), Snag> {
        if self.lock().state == MemoryState::Locked {
            self.set_state(MemoryState::Ready);
        }
        self.ready().map(drop)
    }
}

/// A listing that is read in one step.
struct Whole(Option<Vec<String>>);

impl Listing for Whole {
    fn next(&mut self) -> Result<Option<Vec<String>>, Snag> {
        Ok(self.0.take())
    }
}
