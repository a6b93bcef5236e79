//! Paths of fields: as they stand in a document, and as a rule names them.

use std::fmt;

use crate::error::{Code, Error, Result};

/// Most characters of a rule's path.
const LONGEST: usize = 200;
/// Most steps of it.
const DEEPEST: usize = 32;

/// One step to a value in a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Name(String),
    /// Of a list, from 0; a form's `name[]` says no number.
    Index(Option<usize>),
}

/// Where a value stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct FieldPath(pub(super) Vec<Step>);

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(Some(index)) => write!(f, "[{index}]")?,
                Step::Index(None) => f.write_str("[]")?,
                Step::Name(name) if is_plain(name) => {
                    f.write_str(if at == 0 { "" } else { "." })?;
                    f.write_str(name)?;
                }
                Step::Name(name) => write!(f, "[{}]", serde_json::Value::from(name.as_str()))?,
            }
        }
        Ok(())
    }
}

/// Whether a name can stand in a path without quotes.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name != "*" && name != "**" && !name.contains(['.', '[', ']', '"', '\\'])
}

/// One step of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    Name(String),
    /// `*`: any one name.
    AnyName,
    /// `[]`: any member of a list.
    AnyIndex,
    /// `**`, at the end: everything below.
    Below,
}

/// Which fields a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Wanted>);

/// How closely a rule names a field: the closest one counts. Compared step by step, from the front.
pub(super) type Closeness = Vec<u8>;

impl Pattern {
    /// `billing.email`, `line_items[].name`, `meta.*`, `address.**`, `["a.b"].c`.
    ///
    /// # Errors
    /// [`Code::FieldPathInvalid`].
    pub(super) fn parse(text: &str) -> Result<Self> {
        let refused = || Error::new(Code::FieldPathInvalid);
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(refused());
        }
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(quoted) = rest.strip_prefix("[\"") {
                let (name, after) = quoted_name(quoted).ok_or_else(refused)?;
                steps.push(Wanted::Name(name));
                rest = after;
            } else if let Some(after) = rest.strip_prefix("[]").or_else(|| rest.strip_prefix("[*]")) {
                steps.push(Wanted::AnyIndex);
                rest = after;
            } else {
                let named = if steps.is_empty() { Some(rest) } else { rest.strip_prefix('.') };
                let named = named.ok_or_else(refused)?;
                let end = named.find(['.', '[']).unwrap_or(named.len());
                steps.push(match &named[..end] {
                    "*" => Wanted::AnyName,
                    "**" => Wanted::Below,
                    name if is_plain(name) => Wanted::Name(name.to_owned()),
                    _ => return Err(refused()),
                });
                rest = &named[end..];
            }
        }
        let below = steps.iter().position(|step| *step == Wanted::Below);
        if steps.len() > DEEPEST || below.is_some_and(|at| at + 1 != steps.len()) {
            return Err(refused());
        }
        Ok(Self(steps))
    }

    /// How closely this names the field at `path`, if it does.
    pub(super) fn names(&self, path: &FieldPath) -> Option<Closeness> {
        let mut close = Vec::with_capacity(self.0.len());
        let mut steps = path.0.iter();
        for wanted in &self.0 {
            match (wanted, steps.next()) {
                (Wanted::Below, Some(_)) => {
                    close.push(1);
                    return Some(close);
                }
                (Wanted::Name(name), Some(Step::Name(there))) if name == there => close.push(3),
                (Wanted::AnyName, Some(Step::Name(_))) => close.push(2),
                (Wanted::AnyIndex, Some(Step::Index(_))) => close.push(3),
                _ => return None,
            }
        }
        steps.next().is_none().then_some(close)
    }

    /// The same without `[]`: markup has repeated elements in place of lists.
    #[must_use]
    pub(super) fn without_lists(mut self) -> Self {
        self.0.retain(|step| *step != Wanted::AnyIndex);
        self
    }
}

/// A name up to its closing `"]`, as JSON writes strings, and what follows.
fn quoted_name(text: &str) -> Option<(String, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let name = serde_json::from_str(&format!("\"{}\"", &text[..at])).ok()?;
                return Some((name, text[at..].strip_prefix("\"]")?));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(steps: &[&str]) -> FieldPath {
        let step = |text: &&str| match text.strip_prefix('#') {
            Some(index) => Step::Index(index.parse().ok()),
            None => Step::Name((*text).to_owned()),
        };
        FieldPath(steps.iter().map(step).collect())
    }

    fn names(pattern: &str, steps: &[&str]) -> bool {
        Pattern::parse(pattern).unwrap().names(&path(steps)).is_some()
    }

    #[test]
    fn a_rule_names_fields_and_nothing_beside_them() {
        assert!(names("billing.email", &["billing", "email"]));
        assert!(!names("billing", &["billing", "email"]), "a rule of a group is no rule of its fields");
        assert!(!names("billing.email", &["billing"]));
        assert!(names("line_items[].name", &["line_items", "#7", "name"]));
        assert!(!names("line_items[].name", &["line_items", "name"]));
        assert!(names("[].name", &["#0", "name"]));
        assert!(names("meta.*", &["meta", "x"]) && !names("meta.*", &["meta", "x", "y"]));
        assert!(names("meta.**", &["meta", "x", "#1", "y"]) && !names("meta.**", &["meta"]));
        assert!(names("**", &["anything", "at all"]));
        assert!(names("[\"a.b\"].c", &["a.b", "c"]) && names("a[\"\\u00fc\"]", &["a", "ü"]));
        for bad in ["", ".a", "a.", "a..b", "a[", "a[0]", "a]b", "**.a", "a.**.b", "a[\"b", "[\"b\"x", "a\"b"]
        {
            assert_eq!(Pattern::parse(bad).unwrap_err().code(), Code::FieldPathInvalid, "{bad}");
        }
    }

    #[test]
    fn the_closest_rule_counts() {
        let close = |pattern: &str| Pattern::parse(pattern).unwrap().names(&path(&["a", "b"])).unwrap();
        assert!(close("a.b") > close("a.*") && close("a.*") > close("a.**") && close("a.**") > close("**"));
        assert!(close("a.*") > close("*.b"), "what stands first weighs more");
    }

    proptest! {
        #[test]
        fn a_path_as_it_is_shown_is_a_rule_for_it(parts in proptest::collection::vec(".{1,12}", 1..6)) {
            let path = FieldPath(parts.into_iter().map(Step::Name).collect());
            let pattern = Pattern::parse(&path.to_string()).unwrap();
            prop_assert!(pattern.names(&path).is_some(), "{path}");
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = Pattern::parse(&text);
        }
    }
}
