//! Folders by their descriptors: whatever is renamed or linked meanwhile, a name is looked up in the folder that was opened.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, fstat, openat, stat, statat};

use super::Sort;

/// What a folder is known by, whatever it is called: its device and its number there.
pub(crate) struct Identity(Stat);

impl Identity {
    /// That of what the path leads to.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        stat(path).ok().map(Self)
    }
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.0.st_dev == other.0.st_dev && self.0.st_ino == other.0.st_ino
    }
}

/// An open folder.
pub(super) struct Dir(OwnedFd);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
/// Without waiting for who writes into a pipe.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC).union(OFlags::NOCTTY);

impl Dir {
    /// The folder that a person named, through links as well.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(openat(CWD, path, FOLDER, Mode::empty())?))
    }

    pub(super) fn identity(&self) -> Option<Identity> {
        fstat(&self.0).ok().map(Identity)
    }

    /// A folder in this one.
    pub(super) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        Ok(Self(openat(&self.0, name.as_bytes(), FOLDER | OFlags::NOFOLLOW, Mode::empty())?))
    }

    /// A file in this one with its size; `None` for what is no file.
    pub(super) fn file(&self, name: &OsStr) -> io::Result<Option<(File, u64)>> {
        file(openat(&self.0, name.as_bytes(), FILE | OFlags::NOFOLLOW, Mode::empty())?)
    }

    /// What is in it.
    pub(super) fn entries(&self) -> io::Result<impl Iterator<Item = io::Result<(OsString, Sort)>>> {
        let entries = rustix::fs::Dir::read_from(&self.0)?;
        Ok(entries.filter_map(|entry| match entry {
            Err(error) => Some(Err(error.into())),
            Ok(entry) => {
                let name = entry.file_name();
                if matches!(name.to_bytes(), b"." | b"..") {
                    return None;
                }
                let sort = match entry.file_type() {
                    // Some file systems do not say.
                    FileType::Unknown => statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)
                        .map_or(FileType::Unknown, |about| FileType::from_raw_mode(about.st_mode)),
                    known => known,
                };
                let sort = match sort {
                    FileType::Directory => Sort::Folder,
                    FileType::RegularFile => Sort::File,
                    FileType::Symlink => Sort::Link,
                    _ => Sort::Special,
                };
                Some(Ok((OsString::from_vec(name.to_bytes().to_vec()), sort)))
            }
        }))
    }
}

/// The file that a person named, through links as well.
pub(super) fn open(path: &Path) -> io::Result<Option<(File, u64)>> {
    file(openat(CWD, path, FILE, Mode::empty())?)
}

fn file(opened: OwnedFd) -> io::Result<Option<(File, u64)>> {
    let about = fstat(&opened)?;
    let size = u64::try_from(about.st_size).unwrap_or_default();
    let is_file = FileType::from_raw_mode(about.st_mode) == FileType::RegularFile;
    Ok(is_file.then(|| (File::from(opened), size)))
}
