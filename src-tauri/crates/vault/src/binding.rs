//! Where a key may go and how it is placed: stored inside the keyring item, beside the key.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// Scheme, host and port: what a key is bound to. Parsed, never guessed; a default port is written out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// Why a text is not an origin that a key may be bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginRefusal {
    /// Not a URL with a host.
    #[error("not a URL with a host")]
    NotAUrl,
    /// Neither `https`, nor `http` to a loopback address.
    #[error("not HTTPS")]
    NotHttps,
    /// A user name or password stands in the URL.
    #[error("credentials in the URL")]
    Credentials,
}

impl Origin {
    /// The origin of `url`. Plain HTTP is an origin only for a loopback address (`127.0.0.0/8`, `[::1]`, `localhost`).
    pub fn of(url: &Url) -> Result<Self, OriginRefusal> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OriginRefusal::Credentials);
        }
        let host = url.host().ok_or(OriginRefusal::NotAUrl)?;
        let loopback = match &host {
            url::Host::Domain(name) => *name == "localhost",
            url::Host::Ipv4(ip) => ip.is_loopback(),
            url::Host::Ipv6(ip) => ip.is_loopback(),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(OriginRefusal::NotHttps),
            _ => return Err(OriginRefusal::NotHttps),
        }
        let port = url.port_or_known_default().ok_or(OriginRefusal::NotAUrl)?;
        Ok(Self(format!("{}://{}:{}", url.scheme(), host, port)))
    }

    /// Whether this origin is plain HTTP.
    #[must_use]
    pub fn is_plain_http(&self) -> bool {
        self.0.starts_with("http://")
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginRefusal;
    fn try_from(text: String) -> Result<Self, OriginRefusal> {
        Self::of(&Url::parse(&text).map_err(|_| OriginRefusal::NotAUrl)?)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.strip_suffix(":443").filter(|s| s.starts_with("https")).unwrap_or(&self.0))
    }
}

/// What a field of a Basic pair holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasicField {
    /// A part of the key, by name.
    Part(String),
    /// Fixed public text, such as the `X` that some providers want as password; may be empty.
    Fixed(String),
}

/// How a key is placed into a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// `NAME: PREFIX VALUE` for each entry; Bearer is this with `authorization` and `"Bearer "`.
    Headers(Vec<HeaderPlace>),
    /// `Authorization: Basic base64(user:password)`.
    Basic {
        /// What stands before the colon.
        user: BasicField,
        /// What stands after it.
        password: BasicField,
    },
    /// `?NAME=VALUE` for each pair of name and part.
    Query(Vec<(String, String)>),
}

/// One header that carries a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderPlace {
    /// The header's name.
    pub name: String,
    /// Public text before the value, such as `Bearer `; may be empty.
    pub prefix: String,
    /// The part whose value follows.
    pub part: String,
}

impl Placement {
    /// The parts that this placement sends.
    #[must_use]
    pub fn parts(&self) -> BTreeSet<&str> {
        match self {
            Self::Headers(places) => places.iter().map(|p| p.part.as_str()).collect(),
            Self::Basic { user, password } => [user, password]
                .into_iter()
                .filter_map(|f| match f {
                    BasicField::Part(name) => Some(name.as_str()),
                    BasicField::Fixed(_) => None,
                })
                .collect(),
            Self::Query(pairs) => pairs.iter().map(|(_, part)| part.as_str()).collect(),
        }
    }
}

/// What a key may be used for. The vault refuses every errand that does not match, whatever the caller says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// Where the key may be sent.
    pub origins: BTreeSet<Origin>,
    /// How it is placed.
    pub placement: Placement,
    /// The only authorities trusted for these origins, as PEM; `None`: the system's.
    pub ca_pem: Option<String>,
    /// Whether plain HTTP to a loopback address is allowed.
    pub loopback_http: bool,
}
