//! Where a provider looks for its key, and what it takes for the right one. Signatures are worked out anew from the request
//! as it arrived, by code that shares nothing with whoever made them.

mod grant;
mod jwt;
mod oauth1;
mod signature;
mod sigv4;
mod text;

pub use grant::{Grant, Granted};
pub use jwt::{Jwt, Signing, Verifying};
pub use oauth1::Oauth1;
pub use signature::Signature;
pub use sigv4::Sigv4;
pub use text::{Digest, Written};

use std::sync::Arc;

use crate::seen::Seen;

/// Whether a value is the right one. Opaque on purpose: a test can plant a key in it, the sample recognises its own.
pub type Holds = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// Where the key must stand in a request.
#[derive(Clone)]
pub enum Check {
    /// `NAME: PREFIX VALUE`.
    Header {
        /// The header's name, in any case.
        name: String,
        /// What stands before the value.
        prefix: String,
        /// Whether the value is right.
        holds: Holds,
    },
    /// `Authorization: Basic base64(USER:PASSWORD)`.
    Basic {
        /// Whether what stands before the colon is right.
        user: Holds,
        /// Whether what stands after it is right.
        password: Holds,
    },
    /// `?NAME=VALUE`, all of them.
    Query(Vec<(String, Holds)>),
    /// At a pointer (RFC 6901) of a JSON body, or in a form's field.
    Body(String, Holds),
    /// In any segment of the path.
    Path(Holds),
    /// Signed by OAuth 1.0a.
    Oauth1(Oauth1),
    /// Signed over a text of the request.
    Signature(Signature),
    /// A token that the client made.
    Jwt(Jwt),
    /// Signed by AWS Signature Version 4.
    Sigv4(Sigv4),
    /// A token endpoint.
    Grant(Grant),
    /// The client has shown a certificate of the provider's own authority.
    Certificate,
    /// All of these.
    All(Vec<Check>),
}

impl Check {
    /// `Authorization: Bearer VALUE`.
    #[must_use]
    pub fn bearer(holds: Holds) -> Self {
        Self::header("authorization", "Bearer ", holds)
    }

    /// `NAME: PREFIX VALUE`.
    #[must_use]
    pub fn header(name: &str, prefix: &str, holds: Holds) -> Self {
        Self::Header { name: name.to_owned(), prefix: prefix.to_owned(), holds }
    }

    /// `Authorization: Basic`, with both halves checked.
    #[must_use]
    pub fn basic(user: Holds, password: Holds) -> Self {
        Self::Basic { user, password }
    }

    pub(crate) fn passes(&self, asked: &Seen) -> bool {
        match self {
            Self::Header { name, prefix, holds } => asked
                .headers
                .iter()
                .filter(|(n, _)| n.eq_ignore_ascii_case(name))
                .any(|(_, value)| value.strip_prefix(prefix.as_str()).is_some_and(|v| holds(v))),
            Self::Basic { user, password } => {
                asked.basic().is_some_and(|(given, secret)| user(&given) && password(&secret))
            }
            Self::Query(pairs) => {
                let given = asked.query();
                pairs.iter().all(|(name, holds)| given.iter().any(|(n, v)| n == name && holds(v)))
            }
            Self::Body(place, holds) if place.starts_with('/') => {
                let body = serde_json::from_slice::<serde_json::Value>(&asked.body).unwrap_or_default();
                body.pointer(place).and_then(serde_json::Value::as_str).is_some_and(|value| holds(value))
            }
            Self::Body(field, holds) => {
                asked.form().iter().any(|(name, value)| name == field && holds(value))
            }
            Self::Path(holds) => asked.path().split('/').any(|segment| holds(&text::decoded(segment))),
            Self::Oauth1(oauth1) => oauth1.passes(asked),
            Self::Signature(signature) => signature.passes(asked),
            Self::Jwt(jwt) => jwt.passes(asked),
            Self::Sigv4(sigv4) => sigv4.passes(asked),
            Self::Grant(grant) => grant.passes(asked),
            Self::Certificate => asked.certified,
            Self::All(all) => all.iter().all(|check| check.passes(asked)),
        }
    }
}

/// Only this text is right.
#[must_use]
pub fn equals(text: &str) -> Holds {
    let text = text.to_owned();
    Arc::new(move |given| given == text)
}

/// Any text is right.
#[must_use]
pub fn anything() -> Holds {
    Arc::new(|_| true)
}

/// No text is right.
#[must_use]
pub fn nothing() -> Holds {
    Arc::new(|_| false)
}
