//! What is to be masked, and the text with its labels.

use crate::redacted::{Kind, Redacted, Span};

/// A stretch of the source to be masked.
#[derive(Clone)]
pub(crate) struct Mark {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// What the label says, without brackets and tag.
    pub label: String,
    pub tag: String,
    pub rule: String,
}

impl Mark {
    fn rank(&self) -> u8 {
        match self.kind {
            Kind::Closed => 3,
            Kind::Key => 2,
            Kind::Secret => 1,
            Kind::Personal => 0,
        }
    }

    fn words(&self) -> String {
        words(self.kind, &self.label, &self.tag)
    }
}

/// How a label reads.
pub(crate) fn words(kind: Kind, label: &str, tag: &str) -> String {
    match kind {
        Kind::Key => format!("[key {label} #{tag}]"),
        Kind::Secret => format!("[secret {label} #{tag}]"),
        Kind::Personal => format!("[{label} #{tag}]"),
        Kind::Closed => format!("[not shown: {label}]"),
    }
}

/// Sorted, on character borders, and without overlaps: marks that overlap become one, named by the weightiest.
pub(crate) fn unite(text: &str, mut marks: Vec<Mark>) -> Vec<Mark> {
    for mark in &mut marks {
        mark.start = text.floor_char_boundary(mark.start);
        mark.end = text.ceil_char_boundary(mark.end);
    }
    marks.retain(|mark| mark.start < mark.end);
    marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    let mut united: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        match united.last_mut() {
            Some(last) if mark.start < last.end => {
                let end = last.end.max(mark.end);
                let weightier = (mark.rank(), mark.end - mark.start) > (last.rank(), last.end - last.start);
                let start = last.start;
                if weightier {
                    *last = mark;
                }
                last.start = start;
                last.end = end;
            }
            _ => united.push(mark),
        }
    }
    united
}

/// The text with labels in place of the marks, and everything invisible made visible.
pub(crate) fn render(text: &str, marks: &[Mark]) -> Redacted {
    let mut shown =
        Redacted { text: String::with_capacity(text.len()), spans: Vec::with_capacity(marks.len()) };
    let mut at = 0;
    for mark in marks {
        push_visible(&mut shown.text, &text[at..mark.start]);
        let start = shown.text.len();
        push_visible(&mut shown.text, &mark.words());
        shown.spans.push(Span {
            start,
            end: shown.text.len(),
            kind: mark.kind,
            label: mark.label.clone(),
            tag: mark.tag.clone(),
            rule: mark.rule.clone(),
        });
        at = mark.end;
    }
    push_visible(&mut shown.text, &text[at..]);
    shown
}

/// A whole text that is not shown.
pub(crate) fn closed(what: &str, size: usize, rule: &str) -> Redacted {
    let mark = Mark {
        start: 0,
        end: 0,
        kind: Kind::Closed,
        label: format!("{what}, {size} bytes"),
        tag: String::new(),
        rule: rule.to_owned(),
    };
    render("", &[mark])
}

fn push_visible(into: &mut String, text: &str) {
    let mut plain = 0;
    for (at, char) in text.char_indices() {
        let line_end = char == '\r' && text.as_bytes().get(at + 1) == Some(&b'\n');
        let Some(visible) = (if line_end { Some(String::new()) } else { visible(char) }) else {
            continue;
        };
        into.push_str(&text[plain..at]);
        into.push_str(&visible);
        plain = at + char.len_utf8();
    }
    into.push_str(&text[plain..]);
}

/// How a character is written that would otherwise do something, or nothing, to the reader's screen.
fn visible(char: char) -> Option<String> {
    let code = char as u32;
    match char {
        '\n' | '\t' | ' '..='~' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + code).map(String::from),
        '\u{7f}' => Some("\u{2421}".to_owned()),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some(format!("<U+{code:04X}>")),
        _ => None,
    }
}
