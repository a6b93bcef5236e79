//! JSON Schema, for what goes out and for what comes back. A reference may lead to another place of the same schema, and
//! nowhere else: nothing is fetched, and none may lead in a circle. Patterns are matched in linear time.

use std::collections::HashSet;

use jsonschema::{PatternOptions, Validator};
use serde_json::{Map, Value};

use super::path::{FieldPath, Step};

/// Deeper schemas are refused.
const DEEPEST: usize = 64;
/// Parts of a schema, each counted as often as references lead to it.
const MOST_PARTS: usize = 20_000;
/// Most bytes of a compiled pattern.
const LARGEST_PATTERN: usize = 1 << 20;
/// Most violations that are told.
const MOST_TOLD: usize = 20;
/// What the drafts call themselves; another one would have to be fetched.
const DRAFTS: [&str; 5] = [
    "http://json-schema.org/draft-04/schema",
    "http://json-schema.org/draft-06/schema",
    "http://json-schema.org/draft-07/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
];

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
}

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
        check(&document).map_err(|what| Unusable { line: None, what: what.to_owned() })?;
        let patterns = PatternOptions::regex().size_limit(LARGEST_PATTERN).dfa_size_limit(LARGEST_PATTERN);
        let options =
            jsonschema::options().offline().should_validate_formats(true).with_pattern_options(patterns);
        // The library's own words may hold what stands in the schema, and anything else that it was given.
        let validator = options.build(&document).map_err(|_| Unusable {
            line: None,
            what: "This is no JSON Schema that can be used: a word has a value that it cannot have, or a pattern is too large \
                   or looks around or back."
                .to_owned(),
        })?;
        Ok(Self { document, validator })
    }

    /// Where `document` is not as the schema says: at most 20 places.
    pub(super) fn violations(&self, document: &Value) -> Vec<Violation> {
        let errors = self.validator.iter_errors(document).take(MOST_TOLD);
        errors
            .map(|error| Violation {
                at: error.instance_path().to_string(),
                keyword: error.kind().keyword().to_owned(),
            })
            .collect()
    }

    /// Whether the schema asks for the field at `path`, and for all groups around it.
    pub(super) fn requires(&self, path: &FieldPath) -> bool {
        let mut at: Vec<&Value> = vec![&self.document];
        for step in &path.0 {
            at = at.into_iter().flat_map(|schema| self.with_referred(schema)).collect();
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

    /// A schema, what it refers to, and what all of it must hold.
    fn with_referred<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        let (mut all, mut next) = (Vec::new(), vec![schema]);
        while let Some(one) = next.pop() {
            if all.len() >= MOST_PARTS {
                break;
            }
            all.push(one);
            let referred = one.get("$ref").and_then(Value::as_str).and_then(|to| find(&self.document, to));
            next.extend(referred);
            next.extend(one.get("allOf").and_then(Value::as_array).into_iter().flatten());
        }
        all
    }
}

/// What a reference within the document leads to.
fn find<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    let pointer = reference.strip_prefix('#')?;
    let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8().ok()?;
    document.pointer(&decoded)
}

/// Refuses what would be fetched, or what would take forever.
fn check(document: &Value) -> Result<(), &'static str> {
    let mut look = Look { document, parts: 0, open: HashSet::new() };
    look.part(document, 0, true)
}

struct Look<'d> {
    document: &'d Value,
    parts: usize,
    /// References that are being followed.
    open: HashSet<String>,
}

