//! Folders on this machine, scanned from the terminal.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::room::{Ran, Room, holds, made_key, nowhere};

/// A folder `d` in the room with a held key in three places and a file named after it, and a file `keys` that knows it.
fn folder(room: &Room) -> (String, String) {
    let key = made_key("");
    fs::create_dir_all(room.path("d/sub")).expect("folders");
    room.file("d/.env", &format!("A=1\nTOKEN={key}\n"));
    room.file(&format!("d/sub/{key}.txt"), &format!("{key} and again {key}\n"));
    room.file("d/plain.txt", "Order 10042, SKU-77-XL, 19.90 EUR\n");
    let keys = room.file("keys", &format!("\n\n{key}\n"));
    (key, keys)
}

fn scan(room: &Room, args: &[&str]) -> Ran {
    let mut program = room.program(&[&["scan", "d"], args].concat());
    program.current_dir(room.path("")).output().expect("keyrack").into()
}

fn places(ran: &Ran, list: &str) -> Vec<(String, u64)> {
    let json = ran.json();
    let rows = json[list].as_array().expect("a list");
    rows.iter()
        .map(|row| (row["path"].as_str().expect("a path").to_owned(), row["line"].as_u64().expect("a line")))
        .collect()
}

#[test]
fn findings_name_place_line_rule_and_key_and_never_the_value() {
    let room = Room::without_keyring();
    let (key, keys) = folder(&room);
    let ran = scan(&room, &["--keys-file", &keys, "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(places(&ran, "findings"), [("d/.env".to_owned(), 2), ("d/sub/[key].txt".to_owned(), 1)]);
    let json = ran.json();
    assert_eq!(
        json["findings"][0],
        json!({ "path": "d/.env", "line": 2, "rule": "held-key", "class": "held", "key": 3 })
    );
    assert_eq!(json["findings"][1]["more"].as_array().map(Vec::len), Some(1), "one finding a line");
    assert_eq!((json["counts"]["files"].clone(), json["not_sought"].clone()), (json!(3), json!([])));
    let text = scan(&room, &["--keys-file", &keys]);
    assert!(!text.out.contains("of the rack"), "it need not be one of the rack's: {}", text.out);
    for words in
        ["d/.env", "line 2", "A key of the keys file, line 3 of it", "2 lines with held keys", "Next: "]
    {
        assert!(text.out.contains(words), "{words}: {}", text.out);
    }
    let sarif = scan(&room, &["--keys-file", &keys, "--sarif"]);
    for ran in [&ran, &text, &sarif] {
        assert!(!holds(ran.out.as_bytes(), &key) && !holds(ran.err.as_bytes(), &key), "{ran:?}");
    }
    assert!(!room.path("rack").exists(), "no data directory is made");
    let clean = room.file("other", &made_key(""));
    let ran = scan(&room, &["--keys-file", &clean, "--no-shapes", "--json"]);
    assert_eq!((ran.code, ran.json()["complete"].clone()), (0, json!(true)), "{ran:?}");
}

#[test]
fn a_baseline_accepts_what_stands_there_and_nothing_new() {
    let room = Room::without_keyring();
    let (key, _) = folder(&room);
    let keys = room.file("keys", &key);
    let given = ["--keys-file", &keys, "--json"];
    let written =
        scan(&room, &[&given[..], &["--write-baseline", "base.json", "--reason", "a sample"]].concat());
    assert_eq!((written.code, places(&written, "accepted").len()), (0, 2), "{written:?}");
    let base = fs::read(room.path("base.json")).expect("the baseline");
    assert!(!holds(&base, &key));
    let with = [&given[..], &["--baseline", "base.json"]].concat();
    // Lines move.
    room.file("d/.env", &format!("\n\nA=1\nTOKEN={key}\n"));
    assert_eq!(scan(&room, &with).code, 0);
    room.file("d/new.txt", &key);
    let ran = scan(&room, &with);
    assert_eq!((ran.code, places(&ran, "findings")), (1, vec![("d/new.txt".to_owned(), 1)]));
    room.file("base.json", "{}");
    scan(&room, &with).fails(2);
}

#[test]
fn sarif_has_what_its_readers_need() {
    let room = Room::without_keyring();
    let (_, keys) = folder(&room);
    room.file("d/odd name#1.js", &format!("x('sk_{}_{}')\n", "live", &made_key("")[..24]));
    room.file("d/pay.js", &format!("x('pk_{}_{}')\n", "live", &made_key("")[..24]));
    scan(&room, &["--keys-file", &keys, "--write-baseline", "base.json"]);
    room.file("d/new.txt", &fs::read_to_string(&keys).expect("keys"));
    let ran = scan(&room, &["--keys-file", &keys, "--baseline", "base.json", "--sarif"]);
    let sarif = ran.json();
    assert_eq!((ran.code, sarif["version"].clone()), (1, json!("2.1.0")));
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        assert!(
            rule["id"].is_string()
                && rule["help"]["text"].is_string()
                && rule["shortDescription"]["text"].is_string()
        );
    }
    let results = run["results"].as_array().expect("results");
    let mut levels: Vec<&str> = Vec::new();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a uri");
        assert!(!uri.contains([' ', '#', '[']) && uri.starts_with("d/"), "{uri}");
        assert!(place["region"]["startLine"].as_u64().is_some_and(|line| line > 0));
        levels.push(result["level"].as_str().expect("a level"));
        assert!(result["partialFingerprints"]["keyrackFinding/v1"].is_string(), "{result}");
    }
    levels.sort_unstable();
    levels.dedup();
    assert_eq!(levels, ["error", "note", "warning"]);
    let open: Vec<&Value> = results.iter().filter(|one| one["suppressions"] == json!([])).collect();
    assert_eq!(open.len(), 2, "what is new, and what is published: {open:?}");
}

