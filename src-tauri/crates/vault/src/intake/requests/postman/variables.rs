//! `{{name}}`: what a collection, its folders and an environment give it, within bounds.

use redaction::naming;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::IntakeRefusal;
use crate::intake::requests::text::Given;

/// Variables in variables in variables.
const DEEPEST: usize = 5;
/// The longest text that comes of one with variables.
const LONGEST: usize = 64 * 1024;
/// What all texts of a collection may come to: a few variables can stand for a great deal.
const MOST: usize = 64 * 1024 * 1024;
/// Variables that are looked at.
const MOST_VARIABLES: usize = 20_000;

/// A variable with its value.
struct Variable {
    name: String,
    text: Zeroizing<String>,
    secret: bool,
}

/// The variables that count now. A later one of the same name counts before an earlier one, an environment's before all.
#[derive(Default)]
pub(super) struct Variables {
    own: Vec<Variable>,
    environment: Vec<Variable>,
    written: usize,
}

impl Variables {
    /// Adds a list of variables; `disabled` names the field that takes one out.
    pub(super) fn add(&mut self, list: Option<&Value>, disabled: &str) {
        let off = |one: &Value| one.get(disabled).and_then(Value::as_bool) == Some(true);
        let list = list.and_then(Value::as_array).into_iter().flatten();
        for one in list.filter(|one| !off(one)).take(MOST_VARIABLES) {
            self.own.extend(variable(one));
        }
    }

    /// An environment's values, or those of a file of global variables.
    pub(super) fn add_environment(&mut self, json: &Value) -> Result<(), IntakeRefusal> {
        let json = json.get("environment").unwrap_or(json);
        let values = json.get("values").and_then(Value::as_array).ok_or(IntakeRefusal::FileFormat)?;
        let on = |one: &&Value| one.get("enabled").and_then(Value::as_bool) != Some(false);
        self.environment.extend(values.iter().filter(on).take(MOST_VARIABLES).filter_map(variable));
        Ok(())
    }

    /// How many there are now.
    pub(super) fn mark(&self) -> usize {
        self.own.len()
    }

    /// Takes away those that came since.
    pub(super) fn back_to(&mut self, mark: usize) {
        self.own.truncate(mark);
    }

    fn find(&self, name: &str) -> Option<&Variable> {
        let named = |list: &[Variable]| list.iter().rposition(|one| one.name == name);
        named(&self.environment)
            .map(|at| &self.environment[at])
            .or_else(|| named(&self.own).map(|at| &self.own[at]))
    }

    /// The text with every variable that has a value put in.
    pub(super) fn fill(&mut self, text: &str) -> Given {
        let mut given = Given::default();
        let room = LONGEST.max(text.len()).min(MOST.saturating_sub(self.written));
        let whole = self.put(text, 0, room, &mut given);
        self.written += given.text.len();
        if !whole {
            // Cut off: what it would have been nobody knows.
            given.open.insert("…".to_owned());
            given.text.push('…');
        }
        given
    }

    fn put(&self, text: &str, depth: usize, room: usize, given: &mut Given) -> bool {
        let mut rest = text;
        let push = |piece: &str, given: &mut Given| {
            let fits = given.text.len() + piece.len() <= room;
            if fits {
                given.text.push_str(piece);
            }
            fits
        };
        while let Some(at) = rest.find("{{") {
            let Some(length) = rest[at + 2..].find("}}") else { break };
            let name = rest[at + 2..at + 2 + length].trim();
            let mark = &rest[at..at + length + 4];
            let known = if depth < DEEPEST { self.find(name) } else { None };
            if !push(&rest[..at], given) {
                return false;
            }
            let fits = match known {
                Some(value) => {
                    let begins = given.text.len();
                    let fits = self.put(&value.text, depth + 1, room, given);
                    // As it was put in: a value may be made of others.
                    if value.secret && given.text.len() > begins {
                        given.secrets.push(Zeroizing::new(given.text[begins..].to_owned()));
                    }
                    fits
                }
                None => {
                    given.open.insert(name.to_owned());
                    push(mark, given)
                }
            };
            if !fits {
                return false;
            }
            rest = &rest[at + length + 4..];
        }
        push(rest, given)
    }
}

fn variable(json: &Value) -> Option<Variable> {
    let name = json.get("key").or_else(|| json.get("id")).and_then(Value::as_str)?.trim();
    let text = match json.get("value")? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(on) => on.to_string(),
        _ => return None,
    };
    let called = json.get("type").and_then(Value::as_str) == Some("secret");
    let named = matches!(naming(name), Some(redaction::Naming::Secret | redaction::Naming::Perhaps));
    Some(Variable { name: name.to_owned(), text: Zeroizing::new(text), secret: called || named })
}
