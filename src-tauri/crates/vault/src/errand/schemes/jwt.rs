//! Tokens that are made and signed here: JWS in its compact form (RFC 7515), JWT (RFC 7519), and the assertion of a
//! service account (RFC 7523).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::code::{mac, written};
use super::hmac::filled;
use super::{Added, Asked, KeyHeader, Piece};
use crate::secret::{Secret, SecretText};
use crate::{Digest, Encoding, ErrandRefusal, JwtRecipe, JwtSigning};

const TOKEN: &str = "token";
/// An assertion lives as long as the request that carries it might take, and clocks may differ.
const ASSERTION_LIVES: i64 = 300;

/// Makes a token and places it.
pub(in crate::errand) fn sign(recipe: &JwtRecipe, asked: &Asked<'_>) -> Result<Added, ErrandRefusal> {
    let key = asked.part(&recipe.key)?;
    let claims = claims(recipe, asked.now)?;
    // EXPOSE: signs the token.
    let token = compact(recipe.signing, &recipe.key_id, &claims, key.expose())?;
    let mut value = SecretText::with_capacity(recipe.prefix.len() + token.len());
    value.push(recipe.prefix.as_bytes());
    // EXPOSE: stamped into the header it is bound to.
    value.push(token.expose());
    let shown = vec![Piece::Text(recipe.prefix.clone()), Piece::Key(TOKEN.to_owned())];
    let header = KeyHeader { name: recipe.header.clone(), value: value.into_secret(), shown };
    Ok(Added { headers: vec![header], derived: vec![(TOKEN.to_owned(), token)], ..Added::default() })
}

/// The claims, with `iat` and `exp` where nobody named them: a token without an end would be a key.
fn claims(recipe: &JwtRecipe, now: i64) -> Result<Value, ErrandRefusal> {
    let expires = now + i64::from(recipe.lifetime_s);
    let mut claims = Map::new();
    claims.insert("iat".into(), now.into());
    claims.insert("exp".into(), expires.into());
    for (name, template) in &recipe.claims {
        let value = match template.as_str() {
            "{now}" => now.into(),
            "{expires}" => expires.into(),
            _ => {
                let text = filled(template, &|name| {
                    Some(match name {
                        "now" => now.to_string().into_bytes(),
                        "expires" => expires.to_string().into_bytes(),
                        "uuid" => Uuid::now_v7().to_string().into_bytes(),
                        _ => return None,
                    })
                })?;
                Value::String(String::from_utf8(text).map_err(|_| ErrandRefusal::Recipe)?)
            }
        };
        claims.insert(name.clone(), value);
    }
    Ok(Value::Object(claims))
}

/// As RFC 7518, section 3.1, names it.
fn name(signing: JwtSigning) -> &'static str {
    match signing {
        JwtSigning::HS256 => "HS256",
        JwtSigning::RS256 => "RS256",
        JwtSigning::ES256 => "ES256",
    }
}

/// `HEADER.CLAIMS.SIGNATURE`.
fn compact(signing: JwtSigning, key_id: &str, claims: &Value, key: &[u8]) -> Result<Secret, ErrandRefusal> {
    let mut header = json!({ "alg": name(signing), "typ": "JWT" });
    if !key_id.is_empty() {
        header["kid"] = key_id.into();
    }
    let mut text = SecretText::with_capacity(1024);
    for (index, piece) in [header.to_string(), claims.to_string()].iter().enumerate() {
        if index > 0 {
            text.push(b".");
        }
        // EXPOSE: the head of the token.
        text.push(written(piece.as_bytes(), Encoding::Base64url).expose());
    }
    let signature = signature(signing, key, text.as_bytes())?;
    text.push(b".");
    // EXPOSE: the end of the token.
    text.push(written(signature.expose(), Encoding::Base64url).expose());
    Ok(text.into_secret())
}

/// The signature over `message` (RFC 7518, section 3).
pub(super) fn signature(signing: JwtSigning, key: &[u8], message: &[u8]) -> Result<Secret, ErrandRefusal> {
    match signing {
        JwtSigning::HS256 => Ok(mac(Digest::Sha256, key, message)),
        JwtSigning::RS256 => {
            let pair = match PrivateKeyDer::from_pem_slice(key).map_err(|_| ErrandRefusal::KeyUnreadable)? {
                PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
                PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
                _ => return Err(ErrandRefusal::KeyKind),
            };
            let pair = pair.map_err(|_| ErrandRefusal::KeyKind)?;
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                .map_err(|_| ErrandRefusal::KeyKind)?;
            Ok(Secret::new(signature))
        }
        JwtSigning::ES256 => {
            let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let pair = match PrivateKeyDer::from_pem_slice(key).map_err(|_| ErrandRefusal::KeyUnreadable)? {
                PrivateKeyDer::Pkcs8(der) => EcdsaKeyPair::from_pkcs8(curve, der.secret_pkcs8_der()),
                PrivateKeyDer::Sec1(der) => EcdsaKeyPair::from_private_key_der(curve, der.secret_sec1_der()),
                _ => return Err(ErrandRefusal::KeyKind),
            };
            let pair = pair.map_err(|_| ErrandRefusal::KeyKind)?;
            let signature = pair.sign(&SystemRandom::new(), message).map_err(|_| ErrandRefusal::KeyKind)?;
            Ok(Secret::copy_of(signature.as_ref()))
        }
    }
}

/// The assertion of a service account (RFC 7523, section 3): its file as the provider hands it out, in JSON with
/// `client_email`, `private_key_id` and `private_key`. Whom it is meant for is what the key is bound to, not what the file says.
pub(in crate::errand) fn assertion(
    account: &Secret,
    audience: &str,
    scope: &str,
    now: i64,
) -> Result<Secret, ErrandRefusal> {
    // EXPOSE: read as JSON.
    let account = Account::read(account.expose())?;
    let mut claims = json!({
        "iss": account.email, "aud": audience, "iat": now, "exp": now + ASSERTION_LIVES,
    });
    if !scope.is_empty() {
        claims["scope"] = scope.into();
    }
    compact(JwtSigning::RS256, &account.key_id, &claims, account.key.as_bytes())
}

struct Account {
    email: String,
    key_id: String,
    key: Zeroizing<String>,
}

never_leaves!(Account);

impl Account {
    fn read(file: &[u8]) -> Result<Self, ErrandRefusal> {
        let mut file: Value = serde_json::from_slice(file).map_err(|_| ErrandRefusal::KeyUnreadable)?;
        let mut text = |name: &str| match file.get_mut(name).map(Value::take) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let key = text("private_key").map(Zeroizing::new);
        let (email, key_id) = (text("client_email"), text("private_key_id"));
        crate::errand::answer::wipe(&mut file);
        Ok(Self {
            email: email.ok_or(ErrandRefusal::KeyUnreadable)?,
            key_id: key_id.unwrap_or_default(),
            key: key.ok_or(ErrandRefusal::KeyUnreadable)?,
        })
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.email.zeroize();
        self.key_id.zeroize();
    }
}