#[test]
fn what_cannot_be_read_is_said_and_what_is_published_does_not_fail() {
    let room = Room::without_keyring();
    fs::create_dir(room.path("d")).expect("a folder");
    room.file("d/pay.js", &format!("x('pk_{}_{}')\n", "live", &made_key("")[..24]));
    std::os::unix::fs::symlink("/etc/hostname", room.path("d/out")).expect("a link");
    let ran = scan(&room, &["--no-rack", "--json"]);
    let json = ran.json();
    assert_eq!((ran.code, json["findings"][0]["class"].clone()), (0, json!("public")), "{ran:?}");
    assert_eq!(
        (json["skipped"][0]["code"].clone(), json["complete"].clone()),
        (json!("link_out"), json!(false))
    );
    let text = scan(&room, &["--no-rack"]);
    assert!(text.out.contains("no leaks") && text.out.contains("1 not read"), "{}", text.out);
    scan(&room, &["--no-rack", "--no-shapes"]).fails(2);
}

#[test]
fn what_is_not_there_is_named_and_a_key_in_its_name_is_not() {
    let room = Room::without_keyring();
    let (key, keys) = folder(&room);
    let said = scan(&room, &["not-there", "--no-rack"]).fails(2);
    assert!(said.contains("not-there is not there"), "{said}");
    let said = scan(&room, &[&format!("{key}.txt"), "--keys-file", &keys, "--no-shapes"]).fails(2);
    assert!(said.contains("[key].txt is not there") && !said.contains(&key), "{said}");
    for option in ["--keys-file", "--baseline"] {
        let said = scan(
            &room,
            &["--keys-file", &keys, option, "gone"][if option == "--baseline" { 0 } else { 2 }..],
        );
        assert!(said.fails(2).contains(option), "{option}");
    }
    room.file("none.json", "{}");
    let said = scan(&room, &["--no-rack", "--write-baseline", "none.json"]).fails(2);
    assert!(said.contains("--write-baseline"), "{said}");
    let said = room.run(&["redact", "shop.log"]).fails(2);
    assert!(said.contains("keyrack redact < FILE") && !said.contains("shop.log"), "{said}");
}

#[test]
fn where_nothing_is_sought_nothing_is_called_clean() {
    let room = Room::with_keyring();
    folder(&room);
    let empty = room.file("empty", "\n \n");
    for args in [&["--keys-file", &empty, "--no-shapes"][..], &["--no-shapes"], &["--no-rack", "--no-shapes"]]
    {
        let ran = scan(&room, args);
        assert!(ran.out.is_empty() && ran.err.contains("There is nothing to look for."), "{args:?}: {ran:?}");
        ran.fails(2);
    }
    let ran = scan(&room, &["--keys-file", &empty]);
    assert!(ran.out.is_empty() && ran.err.contains("The keys file is empty."), "{ran:?}");
    ran.fails(2);
}

