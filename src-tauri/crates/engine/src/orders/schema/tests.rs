use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::orders::path::Step;
use serde_json::{Map, json};

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
    assert_eq!(
        slow.violations(&json!({ "a": format!("{}!", "a".repeat(5_000)) })).map(|found| found.len()),
        Ok(1)
    );
}

#[test]
fn violations_name_the_place_and_no_value() {
    let schema =
        read(&json!({ "required": ["id"], "properties": { "items": { "items": { "type": "string" } } } }))
            .unwrap();
    let found = schema.violations(&json!({ "items": ["a", { "secret": "value" }] })).unwrap();
    let told: Vec<(&str, &str)> = found.iter().map(|one| (one.at.as_str(), one.keyword.as_str())).collect();
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
        schema.requires(&path(&["items", "[]", "sku"])) && !schema.requires(&path(&["items", "[]", "name"]))
    );
    assert!(!schema.requires(&path(&["billing", "email"])), "the group around it may be left out");
    assert!(!schema.requires(&path(&["other"])));
}

/// How often the parts of a schema that say `"format": "counted"` are asked about a document, and what was reckoned.
fn counted(schema: &Value, document: &Value) -> (u64, u64) {
    let asked = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&asked);
    let count = move |_: &str| {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    let validator = options().with_format("counted", count).build(schema).unwrap();
    assert!(validator.iter_errors(document).take(MOST_TOLD).count() <= MOST_TOLD);
    let reckoned = bounds::weight(schema).unwrap() * bounds::size(document);
    (asked.load(Ordering::Relaxed), reckoned)
}

#[test]
fn nothing_is_asked_more_often_than_was_reckoned() {
    let leaf = json!({ "format": "counted" });
    let words = ["a", "b", "c"];
    for combine in ["allOf", "anyOf", "oneOf"] {
        let mut schema = leaf.clone();
        for _ in 0..6 {
            schema = json!({ combine: [schema, schema, { "items": schema }, { "not": schema }] });
            if bounds::weight(&schema).is_ok_and(|weight| weight > 15_000) {
                break;
            }
        }
        let (asked, reckoned) = counted(&schema, &json!(words));
        assert!(asked <= reckoned, "{combine}: {asked} of {reckoned}");
        let (asked, reckoned) = counted(&schema, &json!("word"));
        assert!(asked > 0 && asked <= reckoned, "{combine}: {asked} of {reckoned}");
    }
    for (word, of) in [("unevaluatedProperties", "properties"), ("unevaluatedItems", "items")] {
        let (mut schema, mut document) = (leaf.clone(), json!("word"));
        for _ in 0..7 {
            let inner = if of == "items" { schema.clone() } else { json!({ "a": schema, "b": schema }) };
            let branch = json!({ of: inner });
            schema = json!({ "anyOf": [branch], "if": branch, word: schema });
            document = if of == "items" {
                json!([document, document])
            } else {
                json!({ "a": document, "c": document })
            };
            let Ok(_) = bounds::weight(&schema) else { break };
            let (asked, reckoned) = counted(&schema, &document);
            assert!(asked <= reckoned, "{word}: {asked} of {reckoned}");
        }
    }
    let pointing = json!({
        "$defs": { "a": { "anyOf": [leaf, leaf] }, "b": { "allOf": [{ "$ref": "#/$defs/a" }, { "$ref": "#/$defs/a" }] } },
        "items": { "items": { "$ref": "#/$defs/b" } },
        "propertyNames": { "$ref": "#/$defs/b" },
    });
    let (asked, reckoned) = counted(&pointing, &json!([words, words]));
    assert!(asked > 0 && asked <= reckoned, "{asked} of {reckoned}");
    let (asked, reckoned) = counted(&pointing, &json!({ "a": 1, "b": 2 }));
    assert!(asked > 0 && asked <= reckoned, "{asked} of {reckoned}");
}

#[test]
fn a_hostile_schema_on_a_hostile_answer_is_not_begun() {
    let leaf = json!({ "type": "string" });
    let some = |of: &Value| vec![of.clone(); 40];
    let schema = json!({ "$defs": { "a": { "allOf": some(&leaf) } }, "items": { "allOf": some(&json!({ "$ref": "#/$defs/a" })) } });
    let schema = read(&schema).unwrap();
    let answer = json!(vec![1; 100_000]);
    assert!(schema.work(&answer) > MOST_WORK, "{}", schema.work(&answer));
    assert_eq!(schema.violations(&answer), Err(TooMuch));
    assert!(schema.violations(&json!([1])).is_ok_and(|found| !found.is_empty()), "of a small one it is told");
    let pattern =
        read(&json!({ "items": { "allOf": vec![json!({ "pattern": "(a|b)*c.{50}d" }); 50] } })).unwrap();
    assert_eq!(pattern.violations(&json!(["ab".repeat(100_000)])), Err(TooMuch));
    // Each reference twice: what is asked of a field is found by looking at each part once.
    let mut definitions = Map::new();
    for n in 0..7 {
        let next = format!("#/$defs/d{}", n + 1);
        definitions.insert(format!("d{n}"), json!({ "allOf": [{ "$ref": next }, { "$ref": next }] }));
    }
    definitions.insert("d7".into(), json!({ "required": ["id"], "properties": { "id": {} } }));
    let doubling = read(&json!({ "$defs": definitions, "$ref": "#/$defs/d0" })).unwrap();
    assert!(doubling.with_referred(vec![&doubling.document]).len() < 50);
    assert!(doubling.requires(&path(&["id"])));
}
