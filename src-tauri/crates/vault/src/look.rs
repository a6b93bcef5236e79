//! Whether a text that should hold no key does: by shape, and by the fingerprints of what is held.

use std::borrow::Cow;
use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use crate::workspace::WorkspaceKeys;

/// Shorter pieces of a text are not compared: ordinary words would be held passwords by chance.
const SHORTEST_TOKEN: usize = 8;
/// A whole text may be shorter.
const SHORTEST_TEXT: usize = 6;
/// Longer texts are looked at so far.
const LONGEST_TEXT: usize = 64 * 1024;

/// What was found in a text that should hold no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextFinding {
    /// A key that is held.
    Held,
    /// Has the shape of a credential, by this rule.
    Shape(String),
}

/// Fingerprints of what is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldPrints {
    /// Of what nobody can guess: looked for in every piece of a text.
    pub long: HashSet<String>,
    /// Of what could be guessed, such as a password: compared with a whole text alone, and only so often in a minute, for
    /// every answer is one to a guess.
    pub short: HashSet<String>,
}

/// Looks at the text as it is and percent-decoded; without `keys` by shape alone.
pub(crate) fn inspect(text: &str, keys: Option<&WorkspaceKeys>, held: &HeldPrints) -> Option<TextFinding> {
    let text = &text[..text.floor_char_boundary(LONGEST_TEXT)];
    let decoded = decode(text);
    let views: Vec<&str> = [Some(text), decoded.as_deref()].into_iter().flatten().collect();
    if let Some(keys) = keys {
        let print = |text: &str| keys.fingerprint(text.as_bytes());
        let is_whole = |text: &str| {
            let text = text.trim();
            let print = (text.len() >= SHORTEST_TEXT).then(|| print(text));
            print.is_some_and(|print| held.long.contains(&print) || held.short.contains(&print))
        };
        if views.iter().any(|view| is_whole(view)) {
            return Some(TextFinding::Held);
        }
        let is_held = |token: &str| held.long.contains(&print(token));
        let mut seen = HashSet::new();
        for token in views.iter().flat_map(|view| tokens(view)).filter(|token| seen.insert(*token)) {
            // An encoded key holds separators once it is decoded: a piece is decoded after it was split off.
            if is_held(token) || decode(token).is_some_and(|token| is_held(&token)) {
                return Some(TextFinding::Held);
            }
        }
    }
    views.into_iter().find_map(redaction::inspect).map(|finding| TextFinding::Shape(finding.rule.to_string()))
}

/// The text percent-decoded, if that changes it.
fn decode(text: &str) -> Option<String> {
    match percent_decode_str(text).decode_utf8_lossy() {
        Cow::Owned(decoded) if decoded != text => Some(decoded),
        _ => None,
    }
}

/// The pieces of a text: split at what separates things in prose, URLs and settings, and once more at all but
/// what stands inside keys.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let split = |marks: &'static str| text.split(move |c: char| c.is_whitespace() || marks.contains(c));
    let (lines, quoted, prose, all) = (
        split(""),
        split("\"'`,;&?#()[]{}<>|"),
        split("\"'`:,;&?#()[]{}<>|"),
        split("\"'`=:;,&?#/()[]{}<>|@"),
    );
    let fine = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    // A key may end in `=`, or hold `:` and `/`, so each way of splitting can lose one that another finds.
    let after = quoted.clone().chain(prose.clone()).filter_map(|piece| Some(piece.split_once('=')?.1));
    let pieces = lines.chain(quoted).chain(prose).chain(all).chain(fine).chain(after);
    pieces.filter(|token| token.len() >= SHORTEST_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::memory::MemoryKeyring;
    use crate::keyring::names::Names;
    use uuid::Uuid;

    fn finds(text: &str, key: &str) -> Option<TextFinding> {
        finds_as(text, key, |long| HeldPrints { long, short: HashSet::new() })
    }

    fn finds_as(text: &str, key: &str, held: fn(HashSet<String>) -> HeldPrints) -> Option<TextFinding> {
        let mut store = MemoryKeyring::default().open().unwrap();
        let keys = WorkspaceKeys::read_or_make(store.as_mut(), Names::new(Uuid::now_v7())).unwrap();
        inspect(text, Some(&keys), &held([keys.fingerprint(key.as_bytes())].into()))
    }

    #[test]
    fn a_held_key_is_found_wherever_it_stands() {
        for key in ["correct-horse", "a/b+c:dd==", "pass word of mine", "Sommer%2026!"] {
            let encoded =
                percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC).to_string();
            for text in
                [key.to_owned(), format!(" {key}\n"), format!("https://x.example/?k={encoded}&a=b"), encoded]
            {
                assert_eq!(finds(&text, key), Some(TextFinding::Held), "{text}");
            }
        }
        for text in
            ["the key is correct-horse.", "KEY=correct-horse", "(correct-horse)", "a:correct-horse@host"]
        {
            assert_eq!(finds(text, "correct-horse"), Some(TextFinding::Held), "{text}");
        }
        assert_eq!(finds("KEY=a/b+c:dd==", "a/b+c:dd=="), Some(TextFinding::Held));
    }

    #[test]
    fn what_can_be_guessed_is_found_as_a_whole_text_alone() {
        let finds =
            |text: &str| finds_as(text, "Sommer%2026!", |short| HeldPrints { long: HashSet::new(), short });
        for text in ["Sommer%2026!", " Sommer%2026!\n", "Sommer%252026!"] {
            assert_eq!(finds(text), Some(TextFinding::Held), "{text}");
        }
        // A list of guesses tells nothing.
        for text in ["Winter2025! Sommer%2026! Herbst2026!", "guess=Sommer%2026!", "it is Sommer%2026!"] {
            assert_ne!(finds(text), Some(TextFinding::Held), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "Blumen Meier, Hauptstraße 12",
            "Calls the orders endpoint once a day.",
            "https://shop.example.com/wp-json",
        ] {
            assert_eq!(finds(text, "correct-horse"), None, "{text}");
        }
    }

    #[test]
    fn shapes_are_found_without_a_keyring() {
        let key = format!("sk_{}_{}", "live", "4eC39HqLyjWDarjtT1zdp7dcQm8Zr2Xv");
        let found = inspect(&format!("use {key} here"), None, &HeldPrints::default());
        assert!(matches!(found, Some(TextFinding::Shape(_))), "{found:?}");
    }
}
