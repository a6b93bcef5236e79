//! Where a key may go: stored inside the keyring item, beside the key.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::Placement;

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
    /// The parts that show the client's certificate in TLS, where the provider wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_certificate: Option<ClientCertificate>,
}

/// The parts of a client certificate: both PEM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientCertificate {
    /// The part with the certificate, and what stands between it and its authority.
    pub certificate: String,
    /// The part with its private key.
    pub key: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bindings_of_before_still_open() {
        let old = r#"{"origins":["https://api.example.com:443"],"placement":{"headers":[{"name":"x-api-key","prefix":"",
            "part":"api_key"}]},"ca_pem":null,"loopback_http":false}"#;
        let binding: Binding = serde_json::from_str(old).unwrap();
        assert_eq!(binding.client_certificate, None);
        assert_eq!(binding.placement.parts().into_iter().collect::<Vec<_>>(), ["api_key"]);
        for old in [
            r#"{"basic":{"user":{"part":"a"},"password":{"fixed":"X"}}}"#,
            r#"{"query":[["key","api_key"]]}"#,
        ] {
            let placement: Placement = serde_json::from_str(old).unwrap();
            assert_eq!(serde_json::to_string(&placement).unwrap(), old, "and are written as they were");
        }
    }
}
