//! JSON Schema, for what goes out and for what comes back. A reference may lead to another place of the same schema, and
//! nowhere else: nothing is fetched, and none may lead in a circle. Patterns are matched in linear time.

mod bounds;
mod pattern;

use std::collections::HashSet;

use jsonschema::{PatternOptions, ValidationOptions, Validator};
use serde_json::Value;

use super::path::{FieldPath, Step};

/// Most bytes of a compiled pattern. Patterns are matched by an engine that never goes back, in time that grows with pattern
/// text, and no faster. An address's, an account's or a date's takes a fifth of it.
const LARGEST_PATTERN: usize = 64 * 1024;
/// Most violations that are told.
const MOST_TOLD: usize = 20;
/// What holding a document against a schema may come to, in parts looked at: a schema is the page's to write, and an answer
/// a stranger's. At worst 30 ns each, so two seconds.
const MOST_WORK: u64 = 64_000_000;
/// Most bytes that all violations may come to: the library writes each of them out before the first is told.
const MOST_COMPLAINTS: u64 = 256 * 1024 * 1024;
/// Why a text is no schema that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unusable {
    /// From 1, where it is known.
    pub(super) line: Option<u32>,
    pub(super) what: String,
}

/// A schema that can be used.
pub(super) struct Schema {
    document: Value,
    validator: Validator,
    /// What it takes to hold one value against it.
    weight: u64,
}

/// Holding a document against a schema would take too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// A place where a document is not as its schema says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Violation {
    /// A JSON pointer; empty for the whole.
    pub(super) at: String,
    /// The schema's own word, such as `required`.
    pub(super) keyword: String,
}

impl Violation {
    /// In a sentence, without any value.
    pub(super) fn words(&self) -> String {
        let place = if self.at.is_empty() { "The document" } else { self.at.as_str() };
        format!("{place} is not as the schema's “{}” says.", self.keyword)
    }
}

impl Schema {
    pub(super) fn read(text: &str) -> Result<Self, Unusable> {
        let document: Value = serde_json::from_str(text).map_err(|error| Unusable {
            line: u32::try_from(error.line()).ok(),
            what: "The schema is no JSON.".to_owned(),
        })?;
        let weight =
            bounds::weight(&document).map_err(|what| Unusable { line: None, what: what.to_owned() })?;
        // The library's own words may hold what stands in the schema, and anything else that it was given.
        let validator = options().build(&document).map_err(|_| Unusable {
            line: None,
            what: "This is no JSON Schema that can be used: a word has a value that it cannot have, or a pattern is too large \
                   or looks around or back."
                .to_owned(),
        })?;
        Ok(Self { document, validator, weight })
    }

    /// Where `document` is not as the schema says: at most 20 places.
    pub(super) fn violations(&self, document: &Value) -> Result<Vec<Violation>, TooMuch> {
        if self.work(document) > MOST_WORK {
            return Err(TooMuch);
        }
        if self.weight.saturating_mul(bounds::complaints(document)) > MOST_COMPLAINTS {
            // Whether there is any is asked without writing one out.
            return if self.validator.is_valid(document) { Ok(Vec::new()) } else { Err(TooMuch) };
        }
        let errors = self.validator.iter_errors(document).take(MOST_TOLD);
        let told = |error: jsonschema::ValidationError<'_>| Violation {
            at: error.instance_path().to_string(),
            keyword: error.kind().keyword().to_owned(),
        };
        Ok(errors.map(told).collect())
    }

    /// What it takes at most to hold a document against it: every part of it looks at every value.
    fn work(&self, document: &Value) -> u64 {
        self.weight.saturating_mul(bounds::size(document))
    }

    /// Whether the schema asks for the field at `path`, and for all groups around it.
    pub(super) fn requires(&self, path: &FieldPath) -> bool {
        let mut at: Vec<&Value> = vec![&self.document];
        for step in &path.0 {
            at = self.with_referred(at);
            let next: Vec<&Value> = match step {
                Step::Name(name) => {
                    let asked = |schema: &&Value| {
                        let required = schema.get("required").and_then(Value::as_array);
                        required.is_some_and(|all| all.iter().any(|one| one == name.as_str()))
                    };
                    if !at.iter().any(asked) {
                        return false;
                    }
                    at.iter().filter_map(|schema| schema.get("properties")?.get(name)).collect()
                }
                Step::Index(_) => at.iter().filter_map(|schema| schema.get("items")).collect(),
            };
            at = next;
        }
        true
    }

    /// Schemas, what they refer to, and what all of it must hold.
    fn with_referred<'s>(&'s self, schemas: Vec<&'s Value>) -> Vec<&'s Value> {
        let (mut all, mut next, mut seen) = (Vec::new(), schemas, HashSet::new());
        while let Some(one) = next.pop() {
            // However many references lead to a part, it says the same.
            if !seen.insert(std::ptr::from_ref(one)) {
                continue;
            }
            all.push(one);
            let referred =
                one.get("$ref").and_then(Value::as_str).and_then(|to| bounds::find(&self.document, to));
            next.extend(referred);
            next.extend(one.get("allOf").and_then(Value::as_array).into_iter().flatten());
        }
        all
    }
}

/// How a schema is read: by the standard's own drafts, without a way out, and with patterns that cannot go back.
fn options() -> ValidationOptions<'static> {
    let patterns = PatternOptions::regex().size_limit(LARGEST_PATTERN).dfa_size_limit(LARGEST_PATTERN);
    let options =
        jsonschema::options().offline().should_validate_formats(true).with_pattern_options(patterns);
    // Whether a stranger's text is a pattern is not worth reading it as one.
    options.with_format("regex", |_: &str| true)
}

#[cfg(test)]
mod tests;
