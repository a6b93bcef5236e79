//! Joining what was split: by blanks, line wraps, NULs, terminal colours, invisible characters, chunk sizes.

use crate::classes::{self, Mask};
use crate::fives::Fives;
use crate::view::{GAP, View, Weaver};
use zeroize::Zeroizing;

/// What becomes of a byte.
const DROPPED: u8 = 0;
const KEPT: u8 = 1;
/// Something may begin here that splits and is not seen.
const SPLITS: u8 = 2;

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

static LETTERS: [[u8; 256]; 2] = [kinds(true, Lines::Sizes), kinds(true, Lines::Text)];
static VISIBLE: [[u8; 256]; 2] = [kinds(false, Lines::Sizes), kinds(false, Lines::Text)];
/// How much around a joint is read.
const NEAR: usize = 64;

/// Letters and digits alone, around the joints that a key may lie across; none if there are none.
pub(crate) fn bare<'p>(view: &'p View<'p>, fives: &Fives, lines: Lines) -> Option<View<'p>> {
    keep(view, fives, view.classes().mask(classes::WORD), false, &LETTERS[lines as usize])
}

/// All that is visible, around the joints that a key may lie across; none if there are none.
pub(crate) fn joined<'p>(view: &'p View<'p>, fives: &Fives, lines: Lines) -> Option<View<'p>> {
    keep(view, fives, view.classes().mask(classes::UNSEEN), true, &VISIBLE[lines as usize])
}

fn keep<'p>(
    view: &'p View<'p>,
    fives: &Fives,
    mask: Mask<'_>,
    unseen: bool,
    kinds: &[u8; 256],
) -> Option<View<'p>> {
    let text = view.bytes();
    let mut weaver: Option<Weaver<'_>> = None;
    let mut done = 0;
    let mut keep = |from: usize, to: usize| {
        let weaver = weaver.get_or_insert_with(|| Weaver::over(view, 8 * NEAR));
        let mut at = from.max(done);
        if at > done {
            weaver.gap(at);
        }
        // What splits is left out as a whole, though it may begin before the end and stop behind it.
        let next = loop {
            match next_kept(text, at, kinds) {
                Some(next) if next < to => {
                    weaver.push(text[next], next, next + 1);
                    at = next + 1;
                }
                next => break next.unwrap_or(text.len()),
            }
        };
        done = done.max(next);
    };
    let hidden = may_hide(text, view, kinds);
    for (end, start, fits) in fives.joints(text, mask.stretches(unseen, text.len())) {
        let splits = hidden
            && end > 0
            && (end..start)
                .any(|at| kinds[usize::from(text[at])] == SPLITS && at + splitter(text, at) > start);
        if splits || fits && (fives.short() || may_run(text, fives, end, start, kinds)) {
            keep(end.saturating_sub(NEAR), (start + NEAR).min(text.len()));
        }
    }
    weaver.map(Weaver::finish)
}

/// May something that splits be longer than what is not seen of it?
fn may_hide(text: &[u8], view: &View<'_>, kinds: &[u8; 256]) -> bool {
    !text.is_ascii()
        || memchr::memchr(0x1b, text).is_some()
        || memchr::memmem::find(text, b"<U+").is_some()
        || kinds[usize::from(b'\n')] == SPLITS && Lines::of(view).len() > 1
}

/// How much of a text is looked at for the bytes next to a joint.
const SIGHT: usize = 128;

/// May a run of a key lie across this joint? Where it cannot be told from the bytes nearby, it may.
fn may_run(text: &[u8], fives: &Fives, end: usize, start: usize, kinds: &[u8; 256]) -> bool {
    const MOST: usize = 9;
    let mut near = Zeroizing::new([0u8; 2 * MOST]);
    let mut from = MOST;
    for at in (0..end).rev() {
        let byte = text[at];
        match kinds[usize::from(byte)] {
            KEPT => {
                from -= 1;
                near[from] = byte;
            }
            SPLITS if byte != b'\n' || chunk_size(&text[at + 1..]) > 0 => return true,
            _ => {}
        }
        if from == 0 {
            break;
        }
        if end - at > SIGHT {
            return true;
        }
    }
    let mut to = MOST;
    for at in start..text.len() {
        let byte = text[at];
        match kinds[usize::from(byte)] {
            KEPT => {
                near[to] = byte;
                to += 1;
            }
            SPLITS if byte != b'\n' || chunk_size(&text[at + 1..]) > 0 => return true,
            _ => {}
        }
        if to == 2 * MOST {
            break;
        }
        if at - start > SIGHT {
            return true;
        }
    }
    fives.may_run(&near[from..to], MOST - from)
}

/// A byte with which something that splits can begin, and does not: is it kept?
fn is_kept_splitter(byte: u8, kinds: &[u8; 256]) -> bool {
    byte > b' ' && byte != 0x7f && kinds[b'!' as usize] == KEPT
}

