//! Texts of rows in which a key stands that comes in later: names, notes, addresses, schemes, conditions, orders, the log. What
//! was written there while nobody knew it for a key gets the key's label, as exchanges do. An address or a scheme that is
//! not whole any more leads nowhere until a person has written it anew.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use uuid::Uuid;
use vault::{Expectation, KeyFinder, Offer, Redacted};

use super::NAMES_AN_ACCOUNT;
use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::texts::{COLUMNS, Column, Form};

/// Texts are looked through so many bytes at once: a walk for each would take far longer.
const TOGETHER: usize = 64 * 1024;

impl Engine {
    /// Masks keys wherever a row's text holds them, and says in how many places that was.
    pub(super) async fn mask_texts(&self, named: &[(&Offer, String)]) -> Result<u32> {
        if named.is_empty() {
            return Ok(0);
        }
        let everything = self.vault().finder(named);
        // An account's name may well be a shop's owner, or a part of an address: it is no secret by itself.
        let names_account = |label: &str| {
            let part = label.rsplit(' ').next().unwrap_or_default();
            NAMES_AN_ACCOUNT.contains(&part)
        };
        let secrets: Vec<(&Offer, String)> = named
            .iter()
            .filter(|(_, label)| !names_account(label))
            .map(|(offer, label)| (*offer, label.clone()))
            .collect();
        let secrets = self.vault().finder_beside_addresses(&secrets);
        let mut found = BTreeMap::new();
        for (place, column) in COLUMNS.iter().enumerate() {
            let finder = if column.notes { &everything } else { &secrets };
            let mut at = Uuid::nil();
            while let Some((end, texts)) = self.store().texts(column, at).await? {
                at = end;
                for some in suspicious(finder, &texts) {
                    // The same text of another row is replaced with this one's.
                    let anew = |text: &String| Some(((place, text.clone()), masked(finder, column, text)?));
                    found.extend(some.iter().filter_map(anew));
                }
                tokio::task::yield_now().await;
            }
        }
        if found.is_empty() {
            return Ok(0);
        }
        let mut write = self.store().write().await?;
        for ((place, before), after) in &found {
            write.replace_text(&COLUMNS[*place], before, after).await?;
        }
        let places: BTreeSet<&str> = found.keys().map(|(_, before)| before.as_str()).collect();
        write.deed(Deed::LogMasked, About::default().fact(Fact::Rows, places.len().to_string())).await?;
        write.commit().await?;
        Ok(u32::try_from(places.len()).unwrap_or(u32::MAX))
    }
}

/// The runs of texts in which a key may stand.
fn suspicious<'t>(finder: &KeyFinder, texts: &'t [String]) -> Vec<&'t [String]> {
    let mut found = Vec::new();
    let (mut from, mut size) = (0, 0);
    for at in 0..=texts.len() {
        let full = texts.get(at).is_none_or(|text| size > 0 && size + text.len() > TOGETHER);
        if full && from < at {
            let together = plain(texts[from..at].join("\n"));
            if finder.mask(&together).is_some() {
                found.push(&texts[from..at]);
            }
            (from, size) = (at, 0);
        }
        size += texts.get(at).map_or(0, String::len);
    }
    found
}

/// The text of a column with the keys masked; `None` when none stands there.
fn masked(finder: &KeyFinder, column: &Column, text: &str) -> Option<String> {
    let in_text = |text: &str| Some(finder.mask(&plain(text.to_owned()))?.text);
    match column.form {
        Form::Plain | Form::Name => in_text(text),
        Form::Json | Form::Conditions => {
            // What is no JSON after all is a text.
            let Ok(mut json) = serde_json::from_str::<Value>(text) else { return in_text(text) };
            let in_leaf = |text: &str| {
                let masked = finder.mask(&plain(text.to_owned()))?;
                Some(if column.form == Form::Conditions { condition(&masked) } else { masked.text })
            };
            let changed = mask_json(&mut json, &in_leaf);
            changed.then(|| json.to_string())
        }
    }
}

/// A condition that can still be read, where there is one: a label has blanks, and stands in quotes.
fn condition(masked: &Redacted) -> String {
    let mut quoted = String::new();
    let mut at = 0;
    for span in &masked.spans {
        quoted.push_str(&masked.text[at..span.start]);
        quoted.push_str(&format!("\"{}\"", &masked.text[span.start..span.end]));
        at = span.end;
    }
    quoted.push_str(&masked.text[at..]);
    let reads = |text: &str| text.parse::<Expectation>().is_ok();
    if !reads(&masked.text) && reads(&quoted) { quoted } else { masked.text.clone() }
}

/// Masks every text within, names too; whether there was anything to mask.
fn mask_json(json: &mut Value, masked: &dyn Fn(&str) -> Option<String>) -> bool {
    match json {
        Value::String(text) => match masked(text) {
            Some(anew) => {
                *text = anew;
                true
            }
            None => false,
        },
        Value::Array(all) => all.iter_mut().map(|one| usize::from(mask_json(one, masked))).sum::<usize>() > 0,
        Value::Object(fields) => {
            let mut changed = false;
            let mut anew = Map::new();
            for (name, mut value) in std::mem::take(fields) {
                changed |= mask_json(&mut value, masked);
                let renamed = masked(&name);
                changed |= renamed.is_some();
                anew.insert(renamed.unwrap_or(name), value);
            }
            *fields = anew;
            changed
        }
        Value::Number(number) => match masked(&number.to_string()) {
            Some(anew) => {
                *json = Value::String(anew);
                true
            }
            None => false,
        },
        Value::Null | Value::Bool(_) => false,
    }
}

fn plain(text: String) -> Redacted {
    Redacted { text, spans: Vec::new() }
}
