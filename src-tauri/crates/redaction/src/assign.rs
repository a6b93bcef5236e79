//! Telling names with a value after them, in whatever it is written: JSON, YAML, TOML, INI, `.env`, code, queries, forms,
//! XML, command lines, headers, connection strings. Finds the stems of telling names, then reads around each.

use crate::names::{Telling, is_placeholder, telling};
use crate::nets::Find;
use crate::random;
use aho_corasick::AhoCorasick;
use std::ops::Range;
use std::sync::LazyLock;

/// Every telling name holds one of these.
static STEMS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            "pass",
            "pwd",
            "pw",
            "secret",
            "token",
            "key",
            "auth",
            "cred",
            "jwt",
            "bearer",
            "otp",
            "cvv",
            "cvc",
            "csc",
            "sess",
            "sid",
            "kennwort",
            "wachtwoord",
            "senha",
            "haslo",
            "contrase",
            "motdepasse",
            "sig",
            "hmac",
            "pin",
            "cookie",
            "nonce",
            "salt",
            "seed",
            "code",
            "login",
            "srt",
            "api",
            "dsn",
            "connection",
            "webhook",
            "sas",
        ])
        .ok()
});
const LONGEST_VALUE: usize = 8192;
const LONGEST_NAME: usize = 80;

/// A value, how it was written, and whether the name stood in a query or form.
struct Value {
    range: Range<usize>,
    quoted: bool,
}

/// Answers how much was read, in bytes: text made for the purpose can have much to read after each name.
pub(crate) fn find(text: &str, finds: &mut Vec<Find>) -> usize {
    let Some(stems) = STEMS.as_ref() else {
        return 0;
    };
    let mut done = 0;
    let mut work = text.len();
    for stem in stems.find_iter(text) {
        if stem.start() < done {
            continue;
        }
        let name = name_around(text, stem.start(), stem.end());
        done = name.end;
        if name.len() > LONGEST_NAME {
            continue;
        }
        let told = telling(&text[name.clone()]);
        let Some((label, sure)) = secret_label(text, &name, told) else {
            continue;
        };
        let Some(value) = value_after(text, &name).or_else(|| value_before(text, &name)) else {
            continue;
        };
        work += value.range.len();
        accept(text, &value, label, sure, finds);
    }
    work
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

/// Skips blanks (not line breaks).
fn blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take(64).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The value after a name: what joins the two, then a quoted or bare value.
fn value_after(text: &str, name: &Range<usize>) -> Option<Value> {
    let bytes = text.as_bytes();
    let flag = text[name.clone()].starts_with('-');
    let mut at = name.end;
    // The name's own closing: a quote (perhaps escaped), a bracket, an array's size.
    for _ in 0..6 {
        at += match bytes.get(at..)? {
            [b'\\', b'"' | b'\'', ..] => 2,
            [b'"' | b'\'' | b'`' | b']' | b')' | b'*', ..] => 1,
            [b'[', rest @ ..] => match rest.iter().take(24).position(|byte| *byte == b']') {
                Some(close) => close + 2,
                None => break,
            },
            _ => break,
        };
    }
    let closed_by_quote = at > name.end && matches!(bytes[at - 1], b'"' | b'\'' | b'`');
    let after_name = at;
    at = blanks(bytes, at);
    let joint = joint(&bytes[at..]);
    if joint > 0 {
        at += joint;
        let line_break = bytes[at..].iter().take(3).any(|byte| *byte == b'\n');
        at = blanks(bytes, at);
        if line_break && closed_by_quote {
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        }
    } else if bytes.get(at) == Some(&b'>') && is_in_tag(bytes, name.start) {
        at += 1;
        return bare(text, at, b"<", false);
    } else if at > after_name
        && (flag || matches!(bytes.get(at), Some(b'"' | b'\'' | b'`')))
        && !closed_by_quote
    {
        // `--password x`, `secret "x"`.
    } else if closed_by_quote && bytes.get(at) == Some(&b',') && is_first_argument(bytes, name.start) {
        // `define('password', 'x')`: only a quoted value can follow.
        at = blanks(bytes, at + 1);
        return quoted(text, at);
    } else {
        return None;
    }
    at = prefix_end(text, at);
    if let Some(value) = quoted(text, at) {
        return Some(value);
    }
    let in_query = name.start > 0 && matches!(bytes[name.start - 1], b'?' | b'&')
        || bytes.get(name.start.wrapping_sub(1)) == Some(&b';')
            && bytes.get(name.start.wrapping_sub(2)) != Some(&b' ');
    let line = is_line_start(bytes, name.start) && !in_query;
    let stops: &[u8] = if line { b"" } else { b"&,;\"'<>`)}]" };
    bare(text, at, stops, line)
}

/// What joins a name to its value, longest first.
fn joint(bytes: &[u8]) -> usize {
    const JOINTS: [&[u8]; 13] =
        [b"!==", b"===", b":=", b"=>", b"==", b"!=", b"+=", b"||=", b"?=", b"->", b"%3D", b"=", b":"];
    let found = JOINTS.iter().find(|joint| bytes.starts_with(joint));
    match found {
        // `std::net` is a path, no assignment.
        Some(joint) if **joint == *b":" && bytes.get(1) == Some(&b':') => 0,
        // `name: &str = "…"`, `name: String = …`: the type stands between.
        Some(joint) if **joint == *b":" => typed(bytes).unwrap_or(1),
        Some(joint) => joint.len() + usize::from(**joint == *b":=" && bytes.get(2) == Some(&b'=')),
        None => 0,
    }
}

/// The length of a type and the `=` after it.
fn typed(bytes: &[u8]) -> Option<usize> {
    let mut at = blanks(bytes, 1);
    let from = at;
    while at < bytes.len()
        && at < 48
        && (bytes[at].is_ascii_alphanumeric() || b"&'_:<>[]?.|".contains(&bytes[at]))
    {
        at += 1;
    }
    let end = blanks(bytes, at);
    let assigned =
        at > from && end > at && bytes.get(end) == Some(&b'=') && bytes.get(end + 1) != Some(&b'=');
    assigned.then_some(end + 1)
}

/// Skips `Bearer `, `Basic ` and other schemes, and string prefixes of code (`b"…"`, `@"…"`).
fn prefix_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    match rest {
        [b'b' | b'r' | b'u' | b'f' | b'@' | b'L', b'"' | b'\'', ..] => at + 1,
        _ => at,
    }
}

