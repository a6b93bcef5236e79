//! Looking for keys in files, pages and histories: where they stand, never what they are.
//!
//! What is read lies in wiped memory of this crate and is gone with the next piece. What leaves is a place, a rule, and a
//! keyed fingerprint by which a finding can be recognised again.

mod keys_file;
mod place;
mod print;
mod room;

pub use keys_file::KeysFile;
pub use print::Salt;
pub(crate) use print::{Printer, of_site};
pub use room::SeekRoom;

use std::io::{ErrorKind, Read};
use std::sync::OnceLock;

use redaction::{Class, HeldKey, Leak, Redactor, SHORTEST_KEY, Seeker, mask_parts};
use zeroize::Zeroizing;

use crate::guesses::could_be_guessed;
use crate::secret::Secret;

/// Finds keys in what it is given to read. It holds the keys until it is dropped, and then wipes them; it cannot be
/// printed, copied or read.
pub struct KeySeeker {
    seeker: Seeker,
    /// By shape alone; made where `seeker` knows no shapes, for the names of files.
    shapes: Option<Redactor>,
    /// What is personal; made for the first address that is shown.
    nets: OnceLock<Redactor>,
    /// The keys in their positions, for fingerprints: however a key is written down, it has one.
    values: Vec<Secret>,
    /// Where each of those stands in the list that was given.
    positions: Vec<usize>,
    refused: Vec<usize>,
    guessable: Vec<usize>,
    printer: Printer,
}

/// What is found of the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sought {
    /// Every key, and any longer piece of one, in every encoding.
    Pieces,
    /// Whole keys alone, and only those that nobody could guess: what is read is written by somebody who may be told what was
    /// found. To him each line is a guess, and there are millions.
    Whole,
}

/// Something that was found in a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The line it begins in, counted from 1.
    pub line: u64,
    /// What sort of key it is.
    pub class: Class,
    /// The name of the rule that found it.
    pub rule: &'static str,
    /// Which of the keys that were given it is, by its position in their list.
    pub key: Option<usize>,
    /// Its keyed fingerprint under each salt, in their order: 16 hex digits, or 3 where the value could be guessed.
    pub prints: Vec<String>,
}

/// How the reading of a piece ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Examined {
    /// How much was read.
    pub bytes: u64,
    /// Whether all that was read was examined to its end.
    pub complete: bool,
    /// Why no more could be read.
    pub failed: Option<ErrorKind>,
}

impl KeySeeker {
    /// Looks for the keys of a file, and with `shapes` for what looks like a credential. No keyring is asked. `None`
    /// where the system has no randomness to give.
    #[must_use]
    pub fn given(keys: Option<KeysFile>, shapes: bool, salts: &[Salt]) -> Option<Self> {
        let tag_key = crate::secret::random::<32>().ok()?;
        let values = keys.map(KeysFile::into_values).unwrap_or_default();
        let printer = Printer::new(salts.iter().map(Salt::key));
        Some(Self::new(&tag_key, values, shapes, printer, Sought::Pieces))
    }

    pub(crate) fn new(
        tag_key: &Zeroizing<[u8; 32]>,
        mut values: Vec<Secret>,
        shapes: bool,
        printer: Printer,
        sought: Sought,
    ) -> Self {
        // EXPOSE: looked at for whether it could be guessed.
        let is_left_out = |value: &Secret| {
            let value = value.expose();
            value.trim_ascii().len() >= SHORTEST_KEY && could_be_guessed(value)
        };
        let guessable: Vec<usize> = match sought {
            Sought::Pieces => Vec::new(),
            Sought::Whole => (0..values.len()).filter(|at| is_left_out(&values[*at])).collect(),
        };
        let given: Vec<usize> = (0..values.len()).filter(|at| !guessable.contains(at)).collect();
        let (seeker, refused) = {
            let held: Vec<HeldKey<'_>> = given
                .iter()
                .map(|at| {
                    // EXPOSE: the seeker keeps a copy of its own and wipes it.
                    let value = values[*at].expose();
                    HeldKey { label: "held", value, public_prefix: mask_parts(value).public_prefix }
                })
                .collect();
            match sought {
                Sought::Pieces => Seeker::new(tag_key, &held, shapes),
                Sought::Whole => Seeker::whole(tag_key, &held, shapes),
            }
        };
        let refused: Vec<usize> = refused.iter().map(|refused| given[refused.index]).collect();
        let positions: Vec<usize> = given.into_iter().filter(|at| !refused.contains(at)).collect();
        let mut at = 0;
        values.retain(|_| {
            at += 1;
            positions.contains(&(at - 1))
        });
        let shapes = (!shapes).then(|| Redactor::new(tag_key, &[]).0);
        crate::secret::scrub_stack();
        Self { seeker, shapes, nets: OnceLock::new(), values, positions, refused, guessable, printer }
    }

    /// Which of the keys are too short to be looked for, by their position.
    #[must_use]
    pub fn refused(&self) -> &[usize] {
        &self.refused
    }

    /// Which of the keys are left out because they could be guessed, by their position.
    #[must_use]
    pub(crate) fn guessable(&self) -> &[usize] {
        &self.guessable
    }

    /// How many keys it looks for.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.values.len()
    }

    /// Reads what `room` has begun to read to its end, and adds what it found.
    pub fn examine(&self, room: &mut SeekRoom, content: &mut dyn Read, seen: &mut Vec<Seen>) -> Examined {
        room::examine(self, room, content, seen)
    }

    fn seen(&self, leak: &Leak, line: u64, value: &[u8]) -> Seen {
        let key = leak.key.and_then(|key| self.values.get(key));
        let prints = match key {
            // EXPOSE: for its keyed fingerprint.
            Some(key) => self.printer.of_key(key.expose()),
            None => self.printer.of_find(value, leak.rule),
        };
        let position = leak.key.and_then(|key| self.positions.get(key).copied());
        Seen { line, class: leak.class, rule: leak.rule, key: position, prints }
    }
}

#[cfg(test)]
mod tests;
