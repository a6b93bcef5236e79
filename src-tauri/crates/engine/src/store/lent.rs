//! Which items are in the keyring, and whose they are: for who looks for all keys of the rack.

use uuid::Uuid;

use super::Store;
use crate::codes::Coded as _;
use crate::error::Result;
use crate::store::keys::VersionState;

/// A version whose value is in the keyring; where it is only intended, its writing was begun, and it may be there.
#[derive(Clone, Debug)]
pub(crate) struct HeldVersion {
    pub(crate) id: Uuid,
    pub(crate) state: VersionState,
    /// Of the integrations that use it; empty when none is left.
    pub(crate) provider: String,
}

/// Who uses a version.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) version: Uuid,
    pub(crate) state: VersionState,
    pub(crate) client: (Uuid, String),
    pub(crate) integration: Option<(Uuid, String)>,
    pub(crate) provider: Option<String>,
}

/// A part as it is known of a version.
#[derive(Clone, Debug)]
pub(crate) struct StoredPart {
    pub(crate) version: Uuid,
    pub(crate) name: String,
    pub(crate) prefix: String,
    pub(crate) tail: String,
    /// 32 hex digits.
    pub(crate) fingerprint: String,
}

/// Those in use come first: a value that was carried over is named by them.
const HELD: &str = "SELECT v.id, v.state, coalesce((SELECT i.provider FROM integration i
        WHERE i.credential = v.credential ORDER BY i.removed_at IS NOT NULL, i.id LIMIT 1), '')
    FROM version v WHERE v.state IN ('current', 'incomplete', 'intended', 'retiring', 'retired')
    ORDER BY v.state IN ('current', 'incomplete') DESC, v.id DESC";
const USERS: &str = "SELECT v.id, v.state, c.id, c.name, i.id, i.name, i.provider FROM version v
    JOIN credential k ON k.id = v.credential JOIN client c ON c.id = k.client
    LEFT JOIN integration i ON i.credential = v.credential AND i.removed_at IS NULL
    WHERE v.id IN (SELECT unhex(value) FROM json_each(?1)) ORDER BY c.name_key, i.name_key";

const PARTS: &str = "SELECT version, name, mask_prefix, mask_tail, fingerprint FROM part
    WHERE version IN (SELECT unhex(value) FROM json_each(?1)) ORDER BY version DESC, name";

const PRINTED: &str =
    "SELECT version, name, mask_prefix, mask_tail, fingerprint FROM part WHERE fingerprint = ?1
    ORDER BY version DESC, name";

type PartTuple = (Uuid, String, String, String, String);
type UserTuple = (Uuid, String, Uuid, String, Option<Uuid>, Option<String>, Option<String>);

impl Store {
    /// Every version that is in the keyring.
    pub(crate) async fn held_versions(&self) -> Result<Vec<HeldVersion>> {
        let rows: Vec<(Uuid, String, String)> =
            sqlx::query_as(HELD).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(rows
            .into_iter()
            .filter_map(|(id, state, provider)| {
                Some(HeldVersion { id, state: VersionState::parse(&state)?, provider })
            })
            .collect())
    }

    /// Who uses these versions, in the order of clients' and integrations' names.
    pub(crate) async fn users_of(&self, versions: &[Uuid]) -> Result<Vec<User>> {
        let ids: Vec<String> = versions.iter().map(|id| id.simple().to_string()).collect();
        let rows: Vec<UserTuple> = sqlx::query_as(USERS)
            .bind(super::to_json(&ids))
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows
            .into_iter()
            .filter_map(|(version, state, client, client_name, integration, name, provider)| {
                let state = VersionState::parse(&state)?;
                let integration = integration.zip(name);
                Some(User { version, state, client: (client, client_name), integration, provider })
            })
            .collect())
    }

    /// The parts of these versions, those of the newest first.
    pub(crate) async fn parts_of(&self, versions: &[Uuid]) -> Result<Vec<StoredPart>> {
        let ids: Vec<String> = versions.iter().map(|id| id.simple().to_string()).collect();
        let rows: Vec<PartTuple> = sqlx::query_as(PARTS)
            .bind(super::to_json(&ids))
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(part).collect())
    }

    /// The parts with this fingerprint, those of the newest versions first.
    pub(crate) async fn parts_printed(&self, fingerprint: &str) -> Result<Vec<StoredPart>> {
        let rows: Vec<PartTuple> = sqlx::query_as(PRINTED)
            .bind(fingerprint)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.into_iter().map(part).collect())
    }
}

fn part((version, name, prefix, tail, fingerprint): PartTuple) -> StoredPart {
    StoredPart { version, name, prefix, tail, fingerprint }
}
