//! One message: what is found secret or personal in one field is masked wherever else it stands.

use crate::mark::Mark;
use crate::nets::Find;
use crate::redacted::Kind;
use crate::tag::Tagger;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::HashSet;

/// A part of a message.
pub enum Part<'a> {
    /// Request line or status line, URL included.
    StartLine(&'a str),
    /// Headers in order; each becomes a line `name: value`.
    Headers(&'a [(String, Vec<u8>)]),
    /// A body as it was received or sent.
    Body {
        /// The bytes.
        bytes: &'a [u8],
        /// The `Content-Type`, if there was one.
        media_type: Option<&'a str>,
    },
    /// Any other text: an error message, a note.
    Text(&'a str),
}

/// Shorter values are too common to be masked wherever they stand.
const SHORTEST_SECRET: usize = 6;
const SHORTEST_PERSONAL: usize = 4;
/// Longer ones are found again by what found them first.
const LONGEST: usize = 512;

/// The values found in the fields of a message.
#[derive(Default)]
pub(crate) struct Learned {
    values: Vec<Find>,
    known: HashSet<String>,
}

impl Learned {
    pub(crate) fn add(&mut self, finds: &[Find]) {
        let worth = finds.iter().filter(|find| {
            find.follow
                && find.value.len() <= LONGEST
                && match find.kind {
                    Kind::Personal => find.value.chars().count() >= SHORTEST_PERSONAL,
                    _ => find.value.len() >= SHORTEST_SECRET,
                }
        });
        for find in worth {
            if self.known.insert(find.value.clone()) {
                self.values.push(find.clone());
            }
        }
    }

    pub(crate) fn search(self) -> Search {
        let built = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            // Made for one message: what is quick to build.
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(self.values.iter().map(|find| &find.value));
        // Only a set of patterns past the automaton's limits cannot be built; then nothing more is learned from fields.
        let automaton = (!self.values.is_empty()).then(|| built.ok()).flatten();
        Search { values: self.values, automaton }
    }
}

/// Looks for what was learned.
pub(crate) struct Search {
    values: Vec<Find>,
    automaton: Option<AhoCorasick>,
}

impl Search {
    pub(crate) fn mark(&self, text: &str, tagger: &Tagger, marks: &mut Vec<Mark>) {
        let Some(automaton) = &self.automaton else {
            return;
        };
        for hit in automaton.find_iter(text) {
            let find = &self.values[hit.pattern().as_usize()];
            if !stands_alone(text, hit.start(), hit.end()) {
                continue;
            }
            marks.push(Mark {
                start: hit.start(),
                end: hit.end(),
                kind: find.kind,
                label: find.label.to_owned(),
                tag: tagger.tag(find.canonical().as_bytes()),
                rule: find.rule.to_owned(),
            });
        }
    }
}

/// Is it not merely a part of a longer word?
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let word = |char: char| char.is_alphanumeric() || char == '_';
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let first = text[start..end].chars().next();
    let last = text[start..end].chars().next_back();
    let joined =
        |edge: Option<char>, beyond: Option<char>| edge.is_some_and(word) && beyond.is_some_and(word);
    !joined(first, before) && !joined(last, after)
}
