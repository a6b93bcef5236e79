//! What of a request is public. Fail closed: what nothing shows to be public is a secret.

use std::sync::LazyLock;

use redaction::{Naming, naming};
use regex::Regex;

use super::shape::{HIDDEN_TEXT, Suspicion};
use super::text::Given;
use crate::intake::columns;

/// The longest value that is shown.
const LONGEST_SHOWN: usize = 200;
/// The longest name that is shown.
const LONGEST_NAME: usize = 80;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    Public,
    Secret(Suspicion),
    /// Not shown, and no key: about a person, or nobody knows it yet.
    Hidden,
}

/// Headers that say how a message is to be read or answered, and carry no key.
const PLAIN_HEADERS: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "dnt",
    "expect",
    "host",
    "origin",
    "pragma",
    "prefer",
    "priority",
    "range",
    "te",
    "upgrade-insecure-requests",
    "user-agent",
    "x-requested-with",
];

/// Headers that say who sends a message.
const AUTH_HEADERS: &[&str] = &["authorization", "proxy-authorization", "x-authorization"];

/// Versions, dates, names of files, small numbers: letters and digits mixed, and harmless.
static HARMLESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?: \d{1,9} | v\d{1,3}(?:\.\d{1,4}){0,3} | \d{1,4}(?:\.\d{1,4}){1,3}
            | \d{4}-\d\d (?:-\d\d (?:t\d\d:?\d\d(?::?\d\d(?:\.\d{1,6})?)?(?:z|[+-]\d\d:?\d\d)?)?)?
            | (?:oauth|api|rest|graphql|odata|web|wp|wc|sha|utf-?|http|[a-z]{2})\d{1,3} | [a-z]{1,20}(?:[_-][a-z]{1,20}){1,6}
            | [a-z]{1,20}/(?:vnd\.)?[a-z0-9.+-]{1,40} )$",
    )
    .ok()
});

/// A header's value.
pub(super) fn header(name: &str, value: &Given) -> Judged {
    let small = name.to_ascii_lowercase();
    if value.is_empty() {
        return Judged::Public;
    }
    if AUTH_HEADERS.contains(&small.as_str()) || small == "cookie" || small == "set-cookie" {
        return Judged::Secret(Suspicion::Place);
    }
    if PLAIN_HEADERS.contains(&small.as_str())
        || small.starts_with("sec-ch-")
        || small.starts_with("sec-fetch-")
    {
        return plain_header(value);
    }
    field(name, value)
}

/// Words, marks and versions may stand in these; a key or a name of a person not.
fn plain_header(value: &Given) -> Judged {
    let text = value.text.as_str();
    if value.is_open() {
        Judged::Hidden
    } else if value.is_tainted() || assigns_secret(text) {
        Judged::Secret(Suspicion::Name)
    } else if redaction::inspect(text).is_some() {
        Judged::Secret(Suspicion::Shape)
    } else if text.len() > 2 * LONGEST_SHOWN || text.contains('@') || !sits_still(text) {
        Judged::Hidden
    } else {
        Judged::Public
    }
}

/// No word of it is long and of letters and digits mixed.
fn sits_still(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).all(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        word.len() < 20 || (digits == 0 && word.chars().all(|c| c.is_ascii_lowercase()))
    })
}

/// The value of a query argument, of a header that is not known, of a form's field.
pub(super) fn field(name: &str, value: &Given) -> Judged {
    if value.is_empty() {
        return Judged::Public;
    }
    match naming(name) {
        _ if value.is_open() => Judged::Hidden,
        _ if names_secret(name) => Judged::Secret(Suspicion::Name),
        Some(Naming::Personal) if !value.is_tainted() && redaction::inspect(&value.text).is_none() => {
            Judged::Hidden
        }
        _ => text(value),
    }
}

/// Last words of a name that say of a place what [`naming`] leaves to a value's looks.
const SECRET_WORDS: &[&str] =
    &["pass", "pin", "authentication", "credential", "session", "signature", "sig", "hmac"];

