//! Opening a workspace's database.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use tokio::sync::broadcast;
use uuid::Uuid;

use super::{Store, files, migrate, millis, to_json};
use crate::actor::Actor;
use crate::clock::Clock;
use crate::deed::{About, Deed};
use crate::error::{Code, Error, Result};
use crate::ids::Ids;
use crate::view::Settings;

const BUSY: Duration = Duration::from_secs(8);
const READERS: u32 = 3;
/// Topics that a slow subscriber may lag behind before it reads everything again.
const BACKLOG: usize = 256;

const WORKSPACE: &str = "SELECT id FROM workspace";
const ADD_WORKSPACE: &str =
    "INSERT INTO workspace (id, created_at, settings, updated_at, updated_by, revision)
    VALUES (?1, ?2, ?3, ?2, ?4, 1)";
const QUICK_CHECK: &str = "PRAGMA quick_check(1)";
const FULL_CHECK: &str = "PRAGMA integrity_check(1)";
const REFERENCES: &str = "PRAGMA foreign_key_check";
const DATA_VERSION: &str = "PRAGMA data_version";
const SCHEMA_VERSION: &str = "PRAGMA user_version";

impl Store {
    /// Opens the database of `dir`, or makes it.
    pub(crate) async fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let lock = {
            let dir = dir.to_owned();
            let locked = tokio::task::spawn_blocking(move || {
                files::prepare(&dir)?;
                let lock = files::lock(&dir)?;
                files::private_database(&dir)?;
                Ok::<_, Error>(lock)
            });
            locked.await.map_err(|_| Code::StorageFailed)??
        };
        let placed = |e: Error| files::or_full(e, dir).in_place(dir);
        let new = std::fs::metadata(files::database(dir)).is_ok_and(|m| m.len() == 0);
        // Setting this writes to the file each time, so only a new one is asked, before its first table.
        let first = if new { options(dir).auto_vacuum(SqliteAutoVacuum::Incremental) } else { options(dir) };
        let mut first = first.connect().await.map_err(|e| placed(e.into()))?;
        migrate::migrate(&mut first, dir, migrate::STEPS).await.map_err(placed)?;
        let writer = pool(dir, 1, false);
        let readers = pool(dir, READERS, true);
        let mut store = Self {
            writer,
            send_queue: Arc::default(),
            readers,
            dir: dir.to_owned(),
            workspace: Uuid::nil(),
            actor: Actor::of_process(),
            clock,
            ids: Ids::new(),
            changes: broadcast::channel(BACKLOG).0,
            damaged: AtomicBool::new(false),
        };
        store.workspace = store.find_or_make_workspace().await?;
        // Only now: whoever closes the last connection folds the WAL in, and nobody else can open one meanwhile.
        sqlx::Connection::close(first).await.map_err(|e| placed(e.into()))?;
        drop(lock);
        Ok(store)
    }

    /// Looks the whole file through. Reads only; a finding is kept and stops every later change.
    pub(crate) async fn quick_check(&self) -> Result<()> {
        let found: (String,) =
            sqlx::query_as(QUICK_CHECK).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        if found.0 == "ok" {
            return Ok(());
        }
        self.damaged.store(true, Ordering::Relaxed);
        self.check_sound()
    }

    /// Looks at every page, index and reference.
    pub(crate) async fn full_check(&self) -> Result<()> {
        let found: (String,) =
            sqlx::query_as(FULL_CHECK).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        let dangling =
            sqlx::query(REFERENCES).fetch_optional(&self.readers).await.map_err(|e| self.trouble(e))?;
        if found.0 == "ok" && dangling.is_none() {
            return Ok(());
        }
        self.damaged.store(true, Ordering::Relaxed);
        self.check_sound()
    }

    /// Grows when another process has written. Asked of the writing connection: its own changes do not count there.
    pub(crate) async fn foreign_version(&self) -> Result<i64> {
        let found: (i64,) =
            sqlx::query_as(DATA_VERSION).fetch_one(&self.writer).await.map_err(|e| self.trouble(e))?;
        Ok(found.0)
    }

    /// The schema's version.
    pub(crate) async fn schema_version(&self) -> Result<i64> {
        let found: (i64,) =
            sqlx::query_as(SCHEMA_VERSION).fetch_one(&self.readers).await.map_err(|e| self.trouble(e))?;
        Ok(found.0)
    }

    async fn find_or_make_workspace(&mut self) -> Result<Uuid> {
        let found: Option<(Uuid,)> =
            sqlx::query_as(WORKSPACE).fetch_optional(&self.writer).await.map_err(|e| self.trouble(e))?;
        if let Some((id,)) = found {
            return Ok(id);
        }
        let id = self.new_id();
        self.workspace = id;
        let mut write = self.write().await?;
        let (now, by) = (write.now(), write.by().to_owned());
        sqlx::query(ADD_WORKSPACE)
            .bind(id)
            .bind(millis(now))
            .bind(to_json(&Settings::default()))
            .bind(by)
            .execute(write.connection())
            .await
            .map_err(|e| self.trouble(e))?;
        write.deed(Deed::WorkspaceMade, About::default()).await?;
        write.commit().await?;
        Ok(id)
    }
}

fn options(dir: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(files::database(dir))
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("secure_delete", "ON")
        // What sorts and savepoints put aside stays in memory: nothing of it lies in a temporary file, and nothing waits for one.
        .pragma("temp_store", "MEMORY")
        // A crafted file must not run functions or rewrite itself through its own schema.
        .pragma("trusted_schema", "OFF")
        .disable_statement_logging()
}

