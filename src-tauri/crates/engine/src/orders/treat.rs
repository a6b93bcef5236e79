//! What is done to a value before it leaves.

use serde_json::Number;

use super::document::Scalar;
use crate::text::is_invisible;

/// A longer value's shape is cut.
const LONGEST_SHAPE: usize = 64;
/// Where mail of a masked address would go: nowhere (RFC 2606).
const NOWHERE: &str = "example.com";

/// A text without markup, control characters and characters that hide or reorder; a receiver may show it in a page, a
/// terminal or a mail.
pub(super) fn clean(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => plain.push(c),
            c if c.is_control() => plain.push(' '),
            c if is_invisible(c) => {}
            c => plain.push(c),
        }
    }
    let mut clean = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        clean.push_str(before);
        let tag = after.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '?'));
        rest = match (tag, after.find('>')) {
            (true, Some(end)) => &after[end + 1..],
            _ => after,
        };
    }
    clean.push_str(rest);
    // What was taken out may have brought two halves together.
    clean.retain(|c| c != '<' && c != '>');
    if clean.len() == text.len() { clean } else { clean.trim().to_owned() }
}

/// The shape of a value: its type stays, so that a receiver may check it.
pub(super) fn mask(scalar: &Scalar) -> Scalar {
    match scalar {
        Scalar::Null => Scalar::Null,
        Scalar::Bool(_) => Scalar::Bool(false),
        Scalar::Number(_) => Scalar::Number(Number::from(0)),
        Scalar::Text(text) => Scalar::Text(mask_text(text)),
    }
}

fn mask_text(text: &str) -> String {
    let shape = |text: &str| -> String { text.chars().take(LONGEST_SHAPE).map(masked).collect() };
    // A shape like xxx@xxxxxxx.xxx could be somebody's address.
    match text.split_once('@') {
        Some((mailbox, host)) if host.contains('.') && !text.contains(char::is_whitespace) => {
            let mailbox: String = mailbox.chars().map(|_| 'x').take(LONGEST_SHAPE).collect();
            format!("{mailbox}@{NOWHERE}")
        }
        _ => shape(text),
    }
}

fn masked(c: char) -> char {
    match c {
        c if c.is_numeric() => '0',
        c if c.is_uppercase() => 'X',
        c if c.is_alphabetic() => 'x',
        c if c.is_ascii_punctuation() || c == ' ' => c,
        _ => '-',
    }
}

/// A value as text, for a hash and for showing.
pub(super) fn text_of(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(yes) => yes.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_and_what_hides_are_taken_out() {
        assert_eq!(clean("Nora <b>Test</b>"), "Nora Test");
        assert_eq!(clean("<script>alert(1)</script>"), "alert(1)");
        assert_eq!(clean("<<b>script>x"), "scriptx");
        assert_eq!(clean("5 < 6"), "5  6");
        assert_eq!(clean("a\u{202e}b\u{200b}c\u{1b}[31m"), "abc [31m");
        assert_eq!(clean("two\nlines\tthere"), "two\nlines\tthere");
        assert_eq!(clean("Ünï & “quoted” 😀"), "Ünï & “quoted” 😀");
    }

    #[test]
    fn a_shape_says_nothing_but_a_shape() {
        let shape = |text: &str| match mask(&Scalar::Text(text.to_owned())) {
            Scalar::Text(text) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(shape("Testa O’Sample-3"), "Xxxxx X-Xxxxxx-0");
        assert_eq!(shape("+44 7700 900123"), "+00 0000 000000");
        assert_eq!(shape("testa.madeup@mail.test"), "xxxxxxxxxxxx@example.com");
        assert_eq!(shape("Łódź 北京"), "Xxxx xx");
        assert_eq!(mask(&Scalar::Number(Number::from(42))), Scalar::Number(Number::from(0)));
        assert_eq!(mask(&Scalar::Bool(true)), Scalar::Bool(false));
    }

    proptest! {
        #[test]
        fn nothing_of_markup_is_left(text in "[<>/!a-z\\u{0}-\\u{1f}\\u{200b}\\u{202e} ]{0,60}") {
            let clean = clean(&text);
            prop_assert!(!clean.contains(['<', '>']));
            prop_assert!(!clean.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || is_invisible(c)));
        }

        #[test]
        fn no_letter_and_no_digit_of_a_value_is_in_its_shape(text in "[a-wA-W1-9é ]{1,40}") {
            let Scalar::Text(shape) = mask(&Scalar::Text(text.clone())) else { unreachable!() };
            prop_assert!(shape.chars().all(|c| "xX0 -".contains(c)), "{shape}");
        }
    }
}
