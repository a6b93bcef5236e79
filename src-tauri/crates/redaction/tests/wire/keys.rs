//! Keys as providers make them, and as people do.

use super::Dice;
use redaction::{HeldKey, Redactor};

pub(crate) const HEX: &str = "0123456789abcdef";
pub(crate) const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
pub(crate) const SMALL: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
const URL_SAFE: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const STANDARD: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SIGNS: &str = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789!#$%^&*()<>\"'/=+?{}[];:,.|~@-_\\";
const ABROAD: &str = "abcdefgh12345üßñéøžĐ漢字キー密🔑";

/// A sort of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Hex,
    Woo,
    Stripe,
    Shopify,
    Base64,
    UrlSafe,
    Dotted,
    Uuid,
    Plain,
    Small,
    Password,
    Phrase,
    Abroad,
    Token,
    /// 6 to 9 characters: masked as a whole only.
    Short,
    /// A private key over several lines.
    Pem,
}

impl Sort {
    pub(crate) const ALL: [Sort; 16] = [
        Sort::Plain,
        Sort::Hex,
        Sort::Woo,
        Sort::Stripe,
        Sort::Shopify,
        Sort::Base64,
        Sort::UrlSafe,
        Sort::Dotted,
        Sort::Uuid,
        Sort::Small,
        Sort::Password,
        Sort::Phrase,
        Sort::Abroad,
        Sort::Token,
        Sort::Short,
        Sort::Pem,
    ];

    /// A key of this sort.
    pub(crate) fn make(self, dice: &mut impl Dice) -> Key {
        let value = match self {
            Sort::Hex => {
                let len = dice.pick(&[32, 40, 64]);
                dice.letters(HEX, len)
            }
            Sort::Woo => format!("{}_{}", dice.pick(&["ck", "cs"]), dice.letters(HEX, 40)),
            Sort::Stripe => format!("sk_{}_{}", dice.pick(&["live", "test"]), dice.letters(BASE62, 24)),
            Sort::Shopify => format!("shp{}_{}", dice.pick(&["at", "ca", "ss"]), dice.letters(HEX, 32)),
            Sort::Base64 => format!("{}{}", dice.letters(STANDARD, 42), dice.pick(&["", "=", "=="])),
            Sort::UrlSafe => dice.letters(URL_SAFE, 43),
            Sort::Dotted => format!("SG.{}.{}", dice.letters(URL_SAFE, 22), dice.letters(URL_SAFE, 43)),
            Sort::Uuid => [8, 4, 4, 4, 12].map(|len| dice.letters(HEX, len)).join("-"),
            Sort::Plain => {
                let len = dice.between(16, 64);
                dice.letters(BASE62, len)
            }
            Sort::Small => {
                let len = dice.between(10, 14);
                dice.letters(SMALL, len)
            }
            Sort::Password => {
                let len = dice.between(16, 30);
                format!("{}{}", dice.letters(BASE62, 1), dice.letters(SIGNS, len))
            }
            Sort::Phrase => format!("correct horse battery {}", dice.letters(SMALL, 6)),
            Sort::Abroad => {
                let len = dice.between(14, 24);
                dice.letters(ABROAD, len)
            }
            Sort::Token => format!(
                "{}.{}.{}",
                dice.letters(URL_SAFE, 36),
                dice.letters(URL_SAFE, 60),
                dice.letters(URL_SAFE, 43)
            ),
            Sort::Short => {
                let len = dice.between(5, 8);
                format!("{}{}", dice.letters("ghkmpqrstvwxyz", 1), dice.letters(BASE62, len))
            }
            Sort::Pem => pem(dice),
        };
        Key::new(value)
    }
}

fn pem(dice: &mut impl Dice) -> String {
    let name = ["RSA PRIVATE", "PRIVATE", "EC PRIVATE"][dice.below(3)];
    let mut lines = vec![format!("-----BEGIN {name} KEY-----")];
    for _ in 0..dice.between(3, 6) {
        lines.push(dice.letters(STANDARD, 64));
    }
    lines.push(format!("{}=", dice.letters(STANDARD, 31)));
    lines.push(format!("-----END {name} KEY-----"));
    lines.join("\n")
}

/// A key, and how much of its beginning is well known.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) value: String,
    pub(crate) prefix: usize,
}

impl Key {
    pub(crate) fn new(value: String) -> Key {
        let prefix = redaction::mask_parts(value.as_bytes()).public_prefix;
        Key { value, prefix }
    }

    pub(crate) fn held(&self) -> HeldKey<'_> {
        HeldKey { label: "acme secret", value: self.value.as_bytes(), public_prefix: self.prefix }
    }

    /// What lies beyond the public prefix.
    pub(crate) fn secret(&self) -> &str {
        &self.value[self.prefix..]
    }

    pub(crate) fn is_pem(&self) -> bool {
        self.value.starts_with("-----")
    }

    /// The same key with a character changed in each run of ten, so that no run of it is left.
    pub(crate) fn near_miss(&self, dice: &mut impl Dice) -> String {
        let mut chars: Vec<char> = self.value.chars().collect();
        let mut at = dice.below(if self.value.is_ascii() { 8 } else { 2 });
        while at < chars.len() {
            let other = |char: char| char != chars[at];
            let alphabet = if chars[at].is_ascii_hexdigit() { HEX } else { SMALL };
            chars[at] = dice.pick(&alphabet.chars().filter(|char| other(*char)).collect::<Vec<_>>());
            // Runs are counted in bytes, so of what is no ASCII fewer characters are one.
            at += if self.value.is_ascii() { dice.between(3, 9) } else { dice.between(1, 2) };
        }
        // The end counts as the whole of a short key.
        if let Some(last) = chars.last_mut() {
            *last = if *last == 'x' { 'y' } else { 'x' };
        }
        chars.into_iter().collect()
    }
}

/// A redactor that holds these keys.
pub(crate) fn redactor(keys: &[Key]) -> Redactor {
    let held: Vec<HeldKey<'_>> = keys.iter().map(Key::held).collect();
    let (redactor, refused) = Redactor::new(&[7; 32], &held);
    assert!(refused.is_empty(), "a key of these sorts is long enough");
    redactor
}
