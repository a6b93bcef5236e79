//! Conditions that a person wrote: `[STATUS] == any(200, 204)`, `[BODY].data[0].id exists`, `degraded: [TIME] < 800`.
//!
//! A page can write them as well, and see what each came to. So they are judged on nothing but what the page may see anyway:
//! the exchange after everything in it was masked, and numbers that a send shows of itself. A condition that asks for a
//! piece of an echoed key meets the label that stands in its place, whatever it guesses, and `len()` counts that label's
//! characters, never the key's.
//!
//! ```text
//! condition := ["degraded:"] subject test
//! subject   := "[STATUS]" | "[TIME]" | "[SIZE]" | "[CERT_DAYS]" | place | "len(" place ")"
//! place     := "[BODY]" { "." name | "[" number "]" | "[" text "]" } | "[HEADER]." name
//! test      := "exists" | "is missing" | order number
//!            | ("==" | "!=" | "~" | "contains" | "does not contain" | "starts with") one-or-any
//! order     := "<" | "<=" | ">" | ">="
//! one-or-any := value | "any(" value { "," value } ")"
//! value     := number | text in double quotes | a bare word
//! ```
//!
//! `[TIME]` is in milliseconds, `[SIZE]` in bytes of the body after decompression, `[CERT_DAYS]` in whole days until the first
//! certificate of the chain ends. `~` holds where the text stands anywhere, whatever its capitals; `contains` minds them.
//! Values are compared by their text, numbers by what they count. With `any()`, one of them is enough; a test that
//! forbids (`!=`, `does not contain`) forbids all of them.

mod judge;
mod parse;
mod print;

pub(crate) use judge::{Answered, Work, masked_json};
pub use judge::{Judged, Outcome, Saw};

/// Most characters of a condition.
pub const LONGEST_CONDITION: usize = 300;

/// One condition, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    pub(crate) degraded_only: bool,
    pub(crate) subject: Subject,
    pub(crate) test: Test,
}

/// Why a text is no condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionFault {
    /// It does not begin with something that can be asked about.
    #[error("not something that can be asked about")]
    Subject,
    /// What is asked cannot be asked of this.
    #[error("not a test, or not one for this subject")]
    Test,
    /// What it is compared with cannot be read, or more stands behind it.
    #[error("not a value")]
    Value,
    /// Longer than [`LONGEST_CONDITION`].
    #[error("too long")]
    Long,
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Status,
    Time,
    Size,
    CertDays,
    Of(Place),
    Length(Place),
}

/// A place in the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Body(Vec<Step>),
    /// In lower case.
    Header(String),
}

/// One step into a JSON body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Name(String),
    Index(u32),
}

/// What has to be so.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Exists,
    Missing,
    Order(Order, f64),
    Compare(Compare, Vec<Value>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    Is,
    IsNot,
    Like,
    Contains,
    ContainsNot,
    StartsWith,
}

/// What it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Number(f64),
    Text(String),
}

impl Expectation {
    /// Whether a failing one makes a send degraded, no more.
    #[must_use]
    pub fn degraded_only(&self) -> bool {
        self.degraded_only
    }

    /// Whether it says which status is the right one.
    #[must_use]
    pub fn is_of_status(&self) -> bool {
        self.subject == Subject::Status
    }

    /// Whether it says how long a send may take.
    #[must_use]
    pub fn is_of_time(&self) -> bool {
        self.subject == Subject::Time
    }

    /// Whether it says how long a certificate must still be good.
    #[must_use]
    pub fn is_of_certificate(&self) -> bool {
        self.subject == Subject::CertDays
    }

    /// Every text that whoever wrote it chose: none of them may be a key.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        if let Subject::Of(place) | Subject::Length(place) = &self.subject {
            match place {
                Place::Header(name) => texts.push(name.clone()),
                Place::Body(steps) => texts.extend(steps.iter().filter_map(|step| match step {
                    Step::Name(name) => Some(name.clone()),
                    Step::Index(_) => None,
                })),
            }
        }
        if let Test::Compare(_, values) = &self.test {
            texts.extend(values.iter().map(|value| match value {
                Value::Text(text) => text.clone(),
                Value::Number(number) => number.to_string(),
            }));
        }
        texts
    }
}

impl Subject {
    /// Whether it is a number by its nature.
    pub(crate) fn counts(&self) -> bool {
        !matches!(self, Self::Of(_))
    }
}

#[cfg(test)]
mod tests;
