//! Which fields are harmless: paths, and what may stand there.

use super::{looks, vocabulary};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A list of harmless fields. A path is dotted: `error.code`; `[]` is any entry of a list (`errors[].code`), `*` any name,
/// `**.` at its beginning any place; an attribute in XML or HTML is a name with `@` before it; `$` is a body that is
/// nothing but one value. Names are compared as they stand, those of headers without regard to case.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listed<'a> {
    /// Values that look like words of an enumeration: no spaces, no digits; or numbers of at most five digits.
    pub codes: &'a [String],
    /// Values in which digits are to be expected: versions, dates, codes such as `E00007`, encodings.
    pub numbered: &'a [String],
    /// Numbers: of at most six digits. Others are labels, for a number can be an account, a phone, a PIN.
    pub numbers: &'a [String],
    /// Ids of requests and the like, which look random.
    pub ids: &'a [String],
    /// Sentences: short, on one line, quoting nothing.
    pub texts: &'a [String],
    /// Headers.
    pub headers: &'a [String],
    /// Names of fields and parts of paths that are no common words of APIs, but this API's own.
    pub names: &'a [String],
}

/// Lists of harmless fields, ready for use. What is listed is public, and so is this.
#[derive(Clone, Debug, Default)]
pub struct Fields(Arc<Lists>);

#[derive(Debug, Default)]
struct Lists {
    /// By the last step: a name, or [`ANY`].
    by_last: HashMap<String, Vec<Pattern>>,
    headers: HashSet<String>,
    names: HashSet<String>,
}

#[derive(Debug)]
struct Pattern {
    anywhere: bool,
    steps: Vec<Asked>,
    shape: Shape,
}

#[derive(Debug, PartialEq)]
enum Asked {
    Name(String),
    Any,
    Entry,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    Code,
    Numbered,
    Number,
    Id,
    Sentence,
}

/// Where patterns are kept whose last step is no name. No name reads so.
const ANY: &str = "*";

/// One step of the way to a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step<'t> {
    Name(&'t str),
    Entry,
    /// A name that is not shown.
    Unknown,
}

impl Fields {
    /// All of these lists.
    #[must_use]
    pub fn new(lists: &[Listed<'_>]) -> Fields {
        let mut made = Lists::default();
        for list in lists {
            let shapes = [
                (list.codes, Shape::Code),
                (list.numbered, Shape::Numbered),
                (list.numbers, Shape::Number),
                (list.ids, Shape::Id),
                (list.texts, Shape::Sentence),
            ];
            for (path, shape) in
                shapes.into_iter().flat_map(|(paths, shape)| paths.iter().map(move |p| (p, shape)))
            {
                let pattern = Pattern::read(path, shape);
                let last = match pattern.steps.last() {
                    Some(Asked::Name(name)) => name.clone(),
                    _ => ANY.to_owned(),
                };
                made.names.extend(pattern.names());
                made.by_last.entry(last).or_default().push(pattern);
            }
            made.names.extend(list.names.iter().cloned());
            made.headers.extend(list.headers.iter().map(|name| name.to_ascii_lowercase()));
        }
        Fields(Arc::new(made))
    }

    /// Is this value shown there?
    pub(super) fn shows(&self, path: &[Step<'_>], value: &str) -> bool {
        self.matching(path).any(|pattern| match pattern.shape {
            Shape::Code => looks::is_code(value),
            Shape::Numbered => looks::is_numbered(value),
            Shape::Number => looks::is_count(value),
            Shape::Id => looks::is_id(value),
            Shape::Sentence => looks::is_sentence(value),
        })
    }

    /// Is it the name of a field or a part of a path that an API has, and no data?
    pub(super) fn knows(&self, name: &str) -> bool {
        self.0.names.contains(name) || vocabulary::knows(name)
    }

    /// Is the header, in small letters, listed?
    pub(super) fn header(&self, name: &str) -> bool {
        self.0.headers.contains(name)
    }

    fn matching(&self, path: &[Step<'_>]) -> impl Iterator<Item = &Pattern> {
        let named = match path.last() {
            Some(Step::Name(name)) => self.0.by_last.get(*name),
            _ => None,
        };
        let any = self.0.by_last.get(ANY);
        named.into_iter().chain(any).flatten().filter(|pattern| pattern.fits(path))
    }
}

impl Pattern {
    fn read(path: &str, shape: Shape) -> Pattern {
        let (anywhere, rest) = match path.strip_prefix("**.") {
            Some(rest) => (true, rest),
            None => (false, path),
        };
        let mut steps = Vec::new();
        for part in rest.split('.') {
            let name = part.trim_end_matches("[]");
            if !name.is_empty() {
                steps.push(if name == "*" { Asked::Any } else { Asked::Name(name.to_owned()) });
            }
            let entries = (part.len() - name.len()) / 2;
            steps.extend(std::iter::repeat_with(|| Asked::Entry).take(entries));
        }
        Pattern { anywhere, steps, shape }
    }

    /// The names that it is made of.
    fn names(&self) -> impl Iterator<Item = String> {
        self.steps.iter().filter_map(|step| match step {
            Asked::Name(name) => Some(name.clone()),
            _ => None,
        })
    }

    fn fits(&self, path: &[Step<'_>]) -> bool {
        let Some(from) = path.len().checked_sub(self.steps.len()) else { return false };
        (self.anywhere || from == 0)
            && self.steps.iter().zip(&path[from..]).all(|(asked, step)| match (asked, step) {
                (Asked::Name(asked), Step::Name(name)) => asked == name,
                (Asked::Any, Step::Name(_) | Step::Unknown) | (Asked::Entry, Step::Entry) => true,
                _ => false,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_where_they_say() {
        let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
        let codes = list(&[
            "error.code",
            "errors[].code",
            "data.*.status",
            "**.currency",
            "scopes[]",
            "[].type",
            "$",
        ]);
        let fields = Fields::new(&[Listed { codes: &codes, ..Listed::default() }]);
        use Step::{Entry, Name, Unknown};
        for path in [
            &[Name("error"), Name("code")][..],
            &[Name("errors"), Entry, Name("code")],
            &[Name("data"), Unknown, Name("status")],
            &[Name("a"), Entry, Name("b"), Name("currency")],
            &[Name("currency")],
            &[Name("scopes"), Entry],
            &[Entry, Name("type")],
            &[Name("$")],
        ] {
            assert!(fields.shows(path, "word"), "{path:?}");
            assert!(!fields.shows(path, "two words"), "{path:?}");
        }
        for path in [
            &[Name("code")][..],
            &[Name("a"), Name("error"), Name("code")],
            &[Name("errors"), Name("code")],
            &[Name("data"), Entry, Name("status")],
            &[Name("scopes")],
            &[Entry],
            &[Unknown],
            &[],
        ] {
            assert!(!fields.shows(path, "word"), "{path:?}");
        }
    }
}
