//! What a scan has found so far: counts that are looked at while it runs, and findings.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use vault::Class;

use super::piece::Skipped;
use crate::files::lock;

/// More findings are counted and not kept.
const MOST_FINDINGS: usize = 50_000;
/// What is found beside the first thing in them, likewise.
const MOST_BESIDE: usize = 100_000;
/// So many things in one line are told apart beside the first.
const MOST_MARKS: usize = 50;
/// More of what was not read is counted and not kept.
const MOST_UNREAD: usize = 10_000;
/// The places of findings take no more bytes than this: names may be long on purpose.
const FINDING_PLACES: usize = 16 * 1024 * 1024;
/// The places of what was not read. Apart, so that these cannot crowd out findings.
const UNREAD_PLACES: usize = 4 * 1024 * 1024;

/// One line of a file, a page or an archive's member in which a key stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path or address, masked; within an archive `shop.zip!config/.env`.
    pub place: String,
    /// The commit that brought it in, where it was found in a history.
    pub commit: Option<String>,
    /// Counted from 1.
    pub line: u64,
    /// The weightiest thing in the line: a key that is held before a secret, and that before what is published.
    pub mark: Mark,
    /// What else stands there; at most so much of it as one line is told of.
    pub more: Vec<Mark>,
    /// How much stands there beside that. Its fingerprints are part of the last one's in `more`, so that who accepts the line
    /// accepts all of it and nothing else.
    pub beyond: u32,
}

impl Finding {
    /// One more thing in the line.
    pub(super) fn add(&mut self, mut mark: Mark) {
        if self.more.len() < MOST_MARKS {
            self.more.push(mark);
            return;
        }
        // What weighs more than all before it must be seen.
        if mark.class < self.mark.class {
            std::mem::swap(&mut mark, &mut self.mark);
        }
        self.beyond = self.beyond.saturating_add(1);
        let Some(last) = self.more.last_mut() else { return };
        last.class = last.class.min(mark.class);
        for (print, other) in last.prints.iter_mut().zip(&mark.prints) {
            let both = Sha256::new().chain_update(format!("{print} {} {other}\n", mark.rule)).finalize();
            *print = both.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        }
    }
}

/// What was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What sort of key it is.
    pub class: Class,
    /// The name of the rule that found it.
    pub rule: &'static str,
    /// Which of the keys that were sought it is, by its position.
    pub key: Option<usize>,
    /// Its keyed fingerprints, one for each salt.
    pub prints: Vec<String>,
}

/// Everything in a line but keys that are published.
pub(super) fn leaks(finding: &Finding) -> impl Iterator<Item = &Mark> {
    std::iter::once(&finding.mark).chain(&finding.more).filter(|mark| mark.class != Class::Public)
}

/// Something that was not read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Left {
    pub(crate) place: String,
    pub(crate) why: Skipped,
}

/// Grows while a scan runs; many threads add to it.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) files: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) pages: AtomicU64,
    pub(crate) bytes: AtomicU64,
    held: AtomicU64,
    secrets: AtomicU64,
    published: AtomicU64,
    unread: AtomicU64,
    truncated: AtomicBool,
    phase: AtomicU64,
    here: Mutex<String>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    findings: Vec<Finding>,
    left: Vec<Left>,
    /// Bytes of the places of both.
    finding_places: usize,
    beside: usize,
    unread_places: usize,
}

/// Counts of one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files, members of archives, and files of a history.
    pub files: u64,
    /// Commits of histories.
    pub commits: u64,
    /// Pages and what belongs to them.
    pub pages: u64,
    /// Bytes that were examined.
    pub bytes: u64,
    /// Lines with a key that is held.
    pub held: u64,
    /// Lines with what has the shape of a credential.
    pub secrets: u64,
    /// Lines with nothing but keys that are published.
    pub published: u64,
    /// What was not read, or not to its end.
    pub unread: u64,
}

impl Tally {
    pub(crate) fn counts(&self) -> Counts {
        let get = |number: &AtomicU64| number.load(Ordering::Relaxed);
        Counts {
            files: get(&self.files),
            commits: get(&self.commits),
            pages: get(&self.pages),
            bytes: get(&self.bytes),
            held: get(&self.held),
            secrets: get(&self.secrets),
            published: get(&self.published),
            unread: get(&self.unread),
        }
    }

