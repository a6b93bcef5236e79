//! How a value stands after (or before) its name: what joins the two, quotes, brackets, types, tags, and where it ends.

use crate::guise::{is_made_alone, looks_chosen, looks_made};
use std::ops::Range;

/// Longer values are cut here.
pub(crate) const LONGEST_VALUE: usize = 64 * 1024;
/// What may stand before a name at the beginning of its line is shorter.
const LONGEST_INDENT: usize = 40;

/// A value that nothing joins to its name is shorter.
const LONGEST_BESIDE: usize = 256;

/// A value, and how it was written.
pub(crate) struct Value {
    pub range: Range<usize>,
    pub quoted: bool,
}

/// Skips blanks (not line breaks).
pub(crate) fn blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take(64).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The value after a name: what joins the two, then a quoted or bare value.
pub(crate) fn value_after(text: &str, name: &Range<usize>, longest: usize) -> Option<Value> {
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
        return bare(text, at, b"<", false, longest);
    } else if at > after_name
        && (flag || matches!(bytes.get(at), Some(b'"' | b'\'' | b'`')))
        && !closed_by_quote
    {
        // `--password x`, `secret "x"`.
    } else if bytes.get(at) == Some(&b',') && is_argument(text, name, closed_by_quote) {
        // `define('password', 'x')`, `setopt(curl, CURLOPT_PASSWORD, "x")`: only a quoted value can follow.
        at = blanks(bytes, at + 1);
        return quoted(text, at);
    } else if let Some(value) = constructed(text, name).or_else(|| declared(text, name)) {
        return Some(value);
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
    bare(text, at, stops, line, longest)
}

/// What joins a name to its value, longest first.
fn joint(bytes: &[u8]) -> usize {
    const JOINTS: [&[u8]; 18] = [
        b":::=", b"::=", b"!==", b"===", b"??=", b"||=", b":=", b"=>", b"==", b"!=", b"+=", b".=", b"?=",
        b"->", b"=~", b"%3D", b"=", b":",
    ];
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

/// Is the name an argument of a call, its value the next one: the first in quotes, or a constant in capitals?
fn is_argument(text: &str, name: &Range<usize>, quoted: bool) -> bool {
    if quoted {
        return is_first_argument(text.as_bytes(), name.start);
    }
    let said = &text[name.clone()];
    said.contains('_')
        && said.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// `std::string secret("x")`, `secret.assign("x")`: the value stands in a call that makes the variable, or in a method of
/// that name (`.withPassword("x")`) and shows itself what it is.
fn constructed(text: &str, name: &Range<usize>) -> Option<Value> {
    let open = name.end + usize::from(text.as_bytes().get(name.end) == Some(&b'('));
    let made = text[..name.start].ends_with("string ") || text[name.clone()].ends_with(".assign");
    let method = text[name.clone()].contains('.');
    if open == name.end || !(made || method) {
        return None;
    }
    let value = quoted(text, open)?;
    let said = &text[value.range.clone()];
    let alone = text.get(value.range.end + 1..).is_some_and(|rest| rest.starts_with(')'));
    (made || alone && (is_made_alone(said) || looks_made(said) || looks_chosen(said))).then_some(value)
}

/// `var name string = "x"`: the type stands between.
fn declared(text: &str, name: &Range<usize>) -> Option<Value> {
    let bytes = text.as_bytes();
    let from = blanks(bytes, name.end);
    let len = bytes[from..]
        .iter()
        .take(24)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"*[].".contains(byte))
        .count();
    let sign = blanks(bytes, from + len);
    if from == name.end || len == 0 || sign == from + len || bytes.get(sign) != Some(&b'=') {
        return None;
    }
    quoted(text, blanks(bytes, sign + 1))
}

/// `(` and a quote stand before the name.
fn is_first_argument(bytes: &[u8], start: usize) -> bool {
    let Some((b'"' | b'\'' | b'`', before)) = bytes[..start].split_last() else {
        return false;
    };
    before.trim_ascii_end().ends_with(b"(")
}

fn is_in_tag(bytes: &[u8], start: usize) -> bool {
    let open = bytes[..start].iter().rev().take(120).find(|byte| matches!(byte, b'<' | b'>'));
    open == Some(&b'<')
}

/// Does the name begin its line, but for blanks, `export`, `-`, `+` or a comment sign?
fn is_line_start(bytes: &[u8], start: usize) -> bool {
    let reach = start.saturating_sub(LONGEST_INDENT);
    let line = match bytes[reach..start].iter().rposition(|byte| *byte == b'\n') {
        Some(at) => reach + at + 1,
        None if reach == 0 => 0,
        None => return false,
    };
    let before = bytes[line..start].trim_ascii();
    before.is_empty() || [&b"export"[..], b"-", b"+", b"#", b"//", b"ENV", b"set", b"SET"].contains(&before)
}

/// A value in quotes, escaped quotes and backticks included. It may be cut off by the text's end.
pub(crate) fn quoted(text: &str, at: usize) -> Option<Value> {
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
    while end < bytes.len() && end - from < LONGEST_VALUE && bytes[end] != crate::view::GAP {
        if bytes[end..].starts_with(open) {
            return Some(Value { range: from..end, quoted: true });
        }
        end += if bytes[end] == b'\\' && open.len() == 1 { 2 } else { 1 };
    }
    let end = text.floor_char_boundary(end.min(bytes.len()));
    Some(Value { range: from..end, quoted: true })
}

/// A value without quotes, up to a blank or one of `stops`.
fn bare(text: &str, at: usize, stops: &[u8], line: bool, longest: usize) -> Option<Value> {
    let bytes = text.as_bytes();
    let in_tag = stops == b"<";
    let mut end = at;
    while end < bytes.len() && end - at <= longest {
        let byte = bytes[end];
        if stops.contains(&byte)
            || byte == b'\n'
            || byte == crate::view::GAP
            || !in_tag && byte.is_ascii_whitespace()
        {
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

/// `token is x`, `SECRET x`: nothing but a blank or a word joins the two, so the value must show itself what it is. It
/// answers whether a word says that it is the value, too.
pub(crate) fn value_beside(text: &str, name: &Range<usize>) -> Option<(Value, bool)> {
    const SAYING: [&[u8]; 5] = [b"is ", b"is: ", b"was ", b"to ", b"are "];
    let bytes = text.as_bytes();
    let mut at = blanks(bytes, name.end);
    if at == name.end {
        return None;
    }
    let saying = SAYING.iter().find(|word| bytes[at..].starts_with(word));
    at = blanks(bytes, at + saying.map_or(0, |word| word.len()));
    let value = match quoted(text, at) {
        Some(value) if saying.is_some() => value,
        Some(_) => return None,
        None => bare(text, at, b"&,;\"'<>`()}]", false, LONGEST_BESIDE)?,
    };
    (value.range.len() <= LONGEST_BESIDE).then_some((value, saying.is_some()))
}

/// `if ("…" == password)`: the value before the name.
pub(crate) fn value_before(text: &str, name: &Range<usize>) -> Option<Value> {
    let before = text[..name.start].trim_end_matches([' ', '(']);
    let before =
        ["===", "!==", "==", "!="].iter().find_map(|joint| before.strip_suffix(joint))?.trim_end_matches(' ');
    let quote = before.chars().next_back().filter(|char| "\"'`".contains(*char))?;
    let end = before.len() - 1;
    let from = before[..end].rfind(quote)? + 1;
    (end - from <= LONGEST_VALUE).then_some(Value { range: from..end, quoted: true })
}
