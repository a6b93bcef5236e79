//! All that sends need to know of integrations, of many in as many statements as of one.

use std::collections::HashMap;

use uuid::Uuid;

use super::integrations::{IntegrationRecord, record};
use super::keys::{PartTuple, VersionRow, part_row, version_row};
use super::{Store, to_json};
use crate::error::{Code, Result};
use crate::view::IntegrationInput;

/// All that a send or an intake needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) client: (Uuid, String),
    pub(crate) integration: (Uuid, String),
    pub(crate) input: IntegrationInput,
    pub(crate) archived: bool,
    pub(crate) credential: Uuid,
    /// The version that tests are sent with.
    pub(crate) version: Option<VersionRow>,
    /// Versions before it that are still held: a provider may well speak of a key that it knew.
    pub(crate) replaced: Vec<Uuid>,
    /// Every integration that uses the credential, this one too.
    pub(crate) users: Vec<IntegrationInput>,
}

impl Profile {
    /// What a log entry about it names.
    pub(crate) fn about(&self) -> crate::deed::About {
        crate::deed::About::client(self.client.0, &self.client.1)
            .integration(self.integration.0, &self.integration.1)
    }
}

// The ids come as a list of hexadecimal texts.
const USERS: &str = "SELECT i.*, c.name AS client_name, c.archived AS client_archived, s.health FROM integration i
    JOIN client c ON c.id = i.client LEFT JOIN standing s ON s.integration = i.id WHERE i.removed_at IS NULL
    AND i.credential IN (SELECT credential FROM integration WHERE id IN (SELECT unhex(value) FROM json_each(?)))";
const VERSIONS: &str = "SELECT v.credential, v.id, v.state, v.created_at FROM version v WHERE v.credential IN
    (SELECT credential FROM integration WHERE id IN (SELECT unhex(value) FROM json_each(?))) ORDER BY v.number DESC";
const PARTS: &str =
    "SELECT p.version, p.name, p.mask_prefix, p.mask_tail, p.fingerprint, p.source, p.taken_at, p.taken_by,
    p.warnings, p.last_used_at FROM part p WHERE p.version IN (SELECT v.id FROM version v WHERE v.credential IN
    (SELECT credential FROM integration WHERE id IN (SELECT unhex(value) FROM json_each(?)))) ORDER BY p.name";

/// Credential, version, state, when it was made.
type VersionTuple = (Uuid, Uuid, String, i64);

impl Store {
    /// All that a send or an intake needs to know.
    ///
    /// # Errors
    /// [`Code::IntegrationUnknown`].
    pub(crate) async fn profile(&self, integration: Uuid) -> Result<Profile> {
        let found = self.profiles(&[integration]).await?.remove(&integration);
        found.ok_or_else(|| Code::IntegrationUnknown.into())
    }

    /// The same of many. What is removed is not among them.
    pub(crate) async fn profiles(&self, integrations: &[Uuid]) -> Result<HashMap<Uuid, Profile>> {
        let ids: Vec<String> = integrations.iter().map(|id| id.simple().to_string()).collect();
        let ids = to_json(&ids);
        let users = sqlx::query(USERS).bind(ids.clone()).fetch_all(&self.readers);
        let versions = sqlx::query_as(VERSIONS).bind(ids.clone()).fetch_all(&self.readers);
        let parts = sqlx::query_as(PARTS).bind(ids).fetch_all(&self.readers);
        let (users, versions, parts): (_, Vec<VersionTuple>, Vec<PartTuple>) =
            tokio::try_join!(users, versions, parts).map_err(|e| self.trouble(e))?;
        let users: Vec<IntegrationRecord> =
            users.iter().map(record).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))?;
        let mut parts_of: HashMap<Uuid, Vec<_>> = HashMap::new();
        for tuple in parts {
            parts_of.entry(tuple.0).or_default().push(part_row(tuple));
        }
        let mut versions_of: HashMap<Uuid, Vec<VersionRow>> = HashMap::new();
        for (credential, id, state, created_at) in versions {
            let parts = parts_of.remove(&id).unwrap_or_default();
            let row = VersionRow { parts, ..version_row(id, &state, created_at) };
            versions_of.entry(credential).or_default().push(row);
        }
        let mut beside: HashMap<Uuid, Vec<IntegrationInput>> = HashMap::new();
        for user in &users {
            beside.entry(user.credential).or_default().push(user.input.clone());
        }
        let profile = |user: &IntegrationRecord| {
            let versions = versions_of.get(&user.credential).cloned().unwrap_or_default();
            profile(user, versions, beside.get(&user.credential).cloned().unwrap_or_default())
        };
        let wanted = users.iter().filter(|user| integrations.contains(&user.id));
        Ok(wanted.map(|user| (user.id, profile(user))).collect())
    }
}

fn profile(record: &IntegrationRecord, versions: Vec<VersionRow>, users: Vec<IntegrationInput>) -> Profile {
    let (in_use, before): (Vec<_>, Vec<_>) = versions.into_iter().partition(|one| one.state.in_use());
    Profile {
        client: record.client.clone(),
        integration: (record.id, record.input.name.clone()),
        input: record.input.clone(),
        archived: record.archived,
        credential: record.credential,
        version: in_use.into_iter().next(),
        replaced: before.into_iter().filter(|one| one.state.held()).map(|one| one.id).collect(),
        users,
    }
}
