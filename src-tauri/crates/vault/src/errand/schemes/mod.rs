//! The schemes that sign a request or make a token: what goes over the wire, and which values of it were derived from the
//! key and have to be masked like one.

pub(super) mod code;
pub(super) mod hmac;
pub(super) mod jwt;
pub(super) mod oauth1;
pub(super) mod sigv4;
#[cfg(test)]
mod vectors;

use url::Url;

use crate::ErrandRefusal;
use crate::keyring::item::Item;
use crate::secret::Secret;

/// The shortest part that may stand in a body or a path: it is looked for there, and shorter ones cannot be.
pub(super) const FINDABLE: usize = 6;

/// What is signed: the request as it will leave, and the moment.
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) url: &'a Url,
    /// The body's media type and bytes.
    pub(super) body: Option<(&'a str, &'a [u8])>,
    /// Seconds since 1970, from the caller's clock.
    pub(super) now: i64,
    /// Made by chance for this request.
    pub(super) nonce: &'a str,
    pub(super) item: &'a Item,
}

/// A piece of a header's value: public text, or a part or derived value by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Key(String),
}

/// A header that carries what must not be shown.
pub(super) struct KeyHeader {
    pub(super) name: String,
    pub(super) value: Secret,
    /// How it is shown.
    pub(super) shown: Vec<Piece>,
}

never_leaves!(KeyHeader);

/// What a scheme adds to a request.
#[derive(Default)]
pub(super) struct Added {
    pub(super) headers: Vec<KeyHeader>,
    /// Headers that anybody may see: a date, a nonce.
    pub(super) stamps: Vec<(String, String)>,
    /// Pairs for the query: name, value, and as what it is shown (`None`: it is public).
    pub(super) query: Vec<(String, Secret, Option<String>)>,
    /// Values that were made from the key, by name.
    pub(super) derived: Vec<(String, Secret)>,
}

never_leaves!(Added);

impl Asked<'_> {
    pub(super) fn part(&self, name: &str) -> Result<&Secret, ErrandRefusal> {
        self.item.part(name).ok_or(ErrandRefusal::PartMissing)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.body.map(|(_, bytes)| bytes).unwrap_or_default()
    }

    /// Host and port as the `Host` header has them.
    pub(super) fn host(&self) -> String {
        host(self.url)
    }
}

/// Host and port as the `Host` header has them: the scheme's own port is left out.
pub(super) fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}
