//! The order in which commits came about: a parent before its children, whatever the clocks say.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use gix_hash::ObjectId;

use super::objects::{Short, short};

/// A tree to read, and the commit that has it.
#[derive(Clone, Copy)]
pub(super) struct Root {
    /// Seconds since 1970, as the committer's clock had it.
    pub(super) time: i64,
    /// `None`: a reference names the tree itself.
    pub(super) commit: Option<ObjectId>,
    pub(super) tree: ObjectId,
}

/// Orders `roots`, which come in the order of a walk from the references back into the past: each after all of its parents,
/// and by time where neither leads to the other. `parents` are pairs of a place in `roots` and a parent's id; those that are
/// not among `roots` count for nothing.
pub(super) fn oldest_first(roots: &[Root], parents: &[(u32, Short)]) -> Vec<Root> {
    let places = roots.iter().zip(0u32..);
    let known: HashMap<Short, u32> =
        places.filter_map(|(root, at)| Some((short(root.commit.as_ref()?), at))).collect();
    // Pairs of parent and child.
    let mut lines: Vec<(u32, u32)> =
        parents.iter().filter_map(|(child, parent)| Some((*known.get(parent)?, *child))).collect();
    drop(known);
    lines.sort_unstable();
    lines.dedup();
    let mut waits_for = vec![0u32; roots.len()];
    for (_, child) in &lines {
        waits_for[*child as usize] += 1;
    }
    // Among equals, what lies deeper in the past comes first.
    let key = |at: u32| (Reverse(roots[at as usize].time), at);
    let everything = || (0u32..).take(roots.len());
    let mut ready: BinaryHeap<_> = everything().filter(|at| waits_for[*at as usize] == 0).map(key).collect();
    let mut ordered = Vec::with_capacity(roots.len());
    while let Some((_, at)) = ready.pop() {
        ordered.push(roots[at as usize]);
        let children = lines.partition_point(|(parent, _)| *parent < at);
        for (_, child) in lines[children..].iter().take_while(|(parent, _)| *parent == at) {
            waits_for[*child as usize] -= 1;
            if waits_for[*child as usize] == 0 {
                ready.push(key(*child));
            }
        }
    }
    // In a repository that somebody tampered with, commits may be each other's parents: these come last, by time.
    let mut left: Vec<_> = everything().filter(|at| waits_for[*at as usize] > 0).map(key).collect();
    left.sort_unstable_by_key(|key| Reverse(*key));
    ordered.extend(left.into_iter().map(|(_, at)| roots[at as usize]));
    ordered
}
