//! Base URLs, their variables, and probes. Whatever is filled in, a request goes to the origin that the template and its
//! host variables name, and to no other.

use std::collections::BTreeMap;

use url::{Host, Url};
use vault::{Method, Origin};

use crate::error::{Code, Error, Result};
use crate::view::{AuthInput, ProbeClass};

/// Most characters of a base URL or a probe.
pub(crate) const MAX_URL: usize = 2000;
const MAX_VARIABLE: usize = 253;

/// Where in a template a variable stands: what it may hold depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The whole host.
    Host,
    /// A piece of the host's name.
    Label,
    /// Path, query, or a header.
    Elsewhere,
}

/// The names between braces.
pub(crate) fn placeholders(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        names.push(name);
        rest = tail;
    }
    names
}

/// Where `name` stands in a base URL's template.
pub(crate) fn position(template: &str, name: &str) -> Position {
    let after_scheme = template.split_once("://").map_or(template, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?']).next().unwrap_or_default();
    let marked = format!("{{{name}}}");
    if authority == marked {
        Position::Host
    } else if authority.contains(&marked) {
        Position::Label
    } else {
        Position::Elsewhere
    }
}

/// Refuses a value that could change where a request goes.
pub(crate) fn check_variable(template: &str, name: &str, value: &str) -> Result<()> {
    let fine = match position(template, name) {
        Position::Host => is_host(value),
        Position::Label => is_label(value),
        Position::Elsewhere => {
            // Dots alone would climb up the path, encoded or not.
            value.len() <= MAX_VARIABLE && !value.is_empty() && !value.chars().all(|c| c == '.')
        }
    };
    if fine { Ok(()) } else { Err(Error::at(Code::VariableInvalid, format!("variables.{name}"))) }
}

/// `shop.example.com`, `shop.example.com:8443`, `127.0.0.1:8080`, `[::1]:8080`.
fn is_host(value: &str) -> bool {
    let Ok(url) = Url::parse(&format!("https://{value}/")) else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    // Names in other scripts come in as they are written, and leave as what DNS calls them.
    let text = value.len() <= MAX_VARIABLE
        && value.chars().all(|c| plain(c) || (!c.is_ascii() && c.is_alphanumeric()));
    let alone = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    let named = match url.host() {
        Some(Host::Domain(name)) => {
            name.split('.').all(|label| !label.is_empty() && label.len() <= 63) && !name.starts_with('-')
        }
        Some(_) => true,
        None => false,
    };
    text && alone && named
}

fn is_label(value: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=63).contains(&value.len())
        && value.chars().all(fine)
        && !value.starts_with('-')
        && !value.ends_with('-')
}

/// The template with its variables filled in. `None`: a variable is missing.
pub(crate) fn fill(template: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}')?;
        let value = variables.get(name).filter(|v| !v.is_empty())?;
        filled.push_str(before);
        match position(template, name) {
            Position::Host | Position::Label => filled.push_str(value),
            Position::Elsewhere => filled.extend(encode(value)),
        }
        rest = tail;
    }
    filled.push_str(rest);
    Some(filled)
}

/// The first variable of the template that has no value.
pub(crate) fn missing<'t>(template: &'t str, variables: &BTreeMap<String, String>) -> Option<&'t str> {
    let names =
        template.split('{').skip(1).map(|after| after.split_once('}').map_or(after, |(name, _)| name));
    let mut names = names.filter(|name| variables.get(*name).is_none_or(String::is_empty));
    names.next()
}

/// Everything but unreserved characters, percent-encoded.
fn encode(value: &str) -> impl Iterator<Item = char> {
    value.bytes().flat_map(|byte| {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let text = if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        text.chars().collect::<Vec<_>>()
    })
}

/// Refuses a user name or password in a base URL, whatever else is wrong with it.
pub(crate) fn refuse_credentials(text: &str) -> Result<()> {
    let Ok(url) = Url::parse(text) else { return Ok(()) };
    let none = url.username().is_empty() && url.password().is_none();
    if none { Ok(()) } else { Err(Error::at(Code::UrlCredentials, "base_url")) }
}

/// A base URL as a person wrote it: HTTPS (or HTTP to a loopback address, where `loopback_http`), a host, perhaps a path.
pub(crate) fn check_base(text: &str, loopback_http: bool) -> Result<Url> {
    let refuse = |code| Error::at(code, "base_url");
    if text.len() > MAX_URL {
        return Err(refuse(Code::TooLong));
    }
    if text.contains(['\\', '{', '}']) || text.chars().any(char::is_whitespace) {
        return Err(refuse(Code::UrlInvalid));
    }
    let url = Url::parse(text).map_err(|_| refuse(Code::UrlInvalid))?;
    let origin = Origin::of(&url).map_err(|e| refuse(Error::from(e).code()))?;
    if origin.is_plain_http() && !loopback_http {
        return Err(refuse(Code::NotHttps));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse(Code::UrlInvalid));
    }
    Ok(url)
}

