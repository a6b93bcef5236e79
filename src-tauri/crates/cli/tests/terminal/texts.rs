//! Texts from standard input: masked, and scanned.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::room::{Ran, Room, fields, holds, made_key};

const REDACT: [&str; 2] = ["redact", "--jsonl"];
const SCAN: [&str; 2] = ["scan", "--jsonl"];

/// Runs on these records and answers with the run and its lines.
fn ask(room: &Room, args: &[&str], records: &[String]) -> (Ran, Vec<Value>) {
    let ran = room.piped(args, &(records.join("\n") + "\n"));
    let lines = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (ran, lines)
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn a_held_key_is_masked_however_its_record_arrives() {
    let room = Room::without_keyring();
    let key = made_key("");
    let text = format!("order 10042 für 🔑 {key} bezahlt");
    let (one, two) = key.split_at(17);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let records = [
        json!({ "id": "text", "text": text, "held": [key] }),
        json!({ "id": 2, "chunks": ["order 10042 für 🔑 ", one, two, " bezahlt"], "held": [key] }),
        json!({ "id": [3], "bytes": base64(text.as_bytes()), "held": [key] }),
        json!({ "id": "wide", "bytes": base64(&wide), "held": [key] }),
        json!({ "id": "both", "text": text, "chunks": [text], "held": ["short", key, "ab"], "kind": "x" }),
    ];
    let (ran, lines) = ask(&room, &REDACT, &records.map(|record| record.to_string()));
    assert!(ran.code == 0 && ran.err.is_empty() && !holds(ran.out.as_bytes(), &key), "{ran:?}");
    let ids: Vec<&Value> = lines.iter().map(|line| &line["id"]).collect();
    assert_eq!(json!(ids), json!(["text", 2, [3], "wide", "both"]));
    for line in &lines {
        let output = line["output"].as_str().expect("an output");
        assert!(output.starts_with("order 10042 für 🔑 [key held #"), "{output}");
        assert!(output.ends_with("] bezahlt") && output == lines[0]["output"], "{output}");
    }
    assert_eq!(fields(&lines[0]), ["id", "output"]);
    assert_eq!(lines[4]["refused"], json!([0, 2]));
    let (_, found) = ask(&room, &SCAN, &[records_with(&text, &["short", &key])]);
    assert_eq!(found[0]["refused"], json!([0]));
    assert!(!room.path("rack").exists(), "no data directory is made");
}

fn records_with(text: &str, held: &[&str]) -> String {
    json!({ "id": 1, "text": text, "held": held }).to_string()
}

#[test]
fn a_scan_names_characters_rules_and_classes() {
    let room = Room::without_keyring();
    let (held, shape) = (made_key(""), made_key("ck_"));
    // As long as its vendor makes them.
    let public = made_key("pk_live_")[..32].to_owned();
    let text = format!("ü🔑 {public}\n株式会社 {held} é\n{shape} x\n");
    let bytes = base64(text.as_bytes());
    let records = [
        records_with(&text, &[&held]),
        json!({ "id": 2, "bytes": bytes, "held": [held] }).to_string(),
        json!({ "id": 3, "text": "Order 10042, SKU-77-XL, 19.90 EUR" }).to_string(),
        records_with(&shape, &[&shape]),
    ];
    let (ran, lines) = ask(&room, &SCAN, &records);
    assert!(ran.code == 0 && ran.err.is_empty() && !holds(ran.out.as_bytes(), &held), "{ran:?}");
    let chars: Vec<char> = text.chars().collect();
    for line in &lines[..2] {
        assert_eq!(fields(line), ["found", "id"]);
        let found = line["found"].as_array().expect("a list");
        let cut = |one: &Value| {
            let [start, end] =
                [0, 1].map(|at| usize::try_from(one[at].as_u64().expect("a place")).expect("small"));
            chars[start..end].iter().collect::<String>()
        };
        let seen: Vec<(String, &Value)> = found.iter().map(|one| (cut(one), &one[3])).collect();
        let (public, held, shape) = (public.clone(), held.clone(), shape.clone());
        assert_eq!(seen, [(public, &json!("public")), (held, &json!("held")), (shape, &json!("secret"))]);
        assert_eq!(found[1][2], "held-key");
        assert!(found.iter().all(|one| one.as_array().is_some_and(|one| one.len() == 4)));
    }
    assert_eq!(lines[2], json!({ "id": 3, "found": [] }));
    assert_eq!(lines[3]["found"], json!([[0, 43, "held-key", "held"]]), "held goes before secret");
    assert!(!room.path("rack").exists(), "no data directory is made");
}

#[test]
fn a_bad_line_is_answered_in_its_place_and_not_repeated() {
    let room = Room::without_keyring();
    let key = made_key("sk_");
    let records = [
        json!({ "id": "a", "text": "x" }).to_string(),
        format!("{{\"id\":\"cut\",\"text\":\"{key}"),
        json!({ "id": "b", "text": [key] }).to_string(),
        String::new(),
        json!({ "id": "c", "bytes": key }).to_string(),
        json!({ "text": key }).to_string(),
        json!({ "id": "d", "text": "y" }).to_string(),
    ];
    for (args, field) in [(&REDACT, "output"), (&SCAN, "found")] {
        let (ran, lines) = ask(&room, args, &records);
        assert!(ran.code == 1 && ran.err.is_empty() && !holds(ran.out.as_bytes(), &key), "{ran:?}");
        let ids: Vec<&Value> = lines.iter().map(|line| &line["id"]).collect();
        assert_eq!(json!(ids), json!(["a", null, "b", null, "c", null, "d"]));
        for (at, line) in lines.iter().enumerate() {
            let mut expected = ["id", if matches!(at, 0 | 6) { field } else { "error" }];
            expected.sort_unstable();
            assert_eq!(fields(line), expected);
        }
    }
    assert!(room.piped(&SCAN, "").good().is_empty(), "nothing asked, nothing answered");
}

#[test]
fn a_record_that_is_too_large_is_not_shown_and_not_called_clean() {
    let room = Room::without_keyring();
    let key = made_key("ck_");
    let text = format!("{}{key}", "word ".repeat(3_500_000));
    let path = room.file("records", &(records_with(&text, &[]) + "\n" + &records_with("b", &[])));
    let run = |args: &[&str]| -> Ran {
        let mut program = room.program(args);
        program.stdin(File::open(&path).expect("the file")).output().expect("keyrack").into()
    };
    let redacted = run(&REDACT);
    let shown: Vec<&str> = redacted.out.lines().collect();
    assert!(redacted.code == 0 && shown.len() == 2, "{redacted:?}");
    assert!(shown[0].contains("[not shown: record too large, 17500043 bytes]"), "{}", shown[0]);
    let scanned = run(&SCAN);
    assert_eq!(scanned.code, 1);
    assert_eq!(scanned.out, "{\"id\":1,\"error\":\"larger than 16 MiB\"}\n{\"id\":1,\"found\":[]}\n");
}

#[test]
fn a_stream_goes_out_as_it_is_decided_and_is_explained() {
    let room = Room::without_keyring();
    let key = made_key("ck_");
    let mut child = room
        .program(&["redact", "--no-rack", "--explain"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("keyrack");
    let mut input = child.stdin.take().expect("its input");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    let mut first = String::new();
    input.write_all(format!("GET /orders key={key}\nplain ").as_bytes()).expect("a piece");
    input.write_all(b"text\n").expect("a piece");
    output.read_line(&mut first).expect("a line, though more is to come");
    assert!(first.starts_with("GET /orders key=[") && !holds(first.as_bytes(), &key), "{first}");
    input.write_all(format!("again {key}").as_bytes()).expect("a piece");
    drop(input);
    let mut rest = String::new();
    while output.read_line(&mut rest).expect("the rest") > 0 {}
    assert!(rest.starts_with("plain text\nagain [") && !holds(rest.as_bytes(), &key), "{rest}");
    let ended: Ran = child.wait_with_output().expect("an end").into();
    assert_eq!(ended.code, 0, "{ended:?}");
    let words: Vec<&str> = ended.err.split_whitespace().collect();
    assert_eq!(words[..3], ["RULE", "COUNT", "LINE:COLUMN"]);
    assert_eq!(words[4..], ["2", "1:17", "3:7"], "{ended:?}");
    assert!(!room.path("rack").exists(), "no data directory is made");

    let input = format!("{}\n", "anna.muster@shop.example ".repeat(12));
    let ran = room.piped(&["redact", "--no-rack", "--explain", "--json"], &input);
    let said: Value = serde_json::from_str(&ran.err).expect("JSON");
    assert_eq!(said["masked"][0]["count"], 12, "{said}");
    assert_eq!(said["masked"][0]["places"].as_array().map(Vec::len), Some(10));
    assert!(!ran.good().contains("muster"));
}

#[test]
fn the_shells_know_how_to_leave_the_keyring_alone() {
    let room = Room::without_keyring();
    let ran = room.piped(&["scan"], "");
    assert!(ran.out.is_empty() && ran.err.contains("PATH"), "{ran:?}");
    ran.fails(2);
    assert!(!room.path("rack").exists(), "no data directory is made");
    for shell in ["bash", "zsh", "fish"] {
        assert!(room.run(&["completions", shell]).good().contains("no-rack"), "{shell}");
    }
}
