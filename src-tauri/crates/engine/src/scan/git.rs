//! A repository's history as pieces to scan: every file that any reference ever led to, once at each of its paths, and the
//! messages of commits and tags.
//!
//! Read are references, logs and objects, and nothing else: no configuration, no environment, no hook, no filter, no
//! replacement of one object by another, and no folder that objects are borrowed from. A file is reported with the oldest
//! commit that holds it there. What is kept in memory grows with the number of commits, folders and files in all versions, by
//! some 250 bytes for a commit and 60 for each of the others; `met` says how much there is for files and folders that moved.

mod history;
mod met;
mod objects;
mod order;
mod place;
#[cfg(test)]
mod tests;
mod tips;

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

use gix_hash::ObjectId;
use gix_object::TreeRefIter;

use super::piece::{Place, Sink, Skipped};
use crate::cancel::Cancel;
use met::{Meeting, Met};
use objects::{Content, Objects, Unread};
use place::{Lies, lies, straight};
pub(crate) use place::{NoHistory, Repository};

/// Longer paths, and folders in more folders, are made to be in the way.
const LONGEST_PATH: usize = 4096;
const DEEPEST: usize = 256;
/// Room that grew past this is given back.
const ROOM: usize = 1024 * 1024;

/// How far a history was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GitProgress {
    /// Commits that were found.
    pub(crate) commits: u64,
    /// Those whose files were read.
    pub(crate) done: u64,
    /// Files, in all versions.
    pub(crate) files: u64,
    /// Their bytes.
    pub(crate) bytes: u64,
}

/// Hands the history of `repository` to `sink`. `base` is put before every path: how its caller names the folder.
///
/// Breaks off when `sink` says so or `cancel` was called; what was found until then stands.
pub(crate) fn read(
    repository: &Repository,
    base: &str,
    sink: &mut dyn Sink,
    cancel: &Cancel,
    tell: &mut dyn FnMut(GitProgress),
) -> ControlFlow<()> {
    let base = &straight(base);
    let whole = Place::whole(joined(base, ""));
    let common = repository.common();
    if matches!(lies(common, &common.join("reftable")), Lies::Folder | Lies::Elsewhere) {
        // References in a binary table, which no library of ours reads.
        sink.skipped(&whole, Skipped::History);
        return ControlFlow::Continue(());
    }
    let tips::Tips { ids: tips, mut links } = tips::tips(repository);
    let alternates = common.join("objects/info/alternates");
    match lies(common, &alternates) {
        Lies::File if std::fs::metadata(&alternates).is_ok_and(|meta| meta.len() > 0) && !tips.is_empty() => {
            sink.skipped(&whole, Skipped::HistoryBorrowed);
        }
        Lies::Elsewhere => _ = links.insert(alternates),
        _ => {}
    }
    match lies(common, &common.join("shallow")) {
        Lies::File if !tips.is_empty() => sink.skipped(&whole, Skipped::HistoryShallow),
        Lies::Elsewhere => _ = links.insert(common.join("shallow")),
        _ => {}
    }
    for link in links {
        let place = Place::whole(joined(base, &within(repository, &link)));
        sink.skipped(&place, Skipped::HistoryElsewhere);
    }
    let Some(hash) = tips.keys().next().map(|id| id.kind()) else { return ControlFlow::Continue(()) };
    let (objects, left) = Objects::open(common, hash);
    let progress = GitProgress::default();
    let (met, room) = (Met::new(), Vec::new());
    let mut walk =
        Walk { repository, base, objects, sink, cancel, tell, progress, missing: false, met, room };
    for (path, why) in left {
        walk.skipped(&walk.at(&within(repository, &path), None), why);
    }
    let ended = walk.all(tips.into_iter().filter(|(id, _)| id.kind() == hash).collect());
    let Walk { sink, missing, met, .. } = walk;
    if missing {
        sink.skipped(&whole, Skipped::ObjectMissing);
    }
    if met.left() {
        sink.skipped(&whole, Skipped::ObjectLarge);
    }
    ended
}

/// A path in a repository as its user would look for it.
fn within(repository: &Repository, path: &Path) -> String {
    let inner = path.strip_prefix(repository.common()).or_else(|_| path.strip_prefix(repository.own()));
    format!(".git/{}", inner.unwrap_or(path).to_string_lossy())
}

fn joined(base: &str, path: &str) -> String {
    match (base, path) {
        ("", "") => ".".to_owned(),
        ("", path) => path.to_owned(),
        (base, "") => base.to_owned(),
        (base, path) => format!("{}/{path}", base.trim_end_matches('/')),
    }
}

/// One reading of one repository.
struct Walk<'a> {
    repository: &'a Repository,
    base: &'a str,
    objects: Objects,
    sink: &'a mut dyn Sink,
    cancel: &'a Cancel,
    tell: &'a mut dyn FnMut(GitProgress),
    progress: GitProgress,
    /// Objects that are named and not there: all of a partial copy's, so they are not listed.
    missing: bool,
    met: Met,
    /// Room for a file's content.
    room: Vec<u8>,
}

