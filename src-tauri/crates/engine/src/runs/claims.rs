//! What a run tests, no other run tests meanwhile: in this process or in another.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::Target;
use crate::engine::Engine;
use crate::error::Result;

/// A claim that is not renewed for so long belongs to a process that is gone.
fn lasts() -> Duration {
    Duration::seconds(90)
}

/// How often they are renewed: a renewal that fails has time to be tried again before they lapse.
pub(super) const RENEWED: std::time::Duration = std::time::Duration::from_secs(20);

/// The integrations that a run has for itself.
pub(super) struct Claims {
    engine: Engine,
    owner: Uuid,
    held: Mutex<Held>,
    released: bool,
}

struct Held {
    integrations: HashSet<Uuid>,
    /// From then on anybody may have them.
    until: DateTime<Utc>,
}

impl Engine {
    pub(super) async fn claim_run(&self, targets: &[Target]) -> Result<Claims> {
        let owner = self.store().new_id();
        let all: Vec<Uuid> = targets.iter().map(|one| one.integration).collect();
        let until = self.store().now() + lasts();
        let integrations = self.store().claim_for_run(owner, &all, lasts()).await?;
        let held = Mutex::new(Held { integrations, until });
        Ok(Claims { engine: self.clone(), owner, held, released: false })
    }
}

impl Claims {
    /// The run's id.
    pub(super) fn owner(&self) -> Uuid {
        self.owner
    }

    /// Whether it is this run's now: no other had it first, and none may have taken it since.
    pub(super) fn has(&self, integration: Uuid) -> bool {
        !self.lapsed() && self.held().integrations.contains(&integration)
    }

    /// Whether it is known whose they are. After a sleep of the machine they are renewed before anything is said of them;
    /// `false`: that could not be done, and nothing may begin.
    pub(super) async fn hold(&self) -> bool {
        if !self.lapsed() {
            return true;
        }
        self.renew().await;
        !self.lapsed()
    }

    fn lapsed(&self) -> bool {
        self.held().until <= self.engine.store().now()
    }

    /// Holds on to them, and forgets those that another run has by now. What cannot be renewed is tried again the next time;
    /// until then it counts as long as it lasts.
    pub(super) async fn renew(&self) {
        let until = self.engine.store().now() + lasts();
        match self.engine.store().renew_run(self.owner, lasts()).await {
            Ok(integrations) => *self.held() = Held { integrations, until },
            Err(error) => {
                tracing::warn!(code = error.refusal().code, "claims of a run could not be renewed");
            }
        }
    }

    /// Gives them back.
    pub(super) async fn release(mut self) -> Result<()> {
        self.released = true;
        self.engine.store().release_run(self.owner).await
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claims {
    /// A run whose caller went away gives them back as well; if the process ends first, they lapse.
    fn drop(&mut self) {
        if self.released {
            return;
        }
        let (engine, owner) = (self.engine.clone(), self.owner);
        self.engine.inner.runtime.spawn(async move {
            if let Err(error) = engine.store().release_run(owner).await {
                tracing::warn!(code = error.refusal().code, "claims of a run stay until they lapse");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Kit;

    #[tokio::test]
    async fn what_another_run_has_by_now_is_not_this_runs_any_more() {
        let kit = Kit::new().await;
        let client = kit.add("Nordlicht").await;
        let (one, two) = (kit.shop(client, "One").await.id, kit.shop(client, "Two").await.id);
        let targets = kit.targets(&[one, two]).await.unwrap();
        let claims = kit.claim_run(&targets).await.unwrap();
        assert!(claims.has(one) && claims.has(two));
        // Not renewed for too long: nobody knows whose they are.
        kit.pass(lasts());
        assert!(!claims.has(one) && !claims.has(two));
        let elsewhere = kit.second().await;
        let other = elsewhere.claim_run(&targets[..1]).await.unwrap();
        assert!(claims.hold().await, "after a sleep it is asked whose they are");
        assert_eq!([one, two].map(|id| claims.has(id)), [false, true], "one is lost, and the other is not");
        assert!(other.has(targets[0].integration) == (targets[0].integration == one));
    }

    #[tokio::test]
    async fn a_renewal_that_fails_is_tried_again() {
        let kit = Kit::new().await;
        let client = kit.add("Nordlicht").await;
        let one = kit.shop(client, "One").await.id;
        let claims = kit.claim_run(&kit.targets(&[one]).await.unwrap()).await.unwrap();
        let rename = async |from: &str, to: &str| {
            let change = format!("ALTER TABLE {from} RENAME TO {to}");
            sqlx::query(sqlx::AssertSqlSafe(change)).execute(kit.store().writer()).await.unwrap();
        };
        rename("lease", "away").await;
        kit.pass(Duration::seconds(60));
        claims.renew().await;
        assert!(claims.has(one), "it has lasted so long already");
        kit.pass(Duration::seconds(30));
        assert!(!claims.hold().await && !claims.has(one), "nobody knows whose it is: nothing may begin");
        rename("away", "lease").await;
        assert!(claims.hold().await, "nobody else has taken it");
        kit.pass(Duration::seconds(60));
        assert!(claims.has(one));
        claims.release().await.unwrap();
    }
}
