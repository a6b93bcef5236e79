//! Structure: JSON objects, forms, queries and headers, read tolerantly for what a field's name and its parents tell.

use crate::keywords::{Hit, Owner};
use crate::names::{Names, Telling, is_placeholder, telling};
use crate::nets::Find;
use std::borrow::Cow;
use std::ops::Range;

const DEEPEST: usize = 128;

/// One open object or array.
#[derive(Default)]
struct Frame {
    is_object: bool,
    /// The name under which the next value stands.
    name: Option<Range<usize>>,
    /// Names in an array are those of the array.
    inherited: Option<Range<usize>>,
    within_person: bool,
    /// `{"name": …, "value": …}`
    pair_name: Option<Range<usize>>,
    pair_value: Option<Range<usize>>,
}

/// Walks whatever looks like JSON in the text, and never gives up: what is odd is skipped.
pub(crate) fn json<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    if memchr::memchr(b'"', bytes).is_none() || memchr::memchr2(b'{', b'[', bytes).is_none() {
        return;
    }
    let mut stack: Vec<Frame> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            byte @ (b'{' | b'[') => {
                open(&mut stack, text, byte == b'{', names);
                at += 1;
            }
            b'}' | b']' => {
                if let Some(frame) = stack.pop() {
                    close(text, &frame, names, finds);
                }
                at += 1;
            }
            b'"' => {
                let end = string_end(bytes, at);
                // A string that was cut off has no closing quote.
                let inner = at + 1..end;
                at = (end + 1).min(bytes.len());
                let after = skip_blanks(bytes, at);
                match stack.last_mut() {
                    Some(frame) if frame.is_object && bytes.get(after) == Some(&b':') => {
                        frame.name = Some(inner);
                        at = after + 1;
                    }
                    Some(frame) => string_value(text, frame, inner, names, finds),
                    None => {}
                }
            }
            b',' => {
                if let Some(frame) = stack.last_mut() {
                    frame.name = None;
                }
                at += 1;
            }
            b'0'..=b'9' | b'-' => {
                let end = at
                    + bytes[at..]
                        .iter()
                        .take_while(|byte| byte.is_ascii_digit() || b"-.eE+".contains(byte))
                        .count();
                if let Some(frame) = stack.last() {
                    number_value(text, frame, at..end, names, finds);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes[at.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The closing quote, or the text's end.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(next) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += next;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

fn open<'t>(stack: &mut Vec<Frame>, text: &'t str, is_object: bool, names: &mut Names<'t>) {
    if stack.len() >= DEEPEST {
        return;
    }
    let parent = stack.last();
    let name = parent.and_then(|frame| frame.name.clone().or_else(|| frame.inherited.clone()));
    let told = name.clone().and_then(|name| names.telling(&text[name]));
    stack.push(Frame {
        is_object,
        inherited: name.filter(|_| !is_object),
        within_person: told == Some(Telling::Person)
            || told != Some(Telling::Person) && parent.is_some_and(|frame| frame.within_person),
        ..Frame::default()
    });
}

fn string_value<'t>(
    text: &'t str,
    frame: &mut Frame,
    value: Range<usize>,
    names: &mut Names<'t>,
    finds: &mut Vec<Find>,
) {
    let Some(name) = frame.name.clone().or_else(|| frame.inherited.clone()) else {
        return;
    };
    match &text[name.clone()] {
        "name" | "key" | "Name" | "Key" | "id" | "field" if frame.is_object => {
            frame.pair_name = Some(value.clone())
        }
        "value" | "Value" | "val" | "values" => frame.pair_value = Some(value.clone()),
        _ => {}
    }
    tell(text, names.telling(&text[name]), value, frame.within_person, finds);
}

fn number_value<'t>(
    text: &'t str,
    frame: &Frame,
    value: Range<usize>,
    names: &mut Names<'t>,
    finds: &mut Vec<Find>,
) {
    let Some(name) = frame.name.clone() else {
        return;
    };
    match names.telling(&text[name]) {
        Some(Telling::Personal(
            label @ ("phone" | "postcode" | "payment card" | "national id" | "account number" | "birth date"),
        )) if value.len() >= 4 => {
            finds.push(Find::personal(value, label, "personal-field").alone());
        }
        Some(Telling::Secret(label @ ("password" | "pin" | "card code" | "one-time code")))
            if value.len() >= 3 =>
        {
            finds.push(Find::secret(value, label, "telling-name").unsure().alone());
        }
        Some(Telling::WithinPerson("place")) if frame.within_person => {
            finds.push(Find::personal(value, "place", "personal-field").alone());
        }
        _ => {}
    }
}

fn close<'t>(text: &'t str, frame: &Frame, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    if let (Some(name), Some(value)) = (&frame.pair_name, &frame.pair_value) {
        tell(text, names.telling(&text[name.clone()]), value.clone(), frame.within_person, finds);
    }
}

/// Masks a value if its name tells so.
pub(crate) fn tell(
    text: &str,
    told: Option<Telling>,
    value: Range<usize>,
    within_person: bool,
    finds: &mut Vec<Find>,
) {
    let said = &text[value.clone()];
    if said.trim().is_empty() {
        return;
    }
    match told {
        Some(Telling::Secret(label)) if !is_placeholder(said) && said.len() >= 2 => {
            let mut find = Find::secret(value, label, "telling-name");
            find.follow = said.len() >= 8;
            finds.push(find.unsure());
        }
        Some(Telling::Personal(label)) => personal_value(said, label, value, finds),
        Some(Telling::WithinPerson(label)) if within_person => personal_value(said, label, value, finds),
        _ => {}
    }
}

