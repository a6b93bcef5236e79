//! The leak scan: where held keys and credentials stand in a text, and which of them are published on purpose.

use crate::explore::{Sight, explore};
use crate::nets::{self, Layout};
use crate::redacted::Kind;
use crate::redactor::Redactor;
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
        let walked = explore(text, self.held().keys(), &mut |view, sight| {
            self.held().search(view, &mut runs);
            if !shapes || sight == Sight::KeysOnly {
                return Ok(());
            }
            let legible = view.legible();
            let layout = if sight == Sight::Source { Layout::guess(text) } else { Layout::Text };
            for find in nets::cast(&legible, layout).ok_or(crate::explore::Spent)? {
                if find.kind != Kind::Secret || !is_reported(&find, &legible) {
                    continue;
                }
                let (mut start, mut end) = view.source(find.start, find.end);
                if sight == Sight::Unpacked {
                    (start, end) = nets::whole_run(text, start, end);
                }
                let class = if find.public { Class::Public } else { Class::Secret };
                leaks.push(Leak { start, end, class, rule: find.rule, key: None });
            }
            Ok(())
        });
        leaks.extend(runs.into_iter().map(|run| Leak {
            start: run.start,
            end: run.end,
            class: Class::Held,
            rule: "held-key",
            key: Some(run.key),
        }));
        Scan { leaks: apart(text, leaks), complete: walked.is_ok() && text.len() <= crate::redactor::LARGEST }
    }
}

/// Is a find good enough to trouble somebody with? Masking one thing too many costs little, a false alarm much.
fn is_reported(find: &nets::Find, text: &str) -> bool {
    match find.rule {
        "telling-name" | "telling-header" | "cookie" => find.sure || !is_plain(&text[find.start..find.end]),
        _ => true,
    }
}

/// Prose, or one plain word: what stands for a password rather than being one.
fn is_plain(value: &str) -> bool {
    value.len() < 4 || value.split(' ').count() > 3
}

/// Sorted and without overlaps; where finds overlap the first by class stays, and the longest of one class.
fn apart(text: &str, mut leaks: Vec<Leak>) -> Vec<Leak> {
    for leak in &mut leaks {
        leak.start = text.floor_char_boundary(leak.start);
        leak.end = text.ceil_char_boundary(leak.end);
    }
    leaks.retain(|leak| leak.start < leak.end);
    leaks.sort_by_key(|leak| (leak.start, leak.class, std::cmp::Reverse(leak.end)));
    let mut kept: Vec<Leak> = Vec::with_capacity(leaks.len());
    for leak in leaks {
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
