//! Keys made at run time, and the search for them in any form in which they could lie about.
//!
//! A hit is a run of at least [`RUN`] characters of a key beyond its public prefix. Every key is laid out once in each
//! form (`forms.rs`); a haystack is probed for pieces of any layout (`search.rs`).

mod forms;
mod search;

use std::fmt;

pub use search::{Hit, Search};

/// So many characters of a key in a row are a leak.
pub const RUN: usize = 12;

/// A key made for one test. It never prints itself.
#[derive(Clone)]
pub struct Needle {
    name: String,
    prefix: String,
    secret: String,
}

impl fmt::Debug for Needle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Needle({})", self.name)
    }
}

impl Needle {
    /// A key of `length` random characters out of `alphabet` behind a public prefix.
    #[must_use]
    pub fn make(name: &str, prefix: &str, alphabet: &str, length: usize) -> Self {
        let alphabet: Vec<char> = alphabet.chars().collect();
        let secret =
            random(length).iter().map(|byte| alphabet[usize::from(*byte) % alphabet.len()]).collect();
        Self { name: name.to_owned(), prefix: prefix.to_owned(), secret }
    }

    /// A secret that was made elsewhere, such as a line of a private key.
    #[must_use]
    pub fn of(name: &str, secret: &str) -> Self {
        Self { name: name.to_owned(), prefix: String::new(), secret: secret.to_owned() }
    }

    /// Letters and digits, as most providers' keys.
    #[must_use]
    pub fn letters(name: &str, prefix: &str) -> Self {
        Self::make(name, prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40)
    }

    /// A WooCommerce pair's part: `ck_` or `cs_` and forty hex digits.
    #[must_use]
    pub fn hex(name: &str, prefix: &str) -> Self {
        Self::make(name, prefix, "0123456789abcdef", 40)
    }

    /// Characters that every encoder changes.
    #[must_use]
    pub fn awkward(name: &str) -> Self {
        Self::make(name, "", "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789+/=:@%&?", 40)
    }

    /// The whole key: for planting, for providers and for asserting that it arrived.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}{}", self.prefix, self.secret)
    }

    /// What it is called in reports.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

pub(crate) fn random(length: usize) -> Vec<u8> {
    use std::io::Read as _;
    let mut bytes = vec![0; length];
    let mut source = std::fs::File::open("/dev/urandom").expect("a source of randomness");
    source.read_exact(&mut bytes).expect("random bytes");
    bytes
}
