//! The recipe of a scheme that a person described: what stands in the keyring item's binding, in full.

use vault::{
    Digest, Encoding, HmacRecipe, JwtRecipe, JwtSigning, Oauth1Recipe, Placement, Sigv4Recipe, TokenField,
    TokenForm, TokenRecipe,
};

use crate::view::{
    AuthInput, ClientAuth, HmacAlgorithm, JwtAlgorithm, Oauth1Method, Oauth1Place, SecretEncoding,
    SignatureEncoding,
};

/// The grant of RFC 7523.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The recipe; `None` of a scheme that is none of these.
pub(super) fn of(auth: &AuthInput) -> Option<Placement> {
    let own = |text: &str| text.to_owned();
    Some(match auth {
        AuthInput::Oauth2ClientCredentials { token_url, client_auth, scope, audience } => {
            let fields = vec![
                fixed("grant_type", "client_credentials"),
                fixed("scope", scope),
                fixed("audience", audience),
            ];
            Placement::Token(token(token_url, *client_auth, fields, None))
        }
        AuthInput::Oauth2RefreshToken { token_url, client_auth, scope } => {
            let refresh = (own("refresh_token"), TokenField::Part(own("refresh_token")));
            let fields = vec![fixed("grant_type", "refresh_token"), refresh, fixed("scope", scope)];
            Placement::Token(token(token_url, *client_auth, fields, Some("refresh_token")))
        }
        AuthInput::JwtGrant { token_url, scope } => {
            let account =
                TokenField::Assertion { account: own("service_account_json"), scope: scope.clone() };
            let fields = vec![fixed("grant_type", JWT_BEARER), (own("assertion"), account)];
            Placement::Token(TokenRecipe { basic: None, ..token(token_url, ClientAuth::Basic, fields, None) })
        }
        AuthInput::Oauth1 { method, token, place, realm } => Placement::Oauth1(Oauth1Recipe {
            digest: match method {
                Oauth1Method::HmacSha256 => Digest::Sha256,
                Oauth1Method::HmacSha1 => Digest::Sha1,
            },
            consumer_key: own("consumer_key"),
            consumer_secret: own("consumer_secret"),
            token: token.then(|| (own("access_token"), own("access_token_secret"))),
            in_query: *place == Oauth1Place::Query,
            realm: realm.clone(),
        }),
        AuthInput::Hmac { header, algorithm, encoding, template, format, secret_encoding, stamps } => {
            Placement::Hmac(HmacRecipe {
                secret: own("signing_secret"),
                secret_encoding: match secret_encoding {
                    SecretEncoding::Text => Encoding::Text,
                    SecretEncoding::Base64 => Encoding::Base64,
                    SecretEncoding::Hex => Encoding::Hex,
                },
                digest: match algorithm {
                    HmacAlgorithm::Sha256 => Digest::Sha256,
                    HmacAlgorithm::Sha1 => Digest::Sha1,
                    HmacAlgorithm::Sha512 => Digest::Sha512,
                },
                encoding: match encoding {
                    SignatureEncoding::Hex => Encoding::Hex,
                    SignatureEncoding::Base64 => Encoding::Base64,
                    SignatureEncoding::Base64url => Encoding::Base64url,
                },
                template: template.clone(),
                header: header.to_ascii_lowercase(),
                format: format.clone(),
                stamps: stamps.iter().map(|(name, text)| (name.to_ascii_lowercase(), text.clone())).collect(),
            })
        }
        AuthInput::Jwt { algorithm, claims, key_id, lifetime_s, header, prefix } => {
            Placement::Jwt(JwtRecipe {
                key: own("signing_key"),
                signing: match algorithm {
                    JwtAlgorithm::HS256 => JwtSigning::HS256,
                    JwtAlgorithm::RS256 => JwtSigning::RS256,
                    JwtAlgorithm::ES256 => JwtSigning::ES256,
                },
                key_id: key_id.clone(),
                claims: claims.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
                lifetime_s: *lifetime_s,
                header: header.to_ascii_lowercase(),
                prefix: prefix.clone(),
            })
        }
        AuthInput::SigV4 { region, service } => Placement::Sigv4(Sigv4Recipe {
            access_key_id: own("access_key_id"),
            secret_access_key: own("secret_access_key"),
            session_token: own("session_token"),
            region: region.clone(),
            service: service.clone(),
        }),
        AuthInput::Body { field } => Placement::Body(vec![(field.clone(), own("api_key"))]),
        // The rest of it is the probe's: see `Plan::of`.
        AuthInput::Path => Placement::Path(crate::address::KEY_IN_PATH.to_owned()),
        AuthInput::Provider
        | AuthInput::Header { .. }
        | AuthInput::Headers { .. }
        | AuthInput::Bearer
        | AuthInput::Basic
        | AuthInput::Query { .. }
        | AuthInput::QueryPairs { .. } => return None,
    })
}

fn fixed(name: &str, text: &str) -> (String, TokenField) {
    (name.to_owned(), TokenField::Fixed(text.to_owned()))
}

fn token(
    url: &str,
    client_auth: ClientAuth,
    mut fields: Vec<(String, TokenField)>,
    rotates: Option<&str>,
) -> TokenRecipe {
    let client = ["client_id", "client_secret"].map(str::to_owned);
    let basic = match client_auth {
        ClientAuth::Basic => Some(client.into()),
        ClientAuth::Body => {
            fields.extend(client.map(|part| (part.clone(), TokenField::Part(part))));
            None
        }
    };
    TokenRecipe {
        // As it is compared with the address of a request.
        url: url::Url::parse(url).map_or_else(|_| url.to_owned(), String::from),
        form: TokenForm::Form,
        basic,
        fields,
        rotates: rotates.map(str::to_owned),
        header: "authorization".to_owned(),
        prefix: "Bearer ".to_owned(),
    }
}
