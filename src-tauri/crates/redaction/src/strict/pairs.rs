//! What is made of names and values, or of words: forms, queries, URLs, start lines, headers.

use super::BLANK;
use super::fields::{Fields, Step};
use super::looks;
use super::sheet::{Odd, Sheet};
use std::borrow::Cow;
use std::ops::Range;

/// Reason phrases of the standard (RFC 9110, RFC 6585); a server may write anything.
const REASONS: [&str; 34] = [
    "OK",
    "Created",
    "Accepted",
    "No Content",
    "Partial Content",
    "Moved Permanently",
    "Found",
    "See Other",
    "Not Modified",
    "Temporary Redirect",
    "Permanent Redirect",
    "Bad Request",
    "Unauthorized",
    "Payment Required",
    "Forbidden",
    "Not Found",
    "Method Not Allowed",
    "Not Acceptable",
    "Request Timeout",
    "Conflict",
    "Gone",
    "Payload Too Large",
    "Content Too Large",
    "URI Too Long",
    "Unsupported Media Type",
    "Unprocessable Entity",
    "Unprocessable Content",
    "Locked",
    "Too Many Requests",
    "Internal Server Error",
    "Not Implemented",
    "Bad Gateway",
    "Service Unavailable",
    "Gateway Timeout",
];
/// Methods of requests (RFC 9110, RFC 5789).
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
/// How an `Authorization` begins.
const SCHEMES: [&str; 5] = ["Basic", "Bearer", "Digest", "Token", "OAuth"];

/// `GET /path?query HTTP/1.1`, `HTTP/1.1 200 OK`, or a URL.
pub(super) fn start_line(sheet: &mut Sheet<'_>, range: Range<usize>) -> Result<(), Odd> {
    let blank = sheet.blank;
    let line = &blank[range.clone()];
    if line.contains('\n') {
        return Err(Odd);
    }
    let Some((first, rest)) = line.split_once(' ') else {
        url(sheet, range)?;
        return sheet.check();
    };
    let after = range.start + first.len() + 1;
    if is_protocol(first) {
        let (status, reason) = rest.split_once(' ').unwrap_or((rest, ""));
        if status.len() != 3 || !status.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Odd);
        }
        if !reason.is_empty() && !REASONS.contains(&reason) {
            sheet.withhold(range.end - reason.len()..range.end, None);
        }
        return sheet.check();
    }
    let target = match rest.rsplit_once(' ') {
        Some((target, protocol)) if is_protocol(protocol) => target,
        _ => rest,
    };
    if !METHODS.contains(&first) || target.contains(' ') {
        return Err(Odd);
    }
    url(sheet, after..after + target.len())?;
    sheet.check()
}

fn is_protocol(word: &str) -> bool {
    matches!(word, "HTTP/1.0" | "HTTP/1.1" | "HTTP/2" | "HTTP/2.0" | "HTTP/3")
}

/// A URL or the path of one: words of the path, names of the query.
fn url(sheet: &mut Sheet<'_>, range: Range<usize>) -> Result<(), Odd> {
    let blank = sheet.blank;
    let whole = &blank[range.clone()];
    let (whole, fragment) = whole.split_once('#').unwrap_or((whole, ""));
    if !fragment.is_empty() {
        // Last, for values are withheld in order.
        url_without_fragment(sheet, range.start..range.start + whole.len())?;
        sheet.withhold(range.end - fragment.len()..range.end, None);
        return Ok(());
    }
    url_without_fragment(sheet, range.start..range.start + whole.len())
}

fn url_without_fragment(sheet: &mut Sheet<'_>, range: Range<usize>) -> Result<(), Odd> {
    let blank = sheet.blank;
    let whole = &blank[range.clone()];
    let (place, query) = whole.split_once('?').unwrap_or((whole, ""));
    let mut at = range.start;
    let mut path = place;
    if let Some((scheme, rest)) = place.split_once("://") {
        let host = rest.split('/').next().unwrap_or_default();
        if !matches!(scheme, "http" | "https" | "ws" | "wss") {
            return Err(Odd);
        }
        at += scheme.len() + 3;
        if !looks::is_host(host) {
            sheet.withhold(at..at + host.len(), None);
        }
        at += host.len();
        path = &rest[host.len()..];
    } else if !path.starts_with('/') && path != "*" {
        return Err(Odd);
    }
    let mut before = "";
    for segment in path.split('/') {
        let is_version = looks::is_path_version(segment, before.is_empty(), before);
        if !segment.is_empty() && segment != "*" && !is_version && !sheet.fields.knows(segment) {
            sheet.withhold(at..at + segment.len(), None);
        }
        if !segment.is_empty() {
            before = segment;
        }
        at += segment.len() + 1;
    }
    if query.is_empty() { Ok(()) } else { form(sheet, range.end - query.len()..range.end) }
}

