//! What a field's name tells about its value. Names are split at case and separators, so that `author`, `keyboard`,
//! `max_tokens`, `passport_required` and `sort_key` stay what they are.

use crate::vocabulary::{NOTHING, SECRET_PAIRS, VOCABULARY, Word};
use std::collections::HashMap;

/// What a name tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Telling {
    /// The value is a credential.
    Secret(&'static str),
    /// The value may be one, if it looks the part (`key`, `auth`, `code`).
    Perhaps(&'static str),
    /// The value is about a person; what.
    Personal(&'static str),
    /// The value is about a person if it stands within something that is (`name` within `billing`).
    WithinPerson(&'static str),
    /// Holds fields about a person.
    Person,
}

impl Telling {
    /// Are the fields of an object with such a name about a person? `billing_address`, `name`, `address`
    pub(crate) fn holds_person(self) -> bool {
        matches!(self, Telling::Person | Telling::Personal(_) | Telling::WithinPerson("address"))
    }
}

/// What the name of a header, an argument or a field tells about its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Naming {
    /// The value is a credential: `consumer_secret`.
    Secret,
    /// The value may be one: `key`, `code`.
    Perhaps,
    /// The value is about a person: `billing_email`.
    Personal,
}

/// What a field's name tells by itself, if anything. Case and separators do not matter; it is read 120 characters far.
pub fn naming(name: &str) -> Option<Naming> {
    match telling(name)? {
        Telling::Secret(_) => Some(Naming::Secret),
        Telling::Perhaps(_) => Some(Naming::Perhaps),
        Telling::Personal(_) => Some(Naming::Personal),
        Telling::WithinPerson(_) | Telling::Person => None,
    }
}

/// Longer names are read no further.
const LONGEST: usize = 120;

const MOST_WORDS: usize = 24;

/// The words of a name, in small letters; digits stay with the letters before them.
struct Words {
    small: String,
    ranges: [(u16, u16); MOST_WORDS],
    count: usize,
}

impl Words {
    fn of(name: &str) -> Words {
        let mut words = Words {
            small: String::with_capacity(name.len().min(LONGEST) + 8),
            ranges: [(0, 0); MOST_WORDS],
            count: 0,
        };
        let mut start = 0;
        let mut before: Option<char> = None;
        let mut chars = name.chars().take(LONGEST).peekable();
        while let Some(char) = chars.next() {
            if !char.is_alphanumeric() {
                words.close(start);
                start = words.small.len();
                before = Some(char);
                continue;
            }
            let after = chars.peek();
            let rises = char.is_uppercase()
                && (before.is_some_and(|before| before.is_lowercase() || before.is_numeric())
                    || before.is_some_and(char::is_uppercase)
                        && after.is_some_and(|after| after.is_lowercase()));
            if rises {
                words.close(start);
                start = words.small.len();
            }
            words.small.extend(char.to_lowercase());
            before = Some(char);
        }
        words.close(start);
        words
    }

    fn close(&mut self, start: usize) {
        if self.small.len() > start && self.count < MOST_WORDS {
            self.ranges[self.count] = (start as u16, self.small.len() as u16);
            self.count += 1;
        }
    }

    fn list(&self) -> [&str; MOST_WORDS] {
        let mut list = [""; MOST_WORDS];
        for (word, (start, end)) in list.iter_mut().zip(&self.ranges[..self.count]) {
            *word = &self.small[*start as usize..*end as usize];
        }
        list
    }
}

/// What a name tells, if anything. `AccessKeyId` and the like name a public half, and are left to the shapes.
pub(crate) fn telling(name: &str) -> Option<Telling> {
    let words = Words::of(name);
    let list = words.list();
    let words = &list[..words.count];
    match secret(words) {
        // `postal_code` is no code that lets somebody in.
        Some(Telling::Perhaps(label)) => crate::persons::personal(words).or(Some(Telling::Perhaps(label))),
        None => crate::persons::personal(words),
        told => told,
    }
}

/// Remembers what names tell: in one text the same ones come again and again.
#[derive(Default)]
pub(crate) struct Names<'t> {
    known: HashMap<&'t str, Option<Telling>>,
}

impl<'t> Names<'t> {
    pub(crate) fn telling(&mut self, name: &'t str) -> Option<Telling> {
        self.told(name, || telling(name))
    }

    /// The same, for names that are read in a way of their own.
    pub(crate) fn told(&mut self, name: &'t str, read: impl FnOnce() -> Option<Telling>) -> Option<Telling> {
        *self.known.entry(name).or_insert_with(read)
    }
}

/// `STRIPESECRETKEY`: nothing shows where its words begin, but it ends like what tells.
fn compound(word: &str) -> Option<&'static Word> {
    const ENDS: [&str; 10] = [
        "password",
        "passwd",
        "passphrase",
        "secretkey",
        "apikey",
        "accesskey",
        "privatekey",
        "accesstoken",
        "authtoken",
        "secret",
    ];
    let end = ENDS.iter().find(|end| word.len() > end.len() && word.ends_with(**end))?;
    VOCABULARY.get(*end)
}

