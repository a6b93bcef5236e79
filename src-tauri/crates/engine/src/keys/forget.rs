//! Copying a key out, and forgetting it.

use chrono::Duration;
use uuid::Uuid;

use super::offer::held_part;
use super::take_in::{held_words, lease_lasts};
use crate::codes::Coded as _;
use crate::deed::{Deed, Fact, Facts};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::plan::Plan;
use crate::store::keys::VersionState;
use crate::view::{IntegrationView, KeyCopiedView};

impl Engine {
    /// Puts a part on the clipboard, through a process of its own that takes it away again. A person has confirmed it.
    ///
    /// # Errors
    /// [`Code::CopiedTooOften`], [`Code::KeyNotHeld`], or what keyring and clipboard say.
    pub async fn copy_key(&self, integration: Uuid, part: &str) -> Result<KeyCopiedView> {
        let profile = self.store().profile(integration).await?;
        let version = profile.version.as_ref().ok_or_else(|| Error::at(Code::KeyNotHeld, part))?.id;
        held_part(&profile, part)?;
        let seconds = self.settings().await?.clipboard_seconds;
        let label = Plan::of(&profile.input).part(part).map_or_else(|_| part.to_owned(), |p| p.label.clone());
        let about = profile.about().fact(Fact::Part, label).fact(Fact::Key, held_words(&profile, part)?);
        let mut write = self.store().write().await?;
        let event = write.intend(Deed::KeyCopied, about).await?;
        write.commit().await?;
        let copied = self.noting_keyring(self.vault().copy(version, part, seconds).await);
        let mut write = self.store().write().await?;
        write.finish(event, Deed::KeyCopied, copied.is_ok(), why(copied.as_ref().err())).await?;
        let clears_at = write.now() + Duration::seconds(i64::from(seconds));
        write.commit().await?;
        copied?;
        Ok(KeyCopiedView { mask: self.key_for_confirmation(integration, part).await?.mask, clears_at })
    }

    /// Forgets every version of the credential, its predecessors and its unfinished ones included, for every integration
    /// that uses it. Can be repeated after a failure: what is forgotten stays so.
    ///
    /// # Errors
    /// [`Code::KeyNotHeld`] when there is nothing to forget; else what the keyring says.
    pub async fn forget_key(&self, integration: Uuid) -> Result<IntegrationView> {
        let profile = self.store().profile(integration).await?;
        let (mut write, lease) = self.begin_key_change(profile.credential, lease_lasts()).await?;
        // Under the lease: whoever had it before may have added one.
        let versions = self.store().versions(profile.credential).await?;
        let held: Vec<Uuid> =
            versions.iter().filter(|v| v.state != VersionState::Forgotten).map(|v| v.id).collect();
        if held.is_empty() {
            return Err(Code::KeyNotHeld.into());
        }
        let event = write.intend(Deed::KeyForgotten, profile.about()).await?;
        write.commit().await?;
        let forgotten = self.forget_versions(&held).await;
        let mut write = self.store().write().await?;
        write.reset_standing(profile.credential).await?;
        write.finish(event, Deed::KeyForgotten, forgotten.is_ok(), why(forgotten.as_ref().err())).await?;
        lease.release(&mut write).await?;
        write.commit().await?;
        forgotten?;
        self.integration(integration).await
    }

    async fn forget_versions(&self, versions: &[Uuid]) -> Result<()> {
        for version in versions {
            self.noting_keyring(self.vault().forget(*version).await)?;
            let mut write = self.store().write().await?;
            write.set_version_state(*version, VersionState::Forgotten).await?;
            write.commit_quietly().await?;
        }
        Ok(())
    }
}

fn why(error: Option<&Error>) -> Facts {
    error.into_iter().map(|error| (Fact::Code, error.code().code().to_owned())).collect()
}
