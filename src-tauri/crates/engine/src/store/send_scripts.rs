//! The two changes of each test send, its intent and its outcome: each one script.
//!
//! A statement costs a trip to the writing connection's thread and back, more than it takes to run. So what every send does
//! goes there as one script, and scripts that come at the same time go in one transaction: see
//! [`SendQueue`](super::send_queue::SendQueue). Every other change goes through [`Write`](super::Write).
//!
//! Statements of a script share their numbers. They are written `$3`, not `?3`: SQLite makes parameters of the numbers
//! between that a statement leaves out, and sqlx would count those.

use std::sync::LazyLock;

use chrono::{DateTime, Duration, Utc};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::send_queue::Script;
use super::sends::{AttemptRow, StoredExchange};
use super::{Store, millis, to_json};
use crate::codes::Coded;
use crate::deed::{About, Deed};
use crate::error::{Code, Result};
use crate::health::health_of;
use crate::watch::latency;

/// How many latencies a hook shows.
const LATENCIES: u32 = 24;

const TAKE_LEASE: &str = "INSERT INTO lease (name, owner, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET owner = $2, expires_at = $3 WHERE expires_at <= $4";
const INTEND: &str = "INSERT INTO event (id, workspace, at, user, machine, deed, state, client, client_name,
    integration, integration_name, facts) SELECT $5, $6, $4, $7, $8, $9, 'intended', $10, $11, $12, $13, '[]'
    WHERE EXISTS (SELECT 1 FROM lease WHERE name = $1 AND owner = $2)";
const TAKEN: &str = "SELECT EXISTS (SELECT 1 FROM lease WHERE name = $1 AND owner = $2)";
static INTENT: LazyLock<String> = LazyLock::new(|| script(&[TAKE_LEASE, INTEND, TAKEN]));

const FINISH: &str = "UPDATE event SET state = 'done', verdict = $6, status = $8, total_ms = $9
    WHERE id = $1 AND state = 'intended'";
const ADD: &str =
    "INSERT INTO attempt (id, workspace, integration, version, at, verdict, reason, status, total_ms,
    details, timings, tls, remote, proxied, masked, facts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $25)";
const ADD_EXCHANGE: &str = "INSERT INTO exchange (attempt, request, response, saw, token)
    SELECT $1, $16, $17, $26, $27 WHERE $16 IS NOT NULL OR $17 IS NOT NULL OR $27 IS NOT NULL";
const DAILY: &str = "INSERT INTO daily (integration, day, verdict, sends, answered, total_ms)
    VALUES ($3, $18, $6, 1, $9 IS NOT NULL, coalesce($9, 0)) ON CONFLICT (integration, day, verdict)
    DO UPDATE SET sends = sends + 1, answered = answered + excluded.answered, total_ms = total_ms + excluded.total_ms";
// A send that was not sent has no health: it says nothing about the integration, nor does its line of latencies change.
const STAND: &str = "INSERT INTO standing (integration, health, send, at, verdict, reason, status, total_ms, latencies)
    SELECT $3, $19, $1, $5, $6, $7, $8, $9, json_array($9) WHERE $19 IS NOT NULL
    ON CONFLICT (integration) DO UPDATE SET health = excluded.health, send = excluded.send, at = excluded.at,
    verdict = excluded.verdict, reason = excluded.reason, status = excluded.status, total_ms = excluded.total_ms,
    latencies = json_insert(CASE WHEN json_array_length(latencies) >= $20 THEN json_remove(latencies, '$[0]')
        ELSE latencies END, '$[#]', $9)";
const KEY_USED: &str = "UPDATE part SET last_used_at = $21 WHERE version = $4 AND $21 IS NOT NULL";
const RELEASE: &str = "DELETE FROM lease WHERE name = $22 AND owner = $23";
const LATENCY: &str = "INSERT INTO daily_latency (integration, day, step, answers) SELECT $3, $18, $24, 1
    WHERE $24 IS NOT NULL ON CONFLICT (integration, day, step) DO UPDATE SET answers = answers + 1";
