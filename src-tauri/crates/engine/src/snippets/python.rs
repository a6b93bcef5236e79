//! Python's `requests`.

use super::quote::python;
use super::recipe::{Piece, Recipe};
use crate::view::SnippetKey;

pub(super) fn write(recipe: &Recipe) -> String {
    let mut lines = Vec::new();
    let constant = recipe.from == SnippetKey::Constant && !recipe.reads.is_empty();
    if !constant && !recipe.reads.is_empty() {
        lines.push("import os".to_owned());
    }
    lines.extend(["import sys".to_owned(), String::new(), "import requests".to_owned()]);
    if constant {
        lines.push(format!("from secret_settings import {}", recipe.reads.join(", ")));
    }
    lines.push(String::new());
    if !constant {
        lines.extend(recipe.reads.iter().map(|name| format!("{name} = os.environ[\"{name}\"]")));
    }
    lines.push("response = requests.request(".to_owned());
    lines.push(format!("    {},", python(recipe.method.as_str())));
    lines.push(format!("    {},", python(&recipe.url)));
    if !recipe.query.is_empty() {
        let pairs = recipe.query.iter().map(|(name, variable)| format!("({}, {variable})", python(name)));
        lines.push(format!("    params=[{}],", pairs.collect::<Vec<_>>().join(", ")));
    }
    if !recipe.headers.is_empty() {
        lines.push("    headers={".to_owned());
        let header =
            |(name, value): &(String, Vec<Piece>)| format!("        {}: {},", python(name), joined(value));
        lines.extend(recipe.headers.iter().map(header));
        lines.push("    },".to_owned());
    }
    match &recipe.basic {
        Some((user, password)) => {
            let side = |piece: &Piece| format!("{}.encode()", word(piece));
            lines.push(format!("    auth=({}, {}),", side(user), side(password)));
        }
        // Without it, a .netrc of whoever runs it would overwrite the header that carries the key.
        None => lines.push("    auth=lambda request: request,  # no .netrc".to_owned()),
    }
    if let Some(body) = &recipe.body {
        lines.push(format!("    data={}.encode(),", python(body)));
    }
    lines.extend(
        ["    timeout=30,", "    allow_redirects=False,", "    verify=True,", ")"].map(str::to_owned),
    );
    lines.push("print(response.status_code)".to_owned());
    lines.push("sys.exit(0 if response.ok else 1)".to_owned());
    lines.join("\n") + "\n"
}

fn word(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => python(text),
        Piece::Key(name) => name.clone(),
    }
}

fn joined(pieces: &[Piece]) -> String {
    let words: Vec<String> =
        pieces.iter().filter(|piece| **piece != Piece::Text(String::new())).map(word).collect();
    if words.is_empty() { "\"\"".to_owned() } else { words.join(" + ") }
}
