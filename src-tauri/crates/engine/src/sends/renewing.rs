//! This side of an exchange that may replace a part of the key: it keeps others from the same key, here and in other processes,
//! and writes down what was replaced. The exchange holds it until it is over, whatever became of the send that wanted it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;
use vault::{Renewals, Rotated, Waiting};

use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::keys::{KeyLease, mask_words};

/// How often a value is offered again that the keyring has not taken.
const AGAIN: Duration = Duration::from_secs(3);
/// How often before the process ends, a moment apart.
const BEFORE_THE_END: u32 = 5;

/// One send's side of its exchanges.
pub(super) struct Renewing {
    engine: Engine,
    version: Uuid,
    about: About,
    lease: KeyLease,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Whether the lease is held, or may be.
    held: bool,
    /// Why what was replaced could not be written down.
    trouble: Option<Error>,
}

impl Renewing {
    pub(super) fn new(engine: &Engine, credential: Uuid, version: Uuid, about: About) -> Arc<Self> {
        let lease = KeyLease::new(engine.store(), credential);
        Arc::new(Self { engine: engine.clone(), version, about, lease, state: Mutex::default() })
    }

    /// Why what was replaced could not be written down, if it could not.
    pub(super) fn trouble(&self) -> Option<Error> {
        self.with(|state| state.trouble.take())
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn take(&self) -> bool {
        // Said first: a place that is given up while it is waited for is given back.
        self.with(|state| state.held = true);
        let limits = self.engine.inner.limits;
        let taken = self.lease.wait(self.engine.store(), lasts(limits.whole()), limits.turn()).await;
        let taken = taken.unwrap_or_else(|error| {
            self.with(|state| state.trouble = Some(error));
            false
        });
        self.with(|state| state.held = taken);
        taken
    }

    /// Writes down what was replaced, and gives the lease back where `over`.
    async fn write(&self, rotated: Option<&Rotated>, over: bool) -> Result<()> {
        let mut write = self.engine.store().write().await?;
        if let Some(rotated) = rotated {
            write.replace_print(self.version, rotated).await?;
            let mask = mask_words(&rotated.mask.prefix, &rotated.mask.tail, &rotated.mask.fingerprint);
            let about = self.about.clone();
            let about = about.fact(Fact::Part, rotated.part.replace('_', " ")).fact(Fact::Key, mask);
            write.deed(Deed::KeyRenewed, about).await?;
        }
        if over {
            self.lease.release(&mut write).await?;
        }
        write.commit_quietly().await?;
        if over {
            self.with(|state| state.held = false);
        }
        Ok(())
    }

    /// Until the keyring has taken it nobody else may exchange with what it holds: to many providers that is a theft.
    async fn keep_trying(self: Arc<Self>) {
        let closing = &self.engine.inner.closing;
        let (engine, mut left) = (&self.engine, BEFORE_THE_END);
        while !engine.vault().keep_renewed(self.version).await {
            if closing.is_cancelled() {
                left -= 1;
                if left == 0 {
                    tracing::error!(
                        "a new refresh token is lost: the keyring did not take it before the end"
                    );
                    break;
                }
                tokio::time::sleep(AGAIN / BEFORE_THE_END).await;
                continue;
            }
            // What cannot be renewed lapses; the next round tries again.
            drop(self.lease.renew(engine.store(), lasts(engine.inner.limits.whole())).await);
            let _woken = tokio::time::timeout(AGAIN, closing.cancelled()).await;
        }
        if let Err(error) = self.write(None, true).await {
            tracing::warn!(code = error.refusal().code, "a credential stays leased until that lapses");
        }
    }
}

fn lasts(time: Duration) -> chrono::Duration {
    chrono::Duration::from_std(time).unwrap_or(chrono::Duration::MAX)
}

impl Renewals for Renewing {
    fn begin(self: Arc<Self>) -> Waiting<bool> {
        Box::pin(async move { self.take().await })
    }

    fn end(self: Arc<Self>, rotated: Option<Rotated>) -> Waiting<()> {
        Box::pin(async move {
            let kept = rotated.as_ref().is_none_or(|rotated| rotated.kept);
            if let Err(error) = self.write(rotated.as_ref(), kept).await {
                tracing::warn!(code = error.refusal().code, "a renewed key could not be written down");
                self.with(|state| state.trouble = Some(error));
            }
            if !kept {
                let engine = self.engine.clone();
                engine.go_on(self.keep_trying());
            }
        })
    }
}

impl Drop for Renewing {
    /// What was not ended in order, as when its send went away while it waited, is given back as well.
    fn drop(&mut self) {
        if !self.with(|state| state.held) {
            return;
        }
        let (engine, lease) = (self.engine.clone(), self.lease.clone());
        self.engine.inner.runtime.spawn(async move {
            let released = async {
                let mut write = engine.store().write().await?;
                lease.release(&mut write).await?;
                write.commit_quietly().await
            };
            let _best_effort: Result<()> = released.await;
        });
    }
}