/// A folder that waits to be read.
struct Folder {
    id: ObjectId,
    path: String,
    depth: usize,
    /// Whether it was read before, at another path.
    moved: bool,
}

impl Walk<'_> {
    fn all(&mut self, tips: Vec<(ObjectId, bool)>) -> ControlFlow<()> {
        let roots = history::roots(self, tips)?;
        let (mut tree, mut waiting) = (Vec::new(), Vec::new());
        for root in roots {
            let commit = root.commit.map(|id| id.to_string());
            let meeting = self.met.at(&root.tree, "");
            if meeting != Meeting::Known {
                let moved = meeting == Meeting::Moved;
                waiting.push(Folder { id: root.tree, path: String::new(), depth: 0, moved });
            }
            while let Some(folder) = waiting.pop() {
                self.go_on()?;
                if folder.moved && !self.met.has_room() {
                    continue;
                }
                let place = Place { path: self.path(&folder.path), commit: commit.clone(), first_line: 1 };
                match self.objects.read(&folder.id, &mut tree) {
                    Ok(gix_object::Kind::Tree) => {
                        if folder.moved {
                            self.met.spend(tree.len() as u64);
                        }
                        self.folder(&folder, &tree, &place, &mut waiting)?;
                    }
                    Ok(_) => self.skipped(&place, Skipped::ObjectDamaged),
                    Err(why) => self.unread(&place, why),
                }
            }
            self.progress.done += 1;
            (self.tell)(self.progress);
        }
        ControlFlow::Continue(())
    }

    /// Reads the files of a folder that were not read before at their paths, and puts its folders among those that wait.
    fn folder(
        &mut self,
        folder: &Folder,
        tree: &[u8],
        place: &Place,
        waiting: &mut Vec<Folder>,
    ) -> ControlFlow<()> {
        let mut path = folder.path.clone();
        if !path.is_empty() {
            path.push('/');
        }
        let stem = path.len();
        for entry in TreeRefIter::from_bytes(tree, folder.id.kind()) {
            let Ok(entry) = entry else {
                self.skipped(place, Skipped::ObjectDamaged);
                break;
            };
            let id = entry.oid.to_owned();
            // Commits of submodules are in other repositories.
            if entry.mode.is_commit() {
                continue;
            }
            path.truncate(stem);
            path.push_str(&String::from_utf8_lossy(entry.filename));
            let meeting = self.met.at(&id, &path);
            let moved = meeting == Meeting::Moved;
            if meeting == Meeting::Known {
                continue;
            }
            if path.len() > LONGEST_PATH || folder.depth >= DEEPEST {
                self.skipped(place, Skipped::TooDeep);
            } else if entry.mode.is_tree() {
                waiting.push(Folder { id, path: path.clone(), depth: folder.depth + 1, moved });
            } else {
                let before = self.progress.bytes;
                self.file(&Place { path: self.path(&path), ..place.clone() }, &id)?;
                if moved {
                    self.met.spend(self.progress.bytes - before);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Hands out one file.
    fn file(&mut self, place: &Place, id: &ObjectId) -> ControlFlow<()> {
        self.go_on()?;
        let mut room = std::mem::take(&mut self.room);
        let handed = match self.objects.content(id, &mut room) {
            Ok(Content::Whole(mut bytes)) => {
                let size = bytes.len() as u64;
                Ok((size, self.sink.piece(place, &mut bytes, Some(size))))
            }
            Ok(Content::Stream(inner, size)) => {
                let mut content = Stoppable { inner, cancel: self.cancel };
                Ok((size, self.sink.piece(place, &mut content, Some(size))))
            }
            Err(why) => Err(why),
        };
        if room.capacity() <= ROOM {
            self.room = room;
        }
        let (size, flow) = match handed {
            Ok(handed) => handed,
            Err(why) => {
                self.unread(place, why);
                return ControlFlow::Continue(());
            }
        };
        self.progress.files += 1;
        self.progress.bytes += size;
        (self.tell)(self.progress);
        flow
    }

    fn unread(&mut self, place: &Place, why: Unread) {
        match why {
            Unread::Missing => self.missing = true,
            Unread::Elsewhere => self.skipped(place, Skipped::HistoryElsewhere),
            Unread::Damaged => self.skipped(place, Skipped::ObjectDamaged),
            Unread::TooLarge => self.skipped(place, Skipped::ObjectLarge),
        }
    }

    fn skipped(&mut self, place: &Place, why: Skipped) {
        self.sink.skipped(place, why);
    }

    fn go_on(&self) -> ControlFlow<()> {
        if self.cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn at(&self, what: &str, commit: Option<&ObjectId>) -> Place {
        Place { path: self.path(what), commit: commit.map(ToString::to_string), first_line: 1 }
    }

    fn path(&self, path: &str) -> String {
        joined(self.base, path)
    }
}

/// Ends early when it is cancelled: a large file takes seconds.
struct Stoppable<'a> {
    inner: Box<dyn Read + 'a>,
    cancel: &'a Cancel,
}

impl Read for Stoppable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.cancel.is_cancelled() {
            // Not `Interrupted`: readers try that one again.
            return Err(io::ErrorKind::Other.into());
        }
        self.inner.read(buffer)
    }
}
