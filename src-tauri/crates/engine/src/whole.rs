//! Files that others read: written whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use uuid::Uuid;

/// Who may read a file on a machine that several people use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    Owner,
    /// As far as the process's own mask allows.
    Anybody,
}

/// Beside it first, then in its place: nobody ever reads half of it.
pub(crate) fn write_whole(path: &Path, bytes: &[u8], readers: Readers) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let beside = folder.join(format!(".keyrack-{}", Uuid::now_v7().simple()));
    let written = create(&beside, readers).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    if written.is_err() {
        // Of a file that was never made there is nothing to remove.
        drop(std::fs::remove_file(&beside));
    }
    written
}

fn create(path: &Path, readers: Readers) -> std::io::Result<File> {
    let mut how = OpenOptions::new();
    how.write(true).create_new(true);
    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::Anybody => 0o644,
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, mode);
    #[cfg(not(unix))]
    let _: u32 = mode;
    how.open(path)
}
