//! A condition held against an answer: against what may be shown of it, and nothing else.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use redaction::{Redacted, Span};
use serde_json::Value as Json;

use super::{Compare, Expectation, Order, Place, Step, Subject, Test, Value};

/// What is shown of a value that did not fit: so many characters, labels counted whole.
const SHOWN: usize = 200;
/// Of what stands before a text that must not be there.
const BEFORE: usize = 40;
/// A longer value of one place is not judged: looking through it again and again would cost too much.
const LONGEST_VALUE: usize = 64 * 1024;
/// Bytes that all conditions on one answer may look through, each once for every value that it compares them with: what is
/// beyond is not judged. A page writes the conditions, and whoever answers the answer.
const MOST_WORK: usize = 64 * 1024 * 1024;
/// Different labels of one text that are known again in a piece of it.
const MOST_LABELS: usize = 10_000;
/// No label is longer.
const LONGEST_LABEL: usize = 200;

/// What a condition came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is so.
    Held,
    /// It is not so.
    Failed,
    /// It could not be judged.
    Unknown,
}

/// What a condition met. Everything in it is masked.
#[derive(Clone, Debug, PartialEq)]
pub enum Saw {
    /// A value, cut to what a line can show.
    Value(Redacted),
    /// A number of the send itself.
    Number(i64),
    /// Nothing at that place.
    Nothing,
    /// The body is no JSON, so that it has no places.
    NotJson,
    /// The answer, or this part of it, was not read.
    NotRead,
}

/// A condition that was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// What it came to.
    pub outcome: Outcome,
    /// What it met.
    pub saw: Saw,
}

/// What may be shown of an answer: all that a condition is judged by.
pub(crate) struct Answered<'a> {
    pub(crate) status: u16,
    pub(crate) total_ms: f32,
    /// Bytes of the body, where they are known.
    pub(crate) size: Option<u64>,
    /// Whole days until the first certificate ends.
    pub(crate) cert_days: Option<i64>,
    /// `None`: not shown, or described in place of it.
    pub(crate) headers: Option<&'a Redacted>,
    pub(crate) body: Option<&'a Redacted>,
    /// Masks what only shows once a JSON text was decoded.
    pub(crate) again: &'a dyn Fn(&Redacted) -> Option<Redacted>,
    pub(crate) json: OnceCell<Option<Json>>,
    pub(crate) work: Work,
}

/// What was looked through so far, and the labels by which pieces of the answer are read.
#[derive(Default)]
pub(crate) struct Work {
    done: Cell<usize>,
    body: OnceCell<HashMap<String, Span>>,
    headers: OnceCell<HashMap<String, Span>>,
}

impl Work {
    /// Takes leave to look through so many bytes.
    fn takes(&self, bytes: usize) -> bool {
        let done = self.done.get().saturating_add(bytes);
        let fits = done <= MOST_WORK;
        if fits {
            self.done.set(done);
        }
        fits
    }
}

/// What stands at a subject.
enum Met {
    Number(f64),
    Text(Redacted),
    /// How many entries or characters, and of what.
    Count(usize),
    Nothing,
    NotJson,
    NotRead,
}

