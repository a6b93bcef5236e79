//! What the shell's configuration allows the page.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Every directive of the policy and the most that it may allow.
const POLICY: &[(&str, &[&str])] = &[
    ("default-src", &["'none'"]),
    ("script-src", &["'self'"]),
    ("style-src", &["'self'"]),
    ("img-src", &["'self'", "data:"]),
    ("font-src", &["'self'"]),
    ("connect-src", &["ipc:", "http://ipc.localhost"]),
    ("base-uri", &["'none'"]),
    ("form-action", &["'none'"]),
    ("frame-ancestors", &["'none'"]),
];

fn config() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../src-tauri/tauri.conf.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("tauri.conf.json")).expect("JSON")
}

fn violations(config: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let security = &config["app"]["security"];
    let mut must = |what: &str, holds: bool| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    must("withGlobalTauri is false", config["app"]["withGlobalTauri"] == false);
    must("prototypes are frozen", security["freezePrototype"] == true);
    must("the asset protocol is off", security["assetProtocol"]["enable"] == false);
    must("only the capability `main`", security["capabilities"] == json!(["main"]));
    must("no window is made by configuration", config["app"]["windows"] == json!([]));
    must("commands that are not granted are left out", config["build"]["removeUnusedCommands"] == true);
    must("no plugin is configured for the page", config.get("plugins").is_none());
    must("no separate policy for development", security.get("devCsp").is_none());
    wrong.extend(policy_violations(security["csp"].as_str().unwrap_or_default()));
    dangerous(config, "", &mut wrong);
    wrong
}

fn policy_violations(policy: &str) -> Vec<String> {
    let given: BTreeMap<&str, Vec<&str>> = policy
        .split(';')
        .filter_map(|directive| {
            let mut words = directive.split_whitespace();
            Some((words.next()?, words.collect()))
        })
        .collect();
    let mut wrong = Vec::new();
    for (name, most) in POLICY {
        match given.get(name) {
            None => wrong.push(format!("the policy says nothing of {name}")),
            Some(sources) => wrong.extend(
                sources
                    .iter()
                    .filter(|source| !most.contains(source))
                    .map(|source| format!("{name} allows {source}")),
            ),
        }
    }
    // A directive that is not known here may only forbid.
    let unknown = given.iter().filter(|(name, _)| POLICY.iter().all(|(known, _)| known != *name));
    wrong.extend(
        unknown
            .filter(|(_, sources)| **sources != ["'none'"])
            .map(|(name, s)| format!("{name} allows {s:?}")),
    );
    wrong
}

fn dangerous(value: &Value, path: &str, wrong: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
                if name.to_lowercase().contains("dangerous") {
                    wrong.push(format!("{path}.{name}"));
                }
                dangerous(value, &format!("{path}.{name}"), wrong);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| dangerous(value, path, wrong)),
        _ => {}
    }
}

#[test]
fn the_configuration_allows_the_page_nothing_but_itself_and_its_commands() {
    assert_eq!(violations(&config()), Vec::<String>::new());
}

#[test]
fn the_page_has_no_inline_script_or_style() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/index.html");
    let page = std::fs::read_to_string(path).expect("index.html");
    assert_eq!(inline(&page), Vec::<String>::new());
    assert_eq!(inline("<script>x</script>").len(), 1);
    assert_eq!(inline("<style>a {}</style><p onclick='x'><p style='x'>").len(), 3);
    assert_eq!(inline("<script type=\"module\" src=\"/src/main.ts\"></script>").len(), 0);
}

/// Inline code voids a strict policy: hashes and nonces would be added for it.
fn inline(page: &str) -> Vec<String> {
    let tags = page.split('<').skip(1).filter_map(|tag| tag.split('>').next());
    let bad = |tag: &&str| {
        let name = tag.split_whitespace().next().unwrap_or_default();
        let has = |attribute: &str| tag.split_whitespace().skip(1).any(|word| word.starts_with(attribute));
        name == "style" || (name == "script" && !has("src=")) || has("style=") || has("on")
    };
    tags.filter(bad).map(str::to_owned).collect()
}

#[test]
fn each_loosened_setting_is_found() {
    type Loosen = fn(&mut Value);
    let loosened: &[Loosen] = &[
        |c| c["app"]["withGlobalTauri"] = json!(true),
        |c| c["app"]["security"]["freezePrototype"] = json!(false),
        |c| c["app"]["security"]["assetProtocol"]["enable"] = json!(true),
        |c| c["app"]["security"]["dangerousDisableAssetCspModification"] = json!(true),
        |c| c["app"]["security"]["capabilities"] = json!(["main", "more"]),
        |c| c["app"]["windows"] = json!([{ "label": "second" }]),
        |c| c["build"]["removeUnusedCommands"] = json!(false),
        |c| c["plugins"] = json!({ "shell": { "open": true } }),
        |c| c["app"]["security"]["devCsp"] = json!("default-src *"),
        |c| c["app"]["security"]["csp"] = json!(null),
    ];
    for (index, loosen) in loosened.iter().enumerate() {
        let mut config = config();
        loosen(&mut config);
        assert_ne!(violations(&config), Vec::<String>::new(), "loosened setting {index}");
    }
    let policy = config()["app"]["security"]["csp"].as_str().expect("a policy").to_owned();
    for more in ["'unsafe-inline'", "'unsafe-eval'", "https:", "*", "asset:"] {
        let loose = policy.replace("script-src 'self'", &format!("script-src 'self' {more}"));
        assert_eq!(policy_violations(&loose).len(), 1, "{more}");
    }
    let open = policy.replace("connect-src ipc:", "connect-src ipc: https://elsewhere.example");
    assert_eq!(policy_violations(&open).len(), 1);
    assert_eq!(policy_violations(&format!("{policy}; frame-src https://elsewhere.example")).len(), 1);
}
