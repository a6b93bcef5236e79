//! The data directory and its files: who may read them, and one lock while a database is opened or migrated.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Code, Error, Result};

/// The database's file name.
pub(crate) const DATABASE: &str = "keyrack.db";
/// Where copies made before migrations lie.
pub(crate) const BACKUPS: &str = "backups";
const LOCK: &str = "keyrack.lock";
const LOCK_WAIT: Duration = Duration::from_secs(20);

/// The database of a data directory.
pub(crate) fn database(dir: &Path) -> PathBuf {
    dir.join(DATABASE)
}

/// Makes the directory, for its owner alone, and proves that it can be written.
pub(super) fn prepare(dir: &Path) -> Result<()> {
    // Others may try at the same time: each with a file of its own.
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let made = make_private_dir(dir).and_then(|()| {
        let probe = dir.join(format!(".writable-{}-{number}", std::process::id()));
        private_file(&probe)?;
        std::fs::remove_file(&probe)
    });
    made.map_err(|e| Error::from(e).in_place(dir))
}

/// Makes the database's file, empty, so that SQLite never makes it with wider rights: WAL and SHM take theirs from it.
pub(super) fn private_database(dir: &Path) -> Result<()> {
    let path = database(dir);
    let made = private_file(&path).and_then(|()| {
        for beside in ["-wal", "-shm"] {
            let file = dir.join(format!("{DATABASE}{beside}"));
            if file.exists() {
                restrict(&file, 0o600)?;
            }
        }
        Ok(())
    });
    made.map_err(|e| Error::from(e).in_place(&path))
}

/// A directory for its owner alone.
pub(super) fn make_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    restrict(dir, 0o700)
}

/// An empty file for its owner alone: what SQLite writes into it never had wider rights.
pub(super) fn private_empty(path: &Path) -> Result<()> {
    private_file(path).map_err(|e| Error::from(e).in_place(path))
}

fn private_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    restrict(path, 0o600)
}

#[cfg(unix)]
pub(super) fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let now = std::fs::metadata(path)?.permissions().mode() & 0o777;
    // Only narrowed when too wide: a directory owned by another user must not fail for a needless change.
    if now & !mode != 0 { std::fs::set_permissions(path, Permissions::from_mode(mode)) } else { Ok(()) }
}

/// Elsewhere the user's profile directory is private already.
#[cfg(not(unix))]
pub(super) fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// `error`, or that the disk is full: SQLite often reports that as a failure to read, write or open.
pub(super) fn or_full(error: Error, dir: &Path) -> Error {
    let vague = matches!(error.code(), Code::StorageFailed | Code::DataDirUnusable | Code::StorageReadOnly);
    if vague && !has_room(dir) { Error::new(Code::StorageFull) } else { error }
}

/// Whether a few pages can be written beside the database.
fn has_room(dir: &Path) -> bool {
    let path = dir.join(format!(".room-{}", std::process::id()));
    let tried = private_file(&path).and_then(|()| {
        let mut file = OpenOptions::new().write(true).open(&path)?;
        io::Write::write_all(&mut file, &[0; 64 * 1024])?;
        file.sync_all()
    });
    // What cannot be removed now is overwritten next time.
    let _ = std::fs::remove_file(&path);
    !tried.is_err_and(|e| matches!(e.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
}

/// Files of the data directory that others than the owner may read or write.
#[cfg(unix)]
pub(crate) fn too_open(dir: &Path) -> Vec<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let mut paths = vec![dir.to_owned(), dir.join(BACKUPS)];
    for name in [DATABASE.to_owned(), format!("{DATABASE}-wal"), format!("{DATABASE}-shm"), LOCK.to_owned()] {
        paths.push(dir.join(name));
    }
    if let Ok(entries) = std::fs::read_dir(dir.join(BACKUPS)) {
        paths.extend(entries.flatten().map(|e| e.path()));
    }
    paths.retain(|p| std::fs::metadata(p).is_ok_and(|m| m.permissions().mode() & 0o077 != 0));
    paths
}

/// Elsewhere the user's profile directory is private already.
#[cfg(not(unix))]
pub(crate) fn too_open(_: &Path) -> Vec<PathBuf> {
    Vec::new()
}

/// Held while a database is made, opened or migrated, so that two processes do not do it at once.
pub(super) struct OpenLock(#[expect(dead_code, reason = "holds the lock until it is dropped")] File);

/// Waits for the lock. Blocking: call it off the async threads.
pub(super) fn lock(dir: &Path) -> Result<OpenLock> {
    let path = dir.join(LOCK);
    let opened = private_file(&path).and_then(|()| OpenOptions::new().write(true).open(&path));
    let file = opened.map_err(|e| Error::from(e).in_place(&path))?;
    let end = Instant::now() + LOCK_WAIT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(OpenLock(file)),
            Err(std::fs::TryLockError::WouldBlock) if Instant::now() < end => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(std::fs::TryLockError::WouldBlock) => return Err(Error::new(Code::StorageBusy).in_place(dir)),
            Err(std::fs::TryLockError::Error(e)) => return Err(Error::from(e).in_place(&path)),
        }
    }
}
