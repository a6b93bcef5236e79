//! Values of high randomness, wherever they stand, that no rule knows by name or shape.

use crate::nets::{Find, is_harmless_token};
use crate::random;

/// Shorter strings are ids, SKUs and cache busters as often as keys.
const SHORTEST: usize = 24;
/// Longer strings are data (pictures, signatures of scripts), and say so around them.
const LONGEST: usize = 512;

pub(crate) fn find(text: &str, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_token_byte(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && is_token_byte(bytes[at]) {
            at += 1;
        }
        while at < bytes.len()
            && bytes[at] == b'='
            && bytes.get(at + 1).is_none_or(|next| !is_token_byte(*next))
        {
            at += 1;
        }
        if at - start >= SHORTEST && at - start <= LONGEST && looks_random(text, start, at) {
            finds.push(Find::secret(start..at, "random value", "randomness"));
        }
    }
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-+/~".contains(&byte)
}

fn looks_random(text: &str, start: usize, end: usize) -> bool {
    let token = text[start..end].trim_matches(['=', '-', '/', '+', '_']);
    let bytes = token.as_bytes();
    let small = bytes.iter().any(u8::is_ascii_lowercase);
    let capital = bytes.iter().any(u8::is_ascii_uppercase);
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let signs = bytes.iter().filter(|byte| !byte.is_ascii_alphanumeric()).count();
    small
        && capital
        && digits >= 2
        && token.len() >= SHORTEST
        && signs * 8 <= token.len()
        && !is_harmless_token(token)
        && random::surprise(token) >= 7.2
        && is_even(token)
        && !crate::base64::is_readable_start(token)
        && !is_public_place(text, start, end)
}

/// Is each part of the token random, rather than one of several words?
fn is_even(token: &str) -> bool {
    token.split(['-', '_', '/']).filter(|part| part.len() >= 6).all(|part| random::surprise(part) >= 5.0)
}

/// Places where random values are public: paths, file names, data, hashes of scripts, ids of requests.
fn is_public_place(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let before = &text[text.floor_char_boundary(start.saturating_sub(48))..start];
    let small = before.to_ascii_lowercase();
    let after = bytes.get(end).copied().unwrap_or(b' ');
    let file = after == b'.' && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
    let line = small.rsplit(['\n', ',', '&', ';']).next().unwrap_or(&small);
    const PUBLIC: [&str; 25] = [
        "sha256",
        "sha384",
        "sha512",
        "md5",
        "etag",
        "request-id",
        "request_id",
        "requestid",
        "trace",
        "span",
        "hash",
        "checksum",
        "digest",
        "integrity",
        "base64,",
        "cursor",
        "cf-ray",
        "amz-id",
        "correlation",
        "build",
        "commit",
        "version",
        "boundary",
        "href",
        "page_info",
    ];
    file || before.ends_with(['/', '.', '#', '@'])
        || after == b'/'
        || PUBLIC.iter().any(|word| line.contains(word))
}
