//! Where a folder's repository is: its own `.git`, a bare repository, or what a `.git` file of a worktree or a submodule
//! leads to.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// A `.git` file is one line.
const POINTER: u64 = 8192;

/// A repository's folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repository {
    own: PathBuf,
    common: PathBuf,
}

/// What is at a path below a repository's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lies {
    Folder,
    File,
    /// It is a link, or the way to it is one: it may lead into another's repository, or anywhere.
    Elsewhere,
    /// It is not there, or neither a folder nor a file.
    Nowhere,
}

/// What is at `path`, every step of which from `root` on is looked at without being followed.
pub(super) fn lies(root: &Path, path: &Path) -> Lies {
    let Ok(steps) = path.strip_prefix(root) else { return Lies::Elsewhere };
    let (mut at, mut there) = (root.to_owned(), Lies::Folder);
    for step in steps.components() {
        let Component::Normal(step) = step else { return Lies::Elsewhere };
        at.push(step);
        there = match fs::symlink_metadata(&at) {
            Ok(meta) if meta.is_symlink() => return Lies::Elsewhere,
            Ok(meta) if meta.is_dir() => Lies::Folder,
            Ok(meta) if meta.is_file() => Lies::File,
            _ => return Lies::Nowhere,
        };
    }
    there
}

/// `base` without the steps that it goes down and up again, if that leads to the same folder: through a link it may not.
/// Empty: the folder that one is in.
pub(super) fn straight(base: &str) -> String {
    if !base.split('/').any(|step| step == "..") {
        return base.to_owned();
    }
    let (root, inner) = base.strip_prefix('/').map_or(("", base), |inner| ("/", inner));
    let mut steps: Vec<&str> = Vec::new();
    for step in inner.split('/') {
        match (step, steps.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => _ = steps.pop(),
            // Nothing is above the root.
            ("..", None) if !root.is_empty() => {}
            _ => steps.push(step),
        }
    }
    let plain = format!("{root}{}", steps.join("/"));
    let leads_to = |path: &str| fs::canonicalize(if path.is_empty() { "." } else { path }).ok();
    let before = leads_to(base);
    if before.is_none() || before == leads_to(&plain) { plain } else { base.to_owned() }
}

/// Why a folder's history is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoHistory {
    /// There is no repository.
    None,
    /// A `.git` file or link leads to a folder that does not know of this one.
    Foreign,
}

impl Repository {
    /// The repository that `folder` belongs to: its own, or that of a folder above it.
    ///
    /// # Errors
    /// [`NoHistory`]: there is none, or it lies where this folder has no claim to.
    pub(crate) fn around(folder: &Path) -> Result<Self, NoHistory> {
        let folder = fs::canonicalize(folder).map_err(|_| NoHistory::None)?;
        for above in folder.ancestors() {
            match Self::at(above) {
                Err(NoHistory::None) => {}
                found => return found,
            }
        }
        Err(NoHistory::None)
    }

    /// The repository of `folder` itself.
    ///
    /// # Errors
    /// As [`around`](Self::around).
    pub(crate) fn at(folder: &Path) -> Result<Self, NoHistory> {
        let git = folder.join(".git");
        let Ok(meta) = fs::symlink_metadata(&git) else {
            return Self::plain(folder).ok_or(NoHistory::None);
        };
        if meta.is_dir() {
            let linked = || ["HEAD", "objects", "refs"].map(|name| lies(&git, &git.join(name)));
            return Self::plain(&git).ok_or_else(|| match linked().contains(&Lies::Elsewhere) {
                true => NoHistory::Foreign,
                false => NoHistory::None,
            });
        }
        if !meta.is_file() {
            return Err(NoHistory::Foreign);
        }
        let target = pointer(&git, "gitdir: ").ok_or(NoHistory::None)?;
        let own = fs::canonicalize(folder.join(target)).map_err(|_| NoHistory::None)?;
        if knows(&own, &git) || is_module(&own, folder) {
            Self::plain(&own).ok_or(NoHistory::None)
        } else {
            Err(NoHistory::Foreign)
        }
    }

    /// What belongs to this worktree alone: its `HEAD` and its logs.
    pub(super) fn own(&self) -> &Path {
        &self.own
    }

    /// What all worktrees share. It tells two ways to the same repository.
    pub(crate) fn common(&self) -> &Path {
        &self.common
    }

    /// `own` as a repository, if it looks like one.
    fn plain(own: &Path) -> Option<Self> {
        if lies(own, &own.join("HEAD")) != Lies::File {
            return None;
        }
        let common = match pointer(&own.join("commondir"), "") {
            // A worktree's folder lies in its repository, two levels down.
            Some(common) => {
                let common = fs::canonicalize(own.join(common)).ok()?;
                fs::canonicalize(own).ok()?.starts_with(common.join("worktrees")).then_some(common)?
            }
            None => own.to_owned(),
        };
        let folder = |name: &str| lies(&common, &common.join(name)) == Lies::Folder;
        (folder("objects") && folder("refs")).then(|| Self { own: own.to_owned(), common })
    }
}

/// The path in a file of one line. A link is none.
fn pointer(file: &Path, before: &str) -> Option<PathBuf> {
    if !fs::symlink_metadata(file).is_ok_and(|meta| meta.is_file()) {
        return None;
    }
    let mut line = String::new();
    fs::File::open(file).ok()?.take(POINTER).read_to_string(&mut line).ok()?;
    let path = line.strip_prefix(before)?.trim_end_matches(['\n', '\r']);
    (!path.is_empty()).then(|| PathBuf::from(path))
}

/// Whether a worktree's folder names the `.git` file that led to it.
fn knows(own: &Path, git: &Path) -> bool {
    let Some(back) = pointer(&own.join("gitdir"), "") else { return false };
    let same = |path: &Path| fs::canonicalize(path).ok();
    same(&own.join(back)).is_some_and(|back| Some(back) == same(git))
}

/// Whether `own` is where the repository around `folder` keeps its submodules.
fn is_module(own: &Path, folder: &Path) -> bool {
    let Some(above) = folder.parent() else { return false };
    Repository::around(above).is_ok_and(|around| {
        let modules = around.common().join("modules");
        // A link by this name would make any folder one of ours.
        lies(around.common(), &modules) == Lies::Folder
            && fs::canonicalize(modules).is_ok_and(|modules| own.starts_with(modules))
    })
}
