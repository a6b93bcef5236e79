//! What a value looks like: code, something that a person thought of, or something made by a machine.

use crate::random;

/// Letters and digits alone are taken for made by a machine from this length on.
const SHORTEST_MADE: usize = 20;

/// `sha256=…`, `t=…,v1=…`: is there a part that nobody thought up?
pub(crate) fn holds_made(value: &str) -> bool {
    value.split(['=', ',', ' ', ';']).any(is_made_alone)
}

/// A UUID, or hex or other letters and digits of some length.
pub(crate) fn is_made_alone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    crate::nets::is_uuid(value)
        || value.len() >= SHORTEST_MADE
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && digits >= 3
            && digits < value.len()
}

/// Code rather than a value: `user.password`, `getPassword()`, `String`, `$password`.
pub(crate) fn is_code(value: &str) -> bool {
    let first = value.chars().next().unwrap_or(' ');
    // `getenv("NAME"` was cut off at a blank.
    if first.is_alphabetic() && (value.contains("(\"") || value.contains("('")) {
        return true;
    }
    let identifier = value.chars().all(|char| char.is_alphanumeric() || "_.$[]()->:?!*&".contains(char));
    let plain_word = value.chars().all(|char| char.is_alphabetic() || char == '_');
    let call = value.contains("()") || value.contains("](") || first.is_alphabetic() && value.contains('(');
    let path = value.contains('.') && identifier && !value.bytes().any(|byte| byte.is_ascii_digit());
    let variable =
        first == '$' && !value.contains(|char: char| !char.is_alphanumeric() && !"$_->{}".contains(char));
    call && identifier || path && value.len() < 60 || variable || plain_word && value.len() < 4
}

/// Could somebody have thought of it as a password? Letters and digits, and a capital or a sign.
pub(crate) fn looks_chosen(value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.bytes().any(|byte| test(&byte));
    let odd = value.bytes().filter(|byte| b"!#$%&*+<>?@^~".contains(byte)).count();
    (6..=64).contains(&value.len())
        && has(u8::is_ascii_alphabetic)
        && (has(u8::is_ascii_digit) && (has(u8::is_ascii_uppercase) || has(u8::is_ascii_punctuation))
            || odd >= 2)
        && !is_code(value)
}

/// Does a value that stands under a vague name look made by a machine?
pub(crate) fn looks_made(value: &str) -> bool {
    let value = value.trim_end_matches('=');
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_+/.~%{}|$".contains(&byte));
    let classes = [
        value.bytes().any(|byte| byte.is_ascii_digit()),
        value.bytes().any(|byte| byte.is_ascii_lowercase()),
        value.bytes().any(|byte| byte.is_ascii_uppercase()),
    ]
    .iter()
    .filter(|has| **has)
    .count();
    plain
        && value.len() >= 16
        && classes >= 2
        && !crate::nets::is_harmless_token(value)
        && (random::is_random(value) || value.len() >= 24 && random::surprise(value) >= 6.0)
}