#[test]
fn a_baseline_holds_however_the_paths_are_typed_and_says_what_it_took_in() {
    let room = Room::without_keyring();
    let (key, keys) = folder(&room);
    let within = |folder: &str, args: &[&str]| -> Ran {
        let all = [&["scan"], args, &["--keys-file", &keys, "--no-shapes"]].concat();
        room.program(&all).current_dir(room.path(folder)).output().expect("keyrack").into()
    };
    let written = within("d", &[".", "--write-baseline", "../base.json"]);
    assert!(written.err.contains("2 lines accepted in ../base.json, 2 new. Say why"), "{written:?}");
    let base = fs::read_to_string(room.path("base.json")).expect("the baseline");
    assert!(base.contains("\"d/.env\"") && base.contains("\"d/sub/[key].txt\""), "{base}");
    let whole = room.path("d").to_string_lossy().into_owned();
    let held = room.path("base.json").to_string_lossy().into_owned();
    for (folder, path) in
        [("", "d"), ("", "./d/"), ("d", "."), ("d", ".env"), ("d/sub", "../.env"), ("", &whole)]
    {
        let ran = within(folder, &[path, "--baseline", &held, "--json"]);
        assert!(
            ran.code == 0 && !ran.json()["accepted"].as_array().expect("a list").is_empty(),
            "{path}: {ran:?}"
        );
    }
    let again = within("", &["d", "--write-baseline", "base.json", "--reason", "a sample"]);
    assert!(again.err.contains("2 lines accepted in base.json, 0 new."), "{again:?}");
    let base = fs::read_to_string(&held).expect("the baseline");
    assert_eq!((base.matches("a sample").count(), base.matches("at once").count()), (2, 0), "{base}");
    // Into a file of another folder, with names of its own.
    fs::create_dir(room.path("ci")).expect("a folder");
    within("", &["d", "--baseline", "base.json", "--write-baseline", "ci/base.json"]).good();
    let moved = fs::read_to_string(room.path("ci/base.json")).expect("the baseline");
    assert!(moved.contains("\"../d/.env\"") && moved.matches("a sample").count() == 2, "{moved}");
    room.file("other.txt", &key);
    let ran = within("", &["other.txt", "--baseline", "base.json", "--json"]);
    assert_eq!((ran.code, places(&ran, "findings")), (1, vec![("other.txt".to_owned(), 1)]));
}

#[test]
fn what_was_not_looked_at_is_never_called_clean() {
    let room = Room::without_keyring();
    fs::create_dir_all(room.path("d/sub")).expect("folders");
    room.file("d/plain.txt", "Order 10042\n");
    let keys = room.file("keys", &made_key(""));
    let given = ["--keys-file", &keys];
    assert_eq!(scan(&room, &given).code, 0);
    // The system calls it a file, and fails to read it.
    for named in ["d/sub", "/proc/self/mem"] {
        let ran = scan(&room, &[&given[..], &[named, "--json"]].concat());
        let json = ran.json();
        assert_eq!((ran.code, json["nothing_read"].clone()), (2, json!([named])), "{ran:?}");
        assert_eq!(json["complete"], json!(false));
        let text = scan(&room, &[&given[..], &[named]].concat());
        assert!(text.code == 2 && text.out.contains("Nothing was read"), "{text:?}");
        let sarif = scan(&room, &[&given[..], &[named, "--sarif"]].concat());
        assert_eq!(sarif.json()["runs"][0]["invocations"][0]["executionSuccessful"], json!(false));
    }
    // Nobody listens there.
    let site = scan(&room, &[&given[..], &["--url", "http://127.0.0.1:9/", "--json"]].concat());
    assert_eq!((site.code, site.json()["nothing_read"].clone()), (2, json!(["http://127.0.0.1:9/"])));
    // What was found goes before what was not read.
    room.file("d/found.txt", &fs::read_to_string(&keys).expect("keys"));
    assert_eq!(scan(&room, &[&given[..], &["d/sub"]].concat()).code, 1);
}

#[test]
fn a_line_that_is_too_short_to_be_sought_is_refused_by_its_number() {
    let room = Room::without_keyring();
    folder(&room);
    let short = room.file("short", &format!("{}\nshort\n\nabc\n", made_key("")));
    let ran = scan(&room, &["--keys-file", &short]);
    assert!(ran.err.contains("Lines 2, 4 of the keys file are too short"), "{ran:?}");
    assert!(!ran.err.contains("abc") && ran.out.is_empty(), "{ran:?}");
    ran.fails(2);
}

