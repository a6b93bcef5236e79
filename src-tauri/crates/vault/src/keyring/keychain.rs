//! macOS: the login keychain.

use std::collections::HashMap;
use std::sync::Arc;

use apple_native_keyring_store::keychain::Store;
use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use zeroize::{Zeroize, Zeroizing};

use super::names::SERVICE;
use super::store::{KeyStore, Listing, Snag};

/// Opens the user's keychain.
pub(super) fn open() -> Result<Box<dyn KeyStore>, Snag> {
    Ok(Box::new(Keychain { store: Store::new().map_err(|_| Snag::Absent)? }))
}

struct Keychain {
    store: Arc<Store>,
}

impl Keychain {
    fn entry(&self, name: &str) -> Result<Entry, Snag> {
        self.store.build(SERVICE, name, None).map_err(snag)
    }
}

impl KeyStore for Keychain {
    fn backend(&mut self) -> String {
        "macOS Keychain".into()
    }

    fn entry_limit(&self) -> Option<usize> {
        None
    }

    fn read(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, Snag> {
        self.entry(name)?.get_secret().map(Zeroizing::new).map_err(snag)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Snag> {
        self.entry(name)?.set_secret(bytes).map_err(snag)
    }

    fn remove(&mut self, name: &str) -> Result<(), Snag> {
        self.entry(name)?.delete_credential().map_err(snag)
    }

    fn list(&mut self) -> Result<Box<dyn Listing>, Snag> {
        let found = self.store.search(&HashMap::from([("service", SERVICE)])).map_err(snag)?;
        let names = found.iter().filter_map(Entry::get_specifiers).map(|(_, user)| user).collect();
        Ok(Box::new(Whole(Some(names))))
    }

    /// The system prompts by itself when an entry is read.
    fn unlock(&mut self) -> Result<(), Snag> {
        self.list().map(drop)
    }
}

struct Whole(Option<Vec<String>>);

impl Listing for Whole {
    fn next(&mut self) -> Result<Option<Vec<String>>, Snag> {
        Ok(self.0.take())
    }
}

/// A code for a keyring error. Its text is never used: two of its variants carry the secret's bytes, which are wiped.
fn snag(error: Error) -> Snag {
    match error {
        Error::NoEntry => Snag::NotFound,
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            Snag::Damaged
        }
        Error::BadStoreFormat(_) | Error::Ambiguous(_) => Snag::Damaged,
        Error::NoStorageAccess(_) => Snag::Locked,
        Error::PlatformFailure(_) => Snag::Broken,
        _ => Snag::Refused,
    }
}
