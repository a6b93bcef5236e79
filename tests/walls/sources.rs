//! What no source of a room may contain.

use std::fs;
use std::path::{Path, PathBuf};

/// What must not stand in a room's sources.
struct Never {
    /// The folder, from the repository's root.
    below: &'static str,
    endings: &'static [&'static str],
    /// Files and folders below it that may, with their reason in the house's plan.
    but: &'static [&'static str],
    /// Any of these, as plain text.
    words: &'static [&'static str],
}

const WALLS: &[Never] = &[
    // The page has no way to a key, a file, the network or the shell but its commands.
    Never {
        below: "ui/src",
        endings: &["ts", "svelte"],
        but: &[],
        words: &[
            "type=\"password\"",
            "type='password'",
            "{@html",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "navigator.clipboard",
            "clipboardData",
            "XMLHttpRequest",
            "WebSocket",
            "EventSource",
            "sendBeacon",
            "eval(",
            "new Function",
            "sessionStorage",
            "indexedDB",
            "document.cookie",
            "serviceWorker",
        ],
    },
    Never {
        below: "ui/src",
        endings: &["ts", "svelte"],
        but: &[],
        words: &[" fetch(", "(fetch(", "window.fetch", "=fetch("],
    },
    // The page's own store keeps which clients are pinned, by id, and nothing else.
    Never {
        below: "ui/src",
        endings: &["ts", "svelte"],
        but: &["stores/pins.svelte.ts"],
        words: &["localStorage"],
    },
    Never { below: "ui/src", endings: &["ts", "svelte"], but: &["ipc/"], words: &["@tauri-apps", "__TAURI"] },
    // A key is looked at in one room only.
    Never {
        below: "src-tauri",
        endings: &["rs"],
        but: &["crates/vault/"],
        words: &["expose_secret", "SecretString", "SecretBox", "SecretSlice"],
    },
    // One audited module.
    Never {
        below: "src-tauri",
        endings: &["rs"],
        but: &["src/native/process.rs"],
        words: &["unsafe {", "unsafe fn", "unsafe impl", "allow(unsafe_code"],
    },
    // Lower layers' texts stay below.
    Never {
        below: "src-tauri/src",
        endings: &["rs"],
        but: &["bin/"],
        words: &["reqwest::", "sqlx::", "keyring_core", "vault::"],
    },
    Never {
        below: "src-tauri/crates/cli/src",
        endings: &["rs"],
        but: &[],
        words: &["reqwest::", "sqlx::", "keyring_core", "vault::"],
    },
];

/// Calls `look` with every file below `folder` whose ending is one of these.
pub(crate) fn each(folder: &Path, endings: &[&str], look: &mut dyn FnMut(&Path, &str)) {
    let Ok(entries) = fs::read_dir(folder) else { panic!("{} cannot be read", folder.display()) };
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !matches!(name, "node_modules" | "target" | "dist" | "gen") {
                each(&path, endings, look);
            }
        } else if path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| endings.contains(&ending))
        {
            look(&path, &fs::read_to_string(&path).expect("text"));
        }
    }
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn found(wall: &Never, text: &str) -> Vec<String> {
    let comment =
        |line: &str| ["//", "///", "*", "<!--"].iter().any(|start| line.trim_start().starts_with(start));
    let lines = text.lines().filter(|line| !comment(line));
    lines
        .flat_map(|line| {
            wall.words.iter().filter(|word| line.contains(**word)).map(|word| (*word).to_owned())
        })
        .collect()
}

/// Raw colours: `#abc`, `rgb(`, `hsl(` and so on.
fn raw_colours(text: &str) -> Vec<String> {
    let mut raw = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//") && !line.trim_start().starts_with('*'))
    {
        raw.extend(
            ["rgb(", "rgba(", "hsl(", "hsla(", "oklch("]
                .iter()
                .filter(|f| line.contains(**f))
                .map(|f| (*f).to_owned()),
        );
        for (at, _) in line.match_indices('#') {
            let digits: String = line[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
            let before = line[..at].chars().next_back();
            let value = matches!(before, Some(' ' | ':' | '"' | '\'' | '(' | ','));
            let hex = digits.chars().all(|c| c.is_ascii_hexdigit()) && matches!(digits.len(), 3 | 4 | 6 | 8);
            if value && hex {
                raw.push(format!("#{digits}"));
            }
        }
    }
    raw
}

#[test]
fn no_room_contains_what_it_must_not() {
    let mut wrong = Vec::new();
    for wall in WALLS {
        let below = root().join(wall.below);
        let mut files = 0;
        each(&below, wall.endings, &mut |path, text| {
            let place = path.strip_prefix(&below).expect("below").to_str().expect("plain");
            // Tests of the page plant what the page must not have.
            let exempt = wall.but.iter().any(|but| place.starts_with(but)) || place.contains(".test.");
            if !exempt {
                files += 1;
                wrong.extend(found(wall, text).into_iter().map(|word| format!("{}: {word}", path.display())));
            }
        });
        assert!(files > 5, "{} was searched", wall.below);
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn colours_are_tokens() {
    let mut wrong = Vec::new();
    each(&root().join("ui/src"), &["css", "svelte"], &mut |path, text| {
        if !path.ends_with("tokens.css") {
            // Only styles: in markup and scripts a `#` is a fingerprint or a link.
            let styles = text
                .split_once("<style")
                .map_or(if path.extension().is_some_and(|e| e == "css") { text } else { "" }, |(_, s)| s);
            wrong.extend(
                raw_colours(styles).into_iter().map(|colour| format!("{}: {colour}", path.display())),
            );
        }
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn these_checks_can_fail() {
    for wall in WALLS {
        for word in wall.words {
            assert_eq!(found(wall, &format!("let a = 1;\n  x{word} y")).len(), 1, "{word}");
            assert_eq!(found(wall, &format!("  // about {word}")).len(), 0, "a comment about {word}");
        }
    }
    assert_eq!(raw_colours("a { color: #fff; background: rgb(1,2,3) }"), ["rgb(", "#fff"]);
    assert_eq!(raw_colours("a { color: var(--text) }"), Vec::<String>::new());
}
