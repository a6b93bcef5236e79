//! Structure: JSON objects, read tolerantly for what a field's name and its parents tell.

use crate::names::{Names, Telling};
use crate::nets::Find;
use crate::placeholder::is_placeholder;
use std::ops::Range;

const DEEPEST: usize = 128;

/// What names somebody to write to has no more fields.
const FEW_FIELDS: usize = 3;

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
    /// A field of it was personal: then it is about a person, though no name says so.
    has_person: bool,
    /// How many fields it has so far.
    fields: usize,
    /// What is personal in that case.
    pending: Vec<(Range<usize>, &'static str)>,
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
                        frame.fields += 1;
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
    // Of what was cut off.
    while let Some(frame) = stack.pop() {
        close(text, &frame, names, finds);
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
        within_person: told.is_some_and(Telling::holds_person)
            || parent.is_some_and(|frame| frame.within_person || frame.has_person),
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
    let told = names.telling(&text[name]);
    match told {
        Some(Telling::Personal("name" | "email" | "phone")) => frame.has_person = true,
        // `{"email": …, "name": …}` is somebody; of larger objects, other things have names and companies, too.
        Some(Telling::WithinPerson(label @ "name")) if !frame.within_person && frame.is_object => {
            frame.pending.push((value.clone(), label));
        }
        Some(Telling::WithinPerson(label @ ("city" | "address" | "gender"))) if !frame.within_person => {
            frame.pending.push((value.clone(), label));
        }
        _ => {}
    }
    tell(text, told, value, frame.within_person, finds);
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
    if frame.has_person {
        let small = frame.fields <= FEW_FIELDS;
        for (value, label) in frame.pending.iter().filter(|(_, label)| small || *label != "name") {
            tell(text, Some(Telling::WithinPerson(label)), value.clone(), true, finds);
        }
    }
}

/// No key is shorter.
const SHORTEST_KEY: usize = 8;

fn is_word(said: &str) -> bool {
    said.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
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
        // `"primary_key": "id"`
        Some(Telling::Secret("api key" | "access key")) if said.len() < SHORTEST_KEY && is_word(said) => {}
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
