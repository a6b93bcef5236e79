//! Undoing escapes: percent, backslash (JSON, JavaScript, C), HTML and XML entities, quoted-printable.

use crate::view::{View, Weaver};

/// Which escapes a pass undoes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Which {
    percent: bool,
    backslash: bool,
    entity: bool,
}

impl Which {
    pub(crate) const ALL: Which = Which { percent: true, backslash: true, entity: true };
    /// Each kind alone, for keys that hold what looks like another kind's escape.
    pub(crate) const EACH: [Which; 3] = [
        Which { percent: true, backslash: false, entity: false },
        Which { percent: false, backslash: true, entity: false },
        Which { percent: false, backslash: false, entity: true },
    ];
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

/// The view with its escapes undone, or none if it has none.
pub(crate) fn unescape(view: &View, which: Which) -> Option<View> {
    let text = view.bytes();
    let mut weaver: Option<Weaver<'_>> = None;
    let (mut copied, mut at) = (0, 0);
    while let Some(next) = memchr::memchr3(b'%', b'\\', b'&', &text[at..]) {
        at += next;
        let rest = &text[at..];
        let escape = match rest[0] {
            b'%' if which.percent => percent(rest),
            b'\\' if which.backslash => backslash(rest),
            b'&' if which.entity => entity(rest),
            _ => None,
        };
        let Some(escape) = escape else {
            at += 1;
            continue;
        };
        let weaver = weaver.get_or_insert_with(|| Weaver::over(view, text.len()));
        weaver.copy(copied, at);
        for byte in &escape.bytes[..escape.len] {
            weaver.push(*byte, at, at + escape.took);
        }
        at += escape.took;
        copied = at;
    }
    weaver.map(|mut weaver| {
        weaver.copy(copied, text.len());
        weaver.finish()
    })
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
        b'x' => Some(Escape::byte(hex(text, 2, 2)? as u8, 4)),
        b'n' => Some(Escape::byte(b'\n', 2)),
        b'r' => Some(Escape::byte(b'\r', 2)),
        b't' => Some(Escape::byte(b'\t', 2)),
        b'b' => Some(Escape::byte(8, 2)),
        b'f' => Some(Escape::byte(12, 2)),
        b'0'..=b'3' => {
            let digits = text.get(1..4)?;
            if !digits.iter().all(|byte| (b'0'..=b'7').contains(byte)) {
                return None;
            }
            let number = digits.iter().fold(0u32, |number, byte| number << 3 | u32::from(byte - b'0'));
            Some(Escape::byte(number as u8, 4))
        }
        b'\n' => Some(Escape::nothing(2)),
        // `\\%41` and `\\&#65;`: what follows is the escape.
        b'%' | b'&' => None,
        byte if byte.is_ascii_punctuation() => Some(Escape::byte(*byte, 2)),
        _ => None,
    }
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
        return (digits > 0).then(|| Escape::code(code, end + closed)).flatten();
    }
    let end = text.iter().take(10).position(|byte| *byte == b';')?;
    let name = &text[1..end];
    let (_, byte) = ENTITIES
        .iter()
        .find(|(known, _)| *known == name || known.len() <= 4 && known.eq_ignore_ascii_case(name))?;
    Some(Escape::byte(*byte, end + 1))
}

/// Quoted-printable undone: `=41` and soft line breaks; none if there is neither.
pub(crate) fn unquote(view: &View) -> Option<View> {
    let text = view.bytes();
    let mut weaver: Option<Weaver<'_>> = None;
    let (mut copied, mut at) = (0, 0);
    while let Some(next) = memchr::memchr(b'=', &text[at..]) {
        at += next;
        let rest = &text[at..];
        let escape = match rest {
            [_, b'\r', b'\n', ..] => Escape::nothing(3),
            [_, b'\n', ..] => Escape::nothing(2),
            _ => match hex(rest, 1, 2) {
                Some(byte) => Escape::byte(byte as u8, 3),
                None => {
                    at += 1;
                    continue;
                }
            },
        };
        let weaver = weaver.get_or_insert_with(|| Weaver::over(view, text.len()));
        weaver.copy(copied, at);
        if escape.len == 1 {
            weaver.push(escape.bytes[0], at, at + escape.took);
        }
        at += escape.took;
        copied = at;
    }
    weaver.map(|mut weaver| {
        weaver.copy(copied, text.len());
        weaver.finish()
    })
}
