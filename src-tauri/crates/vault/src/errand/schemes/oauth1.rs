//! OAuth 1.0a (RFC 5849), with HMAC over SHA-1 or SHA-256.

use super::code::{encoded, mac, push_encoded, written};
use super::{Added, Asked, KeyHeader, Piece, host};
use crate::secret::{Secret, SecretText};
use crate::{Digest, Encoding, ErrandRefusal, Oauth1Recipe};

const SIGNATURE: &str = "signature";
const FORM: &str = "application/x-www-form-urlencoded";

/// One of the protocol's own parameters: its name, its value, and as what it is shown where it is not public.
struct Own {
    name: &'static str,
    value: Secret,
    part: Option<String>,
}

never_leaves!(Own);

/// Signs the request.
pub(in crate::errand) fn sign(recipe: &Oauth1Recipe, asked: &Asked<'_>) -> Result<Added, ErrandRefusal> {
    let mut own = own(recipe, asked)?;
    let base = base(asked, &own);
    let mut secret = SecretText::with_capacity(256);
    // EXPOSE: one half of the key that signs (section 3.4.2).
    push_encoded(&mut secret, asked.part(&recipe.consumer_secret)?.expose());
    secret.push(b"&");
    if let Some((_, token_secret)) = &recipe.token {
        // EXPOSE: the other half.
        push_encoded(&mut secret, asked.part(token_secret)?.expose());
    }
    // EXPOSE: the base string holds the consumer's key, and is signed.
    let sum = mac(recipe.digest, secret.as_bytes(), base.expose());
    // EXPOSE: written as text, which goes into the request and to the masker.
    let signature = written(sum.expose(), Encoding::Base64);
    // EXPOSE: one copy goes into the request, one to the masker.
    let copy = Secret::copy_of(signature.expose());
    own.push(Own { name: "oauth_signature", value: copy, part: Some(SIGNATURE.to_owned()) });
    let mut added = if recipe.in_query { query(own) } else { header(recipe, &own) };
    added.derived.push((SIGNATURE.to_owned(), signature));
    Ok(added)
}

fn own(recipe: &Oauth1Recipe, asked: &Asked<'_>) -> Result<Vec<Own>, ErrandRefusal> {
    let method = match recipe.digest {
        Digest::Sha1 => "HMAC-SHA1",
        Digest::Sha256 => "HMAC-SHA256",
        Digest::Sha512 => "HMAC-SHA512",
    };
    let public =
        |name: &'static str, text: &str| Own { name, value: Secret::copy_of(text.as_bytes()), part: None };
    let part = |name: &'static str, part: &str| {
        // EXPOSE: goes into the request, as RFC 5849 says.
        let value = Secret::copy_of(asked.part(part)?.expose());
        Ok(Own { name, value, part: Some(part.to_owned()) })
    };
    let mut own = vec![
        part("oauth_consumer_key", &recipe.consumer_key)?,
        public("oauth_nonce", asked.nonce),
        public("oauth_signature_method", method),
        public("oauth_timestamp", &asked.now.to_string()),
        public("oauth_version", "1.0"),
    ];
    if let Some((token, _)) = &recipe.token {
        own.push(part("oauth_token", token)?);
    }
    Ok(own)
}

/// The signature base string (section 3.4.1).
fn base(asked: &Asked<'_>, own: &[Own]) -> Secret {
    let mut pairs: Vec<(Secret, Secret)> = Vec::new();
    let mut add = |name: &[u8], value: &[u8]| {
        let [mut n, mut v] = [SecretText::with_capacity(64), SecretText::with_capacity(128)];
        push_encoded(&mut n, name);
        push_encoded(&mut v, value);
        pairs.push((n.into_secret(), v.into_secret()));
    };
    for one in own {
        // EXPOSE: becomes part of what is signed.
        add(one.name.as_bytes(), one.value.expose());
    }
    for (name, value) in asked.url.query_pairs() {
        add(name.as_bytes(), value.as_bytes());
    }
    if let Some((kind, bytes)) = asked.body
        && kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
    {
        for (name, value) in url::form_urlencoded::parse(bytes) {
            add(name.as_bytes(), value.as_bytes());
        }
    }
    // EXPOSE: put in order, as section 3.4.1.3.2 says.
    pairs.sort_by(|a, b| (a.0.expose(), a.1.expose()).cmp(&(b.0.expose(), b.1.expose())));
    let mut parameters = SecretText::with_capacity(1024);
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            parameters.push(b"&");
        }
        // EXPOSE: becomes part of what is signed.
        parameters.push(name.expose());
        parameters.push(b"=");
        // EXPOSE: as its name.
        parameters.push(value.expose());
    }
    let address = format!("{}://{}{}", asked.url.scheme(), host(asked.url), asked.url.path());
    let mut base = SecretText::with_capacity(2048);
    base.push(format!("{}&{}&", asked.method, encoded(address.as_bytes())).as_bytes());
    push_encoded(&mut base, parameters.as_bytes());
    base.into_secret()
}

/// Section 3.5.1.
fn header(recipe: &Oauth1Recipe, own: &[Own]) -> Added {
    let mut value = SecretText::with_capacity(1024);
    let mut shown = Vec::new();
    let mut lead = "OAuth ".to_owned();
    if !recipe.realm.is_empty() {
        lead.push_str(&format!("realm=\"{}\", ", recipe.realm));
    }
    for (index, one) in own.iter().enumerate() {
        lead.push_str(&format!("{}{}=\"", if index > 0 { ", " } else { "" }, one.name));
        value.push(lead.as_bytes());
        // EXPOSE: stamped into the header it is bound to.
        push_encoded(&mut value, one.value.expose());
        match &one.part {
            Some(part) => {
                shown.push(Piece::Text(std::mem::take(&mut lead)));
                shown.push(Piece::Key(part.clone()));
            }
            None => {
                // EXPOSE: a nonce, a date, a method: public.
                let text = encoded(one.value.expose());
                shown.push(Piece::Text(std::mem::take(&mut lead) + &text));
            }
        }
        value.push(b"\"");
        lead.clear();
        shown.push(Piece::Text("\"".to_owned()));
    }
    let header = KeyHeader { name: "authorization".into(), value: value.into_secret(), shown };
    Added { headers: vec![header], ..Added::default() }
}

/// Section 3.5.3.
fn query(own: Vec<Own>) -> Added {
    let query = own.into_iter().map(|one| (one.name.to_owned(), one.value, one.part)).collect();
    Added { query, ..Added::default() }
}