fn personal_value(said: &str, label: &'static str, value: Range<usize>, finds: &mut Vec<Find>) {
    if is_placeholder(said) || said.starts_with("http") && said.contains("://") {
        return;
    }
    // A city or a company's name stands in other texts as well, and a short name is a word.
    let follow = matches!(
        label,
        "name" | "email" | "phone" | "address" | "ip" | "iban" | "payment card" | "national id"
    ) && said.len() >= 4
        && said.chars().any(char::is_alphabetic);
    let follow =
        follow || matches!(label, "phone" | "iban" | "payment card" | "national id") && said.len() >= 7;
    let rule = match label {
        "email" => "email",
        "phone" => "phone",
        _ => "personal-field",
    };
    let find = Find::personal(value, label, rule);
    finds.push(if follow { find } else { find.alone() });
}

/// `a=b&c[d]=e`
pub(crate) fn form<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    pairs(text, 0..text.len(), names, finds);
}

/// The queries of all URLs in a text, and forms within other texts.
pub(crate) fn query<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
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
pub(crate) fn loose_forms<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
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
    for pair in text[range.clone()].split(['&', '?', '#']) {
        let from = at;
        at += pair.len() + 1;
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        let name = name.strip_prefix("amp;").unwrap_or(name);
        let told = names.told(name, || {
            let plain = match memchr::memchr(b'%', name.as_bytes()) {
                None => Cow::Borrowed(name),
                Some(_) => Cow::Owned(
                    name.replace("%5B", "[").replace("%5D", "]").replace("%5b", "[").replace("%5d", "]"),
                ),
            };
            telling(plain.trim_end_matches(']'))
        });
        let value_range = from + pair.len() - value.len()..from + pair.len();
        let told = match told {
            // In a query a signature or a code is what lets one in.
            Some(Telling::Perhaps(
                label @ ("signature" | "authorization" | "authorization code" | "key" | "vendor key"
                | "session"),
            )) if value.len() >= 16 => Some(Telling::Secret(label)),
            other => other,
        };
        tell(text, told, value_range, false, finds);
    }
}

/// `name: value` lines. Of an `Authorization` the scheme stays, of a cookie its name and its attributes.
pub(crate) fn headers(text: &str, finds: &mut Vec<Find>) {
    let mut at = 0;
    for line in text.split('\n') {
        let from = at;
        at += line.len() + 1;
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let start = from + line.len() - value.len();
        let start = start + (value.len() - value.trim_start().len());
        let range = start..start + value.trim().len();
        header(text, &name.trim().to_ascii_lowercase(), range, finds);
    }
}

/// `Authorization` and cookies in a text that is no list of headers: a message written out, a command, a log.
pub(crate) fn loose_headers(text: &str, hits: &[Hit], finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    for hit in hits.iter().filter(|hit| hit.owner == Owner::Header) {
        let said = &text[hit.start..hit.end];
        let before = &bytes[..hit.start];
        let name = match said.trim_end_matches(':').to_ascii_lowercase() {
            name if name == "cookie" && before.to_ascii_lowercase().ends_with(b"set-") => {
                "set-cookie".to_owned()
            }
            name => name,
        };
        // In a command it stands in quotes, and ends with them.
        let begin = hit.start
            - before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'-').count();
        let quote =
            begin.checked_sub(1).map(|at| bytes[at]).filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
        let line = &text[hit.end..];
        let end = line.find('\n').unwrap_or(line.len()).min(LONGEST_HEADER);
        let end =
            quote.and_then(|quote| memchr::memchr(quote, &bytes[hit.end..hit.end + end])).unwrap_or(end);
        let line = &text[hit.end..text.floor_char_boundary(hit.end + end)];
        let start = hit.end + line.len() - line.trim_start().len();
        header(text, &name, start..start + line.trim().len(), finds);
    }
}

const LONGEST_HEADER: usize = 16 * 1024;

fn header(text: &str, name: &str, value: Range<usize>, finds: &mut Vec<Find>) {
    let said = &text[value.clone()];
    if said.is_empty() || is_placeholder(said) {
        return;
    }
    match name {
        "authorization" | "proxy-authorization" => {
            let secret = match said.split_once(' ') {
                Some((scheme, rest))
                    if scheme.len() <= 24
                        && scheme.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') =>
                {
                    value.end - rest.len()..value.end
                }
                _ => value,
            };
            finds.push(Find::secret(secret, "authorization", "authorization-header"));
        }
        "cookie" => cookies(text, value, finds),
        "set-cookie" => {
            let end = said.find(';').map_or(value.end, |at| value.start + at);
            cookies(text, value.start..end, finds);
        }
        "x-forwarded-for" | "x-real-ip" | "cf-connecting-ip" | "true-client-ip" | "forwarded" | "from" => {
            finds.push(Find::personal(value, "client address", "personal-header").alone());
        }
        _ => {
            let named = match telling(name) {
                Some(Telling::Secret(label)) => Some(label),
                Some(Telling::Perhaps(label))
                    if matches!(
                        label,
                        "signature" | "key" | "vendor key" | "authorization" | "api key" | "session"
                    ) && said.len() >= 12 =>
                {
                    Some(label)
                }
                _ => None,
            };
            if let Some(label) = named {
                finds.push(Find::secret(value, label, "telling-header").unsure());
            }
        }
    }
}

fn cookies(text: &str, range: Range<usize>, finds: &mut Vec<Find>) {
    let mut at = range.start;
    for pair in text[range].split(';') {
        let from = at;
        at += pair.len() + 1;
        if let Some((_, value)) = pair.split_once('=') {
            let start = from + pair.len() - value.len();
            let end = start + value.trim_end().len();
            if end > start && !is_placeholder(value) {
                finds.push(Find::secret(start..end, "cookie", "cookie").unsure());
            }
        }
    }
}
