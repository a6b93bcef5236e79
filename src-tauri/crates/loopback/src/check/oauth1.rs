//! OAuth 1.0a signatures (RFC 5849), worked out from the request as it arrived.

use super::text::{Digest, Written, decoded, encoded, is_now, joined, mac};
use crate::seen::Seen;

/// Who may sign by OAuth 1.0a, and how.
#[derive(Clone)]
pub struct Oauth1 {
    /// SHA-1 or SHA-256.
    pub digest: Digest,
    /// Whether the protocol's parameters are expected in the query instead of the `Authorization` header.
    pub in_query: bool,
    /// The consumer's key.
    pub consumer_key: String,
    /// The consumer's secret.
    pub consumer_secret: String,
    /// The token and its secret; without one it is "one-legged".
    pub token: Option<(String, String)>,
}

impl Oauth1 {
    pub(super) fn passes(&self, asked: &Seen) -> bool {
        let query = asked.query();
        let own = if self.in_query { Some(query.clone()) } else { in_header(asked) };
        let Some(own) = own else { return false };
        let value = |name: &str| own.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let method = match self.digest {
            Digest::Sha1 => "HMAC-SHA1",
            Digest::Sha256 => "HMAC-SHA256",
            Digest::Sha512 => "HMAC-SHA512",
        };
        let expected = [
            ("oauth_consumer_key", Some(self.consumer_key.as_str())),
            ("oauth_signature_method", Some(method)),
            ("oauth_token", self.token.as_ref().map(|(token, _)| token.as_str())),
        ];
        if expected.iter().any(|(name, expected)| value(name) != *expected)
            || value("oauth_nonce").is_none_or(str::is_empty)
            || !value("oauth_timestamp").is_some_and(is_now)
        {
            return false;
        }
        let mut signed = own.clone();
        if !self.in_query {
            signed.extend(query);
        }
        signed.extend(asked.form());
        signed.retain(|(name, _)| name != "oauth_signature" && name != "realm");
        let secret = self.token.as_ref().map_or("", |(_, secret)| secret);
        let key = format!("{}&{}", encoded(&self.consumer_secret), encoded(secret));
        let address = format!("https://{}{}", asked.host().to_ascii_lowercase(), asked.path());
        let base = format!("{}&{}&{}", asked.method, encoded(&address), encoded(&joined(&signed)));
        let signature = Written::Base64.of(&mac(self.digest, key.as_bytes(), base.as_bytes()));
        value("oauth_signature") == Some(&signature)
    }
}

/// The parameters of an `Authorization: OAuth` header.
fn in_header(asked: &Seen) -> Option<Vec<(String, String)>> {
    let own = asked.header("authorization")?.strip_prefix("OAuth ")?;
    own.split(',')
        .map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            Some((decoded(name), decoded(value.strip_prefix('"')?.strip_suffix('"')?)))
        })
        .collect()
}
