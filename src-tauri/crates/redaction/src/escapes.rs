//! Undoing escapes: percent, backslash (JSON, JavaScript, C), HTML and XML entities, quoted-printable.

use crate::labels;
use crate::view::{View, Weaver};

/// One kind of escape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Percent,
    Backslash,
    Entity,
}

impl Kind {
    pub(crate) const EACH: [Kind; 3] = [Kind::Percent, Kind::Backslash, Kind::Entity];

    fn of(sign: u8) -> Kind {
        match sign {
            b'%' => Kind::Percent,
            b'\\' => Kind::Backslash,
            _ => Kind::Entity,
        }
    }

    fn read(self, rest: &[u8]) -> Option<Escape> {
        match self {
            Kind::Percent => percent(rest),
            Kind::Backslash => backslash(rest),
            Kind::Entity => entity(rest),
        }
    }
}

/// What one escape stands for, and how many bytes it took.
struct Escape {
    bytes: [u8; 4],
    len: usize,
    took: usize,
}

impl Escape {
    fn byte(byte: u8, took: usize) -> Escape {
        Escape { bytes: [byte, 0, 0, 0], len: 1, took }
    }

    fn nothing(took: usize) -> Escape {
        Escape { bytes: [0; 4], len: 0, took }
    }

    fn code(code: u32, took: usize) -> Option<Escape> {
        let mut bytes = [0; 4];
        let len = char::from_u32(code)?.encode_utf8(&mut bytes).len();
        Some(Escape { bytes, len, took })
    }
}

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

fn hex_digit(byte: u8) -> Option<u32> {
    (byte as char).to_digit(16)
}

/// A number in hex from exactly `digits` digits at `from`.
fn hex(text: &[u8], from: usize, digits: usize) -> Option<u32> {
    text.get(from..from + digits)?.iter().try_fold(0, |number, byte| Some(number << 4 | hex_digit(*byte)?))
}

fn percent(text: &[u8]) -> Option<Escape> {
    if let Some(byte) = hex(text, 1, 2) {
        return Some(Escape::byte(byte as u8, 3));
    }
    match text.get(1)? {
        b'u' | b'U' => Escape::code(hex(text, 2, 4)?, 6),
        _ => None,
    }
}

fn backslash(text: &[u8]) -> Option<Escape> {
    match text.get(1)? {
        b'u' if text.get(2) == Some(&b'{') => {
            let end = text.iter().take(12).position(|byte| *byte == b'}')?;
            let digits = end.checked_sub(3).filter(|digits| (1..=6).contains(digits))?;
            Escape::code(hex(text, 3, digits)?, end + 1)
        }
        b'u' => {
            let first = hex(text, 2, 4)?;
            if let 0xD800..0xDC00 = first
                && text.get(6..8) == Some(b"\\u")
                && let Some(second @ 0xDC00..0xE000) = hex(text, 8, 4)
            {
                return Escape::code(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12);
            }
            Escape::code(first, 6)
        }
        b'U' => Escape::code(hex(text, 2, 8)?, 10),
        b'x' => character(hex(text, 2, 2)? as u8, text, 4, |text| {
            (text.get(..2)? == b"\\x").then(|| hex(text, 2, 2)).flatten().map(|byte| byte as u8)
        }),
        b'n' => Some(Escape::byte(b'\n', 2)),
        b'r' => Some(Escape::byte(b'\r', 2)),
        b't' => Some(Escape::byte(b'\t', 2)),
        b'b' => Some(Escape::byte(8, 2)),
        b'f' => Some(Escape::byte(12, 2)),
        b'0'..=b'3' => character(octal(text)?, text, 4, octal),
        b'\n' => Some(Escape::nothing(2)),
        // `\\%41` and `\\&#65;`: what follows is the escape.
        b'%' | b'&' => None,
        byte if byte.is_ascii_punctuation() => Some(Escape::byte(*byte, 2)),
        _ => None,
    }
}

