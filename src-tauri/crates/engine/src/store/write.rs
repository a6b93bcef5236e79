//! A change: one transaction on the one writing connection, with its rows in the log.

use chrono::{DateTime, Utc};
use sqlx::{Sqlite, SqliteConnection, Transaction};
use uuid::Uuid;

use super::{Store, migrate};
use crate::deed::Deed;
use crate::error::{Code, Error, Result};
use crate::view::Topic;

/// An open change. Dropping it without a commit takes everything back.
pub(crate) struct Write<'s> {
    pub(super) store: &'s Store,
    pub(super) tx: Transaction<'static, Sqlite>,
    now: DateTime<Utc>,
    deeds: u32,
    topics: Vec<Topic>,
}

// https://sqlite.org/pragma.html#pragma_synchronous: in WAL mode FULL waits for the disk at each commit, NORMAL at each
// checkpoint; neither can damage the file. It cannot be changed within a transaction.
pub(super) const BEGIN_SYNCED: &str = "PRAGMA synchronous = FULL; BEGIN IMMEDIATE";
/// For the outcome of an intent that is on the disk already: it outlives this process at once, and a power cut with the next
/// change that waits for the disk.
pub(super) const BEGIN_UNSYNCED: &str = "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE";

impl Store {
    /// Begins a change that is on the disk once it is committed. Waits while another process writes, at most as long as
    /// the busy timeout.
    pub(crate) async fn write(&self) -> Result<Write<'_>> {
        self.check_sound()?;
        let mut tx = self.writer.begin_with(BEGIN_SYNCED).await.map_err(|e| self.trouble(e))?;
        // A newer Keyrack may have changed the schema while this process was running.
        migrate::refuse_newer(&mut tx).await?;
        Ok(Write { store: self, tx, now: self.now(), deeds: 0, topics: Vec::new() })
    }

    /// An SQL error as ours; one that shows damage is remembered, and says where the files lie.
    pub(super) fn trouble(&self, error: sqlx::Error) -> Error {
        self.trouble_of(Error::from(error))
    }

    /// The same of an error that is ours already.
    pub(super) fn trouble_of(&self, error: Error) -> Error {
        let error = super::files::or_full(error, &self.dir);
        if error.code() == Code::Damaged {
            self.damaged.store(true, std::sync::atomic::Ordering::Relaxed);
        }
        error.in_place(&self.dir)
    }
}

impl Write<'_> {
    /// When this change happens: one time for all its rows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Who makes it.
    pub(crate) fn by(&self) -> &str {
        &self.store.actor.user
    }

    /// A new id.
    pub(crate) fn new_id(&self) -> Uuid {
        self.store.ids.next(self.now)
    }

    /// Commits what was done, then says what changed.
    ///
    /// # Errors
    /// [`Code::NoDeed`] when nothing was written to the log: no row, no deed.
    pub(crate) async fn commit(self) -> Result<()> {
        if self.deeds == 0 {
            return Err(Code::NoDeed.into());
        }
        self.finish_commit().await
    }

    /// Commits what is no deed: leases and housekeeping.
    pub(crate) async fn commit_quietly(self) -> Result<()> {
        self.finish_commit().await
    }

    async fn finish_commit(self) -> Result<()> {
        let Self { store, tx, mut topics, .. } = self;
        tx.commit().await.map_err(|e| store.trouble(e))?;
        topics.sort_by_key(|t| *t as u8);
        topics.dedup();
        for topic in topics {
            store.announce(topic);
        }
        Ok(())
    }

    pub(super) fn count(&mut self, deed: Deed) {
        self.deeds += 1;
        self.topics.extend_from_slice(deed.topics());
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }

    pub(super) fn trouble(&self, error: sqlx::Error) -> Error {
        self.store.trouble(error)
    }
}
