//! The workspace's own key: 32 random bytes in the keyring, from which fingerprints and redaction tags come.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::keyring::item::{armour, disarm};
use crate::keyring::names::Names;
use crate::keyring::store::{KeyStore, Snag, proven};
use crate::secret::{self, SecretText};

/// Keys derived from the workspace's key.
pub(crate) struct WorkspaceKeys {
    fingerprints: Zeroizing<[u8; 32]>,
    tags: Zeroizing<[u8; 32]>,
    findings: Zeroizing<[u8; 32]>,
    pseudonyms: Zeroizing<[u8; 32]>,
}

impl WorkspaceKeys {
    fn derive(key: &[u8]) -> Self {
        Self {
            fingerprints: hmac(key, b"keyrack fingerprints 1"),
            tags: hmac(key, b"keyrack redaction tags 1"),
            findings: hmac(key, b"keyrack findings 1"),
            pseudonyms: hmac(key, b"keyrack pseudonyms 1"),
        }
    }

    /// HMAC-SHA-256 of a value, its first 128 bits in hex: the same key has the same fingerprint in one workspace.
    pub(crate) fn fingerprint(&self, value: &[u8]) -> String {
        hmac(self.fingerprints.as_slice(), value)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The key of the tags in redacted text.
    pub(crate) fn tag_key(&self) -> &[u8; 32] {
        &self.tags
    }

    /// The key of the fingerprints of findings.
    pub(crate) fn finding_key(&self) -> &[u8; 32] {
        &self.findings
    }

    /// HMAC-SHA-256 of a value under a key for `about`, its first 128 bits in hex.
    pub(crate) fn pseudonym(&self, about: &[u8], value: &[u8]) -> String {
        let key = hmac(self.pseudonyms.as_slice(), about);
        hmac(key.as_slice(), value)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads the workspace's key. Runs on the keyring's thread.
    pub(crate) fn read(store: &mut dyn KeyStore, names: Names) -> Result<Self, Snag> {
        let stored = store.read(&names.workspace_key());
        let plain = disarm(&proven(store, names, stored)?)?;
        if plain.len() == 32 { Ok(Self::derive(&plain)) } else { Err(Snag::Damaged) }
    }

    /// Reads the workspace's key; makes it where it is proven to be missing, and only there. A read that merely failed
    /// must never lead to a second key, with which no fingerprint would match again.
    pub(crate) fn read_or_make(store: &mut dyn KeyStore, names: Names) -> Result<Self, Snag> {
        match Self::read(store, names) {
            Err(Snag::Missing) => {}
            result => return result,
        }
        let fresh = secret::random::<32>().map_err(|_| Snag::Refused)?;
        let mut text = SecretText::with_capacity(64);
        text.push(fresh.as_slice());
        // EXPOSE: the workspace's own key goes to the keyring.
        store.write(&names.workspace_key(), armour(text).expose())?;
        // Read back rather than trusted: another process may have written its own in the same moment, and then
        // that one counts.
        Self::read(store, names)
    }
}

fn hmac(key: &[u8], value: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // HMAC takes keys of any length, so this cannot fail; an all-zero answer would show at once in every test.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
        mac.update(value);
        out.copy_from_slice(&mac.finalize().into_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::memory::{MemoryKeyring, MemoryState};
    use uuid::Uuid;

    #[test]
    fn the_key_is_made_once() {
        let (keyring, names) = (MemoryKeyring::default(), Names::new(Uuid::now_v7()));
        let mut store = keyring.open().unwrap();
        let first = WorkspaceKeys::read_or_make(store.as_mut(), names).unwrap();
        let second = WorkspaceKeys::read_or_make(store.as_mut(), names).unwrap();
        assert_eq!(first.fingerprint(b"a key"), second.fingerprint(b"a key"));
        assert_eq!(first.fingerprint(b"a key").len(), 32);
        assert_ne!(first.fingerprint(b"a key"), first.fingerprint(b"a kez"));
        assert_eq!(keyring.entries(), 1, "and the probe of the proof is gone");
    }

    #[test]
    fn a_read_that_fails_never_makes_a_second_key() {
        let (keyring, names) = (MemoryKeyring::default(), Names::new(Uuid::now_v7()));
        let mut store = keyring.open().unwrap();
        let first = WorkspaceKeys::read_or_make(store.as_mut(), names).unwrap();
        for (state, snag) in [
            (MemoryState::Locked, Snag::Locked),
            (MemoryState::Absent, Snag::Absent),
            // Says "not found" although the key is there, and takes no value: it has proven nothing.
            (MemoryState::Empty, Snag::Refused),
        ] {
            keyring.set_state(state);
            assert_eq!(WorkspaceKeys::read_or_make(store.as_mut(), names).err(), Some(snag));
        }
        keyring.set_state(MemoryState::Ready);
        let again = WorkspaceKeys::read_or_make(store.as_mut(), names).unwrap();
        assert_eq!(first.fingerprint(b"a key"), again.fingerprint(b"a key"));
        keyring.spoil(&names.workspace_key());
        assert_eq!(WorkspaceKeys::read_or_make(store.as_mut(), names).err(), Some(Snag::Damaged));
    }
}
