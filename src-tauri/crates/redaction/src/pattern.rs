//! Compiles patterns. Word borders, digits and blanks are those of ASCII: what is checked by digits must be digits, and
//! the fast engines can do it.

use regex::{Regex, RegexSet};

fn ascii(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]").replace(r"\s", r"[ \t\r\n]")
}

pub(crate) fn compile(pattern: &str) -> Option<Regex> {
    Regex::new(&ascii(pattern)).ok()
}

/// Tells in one pass which of the patterns match at all.
pub(crate) fn screen<'p>(patterns: impl Iterator<Item = &'p str>) -> Option<RegexSet> {
    RegexSet::new(patterns.map(ascii)).ok()
}
