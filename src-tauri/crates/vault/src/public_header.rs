//! Headers that a person adds to an integration's requests: public ones, and none that is the sender's or the key's own.

use reqwest::header::{HeaderName, HeaderValue};

use crate::errand::is_reserved;
use crate::intake::names_secret;

/// Most characters of a name.
const LONGEST_NAME: usize = 64;
/// Most characters of a value.
const LONGEST_VALUE: usize = 500;

/// Why a header is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    /// It is no name, or that of a header which authenticates, routes, frames, or says what a body is.
    #[error("not a header that can be added")]
    Name,
    /// Its name says that its value is a key.
    #[error("a header for a key")]
    Secret,
    /// It is empty or too long, or has characters that no header has.
    #[error("not a value")]
    Value,
}

/// Whether a public header may go with a request.
///
/// # Errors
/// Why it may not.
pub fn check_public_header(name: &str, value: &str) -> Result<(), HeaderFault> {
    let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| HeaderFault::Name)?;
    if name.len() > LONGEST_NAME || is_reserved(&known) || known.as_str() == "content-type" {
        return Err(HeaderFault::Name);
    }
    if names_secret(name) {
        return Err(HeaderFault::Secret);
    }
    let visible = value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    let fine = visible && value.trim() == value && (1..=LONGEST_VALUE).contains(&value.len());
    if fine && HeaderValue::from_str(value).is_ok() { Ok(()) } else { Err(HeaderFault::Value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_or_authenticates_is_no_public_header() {
        for (name, value) in
            [("X-Api-Version", "2026-07"), ("accept", "text/csv, */*;q=0.1"), ("User-Agent", "Shop/1")]
        {
            assert_eq!(check_public_header(name, value), Ok(()), "{name}");
        }
        for name in [
            "",
            "a b",
            "Host",
            "Authorization",
            "Cookie",
            "Content-Length",
            "content-type",
            "Transfer-Encoding",
            "Connection",
            "X-Forwarded-For",
            "X-HTTP-Method-Override",
            "Proxy-Authorization",
            "Ü",
            "a\r\nb",
        ] {
            assert_eq!(check_public_header(name, "x"), Err(HeaderFault::Name), "{name}");
        }
        assert_eq!(check_public_header(&"x".repeat(65), "x"), Err(HeaderFault::Name));
        for name in ["X-Api-Key", "X-Auth-Token", "X-Password", "X-Signature"] {
            assert_eq!(check_public_header(name, "open"), Err(HeaderFault::Secret), "{name}");
        }
        for value in ["", " x", "x ", "a\r\nHost: b", "\u{7f}", "ü", &"x".repeat(501)] {
            assert_eq!(check_public_header("X-Shop", value), Err(HeaderFault::Value), "{value}");
        }
    }
}
