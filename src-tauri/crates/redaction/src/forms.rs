//! Forms and queries: `a=b&c[d]=e`, alone, in addresses, and amid other text.

use crate::fields::tell;
use crate::names::{Names, Telling, telling};
use crate::nets::Find;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Remembers what names in forms tell: in one text the same ones come again and again.
#[derive(Default)]
pub(crate) struct Paths<'t> {
    names: Names<'t>,
    nested: HashMap<&'t str, Rc<Path>>,
}

impl<'t> Paths<'t> {
    /// What a name tells that stands in no other.
    fn plain(&mut self, name: &'t str) -> Option<Telling> {
        self.names.telling(name)
    }

    /// What a name tells that is written with brackets, or with escapes.
    fn nested(&mut self, name: &'t str) -> Rc<Path> {
        Rc::clone(self.nested.entry(name).or_insert_with(|| Rc::new(Path::of(&decoded(name)))))
    }
}

/// A name with its brackets written out.
fn decoded(name: &str) -> String {
    name.replace("%5B", "[").replace("%5D", "]").replace("%5b", "[").replace("%5d", "]")
}

/// What ends a query, and a form amid other text.
static ENDS_QUERY: [bool; 256] = ends(b"\"'<>`\\)");
static ENDS_FORM: [bool; 256] = ends(b"\"'<>`(){},");

/// Blanks and these.
const fn ends(signs: &[u8]) -> [bool; 256] {
    let mut ends = [false; 256];
    let mut at = 0;
    while at < 256 {
        ends[at] = (at as u8).is_ascii_whitespace();
        at += 1;
    }
    at = 0;
    while at < signs.len() {
        ends[signs[at] as usize] = true;
        at += 1;
    }
    ends
}

/// `a=b&c[d]=e`
pub(crate) fn whole<'t>(text: &'t str, names: &mut Paths<'t>, finds: &mut Vec<Find>) {
    pairs(text, 0..text.len(), names, finds);
}

/// The queries of all URLs in a text, and forms within other texts.
pub(crate) fn queries<'t>(text: &'t str, names: &mut Paths<'t>, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'?', b'#', &bytes[at..]) {
        let start = at + next + 1;
        let end = start + bytes[start..].iter().take_while(|byte| !ENDS_QUERY[usize::from(**byte)]).count();
        pairs(text, start..text.floor_char_boundary(end), names, finds);
        at = end.min(bytes.len());
    }
}

/// Forms amid other text: words with `=` and `&` in them, such as the body of a message written out.
pub(crate) fn loose<'t>(text: &'t str, names: &mut Paths<'t>, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let ends = |byte: &u8| ENDS_FORM[usize::from(*byte)];
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

fn pairs<'t>(text: &'t str, range: Range<usize>, names: &mut Paths<'t>, finds: &mut Vec<Find>) {
    let mut at = range.start;
    let mut named: Option<(Rc<Path>, &str)> = None;
    for pair in text[range.clone()].split(['&', '?', '#']) {
        let from = at;
        at += pair.len() + 1;
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        let name = name.strip_prefix("amp;").unwrap_or(name);
        let value_range = from + pair.len() - value.len()..from + pair.len();
        let mut within_person = false;
        let told = if memchr::memchr2(b'[', b'%', name.as_bytes()).is_some() {
            let path = names.nested(name);
            within_person = path.within_person;
            let told = match (path.part, &named) {
                // `meta[0][key]=…&meta[0][value]=…`
                (Half::Value, Some((before, name))) if before.parents == path.parents => {
                    telling(name).or(path.told)
                }
                _ => path.told,
            };
            if matches!(path.part, Half::Name) {
                named = Some((path, value));
            }
            told
        } else {
            names.plain(name)
        };
        let told = match told {
            // In a query a signature or a code is what lets one in.
            Some(Telling::Perhaps(
                label @ ("signature" | "authorization" | "authorization code" | "key" | "vendor key"
                | "session"),
            )) if value.len() >= 16 => Some(Telling::Secret(label)),
            other => other,
        };
        tell(text, told, value_range, within_person, finds);
    }
}

/// Which half of `{"name": …, "value": …}` a name in a form is.
#[derive(Clone, Copy)]
enum Half {
    Name,
    Value,
    Neither,
}

/// What a name in a form tells, with the names that it stands in: `items[0][address][city]`.
struct Path {
    told: Option<Telling>,
    within_person: bool,
    part: Half,
    parents: String,
}

impl Path {
    fn of(name: &str) -> Path {
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
        let part = match part {
            "key" | "name" if !parents.is_empty() => Half::Name,
            "value" => Half::Value,
            _ => Half::Neither,
        };
        Path { told, within_person, part, parents: parents.to_owned() }
    }
}
