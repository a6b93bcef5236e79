//! The wire forms of a key.

use super::Dice;
use super::keys::Sort;
use ::base64::Engine;
use ::base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use std::io::Write;

/// One way to write a value down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    Exact,
    Base64,
    Base64Bare,
    Base64Url,
    Base64UrlPadded,
    Base64Mime,
    BasicPassword,
    BasicUser,
    Percent,
    PercentSmall,
    PercentAll,
    PercentMixed,
    PlusForBlank,
    Json,
    JsonSlash,
    JsonUnicode,
    JsonMixed,
    JsHex,
    JsBraces,
    Octal,
    HtmlNamed,
    HtmlDecimal,
    HtmlHex,
    HtmlMixed,
    Hex,
    HexCapitals,
    HexColons,
    HexSpaces,
    HexBytes,
    QuotedPrintable,
    QuotedAll,
    Wrapped,
    WrappedIndented,
    Groups,
    Spaced,
    Chunked,
    Nuls,
    Joined,
    JsonField,
    Utf16Base64,
    GzipBase64,
    ZlibBase64,
    HexBraces,
    UnicodeRepeated,
    UnicodeLong,
    PercentUnicode,
    HtmlPadded,
    OctalNought,
    OctalShort,
    Css,
    CssPadded,
    FullWidth,
    Numbers,
    HexGroups,
    HexDump,
    HexEscapedLines,
    SplitByBlanks,
    Base64ByBlanks,
    SplitByUnseen,
    Base64ByUnseen,
    HexByUnseen,
    Base32,
    Capitals,
    SmallLetters,
    GzipHex,
    GzipEscapes,
    GzipPercent,
    GzipUnicode,
    ZlibHex,
    ZlibEscapes,
    DeflateBase64,
}

/// Forms that encode, each undone by itself: these can be nested in any order.
pub(crate) const CODES: &[Form] = &[
    Form::Base64,
    Form::Base64Bare,
    Form::Base64Url,
    Form::Base64UrlPadded,
    Form::BasicPassword,
    Form::BasicUser,
    Form::Percent,
    Form::PercentSmall,
    Form::PercentAll,
    Form::PercentMixed,
    Form::Json,
    Form::JsonSlash,
    Form::JsonUnicode,
    Form::JsonMixed,
    Form::JsHex,
    Form::JsBraces,
    Form::Octal,
    Form::HtmlNamed,
    Form::HtmlDecimal,
    Form::HtmlHex,
    Form::HtmlMixed,
    Form::Hex,
    Form::HexCapitals,
    Form::JsonField,
    Form::HexBraces,
    Form::UnicodeRepeated,
    Form::UnicodeLong,
    Form::PercentUnicode,
    Form::HtmlPadded,
];

/// Forms that break a value apart or are at home at the outside of a text.
pub(crate) const OUTER: &[Form] = &[
    Form::Base64Mime,
    Form::PlusForBlank,
    Form::HexColons,
    Form::HexSpaces,
    Form::HexBytes,
    Form::QuotedPrintable,
    Form::QuotedAll,
    Form::Wrapped,
    Form::WrappedIndented,
    Form::Groups,
    Form::Spaced,
    Form::Chunked,
    Form::Nuls,
    Form::Joined,
    Form::OctalNought,
    Form::OctalShort,
    Form::Css,
    Form::CssPadded,
    Form::FullWidth,
    Form::Numbers,
    Form::HexGroups,
    Form::HexDump,
    Form::HexEscapedLines,
    Form::SplitByBlanks,
    Form::Base64ByBlanks,
    Form::SplitByUnseen,
    Form::Base64ByUnseen,
    Form::HexByUnseen,
];

/// Packed, and written down in letters.
pub(crate) const PACKED: &[Form] = &[
    Form::Utf16Base64,
    Form::GzipBase64,
    Form::ZlibBase64,
    Form::GzipHex,
    Form::GzipEscapes,
    Form::GzipPercent,
    Form::GzipUnicode,
    Form::ZlibHex,
    Form::ZlibEscapes,
    Form::DeflateBase64,
];

/// Of these what is cut tells nothing: case is no code, and letters of base32 stand for eight at a time.
pub(crate) const WHOLE: &[Form] = &[Form::Base32, Form::Capitals, Form::SmallLetters];

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
}

