//! What a value, a name or a header looks like. A list says where something harmless stands; its looks say whether that is
//! what stands there.

use super::BLANK;
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
const LONGEST_TEXT: usize = 160;
const LONGEST_HEADER: usize = 200;
const LONGEST_NAME: usize = 48;
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

/// A code, a status word, a version, a date: words without spaces, and few digits.
pub(super) fn is_code(value: &str) -> bool {
    let byte = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:/+-".contains(&byte);
    !value.is_empty()
        && value.len() <= LONGEST_CODE
        && value.bytes().all(byte)
        && (is_date(value)
            || count_digits(value) < LONG_NUMBER && !random::is_random(value) && runs(value, 2, 32))
}

/// One line of plain words, such as an error message that repeats nothing of what was sent: no quotation, no address, no
/// number to speak of.
pub(super) fn is_sentence(value: &str) -> bool {
    let odd = |char: char| char.is_control() || char == BLANK || "\"`<>{}\\@=“”„‘«»…".contains(char);
    let word = |word: &str| {
        let word = word.trim_matches(|char: char| ".,;:!?()[]".contains(char));
        let plain = word.replace(['\'', '’'], "");
        word.is_empty() || !plain.is_empty() && word.len() <= 32 && is_code(&plain) && count_digits(word) < 5
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

/// Letters, digits and few signs: what ids of requests are made of.
pub(super) fn is_id(value: &str) -> bool {
    !value.is_empty() && value.len() <= LONGEST_CODE && value.bytes().all(is_id_byte)
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

/// A number without a type, such as in a query, that says no more than a JSON number might.
pub(super) fn is_plain_number(value: &str) -> bool {
    let bare = value.strip_prefix('-').unwrap_or(value);
    bare.starts_with(|char: char| char.is_ascii_digit())
        && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && bare.matches('.').count() <= 1
        && !is_long_number(value)
}

/// Could it be a phone, an account, a place on earth?
pub(super) fn is_long_number(value: &str) -> bool {
    count_digits(value) >= LONG_NUMBER
}

/// An identifier: it names a field, and is nobody's address, token or id. Short numbers count list entries.
pub(super) fn is_name(name: &str) -> bool {
    if (1..=4).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || b"_@$".contains(&byte));
    first
        && name.len() <= LONGEST_NAME
        && name.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric() || b"_:-".contains(&byte))
        && count_digits(name) <= 4
        && !random::is_random(name)
        && runs(name, 2, 40)
}

/// A host, with its port: labels of letters, digits and hyphens, none of them random.
pub(super) fn is_host(host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.len() <= 100
        && name.split('.').all(|part| label(part) && !random::is_random(part) && runs(part, 4, 40))
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

/// No run of letters and digits is long, changes often between the two, or is random.
fn runs(value: &str, most_changes: usize, longest: usize) -> bool {
    value.split(|char: char| !char.is_ascii_alphanumeric()).all(|run| {
        let bytes = run.as_bytes();
        let changed =
            bytes.windows(2).filter(|two| two[0].is_ascii_digit() != two[1].is_ascii_digit()).count();
        let word = run.len() < SHORTEST_NO_WORD || random::surprise(run) < NO_WORD_FROM;
        run.len() <= longest && changed <= most_changes && word
    })
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
            "E00007",
            "invalid_client",
            "AUTHENTICATION_ERROR",
            "AuthenticationException",
            "UnauthorizedRequest",
            "2026-01",
            "2026-03-22T16:28:02+01:00",
            "9.4.1",
            "de_DE",
            "EUR",
            "v1",
            "access_scopes.json",
            "accounts:getAccountForGcpRegistration",
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
            "1234567",
            &"word_".repeat(13),
        ] {
            assert!(!is_code(other), "{other}");
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
    fn names_are_told_from_keys_of_maps() {
        for name in [
            "id",
            "address_1",
            "_links",
            "@type",
            "$ref",
            "billingAddress",
            "x-foo",
            "soap:Envelope",
            "0",
            "ISO8601",
        ] {
            assert!(is_name(name), "{name}");
        }
        for other in [
            "",
            "anna@shop.example",
            "Anna Muster",
            "shop.example",
            "+4930901820",
            "12345",
            "58d2d042d1d",
            "8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77",
            "Größe",
            &"name".repeat(13),
        ] {
            assert!(!is_name(other), "{other}");
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
