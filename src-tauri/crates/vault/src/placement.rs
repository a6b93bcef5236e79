//! How a key is placed into a request: the whole recipe, since it stands in the keyring item's binding. Texts in here are
//! public; parts of the key are named.
//!
//! Names and forms are stored: what is added must leave what is there readable.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What a field of a Basic pair holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasicField {
    /// A part of the key, by name.
    Part(String),
    /// Fixed public text, such as the `X` that some providers want as password; may be empty.
    Fixed(String),
}

/// How a key is placed into a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// `NAME: PREFIX VALUE` for each entry; Bearer is this with `authorization` and `"Bearer "`.
    Headers(Vec<HeaderPlace>),
    /// `Authorization: Basic base64(user:password)`.
    Basic {
        /// What stands before the colon.
        user: BasicField,
        /// What stands after it.
        password: BasicField,
    },
    /// `?NAME=VALUE` for each pair of name and part.
    Query(Vec<(String, String)>),
    /// In the body, for each pair of place and part: a JSON pointer, or the name of a form's field.
    Body(Vec<(String, String)>),
    /// In the path, which is this very one, where it says `{PART}`: each part once.
    Path(String),
    /// The whole URL is this part; its origin must be one of the binding's.
    Url(String),
    /// OAuth 1.0a (RFC 5849).
    Oauth1(Oauth1Recipe),
    /// A signature over a text of the request.
    Hmac(HmacRecipe),
    /// A token that is made and signed here (RFC 7519).
    Jwt(JwtRecipe),
    /// AWS Signature Version 4.
    Sigv4(Sigv4Recipe),
    /// A token that is bought first, at another address.
    Token(TokenRecipe),
}

/// One header that carries a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderPlace {
    /// The header's name.
    pub name: String,
    /// Public text before the value, such as `Bearer `; may be empty.
    pub prefix: String,
    /// The part whose value follows.
    pub part: String,
}

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    /// SHA-1: still asked for, and sound within an HMAC.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// As they are: of a secret only.
    Text,
    /// Lower-case hex.
    Hex,
    /// RFC 4648, section 4, padded.
    Base64,
    /// RFC 4648, section 5, without padding.
    Base64url,
}

/// OAuth 1.0a: one-legged without a token, as WooCommerce wants it, or with one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oauth1Recipe {
    /// The digest of the signature.
    pub digest: Digest,
    /// The part that names the consumer.
    pub consumer_key: String,
    /// The part that signs for it.
    pub consumer_secret: String,
    /// The parts of the token and of its secret.
    pub token: Option<(String, String)>,
    /// In the query instead of the `Authorization` header.
    pub in_query: bool,
    /// For the header; may be empty.
    pub realm: String,
}

/// A signature over a text that is made of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HmacRecipe {
    /// The part that signs.
    pub secret: String,
    /// How the secret is written.
    pub secret_encoding: Encoding,
    /// The digest.
    pub digest: Digest,
    /// How the signature is written.
    pub encoding: Encoding,
    /// What is signed, with `{method}` `{path}` `{query}` `{body}` `{host}` `{timestamp}` `{date}` `{nonce}`.
    pub template: String,
    /// The header that carries it.
    pub header: String,
    /// The header's value, with `{signature}`.
    pub format: String,
    /// Further headers, with `{timestamp}` `{date}` `{nonce}`.
    pub stamps: Vec<(String, String)>,
}

/// How a JWT is signed (RFC 7518, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JwtSigning {
    /// HMAC with SHA-256; the part is the secret itself.
    HS256,
    /// RSASSA-PKCS1-v1_5 with SHA-256; the part is a private key as PEM.
    RS256,
    /// ECDSA on P-256 with SHA-256; the part is a private key as PEM.
    ES256,
}

/// A token that is made here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtRecipe {
    /// The part that signs.
    pub key: String,
    /// How.
    pub signing: JwtSigning,
    /// `kid`; may be empty.
    pub key_id: String,
    /// With `{now}` `{expires}` `{uuid}`.
    pub claims: Vec<(String, String)>,
    /// Seconds from `{now}` to `{expires}`.
    pub lifetime_s: u32,
    /// The header that carries it.
    pub header: String,
    /// Public text before it.
    pub prefix: String,
}

