//! One message: what is found secret or personal in one field is masked wherever else it stands.

use crate::mark::Mark;
use crate::nets::Find;
use crate::redacted::Kind;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// A part of a message.
pub enum Part<'a> {
    /// Request line or status line, URL included.
    StartLine(&'a str),
    /// Headers in order; each becomes a line `name: value`.
    Headers(&'a [(String, Vec<u8>)]),
    /// A body as it was received or sent.
    Body {
        /// The bytes.
        bytes: &'a [u8],
        /// The `Content-Type`, if there was one.
        media_type: Option<&'a str>,
    },
    /// Any other text: an error message, a note.
    Text(&'a str),
}

/// Shorter values are too common to be masked wherever they stand.
const SHORTEST_SECRET: usize = 6;
const SHORTEST_PERSONAL: usize = 4;
/// Longer ones are found again by what found them first.
const LONGEST: usize = 512;

/// The values found in the fields of a message.
#[derive(Default)]
pub(crate) struct Learned {
    values: Vec<Find>,
    known: HashSet<Rc<str>>,
}

impl Learned {
    pub(crate) fn add(&mut self, finds: &[Find]) {
        let worth = finds.iter().filter(|find| {
            find.follow
                && find.value.len() <= LONGEST
                && match find.kind {
                    Kind::Personal => find.value.chars().nth(SHORTEST_PERSONAL - 1).is_some(),
                    _ => find.value.len() >= SHORTEST_SECRET,
                }
        });
        for find in worth {
            if self.known.insert(Rc::clone(&find.value)) {
                self.values.push(find.clone());
            }
        }
    }

    pub(crate) fn search(self) -> Search {
        let mut search = Search { values: self.values, bitmap: [0; BITS / 64], by_start: HashMap::new() };
        for (at, find) in search.values.iter().enumerate() {
            let start = start_of(find.value.as_bytes());
            let bit = bit(start);
            search.bitmap[bit / 64] |= 1 << (bit % 64);
            search.by_start.entry(start).or_default().push(at);
        }
        // The longest first, and few of each: text made for the purpose may hold a thousand values that begin alike.
        for alike in search.by_start.values_mut() {
            alike.sort_by_key(|at| std::cmp::Reverse(search.values[*at].value.len()));
            alike.truncate(MOST_ALIKE);
        }
        search
    }
}

const BITS: usize = 8192;
const MOST_ALIKE: usize = 32;

/// The first four bytes; no shorter value is learned.
fn start_of(bytes: &[u8]) -> u32 {
    match bytes {
        [a, b, c, d, ..] => u32::from_le_bytes([*a, *b, *c, *d]),
        _ => 0,
    }
}

fn bit(start: u32) -> usize {
    start.wrapping_mul(0x9E37_79B1) as usize >> 19
}

/// Looks for what was learned.
pub(crate) struct Search {
    values: Vec<Find>,
    bitmap: [u64; BITS / 64],
    by_start: HashMap<u32, Vec<usize>>,
}

impl Search {
    pub(crate) fn mark(&self, text: &str, marks: &mut Vec<Mark>) {
        if self.values.is_empty() {
            return;
        }
        let bytes = text.as_bytes();
        let mut done = 0;
        // 64 places at a time, so that a miss costs no branch.
        for block in (0..bytes.len()).step_by(64) {
            let mut may = 0u64;
            for (nth, four) in bytes[block..bytes.len().min(block + 67)].windows(4).enumerate() {
                let bit = bit(start_of(four));
                may |= (self.bitmap[bit / 64] >> (bit % 64) & 1) << nth;
            }
            while may != 0 {
                let at = block + may.trailing_zeros() as usize;
                may &= may - 1;
                if at < done {
                    continue;
                }
                if let Some(find) = self.at(text, at, start_of(&bytes[at..])) {
                    done = at + find.value.len();
                    marks.push(Mark::found(find, at, done));
                }
            }
        }
    }

    /// The longest value that stands here, alone.
    fn at(&self, text: &str, at: usize, start: u32) -> Option<&Find> {
        let alike = self.by_start.get(&start)?;
        alike.iter().map(|nth| &self.values[*nth]).find(|find| {
            text.as_bytes()[at..].starts_with(find.value.as_bytes())
                && stands_alone(text, at, at + find.value.len())
        })
    }
}

/// Is it not merely a part of a longer word?
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let word = |char: char| char.is_alphanumeric() || char == '_';
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let first = text[start..end].chars().next();
    let last = text[start..end].chars().next_back();
    let joined =
        |edge: Option<char>, beyond: Option<char>| edge.is_some_and(word) && beyond.is_some_and(word);
    !joined(first, before) && !joined(last, after)
}