    pub(crate) fn add(&self, finding: Finding) {
        let count = match finding.mark.class {
            Class::Held => &self.held,
            Class::Secret => &self.secrets,
            Class::Public => &self.published,
        };
        count.fetch_add(1, Ordering::Relaxed);
        let mut kept = lock(&self.kept);
        let places = kept.finding_places + finding.place.len();
        let beside = kept.beside + finding.more.len();
        if kept.findings.len() < MOST_FINDINGS && places <= FINDING_PLACES && beside <= MOST_BESIDE {
            (kept.finding_places, kept.beside) = (places, beside);
            kept.findings.push(finding);
        } else {
            self.truncated.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn left(&self, place: String, why: Skipped) {
        self.unread.fetch_add(1, Ordering::Relaxed);
        let mut kept = lock(&self.kept);
        let places = kept.unread_places + place.len();
        if kept.left.len() < MOST_UNREAD && places <= UNREAD_PLACES {
            kept.unread_places = places;
            kept.left.push(Left { place, why });
        }
    }

    /// Which part of the work is under way, and where.
    pub(crate) fn is_at(&self, phase: u64, here: &str) {
        self.phase.store(phase, Ordering::Relaxed);
        here.clone_into(&mut lock(&self.here));
    }

    pub(crate) fn at(&self) -> (u64, String) {
        (self.phase.load(Ordering::Relaxed), lock(&self.here).clone())
    }

    /// Everything, in the order in which it is shown; whether there was more than is kept.
    pub(crate) fn take(&self) -> (Vec<Finding>, Vec<Left>, bool) {
        let mut kept = std::mem::take(&mut *lock(&self.kept));
        kept.findings.sort_by(|a, b| (&a.place, &a.commit, a.line).cmp(&(&b.place, &b.commit, b.line)));
        kept.left.sort();
        kept.left.dedup();
        (kept.findings, kept.left, self.truncated.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_any_length_take_bounded_room_and_all_are_counted() {
        let tally = Tally::default();
        let place = "x".repeat(100_000);
        for _ in 0..200 {
            let mark = Mark { class: Class::Held, rule: "held-key", key: None, prints: Vec::new() };
            tally.left(place.clone(), Skipped::Damaged);
            tally.add(Finding {
                place: place.clone(),
                commit: None,
                line: 1,
                mark,
                more: Vec::new(),
                beyond: 0,
            });
        }
        let counts = tally.counts();
        assert_eq!((counts.held, counts.unread), (200, 200));
        let kept = lock(&tally.kept).left.len();
        let (findings, _, truncated) = tally.take();
        assert_eq!((findings.len(), kept, truncated), (167, 41, true));
    }

    #[test]
    fn a_line_full_of_keys_takes_bounded_room_and_is_accepted_as_a_whole() {
        let mark =
            |class, print: usize| Mark { class, rule: "r", key: None, prints: vec![format!("{print:016x}")] };
        let line = |last: usize| {
            let mut finding = Finding {
                place: "a".to_owned(),
                commit: None,
                line: 1,
                mark: mark(Class::Secret, 0),
                more: Vec::new(),
                beyond: 0,
            };
            (1..1000).for_each(|n| finding.add(mark(Class::Secret, n)));
            finding.add(mark(Class::Held, last));
            finding
        };
        let finding = line(7);
        assert_eq!((finding.more.len(), finding.beyond), (MOST_MARKS, 1000 - MOST_MARKS as u32));
        assert_eq!((finding.mark.class, finding.mark.prints[0].as_str()), (Class::Held, "0000000000000007"));
        let mut other = line(7);
        assert_eq!(finding, other);
        other.add(mark(Class::Secret, 5));
        assert_ne!(finding.more.last(), other.more.last(), "one more is another line");
        let tally = Tally::default();
        (0..5000).for_each(|_| tally.add(finding.clone()));
        let (findings, _, truncated) = tally.take();
        assert!(truncated && findings.len() == MOST_BESIDE / MOST_MARKS, "{}", findings.len());
    }
}
