//! Digests, signatures and how they are written: each into memory that is wiped.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use zeroize::Zeroizing;

use crate::secret::{Secret, SecretText};
use crate::{Digest, Encoding, ErrandRefusal};

/// Everything but the unreserved characters of RFC 3986, which is what RFC 5849 and AWS ask for.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// HMAC (RFC 2104).
pub(in crate::errand) fn mac(digest: Digest, secret: &[u8], message: &[u8]) -> Secret {
    let algorithm = match digest {
        // Named so by its library for what it is not here: HMAC does not need a hash without collisions.
        Digest::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Digest::Sha256 => hmac::HMAC_SHA256,
        Digest::Sha512 => hmac::HMAC_SHA512,
    };
    Secret::copy_of(hmac::sign(&hmac::Key::new(algorithm, secret), message).as_ref())
}

/// Bytes as text.
pub(in crate::errand) fn written(bytes: &[u8], encoding: Encoding) -> Secret {
    match encoding {
        Encoding::Text => Secret::copy_of(bytes),
        Encoding::Hex => hex(bytes),
        Encoding::Base64 => base64(bytes, &STANDARD),
        Encoding::Base64url => base64(bytes, &URL_SAFE_NO_PAD),
    }
}

fn base64(bytes: &[u8], engine: &base64::engine::GeneralPurpose) -> Secret {
    let mut text = Zeroizing::new(vec![0; bytes.len().div_ceil(3) * 4]);
    // The buffer is large enough for either form.
    let size = engine.encode_slice(bytes, &mut text).unwrap_or(0);
    Secret::copy_of(&text[..size])
}

/// Lower-case hex.
pub(in crate::errand) fn hex(bytes: &[u8]) -> Secret {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = SecretText::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
    text.into_secret()
}

/// A secret as the bytes that it stands for.
pub(in crate::errand) fn read(secret: &[u8], encoding: Encoding) -> Result<Secret, ErrandRefusal> {
    let unreadable = ErrandRefusal::KeyUnreadable;
    match encoding {
        Encoding::Text => Ok(Secret::copy_of(secret)),
        Encoding::Hex => {
            let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let mut bytes = SecretText::with_capacity(secret.len() / 2);
            let (pairs, rest) = secret.as_chunks::<2>();
            if !rest.is_empty() || pairs.is_empty() {
                return Err(unreadable);
            }
            for [high, low] in pairs {
                let (high, low) = digit(high).zip(digit(low)).ok_or(unreadable)?;
                bytes.push(&[high << 4 | low]);
            }
            Ok(bytes.into_secret())
        }
        Encoding::Base64 | Encoding::Base64url => {
            let mut bytes = Zeroizing::new(vec![0; secret.len().div_ceil(4) * 3]);
            let unpadded =
                secret.trim_ascii_end().strip_suffix(b"==").or(secret.strip_suffix(b"=")).unwrap_or(secret);
            let size = base64::engine::general_purpose::STANDARD_NO_PAD
                .decode_slice(unpadded, &mut bytes)
                .or_else(|_| URL_SAFE_NO_PAD.decode_slice(unpadded, &mut bytes))
                .map_err(|_| unreadable)?;
            Ok(Secret::copy_of(&bytes[..size]))
        }
    }
}

/// Percent-encodes `bytes` strictly, onto the end of `into`.
pub(in crate::errand) fn push_encoded(into: &mut SecretText, bytes: &[u8]) {
    for piece in percent_encode(bytes, STRICT) {
        into.push(piece.as_bytes());
    }
}

/// Public text, percent-encoded strictly.
pub(in crate::errand) fn encoded(text: &[u8]) -> String {
    percent_encode(text, STRICT).to_string()
}
