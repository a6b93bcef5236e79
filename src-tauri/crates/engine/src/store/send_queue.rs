//! Scripts of many sends in one transaction. A wait for the disk takes the same for one intent as for fifty, so what comes
//! while one batch is being written goes into the next. Each script is whole or taken back by itself, and none is answered
//! before the batch is committed: an intent is on the disk before its request leaves, as if it were alone.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use sqlx::pool::PoolConnection;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqlitePool, SqliteRow};
use sqlx::{Sqlite, SqliteConnection};
use tokio::sync::oneshot;

use super::migrate;
use super::write::{BEGIN_SYNCED, BEGIN_UNSYNCED};
use crate::error::{Code, Error, Result};

/// How many go into one transaction: the last one must not wait for long, nor hold up other changes.
const MOST: usize = 64;
/// How often a batch begins at most, each time after as long a wait as any change has for another process.
const TRIES: usize = 3;

static SYNCED: LazyLock<String> = LazyLock::new(|| begin(BEGIN_SYNCED));
static UNSYNCED: LazyLock<String> = LazyLock::new(|| begin(BEGIN_UNSYNCED));

/// Begins a batch. A newer Keyrack may have changed the schema meanwhile: then this fails.
fn begin(how: &str) -> String {
    let known = migrate::STEPS.len();
    format!("{how};SELECT json('newer') FROM pragma_user_version WHERE user_version > {known}")
}

/// One send's change. The statements of the script run within the batch's transaction.
pub(super) type Script = Query<'static, Sqlite, SqliteArguments>;

/// What waits to be written.
#[derive(Default)]
pub(super) struct SendQueue {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    /// Whether somebody is writing, who takes what comes meanwhile.
    writing: bool,
}

struct Job {
    script: Script,
    /// Whether it waits for the disk.
    synced: bool,
    tell: oneshot::Sender<Result<Vec<SqliteRow>>>,
}

impl SendQueue {
    /// Runs a script to its end, whatever becomes of its caller.
    pub(super) async fn run(
        self: &Arc<Self>,
        writer: &SqlitePool,
        script: Script,
        synced: bool,
    ) -> Result<Vec<SqliteRow>> {
        let (tell, told) = oneshot::channel();
        let first = {
            let mut state = self.lock();
            state.waiting.push_back(Job { script, synced, tell });
            !std::mem::replace(&mut state.writing, true)
        };
        if first {
            let (queue, writer) = (Arc::clone(self), writer.clone());
            tokio::spawn(async move {
                let turn = Turn(&queue);
                while let Some(batch) = turn.next() {
                    write(&writer, batch).await;
                }
            });
        }
        told.await.unwrap_or_else(|_| Err(Code::StorageFailed.into()))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who writes now. When it ends, however it ends, the next caller writes.
struct Turn<'q>(&'q SendQueue);

impl Turn<'_> {
    fn next(&self) -> Option<Vec<Job>> {
        let mut state = self.0.lock();
        if state.waiting.is_empty() {
            state.writing = false;
            return None;
        }
        let count = state.waiting.len().min(MOST);
        Some(state.waiting.drain(..count).collect())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        // Only where it broke off: what waits is told so, and nobody waits for ever.
        if std::thread::panicking() {
            state.writing = false;
            state.waiting.clear();
        }
    }
}

async fn write(writer: &SqlitePool, batch: Vec<Job>) {
    let mut told = Vec::with_capacity(batch.len());
    let synced = batch.iter().any(|job| job.synced);
    let (scripts, tells): (Vec<_>, Vec<_>) = batch.into_iter().map(|job| (job.script, job.tell)).unzip();
    let written = match writer.acquire().await {
        Ok(connection) => transaction(connection, scripts, synced, &mut told).await,
        Err(error) => Err(error.into()),
    };
    match written {
        Ok(()) => tells.into_iter().zip(told).for_each(|(tell, rows)| drop(tell.send(rows))),
        // Nothing of it was kept.
        Err(error) => tells.into_iter().for_each(|tell| drop(tell.send(Err(error.clone())))),
    }
}

async fn transaction(
    mut connection: PoolConnection<Sqlite>,
    scripts: Vec<Script>,
    synced: bool,
    told: &mut Vec<Result<Vec<SqliteRow>>>,
) -> Result<()> {
    let done = all(&mut connection, scripts, synced, told).await;
    let Err(error) = done else { return Ok(()) };
    let newer = migrate::refuse_newer(&mut connection).await;
    // What it left open ends with its connection; the next change opens another.
    connection.close().await?;
    match newer {
        Err(newer) if newer.code() == Code::NewerVersion => Err(newer),
        _ => Err(error),
    }
}

async fn all(
    connection: &mut SqliteConnection,
    scripts: Vec<Script>,
    synced: bool,
    told: &mut Vec<Result<Vec<SqliteRow>>>,
) -> Result<()> {
    let begin = if synced { &*SYNCED } else { &*UNSYNCED };
    let mut tries = 1;
    // Somebody else writes for longer than one waits: what waits here is what became of requests that have left.
    while let Err(error) = sqlx::query(begin.as_str()).execute(&mut *connection).await.map_err(Error::from) {
        if error.code() != Code::StorageBusy || tries == TRIES {
            return Err(error);
        }
        tries += 1;
    }
    for script in scripts {
        let rows = script.fetch_all(&mut *connection).await;
        if rows.is_err() {
            sqlx::query("ROLLBACK TO send; RELEASE send").execute(&mut *connection).await?;
        }
        told.push(rows.map_err(Error::from));
    }
    sqlx::query("COMMIT").execute(connection).await?;
    Ok(())
}
