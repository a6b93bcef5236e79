//! What is found in repositories that Git itself made.

mod links;
mod paths;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// Remembers what it was handed.
#[derive(Default)]
struct Kept {
    pieces: Vec<(Place, Vec<u8>)>,
    skipped: Vec<(Place, Skipped)>,
    /// Stops after so many pieces.
    stop: Option<(usize, Cancel)>,
    broken_reads: usize,
}

impl Sink for Kept {
    fn piece(&mut self, place: &Place, content: &mut dyn Read, size: Option<u64>) -> ControlFlow<()> {
        let mut bytes = Vec::new();
        if content.read_to_end(&mut bytes).is_err() {
            self.broken_reads += 1;
        } else if let Some(size) = size {
            assert_eq!(bytes.len() as u64, size, "{place:?}");
        }
        self.pieces.push((place.clone(), bytes));
        if let Some((after, cancel)) = &self.stop
            && self.pieces.len() == *after
        {
            cancel.cancel();
        }
        ControlFlow::Continue(())
    }

    fn skipped(&mut self, place: &Place, why: Skipped) {
        self.skipped.push((place.clone(), why));
    }
}

impl Kept {
    fn of(folder: &Path) -> Self {
        let mut kept = Self::default();
        let repository = Repository::at(folder).expect("a repository");
        assert!(read(&repository, "", &mut kept, &Cancel::new(), &mut |_| {}).is_continue());
        kept
    }

    /// Paths and commits of the pieces that are exactly `text`.
    fn places_of(&self, text: &str) -> Vec<(&str, &str)> {
        let fitting = self.pieces.iter().filter(|(_, bytes)| bytes == text.as_bytes());
        fitting.map(|(place, _)| (place.path.as_str(), place.commit.as_deref().unwrap_or(""))).collect()
    }

    /// The same of one that must be the only one.
    fn place_of(&self, text: &str) -> (&str, &str) {
        let places = self.places_of(text);
        assert_eq!(places.len(), 1, "{text:?} in {:?}", self.pieces);
        places[0]
    }

    fn files(&self) -> BTreeMap<String, String> {
        let message = |path: &str| path.ends_with("message");
        let files = self.pieces.iter().filter(|(place, _)| !message(&place.path));
        files
            .map(|(place, bytes)| (String::from_utf8_lossy(bytes).into_owned(), place.path.clone()))
            .collect()
    }
}

/// A work tree that Git made, and that knows nothing of who made it.
struct Work {
    root: TempDir,
    minute: std::cell::Cell<u32>,
}

