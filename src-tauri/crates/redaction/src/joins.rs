//! Joining what was split: by blanks, line wraps, NULs, terminal colours, invisible characters, chunk sizes.

use crate::view::{View, Weaver};

/// Letters and digits alone.
pub(crate) fn bare(view: &View) -> View {
    keep(view, |byte| byte.is_ascii_alphanumeric())
}

/// All that is visible.
pub(crate) fn joined(view: &View) -> View {
    keep(view, |byte| byte > b' ' && byte != 0x7f)
}

fn keep(view: &View, kept: fn(u8) -> bool) -> View {
    let text = view.bytes();
    let mut weaver = Weaver::over(view, text.len());
    let mut at = 0;
    while at < text.len() {
        let splitter = splitter(text, at);
        if splitter > 0 {
            at += splitter;
            continue;
        }
        let run = text[at..].iter().take_while(|byte| kept(**byte) && !may_split(**byte)).count();
        if run == 0 {
            if kept(text[at]) {
                weaver.copy(at, at + 1);
            }
            at += 1;
            continue;
        }
        weaver.copy(at, at + run);
        at += run;
    }
    weaver.finish()
}

/// What was plainly split apart, put together, to be decoded further; none if nothing was.
pub(crate) fn unsplit(view: &View) -> Option<View> {
    let text = view.bytes();
    let mut weaver: Option<Weaver<'_>> = None;
    let (mut copied, mut at) = (0, 0);
    while at < text.len() {
        let skip = match text[at] {
            b'\n' | b'\r' => wrap(text, at),
            b' ' | b'\t' => usize::from(is_spaced(text, at)),
            byte if may_split(byte) => splitter(text, at),
            _ => 0,
        };
        if skip == 0 {
            at += 1;
            continue;
        }
        let weaver = weaver.get_or_insert_with(|| Weaver::over(view, text.len()));
        weaver.copy(copied, at);
        at += skip;
        copied = at;
    }
    weaver.map(|mut weaver| {
        weaver.copy(copied, text.len());
        weaver.finish()
    })
}

/// May something begin with this byte that splits and is not seen?
fn may_split(byte: u8) -> bool {
    byte < b' ' || matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef | b'<')
}

/// The length of what splits and is not seen at this place, or is a sign for that; 0 if nothing does.
fn splitter(text: &[u8], at: usize) -> usize {
    match &text[at..] {
        [0x1b, rest @ ..] => 1 + control_sequence(rest),
        // Its visible picture.
        [0xe2, 0x90, 0x9b, rest @ ..] => 3 + control_sequence(rest),
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
fn wrap(text: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < text.len() && end - at < 80 && matches!(text[end], b'\r' | b'\n' | b' ' | b'\t') {
        end += 1;
        let chunk = if text[end - 1] == b'\n' { chunk_size(&text[end..]) } else { 0 };
        end += chunk;
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
