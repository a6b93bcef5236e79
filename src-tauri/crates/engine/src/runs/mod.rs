//! Runs: tests of many integrations at once. When what begins is decided in [`schedule`], without a clock and without a
//! network; [`going`] does it.
//!
//! A run claims its integrations first, so that two runs, of the app and of a terminal say, never test the same one twice.
//! What came of it is kept in memory for as long as a person may want to save it; each send stands in the log anyway.

mod ahead;
mod choose;
mod claims;
mod going;
mod host;
mod kept;
mod schedule;
mod tally;
mod told;

use std::collections::HashSet;

use uuid::Uuid;

use crate::cancel::Cancel;
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::plan::Plan;
use crate::store::integrations::IntegrationRecord;
use crate::view::{BatchView, Environment, ProbeClass, RunOptions, SendProgress};

pub(crate) use kept::Runs;
use schedule::{Job, Limits};

const AT_ONCE: u32 = 16;
const PER_HOST: u32 = 4;
const MOST: u32 = 64;

/// An integration of a run.
#[derive(Clone, Debug)]
struct Target {
    integration: Uuid,
    name: String,
    client: Uuid,
    /// The key that it is tested with.
    credential: Uuid,
    client_name: String,
    provider_name: String,
    environment: Environment,
    /// Where it sends; empty where that is not known.
    host: String,
    class: Option<ProbeClass>,
}

impl Engine {
    /// Tests many, each as [`Engine::test`] does: so many at once, so many for each host, in the order of the clients' names.
    /// A host that asks for patience gets it, one that does not answer is left alone, and what cannot be tested counts as
    /// not sent. A test that creates something is left out.
    ///
    /// # Errors
    /// [`Code::OutOfRange`], [`Code::IntegrationUnknown`], or when the database fails; sends that are under way are stopped
    /// then.
    pub async fn test_many(
        &self,
        integrations: Vec<Uuid>,
        options: RunOptions,
        cancel: Cancel,
        progress: impl Fn(SendProgress) + Send + Sync,
    ) -> Result<BatchView> {
        let limits = limits(options)?;
        let targets = self.targets(&integrations).await?;
        let claims = self.claim_run(&targets).await?;
        let came = going::Run::new(self, targets, limits, &claims).go(&cancel, &progress).await;
        claims.release().await?;
        let kept = came?;
        let view = kept.view.clone();
        self.inner.runs.keep(kept);
        Ok(view)
    }

    /// The integrations of these ids, each once, in the order in which they are tested.
    async fn targets(&self, integrations: &[Uuid]) -> Result<Vec<Target>> {
        let wanted: HashSet<Uuid> = integrations.iter().copied().collect();
        let all = self.store().all_integrations().await?;
        let found: Vec<Target> =
            all.into_iter().filter(|record| wanted.contains(&record.id)).map(Target::of).collect();
        if found.len() < wanted.len() {
            return Err(Code::IntegrationUnknown.into());
        }
        Ok(in_order(found))
    }
}

fn in_order(targets: Vec<Target>) -> Vec<Target> {
    let mut named: Vec<_> = targets
        .into_iter()
        .map(|one| ((one.client_name.to_lowercase(), one.name.to_lowercase(), one.integration), one))
        .collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    named.into_iter().map(|(_, one)| one).collect()
}

impl Target {
    fn of(record: IntegrationRecord) -> Self {
        let plan = Plan::of(&record.input);
        let host = plan.probe.as_ref().and_then(|probe| probe.url.host_str()).unwrap_or_default().to_owned();
        Self {
            integration: record.id,
            name: record.input.name,
            client: record.client.0,
            credential: record.credential,
            client_name: record.client.1,
            provider_name: plan.provider_name,
            environment: record.input.environment,
            host,
            class: plan.probe.map(|probe| probe.class),
        }
    }

    fn job(&self) -> Job {
        // What has no host is refused before anything is sent, and holds nobody up.
        let again = self.class == Some(ProbeClass::ReadsOnly);
        Job { host: self.host.clone(), key: self.credential, again }
    }
}

fn limits(options: RunOptions) -> Result<Limits> {
    let number = |given: Option<u32>, usual: u32, field: &'static str| match given.unwrap_or(usual) {
        number @ 1..=MOST => Ok(number as usize),
        _ => Err(Error::at(Code::OutOfRange, field)),
    };
    Ok(Limits {
        at_once: number(options.concurrency, AT_ONCE, "concurrency")?,
        per_host: number(options.per_host, PER_HOST, "per_host")?,
    })
}
