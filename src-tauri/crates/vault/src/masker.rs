//! What masks held keys in what went over the wire.

use std::collections::HashSet;

use hmac::{Hmac, KeyInit, Mac};
use redaction::{Fields, HeldKey, Kind, Part, Redacted, Redactor, Span, Strict, mask_parts};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::errand::Body;
use crate::secret::Secret;
use crate::workspace::WorkspaceKeys;

/// Media types that need no look.
const COMMON: [&str; 5] = ["application/json", "text/html", "text/plain", "application/xml", "text/xml"];

/// Masks the parts of one item and of those it replaced, wherever and however they stand.
///
/// No other keys: a page could write guesses into one integration's request, and read from the labels in the answer which
/// of all keys they fit.
pub(crate) struct Masker {
    redactor: Redactor,
    provider: String,
    tag_key: Zeroizing<[u8; 32]>,
    /// Some part is too short to be looked for, so that no answer can be shown.
    blind: bool,
}

/// A key to look for, and what it is called.
struct Named<'a> {
    label: String,
    value: &'a Secret,
}

/// What is to be looked for: values as they are held, and of files what is secret in them.
struct Sought<'a> {
    whole: Vec<(String, &'a Secret)>,
    pieces: Vec<(String, Secret)>,
}

impl<'a> Sought<'a> {
    fn of(all: impl Iterator<Item = (String, &'a Secret)>) -> Self {
        let (mut whole, mut pieces) = (Vec::new(), Vec::new());
        for (label, value) in all {
            match crate::account_file::secrets(value) {
                Some(secrets) => pieces.extend(secrets.into_iter().map(|one| (label.clone(), one))),
                None => whole.push((label, value)),
            }
        }
        Self { whole, pieces }
    }

    /// Each value once, by the first of its names.
    fn named(&self) -> Vec<Named<'_>> {
        let mut named = Vec::new();
        let whole = self.whole.iter().map(|(label, value)| (label, *value));
        for (label, value) in whole.chain(self.pieces.iter().map(|(label, value)| (label, value))) {
            add(&mut named, label.clone(), value);
        }
        named
    }
}

impl Masker {
    pub(crate) fn new(
        keys: &WorkspaceKeys,
        provider: &str,
        own: &[&[(String, Secret)]],
        replaced: &[&[(String, Secret)]],
    ) -> Self {
        let own = own.iter().copied().flatten().map(|(name, value)| (label(provider, name), value));
        let replaced = replaced.iter().copied().flatten();
        let replaced = replaced.map(|(name, value)| (format!("{} (replaced)", label(provider, name)), value));
        let all = Sought::of(own.chain(replaced));
        let named = all.named();
        let held: Vec<HeldKey<'_>> = named.iter().map(|one| held(&one.label, one.value)).collect();
        let (redactor, refused) = Redactor::new(keys.tag_key(), &held);
        let tag_key = Zeroizing::new(*keys.tag_key());
        Self { redactor, provider: provider.to_owned(), tag_key, blind: !refused.is_empty() }
    }

    /// Whether a held part that is not one of `names` stands in what a caller wrote.
    pub(crate) fn stands_in(&self, head: &str, body: Option<&Body>, names: &[String]) -> bool {
        let public = self.labels_of(names);
        let mut parts = vec![Part::Text(head)];
        if let Some(body) = body {
            parts.push(Part::Body { bytes: &body.bytes, media_type: Some(&body.media_type) });
            // Once more without its kind: what a kind reads otherwise may still be a key to whoever echoes it.
            parts.push(Part::Body { bytes: &body.bytes, media_type: None });
        }
        let mut spans = parts.iter().flat_map(|part| self.redactor.message(std::slice::from_ref(part)));
        spans.any(|found| {
            // What could not be looked through whole may hold anything.
            found.spans.iter().any(|span| span.kind == Kind::Closed || is_own(span, &public))
        })
    }

    fn labels_of(&self, names: &[String]) -> HashSet<String> {
        let own = names.iter().map(|name| label(&self.provider, name));
        own.flat_map(|label| [format!("{label} (replaced)"), label]).collect()
    }

    /// Whether an answer may be shown at all.
    pub(crate) fn is_blind(&self) -> bool {
        self.blind
    }

