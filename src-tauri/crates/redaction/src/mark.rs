//! What is to be masked, and the text with its labels.

use crate::nets::Find;
use crate::redacted::{Kind, Redacted, Span};
use std::borrow::Cow;
use std::rc::Rc;

/// A stretch of the source to be masked.
#[derive(Clone)]
pub(crate) struct Mark {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// What the label says, without brackets and tag.
    pub label: Cow<'static, str>,
    pub rule: &'static str,
    pub tagged: Tagged,
}

/// What a mark's tag is made from; only what is shown in the end needs one.
#[derive(Clone)]
pub(crate) enum Tagged {
    /// A held key, by its position.
    Key(usize),
    /// A value in its canonical form.
    Value(Rc<str>),
    Nothing,
}

impl Mark {
    /// A mark for something found.
    pub(crate) fn found(find: &Find, start: usize, end: usize) -> Mark {
        Mark {
            start,
            end,
            kind: find.kind,
            label: Cow::Borrowed(find.label),
            rule: find.rule,
            tagged: Tagged::Value(Rc::clone(&find.value)),
        }
    }

    fn rank(&self) -> u8 {
        match self.kind {
            Kind::Closed => 3,
            Kind::Key => 2,
            Kind::Secret => 1,
            Kind::Personal | Kind::Withheld => 0,
        }
    }
}

/// How a label reads.
pub(crate) fn words(kind: Kind, label: &str, tag: &str) -> String {
    let mut words = String::new();
    push_words(&mut words, kind, label, tag);
    words
}

fn push_words(into: &mut String, kind: Kind, label: &str, tag: &str) {
    into.push_str(match kind {
        Kind::Key => "[key ",
        Kind::Secret => "[secret ",
        Kind::Personal | Kind::Withheld => "[",
        Kind::Closed => "[not shown: ",
    });
    push_visible(into, label);
    if kind != Kind::Closed && (kind != Kind::Withheld || !tag.is_empty()) {
        into.push_str(" #");
        into.push_str(tag);
    }
    into.push(']');
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
pub(crate) fn render(text: &str, marks: &[Mark], tag: &mut dyn FnMut(&Mark) -> String) -> Redacted {
    let mut shown =
        Redacted { text: String::with_capacity(text.len()), spans: Vec::with_capacity(marks.len()) };
    let mut at = 0;
    for mark in marks {
        push_visible(&mut shown.text, &text[at..mark.start]);
        let start = shown.text.len();
        let tag = tag(mark);
        push_words(&mut shown.text, mark.kind, &mark.label, &tag);
        shown.spans.push(Span {
            start,
            end: shown.text.len(),
            kind: mark.kind,
            label: mark.label.clone().into_owned(),
            tag,
            rule: mark.rule.to_owned(),
        });
        at = mark.end;
    }
    push_visible(&mut shown.text, &text[at..]);
    shown
}

/// A whole text that is not shown.
pub(crate) fn closed(what: &str, size: usize, rule: &'static str) -> Redacted {
    let mark = Mark {
        start: 0,
        end: 0,
        kind: Kind::Closed,
        label: Cow::Owned(format!("{what}, {size} bytes")),
        rule,
        tagged: Tagged::Nothing,
    };
    render("", &[mark], &mut |_| String::new())
}

fn push_visible(into: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut plain = 0;
    let mut at = 0;
    while at < bytes.len() {
        at += plain_len(&bytes[at..]);
        if at == bytes.len() {
            break;
        }
        let Some(char) = text[at..].chars().next() else {
            break;
        };
        let after = at + char.len_utf8();
        if char == '\r' && bytes.get(after) == Some(&b'\n') {
            into.push_str(&text[plain..at]);
            plain = after;
        } else if let Some(visible) = visible(char) {
            into.push_str(&text[plain..at]);
            into.push_str(&visible);
            plain = after;
        }
        at = after;
    }
    into.push_str(&text[plain..]);
}

/// How many bytes from here on are seen as they are. Most texts are plain: many bytes are asked at once.
fn plain_len(bytes: &[u8]) -> usize {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    let all = |chunk: &&[u8]| chunk.iter().fold(true, |all, byte| all & is_plain(*byte));
    let at = 32 * bytes.chunks_exact(32).take_while(all).count();
    at + bytes[at..].iter().take_while(|byte| is_plain(**byte)).count()
}

/// Is there a character that is written out? The end of a line is none.
pub(crate) fn has_unseen(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += plain_len(&bytes[at..]);
        let Some(char) = text[at..].chars().next() else {
            return false;
        };
        let ends_line = char == '\r' && bytes.get(at + 1) == Some(&b'\n');
        if !ends_line && visible(char).is_some() {
            return true;
        }
        at += char.len_utf8();
    }
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