impl Answered<'_> {
    pub(crate) fn judge(&self, expectation: &Expectation) -> Judged {
        let met = match &expectation.subject {
            Subject::Status => Met::Number(f64::from(self.status)),
            Subject::Time => Met::Number(f64::from(self.total_ms)),
            #[expect(clippy::cast_precision_loss, reason = "no body comes near it")]
            Subject::Size => self.size.map_or(Met::NotRead, |size| Met::Number(size as f64)),
            #[expect(clippy::cast_precision_loss, reason = "no certificate comes near it")]
            Subject::CertDays => self.cert_days.map_or(Met::NotRead, |days| Met::Number(days as f64)),
            Subject::Of(place) => self.at(place).0,
            Subject::Length(place) => match self.at(place) {
                (Met::Text(_), count) => Met::Count(count),
                (other, _) => other,
            },
        };
        if let Met::Text(text) = &met
            && !self.work.takes(text.text.len().saturating_mul(expectation.test.looks()))
        {
            return Met::NotRead.judge(&expectation.test);
        }
        met.judge(&expectation.test)
    }

    /// What stands at a place, and how long it is.
    fn at(&self, place: &Place) -> (Met, usize) {
        match place {
            Place::Header(name) => match self.headers {
                Some(headers) if self.work.takes(headers.text.len()) => self.header(headers, name),
                _ => (Met::NotRead, 0),
            },
            Place::Body(steps) => match self.body {
                None => (Met::NotRead, 0),
                // To be looked through once, and copied or read as JSON.
                Some(body) if !self.work.takes(2 * body.text.len()) => (Met::NotRead, 0),
                Some(body) if steps.is_empty() => {
                    let long = body.text.chars().count();
                    let met = if body.text.is_empty() { Met::Nothing } else { Met::Text(body.clone()) };
                    // The whole body counts as what it is: a list has entries.
                    (met, self.json(body).and_then(entries).unwrap_or(long))
                }
                Some(body) => self.step(body, steps),
            },
        }
    }

    fn step(&self, body: &Redacted, steps: &[Step]) -> (Met, usize) {
        let Some(whole) = self.json(body) else { return (Met::NotJson, 0) };
        let found = steps.iter().try_fold(whole, |at, step| match step {
            Step::Name(name) => at.get(name.as_str()),
            Step::Index(index) => at.get(usize::try_from(*index).ok()?),
        });
        let Some(found) = found else { return (Met::Nothing, 0) };
        let text = match found {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        if text.len() > LONGEST_VALUE {
            return (Met::NotRead, 0);
        }
        let long = entries(found).unwrap_or_else(|| text.chars().count());
        let text = labelled(text, self.work.body.get_or_init(|| labels(body)));
        // Undoing the escapes of JSON can put together what was apart.
        (Met::Text((self.again)(&text).unwrap_or(text)), long)
    }

    fn json(&self, body: &Redacted) -> Option<&Json> {
        self.json.get_or_init(|| masked_json(body)).as_ref()
    }

    fn header(&self, headers: &Redacted, name: &str) -> (Met, usize) {
        let lines = headers.text.lines().filter_map(|line| line.split_once(':'));
        let values: Vec<&str> = lines
            .filter(|(n, _)| n.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect();
        if values.is_empty() {
            return (Met::Nothing, 0);
        }
        let text = values.join(", ");
        let long = text.chars().count();
        (Met::Text(labelled(text, self.work.headers.get_or_init(|| labels(headers)))), long)
    }
}

/// A masked body read as JSON, with its labels as texts; `None` where it is none.
pub(crate) fn masked_json(body: &Redacted) -> Option<Json> {
    serde_json::from_str(&as_json(body)).ok()
}

fn entries(of: &Json) -> Option<usize> {
    match of {
        Json::Array(all) => Some(all.len()),
        Json::Object(all) => Some(all.len()),
        _ => None,
    }
}

/// The body as JSON that can be read: a label that stands where a number stood gets its quotes.
fn as_json(body: &Redacted) -> String {
    let mut spans = body.spans.iter().peekable();
    let mut text = String::with_capacity(body.text.len());
    let (mut within, mut escaped) = (false, false);
    let mut skip_to = 0;
    for (at, c) in body.text.char_indices() {
        if at < skip_to {
            continue;
        }
        if spans.next_if(|span| span.start == at).is_some_and(|span| {
            skip_to = span.end;
            true
        }) {
            let label = body.text.get(at..skip_to).unwrap_or_default();
            let quoted = Json::String(label.to_owned()).to_string();
            text.push_str(if within { &quoted[1..quoted.len() - 1] } else { &quoted });
            escaped = false;
            continue;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' if within => escaped = true,
            '"' => within = !within,
            _ => {}
        }
        text.push(c);
    }
    text.trim_start_matches('\u{feff}').to_owned()
}

/// The labels of a masked text, by how they are written.
fn labels(source: &Redacted) -> HashMap<String, Span> {
    let label = |span: &Span| Some((source.text.get(span.start..span.end)?.to_owned(), span.clone()));
    source.spans.iter().take(MOST_LABELS).filter_map(label).collect()
}

/// A piece of a masked text with the labels that stand in it. Each begins with a bracket and ends with the next one that
/// closes: the text is walked through once, however many there are.
fn labelled(text: String, known: &HashMap<String, Span>) -> Redacted {
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('[').map(|found| at + found) {
        at = start + 1;
        let reach = text.floor_char_boundary(start + LONGEST_LABEL);
        let Some(end) = text[start..reach].find(']').map(|found| start + found + 1) else { continue };
        if let Some(span) = known.get(&text[start..end]) {
            spans.push(Span { start, end, ..span.clone() });
            at = end;
        }
    }
    Redacted { text, spans }
}

impl Met {
    fn judge(self, test: &Test) -> Judged {
        let said = |holds: bool| if holds { Outcome::Held } else { Outcome::Failed };
        match self {
            Self::NotRead => Judged { outcome: Outcome::Unknown, saw: Saw::NotRead },
            Self::NotJson => Judged { outcome: Outcome::Failed, saw: Saw::NotJson },
            Self::Nothing => {
                let none_is_right =
                    matches!(test, Test::Missing | Test::Compare(Compare::IsNot | Compare::ContainsNot, _));
                Judged { outcome: said(none_is_right), saw: Saw::Nothing }
            }
            Self::Number(number) => {
                #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
                let saw = Saw::Number(number.round() as i64);
                Judged { outcome: said(counts(test, number)), saw }
            }
            Self::Count(count) => {
                #[expect(clippy::cast_precision_loss, reason = "no answer comes near it")]
                let outcome = said(counts(test, count as f64));
                Judged { outcome, saw: Saw::Number(i64::try_from(count).unwrap_or(i64::MAX)) }
            }
            Self::Text(text) => {
                let outcome = said(fits(test, text.text.trim()));
                let from = match test {
                    Test::Compare(Compare::ContainsNot, values) => {
                        values.iter().find_map(|value| text.text.find(&value.text())).unwrap_or(0)
                    }
                    _ => 0,
                };
                Judged { outcome, saw: Saw::Value(cut(&text, from)) }
            }
        }
    }
}

fn counts(test: &Test, number: f64) -> bool {
    match test {
        Test::Order(order, than) => order.holds(number, *than),
        Test::Compare(Compare::Is, values) => values.iter().any(|value| value.counts_as(number)),
        Test::Compare(Compare::IsNot, values) => !values.iter().any(|value| value.counts_as(number)),
        Test::Exists => true,
        Test::Missing | Test::Compare(..) => false,
    }
}

fn fits(test: &Test, text: &str) -> bool {
    match test {
        Test::Exists => true,
        Test::Missing => false,
        Test::Order(order, than) => text.parse().is_ok_and(|number| order.holds(number, *than)),
        Test::Compare(compare, values) => {
            let any = |fits: &dyn Fn(&str) -> bool| values.iter().any(|value| fits(&value.text()));
            match compare {
                Compare::Is => values.iter().any(|value| value.equals(text)),
                Compare::IsNot => !values.iter().any(|value| value.equals(text)),
                Compare::Contains => any(&|part| text.contains(part)),
                Compare::ContainsNot => !any(&|part| text.contains(part)),
                Compare::StartsWith => any(&|part| text.starts_with(part)),
                Compare::Like => {
                    let lower = text.to_lowercase();
                    any(&|part| lower.contains(&part.to_lowercase()))
                }
            }
        }
    }
}

impl Test {
    /// How often a text is looked through for it.
    fn looks(&self) -> usize {
        match self {
            Self::Compare(_, values) => 1 + values.len(),
            Self::Exists | Self::Missing | Self::Order(..) => 1,
        }
    }
}

impl Order {
    fn holds(self, number: f64, than: f64) -> bool {
        match self {
            Self::Less => number < than,
            Self::AtMost => number <= than,
            Self::More => number > than,
            Self::AtLeast => number >= than,
        }
    }
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    fn equals(&self, text: &str) -> bool {
        match self {
            Self::Text(own) => own == text,
            Self::Number(_) => text.parse().is_ok_and(|number| self.counts_as(number)),
        }
    }

    #[expect(clippy::float_cmp, reason = "the number is the one that was written")]
    fn counts_as(&self, number: f64) -> bool {
        matches!(self, Self::Number(own) if *own == number)
    }
}

/// The piece of a text around `from` that a line can show. A label is shown whole or not at all.
fn cut(text: &Redacted, from: usize) -> Redacted {
    let back = |at: usize| text.text[..at].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let mut start = if from == 0 { 0 } else { back(text.text.floor_char_boundary(from)) };
    let mut end = text.text[start..].char_indices().nth(SHOWN).map_or(text.text.len(), |(at, _)| start + at);
    for span in &text.spans {
        if span.start < start && start < span.end {
            start = span.start;
        }
        if span.start < end && end < span.end {
            end = span.start.max(start);
        }
    }
    let (head, tail) = (if start > 0 { "… " } else { "" }, if end < text.text.len() { " …" } else { "" });
    let shift = |at: usize| at - start + head.len();
    let inside = text.spans.iter().filter(|span| span.start >= start && span.end <= end);
    Redacted {
        spans: inside
            .map(|span| Span { start: shift(span.start), end: shift(span.end), ..span.clone() })
            .collect(),
        text: format!("{head}{}{tail}", &text.text[start..end]),
    }
}

#[cfg(test)]
mod tests;
