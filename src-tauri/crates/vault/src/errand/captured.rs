//! Ids for taking an order back: what of an answer may be shown anyway, and nothing else.

use redaction::{Kind, Redacted, Span};
use serde_json::Value;

use crate::condition::masked_json;
use crate::masker::Masker;
use crate::{Errand, Placement};

use super::answer::{Asked, id_at};
use super::exchange::is_closed;
use super::facts::{Exchange, Message};
use super::token;

/// The ids that the errand asks for, in its order: each where the answer, masked with all that its fields tell of their values,
/// has the same plain text at the same place.
pub(super) fn ids(
    errand: &Errand,
    placement: &Placement,
    asked: &Asked<'_>,
    exchange: &Exchange,
    masker: &Masker,
) -> Vec<Option<String>> {
    let none = || vec![None; errand.captures.len()];
    // What answers a token request is the token: nobody takes that back.
    if errand.captures.is_empty() || placement.token().is_some_and(|recipe| token::is_request(recipe, errand))
    {
        return none();
    }
    let open = |body: &&Redacted| !is_closed(body);
    let response = exchange.response.as_ref().filter(|side| !side.described);
    let body = response.map(|side| &side.body).filter(open);
    let Some(shown) = body.and_then(masked_json) else { return none() };
    let id = |pointer: &String| {
        let id = asked.id(pointer)?;
        let plain = id_at(&shown, pointer).is_some_and(|shown| *shown == *id);
        let fine = plain || (is_number(&id) && names_id(pointer) && is_personal(&shown, pointer, response));
        fine.then(|| masker.public_id(&id)).flatten()
    };
    errand.captures.iter().map(id).collect()
}

fn is_number(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a field is called an id. Long numbers look like somebody's telephone number; of these alone the name decides.
fn names_id(pointer: &str) -> bool {
    let is_name = |step: &&str| !is_number(step);
    let name = pointer.rsplit('/').find(is_name).unwrap_or_default();
    name.eq_ignore_ascii_case("id") || name.ends_with("_id") || name.ends_with("Id") || name.ends_with("ID")
}

/// Whether a label for something about a person is all that is shown at a place.
fn is_personal(shown: &Value, pointer: &str, response: Option<&Message>) -> bool {
    let Some(Value::String(text)) = shown.pointer(pointer) else { return false };
    let body = response.map(|side| &side.body);
    let is_it = |body: &Redacted, span: &Span| {
        span.kind == Kind::Personal && body.text.get(span.start..span.end) == Some(text.as_str())
    };
    body.is_some_and(|body| body.spans.iter().any(|span| is_it(body, span)))
}
