//! Payment cards and IBANs, by their check digits and by who issues them.

use super::{after, before, lead};
use crate::nets::Find;
use crate::numbers::Number;
use crate::pattern::Pattern;

pub(super) fn find(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    cards(text, numbers, finds);
    ibans(text, numbers, finds);
    wallets(text, finds);
}

static WALLET: Pattern = Pattern::new(r"bc1[02-9ac-hj-np-z]{25,59}");

/// Addresses of Bitcoin wallets as they are written today.
fn wallets(text: &str, finds: &mut Vec<Find>) {
    for start in memchr::memmem::find_iter(text.as_bytes(), "bc1") {
        let end = text.floor_char_boundary(start + 64);
        if before(text, start).is_alphanumeric() {
            continue;
        }
        if let Some(found) = WALLET.at(text, start..end)
            && !after(text, found.whole.end).is_alphanumeric()
        {
            finds.push(Find::personal(found.whole, "wallet", "wallet-address"));
        }
    }
}

pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(*digit);
            match at % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

pub(crate) fn digits_of(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect()
}

/// Digits with at most one blank or dash between them, beginning with this number: where they end, and how many they are.
fn side_by_side(text: &str, numbers: &[Number], most: usize) -> (usize, usize) {
    let mut end = numbers[0].end;
    let mut digits = numbers[0].len();
    for next in &numbers[1..] {
        let joined = next.start == end + 1 && matches!(text.as_bytes()[end], b' ' | b'-');
        if !joined || digits >= most {
            break;
        }
        end = next.end;
        digits += next.len();
    }
    (end, digits)
}

fn cards(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    let mut done = 0;
    for (at, number) in numbers.iter().enumerate() {
        let start = number.start;
        if start < done
            || number.len() > 19
            || matches!(before(text, start), '.' | '/')
            || number.after_letter
        {
            continue;
        }
        let (end, digits) = side_by_side(text, &numbers[at..], 19);
        if digits < 12 {
            continue;
        }
        if let Some(end) = card_end(text, start, end) {
            finds.push(Find::personal(start..end, "payment card", "payment-card"));
            done = end;
        }
    }
}

/// Numbers side by side: where the longest beginning ends that is a card.
fn card_end(text: &str, start: usize, longest: usize) -> Option<usize> {
    const WORDS: [&str; 10] =
        ["card", "carte", "karte", "kort", "tarjeta", "pan", "visa", "mastercard", "amex", "cc"];
    let lead = lead(text, start, 32);
    let named = WORDS.iter().any(|word| lead.contains(word));
    let mut end = longest;
    while end > start {
        let digits = digits_of(&text[start..end]);
        let next = after(text, end);
        let goes_on = next.is_alphanumeric() || next == '.' && after(text, end + 1).is_ascii_digit();
        let told = named || text.trim().len() == end - start;
        if !goes_on && digits.len() >= 12 && luhn(&digits) && is_issued(&digits, told) {
            return Some(end);
        }
        end = start + text[start..end].rfind([' ', '-']).unwrap_or(0);
    }
    None
}

/// Does an issuer have this prefix at this length? Rare ones want the word for it nearby.
fn is_issued(digits: &[u8], told: bool) -> bool {
    let prefix =
        |count: usize| digits.iter().take(count).fold(0u32, |number, digit| number * 10 + u32::from(*digit));
    let all_same = digits.iter().all(|digit| digit == &digits[0]);
    let (two, three, four) = (prefix(2), prefix(3), prefix(4));
    !all_same
        && match digits.len() {
            12 => told && matches!(two, 50 | 56..=69),
            13 => told && digits[0] == 4,
            14 => matches!(three, 300..=305) || matches!(two, 36 | 38 | 39),
            15 => matches!(two, 34 | 37) || told && digits[0] == 1,
            16 => {
                digits[0] == 4
                    || matches!(two, 51..=55 | 60 | 62 | 64 | 65 | 81)
                    || (2221..=2720).contains(&four)
                    || (3528..=3589).contains(&four)
                    || matches!(two, 50 | 56..=58 | 61 | 63 | 66..=69)
            }
            17 | 18 => told && matches!(two, 50 | 56..=69),
            19 => digits[0] == 4 && told || matches!(two, 62) || told && matches!(two, 50 | 56..=69),
            _ => false,
        }
}

/// Countries and the length of their IBANs.
const IBAN_LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

fn ibans(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    for number in numbers.iter().filter(|number| number.after_letter && number.len() >= 2) {
        let Some(start) = number.start.checked_sub(2) else {
            continue;
        };
        let country = &bytes[start..number.start];
        let alone = !start.checked_sub(1).is_some_and(|at| bytes[at].is_ascii_alphanumeric());
        if !alone || !country.iter().all(u8::is_ascii_alphabetic) {
            continue;
        }
        if let Some(end) = iban_end(text, start) {
            finds.push(Find::personal(start..end, "iban", "iban"));
        }
    }
}

/// Where the IBAN ends that begins here; blanks and dashes may stand between its groups.
fn iban_end(text: &str, start: usize) -> Option<usize> {
    let country = text[start..start + 2].to_ascii_uppercase();
    let entry = IBAN_LENGTHS.split(' ').find(|entry| entry.starts_with(&country))?;
    let len: usize = entry[2..].parse().ok()?;
    let mut said = String::with_capacity(len);
    let mut at = start;
    let mut blank = false;
    for byte in text.as_bytes()[start..].iter().take(2 * len) {
        match byte {
            b' ' | b'-' if !blank => blank = true,
            _ if byte.is_ascii_alphanumeric() && said.len() < len => {
                blank = false;
                said.push(char::from(byte.to_ascii_uppercase()));
            }
            _ => break,
        }
        at += 1;
        if said.len() == len {
            break;
        }
    }
    let goes_on = text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
    (said.len() == len && !goes_on && is_iban(&said)).then_some(at)
}

fn is_iban(said: &str) -> bool {
    if !said[2..4].bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let turned = said[4..].bytes().chain(said[..4].bytes());
    let rest = turned.fold(0u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    rest == 1
}
