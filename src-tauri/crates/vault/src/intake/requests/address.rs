//! An address in its pieces: where it leads, and what of path and query may be shown and sent again.

use url::Url;

use super::authorization;
use super::judge::{self, Judged};
use super::shape::{
    Destination, HIDDEN_TEXT, QueryShape, RequestFlaw, RequestShape, SecretPlace, Suspicion, TextShape,
};
use super::sheet::{MOST_FIELDS, Parts};
use super::text::{Given, decoded};
use crate::{Origin, OriginRefusal};

/// A longer address is none.
const LONGEST: usize = 8_000;

/// Reads the address into the shape.
pub(super) fn read(
    given: &Given,
    more: &[Given],
    shape: &mut RequestShape,
    parts: &mut Parts<'_>,
    open: &mut Vec<String>,
) {
    let text = given.text.trim();
    if text.is_empty() {
        return;
    }
    if text.len() > LONGEST {
        shape.problems.push(RequestFlaw::TooLarge);
        return;
    }
    // Without a scheme curl and Postman take plain HTTP.
    let (scheme, rest) =
        text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)).unwrap_or(("http", text));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // What a variable in braces says may hold slashes.
    let (authority, rest) =
        rest.split_at(if given.is_open() { end_of_open(rest).unwrap_or(end) } else { end });
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let host = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let user = given.piece(user);
            let user = user.piece(user.text.as_str()).reworded(decoded(&user.text.replace('+', "%2B")));
            shape.auth.push(parts.auth(authorization::pair(&user), open));
            host
        }
        None => authority,
    };
    shape.destination = destination(scheme, &given.piece(host), open);
    read_path(&given.piece(path), shape, parts, open);
    let all = std::iter::once(given.piece(query)).chain(more.iter().map(|one| one.piece(&one.text)));
    for pairs in all {
        for pair in pairs.text.split('&').filter(|pair| !pair.is_empty()) {
            if shape.query.len() > MOST_FIELDS {
                return;
            }
            let argument = argument(&pairs.piece(pair), parts, open);
            shape.query.push(argument);
        }
    }
}

fn is_scheme(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// `{{base}}/path`: the braces end before the slash that parts host and path.
fn end_of_open(rest: &str) -> Option<usize> {
    let braces = rest.starts_with("{{").then(|| rest.find("}}")).flatten()?;
    Some(rest[braces..].find(['/', '?', '#']).map_or(rest.len(), |at| braces + at))
}

fn destination(scheme: &str, host: &Given, open: &mut Vec<String>) -> Destination {
    if host.is_open() {
        let names: Vec<String> = host.open.iter().filter_map(|name| judge::variable(name)).collect();
        open.extend(names.iter().cloned());
        return Destination::Unknown(names);
    }
    if host.is_tainted() || redaction::inspect(&host.text).is_some() {
        return Destination::Secret;
    }
    let scheme = scheme.to_ascii_lowercase();
    if host.text.is_empty() || !matches!(scheme.as_str(), "http" | "https") {
        return if host.text.is_empty() { Destination::Missing } else { Destination::Invalid };
    }
    let Ok(url) = Url::parse(&format!("{scheme}://{}/", host.text.as_str())) else {
        return Destination::Invalid;
    };
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Destination::Invalid;
    }
    match Origin::of(&url) {
        Ok(origin) => Destination::Origin(origin),
        Err(OriginRefusal::NotHttps) => Destination::NotHttps,
        Err(_) => Destination::Invalid,
    }
}

fn read_path(path: &Given, shape: &mut RequestShape, parts: &mut Parts<'_>, open: &mut Vec<String>) {
    let mut shown = String::new();
    let mut sent = Some(String::new());
    let mut before = "";
    for (at, segment) in path.text.split('/').enumerate() {
        if at > 0 {
            shown.push('/');
            sent.iter_mut().for_each(|sent| sent.push('/'));
        }
        let piece = path.piece(segment);
        let named = judge::leads_to_secret(std::mem::replace(&mut before, segment));
        if let Some(name) = placeholder(segment).filter(|_| !piece.is_tainted()) {
            open.extend(piece.open.iter().filter_map(|name| judge::variable(name)));
            shown.push_str(&name);
            sent = None;
            continue;
        }
        let value = piece.piece(segment).reworded(decoded(&segment.replace('+', "%2B")));
        let judged = match () {
            () if value.is_empty() => Judged::Public,
            () if named && !value.is_open() => Judged::Secret(Suspicion::Name),
            () => judge::text(&value),
        };
        match parts.judged(judged, SecretPlace::Path, "", &value, open) {
            TextShape::Text(text) => {
                shown.push_str(&text);
                sent.iter_mut().for_each(|sent| sent.push_str(&encoded(segment)));
            }
            TextShape::Secret(_) | TextShape::Hidden => {
                shown.push_str(HIDDEN_TEXT);
                sent = None;
            }
        }
    }
    shape.path = rooted(shown);
    shape.sent_path = sent.map(rooted);
}

fn rooted(path: String) -> String {
    if path.starts_with('/') { path } else { format!("/{path}") }
}

/// `:id`, `{id}`, `{{id}}` and `$ID`: what stands there later is for nobody to say now.
fn placeholder(segment: &str) -> Option<String> {
    let braced = |open, close| segment.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    let capitals =
        |name: &&str| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let name = (segment.strip_prefix(':'))
        .or_else(|| braced("{{", "}}"))
        .or_else(|| braced("{", "}"))
        .or_else(|| segment.strip_prefix('$').filter(capitals))?;
    let word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    (word && judge::variable(name).is_some()).then(|| segment.to_owned())
}

fn argument(pair: &Given, parts: &mut Parts<'_>, open: &mut Vec<String>) -> QueryShape {
    let Some((name, value)) = pair.text.split_once('=') else {
        // A name without a value may be the key itself.
        let whole = pair.piece(&pair.text).reworded(decoded(&pair.text));
        return match judge::text(&whole) {
            Judged::Public => {
                let name = judge::name(&whole.text);
                let sent = if name == HIDDEN_TEXT { String::new() } else { encoded(&pair.text) };
                QueryShape { name, value: TextShape::Text(String::new()), sent }
            }
            judged => {
                let value = parts.judged(judged, SecretPlace::Query, "", &whole, open);
                QueryShape { name: String::new(), value, sent: String::new() }
            }
        };
    };
    let written = pair.piece(name).reworded(decoded(name));
    let name = judge::name_of(&written);
    let value = pair.piece(value).reworded(decoded(value));
    // By what it is called, and not by what is shown of that.
    let judged = judge::field(&written.text, &value);
    let value = match parts.judged(judged, SecretPlace::Query, &name, &value, open) {
        TextShape::Text(_) if name == HIDDEN_TEXT => TextShape::Hidden,
        value => value,
    };
    let sent = if matches!(value, TextShape::Text(_)) { encoded(&pair.text) } else { String::new() };
    QueryShape { name, value, sent }
}

/// A piece of an address as a probe may have it: what a probe does not take is percent-encoded.
fn encoded(piece: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\\#{}\"<>^`|".contains(&byte);
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    piece.bytes().map(one).collect()
}
