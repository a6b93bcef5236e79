//! Texts made to be slow.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::texts::{BASE62, Dice};

/// What makes a text of about this many bytes.
pub type Make<'m> = Box<dyn Fn(usize) -> String + 'm>;

/// Kinds of such texts, by name.
#[must_use]
pub fn hostile(key: &str) -> Vec<(&'static str, Make<'_>)> {
    let layers = |size: usize| {
        let mut text = Dice(8).letters(BASE62, size / 4);
        for _ in 0..5 {
            text = STANDARD.encode(&text);
        }
        text.truncate(size);
        text
    };
    vec![
        ("percent", Box::new(|size| "%25".repeat(size / 3))),
        ("percent 41", Box::new(|size| "%2541".repeat(size / 5))),
        ("backslash", Box::new(|size| "\\\\".repeat(size / 2))),
        ("quotes", Box::new(|size| "\\\"".repeat(size / 2))),
        ("json deep", Box::new(|size| "{\"a\":[".repeat(size / 6))),
        ("json names", Box::new(|size| "\"token\":".repeat(size / 8))),
        ("base64 x5", Box::new(layers)),
        ("eyJ", Box::new(|size| "eyJ".repeat(size / 3))),
        ("at", Box::new(|size| "a@".repeat(size / 2))),
        ("urls", Box::new(|size| "a://".repeat(size / 4))),
        ("digits", Box::new(|size| "1 ".repeat(size / 2))),
        ("long digits", Box::new(|size| "1".repeat(size))),
        ("passwords", Box::new(|size| "password=".repeat(size / 9))),
        ("pass quoted", Box::new(|size| "password=\"".repeat(size / 10))),
        ("begin", Box::new(|size| "-----BEGIN PRIVATE KEY-----".repeat(size / 27))),
        ("tags", Box::new(|size| "<a".repeat(size / 2))),
        ("tags open", Box::new(|size| "<a>".repeat(size / 3))),
        ("labels", Box::new(|size| "[a #".repeat(size / 4))),
        ("colons", Box::new(|size| "1:".repeat(size / 2))),
        ("words", Box::new(|size| "ssn nhs sin ".repeat(size / 12))),
        ("ssn", Box::new(|size| "ssn 123-45-6789 ".repeat(size / 16))),
        ("keys", Box::new(|size| key.repeat(size / key.len()))),
        ("half keys", Box::new(|size| key[..9].repeat(size / 9))),
        ("entities", Box::new(|size| "&amp;".repeat(size / 5))),
        ("newlines", Box::new(|size| "a1\n".repeat(size / 3))),
        ("spaced", Box::new(|size| "a ".repeat(size / 2))),
        ("hex", Box::new(|size| "41".repeat(size / 2))),
        ("hex dump", Box::new(|size| "41 ".repeat(size / 3))),
        ("hex hex", Box::new(|size| "3431".repeat(size / 4))),
        ("aaaa", Box::new(|size| "A".repeat(size))),
        ("equals", Box::new(|size| "=41".repeat(size / 3))),
        ("emails", Box::new(|size| "anna@example.com ".repeat(size / 17))),
        ("dots", Box::new(|size| "1.".repeat(size / 2))),
        ("sk_live_", Box::new(|size| "sk_live_".repeat(size / 8))),
        ("random", Box::new(|size| Dice(9).letters(BASE62, size))),
        (
            "random lines",
            Box::new(|size| (0..size / 60).map(|at| Dice(at as u64).letters(BASE62, 59) + "\n").collect()),
        ),
        ("emoji", Box::new(|size| "\u{1f600}".repeat(size / 4))),
        ("kty", Box::new(|size| "\"kty\":\"oct\"".repeat(size / 11))),
        ("curl", Box::new(|size| " -u a".repeat(size / 5))),
        ("equals soup", Box::new(|size| "=".repeat(size))),
        ("many words", Box::new(|size| "api_key secret token sk_live_ ghp_ password: ".repeat(size / 45))),
        ("json layers", Box::new(|size| quoted(&"{\"token\":\"x\"}".repeat(size / 60), 3, size))),
        (
            "gzip begins",
            Box::new(|size| "H4sIAAAAAAAAA0tMSk5JTUvPyMzKzsnNyy8oLCouKS0rr6isqq6prasHAA ".repeat(size / 63)),
        ),
    ]
}

/// JSON in a string of JSON, and so on.
fn quoted(text: &str, times: usize, size: usize) -> String {
    let mut text = text.to_owned();
    for _ in 0..times {
        text = serde_json::to_string(&text).expect("a string is JSON");
    }
    text.truncate(size);
    text
}