#[test]
fn a_short_key_of_the_rack_is_named_and_fails_no_scan() {
    let room = Room::with_keyring();
    room.add_shop();
    let add = ["key", "add", "Acme/Shop", "consumer_secret", "--from", "stdin", "--yes"];
    room.piped(&add, "a1b2c").good();
    fs::create_dir(room.path("d")).expect("a folder");
    room.file("d/plain.txt", "Order 10042\n");
    let ran = scan(&room, &["--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let named = ran.json()["not_sought"].as_array().cloned().expect("a list");
    assert!(
        named.len() == 1 && named[0].as_str().is_some_and(|name| name.starts_with("Acme / Shop")),
        "{named:?}"
    );
    assert_eq!(ran.json()["complete"], json!(false));
    let text = scan(&room, &[]);
    assert!(text.code == 0 && text.out.contains("Not sought, because keys of fewer than 6"), "{text:?}");
    assert!(!text.out.contains("a1b2c"), "{text:?}");
}

#[test]
fn a_baseline_is_not_written_through_a_link() {
    let room = Room::without_keyring();
    folder(&room);
    let victim = room.file("victim", "mine");
    for link in ["base.json.new", "d/base.json"] {
        std::os::unix::fs::symlink(&victim, room.path(link)).expect("a link");
    }
    let keys = room.file("keys", &made_key(""));
    scan(&room, &["--keys-file", &keys, "--write-baseline", "base.json"]).good();
    // What lies there is read first, and this is none.
    scan(&room, &["--keys-file", &keys, "--write-baseline", "d/base.json"]).fails(2);
    assert_eq!(fs::read_to_string(&victim).expect("the other file"), "mine");
    let about = fs::metadata(room.path("base.json")).expect("the baseline");
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o777, 0o600);
}

/// A workspace that holds one key, which stands in `d` too.
fn rack(room: &Room) -> String {
    room.add_shop();
    let key = made_key("cs_");
    let add = ["key", "add", "Acme/Shop", "consumer_secret", "--from", "stdin", "--yes"];
    room.piped(&add, &key).good();
    fs::create_dir(room.path("d")).expect("a folder");
    let mut log = fs::File::create(room.path("d/a.log")).expect("a file");
    writeln!(log, "GET /orders\ntoken {key} end").expect("lines");
    key
}

#[test]
fn the_keys_of_the_rack_are_found_and_masked() {
    let room = Room::with_keyring();
    let key = rack(&room);
    let ran = scan(&room, &["--json", "--client", "Acme", "--no-shapes"]);
    let json = ran.json();
    assert_eq!((ran.code, places(&ran, "findings")), (1, vec![("d/a.log".to_owned(), 2)]), "{ran:?}");
    let named = &json["findings"][0]["key"];
    assert_eq!(named["users"], json!([{ "client": "Acme", "integration": "Shop" }]));
    assert_eq!(named["fingerprint"].as_str().map(str::len), Some(6));
    let masked = room.piped(&["redact"], &format!("token {key} end\n"));
    assert_eq!(masked.code, 0, "{masked:?}");
    let label = masked.out.strip_prefix("token [key woocommerce consumer_secret #").expect("a label");
    assert!(label.ends_with("] end\n"), "{label}");
    nowhere(&room, &[&ran, &masked], &key, Some(&room.path("d/a.log")));
    assert!(room.run(&["log"]).good().contains("Scanned for keys"));
}

#[test]
fn without_a_keyring_nothing_is_scanned_and_nothing_comes_out() {
    let room = Room::with_keyring();
    let key = rack(&room);
    let away = |args: &[&str]| -> Ran {
        let mut program = room.program(args);
        program.env_remove("DBUS_SESSION_BUS_ADDRESS").current_dir(room.path(""));
        program
            .stdin(fs::File::open(room.path("d/a.log")).expect("the log"))
            .output()
            .expect("keyrack")
            .into()
    };
    for args in [&["redact"][..], &["scan", "d"], &["scan", "d", "--json"]] {
        let ran = away(args);
        assert!(ran.out.is_empty() && ran.err.contains("--no-rack"), "{ran:?}");
        assert!(!holds(ran.err.as_bytes(), &key));
        ran.fails(3);
    }
    assert_eq!(away(&["scan", "d", "--no-rack"]).code, 1);
    assert!(Path::new(&room.path("rack")).exists());
    let empty = Room::without_keyring();
    let ran = empty.piped(&["redact"], "mail anna.muster@shop.example\n");
    assert!(ran.good().starts_with("mail [email #"), "a workspace without a key needs no keyring");
}