/// AWS Signature Version 4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sigv4Recipe {
    /// The part that names the key.
    pub access_key_id: String,
    /// The part that signs.
    pub secret_access_key: String,
    /// The part with a session's token: sent where it is held.
    pub session_token: String,
    /// Such as `eu-central-1`.
    pub region: String,
    /// Such as `execute-api`.
    pub service: String,
}

/// A token that is bought at another address, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRecipe {
    /// Where it is bought, in full; its origin stands among the binding's.
    pub url: String,
    /// How the request's body is written.
    pub form: TokenForm,
    /// The parts of a Basic pair (RFC 6749, section 2.3.1), where one is wanted.
    pub basic: Option<(String, String)>,
    /// What is sent, in order.
    pub fields: Vec<(String, TokenField)>,
    /// The part that a `refresh_token` in the answer takes the place of.
    pub rotates: Option<String>,
    /// The header that carries what was bought.
    pub header: String,
    /// Public text before it.
    pub prefix: String,
}

/// How a token request's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenForm {
    /// `application/x-www-form-urlencoded`, as RFC 6749 says.
    Form,
    /// A JSON object.
    Json,
}

/// What a field of a token request holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenField {
    /// Public text.
    Fixed(String),
    /// A part of the key.
    Part(String),
    /// An assertion (RFC 7523), signed with the key in a service account's file.
    Assertion {
        /// The part that holds the file.
        account: String,
        /// Space-separated.
        scope: String,
    },
}

/// The names that a template has in braces.
pub(crate) fn named(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

impl Placement {
    /// The parts that this placement uses.
    #[must_use]
    pub fn parts(&self) -> BTreeSet<&str> {
        match self {
            Self::Headers(places) => places.iter().map(|p| p.part.as_str()).collect(),
            Self::Basic { user, password } => [user, password]
                .into_iter()
                .filter_map(|f| match f {
                    BasicField::Part(name) => Some(name.as_str()),
                    BasicField::Fixed(_) => None,
                })
                .collect(),
            Self::Query(pairs) | Self::Body(pairs) => pairs.iter().map(|(_, part)| part.as_str()).collect(),
            Self::Path(template) => named(template).collect(),
            Self::Url(part) => [part.as_str()].into(),
            Self::Oauth1(recipe) => {
                let token = recipe.token.iter().flat_map(|(token, secret)| [token, secret]);
                [&recipe.consumer_key, &recipe.consumer_secret]
                    .into_iter()
                    .chain(token)
                    .map(String::as_str)
                    .collect()
            }
            Self::Hmac(recipe) => [recipe.secret.as_str()].into(),
            Self::Jwt(recipe) => [recipe.key.as_str()].into(),
            Self::Sigv4(recipe) => [&recipe.access_key_id, &recipe.secret_access_key, &recipe.session_token]
                .map(String::as_str)
                .into(),
            Self::Token(recipe) => recipe.parts(),
        }
    }

    /// The recipe of a token that has to be bought first.
    #[must_use]
    pub fn token(&self) -> Option<&TokenRecipe> {
        match self {
            Self::Token(recipe) => Some(recipe),
            _ => None,
        }
    }

    /// The headers that it writes, in lower case: nobody else may.
    #[must_use]
    pub fn headers(&self) -> Vec<String> {
        let lower = |name: &String| name.to_ascii_lowercase();
        match self {
            Self::Headers(places) => places.iter().map(|place| lower(&place.name)).collect(),
            Self::Hmac(recipe) => std::iter::once(&recipe.header)
                .chain(recipe.stamps.iter().map(|(name, _)| name))
                .map(lower)
                .collect(),
            Self::Jwt(recipe) => vec![lower(&recipe.header)],
            Self::Token(recipe) => vec![lower(&recipe.header)],
            Self::Sigv4(_) => {
                ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"].map(str::to_owned).to_vec()
            }
            Self::Basic { .. }
            | Self::Query(_)
            | Self::Body(_)
            | Self::Path(_)
            | Self::Url(_)
            | Self::Oauth1(_) => Vec::new(),
        }
    }
}

impl TokenRecipe {
    fn parts(&self) -> BTreeSet<&str> {
        let basic = self.basic.iter().flat_map(|(user, password)| [user.as_str(), password.as_str()]);
        let fields = self.fields.iter().filter_map(|(_, field)| match field {
            TokenField::Part(part) | TokenField::Assertion { account: part, .. } => Some(part.as_str()),
            TokenField::Fixed(_) => None,
        });
        basic.chain(fields).collect()
    }
}
