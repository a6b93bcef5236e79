//! The strict view: of a text that was redacted already, string values are shown only where a list of harmless fields
//! names them; the rest are labels, and so are numbers, parts of paths, and names that are no common words of APIs. Names that
//! are, yes, no and nothing show the shape of an answer.
//!
//! It works on text and spans alone, so that what was stored can be shown strictly later: labels that stand are kept, and
//! around them nothing is looked at but the structure. What cannot be read as one of the known structures is one label.

mod fields;
mod json;
mod looks;
mod markup;
mod message;
mod pairs;
mod sheet;
mod vocabulary;

pub use fields::{Fields, Listed};

use crate::mark::words;
use crate::redacted::{Kind, Redacted, Span};
use crate::tag::Tagger;
use sheet::{Layout, Odd, Sheet, Value};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Stands for each byte of a label while the rest is read. No redacted text holds it.
const BLANK: char = '\u{1a}';
/// The rule of every label that is made here.
const RULE: &str = "strict";

/// What a redacted text is a part of.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// A request line, a status line, a URL.
    StartLine,
    /// One header a line.
    Headers,
    /// A body.
    Body {
        /// The `Content-Type`, if there was one.
        media_type: Option<&'a str>,
        /// Its size in bytes before it was redacted.
        bytes: u64,
    },
    /// Any other text; a whole HTTP message is known by its first line.
    Text,
}

/// Shows redacted texts strictly, by one list of harmless fields.
///
/// It holds the key that tags are made from and cannot be printed, cloned or serialised:
/// ```compile_fail
/// fn shows<T: std::fmt::Debug>() {}
/// shows::<redaction::Strict>();
/// ```
pub struct Strict {
    tagger: Option<Tagger>,
    fields: Fields,
}

impl Strict {
    /// By this list; equal values get equal tags under one key. Where tags must not lead from one text to another, the key
    /// is made by chance; without any, labels have no tags.
    #[must_use]
    pub fn new(tag_key: Option<&[u8; 32]>, fields: Fields) -> Strict {
        Strict { tagger: tag_key.map(Tagger::new), fields }
    }

    /// The text as it is shown strictly. Doing it twice changes nothing.
    #[must_use]
    pub fn apply(&self, shown: &Redacted, place: Place<'_>) -> Redacted {
        let size = match place {
            Place::Body { bytes, .. } => bytes,
            _ => shown.text.len() as u64,
        };
        let Some(spans) = places(shown).filter(|_| !shown.text.contains(BLANK)) else {
            return close(shown, "text", size);
        };
        let blank = blanked(&shown.text, &spans);
        if blank.chars().all(|char| char == BLANK || char.is_whitespace()) {
            return shown.clone();
        }
        let mut sheet = Sheet::new(&blank, &spans, &self.fields);
        let read = match place {
            Place::StartLine => pairs::start_line(&mut sheet, 0..blank.len()).map_err(|Odd| "line"),
            Place::Headers => pairs::headers(&mut sheet, 0..blank.len()).map_err(|Odd| "headers"),
            Place::Body { media_type, .. } => body(&mut sheet, 0..blank.len(), media_type),
            Place::Text if message::begins(&blank) => message::whole(&mut sheet).map_err(|Odd| "text"),
            Place::Text => body(&mut sheet, 0..blank.len(), None),
        };
        match read {
            Ok(()) => self.weave(shown, sheet.into_values()),
            Err(what) => close(shown, what, size),
        }
    }

    fn tag(&self, said: &str) -> String {
        self.tagger.as_ref().map_or_else(String::new, |tagger| tagger.tag(said.as_bytes()))
    }

