//! Schemes that sign the request, or a token that goes with it.

use std::collections::BTreeMap;

use engine::view::{
    AuthInput, HmacAlgorithm, JwtAlgorithm, Oauth1Method, Oauth1Place, SecretEncoding, SignatureEncoding,
};
use loopback::{Check, Digest, Jwt, Oauth1, Signature, Signing, Sigv4, Verifying, Written};
use serde_json::json;

use super::{Column, custom, key};

pub(super) fn columns() -> Vec<Column> {
    vec![
        oauth1_header(),
        oauth1_query(),
        hmac_stamped(),
        hmac_base64(),
        jwt("jwt_hs256", JwtAlgorithm::HS256),
        jwt("jwt_rs256", JwtAlgorithm::RS256),
        jwt("jwt_es256", JwtAlgorithm::ES256),
        sigv4(),
    ]
}

/// One-legged, as WooCommerce wants it.
fn oauth1_header() -> Column {
    let (consumer_key, consumer_secret) = (key("ck_"), key("cs_"));
    let auth = AuthInput::Oauth1 {
        method: Oauth1Method::HmacSha256,
        token: false,
        place: Oauth1Place::Header,
        realm: String::new(),
    };
    let keys = vec![("consumer_key", consumer_key.clone()), ("consumer_secret", consumer_secret.clone())];
    let check =
        Oauth1 { digest: Digest::Sha256, in_query: false, consumer_key, consumer_secret, token: None };
    custom("oauth1_header", auth, keys, Check::Oauth1(check))
}

/// With a token, in the query.
fn oauth1_query() -> Column {
    let [consumer_key, consumer_secret, token, token_secret] = std::array::from_fn(|_| key(""));
    let auth = AuthInput::Oauth1 {
        method: Oauth1Method::HmacSha1,
        token: true,
        place: Oauth1Place::Query,
        realm: String::new(),
    };
    let keys = vec![
        ("consumer_key", consumer_key.clone()),
        ("consumer_secret", consumer_secret.clone()),
        ("access_token", token.clone()),
        ("access_token_secret", token_secret.clone()),
    ];
    let token = Some((token, token_secret));
    let check = Oauth1 { digest: Digest::Sha1, in_query: true, consumer_key, consumer_secret, token };
    custom("oauth1_query", auth, keys, Check::Oauth1(check))
}

/// Time and signature in one header, as Stripe's webhooks have them.
fn hmac_stamped() -> Column {
    let secret = key("");
    let (template, form) = ("{timestamp}.{method}.{path}?{query}", "t={timestamp},v1={signature}");
    let auth = AuthInput::Hmac {
        header: "X-Signature".into(),
        algorithm: HmacAlgorithm::Sha256,
        encoding: SignatureEncoding::Hex,
        template: template.into(),
        format: form.into(),
        secret_encoding: SecretEncoding::Text,
        stamps: BTreeMap::new(),
    };
    let check = Signature {
        header: "x-signature".into(),
        digest: Digest::Sha256,
        written: Written::Hex,
        secret: secret.clone().into_bytes(),
        template: template.into(),
        form: form.into(),
        stamps: Vec::new(),
    };
    custom("hmac_stamped", auth, vec![("signing_secret", secret)], Check::Signature(check))
}

/// Base64 in one header, time and nonce in others.
fn hmac_base64() -> Column {
    let secret = key("");
    let template = "{method}\n{host}\n{path}\n{timestamp}\n{nonce}\n{body}";
    let stamps = [("x-timestamp", "{timestamp}"), ("x-nonce", "{nonce}")];
    let auth = AuthInput::Hmac {
        header: "Authorization".into(),
        algorithm: HmacAlgorithm::Sha512,
        encoding: SignatureEncoding::Base64,
        template: template.into(),
        format: "Signature {signature}".into(),
        secret_encoding: SecretEncoding::Text,
        stamps: stamps.iter().map(|(name, form)| ((*name).into(), (*form).into())).collect(),
    };
    let check = Signature {
        header: "authorization".into(),
        digest: Digest::Sha512,
        written: Written::Base64,
        secret: secret.clone().into_bytes(),
        template: template.into(),
        form: "Signature {signature}".into(),
        stamps: stamps.iter().map(|(name, form)| ((*name).into(), (*form).into())).collect(),
    };
    custom("hmac_base64", auth, vec![("signing_secret", secret)], Check::Signature(check))
}

fn jwt(name: &'static str, algorithm: JwtAlgorithm) -> Column {
    let (signing_key, verifying) = match algorithm {
        JwtAlgorithm::HS256 => {
            let secret = key("");
            (secret.clone(), Verifying::Hs256(secret.into_bytes()))
        }
        JwtAlgorithm::RS256 => {
            let pair = Signing::rsa().unwrap();
            (pair.pem, pair.verifying)
        }
        JwtAlgorithm::ES256 => {
            let pair = Signing::p256().unwrap();
            (pair.pem, pair.verifying)
        }
    };
    let auth = AuthInput::Jwt {
        algorithm,
        claims: BTreeMap::from([("iss".into(), "keyrack-tests".into()), ("jti".into(), "{uuid}".into())]),
        key_id: "key-1".into(),
        lifetime_s: 120,
        header: "Authorization".into(),
        prefix: "Bearer ".into(),
    };
    let claims = vec![("iss".to_owned(), json!("keyrack-tests"))];
    let check = Jwt { header: "authorization".into(), prefix: "Bearer ".into(), verifying, claims };
    custom(name, auth, vec![("signing_key", signing_key)], Check::Jwt(check))
}

fn sigv4() -> Column {
    let [access_key_id, secret_access_key, session] = std::array::from_fn(|_| key(""));
    let auth = AuthInput::SigV4 { region: "eu-central-1".into(), service: "execute-api".into() };
    let keys = vec![
        ("access_key_id", access_key_id.clone()),
        ("secret_access_key", secret_access_key.clone()),
        ("session_token", session.clone()),
    ];
    let check = Sigv4 {
        access_key_id,
        secret_access_key,
        session_token: Some(session),
        region: "eu-central-1".into(),
        service: "execute-api".into(),
    };
    custom("sigv4", auth, keys, Check::Sigv4(check))
}
