//! Digests and texts that signatures are made of.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// A clock may be off by so many seconds.
const LEEWAY: u64 = 300;

/// The digest of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Lower-case hex.
    Hex,
    /// Base64 with padding.
    Base64,
    /// Base64 for URLs, without padding.
    Base64Url,
}

impl Written {
    pub(super) fn of(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            Self::Base64 => STANDARD.encode(bytes),
            Self::Base64Url => URL_SAFE_NO_PAD.encode(bytes),
        }
    }
}

pub(super) fn mac(digest: Digest, key: &[u8], message: &[u8]) -> Vec<u8> {
    let algorithm = match digest {
        Digest::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Digest::Sha256 => hmac::HMAC_SHA256,
        Digest::Sha512 => hmac::HMAC_SHA512,
    };
    hmac::sign(&hmac::Key::new(algorithm, key), message).as_ref().to_vec()
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    Written::Hex.of(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub(super) fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// Percent-decodes; a plus is a plus.
pub(super) fn decoded(text: &str) -> String {
    let plain = text.replace('+', "%2B").replace('&', "%26");
    url::form_urlencoded::parse(plain.as_bytes()).next().map_or_else(String::new, |(name, value)| {
        if value.is_empty() { name.into_owned() } else { format!("{name}={value}") }
    })
}

/// Pairs joined as a query has them, in order, encoded anew.
pub(super) fn joined(pairs: &[(String, String)]) -> String {
    let mut pairs: Vec<(String, String)> =
        pairs.iter().map(|(name, value)| (encoded(name), encoded(value))).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Whether these seconds since 1970 are about now.
pub(super) fn is_now(seconds: &str) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    seconds.parse::<u64>().is_ok_and(|seconds| now.abs_diff(seconds) <= LEEWAY)
}