    /// The text with labels in place of the values; the labels that stood in it move along.
    fn weave(&self, stored: &Redacted, values: Vec<Value>) -> Redacted {
        let mut shown = Redacted { text: String::with_capacity(stored.text.len()), spans: Vec::new() };
        let mut tags: HashMap<Rc<str>, String> = HashMap::new();
        let mut old = stored.spans.iter().peekable();
        let mut at = 0;
        for value in values {
            while let Some(span) = old.next_if(|span| span.start < value.range.start) {
                keep(&mut shown, &stored.text, &mut at, span);
            }
            shown.text.push_str(&stored.text[at..value.range.start]);
            while old.next_if(|span| span.start < value.range.end).is_some() {}
            at = value.range.end;
            if let Some(what) = value.closed {
                let size = format!("{what}, {} bytes", value.range.len());
                label(&mut shown, Kind::Closed, size, String::new());
                continue;
            }
            let said: Rc<str> = Rc::from(value.said.as_deref().unwrap_or(&stored.text[value.range.clone()]));
            let tag = tags.entry(said).or_insert_with_key(|said| self.tag(said)).clone();
            label(&mut shown, Kind::Withheld, value.label, tag);
        }
        for span in old {
            keep(&mut shown, &stored.text, &mut at, span);
        }
        shown.text.push_str(&stored.text[at..]);
        shown
    }
}

/// Reads a body by its type and its beginning; what could not be read is named.
fn body(sheet: &mut Sheet<'_>, range: Range<usize>, media_type: Option<&str>) -> Result<(), &'static str> {
    match sheet::layout(&sheet.blank[range.clone()], media_type) {
        Layout::Json => json::documents(sheet, range).map_err(|Odd| "JSON"),
        Layout::Markup => markup::page(sheet, range).map_err(|Odd| "markup"),
        Layout::Form => pairs::form(sheet, range).map_err(|Odd| "form"),
        Layout::Plain if sheet.shows_whole(&range) => Ok(()),
        Layout::Plain => Err("text"),
    }
}

/// One label for all of it. A line break at the end stays, so that lines stay lines.
fn close(shown: &Redacted, what: &str, size: u64) -> Redacted {
    let mut closed = Redacted::default();
    label(&mut closed, Kind::Closed, format!("{what}, {size} bytes"), String::new());
    if shown.text.ends_with('\n') {
        closed.text.push('\n');
    }
    closed
}

/// Where the labels stand, if each of them reads as its span says. If not, somebody else wrote them.
fn places(shown: &Redacted) -> Option<Vec<(usize, usize)>> {
    let mut at = 0;
    let mut places = Vec::with_capacity(shown.spans.len());
    for span in &shown.spans {
        shown.text.get(at..span.start)?;
        if shown.text.get(span.start..span.end)? != words(span.kind, &span.label, &span.tag) {
            return None;
        }
        places.push((span.start, span.end));
        at = span.end;
    }
    Some(places)
}

fn keep(shown: &mut Redacted, text: &str, at: &mut usize, span: &Span) {
    shown.text.push_str(&text[*at..span.start]);
    let start = shown.text.len();
    shown.text.push_str(&text[span.start..span.end]);
    shown.spans.push(Span { start, end: shown.text.len(), ..span.clone() });
    *at = span.end;
}

fn label(shown: &mut Redacted, kind: Kind, label: impl Into<String>, tag: String) {
    let (start, label) = (shown.text.len(), label.into());
    shown.text.push_str(&words(kind, &label, &tag));
    shown.spans.push(Span { start, end: shown.text.len(), kind, label, tag, rule: RULE.to_owned() });
}

/// The text with a blank for each byte of each label. Labels of an earlier strict view that came without their spans are
/// known by their words, which could say nothing else; all other labels that are mere text are values like any.
fn blanked(text: &str, spans: &[(usize, usize)]) -> String {
    let mut blank = String::with_capacity(text.len());
    let mut at = 0;
    let mut next = 0;
    while let Some(found) = memchr::memchr(b'[', &text.as_bytes()[at..]) {
        let start = at + found;
        while spans.get(next).is_some_and(|span| span.1 <= start) {
            next += 1;
        }
        let spanned = spans.get(next).filter(|span| span.0 == start).map(|span| span.1);
        let end = spanned.or_else(|| Some(start + looks::own_label(&text[start..])?)).unwrap_or(start);
        blank.push_str(&text[at..start]);
        blank.extend(std::iter::repeat_n(BLANK, end - start));
        if end == start {
            blank.push('[');
        }
        at = end.max(start + 1);
    }
    blank.push_str(&text[at..]);
    blank
}
