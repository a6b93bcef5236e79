//! What a column means, guessed by its heading. A guess is shown and can be changed; it is never acted on unseen.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::catalogue;
use crate::view::BulkColumn;

/// Headings of variables and parts that some provider of the catalogue names.
static VARIABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    catalogue::all().iter().flat_map(|entry| entry.variable_names().map(str::to_owned)).collect()
});
static PARTS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    catalogue::all()
        .iter()
        .flat_map(|entry| entry.secret_parts.iter().map(|part| part.name.clone()))
        .collect()
});

/// What each column means. Of two that mean the same client, name or provider, the first counts.
pub(super) fn guess(headings: &[String]) -> Vec<BulkColumn> {
    if headings == ["name", "value"] {
        return vec![BulkColumn::EnvName, BulkColumn::Key { part: "*".to_owned() }];
    }
    let mut taken: Vec<BulkColumn> = Vec::with_capacity(headings.len());
    for heading in headings {
        let meant = one(&snake(heading));
        let again = taken.contains(&meant);
        taken.push(if again { BulkColumn::Ignore } else { meant });
    }
    taken
}

fn one(heading: &str) -> BulkColumn {
    match heading {
        "client" | "client_name" | "customer" | "customer_name" | "account" | "company" | "merchant"
        | "kunde" => BulkColumn::Client,
        "integration" | "integration_name" | "connection" | "label" | "title" => BulkColumn::Integration,
        "provider" | "service" | "platform" | "vendor" | "system" | "anbieter" => BulkColumn::Provider,
        "environment" | "env" | "mode" | "stage" | "umgebung" => BulkColumn::Environment,
        "base_url" | "url" | "endpoint" | "api_url" | "base" => BulkColumn::BaseUrl,
        "domain" | "hostname" | "host" | "site" => BulkColumn::Variable { name: "*".to_owned() },
        part if PARTS.contains(part) => BulkColumn::Key { part: part.to_owned() },
        variable if VARIABLES.contains(variable) => BulkColumn::Variable { name: variable.to_owned() },
        "key" | "apikey" | "secret" | "token" | "password" | "passwort" | "user" | "login" => {
            BulkColumn::Key { part: generic(heading) }
        }
        _ => BulkColumn::Ignore,
    }
}

/// "key" may be the only part, or the first of two; "secret" is the one whose name says so.
fn generic(heading: &str) -> String {
    match heading {
        "key" | "apikey" => "*",
        "passwort" => "password",
        "user" | "login" => "username",
        other => other,
    }
    .to_owned()
}

/// `Consumer Key (live)` → `consumer_key_live`.
fn snake(heading: &str) -> String {
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// The part of a scheme that a column's `wanted` means: by name, or by the only name that ends with it; `*` is the first.
pub(super) fn part_of<'p>(
    wanted: &str,
    parts: &'p [crate::auth::SchemePart],
) -> Option<&'p crate::auth::SchemePart> {
    if wanted == "*" {
        return parts.first();
    }
    if let Some(exact) = parts.iter().find(|part| part.name == wanted) {
        return Some(exact);
    }
    let mut alike = parts.iter().filter(|part| part.name.ends_with(&format!("_{wanted}")));
    let only = alike.next()?;
    alike.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headings: &[&str]) -> Vec<BulkColumn> {
        guess(&headings.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn headings_are_understood_in_the_ways_people_write_them() {
        let key = |part: &str| BulkColumn::Key { part: part.to_owned() };
        let variable = |name: &str| BulkColumn::Variable { name: name.to_owned() };
        assert_eq!(
            guessed(&[
                "Client",
                "PROVIDER",
                "Environment",
                "Store domain",
                "Consumer-Key",
                "consumer secret",
                "Remarks"
            ]),
            [
                BulkColumn::Client,
                BulkColumn::Provider,
                BulkColumn::Environment,
                variable("store_domain"),
                key("consumer_key"),
                key("consumer_secret"),
                BulkColumn::Ignore
            ]
        );
        assert_eq!(
            guessed(&["Customer", "Service", "Domain", "Key", "Secret"]),
            [BulkColumn::Client, BulkColumn::Provider, variable("*"), key("*"), key("secret")]
        );
        assert_eq!(guessed(&["client", "client name"]), [BulkColumn::Client, BulkColumn::Ignore]);
        assert_eq!(guessed(&["name", "value"]), [BulkColumn::EnvName, key("*")]);
    }

    #[test]
    fn a_part_is_found_by_its_end_only_where_that_names_one() {
        let parts = |provider: &str| crate::auth::of_provider(catalogue::find(provider).unwrap()).parts;
        let found = |wanted: &str, provider: &str| part_of(wanted, &parts(provider)).map(|p| p.name.clone());
        assert_eq!(found("secret", "woocommerce").as_deref(), Some("consumer_secret"));
        assert_eq!(found("*", "woocommerce").as_deref(), Some("consumer_key"));
        assert_eq!(found("key", "woocommerce").as_deref(), Some("consumer_key"));
        assert_eq!(found("access_token", "woocommerce"), None);
    }
}
