//! The schemes that sign, mint or buy: in words, and with their parts.

use url::Url;

use super::{SchemePart, plain_part};
use crate::view::{
    AuthInput, ClientAuth, HmacAlgorithm, JwtAlgorithm, Oauth1Method, Oauth1Place, SignatureEncoding,
};

/// A scheme in words, and its parts.
pub(super) fn of(auth: &AuthInput) -> (String, Vec<SchemePart>) {
    match auth {
        AuthInput::Oauth2ClientCredentials { token_url, client_auth, .. } => (
            format!("OAuth 2.0, client credentials: token from {}, {}", host(token_url), shown(*client_auth)),
            vec![client_id(), client_secret()],
        ),
        AuthInput::Oauth2RefreshToken { token_url, client_auth, .. } => (
            format!("OAuth 2.0, refresh token: token from {}, {}", host(token_url), shown(*client_auth)),
            vec![client_id(), client_secret(), plain_part("refresh_token", "Refresh token")],
        ),
        AuthInput::Oauth1 { method, token, place, .. } => oauth1(*method, *token, *place),
        AuthInput::Hmac { header, algorithm, encoding, .. } => (
            format!("HMAC-{} in {}, in the header {header}", hash(*algorithm), written(*encoding)),
            vec![plain_part("signing_secret", "Signing secret")],
        ),
        AuthInput::Jwt { algorithm, header, .. } => {
            let label = match algorithm {
                JwtAlgorithm::HS256 => "Signing secret",
                JwtAlgorithm::RS256 | JwtAlgorithm::ES256 => "Private key (PEM)",
            };
            (
                format!("JWT, signed here with {algorithm:?}, in the header {header}"),
                vec![plain_part("signing_key", label)],
            )
        }
        AuthInput::JwtGrant { token_url, .. } => (
            format!("OAuth 2.0, signed assertion: token from {}", host(token_url)),
            vec![plain_part("service_account_json", "Service account file (JSON)")],
        ),
        AuthInput::SigV4 { region, service } => {
            let session = SchemePart { optional: true, ..plain_part("session_token", "Session token") };
            (
                format!("AWS Signature Version 4 for {service} in {region}"),
                vec![
                    plain_part("access_key_id", "Access key ID"),
                    plain_part("secret_access_key", "Secret access key"),
                    session,
                ],
            )
        }
        AuthInput::Body { field } => {
            (format!("API key in the request’s body, at {field}"), vec![plain_part("api_key", "API key")])
        }
        AuthInput::Path => ("API key in the path".to_owned(), vec![plain_part("api_key", "API key")]),
        AuthInput::Provider
        | AuthInput::Header { .. }
        | AuthInput::Headers { .. }
        | AuthInput::Bearer
        | AuthInput::Basic
        | AuthInput::Query { .. }
        | AuthInput::QueryPairs { .. } => (String::new(), Vec::new()),
    }
}

fn oauth1(method: Oauth1Method, token: bool, place: Oauth1Place) -> (String, Vec<SchemePart>) {
    let mut parts =
        vec![plain_part("consumer_key", "Consumer key"), plain_part("consumer_secret", "Consumer secret")];
    if token {
        parts.push(plain_part("access_token", "Access token"));
        parts.push(plain_part("access_token_secret", "Access token secret"));
    }
    let method = match method {
        Oauth1Method::HmacSha256 => "HMAC-SHA256",
        Oauth1Method::HmacSha1 => "HMAC-SHA1",
    };
    let place = match place {
        Oauth1Place::Header => "the Authorization header",
        Oauth1Place::Query => "the query",
    };
    (format!("OAuth 1.0a: signed with {method}, in {place}"), parts)
}

fn client_id() -> SchemePart {
    plain_part("client_id", "Client ID")
}

fn client_secret() -> SchemePart {
    plain_part("client_secret", "Client secret")
}

fn host(url: &str) -> String {
    let parsed = Url::parse(url).ok();
    parsed.as_ref().and_then(Url::host_str).unwrap_or("an address that is missing").to_owned()
}

fn shown(client_auth: ClientAuth) -> &'static str {
    match client_auth {
        ClientAuth::Basic => "client as Basic pair",
        ClientAuth::Body => "client in the form",
    }
}

fn hash(algorithm: HmacAlgorithm) -> &'static str {
    match algorithm {
        HmacAlgorithm::Sha256 => "SHA256",
        HmacAlgorithm::Sha1 => "SHA1",
        HmacAlgorithm::Sha512 => "SHA512",
    }
}

fn written(encoding: SignatureEncoding) -> &'static str {
    match encoding {
        SignatureEncoding::Hex => "hex",
        SignatureEncoding::Base64 => "base64",
        SignatureEncoding::Base64url => "base64url",
    }
}
