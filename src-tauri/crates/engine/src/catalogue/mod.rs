//! The provider catalogue: facts about services, as data, read once. `unverified` names what nobody has checked against
//! the vendor yet; patterns are hints for a warning and never a reason to refuse a key.

mod entry;
pub(crate) mod expected;
pub(crate) mod harmless;

use std::collections::HashMap;
use std::sync::LazyLock;

use entry::Variable;
pub(crate) use entry::{BasicPart, Entry, SecretPart};

use crate::error::{Code, Error, Result};
use crate::view::{ProviderPart, ProviderVariable, ProviderView};
use crate::words;

/// The provider of integrations that a person describes in full.
pub(crate) const CUSTOM: &str = "custom";

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    // The file is part of the program: a test reads it whole, so it cannot fail here.
    serde_json::from_str(include_str!("providers.json")).unwrap_or_default()
});

/// Every provider.
pub(crate) fn all() -> &'static [Entry] {
    &ENTRIES
}

/// One provider.
pub(crate) fn find(id: &str) -> Result<&'static Entry> {
    ENTRIES.iter().find(|one| one.id == id).ok_or_else(|| Error::at(Code::ProviderUnknown, "provider"))
}

/// A provider's name; its id when the catalogue no longer knows it.
pub(crate) fn name(id: &str) -> String {
    ENTRIES.iter().find(|one| one.id == id).map_or_else(|| id.to_owned(), |one| one.name.clone())
}

/// Days after which this provider's keys should be replaced, or end.
pub(crate) fn max_age_days(id: &str) -> Option<u32> {
    ENTRIES.iter().find(|one| one.id == id).and_then(|one| one.rotation.max_age_days)
}

/// The intervals of all providers that have one, by id.
pub(crate) fn intervals() -> HashMap<&'static str, u32> {
    ENTRIES.iter().filter_map(|e| Some((e.id.as_str(), e.rotation.max_age_days?))).collect()
}

/// Every provider, for choosing one.
pub(crate) fn views() -> Vec<ProviderView> {
    ENTRIES.iter().map(view).collect()
}

/// What people call a part of a provider's key; of an unknown one, its name in words.
pub(crate) fn part_label(provider: &str, part: &str) -> String {
    let scheme = ENTRIES.iter().find(|entry| entry.id == provider).map(crate::auth::of_provider);
    let known = scheme.and_then(|scheme| scheme.parts.into_iter().find(|one| one.name == part));
    known.map_or_else(|| part.replace('_', " "), |known| known.label)
}

fn view(entry: &Entry) -> ProviderView {
    let scheme = crate::auth::of_provider(entry);
    let docs = entry.rotation.docs_url.as_deref();
    let probe = entry.test.path.as_ref().zip(entry.test.method.as_ref());
    ProviderView {
        id: entry.id.clone(),
        name: entry.name.clone(),
        full_name: entry.full_name.clone(),
        category: entry.category.clone(),
        base_url: entry.base_url.clone(),
        variables: entry.variables.iter().map(variable).collect(),
        parts: scheme
            .parts
            .iter()
            .map(|p| ProviderPart { name: p.name.clone(), label: p.label.clone() })
            .collect(),
        auth_words: scheme.words,
        testable: entry.testable(),
        probe: probe.filter(|_| !entry.secret_in_url()).map(|(path, method)| format!("{method} {path}")),
        conditions: expected::of_entry(entry),
        conditions_own_probe: expected::of_any(),
        rotation_how: entry.rotation.how.clone(),
        docs_url: entry.rotation.docs_url.clone(),
        docs_words: docs.map(|url| words::docs(url, entry.rotation.docs_own)),
        max_age_days: entry.rotation.max_age_days,
        unverified: entry.unverified.clone(),
    }
}

