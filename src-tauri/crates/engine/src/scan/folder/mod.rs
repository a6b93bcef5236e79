//! A folder on this machine, with all that is hidden or ignored in it: what is ignored is where keys are put. Nothing that a
//! link leads to is opened, so nothing outside is; what a link leads to within the folder is read where it stands.

#[cfg(not(unix))]
#[path = "system_other.rs"]
mod system;
#[cfg(unix)]
#[path = "system_unix.rs"]
mod system;
#[cfg(all(test, unix))]
mod tests;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};

use super::examine::Examiner;
use super::piece::{Place, Sink, Skipped};
use crate::files::lock;
use system::Dir;
pub(crate) use system::Identity;

/// Folders within folders.
const DEEPEST: usize = 200;
/// So many files wait for a thread at most: each keeps its folder open.
const WAITING: usize = 256;

/// What an entry of a folder is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Folder,
    File,
    Link,
    Special,
}

/// A file that is to be read.
struct Ahead {
    dir: Arc<Dir>,
    name: OsString,
    shown: String,
}

/// What was met on the way beside files.
#[derive(Default)]
pub(crate) struct Met {
    /// Folders with a `.git` of their own, and how each is shown.
    pub(crate) repositories: Vec<(PathBuf, String)>,
}

/// Reads a file, or everything in a folder, with as many threads as there are examiners. `shown` is how the caller named it.
/// Of the folder `own` nothing is read, wherever it is met: what a caller may have written there would be a guess at a key,
/// and a finding the answer.
pub(crate) fn read(
    path: &Path,
    shown: &str,
    own: Option<&Identity>,
    examiners: &mut [Examiner<'_>],
    met: &mut Met,
) -> ControlFlow<()> {
    let Some((first, others)) = examiners.split_first_mut() else { return ControlFlow::Continue(()) };
    let whole = Place::whole(shown);
    if own.is_some_and(|own| lies_in(path, own)) {
        first.skipped(&whole, Skipped::OwnData);
        return ControlFlow::Continue(());
    }
    if std::fs::metadata(path).is_ok_and(|about| !about.is_dir()) {
        return open_and_read(first, &whole, system::open(path));
    }
    let opened = Dir::open(path).and_then(|dir| Ok((dir, std::fs::canonicalize(path)?)));
    let (dir, real) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            first.skipped(&whole, reason(&error));
            return ControlFlow::Continue(());
        }
    };
    let walk = Walk { real, own, met };
    if others.is_empty() {
        return walk.all(dir, shown, &mut |step| match step {
            Step::File(ahead) => read_one(first, &ahead),
            Step::Left(place, why) => {
                first.skipped(&place, why);
                ControlFlow::Continue(())
            }
        });
    }
    together(walk, dir, shown, first, others)
}

/// Whether a path is that folder, or lies in it.
fn lies_in(path: &Path, own: &Identity) -> bool {
    let is_own = |above: &Path| Identity::of(above).as_ref() == Some(own);
    std::fs::canonicalize(path).is_ok_and(|real| real.ancestors().any(is_own))
}

