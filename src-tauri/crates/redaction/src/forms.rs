//! Forms and queries: `a=b&c[d]=e`, alone, in addresses, and amid other text.

use crate::fields::tell;
use crate::names::{Names, Telling, telling};
use crate::nets::Find;
use std::ops::Range;

/// `a=b&c[d]=e`
pub(crate) fn whole<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    pairs(text, 0..text.len(), names, finds);
}

/// The queries of all URLs in a text, and forms within other texts.
pub(crate) fn queries<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'?', b'#', &bytes[at..]) {
        let start = at + next + 1;
        let end = start
            + bytes[start..]
                .iter()
                .take_while(|byte| !byte.is_ascii_whitespace() && !b"\"'<>`\\)".contains(byte))
                .count();
        pairs(text, start..text.floor_char_boundary(end), names, finds);
        at = end.min(bytes.len());
    }
}

/// Forms amid other text: words with `=` and `&` in them, such as the body of a message written out.
pub(crate) fn loose<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'<>`(){},".contains(byte);
    let mut done = 0;
    for sign in memchr::memchr_iter(b'&', bytes) {
        if sign < done {
            continue;
        }
        let start = done.max(sign - bytes[done..sign].iter().rev().take_while(|byte| !ends(byte)).count());
        done = sign + bytes[sign..].iter().take_while(|byte| !ends(byte)).count();
        // What follows a question mark is a query, and was read as one.
        if memchr::memchr(b'=', &bytes[start..sign]).is_some()
            && memchr::memchr(b'?', &bytes[start..sign]).is_none()
        {
            pairs(text, start..done, names, finds);
        }
    }
}

fn pairs<'t>(text: &'t str, range: Range<usize>, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    let mut at = range.start;
    let mut named: Option<(String, String)> = None;
    for pair in text[range.clone()].split(['&', '?', '#']) {
        let from = at;
        at += pair.len() + 1;
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        let name = name.strip_prefix("amp;").unwrap_or(name);
        let value_range = from + pair.len() - value.len()..from + pair.len();
        let decoded;
        let path = if memchr::memchr2(b'[', b'%', name.as_bytes()).is_some() {
            decoded = name.replace("%5B", "[").replace("%5D", "]").replace("%5b", "[").replace("%5d", "]");
            Path::of(&decoded)
        } else {
            Path { told: names.telling(name), within_person: false, part: name, parents: "" }
        };
        let mut told = path.told;
        match path.part {
            "key" | "name" if !path.parents.is_empty() => {
                named = Some((path.parents.to_owned(), value.to_owned()))
            }
            // `meta[0][key]=…&meta[0][value]=…`
            "value" if named.as_ref().is_some_and(|(parents, _)| parents == path.parents) => {
                told = named.as_ref().and_then(|(_, name)| telling(name)).or(told);
            }
            _ => {}
        }
        let told = match told {
            // In a query a signature or a code is what lets one in.
            Some(Telling::Perhaps(
                label @ ("signature" | "authorization" | "authorization code" | "key" | "vendor key"
                | "session"),
            )) if value.len() >= 16 => Some(Telling::Secret(label)),
            other => other,
        };
        tell(text, told, value_range, path.within_person, finds);
    }
}

/// A name in a form, with the names that it stands in: `items[0][address][city]`.
struct Path<'n> {
    told: Option<Telling>,
    within_person: bool,
    part: &'n str,
    parents: &'n str,
}

impl<'n> Path<'n> {
    fn of(name: &'n str) -> Path<'n> {
        let trimmed = name.trim_end_matches(']');
        let open = trimmed.rfind('[');
        let (parents, part) = open.map_or(("", trimmed), |at| (&trimmed[..at], &trimmed[at + 1..]));
        let part = if part.bytes().all(|byte| byte.is_ascii_digit()) && open.is_some() {
            // `street[0]`
            let parents = parents.trim_end_matches(']');
            &parents[parents.rfind('[').map_or(0, |at| at + 1)..]
        } else {
            part
        };
        let within_person = !parents.is_empty()
            && parents.split(['[', ']']).any(|parent| telling(parent).is_some_and(Telling::holds_person));
        let whole = telling(trimmed);
        let told = if parents.is_empty() || matches!(whole, Some(Telling::Secret(_))) {
            whole
        } else {
            telling(part).or(whole)
        };
        Path { told, within_person, part, parents }
    }
}