/// Whether what stands in a place of this name is a secret, whatever it looks like.
pub(crate) fn names_secret(name: &str) -> bool {
    matches!(naming(name), Some(Naming::Secret | Naming::Perhaps)) || has_secret_word(name)
}

fn has_secret_word(name: &str) -> bool {
    let mut parted = String::with_capacity(name.len() + 8);
    let mut rose = true;
    for c in name.chars().take(LONGEST_NAME) {
        if c.is_uppercase() && !rose {
            parted.push('_');
        }
        rose = c.is_uppercase();
        parted.extend(c.to_lowercase());
    }
    // The last word says what it is: a session's time is no session.
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic);
    parted
        .rsplit(|c: char| !c.is_alphanumeric())
        .find(is_word)
        .is_some_and(|word| SECRET_WORDS.contains(&word))
}

/// Whether a text that is no name itself names a secret and gives its value: `password=…`, `"token": "…"`.
fn assigns_secret(text: &str) -> bool {
    let around = |c: char| c.is_whitespace() || "\"'\\".contains(c);
    let in_name = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    text.match_indices(['=', ':']).any(|(at, mark)| {
        let before = text[..at].trim_end_matches(around);
        let name = &before[before.trim_end_matches(in_name).len()..];
        let value = text[at + mark.len()..].trim_start_matches(around);
        // Of a name that says little, such as `key`, the value may be a word of a sort or a filter.
        let secret = naming(name) == Some(Naming::Secret) || has_secret_word(name);
        secret && !value.is_empty() && !value.starts_with([',', ';', '&', ')', ']', '}'])
    })
}

/// Whether a piece of a path says that the next one is a secret. Most services have a collection of tokens or sessions.
pub(super) fn leads_to_secret(segment: &str) -> bool {
    let collection = ["token", "session", "credential", "secret", "authorization", "authentication"];
    let small = segment.to_lowercase();
    let bare = small.strip_suffix('s').unwrap_or(&small);
    let told = naming(segment) == Some(Naming::Secret) || has_secret_word(segment);
    told && !collection.contains(&bare) && !collection.contains(&small.as_str())
}

/// A text of which only its words tell what it is.
pub(super) fn text(value: &Given) -> Judged {
    let shown = value.text.trim();
    if value.is_open() {
        return Judged::Hidden;
    }
    if value.is_tainted() {
        return Judged::Secret(Suspicion::Name);
    }
    if redaction::inspect(shown).is_some() {
        return Judged::Secret(Suspicion::Shape);
    }
    if is_harmless(shown) {
        return Judged::Public;
    }
    let mut words = shown.split(|c: char| c.is_whitespace() || ",;|&=()[]{}'\"".contains(c));
    if shown.len() > LONGEST_SHOWN || words.any(is_doubtful) {
        return Judged::Secret(Suspicion::Doubt);
    }
    if assigns_secret(shown) {
        return Judged::Secret(Suspicion::Name);
    }
    if shown.contains('@') { Judged::Hidden } else { Judged::Public }
}

fn is_harmless(word: &str) -> bool {
    HARMLESS.as_ref().is_some_and(|harmless| harmless.is_match(word))
}

/// A word that may be a key or a password: mixed of letters, digits and marks, or long.
fn is_doubtful(word: &str) -> bool {
    let word = word.trim_matches(['.', ':']);
    !is_harmless(word) && (columns::is_odd(word) || columns::looks_like_key(word) || word.len() >= 24)
}

/// A name of a header, an argument, a folder, a variable: itself, if it may be shown.
pub(super) fn name(text: &str) -> String {
    let text = text.trim();
    // A bare key with `=` at its end reads like a name, and must not.
    let odd = |word: &str| word.len() >= 12 && is_doubtful(word) && !reads_like_words(word);
    let shown = text.chars().count() <= LONGEST_NAME
        && redaction::inspect(text).is_none()
        && !text.split_whitespace().any(odd);
    if shown { text.to_owned() } else { HIDDEN_TEXT.to_owned() }
}

