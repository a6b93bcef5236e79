//! Removing: tombstones first; the keyring is touched only when undo has lapsed and the keyring has proven that it works.

use chrono::Duration;
use uuid::Uuid;
use vault::KeyringTrouble;

use crate::Engine;
use crate::deed::{About, Deed, Fact};
use crate::error::{Code, Result};
use crate::store::keys::VersionState;
use crate::store::removal::{RemovalKind, RemovalRow};
use crate::view::RemovalView;

/// How long a removal can be taken back.
pub const UNDO: Duration = Duration::minutes(10);
/// How long one process may settle before another takes over.
const SETTLE_LEASE: Duration = Duration::minutes(2);

impl Engine {
    /// What a removal would take with it. Changes nothing.
    ///
    /// # Errors
    /// [`Code::ClientUnknown`].
    pub async fn preview_remove_client(&self, id: Uuid) -> Result<RemovalView> {
        let name = self.store().client(id).await?.input.name;
        self.preview(RemovalKind::Client, id, &name).await
    }

    /// Removes a client with its integrations. Its keys stay in the keyring until undo lapses.
    ///
    /// # Errors
    /// [`Code::ClientUnknown`].
    pub async fn remove_client(&self, id: Uuid) -> Result<RemovalView> {
        let name = self.store().client(id).await?.input.name;
        self.remove(RemovalKind::Client, id, &name, Deed::ClientRemoved, About::client(id, &name)).await
    }

    /// What a removal would take with it. Changes nothing.
    ///
    /// # Errors
    /// [`Code::IntegrationUnknown`].
    pub async fn preview_remove_integration(&self, id: Uuid) -> Result<RemovalView> {
        let name = self.store().integration(id).await?.input.name;
        self.preview(RemovalKind::Integration, id, &name).await
    }

    /// Removes an integration. A key that no other integration uses stays in the keyring until undo lapses.
    ///
    /// # Errors
    /// [`Code::IntegrationUnknown`].
    pub async fn remove_integration(&self, id: Uuid) -> Result<RemovalView> {
        let record = self.store().integration(id).await?;
        let about = record.about();
        self.remove(RemovalKind::Integration, id, &record.input.name, Deed::IntegrationRemoved, about).await
    }

    /// Takes a removal back.
    ///
    /// # Errors
    /// [`Code::UndoLapsed`]; [`Code::NameTaken`] when its name was given away meanwhile; [`Code::ClientUnknown`] when an
    /// integration's client was removed meanwhile.
    pub async fn undo_removal(&self, undo: Uuid) -> Result<()> {
        let removal = self.store().removal(undo).await?.ok_or(Code::UndoLapsed)?;
        let mut write = self.store().write().await?;
        write.raise(undo).await?;
        write.deed(Deed::RemovalUndone, removal.about()).await?;
        write.commit().await
    }

    /// Makes removals final whose undo has lapsed, and drops what is past keeping. Says how many removals that were. Can be
    /// repeated at any time, by several processes; nothing irreversible is done while the keyring is away.
    ///
    /// # Errors
    /// A storage code. Keyring trouble is no error: what is left is done next time.
    pub async fn settle(&self) -> Result<u32> {
        self.drop_old_sends().await?;
        if self.store().due_removals().await?.is_empty() || !self.lease_settling().await? {
            return Ok(0);
        }
        let settled = self.settle_due().await;
        let mut write = self.store().write().await?;
        write.release_lease("settle", self.inner.instance).await?;
        write.commit_quietly().await?;
        settled
    }

    async fn preview(&self, kind: RemovalKind, target: Uuid, name: &str) -> Result<RemovalView> {
        let mut write = self.store().write().await?;
        let undo_until = write.now() + UNDO;
        // Done, counted, and dropped without a commit: the preview cannot say anything else than the removal.
        let (_, integrations, keys) = write.bury(kind, target, name, undo_until).await?;
        Ok(RemovalView { name: name.to_owned(), integrations, keys, undo_until, undo: Uuid::nil() })
    }

    async fn remove(
        &self,
        kind: RemovalKind,
        target: Uuid,
        name: &str,
        deed: Deed,
        about: About,
    ) -> Result<RemovalView> {
        let mut write = self.store().write().await?;
        let undo_until = write.now() + UNDO;
        let (undo, integrations, keys) = write.bury(kind, target, name, undo_until).await?;
        let about = about
            .fact(Fact::Integrations, integrations.to_string())
            .fact(Fact::Keys, keys.to_string())
            .fact(Fact::UndoUntil, undo_until.to_rfc3339());
        write.deed(deed, about).await?;
        write.commit().await?;
        Ok(RemovalView { name: name.to_owned(), integrations, keys, undo_until, undo })
    }

    async fn lease_settling(&self) -> Result<bool> {
        let mut write = self.store().write().await?;
        let ours = write.take_lease("settle", self.inner.instance, SETTLE_LEASE).await?;
        write.commit_quietly().await?;
        Ok(ours)
    }

    async fn settle_due(&self) -> Result<u32> {
        let mut settled = 0;
        for removal in self.store().due_removals().await? {
            if self.settle_one(&removal).await? {
                settled += 1;
            }
        }
        Ok(settled)
    }

    /// `false`: the keyring was in the way.
    async fn settle_one(&self, removal: &RemovalRow) -> Result<bool> {
        let versions = self.store().removal_versions(removal.id).await?;
        if !versions.is_empty() {
            let report = self.vault().report().await;
            self.note_keyring(&report.state);
            if report.state.is_err() {
                return Ok(false);
            }
        }
        let mut write = self.store().write().await?;
        write.begin_settling(removal.id).await?;
        write.commit_quietly().await?;
        // Read again: an undo may have been quicker.
        if !self.store().removal(removal.id).await?.is_some_and(|r| r.settling) {
            return Ok(false);
        }
        for version in self.store().removal_versions(removal.id).await? {
            let gone = self.vault().forget(version).await;
            self.note_keyring(&gone);
            match gone {
                Ok(()) | Err(vault::VaultError::Keyring(KeyringTrouble::Missing)) => {}
                Err(_) => return Ok(false),
            }
            let mut write = self.store().write().await?;
            write.set_version_state(version, VersionState::Forgotten).await?;
            write.commit_quietly().await?;
        }
        let mut write = self.store().write().await?;
        write.purge_removed(removal.id).await?;
        let count = versions.len().to_string();
        let about = removal.about().fact(Fact::Keys, count);
        write.deed(Deed::RemovalSettled, about).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Drops sends that are past keeping; their rows in the log and the counts by day stay.
    async fn drop_old_sends(&self) -> Result<()> {
        let keep = self.settings().await?.keep_days;
        let limit = self.store().now() - Duration::days(i64::from(keep));
        let mut dropped = 0;
        while self.store().any_before(limit).await? {
            let mut write = self.store().write().await?;
            dropped += write.drop_before(limit).await?;
            write.commit_quietly().await?;
        }
        if dropped > 0 {
            let mut write = self.store().write().await?;
            write.deed(Deed::LogPurged, About::default().fact(Fact::Rows, dropped.to_string())).await?;
            write.commit().await?;
            self.store().give_pages_back().await?;
        }
        Ok(())
    }
}
