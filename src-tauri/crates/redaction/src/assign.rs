//! Telling names with a value after them, in whatever it is written: JSON, YAML, TOML, INI, `.env`, code, queries, forms,
//! XML, command lines, headers, connection strings. Finds the stems of telling names, then reads around each.

use crate::explore::{Budget, Spent};
use crate::guise::{holds_made, is_code, is_made_alone, looks_chosen, looks_made};
use crate::keywords::{Hit, Owner};
use crate::names::{Names, Telling, telling};
use crate::nets::Find;
use crate::placeholder::is_placeholder;
use crate::written::{self, Value, blanks, quoted, value_after, value_before, value_beside};
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
    ("access", 6),
    ("private", 7),
    ("_pat", 4),
    ("paasw", 5),
    ("패스워드", 12),
    ("비밀번호", 12),
    ("비번", 6),
    ("암호", 6),
    ("パスワード", 15),
    ("密码", 6),
    ("пароль", 12),
    ("heslo", 5),
    ("hasło", 6),
    ("lösenord", 9),
    ("salasana", 8),
    ("parola", 6),
    ("psw", 3),
    ("pssw", 4),
    ("pasw", 4),
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

/// With nothing but a blank between it and its name, a value is longer.
const SHORTEST_BESIDE: usize = 20;

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
        if let Some(value) = joined_value(text, stem, name.end) {
            finds.push(Find::secret(value, "token", "telling-name").unsure());
            continue;
        }
        let signs = text[..name.start].ends_with([']', ')', '}', '^', '~', '*', '@', '!']);
        if name.len() > LONGEST_NAME || name.len() < 4 && signs {
            continue;
        }
        let told = names.telling(&text[name.clone()]);
        let Some((label, sure)) = secret_label(text, &name, told) else {
            continue;
        };
        let longest = if sure { written::LONGEST_VALUE } else { LONGEST_VAGUE };
        let Some(value) = value_after(text, &name, longest)
            .or_else(|| value_before(text, &name))
            .or_else(|| crate::apart::value_apart(text, &name))
        else {
            done = beside(text, &name, label, sure, finds).unwrap_or(done);
            continue;
        };
        budget.spend(value.range.len())?;
        if accept(text, &value, label, sure, finds) {
            done = done.max(value.range.end);
        }
    }
    Ok(())
}

/// What a name and its value are joined by, where nothing else joins them; the value must look made by a machine.
fn joined_value(text: &str, stem: &Hit, end: usize) -> Option<Range<usize>> {
    const STRONG: [&str; 4] = ["secret", "token", "auth", "cred"];
    let said = text[stem.start..stem.end].to_ascii_lowercase();
    if end - stem.end < SHORTEST_BESIDE || !STRONG.contains(&said.as_str()) {
        return None;
    }
    let rest = &text[stem.end..end];
    let mut signs = rest.match_indices(['-', '_', '.']).take(4).map(|(at, _)| at + 1);
    signs.find(|at| is_made_alone(&rest[*at..])).map(|at| stem.end + at..end)
}

/// `token is x`, `SECRET x`. Answers where the value ends.
fn beside(
    text: &str,
    name: &Range<usize>,
    label: &'static str,
    named: bool,
    finds: &mut Vec<Find>,
) -> Option<usize> {
    let (value, saying) = value_beside(text, name)?;
    let range = without_scheme(text, value.range);
    let said = text[range.clone()].trim_end_matches(['.', ':']);
    let range = range.start..range.start + said.len();
    let mixed =
        said.bytes().any(|byte| byte.is_ascii_digit()) && said.bytes().any(|byte| byte.is_ascii_alphabetic());
    let good = match (named, saying) {
        (true, true) => value.quoted && said.len() >= 4 || mixed && said.len() >= 8,
        (true, false) => is_made_alone(said) || looks_made(said),
        // In capitals it is a name, and no word.
        (false, _) => {
            looks_made(said)
                || text[name.clone()].bytes().all(|byte| byte.is_ascii_uppercase()) && is_made_alone(said)
        }
    };
    if !good || is_placeholder(said) {
        return None;
    }
    let end = range.end;
    finds.push(Find::secret(range, label, "telling-name").unsure());
    Some(end)
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
        let made = said.len() <= LONGEST_VAGUE
            && (looks_made(said)
                || matches!(label, "password" | "authorization") && looks_chosen(said)
                || matches!(label, "vendor key" | "password") && is_made_alone(said)
                || matches!(label, "signature" | "authorization" | "session") && holds_made(said));
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

/// More of a line is not read for a call.
const LONGEST_CALL: usize = 1024;

/// `String::from("…")`, `new Secret('…')`: nothing but the value stands in the call, and it shows what it is.
fn wrapped(text: &str, start: usize, call: &str) -> Option<Range<usize>> {
    let open = call.find('(')?;
    let name = |char: char| char.is_ascii_alphanumeric() || "_:. ".contains(char);
    if !call[..open].chars().all(name) {
        return None;
    }
    let inner = quoted(text, start + open + 1)?.range;
    let alone = text.get(inner.end + 1..).is_some_and(|rest| rest.starts_with(')'));
    let said = &text[inner.clone()];
    let shown = is_made_alone(said) || looks_made(said) || looks_chosen(said);
    (alone && inner.end < start + call.len() && shown).then_some(inner)
}

/// A call such as `getenv("NAME", "default")` or `getenv("NAME") or "default"`: the default is the value.
fn called_with(text: &str, value: &Value, range: &Range<usize>) -> Option<Range<usize>> {
    if value.quoted || !text[range.clone()].contains(['(', '[', '.']) {
        return None;
    }
    let line_end = text[range.start..].find('\n').map_or(text.len(), |at| range.start + at);
    let line_end = text.floor_char_boundary(line_end.min(range.start + LONGEST_CALL));
    let call = &text[range.start..line_end];
    if let Some(inner) = wrapped(text, range.start, call) {
        return Some(inner);
    }
    let small = call.to_ascii_lowercase();
    if !small.contains("env") {
        return None;
    }
    let next = [",", " or ", " || ", " ?? ", " ?: "];
    let after = next.iter().filter_map(|sign| call.find(sign).map(|at| at + sign.len())).min()?;
    let at = blanks(text.as_bytes(), range.start + after);
    let inner = quoted(text, at)?.range;
    (inner.end <= line_end && inner.len() >= 6).then_some(inner)
}
