//! Signatures over a text of the request: the header is taken apart by its form, the text is put together anew.

use std::collections::BTreeMap;

use super::text::{Digest, Written, is_now, mac};
use crate::seen::Seen;

/// Who may sign, and what a signature is made of.
#[derive(Clone)]
pub struct Signature {
    /// The header that carries the signature.
    pub header: String,
    /// The digest.
    pub digest: Digest,
    /// How the signature is written.
    pub written: Written,
    /// The secret's bytes.
    pub secret: Vec<u8>,
    /// What is signed, with `{method}` `{path}` `{query}` `{body}` `{host}`, and what a header's form names.
    pub template: String,
    /// The header's form, such as `t={timestamp},v1={signature}`.
    pub form: String,
    /// Further headers and their forms.
    pub stamps: Vec<(String, String)>,
}

impl Signature {
    pub(super) fn passes(&self, asked: &Seen) -> bool {
        let mut found = BTreeMap::new();
        let own = (self.header.clone(), self.form.clone());
        for (header, form) in self.stamps.iter().chain([&own]) {
            match asked.header(header).and_then(|value| taken_apart(form, value)) {
                Some(values) => found.extend(values),
                None => return false,
            }
        }
        if found.get("timestamp").is_some_and(|at| !is_now(at)) {
            return false;
        }
        let Some(message) = self.message(asked, &found) else { return false };
        let signature = self.written.of(&mac(self.digest, &self.secret, &message));
        found.get("signature") == Some(&signature)
    }

    fn message(&self, asked: &Seen, found: &BTreeMap<String, String>) -> Option<Vec<u8>> {
        let mut message = Vec::new();
        for piece in pieces(&self.template) {
            match piece {
                Piece::Text(text) => message.extend_from_slice(text.as_bytes()),
                Piece::Name("method") => message.extend_from_slice(asked.method.as_bytes()),
                Piece::Name("path") => message.extend_from_slice(asked.path().as_bytes()),
                Piece::Name("query") => {
                    message.extend_from_slice(asked.target.split_once('?').map_or("", |(_, q)| q).as_bytes());
                }
                Piece::Name("body") => message.extend_from_slice(&asked.body),
                Piece::Name("host") => message.extend_from_slice(asked.host().as_bytes()),
                Piece::Name(name) => message.extend_from_slice(found.get(name)?.as_bytes()),
            }
        }
        Some(message)
    }
}

enum Piece<'t> {
    Text(&'t str),
    Name(&'t str),
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, name, after)) = rest
        .split_once('{')
        .and_then(|(before, tail)| tail.split_once('}').map(|(name, after)| (before, name, after)))
    {
        pieces.extend([Piece::Text(before), Piece::Name(name)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// What stands in `value` where `form` has names.
fn taken_apart(form: &str, value: &str) -> Option<Vec<(String, String)>> {
    let mut values = Vec::new();
    let mut rest = value;
    let mut waiting: Option<&str> = None;
    for piece in pieces(form) {
        match piece {
            Piece::Name(name) => waiting = Some(name),
            Piece::Text(text) => match waiting.take() {
                None => rest = rest.strip_prefix(text)?,
                Some(name) => {
                    let (before, after) = if text.is_empty() { (rest, "") } else { rest.split_once(text)? };
                    values.push((name.to_owned(), before.to_owned()));
                    rest = after;
                }
            },
        }
    }
    rest.is_empty().then_some(values)
}