/// The base URL of a template. `Ok(None)`: a variable is missing.
pub(crate) fn resolve_base(template: &str, variables: &BTreeMap<String, String>) -> Result<Option<Url>> {
    for name in placeholders(template) {
        if let Some(value) = variables.get(name).filter(|v| !v.is_empty()) {
            check_variable(template, name, value)?;
        }
    }
    let Some(filled) = fill(template, variables) else { return Ok(None) };
    let url = Url::parse(&filled).map_err(|_| Error::at(Code::UrlInvalid, "base_url"))?;
    Origin::of(&url)?;
    Ok(Some(url))
}

/// Where in a path its key stands, for a scheme that places it there.
pub(crate) const KEY_IN_PATH: &str = "{api_key}";

/// `GET /path` or `HEAD /path`, as a person wrote it, with `idempotent:` or `creates:` before it where it does not only read.
/// For a key in the path it names the place once; one in the body needs a `POST`. What names another method in its query
/// creates.
pub(crate) fn check_probe<'p>(text: &'p str, auth: &AuthInput) -> Result<(Method, &'p str, ProbeClass)> {
    let refuse = |code| Error::at(code, "probe");
    if text.len() > MAX_URL {
        return Err(refuse(Code::TooLong));
    }
    let (class, text) = class_of(text);
    let (method, path) = text.split_once(' ').ok_or_else(|| refuse(Code::ProbeInvalid))?;
    let method = match method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" if matches!(auth, AuthInput::Body { .. }) => Method::Post,
        _ => return Err(refuse(Code::ProbeMethod)),
    };
    let path = path.trim();
    let in_path = path.split('?').next().unwrap_or_default();
    let shown = match auth {
        AuthInput::Path if in_path.matches(KEY_IN_PATH).count() == 1 => path.replacen(KEY_IN_PATH, "key", 1),
        _ => path.to_owned(),
    };
    let plain = |c: char| c.is_ascii_graphic() && !"\\#{}\"<>^`|".contains(c);
    // Written as bytes, braces would name a second place.
    let encoded = shown.to_ascii_lowercase();
    let braces = encoded.contains("%7b") || encoded.contains("%7d");
    if !path.starts_with('/') || !shown.chars().all(plain) || (braces && matches!(auth, AuthInput::Path)) {
        return Err(refuse(Code::ProbeInvalid));
    }
    // What is sent by POST is taken to create something, whatever a person says: it would be sent in runs else.
    let class = match (method, class) {
        (Method::Post, None | Some(ProbeClass::Creates)) => ProbeClass::Creates,
        (Method::Post, Some(_)) => return Err(refuse(Code::ProbeMethod)),
        _ if names_a_method(path) => ProbeClass::Creates,
        (_, class) => class.unwrap_or(ProbeClass::ReadsOnly),
    };
    Ok((method, path, class))
}

/// Whether the query names a method that counts in place of the request's own: WordPress takes `_method` for it
/// (`WP_REST_Server::serve_request`), Google's APIs `$httpMethod`, others the name of the header. PHP reads a dot and a blank
/// in a name as `_`.
fn names_a_method(path: &str) -> bool {
    let query = path.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| {
        let name = name.trim_start().to_ascii_lowercase().replace(['.', ' ', '-'], "_");
        let name = name.split('[').next().unwrap_or_default();
        matches!(name, "_method" | "$httpmethod" | "httpmethod" | "http_method" | "_http_method")
            || name.contains("method_override")
    })
}

/// What a person says that a probe does to the provider's data, and the probe without it.
fn class_of(text: &str) -> (Option<ProbeClass>, &str) {
    let said = [("idempotent:", ProbeClass::Idempotent), ("creates:", ProbeClass::Creates)];
    let found =
        said.into_iter().find_map(|(word, class)| Some((class, text.strip_prefix(word)?.trim_start())));
    found.map_or((None, text), |(class, probe)| (Some(class), probe))
}

/// The probe's URL: the base with `path` behind it, at the same origin.
pub(crate) fn join(base: &Url, path: &str) -> Result<Url> {
    let refused = || Error::at(Code::ProbeInvalid, "probe");
    let joined = format!("{}{path}", base.as_str().trim_end_matches('/'));
    let url = Url::parse(&joined).map_err(|_| refused())?;
    let same = Origin::of(&url)? == Origin::of(base)?;
    if same && url.fragment().is_none() { Ok(url) } else { Err(refused()) }
}

#[cfg(test)]
mod tests;
