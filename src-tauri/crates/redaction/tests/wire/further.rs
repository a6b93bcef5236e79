//! The further forms: other escapes, lists and dumps, pieces, other letters, packed bytes.

use super::forms::{Form, beside, deflate, gzip, hex, pieces, zlib};
use super::{Dice, split};
use ::base64::Engine;
use ::base64::engine::general_purpose::STANDARD;

impl Form {
    pub(super) fn write_further(self, value: &str, dice: &mut impl Dice) -> String {
        let each =
            |write: &dyn Fn(u32) -> String| value.chars().map(|char| write(char as u32)).collect::<String>();
        let bytes = |write: &dyn Fn(u8) -> String| value.bytes().map(write).collect::<String>();
        let raw =
            |bytes: Vec<u8>, write: &dyn Fn(u8) -> String| bytes.into_iter().map(write).collect::<String>();
        match self {
            Form::HexBraces => each(&|code| format!("\\x{{{code:x}}}")),
            Form::UnicodeRepeated => each(&|code| match code {
                ..0x10000 => format!("\\uu{code:04x}"),
                _ => format!("\\U{code:08x}"),
            }),
            Form::UnicodeLong => each(&|code| format!("\\U{code:08x}")),
            Form::PercentUnicode => value.encode_utf16().map(|unit| format!("%u{unit:04X}")).collect(),
            Form::HtmlPadded => each(&|code| format!("&#{code:07};")),
            Form::OctalNought => bytes(&|byte| format!("\\0{byte:03o}")),
            Form::OctalShort => bytes(&|byte| format!("\\{byte:o}")),
            Form::Css => each(&|code| format!("\\{code:x} ")),
            Form::CssPadded => each(&|code| format!("\\{code:06x}")),
            Form::FullWidth => each(&|code| match code {
                0x21..=0x7e => char::from_u32(code + 0xfee0).map(String::from).unwrap_or_default(),
                _ => char::from_u32(code).map(String::from).unwrap_or_default(),
            }),
            Form::Numbers => split::numbers(value, dice),
            Form::HexGroups => split::hex_groups(value, dice),
            Form::HexDump => split::hex_dump(value, dice),
            Form::HexEscapedLines => {
                let width = dice.between(1, 9);
                pieces(&bytes(&|byte| format!("\\x{byte:02x}")), 4 * width)
                    .join(dice.pick(&["\n", "\r\n", " "]))
            }
            Form::SplitByBlanks => split::by_blanks(value, dice),
            Form::Base64ByBlanks => {
                let coded = dice.pick(&[Form::Base64, Form::Base64Url]).write(value, dice);
                split::by_blanks(&coded, dice)
            }
            Form::SplitByUnseen => split::by_unseen(value, dice),
            Form::Base64ByUnseen => split::by_unseen(&Form::Base64.write(value, dice), dice),
            Form::HexByUnseen => split::by_unseen(&hex(value.as_bytes(), ""), dice),
            Form::Base32 => {
                // What stands before it may be of the same letters.
                let before = dice.below(8);
                dice.letters("QRSTUVWX2345", before) + &base32(beside(value, dice).as_bytes())
            }
            Form::Capitals => value.to_ascii_uppercase(),
            Form::SmallLetters => value.to_ascii_lowercase(),
            Form::GzipHex => hex(&gzip(value.as_bytes()), ""),
            Form::GzipEscapes => raw(gzip(value.as_bytes()), &escaped),
            Form::GzipPercent => raw(gzip(value.as_bytes()), &|byte| format!("%{byte:02X}")),
            Form::GzipUnicode => raw(gzip(value.as_bytes()), &|byte| format!("\\u00{byte:02x}")),
            Form::ZlibHex => hex(&zlib(value.as_bytes()), ""),
            Form::ZlibEscapes => raw(zlib(value.as_bytes()), &escaped),
            Form::DeflateBase64 => STANDARD.encode(deflate(value.as_bytes())),
            _ => value.to_owned(),
        }
    }
}

/// As a language prints bytes: what can be seen stays.
fn escaped(byte: u8) -> String {
    match byte {
        b'\\' | b'\'' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        _ => format!("\\x{byte:02x}"),
    }
}

/// RFC 4648, with padding.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    for group in bytes.chunks(5) {
        let bits =
            group.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte)) << (8 * (5 - group.len()));
        let letters = (8 * group.len()).div_ceil(5);
        out.extend((0..8).map(|at| match at < letters {
            true => char::from(LETTERS[(bits >> (35 - 5 * at)) as usize & 31]),
            false => '=',
        }));
    }
    out
}