/// `X-Shopify-Access-Token`, `filter[created_at][gte]`, `List orders (v3)`: words of letters, parted by marks.
fn reads_like_words(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).all(|word| {
        // Digits stand before or after letters, hardly among them.
        let bare = word.trim_matches(|c: char| c.is_ascii_digit());
        let rises = |(a, b): &(char, char)| a.is_lowercase() && b.is_uppercase();
        let changes = bare.chars().zip(bare.chars().skip(1)).filter(rises).count();
        let among = bare.chars().filter(char::is_ascii_digit).count();
        word.len() <= 24 && word.len() - bare.len() <= 4 && among <= 1 && changes <= 3
    })
}

/// A name that was read out of a text: not shown where a secret stands in it.
pub(super) fn name_of(given: &Given) -> String {
    if given.is_tainted() || given.is_open() { HIDDEN_TEXT.to_owned() } else { name(&given.text) }
}

/// A variable of a shell, a collection or an environment: itself, if it may be shown.
pub(super) fn variable(name: &str) -> Option<String> {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | ' ');
    let shown = !name.is_empty() && name.len() <= 48 && name.chars().all(fine);
    (shown && self::name(name) != HIDDEN_TEXT && reads_like_words(name)).then(|| name.to_owned())
}

/// A public setting of a way to authenticate; empty where it may not be shown.
pub(super) fn setting(value: &Given) -> String {
    let fine =
        |word: &str| !is_doubtful(word) || is_address(word) || (word.len() <= 20 && reads_like_words(word));
    let words = |text: &str| text.split_whitespace().all(fine);
    let text = value.text.trim();
    let shown =
        !value.is_open() && !value.is_tainted() && text.len() <= 500 && redaction::inspect(text).is_none();
    if shown && words(text) && !assigns_secret(text) { text.to_owned() } else { String::new() }
}

