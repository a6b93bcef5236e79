//! Is a string random? A measured test, not length alone: how surprising each character is after the one before, against
//! counts from prose and identifiers. Random letters and digits of 20 characters come to 7.3–12 bits a character (999 in
//! 1,000), long identifiers to 3–6 (95 in 100); see the tests.

use crate::surprise::SURPRISE;

/// Bits a character from which a string of letters and digits is taken as random.
const RANDOM_FROM: f32 = 6.6;
/// A digit says which of ten it is.
const DIGIT_BITS: f32 = 3.32;
/// Bits for a change from small to capital letter, between capitals, and from capital to small.
const RISE_BITS: f32 = 5.9;
const CAPITAL_BITS: f32 = 1.2;
const FALL_BITS: f32 = 0.8;

/// Bits of surprise a character.
pub(crate) fn surprise(text: &str) -> f32 {
    let bytes = text.as_bytes();
    let bits: f32 = bytes.windows(2).map(|pair| step(pair[0], pair[1])).sum();
    bits / bytes.len().saturating_sub(1).max(1) as f32
}

fn step(before: u8, after: u8) -> f32 {
    let mut bits = f32::from(SURPRISE[class(before)][class(after)]) / 8.0;
    if after.is_ascii_digit() {
        bits += DIGIT_BITS;
    }
    if before.is_ascii_alphabetic() && after.is_ascii_alphabetic() {
        bits += match (before.is_ascii_uppercase(), after.is_ascii_uppercase()) {
            (false, true) => RISE_BITS,
            (true, true) => CAPITAL_BITS,
            (true, false) => FALL_BITS,
            (false, false) => 0.0,
        };
    }
    bits
}

fn class(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a'),
        b'A'..=b'Z' => usize::from(byte - b'A'),
        b'0'..=b'9' => 26,
        _ => 27,
    }
}

/// Could nobody have thought this up? Letters and digits, at least 16 of them.
pub(crate) fn is_random(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let mixed = text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase());
    if digits + letters < 16 || digits == 0 && !mixed || letters < 4 {
        return false;
    }
    is_hex(text) || surprise(text) >= RANDOM_FROM
}

/// Hex of at least 32 digits in which no digit rules: a hash or a key, which its looks do not tell apart.
pub(crate) fn is_hex(text: &str) -> bool {
    let mut seen = [0usize; 16];
    for char in text.chars() {
        match char.to_digit(16) {
            Some(digit) => seen[digit as usize] += 1,
            None => return false,
        }
    }
    text.len() >= 32
        && seen.iter().all(|count| count * 4 <= text.len())
        && seen.iter().filter(|count| **count > 0).count() >= 8
}

/// Nothing but hex digits.
pub(crate) fn is_plain_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_strings_are_told_from_words() {
        for worded in [
            "getCustomerShippingAddressByOrderId",
            "woocommerce_rest_authentication_error",
            "max_tokens_per_completion_request_2",
            "summer-collection-organic-cotton-shirt-2024",
            "Mozilla5AppleWebKit537KHTMLlikeGecko",
        ] {
            assert!(!is_random(worded), "{worded} {}", surprise(worded));
        }
        let mut state = 7u64;
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut missed = 0;
        for _ in 0..1000 {
            let made: String = (0..24)
                .map(|_| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    char::from(letters[(state >> 33) as usize % letters.len()])
                })
                .collect();
            missed += usize::from(!is_random(&made));
        }
        assert!(missed <= 12, "{missed} of 1,000 random strings were taken for words");
    }
}
