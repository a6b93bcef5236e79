//! `NORDLICHT_WOOCOMMERCE_CONSUMER_KEY`: client, provider, and a key's part or a setting in one name, as `.env` files have
//! them.

use crate::catalogue::{self, Entry};

/// What a variable's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EnvName {
    pub(super) client: String,
    pub(super) provider: String,
    pub(super) meaning: Meaning,
}

/// What its value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A part of the key; `*` when the name does not say which.
    Part(String),
    /// A variable of the provider.
    Variable(String),
    BaseUrl,
    Environment,
}

/// Short names that people use for the catalogue's.
const ALSO: [(&str, &str); 6] = [
    ("woo", "woocommerce"),
    ("wc", "woocommerce"),
    ("wp", "wordpress"),
    ("avalara", "avalara_avatax"),
    ("avatax", "avalara_avatax"),
    ("api", catalogue::CUSTOM),
];

/// Takes a name apart; `None` when no provider stands in it, or nothing before it.
pub(super) fn read(name: &str) -> Option<EnvName> {
    let words: Vec<String> = name.split('_').filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let known = catalogue::all().iter().map(|entry| (entry.id.as_str(), entry.id.as_str()));
    let mut found: Option<(usize, usize, &str)> = None;
    for (short, provider) in known.chain(ALSO) {
        let wanted: Vec<&str> = short.split('_').collect();
        let fits = |at: &usize| {
            words[*at..].iter().map(String::as_str).take(wanted.len()).eq(wanted.iter().copied())
        };
        // A client comes first, so the provider is never the first word. The longest name counts.
        let longer = |length: usize| found.is_none_or(|(_, before, _)| length > before);
        if let Some(at) = (1..words.len()).find(fits).filter(|_| longer(wanted.len())) {
            found = Some((at, wanted.len(), provider));
        }
    }
    let (at, length, provider) = found?;
    Some(EnvName {
        client: words[..at].iter().map(|word| capital(word)).collect::<Vec<_>>().join(" "),
        provider: provider.to_owned(),
        meaning: meaning(catalogue::find(provider).ok()?, &words[at + length..].join("_")),
    })
}

/// What stands behind the provider: its own variables first, since one of them may be called `environment`.
fn meaning(entry: &Entry, rest: &str) -> Meaning {
    match rest {
        "" => Meaning::Part("*".to_owned()),
        name if entry.has_variable(name) => Meaning::Variable(name.to_owned()),
        "base_url" | "url" | "endpoint" | "api_url" => Meaning::BaseUrl,
        "environment" | "env" | "mode" | "stage" => Meaning::Environment,
        "domain" | "host" | "hostname" | "site" => match entry.variable_names().next() {
            Some(first) => Meaning::Variable(first.to_owned()),
            None => Meaning::Part(rest.to_owned()),
        },
        part => Meaning::Part(part.to_owned()),
    }
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let read = |name: &str| {
            read(name).map(|n| {
                let meaning = match n.meaning {
                    Meaning::Part(part) => part,
                    Meaning::Variable(name) => format!("variable {name}"),
                    Meaning::BaseUrl => "base URL".to_owned(),
                    Meaning::Environment => "environment".to_owned(),
                };
                format!("{} / {} / {meaning}", n.client, n.provider)
            })
        };
        for (name, expected) in [
            ("NORDLICHT_WOOCOMMERCE_CONSUMER_KEY", Some("Nordlicht / woocommerce / consumer_key")),
            ("BLUMEN_MEIER_WOO_CONSUMER_SECRET", Some("Blumen Meier / woocommerce / consumer_secret")),
            ("NORDLICHT_WOOCOMMERCE_STORE_DOMAIN", Some("Nordlicht / woocommerce / variable store_domain")),
            ("NORDLICHT__WOO__DOMAIN", Some("Nordlicht / woocommerce / variable store_domain")),
            ("NORDLICHT_WOO_ENV", Some("Nordlicht / woocommerce / environment")),
            ("NORDLICHT_ADYEN_ENVIRONMENT", Some("Nordlicht / adyen / variable environment")),
            ("ACME_PAYPAL_API_HOST", Some("Acme / paypal / variable api_host")),
            ("ACME_API_BASE_URL", Some("Acme / custom / base URL")),
            ("ACME_API_KEY", Some("Acme / custom / key")),
            ("ACME_STRIPE_SECRET_KEY", Some("Acme / stripe / secret_key")),
            ("ACME_STRIPE_DOMAIN", Some("Acme / stripe / domain")),
            ("ACME_STRIPE", Some("Acme / stripe / *")),
            ("ACME_SHIPSTATION_V2_API_KEY", Some("Acme / shipstation_v2 / api_key")),
            ("STRIPE_SECRET_KEY", None),
            ("FOO", None),
            ("PATH", None),
            ("", None),
        ] {
            assert_eq!(read(name).as_deref(), expected, "{name}");
        }
    }
}
