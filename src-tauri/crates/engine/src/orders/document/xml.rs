//! XML: elements, attributes and text. No document type, no entity but the five of the standard, no instruction: what a
//! receiver might fetch or expand is never sent. Comments are left out, for no rule could name what stands in them.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::{Map, Value};

use super::{DEEPEST, Misread, Node, Scalar, TEXT};

type Members = Vec<(String, Node)>;

pub(super) fn read(text: &str) -> Result<Node, Misread> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<(String, Members)> = Vec::new();
    let mut root: Option<(String, Node)> = None;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let misread = |what: &str| Misread { line: line(text, at), what: what.to_owned() };
        let broken = || misread("This is no XML: an element, attribute or quote is not as it should be.");
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(start) => {
                if root.is_some() {
                    return Err(misread("There is a second root element."));
                }
                if open.len() >= DEEPEST {
                    return Err(misread("It is nested too deep."));
                }
                open.push((
                    name(start.name().as_ref()).ok_or_else(broken)?,
                    attributes(&start).ok_or_else(broken)?,
                ));
            }
            Event::End(_) => {
                let (name, members) = open.pop().ok_or_else(broken)?;
                let node = Node::Group(joined(members));
                match open.last_mut() {
                    Some((_, above)) => above.push((name, node)),
                    None => root = Some((name, node)),
                }
            }
            Event::Text(piece) => {
                push_text(&mut open, &piece)
                    .ok_or_else(|| misread("Text stands outside the root element."))?;
            }
            Event::CData(piece) => {
                push_text(&mut open, &piece)
                    .ok_or_else(|| misread("Text stands outside the root element."))?;
            }
            Event::GeneralRef(reference) => {
                let c = referred(&reference).ok_or_else(|| {
                    misread("Only &amp; &lt; &gt; &quot; &apos; and numbers may stand behind &.")
                })?;
                push_text(&mut open, c.encode_utf8(&mut [0; 4])).ok_or_else(broken)?;
            }
            Event::Comment(_) => {}
            Event::Decl(_) if open.is_empty() && root.is_none() => {}
            Event::Decl(_) | Event::PI(_) => return Err(misread("Instructions (<? ?>) are not sent.")),
            Event::DocType(_) => return Err(misread("A document type (<!DOCTYPE) is not sent.")),
            Event::Empty(_) => return Err(broken()),
            Event::Eof => break,
        }
    }
    match root {
        Some((name, node)) if open.is_empty() => Ok(Node::Group(vec![(name, node)])),
        _ => Err(Misread {
            line: line(text, text.len()),
            what: "An element is open at the end, or there is none.".into(),
        }),
    }
}

fn push_text(open: &mut [(String, Members)], piece: &str) -> Option<()> {
    match open.last_mut() {
        Some((_, members)) => {
            members.push((TEXT.to_owned(), Node::Value(Scalar::Text(piece.to_owned()))));
            Some(())
        }
        None => piece.trim().is_empty().then_some(()),
    }
}

/// Pieces of text that follow one another are one; what is only there to be read by people is none.
fn joined(members: Members) -> Members {
    let mut all: Members = Vec::with_capacity(members.len());
    for (name, node) in members {
        if name == TEXT
            && let Some((last, Node::Value(Scalar::Text(text)))) = all.last_mut()
            && last == TEXT
            && let Node::Value(Scalar::Text(more)) = &node
        {
            text.push_str(more);
            continue;
        }
        all.push((name, node));
    }
    let is_blank = |node: &Node| matches!(node, Node::Value(Scalar::Text(text)) if text.trim().is_empty());
    all.retain(|(name, node)| name != TEXT || !is_blank(node));
    for (name, node) in &mut all {
        if name == TEXT
            && let Node::Value(Scalar::Text(text)) = node
        {
            *text = text.trim().to_owned();
        }
    }
    all
}

fn attributes(start: &BytesStart<'_>) -> Option<Members> {
    let mut members = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = format!("@{}", name(attribute.key.as_ref())?);
        members.push((name, Node::Value(Scalar::Text(unescaped(&attribute.value)?))));
    }
    Some(members)
}

fn unescaped(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        let (named, after) = after.split_once(';')?;
        text.push_str(before);
        text.push(referred(named)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// What `&name;` stands for.
fn referred(named: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match named {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = named.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(hex) => number(hex, 16),
                None => number(digits, 10),
            }
        }
    }
}

/// A name of an element or attribute: letters, digits and `_:-.`, none of the latter two first.
fn name(text: &str) -> Option<String> {
    let first = text.chars().next()?;
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.');
    let begins = first.is_alphabetic() || matches!(first, '_' | ':');
    (begins && text.len() <= 200 && text.chars().all(fine)).then(|| text.to_owned())
}

fn line(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}

pub(super) fn write(node: &Node) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if let Node::Group(members) = node {
        members.iter().for_each(|(name, node)| push(&mut text, name, node, 0));
    }
    text
}

fn push(text: &mut String, name: &str, node: &Node, depth: usize) {
    let Node::Group(members) = node else { return };
    let indent = "  ".repeat(depth);
    text.push_str(&format!("{indent}<{name}"));
    let value =
        |node: &Node| if let Node::Value(Scalar::Text(text)) = node { text.clone() } else { String::new() };
    for (name, node) in members {
        if let Some(name) = name.strip_prefix('@') {
            text.push_str(&format!(" {name}=\"{}\"", escaped(&value(node))));
        }
    }
    let mut inner = members.iter().filter(|(name, _)| !name.starts_with('@')).peekable();
    if inner.peek().is_none() {
        return text.push_str("/>\n");
    }
    text.push('>');
    // White space beside text would be part of it: then all stands in one line.
    if members.iter().any(|(name, _)| name == TEXT) {
        for (name, node) in inner {
            if name == TEXT {
                text.push_str(&escaped(&value(node)));
            } else {
                let mut element = String::new();
                push(&mut element, name, node, 0);
                text.push_str(element.trim_end());
            }
        }
    } else {
        text.push('\n');
        inner.for_each(|(name, node)| push(text, name, node, depth + 1));
        text.push_str(&indent);
    }
    text.push_str(&format!("</{name}>\n"));
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Elements by their names; one that stands several times is a list.
pub(super) fn as_json(node: &Node) -> Value {
    let Node::Group(members) = node else { return Value::Null };
    if let [(name, Node::Value(Scalar::Text(text)))] = members.as_slice()
        && name == TEXT
    {
        return Value::String(text.clone());
    }
    let mut group = Map::new();
    for (name, node) in members {
        let value = match node {
            Node::Value(Scalar::Text(text)) => Value::String(text.clone()),
            node => as_json(node),
        };
        match group.get_mut(name) {
            Some(Value::Array(list)) => list.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
            None => drop(group.insert(name.clone(), value)),
        }
    }
    Value::Object(group)
}
