//! Requests as they are kept: public shapes outside, secrets inside, each secret once.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

use super::body::last_name;
use super::judge::{self, Judged};
use super::raw::{Raw, RawAuth, RawBody};
use super::shape::{
    AuthShape, Destination, HIDDEN_TEXT, PartShape, Remark, RequestFlaw, RequestScheme, RequestShape,
    SecretPlace, Suspicion, TextShape,
};
use super::text::Given;
use super::{address, authorization};
use crate::secret::Secret;

/// Requests beyond these are counted only.
pub(super) const MOST_REQUESTS: usize = 20_000;
/// Headers, and arguments of a query, that a request may have.
pub(super) const MOST_FIELDS: usize = 200;
/// Secrets that a request may have.
const MOST_PARTS: usize = 64;
/// Folders within folders.
const MOST_FOLDERS: usize = 32;

/// Requests while they are collected.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) shapes: Vec<RequestShape>,
    pub(super) values: Vec<Secret>,
    seen: HashMap<u64, Vec<usize>>,
    hasher: RandomState,
    pub(super) left_out: u32,
}

/// The parts of one request while they are collected.
pub(super) struct Parts<'s> {
    sheet: &'s mut Sheet,
    pub(super) list: Vec<PartShape>,
    pub(super) too_many: bool,
}

impl Sheet {
    /// The number of a secret; equal ones have one.
    fn value(&mut self, text: &str) -> usize {
        let hash = self.hasher.hash_one(text);
        let known = self.seen.entry(hash).or_default();
        // EXPOSE: compared with what was collected before.
        if let Some(at) = known.iter().find(|at| self.values[**at].expose() == text.as_bytes()) {
            return *at;
        }
        self.values.push(Secret::copy_of(text.as_bytes()));
        known.push(self.values.len() - 1);
        self.values.len() - 1
    }

    /// Whether further requests are counted only.
    pub(super) fn is_full(&self) -> bool {
        self.shapes.len() >= MOST_REQUESTS
    }

    /// Adds a request, or counts it where there are too many.
    pub(super) fn add(&mut self, raw: Raw) {
        if self.is_full() {
            self.left_out += 1;
            return;
        }
        let mut parts = Parts { sheet: self, list: Vec::new(), too_many: false };
        let mut shape = RequestShape {
            folder: raw.folder.iter().take(MOST_FOLDERS).map(|name| judge::name(name)).collect(),
            name: judge::name(&raw.name),
            method: String::new(),
            destination: Destination::Missing,
            path: String::new(),
            sent_path: None,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            parts: Vec::new(),
            auth: Vec::new(),
            remarks: raw.remarks,
            problems: raw.flaws,
        };
        let method = raw.method.trim().to_ascii_uppercase();
        if (1..=20).contains(&method.len()) && method.chars().all(|c| c.is_ascii_uppercase() || c == '-') {
            shape.method = method;
        } else {
            shape.method = HIDDEN_TEXT.to_owned();
            shape.problems.push(RequestFlaw::Unreadable);
        }
        let mut open = Vec::new();
        let headers = headers(raw.headers, &mut parts, &mut shape.auth, &mut open);
        shape.auth.extend(raw.auth.into_iter().map(|auth| parts.auth(auth, &mut open)));
        address::read(&raw.url, &raw.query, &mut shape, &mut parts, &mut open);
        shape.headers = headers;
        if let Some(body) = raw.body {
            parts.body(&body);
            let kind = judge::setting(&Given::of(&body.media_type));
            shape.body = Some((kind, body.size));
        }
        let too_large =
            parts.too_many || shape.headers.len() > MOST_FIELDS || shape.query.len() > MOST_FIELDS;
        shape.parts = parts.list;
        if too_large {
            shape.headers.truncate(MOST_FIELDS);
            shape.query.truncate(MOST_FIELDS);
            shape.problems.push(RequestFlaw::TooLarge);
        }
        note_unknown(&mut shape, open);
        self.shapes.push(shape);
    }
}

