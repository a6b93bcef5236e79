//! What a schema may be, and what it takes to hold a document against it: counted before either is looked at in earnest.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::pattern;

/// Deeper schemas are refused.
const DEEPEST: usize = 64;
/// Parts of a schema, each counted as often as references lead to it.
const MOST_PARTS: usize = 20_000;
/// Patterns of a schema, each counted as often as references lead to it.
const MOST_PATTERNS: usize = 32;
/// Bytes of the places of all parts together: a part's place is written out beside it, and names may be long.
const MOST_PLACES: usize = 16 * 1024 * 1024;
/// What a violation takes, without its place.
const VIOLATION: u64 = 256;
/// What a format, or that all entries differ, counts as.
pub(super) const SLOW: u64 = 32;
/// What a division without a remainder counts as: it is done exactly, with numbers of 300 digits.
const EXACT: u64 = 128;
/// What stands beside `unevaluatedProperties` or `unevaluatedItems` is looked at once more for each of them around it; the
/// library takes several looks.
const UNEVALUATED: u64 = 8;
/// So many bytes of a text count as one value more.
const TEXT: u64 = 32;
/// What the drafts call themselves; another one would have to be fetched.
const DRAFTS: [&str; 5] = [
    "http://json-schema.org/draft-04/schema",
    "http://json-schema.org/draft-06/schema",
    "http://json-schema.org/draft-07/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
];

/// What a reference within the document leads to.
pub(super) fn find<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    let pointer = reference.strip_prefix('#')?;
    let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8().ok()?;
    document.pointer(&decoded)
}

/// What it takes to hold one value against every part of a schema; refuses what would be fetched, or would take forever.
pub(super) fn weight(document: &Value) -> Result<u64, &'static str> {
    let mut look = Look { document, parts: 0, patterns: 0, places: 0, weight: 0, open: HashSet::new() };
    look.part(document, At { depth: 0, place: 0, times: 1, root: true })?;
    Ok(look.weight)
}

/// How much a document is: its values, and its texts by their length.
pub(super) fn size(document: &Value) -> u64 {
    let (mut size, mut next) = (0_u64, vec![document]);
    while let Some(one) = next.pop() {
        let text = |text: &str| text.len() as u64 / TEXT;
        size += 1;
        match one {
            Value::String(own) => size += text(own),
            Value::Array(all) => next.extend(all),
            Value::Object(fields) => {
                size += fields.keys().map(|name| 1 + text(name)).sum::<u64>();
                next.extend(fields.values());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    size
}

/// Bytes of the violations that one part of a schema may find in a document: one in each value, with its place written out.
pub(super) fn complaints(document: &Value) -> u64 {
    let (mut bytes, mut next) = (0_u64, vec![(document, 0_u64)]);
    while let Some((one, place)) = next.pop() {
        bytes += VIOLATION + place;
        match one {
            Value::Array(all) => next.extend(all.iter().map(|entry| (entry, place + 8))),
            Value::Object(fields) => {
                next.extend(fields.iter().map(|(name, field)| (field, place + 1 + name.len() as u64)));
            }
            _ => {}
        }
    }
    bytes
}

/// Where a part of a schema stands.
#[derive(Clone, Copy)]
struct At {
    depth: usize,
    /// Bytes of its place.
    place: usize,
    /// How often it is asked about one value.
    times: u64,
    root: bool,
}

impl At {
    fn below(self, name: &str) -> Self {
        Self { depth: self.depth + 1, place: self.place + 1 + name.len(), root: false, ..self }
    }

    /// Within a word that is first asked whether it holds, and then why not.
    fn asked_again(self) -> Self {
        Self { times: self.times.saturating_add(1), ..self }
    }
}

struct Look<'d> {
    document: &'d Value,
    parts: usize,
    patterns: usize,
    places: usize,
    weight: u64,
    /// References that are being followed.
    open: HashSet<String>,
}

impl<'d> Look<'d> {
    fn part(&mut self, part: &'d Value, at: At) -> Result<(), &'static str> {
        self.parts += 1;
        self.weigh(1, at);
        self.places += at.place;
        if at.depth > DEEPEST || self.parts > MOST_PARTS || self.places > MOST_PLACES {
            return Err("The schema is too large or too deep, with its references followed.");
        }
        match part {
            Value::Array(all) => all.iter().try_for_each(|one| self.part(one, at.below("0"))),
            Value::Object(words) => self.words(words, at),
            _ => Ok(()),
        }
    }

    fn words(&mut self, words: &'d Map<String, Value>, mut at: At) -> Result<(), &'static str> {
        if words.contains_key("unevaluatedProperties") || words.contains_key("unevaluatedItems") {
            at.times = at.times.saturating_mul(UNEVALUATED);
        }
        for (word, value) in words {
            match word.as_str() {
                "$ref" => self.reference(value, at)?,
                "$dynamicRef" | "$recursiveRef" | "$vocabulary" => {
                    return Err("References that are found while a document is checked cannot be used.");
                }
                "$schema"
                    if !value.as_str().is_some_and(|uri| DRAFTS.contains(&uri.trim_end_matches('#'))) =>
                {
                    return Err("$schema names a dialect that would have to be fetched.");
                }
                "$id" if !at.root && value.is_string() => {
                    return Err(
                        "A part of the schema has an $id of its own: references would lead elsewhere.",
                    );
                }
                _ => self.word(word, value, at)?,
            }
        }
        Ok(())
    }

    fn word(&mut self, word: &str, value: &'d Value, at: At) -> Result<(), &'static str> {
        match (word, value) {
            ("pattern", Value::String(pattern)) => self.pattern(pattern, at)?,
            ("patternProperties", Value::Object(all)) => {
                all.keys().try_for_each(|pattern| self.pattern(pattern, at))?;
            }
            ("format" | "uniqueItems", _) => self.weigh(SLOW, at),
            ("multipleOf", _) => self.weigh(EXACT, at),
            _ => {}
        }
        let again = matches!(
            word,
            "anyOf"
                | "oneOf"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "dependentSchemas"
        );
        let below = at.below(word);
        self.part(value, if again { below.asked_again() } else { below })
    }

    fn pattern(&mut self, pattern: &str, at: At) -> Result<(), &'static str> {
        self.patterns += 1;
        if self.patterns > MOST_PATTERNS {
            return Err(
                "The schema has more than 32 patterns, each counted as often as references lead to it.",
            );
        }
        if pattern.len() > pattern::LONGEST {
            return Err("A pattern is longer than 2,000 bytes.");
        }
        self.weigh(pattern::weight(pattern), at);
        Ok(())
    }

    fn weigh(&mut self, weight: u64, at: At) {
        self.weight = self.weight.saturating_add(weight.saturating_mul(at.times));
    }

    fn reference(&mut self, to: &'d Value, at: At) -> Result<(), &'static str> {
        // A property may be called so.
        let Some(to) = to.as_str() else { return self.part(to, at.below("$ref")) };
        if !to.starts_with("#/") {
            return Err(
                "A reference ($ref) leads out of the schema: nothing is fetched. Only #/… can be used.",
            );
        }
        let part = find(self.document, to).ok_or("A reference ($ref) leads nowhere.")?;
        if !self.open.insert(to.to_owned()) {
            return Err("References ($ref) lead in a circle.");
        }
        let looked = self.part(part, at.below("$ref"));
        self.open.remove(to);
        looked
    }
}
