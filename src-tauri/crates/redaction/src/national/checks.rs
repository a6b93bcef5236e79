//! Check digits of national ids.

use crate::personal::{digits_of, luhn};

pub(super) fn any(_: &str) -> bool {
    true
}

pub(super) fn has_digits(said: &str) -> bool {
    said.bytes().filter(u8::is_ascii_digit).count() >= 5
}

pub(super) fn is_luhn(said: &str) -> bool {
    luhn(&digits_of(said))
}

pub(super) fn is_ssn(said: &str) -> bool {
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    let signs: Vec<char> = said.chars().filter(|char| !char.is_ascii_digit()).collect();
    digits.len() == 9
        && !digits.starts_with("000")
        && !digits.starts_with("666")
        && !digits.starts_with('9')
        && &digits[3..5] != "00"
        && &digits[5..] != "0000"
        && signs.windows(2).all(|pair| pair[0] == pair[1])
}

pub(super) fn is_nino(said: &str) -> bool {
    let start = said[..2].to_ascii_uppercase();
    !["BG", "GB", "NK", "KN", "NT", "TN", "ZZ"].contains(&start.as_str())
        && digits_of(said).iter().any(|digit| *digit != 0)
}

/// Weighted sum of the digits.
fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

pub(super) fn is_nhs(said: &str) -> bool {
    let digits = digits_of(said);
    let check = 11 - weighted(&digits[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    u32::from(digits[9]) == check % 11 && check != 10
}

/// Portugal: the last digit is the weighted sum of the others, modulo 11.
pub(super) fn is_nif_pt(said: &str) -> bool {
    let digits = digits_of(said);
    let rest = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    u32::from(digits[8]) == if rest < 2 { 0 } else { 11 - rest }
}

pub(super) fn is_bsn(said: &str) -> bool {
    let digits = digits_of(said);
    let sum = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    sum > 0 && sum % 11 == u32::from(digits[8])
}

pub(super) fn is_nir(said: &str) -> bool {
    let plain: String = said.chars().filter(|char| *char != ' ').collect();
    let plain = plain.replace("2A", "19").replace("2B", "18");
    let (Ok(number), Ok(key)) = (plain[..13].parse::<u64>(), plain[13..].parse::<u64>()) else {
        return false;
    };
    97 - number % 97 == key
}

/// The letter that Spanish ids end with.
fn spanish_letter(number: u32) -> char {
    char::from(b"TRWAGMYFPDXBNJZSQVHLCKE"[(number % 23) as usize])
}

pub(super) fn is_nif(said: &str) -> bool {
    let number = said[..8].parse::<u32>();
    number.is_ok_and(|number| said.ends_with(spanish_letter(number)))
}

pub(super) fn is_nie(said: &str) -> bool {
    let plain: String = said.to_ascii_uppercase().chars().filter(|char| *char != '-').collect();
    let lead = match plain.as_bytes()[0] {
        b'X' => "0",
        b'Y' => "1",
        _ => "2",
    };
    let number = format!("{lead}{}", &plain[1..8]).parse::<u32>();
    number.is_ok_and(|number| plain.ends_with(spanish_letter(number)))
}

pub(super) fn is_hetu(said: &str) -> bool {
    let said = said.trim_start_matches("is").to_ascii_uppercase();
    let number = format!("{}{}", &said[..6], &said[7..10]).parse::<u32>();
    let day = said[..2].parse::<u32>().unwrap_or(0);
    let month = said[2..4].parse::<u32>().unwrap_or(0);
    (1..=31).contains(&day)
        && (1..=12).contains(&month)
        && number.is_ok_and(|number| {
            said.as_bytes()[10] == b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(number % 31) as usize]
        })
}

/// Routing numbers of American banks: weights 3, 7, 1, and the first two digits of a district.
pub(super) fn is_routing(said: &str) -> bool {
    let digits = digits_of(said);
    let district = digits[0] * 10 + digits[1];
    matches!(district, 0..=12 | 21..=32 | 61..=72 | 80)
        && weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

/// American providers of health care: Luhn over the digits with `80840` before them.
pub(super) fn is_npi(said: &str) -> bool {
    let digits = [&[8, 0, 8, 4, 0], &digits_of(said)[..]].concat();
    luhn(&digits)
}
