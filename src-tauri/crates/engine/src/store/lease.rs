//! Leases: what only one process may do at a time. Each has an owner and an end, so a crash frees it.

use chrono::Duration;
use uuid::Uuid;

use super::{Write, millis};
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
