//! JSON: names in their order, each once.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::{DEEPEST, Misread, Node, Scalar};

pub(super) fn read(text: &str) -> Result<Node, Misread> {
    let node: Node = serde_json::from_str(text).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Eof => {
                "The JSON ends too early: a bracket, brace or quote is open.".into()
            }
            _ if error.to_string().starts_with(TWICE) => "A name stands twice in one object.".into(),
            _ => format!("This is no JSON, at column {}.", error.column()),
        };
        Misread { line: u32::try_from(error.line()).unwrap_or(u32::MAX).max(1), what }
    })?;
    if matches!(node, Node::Value(_)) {
        return Err(Misread { line: 1, what: "It is a single value: an object or a list is needed.".into() });
    }
    if depth(&node) > DEEPEST {
        return Err(Misread { line: 1, what: format!("It is nested more than {DEEPEST} deep.") });
    }
    Ok(node)
}

pub(super) fn write(node: &Node) -> String {
    let mut text = String::new();
    push(&mut text, node, 0);
    text.push('\n');
    text
}

fn push(text: &mut String, node: &Node, depth: usize) {
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    };
    match node {
        Node::Value(Scalar::Null) => text.push_str("null"),
        Node::Value(Scalar::Bool(yes)) => text.push_str(if *yes { "true" } else { "false" }),
        Node::Value(Scalar::Number(number)) => text.push_str(&number.to_string()),
        Node::Value(Scalar::Text(value)) => text.push_str(&quoted(value)),
        Node::List(members) if members.is_empty() => text.push_str("[]"),
        Node::Group(members) if members.is_empty() => text.push_str("{}"),
        Node::List(members) => {
            for (at, member) in members.iter().enumerate() {
                text.push(if at == 0 { '[' } else { ',' });
                line(text, depth + 1);
                push(text, member, depth + 1);
            }
            line(text, depth);
            text.push(']');
        }
        Node::Group(members) => {
            for (at, (name, member)) in members.iter().enumerate() {
                text.push(if at == 0 { '{' } else { ',' });
                line(text, depth + 1);
                text.push_str(&quoted(name));
                text.push_str(": ");
                push(text, member, depth + 1);
            }
            line(text, depth);
            text.push('}');
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn depth(node: &Node) -> usize {
    match node {
        Node::Value(_) => 0,
        Node::List(members) => 1 + members.iter().map(depth).max().unwrap_or(0),
        Node::Group(members) => 1 + members.iter().map(|(_, node)| depth(node)).max().unwrap_or(0),
    }
}

/// How the error begins that [`Reader`] raises for it.
const TWICE: &str = "a name stands twice";

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Value(Scalar::Null))
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Node, E> {
        Ok(Node::Value(Scalar::Bool(yes)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Value(Scalar::Number(number.into())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Value(Scalar::Number(number.into())))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Node, E> {
        Number::from_f64(number).map(|n| Node::Value(Scalar::Number(n))).ok_or_else(|| E::custom("no number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Value(Scalar::Text(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_element()? {
            members.push(member);
        }
        Ok(Node::List(members))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut members: Vec<(String, Node)> = Vec::new();
        while let Some((name, node)) = access.next_entry::<String, Node>()? {
            if members.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom(TWICE));
            }
            members.push((name, node));
        }
        Ok(Node::Group(members))
    }
}
