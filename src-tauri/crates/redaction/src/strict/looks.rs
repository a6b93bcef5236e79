//! What a value, a name or a header looks like. A list says where something harmless stands; its looks say whether that is
//! what stands there.

use super::{BLANK, vocabulary};
use crate::nets::is_uuid;
use crate::random;

/// What a withheld value is called when nothing else is known of it.
pub(super) const TEXT: &str = "text";
/// What a withheld name is called.
pub(super) const FIELD: &str = "field";
/// All that labels of a strict view say.
const SORTS: [&str; 6] = [TEXT, FIELD, "number", "date", "url", "id"];
const CLOSED: [&str; 6] = [TEXT, "JSON", "markup", "form", "line", "headers"];
const LONGEST_LABEL: usize = 48;

/// Numbers of so many digits are phones, accounts, or ids as often as amounts.
const LONG_NUMBER: usize = 7;
const LONGEST_CODE: usize = 64;
/// Longer numbers are no status and no code of an error, but where a list says so.
const LONGEST_NUMBER_CODE: usize = 5;
const LONGEST_TEXT: usize = 160;
const LONGEST_HEADER: usize = 200;
/// Bits a letter from which a run of letters is no word.
const NO_WORD_FROM: f32 = 6.6;
const SHORTEST_NO_WORD: usize = 10;

/// The length of a label of an earlier strict view that the text begins with.
pub(super) fn own_label(text: &str) -> Option<usize> {
    let reach = text.floor_char_boundary(LONGEST_LABEL);
    let (inner, _) = text[..reach].strip_prefix('[')?.split_once(']')?;
    let whole = inner.len() + 2;
    if let Some(closed) = inner.strip_prefix("not shown: ") {
        let (what, size) = closed.strip_suffix(" bytes")?.split_once(", ")?;
        let number = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
        return (number && size.len() <= 20 && CLOSED.contains(&what)).then_some(whole);
    }
    if SORTS.contains(&inner) {
        return Some(whole);
    }
    let (sort, tag) = inner.split_once(" #")?;
    let tagged = tag.len() == 4 && tag.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (tagged && SORTS.contains(&sort)).then_some(whole)
}

/// What sort of value it is, in a word.
pub(super) fn sort_of(value: &str) -> &'static str {
    let digits = count_digits(value);
    if is_date(value) {
        "date"
    } else if ["http://", "https://", "//", "/"].iter().any(|start| value.starts_with(start)) {
        "url"
    } else if digits > 0 && value.chars().all(|char| char.is_ascii_digit() || " +-.,()/".contains(char)) {
        "number"
    } else if is_uuid(value) || value.len() >= 8 && digits > 0 && value.bytes().all(is_id_byte) {
        "id"
    } else {
        TEXT
    }
}

/// A status word, a currency, a locale: words without spaces and digits. Or a short number, such as a status.
pub(super) fn is_code(value: &str) -> bool {
    let byte = |byte: u8| byte.is_ascii_alphabetic() || b"_.:+-".contains(&byte);
    let number = value.len() <= LONGEST_NUMBER_CODE && value.bytes().all(|byte| byte.is_ascii_digit());
    let word = value.len() <= LONGEST_CODE
        && value.bytes().all(byte)
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !random::is_random(value)
        && runs(value, 32)
        && (is_short_code(value) || vocabulary::codes(value));
    !value.is_empty() && (number || word)
}

/// `EUR`, `de`, `de_DE`: a currency, a country, a language.
fn is_short_code(value: &str) -> bool {
    let letters =
        |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    match value.split_once(['_', '-']) {
        Some((language, country)) => letters(language, 2) && letters(country, 2),
        None => letters(value, 3),
    }
}

/// What a list says that digits stand in: a version, a date, `E00007`, `003200`, `utf-8`; also what [`is_code`] takes.
pub(super) fn is_numbered(value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let short = |text: &str, most: usize| digits(text) && text.len() <= most;
    let version = || {
        let bare = value.strip_prefix(['v', 'V']).unwrap_or(value);
        let (bare, suffix) = bare.split_once('-').unwrap_or((bare, ""));
        let suffix = suffix.trim_end_matches(|char: char| char.is_ascii_digit() || char == '.');
        bare.split('.').count() <= 4
            && bare.split('.').all(|part| short(part, 4))
            && matches!(suffix, "" | "alpha" | "beta" | "rc" | "preview" | "dev")
            && value.len() <= 20
    };
    let code = || {
        let at = value.find(|char: char| !char.is_ascii_uppercase()).unwrap_or(value.len());
        (1..=4).contains(&at) && short(value[at..].trim_start_matches(['-', '_']), 6) && value.len() <= 11
    };
    is_code(value)
        || short(value, 6)
        || is_date(value)
        || version()
        || code()
        || ENCODINGS.iter().any(|name| name.eq_ignore_ascii_case(value))
}

