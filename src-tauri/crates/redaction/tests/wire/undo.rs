//! The way back from each wire form, written without the crate: as tolerant as somebody who looks for a key in a text.

use super::{forms::Form, split};
use std::io::Read;

/// All that can be read in this form in the text.
pub(crate) fn undo(form: Form, text: &[u8]) -> Vec<u8> {
    match form {
        Form::Exact => text.to_vec(),
        Form::Base64
        | Form::Base64Bare
        | Form::Base64Url
        | Form::Base64UrlPadded
        | Form::BasicPassword
        | Form::BasicUser => base64(text),
        Form::Base64Mime => base64(&without_blanks(text)),
        Form::Percent | Form::PercentSmall | Form::PercentAll | Form::PercentMixed => percent(text),
        Form::PlusForBlank => {
            let blanks: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
            percent(&blanks)
        }
        Form::Json
        | Form::JsonSlash
        | Form::JsonUnicode
        | Form::JsonMixed
        | Form::JsHex
        | Form::JsBraces
        | Form::Octal
        | Form::JsonField => backslash(text),
        Form::HtmlNamed | Form::HtmlDecimal | Form::HtmlHex | Form::HtmlMixed => entities(text),
        Form::Hex | Form::HexCapitals => hex(text),
        Form::HexColons => hex(&without(text, &[b":"])),
        Form::HexSpaces => hex(&without_blanks(text)),
        Form::HexBytes => hex(&without(text, &[b"0x", b",", b" "])),
        Form::QuotedPrintable | Form::QuotedAll => quoted(text),
        Form::Wrapped | Form::WrappedIndented | Form::Groups | Form::Spaced => without_blanks(text),
        Form::Chunked => unchunked(text),
        Form::Nuls => without(text, &["\u{2400}".as_bytes(), b"\0"]),
        Form::Joined => without(text, &[b"\" + \"", b"' . '", b"\"\n  \"", b"' +\n    '"]),
        Form::Utf16Base64 => without(&base64(text), &[b"\0"]),
        Form::GzipBase64 | Form::ZlibBase64 | Form::DeflateBase64 => unpacked(&letters(text)),
        Form::HexBraces | Form::UnicodeRepeated | Form::UnicodeLong => backslash(text),
        Form::OctalNought => replace(text, b'\\', |rest| Some((vec![number(rest.get(1..5)?, 8)? as u8], 5))),
        Form::OctalShort => replace(text, b'\\', |rest| {
            let len = rest[1..].iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            Some((vec![number(&rest[1..=len], 8)? as u8], 1 + len))
        }),
        Form::Css | Form::CssPadded => replace(text, b'\\', |rest| {
            let len = rest[1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
            let blank = usize::from(rest.get(1 + len) == Some(&b' '));
            Some((utf8(number(&rest[1..=len], 16)?)?, 1 + len + blank))
        }),
        Form::PercentUnicode => {
            let units = replace(text, b'%', |rest| Some(([b"\\u", rest.get(2..6)?].concat(), 6)));
            backslash(&units)
        }
        Form::HtmlPadded => entities(text),
        Form::FullWidth => String::from_utf8_lossy(text)
            .chars()
            .map(|char| match char as u32 {
                code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(char),
                _ => char,
            })
            .collect::<String>()
            .into_bytes(),
        Form::Numbers => split::undo_numbers(text),
        Form::HexGroups => split::undo_groups(text),
        Form::HexDump => split::undo_dump(text),
        Form::HexEscapedLines => without_blanks(&backslash(text)),
        Form::SplitByBlanks => split::undo_blanks(text),
        Form::Base64ByBlanks => base64(&split::undo_blanks(text)),
        Form::SplitByUnseen => split::undo_unseen(text),
        Form::Base64ByUnseen => base64(&split::undo_unseen(text)),
        Form::HexByUnseen => hex(&split::undo_unseen(text)),
        Form::Base32 => base32(text),
        // Whether a letter is a capital is told by the key alone: see the oracle.
        Form::Capitals | Form::SmallLetters => text.to_vec(),
        Form::GzipHex | Form::ZlibHex => unpacked(&digits(text)),
        Form::GzipEscapes | Form::ZlibEscapes | Form::GzipUnicode => unpacked(&[from_packed(&raw(text))]),
        Form::GzipPercent => unpacked(&[from_packed(&percent(text))]),
    }
}

pub(crate) fn without(text: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((first, more)) = rest.split_first() {
        match parts.iter().find(|part| rest.starts_with(part)) {
            Some(part) => rest = &rest[part.len()..],
            None => {
                out.push(*first);
                rest = more;
            }
        }
    }
    out
}

pub(crate) fn without_blanks(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| !b" \t\r\n".contains(byte)).collect()
}

