//! One request of a collection.

use serde_json::Value;
use zeroize::Zeroizing;

use super::auth;
use super::variables::Variables;
use crate::intake::requests::body;
use crate::intake::requests::raw::{Raw, RawBody};
use crate::intake::requests::shape::{HIDDEN_TEXT, Remark, RequestFlaw};
use crate::intake::requests::text::Given;

/// Headers, arguments and fields that are read of a request.
const MOST: usize = 300;

/// A request, with the auth block that counts for it.
pub(super) fn read(request: &Value, inherited: Option<&Value>, variables: &mut Variables) -> Raw {
    let mut raw = Raw { method: "GET".to_owned(), ..Raw::default() };
    let object = match request {
        // A request may be its address alone.
        Value::String(url) => {
            raw.url = variables.fill(url);
            raw.auth = inherited.and_then(|block| auth::read(block, variables)).into_iter().collect();
            return raw;
        }
        Value::Object(object) => object,
        _ => {
            raw.flaws.push(RequestFlaw::Unreadable);
            return raw;
        }
    };
    if let Some(method) = object.get("method").and_then(Value::as_str) {
        method.clone_into(&mut raw.method);
    }
    let own = object.get("auth").filter(|auth| auth.is_object());
    raw.auth = own.or(inherited).and_then(|block| auth::read(block, variables)).into_iter().collect();
    headers(object.get("header"), variables, &mut raw);
    address(object.get("url"), variables, &mut raw);
    if let Some(body) = object.get("body") {
        read_body(body, variables, &mut raw);
    }
    raw
}

/// A text, a number or a switch, as a text.
fn text(value: Option<&Value>) -> Zeroizing<String> {
    Zeroizing::new(match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(on)) => on.to_string(),
        _ => String::new(),
    })
}

/// The pairs of a list that are not switched off.
fn pairs(list: &[Value]) -> impl Iterator<Item = (Zeroizing<String>, Zeroizing<String>)> {
    let on = |one: &&Value| one.get("disabled").and_then(Value::as_bool) != Some(true);
    list.iter().filter(on).take(MOST).map(|one| (text(one.get("key")), text(one.get("value"))))
}

/// A name that variables may stand in: one with a secret in it is not told.
fn named(given: &Given) -> String {
    if given.is_tainted() { HIDDEN_TEXT.to_owned() } else { given.text.to_string() }
}

fn headers(given: Option<&Value>, variables: &mut Variables, raw: &mut Raw) {
    match given {
        Some(Value::Array(list)) => {
            for (name, value) in pairs(list) {
                raw.headers.push((named(&variables.fill(&name)), variables.fill(&value)));
            }
        }
        // Version 2.0 allows one text.
        Some(Value::String(lines)) => {
            for (name, value) in lines.lines().take(MOST).filter_map(|line| line.split_once(':')) {
                raw.headers.push((name.trim().to_owned(), variables.fill(value.trim())));
            }
        }
        _ => {}
    }
    raw.headers.retain(|(name, _)| !name.trim().is_empty());
}

fn address(given: Option<&Value>, variables: &mut Variables, raw: &mut Raw) {
    match given {
        Some(Value::String(url)) => raw.url = variables.fill(url),
        Some(Value::Object(url)) => {
            let own = variables.mark();
            let written = from_pieces(url, variables);
            raw.url = match written {
                Some(written) => variables.fill(&written),
                None => variables.fill(&text(url.get("raw"))),
            };
            variables.back_to(own);
        }
        _ => {}
    }
}

