//! Undoing escapes around which a text is read again: percent, backslash, entities, quoted-printable.

use crate::escape::{Escape, Kind, hex};
use crate::labels;
use crate::view::{View, Weaver};

/// How much of the text around an escape is read again with it undone, and more where a word goes on.
const REACH: usize = 64;
/// The same where only keys are looked for.
const KEY_REACH: usize = 24;
/// Shorter texts are read again whole.
const WHOLE: usize = 512;

/// Weaves what stands around escapes into a view, and leaves out what is far from any: it tells nothing new.
struct Around<'p> {
    view: &'p View<'p>,
    weaver: Option<Weaver<'p>>,
    /// How far the parent is copied.
    copied: usize,
    reach: usize,
}

impl<'p> Around<'p> {
    fn new(view: &'p View<'p>, reach: usize) -> Around<'p> {
        Around { view, weaver: None, copied: 0, reach }
    }

    /// An escape at this place of the parent.
    fn escape(&mut self, at: usize, escape: &Escape) {
        let text = self.view.bytes();
        let whole = text.len() <= WHOLE;
        let first = self.weaver.is_none();
        let weaver = self.weaver.get_or_insert_with(|| Weaver::over(self.view, text.len() + 8));
        if !whole && at - self.copied > self.reach {
            let start = word_start(text, self.copied, at - self.reach);
            let end = if first { 0 } else { word_end(text, (self.copied + self.reach).min(at)) };
            if end < start {
                if !first {
                    weaver.copy(self.copied, end);
                    weaver.gap(end);
                }
                self.copied = start;
            }
        }
        weaver.copy(self.copied, at);
        for byte in &escape.bytes[..escape.len] {
            weaver.push(*byte, at, at + escape.took);
        }
        self.copied = at + escape.took;
    }

    fn finish(self) -> Option<View<'p>> {
        let text = self.view.bytes();
        self.weaver.map(|mut weaver| {
            let end = match text.len() {
                whole if whole <= WHOLE => whole,
                len => word_end(text, (self.copied + self.reach).min(len)),
            };
            weaver.copy(self.copied, end);
            weaver.finish()
        })
    }
}

fn goes_on(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/_=.~-@".contains(&byte) || byte >= 0x80
}

/// Where the word begins that holds this place, but not before `from`. A label is one word: half of one would be read as
/// what it stands for.
fn word_start(text: &[u8], from: usize, at: usize) -> usize {
    let start = at - text[from..at].iter().rev().take_while(|byte| goes_on(**byte)).count();
    labels::around(text, start).map_or(start, |(start, _)| start.max(from))
}

fn word_end(text: &[u8], at: usize) -> usize {
    let end = at + text[at..].iter().take_while(|byte| goes_on(**byte)).count();
    labels::around(text, end).map_or(end, |(_, end)| end)
}

/// What stands around escapes, with them undone; none if there are none. Also tells how many kinds there are.
pub(crate) fn unescape<'p>(view: &'p View<'p>) -> Option<(View<'p>, usize)> {
    let text = view.bytes();
    let mut around = Around::new(view, REACH);
    let mut kinds = [false; 3];
    let mut at = 0;
    while let Some(next) = memchr::memchr3(b'%', b'\\', b'&', &text[at..]) {
        at += next;
        let kind = Kind::of(text[at]);
        let Some(escape) = kind.read(&text[at..]) else {
            at += 1;
            continue;
        };
        kinds[kind as usize] = true;
        around.escape(at, &escape);
        at += escape.took;
    }
    let kinds = kinds.iter().filter(|seen| **seen).count();
    around.finish().map(|view| (view, kinds))
}

/// The same for one kind alone, where a sign of another stands nearby: a key may hold what looks like an escape of
/// another kind than the one it is written in.
pub(crate) fn unescape_alone<'p>(view: &'p View<'p>, kind: Kind) -> Option<View<'p>> {
    let text = view.bytes();
    let mut around = Around::new(view, KEY_REACH);
    let mut at = 0;
    while let Some(next) = memchr::memchr3(b'%', b'\\', b'&', &text[at..]) {
        at += next;
        if Kind::of(text[at]) != kind {
            at += 1;
            continue;
        }
        let escape = kind.read(&text[at..]);
        let (before, after) =
            (&text[at.saturating_sub(KEY_REACH)..at], &text[at..text.len().min(at + KEY_REACH)]);
        let other = |byte: &u8| b"%\\&".contains(byte) && Kind::of(*byte) != kind;
        match escape {
            Some(escape) if before.iter().any(other) || after.iter().any(other) => {
                around.escape(at, &escape);
                at += escape.took;
            }
            Some(escape) => at += escape.took,
            None => at += 1,
        }
    }
    around.finish()
}

/// Is there a backslash before a digit of octal or hex that makes no escape as a rule?
pub(crate) fn reads_otherwise(view: &View<'_>) -> bool {
    let text = view.bytes();
    memchr::memchr_iter(b'\\', text)
        .any(|at| matches!(text.get(at + 1), Some(b'0'..=b'9' | b'a' | b'c'..=b'e' | b'A'..=b'F')))
}