/// A byte in C and in Python, a character in JavaScript: where it and the next (each `step` long) are a character in
/// UTF-8 it is taken for that, else for the character of its number.
fn character(first: u8, text: &[u8], step: usize, read: fn(&[u8]) -> Option<u8>) -> Option<Escape> {
    if first < 0x80 {
        return Some(Escape::byte(first, step));
    }
    let mut bytes = [first, 0, 0, 0];
    for len in 2..=4 {
        let Some(byte) = text.get((len - 1) * step..).and_then(read) else {
            break;
        };
        bytes[len - 1] = byte;
        if std::str::from_utf8(&bytes[..len]).is_ok() {
            return Some(Escape { bytes, len, took: len * step });
        }
    }
    Escape::code(u32::from(first), step)
}

/// `\101`
fn octal(text: &[u8]) -> Option<u8> {
    let [b'\\', digits @ ..] = text.get(..4)? else {
        return None;
    };
    let sound = digits[0] <= b'3' && digits.iter().all(|byte| (b'0'..=b'7').contains(byte));
    sound.then(|| digits.iter().fold(0, |number, byte| number << 3 | (byte - b'0')))
}

/// Names that encoders use for ASCII characters.
const ENTITIES: &[(&[u8], u8)] = &[
    (b"amp", b'&'),
    (b"lt", b'<'),
    (b"gt", b'>'),
    (b"quot", b'"'),
    (b"apos", b'\''),
    (b"nbsp", b' '),
    (b"sol", b'/'),
    (b"bsol", b'\\'),
    (b"equals", b'='),
    (b"plus", b'+'),
    (b"colon", b':'),
    (b"semi", b';'),
    (b"period", b'.'),
    (b"comma", b','),
    (b"lowbar", b'_'),
    (b"hyphen", b'-'),
    (b"dash", b'-'),
    (b"num", b'#'),
    (b"dollar", b'$'),
    (b"percnt", b'%'),
    (b"commat", b'@'),
    (b"excl", b'!'),
    (b"ast", b'*'),
    (b"midast", b'*'),
    (b"lpar", b'('),
    (b"rpar", b')'),
    (b"lsqb", b'['),
    (b"lbrack", b'['),
    (b"rsqb", b']'),
    (b"rbrack", b']'),
    (b"lcub", b'{'),
    (b"lbrace", b'{'),
    (b"rcub", b'}'),
    (b"rbrace", b'}'),
    (b"verbar", b'|'),
    (b"vert", b'|'),
    (b"quest", b'?'),
    (b"grave", b'`'),
    (b"Hat", b'^'),
    (b"Tab", b'\t'),
    (b"NewLine", b'\n'),
];

fn entity(text: &[u8]) -> Option<Escape> {
    if text.get(1) == Some(&b'#') {
        let (radix, from) = match text.get(2)? {
            b'x' | b'X' => (16, 3),
            _ => (10, 2),
        };
        let digits = text[from..].iter().take(10).take_while(|byte| (**byte as char).is_digit(radix)).count();
        let mut code = 0u32;
        for byte in &text[from..from + digits] {
            code = code.checked_mul(radix)?.checked_add((*byte as char).to_digit(radix)?)?;
        }
        let end = from + digits;
        let closed = usize::from(text.get(end) == Some(&b';'));
        // `&#x3\u0031;`: its own digits are written in an escape, which is undone first.
        if matches!(text.get(end), Some(b'\\' | b'%')) {
            return None;
        }
        return (digits > 0).then(|| Escape::code(code, end + closed)).flatten();
    }
    let end = text.iter().take(10).position(|byte| *byte == b';')?;
    let name = &text[1..end];
    let (_, byte) = ENTITIES
        .iter()
        .find(|(known, _)| *known == name || known.len() <= 4 && known.eq_ignore_ascii_case(name))?;
    Some(Escape::byte(*byte, end + 1))
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

/// Is `=XX` quoted-printable, rather than a value after its name? Letters and digits are quoted only side by side.
fn is_quoted(byte: u8, rest: &[u8], after_another: bool) -> bool {
    let before_another = rest.get(3) == Some(&b'=') && hex(rest, 4, 2).is_some();
    after_another || before_another || !byte.is_ascii_alphanumeric() && byte != b' '
}
