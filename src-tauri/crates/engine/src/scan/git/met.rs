//! What was met in a history, and at which paths.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use gix_hash::ObjectId;

use super::objects::{Short, short};

/// Memory for the paths that objects have beyond their first one, in bytes. A few small folders that hold each other many
/// times over have more paths than anybody could list.
const PATHS: usize = if cfg!(test) { 64 * 1024 } else { 256 * 1024 * 1024 };
/// What one such path takes beyond its name.
const PATH: usize = 64;
/// Most bytes that are read of objects at paths beyond their first one.
const CONTENT: u64 = if cfg!(test) { 128 * 1024 } else { 4 * 1024 * 1024 * 1024 };

/// Whether an object at a path is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    /// Nothing of it was read before.
    First,
    /// It was read at another path.
    Moved,
    /// It was read at this path, or there is no room for another one.
    Known,
}

/// Every object that was met, with its paths.
pub(super) struct Met {
    /// Each with the hash of its first path.
    first: HashMap<Short, u64>,
    /// The same with further paths.
    moved: HashSet<(Short, u64)>,
    hash: RandomState,
    /// What is left of [`PATHS`] and [`CONTENT`].
    paths: usize,
    content: u64,
    /// Whether a path was left out for want of room.
    left: bool,
}

impl Met {
    pub(super) fn new() -> Self {
        let (first, moved) = (HashMap::new(), HashSet::new());
        Self { first, moved, hash: RandomState::new(), paths: PATHS, content: CONTENT, left: false }
    }

    /// Notes an object that has no path. Answers whether it is new.
    pub(super) fn bare(&mut self, id: &ObjectId) -> bool {
        self.first.insert(short(id), 0).is_none()
    }

    pub(super) fn forget(&mut self, id: &ObjectId) {
        self.first.remove(&short(id));
    }

    pub(super) fn at(&mut self, id: &ObjectId, path: &str) -> Meeting {
        let (id, at) = (short(id), self.hash.hash_one(path));
        let first = match self.first.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(at);
                return Meeting::First;
            }
            Entry::Occupied(entry) => *entry.get(),
        };
        if first == at || self.moved.contains(&(id, at)) {
            return Meeting::Known;
        }
        self.paths = self.paths.saturating_sub(PATH + path.len());
        if !self.has_room() {
            return Meeting::Known;
        }
        self.moved.insert((id, at));
        Meeting::Moved
    }

    /// Says how many bytes of something that had [`Moved`](Meeting::Moved) were read.
    pub(super) fn spend(&mut self, bytes: u64) {
        self.content = self.content.saturating_sub(bytes);
    }

    /// Whether something that had [`Moved`](Meeting::Moved) may still be read. If not, it counts as left out.
    pub(super) fn has_room(&mut self) -> bool {
        let room = self.paths > 0 && self.content > 0;
        self.left |= !room;
        room
    }

    pub(super) fn left(&self) -> bool {
        self.left
    }
}
