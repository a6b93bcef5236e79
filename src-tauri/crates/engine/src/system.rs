//! The app as a whole: keyring, settings, what is open.

use std::sync::PoisonError;

use vault::{KeyringReport, KeyringTrouble, VaultError};

use crate::deed::{About, Deed};
use crate::error::{Code, Error, Result};
use crate::view::{AppView, KeyringView, Settings, Topic};
use crate::{Engine, catalogue, health, words};

/// What a call to the vault says of the keyring.
pub(crate) trait SaysOfKeyring {
    /// `Ok`: it answered. `None`: it says nothing.
    fn keyring(&self) -> Option<std::result::Result<(), KeyringTrouble>>;
}

impl<T> SaysOfKeyring for std::result::Result<T, VaultError> {
    fn keyring(&self) -> Option<std::result::Result<(), KeyringTrouble>> {
        match self {
            Ok(_) => Some(Ok(())),
            Err(VaultError::Keyring(trouble)) => Some(Err(*trouble)),
            Err(_) => None,
        }
    }
}

impl<T> SaysOfKeyring for std::result::Result<T, KeyringTrouble> {
    fn keyring(&self) -> Option<std::result::Result<(), KeyringTrouble>> {
        Some(self.as_ref().map(|_| ()).map_err(|t| *t))
    }
}

impl Engine {
    /// What is open, and how it stands. Never waits for the keyring.
    ///
    /// # Errors
    /// A storage code; [`Code::Damaged`] once damage was found.
    pub async fn app(&self) -> Result<AppView> {
        self.store().check_sound()?;
        let totals = self.store().totals().await?;
        Ok(AppView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sample: self.inner.sample,
            clients: totals.clients,
            integrations: totals.integrations,
            keys: totals.keys,
            due_soon: self.store().due_soon(health::SOON_DAYS, &catalogue::intervals()).await?,
            keyring: self.keyring(),
            settings: self.settings().await?,
            data_dir: self.store().dir().display().to_string(),
        })
    }

    /// The settings.
    ///
    /// # Errors
    /// A storage code.
    pub async fn settings(&self) -> Result<Settings> {
        self.store().settings().await
    }

    /// Keeps the settings.
    ///
    /// # Errors
    /// [`Code::OutOfRange`] with the field.
    pub async fn save_settings(&self, settings: Settings) -> Result<Settings> {
        let ranges = [
            ("clipboard_seconds", settings.clipboard_seconds, 10..=60),
            ("keep_days", settings.keep_days, 1..=365),
        ];
        for (field, value, range) in ranges {
            if !range.contains(&value) {
                return Err(Error::at(Code::OutOfRange, field));
            }
        }
        let mut write = self.store().write().await?;
        write.save_settings(&settings).await?;
        write.deed(Deed::SettingsSaved, About::default()).await?;
        write.commit().await?;
        self.settings().await
    }

    /// Proves the keyring by a round trip, at most 3 s.
    pub async fn check_keyring(&self) -> KeyringView {
        let report = self.vault().report().await;
        self.keep_report(report);
        self.keyring()
    }

    /// Asks the platform to unlock: it may show its own prompt.
    pub async fn unlock_keyring(&self) -> KeyringView {
        let report = self.vault().unlock().await;
        self.keep_report(report);
        self.keyring()
    }

    /// The last that was heard of the keyring.
    pub(crate) fn keyring(&self) -> KeyringView {
        words::keyring(self.inner.keyring.lock().unwrap_or_else(PoisonError::into_inner).as_ref())
    }

    /// Takes note of what a call to the vault showed. Trouble is known at once; that all is well only a round trip proves.
    pub(crate) fn note_keyring(&self, said: &impl SaysOfKeyring) {
        let trouble = match said.keyring() {
            // One key that is not there says nothing about the keyring.
            None | Some(Err(KeyringTrouble::Missing | KeyringTrouble::Damaged)) => return,
            Some(result) => result,
        };
        let known = {
            let last = self.inner.keyring.lock().unwrap_or_else(PoisonError::into_inner);
            last.as_ref().map(|r| (r.backend.clone(), r.state))
        };
        let (backend, before) = known.unzip();
        if before != Some(trouble) {
            self.keep_report(KeyringReport { backend: backend.unwrap_or_default(), state: trouble });
        }
    }

    fn keep_report(&self, report: KeyringReport) {
        let mut last = self.inner.keyring.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = last.as_ref() != Some(&report);
        *last = Some(report);
        drop(last);
        if changed {
            self.store().announce(Topic::Keyring);
        }
    }
}
