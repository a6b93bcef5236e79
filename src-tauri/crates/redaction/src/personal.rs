//! Personal data by its shape: email, phone, payment card, IBAN, IP address. Check digits decide where there are any.

use crate::nets::Find;
use crate::pattern;
use regex::Regex;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern::compile(
        r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u{80}-\u{10ffff}-]{1,64}@(?:[A-Za-z0-9\u{80}-\u{10ffff}](?:[A-Za-z0-9\u{80}-\u{10ffff}-]{0,61}[A-Za-z0-9\u{80}-\u{10ffff}])?\.)+(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z]{2,24})",
    )
});
static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| pattern::compile(r"\d(?:[ -]?\d){11,18}"));
static IBAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern::compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,4})?\b")
});
static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern::compile(
        r"\+\d{1,3}[ ().\d/-]{5,20}\d|\(\d{2,5}\) ?\d{3,4}[ .-]?\d{3,5}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b\d{1,4}(?:[ .-]\d{2,8}){1,5}\b|\b\d{9,12}\b",
    )
});
static IP4: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern::compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?"));
static IP6: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\.\d{1,3}){3})?(?:%[0-9A-Za-z]+)?(?:/\d{1,3})?",
    )
    .ok()
});

pub(crate) fn find(text: &str, finds: &mut Vec<Find>) {
    if memchr::memchr(b'@', text.as_bytes()).is_some() {
        emails(text, finds);
    }
    cards(text, finds);
    ibans(text, finds);
    phones(text, finds);
    addresses(text, finds);
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

fn emails(text: &str, finds: &mut Vec<Find>) {
    let Some(regex) = EMAIL.as_ref() else { return };
    for hit in regex.find_iter(text) {
        let said = hit.as_str();
        let skipped =
            said.len() - said.trim_start_matches(['\'', '=', '/', '&', '?', '*', '{', '`', '|', '#']).len();
        // Of `name=anna@example.com` in a query, the address begins after the sign.
        let local = said.split('@').next().unwrap_or_default();
        let sign = local.rfind(['=', '&', '?', '/', '|']).map_or(0, |at| at + 1);
        let start = hit.start() + skipped.max(sign);
        let clean = local.ends_with(|char: char| char.is_alphanumeric() || "._%+-".contains(char));
        if text[start..hit.end()].starts_with('@') || !clean || is_asset(said) || is_user_info(text, start) {
            continue;
        }
        finds.push(Find::personal(start..hit.end(), "email", "email"));
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

fn cards(text: &str, finds: &mut Vec<Find>) {
    let Some(regex) = DIGITS.as_ref() else { return };
    let mut at = 0;
    while let Some(hit) = regex.find_at(text, at) {
        let start = hit.start();
        let joined = before(text, start).is_alphanumeric() || before(text, start) == '.';
        let card = (!joined).then(|| card_end(text, start, hit.end())).flatten();
        at = match card {
            Some(end) => {
                finds.push(Find::personal(start..end, "payment card", "payment-card"));
                end
            }
            // The next number of those that stand side by side.
            None => start + text[start..hit.end()].find([' ', '-']).unwrap_or(hit.end() - start),
        };
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

fn ibans(text: &str, finds: &mut Vec<Find>) {
    let Some(regex) = IBAN.as_ref() else { return };
    for hit in regex.find_iter(text) {
        let mut end = hit.end();
        while end > hit.start() + 14 {
            let said: String = text[hit.start()..end].chars().filter(char::is_ascii_alphanumeric).collect();
            if is_iban(&said.to_ascii_uppercase()) {
                finds.push(Find::personal(hit.start()..end, "iban", "iban"));
                break;
            }
            end = match text[hit.start()..end].rfind([' ', '-']) {
                Some(at) => hit.start() + at,
                None => break,
            };
        }
    }
}

fn is_iban(said: &str) -> bool {
    let known = said.get(..2).and_then(|country| {
        let at = IBAN_LENGTHS.split(' ').find(|entry| entry.starts_with(country))?;
        at[2..].parse::<usize>().ok()
    });
    if known != Some(said.len()) {
        return false;
    }
    let turned = said[4..].bytes().chain(said[..4].bytes());
    let rest = turned.fold(0u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    rest == 1
}

fn phones(text: &str, finds: &mut Vec<Find>) {
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
    let Some(regex) = PHONE.as_ref() else { return };
    for hit in regex.find_iter(text) {
        let said = hit.as_str();
        let count = said.bytes().filter(u8::is_ascii_digit).count();
        let lone = !before(text, hit.start()).is_alphanumeric() && !after(text, hit.end()).is_alphanumeric();
        if !(7..=15).contains(&count) || !lone && !said.starts_with(['+', '(']) {
            continue;
        }
        if "#$%.=&/_".contains(before(text, hit.start())) && !said.starts_with('+')
            || after(text, hit.end()) == '.' && after(text, hit.end() + 1).is_ascii_digit()
        {
            continue;
        }
        let shaped = said.starts_with('+') && before(text, hit.start()) != '.' || is_american(said);
        let told = || {
            let lead = lead(text, hit.start(), 40);
            WORDS.iter().any(|word| lead.contains(word))
                && !["order", "invoice", "sku", "ticket", "version", "zip", "date"]
                    .iter()
                    .any(|word| lead.contains(word))
        };
        if (shaped || told()) && !is_date(said) {
            finds.push(Find::personal(hit.start()..hit.end(), "phone", "phone"));
        }
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

fn addresses(text: &str, finds: &mut Vec<Find>) {
    if let Some(regex) = IP4.as_ref() {
        for hit in regex.find_iter(text) {
            let bare = hit.as_str().split('/').next().unwrap_or_default();
            let Ok(address) = bare.parse::<Ipv4Addr>() else { continue };
            let first = before(text, hit.start());
            let slashes = text[..hit.start()].ends_with("//");
            let joined = first.is_alphanumeric()
                || ".-_".contains(first)
                || first == '/' && !slashes
                || ":".contains(first) && text[..hit.start()].ends_with("::");
            let last = after(text, hit.end());
            let goes_on = last.is_alphanumeric()
                || "-_".contains(last)
                || last == '.' && after(text, hit.end() + 1).is_alphanumeric();
            let version = || {
                let lead = lead(text, hit.start(), 12);
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
            finds.push(Find::personal(hit.start()..hit.end(), "ip", "ip"));
        }
    }
    let Some(regex) = IP6.as_ref() else { return };
    if memchr::memmem::find(text.as_bytes(), b":").is_none() {
        return;
    }
    for hit in regex.find_iter(text) {
        let said = hit.as_str().trim_end_matches('.');
        let bare = said.split(['/', '%']).next().unwrap_or_default();
        let said = if bare.ends_with(':') && !bare.ends_with("::") { &said[..said.len() - 1] } else { said };
        let bare = said.split(['/', '%']).next().unwrap_or_default();
        let joined = |char: char| char.is_alphanumeric() || char == ':';
        let end = hit.start() + said.len();
        if joined(before(text, hit.start()))
            || joined(after(text, end))
            || !said.bytes().any(|byte| byte.is_ascii_digit())
        {
            continue;
        }
        let Ok(address) = bare.parse::<Ipv6Addr>() else { continue };
        if after(text, end) == '.' && after(text, end + 1).is_ascii_digit()
            || address.is_loopback()
            || bare.len() < 4 && !said.contains('/')
        {
            continue;
        }
        finds.push(Find::personal(hit.start()..end, "ip", "ip"));
    }
}
