//! A document, whatever its format: names, lists and values in the order in which they stand. What leaves is written from
//! this tree alone, so that nothing of the text that was read leaves by the way.

mod form;
mod json;
mod xml;

use serde_json::{Map, Number, Value};

use super::path::{FieldPath, Step};
use crate::view::PayloadFormat;

/// Deeper documents are refused.
pub(super) const DEEPEST: usize = 32;
/// Documents with more values are refused.
pub(super) const MOST_VALUES: usize = 2_000;
/// The text of an element of markup.
const TEXT: &str = "#text";

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
}

/// A node of a document. A group may have a name twice where its format lets it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Value(Scalar),
    List(Vec<Node>),
    Group(Vec<(String, Node)>),
}

/// Why a text is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misread {
    /// From 1.
    pub(super) line: u32,
    pub(super) what: String,
}

/// A document of this format.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    pub(super) format: PayloadFormat,
    pub(super) root: Node,
}

impl Document {
    /// Reads `text`.
    pub(super) fn read(format: PayloadFormat, text: &str) -> Result<Self, Misread> {
        let root = match format {
            PayloadFormat::Json => json::read(text)?,
            PayloadFormat::Form => form::read(text)?,
            PayloadFormat::Xml => xml::read(text)?,
        };
        let values = count(&root);
        if values > MOST_VALUES {
            return Err(Misread { line: 1, what: format!("It has more than {MOST_VALUES} values.") });
        }
        Ok(Self { format, root })
    }

    /// As it is sent.
    pub(super) fn write(&self) -> String {
        match self.format {
            PayloadFormat::Json => json::write(&self.root),
            PayloadFormat::Form => form::write(&self.root),
            PayloadFormat::Xml => xml::write(&self.root),
        }
    }

    /// The document with each value as `treat` has it; what it answers `None` to is left out, and so is a group or list of
    /// which nothing is left. `None`: nothing is left at all.
    pub(super) fn treated(
        &self,
        treat: &mut dyn FnMut(&FieldPath, &Scalar) -> Option<Scalar>,
    ) -> Option<Self> {
        let mut walk = Walk { format: self.format, treat };
        let root = walk.node(&self.root, &mut FieldPath::default())?;
        Some(Self { format: self.format, root })
    }

    /// As JSON, for a schema: a form by its brackets, markup by its elements, attributes with an `@` before them.
    pub(super) fn as_json(&self) -> Value {
        match self.format {
            PayloadFormat::Json => plain(&self.root),
            PayloadFormat::Form => form::as_json(&self.root),
            PayloadFormat::Xml => xml::as_json(&self.root),
        }
    }
}

struct Walk<'a> {
    format: PayloadFormat,
    treat: &'a mut dyn FnMut(&FieldPath, &Scalar) -> Option<Scalar>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, path: &mut FieldPath) -> Option<Node> {
        match node {
            Node::Value(scalar) => (self.treat)(path, scalar).map(Node::Value),
            // An empty one is a value of its own: that it is there says something.
            Node::List(members) if members.is_empty() => self.empty(path, node),
            Node::Group(members) if members.is_empty() => self.empty(path, node),
            Node::List(members) => {
                let mut kept = Vec::new();
                for (at, member) in members.iter().enumerate() {
                    path.0.push(Step::Index(Some(at)));
                    kept.extend(self.node(member, path));
                    path.0.pop();
                }
                (!kept.is_empty()).then_some(Node::List(kept))
            }
            Node::Group(members) => {
                let mut kept = Vec::new();
                for (name, member) in members {
                    let before = path.0.len();
                    path.0.extend(self.steps(name));
                    kept.extend(self.node(member, path).map(|node| (name.clone(), node)));
                    path.0.truncate(before);
                }
                (!kept.is_empty()).then_some(Node::Group(kept))
            }
        }
    }

    fn empty(&mut self, path: &FieldPath, node: &Node) -> Option<Node> {
        (self.treat)(path, &Scalar::Null).map(|_| node.clone())
    }

    fn steps(&self, name: &str) -> Vec<Step> {
        match self.format {
            PayloadFormat::Form => form::steps(name),
            PayloadFormat::Xml if name == TEXT => Vec::new(),
            PayloadFormat::Json | PayloadFormat::Xml => vec![Step::Name(name.to_owned())],
        }
    }
}

fn count(node: &Node) -> usize {
    match node {
        Node::Value(_) => 1,
        Node::List(members) => members.iter().map(count).sum::<usize>() + 1,
        Node::Group(members) => members.iter().map(|(_, member)| count(member)).sum::<usize>() + 1,
    }
}

fn plain(node: &Node) -> Value {
    match node {
        Node::Value(Scalar::Null) => Value::Null,
        Node::Value(Scalar::Bool(yes)) => Value::Bool(*yes),
        Node::Value(Scalar::Number(number)) => Value::Number(number.clone()),
        Node::Value(Scalar::Text(text)) => Value::String(text.clone()),
        Node::List(members) => Value::Array(members.iter().map(plain).collect()),
        Node::Group(members) => Value::Object(
            members.iter().map(|(name, node)| (name.clone(), plain(node))).collect::<Map<_, _>>(),
        ),
    }
}

#[cfg(test)]
mod tests;
