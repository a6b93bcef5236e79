//! Which fields of each provider's answers are harmless: shown in a strict view, where everything else is a label. What is
//! listed may hold nothing personal and no secret; a value is shown only if it looks as such a field's value does.
//!
//! Messages are listed only where they are the vendor's own fixed sentences. Names, notes, titles that people wrote, ids of
//! customers and what repeats a request are in no list, however useful they would be.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use vault::{HarmlessFields, HarmlessList};

/// Paths as [`HarmlessList`] reads them.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct List {
    codes: Vec<String>,
    numbered: Vec<String>,
    numbers: Vec<String>,
    ids: Vec<String>,
    texts: Vec<String>,
    headers: Vec<String>,
    names: Vec<String>,
    /// From general knowledge, rather than from what the catalogue notes of the vendor's pages.
    #[allow(dead_code, reason = "read by people, and by the test that holds it to the lists")]
    unverified: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    /// What such names stand for everywhere.
    general: List,
    providers: BTreeMap<String, List>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    // The file is part of the program: a test reads it whole. Without a list nothing would be shown.
    serde_json::from_str(include_str!("harmless.json")).unwrap_or_default()
});

/// What may be shown of this provider's messages; of one that is not known, what may be shown of anybody's.
pub(crate) fn fields(provider: &str) -> HarmlessFields {
    let own = LISTS.providers.get(provider);
    let lists: Vec<_> = std::iter::once(&LISTS.general).chain(own).map(List::as_listed).collect();
    HarmlessFields::new(&lists)
}

/// What may be shown of anybody's messages.
pub(crate) fn general() -> HarmlessFields {
    HarmlessFields::new(&[LISTS.general.as_listed()])
}

impl List {
    fn as_listed(&self) -> HarmlessList<'_> {
        HarmlessList {
            codes: &self.codes,
            numbered: &self.numbered,
            numbers: &self.numbers,
            ids: &self.ids,
            texts: &self.texts,
            headers: &self.headers,
            names: &self.names,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalogue;

    fn lists() -> Lists {
        serde_json::from_str(include_str!("harmless.json")).unwrap()
    }

    fn paths(list: &List) -> impl Iterator<Item = &String> {
        [&list.codes, &list.numbered, &list.numbers, &list.ids, &list.texts].into_iter().flatten()
    }

    #[test]
    fn every_provider_has_its_list_and_no_other() {
        let known: BTreeSet<&str> = catalogue::all().iter().map(|entry| entry.id.as_str()).collect();
        let lists = lists();
        let listed: BTreeSet<&str> = lists.providers.keys().map(String::as_str).collect();
        assert_eq!(listed, known);
        assert!(!lists.general.codes.is_empty() && !lists.general.headers.is_empty());
    }

    #[test]
    fn what_is_unverified_is_listed_and_nothing_twice() {
        for (id, list) in &lists().providers {
            let all: Vec<&String> = paths(list).chain(&list.headers).collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{id} lists a path twice");
            for path in &list.unverified {
                assert!(all.contains(&path), "{id} doubts {path}, which it does not list");
            }
        }
    }

    /// What holds data of people or credentials, by any name that a vendor might give it.
    #[test]
    fn nothing_that_is_about_a_person_or_lets_anybody_in_is_listed() {
        const NEVER: [&str; 34] = [
            "name",
            "email",
            "mail",
            "phone",
            "mobile",
            "address",
            "street",
            "city",
            "zip",
            "postcode",
            "customer",
            "buyer",
            "shopper",
            "recipient",
            "note",
            "comment",
            "body",
            "description",
            "token",
            "secret",
            "password",
            "key",
            "signature",
            "cookie",
            "authorization",
            "etag",
            "location",
            "link",
            "url",
            "href",
            "ip",
            "birth",
            "iban",
            "card",
        ];
        // Words that are about the message itself.
        const ALLOWED: [&str; 4] = ["token_type", "token_information", "error_description", "locations"];
        let lists = lists();
        let named = lists.providers.iter().map(|(id, list)| (id.as_str(), list));
        for (id, list) in named.chain([("general", &lists.general)]) {
            for path in paths(list).chain(&list.headers) {
                for step in path.split('.').map(|step| step.trim_end_matches("[]")) {
                    let words = words(step);
                    let never = words.iter().find(|word| NEVER.contains(&word.as_str()));
                    assert!(never.is_none() || ALLOWED.contains(&step), "{id}: {path} speaks of {never:?}");
                }
            }
        }
    }

    fn words(step: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        for char in step.chars() {
            if !char.is_alphanumeric() || char.is_uppercase() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut().filter(|_| char.is_alphanumeric()) {
                word.extend(char.to_lowercase());
            }
        }
        words
    }

    /// The words of the catalogue's own test requests are no customer's.
    #[test]
    fn the_way_to_every_test_is_shown() {
        #[derive(Deserialize)]
        struct Entry {
            id: String,
            base_url: Option<String>,
            test: Test,
        }
        #[derive(Deserialize)]
        struct Test {
            path: Option<String>,
        }
        let entries: Vec<Entry> = serde_json::from_str(include_str!("providers.json")).unwrap();
        for Entry { id, base_url, test } in entries {
            let (Some(base), Some(path)) = (base_url, test.path) else { continue };
            let whole = if path.contains("://") { path } else { format!("{base}{path}") };
            let Some((_, target)) = whole.split_once("://").and_then(|(_, rest)| rest.split_once('/')) else {
                continue;
            };
            if target.contains('{') {
                continue;
            }
            let line = vault::Redacted { text: format!("GET /{target} HTTP/1.1"), spans: Vec::new() };
            let shown = vault::StrictView::new(None, fields(&id)).show(&line, vault::Place::StartLine);
            assert_eq!(shown.text, line.text, "{id}");
        }
    }

    #[test]
    fn no_list_names_what_the_catalogue_calls_personal() {
        #[derive(Deserialize)]
        struct Personal {
            id: String,
            pii_fields: Vec<String>,
        }
        let entries: Vec<Personal> = serde_json::from_str(include_str!("providers.json")).unwrap();
        let lists = lists();
        for Personal { id, pii_fields } in &entries {
            for path in paths(&lists.general).chain(paths(&lists.providers[id])) {
                let last = path.rsplit('.').next().unwrap();
                let personal = pii_fields.iter().any(|field| {
                    let field = field.trim_end_matches(".*");
                    path == field
                        || path.starts_with(&format!("{field}."))
                        || field.rsplit('.').next() == Some(last)
                });
                assert!(!personal, "{id}: {path}");
            }
        }
    }
}
