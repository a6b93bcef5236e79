//! Leases: what only one process may do at a time. Each has an owner and an end, so a crash frees it.

use std::collections::HashSet;

use chrono::Duration;
use uuid::Uuid;

use super::{Store, Write, millis, to_json};
use crate::error::Result;

const TAKE: &str = "INSERT INTO lease (name, owner, expires_at) VALUES (?1, ?2, ?3)
    ON CONFLICT (name) DO UPDATE SET owner = ?2, expires_at = ?3 WHERE expires_at <= ?4";
const RELEASE: &str = "DELETE FROM lease WHERE name = ? AND owner = ?";

impl Write<'_> {
    /// Takes the lease `name` for `owner` until `lasts` from now. `false`: someone else has it.
    pub(crate) async fn take_lease(&mut self, name: &str, owner: Uuid, lasts: Duration) -> Result<bool> {
        let now = self.now();
        let done = sqlx::query(TAKE)
            .bind(name)
            .bind(owner)
            .bind(millis(now + lasts))
            .bind(millis(now))
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(done.rows_affected() == 1)
    }

    /// Whether somebody else than `owner` stands in the row of the lease `name`, its time over or not.
    pub(crate) async fn is_anothers_lease(&mut self, name: &str, owner: Uuid) -> Result<bool> {
        let row: Option<(Uuid,)> = sqlx::query_as("SELECT owner FROM lease WHERE name = ?")
            .bind(name)
            .fetch_optional(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.is_some_and(|(holder,)| holder != owner))
    }

    /// Holds on to the lease `name` until `lasts` from now; `false`: it is not `owner`'s any more.
    pub(crate) async fn hold_lease(&mut self, name: &str, owner: Uuid, lasts: Duration) -> Result<bool> {
        let until = millis(self.now() + lasts);
        let done = sqlx::query(HOLD)
            .bind(name)
            .bind(owner)
            .bind(until)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives the lease back, if `owner` still has it.
    pub(crate) async fn release_lease(&mut self, name: &str, owner: Uuid) -> Result<()> {
        sqlx::query(RELEASE)
            .bind(name)
            .bind(owner)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }
}

const HOLD: &str = "UPDATE lease SET expires_at = ?3 WHERE name = ?1 AND owner = ?2";

const CLAIM: &str =
    "INSERT INTO lease (name, owner, expires_at) SELECT 'run:' || value, ?1, ?2 FROM json_each(?3)
    WHERE true ON CONFLICT (name) DO UPDATE SET owner = ?1, expires_at = ?2 WHERE expires_at <= ?4";
const CLAIMED: &str = "SELECT substr(name, 5) FROM lease WHERE owner = ?";
const RENEW: &str = "UPDATE lease SET expires_at = ?2 WHERE owner = ?1";
const RELEASE_ALL: &str = "DELETE FROM lease WHERE owner = ?";

impl Store {
    /// Claims these integrations for the run `owner` until `lasts` from now; answers those that no other run has.
    pub(crate) async fn claim_for_run(
        &self,
        owner: Uuid,
        integrations: &[Uuid],
        lasts: Duration,
    ) -> Result<HashSet<Uuid>> {
        let names: Vec<String> = integrations.iter().map(Uuid::to_string).collect();
        let mut write = self.write().await?;
        let now = write.now();
        sqlx::query(CLAIM)
            .bind(owner)
            .bind(millis(now + lasts))
            .bind(to_json(&names))
            .bind(millis(now))
            .execute(write.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        let claimed = self.claimed(&mut write, owner).await?;
        write.commit_quietly().await?;
        Ok(claimed)
    }

    /// Holds on to what the run `owner` claimed, until `lasts` from now; answers what of it is still its own.
    pub(crate) async fn renew_run(&self, owner: Uuid, lasts: Duration) -> Result<HashSet<Uuid>> {
        let mut write = self.write().await?;
        let until = millis(write.now() + lasts);
        sqlx::query(RENEW)
            .bind(owner)
            .bind(until)
            .execute(write.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        let claimed = self.claimed(&mut write, owner).await?;
        write.commit_quietly().await?;
        Ok(claimed)
    }

    async fn claimed(&self, write: &mut Write<'_>, owner: Uuid) -> Result<HashSet<Uuid>> {
        let rows: Vec<(String,)> = sqlx::query_as(CLAIMED)
            .bind(owner)
            .fetch_all(write.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(rows.iter().filter_map(|(id,)| id.parse().ok()).collect())
    }

    /// Gives back all that the run `owner` claimed.
    pub(crate) async fn release_run(&self, owner: Uuid) -> Result<()> {
        let mut write = self.write().await?;
        sqlx::query(RELEASE_ALL)
            .bind(owner)
            .execute(write.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        write.commit_quietly().await
    }
}
