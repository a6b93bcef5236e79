//! AWS Signature Version 4, as its documentation describes it: canonical request, string to sign, signing key.

use chrono::DateTime;
use percent_encoding::percent_decode_str;
use sha2::{Digest as _, Sha256};

use super::code::{encoded, hex, mac};
use super::{Added, Asked, KeyHeader, Piece};
use crate::secret::{Secret, SecretText};
use crate::{Digest, ErrandRefusal, Sigv4Recipe};

const SIGNATURE: &str = "signature";
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Signs the request.
pub(in crate::errand) fn sign(recipe: &Sigv4Recipe, asked: &Asked<'_>) -> Result<Added, ErrandRefusal> {
    let moment = DateTime::from_timestamp(asked.now, 0).ok_or(ErrandRefusal::Recipe)?;
    let (date, stamp) = (moment.format("%Y%m%d").to_string(), moment.format("%Y%m%dT%H%M%SZ").to_string());
    let scope = format!("{date}/{}/{}/aws4_request", recipe.region, recipe.service);
    let payload = sha256_hex(asked.bytes());
    let session = asked.item.part(&recipe.session_token);
    // Everything that is signed beside the session's token is public.
    let mut public = vec![("host", asked.host()), ("x-amz-date", stamp.clone())];
    if let Some((kind, _)) = asked.body {
        public.push(("content-type", kind.to_owned()));
    }
    if recipe.service == "s3" {
        public.push(("x-amz-content-sha256", payload.clone()));
    }
    let (canonical, signed) = canonical(recipe, asked, &public, session, &payload);
    // EXPOSE: the canonical request holds the session's token; its hash is signed.
    let hashed = sha256_hex(canonical.expose());
    let to_sign = format!("{ALGORITHM}\n{stamp}\n{scope}\n{hashed}");
    let key = signing_key(recipe, asked, &date)?;
    // EXPOSE: signs the request.
    let sum = mac(Digest::Sha256, key.expose(), to_sign.as_bytes());
    // EXPOSE: written as text, which goes into the header and to the masker.
    let signature = hex(sum.expose());
    let mut added = Added::default();
    added.headers.push(authorization(recipe, asked, &scope, &signed, &signature)?);
    let stamps = public.into_iter().filter(|(name, _)| name.starts_with("x-amz-"));
    added.stamps.extend(stamps.map(|(name, value)| (name.to_owned(), value)));
    if let Some(token) = session {
        added.headers.push(KeyHeader {
            name: "x-amz-security-token".to_owned(),
            // EXPOSE: stamped into the header it is bound to.
            value: Secret::copy_of(token.expose()),
            shown: vec![Piece::Key(recipe.session_token.clone())],
        });
    }
    added.derived.push((SIGNATURE.to_owned(), signature));
    Ok(added)
}

/// The canonical request and the names of the headers that are signed.
fn canonical(
    recipe: &Sigv4Recipe,
    asked: &Asked<'_>,
    public: &[(&str, String)],
    session: Option<&Secret>,
    payload: &str,
) -> (Secret, String) {
    let mut lines: Vec<(&str, &[u8])> =
        public.iter().map(|(name, value)| (*name, value.as_bytes().trim_ascii())).collect();
    if let Some(token) = session {
        // EXPOSE: signed as a header.
        lines.push(("x-amz-security-token", token.expose().trim_ascii()));
    }
    lines.sort_unstable_by_key(|(name, _)| *name);
    let signed = lines.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let mut text = SecretText::with_capacity(2048);
    let head = format!("{}\n{}\n{}\n", asked.method, path(recipe, asked), query(asked));
    text.push(head.as_bytes());
    for (name, value) in lines {
        text.push(name.as_bytes());
        text.push(b":");
        text.push(value);
        text.push(b"\n");
    }
    text.push(format!("\n{signed}\n{payload}").as_bytes());
    (text.into_secret(), signed)
}

/// Each segment encoded: once for S3, twice for all others.
fn path(recipe: &Sigv4Recipe, asked: &Asked<'_>) -> String {
    let segments = asked.url.path().split('/').map(|segment| {
        let plain: Vec<u8> = percent_decode_str(segment).collect();
        let once = encoded(&plain);
        if recipe.service == "s3" { once } else { encoded(once.as_bytes()) }
    });
    segments.collect::<Vec<_>>().join("/")
}

fn query(asked: &Asked<'_>) -> String {
    let query = asked.url.query().unwrap_or_default();
    let pair = |text: &str| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let anew = |text: &str| encoded(&percent_decode_str(text).collect::<Vec<u8>>());
        (anew(name), anew(value))
    };
    let mut pairs: Vec<_> = query.split('&').filter(|text| !text.is_empty()).map(pair).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn signing_key(recipe: &Sigv4Recipe, asked: &Asked<'_>, date: &str) -> Result<Secret, ErrandRefusal> {
    let mut first = SecretText::with_capacity(64);
    first.push(b"AWS4");
    // EXPOSE: the first key of the chain.
    first.push(asked.part(&recipe.secret_access_key)?.expose());
    let mut key = first.into_secret();
    for step in [date, &recipe.region, &recipe.service, "aws4_request"] {
        // EXPOSE: each key of the chain makes the next.
        key = mac(Digest::Sha256, key.expose(), step.as_bytes());
    }
    Ok(key)
}

fn authorization(
    recipe: &Sigv4Recipe,
    asked: &Asked<'_>,
    scope: &str,
    signed: &str,
    signature: &Secret,
) -> Result<KeyHeader, ErrandRefusal> {
    let (lead, rest) =
        (format!("{ALGORITHM} Credential="), format!("/{scope}, SignedHeaders={signed}, Signature="));
    let mut value = SecretText::with_capacity(512);
    value.push(lead.as_bytes());
    // EXPOSE: stamped into the header it is bound to.
    value.push(asked.part(&recipe.access_key_id)?.expose());
    value.push(rest.as_bytes());
    // EXPOSE: as above.
    value.push(signature.expose());
    let shown = vec![
        Piece::Text(lead),
        Piece::Key(recipe.access_key_id.clone()),
        Piece::Text(rest),
        Piece::Key(SIGNATURE.to_owned()),
    ];
    Ok(KeyHeader { name: "authorization".to_owned(), value: value.into_secret(), shown })
}

fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
