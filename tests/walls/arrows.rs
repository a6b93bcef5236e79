//! Arrows between the rooms, over `cargo metadata`: `ui ⇢ desktop`, `cli` → `engine` → `vault` → `redaction`.

use std::process::Command;

use serde_json::{Value, json};

/// Each room with the rooms that it depends on: exactly these.
const ROOMS: &[(&str, &[&str])] = &[
    ("redaction", &[]),
    ("vault", &["redaction"]),
    // The sample workspace runs against a provider of its own.
    ("engine", &["loopback", "vault"]),
    ("loopback", &[]),
    ("keyrack-desktop", &["engine"]),
    ("keyrack", &["engine"]),
    // A bench measures the redaction by itself.
    ("keyrack-tests", &["engine", "loopback", "redaction"]),
    ("xtask", &[]),
];

/// Crates that a room may never name itself, whatever for; a trailing `*` stands for any ending.
const NEVER: &[(&str, &[&str])] = &[
    (
        "keyrack-desktop",
        &[
            "vault",
            "redaction",
            "sqlx*",
            "rusqlite",
            "libsqlite3-sys",
            "reqwest",
            "hyper*",
            "ureq",
            "secrecy",
            "keyring*",
            "*keyring-store",
            "arboard",
            "tauri-plugin-clipboard*",
            "tauri-plugin-fs",
            "tauri-plugin-http",
            "tauri-plugin-shell",
            "tauri-plugin-store",
            "tauri-plugin-sql",
            "tauri-plugin-opener",
            "tauri-plugin-dialog",
        ],
    ),
    (
        "keyrack",
        &[
            "vault",
            "redaction",
            "sqlx*",
            "rusqlite",
            "libsqlite3-sys",
            "reqwest",
            "hyper*",
            "ureq",
            "secrecy",
            "keyring*",
            "*keyring-store",
            "arboard",
            "tauri*",
        ],
    ),
    (
        "engine",
        &[
            "tauri*",
            "keyring*",
            "*keyring-store",
            "reqwest",
            "hyper*",
            "ureq",
            "arboard",
            "secrecy",
            "rpassword",
            // What of gitoxide reads configuration, starts programs or opens connections.
            "gix",
            "gix-config",
            "gix-command",
            "gix-transport",
            "gix-protocol",
        ],
    ),
    ("vault", &["tauri*", "sqlx*", "rusqlite", "engine"]),
    (
        "redaction",
        &[
            "tokio",
            "reqwest",
            "hyper*",
            "sqlx*",
            "rusqlite",
            "keyring*",
            "*keyring-store",
            "arboard",
            "chrono",
            "time",
            "tempfile",
            "walkdir",
            "ignore",
            "memmap*",
            "rustix",
            "libc",
            "nix",
            "secrecy",
            "url",
            "uuid",
        ],
    ),
];

