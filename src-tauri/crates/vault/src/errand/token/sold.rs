//! What a token endpoint's answer gives out.

use std::time::Duration;

use serde_json::Value;

use crate::errand::answer::wipe;
use crate::errand::facts::TokenError;
use crate::errand::place;
use crate::errand::run::Went;
use crate::errand::schemes::FINDABLE;
use crate::secret::Secret;

/// What a token endpoint's answer says (RFC 6749, sections 5.1 and 5.2).
#[derive(Default)]
pub(super) struct Sold {
    pub(super) token: Option<(Secret, Option<Duration>)>,
    pub(super) refresh: Option<Secret>,
    pub(super) error: Option<TokenError>,
    /// Further tokens in it: masked, and not used.
    pub(super) derived: Vec<(String, Secret)>,
}

never_leaves!(Sold);

impl Sold {
    /// Whether it gives out a token and reports no error.
    pub(super) fn is_sale(&self) -> bool {
        self.token.is_some() && self.error.is_none()
    }

    pub(super) fn of(went: &Went) -> Self {
        let Ok(raw) = &went.raw else { return Self::default() };
        // EXPOSE: read as JSON; what is a token in it is taken out, the rest is wiped.
        let body = raw.body.expose();
        let parsed = serde_json::from_slice::<Value>(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
        let Ok(mut whole) = parsed else { return Self::default() };
        let mut text = |name: &str| match whole.get_mut(name).map(Value::take) {
            Some(Value::String(text)) if !text.is_empty() => Some(Secret::new(text.into_bytes())),
            _ => None,
        };
        let (token, refresh, id) = (text("access_token"), text("refresh_token"), text("id_token"));
        // EXPOSE: looked at whether it can stand in a header (RFC 6749, appendix A.12).
        let (token, odd) = match token {
            Some(token) if !token.expose().iter().all(u8::is_ascii_graphic) => (None, Some(token)),
            token => (token, None),
        };
        let lives =
            whole.get("expires_in").and_then(|lives| lives.as_u64().or_else(|| lives.as_str()?.parse().ok()));
        let error = whole.get("error").and_then(Value::as_str).map(TokenError::of);
        wipe(&mut whole);
        Self {
            token: token.map(|token| (token, lives.map(Duration::from_secs))),
            refresh,
            error,
            derived: [("id_token", id), (place::TOKEN, odd)]
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect(),
        }
    }
}

/// Whether it can be sent as a token, and found again (RFC 6749, appendix A.17: visible ASCII).
pub(super) fn is_token(value: &Secret) -> bool {
    // EXPOSE: only whether it can stand in a request comes out of this.
    let value = value.expose();
    value.len() >= FINDABLE && value.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
}
