//! One pass over a text for all words that any net waits for: beginnings of keys, stems of telling names, words for
//! national ids. Three bytes at a time are looked up in a bitmap; what passes is compared.

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
    /// In small letters.
    word: &'static str,
    /// How much of the word is the word itself; the rest is what must stand after it.
    len: usize,
    owner: Owner,
}

const BITS: u32 = 15;

struct Words {
    bitmap: Vec<u64>,
    /// Entries by the hash of their first three bytes: `starts[hash]..starts[hash + 1]`.
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = Vec::new();
    let mut add = |word: &'static str, owner| entries.push(Entry { word, len: word.len(), owner });
    for (at, word) in shapes::keywords() {
        add(word, Owner::Shape(at));
    }
    for (at, word) in national::words() {
        add(word, Owner::National(at));
    }
    for (word, len) in assign::STEMS {
        entries.push(Entry { word, len: *len, owner: Owner::Stem });
    }
    for word in ["authorization:", "cookie:"] {
        entries.push(Entry { word, len: word.len(), owner: Owner::Header });
    }
    Words::new(entries)
});

fn hash(three: u32) -> usize {
    (three.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

/// Capitals and small letters fall together, and some signs, which the comparison tells apart.
fn fold(byte: u8) -> u32 {
    u32::from(byte | 0x20)
}

fn first_three(word: &str) -> usize {
    let bytes = word.as_bytes();
    hash(fold(bytes[0]) << 16 | fold(bytes[1]) << 8 | fold(bytes[2]))
}

impl Words {
    fn new(mut entries: Vec<Entry>) -> Words {
        entries.sort_by_key(|entry| first_three(entry.word));
        let room = 1 << BITS;
        let mut bitmap = vec![0u64; room / 64];
        let mut starts = vec![0u32; room + 1];
        for entry in &entries {
            let hash = first_three(entry.word);
            bitmap[hash / 64] |= 1 << (hash % 64);
            starts[hash + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Words { bitmap, starts, entries }
    }
}

/// Every word in the text, by place.
pub(crate) fn find(text: &str) -> Vec<Hit> {
    let words = &*WORDS;
    let bytes = text.as_bytes();
    let mut hits = Vec::new();
    let [first, second, rest @ ..] = bytes else {
        return hits;
    };
    let mut three = fold(*first) << 8 | fold(*second);
    for (at, byte) in rest.iter().enumerate() {
        three = (three << 8 | fold(*byte)) & 0xff_ffff;
        let hash = hash(three);
        if words.bitmap[hash / 64] >> (hash % 64) & 1 == 0 {
            continue;
        }
        let range = words.starts[hash] as usize..words.starts[hash + 1] as usize;
        for entry in &words.entries[range] {
            let there = bytes.get(at..at + entry.word.len());
            if there.is_some_and(|there| there.eq_ignore_ascii_case(entry.word.as_bytes())) {
                hits.push(Hit { start: at, end: at + entry.len, owner: entry.owner });
            }
        }
    }
    hits
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
