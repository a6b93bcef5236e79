//! Seeks held keys and credentials in files of any size and kind, with bounded memory.

use crate::finder::{Finder, FinderStream, Sighting};
use crate::held::{HeldKey, Refused, refused};
use crate::redactor::Redactor;
use crate::scan::{self, Leak, Scan};
use crate::view::Wiped;
use crate::windows::{Reading, leak};

/// Seeks keys in trees of files. Holds the keys while it lives, and wipes them when it is dropped.
///
/// Without shapes it finds whole held keys as they stand and as [`Finder`] knows them encoded. With shapes it finds what
/// [`Redactor::scan`] finds: held keys in every encoding, nested and cut, and credentials by shape and name.
///
/// Bytes are read as UTF-8. What is no UTF-8 (Latin-1, binary files) is passed over byte by byte, and what stands between
/// is read as text. UTF-16 is recognised by its NULs, with or without a mark, and read without them. Nothing is unpacked.
///
/// It cannot be printed, cloned or serialised:
/// ```compile_fail
/// fn shows<T: std::fmt::Debug>() {}
/// shows::<redaction::Seeker>();
/// ```
/// ```compile_fail
/// fn copies<T: Clone>() {}
/// copies::<redaction::Seeker>();
/// ```
/// ```compile_fail
/// fn leaves<T: serde::Serialize>() {}
/// leaves::<redaction::Seeker>();
/// ```
pub struct Seeker {
    finder: Finder,
    shapes: Option<Redactor>,
}

impl Seeker {
    /// A seeker for these keys, and those of them that it cannot look for. `shapes`: also what looks like a credential.
    /// `tag_key` is the workspace's.
    pub fn new(tag_key: &[u8; 32], keys: &[HeldKey<'_>], shapes: bool) -> (Seeker, Vec<Refused>) {
        let refused = refused(keys);
        // Positions are those of the keys that are looked for.
        let known: Vec<HeldKey<'_>> = keys
            .iter()
            .enumerate()
            .filter(|(at, _)| refused.iter().all(|refused| refused.index != *at))
            .map(|(_, key)| HeldKey { label: key.label, value: key.value, public_prefix: key.public_prefix })
            .collect();
        let shapes = shapes.then(|| Redactor::new(tag_key, keys).0);
        let seeker = Seeker { finder: Finder::new(&known), shapes };
        (seeker, refused)
    }

    /// As [`Seeker::new`], but of the keys only whole ones are found, written as [`Finder`] knows them: no piece of one and
    /// nothing nested. For texts by somebody who must not learn whether a piece of a guess is right.
    pub fn whole(tag_key: &[u8; 32], keys: &[HeldKey<'_>], shapes: bool) -> (Seeker, Vec<Refused>) {
        let (mut seeker, refused) = Seeker::new(tag_key, keys, false);
        seeker.shapes = shapes.then(|| Redactor::new(tag_key, &[]).0);
        (seeker, refused)
    }

    /// What is in these bytes, whatever they are. Offsets are those of the bytes; where these are UTF-8, they stand on
    /// character borders. `complete` is false where the budget of a part was spent: in it, only whole keys were sought.
    pub fn seek(&self, bytes: &[u8]) -> Scan {
        let mut leaks = Vec::new();
        let Some(redactor) = &self.shapes else {
            let mut found = Vec::new();
            self.finder.find(bytes, &mut found);
            return Scan { leaks: scan::apart(found.into_iter().map(leak).collect()), complete: true };
        };
        let mut reading = Reading::new(&self.finder, redactor);
        let mut at = 0;
        loop {
            let end = bytes.len().min(at + reading.room);
            at += reading.window(&bytes[at..end], end == bytes.len(), &mut leaks);
            if end == bytes.len() {
                return Scan { leaks, complete: reading.complete };
            }
        }
    }

    /// Reads a file of any size piece by piece. However it is cut, it finds what [`Seeker::seek`] finds in the whole.
    pub fn stream(&self) -> SeekerStream<'_> {
        let mode = match &self.shapes {
            None => Mode::Keys(Keys {
                stream: self.finder.stream(),
                longest: self.finder.longest() as u64,
                read: 0,
                seen: Vec::new(),
            }),
            Some(redactor) => Mode::Shapes(Box::new(Shapes {
                reading: Reading::new(&self.finder, redactor),
                buffer: Wiped::with_room(0),
            })),
        };
        SeekerStream { mode }
    }
}

/// A seeker over one file, made by [`Seeker::stream`].
pub struct SeekerStream<'s> {
    mode: Mode<'s>,
}

enum Mode<'s> {
    Keys(Keys<'s>),
    Shapes(Box<Shapes<'s>>),
}

struct Keys<'s> {
    stream: FinderStream<'s>,
    longest: u64,
    read: u64,
    /// What may yet turn out to be a part of a longer key.
    seen: Vec<Sighting>,
}

struct Shapes<'s> {
    reading: Reading<'s>,
    buffer: Wiped,
}

impl SeekerStream<'_> {
    /// Takes the next piece, and adds what could be decided. Offsets count from the beginning of the file; they come
    /// sorted, and none twice.
    pub fn push(&mut self, piece: &[u8], leaks: &mut Vec<Leak>) {
        match &mut self.mode {
            Mode::Keys(keys) => keys.push(piece, leaks),
            Mode::Shapes(shapes) => shapes.push(piece, leaks),
        }
    }

    /// Adds what was still undecided. Was the file read to its end? Otherwise the budget of a part was spent.
    pub fn finish(mut self, leaks: &mut Vec<Leak>) -> bool {
        match &mut self.mode {
            Mode::Keys(keys) => {
                keys.decide(u64::MAX, leaks);
                true
            }
            Mode::Shapes(shapes) => {
                shapes.reading.window(&shapes.buffer, true, leaks);
                shapes.reading.complete
            }
        }
    }
}

impl Keys<'_> {
    fn push(&mut self, piece: &[u8], leaks: &mut Vec<Leak>) {
        self.stream.push(piece, &mut self.seen);
        self.read += piece.len() as u64;
        self.decide(self.read, leaks);
    }

    /// Decides what no key that is not yet read can reach.
    fn decide(&mut self, read: u64, leaks: &mut Vec<Leak>) {
        if self.seen.is_empty() {
            return;
        }
        self.seen.sort_unstable();
        // What is not yet read begins no further back than the longest form.
        let safe = if read == u64::MAX { read } else { read.saturating_sub(self.longest) };
        let (mut decided, mut end) = (0, 0);
        for (at, seen) in self.seen.iter().enumerate() {
            if seen.start >= end && end <= safe {
                decided = at;
            }
            end = end.max(seen.end);
        }
        if end <= safe {
            decided = self.seen.len();
        }
        leaks.extend(scan::apart(self.seen.drain(..decided).map(leak).collect()));
    }
}

impl Shapes<'_> {
    fn push(&mut self, mut piece: &[u8], leaks: &mut Vec<Leak>) {
        let room = self.reading.room;
        while !piece.is_empty() {
            if self.buffer.capacity() < room {
                let grown = (self.buffer.len() + piece.len()).min(room);
                self.buffer.grow_to(grown);
            }
            let taken = piece.len().min(room - self.buffer.len());
            self.buffer.extend_from_slice(&piece[..taken]);
            piece = &piece[taken..];
            // A window that is full is decided when more comes: the last one sees the file's end.
            if self.buffer.len() == room && !piece.is_empty() {
                let done = self.reading.window(&self.buffer, false, leaks);
                self.buffer.drain(..done);
            }
        }
    }
}
