//! A signature over a text of the request, as webhooks and shops use it: Stripe's `t=…,v1=…`, GitHub's `sha256=…`,
//! Shopify's and WooCommerce's base64.

use chrono::DateTime;

use super::code::{mac, read, written};
use super::{Added, Asked, KeyHeader, Piece};
use crate::secret::SecretText;
use crate::{ErrandRefusal, HmacRecipe};

/// The name of the signature among derived values.
const SIGNATURE: &str = "signature";

/// Signs the request.
pub(in crate::errand) fn sign(recipe: &HmacRecipe, asked: &Asked<'_>) -> Result<Added, ErrandRefusal> {
    let secret = asked.part(&recipe.secret)?;
    // EXPOSE: becomes the key of the HMAC.
    let secret = read(secret.expose(), recipe.secret_encoding)?;
    let message = filled(&recipe.template, &|name| value(name, asked))?;
    // EXPOSE: signs the request's text.
    let sum = mac(recipe.digest, secret.expose(), &message);
    // EXPOSE: written as text, which goes into the header and to the masker.
    let signature = written(sum.expose(), recipe.encoding);
    let mut value = SecretText::with_capacity(recipe.format.len() + signature.len());
    let mut shown = Vec::new();
    for piece in pieces(&recipe.format) {
        match piece {
            Ok(text) => {
                value.push(text.as_bytes());
                shown.push(Piece::Text(text.to_owned()));
            }
            Err(SIGNATURE) => {
                // EXPOSE: stamped into the header it is bound to.
                value.push(signature.expose());
                shown.push(Piece::Key(SIGNATURE.to_owned()));
            }
            Err(name) => {
                let text = stamp(name, asked).ok_or(ErrandRefusal::Recipe)?;
                value.push(text.as_bytes());
                shown.push(Piece::Text(text));
            }
        }
    }
    let header = KeyHeader { name: recipe.header.clone(), value: value.into_secret(), shown };
    let mut stamps = Vec::new();
    for (name, text) in &recipe.stamps {
        let text = filled(text, &|name| stamp(name, asked).map(String::into_bytes))?;
        stamps.push((name.clone(), String::from_utf8(text).map_err(|_| ErrandRefusal::Recipe)?));
    }
    let derived = vec![(SIGNATURE.to_owned(), signature)];
    Ok(Added { headers: vec![header], stamps, derived, ..Added::default() })
}

/// What stands for a name in a signed text.
fn value(name: &str, asked: &Asked<'_>) -> Option<Vec<u8>> {
    Some(match name {
        "method" => asked.method.as_bytes().to_vec(),
        "path" => asked.url.path().as_bytes().to_vec(),
        "query" => asked.url.query().unwrap_or_default().as_bytes().to_vec(),
        "body" => asked.bytes().to_vec(),
        "host" => asked.host().into_bytes(),
        _ => stamp(name, asked)?.into_bytes(),
    })
}

/// What changes from send to send.
fn stamp(name: &str, asked: &Asked<'_>) -> Option<String> {
    Some(match name {
        "timestamp" => asked.now.to_string(),
        "date" => http_date(asked.now)?,
        "nonce" => asked.nonce.to_owned(),
        _ => return None,
    })
}

/// A moment as HTTP writes it (RFC 9110, section 5.6.7).
fn http_date(seconds: i64) -> Option<String> {
    Some(DateTime::from_timestamp(seconds, 0)?.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

/// The text with its names filled in.
pub(in crate::errand) fn filled(
    template: &str,
    value: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Vec<u8>, ErrandRefusal> {
    let mut whole = Vec::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Ok(text) => whole.extend_from_slice(text.as_bytes()),
            Err(name) => whole.extend(value(name).ok_or(ErrandRefusal::Recipe)?),
        }
    }
    Ok(whole)
}

/// Text, and as errors the names between braces.
fn pieces(template: &str) -> Vec<Result<&str, &str>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        pieces.push(Ok(before));
        pieces.push(Err(name));
        rest = tail;
    }
    pieces.push(Ok(rest));
    pieces.retain(|piece| *piece != Ok(""));
    pieces
}
