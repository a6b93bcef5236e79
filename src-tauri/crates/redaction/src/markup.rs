//! XML and HTML: what an element's name and its parents tell of its text.

use crate::names::{Names, Telling};
use crate::nets::Find;
use crate::placeholder::is_placeholder;
use std::ops::Range;

const DEEPEST: usize = 64;

/// Walks the tags; what is odd is skipped.
pub(crate) fn find<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    // For each open element, whether it is about a person.
    let mut open: Vec<bool> = Vec::new();
    // What the last `<key>` told.
    let mut pair: Option<Telling> = None;
    // What a `<value>` is that holds an element of its own: `<value><string>…`
    let mut typed: Option<Telling> = None;
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'<', &bytes[at..]) {
        let tag = at + next;
        let Some(close) = memchr::memchr(b'>', &bytes[tag..]) else {
            return;
        };
        let end = tag + close + 1;
        let inner = &text[tag + 1..end - 1];
        at = end;
        if inner.starts_with('/') {
            open.pop();
            continue;
        }
        if inner.starts_with(['!', '?']) {
            continue;
        }
        let name = inner.split(|char: char| char.is_whitespace() || char == '/').next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or(name);
        let (named, value) = attributes(text, tag + 1 + name_end(inner)..end - 1);
        let named = named.and_then(|named| names.telling(&text[named]));
        let told = names.telling(name).or(named);
        if let (Some(told), Some(value)) = (named, value) {
            crate::fields::tell(text, Some(told), value, false, finds);
        }
        let within = open.last().copied().unwrap_or(false);
        let told = match name {
            // `<key>…</key><value>…</value>`
            "value" if named.is_none() => {
                let told = pair.take().or(told);
                typed = told.filter(|_| text[end..].trim_start().starts_with('<'));
                told
            }
            "string" | "base64" | "int" | "i4" => typed.take().or(told),
            "key" | "name" | "code" => {
                let said = text[end..].split('<').next().unwrap_or_default();
                pair = names.telling(said.trim());
                told
            }
            _ => told,
        };
        element(text, told, end, within, finds);
        if !inner.ends_with('/') && open.len() < DEEPEST {
            open.push(within || told.is_some_and(Telling::holds_person));
        }
    }
}

fn name_end(inner: &str) -> usize {
    inner.find(|char: char| char.is_whitespace() || char == '/').unwrap_or(inner.len())
}

/// `name="…"` or `key="…"` of a tag, and its `value="…"` or `content="…"`.
fn attributes(text: &str, range: Range<usize>) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let (mut named, mut value) = (None, None);
    let mut at = range.start;
    while let Some(next) = memchr::memchr(b'=', &text.as_bytes()[at..range.end]) {
        let sign = at + next;
        let name = text[at..sign].trim().rsplit(|char: char| char.is_whitespace()).next().unwrap_or_default();
        let after = sign + 1;
        let quote = text.as_bytes().get(after).copied().filter(|byte| matches!(byte, b'"' | b'\''));
        let (start, end) = match quote {
            Some(quote) => {
                let start = after + 1;
                let len = memchr::memchr(quote, &text.as_bytes()[start..range.end.max(start)]);
                (start, len.map_or(range.end.max(start), |len| start + len))
            }
            None => {
                let len = text[after..range.end].find(char::is_whitespace).unwrap_or(range.end - after);
                (after, after + len)
            }
        };
        match name.to_ascii_lowercase().as_str() {
            "name" | "key" | "property" => named = named.or(Some(start..end)),
            "value" | "content" => value = value.or(Some(start..end)),
            "id" if named.is_none() => named = Some(start..end),
            _ => {}
        }
        at = (end + usize::from(quote.is_some())).min(range.end);
        if at <= sign {
            break;
        }
    }
    (named, value)
}

/// The text right after an opening tag.
fn element(text: &str, told: Option<Telling>, from: usize, within_person: bool, finds: &mut Vec<Find>) {
    let rest = &text[from..];
    let (from, said) = match rest.strip_prefix("<![CDATA[") {
        Some(data) => (from + 9, data.split("]]>").next().unwrap_or_default()),
        None => (from, rest.split('<').next().unwrap_or_default()),
    };
    let lead = said.len() - said.trim_start().len();
    let value = from + lead..from + lead + said.trim().len();
    if value.is_empty() || value.len() > 4096 || is_placeholder(&text[value.clone()]) {
        return;
    }
    match told {
        Some(Telling::Secret(label)) => finds.push(Find::secret(value, label, "telling-name").unsure()),
        Some(Telling::Personal(label)) => finds.push(Find::personal(value, label, "personal-field")),
        Some(Telling::WithinPerson(label)) if within_person => {
            finds.push(Find::personal(value, label, "personal-field"));
        }
        _ => {}
    }
}
