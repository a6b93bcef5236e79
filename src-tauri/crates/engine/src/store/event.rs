//! Rows of the log: deeds, intents and outcomes.

use uuid::Uuid;

use super::{Store, Write, millis};
use crate::codes::{Coded, codes};
use crate::deed::{About, Deed, Facts, facts_to_text};
use crate::error::Result;

codes! {
    /// How far a deed has come.
    pub(crate) enum EventState {
        Intended = "intended",
        Done = "done",
        Failed = "failed",
    }
}

const INSERT: &str = "INSERT INTO event (id, workspace, at, user, machine, deed, state, client, client_name,
    integration, integration_name, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const FINISH: &str = "UPDATE event SET state = ?2, facts = json(?3) WHERE id = ?1 AND state = 'intended'";
const NAME: &str = "UPDATE event SET client = ?2, client_name = ?3, integration = ?4, integration_name = ?5
    WHERE id = ?1 AND state = 'intended'";
const FACTS_OF: &str = "SELECT facts FROM event WHERE id = ?";

const RENEWAL_OPEN: &str =
    "SELECT EXISTS (SELECT 1 FROM event WHERE deed = ?1 AND state = 'intended' AND integration IN
    (SELECT id FROM integration WHERE credential = ?2))";

impl Store {
    /// Whether some process holds a newer value of this credential that its keyring has not taken.
    pub(crate) async fn is_renewal_open(&self, credential: Uuid) -> Result<bool> {
        let row: (bool,) = sqlx::query_as(RENEWAL_OPEN)
            .bind(Deed::KeyRenewed.code())
            .bind(credential)
            .fetch_one(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.0)
    }
}

impl Write<'_> {
    /// Logs a deed that is done with this change.
    pub(crate) async fn deed(&mut self, deed: Deed, about: About) -> Result<Uuid> {
        self.insert_event(deed, EventState::Done, about).await
    }

    /// Logs that something outside the database is about to be done.
    pub(crate) async fn intend(&mut self, deed: Deed, about: About) -> Result<Uuid> {
        self.insert_event(deed, EventState::Intended, about).await
    }

    /// Logs what came of an intent; `more` is added to its facts.
    pub(crate) async fn finish(&mut self, event: Uuid, deed: Deed, done: bool, more: Facts) -> Result<()> {
        let stored: (String,) = sqlx::query_as(FACTS_OF)
            .bind(event)
            .fetch_one(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        let mut facts: Vec<(String, String)> = crate::deed::facts_from_text(&stored.0);
        facts.extend(more.into_iter().map(|(fact, value)| (fact.code().to_owned(), value)));
        let state = if done { EventState::Done } else { EventState::Failed };
        sqlx::query(FINISH)
            .bind(event)
            .bind(state.code())
            .bind(super::to_json(&facts))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        self.count(deed);
        Ok(())
    }

    /// Says what an intent is about, where that was only made with its outcome.
    pub(crate) async fn name_event(&mut self, event: Uuid, about: &About) -> Result<()> {
        let (client, client_name) = about.client.clone().unzip();
        let (integration, integration_name) = about.integration.clone().unzip();
        sqlx::query(NAME)
            .bind(event)
            .bind(client)
            .bind(client_name)
            .bind(integration)
            .bind(integration_name)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }

    async fn insert_event(&mut self, deed: Deed, state: EventState, about: About) -> Result<Uuid> {
        let id = self.new_id();
        let (client, client_name) = about.client.unzip();
        let (integration, integration_name) = about.integration.unzip();
        let store: &Store = self.store;
        sqlx::query(INSERT)
            .bind(id)
            .bind(store.workspace)
            .bind(millis(self.now()))
            .bind(&store.actor.user)
            .bind(&store.actor.machine)
            .bind(deed.code())
            .bind(state.code())
            .bind(client)
            .bind(client_name)
            .bind(integration)
            .bind(integration_name)
            .bind(facts_to_text(&about.facts))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        self.count(deed);
        Ok(id)
    }
}
