//! National ids: by their strict form, by their check digits, or (where the form is plain) only with a word for it nearby.

mod checks;
mod ids;

use self::ids::{IDS, Id};
use crate::keywords::{Hit, Owner};
use crate::nets::Find;
use crate::numbers::Number;
use std::ops::Range;
use std::sync::LazyLock;

/// How far before and after a number a word for it may stand.
const REACH_BEFORE: usize = 64;

const REACH_AFTER: usize = 40;

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
        finds.push(Find::personal(found, id.label, "national-id"));
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
