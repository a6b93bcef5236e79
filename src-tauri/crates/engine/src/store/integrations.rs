//! Integrations.

use chrono::{DateTime, Utc};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row, Sqlite};
use uuid::Uuid;

use super::{Store, Write, from_json, millis, name_key, time, to_json};
use crate::codes::Coded;
use crate::error::{Code, Result};
use crate::view::{AuthInput, Environment, Health, IntegrationInput};

/// An integration that is not removed, with its client.
#[derive(Clone, Debug)]
pub(crate) struct IntegrationRecord {
    pub(crate) id: Uuid,
    pub(crate) client: (Uuid, String),
    pub(crate) credential: Uuid,
    pub(crate) input: IntegrationInput,
    /// Itself, or its client.
    pub(crate) archived: bool,
    pub(crate) revision: u32,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) updated_by: String,
    pub(crate) health: Health,
}

impl IntegrationRecord {
    /// What a log entry about it names.
    pub(crate) fn about(&self) -> crate::deed::About {
        crate::deed::About::client(self.client.0, &self.client.1).integration(self.id, &self.input.name)
    }
}

const ONE: &str =
    "SELECT i.*, c.name AS client_name, c.archived AS client_archived, s.health FROM integration i
    JOIN client c ON c.id = i.client LEFT JOIN standing s ON s.integration = i.id
    WHERE i.id = ? AND i.removed_at IS NULL";
const OF_CLIENT: &str =
    "SELECT i.*, c.name AS client_name, c.archived AS client_archived, s.health FROM integration i
    JOIN client c ON c.id = i.client LEFT JOIN standing s ON s.integration = i.id
    WHERE i.client = ? AND i.removed_at IS NULL ORDER BY i.archived, i.name_key";
const OF_CREDENTIAL: &str = "SELECT i.*, c.name AS client_name, c.archived AS client_archived, s.health
    FROM integration i JOIN client c ON c.id = i.client LEFT JOIN standing s ON s.integration = i.id
    WHERE i.credential = ? AND i.removed_at IS NULL ORDER BY i.name_key";
const ALL: &str =
    "SELECT i.*, c.name AS client_name, c.archived AS client_archived, s.health FROM integration i
    JOIN client c ON c.id = i.client LEFT JOIN standing s ON s.integration = i.id
    WHERE i.removed_at IS NULL AND c.removed_at IS NULL";
const BY_NAME: &str = "SELECT id FROM integration WHERE client = ? AND name_key = ? AND removed_at IS NULL";
const ADD: &str = "INSERT INTO integration (id, workspace, client, credential, name, name_key, provider, environment,
    variables, base_url, auth, probe, ca_pem, allow_loopback_http, client_certificate, notes, tags, owner, rotate_every_days,
    host, conditions, headers, created_at, created_by, updated_at, updated_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?23, ?24, ?23, ?24)";
const EDIT: &str = "UPDATE integration SET name = ?3, name_key = ?4, provider = ?5, environment = ?6, variables = ?7,
    base_url = ?8, auth = ?9, probe = ?10, ca_pem = ?11, allow_loopback_http = ?12, client_certificate = ?13, notes = ?14,
    tags = ?15, owner = ?16, rotate_every_days = ?17, host = ?18, conditions = ?19, headers = ?20,
    updated_at = ?21, updated_by = ?22, revision = revision + 1
    WHERE id = ?1 AND revision = ?2 AND removed_at IS NULL";
const PROVIDER: &str = "SELECT provider FROM integration WHERE id = ?";
const UNTESTED: &str = "UPDATE standing SET health = 'untested' WHERE integration = ?";

impl Store {
    /// One integration.
    pub(crate) async fn integration(&self, id: Uuid) -> Result<IntegrationRecord> {
        let row =
            sqlx::query(ONE).bind(id).fetch_optional(&self.readers).await.map_err(|e| self.trouble(e))?;
        let row = row.ok_or(Code::IntegrationUnknown)?;
        record(&row).map_err(|e| self.trouble(e))
    }

