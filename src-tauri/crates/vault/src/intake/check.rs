//! What passes for a key: checks that refuse, hints that warn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};

use super::{Hint, Intake, LONGEST_KEY, Mask, Offer, Shape};
use crate::IntakeRefusal;
use crate::secret::Secret;
use crate::workspace::WorkspaceKeys;

/// Compiled patterns of the catalogue; a pattern that does not compile, or would grow too large, says nothing.
#[derive(Default)]
pub(crate) struct Patterns {
    known: Mutex<HashMap<String, Option<Regex>>>,
}

impl Patterns {
    fn matches(&self, pattern: Option<&String>, text: &str) -> Option<bool> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let compile = || RegexBuilder::new(pattern?).size_limit(1 << 20).build().ok();
        let regex = known.entry(pattern?.clone()).or_insert_with(compile);
        regex.as_ref().map(|regex| regex.is_match(text))
    }
}

/// Checks a text and makes an offer of it.
pub(crate) fn offer(
    intake: Intake,
    hint: &Hint,
    patterns: &Patterns,
    keys: Arc<WorkspaceKeys>,
) -> Result<Offer, IntakeRefusal> {
    let (value, trimmed) = accept(intake.value)?;
    // EXPOSE: compared with the hint, masked, fingerprinted.
    let text = std::str::from_utf8(value.expose()).map_err(|_| IntakeRefusal::NotText)?;
    let shape = Shape {
        unexpected: patterns.matches(hint.pattern.as_ref(), text) == Some(false),
        live: patterns.matches(hint.live.as_ref(), text) == Some(true),
        test: patterns.matches(hint.test.as_ref(), text) == Some(true),
        trimmed,
    };
    let mask = Mask::of(text.as_bytes(), &keys);
    Ok(Offer { value, keys, mask, shape, from_clipboard: intake.from_clipboard })
}

/// The key without what surrounds it, and whether anything did.
fn accept(value: Secret) -> Result<(Secret, bool), IntakeRefusal> {
    // EXPOSE: checked and trimmed.
    let bytes = value.expose();
    if bytes.len() > 2 * LONGEST_KEY {
        return Err(IntakeRefusal::TooLong);
    }
    if is_utf16(bytes) {
        return Err(IntakeRefusal::NotText);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| IntakeRefusal::NotText)?;
    let key = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if key.is_empty() {
        return Err(IntakeRefusal::Empty);
    }
    if key.len() > LONGEST_KEY {
        return Err(IntakeRefusal::TooLong);
    }
    let lines = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}');
    if key.contains(|c: char| c.is_control() && !lines(c)) {
        return Err(IntakeRefusal::Control);
    }
    if key.contains(lines) && !is_pem(key) && !is_json_file(key) {
        return Err(IntakeRefusal::MultiLine);
    }
    if key.len() == bytes.len() { Ok((value, false)) } else { Ok((Secret::copy_of(key.as_bytes()), true)) }
}

/// A byte order mark, or a NUL in every second place.
fn is_utf16(bytes: &[u8]) -> bool {
    let nul = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || (bytes.len() >= 4 && (nul(0) >= bytes.len() / 4 || nul(1) >= bytes.len() / 4))
}

/// Only what is PEM through and through may have more than one line. Some files name the curve in a block of its own first.
fn is_pem(text: &str) -> bool {
    let Some(label) =
        text.strip_prefix("-----BEGIN ").and_then(|rest| rest.split_once("-----")).map(|(l, _)| l)
    else {
        return false;
    };
    let label = if label == "EC PARAMETERS" { "EC PRIVATE KEY" } else { label };
    text.ends_with(&format!("-----END {label}-----"))
}