fn variable(one: &Variable) -> ProviderVariable {
    ProviderVariable {
        name: one.name.clone(),
        label: one.label.clone(),
        help: one.help.clone(),
        example: one.example.clone(),
        unverified: one.unverified,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::address::{placeholders, resolve_base};

    #[test]
    fn the_catalogue_reads_and_names_no_id_twice() {
        let entries: Vec<Entry> = serde_json::from_str(include_str!("providers.json")).unwrap();
        assert_eq!(entries.len(), 50);
        let ids: HashSet<&str> = entries.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids.len(), entries.len());
        assert!(ids.contains(CUSTOM));
        assert!(entries.iter().any(|e| !e.unverified.is_empty()), "doubts are kept");
    }

    #[test]
    fn every_entry_is_sound() {
        for entry in all() {
            let id = &entry.id;
            assert!((1..=30).contains(&entry.name.len()), "{id} has a long name");
            assert!(!entry.secret_parts.is_empty(), "{id} has no part");
            let parts: HashSet<&str> = entry.secret_parts.iter().map(|p| p.name.as_str()).collect();
            let scheme = crate::auth::of_provider(entry);
            for part in &scheme.parts {
                assert!(parts.contains(part.name.as_str()), "{id} places an unknown part {}", part.name);
            }
            for template in [Some(&entry.base_url), entry.test.path.as_ref()].into_iter().flatten() {
                for name in placeholders(template) {
                    let known = entry.has_variable(name) || parts.contains(name);
                    assert!(known, "{id} has a template with {name}");
                }
            }
            if entry.testable() {
                assert!(
                    scheme.placement_with(&|_| Some("x".into())).is_some(),
                    "{id} is built but not placed"
                );
            }
        }
    }

    #[test]
    fn every_testable_base_is_https_once_its_variables_are_there() {
        for entry in all().iter().filter(|e| e.testable() && e.id != CUSTOM) {
            let values = entry.variable_names().map(|v| (v.to_owned(), "shop.example.com".to_owned()));
            let labels = entry.variable_names().map(|v| (v.to_owned(), "shop".to_owned()));
            let base = resolve_base(&entry.base_url, &values.collect())
                .or_else(|_| resolve_base(&entry.base_url, &labels.collect()))
                .unwrap()
                .unwrap();
            assert_eq!(base.scheme(), "https", "{}", entry.id);
        }
    }

    #[test]
    fn every_variable_is_explained_by_an_example_that_is_taken() {
        for entry in all() {
            for one in &entry.variables {
                let which = format!("{} {}", entry.id, one.name);
                assert!((1..=40).contains(&one.label.len()) && !one.label.contains('_'), "{which}");
                assert!(one.help.ends_with('.') && one.help.len() <= 140, "{which}");
                crate::address::check_variable(&entry.base_url, &one.name, &one.example).expect(&which);
            }
        }
        let mailchimp = views().into_iter().find(|one| one.id == "mailchimp").unwrap();
        let dc = &mailchimp.variables[0];
        assert_eq!((dc.label.as_str(), dc.example.as_str()), ("Data centre", "us21"));
    }

    #[test]
    fn somebody_elses_page_is_not_called_the_providers() {
        let views = views();
        let words = |id: &str| views.iter().find(|one| one.id == id).unwrap().docs_words.clone();
        assert_eq!(words("stripe").unwrap(), "The provider's own page");
        assert_eq!(words("mailchimp").unwrap(), "A page about it at howtorotate.com, not the provider's own");
        assert_eq!(words("squarespace"), None);
        for entry in all() {
            let docs = entry.rotation.docs_url.as_deref().unwrap_or_default();
            let other = ["howtorotate.com", "nango.dev", "unified.to"].iter().any(|host| docs.contains(host));
            assert_eq!(entry.rotation.docs_own, !docs.is_empty() && !other, "{}", entry.id);
        }
    }

    #[test]
    fn nobody_is_told_where_to_get_a_key_of_a_service_that_the_catalogue_does_not_know() {
        let custom = views().into_iter().find(|one| one.id == CUSTOM).unwrap();
        assert_eq!((custom.rotation_how, custom.docs_url, custom.docs_words), (None, None, None));
    }

    #[test]
    fn schemes_in_words() {
        let words: Vec<String> = views()
            .iter()
            .map(|p| format!("{}: {}{}", p.id, p.auth_words, if p.testable { "" } else { " (not testable)" }))
            .collect();
        insta::assert_snapshot!(words.join("\n"));
    }
}
