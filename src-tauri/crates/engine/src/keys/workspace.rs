//! The workspace's own key: made once, by one process at a time.

use std::time::Duration;

use vault::{Hint, Intake, Offer};

use crate::engine::Engine;
use crate::error::{Code, Result};

const LEASE: &str = "workspace-key";
/// Longer than a keyring takes to write and prove; a lease that is older belongs to a process that is gone.
const LASTS: chrono::Duration = chrono::Duration::seconds(30);
/// How long the other process is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
const STEP: Duration = Duration::from_millis(50);

impl Engine {
    /// A key on offer, masked and fingerprinted with the workspace's own key.
    pub(crate) async fn offer(&self, intake: Intake, hint: &Hint) -> Result<Offer> {
        self.see_to_the_workspace_key().await?;
        self.noting_keyring(self.vault().offer(intake, hint).await)
    }

    /// Two processes that made it at once would each go on with its own, and fingerprints of one would match nothing.
    async fn see_to_the_workspace_key(&self) -> Result<()> {
        if self.noting_keyring(self.vault().has_workspace_key().await)? {
            return Ok(());
        }
        let owner = self.store().new_id();
        let mut waited = Duration::ZERO;
        loop {
            let mut write = self.store().write().await?;
            if write.take_lease(LEASE, owner, LASTS).await? {
                write.commit_quietly().await?;
                break;
            }
            drop(write);
            if waited >= PATIENCE {
                return Err(Code::KeyBusy.into());
            }
            tokio::time::sleep(STEP).await;
            waited += STEP;
        }
        // Reads before it makes: whoever had the lease before has made it.
        let made = self.noting_keyring(self.vault().make_workspace_key().await);
        let mut write = self.store().write().await?;
        write.release_lease(LEASE, owner).await?;
        write.commit_quietly().await?;
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Kit;

    #[tokio::test]
    async fn only_who_has_the_lease_makes_it() {
        let kit = Kit::new().await;
        let other = kit.second().await;
        let theirs = other.store().new_id();
        let mut write = other.store().write().await.unwrap();
        assert!(write.take_lease(LEASE, theirs, LASTS).await.unwrap());
        write.commit_quietly().await.unwrap();
        let (engine, text) = (kit.engine.clone(), b"made-up-text".to_vec());
        let mut offering = tokio::spawn(async move {
            engine
                .offer(Intake::from_bytes(text), &Hint::default())
                .await
                .map(|o| o.mask().fingerprint.clone())
        });
        let early = tokio::time::timeout(Duration::from_millis(400), &mut offering).await;
        assert!(early.is_err(), "it waits for who has the lease");
        assert_eq!(kit.keyring.entries(), 0);
        other.vault().make_workspace_key().await.unwrap();
        let mut write = other.store().write().await.unwrap();
        write.release_lease(LEASE, theirs).await.unwrap();
        write.commit_quietly().await.unwrap();
        let here = offering.await.unwrap().unwrap();
        let there =
            other.offer(Intake::from_bytes(b"made-up-text".to_vec()), &Hint::default()).await.ok().unwrap();
        assert_eq!(here, there.mask().fingerprint);
        assert_eq!(kit.keyring.entries(), 1);
    }
}
