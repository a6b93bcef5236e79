//! Private keys in PEM armour, whole or cut off, however their lines are broken, quoted or escaped.

use crate::nets::Find;
use memchr::memmem;

/// The longest armour line, and the longest key between two of them.
const LONGEST_ARMOUR: usize = 80;
const LONGEST_KEY: usize = 64 * 1024;

pub(super) fn find(text: &str, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memmem::find(&bytes[at..], b"-----BEGIN ") {
        let start = at + next;
        at = start + 11;
        let Some(body) = armour_end(bytes, at) else {
            continue;
        };
        let end = closing(bytes, body).unwrap_or_else(|| body + loose(&bytes[body..]));
        finds.push(Find::secret(start..text.floor_char_boundary(end), "private key", "private-key"));
        at = end.max(at);
    }
}

/// Where an armour line ends that speaks of a private key; `at` is after its first word.
fn armour_end(bytes: &[u8], at: usize) -> Option<usize> {
    let reach = &bytes[at..bytes.len().min(at + LONGEST_ARMOUR)];
    let end = memmem::find(reach, b"-----")?;
    memmem::find(&reach[..end], b"PRIVATE KEY").map(|_| at + end + 5)
}

fn closing(bytes: &[u8], body: usize) -> Option<usize> {
    let reach = &bytes[body..bytes.len().min(body + LONGEST_KEY)];
    let end = body + memmem::find(reach, b"-----END ")?;
    armour_end(bytes, end + 9)
}

/// How far a key goes on whose end was cut off.
fn loose(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take(LONGEST_KEY)
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=\\:,._-".contains(byte)
        })
        .count()
}
