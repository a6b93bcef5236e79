//! National ids: by their strict form, by their check digits, or (where the form is plain) only with a word for it nearby.

use crate::keywords::{Hit, Owner};
use crate::nets::Find;
use crate::numbers::Number;
use crate::pattern::Pattern;
use crate::personal::{digits_of, luhn};
use std::ops::Range;
use std::sync::LazyLock;

/// How far before and after a number a word for it may stand.
const REACH_BEFORE: usize = 64;
const REACH_AFTER: usize = 40;

struct Id {
    pattern: Pattern,
    /// One of these must stand nearby; none are needed if the form is strict enough.
    words: &'static [&'static str],
    /// For a strict form: how many letters stand right before its first digits, and how many digits those are.
    begins: &'static [(usize, usize)],
    /// One of these must stand right after them; anything may if it is empty.
    next: &'static [u8],
    check: fn(&str) -> bool,
}

const fn strict(
    begins: &'static [(usize, usize)],
    next: &'static [u8],
    pattern: &'static str,
    check: fn(&str) -> bool,
) -> Id {
    Id { pattern: Pattern::new(pattern), words: &[], begins, next, check }
}

const fn told(pattern: &'static str, words: &'static [&'static str], check: fn(&str) -> bool) -> Id {
    Id { pattern: Pattern::new(pattern), words, begins: &[], next: b"", check }
}

const PASSPORT: &[&str] = &[
    "passport",
    "pasaporte",
    "reisepass",
    "pass-nr",
    "passnummer",
    "passeport",
    "passaporto",
    "travel document",
    "paspoort",
];
const LICENCE: &[&str] = &["licence", "license", "driving", "driver", "patente", "führerschein", "permis"];

const DASH_OR_LETTER: &[u8] = b"-+ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static IDS: [Id; 61] = [
    // USA
    strict(&[(0, 3)], b"- .", r"\b\d{3}[- .]\d{2}[- .]\d{4}\b", is_ssn),
    told(r"\b\d{3}[- .]?\d{2}[- .]?\d{4}\b", &["ssn", "social security"], is_ssn),
    told(r"\b9\d{2}[- ]?[5-9]\d[- ]?\d{4}\b", &["itin", "taxpayer"], any),
    told(
        r"\b[1-9][A-Za-z][0-9A-Za-z]\d-?[A-Za-z][0-9A-Za-z]\d-?[A-Za-z]{2}\d{2}\b",
        &["mbi", "medicare", "patient", "beneficiary"],
        any,
    ),
    told(r"\b(?:[A-Za-z]\d{7,12}|\d{7,12})\b", LICENCE, any),
    told(
        r"\b(?:[A-Za-z]{1,3}\d{6,8}[A-Za-z]?|[A-Za-z]\d{3}[A-Za-z]\d{4}|[0-9CFGHJKLMNPRTVWXYZ]{9}|\d{9})\b",
        PASSPORT,
        has_digits,
    ),
    told(r"\b\d{8,17}\b", &["account number", "acct", "bank account"], any),
    // Britain and Ireland
    strict(
        &[(2, 2), (2, 6)],
        b" ABCDabcd",
        r"\b[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z] ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]\b",
        is_nino,
    ),
    told(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", &["nhs", "health service"], is_nhs),
    told(r"\b[A-Z9]{5}\d{6}[A-Z9]{2}[0-9A-Z]{3}\b", LICENCE, any),
    told(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", &["vehicle", "registration", "plate", "reg "], any),
    // Canada, Australia
    told(r"\b\d{3}[- ]?\d{3}[- ]?\d{3}\b", &["sin", "nas", "social insurance", "assurance sociale"], is_luhn),
    told(r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", &["abn", "australian business"], any),
    told(r"\b\d{3} ?\d{3} ?\d{3}\b", &["acn", "tfn", "tax file", "australian company"], any),
    told(r"\b\d{4} ?\d{5} ?\d\b", &["medicare"], any),
    // Germany, Austria, Switzerland
    told(
        r"\b[A-Z]\d{9}\b",
        &["kvnr", "krankenkasse", "krankenversich", "egk", "versichertennummer", "health insurance"],
        any,
    ),
    told(
        r"\b[0-9CFGHJKLMNPRTVWXYZ]{9,10}\b",
        &["ausweis", "identity card", "id card", "id-karte"],
        has_digits,
    ),
    told(
        r"\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b",
        &["rvnr", "rentenversich", "sozialversich", "svnr", "social security"],
        any,
    ),
    told(r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", &["steuer", "idnr", "tax id", "tin"], any),
    told(r"\b\d{2,3}[/ ]\d{3,4}[/ ]\d{4,5}\b", &["steuernummer", "steuer-nr", "st.-nr"], any),
    strict(&[(0, 3)], b".", r"\b756\.\d{4}\.\d{4}\.\d{2}\b", any),
    // France, Belgium, Netherlands, Luxembourg
    strict(
        &[(0, 1), (0, 3), (0, 5), (0, 6), (0, 7), (0, 10), (0, 13), (0, 15)],
        b" AB",
        r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b",
        is_nir,
    ),
    strict(&[(0, 2)], b".", r"\b\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}\b", any),
    told(r"\b\d{9}\b", &["bsn", "burgerservice", "sofinummer"], is_bsn),
    // Spain, Portugal, Italy
    strict(&[(1, 7)], DASH_OR_LETTER, r"\b[XYZxyz]-?\d{7}-?[A-Za-z]\b", is_nie),
    told(r"\b[XYZxyz]-?\d{7}-?[A-Za-z]\b", &["nie", "extranjero"], any),
    strict(&[(0, 8)], DASH_OR_LETTER, r"\b\d{8}-?[A-Z]\b", is_nif),
    strict(&[(6, 2)], DASH_OR_LETTER, r"\b[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]\b", any),
    told(r"\b(?:U1[0-9A-Za-z]{7}[A-Za-z]|[A-Za-z]{2}\d{7}[A-Za-z])\b", LICENCE, any),
    told(
        r"\b[A-Za-z]{2} ?\d{5,7} ?[A-Za-z]{0,2}\b",
        &["carta d'identità", "carta di identità", "identità", "identity card"],
        any,
    ),
    told(r"\b(?:IT)?\d{11}\b", &["partita iva", "p.iva", "p. iva", "piva"], any),
    // North and east
    strict(&[(0, 6)], DASH_OR_LETTER, r"\b(?:\d{6}|is\d{6})[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y]\b", is_hetu),
    told(
        r"\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Za-z]",
        &["hetu", "henkilötunnus", "identity code", "id code", "personal identity"],
        any,
    ),
    told(
        r"\d{6}(?:\d{2})?[-+]?\d{4}",
        &["personnummer", "pnr", "swedish", "identity code", "samordningsnummer", "id code"],
        any,
    ),
    told(r"\b\d{6}[- ]?\d{4,5}\b", &["cpr", "fødselsnummer", "fodselsnummer", "kennitala"], any),
    told(r"\b\d{11}\b", &["pesel"], any),
    told(r"\b\d{3}-?\d{3}-?\d{2}-?\d{2}\b", &["nip"], any),
    told(r"\b\d{6}/?\d{3,4}\b", &["rodné", "rodne", "birth number"], any),
    told(r"\b\d{13}\b", &["cnp", "egn", "jmbg", "oib"], any),
    // Turkey, Africa
    told(r"\b[1-9]\d{10}\b", &["kimlik", "tckn", "t.c.", "tc ", "turkish", "türk", "kişi", "kisi"], any),
    told(r"\b\d{13}\b", &["south african", "rsa id", "id number", "said", "resident", "refugee"], is_luhn),
    told(r"\b\d{11}\b", &["nin", "national identification", "bvn"], any),
    // Asia
    strict(&[(5, 4)], DASH_OR_LETTER, r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b", any),
    told(r"\b[A-Za-z]{5}\d{4}[A-Za-z]\b|\b[A-Za-z]\d{4}[A-Za-z]{5}\b", &["pan", "permanent account"], any),
    told(r"\b\d{4}[ :-]?\d{4}[ :-]?\d{4}\b", &["aadhaar", "aadhar", "uidai", "uid"], any),
    told(r"\b[A-Za-z]{3}\d{7}\b", &["voter", "vote", "epic", "election"], any),
    told(r"\b\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]Z[0-9A-Z]\b", &["gst"], any),
    strict(&[(0, 2)], DASH_OR_LETTER, r"\b\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]\b", any),
    told(
        r"\b[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}\b",
        &["vehicle", "registration", "plate", "car "],
        any,
    ),
    told(r"\b[STFGMstfgm]\d{7}[A-Za-z]\b", &["nric", "fin", "singapore"], any),
    told(r"\b(?:\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z])\b", &["uen"], any),
    told(r"\b\d ?-?\d{4}-?\d{5}-?\d{2}-?\d\b", &["thai", "เลขประจำตัว"], any),
    told(r"\b\d{2}-\d{2}-\d{6}-\d{2}\b", LICENCE, any),
    told(r"\b\d{6}-?[1-8]\d{6}\b", &["rrn", "frn", "korean", "주민", "외국인", "resident"], any),
    told(r"\b\d{3}-?\d{2}-?\d{5}\b", &["brn", "business registration", "사업자"], any),
    told(
        r"\b\d{3}-\d{3}-\d{3}(?:-\d{3,5})?\b|\b\d{12}\b|\b\d{9}\b",
        &["tin", "bir", "tax id", "taxpayer", "as your id"],
        any,
    ),
    told(r"\b\d{17}[0-9Xx]\b", &["身份证", "identity card", "id card", "id number"], any),
    // South America
    strict(
        &[(0, 2), (0, 3)],
        b".",
        r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}\b",
        any,
    ),
    told(r"\b\d{11}\b", &["cpf", "cuit", "cuil"], any),
    told(r"\b\d{1,2}\.?\d{3}\.?\d{3}-[0-9kK]\b", &["rut", "run "], any),
    told(r"\b[A-Z]{4}\d{6}[A-Z]{6}[0-9A-Z]\d\b", &["curp"], any),
];

/// Every word that tells of a national id, with the position of the id.
pub(crate) fn words() -> impl Iterator<Item = (u16, &'static str)> {
    IDS.iter().enumerate().flat_map(|(at, id)| id.words.iter().map(move |word| (at as u16, *word)))
}

/// How far a strict form goes on after its first digits.
const LONGEST: usize = 32;

pub(crate) fn find(text: &str, hits: &[Hit], numbers: &[Number], finds: &mut Vec<Find>) {
    for number in numbers {
        by_form(text, number, &FORMS, finds);
    }
    // Where each id was looked for last: words stand side by side.
    let mut done = [0usize; IDS.len()];
    for hit in hits {
        let Owner::National(at) = hit.owner else {
            continue;
        };
        let (id, at) = (&IDS[usize::from(at)], usize::from(at));
        if !is_word(text, hit.start, hit.end) {
            continue;
        }
        let from = text.ceil_char_boundary(hit.start.saturating_sub(REACH_AFTER).max(done[at]));
        let to = text.floor_char_boundary(hit.start + REACH_BEFORE);
        let end = text.floor_char_boundary(to + LONGEST);
        if from >= end {
            continue;
        }
        for found in id.pattern.each(text, from..end) {
            done[at] = done[at].max(found.end);
            if found.start < to && !is_apart(text, hit, &found) {
                accept(text, id, found, finds);
            }
        }
    }
}

/// Do the word and the number stand in two fields of JSON? `"name": "Passport holder", "sku": "…"`
fn is_apart(text: &str, hit: &Hit, found: &Range<usize>) -> bool {
    let between =
        if found.start >= hit.end { hit.end..found.start } else { found.end..hit.start.max(found.end) };
    ["\",", "\"}", "\",\n"].iter().any(|end| text[between.clone()].contains(end))
}

/// The strict forms by the letters and the digits they begin with.
static FORMS: LazyLock<[[Vec<usize>; DIGITS]; LETTERS]> = LazyLock::new(|| {
    let mut forms: [[Vec<usize>; DIGITS]; LETTERS] = Default::default();
    for (at, id) in IDS.iter().enumerate() {
        for (letters, digits) in id.begins {
            forms[*letters][*digits].push(at);
        }
    }
    forms
});
/// One more than the most letters before the first digits of a form, and than the most of those digits.
const LETTERS: usize = 7;
const DIGITS: usize = 16;

/// The strict forms that may begin with this number, or with the letters before it.
fn by_form(text: &str, number: &Number, forms: &[[Vec<usize>; DIGITS]; LETTERS], finds: &mut Vec<Find>) {
    if number.len() >= DIGITS {
        return;
    }
    let bytes = text.as_bytes();
    // `AB 12 34 56 C`, `X-1234567-L`
    let apart = number.start.checked_sub(1).is_some_and(|at| matches!(bytes[at], b' ' | b'-'));
    let near = number.start - usize::from(apart);
    let mut start = near;
    while start > 0 && near - start < LETTERS && bytes[start - 1].is_ascii_alphabetic() {
        start -= 1;
    }
    try_forms(text, number, start, near - start, forms, finds);
    if apart && near > start {
        try_forms(text, number, number.start, 0, forms, finds);
    }
}

fn try_forms(
    text: &str,
    number: &Number,
    start: usize,
    letters: usize,
    forms: &[[Vec<usize>; DIGITS]; LETTERS],
    finds: &mut Vec<Find>,
) {
    let Some(fitting) = forms.get(letters).map(|forms| &forms[number.len()]) else {
        return;
    };
    let next = text.as_bytes().get(number.end).copied().unwrap_or(b' ');
    for at in fitting {
        let (id, whole) = (&IDS[*at], number.len() >= 13);
        if !whole && !id.next.is_empty() && !id.next.contains(&next) {
            continue;
        }
        // With nothing but a blank before it, the pattern begins with the number.
        let start = if letters == 0 { number.start } else { start };
        let end = text.floor_char_boundary(number.end + LONGEST);
        if let Some(found) = id.pattern.at(text, start..end) {
            accept(text, id, found.whole, finds);
        }
    }
}

fn accept(text: &str, id: &Id, found: Range<usize>, finds: &mut Vec<Find>) {
    if stands_alone(text, found.start, found.end) && (id.check)(&text[found.clone()]) {
        finds.push(Find::personal(found, "national id", "national-id"));
    }
}

/// A short word must stand alone; a long one may be part of another (`Krankenversicherung`).
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let open = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
    let before = open(text[..start].chars().next_back());
    let after = open(text[end..].chars().next());
    end - start > 5 || before && (after || end - start > 3) || text[start..end].ends_with(' ') && before
}

/// Not a part of a longer number or of a path.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back().unwrap_or(' ');
    let after = text[end..].chars().next().unwrap_or(' ');
    let number = |char: char| char.is_ascii_digit() || "_/#$".contains(char);
    let joined_before = number(before)
        || ".-+".contains(before)
            && text[..start].chars().rev().nth(1).is_some_and(|char| char.is_alphanumeric());
    let joined_after = number(after)
        || ".-".contains(after) && text[end..].chars().nth(1).is_some_and(|char| char.is_alphanumeric());
    !joined_before && !joined_after
}

fn any(_: &str) -> bool {
    true
}

fn has_digits(said: &str) -> bool {
    said.bytes().filter(u8::is_ascii_digit).count() >= 5
}

fn is_luhn(said: &str) -> bool {
    luhn(&digits_of(said))
}

fn is_ssn(said: &str) -> bool {
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

fn is_nino(said: &str) -> bool {
    let start = said[..2].to_ascii_uppercase();
    !["BG", "GB", "NK", "KN", "NT", "TN", "ZZ"].contains(&start.as_str())
        && digits_of(said).iter().any(|digit| *digit != 0)
}

/// Weighted sum of the digits.
fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

fn is_nhs(said: &str) -> bool {
    let digits = digits_of(said);
    let check = 11 - weighted(&digits[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    u32::from(digits[9]) == check % 11 && check != 10
}

fn is_bsn(said: &str) -> bool {
    let digits = digits_of(said);
    let sum = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    sum > 0 && sum % 11 == u32::from(digits[8])
}

fn is_nir(said: &str) -> bool {
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

fn is_nif(said: &str) -> bool {
    let number = said[..8].parse::<u32>();
    number.is_ok_and(|number| said.ends_with(spanish_letter(number)))
}

fn is_nie(said: &str) -> bool {
    let plain: String = said.to_ascii_uppercase().chars().filter(|char| *char != '-').collect();
    let lead = match plain.as_bytes()[0] {
        b'X' => "0",
        b'Y' => "1",
        _ => "2",
    };
    let number = format!("{lead}{}", &plain[1..8]).parse::<u32>();
    number.is_ok_and(|number| plain.ends_with(spanish_letter(number)))
}

fn is_hetu(said: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classes::Classes;

    #[test]
    fn every_pattern_compiles() {
        for id in &IDS {
            assert!(id.pattern.compiles(), "{:?}", id.words);
        }
    }

    #[test]
    fn harmless_numbers_stay() {
        for text in [
            "order 100-200300 with SKU ABX-2931-XL",
            "created 2024-05-17T10:00:00 total 129.90",
            "license key for product 12",
            "request 8f14e45f in 12345678 ns",
            "build 12345678901 finished",
        ] {
            let mut finds = Vec::new();
            find(
                text,
                &crate::keywords::find(text),
                &crate::numbers::find(text, &Classes::of(text.as_bytes())),
                &mut finds,
            );
            assert!(
                finds.is_empty(),
                "{text}: {:?}",
                finds.iter().map(|find| &text[find.start..find.end]).collect::<Vec<_>>()
            );
        }
    }
}