fn pool(dir: &Path, size: u32, read: bool) -> SqlitePool {
    let options = if read { options(dir).pragma("query_only", "ON") } else { options(dir) };
    SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(BUSY + Duration::from_secs(2))
        // The writer stays: its `data_version` tells of other processes. Readers give their memory back.
        .idle_timeout(read.then_some(Duration::from_secs(60)))
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// A connection to an empty database in `dir`, for tests of what happens before a store is open.
#[cfg(test)]
pub(super) async fn test_connection(dir: &Path) -> sqlx::SqliteConnection {
    files::prepare(dir).unwrap();
    files::private_database(dir).unwrap();
    options(dir).auto_vacuum(SqliteAutoVacuum::Incremental).connect().await.unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    async fn open(dir: &Path) -> Result<Store> {
        Store::open(dir, Arc::new(SystemClock)).await
    }

    async fn pragma(store: &Store, sql: &'static str) -> i64 {
        let row: (i64,) = sqlx::query_as(sql).fetch_one(&store.writer).await.unwrap();
        row.0
    }

    #[tokio::test]
    async fn a_new_database_is_set_up_as_it_should_be() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(&dir.path().join("rack")).await.unwrap();
        assert_eq!(pragma(&store, "PRAGMA auto_vacuum").await, 2, "incremental");
        assert_eq!(pragma(&store, "PRAGMA foreign_keys").await, 1);
        assert_eq!(pragma(&store, "PRAGMA secure_delete").await, 1);
        let mode: (String,) = sqlx::query_as("PRAGMA journal_mode").fetch_one(&store.writer).await.unwrap();
        assert_eq!(mode.0, "wal");
        let loose =
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
            AND name NOT LIKE 'sqlite_%'";
        assert_eq!(pragma(&store, loose).await, 0, "every table is strict");
        assert!(sqlx::query("DELETE FROM event").execute(&store.readers).await.is_err(), "readers only read");
        assert!(files::too_open(store.dir()).is_empty());
        store.quick_check().await.unwrap();
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn files_that_were_too_open_are_closed() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        open(dir.path()).await.unwrap().close().await;
        let wide = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(files::database(dir.path()), wide).unwrap();
        assert_eq!(files::too_open(dir.path()), [files::database(dir.path())]);
        let store = open(dir.path()).await.unwrap();
        store.quick_check().await.unwrap();
        assert!(files::too_open(dir.path()).is_empty());
        assert!(dir.path().join("keyrack.db-wal").exists());
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_damaged_and_left_untouched() {
        let dir = tempfile::tempdir().unwrap();
        let rubbish = b"this was a database once, before the disk had its say. ".repeat(200);
        std::fs::write(files::database(dir.path()), &rubbish).unwrap();
        let refused = open(dir.path()).await.err().unwrap();
        assert_eq!(refused.code(), Code::Damaged);
        assert!(refused.refusal().what.contains(&dir.path().display().to_string()));
        assert_eq!(std::fs::read(files::database(dir.path())).unwrap(), rubbish);
    }

    #[tokio::test]
    async fn damage_inside_stops_every_change() {
        let dir = tempfile::tempdir().unwrap();
        open(dir.path()).await.unwrap().close().await;
        let path = files::database(dir.path());
        let mut bytes = std::fs::read(&path).unwrap();
        // Pages after the first: the schema still reads, what it points to does not.
        for byte in bytes.iter_mut().skip(4096 * 5).take(4096 * 12) {
            *byte = 0x5a;
        }
        std::fs::write(&path, &bytes).unwrap();
        let Ok(store) = open(dir.path()).await else { return };
        assert_eq!(store.quick_check().await.unwrap_err().code(), Code::Damaged);
        assert_eq!(store.write().await.err().unwrap().code(), Code::Damaged);
    }

    #[tokio::test]
    async fn a_place_that_is_no_directory_has_its_own_code() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("taken");
        std::fs::write(&file, "a file").unwrap();
        for place in [file.clone(), file.join("below")] {
            assert_eq!(open(&place).await.err().unwrap().code(), Code::DataDirUnusable);
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "a file");
    }

    #[tokio::test]
    async fn a_full_disk_has_its_own_code_and_nothing_is_half_written() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path()).await.unwrap();
        let pages = pragma(&store, "PRAGMA page_count").await;
        let limit = format!("PRAGMA max_page_count = {pages}");
        sqlx::query(sqlx::AssertSqlSafe(limit)).execute(&store.writer).await.unwrap();
        let before = pragma(&store, "SELECT count(*) FROM event").await;
        let mut write = store.write().await.unwrap();
        let long = "x".repeat(200_000);
        let about = || About::client(Uuid::nil(), &long);
        let failed = async {
            write.deed(Deed::ClientAdded, About::default()).await?;
            write.deed(Deed::ClientAdded, about()).await?;
            write.commit().await
        };
        assert_eq!(failed.await.unwrap_err().code(), Code::StorageFull);
        assert_eq!(pragma(&store, "SELECT count(*) FROM event").await, before);
    }

    #[tokio::test]
    async fn no_row_no_deed() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path()).await.unwrap();
        let write = store.write().await.unwrap();
        assert_eq!(write.commit().await.unwrap_err().code(), Code::NoDeed);
    }
}
