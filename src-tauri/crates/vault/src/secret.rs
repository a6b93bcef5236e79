//! Bytes that are a key: wiped when dropped, and nothing else. No `Debug`, no `Clone`, no serde: a redacted `Debug`
//! would not be a wall, and a clone would be a second thing to wipe.

use zeroize::{Zeroize, Zeroizing};

/// A value that must not leave this crate.
pub(crate) struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes over a buffer without copying it.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Copies bytes into a buffer of their own, of exactly their size, so that it never has to move.
    pub(crate) fn copy_of(bytes: &[u8]) -> Self {
        let mut own = Vec::with_capacity(bytes.len());
        own.extend_from_slice(bytes);
        Self::new(own)
    }

    /// The bytes. Each use says why, in a comment that starts with `EXPOSE:`; a test counts them.
    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Lets a header value own a wiped buffer: `Bytes::from_owner` drops it, and so wipes it, with its last reader.
impl AsRef<[u8]> for Secret {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Text that grows while a key is written into it, wiped even where growing moves it.
pub(crate) struct SecretText(Vec<u8>);

impl SecretText {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.0.len() + bytes.len() > self.0.capacity() {
            // A plain `Vec` would leave the old buffer behind unwiped.
            let mut larger = Vec::with_capacity((self.0.len() + bytes.len()) * 2);
            larger.extend_from_slice(&self.0);
            self.0.zeroize();
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
    }

    /// For the checksum of an envelope.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn into_secret(mut self) -> Secret {
        Secret::new(std::mem::take(&mut self.0))
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Fills a new secret with random bytes from the TLS library's generator.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, crate::KeyringTrouble> {
    let mut bytes = Zeroizing::new([0u8; N]);
    rustls::crypto::aws_lc_rs::default_provider()
        .secure_random
        .fill(bytes.as_mut_slice())
        .map_err(|_| crate::KeyringTrouble::Refused)?;
    Ok(bytes)
}

/// Overwrites the part of this thread's stack that calls from here have used. Hashing, base64 and decryption keep blocks of
/// what they work on in their frames, which stay behind when they return; call this from where they were called.
#[inline(never)]
pub(crate) fn scrub_stack() {
    let mut frame = [0_u8; 64 * 1024];
    std::hint::black_box(&mut frame);
}

/// The same for a thread that is about to rest, and deeper: whatever its last task was, and however far down it went.
///
/// An errand goes on wherever there is a thread for it, and its connection is a task of its own: [`scrub_stack`] reaches the
/// thread on which an errand ends, not those that it went over. So a runtime that runs errands calls this from each of its
/// threads before it waits (tokio: `on_thread_park`) and before it ends.
#[inline(never)]
pub fn before_rest() {
    // Frames of what is not optimised are several times as large.
    const DEPTH: usize = if cfg!(debug_assertions) { 512 * 1024 } else { 128 * 1024 };
    let mut frame = [0_u8; DEPTH];
    std::hint::black_box(&mut frame);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growing_text_keeps_what_it_held() {
        let mut text = SecretText::with_capacity(2);
        for piece in ["a", "bc", "defghijklmnop", ""] {
            text.push(piece.as_bytes());
        }
        // EXPOSE: a test compares made-up text.
        assert_eq!(text.into_secret().expose(), b"abcdefghijklmnop");
    }

    #[test]
    fn random_bytes_differ() {
        let (a, b) = (random::<32>().unwrap(), random::<32>().unwrap());
        assert_ne!(*a, *b);
    }
}