fn secret(words: &[&str]) -> Option<Telling> {
    let mut known = [&NOTHING; MOST_WORDS];
    for (known, word) in known.iter_mut().zip(words) {
        *known = VOCABULARY
            .get(*word)
            .or_else(|| VOCABULARY.get(word.trim_end_matches(|char: char| char.is_ascii_digit())))
            .or_else(|| compound(word))
            .unwrap_or(&NOTHING);
    }
    let known = &known[..words.len()];
    let about = known.iter().any(|word| word.about);
    let pair = words.windows(2).zip(known).find_map(|(pair, first)| {
        let paired = first.pairs.then(|| {
            SECRET_PAIRS
                .iter()
                .find(|(first, second, _)| *first == pair[0] && *second == pair[1])
                .map(|(.., label)| *label)
        });
        paired
            .flatten()
            .or_else(|| (first.key_kind && matches!(pair[1], "key" | "keys")).then(|| key_label(pair[0])))
    });
    let last_about = known.last().is_some_and(|word| word.about);
    if let Some(label) = pair
        && (!last_about || words.ends_with(&["session", "id"]) || label == "signed address")
        && !(label == "session" && words.len() > 2 && words[0] != "x" && about)
    {
        return Some(Telling::Secret(label));
    }
    if about && pair.is_none() {
        // `reset_password`, `confirm_password` and `old_password` are passwords all the same.
        let label = known.last()?.secret?;
        return (!known.iter().any(|word| word.harmless)).then_some(Telling::Secret(label));
    }
    if about {
        return None;
    }
    known.iter().rev().find_map(|word| word.secret).map(Telling::Secret).or_else(|| {
        known.iter().rev().find_map(|word| word.perhaps).map(|label| Telling::Perhaps(vendors(words, label)))
    })
}

/// `tomtom_key`: a key of somebody's, unless it is one that finds or sorts things.
fn vendors(words: &[&str], label: &'static str) -> &'static str {
    let keyed = label == "key"
        && words.len() > 1
        && words.last().is_some_and(|last| matches!(*last, "key" | "access" | "private" | "pat"));
    if keyed
        && !words[..words.len() - 1].iter().any(|word| VOCABULARY.get(*word).is_some_and(|word| word.finding))
    {
        "vendor key"
    } else {
        label
    }
}

fn key_label(kind: &str) -> &'static str {
    match kind {
        "private" | "ssh" | "pgp" | "gpg" | "rsa" | "ec" | "tls" | "ssl" => "private key",
        "access" => "access key",
        "secret" => "secret",
        "license" | "licence" | "activation" => "license key",
        "encryption" | "encrypt" | "decryption" | "crypt" => "encryption key",
        "signing" | "sign" | "signature" | "hmac" => "signing key",
        _ => "api key",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        let words = Words::of(name);
        words.list()[..words.count].iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn names_are_split() {
        assert_eq!(words("clientSecretKey"), ["client", "secret", "key"]);
        assert_eq!(words("X-API-Key"), ["x", "api", "key"]);
        assert_eq!(words("APIKey"), ["api", "key"]);
        assert_eq!(words("AWS_SECRET_ACCESS_KEY"), ["aws", "secret", "access", "key"]);
    }

    #[test]
    fn telling_names_tell() {
        for name in [
            "password",
            "db_password",
            "client_secret",
            "x-api-key",
            "apiKey",
            "access_token",
            "AWS_SECRET_ACCESS_KEY",
            "consumerSecret",
            "privateKey",
            "session_id",
            "PHPSESSID",
            "reset_password",
            "refreshToken",
            "oauth_token",
            "X-Shopify-Access-Token",
            "smtp_pass",
        ] {
            assert!(matches!(telling(name), Some(Telling::Secret(_))), "{name}");
        }
        for name in [
            "author",
            "keyboard",
            "max_tokens",
            "passport_required",
            "sort_key",
            "token_type",
            "expires_in",
            "password_hint",
            "total_tokens",
            "client_id",
            "order_key_count",
            "authenticated",
            "tokenizer",
            "primary",
            "monkey",
            "compass",
            "public_key",
            "password_reset_url",
            "foreign_key",
            "prompt_tokens",
        ] {
            assert!(!matches!(telling(name), Some(Telling::Secret(_))), "{name} {:?}", telling(name));
        }
    }
}