    /// Masks the parts of one exchange; what is found in one of them is masked in all.
    pub(crate) fn exchange(&self, parts: &[Part<'_>]) -> Vec<Redacted> {
        self.redactor.message(parts)
    }

    /// Masks the keys in a text that was masked in another writing; `None` when none stands there.
    pub(crate) fn again(&self, text: &Redacted) -> Option<Redacted> {
        self.redactor.again(text)
    }

    /// What shows an exchange strictly that was masked: equal values have the tags that they have in masked texts.
    pub(crate) fn strict(&self, fields: Fields) -> Strict {
        Strict::new(Some(&self.tag_key), fields)
    }

    /// Short public text from outside, such as a certificate's issuer: as it is if nothing in it had to be masked.
    pub(crate) fn harmless(&self, text: &str) -> Option<String> {
        if COMMON.contains(&text) {
            return Some(text.to_owned());
        }
        let shown = self.redactor.text(text);
        (!self.blind && shown.spans.is_empty()).then_some(shown.text)
    }

    /// An id that a provider gave out, as it is if no key stands in it and it does not look like one. That a number could be
    /// somebody's telephone number is no matter here.
    pub(crate) fn public_id(&self, text: &str) -> Option<String> {
        let spans = self.redactor.text(text).spans;
        let secret = spans.iter().any(|span| matches!(span.kind, Kind::Key | Kind::Secret | Kind::Closed));
        (!self.blind && !secret).then(|| text.to_owned())
    }

    /// Appends the label that stands for a value whose place is known, so that it needs no finding.
    pub(crate) fn push_label(&self, into: &mut Redacted, part: &str, value: &Secret) {
        // EXPOSE: for its tag.
        let tag = tag(&self.tag_key, value.expose().trim_ascii());
        push_span(into, Kind::Key, label(&self.provider, part), tag, "placed-key");
    }
}

/// Finds keys in text that was stored before they were held. Made once for many texts; it cannot be read.
#[derive(Default)]
pub struct KeyFinder(Option<Redactor>);

impl KeyFinder {
    pub(crate) fn new(keys: &WorkspaceKeys, named: &[(&str, &Secret)]) -> Self {
        Self::of(keys, Sought::of(named.iter().map(|(label, value)| ((*label).to_owned(), *value))))
    }

    /// For texts that say where a service is: of a key that is an address, what stands behind its host is looked for.
    pub(crate) fn beside_addresses(keys: &WorkspaceKeys, named: &[(&str, &Secret)]) -> Self {
        let mut all = Sought::of(named.iter().map(|(label, value)| ((*label).to_owned(), *value)));
        let Sought { whole, pieces } = &mut all;
        whole.retain(|(label, value)| {
            let behind = behind_host(value);
            pieces.extend(behind.iter().map(|piece| (label.clone(), Secret::copy_of(piece))));
            behind.is_none()
        });
        Self::of(keys, all)
    }

    fn of(keys: &WorkspaceKeys, all: Sought<'_>) -> Self {
        let named = all.named();
        let held: Vec<HeldKey<'_>> = named.iter().map(|one| held(&one.label, one.value)).collect();
        Self(Some(Redactor::new(keys.tag_key(), &held).0))
    }

    /// One label in place of the whole text; `None` when no key stands there. For keys that somebody could guess: where in a
    /// text of guesses the label stood would tell which of them was right.
    #[must_use]
    pub fn close(&self, stored: &Redacted) -> Option<Redacted> {
        self.mask(stored)?;
        Some(closed("held a key that came in later", stored.text.len()))
    }

    /// The text with the keys masked; `None` when none of them stands there in any wire form.
    #[must_use]
    pub fn mask(&self, stored: &Redacted) -> Option<Redacted> {
        self.0.as_ref()?.again(stored)
    }
}

/// Path and query of a value that is an address.
fn behind_host(value: &Secret) -> Option<&[u8]> {
    // EXPOSE: looked at for where its host ends.
    let text = std::str::from_utf8(value.expose()).ok()?.trim();
    let (scheme, rest) = text.split_once("://")?;
    let address = matches!(scheme, "https" | "http") && !rest.contains(char::is_whitespace);
    address.then(|| rest.find(['/', '?']).map_or("", |at| &rest[at + 1..]).as_bytes())
}

/// A text that says what is not shown.
pub(crate) fn closed(what: &str, size: usize) -> Redacted {
    let mut shown = Redacted::default();
    push_span(&mut shown, Kind::Closed, format!("{what}, {size} bytes"), String::new(), "not-shown");
    shown
}

/// Whether a span stands for a held key that is no account's name.
fn is_own(span: &Span, public: &HashSet<String>) -> bool {
    span.kind == Kind::Key && !public.contains(&span.label)
}

fn label(provider: &str, part: &str) -> String {
    format!("{provider} {part}")
}

fn add<'a>(named: &mut Vec<Named<'a>>, label: String, value: &'a Secret) {
    // EXPOSE: compared, so that a part that was carried over keeps its own name.
    if !named.iter().any(|known| known.value.expose() == value.expose()) {
        named.push(Named { label, value });
    }
}

fn held<'a>(label: &'a str, value: &'a Secret) -> HeldKey<'a> {
    // EXPOSE: the redactor keeps a copy of its own and wipes it.
    let value = value.expose();
    HeldKey { label, value, public_prefix: mask_parts(value).public_prefix }
}

fn push_span(into: &mut Redacted, kind: Kind, label: String, tag: String, rule: &str) {
    let start = into.text.len();
    match kind {
        Kind::Closed => into.text.push_str(&format!("[not shown: {label}]")),
        _ => into.text.push_str(&format!("[key {label} #{tag}]")),
    }
    into.spans.push(Span { start, end: into.text.len(), kind, label, tag, rule: rule.to_owned() });
}

/// The same tag as `redaction` writes: a test holds the two together.
fn tag(key: &[u8; 32], value: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(value);
    let sum = mac.finalize().into_bytes();
    format!("{:02x}{:02x}", sum[0], sum[1])
}
