//! Who may change a credential's keyring items, or exchange a token with it: one at a time, in this process or another. A
//! refresh token is spent once, and what an exchange brought is not overwritten by a change that began before it.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::store::{Store, Write};

/// How long a person's change waits for an exchange to be over: most take a second.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often somebody who waits looks again.
const LOOK: Duration = Duration::from_millis(100);

/// A credential's lease, whether it was taken or not.
#[derive(Clone, Debug)]
pub(crate) struct KeyLease {
    name: String,
    owner: Uuid,
}

impl KeyLease {
    pub(crate) fn new(store: &Store, credential: Uuid) -> Self {
        Self { name: format!("key:{credential}"), owner: store.new_id() }
    }

    /// Takes it, or waits until `within` is over.
    pub(crate) async fn wait(
        &self,
        store: &Store,
        lasts: chrono::Duration,
        within: Duration,
    ) -> Result<Taken> {
        let until = Instant::now() + within;
        loop {
            let mut write = store.write().await?;
            let after = write.is_anothers_lease(&self.name, self.owner).await?;
            if write.take_lease(&self.name, self.owner, lasts).await? {
                write.commit_quietly().await?;
                return Ok(if after { Taken::Lapsed } else { Taken::Free });
            }
            drop(write);
            if Instant::now() >= until {
                return Ok(Taken::Not);
            }
            sleep(LOOK).await;
        }
    }

    /// Holds on to it; `false`: it is somebody else's by now.
    pub(crate) async fn renew(&self, store: &Store, lasts: chrono::Duration) -> Result<bool> {
        let mut write = store.write().await?;
        let held = write.hold_lease(&self.name, self.owner, lasts).await?;
        write.commit_quietly().await?;
        Ok(held)
    }

    /// Gives it back, if it is still held.
    pub(crate) async fn release(&self, write: &mut Write<'_>) -> Result<()> {
        write.release_lease(&self.name, self.owner).await
    }
}

/// How a lease was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Nobody had it.
    Free,
    /// Somebody has let it lapse, who may be late rather than gone.
    Lapsed,
    /// Somebody else has it still.
    Not,
}

impl Engine {
    /// Begins a change of a credential's keys: nobody else changes them meanwhile, or exchanges a token with them. What this
    /// process holds the lease for alone, since the keyring does not take a new value, gives way to a person's word.
    ///
    /// # Errors
    /// [`Code::KeyBusy`] while somebody else has them for longer than a moment.
    pub(crate) async fn begin_key_change(
        &self,
        credential: Uuid,
        lasts: chrono::Duration,
    ) -> Result<(Write<'_>, KeyLease)> {
        let given = match self.keeper_of(credential) {
            Some(keeper) => keeper.give_way().await?,
            None => None,
        };
        let lease = given.unwrap_or_else(|| KeyLease::new(self.store(), credential));
        let until = Instant::now() + PATIENCE;
        loop {
            let mut write = self.store().write().await?;
            let held = write.hold_lease(&lease.name, lease.owner, lasts).await?;
            if held || write.take_lease(&lease.name, lease.owner, lasts).await? {
                return Ok((write, lease));
            }
            drop(write);
            if Instant::now() >= until {
                return Err(Code::KeyBusy.into());
            }
            sleep(LOOK).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Kit;

    #[tokio::test]
    async fn a_lease_that_lapsed_is_told_from_one_that_nobody_had() {
        let kit = Kit::new().await;
        let (here, elsewhere) = (kit.store(), kit.second().await);
        let (credential, lasts) = (here.new_id(), chrono::Duration::seconds(60));
        let (mine, theirs) = (KeyLease::new(here, credential), KeyLease::new(here, credential));
        let taken = async |lease: &KeyLease, store| lease.wait(store, lasts, Duration::ZERO).await.unwrap();
        assert_eq!(taken(&mine, here).await, Taken::Free);
        assert_eq!(taken(&theirs, elsewhere.store()).await, Taken::Not);
        kit.pass(lasts);
        assert_eq!(taken(&theirs, elsewhere.store()).await, Taken::Lapsed, "its owner may be late");
        assert!(!mine.renew(here, lasts).await.unwrap(), "and finds that it is gone");
        let mut write = elsewhere.store().write().await.unwrap();
        theirs.release(&mut write).await.unwrap();
        write.commit_quietly().await.unwrap();
        assert_eq!(taken(&mine, here).await, Taken::Free);
        assert!(mine.renew(here, lasts).await.unwrap());
    }
}