/// Without the lines that are nothing but a size.
fn unchunked(text: &[u8]) -> Vec<u8> {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let size = |line: &&[u8]| line.len() <= 8 && line.iter().all(u8::is_ascii_hexdigit);
    lines.filter(|line| !size(line)).flatten().copied().collect()
}

/// Each run of letters of either alphabet, decoded at each of the four phases.
fn letters(text: &[u8]) -> Vec<Vec<u8>> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let mut decoded = Vec::new();
    for run in text.split(|byte| value(*byte).is_none()) {
        for phase in 0..4.min(run.len()) {
            let mut bytes = Vec::new();
            for group in run[phase..].chunks(4) {
                let bits =
                    group.iter().fold(0u32, |bits, byte| bits << 6 | u32::from(value(*byte).unwrap_or(0)));
                let bits = bits << (6 * (4 - group.len()));
                bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
            }
            decoded.push(bytes);
        }
    }
    decoded
}

/// Each run of hex digits at both phases.
fn digits(text: &[u8]) -> Vec<Vec<u8>> {
    let mut decoded = Vec::new();
    for run in text.split(|byte| !byte.is_ascii_hexdigit()) {
        for phase in 0..2.min(run.len()) {
            let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
            decoded.push(
                run[phase..].chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect(),
            );
        }
    }
    decoded
}

/// What all digits of hex in the text stand for, at both phases.
pub(crate) fn digits_alone(text: &[u8]) -> Vec<u8> {
    apart(digits(text))
}

/// Each run of letters of base32 at each of the eight phases.
fn base32(text: &[u8]) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'2'..=b'7' => Some(byte - b'2' + 26),
        _ => None,
    };
    let mut decoded = Vec::new();
    for run in text.split(|byte| value(*byte).is_none()) {
        for phase in 0..8.min(run.len()) {
            let bits: Vec<u8> = run[phase..]
                .iter()
                .filter_map(|byte| value(*byte))
                .flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1))
                .collect();
            decoded.push(
                bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit)).collect(),
            );
        }
    }
    apart(decoded)
}

/// Bytes as a language prints them, and as JSON writes them.
fn raw(text: &[u8]) -> Vec<u8> {
    replace(text, b'\\', |rest| match rest.get(1)? {
        b'x' => Some((vec![number(rest.get(2..4)?, 16)? as u8], 4)),
        b'u' => Some((vec![number(rest.get(2..6)?, 16)? as u8], 6)),
        b'n' => Some((b"\n".to_vec(), 2)),
        b'r' => Some((b"\r".to_vec(), 2)),
        b't' => Some((b"\t".to_vec(), 2)),
        sign => Some((vec![*sign], 2)),
    })
}

/// From where what is packed begins.
fn from_packed(bytes: &[u8]) -> Vec<u8> {
    let gzip = memchr::memmem::find(bytes, &[0x1f, 0x8b, 8]);
    let at = gzip.or_else(|| memchr::memmem::find(bytes, &[0x78, 0x9c])).unwrap_or(bytes.len());
    bytes[at..].to_vec()
}

fn base64(text: &[u8]) -> Vec<u8> {
    apart(letters(text))
}

fn hex(text: &[u8]) -> Vec<u8> {
    apart(digits(text))
}

/// All of them; what is too short to hold a run of a key, even encoded, is left out.
fn apart(decoded: Vec<Vec<u8>>) -> Vec<u8> {
    let kept: Vec<Vec<u8>> = decoded.into_iter().filter(|bytes| bytes.len() >= 5).collect();
    kept.join(&b'\n')
}

