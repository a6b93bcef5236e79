//! Where a provider looks for its key, and what it takes for the right one.

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
