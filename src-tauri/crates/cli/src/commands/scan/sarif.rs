//! SARIF 2.1.0 (OASIS), as code hosts and editors read it.

use std::collections::BTreeMap;

use engine::given::{Class, Finding, Mark};
use serde_json::{Value, json};

use super::shown::{Found, Key};
use crate::print::put;
use crate::stop::Stop;
use crate::visible::json as text_of;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn print(found: &Found) -> Result<(), Stop> {
    let text = text_of(&document(found))
        .map_err(|_| Stop::usage("The answer is not JSON.", "Report this as a mistake."))?;
    put(&(text + "\n"))
}

fn document(found: &Found) -> Value {
    let open = found.report.findings.iter().map(|one| (one, None));
    let all: Vec<(&Finding, Option<&str>)> =
        open.chain(found.accepted.iter().map(|(one, reason)| (one, Some(reason.as_str())))).collect();
    // A rule is of one class at a time: the same format may be published or not.
    let mut rules: BTreeMap<String, (usize, &Mark)> = BTreeMap::new();
    for (one, _) in &all {
        rules.entry(id(&one.mark)).or_insert((0, &one.mark));
    }
    for (at, rule) in rules.values_mut().enumerate() {
        rule.0 = at;
    }
    let results: Vec<Value> = all.iter().map(|(one, reason)| result(found, one, *reason, &rules)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Keyrack",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|(id, (_, mark))| rule(found, id, mark)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": !found.report.cancelled && found.was_looked_at(),
                "toolExecutionNotifications": notifications(found),
            }],
            "results": results,
        }],
    })
}

/// What was not read, or not sought.
fn notifications(found: &Found) -> Vec<Value> {
    let unread = found.report.unread.iter().map(|one| {
        json!({ "level": "note", "message": { "text": one.why }, "locations": [place(&one.place, None)] })
    });
    let nothing = found.report.nothing_read.iter().map(|one| {
        json!({ "level": "error", "message": { "text": "Nothing of it was read." }, "locations": [place(one, None)] })
    });
    let unsought = found.too_short.iter().map(|name| {
        let text = format!("A key was not looked for, because it is too short or not in the keyring: {name}");
        json!({ "level": "error", "message": { "text": text } })
    });
    unread.chain(nothing).chain(unsought).collect()
}

fn id(mark: &Mark) -> String {
    match mark.class {
        Class::Public if !mark.rule.ends_with("-public") => format!("{}-public", mark.rule),
        _ => mark.rule.to_owned(),
    }
}

fn level(class: Class) -> &'static str {
    match class {
        Class::Held => "error",
        Class::Secret => "warning",
        Class::Public => "note",
    }
}

fn rule(found: &Found, id: &str, mark: &Mark) -> Value {
    let words = found.words(mark);
    let help = format!("{} {}", words.what, words.next);
    json!({
        "id": id,
        "name": id,
        "shortDescription": { "text": words.title },
        "fullDescription": { "text": words.what },
        "help": { "text": help.trim() },
        "defaultConfiguration": { "level": level(mark.class) },
    })
}

fn result(
    found: &Found,
    one: &Finding,
    reason: Option<&str>,
    rules: &BTreeMap<String, (usize, &Mark)>,
) -> Value {
    let id = id(&one.mark);
    let words = found.words(&one.mark);
    let mut message = format!("{}. {}", words.title, words.what);
    match found.key(&one.mark) {
        Some(Key::Line(line)) => message += &format!(" It is line {line} of the keys file."),
        Some(Key::Rack(key)) => {
            let users =
                key.users.iter().map(|user| format!("{}/{}", user.client_name, user.integration_name));
            message += &format!(" It is #{} of {}.", key.fingerprint, users.collect::<Vec<_>>().join(", "));
        }
        None => {}
    }
    let mut value = json!({
        "ruleId": id,
        "ruleIndex": rules.get(&id).map(|rule| rule.0),
        "level": level(one.mark.class),
        "message": { "text": message },
        "locations": [place(&one.place, Some(one.line))],
        "suppressions": [],
    });
    if let Some(print) = one.mark.prints.get(found.salt).or(one.mark.prints.first()) {
        value["partialFingerprints"] = json!({ "keyrackFinding/v1": print });
    }
    if let Some(commit) = &one.commit {
        value["properties"] = json!({ "commit": commit });
    }
    if let Some(reason) = reason {
        value["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
    }
    value
}

fn place(path: &str, line: Option<u64>) -> Value {
    let mut place = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(path) } } });
    if let Some(line) = line {
        place["physicalLocation"]["region"] = json!({ "startLine": line });
    }
    place
}

/// A path as a relative reference: what has a meaning in an address is encoded.
fn uri(path: &str) -> String {
    if path.starts_with("https://") || path.starts_with("http://") {
        return path.to_owned();
    }
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'!' => {
                uri.push(char::from(byte));
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