/// And a JSON object, as providers hand out the keys of service accounts.
fn is_json_file(text: &str) -> bool {
    let kind = text.starts_with('{').then(|| serde_json::from_str::<serde_json::Value>(text));
    let Some(Ok(mut value)) = kind else { return false };
    let object = value.is_object();
    crate::errand::wipe(&mut value);
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::memory::MemoryKeyring;
    use crate::keyring::names::Names;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn keys() -> Arc<WorkspaceKeys> {
        let mut store = MemoryKeyring::default().open().unwrap();
        Arc::new(WorkspaceKeys::read_or_make(store.as_mut(), Names::new(Uuid::now_v7())).unwrap())
    }

    fn take(bytes: &[u8], hint: &Hint) -> Result<Offer, IntakeRefusal> {
        offer(Intake::from_bytes(bytes.to_vec()), hint, &Patterns::default(), keys())
    }

    fn refusal(bytes: &[u8]) -> Option<IntakeRefusal> {
        take(bytes, &Hint::default()).err()
    }

    #[test]
    fn bad_input_has_its_own_refusal() {
        let utf16: Vec<u8> = "a-key-in-utf16".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
        let cases: [(&[u8], IntakeRefusal); 12] = [
            (b"", IntakeRefusal::Empty),
            (b" \r\n\t ", IntakeRefusal::Empty),
            (b"\xef\xbb\xbf\n", IntakeRefusal::Empty),
            (b"one\ntwo", IntakeRefusal::MultiLine),
            (b"one\rtwo", IntakeRefusal::MultiLine),
            ("one\u{2028}two".as_bytes(), IntakeRefusal::MultiLine),
            (b"one\0two-and-more", IntakeRefusal::Control),
            (b"one\x1b[31mtwo", IntakeRefusal::Control),
            (&utf16, IntakeRefusal::NotText),
            (&marked, IntakeRefusal::NotText),
            (b"latin-1 \xe4", IntakeRefusal::NotText),
            (&[b'a'; 1024 * 1024], IntakeRefusal::TooLong),
        ];
        for (bytes, expected) in cases {
            assert_eq!(refusal(bytes), Some(expected), "{:?}", &bytes[..bytes.len().min(20)]);
        }
        assert_eq!(refusal(&[b'a'; LONGEST_KEY]), None);
        assert_eq!(refusal(&[b'a'; LONGEST_KEY + 1]), Some(IntakeRefusal::TooLong));
    }

    #[test]
    fn pem_may_have_lines_and_what_only_begins_like_it_may_not() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMIIB\r\nVgIB\n-----END PRIVATE KEY-----\n";
        let taken = take(pem.as_bytes(), &Hint::default()).ok().unwrap();
        assert!(taken.shape().trimmed);
        assert_eq!(
            (taken.mask().prefix.as_str(), taken.mask().tail.as_str()),
            ("", ""),
            "nothing of a PEM is shown"
        );
        assert_eq!(
            refusal(b"-----BEGIN PRIVATE KEY-----\nMIIB\nand then some"),
            Some(IntakeRefusal::MultiLine)
        );
    }

    #[test]
    fn white_space_around_is_left_out_and_said() {
        let keys = keys();
        let make = |bytes: &[u8]| {
            offer(Intake::from_bytes(bytes.to_vec()), &Hint::default(), &Patterns::default(), keys.clone())
                .ok()
                .unwrap()
        };
        let (plain, padded) = (make(b"abcdefghijklmnop"), make(b"\xef\xbb\xbf abcdefghijklmnop\r\n"));
        assert!(!plain.shape().trimmed);
        assert!(padded.shape().trimmed);
        assert_eq!(plain.mask(), padded.mask());
    }

    #[test]
    fn a_hint_warns_and_never_refuses() {
        let hint = Hint {
            pattern: Some("^sk_(live|test)_[a-z0-9]{10,}$".into()),
            live: Some("^sk_live_".into()),
            test: Some("^sk_test_".into()),
        };
        let shape = |text: &str| take(text.as_bytes(), &hint).ok().unwrap().shape();
        assert_eq!(
            shape(&format!("sk_{}_{}", "live", "a".repeat(20))),
            Shape { live: true, ..Shape::default() }
        );
        assert_eq!(
            shape(&format!("sk_{}_{}", "test", "a".repeat(20))),
            Shape { test: true, ..Shape::default() }
        );
        assert_eq!(shape("something else"), Shape { unexpected: true, ..Shape::default() });
        let broken = Hint { pattern: Some("(".into()), live: Some("a{1000}{1000}{1000}".into()), test: None };
        assert_eq!(take(b"anything", &broken).ok().unwrap().shape(), Shape::default());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = accept(Secret::new(bytes));
        }
    }
}
