//! This side of an exchange that may replace a part of the key: it keeps others from the same key, here and in other processes,
//! and writes down what was replaced. The exchange holds it until it is over, whatever became of the send that wanted it.
//!
//! A new value that the keyring has not taken stands in the log as an intent, and in no row: where the process ends first, the
//! keyring holds the old one still. Until it is taken nobody else may exchange; the next exchange of this process goes on from
//! it, and a person's change of the key takes its place.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;
use vault::{Denied, Renewals, Rotated, Waiting};

use crate::cancel::Cancel;
use crate::codes::Coded as _;
use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::keys::{KeyLease, Taken, mask_words};
use crate::store::Write;
use crate::verdict::Reason;

/// How often a value is offered again that the keyring has not taken.
const AGAIN: Duration = Duration::from_secs(3);
/// How often before the process ends, a moment apart.
const BEFORE_THE_END: u32 = 5;

/// One send's side of its exchanges.
pub(crate) struct Renewing {
    engine: Engine,
    credential: Uuid,
    version: Uuid,
    about: About,
    state: Mutex<State>,
    /// Said when somebody else has taken its place.
    over: Cancel,
}

struct State {
    lease: KeyLease,
    /// Whether the lease is held, or may be.
    held: bool,
    /// Intents of values that the keyring has not taken, in order.
    open: Vec<(Uuid, Rotated)>,
    /// Why what was replaced could not be written down.
    trouble: Option<Error>,
}

impl Engine {
    /// Who offers the keyring a new value of this credential, out of its place: whoever asks takes it.
    pub(crate) fn keeper_of(&self, credential: Uuid) -> Option<Arc<Renewing>> {
        self.inner.keepers.lock().unwrap_or_else(PoisonError::into_inner).remove(&credential)
    }
}

impl Renewing {
    pub(super) fn new(engine: &Engine, credential: Uuid, version: Uuid, about: About) -> Arc<Self> {
        let lease = KeyLease::new(engine.store(), credential);
        let state = State { lease, held: false, open: Vec::new(), trouble: None };
        let (engine, over) = (engine.clone(), Cancel::new());
        Arc::new(Self { engine, credential, version, about, state: Mutex::new(state), over })
    }

