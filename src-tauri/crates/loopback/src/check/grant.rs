//! What a token endpoint looks at (RFC 6749, RFC 7523).

use serde_json::json;

use super::jwt::Verifying;
use crate::seen::Seen;

/// What is exchanged for a token.
#[derive(Clone)]
pub enum Granted {
    /// The client itself (RFC 6749, 4.4).
    Client,
    /// This refresh token (RFC 6749, 6).
    RefreshToken(String),
    /// An assertion for this endpoint (RFC 7523), signed so and issued by this one.
    Assertion {
        /// What its signature is checked with.
        verifying: Verifying,
        /// Who issued it.
        issuer: String,
        /// Whom it is for: the endpoint's own address.
        audience: String,
    },
}

/// A token request that is right.
#[derive(Clone)]
pub struct Grant {
    /// What is exchanged.
    pub granted: Granted,
    /// The client's id and secret, and whether they are expected as a Basic pair or else as two fields.
    pub client: Option<(String, String, bool)>,
    /// The scope that has to be asked for; may be empty.
    pub scope: String,
}

impl Grant {
    pub(super) fn passes(&self, asked: &Seen) -> bool {
        let form = asked.form();
        let field = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let kind = match &self.granted {
            Granted::Client => "client_credentials",
            Granted::RefreshToken(_) => "refresh_token",
            Granted::Assertion { .. } => "urn:ietf:params:oauth:grant-type:jwt-bearer",
        };
        let granted = match &self.granted {
            Granted::Client => true,
            Granted::RefreshToken(token) => field("refresh_token") == Some(token),
            Granted::Assertion { verifying, issuer, audience } => {
                let mut claims = vec![("iss".to_owned(), json!(issuer)), ("aud".to_owned(), json!(audience))];
                if !self.scope.is_empty() {
                    claims.push(("scope".to_owned(), json!(self.scope)));
                }
                field("assertion").is_some_and(|assertion| verifying.accepts(assertion, &claims))
            }
        };
        let scoped = matches!(self.granted, Granted::Assertion { .. })
            || field("scope").unwrap_or_default() == self.scope;
        let known = self.client.as_ref().is_none_or(|(id, secret, basic)| {
            if *basic {
                asked.basic().is_some_and(|pair| pair == (id.clone(), secret.clone()))
            } else {
                field("client_id") == Some(id) && field("client_secret") == Some(secret)
            }
        });
        asked.method == "POST" && field("grant_type") == Some(kind) && granted && scoped && known
    }
}
