//! Which integrations a filter means.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{Target, in_order};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::integrations::IntegrationRecord;
use crate::view::{RunChoice, RunFilter};

impl Engine {
    /// What a filter comes to now.
    ///
    /// # Errors
    /// A storage code.
    pub async fn choose_run(&self, filter: &RunFilter) -> Result<RunChoice> {
        let clients = self.store().client_names().await?;
        let clients = clients.into_iter().map(|client| (client.id, client.tags)).collect();
        let all = self.store().all_integrations().await?;
        let chosen = all.into_iter().filter(|record| fits(record, filter, &clients));
        let targets = in_order(chosen.map(Target::of).collect());
        let hosts: HashSet<&str> =
            targets.iter().map(|one| one.host.as_str()).filter(|h| !h.is_empty()).collect();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(RunChoice {
            hosts: count(hosts.len()),
            not_testable: count(targets.iter().filter(|one| one.class.is_none()).count()),
            integrations: targets.iter().map(|one| one.integration).collect(),
        })
    }
}

fn fits(record: &IntegrationRecord, filter: &RunFilter, clients: &HashMap<Uuid, Vec<String>>) -> bool {
    let any = |wanted: &[String], has: &dyn Fn(&String) -> bool| wanted.is_empty() || wanted.iter().any(has);
    let tagged = |tag: &String| {
        let beside = clients.get(&record.client.0).map(Vec::as_slice).unwrap_or_default();
        record.input.tags.iter().chain(beside).any(|has| has.to_lowercase() == tag.to_lowercase())
    };
    !record.archived
        && filter.client.is_none_or(|client| client == record.client.0)
        && any(&filter.providers, &|provider| *provider == record.input.provider)
        && (filter.environments.is_empty() || filter.environments.contains(&record.input.environment))
        && any(&filter.tags, &tagged)
        && (filter.health.is_empty() || filter.health.contains(&record.health))
}
