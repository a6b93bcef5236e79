//! SARIF 2.1.0 (OASIS), as code hosts and editors read it.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use vault::Class;

use super::{Told, ToldKey, ToldLine, ToldScan};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

impl ToldScan {
    /// As `keyrack scan --sarif` prints it.
    #[must_use]
    pub fn sarif(&self) -> Value {
        // A rule is of one class at a time: the same format may be published or not.
        let mut rules: BTreeMap<String, (usize, &Told)> = BTreeMap::new();
        for one in &self.lines {
            rules.entry(id(&one.main)).or_insert((0, &one.main));
        }
        for (at, rule) in rules.values_mut().enumerate() {
            rule.0 = at;
        }
        let open = self.lines.iter().filter(|one| one.accepted.is_none());
        let accepted = self.lines.iter().filter(|one| one.accepted.is_some());
        let results: Vec<Value> = open.chain(accepted).map(|one| result(one, &rules)).collect();
        let mut invocation = json!({
            "executionSuccessful": !self.cancelled && self.was_looked_at(),
            "toolExecutionNotifications": notifications(self),
        });
        if let Some((began, ended)) = self.times {
            invocation["startTimeUtc"] = json!(time(began));
            invocation["endTimeUtc"] = json!(time(ended));
        }
        let mut value = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "Keyrack",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules.iter().map(|(id, (_, told))| rule(id, told)).collect::<Vec<_>>(),
                }},
                "columnKind": "unicodeCodePoints",
                "invocations": [invocation],
                "results": results,
            }],
        });
        // Else the order of fields would hang on how the program was built.
        value.sort_all_objects();
        value
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What was not read, or not sought.
fn notifications(scan: &ToldScan) -> Vec<Value> {
    let unread = scan.unread.iter().map(|one| {
        json!({ "level": "note", "message": { "text": one.why }, "locations": [place(&one.place, None)] })
    });
    let nothing = scan.nothing_read.iter().map(|one| {
        json!({ "level": "error", "message": { "text": "Nothing of it was read." }, "locations": [place(one, None)] })
    });
    let unsought = scan.not_sought.iter().map(|name| {
        let text = format!("A key was not looked for, because it is too short or not in the keyring: {name}");
        json!({ "level": "error", "message": { "text": text } })
    });
    unread.chain(nothing).chain(unsought).collect()
}

fn id(told: &Told) -> String {
    match told.class {
        Class::Public if !told.rule.ends_with("-public") => format!("{}-public", told.rule),
        _ => told.rule.clone(),
    }
}

fn level(class: Class) -> &'static str {
    match class {
        Class::Held => "error",
        Class::Secret => "warning",
        Class::Public => "note",
    }
}

fn rule(id: &str, told: &Told) -> Value {
    let words = &told.words;
    let help = format!("{} {}", words.what, words.next);
    json!({
        "id": id,
        "name": id,
        "shortDescription": { "text": words.title },
        "fullDescription": { "text": words.what },
        "help": { "text": help.trim() },
        "defaultConfiguration": { "level": level(told.class) },
    })
}

fn result(one: &ToldLine, rules: &BTreeMap<String, (usize, &Told)>) -> Value {
    let id = id(&one.main);
    let words = &one.main.words;
    let mut message = format!("{}. {}", words.title, words.what);
    match &one.main.key {
        Some(ToldKey::Line(line)) => message += &format!(" It is line {line} of the keys file."),
        Some(ToldKey::Rack(key)) => {
            let users =
                key.users.iter().map(|user| format!("{}/{}", user.client_name, user.integration_name));
            message += &format!(" It is #{} of {}.", key.fingerprint, users.collect::<Vec<_>>().join(", "));
        }
        None => {}
    }
    let mut value = json!({
        "ruleId": id,
        "ruleIndex": rules.get(&id).map(|rule| rule.0),
        "level": level(one.main.class),
        "message": { "text": message },
        "locations": [place(&one.place, Some(one.line))],
        "suppressions": [],
    });
    if let Some(print) = &one.print {
        value["partialFingerprints"] = json!({ "keyrackFinding/v1": print });
    }
    if let Some(commit) = &one.commit {
        value["properties"] = json!({ "commit": commit });
    }
    if let Some(reason) = &one.accepted {
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
