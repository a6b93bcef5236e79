//! The value of an `Authorization` header: which scheme, and what of it is the key.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use zeroize::Zeroizing;

use super::raw::RawAuth;
use super::shape::RequestScheme;
use super::text::Given;

/// Words that stand before a key by themselves. Another word may be the first of a password.
const PREFIXES: &[&str] = &[
    "token",
    "apikey",
    "api-key",
    "api_key",
    "key",
    "jwt",
    "bot",
    "oauth",
    "oauth2",
    "apitoken",
    "access_token",
    "accesstoken",
    "klaviyo-api-key",
    "shippotoken",
    "zoho-oauthtoken",
    "deepl-auth-key",
    "geniekey",
    "ssws",
    "pvetoken",
    "ghost",
    "secret",
    "client-id",
    "splunk",
    "storefront",
];

/// Schemes whose header is made anew for each request.
const ONE_TIME: &[&str] =
    &["digest", "hawk", "ntlm", "negotiate", "aws4-hmac-sha256", "signature", "aws", "hmac"];

/// How a header of this name with this value authenticates.
pub(super) fn read(name: &str, value: &Given) -> RawAuth {
    let text = value.text.trim();
    let (word, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    let small = word.to_ascii_lowercase();
    let rest = rest.trim();
    match small.as_str() {
        "bearer" if name.eq_ignore_ascii_case("authorization") && !rest.is_empty() => {
            RawAuth::new(RequestScheme::Bearer).part("token", value.piece(rest))
        }
        "basic" if !rest.is_empty() => {
            basic(value, rest).unwrap_or_else(|| keyed(name, "Basic ", value.piece(rest)))
        }
        "oauth" if rest.contains("oauth_signature") => one_time("OAuth 1.0a", value),
        scheme if ONE_TIME.contains(&scheme) && !rest.is_empty() => one_time(word, value),
        scheme if PREFIXES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) && !rest.is_empty() => {
            keyed(name, &format!("{word} "), value.piece(rest))
        }
        _ => keyed(name, "", value.piece(text)),
    }
}

/// A pair of name and password, parted at the first colon.
pub(super) fn pair(value: &Given) -> RawAuth {
    let (user, password) = value.text.split_once(':').unwrap_or((&value.text, ""));
    let basic = RawAuth::new(RequestScheme::Basic).part("username", value.piece(user));
    basic.part("password", value.piece(password))
}

fn basic(value: &Given, encoded: &str) -> Option<RawAuth> {
    if value.is_open() {
        let open = || value.piece(encoded);
        return Some(RawAuth::new(RequestScheme::Basic).part("username", open()).part("password", open()));
    }
    let decode = |engine: &base64::engine::GeneralPurpose| engine.decode(encoded).ok();
    let bytes = [STANDARD, STANDARD_NO_PAD, URL_SAFE].iter().find_map(decode).map(Zeroizing::new)?;
    let text = std::str::from_utf8(&bytes).ok().filter(|text| text.contains(':'))?;
    Some(pair(&Given::of(text)))
}

fn keyed(name: &str, prefix: &str, key: Given) -> RawAuth {
    let scheme = RequestScheme::Header { name: name.to_owned(), prefix: prefix.to_owned() };
    RawAuth::new(scheme).part("api_key", key)
}

/// Nothing of it can be used again, and all of it is hidden.
fn one_time(scheme: &str, value: &Given) -> RawAuth {
    RawAuth::new(RequestScheme::OneTime(scheme.to_owned())).part("header", value.piece(&value.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(text: &str) -> (RequestScheme, Vec<(&'static str, String)>) {
        let auth = read("Authorization", &Given::of(text));
        (auth.scheme, auth.parts.iter().map(|(role, given)| (*role, given.text.to_string())).collect())
    }

    #[test]
    fn each_scheme_gives_up_what_of_it_is_the_key() {
        let key = |text: &str| vec![("api_key", text.to_owned())];
        let header =
            |prefix: &str| RequestScheme::Header { name: "Authorization".into(), prefix: prefix.into() };
        assert_eq!(read_as("Bearer abc"), (RequestScheme::Bearer, vec![("token", "abc".to_owned())]));
        assert_eq!(read_as("Token abc"), (header("Token "), key("abc")));
        assert_eq!(read_as("Klaviyo-API-Key pk"), (header("Klaviyo-API-Key "), key("pk")));
        assert_eq!(read_as("abc"), (header(""), key("abc")));
        let pair = vec![("username", "anna".to_owned()), ("password", "a:b c".to_owned())];
        assert_eq!(
            read_as(&format!("Basic {}", STANDARD.encode("anna:a:b c"))),
            (RequestScheme::Basic, pair)
        );
        // A word that is no scheme may be the first of a password.
        assert_eq!(read_as("correct horse"), (header(""), key("correct horse")));
        assert_eq!(read_as("Basic klarna_key"), (header("Basic "), key("klarna_key")));
        assert!(matches!(read_as("Digest username=\"a\", response=\"b\"").0, RequestScheme::OneTime(_)));
        assert!(matches!(
            read_as("OAuth oauth_consumer_key=\"a\", oauth_signature=\"b\"").0,
            RequestScheme::OneTime(_)
        ));
    }
}
