//! Headers: as lines of their own, and amid other text.

use crate::explore::{Budget, Spent};
use crate::keywords::{Hit, Owner};
use crate::names::{Telling, telling};
use crate::nets::Find;
use crate::placeholder::is_placeholder;
use std::ops::Range;

/// `name: value` lines. Of an `Authorization` the scheme stays, of a cookie its name and its attributes.
pub(crate) fn lines(text: &str, finds: &mut Vec<Find>) {
    let mut at = 0;
    for line in text.split('\n') {
        let from = at;
        at += line.len() + 1;
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let start = from + line.len() - value.len();
        let start = start + (value.len() - value.trim_start().len());
        let range = start..start + value.trim().len();
        header(text, &name.trim().to_ascii_lowercase(), range, finds);
    }
}

/// `Authorization` and cookies in a text that is no list of headers: a message written out, a command, a log.
/// Spends what is read: on one long line each header goes on through all that follow.
pub(crate) fn loose(
    text: &str,
    hits: &[Hit],
    budget: &mut Budget,
    finds: &mut Vec<Find>,
) -> Result<(), Spent> {
    let bytes = text.as_bytes();
    let mut masked = 0;
    for hit in hits.iter().filter(|hit| hit.owner == Owner::Header) {
        if hit.end <= masked {
            continue;
        }
        let said = &text[hit.start..hit.end];
        let before = &bytes[..hit.start];
        let name = match said.trim_end_matches(':').to_ascii_lowercase() {
            name if name == "cookie" && before.to_ascii_lowercase().ends_with(b"set-") => {
                "set-cookie".to_owned()
            }
            name => name,
        };
        // In a command it stands in quotes, and ends with them.
        let begin = hit.start
            - before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'-').count();
        let quote =
            begin.checked_sub(1).map(|at| bytes[at]).filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
        let line = &text[hit.end..];
        let end = line.find('\n').unwrap_or(line.len()).min(LONGEST_HEADER);
        let end =
            quote.and_then(|quote| memchr::memchr(quote, &bytes[hit.end..hit.end + end])).unwrap_or(end);
        let line = &text[hit.end..text.floor_char_boundary(hit.end + end)];
        budget.spend(line.len())?;
        let start = hit.end + line.len() - line.trim_start().len();
        let before = finds.len();
        header(text, &name, start..start + line.trim().len(), finds);
        // What one label covers to its end needs no second.
        let covers = |find: &Find| find.rule == "authorization-header";
        if let Some(find) = finds[before..].last().filter(|find| covers(find)) {
            masked = find.end;
        }
    }
    Ok(())
}

const LONGEST_HEADER: usize = 16 * 1024;

fn header(text: &str, name: &str, value: Range<usize>, finds: &mut Vec<Find>) {
    let said = &text[value.clone()];
    if said.is_empty() || is_placeholder(said) {
        return;
    }
    match name {
        "authorization" | "proxy-authorization" => {
            let secret = match said.split_once(' ') {
                Some((scheme, rest))
                    if scheme.len() <= 24
                        && scheme.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') =>
                {
                    value.end - rest.len()..value.end
                }
                _ => value,
            };
            finds.push(Find::secret(secret, "authorization", "authorization-header"));
        }
        "cookie" => cookies(text, value, finds),
        "set-cookie" => {
            let end = said.find(';').map_or(value.end, |at| value.start + at);
            cookies(text, value.start..end, finds);
        }
        "x-forwarded-for" | "x-real-ip" | "cf-connecting-ip" | "true-client-ip" | "forwarded" | "from" => {
            finds.push(Find::personal(value, "client address", "personal-header").alone());
        }
        _ => {
            let named = match telling(name) {
                Some(Telling::Secret(label)) => Some(label),
                Some(Telling::Perhaps(label))
                    if matches!(
                        label,
                        "signature" | "key" | "vendor key" | "authorization" | "api key" | "session"
                    ) && said.len() >= 12 =>
                {
                    Some(label)
                }
                _ => None,
            };
            if let Some(label) = named {
                finds.push(Find::secret(value, label, "telling-header").unsure());
            }
        }
    }
}

fn cookies(text: &str, range: Range<usize>, finds: &mut Vec<Find>) {
    let mut at = range.start;
    for pair in text[range].split(';') {
        let from = at;
        at += pair.len() + 1;
        if let Some((_, value)) = pair.split_once('=') {
            let start = from + pair.len() - value.len();
            let end = start + value.trim_end().len();
            if end > start && !is_placeholder(value) {
                finds.push(Find::secret(start..end, "cookie", "cookie").unsure());
            }
        }
    }
}
