//! A request as it arrived.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One request: what a provider judges by, and what a test asks about afterwards. It holds whatever was sent, keys
/// included, so it prints nothing of itself.
#[derive(Clone)]
pub struct Seen {
    /// `GET` and so on.
    pub method: String,
    /// Path and query as they stood in the request line.
    pub target: String,
    /// Names in lower case, values as sent.
    pub headers: Vec<(String, String)>,
    /// The first 64 KiB.
    pub body: Vec<u8>,
    /// Whether the client has shown a certificate of the provider's own authority.
    pub certified: bool,
}

impl Seen {
    /// The path without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query's arguments, decoded.
    #[must_use]
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, q)| q);
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// The value of the first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Host and port, as the request names them.
    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap_or_default()
    }

    /// The fields of a form, if the body is one.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        let kind = self.header("content-type").unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Vec::new();
        }
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// The decoded halves of a Basic pair.
    #[must_use]
    pub fn basic(&self) -> Option<(String, String)> {
        let value = &self.headers.iter().find(|(n, _)| n == "authorization")?.1;
        let pair = STANDARD.decode(value.strip_prefix("Basic ")?.trim()).ok()?;
        let (user, password) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    }

    /// Whether `text` came with it: as it is, percent-encoded in the target, or within a Basic pair.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        self.presented().iter().any(|value| value.contains(text))
            || self.target.contains(text)
            || String::from_utf8_lossy(&self.body).contains(text)
    }

    /// Every value that the caller chose: what an echo gives back.
    pub(crate) fn presented(&self) -> Vec<String> {
        const OF_THE_PROTOCOL: [&str; 6] =
            ["host", "accept", "accept-encoding", "user-agent", "content-length", "connection"];
        let own = |(name, _): &&(String, String)| !OF_THE_PROTOCOL.contains(&name.as_str());
        let mut values: Vec<String> =
            self.headers.iter().filter(own).map(|(_, value)| value.clone()).collect();
        values.extend(self.query().into_iter().map(|(_, value)| value));
        if let Some((user, password)) = self.basic() {
            values.extend([user, password]);
        }
        values.extend(self.path().split('/').map(str::to_owned));
        values.extend(std::str::from_utf8(&self.body).map(str::to_owned));
        values.retain(|value| !value.is_empty());
        values
    }
}