static OUTCOME: LazyLock<String> =
    LazyLock::new(|| script(&[FINISH, ADD, ADD_EXCHANGE, DAILY, STAND, KEY_USED, RELEASE, LATENCY]));

/// A whole change within a transaction of several: it is taken back by itself where it fails.
fn script(statements: &[&str]) -> String {
    [&["SAVEPOINT send"], statements, &["RELEASE send"]].concat().join(";")
}

/// A send that holds its lease and whose intent is on the disk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Intent {
    /// The id of its event, and of the attempt.
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    owner: Uuid,
}

impl Store {
    /// Takes the lease `name` until `lasts` from now and writes down that something is about to be sent.
    ///
    /// # Errors
    /// [`Code::SendRunning`] while somebody else has the lease.
    pub(crate) async fn intend_send(
        &self,
        name: &str,
        lasts: Duration,
        deed: Deed,
        about: About,
    ) -> Result<Intent> {
        let intent = Intent { id: self.new_id(), at: self.now(), owner: self.new_id() };
        let (client, client_name) = about.client.unzip();
        let (integration, integration_name) = about.integration.unzip();
        let query = sqlx::query(INTENT.as_str())
            .bind(name.to_owned())
            .bind(intent.owner)
            .bind(millis(intent.at + lasts))
            .bind(millis(intent.at))
            .bind(intent.id)
            .bind(self.workspace)
            .bind(self.actor.user.clone())
            .bind(self.actor.machine.clone())
            .bind(deed.code())
            .bind(client)
            .bind(client_name)
            .bind(integration)
            .bind(integration_name);
        let rows = self.run(query, true).await?;
        let taken = rows.last().is_some_and(|row| row.try_get(0).unwrap_or(false));
        if !taken {
            return Err(Code::SendRunning.into());
        }
        self.announce_all(deed);
        Ok(intent)
    }

    /// Keeps a send: its outcome in its event, its facts, its exchange, the day's counts, the integration's standing, when
    /// its key was used; and gives the lease `name` back.
    pub(crate) async fn record_send(
        &self,
        intent: Intent,
        name: &str,
        row: &AttemptRow,
        exchange: &StoredExchange,
        key_used: bool,
    ) -> Result<()> {
        let query = sqlx::query(OUTCOME.as_str())
            .bind(row.id)
            .bind(self.workspace)
            .bind(row.integration)
            .bind(row.version)
            .bind(millis(row.at))
            .bind(row.verdict.code())
            .bind(row.reason.clone())
            .bind(row.status)
            .bind(row.total_ms)
            .bind(row.details.clone())
            .bind(row.timings.as_ref().map(to_json))
            .bind(row.tls.as_ref().map(to_json))
            .bind(row.remote.clone())
            .bind(row.proxied)
            .bind(row.masked)
            .bind(exchange.request.as_ref().map(to_json))
            .bind(exchange.response.as_ref().map(to_json))
            .bind(row.at.date_naive().to_string())
            .bind(health_of(row.verdict).map(Coded::code))
            .bind(LATENCIES)
            .bind(key_used.then(|| millis(self.now())))
            .bind(name.to_owned())
            .bind(intent.owner)
            .bind(row.total_ms.map(latency::step))
            .bind(to_json(&row.facts))
            .bind((!exchange.saw.is_empty()).then(|| to_json(&exchange.saw)))
            .bind(exchange.token.as_ref().map(to_json));
        self.run(query, false).await?;
        self.announce_all(Deed::TestSent);
        Ok(())
    }

    /// Runs a script to its end, whatever becomes of its caller; what a failed one left open is taken back.
    async fn run(&self, script: Script, synced: bool) -> Result<Vec<SqliteRow>> {
        self.check_sound()?;
        let done = self.send_queue.run(&self.writer, script, synced).await;
        done.map_err(|error| self.trouble_of(error))
    }

    fn announce_all(&self, deed: Deed) {
        for topic in deed.topics() {
            self.announce(*topic);
        }
    }
}
