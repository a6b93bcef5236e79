//! Text written as a list of the numbers of its characters: `[107, 85]`, `String.fromCharCode(107,85)`, `153 125`.

use crate::classes;
use crate::readable::keep_readable;
use crate::view::{View, Weaver};

/// Numbers of a list stand so near to each other, each with what stands between.
const STEP: usize = 9;
/// The least numbers that could hold a key.
const LEAST: usize = crate::held::SHORTEST_KEY;
/// What stands between two numbers, at most.
const BETWEEN: usize = 7;

/// How the numbers are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    Ten,
    Eight,
}

/// Where lists of two or three digits each begin.
pub(crate) fn lists(view: &View<'_>) -> Vec<usize> {
    let digits = view.classes().mask(classes::DIGIT);
    let mut lists = Vec::new();
    let (mut begin, mut last, mut streak) = (0, 0, 0);
    for word in 0..digits.words() {
        let set = digits.word(word);
        let (second, third, fourth) = (digits.ahead(word, 1), digits.ahead(word, 2), digits.ahead(word, 3));
        let mut starts = set & !digits.behind(word, 1) & second & !(third & fourth);
        while starts != 0 {
            let at = 64 * word + starts.trailing_zeros() as usize;
            starts &= starts - 1;
            if !may_be_character(view.bytes(), at) {
                streak = 0;
                continue;
            }
            if streak > 0 && at - last <= STEP {
                streak += 1;
            } else {
                (begin, streak) = (at, 1);
            }
            last = at;
            if streak == LEAST {
                lists.push(begin);
            }
        }
    }
    lists
}

/// Do these digits, by the first and the third, stand for a character in base ten or eight?
fn may_be_character(text: &[u8], at: usize) -> bool {
    let long = text.get(at + 2).is_some_and(u8::is_ascii_digit);
    if long { matches!(text[at], b'0' | b'1') } else { text[at] >= b'3' }
}

/// What the lists say, read in this base.
pub(crate) fn spelled<'p>(
    view: &'p View<'p>,
    lists: &[usize],
    base: Base,
    readable: usize,
) -> Option<View<'p>> {
    let text = view.bytes();
    let mut weaver = Weaver::over(view, 64);
    let mut done = 0;
    for start in lists.iter().copied() {
        if start < done {
            continue;
        }
        let from = weaver.len();
        let mut at = start;
        loop {
            let digits = text[at..].iter().take(24).take_while(|byte| byte.is_ascii_digit()).count();
            match number(&text[at..at + digits], base) {
                Some(byte) => weaver.push(byte, at, at + digits),
                // The place that dumps put before each line is passed over.
                None if digits >= 6 && line_begins(text, at) => {}
                // No character that can be read.
                None => weaver.push(1, at, at + digits),
            }
            at += digits;
            let between =
                text[at..].iter().take(BETWEEN + 1).take_while(|byte| !byte.is_ascii_digit()).count();
            if between == 0 || between > BETWEEN || at + between >= text.len() {
                break;
            }
            at += between;
        }
        done = at;
        keep_readable(&mut weaver, from, readable);
    }
    (weaver.len() > 0).then(|| weaver.finish())
}

fn number(digits: &[u8], base: Base) -> Option<u8> {
    match base {
        Base::Ten if (2..=4).contains(&digits.len()) => std::str::from_utf8(digits).ok()?.parse().ok(),
        Base::Eight if (3..=4).contains(&digits.len()) => {
            u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
        }
        _ => None,
    }
}

fn line_begins(text: &[u8], at: usize) -> bool {
    text[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|byte| *byte == b'\n')
}
