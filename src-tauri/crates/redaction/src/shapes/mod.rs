//! Credentials by their shape: a keyword pass over the text, then the exact rule for each keyword that was there.

mod pem;
mod providers;
mod wellknown;

use crate::nets::Find;
use crate::pattern;
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::sync::LazyLock;

/// A format, from its vendor's documentation or from keys that the vendor shows as samples.
pub(crate) struct Rule {
    /// Named in spans and findings.
    pub name: &'static str,
    /// What the label says.
    pub label: &'static str,
    /// The rule is tried only on texts that hold one of these, capitals or not.
    pub keywords: &'static [&'static str],
    /// Group 1 is what is masked, or the whole match if there is no group.
    pub pattern: &'static str,
    pub edges: Edges,
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

struct Compiled {
    rules: Vec<(&'static Rule, Regex)>,
    /// Which rule each keyword belongs to.
    owners: Vec<usize>,
    keywords: AhoCorasick,
    /// Rules without keywords.
    always: Vec<usize>,
}

static RULES: LazyLock<Option<Compiled>> = LazyLock::new(compile);

fn compile() -> Option<Compiled> {
    let mut rules = Vec::new();
    let mut owners = Vec::new();
    let mut keywords = Vec::new();
    let mut always = Vec::new();
    for rule in providers::RULES.iter().chain(wellknown::RULES) {
        // The tests compile every rule; one that does not compile must not take the others with it.
        let Some(regex) = pattern::compile(rule.pattern) else {
            continue;
        };
        if rule.keywords.is_empty() {
            always.push(rules.len());
        }
        for keyword in rule.keywords {
            keywords.push(*keyword);
            owners.push(rules.len());
        }
        rules.push((rule, regex));
    }
    let keywords = AhoCorasick::builder().ascii_case_insensitive(true).build(keywords).ok()?;
    Some(Compiled { rules, owners, keywords, always })
}

pub(crate) fn find(text: &str, finds: &mut Vec<Find>) {
    let Some(compiled) = RULES.as_ref() else {
        return;
    };
    let mut wanted = vec![false; compiled.rules.len()];
    for hit in compiled.keywords.find_overlapping_iter(text) {
        wanted[compiled.owners[hit.pattern().as_usize()]] = true;
    }
    for rule in &compiled.always {
        wanted[*rule] = true;
    }
    for (at, (rule, regex)) in compiled.rules.iter().enumerate() {
        if wanted[at] {
            apply(text, rule, regex, finds);
        }
    }
    pem::find(text, finds);
}

fn apply(text: &str, rule: &Rule, regex: &Regex, finds: &mut Vec<Find>) {
    for captures in regex.captures_iter(text) {
        let (Some(whole), Some(value)) = (captures.get(0), captures.get(1).or_else(|| captures.get(0)))
        else {
            continue;
        };
        let before = text[..whole.start()].bytes().next_back().unwrap_or(b' ');
        let after = text.as_bytes().get(whole.end()).copied().unwrap_or(b' ');
        let stands = match rule.edges {
            Edges::Any => true,
            Edges::Word => !before.is_ascii_alphabetic() || ends_colour(&text[..whole.start()]),
            Edges::Strict => !before.is_ascii_alphanumeric() && !after.is_ascii_alphanumeric(),
        };
        if !stands {
            continue;
        }
        let said = value.as_str();
        let kept = said.trim_end_matches(['.', ',', ';', ':']);
        if wellknown::is_excused(rule, kept) {
            continue;
        }
        let range = value.start()..value.start() + kept.len();
        finds.push(Find {
            sure: !matches!(rule.name, "stripe-publishable" | "google-client-id" | "aws-bucket"),
            ..Find::secret(range, rule.label, rule.name)
        });
    }
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
        for rule in providers::RULES.iter().chain(wellknown::RULES) {
            assert!(pattern::compile(rule.pattern).is_some(), "{}", rule.name);
            assert!(!rule.label.is_empty() && rule.label.len() < 40, "{}", rule.name);
        }
    }
}
