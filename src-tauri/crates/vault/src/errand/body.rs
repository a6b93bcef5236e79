//! A body that carries a part of the key: JSON at a pointer (RFC 6901), or a form's field.

use serde_json::{Map, Value};

use super::answer::wipe;
use crate::secret::{Secret, SecretText};
use crate::{Body, ErrandRefusal};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A body in which places are filled.
pub(super) enum Filled {
    Json { media_type: String, value: Value },
    Form { media_type: String, text: SecretText },
}

impl Filled {
    /// The errand's body, or an empty one of the kind that the first place says.
    pub(super) fn of(body: Option<&Body>, places: &[(String, String)]) -> Result<Self, ErrandRefusal> {
        let pointer = places.first().is_some_and(|(place, _)| place.starts_with('/'));
        let essence =
            |body: &Body| body.media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match (body, pointer) {
            (None, true) => Ok(Self::Json { media_type: JSON.to_owned(), value: Value::Object(Map::new()) }),
            (None, false) => {
                Ok(Self::Form { media_type: FORM.to_owned(), text: SecretText::with_capacity(256) })
            }
            (Some(body), true) if essence(body) == JSON || essence(body).ends_with("+json") => {
                let value = serde_json::from_slice(&body.bytes).map_err(|_| ErrandRefusal::NoPlace)?;
                Ok(Self::Json { media_type: body.media_type.clone(), value })
            }
            (Some(body), false) if essence(body) == FORM => {
                let mut text = SecretText::with_capacity(body.bytes.len() + 256);
                text.push(&body.bytes);
                Ok(Self::Form { media_type: body.media_type.clone(), text })
            }
            (Some(_), _) => Err(ErrandRefusal::NoPlace),
        }
    }

    /// Puts a value in its place.
    pub(super) fn put(&mut self, place: &str, value: &[u8]) -> Result<(), ErrandRefusal> {
        match self {
            Self::Json { value: whole, .. } => {
                let slot = place.strip_prefix('/').and_then(|rest| slot(whole, rest));
                let slot = slot.ok_or(ErrandRefusal::NoPlace)?;
                let text = std::str::from_utf8(value).map_err(|_| ErrandRefusal::Unplaceable)?;
                *slot = Value::String(text.to_owned());
            }
            Self::Form { text, .. } => {
                if place.starts_with('/') {
                    return Err(ErrandRefusal::NoPlace);
                }
                push_pair(text, place.as_bytes(), value);
            }
        }
        Ok(())
    }

    /// Its media type and bytes.
    pub(super) fn finish(mut self) -> Result<(String, Secret), ErrandRefusal> {
        match &mut self {
            Self::Json { media_type, value } => {
                let bytes = serde_json::to_vec(value).map_err(|_| ErrandRefusal::NoPlace);
                wipe(value);
                Ok((std::mem::take(media_type), Secret::new(bytes?)))
            }
            Self::Form { media_type, text } => {
                let text = std::mem::replace(text, SecretText::with_capacity(0));
                Ok((std::mem::take(media_type), text.into_secret()))
            }
        }
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        if let Self::Json { value, .. } = self {
            wipe(value);
        }
    }
}

/// Where a pointer leads; objects that are missing on the way are made.
fn slot<'v>(whole: &'v mut Value, pointer: &str) -> Option<&'v mut Value> {
    pointer.split('/').try_fold(whole, |at, step| {
        let name = step.replace("~1", "/").replace("~0", "~");
        match at {
            Value::Object(map) => Some(map.entry(name).or_insert_with(|| Value::Object(Map::new()))),
            Value::Array(list) => list.get_mut(name.parse::<usize>().ok()?),
            _ => None,
        }
    })
}

/// Adds a pair to a form.
pub(super) fn push_pair(form: &mut SecretText, name: &[u8], value: &[u8]) {
    if !form.as_bytes().is_empty() {
        form.push(b"&");
    }
    for (index, text) in [name, value].into_iter().enumerate() {
        if index > 0 {
            form.push(b"=");
        }
        for piece in url::form_urlencoded::byte_serialize(text) {
            form.push(piece.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(body: Option<&str>, kind: &str, place: &str) -> Result<(String, String), ErrandRefusal> {
        let body = body.map(|text| Body {
            media_type: kind.into(),
            bytes: text.as_bytes().to_vec(),
            written: text.into(),
        });
        let mut filled = Filled::of(body.as_ref(), &[(place.into(), "api_key".into())])?;
        filled.put(place, b"a \"made-up\" value")?;
        let (kind, bytes) = filled.finish()?;
        // EXPOSE: a test reads made-up text.
        Ok((kind, String::from_utf8(bytes.expose().to_vec()).unwrap()))
    }

    #[test]
    fn a_pointer_finds_its_place_or_makes_it() {
        let value = r#""a \"made-up\" value""#;
        let of =
            |body: Option<&str>, place: &str| filled(body, "application/json", place).map(|(_, text)| text);
        assert_eq!(of(None, "/auth/key"), Ok(format!(r#"{{"auth":{{"key":{value}}}}}"#)));
        assert_eq!(of(Some(r#"{"a":[{"k":1}]}"#), "/a/0/k"), Ok(format!(r#"{{"a":[{{"k":{value}}}]}}"#)));
        assert_eq!(of(Some(r#"{"a":{}}"#), "/a/x~1y"), Ok(format!(r#"{{"a":{{"x/y":{value}}}}}"#)));
        assert_eq!(of(Some(r#"{"a":1}"#), "/a/b"), Err(ErrandRefusal::NoPlace));
        assert_eq!(of(Some(r#"{"a":[]}"#), "/a/0"), Err(ErrandRefusal::NoPlace));
        assert_eq!(of(Some("no json"), "/a"), Err(ErrandRefusal::NoPlace));
        assert_eq!(filled(Some("a=1"), FORM, "/a"), Err(ErrandRefusal::NoPlace));
    }

    #[test]
    fn a_form_gets_one_more_field() {
        let value = "a+%22made-up%22+value";
        assert_eq!(filled(None, "", "api_key"), Ok((FORM.to_owned(), format!("api_key={value}"))));
        assert_eq!(filled(Some("a=1"), FORM, "key"), Ok((FORM.to_owned(), format!("a=1&key={value}"))));
        assert_eq!(filled(Some("{}"), JSON, "key"), Err(ErrandRefusal::NoPlace));
    }
}
