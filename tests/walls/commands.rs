//! The page's commands: one list, and the same in the handler, the permission manifest, the capability and the page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `area: name, name; area: …` between the braces of `$then! { … }`.
fn listed(list: &str) -> BTreeSet<(String, String)> {
    let body = list.split_once("$then! {").expect("the list").1.split_once('}').expect("its end").0;
    let area = |entry: &str| {
        let (area, names) = entry.split_once(':').expect("area: names");
        let name = |name: &str| (area.trim().to_owned(), name.trim().to_owned());
        names.split(',').map(name).collect::<Vec<_>>()
    };
    body.split(';').filter(|entry| !entry.trim().is_empty()).flat_map(area).collect()
}

/// One command as its code declares it.
#[derive(Debug)]
struct Declared {
    name: String,
    /// Each parameter's name and type.
    takes: Vec<(String, String)>,
    answers: String,
    body: String,
}

/// Every function under `#[tauri::command]`.
fn declared(source: &str) -> Vec<Declared> {
    let read = |after: &str| {
        let (head, body) = after.split_once('{').expect("a body");
        let head = head.split_once("fn ").expect("a function").1;
        let (name, rest) = head.split_once('(').expect("parameters");
        let (parameters, answers) = rest.rsplit_once("->").map_or((rest, "()"), |(p, a)| (p, a.trim()));
        let parameters = parameters.trim().trim_end_matches(')');
        let one = |text: &str| {
            text.split_once(':').map(|(name, of)| (name.trim().to_owned(), of.trim().to_owned()))
        };
        Declared {
            name: name.to_owned(),
            takes: split_outside_brackets(parameters).into_iter().filter_map(|text| one(&text)).collect(),
            answers: answers.to_owned(),
            body: body.split_once("\n}").map_or(body, |(body, _)| body).to_owned(),
        }
    };
    source.split("#[tauri::command]").skip(1).map(read).collect()
}

fn split_outside_brackets(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' if depth == 0 => {
                pieces.push(String::new());
                continue;
            }
            _ => {}
        }
        pieces.last_mut().expect("one").push(c);
    }
    pieces
}

/// What a page may hand over: ids, plain input, places in a list. No key, no path, no address to fetch.
fn may_take(name: &str, of: &str) -> bool {
    match of {
        "AppHandle" | "State<'_, Rack>" | "Uuid" | "Option<Uuid>" | "Vec<Uuid>" | "bool" | "u32" => true,
        "ClientInput" | "IntegrationInput" | "Settings" | "BoardQuery" | "LogQuery" | "Vec<BulkColumn>" => {
            true
        }
        "ScanInput" | "ScanFormat" | "RequestPicks" | "WatchInput" => true,
        "RunOptions" | "RunFilter" | "RunFormat" => true,
        "OrderInput" | "Option<OrderInput>" | "SnippetInput" => true,
        // Names of a part, of a variable within an opened file, of a copy; why a finding is accepted.
        "String" => matches!(name, "part" | "name" | "reason"),
        _ => of.starts_with("Channel<") && name == "progress",
    }
}

/// The one address that the page names is fetched only after a person was shown it and said yes, and no key goes there.
fn asks_before_it_fetches(command: &Declared) -> bool {
    let at = |word: &str| command.body.find(word);
    let asked = at("native::confirm(&app, Question::fetch(");
    let declined = at("return Err(Refused::declined())");
    asked.is_some() && asked < declined && declined < at("engine.scan_site(")
}

/// What a person was told of held keys is put away on a person's word.
fn asks_before(command: &Declared, deed: &str) -> bool {
    let at = |word: &str| command.body.find(word);
    let asked = at("native::confirm(&app, ");
    let declined = at("return Err(Refused::declined())");
    asked.is_some() && asked < declined && declined < at(deed)
}

#[test]
fn what_a_person_must_say_is_done_after_a_native_question_alone() {
    let all = all_declared();
    for (name, deed) in [
        ("finding_accept", "engine.accept_finding("),
        ("scan_remove", "engine.remove_scan("),
        ("order_send", "engine.send_order("),
    ] {
        let (_, command) = all.iter().find(|(_, command)| command.name == name).expect("a command");
        assert!(asks_before(command, deed), "{name}: {}", command.body);
    }
    let silent =
        &declared("#[tauri::command]\nasync fn f() -> Answer<()> {\n engine.remove_scan(id)\n}\n")[0];
    assert!(!asks_before(silent, "engine.remove_scan("));
}

/// What it gets: a view, or nothing. Never free text, JSON, bytes.
fn may_answer(answers: &str) -> bool {
    let Some(inner) = answers.strip_prefix("Answer<").and_then(|rest| rest.strip_suffix('>')) else {
        return false;
    };
    let plain = |word: &str| matches!(word, "Value" | "String" | "str" | "u8" | "Response" | "PathBuf");
    !inner.split(|c: char| !c.is_alphanumeric()).any(plain)
}

fn all_declared() -> Vec<(String, Declared)> {
    let areas = fs::read_dir(at("src-tauri/src/commands")).expect("commands");
    let mut all = Vec::new();
    for path in areas.map(|entry| entry.expect("an entry").path()) {
        let area = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let source = fs::read_to_string(&path).expect("a source");
        all.extend(declared(&source).into_iter().map(|command| (area.clone(), command)));
    }
    all
}

