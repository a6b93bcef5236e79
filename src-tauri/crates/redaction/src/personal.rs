//! Personal data by its shape: email, phone, payment card, IBAN, IP address. Check digits decide where there are any.

use crate::nets::Find;
use crate::numbers::Number;
use crate::pattern::Pattern;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

static EMAIL: Pattern = Pattern::new(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u{80}-\u{10ffff}-]{1,64}@(?:[A-Za-z0-9\u{80}-\u{10ffff}](?:[A-Za-z0-9\u{80}-\u{10ffff}-]{0,61}[A-Za-z0-9\u{80}-\u{10ffff}])?\.)+(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z]{2,24})",
);
static PHONE: Pattern = Pattern::new(
    r"\+\d{1,3}[ ().\d/-]{5,20}\d|\(\d{2,5}\) ?\d{3,4}[ .-]?\d{3,5}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b\d{1,4}(?:[ .-]\d{2,8}){1,5}\b|\b\d{9,12}\b",
);
/// The longest local part, and the longest domain.
const LOCAL: usize = 64;
const DOMAIN: usize = 255;

pub(crate) fn find(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    emails(text, finds);
    cards(text, numbers, finds);
    ibans(text, numbers, finds);
    phones(text, numbers, finds);
    old_addresses(text, numbers, finds);
    new_addresses(text, finds);
}

fn before(text: &str, at: usize) -> char {
    text[..at].chars().next_back().unwrap_or(' ')
}

fn after(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or(' ')
}

/// The text shortly before a place, in small letters.
pub(crate) fn lead(text: &str, at: usize, reach: usize) -> String {
    text[text.floor_char_boundary(at.saturating_sub(reach))..at].to_lowercase()
}

/// The text shortly before a place, but not of another field.
fn field_lead(text: &str, at: usize, reach: usize) -> String {
    let lead = lead(text, at, reach);
    let from =
        ["\",", "\"}", "</", "&amp;"].iter().filter_map(|end| lead.rfind(end).map(|at| at + end.len())).max();
    from.map_or(lead.clone(), |from| lead[from..].to_owned())
}

fn emails(text: &str, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let local =
        |byte: &&u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(byte) || **byte >= 0x80;
    let mut done = 0;
    for at in memchr::memchr_iter(b'@', bytes) {
        if at < done {
            continue;
        }
        let reach = done.max(at.saturating_sub(LOCAL));
        let start = text.ceil_char_boundary(at - bytes[reach..at].iter().rev().take_while(local).count());
        let end = text.floor_char_boundary(at + DOMAIN);
        let Some(hit) = EMAIL.at(text, start..end) else {
            continue;
        };
        let (said, hit) = (&text[hit.whole.clone()], hit.whole);
        done = hit.end;
        let skipped =
            said.len() - said.trim_start_matches(['\'', '=', '/', '&', '?', '*', '{', '`', '|', '#']).len();
        // Of `name=anna@example.com` in a query, the address begins after the sign.
        let local = said.split('@').next().unwrap_or_default();
        let sign = local.rfind(['=', '&', '?', '/', '|']).map_or(0, |at| at + 1);
        let start = hit.start + skipped.max(sign);
        let clean = local.ends_with(|char: char| char.is_alphanumeric() || "._%+-".contains(char));
        if text[start..hit.end].starts_with('@') || !clean || is_asset(said) || is_user_info(text, start) {
            continue;
        }
        finds.push(Find::personal(start..hit.end, "email", "email"));
    }
}

/// Does the place lie in the user-info of a URL (`https://user:pass@host`)? That is another net's.
fn is_user_info(text: &str, start: usize) -> bool {
    let before = &text[text.floor_char_boundary(start.saturating_sub(80))..start];
    before.rfind("//").is_some_and(|at| {
        let between = &before[at + 2..];
        !between.is_empty()
            && before[..at].ends_with([':', '\\', '/'])
            && between.contains(':')
            && !between.contains(['/', '?', ' ', '"', '\n'])
    })
}

/// `logo@2x.png`
fn is_asset(said: &str) -> bool {
    let small = said.to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".js"].iter().any(|end| small.ends_with(end))
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

