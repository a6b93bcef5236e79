//! Masking and scanning of texts that are given along with the keys to look for: nothing here knows a workspace or asks the
//! keyring.

use redaction::{Class, Fields, HeldKey, Place, Redacted, Redactor, Stream, Strict, as_text, mask_parts};
use zeroize::Zeroizing;

/// What a label calls a key that was given.
const GIVEN: &str = "held";

/// What tags are made from where there is no workspace: chance. Were it known, a short value could be found by trying all
/// of its kind against the tag in a text that was passed on.
pub struct TagSecret(Zeroizing<[u8; 32]>);

impl TagSecret {
    /// A new one; `None` where the system has no randomness to give.
    #[must_use]
    pub fn new() -> Option<Self> {
        crate::secret::random().ok().map(Self)
    }
}

/// Shows texts strictly that were redacted, now or long ago. It needs no keyring: equal values have equal tags under one
/// secret, and what is passed on under another cannot be laid beside it.
pub struct StrictView(Strict);

impl StrictView {
    /// By this list of harmless fields. Without a secret, labels have no tags.
    #[must_use]
    pub fn new(secret: Option<&TagSecret>, fields: Fields) -> Self {
        Self(Strict::new(secret.map(|secret| &*secret.0), fields))
    }

    /// What a stream redacts, strictly.
    #[must_use]
    pub fn over<'v>(&'v self, stream: Stream<'v>) -> Stream<'v> {
        stream.strictly(&self.0)
    }

    /// A redacted text, strictly. Labels that stand in it are kept.
    #[must_use]
    pub fn show(&self, shown: &Redacted, place: Place<'_>) -> Redacted {
        self.0.apply(shown, place)
    }
}

/// Keys that were given, to be looked for. They are wiped when it is dropped, and cannot be read.
pub struct GivenKeys {
    redactor: Redactor,
    refused: Vec<usize>,
}

/// One thing that a scan found: where, never what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// In Unicode scalar values, half-open; sorted, not overlapping.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// The name of the rule that found it.
    pub rule: &'static str,
    /// What sort of key it is.
    pub class: Class,
}

impl GivenKeys {
    /// Looks for these, besides credentials by their shape and personal data.
    #[must_use]
    pub fn new(secret: &TagSecret, keys: &[String]) -> Self {
        let held: Vec<HeldKey<'_>> = keys
            .iter()
            .map(|key| {
                let value = key.as_bytes();
                HeldKey { label: GIVEN, value, public_prefix: mask_parts(value).public_prefix }
            })
            .collect();
        let (redactor, refused) = Redactor::new(&secret.0, &held);
        Self { redactor, refused: refused.iter().map(|refused| refused.index).collect() }
    }

    /// Which of the keys are too short to be looked for, by their position.
    #[must_use]
    pub fn refused(&self) -> &[usize] {
        &self.refused
    }

    /// Masks one text that arrived in pieces.
    pub fn mask<'p>(&self, pieces: impl IntoIterator<Item = &'p str>) -> Redacted {
        self.redactor.record(pieces)
    }

    /// Masks one text that arrived as bytes. What they cannot be read as is one label.
    #[must_use]
    pub fn mask_bytes(&self, bytes: &[u8]) -> Redacted {
        self.redactor.record_bytes(bytes)
    }

    /// Masks what arrives bit by bit.
    #[must_use]
    pub fn stream(&self) -> Stream<'_> {
        self.redactor.stream()
    }

    /// What stands in a text, and whether the text was examined to its end.
    #[must_use]
    pub fn scan(&self, text: &str) -> (Vec<Found>, bool) {
        let scan = self.redactor.scan(text, true);
        let (mut bytes, mut chars) = (0, 0);
        let mut place = |at: usize| {
            chars += text[bytes..at].chars().count();
            bytes = at;
            chars
        };
        let found = scan
            .leaks
            .iter()
            .map(|leak| Found {
                start: place(leak.start),
                end: place(leak.end),
                rule: leak.rule,
                class: leak.class,
            })
            .collect();
        (found, scan.complete)
    }

    /// The same for bytes; places are those in the text that they read as.
    #[must_use]
    pub fn scan_bytes(&self, bytes: &[u8]) -> (Vec<Found>, bool) {
        self.scan(&as_text(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(keys: &[&str]) -> GivenKeys {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        GivenKeys::new(&TagSecret::new().expect("randomness"), &keys)
    }

    #[test]
    fn places_count_characters_of_any_width() {
        let key = "Zq7-Xw9-Lm3-Rt5";
        let text = format!("ключ 🔑 {key} und ü: {key}");
        let (found, complete) = given(&[key]).scan(&text);
        let chars: Vec<char> = text.chars().collect();
        assert!(complete);
        assert_eq!(found.len(), 2, "{found:?}");
        for one in found {
            assert_eq!(chars[one.start..one.end].iter().collect::<String>(), key);
            assert_eq!((one.rule, one.class), ("held-key", Class::Held));
        }
    }

    #[test]
    fn bytes_are_scanned_whatever_they_are() {
        let key = "Zq7-Xw9-Lm3-Rt5";
        let keys = given(&[key]);
        let wide: Vec<u8> = format!("é {key}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let broken = [b"\xff\x00\x01\x02", key.as_bytes()].concat();
        for (bytes, start) in [(wide, 2), (broken, 4)] {
            let (found, _) = keys.scan_bytes(&bytes);
            assert_eq!(
                found.iter().map(|one| (one.start, one.end)).collect::<Vec<_>>(),
                [(start, start + 15)]
            );
        }
    }

    #[test]
    fn equal_values_have_equal_tags_in_one_run_and_others_in_the_next() {
        let tag = |keys: &GivenKeys| keys.mask(["from anna.muster@shop.example"]).spans[0].tag.clone();
        let secret = TagSecret::new().expect("randomness");
        let (a, b) = (GivenKeys::new(&secret, &[]), GivenKeys::new(&secret, &["Zq7-Xw9-Lm3".to_owned()]));
        assert_eq!(tag(&a), tag(&b));
        // Four hex digits may agree by chance, but not so often.
        assert!((0..4).any(|_| tag(&given(&[])) != tag(&a)));
    }
}