    /// Why what was replaced could not be written down, if it could not.
    pub(super) fn trouble(&self) -> Option<Error> {
        self.with(|state| state.trouble.take())
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn lease(&self) -> KeyLease {
        self.with(|state| state.lease.clone())
    }

    /// Gives its place to somebody else of this process: the lease, where it is held, and what is open.
    fn hand_over(&self) -> Option<(KeyLease, Vec<(Uuid, Rotated)>)> {
        self.over.cancel();
        self.with(|state| {
            let held = std::mem::replace(&mut state.held, false);
            held.then(|| (state.lease.clone(), std::mem::take(&mut state.open)))
        })
    }

    /// Gives way to a person's change of the key. What it holds is in every item that the change writes.
    pub(crate) async fn give_way(&self) -> Result<Option<KeyLease>> {
        let Some((lease, open)) = self.hand_over() else { return Ok(None) };
        let kept = self.engine.vault().keep_renewed(self.version).await;
        let mut write = self.engine.store().write().await?;
        close(&mut write, self.version, &open, kept).await?;
        write.commit_quietly().await?;
        Ok(Some(lease))
    }

    async fn take(&self) -> std::result::Result<(), Denied> {
        let (store, limits) = (self.engine.store(), self.engine.inner.limits);
        let lasts = lasts(limits.whole());
        let before = self.engine.keeper_of(self.credential).and_then(|keeper| keeper.hand_over());
        // Said first: a place that is given up while it is waited for is given back.
        self.with(|state| {
            state.held = true;
            if let Some((lease, open)) = before {
                (state.lease, state.open) = (lease, open);
            }
        });
        let lease = self.lease();
        let taken = async {
            if lease.renew(store, lasts).await? {
                return Ok(Taken::Free);
            }
            let taken = lease.wait(store, lasts, limits.turn()).await?;
            if taken == Taken::Lapsed {
                // Whoever let it lapse has a moment to find that out.
                tokio::time::sleep(AGAIN).await;
                return Ok(if lease.renew(store, lasts).await? { taken } else { Taken::Not });
            }
            Ok(taken)
        };
        let taken: Result<Taken> = taken.await;
        let came = match taken {
            Ok(Taken::Free | Taken::Lapsed) => match store.version_in_use(self.credential).await {
                // What it was prepared with is not what is sent with any more: its successor holds the same refresh token.
                Ok(now) if now.as_ref().map(|now| now.id) != Some(self.version) => Err(Denied::Replaced),
                Ok(_) => Ok(()),
                Err(error) => Err(self.failed(error)),
            },
            Ok(Taken::Not) => {
                self.with(|state| state.held = false);
                let open = store.is_renewal_open(self.credential).await.unwrap_or(false);
                Err(if open { Denied::Unkept } else { Denied::Busy })
            }
            Err(error) => Err(self.failed(error)),
        };
        if came == Err(Denied::Replaced) {
            self.settle(false).await;
        }
        came
    }

    fn failed(&self, error: Error) -> Denied {
        self.with(|state| state.trouble = Some(error));
        Denied::Busy
    }

    /// Writes down what was replaced, and gives the lease back where the keyring has it.
    async fn write(&self, rotated: Option<Rotated>, kept: bool) -> Result<()> {
        let open = self.with(|state| state.open.clone());
        let mut write = self.engine.store().write().await?;
        if kept {
            close(&mut write, self.version, &open, true).await?;
        }
        let mut more = None;
        if let Some(rotated) = rotated {
            let mask = mask_words(&rotated.mask.prefix, &rotated.mask.tail, &rotated.mask.fingerprint);
            let about = self.about.clone();
            let about = about.fact(Fact::Part, rotated.part.replace('_', " ")).fact(Fact::Key, mask);
            if kept {
                write.replace_print(self.version, &rotated).await?;
                write.deed(Deed::KeyRenewed, about).await?;
            } else {
                more = Some((write.intend(Deed::KeyRenewed, about).await?, rotated));
            }
        }
        if kept {
            self.lease().release(&mut write).await?;
        }
        write.commit_quietly().await?;
        self.with(|state| {
            if kept {
                (state.held, state.open) = (false, Vec::new());
            }
            state.open.extend(more);
        });
        Ok(())
    }

    /// Closes what is open, and gives the lease back.
    async fn settle(&self, kept: bool) {
        let Some((lease, open)) = self.hand_over() else { return };
        let settled = async {
            let mut write = self.engine.store().write().await?;
            close(&mut write, self.version, &open, kept).await?;
            lease.release(&mut write).await?;
            write.commit_quietly().await
        };
        let settled: Result<()> = settled.await;
        if let Err(error) = settled {
            tracing::warn!(code = error.refusal().code, "a credential stays leased until that lapses");
        }
    }

    /// Offers the keyring from now on what it has not taken.
    fn keep(self: Arc<Self>) {
        let engine = self.engine.clone();
        let before = {
            let mut keepers = engine.inner.keepers.lock().unwrap_or_else(PoisonError::into_inner);
            keepers.insert(self.credential, Arc::clone(&self))
        };
        drop(before);
        engine.go_on(self.keep_trying());
    }

    /// Unless somebody else stands there by now.
    fn leave_its_place(&self) {
        let mut keepers = self.engine.inner.keepers.lock().unwrap_or_else(PoisonError::into_inner);
        if keepers.get(&self.credential).is_some_and(|keeper| std::ptr::eq(Arc::as_ptr(keeper), self)) {
            keepers.remove(&self.credential);
        }
    }

    /// Until the keyring has taken it nobody else may exchange with what it holds: to many providers that is a theft.
    async fn keep_trying(self: Arc<Self>) {
        let (engine, closing) = (&self.engine, &self.engine.inner.closing);
        let mut left = BEFORE_THE_END;
        let kept = loop {
            if self.over.is_cancelled() {
                return;
            }
            if engine.vault().keep_renewed(self.version).await {
                break true;
            }
            if closing.is_cancelled() {
                left -= 1;
                if left == 0 {
                    tracing::error!(
                        "a new refresh token is lost: the keyring did not take it before the end"
                    );
                    break false;
                }
                tokio::time::sleep(AGAIN / BEFORE_THE_END).await;
                continue;
            }
            let lasts = lasts(engine.inner.limits.whole());
            // What cannot be renewed is tried again the next time; what was lost is taken again once it is free.
            if matches!(self.lease().renew(engine.store(), lasts).await, Ok(false)) {
                drop(self.lease().wait(engine.store(), lasts, Duration::ZERO).await);
            }
            tokio::select! {
                () = closing.cancelled() => {}
                () = self.over.cancelled() => {}
                () = tokio::time::sleep(AGAIN) => {}
            }
        };
        self.leave_its_place();
        self.settle(kept).await;
    }
}

/// Closes intents of values that the keyring had not taken. Their prints are the version's from now on where it has.
async fn close(write: &mut Write<'_>, version: Uuid, open: &[(Uuid, Rotated)], kept: bool) -> Result<()> {
    for (event, rotated) in open {
        let why = if kept { Vec::new() } else { vec![(Fact::Code, Reason::TokenNotKept.code().to_owned())] };
        write.finish(*event, Deed::KeyRenewed, kept, why).await?;
        if kept {
            write.replace_print(version, rotated).await?;
        }
    }
    Ok(())
}

fn lasts(time: Duration) -> chrono::Duration {
    chrono::Duration::from_std(time).unwrap_or(chrono::Duration::MAX)
}

impl Renewals for Renewing {
    fn begin(self: Arc<Self>) -> Waiting<std::result::Result<(), Denied>> {
        Box::pin(async move { self.take().await })
    }

