//! Phone numbers: as the world or America writes them, or with a word for it before them.

use super::payment::digits_of;
use super::{after, before, field_lead};
use crate::nets::Find;
use crate::numbers::Number;
use crate::pattern::Pattern;
use std::ops::Range;

static PHONE: Pattern = Pattern::new(
    r"\+\d{1,3}[ ().\d/-]{5,20}\d|\(\d{2,5}\) ?\d{3,4}[ .-]?\d{3,5}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b\d{1,4}(?:[ .-]\d{2,8}){1,5}\b|\b\d{9,12}\b",
);

pub(super) fn find(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    const WORDS: [&str; 21] = [
        "phone",
        "mobile",
        "tel",
        "fax",
        "call",
        "cell",
        "whatsapp",
        "sms",
        "telefon",
        "handy",
        "cep",
        "first:",
        "number is",
        "one is",
        "contact",
        "teléfono",
        "téléphone",
        "movil",
        "gsm",
        "second:",
        "ikinci:",
    ];
    for group in groups(text, numbers) {
        for hit in PHONE.each(text, group) {
            let said = &text[hit.clone()];
            phone(text, hit, said, &WORDS, finds);
        }
    }
}

/// Stretches of numbers that stand close together, signs before them included, with as many digits as a phone number.
fn groups<'n>(text: &'n str, numbers: &'n [Number]) -> impl Iterator<Item = Range<usize>> + 'n {
    let bytes = text.as_bytes();
    let mut rest = numbers;
    std::iter::from_fn(move || {
        loop {
            let (first, mut after) = rest.split_first()?;
            let (mut end, mut digits) = (first.end, first.len());
            while let Some((next, further)) = after.split_first() {
                let between = &bytes[end..next.start];
                if between.len() > 3 || !between.iter().all(|byte| b" ().-/".contains(byte)) {
                    break;
                }
                (end, digits, after) = (next.end, digits + next.len(), further);
            }
            let alone = after.len() + 1 == rest.len();
            rest = after;
            let signed = first.start.checked_sub(1).is_some_and(|at| matches!(bytes[at], b'+' | b'('));
            // A lone number of another length is no phone number, nor is one within a word.
            let possible = digits >= 7
                && (signed || !first.after_letter)
                && (!alone || signed || (9..=12).contains(&digits))
                && !is_day(&text[first.start..end]);
            if possible {
                return Some(first.start - usize::from(signed)..end);
            }
        }
    })
}

/// `2024-05-17`
fn is_day(said: &str) -> bool {
    let bytes = said.as_bytes();
    bytes.len() == 10
        && (said.starts_with("19") || said.starts_with("20"))
        && bytes[4] == b'-'
        && bytes[7] == b'-'
}

fn phone(text: &str, hit: Range<usize>, said: &str, words: &[&str], finds: &mut Vec<Find>) {
    let count = said.bytes().filter(u8::is_ascii_digit).count();
    let lone = !before(text, hit.start).is_alphanumeric() && !after(text, hit.end).is_alphanumeric();
    if !(7..=15).contains(&count) || !lone && !said.starts_with(['+', '(']) {
        return;
    }
    if "#$%.=&/_".contains(before(text, hit.start)) && !said.starts_with('+')
        || after(text, hit.end) == '.' && after(text, hit.end + 1).is_ascii_digit()
    {
        return;
    }
    let shaped = said.starts_with('+') && before(text, hit.start) != '.' || is_american(said);
    let told = || {
        let lead = field_lead(text, hit.start, 40);
        // The nearer word tells: `Order note: Telefon …`, `phone order …`
        let nearest = |words: &[&str]| words.iter().filter_map(|word| lead.rfind(word)).max();
        nearest(words).is_some_and(|at| Some(at) > nearest(&OTHERS))
    };
    if (shaped || told()) && !is_date(said) {
        finds.push(Find::personal(hit, "phone", "phone"));
    }
}

/// What is numbered and no phone.
const OTHERS: [&str; 7] = ["order", "invoice", "sku", "ticket", "version", "zip", "date"];

/// `(415) 555-0132`, `415-555-0132`, `415.555.0132`
fn is_american(said: &str) -> bool {
    let digits = digits_of(said);
    let signs = said.bytes().filter(|byte| !byte.is_ascii_digit()).count();
    digits.len() == 10
        && digits[0] >= 2
        && digits[3] >= 2
        && (said.starts_with('(') || signs == 2 && said.as_bytes()[3] == said.as_bytes()[7])
}

/// `2024-05-17`, `17.05.2024`
fn is_date(said: &str) -> bool {
    let parts: Vec<&str> = said.split(['-', '.', '/', ' ']).collect();
    let year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let small = |part: &str| part.len() <= 2;
    match parts[..] {
        [first, second, third, ..] => {
            year(first) && small(second) && small(third) || small(first) && small(second) && year(third)
        }
        _ => false,
    }
}
