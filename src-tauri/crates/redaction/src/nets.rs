//! The nets for what is not held: telling names, shapes, randomness, personal data.

use crate::classes::Classes;
use crate::explore::{Budget, Spent};
use crate::names::Names;
use crate::redacted::Kind;
use crate::{
    assign, fields, forms, headers, keywords, labels, markup, national, numbers, personal, random, shapes,
    tables, tokens,
};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

/// What the nets may read in all, beside the text once each; more fails closed.
const WORK_PER_BYTE: usize = 64;
const WORK_AT_LEAST: usize = 256 * 1024;

/// How a text is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Anything: prose, code, configuration, a log line.
    Text,
    /// Begins like JSON.
    Json,
    /// Begins like XML or HTML.
    Markup,
    /// `a=b&c=d`.
    Form,
    /// `name: value` lines.
    Headers,
}

impl Layout {
    pub(crate) fn guess(text: &str) -> Layout {
        match text.trim_start().as_bytes().first() {
            Some(b'{' | b'[') => Layout::Json,
            Some(b'<') => Layout::Markup,
            _ => Layout::Text,
        }
    }
}

/// What is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Credentials and personal data.
    All,
    /// Credentials; what is personal is found only where it costs nothing.
    Secrets,
}

/// Something found, in the offsets of the text it was found in.
#[derive(Clone)]
pub(crate) struct Find {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// What the label says.
    pub label: &'static str,
    pub rule: &'static str,
    /// Is it to be masked wherever else it stands in the message?
    pub follow: bool,
    /// Is the value itself enough to call it a credential, or does it merely stand where one is expected?
    pub sure: bool,
    /// Is it a key that its vendor means to be published?
    pub public: bool,
    /// The decoded value; filled in by the redactor.
    pub value: Rc<str>,
}

impl Find {
    pub(crate) fn secret(range: Range<usize>, label: &'static str, rule: &'static str) -> Find {
        Find {
            start: range.start,
            end: range.end,
            kind: Kind::Secret,
            label,
            rule,
            follow: true,
            sure: true,
            public: false,
            value: Rc::from(""),
        }
    }

    pub(crate) fn personal(range: Range<usize>, label: &'static str, rule: &'static str) -> Find {
        Find { kind: Kind::Personal, sure: false, ..Find::secret(range, label, rule) }
    }

    pub(crate) fn unsure(mut self) -> Find {
        self.sure = false;
        self
    }

    pub(crate) fn alone(mut self) -> Find {
        self.follow = false;
        self
    }
}

/// What the tag of a value is made from: the same person writes the same address in many ways.
pub(crate) fn canonical<'v>(rule: &str, value: &'v str) -> Cow<'v, str> {
    match rule {
        "email" => Cow::Owned(value.to_lowercase()),
        "phone" | "payment-card" | "iban" => {
            Cow::Owned(value.chars().filter(|char| char.is_alphanumeric()).collect())
        }
        _ => Cow::Borrowed(value),
    }
}

/// All nets over one text. Labels of an earlier pass are blanked out, so that their words tell nothing; only shapes are
/// looked for in them as well, lest something hides in what looks like a label.
pub(crate) fn cast(text: &str, classes: &Classes, layout: Layout, scope: Scope) -> Result<Vec<Find>, Spent> {
    let mut finds = Vec::new();
    let budget = &mut Budget::of(WORK_AT_LEAST + WORK_PER_BYTE * text.len());
    let mut hits = keywords::find(text);
    shapes::find(text, &hits, budget, &mut finds)?;
    let blanked = labels::blanked(text);
    let classes_blanked;
    let mut classes = classes;
    if let Cow::Owned(blanked) = &blanked {
        hits = keywords::find(blanked);
        classes_blanked = Classes::of(blanked.as_bytes());
        classes = &classes_blanked;
    }
    let text = &blanked[..];
    let names = &mut Names::default();
    // Names in forms are read otherwise.
    let keys = &mut forms::Paths::default();
    match layout {
        Layout::Headers => headers::lines(text, &mut finds),
        Layout::Form => forms::whole(text, keys, &mut finds),
        Layout::Json | Layout::Text | Layout::Markup => {
            headers::loose(text, &hits, budget, &mut finds)?;
            forms::loose(text, keys, &mut finds);
        }
    }
    if layout == Layout::Text {
        tables::columns(text, names, &mut finds);
    }
    tables::parts(text, names, &mut finds);
    assign::find(text, &hits, names, budget, &mut finds)?;
    fields::json(text, names, &mut finds);
    forms::queries(text, keys, &mut finds);
    if memchr::memmem::find(text.as_bytes(), b"</").is_some()
        || memchr::memmem::find(text.as_bytes(), b"=\"").is_some() && text.contains('<')
    {
        markup::find(text, names, &mut finds);
    }
    if scope == Scope::All {
        let numbers = numbers::find(text, classes);
        personal::find(text, &numbers, &mut finds);
        national::find(text, &hits, &numbers, &mut finds);
    }
    tokens::find(text, classes, &mut finds);
    finds.retain(|find| !labels::is_blank(&text[find.start..find.end]));
    Ok(finds)
}

/// The run of base64 letters around a place.
pub(crate) fn whole_run(source: &str, start: usize, end: usize) -> (usize, usize) {
    let letter = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
    let bytes = source.as_bytes();
    let before = bytes[..start].iter().rev().take_while(letter).count();
    let after = bytes[end..].iter().take_while(letter).count();
    (start - before, end + after)
}

/// A UUID, a hash, a number, a date: made by machines, and public.
pub(crate) fn is_harmless_token(token: &str) -> bool {
    is_uuid(token)
        || random::is_plain_hex(token)
        || token.bytes().all(|byte| byte.is_ascii_digit() || b".-_:/".contains(&byte))
}

pub(crate) fn is_uuid(token: &str) -> bool {
    let bytes = token.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
