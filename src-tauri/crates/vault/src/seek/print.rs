//! Fingerprints of what was found, by which a finding is recognised in the next scan.
//!
//! They stand in files that others may read (a baseline beside the code) together with their salt, so they must not tell
//! a value to who tries all likely ones. A value that chance made is out of reach: its fingerprint has 64 bits. A value
//! that somebody may have thought up is not, however it is hashed: its fingerprint has 12 bits, so that of a million
//! likely passwords some 250 fit it, and a password that takes the place of an accepted one is noticed 4,095 times in 4,096.
//!
//! Chance made held keys that look like it, and what a vendor's format says that chance made. What a rule finds by its name
//! or its place may be anybody's password, however long and mixed it looks: `Basic` logins are base64 of one, cookies and
//! connection strings hold one.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::guesses::could_be_guessed;

/// Shorter values could be guessed.
const GUESSABLE: usize = 24;
/// So few different bytes in a value could be guessed as well.
const FEW: usize = 10;
/// Rules that go by a name, a place or looks, not by a format of which a vendor makes every part.
const NO_FORMAT: [&str; 22] = [
    "telling-name",
    "telling-header",
    "authorization-header",
    "cookie",
    "randomness",
    "url-token",
    "path-token",
    "netrc",
    "network-credential",
    "secure-string",
    "ntlm",
    "bcrypt",
    "docker",
    "django",
    "wordpress",
    "contribsys",
    "contribsys-url",
    "google-pair",
    "alibaba-pair",
    "webhook-secret",
    "x-bearer",
    "nuget",
];
const SHORT_DIGITS: usize = 3;
const DIGITS: usize = 16;

/// What fingerprints are keyed with outside a workspace. No secret: it stands in the file whose fingerprints it keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// A new one; `None` where the system has no randomness to give.
    #[must_use]
    pub fn new() -> Option<Self> {
        crate::secret::random::<32>().ok().map(|bytes| Self(*bytes))
    }

    /// As it was written by [`Self::to_text`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// 64 hex digits.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }
}

/// Makes fingerprints under several keys.
pub(crate) struct Printer(Vec<Zeroizing<[u8; 32]>>);

impl Printer {
    pub(crate) fn new(keys: impl IntoIterator<Item = Zeroizing<[u8; 32]>>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// Of a held key.
    pub(super) fn of_key(&self, value: &[u8]) -> Vec<String> {
        self.prints(value, !could_be_guessed(value))
    }

    /// Of what this rule found.
    pub(super) fn of_find(&self, value: &[u8], rule: &str) -> Vec<String> {
        self.prints(value, !NO_FORMAT.contains(&rule) && !rule.ends_with("-password"))
    }

    fn prints(&self, value: &[u8], by_chance: bool) -> Vec<String> {
        let value = value.trim_ascii();
        let digits = if !by_chance || is_guessable(value) { SHORT_DIGITS } else { DIGITS };
        self.0.iter().map(|key| print(key, value, digits)).collect()
    }
}

/// A key for the fingerprints of one site alone: whoever writes its pages must not compare what he makes up with what was
/// found elsewhere.
pub(crate) fn of_site(key: &[u8; 32], host: &str) -> Zeroizing<[u8; 32]> {
    let mut own = Zeroizing::new([0; 32]);
    // HMAC takes keys of any length, so this cannot fail.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
        mac.update(b"keyrack site 1\0");
        mac.update(host.as_bytes());
        own.copy_from_slice(&mac.finalize().into_bytes());
    }
    own
}

fn print(key: &[u8; 32], value: &[u8], digits: usize) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(b"keyrack finding 1\0");
    mac.update(value);
    let mut text: String =
        mac.finalize().into_bytes().iter().take(DIGITS / 2).map(|b| format!("{b:02x}")).collect();
    text.truncate(digits);
    text
}

fn is_guessable(value: &[u8]) -> bool {
    let mut there = [false; 256];
    value.iter().for_each(|byte| there[usize::from(*byte)] = true);
    value.len() < GUESSABLE || there.iter().filter(|there| **there).count() < FEW
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_guessed_has_few_digits() {
        let printer = Printer::new([Salt([7; 32]).key(), Salt([8; 32]).key()]);
        let chance = crate::secret::random::<24>().expect("randomness");
        let chance: String = chance.iter().map(|byte| format!("{byte:02x}")).collect();
        let long = printer.of_key(chance.as_bytes());
        assert_eq!(long.iter().map(String::len).collect::<Vec<_>>(), [16, 16]);
        assert_ne!(long[0], long[1], "each salt has its own");
        assert_eq!(long, printer.of_key(format!("  {chance}\n").as_bytes()));
        assert_eq!(long, printer.of_find(chance.as_bytes(), "stripe"), "one value, one fingerprint");
        for weak in [&b"Sommer2026!"[..], b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", b""] {
            let prints = [printer.of_key(weak), printer.of_find(weak, "stripe")].concat();
            assert!(prints.iter().all(|print| print.len() == 3));
        }
        assert!(
            printer.of_key(b"the long password of the whole office").iter().all(|print| print.len() == 3)
        );
    }

    #[test]
    fn what_goes_by_no_format_has_few_digits_however_it_looks() {
        let printer = Printer::new([Salt([7; 32]).key()]);
        let login = format!("{}{}", "b2ZmaWNlQHNob3AuZXhhbXBsZTpT", "b21tZXIyMDI2IVNvbW1lcjIwMjYh");
        for rule in ["authorization-header", "cookie", "telling-name", "url-password", "sql-password"] {
            assert_eq!(printer.of_find(login.as_bytes(), rule)[0].len(), 3, "{rule}");
        }
        // A rule that is called otherwise one day must be looked at again.
        let known: Vec<&str> = redaction::rules().collect();
        for rule in NO_FORMAT {
            assert!(known.contains(&rule), "{rule} is a rule");
        }
    }

    #[test]
    fn each_site_has_fingerprints_of_its_own() {
        let key = Salt([7; 32]).key();
        let print = |host: &str| Printer::new([of_site(&key, host)]).of_find(b"Sommer2026!", "telling-name");
        assert_eq!(print("shop.example"), print("shop.example"));
        assert_ne!(of_site(&key, "shop.example"), of_site(&key, "other.example"));
        assert_ne!(of_site(&key, "shop.example"), key);
    }

    #[test]
    fn a_salt_comes_back_from_its_text() {
        let salt = Salt::new().expect("randomness");
        assert_eq!(Salt::parse(&salt.to_text()), Some(salt));
        for bad in ["", "00", &"zz".repeat(32), &"é".repeat(32)] {
            assert_eq!(Salt::parse(bad), None);
        }
    }
}
