//! A condition as it is written: one way for each, which reads back as the same.

use std::fmt::{self, Display, Formatter, Write as _};

use super::parse::is_name;
use super::{Compare, Expectation, Order, Place, Step, Subject, Test, Value};

impl Display for Expectation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.degraded_only {
            f.write_str("degraded: ")?;
        }
        write!(f, "{} {}", self.subject, self.test)
    }
}

impl Display for Subject {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status => f.write_str("[STATUS]"),
            Self::Time => f.write_str("[TIME]"),
            Self::Size => f.write_str("[SIZE]"),
            Self::CertDays => f.write_str("[CERT_DAYS]"),
            Self::Of(place) => place.fmt(f),
            Self::Length(place) => write!(f, "len({place})"),
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let steps = match self {
            Self::Header(name) => return write!(f, "[HEADER].{name}"),
            Self::Body(steps) => steps,
        };
        f.write_str("[BODY]")?;
        for step in steps {
            match step {
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Name(name) if !name.is_empty() && name.chars().all(is_name) => write!(f, ".{name}")?,
                Step::Name(name) => {
                    f.write_char('[')?;
                    quote(f, name)?;
                    f.write_char(']')?;
                }
            }
        }
        Ok(())
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists => f.write_str("exists"),
            Self::Missing => f.write_str("is missing"),
            Self::Order(order, number) => write!(f, "{} {number}", order.sign()),
            Self::Compare(compare, values) => {
                write!(f, "{} ", compare.sign())?;
                match values.as_slice() {
                    [one] => one.fmt(f),
                    several => {
                        f.write_str("any(")?;
                        for (at, value) in several.iter().enumerate() {
                            write!(f, "{}{value}", if at == 0 { "" } else { ", " })?;
                        }
                        f.write_char(')')
                    }
                }
            }
        }
    }
}

impl Order {
    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

impl Compare {
    fn sign(self) -> &'static str {
        match self {
            Self::Is => "==",
            Self::IsNot => "!=",
            Self::Like => "~",
            Self::Contains => "contains",
            Self::ContainsNot => "does not contain",
            Self::StartsWith => "starts with",
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            // A word that can be read as nothing else needs no quotes.
            Self::Text(text) if is_word(text) => f.write_str(text),
            Self::Text(text) => quote(f, text),
        }
    }
}

fn is_word(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-/.:+".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(plain)
}

fn quote(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}
