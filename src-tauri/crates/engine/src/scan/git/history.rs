//! The commits of a repository, and the messages of commits and tags.

use std::collections::{HashSet, VecDeque};
use std::ops::ControlFlow;

use gix_hash::ObjectId;
use gix_object::Kind;

use super::Walk;
use super::objects::{Short, Unread, short};
use super::order::{Root, oldest_first};
use crate::scan::piece::{Place, Skipped};

/// So many commits may wait to be read at once, and so many are looked at. A commit names its parents in few bytes, and may be
/// packed into far fewer.
const WAITING: usize = if cfg!(test) { 40 } else { 1_000_000 };
const MOST: usize = 5 * WAITING;
/// So many parents are remembered for the order of the commits; beyond these, clocks decide.
const PARENTS: usize = 2 * MOST;

/// Reads every commit and tag that `tips` lead to, hands out their messages, and answers the trees, oldest first.
pub(super) fn roots(walk: &mut Walk<'_>, tips: Vec<(ObjectId, bool)>) -> ControlFlow<(), Vec<Root>> {
    let shallow: HashSet<ObjectId> = super::tips::shallow(walk.repository).into_iter().collect();
    let (mut roots, mut object) = (Vec::new(), Vec::new());
    let mut lines: Vec<(u32, Short)> = Vec::new();
    let mut waiting: VecDeque<(ObjectId, bool)> = tips.into();
    let (mut looked_at, mut many) = (0, false);
    while let Some((id, vouched)) = waiting.pop_front() {
        walk.go_on()?;
        if !walk.met.bare(&id) {
            continue;
        }
        looked_at += 1;
        if looked_at > MOST {
            many = true;
            break;
        }
        match walk.objects.read(&id, &mut object) {
            Ok(kind @ (Kind::Commit | Kind::Tag)) => {
                let text = Text::of(&object);
                let what = if kind == Kind::Commit { "commit message" } else { "tag message" };
                walk.text(what, &id, text.message)?;
                if kind == Kind::Tag {
                    waiting.extend(text.id(b"object").map(|id| (id, vouched)));
                    continue;
                }
                let Some(tree) = text.id(b"tree") else {
                    walk.skipped(&walk.at("commit", Some(&id)), Skipped::ObjectDamaged);
                    continue;
                };
                if !shallow.contains(&id) {
                    let at = u32::try_from(roots.len()).unwrap_or(u32::MAX);
                    let room = PARENTS.saturating_sub(lines.len());
                    lines.extend(text.ids(b"parent").take(room).map(|parent| (at, short(&parent))));
                    let mut parents = text.ids(b"parent");
                    let room = WAITING.saturating_sub(waiting.len());
                    waiting.extend(parents.by_ref().take(room).map(|id| (id, vouched)));
                    many |= parents.next().is_some();
                }
                roots.push(Root { time: text.time(), commit: Some(id), tree });
                walk.progress.commits += 1;
            }
            Ok(Kind::Tree) => {
                walk.met.forget(&id);
                roots.push(Root { time: 0, commit: None, tree: id });
            }
            Ok(Kind::Blob) => walk.file(&walk.at("tagged file", None), &id)?,
            Err(Unread::TooLarge) => walk.file(&walk.at("tagged file", None), &id)?,
            Err(Unread::Missing) if !vouched => {}
            Err(why) => walk.unread(&walk.at("commit", Some(&id)), why),
        }
    }
    if many {
        walk.skipped(&walk.at("", None), Skipped::CommitsMany);
    }
    ControlFlow::Continue(oldest_first(&roots, &lines))
}

/// A commit or tag: lines of `name value`, an empty line, a message. Read line by line, so that one line that nobody
/// understands hides nothing else.
struct Text<'a> {
    head: &'a [u8],
    message: &'a [u8],
}

impl<'a> Text<'a> {
    fn of(object: &'a [u8]) -> Self {
        let end = object.windows(2).position(|two| two == b"\n\n");
        let (head, message) = end.map_or((object, &[][..]), |end| (&object[..end], &object[end + 2..]));
        Self { head, message }
    }

    fn values(&self, name: &'static [u8]) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let lines = self.head.split(|byte| *byte == b'\n');
        lines.filter_map(move |line| line.strip_prefix(name)?.strip_prefix(b" "))
    }

    fn ids(&self, name: &'static [u8]) -> impl Iterator<Item = ObjectId> + use<'a> {
        self.values(name).filter_map(|value| ObjectId::from_hex(value).ok())
    }

    fn id(&self, name: &'static [u8]) -> Option<ObjectId> {
        self.ids(name).next()
    }

    /// `committer Name <address> 1700000000 +0100`
    fn time(&self) -> i64 {
        let seconds = |line: &[u8]| {
            let word = line.rsplit(|byte| *byte == b' ').nth(1)?;
            std::str::from_utf8(word).ok()?.parse().ok()
        };
        self.values(b"committer").next().and_then(seconds).unwrap_or(0)
    }
}

impl Walk<'_> {
    fn text(&mut self, what: &str, id: &ObjectId, message: &[u8]) -> ControlFlow<()> {
        if message.is_empty() {
            return ControlFlow::Continue(());
        }
        let place = Place { path: self.path(what), commit: Some(id.to_string()), first_line: 1 };
        self.sink.piece(&place, &mut &*message, Some(message.len() as u64))
    }
}