/// This thread walks and notes what is left out; the others read.
fn together(
    walk: Walk<'_>,
    dir: Dir,
    shown: &str,
    first: &mut Examiner<'_>,
    others: &mut [Examiner<'_>],
) -> ControlFlow<()> {
    let (sender, files) = mpsc::sync_channel::<Ahead>(WAITING);
    let files = Mutex::new(files);
    std::thread::scope(|scope| {
        for examiner in others {
            let files = &files;
            scope.spawn(move || {
                loop {
                    let next = lock(files).recv();
                    let Ok(ahead) = next else { return };
                    // Those that wait are taken and dropped, so that the walk does not wait for ever.
                    if !examiner.is_cancelled() {
                        let _stopped = read_one(examiner, &ahead);
                    }
                }
            });
        }
        let ended = walk.all(dir, shown, &mut |step| {
            match step {
                Step::File(ahead) => match sender.try_send(ahead) {
                    Ok(()) => {}
                    // All are busy: better to read than to wait.
                    Err(mpsc::TrySendError::Full(ahead) | mpsc::TrySendError::Disconnected(ahead)) => {
                        read_one(first, &ahead)?;
                    }
                },
                Step::Left(place, why) => first.skipped(&place, why),
            }
            if first.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        drop(sender);
        ended
    })
}

fn read_one(examiner: &mut Examiner<'_>, ahead: &Ahead) -> ControlFlow<()> {
    let place = Place { path: ahead.shown.clone(), commit: None, first_line: 1 };
    open_and_read(examiner, &place, ahead.dir.file(&ahead.name))
}

fn open_and_read(
    examiner: &mut Examiner<'_>,
    place: &Place,
    opened: io::Result<Option<(File, u64)>>,
) -> ControlFlow<()> {
    match opened {
        Ok(Some((file, size))) => examiner.file(place, &file, size),
        Ok(None) => {
            examiner.skipped(place, Skipped::Special);
            ControlFlow::Continue(())
        }
        Err(error) => {
            examiner.skipped(place, reason(&error));
            ControlFlow::Continue(())
        }
    }
}

enum Step {
    File(Ahead),
    Left(Place, Skipped),
}

struct Walk<'m> {
    /// The folder without links in its own path.
    real: PathBuf,
    own: Option<&'m Identity>,
    met: &'m mut Met,
}

/// A folder that is open.
struct Level {
    dir: Arc<Dir>,
    shown: String,
    /// From the walk's folder.
    within: PathBuf,
    /// Folders in it that wait.
    folders: Vec<OsString>,
}

impl Walk<'_> {
    fn all(
        mut self,
        dir: Dir,
        shown: &str,
        step: &mut dyn FnMut(Step) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let first = Level {
            dir: Arc::new(dir),
            shown: shown.to_owned(),
            within: PathBuf::new(),
            folders: Vec::new(),
        };
        let mut open = vec![self.list(first, step)?];
        while let Some(level) = open.last_mut() {
            let Some(name) = level.folders.pop() else {
                open.pop();
                continue;
            };
            let shown = joined(&level.shown, &name);
            let within = level.within.join(&name);
            let whole = Place::whole(shown.clone());
            if open.len() >= DEEPEST {
                step(Step::Left(whole, Skipped::TooDeep))?;
                continue;
            }
            let Some(level) = open.last() else { break };
            match level.dir.folder(&name) {
                Ok(dir) if self.own.is_some() && dir.identity().as_ref() == self.own => {
                    step(Step::Left(whole, Skipped::OwnData))?;
                }
                Ok(dir) => {
                    let next = Level { dir: Arc::new(dir), shown, within, folders: Vec::new() };
                    open.push(self.list(next, step)?);
                }
                Err(error) => step(Step::Left(whole, reason(&error)))?,
            }
        }
        ControlFlow::Continue(())
    }

    /// Goes through a folder's own files, and keeps the folders in it for later.
    fn list(
        &mut self,
        mut level: Level,
        step: &mut dyn FnMut(Step) -> ControlFlow<()>,
    ) -> ControlFlow<(), Level> {
        let dir = level.dir.clone();
        let entries = match dir.entries() {
            Ok(entries) => entries,
            Err(error) => {
                step(Step::Left(Place::whole(level.shown.clone()), reason(&error)))?;
                return ControlFlow::Continue(level);
            }
        };
        let is_object = objects_of(&level.within);
        for entry in entries {
            let Ok((name, sort)) = entry else {
                step(Step::Left(Place::whole(level.shown.clone()), Skipped::Unreadable))?;
                break;
            };
            let shown = || joined(&level.shown, &name);
            match sort {
                // Packed by git: its history is read by what knows it.
                Sort::File if is_object.is_some_and(|is_object| is_object(&name)) => {}
                Sort::Folder | Sort::File if name == ".git" => {
                    self.met.repositories.push((self.real.join(&level.within), level.shown.clone()));
                    if sort == Sort::Folder {
                        level.folders.push(name);
                    } else {
                        let shown = shown();
                        step(Step::File(Ahead { dir: level.dir.clone(), name, shown }))?;
                    }
                }
                Sort::Folder => level.folders.push(name),
                Sort::File => {
                    let shown = shown();
                    step(Step::File(Ahead { dir: level.dir.clone(), name, shown }))?;
                }
                Sort::Link => {
                    if let Some(why) = self.link(&level.within.join(&name)) {
                        step(Step::Left(Place::whole(shown()), why))?;
                    }
                }
                Sort::Special => step(Step::Left(Place::whole(shown()), Skipped::Special))?,
            }
        }
        ControlFlow::Continue(level)
    }

    /// Why a link is not read; nothing where it leads to what is read anyway.
    fn link(&self, within: &Path) -> Option<Skipped> {
        match std::fs::canonicalize(self.real.join(within)) {
            Ok(target) if target.starts_with(&self.real) => None,
            Ok(_) => Some(Skipped::LinkOut),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Some(Skipped::LinkOut),
            Err(_) => Some(Skipped::LinkBroken),
        }
    }
}

/// Whether a folder is git's own, or that of a module.
fn is_in_git(within: &Path) -> bool {
    let mut parts = within.iter();
    match parts.next_back() {
        Some(name) if name == ".git" => true,
        _ => within.iter().zip(within.iter().skip(1)).any(|(a, b)| a == ".git" && b == "modules"),
    }
}

/// What tells git's own files by their names, in the folders in which git keeps a history. Whatever else lies there is a file
/// as any other.
fn objects_of(within: &Path) -> Option<fn(&OsStr) -> bool> {
    let objects = within.parent().filter(|objects| objects.ends_with("objects"))?;
    if !objects.parent().is_some_and(is_in_git) {
        return None;
    }
    match within.file_name()?.to_str()? {
        "pack" => Some(is_pack),
        folder if is_hex(folder, &[2]) => Some(|name| name.to_str().is_some_and(|name| is_hex(name, &REST))),
        _ => None,
    }
}

/// What the first two digits of an object's id leave of it, SHA-1 or SHA-256.
const REST: [usize; 2] = [38, 62];

/// `pack-ID.pack`, and what git keeps beside it.
fn is_pack(name: &OsStr) -> bool {
    let parts = name.to_str().and_then(|name| name.strip_prefix("pack-")?.split_once('.'));
    parts.is_some_and(|(id, ending)| {
        is_hex(id, &[40, 64]) && matches!(ending, "pack" | "idx" | "rev" | "bitmap" | "mtimes")
    })
}

fn is_hex(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn joined(folder: &str, name: &OsString) -> String {
    let name = name.to_string_lossy();
    if folder.ends_with(['/', std::path::MAIN_SEPARATOR]) {
        format!("{folder}{name}")
    } else {
        format!("{folder}/{name}")
    }
}

fn reason(error: &io::Error) -> Skipped {
    match error.kind() {
        io::ErrorKind::NotFound => Skipped::Vanished,
        io::ErrorKind::NotADirectory => Skipped::Changed,
        _ => Skipped::Unreadable,
    }
}
