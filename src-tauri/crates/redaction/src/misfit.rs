//! What a name promises of its key, a key keeps. One of another length is cut, run on, or encrypted; one that says its
//! own name stands for one.

use crate::nets::{self, Find};
use crate::shapes::name_before;

/// Does the value not fit the name before it?
pub(crate) fn is_misfit(text: &str, find: &Find, value: &str) -> bool {
    let name = name_before(text, find.start);
    has_other_length(&name, value)
        || name.ends_with("secretaccesskey") && is_run_on(value)
        || name.ends_with("authtoken") && is_time_based(value) && !is_scoped(text, find.start)
        || find.label != "password" && (is_its_name(&name, value) || decodes_to_words(value))
}

/// From which length on a value under a name must have one of the lengths of the keys that are known under it. What is
/// shorter may be of another kind.
fn lengths(name: &str) -> Option<(usize, &'static [usize])> {
    if name.ends_with("awssecretaccesskey") {
        return Some((36, &[40]));
    }
    // An IAM key, and the HMAC keys of the object storage.
    if name.starts_with("ibm") || name.contains("cloudiam") {
        return Some((40, &[42, 43, 44, 48]));
    }
    None
}

fn has_other_length(name: &str, value: &str) -> bool {
    lengths(name).is_some_and(|(from, lengths)| {
        value.len() >= from
            && !lengths.contains(&value.len())
            && !nets::is_uuid(value)
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte))
    })
}

/// The 48 hex digits of a key of IBM's object storage, and then letters that are none.
fn is_run_on(value: &str) -> bool {
    value.len() > 48
        && value.as_bytes()[..48].iter().all(u8::is_ascii_hexdigit)
        && !crate::random::is_plain_hex(value)
}

/// A UUID of version 1 is made from the clock and the machine, so that it can be guessed.
fn is_time_based(value: &str) -> bool {
    nets::is_uuid(value) && value.as_bytes()[14] == b'1' && b"89abAB".contains(&value.as_bytes()[19])
}

/// `//registry/:_authToken=`: npm's older tokens are UUIDs, and it reads them only after the registry they are for.
fn is_scoped(text: &str, start: usize) -> bool {
    let line = text[..start].rsplit('\n').next().unwrap_or_default();
    line.rsplit_once("/:_authToken").is_some_and(|(registry, _)| {
        registry
            .split_once("//")
            .is_some_and(|(_, host)| host.starts_with(|char: char| char.is_ascii_alphanumeric()))
    })
}

/// `apikey = myapikey123`
fn is_its_name(name: &str, value: &str) -> bool {
    let said: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
    let said = said.to_ascii_lowercase();
    let said = said.trim_end_matches(|char: char| char.is_ascii_digit());
    let said = said.strip_prefix("my").unwrap_or(said);
    said.len() >= 3 && said == name
}

/// Base64 of several words.
fn decodes_to_words(value: &str) -> bool {
    const WORDS: usize = 3;
    let Some(text) = crate::base64::decoded(value) else {
        return false;
    };
    let words = || text.split(|byte| *byte == b' ');
    words().count() >= WORDS && words().all(|word| word.len() > 1 && word.iter().all(u8::is_ascii_alphabetic))
}

/// The half of a Telegram token that follows the bot's number, where no such number stands.
pub(crate) fn is_half(text: &str, find: &Find, value: &str) -> bool {
    let Some(before) = text[..find.start].strip_suffix(':').filter(|_| value.starts_with("AA")) else {
        return false;
    };
    let rest = before.trim_end_matches(|char: char| char.is_ascii_digit());
    (32..=35).contains(&value.len())
        && (!(8..=10).contains(&(before.len() - rest.len()))
            || rest.ends_with(|char: char| char.is_ascii_alphabetic()) && !rest.ends_with("/bot"))
}
