//! Windows: the Credential Manager. One entry takes 2,560 bytes, so that larger items lie there in pieces.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use windows_native_keyring_store::Store;
use zeroize::{Zeroize, Zeroizing};

use super::names::SERVICE;
use super::store::{KeyStore, Listing, Snag};

/// `CRED_MAX_CREDENTIAL_BLOB_SIZE`.
const BLOB: usize = 2_560;

/// Opens the user's credential set.
pub(super) fn open() -> Result<Box<dyn KeyStore>, Snag> {
    // Target names read `user.service` by default; a divider that neither side contains keeps them unambiguous.
    let configuration = HashMap::from([("divider", "@"), ("service_no_divider", "true")]);
    let store = Store::new_with_configuration(&configuration).map_err(|_| Snag::Absent)?;
    Ok(Box::new(WindowsStore { store }))
}

struct WindowsStore {
    store: Arc<Store>,
}

impl WindowsStore {
    /// Kept on this machine: the default would roam with the profile.
    fn entry(&self, name: &str) -> Result<Entry, Snag> {
        self.store.build(SERVICE, name, Some(&HashMap::from([("persistence", "Local")]))).map_err(snag)
    }
}

impl KeyStore for WindowsStore {
    fn backend(&mut self) -> String {
        "Windows Credential Manager".into()
    }

    fn entry_limit(&self) -> Option<usize> {
        Some(BLOB)
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
        let pattern = format!("@{}$", regex::escape(SERVICE));
        let found = self.store.search(&HashMap::from([("pattern", pattern.as_str())])).map_err(snag)?;
        let names = found.iter().filter_map(Entry::get_specifiers).map(|(_, user)| user).collect();
        Ok(Box::new(Whole(Some(names))))
    }

    /// It is unlocked with the user's session.
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
        Error::NoStorageAccess(_) => Snag::Absent,
        _ => Snag::Refused,
    }
}