#[test]
fn the_list_is_what_the_code_declares() {
    let code: BTreeSet<_> = all_declared().into_iter().map(|(area, command)| (area, command.name)).collect();
    assert!(code.len() > 30, "commands were found at all: {code:?}");
    assert_eq!(listed(&read("src-tauri/src/commands/list.rs")), code);
}

#[test]
fn handler_and_manifest_are_made_from_the_list_and_from_nothing_else() {
    let build = read("src-tauri/build.rs");
    assert!(build.contains("include!(\"src/commands/list.rs\")") && build.contains("commands!(names)"));
    let mut handlers = Vec::new();
    crate::sources::each(&at("src-tauri/src"), &["rs"], &mut |path, text| {
        // Calls, not words about them.
        let calls = text.matches("generate_handler![").count();
        handlers.extend((0..calls).map(|_| path.to_owned()));
    });
    assert_eq!(handlers.len(), 1, "one handler: {handlers:?}");
    let handler = fs::read_to_string(&handlers[0]).expect("a source");
    assert!(handler.contains("include!(\"commands/list.rs\")") && handler.contains("commands!(handler)"));
}

#[test]
fn the_capability_grants_exactly_the_list_to_the_one_window() {
    let files: Vec<PathBuf> = fs::read_dir(at("src-tauri/capabilities"))
        .expect("capabilities")
        .map(|entry| entry.expect("one").path())
        .collect();
    assert_eq!(files.len(), 1, "one capability: {files:?}");
    let capability: Value = serde_json::from_str(&read("src-tauri/capabilities/main.json")).expect("JSON");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability.get("webviews").is_none() && capability.get("remote").is_none());
    let granted: BTreeSet<String> = capability["permissions"]
        .as_array()
        .expect("permissions")
        .iter()
        .map(|permission| permission.as_str().expect("a name").to_owned())
        .collect();
    let commands = listed(&read("src-tauri/src/commands/list.rs")).into_iter();
    let mut wanted: BTreeSet<String> =
        commands.map(|(_, name)| format!("allow-{}", name.replace('_', "-"))).collect();
    wanted.extend(["core:event:allow-listen".into(), "core:event:allow-unlisten".into()]);
    assert_eq!(granted, wanted, "the list's commands, hearing events, and no plugin's permission");
}

/// Names in `ask("NAME"…)`.
fn called(source: &str) -> Vec<String> {
    let name = |rest: &str| {
        rest.trim_start_matches(['\n', ' ', '"']).split('"').next().unwrap_or_default().to_owned()
    };
    source.split("ask(").skip(1).filter(|rest| rest.trim_start().starts_with('"')).map(name).collect()
}

#[test]
fn the_page_calls_exactly_the_list() {
    let calls = called(&read("ui/src/ipc/ipc.ts"));
    let names: BTreeSet<String> =
        listed(&read("src-tauri/src/commands/list.rs")).into_iter().map(|(_, name)| name).collect();
    assert_eq!(calls.iter().cloned().collect::<BTreeSet<_>>(), names);
    assert_eq!(calls.len(), names.len(), "each in one place");
}

#[test]
fn no_command_takes_a_key_a_path_or_an_address_and_none_answers_free_text() {
    for (area, command) in all_declared() {
        for (name, of) in &command.takes {
            let fetches =
                (name.as_str(), of.as_str()) == ("url", "String") && asks_before_it_fetches(&command);
            assert!(may_take(name, of) || fetches, "{area}::{} takes {name}: {of}", command.name);
        }
        assert!(may_answer(&command.answers), "{area}::{} answers {}", command.name, command.answers);
    }
}

#[test]
fn these_checks_can_fail() {
    let planted = "#[tauri::command]\npub(crate) async fn leak(rack: State<'_, Rack>, value: String,\n path: String) -> Answer<Value> { x }";
    let command = &declared(planted)[0];
    assert_eq!((command.name.as_str(), command.takes.len()), ("leak", 3));
    assert!(command.takes.iter().filter(|(name, of)| !may_take(name, of)).count() == 2, "{command:?}");
    for answer in
        ["Answer<Value>", "Answer<Option<String>>", "Answer<Vec<u8>>", "String", "Result<(), String>", "()"]
    {
        assert!(!may_answer(answer), "{answer}");
    }
    let fetching = |body: &str| {
        let source = format!("#[tauri::command]\nasync fn f(url: String) -> Answer<()> {{\n{body}\n}}\n");
        asks_before_it_fetches(&declared(&source)[0])
    };
    let ask = "if !native::confirm(&app, Question::fetch(&site)).await { return Err(Refused::declined()); }";
    assert!(fetching(&format!("{ask} engine.scan_site(site)")));
    assert!(!fetching("engine.scan_site(site)") && !fetching(&format!("engine.scan_site(site); {ask}")));
    assert!(may_answer("Answer<Option<BulkView>>") && may_answer("Answer<()>"));
    assert_eq!(listed("$then! { a: one, two; b: three; }").len(), 3);
    assert_eq!(
        called("ask(\"one\") ask(\n  \"two\", { x }) async function ask<T>(command) ask(command)"),
        ["one", "two"]
    );
}
