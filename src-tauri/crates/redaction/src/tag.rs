//! Keyed tags: the same value gets the same four hex digits within a workspace, and nobody can tell the value from them.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Makes tags under one workspace's key.
pub(crate) struct Tagger {
    /// Ready to take a value. A key of any length is taken, so there is always one; without a tag a label is still right.
    keyed: Option<Hmac<Sha256>>,
}

impl Tagger {
    pub(crate) fn new(key: &[u8; 32]) -> Tagger {
        Tagger { keyed: Hmac::<Sha256>::new_from_slice(key).ok() }
    }

    pub(crate) fn tag(&self, value: &[u8]) -> String {
        let Some(mut mac) = self.keyed.clone() else {
            return String::new();
        };
        mac.update(value);
        let sum = mac.finalize().into_bytes();
        let digit = |at: u8| char::from(b"0123456789abcdef"[usize::from(at & 15)]);
        [sum[0] >> 4, sum[0], sum[1] >> 4, sum[1]].map(digit).iter().collect()
    }
}
