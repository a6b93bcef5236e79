//! Compiles patterns. Word borders, digits and blanks are those of ASCII: what is checked by digits must be digits, and
//! the fast engines can do it.

use regex_automata::meta::Regex;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};
use std::ops::Range;
use std::sync::OnceLock;

/// A pattern that is compiled when it is first wanted: most of the many never are.
pub(crate) struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

/// What matched, and its first group (or the whole, if there is none).
pub(crate) struct Match {
    pub whole: Range<usize>,
    pub group: Range<usize>,
}

impl Pattern {
    pub(crate) const fn new(source: &'static str) -> Pattern {
        Pattern { source, compiled: OnceLock::new() }
    }

    /// The tests compile every pattern; one that does not compile must not take the others with it.
    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| compile(self.source)).as_ref()
    }

    #[cfg(test)]
    pub(crate) fn compiles(&self) -> bool {
        self.regex().is_some()
    }

    /// A match that begins where the range begins.
    pub(crate) fn at(&self, text: &str, range: Range<usize>) -> Option<Match> {
        self.search(Input::new(text).range(range).anchored(Anchored::Yes))
    }

    /// The first match within the range.
    pub(crate) fn within(&self, text: &str, range: Range<usize>) -> Option<Match> {
        self.search(Input::new(text).range(range))
    }

    /// All matches within the range.
    pub(crate) fn each<'t>(
        &'t self,
        text: &'t str,
        range: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + 't {
        let found = self.regex().map(|regex| regex.find_iter(Input::new(text).range(range)));
        found.into_iter().flatten().map(|found| found.range())
    }

    fn search(&self, input: Input<'_>) -> Option<Match> {
        let regex = self.regex()?;
        if regex.captures_len() == 1 {
            // The quickest engines tell no groups.
            let whole = regex.search(&input)?.range();
            return Some(Match { group: whole.clone(), whole });
        }
        let mut slots: [Option<NonMaxUsize>; 4] = [None; 4];
        regex.search_slots(&input, &mut slots)?;
        let whole = slots[0]?.get()..slots[1]?.get();
        let group = match (slots[2], slots[3]) {
            (Some(start), Some(end)) => start.get()..end.get(),
            _ => whole.clone(),
        };
        Some(Match { whole, group })
    }
}

fn compile(pattern: &str) -> Option<Regex> {
    let ascii = pattern.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]").replace(r"\s", r"[ \t\r\n]");
    Regex::new(&ascii).ok()
}
