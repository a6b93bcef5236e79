//! Keys that are made up, look like a vendor's, and open nothing but this provider: it knows them by their last eight
//! characters, which follow from the rest. So it needs no list of them, and none has to be kept anywhere.

use std::sync::Arc;

use crate::check::Holds;

const CHECKED: usize = 8;

/// The characters of a made-up key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// `0-9a-f`
    Hex,
    /// `0-9a-zA-Z`
    Alphanumeric,
    /// `0-9a-z`
    LowerAlphanumeric,
}

impl Alphabet {
    fn characters(self) -> &'static [u8] {
        let all = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        match self {
            Self::Hex => &all[..16],
            Self::LowerAlphanumeric => &all[..36],
            Self::Alphanumeric => all,
        }
    }
}

/// How a made-up key is built: `PREFIX`, so many characters, `SUFFIX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadeUp {
    prefix: &'static str,
    alphabet: Alphabet,
    length: usize,
    suffix: &'static str,
}

impl MadeUp {
    /// `length` counts the characters between prefix and suffix; fewer than 16 become 16.
    #[must_use]
    pub const fn new(prefix: &'static str, alphabet: Alphabet, length: usize, suffix: &'static str) -> Self {
        let length = if length < 2 * CHECKED { 2 * CHECKED } else { length };
        Self { prefix, alphabet, length, suffix }
    }

    /// A new one. `None` when the system gives no randomness.
    #[must_use]
    pub fn make(&self) -> Option<Vec<u8>> {
        let mut random = vec![0_u8; self.length - CHECKED];
        rustls::crypto::aws_lc_rs::default_provider().secure_random.fill(&mut random).ok()?;
        let characters = self.alphabet.characters();
        let mut key = self.prefix.as_bytes().to_vec();
        key.extend(random.iter().map(|byte| characters[usize::from(*byte) % characters.len()]));
        let check = self.check(&key);
        key.extend(check);
        key.extend_from_slice(self.suffix.as_bytes());
        Some(key)
    }

    /// Whether `text` is one of these.
    #[must_use]
    pub fn is_one(&self, text: &str) -> bool {
        let Some(rest) = text.strip_suffix(self.suffix) else { return false };
        let bytes = rest.as_bytes();
        if bytes.len() != self.prefix.len() + self.length || !rest.starts_with(self.prefix) {
            return false;
        }
        let (front, check) = bytes.split_at(bytes.len() - CHECKED);
        self.check(front) == check
    }

    /// For a [`crate::Check`].
    #[must_use]
    pub fn holds(self) -> Holds {
        Arc::new(move |text| self.is_one(text))
    }

    /// FNV-1a, written in the key's own characters: enough to tell a made-up key from a stray one, and no more.
    fn check(&self, front: &[u8]) -> Vec<u8> {
        let characters = self.alphabet.characters();
        let mut hash = front.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let base = characters.len() as u64;
        let mut check = Vec::with_capacity(CHECKED);
        for _ in 0..CHECKED {
            let digit = usize::try_from(hash % base).unwrap_or_default();
            check.push(characters[digit]);
            hash = (hash / base).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        check
    }
}
