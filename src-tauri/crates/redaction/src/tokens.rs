//! Values of high randomness, wherever they stand, that no rule knows by name or shape.

use crate::classes::{self, Classes};
use crate::nets::{Find, is_harmless_token};
use crate::random;

/// Shorter strings are ids, SKUs and cache busters as often as keys.
const SHORTEST: usize = 24;
/// The same without padding.
const SHORTEST_UNPADDED: u32 = 22;
/// Longer strings are data (pictures, signatures of scripts), and say so around them.
const LONGEST: usize = 512;

pub(crate) fn find(text: &str, classes: &Classes, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    for (start, mut at) in classes.mask(classes::TOKEN).runs(SHORTEST_UNPADDED, 0) {
        while at < bytes.len()
            && bytes[at] == b'='
            && bytes.get(at + 1).is_none_or(|next| !is_token_byte(*next))
        {
            at += 1;
        }
        if at - start < SHORTEST || at - start > LONGEST {
            continue;
        }
        if let Some(find) = shaped(text, start, at) {
            finds.push(find);
        } else if looks_random(text, start, at) {
            finds.push(Find::secret(start..at, "random value", "randomness"));
        }
    }
}

/// Formats that begin with nothing telling: their length and where their signs stand tell them.
fn shaped(text: &str, start: usize, end: usize) -> Option<Find> {
    let token = &text[start..end];
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let alone =
        |before: &str| !text[..start].ends_with(|char: char| char.is_alphanumeric() || before.contains(char));
    let bytes = token.as_bytes();
    let (name, label, range) = if let Some((key, center)) = token.rsplit_once("-us")
        && (1..=2).contains(&center.len())
        && center.bytes().all(|byte| byte.is_ascii_digit())
        && key.len() >= 32
        && key.bytes().rev().take(32).all(|byte| byte.is_ascii_alphanumeric())
        && !key.as_bytes().get(key.len().wrapping_sub(33)).is_some_and(u8::is_ascii_alphanumeric)
    {
        ("mailchimp", "mailchimp key", end - center.len() - 35..end)
    } else if bytes.len() == 50 && bytes[32] == b'-' && bytes[41] == b'-' && hex(&token.replace('-', "")) {
        ("mailgun", "mailgun key", start..end)
    } else if bytes.len() == 34
        && matches!(&token[..2], "SK" | "AC")
        && token[2..].bytes().all(|byte| byte.is_ascii_hexdigit() || byte.eq_ignore_ascii_case(&b'x'))
        && alone(".")
    {
        ("twilio", "twilio key", start..end)
    } else if bytes.len() == 44
        && [0, 4, 8]
            .iter()
            .all(|at| matches!(bytes[*at], b'M' | b'N' | b'O') && b"DTjz".contains(&bytes[at + 1]))
    {
        ("atlassian-server", "atlassian token", start..end)
    } else if bytes.len() == 32 && hex(token) && is_asana(&text[..start]) {
        ("asana", "asana token", start..end)
    } else if (26..=28).contains(&bytes.len())
        && let Some(id) = facebook_app(&text[..start])
    {
        ("facebook-app", "facebook app token", id..end)
    } else {
        return discord(text, start, end);
    };
    Some(Find::secret(range, label, name))
}

/// `1/1200000000000001:` before a secret
fn is_asana(before: &str) -> bool {
    let Some(before) = before.strip_suffix(':') else {
        return false;
    };
    let id = before.trim_end_matches(|char: char| char.is_ascii_digit());
    before.len() - id.len() == 16 && id.ends_with('/')
}

/// Where `1234567890123456|` begins, right before a secret.
fn facebook_app(before: &str) -> Option<usize> {
    let before = before.strip_suffix('|')?;
    let id = before.trim_end_matches(|char: char| char.is_ascii_digit()).len();
    (13..=17).contains(&(before.len() - id)).then_some(id)
}

/// Three parts, the middle one of six characters; the first says who in base64.
fn discord(text: &str, start: usize, end: usize) -> Option<Find> {
    let bytes = text.as_bytes();
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-!".contains(byte);
    let first = end - start;
    let dots = bytes.get(end) == Some(&b'.') && bytes.get(end + 7) == Some(&b'.');
    if !dots || !(24..=28).contains(&first) || !b"MNO".contains(&bytes[start]) {
        return None;
    }
    let last = bytes[end + 8..].iter().take(64).take_while(|byte| token(byte)).count();
    let range = start..end + 8 + last;
    let shaped = bytes[end + 1..end + 7].iter().all(token) && last >= 27;
    (shaped && bytes[range.clone()].iter().any(u8::is_ascii_digit))
        .then(|| Find::secret(range, "discord token", "discord"))
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
        && !is_object_id(text, start, token)
        && !is_public_place(text, start, end)
}

/// Ids of objects, which name things and open nothing: by their beginning, or by the name they stand under.
fn is_object_id(text: &str, start: usize, token: &str) -> bool {
    const OBJECTS: [&str; 44] = [
        "ch", "txn", "pi", "cus", "in", "sub", "price", "prod", "evt", "req", "card", "src", "pm", "re",
        "ba", "acct", "seti", "si", "il", "po", "tr", "py", "fee", "dp", "plink", "promo", "file", "link",
        "mandate", "cn", "ord", "order", "cart", "item", "pay", "refund", "inv", "msg", "user", "team",
        "org", "run", "job", "batch",
    ];
    let named = text[..start].trim_end_matches(['"', '\'', ' ', ':', '=', '\\']);
    token.split_once('_').is_some_and(|(first, _)| OBJECTS.contains(&first))
        || ["_id", "Id", "_ID", "\"id", "'id", " id", "reference", "cursor"]
            .iter()
            .any(|end| named.ends_with(end))
            && named.len() < start
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
    const PUBLIC: [&str; 27] = [
        "public",
        "pubkey",
        "publishable",
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
    let hash = ["sha256-", "sha384-", "sha512-"].iter().any(|name| text[start..end].starts_with(name));
    file || hash
        || small.ends_with(";base64,")
        || before.ends_with(['/', '.', '#', '@'])
        || after == b'/'
        || PUBLIC.iter().any(|word| line.contains(word))
}