impl<'d> Look<'d> {
    fn part(&mut self, part: &'d Value, depth: usize, root: bool) -> Result<(), &'static str> {
        self.parts += 1;
        if depth > DEEPEST || self.parts > MOST_PARTS {
            return Err("The schema is too large or too deep, with its references followed.");
        }
        match part {
            Value::Array(all) => all.iter().try_for_each(|one| self.part(one, depth + 1, false)),
            Value::Object(words) => self.words(words, depth, root),
            _ => Ok(()),
        }
    }

    fn words(&mut self, words: &'d Map<String, Value>, depth: usize, root: bool) -> Result<(), &'static str> {
        for (word, value) in words {
            match word.as_str() {
                "$ref" => self.reference(value, depth)?,
                "$dynamicRef" | "$recursiveRef" | "$vocabulary" => {
                    return Err("References that are found while a document is checked cannot be used.");
                }
                "$schema"
                    if !value.as_str().is_some_and(|uri| DRAFTS.contains(&uri.trim_end_matches('#'))) =>
                {
                    return Err("$schema names a dialect that would have to be fetched.");
                }
                "$id" if !root && value.is_string() => {
                    return Err(
                        "A part of the schema has an $id of its own: references would lead elsewhere.",
                    );
                }
                _ => self.part(value, depth + 1, false)?,
            }
        }
        Ok(())
    }

    fn reference(&mut self, to: &'d Value, depth: usize) -> Result<(), &'static str> {
        // A property may be called so.
        let Some(to) = to.as_str() else { return self.part(to, depth + 1, false) };
        if !to.starts_with("#/") {
            return Err(
                "A reference ($ref) leads out of the schema: nothing is fetched. Only #/… can be used.",
            );
        }
        let part = find(self.document, to).ok_or("A reference ($ref) leads nowhere.")?;
        if !self.open.insert(to.to_owned()) {
            return Err("References ($ref) lead in a circle.");
        }
        let looked = self.part(part, depth + 1, false);
        self.open.remove(to);
        looked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::path::Step;
    use serde_json::json;
    use std::time::Instant;

    fn read(schema: &Value) -> Result<Schema, Unusable> {
        Schema::read(&schema.to_string())
    }

    fn path(names: &[&str]) -> FieldPath {
        let step =
            |name: &&str| if *name == "[]" { Step::Index(Some(0)) } else { Step::Name((*name).to_owned()) };
        FieldPath(names.iter().map(step).collect())
    }

    #[test]
    fn a_reference_that_leads_out_is_refused_without_a_connection_and_without_a_file() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("schema.json");
        // A FIFO would hang whoever opens it for reading; a plain file shows by its content that it was read.
        std::fs::write(&file, "true").unwrap();
        let http = format!("http://127.0.0.1:{port}/schema.json");
        let file = format!("file://{}", file.display());
        for away in [http.as_str(), file.as_str(), "schema.json", "//127.0.0.1/x", "#anchor", "#"] {
            for schema in [
                json!({ "$ref": away }),
                json!({ "properties": { "a": { "items": { "$ref": away } } } }),
                json!({ "definitions": { "x": { "$ref": away } } }),
                json!({ "allOf": [{ "not": { "$ref": away } }] }),
            ] {
                assert!(read(&schema).is_err(), "{schema}");
            }
        }
        for schema in [
            json!({ "$schema": http }),
            json!({ "$schema": file }),
            json!({ "$dynamicRef": http }),
            json!({ "properties": { "a": { "$id": http, "$ref": "#/x" } } }),
        ] {
            assert!(read(&schema).is_err(), "{schema}");
        }
        assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody called");
        // The library by itself fetches nothing either: it is built without the means, and told not to.
        let bare = |schema: &Value| jsonschema::options().offline().build(schema).is_err();
        assert!(bare(&json!({ "$ref": http })) && bare(&json!({ "$ref": file })));
        assert!(
            jsonschema::options().build(&json!({ "$ref": file })).is_err(),
            "built without its default features"
        );
        assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
        read(&json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://shop.example/order" })).unwrap();
    }

    #[test]
    fn what_would_take_forever_is_refused_at_once() {
        let began = Instant::now();
        let mut definitions = Map::new();
        for n in 0..40 {
            let next = format!("#/$defs/d{}", n + 1);
            definitions.insert(format!("d{n}"), json!({ "allOf": [{ "$ref": next }, { "$ref": next }] }));
        }
        definitions.insert("d40".into(), json!({ "type": "string" }));
        assert!(
            read(&json!({ "$defs": definitions, "$ref": "#/$defs/d0" })).is_err(),
            "it would double forty times"
        );
        assert!(
            read(&json!({ "$defs": { "a": { "items": { "$ref": "#/$defs/a" } } }, "$ref": "#/$defs/a" }))
                .is_err()
        );
        assert!(read(&json!({ "pattern": "(a{1000}){1000}" })).is_err(), "a pattern that is too large");
        assert!(read(&json!({ "pattern": "(?=a)b" })).is_err(), "one that looks around");
        assert!(Schema::read(&format!("{}1{}", "[".repeat(200), "]".repeat(200))).is_err());
        // Backtracking would take longer than the age of the world.
        let slow = read(&json!({ "properties": { "a": { "pattern": "^(a+)+$" } } })).unwrap();
        assert_eq!(slow.violations(&json!({ "a": format!("{}!", "a".repeat(5_000)) })).len(), 1);
        assert!(began.elapsed().as_secs() < 20);
    }

    #[test]
    fn violations_name_the_place_and_no_value() {
        let schema = read(
            &json!({ "required": ["id"], "properties": { "items": { "items": { "type": "string" } } } }),
        )
        .unwrap();
        let found = schema.violations(&json!({ "items": ["a", { "secret": "value" }] }));
        let told: Vec<(&str, &str)> =
            found.iter().map(|one| (one.at.as_str(), one.keyword.as_str())).collect();
        assert_eq!(told, [("/items/1", "type"), ("", "required")].into_iter().rev().collect::<Vec<_>>());
        assert!(found.iter().all(|one| !one.words().contains("value")));
    }

    #[test]
    fn what_is_required_is_followed_through_references_and_lists() {
        let schema = read(&json!({
            "$defs": { "person": { "required": ["email"], "properties": { "email": {}, "phone": {} } } },
            "allOf": [{ "required": ["customer", "items"] }],
            "properties": {
                "customer": { "$ref": "#/$defs/person" },
                "items": { "items": { "required": ["sku"] } },
                "billing": { "$ref": "#/$defs/person" },
            },
        }))
        .unwrap();
        assert!(schema.requires(&path(&["customer", "email"])));
        assert!(!schema.requires(&path(&["customer", "phone"])));
        assert!(
            schema.requires(&path(&["items", "[]", "sku"]))
                && !schema.requires(&path(&["items", "[]", "name"]))
        );
        assert!(!schema.requires(&path(&["billing", "email"])), "the group around it may be left out");
        assert!(!schema.requires(&path(&["other"])));
    }
}
