//! The fields of a body: of a form, or of JSON by their pointers. Only their names are told, and those of secrets alone.

use serde_json::Value;

use super::raw::RawBody;
use super::shape::HIDDEN_TEXT;
use super::text::{Given, decoded};
use crate::intake::file::wipe;

/// More fields than this are not looked at.
const MOST_FIELDS: usize = 300;
/// Fields that lie deeper are not looked at.
const DEEPEST: usize = 6;
/// A larger body is not looked into.
const LARGEST: usize = 256 * 1024;

/// A body of this text.
pub(super) fn read(media_type: &str, text: &Given) -> RawBody {
    let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fields = if text.text.len() > LARGEST {
        Vec::new()
    } else if kind.ends_with("json") || (kind.is_empty() && text.text.trim_start().starts_with(['{', '['])) {
        json(text)
    } else if kind == "application/x-www-form-urlencoded" || kind.is_empty() {
        form(text)
    } else {
        Vec::new()
    };
    RawBody { media_type: media_type.to_owned(), size: text.text.len(), fields }
}

/// A field's name; one with a secret in it is not told.
fn shown(given: &Given, name: &str) -> String {
    if given.is_tainted() { HIDDEN_TEXT.to_owned() } else { name.to_owned() }
}

fn form(text: &Given) -> Vec<(String, Given)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let name = shown(&text.piece(name), &decoded(name));
        Some((name, text.piece(value).reworded(decoded(value))))
    };
    text.text.split('&').filter_map(pair).take(MOST_FIELDS).collect()
}

fn json(text: &Given) -> Vec<(String, Given)> {
    let mut fields = Vec::new();
    if let Ok(mut json) = serde_json::from_str::<Value>(&text.text) {
        walk(&json, &mut String::new(), 0, text, &mut fields);
        wipe(&mut json);
    }
    fields
}

fn walk(value: &Value, pointer: &mut String, depth: usize, text: &Given, fields: &mut Vec<(String, Given)>) {
    if fields.len() >= MOST_FIELDS || depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                let before = pointer.len();
                pointer.push('/');
                pointer.push_str(&shown(&text.piece(name), name).replace('~', "~0").replace('/', "~1"));
                walk(value, pointer, depth + 1, text, fields);
                pointer.truncate(before);
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                let before = pointer.len();
                pointer.push_str(&format!("/{at}"));
                walk(value, pointer, depth + 1, text, fields);
                pointer.truncate(before);
            }
        }
        Value::String(value) => fields.push((pointer.clone(), text.piece(value))),
        Value::Number(number) => fields.push((pointer.clone(), Given::of(&number.to_string()))),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The last name of a pointer, by which a field is judged: the entries of a list have their list's. Of a form's field, itself.
pub(super) fn last_name(field: &str) -> &str {
    let Some(pointer) = field.strip_prefix('/') else { return field };
    let is_name = |step: &&str| !step.bytes().all(|byte| byte.is_ascii_digit());
    pointer.rsplit('/').find(is_name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(media_type: &str, text: &str) -> Vec<(String, String)> {
        let body = read(media_type, &Given::of(text));
        body.fields.iter().map(|(name, value)| (name.clone(), value.text.to_string())).collect()
    }

    #[test]
    fn fields_are_found_in_forms_and_json() {
        let pairs = |list: &[(&str, &str)]| {
            list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
        };
        let form = "application/x-www-form-urlencoded";
        assert_eq!(
            names(form, "grant_type=x&client%5Fsecret=a%2Bb+c&d"),
            pairs(&[("grant_type", "x"), ("client_secret", "a+b c")])
        );
        let json = r#"{"a":{"key":"x"},"b/c":[1,{"d":"y"}],"e":null}"#;
        assert_eq!(
            names("application/json; charset=utf-8", json),
            pairs(&[("/a/key", "x"), ("/b~1c/0", "1"), ("/b~1c/1/d", "y")])
        );
        assert_eq!(names("text/xml", "<a>key</a>"), []);
        assert_eq!(names("application/json", "{\"a\":"), []);
        assert_eq!(last_name("/a/key"), "key");
        assert_eq!(last_name("/a/secrets/0"), "secrets");
        assert_eq!(last_name("key"), "key");
    }
}
