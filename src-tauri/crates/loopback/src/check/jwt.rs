//! Tokens that the client makes and signs (RFC 7515, RFC 7519), and key pairs to sign them with.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::text::{Digest, mac};
use crate::seen::Seen;

/// What a token's signature is checked with.
#[derive(Clone)]
pub enum Verifying {
    /// HMAC with SHA-256 and this secret.
    Hs256(Vec<u8>),
    /// RSA with SHA-256; the public key as PKCS#1.
    Rs256(Vec<u8>),
    /// ECDSA on P-256; the public key as a point.
    Es256(Vec<u8>),
}

/// A key pair, made here.
pub struct Signing {
    /// The private key, as PEM (PKCS#8).
    pub pem: String,
    /// What its signatures are checked with.
    pub verifying: Verifying,
}

impl Signing {
    /// RSA of 2,048 bits.
    ///
    /// # Errors
    /// When none can be made.
    pub fn rsa() -> io::Result<Self> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(io::Error::other)?;
        let private = pair.as_der().map_err(io::Error::other)?;
        let verifying = Verifying::Rs256(pair.public_key().as_ref().to_vec());
        Ok(Self { pem: pem(private.as_ref()), verifying })
    }

    /// ECDSA on P-256.
    ///
    /// # Errors
    /// When none can be made.
    pub fn p256() -> io::Result<Self> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(io::Error::other)?;
        let private = pair.to_pkcs8v1().map_err(io::Error::other)?;
        let verifying = Verifying::Es256(pair.public_key().as_ref().to_vec());
        Ok(Self { pem: pem(private.as_ref()), verifying })
    }
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
    let label = "PRIVATE KEY";
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Where a token is expected, and what it must say.
#[derive(Clone)]
pub struct Jwt {
    /// The header, in any case.
    pub header: String,
    /// What stands before the token.
    pub prefix: String,
    /// What its signature is checked with.
    pub verifying: Verifying,
    /// Claims that it must have.
    pub claims: Vec<(String, Value)>,
}

impl Jwt {
    pub(super) fn passes(&self, asked: &Seen) -> bool {
        let token = asked.header(&self.header).and_then(|value| value.strip_prefix(self.prefix.as_str()));
        token.is_some_and(|token| self.verifying.accepts(token, &self.claims))
    }
}

impl Verifying {
    /// Whether `token` is signed so, good now, and says what `expected` says.
    pub(super) fn accepts(&self, token: &str, expected: &[(String, Value)]) -> bool {
        let Some((signed, signature)) = token.rsplit_once('.') else { return false };
        let Some((head, claims)) = signed.split_once('.') else { return false };
        let read = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let json = |text: &str| read(text).and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let (Some(head), Some(claims), Some(signature)) = (json(head), json(claims), read(signature)) else {
            return false;
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let issued = claims["iat"].as_u64().is_some_and(|at| at <= now + 60);
        let good = claims["exp"].as_u64().is_some_and(|at| at > now);
        let says = expected.iter().all(|(name, value)| claims.get(name) == Some(value));
        issued && good && says && self.is_signed(&head, signed.as_bytes(), &signature)
    }

    fn is_signed(&self, head: &Value, signed: &[u8], signature: &[u8]) -> bool {
        let (name, good) = match self {
            Self::Hs256(secret) => ("HS256", mac(Digest::Sha256, secret, signed) == signature),
            Self::Rs256(key) => {
                let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key);
                ("RS256", key.verify(signed, signature).is_ok())
            }
            Self::Es256(key) => {
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
                ("ES256", key.verify(signed, signature).is_ok())
            }
        };
        head["alg"] == name && good
    }
}