fn next_kept(text: &[u8], mut at: usize, kinds: &[u8; 256]) -> Option<usize> {
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

/// What was plainly split apart amid what may be an encoding, put together to be decoded further; none if nothing was.
pub(crate) fn unsplit<'p>(view: &'p View<'p>, lines: Lines) -> Option<View<'p>> {
    let text = view.bytes();
    let mut weaver: Option<Weaver<'_>> = None;
    let (mut copied, mut done) = (0, 0);
    for at in Joints::of(view) {
        if at < done {
            continue;
        }
        let byte = text[at];
        let skip = match byte {
            b'\n' | b'\r' => wrap(text, at, lines),
            b' ' | b'\t' => usize::from(is_spaced(text, at)),
            // What was left out stays so.
            GAP if view.is_gap(at) => 0,
            _ => splitter(text, at),
        };
        if skip == 0 || matches!(byte, b'\n' | b'\r' | b'\t') && !is_amid_codes(text, at, at + skip) {
            continue;
        }
        let weaver = weaver.get_or_insert_with(|| Weaver::over(view, text.len()));
        // What is far from any joint is in the view before.
        if at > copied + 2 * CODE_REACH {
            if copied > 0 {
                weaver.copy(copied, copied + CODE_REACH);
                weaver.gap(copied + CODE_REACH);
            }
            copied = at - CODE_REACH;
        }
        weaver.copy(copied, at);
        done = at + skip;
        copied = done;
    }
    weaver.map(|mut weaver| {
        weaver.copy(copied, text.len().min(copied + CODE_REACH));
        weaver.finish()
    })
}

/// The places at which something may be joined: what is not seen, of the blanks only those in `a b c d`.
struct Joints<'c> {
    unseen: Mask<'c>,
    blanks: Mask<'c>,
    apart: Mask<'c>,
    word: usize,
    left: u64,
    /// Behind the text all is blank, as before it.
    len: usize,
}

impl<'c> Joints<'c> {
    fn of(view: &'c View<'_>) -> Joints<'c> {
        let classes = view.classes();
        let mask = |class| classes.mask(class);
        let (unseen, blanks, apart) = (mask(classes::UNSEEN), mask(classes::BLANK), mask(classes::APART));
        let mut joints = Joints { unseen, blanks, apart, word: 0, left: 0, len: view.len() };
        joints.left = joints.bits(0);
        joints
    }

    fn bits(&self, word: usize) -> u64 {
        let unseen = self.unseen.word(word);
        let blanks = self.blanks.word(word) & unseen;
        if unseen == 0 {
            return 0;
        }
        let mut before = self.apart.behind(word, 2);
        if word == 0 {
            before |= 0b11;
        }
        let mut after = self.apart.ahead(word, 2);
        if 64 * word + 66 > self.len {
            // Bits at which two places on the text is at its end.
            after |= !0u64 << self.len.saturating_sub(64 * word + 2).min(63);
        }
        let shown = !self.apart.behind(word, 1) & !self.apart.ahead(word, 1);
        unseen & !blanks | blanks & before & after & shown
    }
}

impl Iterator for Joints<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.word += 1;
            if self.word >= self.unseen.words() {
                return None;
            }
            self.left = self.bits(self.word);
        }
        let bit = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(64 * self.word + bit)
    }
}

/// So far around a joint is read on for what is encoded.
const CODE_REACH: usize = 96;

/// Is what stands right before and after rather a code than words?
pub(crate) fn is_amid_codes(text: &[u8], start: usize, end: usize) -> bool {
    const NEAR: usize = 12;
    let before = text[..start].iter().rev().take(NEAR).take_while(|byte| is_coded(**byte)).count();
    let after = text[end..].iter().take(NEAR).take_while(|byte| is_coded(**byte)).count();
    let (before, after) = (&text[start - before..start], &text[end..end + after]);
    let escaped = |near: &[u8]| near.iter().any(|byte| matches!(byte, b'%' | b'\\' | b'&' | b'=' | b';'));
    let coded = |near: &[u8]| {
        near.iter().all(u8::is_ascii_hexdigit)
            || near.iter().skip(1).any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    };
    escaped(before) || escaped(after) || coded(before) && coded(after)
}

/// The length of what splits and is not seen at this place, or is a sign for that; 0 if nothing does.
fn splitter(text: &[u8], at: usize) -> usize {
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
fn chunk_size(rest: &[u8]) -> usize {
    let digits = rest.iter().take(9).take_while(|byte| byte.is_ascii_hexdigit()).count();
    match rest.get(digits..) {
        Some([b'\r', b'\n', ..]) if (1..=8).contains(&digits) => digits + 2,
        Some([b'\n', ..]) if (1..=8).contains(&digits) => digits + 1,
        _ => 0,
    }
}

fn is_coded(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=%\\&#;_-".contains(&byte)
}

/// The length of a line wrap (with the blanks after it) between two characters that codes are made of.
fn wrap(text: &[u8], at: usize, lines: Lines) -> usize {
    let mut end = at;
    while end < text.len() && end - at < 80 && matches!(text[end], b'\r' | b'\n' | b' ' | b'\t') {
        end += 1;
        if lines == Lines::Sizes && text[end - 1] == b'\n' {
            end += chunk_size(&text[end..]);
        }
    }
    let before = at.checked_sub(1).is_some_and(|at| is_coded(text[at]));
    let after = text.get(end).copied().is_some_and(is_coded);
    if before && after { end - at } else { 0 }
}

/// Is this blank one of those in `a b c d`?
fn is_spaced(text: &[u8], at: usize) -> bool {
    let blank = |at: Option<usize>| {
        at.and_then(|at| text.get(at)).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'"'))
    };
    let shown = |at: Option<usize>| !blank(at);
    shown(at.checked_sub(1))
        && blank(at.checked_sub(2))
        && shown(at.checked_add(1))
        && blank(at.checked_add(2))
}
