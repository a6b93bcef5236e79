//! How a key is placed into a request, as a person describes it. Texts in here are public: what is secret is a part of the
//! key, named here and held in the keyring.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// How a key is placed into a request. Changing any of it while a key is held asks a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "scheme", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum AuthInput {
    /// The provider's own way, from the catalogue.
    Provider,
    /// `HEADER: PREFIX KEY`; the part is `api_key`.
    Header { header: String, prefix: String },
    /// 1 to 8 headers, each with a part of its own or the same part again.
    Headers { headers: Vec<HeaderInput> },
    /// `Authorization: Bearer KEY`; the part is `token`.
    Bearer,
    /// `Authorization: Basic`; the parts are `username` and `password`.
    Basic,
    /// `?NAME=KEY`; the part is `api_key`.
    Query { name: String },
    /// 1 to 8 arguments of the query, each with a part of its own or the same part again.
    QueryPairs { pairs: Vec<QueryPair> },
    /// A token bought with `client_id` and `client_secret` (RFC 6749, section 4.4), sent as `Authorization: Bearer`.
    Oauth2ClientCredentials {
        /// HTTPS, in full: where id and secret go.
        token_url: String,
        client_auth: ClientAuth,
        /// Space-separated; may be empty.
        scope: String,
        /// Asked for by some providers; may be empty.
        audience: String,
    },
    /// A token bought with `refresh_token` (RFC 6749, section 6); also `client_id` and `client_secret`. A new refresh token
    /// that the provider gives out takes the old one's place in the keyring at once.
    Oauth2RefreshToken {
        /// HTTPS, in full: where id, secret and refresh token go.
        token_url: String,
        client_auth: ClientAuth,
        /// Space-separated; may be empty.
        scope: String,
    },
    /// OAuth 1.0a (RFC 5849): the request is signed. Parts `consumer_key` and `consumer_secret`, and with `token` also
    /// `access_token` and `access_token_secret`.
    Oauth1 {
        method: Oauth1Method,
        /// Whether there is an access token: without one it is "one-legged".
        token: bool,
        place: Oauth1Place,
        /// For the header alone; may be empty.
        realm: String,
    },
    /// A signature over a text of the request with `signing_secret`.
    Hmac {
        /// Where the signature goes.
        header: String,
        algorithm: HmacAlgorithm,
        encoding: SignatureEncoding,
        /// What is signed, with `{method}` `{path}` `{query}` `{body}` `{host}` `{timestamp}` `{date}` `{nonce}`; up to
        /// 1,000 characters, several lines allowed.
        template: String,
        /// The header's value, with `{signature}`, and `{timestamp}` or `{nonce}` where wanted: `t={timestamp},v1={signature}`.
        format: String,
        /// How the secret is written: some vendors sign with the bytes that their base64 or hex text stands for.
        secret_encoding: SecretEncoding,
        /// Further public headers, such as `x-timestamp` with `{timestamp}`; up to 8.
        #[serde(default)]
        stamps: BTreeMap<String, String>,
    },
    /// A token made here and signed with `signing_key` (RFC 7519): the secret's text for HS256, a private key as PEM else.
    Jwt {
        algorithm: JwtAlgorithm,
        /// Claims beside `iat` and `exp`, which are added where they are not named. Values with `{now}` `{expires}` `{uuid}`;
        /// one that is `{now}` or `{expires}` and nothing else becomes a number. Up to 30.
        claims: BTreeMap<String, String>,
        /// The header's `kid`; may be empty.
        key_id: String,
        /// Seconds, 1 to 86,400.
        lifetime_s: u32,
        header: String,
        prefix: String,
    },
    /// A token bought with a signed assertion (RFC 7523), as for Google's service accounts: the part is
    /// `service_account_json`, the file that the provider hands out.
    JwtGrant {
        /// HTTPS, in full: where the assertion goes.
        token_url: String,
        /// Space-separated; may be empty.
        scope: String,
    },
    /// AWS Signature Version 4. Parts `access_key_id`, `secret_access_key`, and `session_token` where one is held.
    #[serde(rename = "sigv4")]
    SigV4 { region: String, service: String },
    /// In the request's body: a JSON pointer (`/auth/key`) or the name of a form's field. The part is `api_key`.
    Body { field: String },
    /// In the request's path, where the probe says `{api_key}`. The part is `api_key`.
    Path,
}

/// One of several headers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct HeaderInput {
    pub header: String,
    /// Public text before the value; may be empty.
    pub prefix: String,
    /// The part's name: a letter, then letters, digits and `_`, all lower case, up to 40.
    pub part: String,
}

/// One of several arguments of the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct QueryPair {
    /// The argument's name.
    pub name: String,
    /// The part's name, as in [`HeaderInput`].
    pub part: String,
}

/// How a client shows its id and secret to a token endpoint (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClientAuth {
    /// `Authorization: Basic`.
    #[default]
    Basic,
    /// Two fields of the form.
    Body,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Oauth1Method {
    #[default]
    HmacSha256,
    HmacSha1,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Oauth1Place {
    #[default]
    Header,
    Query,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HmacAlgorithm {
    #[default]
    Sha256,
    Sha1,
    Sha512,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignatureEncoding {
    #[default]
    Hex,
    Base64,
    Base64url,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SecretEncoding {
    #[default]
    Text,
    Base64,
    Hex,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum JwtAlgorithm {
    #[default]
    HS256,
    RS256,
    ES256,
}
