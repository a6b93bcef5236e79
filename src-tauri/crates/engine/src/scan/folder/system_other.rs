//! Folders by their paths, where the system has no descriptors to look names up in.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Sort;

/// What a folder is known by: its path without links.
#[derive(PartialEq)]
pub(crate) struct Identity(PathBuf);

impl Identity {
    /// That of what the path leads to.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        fs::canonicalize(path).ok().map(Self)
    }
}

/// A folder.
pub(super) struct Dir(PathBuf);

impl Dir {
    /// The folder that a person named, through links as well.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        fs::read_dir(path)?;
        Ok(Self(path.to_owned()))
    }

    pub(super) fn identity(&self) -> Option<Identity> {
        Identity::of(&self.0)
    }

    /// A folder in this one.
    pub(super) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        let path = self.0.join(name);
        match fs::symlink_metadata(&path)?.is_dir() {
            true => Ok(Self(path)),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// A file in this one with its size; `None` for what is no file.
    pub(super) fn file(&self, name: &OsStr) -> io::Result<Option<(File, u64)>> {
        let path = self.0.join(name);
        if fs::symlink_metadata(&path)?.is_file() { open(&path) } else { Ok(None) }
    }

    /// What is in it.
    pub(super) fn entries(&self) -> io::Result<impl Iterator<Item = io::Result<(OsString, Sort)>>> {
        Ok(fs::read_dir(&self.0)?.map(|entry| {
            let entry = entry?;
            let sort = match entry.file_type()? {
                kind if kind.is_symlink() => Sort::Link,
                kind if kind.is_dir() => Sort::Folder,
                kind if kind.is_file() => Sort::File,
                _ => Sort::Special,
            };
            Ok((entry.file_name(), sort))
        }))
    }
}

/// The file that a person named, through links as well.
pub(super) fn open(path: &Path) -> io::Result<Option<(File, u64)>> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    Ok(about.is_file().then_some((file, about.len())))
}