/// Nothing but pairs, and at least two of them: the bodies of forms come with their type, others are told by their looks.
pub(super) fn looks_like_form(text: &str) -> bool {
    text.contains('&')
        && !text.contains(|char: char| char.is_whitespace() || "{}<>\"".contains(char))
        && text.split('&').all(|pair| pair.split_once('=').is_some_and(|(name, _)| !name.is_empty()))
}

/// `a=b&c[d]=e`
pub(super) fn form(sheet: &mut Sheet<'_>, range: Range<usize>) -> Result<(), Odd> {
    let blank = sheet.blank;
    let lead = blank[range.clone()].len() - blank[range.clone()].trim_start().len();
    let mut at = range.start + lead;
    for pair in blank[range].trim().split('&') {
        let from = at;
        at += pair.len() + 1;
        sheet.check()?;
        let Some((name, value)) = pair.split_once('=') else {
            if !pair.is_empty() {
                sheet.withhold(from..from + pair.len(), None);
            }
            continue;
        };
        let decoded = name.replace("%5B", "[").replace("%5D", "]").replace("%5b", "[").replace("%5d", "]");
        let path = steps(&decoded, sheet.fields);
        if path.is_empty() {
            sheet.name(from..from + name.len());
        }
        let range = from + pair.len() - value.len()..from + pair.len();
        match percent_decoded(value) {
            _ if value.is_empty() => {}
            Cow::Borrowed(_) => sheet.untyped(range, &path),
            Cow::Owned(said) if sheet.fields.shows(&path, &said) => {}
            Cow::Owned(said) => sheet.withhold(range, Some(Cow::Owned(said))),
        }
    }
    sheet.check()
}

/// The steps of `a[b][]`; none if one of its names is none that APIs have. Short numbers there count entries.
fn steps<'n>(name: &'n str, fields: &Fields) -> Vec<Step<'n>> {
    let (first, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let inner = rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if !fields.knows(first) || !rest.is_empty() && inner.is_none() {
        return Vec::new();
    }
    let mut path = vec![Step::Name(first)];
    for part in inner.into_iter().flat_map(|inner| inner.split("][")) {
        let counts = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if counts {
            path.push(Step::Entry);
        } else if fields.knows(part) {
            path.push(Step::Name(part));
        } else {
            return Vec::new();
        }
    }
    path
}

/// What a value of a form stands for; as it is where it is not encoded, or badly.
fn percent_decoded(value: &str) -> Cow<'_, str> {
    if !value.contains(['%', '+']) || value.contains(BLANK) {
        return Cow::Borrowed(value);
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(value), Cow::Owned)
}

/// `name: value` lines. A label may reach over a line's end.
pub(super) fn headers(sheet: &mut Sheet<'_>, range: Range<usize>) -> Result<(), Odd> {
    let blank = sheet.blank;
    let mut at = range.start;
    for line in blank[range].split('\n') {
        let from = at;
        at += line.len() + 1;
        sheet.check()?;
        match line.split_once(':') {
            Some((name, value)) if looks::is_header_name(name) => {
                let small = name.to_ascii_lowercase();
                if !sheet.fields.header(&small) {
                    sheet.name(from..from + name.len());
                }
                let start = from + line.len() - value.trim_start().len();
                header(sheet, &small, start..start + value.trim().len());
            }
            _ if line.trim().is_empty() => {}
            _ => sheet.withhold(from..from + line.len(), None),
        }
    }
    sheet.check()
}

fn header(sheet: &mut Sheet<'_>, name: &str, value: Range<usize>) {
    let blank = sheet.blank;
    let said = &blank[value.clone()];
    if said.is_empty() || sheet.fields.header(name) && looks::is_header_value(said) {
        return;
    }
    match said.split_once(' ') {
        Some((scheme, rest)) if name.ends_with("authorization") && SCHEMES.contains(&scheme) => {
            sheet.withhold(value.end - rest.len()..value.end, None);
        }
        _ => sheet.untyped(value, &[]),
    }
}
