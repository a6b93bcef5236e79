//! Findings that somebody has looked at and accepted, in a file that lies beside the code.
//!
//! An entry names path, rule and a keyed fingerprint of the value; lines may move. The key of the fingerprints is a salt of
//! chance that stands in the file: equal values in two projects have different fingerprints, and a table made beforehand is
//! of no use. It is no secret, so a fingerprint of a value that could be guessed says next to nothing of it (12 bits; the
//! vault's `seek/print.rs` has the reckoning), and one of a value that chance made cannot be turned back.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use vault::Salt;

use super::found::{Finding, Mark, leaks};

/// The form of the file that this version writes.
const VERSION: u32 = 1;

/// A baseline file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    salt: Salt,
    accepted: Vec<Accepted>,
}

/// One finding that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// As findings name it.
    pub path: String,
    /// The rule that found it.
    pub rule: String,
    /// Its keyed fingerprint.
    pub print: String,
    /// Why it is no reason to act.
    pub reason: String,
    /// The day it was accepted, such as `2026-11-23`.
    pub since: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    salt: String,
    accepted: Vec<Accepted>,
}

impl Baseline {
    /// An empty one with a salt of its own; `None` where the system has no randomness to give.
    #[must_use]
    pub fn new() -> Option<Self> {
        Salt::new().map(|salt| Self { salt, accepted: Vec::new() })
    }

    /// Reads what [`Self::to_text`] wrote; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(text).ok()?;
        let salt = Salt::parse(&written.salt).filter(|_| written.version == VERSION)?;
        Some(Self { salt, accepted: written.accepted })
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut accepted = self.accepted.clone();
        accepted.sort();
        accepted.dedup_by(|a, b| (&a.path, &a.rule, &a.print) == (&b.path, &b.rule, &b.print));
        let written = Written { version: VERSION, salt: self.salt.to_text(), accepted };
        serde_json::to_string_pretty(&written).unwrap_or_default() + "\n"
    }

    /// What its fingerprints are keyed with.
    #[must_use]
    pub fn salt(&self) -> &Salt {
        &self.salt
    }

    /// Adds everything in a line that is no published key. `salt` is the position of this file's salt.
    pub fn accept(&mut self, finding: &Finding, salt: usize, reason: &str, since: &str) {
        for mark in leaks(finding) {
            let print = mark.prints.get(salt).cloned().unwrap_or_default();
            self.accepted.push(Accepted {
                path: finding.place.clone(),
                rule: mark.rule.to_owned(),
                print,
                reason: reason.to_owned(),
                since: since.to_owned(),
            });
        }
    }

    /// Takes the accepted ones out of `findings` and answers them, each with its reason. A line is accepted when everything
    /// in it is.
    #[must_use]
    pub fn sort_out(&self, findings: &mut Vec<Finding>, salt: usize) -> Vec<(Finding, String)> {
        let known: HashMap<(&str, &str, &str), &str> = self
            .accepted
            .iter()
            .map(|one| ((&*one.path, &*one.rule, &*one.print), one.reason.as_str()))
            .collect();
        let reason = |finding: &Finding| {
            let find = |mark: &Mark| {
                let print = mark.prints.get(salt)?;
                known.get(&(&*finding.place, mark.rule, &**print)).copied()
            };
            let mut reasons = leaks(finding).map(find);
            let first = reasons.next()??;
            reasons.all(|reason| reason.is_some()).then(|| first.to_owned())
        };
        let (mut open, mut accepted) = (Vec::new(), Vec::new());
        for finding in findings.drain(..) {
            match reason(&finding) {
                Some(reason) => accepted.push((finding, reason)),
                None => open.push(finding),
            }
        }
        *findings = open;
        accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::Class;

    fn mark(class: Class, rule: &'static str, print: &str) -> Mark {
        Mark { class, rule, key: None, prints: vec![String::new(), print.to_owned()] }
    }

    fn finding(place: &str, line: u64, marks: &[Mark]) -> Finding {
        let (first, more) = marks.split_first().expect("a mark");
        Finding {
            place: place.into(),
            commit: None,
            line,
            mark: first.clone(),
            more: more.to_vec(),
            beyond: 0,
        }
    }

    #[test]
    fn a_line_that_moved_stays_accepted_and_another_value_does_not() {
        let mut baseline = Baseline::new().expect("randomness");
        let old = mark(Class::Secret, "stripe", "aa");
        baseline.accept(&finding("a.js", 3, std::slice::from_ref(&old)), 1, "a sample", "2026-11-23");
        let baseline = Baseline::parse(&baseline.to_text()).expect("what was written");
        let new = mark(Class::Secret, "stripe", "bb");
        let public = mark(Class::Public, "stripe-public", "cc");
        let mut findings = vec![
            finding("a.js", 90, &[old.clone(), public.clone()]),
            finding("a.js", 91, &[old.clone(), new.clone()]),
            finding("a.js", 3, std::slice::from_ref(&new)),
            finding("b.js", 3, std::slice::from_ref(&old)),
            finding("a.js", 4, std::slice::from_ref(&public)),
        ];
        let accepted = baseline.sort_out(&mut findings, 1);
        assert_eq!(accepted.len(), 1);
        assert_eq!((accepted[0].0.line, accepted[0].1.as_str()), (90, "a sample"));
        let left: Vec<_> = findings.iter().map(|one| (one.place.as_str(), one.line)).collect();
        assert_eq!(left, [("a.js", 91), ("a.js", 3), ("b.js", 3), ("a.js", 4)]);
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        for text in ["", "{}", "[]", r#"{"version":1,"salt":"00","accepted":[]}"#] {
            assert_eq!(Baseline::parse(text), None, "{text}");
        }
        let newer =
            Baseline::new().expect("randomness").to_text().replace("\"version\": 1", "\"version\": 2");
        assert_eq!(Baseline::parse(&newer), None);
    }
}