/// An address without a name, an argument or an odd piece in it.
pub(super) fn is_address(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    let calm =
        url.path().split('/').all(|piece| piece.len() <= 40 && (piece.is_empty() || !is_doubtful(piece)));
    matches!(url.scheme(), "https" | "http")
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
        && calm
        && redaction::inspect(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(name: &str, value: &str) -> Judged {
        field(name, &Given::of(value))
    }

    #[test]
    fn ordinary_arguments_are_public() {
        for (name, value) in [
            ("per_page", "100"),
            ("page", "2"),
            ("status", "processing"),
            ("api-version", "2024-10"),
            ("since", "2026-11-23T10:00:00Z"),
            ("fields", "id,status,total"),
            ("order", "created_at"),
            ("orderby", "date"),
            ("customer", "48291384"),
            ("filter", "status eq 'open' and id gt 10"),
            ("version", "v3.1"),
            ("expand", "line_items.product"),
            ("currency", "EUR"),
        ] {
            assert_eq!(judged(name, value), Judged::Public, "{name}={value}");
        }
    }

    #[test]
    fn what_nothing_shows_to_be_public_is_a_secret() {
        for (name, value, why) in [
            ("api_key", "abc", Suspicion::Name),
            ("consumer_secret", "sommer", Suspicion::Name),
            ("key", "1", Suspicion::Name),
            ("shop", "a8f5f167f44f4964e6c998dee827110c", Suspicion::Shape),
            ("tenant", "0b7e4c1a-5f0e-4d0c-9a63-5b0d3f9f2f11", Suspicion::Doubt),
            ("q", "hunter2!", Suspicion::Doubt),
            ("q", "one two hunter2!x three", Suspicion::Doubt),
            ("x", "1234567890", Suspicion::Doubt),
        ] {
            let found = judged(name, value);
            let same = found == Judged::Secret(why);
            let by_look = why != Suspicion::Name && matches!(found, Judged::Secret(_));
            assert!(same || by_look, "{name}={value}: {found:?}");
        }
    }

    #[test]
    fn what_stands_in_a_place_that_names_a_secret_is_one_whatever_it_looks_like() {
        for name in [
            "password",
            "X-Password",
            "X-Auth-Pass",
            "authPass",
            "X-Pin",
            "X-Authentication",
            "user[password]",
            "x-session",
            "X-Signature",
            "client_secret",
            "access_token",
        ] {
            for value in ["correcthorse", "open", "correct-horse-battery", "staple"] {
                assert_eq!(judged(name, value), Judged::Secret(Suspicion::Name), "{name}={value}");
                assert_eq!(
                    header(name, &Given::of(value)),
                    Judged::Secret(Suspicion::Name),
                    "{name}: {value}"
                );
            }
        }
        for (name, value) in [
            ("x-back", "page=1&token=correcthorse"),
            ("q", "password:correcthorse"),
            ("filter", "{\"password\": \"horse\"}"),
            ("accept", "text/html;password=horse"),
            ("user-agent", "mine secret=horse"),
        ] {
            assert!(matches!(header(name, &Given::of(value)), Judged::Secret(_)), "{name}: {value}");
        }
        assert!(leads_to_secret("password") && leads_to_secret("api_key"));
        assert!(!leads_to_secret("tokens") && !leads_to_secret("token") && !leads_to_secret("orders"));
        for (name, value) in [("passage", "open"), ("spin", "left"), ("sort", "key"), ("hint", "token")] {
            assert_eq!(judged(name, value), Judged::Public, "{name}={value}");
        }
    }

    #[test]
    fn a_person_is_neither_shown_nor_a_key() {
        assert_eq!(judged("billing_email", "anna@example.com"), Judged::Hidden);
        assert_eq!(judged("q", "anna@example.com"), Judged::Hidden);
    }

    #[test]
    fn names_are_shown_unless_they_are_keys() {
        for shown in [
            "X-Shopify-Access-Token",
            "filter[created_at][gte]",
            "List orders (v3)",
            "Get /wp-json/wc/v3/orders",
            "oauth2ClientSecret",
            "Kunden",
            "per_page",
        ] {
            assert_eq!(name(shown), shown);
        }
        let key = format!("sk_{}_{}", "live", "4eC39HqLyjWDarjtT1zdp7dcQm8Zr2Xv");
        for hidden in [key.as_str(), "a8f5f167f44f4964e6c998dee827110c", "Pa55w0rd!x99Zq7"] {
            assert_eq!(name(hidden), HIDDEN_TEXT, "{hidden}");
        }
        assert_eq!(variable("base_url").as_deref(), Some("base_url"));
        assert_eq!(variable("a8f5f167f44f4964"), None);
    }

    #[test]
    fn headers_that_carry_no_key_are_shown_and_others_not() {
        let of = |name: &str, value: &str| header(name, &Given::of(value));
        for (name, value) in [
            ("Accept", "application/json, text/plain;q=0.9, */*;q=0.8"),
            ("content-type", "application/vnd.api+json; charset=utf-8"),
            ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
            ("X-Api-Version", "2026-07"),
            ("Klaviyo-Revision", "2026-07-15"),
            ("Square-Version", "2026-01-22"),
            ("Prefer", "return=representation"),
        ] {
            assert_eq!(of(name, value), Judged::Public, "{name}: {value}");
        }
        for (name, value) in [
            ("Authorization", "anything"),
            ("Cookie", "a=b"),
            ("X-Api-Key", "abc"),
            ("X-Auth", "abc"),
            ("X-Tenant", "kq9s8d7f6g"),
        ] {
            assert!(matches!(of(name, value), Judged::Secret(_)), "{name}: {value}");
        }
        let key = format!("sk_{}_{}", "live", "4eC39HqLyjWDarjtT1zdp7dcQm8Zr2Xv");
        assert!(matches!(of("accept", &key), Judged::Secret(_)));
    }
}
