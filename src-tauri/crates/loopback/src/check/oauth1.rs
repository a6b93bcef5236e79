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

#[cfg(test)]
mod tests {
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::*;

    #[test]
    fn who_knows_the_key_and_not_its_secret_does_not_pass() {
        let [consumer_key, consumer_secret] = ["shop", "secret"].map(str::to_owned);
        let check =
            Oauth1 { digest: Digest::Sha256, in_query: false, consumer_key, consumer_secret, token: None };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let passes = |secret: &str| {
            let signed = format!(
                "oauth_consumer_key=shop&oauth_nonce=once&oauth_signature_method=HMAC-SHA256&oauth_timestamp={now}"
            );
            let base = format!("GET&https%3A%2F%2Flocalhost%2Fa&{}", encoded(&signed));
            let signature =
                Written::Base64.of(&mac(Digest::Sha256, format!("{secret}&").as_bytes(), base.as_bytes()));
            let own: Vec<String> =
                signed.split('&').map(|pair| pair.replacen('=', "=\"", 1) + "\"").collect();
            let own = format!("OAuth {}, oauth_signature=\"{}\"", own.join(", "), encoded(&signature));
            let headers =
                vec![("host".to_owned(), "localhost".to_owned()), ("authorization".to_owned(), own)];
            let (method, target) = ("GET".to_owned(), "/a".to_owned());
            check.passes(&Seen { method, target, headers, body: Vec::new(), certified: false })
        };
        assert!(passes("secret"));
        assert!(!passes("another"));
    }
}
