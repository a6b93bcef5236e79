//! Source maps (ECMA-426): the sources that a script was made from, which nobody meant to publish.

use serde_json::{Map, Value};

/// Maps within maps, more than are looked into.
const DEPTH: usize = 8;

/// What is in a map: each source by its name, and what is left of the map without them.
pub(crate) struct Sources {
    /// Name and text.
    pub(crate) sources: Vec<(String, String)>,
    /// Names and places; the mappings themselves are numbers.
    pub(crate) rest: String,
}

/// Reads a source map; `None` where it is none.
pub(crate) fn read(text: &[u8]) -> Option<Sources> {
    // A line that some servers put before JSON to keep it from being run (RFC-less, but in ECMA-426 5.4).
    let text = match text.strip_prefix(b")]}'") {
        Some(rest) => &rest[rest.iter().position(|byte| *byte == b'\n')?..],
        None => text,
    };
    let Value::Object(mut map) = serde_json::from_slice(text).ok()? else { return None };
    if !map.contains_key("mappings") && !map.contains_key("sections") {
        return None;
    }
    let mut sources = Vec::new();
    take(&mut map, &mut sources, DEPTH);
    Some(Sources { sources, rest: Value::Object(map).to_string() })
}

fn take(map: &mut Map<String, Value>, into: &mut Vec<(String, String)>, depth: usize) {
    map.remove("mappings");
    let names = map.get("sources").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(Value::Array(contents)) = map.remove("sourcesContent") {
        for (at, content) in contents.into_iter().enumerate() {
            let Value::String(content) = content else { continue };
            let name = names
                .get(at)
                .and_then(Value::as_str)
                .map_or_else(|| format!("source {}", at + 1), str::to_owned);
            into.push((name, content));
        }
    }
    let Some(Value::Array(sections)) = map.get_mut("sections") else { return };
    for inner in sections.iter_mut().filter_map(|section| section.get_mut("map")?.as_object_mut()) {
        if depth > 0 {
            take(inner, into, depth - 1);
        }
    }
}