    fn end(self: Arc<Self>, rotated: Option<Rotated>) -> Waiting<()> {
        Box::pin(async move {
            // Of an exchange before it something may still be held.
            let kept = !self.engine.vault().unkept().contains(&self.version);
            if let Err(error) = self.write(rotated, kept).await {
                tracing::warn!(code = error.refusal().code, "a renewed key could not be written down");
                self.with(|state| state.trouble = Some(error));
            }
            if !kept {
                self.keep();
            }
        })
    }
}

impl Drop for Renewing {
    /// What was not ended in order, as when its send went away while it waited, is given back as well; what the keyring lacks is
    /// offered to it on.
    fn drop(&mut self) {
        let Some((lease, open)) = self.hand_over() else { return };
        let (engine, version) = (self.engine.clone(), self.version);
        if engine.vault().unkept().contains(&version) {
            let next = Self::new(&engine, self.credential, version, self.about.clone());
            next.with(|state| *state = State { lease, held: true, open, trouble: None });
            return next.keep();
        }
        self.engine.inner.runtime.spawn(async move {
            let released = async {
                let mut write = engine.store().write().await?;
                close(&mut write, version, &open, false).await?;
                lease.release(&mut write).await?;
                write.commit_quietly().await
            };
            let _best_effort: Result<()> = released.await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Kit;

    #[tokio::test]
    async fn a_key_that_was_replaced_meanwhile_is_not_exchanged() {
        let kit = Kit::new().await;
        let client = kit.add("Nordlicht").await;
        let shop = kit.shop_with_key(client, "Shop").await;
        let profile = kit.store().profile(shop.id).await.unwrap();
        let before = profile.version.as_ref().unwrap().id;
        let of = |version| Renewing::new(&kit, profile.credential, version, profile.about());
        let waiting = of(before);
        kit.take_key(shop.id, "consumer_secret").await;
        assert_eq!(Arc::clone(&waiting).begin().await, Err(Denied::Replaced));
        let now = kit.store().version_in_use(profile.credential).await.unwrap().unwrap().id;
        let other = of(now);
        assert_eq!(Arc::clone(&other).begin().await, Ok(()), "nobody keeps the lease");
        other.end(None).await;
    }
}
