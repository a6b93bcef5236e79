//! What integrations send with made-up data, and what came of each such send.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Store, Write, millis, time, to_json};
use crate::error::{Code, Result};
use crate::view::{OrderInput, OrderSendView};

/// What was saved for an integration.
#[derive(Clone, Debug)]
pub(crate) struct OrderRow {
    pub(crate) input: OrderInput,
    pub(crate) revision: u32,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) updated_by: String,
}

const ONE: &str = "SELECT input, revision, updated_at, updated_by FROM send_order WHERE integration = ?";
const ADD: &str = "INSERT INTO send_order (integration, workspace, input, created_at, created_by, updated_at,
    updated_by) VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?5) ON CONFLICT (integration) DO NOTHING";
const EDIT: &str =
    "UPDATE send_order SET input = ?3, updated_at = ?4, updated_by = ?5, revision = revision + 1
    WHERE integration = ?1 AND revision = ?2";
const SENT: &str = "SELECT facts FROM order_sent WHERE attempt = ?";
const KEEP_SENT: &str = "INSERT INTO order_sent (attempt, facts) VALUES (?1, ?2)
    ON CONFLICT (attempt) DO UPDATE SET facts = ?2";

impl Store {
    /// What was saved for this integration.
    pub(crate) async fn order(&self, integration: Uuid) -> Result<Option<OrderRow>> {
        let row: Option<(String, u32, i64, String)> = sqlx::query_as(ONE)
            .bind(integration)
            .fetch_optional(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        let Some((input, revision, updated_at, updated_by)) = row else { return Ok(None) };
        // Of a newer version that knows more: nothing of it may be sent by guess.
        let input = serde_json::from_str(&input).map_err(|_| Code::NewerVersion)?;
        Ok(Some(OrderRow { input, revision, updated_at: time(updated_at), updated_by }))
    }

    /// What a send with made-up data was; `None` for a test.
    pub(crate) async fn order_sent(&self, attempt: Uuid) -> Result<Option<OrderSendView>> {
        let row: Option<(String,)> = sqlx::query_as(SENT)
            .bind(attempt)
            .fetch_optional(&self.readers)
            .await
            .map_err(|e| self.trouble(e))?;
        Ok(row.and_then(|(facts,)| serde_json::from_str(&facts).ok()))
    }
}

impl Write<'_> {
    /// Keeps what an integration sends; `revision` 0 for the first time.
    pub(crate) async fn save_order(
        &mut self,
        integration: Uuid,
        revision: u32,
        input: &OrderInput,
    ) -> Result<()> {
        let (now, by, workspace) = (millis(self.now()), self.by().to_owned(), self.store.workspace);
        let (input, first) = (to_json(input), revision == 0);
        let query = match first {
            true => sqlx::query(ADD).bind(integration).bind(workspace),
            false => sqlx::query(EDIT).bind(integration).bind(revision),
        };
        let query = query.bind(input).bind(now).bind(by);
        let done = query.execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(Code::ChangedElsewhere.into()) }
    }

    /// Keeps what a send with made-up data was.
    pub(crate) async fn keep_order_sent(&mut self, attempt: Uuid, facts: &OrderSendView) -> Result<()> {
        let query = sqlx::query(KEEP_SENT).bind(attempt).bind(to_json(facts));
        query.execute(self.connection()).await.map_err(|e| self.trouble(e))?;
        Ok(())
    }
}
