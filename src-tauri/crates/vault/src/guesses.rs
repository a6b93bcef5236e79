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
const HOUR: Duration = Duration::from_secs(60 * 60);
/// Bytes of requests that were not seen before, in an hour and for each key: some forty edited probes. At each byte may
/// begin a guess, at the whole key or at the few characters beside those that its mask shows.
const AN_HOUR: u32 = 4_000;
/// So many bytes of a body cost as much as one of the target: each request that has one takes a person's word in a native
/// question, which no page can give.
const BODY_SHARE: usize = 8;
/// After so many requests that held a piece of the key, no other than the known ones are sent until Keyrack is started anew:
/// with a piece that is known, the rest could be found a character at a time.
const MOST_HITS: u32 = 3;

/// A block of armour with less than this around and in it holds no private key.
const ARMOURED: usize = 200;

/// Whether a held value may be one that a person thought up, and so stand in a dictionary: everything but what is long and
/// looks made by chance, and but private keys.
pub(crate) fn could_be_guessed(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    let armoured = value.len() >= ARMOURED && value.starts_with(b"-----BEGIN ");
    // The mask shows the last four of what nobody can guess, and of nothing else.
    !armoured && redaction::mask_parts(value).tail.is_empty()
}

/// What was spent: on texts by all callers in this minute, on requests for each key in this hour.
#[derive(Default)]
pub(crate) struct Guesses {
    texts: Mutex<Spent>,
    requests: Mutex<HashMap<Uuid, Requests>>,
    hasher: RandomState,
}

/// The budget is spent.
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
    hits: u32,
    /// The same request again tells nothing new.
    known: HashSet<u64>,
}

impl Guesses {
    /// A text is about to be compared.
    pub(crate) fn text(&self, now: Instant) -> Result<(), TooMany> {
        lock(&self.texts).take(1, now, MINUTE, A_MINUTE)
    }

    /// It was a key.
    pub(crate) fn text_hit(&self, now: Instant) {
        lock(&self.texts).add(HIT, now, MINUTE);
    }

    /// A request of this version is about to be searched: its target and headers, and what was written of its body.
    pub(crate) fn request(&self, version: Uuid, text: &str, body: &str, now: Instant) -> Result<(), TooMany> {
        let mut requests = lock(&self.requests);
        requests.retain(|_, one| one.hits > 0 || one.spent.is_of(now, HOUR));
        let one = requests.entry(version).or_default();
        let hash = self.hasher.hash_one((text, body));
        if one.known.contains(&hash) {
            return Ok(());
        }
        if one.hits >= MOST_HITS {
            return Err(TooMany);
        }
        let cost = text.len() + body.len().div_ceil(BODY_SHARE);
        one.spent.take(u32::try_from(cost).unwrap_or(u32::MAX), now, HOUR, AN_HOUR)?;
        one.known.insert(hash);
        Ok(())
    }

    /// A piece of the key stood in it.
    pub(crate) fn request_hit(&self, version: Uuid, now: Instant) {
        let mut requests = lock(&self.requests);
        let one = requests.entry(version).or_default();
        one.hits += 1;
        one.spent.add(AN_HOUR, now, HOUR);
    }
}

impl Spent {
    fn is_of(&self, now: Instant, span: Duration) -> bool {
        self.since.is_some_and(|since| now.saturating_duration_since(since) < span)
    }

    fn take(&mut self, guesses: u32, now: Instant, span: Duration, most: u32) -> Result<(), TooMany> {
        let before = if self.is_of(now, span) { self.guesses } else { 0 };
        if before.saturating_add(guesses) > most {
            return Err(TooMany);
        }
        self.add(guesses, now, span);
        Ok(())
    }

    fn add(&mut self, guesses: u32, now: Instant, span: Duration) {
        if !self.is_of(now, span) {
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
    fn what_chance_made_is_out_of_reach_and_what_a_person_thought_up_is_not() {
        let chance = crate::secret::random::<24>().unwrap();
        let hex: String = chance.iter().map(|byte| format!("{byte:02x}")).collect();
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", hex.repeat(4));
        for made in [hex.clone(), format!("ck_{hex}"), format!(" {hex}\n"), pem] {
            assert!(!could_be_guessed(made.as_bytes()));
        }
        for thought in ["Sommer2026!", "correct horse battery staple", "administrator-password", &hex[..12]] {
            assert!(could_be_guessed(thought.as_bytes()), "{thought}");
        }
        assert!(could_be_guessed(b"-----BEGIN X-----\nsommer\n-----END X-----"));
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
    fn a_request_costs_its_length_and_nothing_when_it_is_known() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        let long = "x".repeat(AN_HOUR as usize);
        guesses.request(one, &long, "", now).unwrap();
        guesses.request(one, &long, "", now).unwrap();
        assert_eq!(guesses.request(one, "/y", "", now), Err(TooMany));
        assert_eq!(
            guesses.request(other, &format!("{long}y"), "", now),
            Err(TooMany),
            "longer than any budget"
        );
        guesses.request(other, "/y", "", now).unwrap();
        guesses.request(one, "/y", "", now + HOUR).unwrap();
    }

    #[test]
    fn a_body_costs_a_share_of_what_was_written_of_it() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let one = Uuid::now_v7();
        let long = "x".repeat(AN_HOUR as usize * BODY_SHARE);
        assert_eq!(guesses.request(one, "/", &long, now), Err(TooMany));
        guesses.request(one, "", &long, now).unwrap();
        guesses.request(one, "", &long, now).unwrap();
        assert_eq!(guesses.request(one, "", "y", now), Err(TooMany), "another body is another guess");
    }

    #[test]
    fn a_hit_takes_the_hour_and_a_few_take_all_that_is_new() {
        let (guesses, mut now) = (Guesses::default(), Instant::now());
        let one = Uuid::now_v7();
        guesses.request(one, "/known", "", now).unwrap();
        for hit in 0..MOST_HITS {
            guesses.request(one, &format!("/{hit}"), "", now).unwrap();
            guesses.request_hit(one, now);
            assert_eq!(guesses.request(one, "/next", "", now), Err(TooMany));
            now += HOUR;
        }
        assert_eq!(guesses.request(one, "/next", "", now), Err(TooMany));
        guesses.request(one, "/known", "", now).unwrap();
    }
}