/// The address from its pieces, which count before the text that was made of them.
fn from_pieces(url: &serde_json::Map<String, Value>, variables: &mut Variables) -> Option<Zeroizing<String>> {
    let joined = |value: &Value, between: &str| match value {
        Value::String(text) => Some(Zeroizing::new(text.clone())),
        Value::Array(list) => {
            let piece = |one: &Value| match one {
                Value::Object(_) => text(one.get("value")),
                other => text(Some(other)),
            };
            let pieces: Vec<Zeroizing<String>> = list.iter().take(MOST).map(piece).collect();
            let mut all = Zeroizing::new(String::new());
            for (at, piece) in pieces.iter().enumerate() {
                if at > 0 {
                    all.push_str(between);
                }
                all.push_str(piece);
            }
            Some(all)
        }
        _ => None,
    };
    let host = joined(url.get("host")?, ".").filter(|host| !host.is_empty())?;
    let mut written = Zeroizing::new(String::new());
    let protocol = text(url.get("protocol"));
    if !protocol.is_empty() {
        written.push_str(&protocol);
        written.push_str("://");
    }
    written.push_str(&host);
    let port = text(url.get("port"));
    if !port.is_empty() {
        written.push(':');
        written.push_str(&port);
    }
    if let Some(path) = url.get("path").and_then(|path| joined(path, "/")) {
        written.push('/');
        let given = url.get("variable").and_then(Value::as_array);
        let path = path.trim_start_matches('/');
        written.push_str(&with_path_variables(path, given.map(Vec::as_slice).unwrap_or_default(), variables));
    }
    let query = url.get("query").and_then(Value::as_array);
    for (at, (name, value)) in pairs(query.map(Vec::as_slice).unwrap_or_default()).enumerate() {
        written.push(if at == 0 { '?' } else { '&' });
        written.push_str(&name);
        written.push('=');
        written.push_str(&value);
    }
    Some(written)
}

/// `:id` in a path, with the value that the request gives it.
fn with_path_variables(path: &str, list: &[Value], variables: &mut Variables) -> Zeroizing<String> {
    let mut written = Zeroizing::new(String::new());
    for (at, segment) in path.split('/').enumerate() {
        if at > 0 {
            written.push('/');
        }
        let named = segment.strip_prefix(':').and_then(|name| {
            list.iter().take(MOST).find(|one| {
                [one.get("key"), one.get("id")].into_iter().flatten().any(|key| key.as_str() == Some(name))
            })
        });
        let value = named.map(|one| text(one.get("value"))).filter(|value| !value.is_empty());
        match value {
            // A variable of this request alone, so that what is secret of it is known as such.
            Some(value) => {
                variables.set(segment, value);
                written.push_str(&format!("{{{{{segment}}}}}"));
            }
            None => written.push_str(segment),
        }
    }
    written
}

fn read_body(given: &Value, variables: &mut Variables, raw: &mut Raw) {
    if given.get("disabled").and_then(Value::as_bool) == Some(true) {
        return;
    }
    let sent = raw.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let sent = sent.filter(|(_, value)| !value.is_tainted());
    let sent = sent.map(|(_, value)| value.text.to_string());
    let list = |name: &str| given.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    raw.body = match given.get("mode").and_then(Value::as_str) {
        Some("raw") => {
            let text = variables.fill(&text(given.get("raw")));
            let language = given.pointer("/options/raw/language").and_then(Value::as_str);
            let kind = match language {
                Some("json") => "application/json",
                Some("xml") => "application/xml",
                _ => "",
            };
            (!text.is_empty()).then(|| body::read(sent.as_deref().unwrap_or(kind), &text))
        }
        Some("graphql") => {
            let json = text(given.pointer("/graphql/variables"));
            let mut read = body::read("application/json", &variables.fill(&json));
            read.size += text(given.pointer("/graphql/query")).len();
            Some(read)
        }
        Some(mode @ ("urlencoded" | "formdata")) => {
            let fields: Vec<(String, Given)> = pairs(list(mode))
                .map(|(name, value)| (named(&variables.fill(&name)), variables.fill(&value)))
                .collect();
            let file = |one: &Value| one.get("type").and_then(Value::as_str) == Some("file");
            if list(mode).iter().take(MOST).any(file) {
                raw.remarks.insert(Remark::FileNotRead("form-data file"));
            }
            let form =
                if mode == "formdata" { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
            let size = fields.iter().map(|(name, value)| name.len() + value.text.len() + 2).sum();
            (!fields.is_empty()).then(|| RawBody { media_type: form.to_owned(), size, fields })
        }
        Some("file") => {
            raw.remarks.insert(Remark::FileNotRead("body file"));
            None
        }
        _ => None,
    };
}
