//! Which provider of the catalogue an address belongs to.

use std::collections::BTreeMap;

use url::Url;
use vault::{HIDDEN_TEXT, Origin, RequestShape};

use crate::address::{self, Position, placeholders};
use crate::catalogue::{self, CUSTOM, Entry};

/// A provider that an address may belong to, with the variables that the address tells.
pub(super) struct Candidate {
    pub(super) entry: &'static Entry,
    pub(super) variables: BTreeMap<String, String>,
}

/// The providers that this request may be for, by host and path.
pub(super) fn candidates(origin: &Origin, shape: &RequestShape) -> Vec<Candidate> {
    let Ok(url) = Url::parse(&origin.to_string()) else { return Vec::new() };
    let Some(host) = url.host_str() else { return Vec::new() };
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let of = |entry: &'static Entry| {
        let variables = fits(entry, &authority, &shape.path)?;
        Some(Candidate { entry, variables })
    };
    catalogue::all()
        .iter()
        .filter(|entry| entry.id != CUSTOM && !entry.secret_in_url())
        .filter_map(of)
        .collect()
}

fn fits(entry: &Entry, authority: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let template = entry.base_url.strip_prefix("https://")?;
    let (host, rest) = template.split_once('/').unwrap_or((template, ""));
    let mut variables = BTreeMap::new();
    let whole = placeholders(host).first().copied().filter(|name| host == format!("{{{name}}}"));
    if let Some(name) = whole {
        if !own_host(entry, name, authority) && !telling_path(rest, path) {
            return None;
        }
        variables.insert(name.to_owned(), authority.to_owned());
    } else {
        let (name, value) = capture(host, authority)?;
        if let Some(name) = name {
            variables.insert(name, value);
        }
    }
    // What the path tells of variables; it may well lead elsewhere at the same host.
    for (wanted, given) in rest.split('/').zip(path.trim_start_matches('/').split('/')) {
        match placeholders(wanted).first() {
            Some(name) if wanted.len() == name.len() + 2 && given != HIDDEN_TEXT && !given.is_empty() => {
                let plain = given.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
                if plain && address::check_variable(&entry.base_url, name, given).is_ok() {
                    variables.insert((*name).to_owned(), given.to_owned());
                }
            }
            None if wanted == given => {}
            _ => break,
        }
    }
    let known =
        |(name, value): &(&String, &String)| address::check_variable(&entry.base_url, name, value).is_ok();
    variables.iter().all(|pair| known(&pair)).then_some(variables)
}

/// A host that is the provider's by the example that the catalogue has of it.
fn own_host(entry: &Entry, name: &str, authority: &str) -> bool {
    let Some(example) = entry.variables.iter().find(|one| one.name == name).map(|one| one.example.as_str())
    else {
        return false;
    };
    if example.ends_with("example.com") || address::position(&entry.base_url, name) != Position::Host {
        return false;
    }
    let mut labels = example.rsplit('.');
    let (Some(end), Some(before)) = (labels.next(), labels.next()) else { return false };
    authority == example || authority.ends_with(&format!(".{before}.{end}"))
}

/// A path that no other service is likely to have.
fn telling_path(wanted: &str, path: &str) -> bool {
    let mut literal = 0;
    let mut given = path.trim_start_matches('/').split('/');
    for segment in wanted.split('/').filter(|segment| !segment.is_empty()) {
        let Some(given) = given.next() else { return false };
        if placeholders(segment).is_empty() {
            if segment != given {
                return false;
            }
            literal += 1;
        }
    }
    literal >= 2
}

/// A host with at most one variable in it, and what the address has there.
fn capture(host: &str, authority: &str) -> Option<(Option<String>, String)> {
    let Some(name) = placeholders(host).first().copied() else {
        return (host == authority).then(|| (None, String::new()));
    };
    let (before, after) = host.split_once(&format!("{{{name}}}"))?;
    let value = authority.strip_prefix(before)?.strip_suffix(after)?;
    let plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    plain.then(|| (Some(name.to_owned()), value.to_owned()))
}
