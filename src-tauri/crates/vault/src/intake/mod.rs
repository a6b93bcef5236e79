//! Taking a key in: opaque to everyone outside.

mod bulk;
mod check;
mod clipboard;
mod columns;
mod dotenv;
mod file;
mod headings;
mod requests;
mod source;

pub use bulk::{BulkFile, BulkText};
pub(crate) use check::{Patterns, offer};
pub(crate) use clipboard::{clear_if_holds, clear_if_holds_text, read_clipboard};
pub use file::KeyFile;
pub(crate) use requests::names_secret;
pub use requests::{
    AuthShape, Destination, HIDDEN_TEXT, PartShape, QueryShape, Remark, RequestFile, RequestFlaw,
    RequestFormat, RequestScheme, RequestShape, SecretPlace, Suspicion, TextShape,
};
pub use source::read_public_file;
pub(crate) use source::read_terminal;

use std::sync::Arc;

use crate::guesses::could_be_guessed;
use crate::secret::Secret;
use crate::workspace::WorkspaceKeys;

/// The longest key that is taken in.
pub(crate) const LONGEST_KEY: usize = 64 * 1024;

/// Text on its way in, wiped when dropped. Made from owned bytes; has no other trait and no way out.
pub struct Intake {
    pub(crate) value: Secret,
    pub(crate) from_clipboard: bool,
}

impl Intake {
    /// Takes over `bytes` (from a native prompt, standard input).
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { value: Secret::new(bytes), from_clipboard: false }
    }

    /// Takes over text that a native call read from the clipboard.
    #[must_use]
    pub fn from_clipboard(bytes: Vec<u8>) -> Self {
        Self { value: Secret::new(bytes), from_clipboard: true }
    }
}

/// What the provider's catalogue says of a part: hints for a warning, never a reason to refuse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// Anchored pattern of the whole key.
    pub pattern: Option<String>,
    /// Pattern of live keys, where the prefix tells.
    pub live: Option<String>,
    /// Pattern of test keys.
    pub test: Option<String>,
}

/// How a key compares with its hint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Does not match the pattern.
    pub unexpected: bool,
    /// Matches the live pattern.
    pub live: bool,
    /// Matches the test pattern.
    pub test: bool,
    /// White space around it was left out.
    pub trimmed: bool,
}

/// A mask, safe to show anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// The provider's public prefix, such as `ck_`; else empty.
    pub prefix: String,
    /// Last four, only where at least 16 secret characters stay hidden; else empty.
    pub tail: String,
    /// HMAC-SHA-256 under the workspace key, first 128 bits, in hex (32 digits).
    pub fingerprint: String,
}

impl Mask {
    /// The mask of a value that came by another way than a person's hand.
    pub(crate) fn of(value: &[u8], keys: &WorkspaceKeys) -> Self {
        let shown = redaction::mask_parts(value);
        Self { prefix: shown.prefix, tail: shown.tail, fingerprint: keys.fingerprint(value) }
    }
}

/// A key that was read and checked but not kept yet. Dropping it wipes it.
pub struct Offer {
    pub(crate) value: Secret,
    pub(crate) keys: Arc<WorkspaceKeys>,
    mask: Mask,
    shape: Shape,
    from_clipboard: bool,
}

impl Offer {
    /// Its mask and fingerprint.
    #[must_use]
    pub fn mask(&self) -> &Mask {
        &self.mask
    }
    /// How it compares with the hint.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }
    /// Whether it was read from the clipboard.
    #[must_use]
    pub fn from_clipboard(&self) -> bool {
        self.from_clipboard
    }
    /// Whether a person may have thought it up, so that a list of guesses could hold it, however long it is.
    #[must_use]
    pub fn could_be_guessed(&self) -> bool {
        // EXPOSE: looked at for whether it was made by chance.
        could_be_guessed(self.value.expose())
    }
}
