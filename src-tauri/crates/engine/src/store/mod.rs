//! Everything SQL. Nothing outside this folder knows a table.
//!
//! One connection writes, a few read. Every change of a shared row goes through [`Write`], which refuses to commit
//! without a row in the log.

pub(crate) mod archive;
mod backup;
pub(crate) mod board;
pub(crate) mod clients;
pub(crate) mod event;
mod files;
pub(crate) mod history;
pub(crate) mod integrations;
pub(crate) mod keys;
pub(crate) mod lease;
pub(crate) mod lent;
pub(crate) mod log;
#[cfg(any(test, feature = "made-up"))]
pub(crate) mod made_up;
mod migrate;
mod open;
pub(crate) mod orders;
pub(crate) mod past;
pub(crate) mod profiles;
pub(crate) mod removal;
pub(crate) mod retention;
pub(crate) mod scans;
mod send_queue;
pub(crate) mod send_scripts;
pub(crate) mod sends;
#[cfg(test)]
mod statements;
pub(crate) mod texts;
pub(crate) mod watch;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeZone, Utc};
use sqlx::sqlite::SqlitePool;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::ids::Ids;
use crate::view::Topic;

pub(crate) use files::too_open;
pub(crate) use write::Write;

/// The database of one workspace.
pub(crate) struct Store {
    writer: SqlitePool,
    /// What sends write, many at once.
    send_queue: Arc<send_queue::SendQueue>,
    readers: SqlitePool,
    dir: PathBuf,
    workspace: Uuid,
    actor: Actor,
    clock: Arc<dyn Clock>,
    ids: Ids,
    changes: broadcast::Sender<Topic>,
    damaged: AtomicBool,
}

impl Store {
    /// The workspace's id.
    pub(crate) fn workspace(&self) -> Uuid {
        self.workspace
    }

    /// Now, by the clock that was passed in.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The zone that the machine is in now.
    pub(crate) fn zone(&self) -> chrono_tz::Tz {
        self.clock.zone()
    }

    /// A new id for now.
    pub(crate) fn new_id(&self) -> Uuid {
        self.ids.next(self.clock.now())
    }

    /// Who writes.
    pub(crate) fn user(&self) -> &str {
        &self.actor.user
    }

    /// Where the data lies.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Tells every subscriber that `topic` changed.
    pub(crate) fn announce(&self, topic: Topic) {
        // No subscriber is fine.
        let _ = self.changes.send(topic);
    }

    /// A receiver of what changes.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Topic> {
        self.changes.subscribe()
    }

    /// How many subscribers there are.
    pub(crate) fn subscribers(&self) -> usize {
        self.changes.receiver_count()
    }

    /// A reading connection, for tests that look behind the door.
    #[cfg(test)]
    pub(crate) fn reader(&self) -> &SqlitePool {
        &self.readers
    }

    /// The writing connection, for tests that do harm.
    #[cfg(test)]
    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// Closes every connection; SQLite then folds the WAL into the database.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Fails once the database was found to be damaged: nothing is written to it from then on.
    pub(crate) fn check_sound(&self) -> Result<()> {
        if self.damaged.load(Ordering::Relaxed) {
            return Err(Error::new(Code::Damaged).in_place(&self.dir));
        }
        Ok(())
    }
}

/// A time as it is stored.
pub(crate) fn millis(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

/// A stored time. Out of range only in a damaged file: then the epoch.
pub(crate) fn time(millis: i64) -> DateTime<Utc> {
    Utc.timestamp_millis_opt(millis).single().unwrap_or_default()
}

/// A stored list or map; what cannot be read is empty.
pub(crate) fn from_json<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_default()
}

/// A list or map as it is stored.
pub(crate) fn to_json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// What a name is compared by.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}
