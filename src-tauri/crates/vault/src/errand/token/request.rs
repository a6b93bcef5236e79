//! A token request: what of the key goes where.

use serde_json::{Map, Value};

use crate::errand::answer::wipe;
use crate::errand::body::push_pair;
use crate::errand::place::{self, Placed, basic_header};
use crate::errand::schemes::{FINDABLE, jwt};
use crate::keyring::item::Item;
use crate::secret::{Secret, SecretText};
use crate::{Errand, ErrandRefusal, TokenField, TokenForm, TokenRecipe};

/// The token request with the key in its places.
pub(super) fn request(recipe: &TokenRecipe, errand: &Errand, item: &Item) -> Result<Placed, ErrandRefusal> {
    let mut placed = place::bare(errand, item)?;
    let part = |name: &str| item.part(name).ok_or(ErrandRefusal::PartMissing);
    if let Some((user, password)) = &recipe.basic {
        let mut pair = SecretText::with_capacity(256);
        for (index, name) in [user, password].into_iter().enumerate() {
            if index > 0 {
                pair.push(b":");
            }
            // EXPOSE: becomes one side of the Basic pair, written as RFC 6749 says.
            for piece in url::form_urlencoded::byte_serialize(part(name)?.expose()) {
                pair.push(piece.as_bytes());
            }
        }
        let pair = pair.into_secret();
        placed.stamp(basic_header(&pair, &format!("{user}+{password}"))?)?;
        placed.derived.push(("client pair".to_owned(), pair));
    }
    let mut fields: Vec<(&str, Secret)> = Vec::new();
    for (name, field) in &recipe.fields {
        let value = match field {
            TokenField::Fixed(text) if text.is_empty() => continue,
            TokenField::Fixed(text) => Secret::copy_of(text.as_bytes()),
            TokenField::Part(name) => {
                // EXPOSE: stamped into the field that it is bound to; what is too short to be found again is not.
                let value = part(name)?.expose();
                if value.trim_ascii().len() < FINDABLE {
                    return Err(ErrandRefusal::Unplaceable);
                }
                Secret::copy_of(value)
            }
            TokenField::Assertion { account, scope } => {
                let assertion = jwt::assertion(part(account)?, &recipe.url, scope, errand.now)?;
                // EXPOSE: one copy is sent, one goes to the masker.
                placed.derived.push(("assertion".to_owned(), Secret::copy_of(assertion.expose())));
                assertion
            }
        };
        fields.push((name, value));
    }
    let (media_type, bytes) = match recipe.form {
        TokenForm::Form => ("application/x-www-form-urlencoded", form(&fields)),
        TokenForm::Json => ("application/json", json(&fields)?),
    };
    placed.set_body(media_type.to_owned(), bytes)?;
    Ok(placed)
}

fn form(fields: &[(&str, Secret)]) -> Secret {
    let mut text = SecretText::with_capacity(512);
    for (name, value) in fields {
        // EXPOSE: written into the body of the token request.
        push_pair(&mut text, name.as_bytes(), value.expose());
    }
    text.into_secret()
}

fn json(fields: &[(&str, Secret)]) -> Result<Secret, ErrandRefusal> {
    let mut map = Map::new();
    for (name, value) in fields {
        // EXPOSE: written into the body of the token request.
        let text = std::str::from_utf8(value.expose()).map_err(|_| ErrandRefusal::Unplaceable)?;
        map.insert((*name).to_owned(), Value::String(text.to_owned()));
    }
    let mut whole = Value::Object(map);
    let bytes = serde_json::to_vec(&whole);
    wipe(&mut whole);
    Ok(Secret::new(bytes.map_err(|_| ErrandRefusal::Unplaceable)?))
}
