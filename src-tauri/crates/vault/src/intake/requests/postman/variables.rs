//! `{{name}}`: what a collection, its folders and an environment give it, within bounds.

use std::collections::HashMap;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::IntakeRefusal;
use crate::intake::requests::judge;
use crate::intake::requests::text::Given;

/// Variables in variables in variables.
const DEEPEST: usize = 5;
/// The longest text that comes of one with variables.
const LONGEST: usize = 64 * 1024;
/// What all texts of a collection may come to: a few variables can stand for a great deal.
const MOST: usize = 64 * 1024 * 1024;
/// Bytes of values that are read for one text: those that come to nothing take time and no room.
const MOST_READ: usize = 1024 * 1024;
/// And for all texts of a collection.
const MOST_READ_IN_ALL: usize = 256 * 1024 * 1024;
/// What looking a variable up counts as, beside its value.
const LOOK_UP: usize = 32;
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
    /// Where in `own` those of a name stand, in order.
    places: HashMap<String, Vec<usize>>,
    environment: HashMap<String, Variable>,
    written: usize,
    read: usize,
}

/// What may still come of one text.
struct Room {
    bytes: usize,
    read: usize,
}

impl Variables {
    /// Adds a list of variables; `disabled` names the field that takes one out.
    pub(super) fn add(&mut self, list: Option<&Value>, disabled: &str) {
        let off = |one: &Value| one.get(disabled).and_then(Value::as_bool) == Some(true);
        let list = list.and_then(Value::as_array).into_iter().flatten();
        for one in list.filter(|one| !off(one)).take(MOST_VARIABLES) {
            if let Some(one) = variable(one) {
                self.push(one);
            }
        }
    }

    /// A variable's value, until [`Self::back_to`] an earlier mark.
    pub(super) fn set(&mut self, name: &str, text: Zeroizing<String>) {
        self.push(Variable { name: name.to_owned(), text, secret: judge::names_secret(name) });
    }

    fn push(&mut self, one: Variable) {
        self.places.entry(one.name.clone()).or_default().push(self.own.len());
        self.own.push(one);
    }

    /// An environment's values, or those of a file of global variables.
    pub(super) fn add_environment(&mut self, json: &Value) -> Result<(), IntakeRefusal> {
        let json = json.get("environment").unwrap_or(json);
        let values = json.get("values").and_then(Value::as_array).ok_or(IntakeRefusal::FileFormat)?;
        let on = |one: &&Value| one.get("enabled").and_then(Value::as_bool) != Some(false);
        let all = values.iter().filter(on).take(MOST_VARIABLES).filter_map(variable);
        self.environment.extend(all.map(|one| (one.name.clone(), one)));
        Ok(())
    }

    /// How many there are now.
    pub(super) fn mark(&self) -> usize {
        self.own.len()
    }

    /// Takes away those that came since.
    pub(super) fn back_to(&mut self, mark: usize) {
        for one in self.own.drain(mark.min(self.own.len())..) {
            if let Some(places) = self.places.get_mut(&one.name) {
                places.pop();
            }
        }
    }

    fn find(&self, name: &str) -> Option<&Variable> {
        let own = || Some(&self.own[*self.places.get(name)?.last()?]);
        self.environment.get(name).or_else(own)
    }

    /// The text with every variable that has a value put in.
    pub(super) fn fill(&mut self, text: &str) -> Given {
        let mut given = Given::default();
        let mut room = Room {
            bytes: LONGEST.max(text.len()).min(MOST.saturating_sub(self.written)),
            read: MOST_READ.min(MOST_READ_IN_ALL.saturating_sub(self.read)),
        };
        let before = room.read;
        let whole = self.put(text, 0, &mut room, &mut given);
        self.read += before - room.read;
        self.written += given.text.len();
        if !whole {
            // Cut off: what it would have been nobody knows.
            given.open.insert("…".to_owned());
            given.text.push('…');
        }
        given
    }

    fn put(&self, text: &str, depth: usize, room: &mut Room, given: &mut Given) -> bool {
        let mut rest = text;
        let push = |piece: &str, room: &mut Room, given: &mut Given| {
            let fits = given.text.len() + piece.len() <= room.bytes;
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
            let costs = LOOK_UP + known.map_or(0, |value| value.text.len());
            if costs > room.read || !push(&rest[..at], room, given) {
                return false;
            }
            room.read -= costs;
            let fits = match known {
                Some(value) => {
                    let begins = given.text.len();
                    let fits = self.put(&value.text, depth + 1, room, given);
                    // As it was put in: a value may be made of others.
                    if value.secret {
                        given.taint_again(begins..given.text.len());
                    }
                    fits
                }
                None => {
                    given.open.insert(name.to_owned());
                    push(mark, room, given)
                }
            };
            if !fits {
                return false;
            }
            rest = &rest[at + length + 4..];
        }
        push(rest, room, given)
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
    let secret = called || judge::names_secret(name);
    Some(Variable { name: name.to_owned(), text: Zeroizing::new(text), secret })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn empty_variables_in_empty_variables_take_no_time() {
        let mut variables = Variables::default();
        let nested =
            |n: usize| json!({"key": format!("v{n}"), "value": format!("{{{{v{}}}}}", n + 1).repeat(200)});
        let all: Vec<Value> = (0..4).map(nested).chain([json!({"key": "v4", "value": ""})]).collect();
        variables.add(Some(&json!(all)), "disabled");
        // Read to its end it would be 1,600,000,000 of them.
        let given = variables.fill("{{v0}}");
        assert!(given.is_open() && given.text.len() <= LONGEST, "cut off, and known as such");
        assert!(variables.read <= MOST_READ, "{}", variables.read);
        variables.read = MOST_READ_IN_ALL - MOST_READ / 2;
        (0..3).for_each(|_| assert!(variables.fill("{{v0}}").is_open()));
        assert!(variables.read <= MOST_READ_IN_ALL, "{}", variables.read);
    }

    #[test]
    fn a_later_one_counts_until_it_is_taken_away() {
        let mut variables = Variables::default();
        variables.add(Some(&json!([{"key": "a", "value": "one"}])), "disabled");
        let before = variables.mark();
        variables.set("a", Zeroizing::new("two".to_owned()));
        assert_eq!(variables.fill("{{a}}").text.as_str(), "two");
        variables.back_to(before);
        assert_eq!(variables.fill("{{a}}").text.as_str(), "one");
    }
}
