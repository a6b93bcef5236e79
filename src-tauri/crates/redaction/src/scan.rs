//! The leak scan: where held keys and credentials stand in a text, and which of them are published on purpose.

use crate::explore::{Sight, explore};
use crate::misfit;
use crate::nets::{self, Layout, Scope};
use crate::redacted::Kind;
use crate::redactor::Redactor;
use crate::shapes;
use crate::verdict::is_reported;
use serde::{Deserialize, Serialize};

/// What sort of key was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A key that Keyrack holds.
    Held,
    /// Has the shape of a credential.
    Secret,
    /// A key that its vendor means to be published: publishable, browser and site keys. No leak.
    Public,
}

/// One thing that a scan found. It says where, never what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// Byte offsets in the text, half-open, on character borders, sorted, not overlapping.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// What sort of key it is.
    pub class: Class,
    /// The name of the rule that found it.
    pub rule: &'static str,
    /// Which of the held keys it is, by its position in the list given to [`Redactor::new`], refused ones left out.
    pub key: Option<usize>,
}

/// What a scan of a text came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// What was found.
    pub leaks: Vec<Leak>,
    /// Was the text read to its end? Otherwise its budget was spent before.
    pub complete: bool,
}

impl Redactor {
    /// Finds held keys in every wire form, and with `shapes` what looks like a credential.
    pub fn scan(&self, text: &str, shapes: bool) -> Scan {
        let mut leaks = Vec::new();
        let mut runs = Vec::new();
        // What has the beginning of a format but not its end is nobody's key, however random.
        let mut cut: Vec<(usize, usize)> = Vec::new();
        let walked = explore(text, self.held().keys(), &mut |view, sight| {
            self.held().search(view, &mut runs);
            if !shapes || sight == Sight::KeysOnly {
                return Ok(());
            }
            let legible = view.legible();
            let layout = if sight == Sight::Source { Layout::guess(text) } else { Layout::Text };
            for find in nets::cast(&legible, view.classes(), layout, Scope::Secrets)? {
                if find.kind != Kind::Secret {
                    continue;
                }
                let (mut start, mut end) = view.source(find.start, find.end);
                if !find.public && !shapes::is_whole(&find, &legible) {
                    cut.push((start, end));
                    continue;
                }
                if find.rule == "telling-name"
                    && misfit::is_misfit(&legible, &find, &legible[find.start..find.end])
                {
                    cut.push((start, end));
                    continue;
                }
                if !is_reported(&find, &legible) {
                    continue;
                }
                if sight == Sight::Unpacked {
                    (start, end) = nets::whole_run(text, start, end);
                }
                // Nothing in base64 or hex says this by chance, so it was written to say it.
                if text.get(start..end).is_some_and(|run| run.contains("DUMMY")) {
                    continue;
                }
                let named = || {
                    shapes::is_named_public(&legible, find.start)
                        || shapes::is_storefront(&legible, find.start, find.end)
                };
                let public = find.public || is_general(find.rule) && named();
                let class = if public { Class::Public } else { Class::Secret };
                leaks.push(Leak { start, end, class, rule: find.rule, key: None });
            }
            Ok(())
        });
        cut.sort_unstable();
        leaks.retain(|leak| leak.rule != "randomness" || !touches(&cut, leak));
        leaks.extend(runs.into_iter().map(|run| Leak {
            start: run.start,
            end: run.end,
            class: Class::Held,
            rule: "held-key",
            key: Some(run.key),
        }));
        Scan {
            leaks: decided(text, leaks),
            complete: walked.is_ok() && text.len() <= crate::redactor::LARGEST,
        }
    }
}

/// Does one of these, sorted, overlap it?
fn touches(cut: &[(usize, usize)], leak: &Leak) -> bool {
    let next = cut.partition_point(|(start, _)| *start < leak.end);
    next.checked_sub(1).is_some_and(|last| cut[last].1 > leak.start)
}

/// Does a rule go by a name or by looks, rather than by a format?
fn is_general(rule: &str) -> bool {
    const GENERAL: [&str; 6] =
        ["randomness", "telling-name", "telling-header", "url-token", "path-token", "authorization-header"];
    GENERAL.contains(&rule)
}