impl Form {
    /// Can keys of this sort be written so, and told from others?
    pub(crate) fn suits(self, sort: Sort) -> bool {
        match self {
            // Only the characters of ASCII are looked for in UTF-16, in lists of numbers and between what is not seen.
            Form::Utf16Base64
            | Form::Numbers
            | Form::FullWidth
            | Form::OctalShort
            | Form::HexEscapedLines
            | Form::DeflateBase64 => sort != Sort::Abroad,
            Form::HexDump => !matches!(sort, Sort::Abroad | Sort::Short),
            // A key that is known by the case of its letters alone is another one in other letters.
            Form::Capitals | Form::SmallLetters => {
                !matches!(sort, Sort::Short | Sort::Small | Sort::Password | Sort::Abroad | Sort::Pem)
            }
            _ => true,
        }
    }

    /// The value in this form. What the form leaves open is left to the dice.
    pub(crate) fn write(self, value: &str, dice: &mut impl Dice) -> String {
        match self {
            Form::Exact => value.to_owned(),
            Form::Base64 => STANDARD.encode(beside(value, dice)),
            Form::Base64Bare => STANDARD_NO_PAD.encode(beside(value, dice)),
            Form::Base64Url => URL_SAFE_NO_PAD.encode(beside(value, dice)),
            Form::Base64UrlPadded => URL_SAFE.encode(beside(value, dice)),
            Form::Base64Mime => {
                let lead = dice.between(0, 60);
                let text = format!("{}{value}{}", "x".repeat(lead), "y".repeat(40));
                let width = dice.pick(&[64, 76]);
                let end = dice.pick(&["\n", "\r\n"]);
                pieces(&STANDARD.encode(text), width).join(end)
            }
            Form::BasicPassword => {
                let user = dice.pick(&["user", "api", "shop.admin", "u"]);
                STANDARD.encode(format!("{user}:{value}"))
            }
            Form::BasicUser => STANDARD.encode(format!("{value}:")),
            Form::Percent
            | Form::PercentSmall
            | Form::PercentAll
            | Form::PercentMixed
            | Form::PlusForBlank => self.percent(value, dice),
            Form::Json | Form::JsonSlash | Form::JsonUnicode | Form::JsonMixed | Form::JsHex => {
                value.chars().map(|char| self.escape(char, dice)).collect()
            }
            Form::JsBraces => value.chars().map(|char| format!("\\u{{{:x}}}", char as u32)).collect(),
            Form::Octal => value.bytes().map(|byte| format!("\\{byte:03o}")).collect(),
            Form::HtmlNamed | Form::HtmlDecimal | Form::HtmlHex | Form::HtmlMixed => {
                value.chars().map(|char| self.entity(char, dice)).collect()
            }
            Form::Hex => hex(value.as_bytes(), ""),
            Form::HexCapitals => hex(value.as_bytes(), "").to_uppercase(),
            Form::HexColons => hex(value.as_bytes(), ":"),
            Form::HexSpaces => hex(value.as_bytes(), " "),
            Form::HexBytes => format!("0x{}", hex(value.as_bytes(), ", 0x")),
            Form::QuotedPrintable => {
                let quoted: String = value.chars().map(|char| quoted(char, false)).collect();
                let width = dice.between(9, 40);
                let lines = soft_lines(&quoted, width);
                lines.join(dice.pick(&["=\n", "=\r\n"]))
            }
            Form::QuotedAll => value.chars().map(|char| quoted(char, true)).collect(),
            Form::JsonField => {
                let name = dice.pick(&["k", "value", "data"]);
                format!("{{\"id\":7,\"{name}\":{}}}", serde_json::to_string(value).expect("a string is JSON"))
            }
            _ => self.write_outer(value, dice),
        }
    }

    fn write_outer(self, value: &str, dice: &mut impl Dice) -> String {
        match self {
            Form::Wrapped => {
                let width = dice.between(7, 40);
                pieces(value, width).join(dice.pick(&["\n", "\r\n"]))
            }
            Form::WrappedIndented => {
                let width = dice.between(7, 40);
                pieces(value, width).join(dice.pick(&["\n    ", "\r\n\t", "\n  "]))
            }
            Form::Groups => {
                let width = dice.between(4, 12);
                pieces(value, width).join(dice.pick(&[" ", "  ", "\t"]))
            }
            Form::Spaced => pieces(value, 1).join(" "),
            Form::Chunked => {
                let width = dice.between(5, 30);
                let framed = |piece: &String| format!("{:x}\r\n{piece}\r\n", piece.len());
                let chunks: String = pieces(value, width).iter().map(framed).collect();
                format!("{chunks}0\r\n\r\n")
            }
            Form::Nuls => value.chars().map(|char| format!("{char}\0")).collect(),
            Form::Joined => {
                let width = dice.between(5, 20);
                let joint = dice.pick(&["\" + \"", "' . '", "\"\n  \"", "' +\n    '"]);
                pieces(value, width).join(joint)
            }
            Form::Utf16Base64 => {
                let wide: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
                STANDARD.encode(wide)
            }
            Form::GzipBase64 => STANDARD.encode(gzip(value.as_bytes())),
            Form::ZlibBase64 => STANDARD.encode(zlib(value.as_bytes())),
            _ => self.write_further(value, dice),
        }
    }