/// `(` and a quote stand before the name.
fn is_first_argument(bytes: &[u8], start: usize) -> bool {
    let before = bytes[..start].trim_ascii_end();
    let call = before.len().checked_sub(2).map(|at| &before[at..]);
    matches!(call, Some([b'(', b'"' | b'\'' | b'`']))
}

fn is_in_tag(bytes: &[u8], start: usize) -> bool {
    let open = bytes[..start].iter().rev().take(120).find(|byte| matches!(byte, b'<' | b'>'));
    open == Some(&b'<')
}

/// Does the name begin its line, but for blanks, `export`, `-`, `+` or a comment sign?
fn is_line_start(bytes: &[u8], start: usize) -> bool {
    let line = bytes[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let before = bytes[line..start].trim_ascii();
    start - line < 40
        && (before.is_empty()
            || [&b"export"[..], b"-", b"+", b"#", b"//", b"ENV", b"set", b"SET"].contains(&before))
}

/// A value in quotes, escaped quotes and backticks included. It may be cut off by the text's end.
fn quoted(text: &str, at: usize) -> Option<Value> {
    let bytes = text.as_bytes();
    let (open, skip): (&[u8], usize) = match bytes.get(at..)? {
        [b'"', b'"', b'"', ..] => (b"\"\"\"", 3),
        [b'\\', b'\\', b'\\', b'"', ..] => (b"\\\\\\\"", 4),
        [b'\\', b'"', ..] => (b"\\\"", 2),
        [b'\\', b'\'', ..] => (b"\\'", 2),
        [b'"', ..] => (b"\"", 1),
        [b'\'', ..] => (b"'", 1),
        [b'`', ..] => (b"`", 1),
        [b'&', b'q', b'u', b'o', b't', b';', ..] => (b"&quot;", 6),
        [0xe2, 0x80, 0x9c, ..] => ("\u{201d}".as_bytes(), 3),
        _ => return None,
    };
    let from = at + skip;
    let mut end = from;
    while end < bytes.len() && end - from < LONGEST_VALUE {
        if bytes[end..].starts_with(open) {
            return Some(Value { range: from..end, quoted: true });
        }
        end += if bytes[end] == b'\\' && open.len() == 1 { 2 } else { 1 };
    }
    let end = text.floor_char_boundary(end.min(bytes.len()));
    Some(Value { range: from..end, quoted: true })
}

/// A value without quotes, up to a blank or one of `stops`.
fn bare(text: &str, at: usize, stops: &[u8], line: bool) -> Option<Value> {
    let bytes = text.as_bytes();
    let in_tag = stops == b"<";
    let mut end = at;
    while end < bytes.len() && end - at < LONGEST_VALUE {
        let byte = bytes[end];
        if stops.contains(&byte) || byte == b'\n' || !in_tag && byte.is_ascii_whitespace() {
            break;
        }
        end += 1;
    }
    let mut end = text.floor_char_boundary(end);
    if line {
        while end > at && matches!(bytes[end - 1], b',' | b';' | b'"' | b'\'' | b'`') {
            end -= 1;
        }
    }
    (end > at).then_some(Value { range: at..end, quoted: false })
}

/// `if ("…" == password)`: the value before the name.
fn value_before(text: &str, name: &Range<usize>) -> Option<Value> {
    let before = text[..name.start].trim_end_matches([' ', '(']);
    let before =
        ["===", "!==", "==", "!="].iter().find_map(|joint| before.strip_suffix(joint))?.trim_end_matches(' ');
    let quote = before.chars().next_back().filter(|char| "\"'`".contains(*char))?;
    let end = before.len() - 1;
    let from = before[..end].rfind(quote)? + 1;
    (end - from <= LONGEST_VALUE).then_some(Value { range: from..end, quoted: true })
}

/// Decides by the value whether it is a credential, and masks what of it is.
fn accept(text: &str, value: &Value, label: &'static str, named: bool, finds: &mut Vec<Find>) {
    let range = without_scheme(text, value.range.clone());
    let said = &text[range.clone()];
    if said.len() < 3 || is_placeholder(said) || (label == "session" || label == "token") && said.len() < 6 {
        return;
    }
    if let Some(inner) = called_with(text, value, &range) {
        finds.push(Find::secret(inner, label, "telling-name").unsure());
        return;
    }
    if !named {
        if looks_made(said) {
            finds.push(Find::secret(range, label, "telling-name").unsure());
        }
        return;
    }
    if !value.quoted && is_code(said) {
        return;
    }
    let number = said.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if number && said.len() < 12 && !matches!(label, "password" | "one-time code" | "card code" | "pin") {
        return;
    }
    let mut find = Find::secret(range, label, "telling-name");
    find.sure = said.len() >= 8 && said.bytes().any(|byte| byte.is_ascii_digit()) && !said.contains(' ');
    find.follow = said.len() >= 8;
    finds.push(find);
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
