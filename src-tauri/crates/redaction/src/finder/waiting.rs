//! A finder that may wait: it holds keyed hashes alone, and the key to them is handed in for each search. Who reads it
//! where it waits learns nothing of the keys.

use super::forms::{Form, forms};
use super::{LONG, Sighting, Windows, window};
use crate::held::HeldKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Finds held keys in bytes without holding them.
pub struct WaitingFinder {
    /// Length, hash and key of each form.
    forms: Vec<(usize, [u8; 16], usize)>,
    long: Windows,
    short: Windows,
}

impl WaitingFinder {
    /// A finder for these keys. `hash_key` is kept where keys are kept, and not by the finder.
    pub fn new(hash_key: &[u8; 32], keys: &[HeldKey<'_>]) -> WaitingFinder {
        let plain = forms(keys);
        let hash = |bytes: &[u8]| keyed_hash(hash_key, window(bytes));
        let long = Windows::new(&plain, hash, |len| len >= LONG);
        let short = Windows::new(&plain, hash, |len| len < LONG);
        let hashed = |form: &Form| (form.bytes.len(), whole_hash(hash_key, &form.bytes), form.key);
        WaitingFinder { forms: plain.iter().map(hashed).collect(), long, short }
    }

    /// Every key in a text.
    pub fn find(&self, hash_key: &[u8; 32], text: &[u8], found: &mut Vec<Sighting>) {
        let from = found.len();
        for windows in [&self.long, &self.short] {
            windows.search(text, |bytes| keyed_hash(hash_key, window(bytes)), &mut |slot, at| {
                let (len, hash, key) = self.forms[slot.form as usize];
                let Some(start) = at.checked_sub(slot.offset as usize) else {
                    return;
                };
                let there = text.get(start..start + len);
                if there.is_some_and(|there| whole_hash(hash_key, there) == hash) {
                    found.push(Sighting { start: start as u64, end: (start + len) as u64, key });
                }
            });
        }
        found[from..].sort_unstable();
        found.dedup_by_key(|seen| (seen.start, seen.key));
    }
}

fn whole_hash(key: &[u8; 32], bytes: &[u8]) -> [u8; 16] {
    // A key of any length is taken, so this cannot fail; a hash of noughts is no key's.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 16];
    };
    mac.update(bytes);
    let sum = mac.finalize().into_bytes();
    sum.first_chunk::<16>().copied().unwrap_or_default()
}

/// SipHash-2-4 of one window.
fn keyed_hash(key: &[u8; 32], window: u64) -> u64 {
    let half = |at: usize| {
        key.get(at..at + 8)
            .and_then(|half| half.first_chunk::<8>())
            .map_or(0, |half| u64::from_le_bytes(*half))
    };
    let (k0, k1) = (half(0), half(8));
    let mut state = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    for block in [window, 8 << 56] {
        state[3] ^= block;
        rounds(&mut state, 2);
        state[0] ^= block;
    }
    state[2] ^= 0xff;
    rounds(&mut state, 4);
    state[0] ^ state[1] ^ state[2] ^ state[3]
}

fn rounds(state: &mut [u64; 4], count: usize) {
    let [v0, v1, v2, v3] = state;
    for _ in 0..count {
        *v0 = v0.wrapping_add(*v1);
        *v1 = v1.rotate_left(13) ^ *v0;
        *v0 = v0.rotate_left(32);
        *v2 = v2.wrapping_add(*v3);
        *v3 = v3.rotate_left(16) ^ *v2;
        *v0 = v0.wrapping_add(*v3);
        *v3 = v3.rotate_left(21) ^ *v0;
        *v2 = v2.wrapping_add(*v1);
        *v1 = v1.rotate_left(17) ^ *v2;
        *v2 = v2.rotate_left(32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_siphash() {
        // The vector of its authors for the key 00..0f and the message 00..07.
        let mut key = [0; 32];
        for (at, byte) in key.iter_mut().enumerate().take(16) {
            *byte = at as u8;
        }
        assert_eq!(keyed_hash(&key, 0x0706_0504_0302_0100), 0x93f5_f579_9a93_2462);
    }
}
