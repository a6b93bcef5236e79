//! How long sends are kept. Deeds and daily counts stay.

use chrono::{DateTime, Utc};

use super::{Store, Write, millis, to_json};
use crate::error::Result;
use crate::view::Settings;

/// So many at once: a purge of years must not hold up a test.
const BATCH: u32 = 2000;

const DROP_OLD: &str =
    "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt WHERE at < ?1 ORDER BY at LIMIT ?2)";
const ANY_OLD: &str = "SELECT EXISTS (SELECT 1 FROM attempt WHERE at < ?)";
const GIVE_BACK: &str = "PRAGMA incremental_vacuum(500)";
const SETTINGS: &str = "SELECT settings FROM workspace";
const SAVE_SETTINGS: &str = "UPDATE workspace SET settings = ?1, updated_at = ?2, updated_by = ?3,
    revision = revision + 1";

impl Store {
    /// The settings; what an older or newer version wrote and this one cannot read is the default.
    pub(crate) async fn settings(&self) -> Result<Settings> {
        let row: (String,) =
            sqlx::query_as(SETTINGS).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(super::from_json(&row.0))
    }

    /// Whether anything from before `limit` is still kept.
    pub(crate) async fn any_before(&self, limit: DateTime<Utc>) -> Result<bool> {
        let row: (bool,) = sqlx::query_as(ANY_OLD)
            .bind(millis(limit))
            .fetch_one(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.0)
    }

    /// Gives pages that a purge left free back to the disk.
    pub(crate) async fn give_pages_back(&self) -> Result<()> {
        sqlx::query(GIVE_BACK).fetch_all(&self.writer).await.map_err(|e| self.trouble(e))?;
        Ok(())
    }
}

impl Write<'_> {
    /// Drops a batch of sends and exchanges from before `limit`, and says how many.
    pub(crate) async fn drop_before(&mut self, limit: DateTime<Utc>) -> Result<u32> {
        let done = sqlx::query(DROP_OLD)
            .bind(millis(limit))
            .bind(BATCH)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(u32::try_from(done.rows_affected()).unwrap_or(u32::MAX))
    }

    /// Keeps the settings.
    pub(crate) async fn save_settings(&mut self, settings: &Settings) -> Result<()> {
        let (now, by) = (millis(self.now()), self.by().to_owned());
        sqlx::query(SAVE_SETTINGS)
            .bind(to_json(settings))
            .bind(now)
            .bind(by)
            .execute(self.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(())
    }
}
