//! What a run tests, no other run tests meanwhile: in this process or in another.

use std::collections::HashSet;

use chrono::Duration;
use uuid::Uuid;

use super::Target;
use crate::engine::Engine;
use crate::error::Result;

/// A claim that is not renewed for so long belongs to a process that is gone.
fn lasts() -> Duration {
    Duration::seconds(90)
}

/// How often they are renewed.
pub(super) const RENEWED: std::time::Duration = std::time::Duration::from_secs(30);

/// The integrations that a run has for itself.
pub(super) struct Claims {
    engine: Engine,
    owner: Uuid,
    had: HashSet<Uuid>,
    released: bool,
}

impl Engine {
    pub(super) async fn claim_run(&self, targets: &[Target]) -> Result<Claims> {
        let owner = self.store().new_id();
        let all: Vec<Uuid> = targets.iter().map(|one| one.integration).collect();
        let had = self.store().claim_for_run(owner, &all, lasts()).await?;
        Ok(Claims { engine: self.clone(), owner, had, released: false })
    }
}

impl Claims {
    /// The run's id.
    pub(super) fn owner(&self) -> Uuid {
        self.owner
    }

    /// Whether no other run had it first.
    pub(super) fn has(&self, integration: Uuid) -> bool {
        self.had.contains(&integration)
    }

    /// Holds on to them.
    pub(super) async fn renew(&self) -> Result<()> {
        self.engine.store().renew_run(self.owner, lasts()).await
    }

    /// Gives them back.
    pub(super) async fn release(mut self) -> Result<()> {
        self.released = true;
        self.engine.store().release_run(self.owner).await
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
