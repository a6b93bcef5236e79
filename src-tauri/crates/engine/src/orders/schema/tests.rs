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

/// How often the parts of a schema that say `"format": "counted"` are asked about a document, by what that counts as, and what
/// was reckoned.
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
    (asked.load(Ordering::Relaxed) * bounds::SLOW, reckoned)
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
    for (word, inner) in
        [("prefixItems", json!({ "prefixItems": [leaf] })), ("contains", json!({ "contains": leaf }))]
    {
        let mut schema = inner;
        for _ in 0..5 {
            schema = json!({ "allOf": [schema], "unevaluatedItems": false });
            let (asked, reckoned) = counted(&schema, &json!(["one", "two"]));
            assert!(asked > 0 && asked <= reckoned, "{word}: {asked} of {reckoned}");
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
fn what_is_slow_counts_for_what_it_takes() {
    let many = |word: &str, of: &Value, times: usize| json!({ word: vec![of.clone(); times] });
    let all = |values: usize| json!((0..values).collect::<Vec<_>>());
    // Each with an answer that is a little too large for it.
    for (schema, values) in [
        (many("allOf", &json!({ "uniqueItems": true }), 1_000), 2_000),
        (many("allOf", &json!({ "format": "email" }), 1_000), 2_000),
        (many("allOf", &json!({ "multipleOf": 1 }), 1_000), 600),
        // Asked whether it holds, and then why not.
        (many("anyOf", &json!({ "format": "email" }), 1_000), 1_000),
    ] {
        let schema = read(&schema).unwrap();
        assert_eq!(schema.violations(&all(values)), Err(TooMuch), "{}", schema.weight);
        assert!(schema.violations(&all(values / 4)).is_ok(), "{}", schema.weight);
    }
}

#[test]
fn a_schema_is_only_so_large_and_so_deep() {
    let nested = |times: usize| (0..times).fold(json!(true), |inner, _| json!({ "not": inner }));
    assert!(read(&nested(64)).is_ok() && read(&nested(65)).is_err());
    let doubling = |times: usize| {
        let mut definitions = Map::new();
        for n in 0..times {
            let next = json!({ "$ref": format!("#/$defs/d{}", n + 1) });
            definitions.insert(format!("d{n}"), json!({ "allOf": [next, next] }));
        }
        definitions.insert(format!("d{times}"), json!({ "type": "string" }));
        bounds::weight(&json!({ "$defs": definitions, "$ref": "#/$defs/d0" }))
    };
    assert!(doubling(8).is_ok() && doubling(12).is_err(), "each part counts as often as it is led to");
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
        read(&json!({ "items": { "allOf": vec![json!({ "pattern": "(a|b)*c.{40}d" }); 32] } })).unwrap();
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

#[test]
fn patterns_that_people_write_are_taken_and_no_more_than_32_of_them() {
    // The last is what HTML's own standard gives for an address.
    let written = [
        r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$",
        r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
        r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        r"^\+[1-9]\d{1,14}$",
        r"^[\p{L}\p{M} '’.-]{1,100}$",
        r"^https?://[^\s/$.?#].[^\s]*$",
        r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
    ];
    let all: Vec<Value> = written.iter().map(|one| json!({ "not": { "pattern": one } })).collect();
    let schema = read(&json!({ "items": { "allOf": all } })).unwrap();
    let texts = [
        "DE02120300000000202051",
        "2024-02-29",
        "123e4567-e89b-12d3-a456-426614174000",
        "+4930123456",
        "Zoë d’Arc",
        "https://shop.example/a?b=c",
        "zoe.o'hara@shop.example",
    ];
    let found = schema.violations(&json!(texts)).unwrap();
    assert_eq!(found.len(), texts.len(), "each is what one of them says, and none is too much: {found:?}");
    assert_eq!(read(&json!({ "pattern": "[ab]{1000}[^ab]" })).err().map(|one| one.line), Some(None));

    let several = |count: usize| vec![json!({ "pattern": "^[a-z]+@" }); count];
    assert!(read(&json!({ "allOf": several(32) })).is_ok());
    assert!(read(&json!({ "allOf": several(33) })).is_err());
    let names = |count: usize| (0..count).map(|n| (format!("^n{n}"), json!({}))).collect::<Map<_, _>>();
    assert!(read(&json!({ "patternProperties": names(32) })).is_ok());
    assert!(read(&json!({ "patternProperties": names(33) })).is_err());
    // Sixteen where they stand, and as often again as they are referred to.
    let referring = |times: usize| json!({ "$defs": { "a": { "allOf": several(16) } }, "allOf": vec![json!({ "$ref": "#/$defs/a" }); times] });
    assert!(read(&referring(1)).is_ok());
    assert!(read(&referring(2)).is_err());
    // Read whole before anything says how large it is: 500 of Unicode's classes.
    assert!(read(&json!({ "pattern": format!("^{}$", "a".repeat(1_998)) })).is_ok());
    assert!(read(&json!({ "pattern": format!("^{}$", "a".repeat(1_999)) })).is_err());
}

#[test]
fn what_takes_long_for_each_value_counts_so() {
    // Each of them takes an automaton that grows with the text, in ways that no table of states holds.
    let text = |bytes: usize| json!("ab".repeat(bytes / 2));
    for pattern in ["(?:[ab]*a){440}[^a-z]", "(?:(?:a*)*b*){250}[^a-z]", "(?:[ab]{0,9}){60}[^a-z]"] {
        let schema = read(&json!({ "pattern": pattern })).unwrap();
        assert_eq!(schema.violations(&text(256 * 1024)), Err(TooMuch), "{pattern}");
        assert_eq!(schema.violations(&text(1_000)).map(|found| found.len()), Ok(1));
    }
    let exact =
        read(&json!({ "items": { "allOf": vec![json!({ "multipleOf": 0.0000001 }); 100] } })).unwrap();
    assert_eq!(exact.violations(&json!(vec![1.3e300; 10_000])), Err(TooMuch));
}

#[test]
fn violations_are_not_written_out_by_the_million() {
    // Each names its place, and so the long name once more.
    let schema = read(&json!({ "additionalProperties": { "items": { "type": "string" } } })).unwrap();
    let under = |name: &str, value: Value, count: usize| json!({ name: vec![value; count] });
    let long = "n".repeat(100_000);
    assert_eq!(schema.violations(&under(&long, json!(1), 60_000)), Err(TooMuch));
    assert_eq!(
        schema.violations(&under(&long, json!("a"), 60_000)),
        Ok(Vec::new()),
        "there is none to write"
    );
    assert_eq!(schema.violations(&under("n", json!(1), 1_000)).map(|found| found.len()), Ok(MOST_TOLD));
    // The same of the parts of a schema.
    let name = "n".repeat(10_000);
    let parts =
        |count: usize| json!({ "properties": { name.as_str(): { "allOf": vec![json!(true); count] } } });
    assert!(read(&parts(1_000)).is_ok());
    assert!(read(&parts(2_000)).is_err());
}