/// Features that only tests and benches may ask for.
const TEST_FEATURES: &[(&str, &str)] = &[("vault", "memory-keyring"), ("engine", "made-up")];

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let mut command = Command::new(cargo);
    command.args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
        "--manifest-path",
        manifest,
    ]);
    let output = command.output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn violations(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().expect("packages");
    let mut wrong = Vec::new();
    let known = |name: &str| ROOMS.iter().any(|(room, _)| *room == name);
    for package in packages {
        let name = text(&package["name"]);
        if !known(name) {
            wrong.push(format!("{name} is a room that this test does not know"));
        }
    }
    for (room, allowed) in ROOMS {
        let Some(package) = packages.iter().find(|package| package["name"] == *room) else {
            wrong.push(format!("the room {room} is gone"));
            continue;
        };
        let all = package["dependencies"].as_array().expect("dependencies");
        // Tests of a room may use the provider, and nothing else of the house.
        let (tests, own): (Vec<&Value>, Vec<&Value>) =
            all.iter().partition(|dependency| dependency["kind"] == "dev");
        let mut rooms: Vec<&str> =
            own.iter().map(|dependency| text(&dependency["name"])).filter(|d| known(d)).collect();
        rooms.sort_unstable();
        if rooms != *allowed {
            wrong.push(format!("{room} → {rooms:?} instead of {allowed:?}"));
        }
        for dependency in tests.iter().map(|dependency| text(&dependency["name"])).filter(|d| known(d)) {
            if !allowed.contains(&dependency) && dependency != "loopback" && dependency != *room {
                wrong.push(format!("the tests of {room} → {dependency}"));
            }
        }
        let never = NEVER.iter().filter(|(of, _)| of == room).flat_map(|(_, never)| *never);
        for never in never {
            let named = own.iter().map(|dependency| text(&dependency["name"])).filter(|d| matches(never, d));
            wrong.extend(named.map(|dependency| format!("{room} names {dependency}")));
        }
        for (of, feature) in TEST_FEATURES {
            let asks = |dependency: &&&Value| {
                *room != "keyrack-tests"
                    && dependency["name"] == *of
                    && dependency["features"].as_array().is_some_and(|all| all.contains(&json!(feature)))
            };
            wrong.extend(
                own.iter()
                    .filter(asks)
                    .map(|_| format!("{room} turns on {of}/{feature}, which is for tests")),
            );
        }
    }
    wrong
}

fn matches(pattern: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => name.ends_with(end),
        (_, Some(start)) => name.starts_with(start),
        _ => pattern == name,
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a name")
}

#[test]
fn arrows_between_the_rooms_are_exactly_those_of_the_house() {
    assert_eq!(violations(&metadata()), Vec::<String>::new());
}

fn with(room: &str, dependency: Value) -> Vec<String> {
    let mut metadata = metadata();
    let packages = metadata["packages"].as_array_mut().expect("packages");
    let package = packages.iter_mut().find(|package| package["name"] == room).expect("the room");
    package["dependencies"].as_array_mut().expect("dependencies").push(dependency);
    violations(&metadata)
}

#[test]
fn a_planted_arrow_is_found() {
    let plain = |name: &str| json!({ "name": name, "kind": null, "features": [] });
    for (room, crate_name) in [
        ("keyrack-desktop", "vault"),
        ("keyrack-desktop", "reqwest"),
        ("keyrack-desktop", "tauri-plugin-fs"),
        ("keyrack", "redaction"),
        ("keyrack", "secrecy"),
        ("keyrack", "zbus-secret-service-keyring-store"),
        ("engine", "tauri"),
        ("engine", "keyring-core"),
        ("engine", "arboard"),
        ("engine", "gix"),
        ("vault", "engine"),
        ("vault", "sqlx"),
        ("redaction", "tokio"),
        ("redaction", "vault"),
    ] {
        assert_ne!(with(room, plain(crate_name)), Vec::<String>::new(), "{room} → {crate_name}");
    }
    let build = json!({ "name": "vault", "kind": "build", "features": [] });
    assert_ne!(with("keyrack-desktop", build), Vec::<String>::new());
    let dev = json!({ "name": "vault", "kind": "dev", "features": [] });
    assert_ne!(with("keyrack", dev), Vec::<String>::new(), "tests reach no deeper than their room");
    let feature = json!({ "name": "vault", "kind": null, "features": ["memory-keyring"] });
    assert!(with("engine", feature).iter().any(|wrong| wrong.contains("memory-keyring")));
    let feature = json!({ "name": "engine", "kind": null, "features": ["made-up"] });
    assert!(with("keyrack-desktop", feature).iter().any(|wrong| wrong.contains("made-up")));
}

#[test]
fn a_room_that_is_missing_or_new_is_found() {
    let mut metadata = metadata();
    metadata["packages"].as_array_mut().expect("packages").retain(|package| package["name"] != "vault");
    assert!(violations(&metadata).contains(&"the room vault is gone".to_owned()));
    metadata["packages"]
        .as_array_mut()
        .expect("packages")
        .push(json!({ "name": "side-door", "dependencies": [] }));
    assert!(violations(&metadata).iter().any(|wrong| wrong.starts_with("side-door")));
}
