//! What splits a text and is not part of it: blanks, line ends, NULs, terminal colours, invisible characters, chunk sizes.

use crate::view::View;

/// What becomes of a byte.
pub(crate) const DROPPED: u8 = 0;
pub(crate) const KEPT: u8 = 1;
/// Something may begin here that splits and is not seen.
pub(crate) const SPLITS: u8 = 2;

/// How a line of a few hex digits is read: both ways, where there is one, for a key may have been wrapped so narrowly.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// As the size of a chunk, which is not part of the text.
    Sizes,
    /// As text.
    Text,
}

impl Lines {
    /// The ways in which a text's lines can be read.
    pub(crate) fn of(view: &View<'_>) -> &'static [Lines] {
        let text = view.bytes();
        let size = memchr::memchr_iter(b'\n', text).any(|at| chunk_size(&text[at + 1..]) > 0);
        if size { &[Lines::Sizes, Lines::Text] } else { &[Lines::Sizes] }
    }
}

const fn kinds(letters_only: bool, lines: Lines) -> [u8; 256] {
    let mut kinds = [DROPPED; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        let line = byte == b'\n' && matches!(lines, Lines::Text);
        kinds[at] = if line {
            DROPPED
        } else if byte < b' ' && byte != b'\t' && byte != b'\r'
            || matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef | b'<')
        {
            SPLITS
        } else if if letters_only { byte.is_ascii_alphanumeric() } else { byte > b' ' } {
            KEPT
        } else {
            DROPPED
        };
        at += 1;
    }
    kinds
}

/// Is it no byte that is always seen?
pub(crate) const fn is_unseen(byte: u8) -> bool {
    kinds(false, Lines::Sizes)[byte as usize] != KEPT
}

pub(crate) static LETTERS: [[u8; 256]; 2] = [kinds(true, Lines::Sizes), kinds(true, Lines::Text)];
pub(crate) static VISIBLE: [[u8; 256]; 2] = [kinds(false, Lines::Sizes), kinds(false, Lines::Text)];
/// A byte with which something that splits can begin, and does not: is it kept?
fn is_kept_splitter(byte: u8, kinds: &[u8; 256]) -> bool {
    byte > b' ' && byte != 0x7f && kinds[b'!' as usize] == KEPT
}

pub(crate) fn next_kept(text: &[u8], mut at: usize, kinds: &[u8; 256]) -> Option<usize> {
    while at < text.len() {
        match kinds[text[at] as usize] {
            KEPT => return Some(at),
            DROPPED => at += 1,
            _ => match splitter(text, at) {
                0 if is_kept_splitter(text[at], kinds) => return Some(at),
                skip => at += skip.max(1),
            },
        }
    }
    None
}

/// The length of what splits and is not seen at this place, or is a sign for that; 0 if nothing does.
pub(crate) fn splitter(text: &[u8], at: usize) -> usize {
    match &text[at..] {
        [0x1b, rest @ ..] => 1 + control_sequence(rest),
        // Its visible picture.
        [0xe2, 0x90, 0x9b, rest @ ..] => 3 + control_sequence(rest),
        [b'\n', next, ..] if !next.is_ascii_hexdigit() => 0,
        [b'\n', rest @ ..] => match chunk_size(rest) {
            0 => 0,
            size => 1 + size,
        },
        [b'\t' | b'\r', ..] => 0,
        [0..=0x1f | 0x7f, ..] => 1,
        [0xc2, 0xad, ..] => 2,
        [0xe2, 0x90, 0x80..=0xa1, ..] => 3,
        [0xe2, 0x80, 0x8b..=0x8f | 0xa8..=0xae, ..]
        | [0xe2, 0x81, 0xa0..=0xaf, ..]
        | [0xef, 0xbb, 0xbf, ..] => 3,
        [b'<', b'U', b'+', rest @ ..] => match rest.iter().take(7).position(|byte| *byte == b'>') {
            Some(end) => end + 4,
            None => 0,
        },
        _ => 0,
    }
}

/// The length of the rest of a terminal control sequence such as `[31m`.
fn control_sequence(rest: &[u8]) -> usize {
    if rest.first() != Some(&b'[') {
        return 0;
    }
    let body = rest[1..].iter().take(32).take_while(|byte| (0x20..0x40).contains(*byte)).count();
    1 + body + usize::from(rest.get(1 + body).is_some_and(u8::is_ascii_alphabetic))
}

/// The length of a line that holds nothing but a chunk's size, with its line break.
pub(crate) fn chunk_size(rest: &[u8]) -> usize {
    let digits = rest.iter().take(9).take_while(|byte| byte.is_ascii_hexdigit()).count();
    match rest.get(digits..) {
        Some([b'\r', b'\n', ..]) if (1..=8).contains(&digits) => digits + 2,
        Some([b'\n', ..]) if (1..=8).contains(&digits) => digits + 1,
        _ => 0,
    }
}
