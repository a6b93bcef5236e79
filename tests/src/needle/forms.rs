//! The forms in which a key could lie about: plain, hex, base64, percent-encoded, escaped; narrow and wide.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::RUN;

/// A key written out in one form.
pub(super) struct Layout {
    /// Which key, by its place in the search.
    pub(super) needle: usize,
    pub(super) form: String,
    pub(super) text: Vec<u8>,
    /// So many bytes in a row are a hit.
    pub(super) enough: Enough,
}

/// When so much of a layout in a row is a hit.
pub(super) enum Enough {
    /// So many bytes in a row, whatever their place.
    Bytes(usize),
    /// Whole characters, each given by where it ends; for forms of varying width.
    Characters(Vec<usize>),
}

impl Enough {
    /// Whether the bytes from `from` to `to` of a layout are.
    pub(super) fn is_met(&self, from: usize, to: usize) -> bool {
        match self {
            Self::Bytes(enough) => to - from >= *enough,
            Self::Characters(ends) => whole_characters(ends, from, to) >= RUN,
        }
    }
}

fn whole_characters(ends: &[usize], from: usize, to: usize) -> usize {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).filter(|(start, end)| *start >= from && **end <= to).count()
}

/// What stands for a character, if not the character itself.
type Escape = fn(char) -> Option<String>;

fn unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~".contains(c)
}

/// A key in every form.
pub(super) fn layouts(needle: usize, secret: &str) -> Vec<Layout> {
    let mut forms: Vec<(String, String, Enough)> = vec![
        ("plain".into(), secret.into(), Enough::Bytes(RUN)),
        ("hex".into(), hex(secret, false), Enough::Bytes(2 * RUN)),
        ("HEX".into(), hex(secret, true), Enough::Bytes(2 * RUN)),
    ];
    for alignment in 0..3 {
        // Twelve bytes settle at least fifteen characters, wherever in a longer text they stand.
        let (standard, url_safe) = base64_at(secret, alignment);
        if standard != url_safe {
            forms.push((format!("base64url+{alignment}"), url_safe, Enough::Bytes(15)));
        }
        forms.push((format!("base64+{alignment}"), standard, Enough::Bytes(15)));
    }
    let escaped: [(&str, Escape); 5] = [
        ("percent", |c| (!unreserved(c)).then(|| format!("%{:02X}", u32::from(c)))),
        ("percent lower", |c| (!unreserved(c)).then(|| format!("%{:02x}", u32::from(c)))),
        ("percent all", |c| Some(format!("%{:02X}", u32::from(c)))),
        ("percent all lower", |c| Some(format!("%{:02x}", u32::from(c)))),
        ("json", |c| (c == '/').then(|| "\\/".to_owned())),
    ];
    for (form, escape) in escaped {
        let pieces: Vec<String> =
            secret.chars().map(|c| escape(c).unwrap_or_else(|| c.to_string())).collect();
        let text = pieces.concat();
        if text != secret {
            let ends = pieces
                .iter()
                .scan(0, |end, piece| {
                    *end += piece.len();
                    Some(*end)
                })
                .collect();
            forms.push((form.into(), text, Enough::Characters(ends)));
        }
    }
    forms.into_iter().flat_map(|(form, text, enough)| in_both_widths(needle, form, &text, enough)).collect()
}

fn in_both_widths(needle: usize, form: String, text: &str, enough: Enough) -> [Layout; 2] {
    let wide_enough = match &enough {
        // The last zero byte may belong to what follows.
        Enough::Bytes(bytes) => Enough::Bytes(2 * bytes - 1),
        Enough::Characters(ends) => Enough::Characters(ends.iter().map(|end| 2 * end).collect()),
    };
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [
        Layout { needle, form: format!("{form} utf-16le"), text: wide, enough: wide_enough },
        Layout { needle, form, text: text.into(), enough },
    ]
}

pub(super) fn hex(text: &str, upper: bool) -> String {
    let digits = |byte: u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
    text.bytes().map(digits).collect()
}

/// The characters of base64 that the secret alone decides when it stands `alignment` bytes after a border.
fn base64_at(secret: &str, alignment: usize) -> (String, String) {
    let mut bytes = vec![0; alignment];
    bytes.extend(secret.bytes());
    let first = (alignment * 8).div_ceil(6);
    let last = bytes.len() * 8 / 6;
    let cut = |text: String| text[first..last].to_owned();
    (cut(STANDARD_NO_PAD.encode(&bytes)), cut(URL_SAFE_NO_PAD.encode(&bytes)))
}
