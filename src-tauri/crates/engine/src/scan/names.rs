//! Whose the keys are that were found, as far as that is still known.

use std::collections::HashMap;

use uuid::Uuid;
use vault::{PartName, RackSeeker};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::lent::{StoredPart, User};
use crate::view::{FindingKey, FindingUser, KeyMaskView};
use crate::words::scan::GUESSABLE;

impl Engine {
    /// The keys at these positions of a seeker, by name. A position without a name is of no key.
    ///
    /// # Errors
    /// A storage code.
    pub async fn key_names(
        &self,
        seeker: &RackSeeker,
        keys: impl IntoIterator<Item = usize>,
    ) -> Result<HashMap<usize, FindingKey>> {
        let owned: Vec<(usize, &[PartName])> = keys
            .into_iter()
            .map(|key| (key, seeker.owners(key)))
            .filter(|(_, own)| !own.is_empty())
            .collect();
        let versions: Vec<Uuid> =
            owned.iter().flat_map(|(_, own)| own.iter().map(|one| one.version)).collect();
        let users = self.store().users_of(&versions).await?;
        let parts = self.store().parts_of(&versions).await?;
        Ok(owned.into_iter().filter_map(|(key, own)| Some((key, name(own, &users, &parts)?))).collect())
    }

    /// The key of a fingerprint, as far as it is still held.
    pub(crate) async fn key_named(&self, fingerprint: &str) -> Result<Option<FindingKey>> {
        let parts = self.store().parts_printed(fingerprint).await?;
        let own: Vec<PartName> =
            parts.iter().map(|p| PartName { version: p.version, part: p.name.clone() }).collect();
        let versions: Vec<Uuid> = own.iter().map(|one| one.version).collect();
        let users = self.store().users_of(&versions).await?;
        Ok(name(&own, &users, &parts))
    }

    /// Parts, as people know them: client / integration / part.
    ///
    /// # Errors
    /// A storage code.
    pub async fn part_names(&self, parts: &[PartName]) -> Result<Vec<String>> {
        let versions: Vec<Uuid> = parts.iter().map(|part| part.version).collect();
        let users = self.store().users_of(&versions).await?;
        let mut names: Vec<String> = parts
            .iter()
            .map(|part| match users.iter().find(|user| user.version == part.version) {
                Some(User { client, integration, .. }) => {
                    let integration = integration.as_ref().map_or("", |(_, name)| name.as_str());
                    [client.1.as_str(), integration, part.part.as_str()].join(" / ")
                }
                None => part.part.clone(),
            })
            .collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Parts that could be guessed and were left out for that, by name.
    pub(crate) async fn guessable_names(&self, seeker: &RackSeeker) -> Result<Vec<String>> {
        let said = |part: PartName| PartName { part: format!("{} ({GUESSABLE})", part.part), ..part };
        let parts: Vec<PartName> = seeker.guessable().into_iter().map(said).collect();
        self.part_names(&parts).await
    }

    /// Items that are not in the keyring, or damaged there, by name: their keys were not looked for.
    ///
    /// # Errors
    /// A storage code.
    pub async fn unread_names(&self, seeker: &RackSeeker) -> Result<Vec<String>> {
        let parts: Vec<PartName> = seeker
            .unread()
            .iter()
            .map(|version| PartName { version: *version, part: "not in the keyring".to_owned() })
            .collect();
        self.part_names(&parts).await
    }
}

/// The key that all these parts are.
fn name(owners: &[PartName], users: &[User], parts: &[StoredPart]) -> Option<FindingKey> {
    let mine = |version: Uuid| owners.iter().any(|one| one.version == version);
    let part = parts
        .iter()
        .find(|part| owners.iter().any(|one| one.version == part.version && one.part == part.name))?;
    let mine: Vec<&User> = users.iter().filter(|user| mine(user.version)).collect();
    let provider = mine.iter().find_map(|user| user.provider.as_deref()).unwrap_or_default();
    let mut named: Vec<FindingUser> = Vec::new();
    for user in &mine {
        let Some((integration, integration_name)) = &user.integration else { continue };
        if named.iter().all(|known| known.integration != *integration) {
            named.push(FindingUser {
                client: user.client.0,
                client_name: user.client.1.clone(),
                integration: *integration,
                integration_name: integration_name.clone(),
            });
        }
    }
    Some(FindingKey {
        fingerprint: part.fingerprint.chars().take(6).collect(),
        mask: Some(KeyMaskView {
            prefix: part.prefix.clone(),
            tail: part.tail.clone(),
            fingerprint: part.fingerprint.chars().take(6).collect(),
        }),
        part_label: crate::catalogue::part_label(provider, &part.name),
        replaced: mine.iter().all(|user| !user.state.in_use()),
        users: named,
    })
}
