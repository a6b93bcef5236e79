//! Which cells of a bulk file may be shown. Nobody has said yet which column holds the keys, so a column is hidden when
//! its heading or its cells look like it, and a cell when it does.

use regex::Regex;
use std::sync::LazyLock;

/// Words in a heading that say "hide me".
static TELLING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)key|secret|token|pass|pwd|credential|auth|bearer|signature|private|schl(ü|ue)ssel|kennwort",
    )
    .ok()
});

/// Hostnames, addresses and dates: digits and letters mixed, and harmless.
static HARMLESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?: https?://[a-z0-9.:-]+(?:/[a-z0-9._~/-]{0,40})? | [a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,30})+
            | [a-z0-9._+-]{1,40}@[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,30})+ | \d{4}-\d\d-\d\d(?:[t\x20]\d\d:\d\d(?::\d\d)?z?)? | \d{1,6} )$",
    )
    .ok()
});

/// From this length on, a single word of mixed letters and digits is hidden wherever it stands.
const LONG: usize = 12;

/// Whether a column is hidden as a whole: by its heading, or because half of its cells look like keys or passwords.
pub(super) fn is_secret<'a>(heading: &str, cells: impl Iterator<Item = &'a str>) -> bool {
    if TELLING.as_ref().is_none_or(|telling| telling.is_match(heading)) {
        return true;
    }
    let (mut odd, mut all) = (0_usize, 0_usize);
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        all += 1;
        odd += usize::from(is_odd(cell) || looks_like_key(cell));
    }
    odd * 2 > all
}

/// Whether a cell is hidden although its column is not.
pub(super) fn looks_like_key(cell: &str) -> bool {
    let cell = cell.trim();
    redaction::inspect(cell).is_some() || (cell.len() >= LONG && is_odd(cell)) || cell.len() > 200
}

/// One word of at least six characters that mixes letters with digits or marks, and is no name of a host or the like.
fn is_odd(cell: &str) -> bool {
    if cell.len() < 6 || cell.contains(char::is_whitespace) {
        return false;
    }
    if HARMLESS.as_ref().is_some_and(|harmless| harmless.is_match(cell)) {
        return false;
    }
    let has = |test: fn(char) -> bool| cell.chars().any(test);
    let marks = has(|c| c.is_ascii_punctuation() && !matches!(c, '-' | '.' | '_' | '&' | '/' | '\''));
    (has(char::is_alphabetic) && has(|c| c.is_ascii_digit()))
        || marks
        || (cell.len() > 6 && !has(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_cells_are_shown() {
        for cell in [
            "Acme GmbH",
            "Studio54",
            "Müller & Söhne",
            "woocommerce",
            "production",
            "https://shop.example.com/wp",
            "shop24.example.com",
            "info@acme24.example",
            "2026-11-23",
            "120",
            "3M",
            "",
        ] {
            assert!(!looks_like_key(cell), "{cell}");
        }
    }

    #[test]
    fn cells_that_look_like_keys_are_hidden() {
        for cell in ["a8f5f167f44f4964e6c998de", "hunter2hunter2", "p@ssw0rd-of-mine", "1234567890123456"] {
            assert!(looks_like_key(cell), "{cell}");
        }
    }

    #[test]
    fn columns_are_hidden_by_heading_or_by_their_cells() {
        assert!(is_secret("API Key", ["x"].into_iter()));
        assert!(is_secret("consumer_secret", std::iter::empty()));
        assert!(is_secret("Passwort", ["sommer"].into_iter()));
        assert!(
            is_secret("column 3", ["hunter2", "s3cret!", "pa55wd"].into_iter()),
            "short passwords by their number"
        );
        assert!(!is_secret("client", ["Studio54", "Acme", "Blumen Meier"].into_iter()));
        assert!(!is_secret("url", ["https://a1.example.com", "https://b2.example.com"].into_iter()));
    }
}