    /// The integrations of a client, archived ones last.
    pub(crate) async fn integrations_of(&self, client: Uuid) -> Result<Vec<IntegrationRecord>> {
        let rows = sqlx::query(OF_CLIENT)
            .bind(client)
            .fetch_all(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        rows.iter().map(record).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
    }

    /// The integrations that use a credential.
    pub(crate) async fn integrations_with(&self, credential: Uuid) -> Result<Vec<IntegrationRecord>> {
        let found = sqlx::query(OF_CREDENTIAL).bind(credential).fetch_all(&self.readers).await;
        let rows = found.map_err(|e| self.trouble(e))?;
        rows.iter().map(record).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
    }

    /// Every integration, in no order.
    pub(crate) async fn all_integrations(&self) -> Result<Vec<IntegrationRecord>> {
        let rows = sqlx::query(ALL).fetch_all(&self.readers).await.map_err(|e| self.trouble(e))?;
        rows.iter().map(record).collect::<sqlx::Result<_>>().map_err(|e| self.trouble(e))
    }

    /// The integration of this name, whatever its capitals.
    pub(crate) async fn integration_by_name(&self, client: Uuid, name: &str) -> Result<Option<Uuid>> {
        let row: Option<(Uuid,)> = sqlx::query_as(BY_NAME)
            .bind(client)
            .bind(name_key(name))
            .fetch_optional(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.map(|r| r.0))
    }

    /// The provider's id, of a removed integration as well; empty where nothing is known of it any more.
    pub(crate) async fn provider_of(&self, integration: Uuid) -> Result<String> {
        let row: Option<(String,)> = sqlx::query_as(PROVIDER)
            .bind(integration)
            .fetch_optional(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.map(|r| r.0).unwrap_or_default())
    }
}

impl Write<'_> {
    /// A new integration; `input` was checked. `host` is for search.
    pub(crate) async fn add_integration(
        &mut self,
        client: Uuid,
        credential: Uuid,
        input: &IntegrationInput,
        host: &str,
    ) -> Result<Uuid> {
        let (id, now, by) = (self.new_id(), self.now(), self.by().to_owned());
        let workspace = self.store.workspace;
        let add = sqlx::query(ADD).bind(id).bind(workspace).bind(client).bind(credential);
        with_input(add, input, host)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.name_trouble(e))?;
        Ok(id)
    }

    /// Changes an integration that is still at `revision`.
    pub(crate) async fn edit_integration(
        &mut self,
        id: Uuid,
        revision: u32,
        input: &IntegrationInput,
        host: &str,
    ) -> Result<()> {
        let (now, by) = (self.now(), self.by().to_owned());
        let edit = sqlx::query(EDIT).bind(id).bind(revision);
        let done = with_input(edit, input, host)
            .bind(millis(now))
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.name_trouble(e))?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(Code::ChangedElsewhere.into()) }
    }

    /// What earlier sends showed was about another destination.
    pub(crate) async fn mark_untested(&mut self, integration: Uuid) -> Result<()> {
        sqlx::query(UNTESTED)
            .bind(integration)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        self.begin_watch_anew(integration).await
    }
}

/// The statement with all that a person entered, in the order of the columns.
fn with_input<'q>(
    statement: Query<'q, Sqlite, SqliteArguments>,
    input: &IntegrationInput,
    host: &str,
) -> Query<'q, Sqlite, SqliteArguments> {
    statement
        .bind(&input.name)
        .bind(name_key(&input.name))
        .bind(&input.provider)
        .bind(input.environment.code())
        .bind(to_json(&input.variables))
        .bind(&input.base_url)
        .bind(to_json(&input.auth))
        .bind(&input.probe)
        .bind(&input.ca_pem)
        .bind(input.allow_loopback_http)
        .bind(input.client_certificate)
        .bind(&input.notes)
        .bind(to_json(&input.tags))
        .bind(&input.owner)
        .bind(input.rotate_every_days)
        .bind(host)
        .bind(to_json(&input.conditions))
        .bind(to_json(&input.headers))
}

pub(super) fn record(row: &SqliteRow) -> sqlx::Result<IntegrationRecord> {
    let text = |name: &str| row.try_get::<String, _>(name);
    let auth = serde_json::from_str(&text("auth")?).unwrap_or(AuthInput::Provider);
    let health: Option<String> = row.try_get("health")?;
    Ok(IntegrationRecord {
        id: row.try_get("id")?,
        client: (row.try_get("client")?, text("client_name")?),
        credential: row.try_get("credential")?,
        input: IntegrationInput {
            name: text("name")?,
            provider: text("provider")?,
            environment: Environment::parse(&text("environment")?).unwrap_or_default(),
            variables: from_json(&text("variables")?),
            base_url: row.try_get("base_url")?,
            auth,
            probe: row.try_get("probe")?,
            ca_pem: row.try_get("ca_pem")?,
            allow_loopback_http: row.try_get("allow_loopback_http")?,
            client_certificate: row.try_get("client_certificate")?,
            notes: text("notes")?,
            tags: from_json(&text("tags")?),
            owner: text("owner")?,
            rotate_every_days: row.try_get("rotate_every_days")?,
            conditions: from_json(&text("conditions")?),
            headers: from_json(&text("headers")?),
        },
        archived: row.try_get::<bool, _>("archived")? || row.try_get::<bool, _>("client_archived")?,
        revision: row.try_get("revision")?,
        created_at: time(row.try_get("created_at")?),
        updated_at: time(row.try_get("updated_at")?),
        updated_by: text("updated_by")?,
        health: health.and_then(|h| Health::parse(&h)).unwrap_or(Health::Untested),
    })
}
