//! Joining what was plainly split apart and may be an encoding of anything, to be decoded further.

use crate::classes::{self, Mask};
use crate::splits::{Lines, chunk_size, splitter};
use crate::view::{GAP, View, Weaver};

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
