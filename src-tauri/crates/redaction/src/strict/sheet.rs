//! The text that is read: which values of it are withheld.

use super::BLANK;
use super::fields::{Fields, Step};
use super::looks;
use std::borrow::Cow;
use std::ops::Range;

/// More values than this in one text are not told apart: the text is one label.
const MOST_VALUES: usize = 20_000;

/// Bytes of signs that may stand beside a label.
const LONGEST_JOINT: usize = 8;

/// The text is not what it seemed to be, or holds too much.
#[derive(Clone, Copy, Debug)]
pub(super) struct Odd;

/// A value that a label takes the place of.
pub(super) struct Value {
    pub range: Range<usize>,
    pub label: &'static str,
    /// What the tag is made from, if it is not what stands there.
    pub said: Option<String>,
    /// A part that could not be read, and what it seemed to be.
    pub closed: Option<&'static str>,
}

/// How a body is laid out.
pub(super) enum Layout {
    Json,
    Markup,
    Form,
    Plain,
}

/// By media type and beginning.
pub(super) fn layout(blank: &str, media_type: Option<&str>) -> Layout {
    let media_type = media_type.unwrap_or_default().to_ascii_lowercase();
    let form = media_type.starts_with("application/x-www-form-urlencoded");
    let start = blank.trim_start().as_bytes();
    match start.first() {
        _ if form => Layout::Form,
        Some(b'{' | b'[') => Layout::Json,
        Some(b'<') if super::markup::is_tag(start) => Layout::Markup,
        Some(_) if media_type.contains("json") => Layout::Json,
        _ if media_type.is_empty() && super::pairs::looks_like_form(blank.trim()) => Layout::Form,
        _ => Layout::Plain,
    }
}

/// A text with its labels blanked out, and what of it is withheld.
pub(super) struct Sheet<'s> {
    pub blank: &'s str,
    pub fields: &'s Fields,
    labels: &'s [(usize, usize)],
    values: Vec<Value>,
    spent: bool,
}

impl<'s> Sheet<'s> {
    pub(super) fn new(blank: &'s str, labels: &'s [(usize, usize)], fields: &'s Fields) -> Sheet<'s> {
        Sheet { blank, fields, labels, values: Vec::new(), spent: false }
    }

    /// What is withheld, in order.
    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// Too much was withheld to be told apart.
    pub(super) fn check(&self) -> Result<(), Odd> {
        if self.spent { Err(Odd) } else { Ok(()) }
    }

    /// Is the whole text a value that the list names?
    pub(super) fn shows_whole(&self, range: &Range<usize>) -> bool {
        self.fields.shows(&[Step::Name("$")], self.blank[range.clone()].trim())
    }

    /// A value that is nothing but text: shown if the list names its place, or if it is a yes or no.
    pub(super) fn untyped(&mut self, range: Range<usize>, path: &[Step<'_>]) {
        let said = &self.blank[range.clone()];
        if !matches!(said, "true" | "false" | "null") && !self.fields.shows(path, said) {
            self.withhold(range, None);
        }
    }

    /// Puts a label in place of a value. Labels that stand in it are kept, and what stands between them gets its own.
    pub(super) fn withhold(&mut self, range: Range<usize>, said: Option<Cow<'_, str>>) {
        let blank = self.blank;
        let value = &blank[range.clone()];
        if !value.contains(BLANK) {
            let said = said.filter(|said| *said != value).map(Cow::into_owned);
            let label = looks::sort_of(said.as_deref().unwrap_or(value));
            return self.push(range, label, said);
        }
        let mut at = range.start;
        for piece in value.split(BLANK) {
            let (start, end) = (at, at + piece.len());
            at = end + 1;
            let sign = |char: char| !char.is_alphanumeric();
            let lead = piece.len() - piece.trim_start_matches(sign).len();
            let trail = piece.len() - piece.trim_end_matches(sign).len();
            // Signs around it are shown, unless there are many, or one of them begins an escape.
            let shown = |signs: usize| if signs > LONGEST_JOINT || piece.contains('\\') { 0 } else { signs };
            let (start, end) = match lead == piece.len() {
                true => (start + shown(lead), end),
                false => (start + shown(lead), end - shown(trail)),
            };
            if start < end {
                self.push(start..end, looks::TEXT, None);
            }
        }
    }

    /// Reads a part of the text; where it cannot be read, one label stands for the whole part.
    pub(super) fn part(
        &mut self,
        range: Range<usize>,
        read: impl FnOnce(&mut Self) -> Result<(), &'static str>,
    ) -> Result<(), Odd> {
        let before = self.values.len();
        if let Err(what) = read(self) {
            self.check()?;
            self.values.truncate(before);
            self.values.push(Value { range, label: looks::TEXT, said: None, closed: Some(what) });
        }
        Ok(())
    }

    /// Shows a name that APIs have; anything else in its place is a value: maps are keyed by people, too.
    pub(super) fn name(&mut self, range: Range<usize>) -> Step<'s> {
        let blank = self.blank;
        let name = &blank[range.clone()];
        if self.fields.knows(name) {
            return Step::Name(name);
        }
        if name.contains(BLANK) {
            self.withhold(range, None);
        } else if !name.is_empty() {
            self.push(range, looks::FIELD, None);
        }
        Step::Unknown
    }

    fn push(&mut self, range: Range<usize>, label: &'static str, said: Option<String>) {
        debug_assert!(
            self.labels.iter().take(64).all(|(start, end)| range.end <= *start || *end <= range.start)
        );
        if self.values.len() >= MOST_VALUES {
            self.spent = true;
            return;
        }
        self.values.push(Value { range, label, said, closed: None });
    }
}