/// What can be unpacked of each, up to where it breaks off.
fn unpacked(decoded: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for bytes in decoded {
        let readers: [Box<dyn Read + '_>; 3] = [
            Box::new(flate2::read::DeflateDecoder::new(&bytes[..])),
            Box::new(flate2::read::GzDecoder::new(&bytes[..])),
            Box::new(flate2::read::ZlibDecoder::new(&bytes[..])),
        ];
        for mut reader in readers {
            let mut piece = [0; 64];
            while let Ok(len @ 1..) = reader.read(&mut piece) {
                out.extend_from_slice(&piece[..len]);
            }
            out.push(b'\n');
        }
    }
    out
}

fn number(text: &[u8], radix: u32) -> Option<u32> {
    let text = std::str::from_utf8(text).ok()?;
    let digits = !text.is_empty() && text.chars().all(|char| char.is_digit(radix));
    digits.then(|| u32::from_str_radix(text, radix).ok()).flatten()
}

/// Replaces what `read` understands at a place: the bytes it stands for, and how many it took.
fn replace(text: &[u8], sign: u8, read: impl Fn(&[u8]) -> Option<(Vec<u8>, usize)>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match (text[at] == sign).then(|| read(&text[at..])).flatten() {
            Some((bytes, took)) => {
                out.extend_from_slice(&bytes);
                at += took;
            }
            None => {
                out.push(text[at]);
                at += 1;
            }
        }
    }
    out
}

fn percent(text: &[u8]) -> Vec<u8> {
    replace(text, b'%', |rest| Some((vec![number(rest.get(1..3)?, 16)? as u8], 3)))
}

fn quoted(text: &[u8]) -> Vec<u8> {
    replace(text, b'=', |rest| match rest {
        [_, b'\r', b'\n', ..] => Some((Vec::new(), 3)),
        [_, b'\n', ..] => Some((Vec::new(), 2)),
        _ => Some((vec![number(rest.get(1..3)?, 16)? as u8], 3)),
    })
}

fn utf8(code: u32) -> Option<Vec<u8>> {
    Some(char::from_u32(code)?.to_string().into_bytes())
}

fn backslash(text: &[u8]) -> Vec<u8> {
    replace(text, b'\\', |rest| match rest.get(1)? {
        b'x' | b'u' if rest.get(2) == Some(&b'{') => {
            let end = rest.iter().position(|byte| *byte == b'}')?;
            Some((utf8(number(&rest[3..end], 16)?)?, end + 1))
        }
        b'U' => Some((utf8(number(rest.get(2..10)?, 16)?)?, 10)),
        b'u' if rest.get(2) == Some(&b'u') => Some((utf8(number(rest.get(3..7)?, 16)?)?, 7)),
        b'u' => {
            let first = number(rest.get(2..6)?, 16)?;
            if (0xd800..0xdc00).contains(&first) && rest.get(6..8) == Some(b"\\u") {
                let second = number(rest.get(8..12)?, 16)?;
                let code = 0x10000 + ((first - 0xd800) << 10) + second.checked_sub(0xdc00)?;
                return Some((utf8(code)?, 12));
            }
            Some((utf8(first)?, 6))
        }
        b'x' => Some((utf8(number(rest.get(2..4)?, 16)?)?, 4)),
        b'0'..=b'3' => Some((vec![number(rest.get(1..4)?, 8)? as u8], 4)),
        b'n' => Some((b"\n".to_vec(), 2)),
        b'r' => Some((b"\r".to_vec(), 2)),
        b't' => Some((b"\t".to_vec(), 2)),
        sign @ (b'"' | b'\\' | b'/' | b'\'') => Some((vec![*sign], 2)),
        _ => None,
    })
}

fn entities(text: &[u8]) -> Vec<u8> {
    const NAMED: [(&[u8], u8); 4] = [(b"amp", b'&'), (b"lt", b'<'), (b"gt", b'>'), (b"quot", b'"')];
    replace(text, b'&', |rest| {
        let end = rest.iter().take(12).position(|byte| *byte == b';')?;
        let name = &rest[1..end];
        let bytes = match name {
            [b'#', b'x' | b'X', digits @ ..] => utf8(number(digits, 16)?)?,
            [b'#', digits @ ..] => utf8(number(digits, 10)?)?,
            _ => vec![NAMED.iter().find(|(known, _)| *known == name)?.1],
        };
        Some((bytes, end + 1))
    })
}