/// Is what another rule took for a secret, or a part of it, a key whose format says that it is published?
fn is_published(text: &str, leak: &Leak, published: &[(usize, usize, &str)]) -> bool {
    // The secret half of these looks like the public one: there the name decides.
    const TWOFOLD: [&str; 2] = ["recaptcha-public", "turnstile-public"];
    const NAME: usize = 40;
    let next = published.partition_point(|(_, end, _)| *end <= leak.start);
    published.get(next).is_some_and(|(start, end, rule)| {
        let name = &text[text.floor_char_boundary(start.saturating_sub(NAME))..*start];
        let within = leak.start >= *start && leak.end <= *end;
        *start < leak.end
            && !is_login(text, leak)
            && (within || is_general(leak.rule))
            && !(TWOFOLD.contains(rule) && name.to_ascii_lowercase().contains("secret"))
    })
}

/// Base64 of a user and a password: what is published is the user at most.
fn is_login(text: &str, leak: &Leak) -> bool {
    leak.rule == "authorization-header"
        && crate::base64::decoded(&text[leak.start..leak.end]).is_some_and(|login| {
            login.iter().position(|byte| *byte == b':').is_some_and(|at| at + 1 < login.len())
        })
}

/// On character borders, without what is published after all, and apart.
fn decided(text: &str, mut leaks: Vec<Leak>) -> Vec<Leak> {
    for leak in &mut leaks {
        leak.start = text.floor_char_boundary(leak.start);
        leak.end = text.ceil_char_boundary(leak.end);
    }
    leaks.retain(|leak| leak.start < leak.end);
    let mut published: Vec<(usize, usize, &str)> = leaks
        .iter()
        .filter(|leak| leak.class == Class::Public)
        .map(|leak| (leak.start, leak.end, leak.rule))
        .collect();
    published.sort_unstable();
    leaks.retain(|leak| leak.class != Class::Secret || !is_published(text, leak, &published));
    apart(leaks)
}

/// Sorted and without overlaps. Where finds overlap the first by class stays, and the longest of one class; pieces of one
/// held key are one piece, and of two held keys each byte is reported.
pub(crate) fn apart(mut leaks: Vec<Leak>) -> Vec<Leak> {
    leaks.sort_by_key(|leak| (leak.start, leak.class, std::cmp::Reverse(leak.end)));
    let mut kept: Vec<Leak> = Vec::with_capacity(leaks.len());
    for mut leak in leaks {
        if let Some(last) = kept.last_mut().filter(|last| leak.start < last.end && are_held(last, &leak)) {
            if last.key == leak.key || leak.end <= last.end {
                last.end = last.end.max(leak.end);
                continue;
            }
            // The longer one is shown whole.
            match leak.end - leak.start > last.end - last.start {
                true => last.end = leak.start,
                false => leak.start = last.end,
            }
            if last.start == last.end {
                kept.pop();
            }
            kept.push(leak);
            continue;
        }
        let overlaps = |last: &Leak| leak.start < last.end;
        let weaker = |last: &Leak| {
            (leak.class, std::cmp::Reverse(leak.end - leak.start))
                >= (last.class, std::cmp::Reverse(last.end - last.start))
        };
        if kept.last().is_some_and(|last| overlaps(last) && weaker(last)) {
            continue;
        }
        while kept.last().is_some_and(overlaps) {
            kept.pop();
        }
        kept.push(leak);
    }
    kept
}

fn are_held(one: &Leak, other: &Leak) -> bool {
    one.class == Class::Held && other.class == Class::Held
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(start: usize, end: usize, key: usize) -> Leak {
        Leak { start, end, class: Class::Held, rule: "held-key", key: Some(key) }
    }

    #[test]
    fn each_byte_of_a_held_key_is_reported() {
        let secret = Leak { class: Class::Secret, rule: "randomness", key: None, ..held(0, 90, 0) };
        for (leaks, wanted) in [
            // A run that was joined is longer than the key that stands beside it.
            (vec![held(0, 40, 1), held(10, 70, 1)], vec![held(0, 70, 1)]),
            (vec![held(0, 70, 1), held(10, 80, 1), held(75, 99, 1)], vec![held(0, 99, 1)]),
            (vec![held(0, 40, 1), held(10, 70, 2)], vec![held(0, 10, 1), held(10, 70, 2)]),
            (vec![held(0, 60, 1), held(50, 70, 2)], vec![held(0, 60, 1), held(60, 70, 2)]),
            (vec![held(0, 60, 1), held(0, 60, 2), held(5, 20, 2)], vec![held(0, 60, 1)]),
            (vec![secret.clone(), held(20, 40, 1)], vec![held(20, 40, 1)]),
        ] {
            assert_eq!(apart(leaks), wanted);
        }
        assert_eq!(apart(vec![secret.clone()]), [secret]);
    }
}
