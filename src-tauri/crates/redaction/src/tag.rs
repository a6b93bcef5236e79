//! Keyed tags: the same value gets the same four hex digits within a workspace, and nobody can tell the value from them.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Makes tags under one workspace's key.
pub(crate) struct Tagger {
    key: Zeroizing<[u8; 32]>,
}

impl Tagger {
    pub(crate) fn new(key: &[u8; 32]) -> Tagger {
        Tagger { key: Zeroizing::new(*key) }
    }

    pub(crate) fn tag(&self, value: &[u8]) -> String {
        // A key of any length is taken, so this cannot fail; without a tag a label is still right.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key[..]) else {
            return String::new();
        };
        mac.update(value);
        let sum = mac.finalize().into_bytes();
        format!("{:02x}{:02x}", sum[0], sum[1])
    }
}
