//! What a repository's history is reached from: every id that its references and their logs name. Read as text and without
//! Git's rules about names: all of them are wanted, and one that is broken must not hide the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use gix_hash::ObjectId;

use super::place::{Lies, Repository, lies};

/// Folders in folders; Git's own names are rarely more than five deep.
const DEPTH: usize = 32;
/// Longer lines are cut: the ids stand at their beginning.
const LINE: u64 = 4096;

/// What the references and their logs of a repository name.
#[derive(Default)]
pub(super) struct Tips {
    /// Ids, and whether each is vouched for. A reference must have its object; what a log remembers may have been cleared
    /// away since.
    pub(super) ids: BTreeMap<ObjectId, bool>,
    /// Links that stand where a folder or a file should. None is followed: it may lead into another repository.
    pub(super) links: BTreeSet<PathBuf>,
}

/// Every id that is named.
pub(super) fn tips(repository: &Repository) -> Tips {
    let mut tips = Tips::default();
    for root in [repository.common(), repository.own()] {
        tips.of_folder(root, root);
        for worktree in tips.entries(root, &root.join("worktrees")) {
            tips.of_folder(root, &worktree);
        }
    }
    tips
}

/// Commits whose parents were left behind when the repository was copied.
pub(super) fn shallow(repository: &Repository) -> Vec<ObjectId> {
    let mut found = Tips::default();
    found.of_file(repository.common(), &repository.common().join("shallow"), true);
    found.ids.into_keys().collect()
}

impl Tips {
    /// `root` is the folder of the repository that all of these lie in.
    fn of_folder(&mut self, root: &Path, folder: &Path) {
        self.of_file(root, &folder.join("packed-refs"), true);
        self.below(root, &folder.join("refs"), true, DEPTH);
        self.below(root, &folder.join("logs"), false, DEPTH);
        for path in self.entries(root, folder) {
            // `HEAD`, and what a merge, a rebase or a fetch leaves behind: `ORIG_HEAD`, `FETCH_HEAD`.
            let name = path.file_name().and_then(|name| name.to_str());
            if name.is_some_and(|name| name.ends_with("HEAD")) {
                self.of_file(root, &path, name == Some("HEAD"));
            }
        }
    }

    fn below(&mut self, root: &Path, folder: &Path, vouched: bool, depth: usize) {
        for path in self.entries(root, folder) {
            match lies(root, &path) {
                Lies::Folder if depth > 0 => self.below(root, &path, vouched, depth - 1),
                Lies::Folder => {}
                _ => self.of_file(root, &path, vouched),
            }
        }
    }

    fn entries(&mut self, root: &Path, folder: &Path) -> Vec<PathBuf> {
        match lies(root, folder) {
            Lies::Folder => {
                fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
            }
            Lies::Elsewhere => {
                self.links.insert(folder.to_owned());
                Vec::new()
            }
            Lies::File | Lies::Nowhere => Vec::new(),
        }
    }

    fn of_file(&mut self, root: &Path, path: &Path, vouched: bool) {
        match lies(root, path) {
            Lies::File => {}
            Lies::Elsewhere => {
                self.links.insert(path.to_owned());
                return;
            }
            Lies::Folder | Lies::Nowhere => return,
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
                Ok(id) => *self.ids.entry(id).or_default() |= vouched,
                Err(_) => return,
            }
        }
    }
}