fn phones(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    const WORDS: [&str; 20] = [
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
        words.iter().any(|word| lead.contains(word))
            && !["order", "invoice", "sku", "ticket", "version", "zip", "date"]
                .iter()
                .any(|word| lead.contains(word))
    };
    if (shaped || told()) && !is_date(said) {
        finds.push(Find::personal(hit, "phone", "phone"));
    }
}

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

/// Four numbers with dots between them, perhaps with the length of a network.
fn old_addresses(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    for (at, four) in numbers.windows(4).enumerate() {
        let dotted =
            four.windows(2).all(|pair| pair[1].start == pair[0].end + 1 && bytes[pair[0].end] == b'.');
        if !dotted {
            continue;
        }
        let (start, mut end) = (four[0].start, four[3].end);
        let Ok(address) = text[start..end].parse::<Ipv4Addr>() else { continue };
        if bytes.get(end) == Some(&b'/')
            && let Some(length) = numbers.get(at + 4)
            && length.start == end + 1
            && length.len() <= 2
        {
            end = length.end;
        }
        let first = before(text, start);
        let slashes = text[..start].ends_with("//");
        let joined = first.is_alphanumeric()
            || ".-_".contains(first)
            || first == '/' && !slashes
            || ":".contains(first) && text[..start].ends_with("::");
        let last = after(text, end);
        let goes_on = last.is_alphanumeric()
            || "-_".contains(last)
            || last == '.' && after(text, end + 1).is_alphanumeric();
        let version = || {
            let lead = lead(text, start, 12);
            lead.contains("version") || lead.ends_with("ver ") || lead.ends_with(" v")
        };
        if joined
            || goes_on
            || address.is_loopback()
            || address.is_unspecified()
            || address.is_broadcast()
            || version()
        {
            continue;
        }
        finds.push(Find::personal(start..end, "ip", "ip"));
    }
}

/// Hex digits and colons, read strictly.
fn new_addresses(text: &str, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let mut done = 0;
    for colon in memchr::memchr_iter(b':', bytes) {
        if colon < done {
            continue;
        }
        // The first colon of an address stands within four digits of its beginning.
        let mut start = colon;
        while start > 0 && colon - start < 5 && bytes[start - 1].is_ascii_hexdigit() {
            start -= 1;
        }
        let lead = colon - start;
        let mut len = 1;
        while len < 46 && bytes.get(colon + len).is_some_and(part) {
            len += 1;
        }
        done = colon + len;
        if lead > 4 || len < 2 || memchr::memchr(b':', &bytes[colon + 1..colon + len]).is_none() {
            continue;
        }
        let mut end = colon + len;
        for (sign, tail) in [(b'%', 16usize), (b'/', 3)] {
            if bytes.get(end) == Some(&sign) {
                let more = bytes[end + 1..]
                    .iter()
                    .take(tail)
                    .take_while(|byte| byte.is_ascii_alphanumeric())
                    .count();
                end += 1 + more;
            }
        }
        new_address(text, start, end, finds);
    }
}

fn new_address(text: &str, start: usize, end: usize, finds: &mut Vec<Find>) {
    let said = text[start..end].trim_end_matches('.');
    let bare = said.split(['/', '%']).next().unwrap_or_default();
    let said = if bare.ends_with(':') && !bare.ends_with("::") { &said[..said.len() - 1] } else { said };
    let bare = said.split(['/', '%']).next().unwrap_or_default();
    let joined = |char: char| char.is_alphanumeric() || char == ':';
    let end = start + said.len();
    if joined(before(text, start))
        || joined(after(text, end))
        || !said.bytes().any(|byte| byte.is_ascii_digit())
    {
        return;
    }
    let Ok(address) = bare.parse::<Ipv6Addr>() else { return };
    if after(text, end) == '.' && after(text, end + 1).is_ascii_digit()
        || address.is_loopback()
        || bare.len() < 4 && !said.contains('/')
    {
        return;
    }
    finds.push(Find::personal(start..end, "ip", "ip"));
}
