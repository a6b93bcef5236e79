//! Forms: one `name=value` a line in the template, `application/x-www-form-urlencoded` when sent. Names in brackets are read
//! as PHP and Rails do: `line_items[0][name]`.

use serde_json::{Map, Value};
use url::form_urlencoded::Serializer;

use super::{DEEPEST, Misread, Node, Scalar, Step};

pub(super) fn read(text: &str) -> Result<Node, Misread> {
    let mut pairs = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let misread = |what: &str| Misread { line, what: what.to_owned() };
        let (name, value) =
            text.split_once('=').ok_or_else(|| misread("A form has one name=value a line."))?;
        let name = name.trim();
        if name.is_empty() {
            return Err(misread("There is no name before the =."));
        }
        if steps(name).len() > DEEPEST {
            return Err(misread("The name has too many brackets."));
        }
        pairs.push((name.to_owned(), Node::Value(Scalar::Text(value.trim().to_owned()))));
    }
    if pairs.is_empty() {
        return Err(Misread { line: 1, what: "There is no field in it.".into() });
    }
    Ok(Node::Group(pairs))
}

pub(super) fn write(node: &Node) -> String {
    let mut text = Serializer::new(String::new());
    for (name, value) in pairs(node) {
        text.append_pair(name, value);
    }
    text.finish()
}

/// `line_items[0][name]` is a name, a number, a name; what has no matching brackets is one name.
pub(super) fn steps(name: &str) -> Vec<Step> {
    let whole = || vec![Step::Name(name.to_owned())];
    let Some((first, mut rest)) = name.find('[').map(|at| name.split_at(at)) else { return whole() };
    if first.is_empty() {
        return whole();
    }
    let mut steps = vec![Step::Name(first.to_owned())];
    while !rest.is_empty() {
        let Some((inner, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            return whole();
        };
        steps.push(match inner {
            "" => Step::Index(None),
            number if number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit()) => {
                Step::Index(number.parse().ok())
            }
            name => Step::Name(name.to_owned()),
        });
        rest = after;
    }
    steps
}

/// As the receiver would nest it. Every value is text.
pub(super) fn as_json(node: &Node) -> Value {
    let mut root = Value::Object(Map::new());
    for (name, value) in pairs(node) {
        place(&mut root, &steps(name), value);
    }
    root
}

fn place(at: &mut Value, steps: &[Step], value: &str) {
    let Some((step, rest)) = steps.split_first() else {
        *at = Value::String(value.to_owned());
        return;
    };
    match step {
        Step::Name(name) => {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            if let Value::Object(group) = at {
                place(group.entry(name.clone()).or_insert(Value::Null), rest, value);
            }
        }
        Step::Index(index) => {
            if !at.is_array() {
                *at = Value::Array(Vec::new());
            }
            if let Value::Array(list) = at {
                let index = index.unwrap_or(list.len()).min(list.len());
                if index == list.len() {
                    list.push(Value::Null);
                }
                place(&mut list[index], rest, value);
            }
        }
    }
}

fn pairs(node: &Node) -> impl Iterator<Item = (&str, &str)> {
    let members = if let Node::Group(members) = node { members.as_slice() } else { &[] };
    members.iter().map(|(name, node)| match node {
        Node::Value(Scalar::Text(text)) => (name.as_str(), text.as_str()),
        _ => (name.as_str(), ""),
    })
}
