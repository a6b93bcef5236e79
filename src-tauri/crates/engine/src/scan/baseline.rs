//! Findings that somebody has looked at and accepted, in a file that lies beside the code.
//!
//! An entry names path, rule and a keyed fingerprint of the value; lines may move. The key of the fingerprints is a salt of
//! chance that stands in the file: equal values in two projects have different fingerprints, and a table made beforehand is
//! of no use. It is no secret, so a fingerprint of a value that could be guessed says next to nothing of it (12 bits; the
//! vault's `seek/print.rs` has the reckoning), and one of a value that chance made cannot be turned back.

mod names;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use vault::Salt;

use super::found::{Finding, Mark, leaks};
pub use names::BaselineNames;

/// The form of the file that this version writes.
const VERSION: u32 = 1;
/// The reason where none is given.
const NO_REASON: &str = "accepted with all others at once";

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
    /// From the folder of the baseline file on, as [`BaselineNames`] has it; an address as findings name it.
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
        let mut accepted = written.accepted;
        for one in &mut accepted {
            if let Some(plain) = one.path.strip_prefix("./") {
                one.path = plain.to_owned();
            }
        }
        Some(Self { salt, accepted })
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

    /// Adds everything in these lines that is no published key, and answers how many entries are new. A `reason` replaces
    /// that of what is there already. `salt` is the position of this file's salt, `since` the day.
    pub fn accept(
        &mut self,
        findings: &[Finding],
        names: &BaselineNames,
        salt: usize,
        reason: Option<&str>,
        since: &str,
    ) -> usize {
        let known = |one: &Accepted| (one.path.clone(), one.rule.clone(), one.print.clone());
        let mut there: HashMap<(String, String, String), usize> =
            self.accepted.iter().enumerate().map(|(at, one)| (known(one), at)).collect();
        let before = self.accepted.len();
        for finding in findings {
            let path = names.of(&finding.place);
            for mark in leaks(finding) {
                let print = mark.prints.get(salt).cloned().unwrap_or_default();
                let entry = Accepted {
                    path: path.clone(),
                    rule: mark.rule.to_owned(),
                    print,
                    reason: reason.unwrap_or(NO_REASON).to_owned(),
                    since: since.to_owned(),
                };
                match (there.get(&known(&entry)), reason) {
                    (Some(at), Some(_)) => self.accepted[*at].reason = entry.reason,
                    (Some(_), None) => {}
                    (None, _) => {
                        there.insert(known(&entry), self.accepted.len());
                        self.accepted.push(entry);
                    }
                }
            }
        }
        self.accepted.len() - before
    }

    /// Names everything from another folder on: `names` of the file it goes to, `from` of the one it comes from.
    pub fn move_to(&mut self, names: &BaselineNames, from: &BaselineNames) {
        for one in &mut self.accepted {
            one.path = names.moved(&one.path, from);
        }
    }

    /// Takes the accepted ones out of `findings` and answers them, each with its reason. A line is accepted when everything
    /// in it is.
    #[must_use]
    pub fn sort_out(
        &self,
        findings: &mut Vec<Finding>,
        names: &BaselineNames,
        salt: usize,
    ) -> Vec<(Finding, String)> {
        let known: HashMap<(&str, &str, &str), &str> = self
            .accepted
            .iter()
            .map(|one| ((&*one.path, &*one.rule, &*one.print), one.reason.as_str()))
            .collect();
        let reason = |finding: &Finding| {
            let path = names.of(&finding.place);
            let find = |mark: &Mark| {
                let print = mark.prints.get(salt)?;
                known.get(&(&*path, mark.rule, &**print)).copied()
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

    /// For a file in the folder where the tests run.
    fn names() -> BaselineNames {
        let seeker = vault::KeySeeker::given(None, true, &[]).expect("randomness");
        BaselineNames::new(std::path::Path::new("base.json"), &[], std::sync::Arc::new(seeker))
    }

    #[test]
    fn a_new_reason_replaces_the_old_one_of_what_it_accepts_and_no_reason_none() {
        let mut baseline = Baseline::new().expect("randomness");
        let (one, two) = (mark(Class::Secret, "stripe", "aa"), mark(Class::Secret, "stripe", "bb"));
        let both = [finding("a.js", 1, &[one]), finding("b.js", 1, &[two])];
        assert_eq!(baseline.accept(&both, &names(), 1, None, "2026-11-23"), 2);
        assert_eq!(baseline.accept(&both[..1], &names(), 1, Some("a sample"), "2026-11-24"), 0);
        assert_eq!(baseline.accept(&both, &names(), 1, None, "2026-11-25"), 0);
        let reasons: Vec<_> = baseline.accepted.iter().map(|one| (&*one.path, &*one.reason)).collect();
        assert_eq!(reasons, [("a.js", "a sample"), ("b.js", NO_REASON)]);
    }

    #[test]
    fn a_line_that_moved_stays_accepted_and_another_value_does_not() {
        let mut baseline = Baseline::new().expect("randomness");
        let old = mark(Class::Secret, "stripe", "aa");
        let accepted = finding("a.js", 3, std::slice::from_ref(&old));
        baseline.accept(&[accepted], &names(), 1, Some("a sample"), "2026-11-23");
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
        let accepted = baseline.sort_out(&mut findings, &names(), 1);
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
