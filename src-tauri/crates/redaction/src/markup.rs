//! XML and HTML: what an element's name and its parents tell of its text.

use crate::names::{Names, Telling, is_placeholder};
use crate::nets::Find;

const DEEPEST: usize = 64;

/// Walks the tags; what is odd is skipped.
pub(crate) fn find<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    // For each open element, whether it is about a person.
    let mut open: Vec<bool> = Vec::new();
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
        let told = names.telling(name);
        let within = open.last().copied().unwrap_or(false);
        element(text, told, end, within, finds);
        if !inner.ends_with('/') && open.len() < DEEPEST {
            open.push(within || told == Some(Telling::Person));
        }
    }
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
