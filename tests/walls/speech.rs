//! What a room never says aloud: a lower layer's error may quote what it was given, and that may be a key.

use std::path::Path;

use crate::sources::{each, root};

struct Silent {
    /// The folder, from the repository's root.
    below: &'static str,
    /// Any of these, as plain text, outside of tests and comments.
    words: &'static [&'static str],
}

const ROOMS: &[Silent] = &[
    // The vault says nothing at all: not to a log, not to a terminal, and no error's text to its callers.
    Silent {
        below: "src-tauri/crates/vault/src",
        words: &[
            ":?}",
            ":#?}",
            "print!(",
            "println!(",
            "dbg!(",
            "tracing::",
            "log::",
            "{error}",
            "{err}",
            "{e}",
            "error.to_string()",
            "err.to_string()",
            "e.to_string()",
        ],
    },
    Silent { below: "src-tauri/crates/engine/src", words: LOWER },
    Silent { below: "src-tauri/crates/cli/src", words: LOWER },
    Silent { below: "src-tauri/src", words: LOWER },
];

/// An error of a lower layer, in full; or with whatever a log makes of it.
const LOWER: &[&str] = &[
    "error:?}",
    "error:#?}",
    "err:?}",
    "e:?}",
    "why:?}",
    "?error",
    "%error",
    "?err,",
    "%err,",
    "?err)",
    "%err)",
    "dbg!(",
];

/// A source without its tests, which stand at its end.
fn own(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

fn said(room: &Silent, text: &str) -> Vec<String> {
    let lines = own(text).lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| room.words.iter().filter(|word| stands_in(line, word)))
        .map(|word| (*word).to_owned())
        .collect()
}

/// Not as the end of a longer name.
fn stands_in(line: &str, word: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || c == '_';
    let alone = |at: usize| !word.starts_with(name) || !line[..at].ends_with(name);
    line.match_indices(word).any(|(at, _)| alone(at))
}

fn is_test(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests")
}

#[test]
fn no_room_says_what_a_lower_layer_told_it() {
    let mut wrong = Vec::new();
    for room in ROOMS {
        let below = root().join(room.below);
        let mut files = 0;
        each(&below, &["rs"], &mut |path, text| {
            if !is_test(path.strip_prefix(&below).expect("below")) {
                files += 1;
                wrong.extend(said(room, text).into_iter().map(|word| format!("{}: {word}", path.display())));
            }
        });
        assert!(files > 5, "{} was searched", room.below);
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn this_check_can_fail() {
    for room in ROOMS {
        for word in room.words {
            assert!(
                said(room, &format!("fn a() {{\n  b(x, {word});\n}}")).contains(&(*word).to_owned()),
                "{word}"
            );
            let quiet = format!("// about {word}\nfn a() {{}}\n#[cfg(test)]\nmod tests {{\n  x{word}\n}}\n");
            assert_eq!(said(room, &quiet), Vec::<String>::new(), "a comment and a test with {word}");
        }
    }
    assert!(!stands_in("name.to_string()", "e.to_string()") && stands_in("(e.to_string())", "e.to_string()"));
    for planted in [
        "store.get().map_err(|error| Trouble::Other(format!(\"{error:?}\")))",
        "tracing::warn!(\"the keyring: {e:?}\")",
    ] {
        assert!(ROOMS.iter().all(|room| !said(room, planted).is_empty()), "{planted}");
    }
    assert!(is_test(Path::new("keyring/tests.rs")) && is_test(Path::new("tests/doctor.rs")));
    assert!(!is_test(Path::new("sends/tests_run.rs")));
}