/// The same for another way to read backslashes, where several stand side by side; none if they do not.
pub(crate) fn unescape_otherwise<'p>(view: &'p View<'p>, kind: Kind) -> Option<View<'p>> {
    let text = view.bytes();
    let mut around = Around::new(view, KEY_REACH);
    let mut at = 0;
    // Where the last escape ended.
    let mut end = usize::MAX;
    while let Some(next) = memchr::memchr(b'\\', &text[at..]) {
        at += next;
        let escape = match text.get(at + 1) {
            Some(sign) if sign.is_ascii_hexdigit() => kind.read(&text[at..]),
            _ => None,
        };
        match escape {
            Some(escape) if end == at || text.get(at + escape.took) == Some(&b'\\') => {
                around.escape(at, &escape);
                at += escape.took;
                end = at;
            }
            Some(escape) => at += escape.took,
            // Two of them are one.
            None => at += 1 + usize::from(text.get(at + 1) == Some(&b'\\')),
        }
    }
    around.finish()
}

/// What stands around characters of full width, in plain ones; none if there are none.
pub(crate) fn narrow<'p>(view: &'p View<'p>) -> Option<View<'p>> {
    let text = view.bytes();
    let mut around = Around::new(view, KEY_REACH);
    let mut at = 0;
    while let Some(next) = memchr::memchr(0xef, &text[at..]) {
        at += next;
        // U+FF01 to U+FF5E
        let byte = match text[at..] {
            [_, 0xbc, last @ 0x81..=0xbf, ..] => Some(last - 0x60),
            [_, 0xbd, last @ 0x80..=0x9e, ..] => Some(last - 0x20),
            _ => None,
        };
        match byte {
            Some(byte) => {
                around.escape(at, &Escape::byte(byte, 3));
                at += 3;
            }
            None => at += 1,
        }
    }
    around.finish()
}

/// What stands around quoted-printable, with it undone: `=3D` and soft line breaks; none if there is neither.
pub(crate) fn unquote<'p>(view: &'p View<'p>) -> Option<View<'p>> {
    let text = view.bytes();
    let mut around = Around::new(view, KEY_REACH);
    let mut at = 0;
    let mut last = usize::MAX;
    while let Some(next) = memchr::memchr(b'=', &text[at..]) {
        at += next;
        let rest = &text[at..];
        let escape = match rest {
            [_, b'\r', b'\n', ..] => Some(Escape::nothing(3)),
            [_, b'\n', ..] => Some(Escape::nothing(2)),
            _ => hex(rest, 1, 2).filter(|byte| is_quoted(*byte as u8, rest, last == at)).map(|byte| {
                last = at + 3;
                Escape::byte(byte as u8, 3)
            }),
        };
        match escape {
            Some(escape) => {
                around.escape(at, &escape);
                at += escape.took;
            }
            None => at += 1,
        }
    }
    around.finish()
}

/// The same where letters and digits are quoted one here and one there, as no mailer does and whoever hides a key may:
/// `ck_0a=31b2c3d4=35f6`. Another escape must stand near, with nothing between that separates names from values.
pub(crate) fn unquote_lone<'p>(view: &'p View<'p>) -> Option<View<'p>> {
    let text = view.bytes();
    let mut around = Around::new(view, KEY_REACH);
    let mut at = 0;
    let mut last = None;
    let mut lone = false;
    while let Some(next) = memchr::memchr(b'=', &text[at..]) {
        at += next;
        let near = last.is_some_and(|last: usize| is_unbroken(&text[last..at]));
        match escape_of(text, at).filter(|_| near || leads_to_another(text, at)) {
            Some(escape) => {
                lone |= !near && escape.len > 0;
                around.escape(at, &escape);
                at += escape.took;
                last = Some(at);
            }
            None => at += 1,
        }
    }
    around.finish().filter(|_| lone)
}

/// An escape of quoted-printable or a soft line break (RFC 2045, 6.7).
fn escape_of(text: &[u8], at: usize) -> Option<Escape> {
    match &text[at..] {
        [_, b'\r', b'\n', ..] => Some(Escape::nothing(3)),
        [_, b'\n', ..] => Some(Escape::nothing(2)),
        rest => hex(rest, 1, 2).map(|byte| Escape::byte(byte as u8, 3)),
    }
}

/// How far apart two escapes stand at most.
const APART: usize = 24;

/// Nothing but what keys are made of, and not much of it.
fn is_unbroken(between: &[u8]) -> bool {
    between.len() <= APART
        && between.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-.+/~!:$".contains(byte))
}

fn leads_to_another(text: &[u8], at: usize) -> bool {
    let from = (at + 3).min(text.len());
    let rest = &text[from..text.len().min(from + APART + 1)];
    memchr::memchr(b'=', rest)
        .is_some_and(|next| is_unbroken(&rest[..next]) && escape_of(text, from + next).is_some())
}

/// Is `=XX` quoted-printable, rather than a value after its name? Letters and digits are quoted only side by side.
fn is_quoted(byte: u8, rest: &[u8], after_another: bool) -> bool {
    let before_another = rest.get(3) == Some(&b'=') && hex(rest, 4, 2).is_some();
    after_another || before_another || !byte.is_ascii_alphanumeric() && byte != b' '
}
