//! Finds many held keys at once in trees of files: whole keys, as they are and encoded.
//!
//! A form of `n` bytes that lies in a text covers a whole window of eight bytes at every stride of `n - 7`. So the text
//! is looked at only at that stride: eight bytes are hashed and looked up in a bitmap; what passes is compared whole.

mod forms;
mod waiting;

pub use waiting::WaitingFinder;

use crate::held::HeldKey;
pub(crate) use forms::coded;
use forms::{Form, forms};
use std::ops::Range;
use zeroize::Zeroize;

const WINDOW: usize = 8;
/// No form that is looked for in long strides is shorter.
const LONG: usize = 16;
/// Longer strides gain nothing.
const LONGEST_STRIDE: usize = 24;
/// Bits of the map that turns most places away.
const MAP_BITS: u32 = 22;

/// A held key that was found, by its position in the list that was given; keys of fewer than
/// [`crate::SHORTEST_KEY`] bytes are never found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// Byte offsets from the beginning of all that was read.
    pub start: u64,
    /// See `start`.
    pub end: u64,
    /// Which key.
    pub key: usize,
}

/// Finds held keys in bytes. Holds the keys while it lives, and wipes them when it is dropped.
///
/// ```compile_fail
/// fn shows<T: std::fmt::Debug>() {}
/// shows::<redaction::Finder>();
/// ```
pub struct Finder {
    forms: Vec<Form>,
    long: Windows,
    short: Windows,
}

impl Finder {
    /// A finder for these keys, in all their encoded forms.
    pub fn new(keys: &[HeldKey<'_>]) -> Finder {
        let forms = forms(keys);
        let hash = |bytes: &[u8]| quick_hash(window(bytes));
        let long = Windows::new(&forms, hash, |len| len >= LONG);
        let short = Windows::new(&forms, hash, |len| len < LONG);
        Finder { forms, long, short }
    }

    /// Every key in a text that lies in memory as a whole.
    pub fn find(&self, text: &[u8], found: &mut Vec<Sighting>) {
        self.within(text, 0, 0..text.len(), found);
    }

    /// Reads a stream piece by piece; keys that lie across pieces are found too.
    pub fn stream(&self) -> FinderStream<'_> {
        FinderStream { finder: self, reach: self.longest().saturating_sub(1), tail: Vec::new(), read: 0 }
    }

    /// The most bytes that a key may take up.
    pub(crate) fn longest(&self) -> usize {
        self.forms.iter().map(|form| form.bytes.len()).max().unwrap_or(0)
    }

    /// What lies in the text and across no less than one border of `wanted`; `base` is the text's own place.
    fn within(&self, text: &[u8], base: u64, wanted: Range<usize>, found: &mut Vec<Sighting>) {
        let from = found.len();
        let mut accept = |form: &Form, start: usize| {
            let end = start + form.bytes.len();
            if text.get(start..end) == Some(&form.bytes[..]) && start < wanted.end && end > wanted.start {
                found.push(Sighting { start: base + start as u64, end: base + end as u64, key: form.key });
            }
        };
        for windows in [&self.long, &self.short] {
            windows.search(text, |bytes| quick_hash(window(bytes)), &mut |slot, at| {
                if let Some(start) = at.checked_sub(slot.offset as usize) {
                    accept(&self.forms[slot.form as usize], start);
                }
            });
        }
        found[from..].sort_unstable();
        let mut kept = from;
        for at in from..found.len() {
            // One place may be seen through several windows and forms.
            let same = kept > from
                && found[kept - 1].start == found[at].start
                && found[kept - 1].key == found[at].key;
            if !same {
                found[kept] = found[at];
                kept += 1;
            }
        }
        found.truncate(kept);
    }
}

/// A finder over a stream, made by [`Finder::stream`].
pub struct FinderStream<'f> {
    finder: &'f Finder,
    /// One less than the longest form.
    reach: usize,
    /// The last bytes of what was read.
    tail: Vec<u8>,
    read: u64,
}

