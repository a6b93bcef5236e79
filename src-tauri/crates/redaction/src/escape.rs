//! Reading one escape: percent, backslash (JSON, JavaScript, C, CSS), HTML and XML entities.

/// One kind of escape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Percent,
    Backslash,
    Entity,
    /// `\6b ` as style sheets have it: up to six digits, and a blank that belongs to it.
    Style,
    /// `\61`, `\153`, as C has it: up to three digits.
    Octal,
    /// `\0153`, as shells have it.
    OctalNought,
}

impl Kind {
    pub(crate) const EACH: [Kind; 3] = [Kind::Percent, Kind::Backslash, Kind::Entity];
    /// Other ways to read what stands behind a backslash.
    pub(crate) const OTHERWISE: [Kind; 3] = [Kind::Style, Kind::Octal, Kind::OctalNought];

    pub(crate) fn of(sign: u8) -> Kind {
        match sign {
            b'%' => Kind::Percent,
            b'\\' => Kind::Backslash,
            _ => Kind::Entity,
        }
    }

    pub(crate) fn read(self, rest: &[u8]) -> Option<Escape> {
        match self {
            Kind::Percent => percent(rest),
            Kind::Backslash => backslash(rest),
            Kind::Entity => entity(rest),
            Kind::Style => style(rest),
            Kind::Octal => short_octal(rest, 1, 3),
            Kind::OctalNought => short_octal(rest, 2, 4).filter(|_| rest[1] == b'0'),
        }
    }
}

/// What one escape stands for, and how many bytes it took.
pub(crate) struct Escape {
    pub bytes: [u8; 4],
    pub len: usize,
    pub took: usize,
}

impl Escape {
    pub(crate) fn byte(byte: u8, took: usize) -> Escape {
        Escape { bytes: [byte, 0, 0, 0], len: 1, took }
    }

    pub(crate) fn nothing(took: usize) -> Escape {
        Escape { bytes: [0; 4], len: 0, took }
    }

    pub(crate) fn code(code: u32, took: usize) -> Option<Escape> {
        let mut bytes = [0; 4];
        let len = char::from_u32(code)?.encode_utf8(&mut bytes).len();
        Some(Escape { bytes, len, took })
    }
}

fn hex_digit(byte: u8) -> Option<u32> {
    (byte as char).to_digit(16)
}

/// A number in hex from exactly `digits` digits at `from`.
pub(crate) fn hex(text: &[u8], from: usize, digits: usize) -> Option<u32> {
    text.get(from..from + digits)?.iter().try_fold(0, |number, byte| Some(number << 4 | hex_digit(*byte)?))
}

fn percent(text: &[u8]) -> Option<Escape> {
    if let Some(byte) = hex(text, 1, 2) {
        return Some(Escape::byte(byte as u8, 3));
    }
    match text.get(1)? {
        b'u' | b'U' => utf16(text, b"%u"),
        _ => None,
    }
}

/// One unit of UTF-16 in four digits, or two of them that are one character; each has this head.
fn utf16(text: &[u8], head: &[u8; 2]) -> Option<Escape> {
    let first = hex(text, 2, 4)?;
    if let 0xD800..0xDC00 = first
        && text.get(6..8).is_some_and(|next| next == head)
        && let Some(second @ 0xDC00..0xE000) = hex(text, 8, 4)
    {
        return Escape::code(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12);
    }
    Escape::code(first, 6)
}

fn backslash(text: &[u8]) -> Option<Escape> {
    match text.get(1)? {
        b'u' | b'x' if text.get(2) == Some(&b'{') => {
            let end = text.iter().take(12).position(|byte| *byte == b'}')?;
            let digits = end.checked_sub(3).filter(|digits| (1..=6).contains(digits))?;
            Escape::code(hex(text, 3, digits)?, end + 1)
        }
        // Java lets the letter be repeated.
        b'u' if text.get(2) == Some(&b'u') => {
            let more = text[2..].iter().take(8).take_while(|byte| **byte == b'u').count();
            Escape::code(hex(text, 2 + more, 4)?, 6 + more)
        }
        b'u' => utf16(text, b"\\u"),
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

/// `\6b `, `\00006b`: a blank behind the digits belongs to them.
fn style(text: &[u8]) -> Option<Escape> {
    let digits = text[1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let blank = usize::from(matches!(text.get(1 + digits), Some(b' ' | b'\t' | b'\n')));
    (digits > 1).then(|| Escape::code(hex(text, 1, digits)?, 1 + digits + blank)).flatten()
}

/// The octal digits from `least` to `most` behind a backslash.
fn short_octal(text: &[u8], least: usize, most: usize) -> Option<Escape> {
    let digits = text[1..].iter().take(most).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    let code = text[1..=digits].iter().fold(0u32, |code, byte| code << 3 | u32::from(byte - b'0'));
    let byte = u8::try_from(code).ok().filter(|_| digits >= least)?;
    Some(Escape::byte(byte, 1 + digits))
}

/// Names of characters that are not seen.
const UNSEEN: &[(&[u8], u32)] = &[
    (b"shy", 0xad),
    (b"zwj", 0x200d),
    (b"zwnj", 0x200c),
    (b"lrm", 0x200e),
    (b"rlm", 0x200f),
    (b"NoBreak", 0x2060),
    (b"ZeroWidthSpace", 0x200b),
];

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
    let end = text.iter().take(16).position(|byte| *byte == b';')?;
    let name = &text[1..end];
    let known = |known: &[u8]| known == name || known.len() <= 4 && known.eq_ignore_ascii_case(name);
    if let Some((_, byte)) = ENTITIES.iter().find(|(name, _)| known(name)) {
        return Some(Escape::byte(*byte, end + 1));
    }
    let (_, code) = UNSEEN.iter().find(|(name, _)| known(name))?;
    Escape::code(*code, end + 1)
}
