//! Credentials by their shape: the exact rule is tried where a keyword of it stands.

mod commands;
mod further;
mod pem;
mod providers;
mod public;
#[cfg(test)]
mod published;
mod services;
mod tools;
mod wellknown;
mod whole;

pub(crate) use public::{is_named_public, is_storefront, name_before};
pub(crate) use whole::is_whole;

use crate::explore::{Budget, Spent};
use crate::keywords::{Hit, Owner};
use crate::nets::Find;
use crate::pattern::{Match, Pattern};
use std::sync::LazyLock;

/// A format, from its vendor's documentation or from keys that the vendor shows as samples.
pub(crate) struct Rule {
    /// Named in spans and findings.
    pub name: &'static str,
    /// What the label says.
    pub label: &'static str,
    /// The rule is tried only where one of these stands, capitals or not.
    pub keywords: &'static [&'static str],
    /// Group 1 is what is masked, or the whole match if there is no group.
    pub pattern: &'static str,
    pub edges: Edges,
    pub begins: Begins,
}

/// What may stand around a match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edges {
    /// No letter before.
    Word,
    /// No letter or digit before or after: the format has a fixed length and no telling beginning.
    Strict,
    /// Anything: the format cannot be mistaken.
    Any,
}

/// Where a pattern begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    /// With its keyword.
    Keyword,
    /// Up to so many bytes before it.
    Before(usize),
    /// With the scheme before `://`.
    Scheme,
}

/// No key is longer.
const LONGEST: usize = 64 * 1024;
/// Most are no longer than this.
const USUAL: usize = 4096;
/// How much is read after a keyword that stands within its key.
const BEHIND: usize = 512;
/// What trying a rule costs beside what it reads.
const TRY: usize = 32;

/// All rules; the first that claims a place names it.
const TABLES: [&[Rule]; 7] = [
    public::RULES,
    providers::RULES,
    tools::RULES,
    services::RULES,
    further::RULES,
    wellknown::RULES,
    commands::RULES,
];

pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().copied().flatten()
}

/// The rules and their patterns.
static COMPILED: LazyLock<Vec<(&Rule, Pattern)>> =
    LazyLock::new(|| rules().map(|rule| (rule, Pattern::new(rule.pattern))).collect());

/// Every keyword, with the position of its rule.
pub(crate) fn keywords() -> impl Iterator<Item = (u16, &'static str)> {
    rules().enumerate().flat_map(|(at, rule)| rule.keywords.iter().map(move |word| (at as u16, *word)))
}

/// Spends what is read: text made for the purpose can have much to read after each keyword.
pub(crate) fn find(
    text: &str,
    hits: &[Hit],
    budget: &mut Budget,
    finds: &mut Vec<Find>,
) -> Result<(), Spent> {
    let bytes = text.as_bytes();
    // Where the last match of each rule ended, and where the word ends that was last tried.
    let mut done = vec![0usize; COMPILED.len()];
    let compiled = &*COMPILED;
    let mut word_end = 0;
    for hit in hits {
        let Owner::Shape(at) = hit.owner else {
            continue;
        };
        let at = usize::from(at);
        if hit.start < done[at] {
            continue;
        }
        if word_end <= hit.start {
            let blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<');
            let rest = &bytes[hit.start..bytes.len().min(hit.start + LONGEST)];
            word_end = hit.start + rest.iter().position(blank).unwrap_or(rest.len());
        }
        let (rule, pattern) = &compiled[at];
        let read = word_end.saturating_sub(hit.start).min(USUAL);
        budget.spend(TRY + pattern.reach().map_or(read, |reach| read.min(reach)))?;
        let reach = |len: usize| text.floor_char_boundary(hit.start + len);
        let from = match rule.begins {
            Begins::Scheme => scheme_start(bytes, hit.start),
            _ => hit.start,
        };
        let found = match rule.begins {
            Begins::Before(back) => {
                let from = text.ceil_char_boundary(hit.start.saturating_sub(back).max(done[at]));
                pattern.within(text, from..text.floor_char_boundary(hit.end + BEHIND))
            }
            _ => match pattern.at(text, from..reach(USUAL)) {
                // It may go on past what was read.
                Some(found) if found.whole.end + 1 >= reach(USUAL) => pattern.at(text, from..reach(LONGEST)),
                found => found,
            },
        };
        let Some(found) = found else {
            continue;
        };
        done[at] = found.whole.end;
        budget.spend(found.whole.len())?;
        if stands(text, rule, &found) {
            push(text, rule, &found, finds);
        }
    }
    pem::find(text, finds);
    Ok(())
}

/// Where the letters before `://` begin.
fn scheme_start(bytes: &[u8], at: usize) -> usize {
    let mut start = at;
    while start > 0
        && at - start < 21
        && (bytes[start - 1].is_ascii_alphanumeric() || b"+.-".contains(&bytes[start - 1]))
    {
        start -= 1;
    }
    start + bytes[start..at].iter().take_while(|byte| !byte.is_ascii_alphabetic()).count()
}

fn stands(text: &str, rule: &Rule, found: &Match) -> bool {
    let bytes = text.as_bytes();
    let before = found.whole.start.checked_sub(1).map_or(b' ', |at| bytes[at]);
    let after = bytes.get(found.whole.end).copied().unwrap_or(b' ');
    match rule.edges {
        Edges::Any => true,
        Edges::Word => !before.is_ascii_alphabetic() || ends_colour(&text[..found.whole.start]),
        Edges::Strict => !before.is_ascii_alphanumeric() && !after.is_ascii_alphanumeric(),
    }
}

fn push(text: &str, rule: &Rule, found: &Match, finds: &mut Vec<Find>) {
    let kept = text[found.group.clone()].trim_end_matches(['.', ',', ';', ':']);
    if wellknown::is_excused(rule, kept, text) {
        return;
    }
    let range_start = found.group.start;
    let mut find = Find::secret(range_start..range_start + kept.len(), rule.label, rule.name);
    find.public = public::is_public(rule, kept, text, range_start);
    find.sure = !find.public && !matches!(rule.name, "cloudant");
    finds.push(find);
}

/// Does the text end with what sets a terminal's colour (`ESC [ 93 m`), raw or made visible?
fn ends_colour(text: &str) -> bool {
    text.strip_suffix('m').is_some_and(|text| {
        let text = text.trim_end_matches(|char: char| char.is_ascii_digit() || char == ';');
        text.ends_with("\u{1b}[") || text.ends_with("\u{241b}[")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_compiles_and_has_its_keyword() {
        for rule in rules() {
            assert!(Pattern::new(rule.pattern).compiles() && !rule.keywords.is_empty(), "{}", rule.name);
            assert!(!rule.label.is_empty() && rule.label.len() < 40, "{}", rule.name);
        }
    }
}
