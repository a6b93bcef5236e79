//! Text of a request while it is read: wiped when dropped, and with what is known of where it comes from.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

/// A piece of a request. Neither `Debug` nor `Clone`.
#[derive(Default)]
pub(super) struct Given {
    pub(super) text: Zeroizing<String>,
    /// Values that are called secret and were put into it.
    pub(super) secrets: Vec<Zeroizing<String>>,
    /// Variables in it that nothing gives a value: what it will be nobody knows yet.
    pub(super) open: BTreeSet<String>,
}

impl Given {
    pub(super) fn of(text: &str) -> Self {
        Self { text: Zeroizing::new(text.to_owned()), ..Self::default() }
    }

    /// Another piece of the same text, with what of its past stands in this piece.
    pub(super) fn piece(&self, text: &str) -> Self {
        let open = self.open.iter().filter(|name| text.contains(name.as_str())).cloned().collect();
        let secrets = self.secrets.iter().filter(|secret| text.contains(secret.as_str())).cloned().collect();
        Self { text: Zeroizing::new(text.to_owned()), secrets, open }
    }

    /// The same with other words: what it was made of stays.
    pub(super) fn reworded(mut self, text: Zeroizing<String>) -> Self {
        self.text = text;
        self
    }

    /// Whether a value that is called secret stands in it.
    pub(super) fn is_tainted(&self) -> bool {
        !self.secrets.is_empty()
    }

    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Percent-encoded text as it is meant; a plus is a space. Bytes that are no text stay as they are written.
pub(super) fn decoded(text: &str) -> Zeroizing<String> {
    let spaced = Zeroizing::new(text.replace('+', " "));
    let bytes = Zeroizing::new(percent_encoding::percent_decode_str(&spaced).collect::<Vec<u8>>());
    Zeroizing::new(std::str::from_utf8(&bytes).map_or_else(|_| text.to_owned(), str::to_owned))
}
