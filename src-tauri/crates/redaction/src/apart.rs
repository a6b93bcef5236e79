//! Values that stand apart from their names, in a field or a line of their own: `name: N` and `value: V`,
//! `variable "N" { default = "V" }`, `["N", "V"]`, cells of a table in prose, a path after its value.

use crate::guise::{looks_chosen, looks_made};
use crate::written::{Value, blanks, quoted};
use std::ops::Range;

/// How far behind its name a value begins.
const REACH: usize = 120;

/// The value of a name that nothing joins to it, if what stands around the name says where the value is.
pub(crate) fn value_apart(text: &str, name: &Range<usize>) -> Option<Value> {
    let before = &text[text.floor_char_boundary(name.start.saturating_sub(REACH))..name.start];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let end = text.floor_char_boundary(name.end + REACH);
    let after = &text[name.end..end];
    let found = listed(text, name, line, after)
        .or_else(|| declared(text, name, line, after))
        .or_else(|| paired(text, name, after))
        .or_else(|| celled(name, line, after));
    found.or_else(|| filed(text, name, before))
}

/// `- name: TOKEN` and on the next line `value: …`, as containers get their environment.
fn listed(text: &str, name: &Range<usize>, line: &str, after: &str) -> Option<Value> {
    let begins = line.trim_start().trim_start_matches("- ").trim_matches([' ', '"', '\'']);
    if !matches!(begins, "name:" | "key:") {
        return None;
    }
    let next = after.trim_start_matches(['"', '\'', ' ', '\r']).strip_prefix('\n')?;
    let value = next.trim_start().strip_prefix("value:")?;
    let at = blanks(text.as_bytes(), name.end + after.len() - value.len());
    quoted(text, at).or_else(|| {
        let len = text[at..].find('\n').unwrap_or(text.len() - at);
        let len = text[at..at + len].trim_end().len();
        (len > 0).then_some(Value { range: at..at + len, quoted: true })
    })
}

/// `variable "smtp_password" {` and on the next lines `default = "…"`, as infrastructure is written.
fn declared(text: &str, name: &Range<usize>, line: &str, after: &str) -> Option<Value> {
    if line.trim() != "variable \"" {
        return None;
    }
    let body = after.strip_prefix('"')?.trim_start().strip_prefix('{')?;
    let body = body.split('}').next()?;
    let at = body.find("default")?;
    let rest = body[at + "default".len()..].trim_start().strip_prefix('=')?;
    let begin = name.end + (rest.as_ptr() as usize - after.as_ptr() as usize);
    quoted(text, blanks(text.as_bytes(), begin))
}

/// `["X-Session-Token", "…"]`: a list of two, as headers are kept.
fn paired(text: &str, name: &Range<usize>, after: &str) -> Option<Value> {
    let opened = text[..name.start].strip_suffix('"')?.trim_end().ends_with('[');
    let rest = after.strip_prefix('"')?.trim_start().strip_prefix(',')?.trim_start();
    let value = quoted(text, name.end + after.len() - rest.len()).filter(|_| opened)?;
    let closed = text.get(value.range.end + 1..)?.trim_start().starts_with(']');
    closed.then_some(value).filter(|value| is_shown(&text[value.range.clone()]))
}

/// `| API secret | `…` |`: the next cell of a table.
fn celled(name: &Range<usize>, line: &str, after: &str) -> Option<Value> {
    if !line.trim_start().starts_with('|') {
        return None;
    }
    let cell = after.trim_start_matches([' ', '*', '`']).strip_prefix('|')?;
    let said = cell.split(['|', '\n']).next()?;
    let value = said.trim_matches([' ', '`', '*']);
    let lead = said.find(value)?;
    let at = name.end + after.len() - cell.len() + lead;
    (cell[said.len()..].starts_with('|') && is_shown(value))
        .then_some(Value { range: at..at + value.len(), quoted: true })
}

/// `SET value='…' WHERE path='payment/x/private_key'`: the name stands behind.
fn filed(text: &str, name: &Range<usize>, before: &str) -> Option<Value> {
    let set = before.to_ascii_lowercase().rfind("set value")?;
    let sign = set + before[set..].find('=')?;
    let start = name.start - before.len();
    let value = quoted(text, blanks(text.as_bytes(), start + sign + 1))?;
    let between = text.get(value.range.end + 1..name.start)?.trim_start().to_ascii_lowercase();
    between.starts_with("where path").then_some(value)
}

/// With so little to join it to its name, a value shows what it is.
fn is_shown(value: &str) -> bool {
    looks_made(value) || crate::guise::is_made_alone(value) || looks_chosen(value)
}
