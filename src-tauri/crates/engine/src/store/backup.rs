//! A copy of the database before its schema changes.

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::SqliteConnection;

use super::files::{self, BACKUPS};
use crate::error::{Error, Result};

const COPY: &str = "VACUUM INTO ?";

/// Copies the database to `backups/before-VERSION.db`. SQLite does not sync what `VACUUM INTO` writes: that is done here,
/// and only then the copy gets its name.
pub(super) async fn before_migration(
    connection: &mut SqliteConnection,
    dir: &Path,
    version: i64,
) -> Result<PathBuf> {
    let folder = dir.join(BACKUPS);
    let draft = folder.join(format!("version-{version}.draft"));
    let named = folder.join(format!("version-{version}.db"));
    files::make_private_dir(&folder).map_err(|e| Error::from(e).in_place(&folder))?;
    discard(&draft)?;
    files::private_empty(&draft)?;
    sqlx::query(COPY).bind(draft.to_string_lossy().into_owned()).execute(connection).await?;
    keep(&draft, &named).map_err(|e| Error::from(e).in_place(&folder))?;
    Ok(named)
}

fn keep(draft: &Path, named: &Path) -> std::io::Result<()> {
    files::restrict(draft, 0o600)?;
    File::open(draft)?.sync_all()?;
    std::fs::rename(draft, named)?;
    #[cfg(unix)]
    if let Some(folder) = named.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn discard(draft: &Path) -> Result<()> {
    match std::fs::remove_file(draft) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::from(e).in_place(draft)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{migrate, open::test_connection};

    #[tokio::test]
    async fn the_copy_is_whole_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = test_connection(dir.path()).await;
        migrate::migrate(&mut connection, dir.path(), migrate::STEPS).await.unwrap();
        let copy = before_migration(&mut connection, dir.path(), 1).await.unwrap();
        // A second one, after a crash between copy and step, takes its place.
        before_migration(&mut connection, dir.path(), 1).await.unwrap();
        let head = std::fs::read(&copy).unwrap();
        assert!(head.starts_with(b"SQLite format 3\0") && head.len() > 4096);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(std::fs::read_dir(dir.path().join(BACKUPS)).unwrap().count(), 1);
    }
}
