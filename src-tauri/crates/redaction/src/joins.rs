//! Joining what was split: by blanks, line wraps, NULs, terminal colours, invisible characters, chunk sizes.

use crate::view::{View, Weaver, Wiped};

/// What becomes of a byte.
const DROPPED: u8 = 0;
const KEPT: u8 = 1;
/// Something may begin here that splits and is not seen.
const SPLITS: u8 = 2;

const fn classes(letters_only: bool) -> [u8; 256] {
    let mut classes = [DROPPED; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        classes[at] = if byte < b' ' && byte != b'\t' && byte != b'\r'
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
    classes
}

static LETTERS: [u8; 256] = classes(true);
static VISIBLE: [u8; 256] = classes(false);
/// How far apart the marks are by which places are found again.
const MARK_EVERY: usize = 256;

/// Letters and digits alone.
pub(crate) fn bare<'p>(view: &'p View<'p>) -> View<'p> {
    keep(view, &LETTERS, |text, at| next_kept(text, at, &LETTERS))
}

/// All that is visible.
pub(crate) fn joined<'p>(view: &'p View<'p>) -> View<'p> {
    keep(view, &VISIBLE, |text, at| next_kept(text, at, &VISIBLE))
}

fn keep<'p>(
    view: &'p View<'p>,
    classes: &'static [u8; 256],
    next: fn(&[u8], usize) -> Option<usize>,
) -> View<'p> {
    let text = view.bytes();
    let mut kept = Wiped::with_room(text.len());
    kept.resize(text.len(), 0);
    let out = &mut kept[..];
    let mut marks = Vec::with_capacity(text.len() / MARK_EVERY + 1);
    let (mut at, mut len, mut mark_at) = (0, 0, 0);
    while at < text.len() {
        if at >= mark_at {
            marks.push((at as u32, len as u32));
            mark_at = at + MARK_EVERY;
        }
        // Up to the next byte that may split, without a branch for each byte.
        let until = mark_at.min(text.len());
        for byte in &text[at..until] {
            let class = classes[*byte as usize];
            if class == SPLITS {
                break;
            }
            out[len] = *byte;
            len += usize::from(class);
            at += 1;
        }
        if at < until {
            match splitter(text, at) {
                0 => {
                    out[len] = text[at];
                    len += usize::from(is_kept_splitter(text[at], classes));
                    at += 1;
                }
                skip => at += skip,
            }
        }
    }
    kept.truncate(len);
    View::kept(view, kept, marks, next)
}

/// A byte with which something that splits can begin, and does not: is it kept?
fn is_kept_splitter(byte: u8, classes: &[u8; 256]) -> bool {
    byte > b' ' && byte != 0x7f && classes[b'!' as usize] == KEPT
}

fn next_kept(text: &[u8], mut at: usize, classes: &[u8; 256]) -> Option<usize> {
    while at < text.len() {
        match classes[text[at] as usize] {
            KEPT => return Some(at),
            DROPPED => at += 1,
            _ => match splitter(text, at) {
                0 if is_kept_splitter(text[at], classes) => return Some(at),
                skip => at += skip.max(1),
            },
        }
    }
    None
}

/// What was plainly split apart amid what may be an encoding, put together to be decoded further; none if nothing was.
pub(crate) fn unsplit<'p>(view: &'p View<'p>) -> Option<View<'p>> {
    let text = view.bytes();
    let mut weaver: Option<Weaver<'_>> = None;
    let (mut copied, mut at) = (0, 0);
    while at < text.len() {
        let byte = text[at];
        if VISIBLE[byte as usize] == KEPT {
            at += 1;
            continue;
        }
        let skip = match byte {
            b'\n' | b'\r' => wrap(text, at),
            b' ' | b'\t' => usize::from(is_spaced(text, at)),
            _ => splitter(text, at),
        };
        if skip == 0 || matches!(byte, b'\n' | b'\r' | b'\t') && !is_amid_codes(text, at, at + skip) {
            at += 1;
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
        at += skip;
        copied = at;
    }
    weaver.map(|mut weaver| {
        weaver.copy(copied, text.len().min(copied + CODE_REACH));
        weaver.finish()
    })
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
