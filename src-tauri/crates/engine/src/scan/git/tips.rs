//! What a repository's history is reached from: every id that its references and their logs name. Read as text and without
//! Git's rules about names: all of them are wanted, and one that is broken must not hide the others.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use gix_hash::ObjectId;

use super::place::Repository;

/// Folders in folders; Git's own names are rarely more than five deep.
const DEPTH: usize = 32;
/// Longer lines are cut: the ids stand at their beginning.
const LINE: u64 = 4096;

/// Ids, and whether each is vouched for. A reference must have its object; what a log remembers may have been cleared away
/// since.
#[derive(Default)]
pub(super) struct Tips(pub(super) BTreeMap<ObjectId, bool>);

/// Every id that is named.
pub(super) fn tips(repository: &Repository) -> Tips {
    let mut tips = Tips::default();
    for folder in [repository.common(), repository.own()] {
        tips.of_folder(folder);
        let worktrees = fs::read_dir(folder.join("worktrees"));
        for worktree in worktrees.into_iter().flatten().flatten() {
            if worktree.file_type().is_ok_and(|kind| kind.is_dir()) {
                tips.of_folder(&worktree.path());
            }
        }
    }
    tips
}

/// Commits whose parents were left behind when the repository was copied.
pub(super) fn shallow(repository: &Repository) -> Vec<ObjectId> {
    let mut found = Tips::default();
    found.of_file(&repository.common().join("shallow"), true);
    found.0.into_keys().collect()
}

impl Tips {
    fn of_folder(&mut self, folder: &Path) {
        self.of_file(&folder.join("packed-refs"), true);
        self.below(&folder.join("refs"), true, DEPTH);
        self.below(&folder.join("logs"), false, DEPTH);
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            // `HEAD`, and what a merge, a rebase or a fetch leaves behind: `ORIG_HEAD`, `FETCH_HEAD`.
            if name.to_str().is_some_and(|name| name.ends_with("HEAD")) {
                self.of_file(&entry.path(), name == "HEAD");
            }
        }
    }

    fn below(&mut self, folder: &Path, vouched: bool, depth: usize) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth > 0 => self.below(&entry.path(), vouched, depth - 1),
                Ok(kind) if kind.is_file() => self.of_file(&entry.path(), vouched),
                _ => {}
            }
        }
    }

    fn of_file(&mut self, path: &Path, vouched: bool) {
        if !fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file()) {
            return;
        }
        let Ok(file) = File::open(path) else { return };
        let mut lines = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            match lines.by_ref().take(LINE).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => self.of_line(&line, vouched),
            }
            while line.last() != Some(&b'\n') {
                line.clear();
                if matches!(lines.by_ref().take(LINE).read_until(b'\n', &mut line), Ok(0) | Err(_)) {
                    return;
                }
            }
        }
    }

    /// The ids that a line begins with: one in a reference (`^` before it where a tag was followed), two in a log.
    fn of_line(&mut self, line: &[u8], vouched: bool) {
        for word in line.split(|byte| byte.is_ascii_whitespace()) {
            let word = word.strip_prefix(b"^").unwrap_or(word);
            match ObjectId::from_hex(word) {
                Ok(id) if id.is_null() => {}
                Ok(id) => *self.0.entry(id).or_default() |= vouched,
                Err(_) => return,
            }
        }
    }
}