    fn percent(self, value: &str, dice: &mut impl Dice) -> String {
        let mut out = String::new();
        for byte in value.bytes() {
            let coded = match self {
                Form::PercentAll => true,
                Form::PercentMixed => !is_unreserved(byte) || dice.below(3) == 0,
                _ => !is_unreserved(byte),
            };
            let small = match self {
                Form::PercentSmall => true,
                Form::PercentMixed => dice.below(2) == 0,
                _ => false,
            };
            match (coded, small) {
                _ if self == Form::PlusForBlank && byte == b' ' => out.push('+'),
                (false, _) => out.push(char::from(byte)),
                (true, true) => out.push_str(&format!("%{byte:02x}")),
                (true, false) => out.push_str(&format!("%{byte:02X}")),
            }
        }
        out
    }

    fn escape(self, char: char, dice: &mut impl Dice) -> String {
        let plain = || {
            serde_json::to_string(&char.to_string()).expect("a string is JSON").trim_matches('"').to_owned()
        };
        let unicode = || {
            let mut units = [0; 2];
            char.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>()
        };
        match self {
            Form::Json if char == '"' => "\\\"".to_owned(),
            Form::Json => plain(),
            Form::JsonSlash => match char {
                '/' => "\\/".to_owned(),
                '"' => "\\\"".to_owned(),
                _ => plain(),
            },
            Form::JsonMixed if char == '"' => "\\\"".to_owned(),
            Form::JsonMixed if dice.below(3) > 0 => plain(),
            Form::JsHex if (char as u32) < 256 => format!("\\x{:02x}", char as u32),
            _ => unicode(),
        }
    }

    fn entity(self, char: char, dice: &mut impl Dice) -> String {
        const NAMED: [(char, &str); 5] =
            [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")];
        let named = NAMED.iter().find(|(known, _)| *known == char).map(|(_, name)| (*name).to_owned());
        match self {
            Form::HtmlDecimal => format!("&#{};", char as u32),
            Form::HtmlHex => format!("&#x{:x};", char as u32),
            Form::HtmlMixed => match dice.below(4) {
                0 => format!("&#{};", char as u32),
                1 => format!("&#x{:X};", char as u32),
                _ => named.unwrap_or_else(|| char.to_string()),
            },
            _ => named.unwrap_or_else(|| char.to_string()),
        }
    }
}

/// The value at one of the three alignments of base64, and at its end too.
pub(super) fn beside(value: &str, dice: &mut impl Dice) -> String {
    let before = dice.pick(&["", "x", "yz", "k: ", "{\"k\":\""]);
    let after = dice.pick(&["", "w", "vu", "\"}", " and more"]);
    format!("{before}{value}{after}")
}

pub(crate) fn hex(bytes: &[u8], between: &str) -> String {
    let each: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    each.join(between)
}

fn quoted(char: char, all: bool) -> String {
    if !all && char != '=' && matches!(char, ' '..='~') {
        return char.to_string();
    }
    let mut utf8 = [0; 4];
    char.encode_utf8(&mut utf8).bytes().map(|byte| format!("={byte:02X}")).collect()
}

/// Lines of at most so many characters, none of which ends amid `=XX`.
fn soft_lines(quoted: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut rest = quoted;
    while let Some(char) = rest.chars().next() {
        let len = if char == '=' { 3 } else { char.len_utf8() };
        let line = lines.last_mut().expect("there is one");
        if line.len() + len > width {
            lines.push(rest[..len].to_owned());
        } else {
            line.push_str(&rest[..len]);
        }
        rest = &rest[len..];
    }
    lines
}

/// Pieces of so many characters.
pub(crate) fn pieces(text: &str, width: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(width).map(|piece| piece.iter().collect()).collect()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("memory takes all");
    packer.finish().expect("memory takes all")
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("memory takes all");
    packer.finish().expect("memory takes all")
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("memory takes all");
    packer.finish().expect("memory takes all")
}

pub(crate) fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let params = ::brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    ::brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).expect("memory takes all");
    packed
}
