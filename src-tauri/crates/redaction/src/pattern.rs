//! Compiles patterns. Word borders, digits and blanks are those of ASCII: what is checked by digits must be digits, and
//! the fast engines can do it.

use regex_automata::meta::Regex;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind};
use std::ops::Range;
use std::sync::OnceLock;

/// A pattern that is compiled when it is first wanted: most of the many never are.
pub(crate) struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Compiled>>,
}

struct Compiled {
    regex: Regex,
    reach: Option<usize>,
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
    fn compiled(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| compile(self.source)).as_ref()
    }

    fn regex(&self) -> Option<&Regex> {
        Some(&self.compiled()?.regex)
    }

    /// How many bytes are read at most where it does not match, and past the match where it does; none if there is no
    /// limit.
    pub(crate) fn reach(&self) -> Option<usize> {
        self.compiled()?.reach
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

fn compile(pattern: &str) -> Option<Compiled> {
    let ascii = pattern.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]").replace(r"\s", r"[ \t\r\n]");
    let hir = syntax::parse(&ascii).ok()?;
    let regex = Regex::builder().build_from_hir(&hir).ok()?;
    Some(Compiled { regex, reach: reach(&hir) })
}

/// What may repeat without end is read to its end only where it is the last, as all of it has matched by then.
fn reach(hir: &Hir) -> Option<usize> {
    let longest = |hir: &Hir| hir.properties().maximum_len();
    if let Some(longest) = longest(hir) {
        return Some(longest + 1);
    }
    match hir.kind() {
        HirKind::Capture(capture) => reach(&capture.sub),
        HirKind::Repetition(repetition) if repetition.max.is_none() => {
            longest(&repetition.sub)?.checked_mul(repetition.min as usize + 1)
        }
        HirKind::Concat(parts) => {
            let (last, before) = parts.split_last()?;
            before.iter().try_fold(reach(last)?, |sum, part| Some(sum + longest(part)?))
        }
        HirKind::Alternation(ways) => ways.iter().try_fold(0, |most: usize, way| Some(most.max(reach(way)?))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_tells_how_far_it_reads_in_vain() {
        let reach = |source: &'static str| Pattern::new(source).reach();
        assert_eq!(reach("abc[0-9]{4}"), Some(8));
        assert_eq!(reach("abc[0-9]{4,}"), Some(8));
        assert_eq!(reach("ab(?:c|d+)"), Some(4));
        assert_eq!(reach("ab([0-9a-f]{20,})"), Some(23));
        // The end decides, however far it is.
        assert_eq!(reach("ab[0-9]+@"), None);
        assert_eq!(reach(r"ab[0-9]+\b"), None);
        assert_eq!(reach("ab(?:[0-9]+@)?"), None);
    }
}
