//! Linux: the Secret Service, served by GNOME Keyring, KWallet or KeePassXC.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use zbus_secret_service_keyring_store::Store;
use zeroize::{Zeroize, Zeroizing};

use super::names::SERVICE;
use super::store::{KeyStore, Listing, Snag};

/// What a person sees of an item in the keyring's own tool.
const LABEL: &str = "Keyrack";
/// How many names a listing reads before others get their turn.
const STEP: usize = 32;

/// Connects to the session's Secret Service.
pub(super) fn open() -> Result<Box<dyn KeyStore>, Snag> {
    let bus = zbus::blocking::Connection::session().map_err(|_| Snag::Absent)?;
    // Only asks about locks and unlocks: no secret goes over it, so it needs no key exchange.
    let control =
        SecretService::connect_with_existing(EncryptionType::Plain, bus.clone()).map_err(|_| Snag::Absent)?;
    let store = Store::new().map_err(|_| Snag::Absent)?;
    Ok(Box::new(Service { bus, control, store }))
}

struct Service {
    bus: zbus::blocking::Connection,
    control: SecretService<'static>,
    store: Arc<Store>,
}

impl Service {
    fn entry(&self, name: &str) -> Result<Entry, Snag> {
        self.store.build(SERVICE, name, Some(&HashMap::from([("label", LABEL)]))).map_err(snag)
    }

    /// Refuses while the collection is locked: the store would open a prompt and block until someone answers it.
    fn unlocked(&self) -> Result<(), Snag> {
        let collection = self.control.get_default_collection().map_err(|error| service_snag(&error))?;
        match collection.is_locked() {
            Ok(false) => Ok(()),
            Ok(true) => Err(Snag::Locked),
            Err(error) => Err(service_snag(&error)),
        }
    }

    /// The process that serves the name, by its command.
    fn server(&self) -> Option<String> {
        let bus = zbus::blocking::fdo::DBusProxy::new(&self.bus).ok()?;
        let name = zbus::names::BusName::try_from("org.freedesktop.secrets").ok()?;
        let pid = bus.get_connection_unix_process_id(name).ok()?;
        std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()
    }
}

impl KeyStore for Service {
    fn backend(&mut self) -> String {
        match self.server().as_deref().map(str::trim_end) {
            Some(comm) if comm.starts_with("gnome-keyring") => "Secret Service (GNOME Keyring)".into(),
            Some(comm) if comm.starts_with("kwalletd") || comm.starts_with("ksecretd") => {
                "Secret Service (KWallet)".into()
            }
            Some(comm) if comm.starts_with("keepassxc") => "Secret Service (KeePassXC)".into(),
            _ => "Secret Service".into(),
        }
    }

    fn entry_limit(&self) -> Option<usize> {
        None
    }

    fn read(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, Snag> {
        self.unlocked()?;
        self.entry(name)?.get_secret().map(Zeroizing::new).map_err(snag)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Snag> {
        self.unlocked()?;
        self.entry(name)?.set_secret(bytes).map_err(snag)
    }

    fn remove(&mut self, name: &str) -> Result<(), Snag> {
        self.unlocked()?;
        self.entry(name)?.delete_credential().map_err(snag)
    }

    fn list(&mut self) -> Result<Box<dyn Listing>, Snag> {
        self.unlocked()?;
        let entries = self.store.search(&HashMap::from([("service", SERVICE)])).map_err(snag)?;
        Ok(Box::new(Found(entries.into())))
    }

    fn unlock(&mut self) -> Result<(), Snag> {
        match self.unlocked() {
            Err(Snag::Locked) => {
                let collection =
                    self.control.get_default_collection().map_err(|error| service_snag(&error))?;
                collection.unlock().map_err(|error| service_snag(&error))?;
            }
            // A daemon that was never used has no collection: it makes one, and asks for a new password.
            Err(Snag::Absent) => {
                self.control
                    .create_collection("Default keyring", "default")
                    .map_err(|error| service_snag(&error))?;
            }
            result => return result,
        }
        self.unlocked()
    }
}

struct Found(VecDeque<Entry>);

impl Listing for Found {
    fn next(&mut self) -> Result<Option<Vec<String>>, Snag> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let mut names = Vec::with_capacity(STEP);
        for entry in self.0.drain(..STEP.min(self.0.len())) {
            match entry.get_attributes() {
                Ok(mut attributes) => names.extend(attributes.remove("username")),
                // Removed since the search began.
                Err(Error::NoEntry) => {}
                Err(error) => return Err(snag(error)),
            }
        }
        Ok(Some(names))
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
        Error::NoStorageAccess(cause) | Error::PlatformFailure(cause) => {
            cause.downcast_ref::<secret_service::Error>().map_or(Snag::Broken, service_snag)
        }
        _ => Snag::Refused,
    }
}

fn service_snag(error: &secret_service::Error) -> Snag {
    match error {
        secret_service::Error::Locked | secret_service::Error::Prompt => Snag::Locked,
        secret_service::Error::NoResult | secret_service::Error::Unavailable => Snag::Absent,
        _ => Snag::Broken,
    }
}