impl FinderStream<'_> {
    /// Reads the next piece.
    pub fn push(&mut self, piece: &[u8], found: &mut Vec<Sighting>) {
        if !self.tail.is_empty() {
            // What lies across the border between the pieces before and this one.
            let seam = self.tail.len();
            self.tail.extend_from_slice(&piece[..piece.len().min(self.reach)]);
            let base = self.read - seam as u64;
            let mut across = Vec::new();
            self.finder.within(&self.tail, base, 0..self.tail.len(), &mut across);
            let border = self.read;
            found.extend(across.into_iter().filter(|seen| seen.start < border && seen.end > border));
            self.tail.truncate(seam);
        }
        self.finder.within(piece, self.read, 0..piece.len(), found);
        self.read += piece.len() as u64;
        let kept = piece.len().min(self.reach);
        let drop = (self.tail.len() + kept).saturating_sub(self.reach);
        self.tail.drain(..drop.min(self.tail.len()));
        self.tail.extend_from_slice(&piece[piece.len() - kept..]);
    }
}

impl Drop for FinderStream<'_> {
    fn drop(&mut self) {
        self.tail.zeroize();
    }
}

fn window(bytes: &[u8]) -> u64 {
    bytes.first_chunk::<WINDOW>().map_or(0, |window| u64::from_le_bytes(*window))
}

fn quick_hash(window: u64) -> u64 {
    let mixed = window.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// Where a window stands in a form.
#[derive(Clone, Copy, Default, Zeroize)]
struct Slot {
    hash: u64,
    form: u32,
    offset: u32,
    taken: bool,
}

/// The windows of forms of one sort, by their hash.
struct Windows {
    stride: usize,
    map: Vec<u64>,
    slots: Vec<Slot>,
}

impl Drop for Windows {
    fn drop(&mut self) {
        self.map.zeroize();
        self.slots.zeroize();
    }
}

impl Windows {
    fn new(forms: &[Form], hash: impl Fn(&[u8]) -> u64, sort: fn(usize) -> bool) -> Windows {
        let shortest = forms.iter().map(|form| form.bytes.len()).filter(|len| sort(*len)).min();
        let Some(shortest) = shortest else {
            return Windows { stride: 1, map: Vec::new(), slots: Vec::new() };
        };
        let stride = (shortest + 1 - WINDOW.min(shortest)).min(LONGEST_STRIDE);
        let wanted = || forms.iter().enumerate().filter(|(_, form)| sort(form.bytes.len()));
        let room = (wanted().count() * stride * 2).next_power_of_two();
        let mut windows =
            Windows { stride, map: vec![0; 1 << (MAP_BITS - 6)], slots: vec![Slot::default(); room] };
        for (at, form) in wanted() {
            for offset in 0..stride.min(form.bytes.len() + 1 - WINDOW) {
                let hash = hash(&form.bytes[offset..]);
                windows.add(Slot { hash, form: at as u32, offset: offset as u32, taken: true });
            }
        }
        windows
    }

    fn add(&mut self, slot: Slot) {
        let bit = bit(slot.hash);
        self.map[bit / 64] |= 1 << (bit % 64);
        let mask = self.slots.len() - 1;
        let mut at = slot.hash as usize & mask;
        while self.slots[at].taken {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    /// Shows every window that may be one of a form's, with its place.
    fn search(&self, text: &[u8], hash: impl Fn(&[u8]) -> u64, visit: &mut dyn FnMut(&Slot, usize)) {
        if self.slots.is_empty() {
            return;
        }
        let mut at = 0;
        while at + WINDOW <= text.len() {
            let hash = hash(&text[at..]);
            let bit = bit(hash);
            if self.map[bit / 64] >> (bit % 64) & 1 == 1 {
                self.probe(hash, at, visit);
            }
            at += self.stride;
        }
    }

    fn probe(&self, hash: u64, place: usize, visit: &mut dyn FnMut(&Slot, usize)) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].taken {
            if self.slots[at].hash == hash {
                visit(&self.slots[at], place);
            }
            at = (at + 1) & mask;
        }
    }
}

fn bit(hash: u64) -> usize {
    (hash >> (64 - MAP_BITS)) as usize
}
