//! The schema's history. Each step runs in one transaction, after a copy of the database was made.

use std::path::Path;

use sqlx::{Connection, SqliteConnection};

use super::backup;
use crate::error::{Code, Error, Result};

/// `PRAGMA application_id` of Keyrack's databases: the letters `KYRK`.
const APPLICATION: i64 = 0x4b59_524b;

/// Every step, oldest first; the schema's version is how many were taken.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_rack.sql"),
    include_str!("../../migrations/0002_log_stamp.sql"),
    include_str!("../../migrations/0003_scans.sql"),
    include_str!("../../migrations/0004_scan_nothing_read.sql"),
    include_str!("../../migrations/0005_watch.sql"),
    include_str!("../../migrations/0006_client_certificate.sql"),
    include_str!("../../migrations/0007_answers.sql"),
    include_str!("../../migrations/0008_orders.sql"),
    include_str!("../../migrations/0009_headers.sql"),
];

const VERSION: &str = "PRAGMA user_version";
const APPLICATION_ID: &str = "PRAGMA application_id";
const TABLES: &str = "SELECT count(*) FROM sqlite_schema";

/// Brings the schema up to date.
///
/// # Errors
/// [`Code::NewerVersion`] and [`Code::NotKeyrack`] leave the file as it was.
pub(super) async fn migrate(
    connection: &mut SqliteConnection,
    dir: &Path,
    steps: &[&'static str],
) -> Result<()> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let found = number(connection, VERSION).await?;
    let application = number(connection, APPLICATION_ID).await?;
    let empty = number(connection, TABLES).await? == 0;
    if application != APPLICATION && !empty {
        return Err(Error::new(Code::NotKeyrack).in_place(dir));
    }
    if found > known {
        return Err(Error::new(Code::NewerVersion).in_place(dir));
    }
    for (number, step) in (1_i64..).zip(steps).filter(|(number, _)| *number > found) {
        if !empty {
            backup::before_migration(connection, dir, number - 1).await?;
        }
        take(connection, number, step).await?;
    }
    Ok(())
}

/// Fails when another process has brought the schema past what this one knows.
pub(super) async fn refuse_newer(connection: &mut SqliteConnection) -> Result<()> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if number(connection, VERSION).await? > known { Err(Code::NewerVersion.into()) } else { Ok(()) }
}

async fn take(connection: &mut SqliteConnection, number: i64, step: &'static str) -> Result<()> {
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(step).execute(&mut *tx).await?;
    // A pragma takes no bound values. Both are numbers of ours.
    let marks = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(marks)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn number(connection: &mut SqliteConnection, sql: &'static str) -> Result<i64> {
    let row: (i64,) = sqlx::query_as(sql).fetch_one(connection).await?;
    Ok(row.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open::test_connection;

    const WRONG: &str = "CREATE TABLE half (id INTEGER); SELECT no_such_column FROM half";
    const WORKSPACE: &str = "INSERT INTO workspace VALUES (x'01', 1, '{}', 1, 'a', 1)";
    const DEED: &str = "INSERT INTO event (id, workspace, at, user, machine, deed, state)
        VALUES (x'02', x'01', 1, 'a', 'b', 'workspace_made', 'done')";
    const DEEDS: &str = "SELECT count(*) FROM event";

    /// A file as the first version left it, with something in it.
    async fn old_file(dir: &Path) -> SqliteConnection {
        let mut connection = test_connection(dir).await;
        migrate(&mut connection, dir, &STEPS[..1]).await.unwrap();
        for sql in [WORKSPACE, DEED] {
            sqlx::query(sql).execute(&mut connection).await.unwrap();
        }
        connection
    }

    fn copies(dir: &Path) -> usize {
        std::fs::read_dir(dir.join(super::super::files::BACKUPS)).map(Iterator::count).unwrap_or(0)
    }

    #[tokio::test]
    async fn an_older_file_is_copied_and_brought_up_to_date() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = old_file(dir.path()).await;
        assert_eq!(copies(dir.path()), 0, "a new file needs no copy");
        migrate(&mut connection, dir.path(), STEPS).await.unwrap();
        assert_eq!(number(&mut connection, VERSION).await.unwrap(), STEPS.len() as i64);
        assert_eq!(number(&mut connection, DEEDS).await.unwrap(), 1, "nothing is lost");
        sqlx::query("UPDATE event SET facts = '[]'").execute(&mut connection).await.unwrap();
        assert_eq!(number(&mut connection, "SELECT stamp FROM log_stamp").await.unwrap(), 1);
        assert_eq!(copies(dir.path()), STEPS.len() - 1);
        migrate(&mut connection, dir.path(), STEPS).await.unwrap();
        assert_eq!(copies(dir.path()), STEPS.len() - 1, "nothing to do, nothing to copy");
        // The copy is the file as it was: it can be put in its place.
        let other = tempfile::tempdir().unwrap();
        let copy = dir.path().join(super::super::files::BACKUPS).join("version-1.db");
        std::fs::copy(copy, super::super::files::database(other.path())).unwrap();
        let mut restored = test_connection(other.path()).await;
        assert_eq!(number(&mut restored, VERSION).await.unwrap(), 1);
        assert_eq!(number(&mut restored, DEEDS).await.unwrap(), 1);
        migrate(&mut restored, other.path(), STEPS).await.unwrap();
    }

    #[tokio::test]
    async fn a_step_that_fails_leaves_the_file_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = old_file(dir.path()).await;
        assert!(migrate(&mut connection, dir.path(), &[&STEPS[..1], &[WRONG]].concat()).await.is_err());
        assert_eq!(number(&mut connection, VERSION).await.unwrap(), 1);
        let half = "SELECT count(*) FROM sqlite_schema WHERE name = 'half'";
        assert_eq!(number(&mut connection, half).await.unwrap(), 0);
        assert_eq!(number(&mut connection, DEEDS).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_newer_file_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = old_file(dir.path()).await;
        sqlx::query("PRAGMA user_version = 99").execute(&mut connection).await.unwrap();
        let refused = migrate(&mut connection, dir.path(), STEPS).await.unwrap_err();
        assert_eq!(refused.code(), Code::NewerVersion);
        assert_eq!(number(&mut connection, VERSION).await.unwrap(), 99);
        assert_eq!(refuse_newer(&mut connection).await.unwrap_err().code(), Code::NewerVersion);
    }

    #[tokio::test]
    async fn a_database_of_another_program_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = test_connection(dir.path()).await;
        sqlx::query("CREATE TABLE theirs (id INTEGER)").execute(&mut connection).await.unwrap();
        let refused = migrate(&mut connection, dir.path(), STEPS).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotKeyrack);
    }
}
