//! Node's own `fetch`.

use super::quote::javascript;
use super::recipe::{Piece, Recipe};
use crate::view::SnippetKey;

pub(super) fn write(recipe: &Recipe) -> String {
    let mut lines = vec!["// Node 18 or later; save it as .mjs".to_owned()];
    match recipe.from {
        SnippetKey::Constant if !recipe.reads.is_empty() => {
            lines.push(format!("import {{ {} }} from \"./secrets.mjs\";", recipe.reads.join(", ")));
        }
        _ => {
            for name in &recipe.reads {
                lines.push(format!("const {name} = process.env.{name};"));
                lines.push(format!("if (!{name}) throw new Error(\"{name} is not set\");"));
            }
        }
    }
    lines.push(String::new());
    lines.push(format!("const url = new URL({});", javascript(&recipe.url)));
    for (name, variable) in &recipe.query {
        lines.push(format!("url.searchParams.append({}, {variable});", javascript(name)));
    }
    lines.push("const response = await fetch(url, {".to_owned());
    lines.push(format!("  method: {},", javascript(recipe.method.as_str())));
    let mut headers: Vec<String> = recipe
        .headers
        .iter()
        .map(|(name, value)| format!("    {}: {},", javascript(name), joined(value)))
        .collect();
    if let Some((user, password)) = &recipe.basic {
        let pair = joined(&[user.clone(), Piece::Text(":".into()), password.clone()]);
        headers.push(format!("    Authorization: \"Basic \" + Buffer.from({pair}).toString(\"base64\"),"));
    }
    if !headers.is_empty() {
        lines.push("  headers: {".to_owned());
        lines.extend(headers);
        lines.push("  },".to_owned());
    }
    if let Some(body) = &recipe.body {
        lines.push(format!("  body: {},", javascript(body)));
    }
    lines.push("  redirect: \"manual\",".to_owned());
    lines.push("  signal: AbortSignal.timeout(30_000),".to_owned());
    lines.push("});".to_owned());
    lines.push("console.log(response.status);".to_owned());
    lines.push("if (!response.ok) process.exitCode = 1;".to_owned());
    lines.join("\n") + "\n"
}

fn joined(pieces: &[Piece]) -> String {
    let words =
        pieces.iter().filter(|piece| **piece != Piece::Text(String::new())).map(|piece| match piece {
            Piece::Text(text) => javascript(text),
            Piece::Key(name) => name.clone(),
        });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "\"\"".to_owned() } else { words.join(" + ") }
}
