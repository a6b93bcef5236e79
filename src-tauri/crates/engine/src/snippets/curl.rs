//! curl in a shell. The key goes to curl through a pipe: on a command line every user of the machine could read it.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use vault::Method;

use super::quote::shell;
use super::recipe::{Piece, Recipe};

pub(super) fn write(recipe: &Recipe) -> String {
    let mut lines = vec!["#!/usr/bin/env bash".to_owned(), "set -euo pipefail".to_owned()];
    lines.extend(recipe.reads.iter().map(|name| format!(": \"${{{name}:?is not set}}\"")));
    let config = config(recipe);
    if !config.is_empty() {
        lines.push(String::new());
        lines.push(
            "# Through a pipe: on the command line every user of this machine could read the key.".to_owned(),
        );
        lines.push("option() { local value=${2//\\\\/\\\\\\\\}; printf '%s = \"%s\"\\n' \"$1\" \"${value//\\\"/\\\\\\\"}\"; }".to_owned());
    }
    lines.push(String::new());
    lines.push("curl --silent --show-error --fail-with-body --globoff --max-time 30 \\".to_owned());
    lines.push(format!("  --proto '={}' \\", if recipe.is_https() { "https" } else { "http" }));
    lines.push(match recipe.method {
        Method::Head => "  --head \\".to_owned(),
        method => format!("  --request {} \\", method.as_str()),
    });
    for (name, value) in &recipe.headers {
        if let Some(text) = public(value) {
            lines.push(format!("  --header {} \\", shell(&format!("{name}: {text}"))));
        }
    }
    if let Some(body) = &recipe.body {
        lines.push(format!("  --data-raw {} \\", shell(body)));
    }
    if !config.is_empty() {
        lines.push(format!("  --config <({}) \\", config.join("; ")));
    }
    lines.push(format!("  --url {}", shell(&recipe.url)));
    lines.join("\n") + "\n"
}

/// What carries a key, as calls of `option`.
fn config(recipe: &Recipe) -> Vec<String> {
    let mut calls = Vec::new();
    for (name, value) in &recipe.headers {
        if public(value).is_none() {
            calls.push(format!("option header {}{}", shell(&format!("{name}: ")), joined(value)));
        }
    }
    if let Some((user, password)) = &recipe.basic {
        let pieces = [user.clone(), Piece::Text(":".into()), password.clone()];
        calls.push(format!("option user {}", joined(&pieces)));
    }
    for (name, variable) in &recipe.query {
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        calls.push(format!("option url-query {}\"${{{variable}}}\"", shell(&format!("{name}="))));
    }
    calls
}

fn joined(pieces: &[Piece]) -> String {
    let words = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => shell(text),
        Piece::Key(name) => format!("\"${{{name}}}\""),
    });
    words.collect()
}

/// The text of a value that carries no key.
pub(super) fn public(pieces: &[Piece]) -> Option<String> {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        Piece::Key(_) => None,
    });
    texts.collect()
}
