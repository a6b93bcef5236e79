//! One pass over a text for all words that any net waits for: beginnings of keys, stems of telling names, words for
//! national ids. Four bytes at a time are looked up in a bitmap; what passes is compared.

use crate::{assign, national, shapes};
use std::sync::LazyLock;

/// Which net waits for a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A rule of the shapes, by its position.
    Shape(u16),
    /// A telling name.
    Stem,
    /// A header whose whole value is a credential.
    Header,
    /// A national id, by its position.
    National(u16),
}

/// A word that was there.
#[derive(Clone, Copy)]
pub(crate) struct Hit {
    pub start: usize,
    pub end: usize,
    pub owner: Owner,
}

struct Entry {
    /// Its first four bytes, folded, and which bits of them count.
    four: u32,
    counts: u32,
    /// In small letters.
    word: &'static str,
    /// How much of the word is the word itself; the rest is what must stand after it.
    len: usize,
    owner: Owner,
}

impl Entry {
    fn new(word: &'static str, len: usize, owner: Owner) -> Entry {
        let counts = if word.len() == 3 { 0x00ff_ffff } else { u32::MAX };
        Entry { four: beginning(word) & counts, counts, word, len, owner }
    }
}

/// Bits of the map of beginnings: it must stay in the nearest cache.
const MAP_BITS: u32 = 17;
/// Bits of the index by the first three bytes.
const BITS: u32 = 12;

struct Words {
    map: Box<[u64; 1 << (MAP_BITS - 6)]>,
    /// Entries by the hash of their first three bytes: `starts[hash]..starts[hash + 1]`.
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = Vec::new();
    let mut add = |word: &'static str, owner| entries.push(Entry::new(word, word.len(), owner));
    for (at, word) in shapes::keywords() {
        add(word, Owner::Shape(at));
    }
    for (at, word) in national::words() {
        add(word, Owner::National(at));
    }
    for (word, len) in assign::STEMS {
        entries.push(Entry::new(word, *len, Owner::Stem));
    }
    for word in ["authorization:", "cookie:"] {
        entries.push(Entry::new(word, word.len(), Owner::Header));
    }
    Words::new(entries)
});

/// Capitals and small letters fall together, and some signs, which the comparison tells apart.
const FOLD: u32 = 0x2020_2020;

fn fold(four: [u8; 4]) -> u32 {
    u32::from_le_bytes(four) | FOLD
}

/// The place of four folded bytes in the map.
fn bit(four: u32) -> usize {
    (four.wrapping_mul(0x9E37_79B1) >> (32 - MAP_BITS)) as usize
}

/// The place of the first three of four folded bytes in the index.
fn hash(four: u32) -> usize {
    ((four << 8).wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

/// The first four bytes of a word, the last one any if there are but three.
fn beginning(word: &str) -> u32 {
    let bytes = word.as_bytes();
    fold([bytes[0], bytes[1], bytes[2], bytes.get(3).copied().unwrap_or(0)])
}

impl Words {
    fn new(mut entries: Vec<Entry>) -> Words {
        entries.sort_by_key(|entry| hash(beginning(entry.word)));
        let mut map = Box::new([0u64; 1 << (MAP_BITS - 6)]);
        let mut starts = vec![0u32; (1 << BITS) + 1];
        for entry in &entries {
            let four = beginning(entry.word);
            starts[hash(four) + 1] += 1;
            // Whatever stands behind a word of three bytes.
            let last = if entry.word.len() == 3 { 0..=u8::MAX } else { 0..=0 };
            for byte in last {
                let bit = bit(four | u32::from(byte) << 24);
                map[bit / 64] |= 1 << (bit % 64);
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Words { map, starts, entries }
    }
}

/// Every word in the text, by place.
pub(crate) fn find(text: &str) -> Vec<Hit> {
    let words = &*WORDS;
    let map = &*words.map;
    let bytes = text.as_bytes();
    let mut hits = Vec::new();
    // 64 places at a time, so that a miss costs no branch.
    let mut block = 0;
    while block + 3 <= bytes.len() {
        let mut may = 0u64;
        let there = &bytes[block..bytes.len().min(block + 67)];
        for (nth, four) in there.windows(4).enumerate() {
            let bit = bit(four.first_chunk::<4>().map_or(0, |four| fold(*four)));
            may |= (map[bit / 64] >> (bit % 64) & 1) << nth;
        }
        if let [.., a, b, c] = there
            && there.len() < 67
        {
            // The last three bytes of the text may be a word.
            let bit = bit(fold([*a, *b, *c, 0]));
            may |= (map[bit / 64] >> (bit % 64) & 1) << (there.len() - 3);
        }
        while may != 0 {
            words.compare(bytes, block + may.trailing_zeros() as usize, &mut hits);
            may &= may - 1;
        }
        block += 64;
    }
    hits
}

impl Words {
    /// Adds the words that stand here.
    fn compare(&self, bytes: &[u8], at: usize, hits: &mut Vec<Hit>) {
        let rest = &bytes[at..];
        let four = match rest {
            [a, b, c, d, ..] => fold([*a, *b, *c, *d]),
            [a, b, c] => fold([*a, *b, *c, 0]),
            _ => return,
        };
        let hash = hash(four);
        let range = self.starts[hash] as usize..self.starts[hash + 1] as usize;
        for entry in &self.entries[range] {
            if four & entry.counts != entry.four {
                continue;
            }
            let there = rest.get(..entry.word.len());
            if there.is_some_and(|there| there.eq_ignore_ascii_case(entry.word.as_bytes())) {
                hits.push(Hit { start: at, end: at + entry.len, owner: entry.owner });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_long_enough_and_found() {
        for entry in &WORDS.entries {
            assert!(entry.word.len() >= 3, "{}", entry.word);
            assert_eq!(entry.word.to_ascii_lowercase(), entry.word);
            let text = format!("- {} -", entry.word.to_ascii_uppercase());
            assert!(
                find(&text).iter().any(|hit| hit.owner == entry.owner && hit.start == 2),
                "{}",
                entry.word
            );
        }
    }
}