/// Names of encodings with digits in them (<https://encoding.spec.whatwg.org/#names-and-labels>).
const ENCODINGS: [&str; 7] =
    ["utf-8", "utf8", "utf-16", "iso-8859-1", "iso-8859-15", "windows-1252", "windows-1251"];

/// A number that counts something: whole, of at most six digits.
pub(super) fn is_count(value: &str) -> bool {
    let bare = value.strip_prefix('-').unwrap_or(value);
    (1..LONG_NUMBER).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// One line of words that such messages are made of, repeating nothing of what was sent: no quotation, no address, no name,
/// no number to speak of.
pub(super) fn is_sentence(value: &str) -> bool {
    let odd = |char: char| char.is_control() || char == BLANK || "\"`<>{}\\@=“”„‘«»…".contains(char);
    let word = |word: &str| {
        let word = word.trim_matches(|char: char| ".,;:!?()[]".contains(char));
        let plain = word.replace(['\'', '’'], "");
        let number = plain.len() <= 3 && plain.bytes().all(|byte| byte.is_ascii_digit());
        word.is_empty() || !plain.is_empty() && (number || vocabulary::says(word))
    };
    !value.is_empty()
        && value.len() <= LONGEST_TEXT
        && !value.contains(odd)
        && !value.contains("://")
        && value.split(' ').all(|said| word(said) && !quotes(said))
}

/// `'` at the beginning or the end of a word quotes; within it, it does not.
fn quotes(word: &str) -> bool {
    word.starts_with(['\'', '’']) || word.trim_end_matches(['.', ',', ';', ':']).ends_with(['\'', '’'])
}

/// An id of a request: a UUID, hex, or what nobody could have thought up. A word with digits is none.
pub(super) fn is_id(value: &str) -> bool {
    let hex = (12..=LONGEST_CODE).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && count_digits(value) >= 4;
    let bare = value.rsplit('_').next().unwrap_or(value);
    let made = value.len() <= LONGEST_CODE && value.bytes().all(is_id_byte) && random::is_random(bare);
    is_uuid(value) || hex || made
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.:/=-".contains(&byte)
}

/// The value of a header that is listed: short words and signs, no address.
pub(super) fn is_header_value(value: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    value.len() <= LONGEST_HEADER
        && value.bytes().all(sign)
        && !value.contains('@')
        && value.split([' ', ',', ';', '=']).all(|word| word.len() <= LONGEST_CODE)
}

/// The name of a header as it may be written: no blanks, no signs but these. Labels may stand in it.
pub(super) fn is_header_name(name: &str) -> bool {
    let char = |char: char| char.is_ascii_alphanumeric() || "_-".contains(char) || char == BLANK;
    !name.is_empty() && name.chars().all(char)
}

/// A version in a path: `v1`, `1.0`; after what says that it is an API's, or at the beginning, also `2` and `2026-01`.
pub(super) fn is_path_version(segment: &str, is_first: bool, before: &str) -> bool {
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let dotted = |text: &str| {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        digits(whole) && digits(part)
    };
    match segment.strip_prefix(['v', 'V']) {
        Some(rest) => dotted(rest),
        None if is_first || matches!(before, "api" | "json" | "rest") => {
            segment.contains('.') && dotted(segment)
                || segment.len() == 1 && digits(segment)
                || segment.starts_with("20") && segment.len() <= 10 && is_date(segment)
        }
        None => false,
    }
}

/// A host, with its port: labels of letters, digits and hyphens, none of them random.
pub(super) fn is_host(host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.len() <= 100
        && name
            .split('.')
            .all(|part| label(part) && !random::is_random(part) && changes(part) <= 4 && runs(part, 40))
        && count_digits(name) < LONG_NUMBER
        && port.len() <= 5
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-03`, `2026-03-22`, `2026-03-22T16:28:02.123+01:00`
pub(super) fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    (7..=32).contains(&bytes.len())
        && matches!(&bytes[..3], [b'1', b'9', _] | [b'2', b'0', _])
        && digits(0..4)
        && bytes[4] == b'-'
        && digits(5..7)
        && (bytes.len() == 7
            || bytes.len() >= 10
                && bytes[7] == b'-'
                && digits(8..10)
                && bytes[10..].iter().all(|byte| byte.is_ascii_digit() || b"T:.+-Z ".contains(byte)))
}

/// No run of letters and digits is long or random.
fn runs(value: &str, longest: usize) -> bool {
    value.split(|char: char| !char.is_ascii_alphanumeric()).all(|run| {
        let word = run.len() < SHORTEST_NO_WORD || random::surprise(run) < NO_WORD_FROM;
        run.len() <= longest && word
    })
}

/// How often letters become digits, or digits letters.
fn changes(value: &str) -> usize {
    value.as_bytes().windows(2).filter(|two| two[0].is_ascii_digit() != two[1].is_ascii_digit()).count()
}

fn count_digits(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_values() {
        for code in [
            "woocommerce_rest_authentication_error",
            "invalid_client",
            "AUTHENTICATION_ERROR",
            "AuthenticationException",
            "UnauthorizedRequest",
            "de_DE",
            "EUR",
            "401",
            "20003",
        ] {
            assert!(is_code(code), "{code}");
        }
        for other in [
            "",
            "two words",
            "anna@shop.example",
            "+49-30-901820",
            "wc_order_58d2d042d1d",
            "2F4K-9QZ7-XX1P",
            "8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77",
            "qxzvkjwqpfxzkvjw",
            "Jürgen",
            "summer2026",
            "correcthorse",
            "winterpassword",
            "E00007",
            "482913",
            "http://shop.example/anna",
            "_",
            &"word_".repeat(13),
        ] {
            assert!(!is_code(other), "{other}");
        }
    }

    #[test]
    fn digits_stand_where_a_list_says_so_in_few_ways() {
        for value in [
            "E00007",
            "003200",
            "9.4.1",
            "1.0",
            "v2",
            "2.0.0-rc.1",
            "2026-01",
            "2026-03-22T16:28:02+01:00",
            "UTF-8",
            "utf-8",
            "ISO-8859-1",
            "invalid_client",
        ] {
            assert!(is_numbered(value), "{value}");
        }
        for value in [
            "summer2026",
            "anna4711",
            "ANNAMUSTER4711",
            "A-1234567",
            "4711 anna",
            "1.2.3.4.5",
            "10.0.0-anna",
            "30901820",
            "",
        ] {
            assert!(!is_numbered(value), "{value}");
        }
        assert!(is_count("0") && is_count("-12") && is_count("999999"));
        assert!(!is_count("") && !is_count("1234567") && !is_count("1.5") && !is_count("12e3"));
    }

    #[test]
    fn ids_are_what_nobody_thought_up() {
        for id in ["8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77", "b1d1f06c7246c", "req_8fvz3Xq9Lm2Qw7Tz4Kp1"] {
            assert!(is_id(id), "{id}");
        }
        for other in [
            "",
            "anna",
            "summer2026",
            "anna.muster",
            "4711471147114711",
            "acct_anna_muster_2026",
            "/customers/anna",
        ] {
            assert!(!is_id(other), "{other}");
        }
    }

    #[test]
    fn versions_in_paths_are_no_numbers_of_customers() {
        for (segment, first, before) in [
            ("v3", false, "wc"),
            ("V1", false, "all"),
            ("1.0", true, ""),
            ("2026-01", false, "api"),
            ("2", false, "json"),
            ("2010-04-01", true, ""),
        ] {
            assert!(is_path_version(segment, first, before), "{segment}");
        }
        for (segment, first, before) in [
            ("4711", true, ""),
            ("7", false, "customers"),
            ("1985-03-12", false, "api"),
            ("2001-03-12", false, "customers"),
            ("v4711", false, "api"),
            ("47", false, "api"),
        ] {
            assert!(!is_path_version(segment, first, before), "{segment}");
        }
    }

    #[test]
    fn sentences_repeat_nothing() {
        for sentence in [
            "Invalid API key",
            "[API] Invalid API key or access token (unrecognized login or wrong password)",
            "Sorry, you can't list resources.",
            "The access token has expired.",
        ] {
            assert!(is_sentence(sentence), "{sentence}");
        }
        for other in [
            "Customer Anna Muster was not found",
            "customer anna was not found",
            "The PIN 4711 is wrong",
            "No such customer: 'anna'",
            "No such customer: \"anna\"",
            "unknown user anna@shop.example",
            "call 30901820 now",
            "two\nlines",
            "see https://shop.example/x",
            "key=value",
            "The user Jürgen is not known",
            &"many words ".repeat(20),
        ] {
            assert!(!is_sentence(other), "{other}");
        }
    }

    #[test]
    fn own_labels_say_nothing_else() {
        for label in ["[text #3f9a]", "[text]", "[number #0000] more", "[not shown: JSON, 123 bytes]"] {
            assert_eq!(own_label(label), Some(label.find(']').map_or(0, |at| at + 1)), "{label}");
        }
        for other in
            ["[anna #3f9a]", "[text #3f9g]", "[text 3f9a]", "[not shown: anna, 1 bytes]", "[text #3f9a", "["]
        {
            assert_eq!(own_label(other), None, "{other}");
        }
    }

    #[test]
    fn sorts() {
        for (value, sort) in [
            ("2026-03-22T16:28:02", "date"),
            ("https://shop.example/", "url"),
            ("+49 30 901820", "number"),
            ("WOO-SINGLE-01-XL", "id"),
            ("Woo Single", "text"),
            ("", "text"),
        ] {
            assert_eq!(sort_of(value), sort, "{value}");
        }
    }
}