impl Work {
    fn new() -> Self {
        let work = Self { root: tempfile::tempdir().expect("a folder"), minute: std::cell::Cell::new(0) };
        fs::create_dir(work.at("home")).expect("a folder");
        fs::create_dir(work.at("shop")).expect("a folder");
        work.git(&["init", "-q", "-b", "main"]);
        work
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn shop(&self) -> PathBuf {
        self.at("shop")
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.git_in("shop", arguments)
    }

    /// Each call is a minute later, so that commits have an order.
    fn git_in(&self, folder: &str, arguments: &[&str]) -> String {
        self.minute.set(self.minute.get() + 1);
        let time = format!("2024-01-01T{:02}:{:02}:00Z", self.minute.get() / 60, self.minute.get() % 60);
        let output = Command::new("git")
            .args(["-c", "protocol.file.allow=always"])
            .args(arguments)
            .current_dir(self.at(folder))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.at("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_NAME", "A"), ("GIT_AUTHOR_EMAIL", "a@shop.example")])
            .envs([("GIT_COMMITTER_NAME", "A"), ("GIT_COMMITTER_EMAIL", "a@shop.example")])
            .envs([("GIT_AUTHOR_DATE", &time), ("GIT_COMMITTER_DATE", &time)])
            .output()
            .expect("git starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.shop().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Answers the commit's id.
    fn commit(&self, path: &str, text: &str) -> String {
        self.write(path, text);
        self.git(&["add", "-A", "-f"]);
        self.git(&["commit", "-q", "-m", &format!("about {}", text.lines().next().expect("a line"))]);
        self.git(&["rev-parse", "HEAD"])
    }
}

#[test]
fn a_file_that_was_removed_is_found_in_the_commit_that_brought_it() {
    let work = Work::new();
    let first = work.commit("config/.env", "first");
    let second = work.commit("config/.env", "second");
    work.git(&["rm", "-q", "config/.env"]);
    work.git(&["commit", "-q", "-m", "gone"]);
    work.commit("copy", "first");
    let kept = Kept::of(&work.shop());
    let copy = work.git(&["rev-parse", "HEAD"]);
    let firsts = [("config/.env", first.as_str()), ("copy", copy.as_str())];
    assert_eq!(kept.places_of("first"), firsts, "once at each path, with the oldest commit");
    assert_eq!(kept.place_of("second"), ("config/.env", second.as_str()));
    assert_eq!(kept.place_of("about second\n"), ("commit message", second.as_str()));
    assert_eq!(kept.skipped, []);
}

#[test]
fn every_reference_counts() {
    let work = Work::new();
    let base = work.commit("a", "base");
    work.git(&["checkout", "-q", "-b", "side"]);
    let side = work.commit("a", "on a branch");
    work.git(&["checkout", "-q", "--detach"]);
    work.commit("a", "under a tag");
    work.git(&["tag", "-a", "-m", "the tag's message", "v1"]);
    work.git(&["checkout", "-q", "--detach", &base]);
    work.commit("a", "of a remote");
    work.git(&["update-ref", "refs/remotes/origin/old", "HEAD"]);
    work.git(&["checkout", "-q", "--detach", &base]);
    for text in ["older stash", "newer stash"] {
        work.write("a", text);
        work.git(&["stash"]);
    }
    work.git(&["notes", "add", "-m", "a note", &base]);
    work.git(&["update-ref", "-d", "refs/heads/main"]);
    work.commit("a", "detached");
    work.write("a", "amended");
    work.git(&["commit", "-q", "--amend", "-a", "-m", "amended"]);
    // No reference leads to these: only the logs remember.
    let kept = Kept::of(&work.shop());
    let texts = [
        "base",
        "on a branch",
        "under a tag",
        "the tag's message\n",
        "of a remote",
        "older stash",
        "newer stash",
        "a note\n",
        "detached",
        "amended",
    ];
    for text in texts {
        kept.place_of(text);
    }
    assert_eq!(kept.place_of("on a branch"), ("a", side.as_str()));
    assert_eq!(kept.skipped, []);
}

#[test]
fn a_commit_with_more_parents_than_may_wait_is_said_to_have_them() {
    let work = Work::new();
    let first = work.commit("a", "first");
    let tree = work.git(&["rev-parse", "HEAD^{tree}"]);
    let wide = |parents: usize| {
        let mut arguments = vec!["commit-tree".to_owned(), tree.clone(), "-m".to_owned(), "wide".to_owned()];
        for n in 0..parents {
            let parent = work.git(&["commit-tree", &tree, "-p", &first, "-m", &format!("about {n}")]);
            arguments.extend(["-p".to_owned(), parent]);
        }
        let id = work.git(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        work.git(&["update-ref", "HEAD", &id]);
        Kept::of(&work.shop())
    };
    assert_eq!(wide(20).skipped, []);
    let kept = wide(60);
    assert_eq!(kept.skipped.iter().map(|(_, why)| *why).collect::<Vec<_>>(), [Skipped::CommitsMany]);
    let messages = kept.pieces.iter().filter(|(_, bytes)| bytes.starts_with(b"about ")).count();
    assert!((40..60).contains(&messages), "the others were read: {messages}");
}

#[test]
fn packs_hold_the_same_as_loose_files_and_each_file_comes_once() {
    let work = Work::new();
    for n in 0..40 {
        let long: String = (0..400).map(|line| format!("line {line} of {}\n", n * (line % 7))).collect();
        work.commit(&format!("dir{}/file{}", n % 3, n % 5), &long);
    }
    let loose = Kept::of(&work.shop());
    work.git(&["repack", "-q", "-a", "-d", "-f", "--depth=50"]);
    work.git(&["pack-refs", "--all"]);
    work.git(&["prune-packed"]);
    let packed = Kept::of(&work.shop());
    assert_eq!(loose.files(), packed.files());
    assert_eq!(loose.pieces.len(), packed.pieces.len());
    let ids = work.git(&["cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"]);
    assert_eq!(packed.files().len(), ids.lines().filter(|kind| *kind == "blob").count());
    assert_eq!(packed.skipped, []);
    assert!(!work.git(&["count-objects", "-v"]).contains("in-pack: 0"), "there is a pack");
}

#[test]
fn files_in_the_newer_hash_are_read_too() {
    let work = Work::new();
    fs::create_dir(work.at("new")).expect("a folder");
    work.git_in("new", &["init", "-q", "--object-format=sha256"]);
    fs::write(work.at("new/a"), "text").expect("a file");
    work.git_in("new", &["add", "a"]);
    work.git_in("new", &["commit", "-q", "-m", "x"]);
    let head = work.git_in("new", &["rev-parse", "HEAD"]);
    assert_eq!(Kept::of(&work.at("new")).place_of("text"), ("a", head.as_str()));
}

#[test]
fn bare_repositories_worktrees_and_submodules_are_found() {
    let work = Work::new();
    work.commit("a", "text");
    work.git_in("", &["clone", "-q", "--bare", "shop", "bare.git"]);
    Kept::of(&work.at("bare.git")).place_of("text");

    work.git(&["worktree", "add", "-q", "--detach", "../tree"]);
    fs::write(work.at("tree/b"), "in the worktree").expect("a file");
    work.git_in("tree", &["add", "b"]);
    work.git_in("tree", &["commit", "-q", "-m", "x"]);
    for folder in ["tree", "shop"] {
        let kept = Kept::of(&work.at(folder));
        kept.place_of("text");
        kept.place_of("in the worktree");
    }

    fs::create_dir(work.at("outer")).expect("a folder");
    work.git_in("outer", &["init", "-q"]);
    work.git_in("outer", &["submodule", "--quiet", "add", "../shop", "theme"]);
    Kept::of(&work.at("outer/theme")).place_of("text");

    fs::create_dir_all(work.at("shop/deep/er")).expect("a folder");
    let around = Repository::around(&work.at("shop/deep/er")).expect("a repository");
    assert_eq!(around, Repository::at(&fs::canonicalize(work.shop()).expect("there")).expect("one"));
    assert_eq!(Repository::around(&work.at("home")), Err(NoHistory::None));
}

#[test]
fn what_leads_elsewhere_is_not_followed() {
    let work = Work::new();
    work.commit("a", "text");
    let target = work.shop().join(".git");
    for (name, make) in [("pointed", false), ("linked", true)] {
        let git = work.at(name).join(".git");
        fs::create_dir(work.at(name)).expect("a folder");
        if make {
            std::os::unix::fs::symlink(&target, git).expect("a link");
        } else {
            fs::write(git, format!("gitdir: {}\n", target.display())).expect("a file");
        }
        assert_eq!(Repository::at(&work.at(name)), Err(NoHistory::Foreign), "{name}");
        assert_eq!(Repository::around(&work.at(name)), Err(NoHistory::Foreign), "{name}");
    }
    // A worktree's folder that says its repository is another's.
    work.git_in("", &["init", "-q", "mine"]);
    work.git_in("mine", &["symbolic-ref", "HEAD", "refs/heads/main"]);
    fs::write(work.at("mine/.git/commondir"), target.to_str().expect("plain")).expect("a file");
    assert_eq!(Repository::at(&work.at("mine")), Err(NoHistory::None));
}

#[test]
fn objects_that_are_borrowed_stay_with_their_owner() {
    let work = Work::new();
    work.commit("a", "text");
    work.git_in("", &["clone", "-q", "--shared", "shop", "borrower"]);
    let kept = Kept::of(&work.at("borrower"));
    assert_eq!(kept.pieces, []);
    let reasons: Vec<_> = kept.skipped.iter().map(|(_, why)| *why).collect();
    assert_eq!(reasons, [Skipped::HistoryBorrowed, Skipped::ObjectMissing]);
}

#[test]
fn what_was_left_behind_is_said() {
    let work = Work::new();
    work.commit("a", "older");
    work.commit("a", "newer");
    let from = format!("file://{}", work.shop().display());
    work.git_in("", &["clone", "-q", "--depth=1", &from, "short"]);
    let kept = Kept::of(&work.at("short"));
    kept.place_of("newer");
    assert!(!kept.files().contains_key("older"));
    assert_eq!(kept.skipped.len(), 1, "{:?}", kept.skipped);
    assert_eq!(kept.skipped[0].1, Skipped::HistoryShallow);

    work.git(&["config", "uploadpack.allowFilter", "true"]);
    work.git_in("", &["clone", "-q", "--no-checkout", "--filter=blob:none", &from, "part"]);
    let kept = Kept::of(&work.at("part"));
    assert_eq!(kept.files().len(), 0);
    assert_eq!(kept.skipped[0].1, Skipped::ObjectMissing);
}

#[test]
fn large_files_are_read_bit_by_bit_or_named() {
    let work = Work::new();
    let long = format!("{}the end", "0123456789abcde\n".repeat(WHOLE_SIXTEENTHS + 1));
    work.commit("large", &long);
    let kept = Kept::of(&work.shop());
    kept.place_of(&long);
    work.git(&["-c", "core.bigFileThreshold=1m", "repack", "-q", "-a", "-d", "-f"]);
    Kept::of(&work.shop()).place_of(&long);
    // A second version, stored as a difference to the first: that takes more memory than is given.
    work.commit("large", &long.replace("end", "END"));
    work.git(&["repack", "-q", "-a", "-d", "-f"]);
    let kept = Kept::of(&work.shop());
    let skipped: Vec<_> = kept.skipped.iter().map(|(place, why)| (place.path.as_str(), *why)).collect();
    assert_eq!(skipped, [("large", Skipped::ObjectLarge)]);
}

const WHOLE_SIXTEENTHS: usize = objects::WHOLE as usize / 16;

#[test]
fn it_stops_when_told_to() {
    let work = Work::new();
    for n in 0..10 {
        work.commit("a", &format!("version {n}"));
    }
    let repository = Repository::at(&work.shop()).expect("a repository");
    let cancel = Cancel::new();
    let mut kept = Kept { stop: Some((3, cancel.clone())), ..Kept::default() };
    let mut told = Vec::new();
    assert!(read(&repository, "", &mut kept, &cancel, &mut |at| told.push(at)).is_break());
    assert_eq!(kept.pieces.len(), 3);

    let mut kept = Kept { stop: Some((14, Cancel::new())), ..Kept::default() };
    assert!(read(&repository, "", &mut kept, &Cancel::new(), &mut |at| told.push(at)).is_continue());
    let end = GitProgress { commits: 10, done: 10, files: 10, bytes: 90 };
    assert_eq!(told.last(), Some(&end));
}

#[test]
fn the_callers_name_of_the_folder_stands_before_each_path() {
    let work = Work::new();
    work.commit("b/c", "text");
    let repository = Repository::at(&work.shop()).expect("a repository");
    let mut kept = Kept::default();
    assert!(read(&repository, "themes/shop/", &mut kept, &Cancel::new(), &mut |_| {}).is_continue());
    assert_eq!(kept.place_of("text").0, "themes/shop/b/c");
}

#[test]
fn a_repository_without_a_commit_is_empty() {
    let work = Work::new();
    let kept = Kept::of(&work.shop());
    assert_eq!((kept.pieces, kept.skipped), (vec![], vec![]));
}

/// Every file of a small repository with a pack, a loose commit, logs and a tag.
fn small() -> (Work, Vec<(PathBuf, Vec<u8>)>) {
    let work = Work::new();
    for n in 0..6 {
        work.commit("a/b", &format!("{}{n}", "some text that is long enough\n".repeat(20)));
    }
    work.git(&["tag", "-a", "-m", "x", "v1"]);
    work.git(&["repack", "-q", "-a", "-d", "-f"]);
    work.commit("a/c", "loose");
    let mut files = Vec::new();
    let mut folders = vec![work.shop().join(".git")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            match entry.to_str().expect("plain") {
                path if path.contains("hooks") || path.ends_with("index") => {}
                _ if entry.is_dir() => folders.push(entry),
                _ => files.push((entry.clone(), fs::read(&entry).expect("a file"))),
            }
        }
    }
    files.sort();
    (work, files)
}

#[test]
fn whatever_is_broken_in_a_repository_the_rest_is_read() {
    let (work, files) = small();
    let repository = Repository::at(&work.shop()).expect("a repository");
    let whole = Kept::of(&work.shop()).pieces.len();
    let cases =
        (any::<prop::sample::Index>(), prop::collection::vec(any::<(prop::sample::Index, u8)>(), 1..4));
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 1500, ..Default::default() });
    let writable = |path: &Path| {
        let mut permissions = fs::metadata(path).expect("there").permissions();
        #[allow(clippy::permissions_set_readonly_false)] // A file of the test's own.
        permissions.set_readonly(false);
        fs::set_permissions(path, permissions).expect("writable");
    };
    for (path, _) in &files {
        writable(path);
    }
    runner
        .run(&cases, |(file, changes)| {
            let (path, bytes) = file.get(&files);
            let mut changed = bytes.clone();
            for (at, byte) in changes {
                if changed.is_empty() {
                    break;
                }
                let at = at.index(changed.len());
                if byte == 0 {
                    changed.truncate(at);
                } else {
                    changed[at] ^= byte;
                }
            }
            fs::write(path, &changed).expect("written");
            let mut kept = Kept::default();
            let flow = read(&repository, "", &mut kept, &Cancel::new(), &mut |_| {});
            fs::write(path, bytes).expect("written");
            prop_assert!(flow.is_continue());
            prop_assert!(kept.pieces.len() <= whole + 3);
            Ok(())
        })
        .expect("no panic");
}
