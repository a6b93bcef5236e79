//! Questions about an answer, answered before anything of it is masked. Only yes and no leave here.

use std::cell::OnceCell;

use memchr::memmem;
use reqwest::header::HeaderMap;
use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

use super::facts::Condition;

/// A longer text is no id.
const LONGEST_ID: usize = 128;

/// A body and what is asked of it.
pub(super) struct Asked<'a> {
    body: &'a [u8],
    headers: &'a HeaderMap,
    media_type: Option<&'a str>,
    json: OnceCell<Option<Value>>,
    /// The body with its ASCII letters small: many texts are looked for in it.
    lower: OnceCell<Zeroizing<Vec<u8>>>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(body: &'a [u8], headers: &'a HeaderMap, media_type: Option<&'a str>) -> Self {
        Self { body, headers, media_type, json: OnceCell::new(), lower: OnceCell::new() }
    }

    pub(super) fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Exists(pointer) => self.at(pointer).is_some(),
            Condition::Equals(pointer, value) => self.at(pointer) == Some(value),
            Condition::IsJson => self.json().is_some(),
            Condition::IsHtml => self.is_html(),
            Condition::Contains(text) => contains(self.lower(), text.as_bytes()),
            Condition::Header(name, text) => self
                .headers
                .get_all(name.as_str())
                .into_iter()
                .any(|value| contains(&lower(value.as_bytes()), text.as_bytes())),
        }
    }

    /// The text or number at the pointer, if it is as short as an id and of plain characters.
    pub(super) fn id(&self, pointer: &str) -> Option<Zeroizing<String>> {
        id_at(self.json()?, pointer)
    }

    fn at(&self, pointer: &str) -> Option<&Value> {
        self.json()?.pointer(pointer)
    }

    fn json(&self) -> Option<&Value> {
        let parse =
            || serde_json::from_slice(self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.body)).ok();
        self.json.get_or_init(parse).as_ref()
    }

    fn lower(&self) -> &[u8] {
        self.lower.get_or_init(|| lower(self.body))
    }

    fn is_html(&self) -> bool {
        if matches!(self.media_type, Some("text/html" | "application/xhtml+xml")) {
            return true;
        }
        let start = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.body).trim_ascii_start();
        ["<!doctype html", "<html"]
            .iter()
            .any(|tag| start.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag.as_bytes())))
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        if let Some(Some(value)) = self.json.get_mut() {
            wipe(value);
        }
    }
}

/// The text or number at a pointer of a document, if it is as short as an id and of plain characters.
pub(super) fn id_at(document: &Value, pointer: &str) -> Option<Zeroizing<String>> {
    let text = match document.pointer(pointer)? {
        Value::String(text) => Zeroizing::new(text.clone()),
        Value::Number(number) => Zeroizing::new(number.to_string()),
        _ => return None,
    };
    let fine = (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    fine.then_some(text)
}

fn lower(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(bytes.to_ascii_lowercase())
}

/// Whether `text` stands in what has small letters alone, ignoring the case of its ASCII letters.
fn contains(lower: &[u8], text: &[u8]) -> bool {
    if text.iter().any(u8::is_ascii_uppercase) {
        return memmem::find(lower, &text.to_ascii_lowercase()).is_some();
    }
    memmem::find(lower, text).is_some()
}

/// Wipes the texts of a document: a provider may echo the key, and then what was parsed holds a copy.
pub(crate) fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(map) => map.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ask(body: &str, media_type: Option<&str>, condition: Condition) -> bool {
        let headers = HeaderMap::from_iter([(reqwest::header::SERVER, "Cloudflare".parse().unwrap())]);
        Asked::new(body.as_bytes(), &headers, media_type).holds(&condition)
    }

    #[test]
    fn pointers_find_values() {
        let body = r#"{"account":{"plan":"live","id":7},"items":[{"a/b":null}]}"#;
        assert!(ask(body, None, Condition::Exists("/account/plan".into())));
        assert!(ask(body, None, Condition::Exists("/items/0/a~1b".into())));
        assert!(!ask(body, None, Condition::Exists("/account/name".into())));
        assert!(ask(body, None, Condition::Equals("/account/plan".into(), json!("live"))));
        assert!(ask(body, None, Condition::Equals("/account/id".into(), json!(7))));
        assert!(!ask(body, None, Condition::Equals("/account/id".into(), json!("7"))));
        assert!(!ask("not json", None, Condition::Exists(String::new())));
    }

    #[test]
    fn kinds_of_body_are_told_apart() {
        assert!(ask("\u{feff}{}", None, Condition::IsJson));
        assert!(!ask("{", Some("application/json"), Condition::IsJson));
        assert!(ask("\n <!DOCTYPE html><p>", None, Condition::IsHtml));
        assert!(ask("plain", Some("text/html"), Condition::IsHtml));
        assert!(!ask("{\"a\":\"<html>\"}", Some("application/json"), Condition::IsHtml));
        assert!(ask("{\"Error\":\"Invalid Key\"}", None, Condition::Contains("invalid key".into())));
        assert!(!ask("short", None, Condition::Contains("a longer text".into())));
    }

    #[test]
    fn headers_are_asked_about() {
        let asks =
            |name: &str, text: &str| ask("", None, Condition::Header(name.to_owned(), text.to_owned()));
        assert!(asks("server", "cloudflare") && asks("server", ""));
        assert!(!asks("server", "nginx") && !asks("x-none", "") && !asks("not a name", ""));
    }

    #[test]
    fn deep_nesting_is_no_json_and_no_crash() {
        assert!(!ask(&"[".repeat(200_000), None, Condition::IsJson));
    }
}
