//! What the rack holds already: clients and integrations by name, so that a file adds to them and makes no doubles.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::engine::Engine;
use crate::error::Result;
use crate::keys::row_mask_view;
use crate::store::name_key;
use crate::view::{IntegrationInput, KeyMaskView};

/// Clients and integrations by name, whatever their capitals.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct KnownRack {
    clients: HashMap<String, KnownClient>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownClient {
    pub(super) id: Uuid,
    pub(super) integrations: HashMap<String, KnownIntegration>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownIntegration {
    pub(super) id: Uuid,
    pub(super) input: IntegrationInput,
    /// What it holds now, by part.
    pub(super) held: BTreeMap<String, HeldKey>,
}

/// A part that is held now.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HeldKey {
    /// The whole fingerprint.
    pub(super) print: String,
    pub(super) mask: KeyMaskView,
}

impl KnownRack {
    pub(super) fn client(&self, name: &str) -> Option<&KnownClient> {
        self.clients.get(&name_key(name))
    }
}

impl KnownClient {
    pub(super) fn integration(&self, name: &str) -> Option<&KnownIntegration> {
        self.integrations.get(&name_key(name))
    }
}

impl Engine {
    pub(super) async fn known_rack(&self) -> Result<KnownRack> {
        let mut clients: HashMap<Uuid, (String, KnownClient)> = HashMap::new();
        for client in self.store().client_names().await? {
            let known = KnownClient { id: client.id, integrations: HashMap::new() };
            clients.insert(client.id, (name_key(&client.name), known));
        }
        let mut held = self.held_keys().await?;
        for one in self.store().all_integrations().await? {
            if let Some((_, client)) = clients.get_mut(&one.client.0) {
                let known = KnownIntegration {
                    id: one.id,
                    input: one.input,
                    held: held.remove(&one.id).unwrap_or_default(),
                };
                client.integrations.insert(name_key(&known.input.name), known);
            }
        }
        Ok(KnownRack { clients: clients.into_values().collect() })
    }

    /// What each integration holds now.
    async fn held_keys(&self) -> Result<HashMap<Uuid, BTreeMap<String, HeldKey>>> {
        let mut held: HashMap<Uuid, BTreeMap<String, HeldKey>> = HashMap::new();
        for (integration, row) in self.store().parts_in_use().await? {
            let key = HeldKey { print: row.fingerprint.clone(), mask: row_mask_view(&row) };
            held.entry(integration).or_default().insert(row.name, key);
        }
        Ok(held)
    }
}
