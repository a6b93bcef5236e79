//! How often a caller may learn whether a text is a held key. An answer to that question is an answer to a guess: with a
//! dictionary and no limit, whoever writes the texts would find a short password in minutes.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

const MINUTE: Duration = Duration::from_secs(60);
/// Guesses in a minute: more than a person's forms hold, few enough that a dictionary takes days.
const A_MINUTE: u32 = 120;
/// What a guess that was right costs.
const HIT: u32 = 20;
/// In so many bytes of a request stands a guess at most: shorter keys are not looked for at all.
const BYTES_A_GUESS: usize = 8;

/// What was spent in this minute: on texts by all callers, on requests for each key.
#[derive(Default)]
pub(crate) struct Guesses {
    texts: Mutex<Spent>,
    requests: Mutex<HashMap<Uuid, Requests>>,
    hasher: RandomState,
}

/// The minute's budget is spent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

#[derive(Default)]
struct Spent {
    since: Option<Instant>,
    guesses: u32,
}

#[derive(Default)]
struct Requests {
    spent: Spent,
    /// The same request again tells nothing new.
    known: HashSet<u64>,
}

impl Guesses {
    /// A text is about to be compared.
    pub(crate) fn text(&self, now: Instant) -> Result<(), TooMany> {
        lock(&self.texts).take(1, now)
    }

    /// It was a key.
    pub(crate) fn text_hit(&self, now: Instant) {
        lock(&self.texts).add(HIT, now);
    }

    /// A request of this version is about to be searched.
    pub(crate) fn request(&self, version: Uuid, text: &str, now: Instant) -> Result<(), TooMany> {
        let mut requests = lock(&self.requests);
        requests.retain(|_, one| one.spent.is_of(now));
        let one = requests.entry(version).or_default();
        let hash = self.hasher.hash_one(text);
        if one.known.contains(&hash) {
            return Ok(());
        }
        let guesses = u32::try_from(1 + text.len() / BYTES_A_GUESS).unwrap_or(A_MINUTE);
        one.spent.take(guesses.min(A_MINUTE), now)?;
        one.known.insert(hash);
        Ok(())
    }

    /// The key stood in it.
    pub(crate) fn request_hit(&self, version: Uuid, now: Instant) {
        lock(&self.requests).entry(version).or_default().spent.add(HIT, now);
    }
}

impl Spent {
    fn is_of(&self, now: Instant) -> bool {
        self.since.is_some_and(|since| now.saturating_duration_since(since) < MINUTE)
    }

    fn take(&mut self, guesses: u32, now: Instant) -> Result<(), TooMany> {
        if self.is_of(now) && self.guesses.saturating_add(guesses) > A_MINUTE {
            return Err(TooMany);
        }
        self.add(guesses, now);
        Ok(())
    }

    fn add(&mut self, guesses: u32, now: Instant) {
        if !self.is_of(now) {
            *self = Self { since: Some(now), guesses: 0 };
        }
        self.guesses = self.guesses.saturating_add(guesses);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_its_budget_and_the_next_one_a_new_one() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        for _ in 0..A_MINUTE {
            guesses.text(now).unwrap();
        }
        assert_eq!(guesses.text(now + MINUTE / 2), Err(TooMany));
        guesses.text(now + MINUTE).unwrap();
    }

    #[test]
    fn a_right_guess_costs_more() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        for _ in 0..A_MINUTE / HIT {
            guesses.text_hit(now);
        }
        assert_eq!(guesses.text(now), Err(TooMany));
    }

    #[test]
    fn a_request_costs_what_it_could_hold_and_nothing_when_it_is_known() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        let long = "x".repeat(BYTES_A_GUESS * 100);
        guesses.request(one, &long, now).unwrap();
        guesses.request(one, &long, now).unwrap();
        assert_eq!(guesses.request(one, &format!("{long}y"), now), Err(TooMany));
        guesses.request(other, &format!("{long}y"), now).unwrap();
        guesses.request_hit(other, now);
        assert_eq!(guesses.request(other, "/a", now), Err(TooMany));
        guesses.request(one, &format!("{long}y"), now + MINUTE).unwrap();
    }
}
