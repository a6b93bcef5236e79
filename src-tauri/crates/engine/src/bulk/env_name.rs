//! `NORDLICHT_WOOCOMMERCE_CONSUMER_KEY`: client, provider and part in one name, as `.env` files have them.

use crate::catalogue;

/// What a variable's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EnvName {
    pub(super) client: String,
    pub(super) provider: String,
    /// The part, or `*` when the name does not say.
    pub(super) part: String,
}

/// Short names that people use for the catalogue's.
const ALSO: [(&str, &str); 6] = [
    ("woo", "woocommerce"),
    ("wc", "woocommerce"),
    ("wp", "wordpress"),
    ("avalara", "avalara_avatax"),
    ("avatax", "avalara_avatax"),
    ("api", "custom"),
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
    let part = words[at + length..].join("_");
    Some(EnvName {
        client: words[..at].iter().map(|word| capital(word)).collect::<Vec<_>>().join(" "),
        provider: provider.to_owned(),
        part: if part.is_empty() { "*".to_owned() } else { part },
    })
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
        let read = |name: &str| read(name).map(|n| format!("{} / {} / {}", n.client, n.provider, n.part));
        for (name, expected) in [
            ("NORDLICHT_WOOCOMMERCE_CONSUMER_KEY", Some("Nordlicht / woocommerce / consumer_key")),
            ("BLUMEN_MEIER_WOO_CONSUMER_SECRET", Some("Blumen Meier / woocommerce / consumer_secret")),
            ("ACME_STRIPE_SECRET_KEY", Some("Acme / stripe / secret_key")),
            ("ACME_STRIPE", Some("Acme / stripe / *")),
            ("ACME_SHIPSTATION_V2_API_KEY", Some("Acme / shipstation_v2 / api_key")),
            ("STRIPE_SECRET_KEY", None),
            ("PATH", None),
            ("", None),
        ] {
            assert_eq!(read(name).as_deref(), expected, "{name}");
        }
    }
}
