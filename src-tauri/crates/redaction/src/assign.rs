//! Telling names with a value after them, in whatever it is written: JSON, YAML, TOML, INI, `.env`, code, queries, forms,
//! XML, command lines, headers, connection strings. Finds the stems of telling names, then reads around each.

use crate::explore::{Budget, Spent};
use crate::keywords::{Hit, Owner};
use crate::names::{Names, Telling, is_placeholder, telling};
use crate::nets::Find;
use crate::random;
use crate::written::{self, Value, blanks, quoted, value_after, value_before};
use std::ops::Range;

/// Every telling name holds one of these; how much of each is the stem itself, the rest being what must stand after it.
pub(crate) const STEMS: &[(&str, usize)] = &[
    ("pass", 4),
    ("pwd", 3),
    ("secret", 6),
    ("token", 5),
    ("key", 3),
    ("auth", 4),
    ("cred", 4),
    ("jwt", 3),
    ("bearer", 6),
    ("otp", 3),
    ("cvv", 3),
    ("cvc", 3),
    ("csc", 3),
    ("sess", 4),
    ("sid", 3),
    ("kennwort", 8),
    ("wachtwoord", 10),
    ("senha", 5),
    ("haslo", 5),
    ("contrase", 8),
    ("motdepasse", 10),
    ("sig", 3),
    ("hmac", 4),
    ("pin", 3),
    ("cookie", 6),
    ("nonce", 5),
    ("salt", 4),
    ("seed", 4),
    ("code", 4),
    ("login", 5),
    ("srt", 3),
    ("api", 3),
    ("dsn", 3),
    ("connection", 10),
    ("webhook", 7),
    ("sas", 3),
    ("pw=", 2),
    ("pw:", 2),
    ("pw_", 2),
    ("pw-", 2),
    ("pw\"", 2),
    ("pw'", 2),
    ("pw ", 2),
    ("pw]", 2),
    ("pw%", 2),
    ("pw>", 2),
    ("pw|", 2),
    ("pw.", 2),
    ("pw\\", 2),
];
/// Under a vague name only what is made by a machine counts, and that is short.
const LONGEST_VAGUE: usize = 256;
const LONGEST_NAME: usize = 80;

/// Spends what is read: text made for the purpose can have much to read after each name.
pub(crate) fn find<'t>(
    text: &'t str,
    hits: &[Hit],
    names: &mut Names<'t>,
    budget: &mut Budget,
    finds: &mut Vec<Find>,
) -> Result<(), Spent> {
    let mut done = 0;
    for stem in hits.iter().filter(|hit| hit.owner == Owner::Stem) {
        if stem.start < done {
            continue;
        }
        let name = name_around(text, stem.start, stem.end);
        done = name.end;
        let signs = text[..name.start].ends_with([']', ')', '}', '^', '~', '*', '@', '!']);
        if name.len() > LONGEST_NAME || name.len() < 4 && signs {
            continue;
        }
        let told = names.telling(&text[name.clone()]);
        let Some((label, sure)) = secret_label(text, &name, told) else {
            continue;
        };
        let longest = if sure { written::LONGEST_VALUE } else { LONGEST_VAGUE };
        let Some(value) = value_after(text, &name, longest).or_else(|| value_before(text, &name)) else {
            continue;
        };
        budget.spend(value.range.len())?;
        if accept(text, &value, label, sure, finds) {
            done = done.max(value.range.end);
        }
    }
    Ok(())
}

/// A name's label, and whether the name alone decides. `SECRET KEY` and `API Secret` are names in two words.
fn secret_label(text: &str, name: &Range<usize>, told: Option<Telling>) -> Option<(&'static str, bool)> {
    match told? {
        Telling::Secret(label) => Some((label, true)),
        Telling::Perhaps(label) => {
            let before = text[..name.start].trim_end_matches(' ');
            let joined =
                before.len() + 1 == name.start && before.ends_with(|char: char| char.is_ascii_alphabetic());
            if joined {
                let from = before
                    .rfind(|char: char| !char.is_ascii_alphanumeric())
                    .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
                if let Some(Telling::Secret(label)) = telling(&text[from..name.end]) {
                    return Some((label, true));
                }
            }
            Some((label, false))
        }
        _ => None,
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.$".contains(&byte) || byte >= 0x80
}

fn name_around(text: &str, start: usize, end: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let before =
        bytes[..start].iter().rev().take(LONGEST_NAME).take_while(|byte| is_name_byte(**byte)).count();
    let after = bytes[end..].iter().take(LONGEST_NAME).take_while(|byte| is_name_byte(**byte)).count();
    text.ceil_char_boundary(start - before)..text.floor_char_boundary(end + after)
}

/// Decides by the value whether it is a credential, and masks what of it is. Answers whether it did.
fn accept(text: &str, value: &Value, label: &'static str, named: bool, finds: &mut Vec<Find>) -> bool {
    let range = without_scheme(text, value.range.clone());
    let said = &text[range.clone()];
    if said.len() < 3 || is_placeholder(said) || (label == "session" || label == "token") && said.len() < 6 {
        return false;
    }
    if let Some(inner) = called_with(text, value, &range) {
        finds.push(Find::secret(inner, label, "telling-name").unsure());
        return true;
    }
    if !named {
        let made = said.len() <= LONGEST_VAGUE && looks_made(said);
        if made {
            finds.push(Find::secret(range, label, "telling-name").unsure());
        }
        return made;
    }
    if !value.quoted && is_code(said) {
        return false;
    }
    let number = said.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if number && said.len() < 12 && !matches!(label, "password" | "one-time code" | "card code" | "pin") {
        return false;
    }
    let mut find = Find::secret(range, label, "telling-name");
    find.sure = said.len() >= 8 && said.bytes().any(|byte| byte.is_ascii_digit()) && !said.contains(' ');
    find.follow = said.len() >= 8;
    finds.push(find);
    true
}

/// Leaves `Bearer`, `Basic`, `Token` before a value in the clear.
fn without_scheme(text: &str, range: Range<usize>) -> Range<usize> {
    let value = &text[range.clone()];
    if let Some((scheme, rest)) = value.split_once(' ')
        && scheme.len() <= 20
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && [
            "basic",
            "bearer",
            "token",
            "digest",
            "apikey",
            "klaviyo-api-key",
            "shippotoken",
            "ntlm",
            "negotiate",
            "oauth",
        ]
        .contains(&scheme.to_ascii_lowercase().as_str())
    {
        return range.end - rest.len()..range.end;
    }
    range
}

/// A call such as `getenv("NAME", "default")`: the default is the value.
fn called_with(text: &str, value: &Value, range: &Range<usize>) -> Option<Range<usize>> {
    if value.quoted || !text[range.clone()].contains('(') {
        return None;
    }
    let line_end = text[range.start..].find('\n').map_or(text.len(), |at| range.start + at);
    let call = &text[range.start..line_end];
    let small = call.to_ascii_lowercase();
    if !small.contains("env") {
        return None;
    }
    let comma = call.find(',')? + 1;
    let at = blanks(text.as_bytes(), range.start + comma);
    let inner = quoted(text, at)?.range;
    (inner.end <= line_end && inner.len() >= 6).then_some(inner)
}

/// Code rather than a value: `user.password`, `getPassword()`, `String`, `$password`.
fn is_code(value: &str) -> bool {
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

/// Does a value that stands under a vague name look made by a machine?
fn looks_made(value: &str) -> bool {
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
