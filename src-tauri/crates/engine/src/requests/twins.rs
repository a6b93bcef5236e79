//! Integrations that go to the same place already.

use std::collections::HashMap;

use uuid::Uuid;
use vault::Origin;

use crate::plan::Plan;
use crate::store::integrations::IntegrationRecord;
use crate::view::{AuthInput, IntegrationInput, RequestTwin};
use crate::words;

/// Twins that are shown of one request.
const MOST: usize = 5;

/// The integrations of the rack, by where they go.
#[derive(Default)]
pub(super) struct Twins {
    known: HashMap<Origin, Vec<Known>>,
}

struct Known {
    client: (Uuid, String),
    integration: (Uuid, String),
    provider: String,
    auth: AuthInput,
}

impl Twins {
    pub(super) fn of(rack: &[IntegrationRecord]) -> Self {
        let mut known: HashMap<Origin, Vec<Known>> = HashMap::new();
        for one in rack {
            let base = Plan::of(&one.input).base;
            if let Some(origin) = base.and_then(|base| Origin::of(&base).ok()) {
                known.entry(origin).or_default().push(Known {
                    client: one.client.clone(),
                    integration: (one.id, one.input.name.clone()),
                    provider: one.input.provider.clone(),
                    auth: one.input.auth.clone(),
                });
            }
        }
        Self { known }
    }

    /// Those beside `input`, the client's own and those of the same scheme first.
    pub(super) fn beside(&self, origin: &Origin, client: Uuid, input: &IntegrationInput) -> Vec<RequestTwin> {
        let Some(known) = self.known.get(origin) else { return Vec::new() };
        let own = |one: &&Known| one.client.0 == client;
        let same = |one: &&Known| one.provider == input.provider && one.auth == input.auth;
        let mut known: Vec<&Known> = known.iter().collect();
        known.sort_by_key(|one| (!own(one), !same(one), one.integration.1.to_lowercase()));
        let twin = |one: &Known| RequestTwin {
            client: one.client.0,
            client_name: one.client.1.clone(),
            integration: one.integration.0,
            integration_name: one.integration.1.clone(),
            what: words::request_import::twin(own(&one), same(&one), &one.client.1, &one.integration.1),
        };
        known.into_iter().take(MOST).map(twin).collect()
    }
}
