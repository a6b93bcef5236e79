//! Postman collections, versions 2.0 and 2.1 (schema.postman.com): folders, requests, variables, auth blocks. Scripts are
//! counted, never run.

mod auth;
mod request;
mod variables;

use serde_json::Value;

use self::variables::Variables;
use super::judge;
use super::shape::Remark;
use super::sheet::Sheet;
use crate::IntakeRefusal;
use crate::intake::file::wipe;

/// Folders within folders; deeper ones are left out.
const DEEPEST: usize = 50;
/// Characters of a name that are kept: longer ones are not shown.
const LONGEST_NAME: usize = 200;

/// A collection, or an environment, as JSON.
pub(super) fn parse(text: &str) -> Result<Wiped, IntakeRefusal> {
    // Deeper than 128 levels it is refused by the parser.
    serde_json::from_str(text).map(Wiped).map_err(|_| IntakeRefusal::FileFormat)
}

/// JSON with secrets in it.
pub(super) struct Wiped(Value);

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Whether a text can be a collection at all.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// What a collection comes to beside its requests.
pub(super) struct Collection {
    pub(super) title: String,
    pub(super) remarks: Vec<Remark>,
}

/// Reads every request of a collection. An environment's values come before the collection's own.
pub(super) fn read(
    collection: &Wiped,
    environment: Option<&Wiped>,
    sheet: &mut Sheet,
) -> Result<Collection, IntakeRefusal> {
    // Postman's own interface hands collections out in an envelope.
    let root = collection.0.get("collection").unwrap_or(&collection.0);
    let items = root.get("item").and_then(Value::as_array).ok_or(IntakeRefusal::NoRequest)?;
    let mut variables = Variables::default();
    variables.add(root.get("variable"), "disabled");
    if let Some(environment) = environment {
        variables.add_environment(&environment.0)?;
    }
    let title = root.pointer("/info/name").and_then(Value::as_str).unwrap_or_default();
    let mut walk = Walk { variables, scripts: 0, too_deep: 0, sheet };
    walk.scripts += scripts(root);
    let mut folder = Vec::new();
    walk.items(items, &mut folder, root.get("auth").filter(|auth| auth.is_object()));
    let mut remarks = Vec::new();
    if walk.scripts > 0 {
        remarks.push(Remark::Scripts(walk.scripts));
    }
    walk.sheet.left_out += walk.too_deep;
    Ok(Collection { title: judge::name(title), remarks })
}

struct Walk<'s> {
    variables: Variables,
    scripts: u32,
    too_deep: u32,
    sheet: &'s mut Sheet,
}

impl Walk<'_> {
    fn items(&mut self, items: &[Value], folder: &mut Vec<String>, auth: Option<&Value>) {
        for item in items {
            self.scripts += scripts(item);
            let name = item.get("name").and_then(Value::as_str).unwrap_or_default();
            let own = item.get("auth").filter(|auth| auth.is_object()).or(auth);
            if let Some(items) = item.get("item").and_then(Value::as_array) {
                if folder.len() == DEEPEST {
                    self.too_deep += 1;
                    continue;
                }
                let before = self.variables.mark();
                self.variables.add(item.get("variable"), "disabled");
                folder.push(short(name));
                self.items(items, folder, own);
                folder.pop();
                self.variables.back_to(before);
            } else if item.get("request").is_some() && self.sheet.is_full() {
                self.sheet.left_out += 1;
            } else if let Some(request) = item.get("request") {
                let raw = request::read(request, own, &mut self.variables);
                let raw = super::raw::Raw { folder: folder.clone(), name: short(name), ..raw };
                self.sheet.add(raw);
            }
        }
    }
}

/// A name as far as anybody looks at it: each request has those of its folders.
fn short(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// How many scripts an item has.
fn scripts(item: &Value) -> u32 {
    let has = |event: &&Value| match event.pointer("/script/exec") {
        Some(Value::Array(lines)) => {
            lines.iter().any(|line| line.as_str().is_some_and(|line| !line.trim().is_empty()))
        }
        Some(Value::String(text)) => !text.trim().is_empty(),
        _ => false,
    };
    let events = item.get("event").and_then(Value::as_array);
    events.map_or(0, |events| u32::try_from(events.iter().filter(has).count()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