/// Variables without a value, each once: those that may be named.
fn note_unknown(shape: &mut RequestShape, mut open: Vec<String>) {
    open.sort_unstable();
    open.dedup();
    open.truncate(20);
    if !open.is_empty() {
        shape.remarks.insert(Remark::Unknown(open));
    }
}

fn headers(
    given: Vec<(String, Given)>,
    parts: &mut Parts<'_>,
    auth: &mut Vec<AuthShape>,
    open: &mut Vec<String>,
) -> Vec<(String, TextShape)> {
    let mut shown = Vec::new();
    for (name, value) in given.into_iter().take(MOST_FIELDS + 1) {
        let known = judge::name(&name);
        let small = name.to_ascii_lowercase();
        let says_who = matches!(small.as_str(), "authorization" | "x-authorization");
        let text = if says_who && !value.is_empty() && known != HIDDEN_TEXT {
            let read = parts.auth(authorization::read(&name, &value), open);
            let first = read.parts.iter().find_map(|(_, part)| *part);
            auth.push(read);
            first.map_or(TextShape::Hidden, TextShape::Secret)
        } else {
            let place = if small == "cookie" { SecretPlace::Cookie } else { SecretPlace::Header };
            parts.judged(judge::header(&name, &value), place, &known, &value, open)
        };
        shown.push((known, text));
    }
    shown
}

impl Parts<'_> {
    /// A value as it was judged.
    pub(super) fn judged(
        &mut self,
        judged: Judged,
        place: SecretPlace,
        name: &str,
        value: &Given,
        open: &mut Vec<String>,
    ) -> TextShape {
        open.extend(value.open.iter().filter_map(|name| judge::variable(name)));
        match judged {
            Judged::Public => TextShape::Text(value.text.trim().to_owned()),
            // Nobody knows what it will be: it is no key yet.
            Judged::Hidden => TextShape::Hidden,
            Judged::Secret(_) if value.is_open() => TextShape::Hidden,
            Judged::Secret(why) => {
                self.secret(place, name, why, value).map_or(TextShape::Hidden, TextShape::Secret)
            }
        }
    }

    /// The place of a secret among the request's parts; `None` where there are too many.
    fn secret(&mut self, place: SecretPlace, name: &str, why: Suspicion, value: &Given) -> Option<usize> {
        if self.list.len() == MOST_PARTS {
            self.too_many = true;
            return None;
        }
        let value = self.sheet.value(value.text.trim());
        self.list.push(PartShape { place, name: name.to_owned(), why, value });
        Some(self.list.len() - 1)
    }

    /// A way to authenticate: whatever stands there is a secret.
    pub(super) fn auth(&mut self, auth: RawAuth, open: &mut Vec<String>) -> AuthShape {
        let mut parts = Vec::new();
        for (role, value) in &auth.parts {
            open.extend(value.open.iter().filter_map(|name| judge::variable(name)));
            let name = match (&auth.scheme, *role) {
                (RequestScheme::Header { name, .. } | RequestScheme::Query { name }, "api_key") => {
                    judge::name(name)
                }
                _ => role.replace('_', " "),
            };
            let known = !value.is_open() && !value.is_empty();
            let part =
                if known { self.secret(SecretPlace::Auth, &name, Suspicion::Place, value) } else { None };
            parts.push((*role, part));
        }
        AuthShape { scheme: auth.scheme, parts }
    }

    /// Of a body, what its names call secret: the rest is not shown, and nobody asks for it.
    fn body(&mut self, body: &RawBody) {
        for (field, value) in &body.fields {
            let judged = judge::field(last_name(field), value);
            let secret = matches!(judged, Judged::Secret(Suspicion::Name | Suspicion::Shape));
            if let Judged::Secret(why) = judged
                && secret
                && self.secret(SecretPlace::Body, &judge::name(field), why, value).is_none()
            {
                return;
            }
        }
    }
}
