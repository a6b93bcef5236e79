//! Which cells of a bulk file may be shown. Nobody has said yet which column holds the keys: a column is shown when its
//! heading names something public, or its cells can be nothing else. What a person maps as public is shown too, save
//! where heading, cells or cell look like a key.

use regex::Regex;
use std::sync::LazyLock;

use super::headings;

/// Words in a heading that say "hide me".
static TELLING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) key | secret | token | pass | pwd | credential | auth | bearer | signature | private | webhook
            | schl(ü|ue)ssel | kennw | geheim | clave | contrase | wachtw | senha | parola | has[lł]o | heslo | l[oö]senord
            | code s? (?:\P{L}|$)
            | (?:^|\P{L}) (?: pw | psw | pin | puk | otp | mdp | sk | pk | cl[eé]f? | chiave | value | wert ) s? (?:\P{L}|$)",
    )
    .ok()
});

/// Hostnames, addresses and dates: digits and letters mixed, and harmless.
static HARMLESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?: https?://[a-z0-9.:-]+(?:/[a-z0-9._~/-]{0,40})? | [a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,30})+
            | [a-z0-9._+-]{1,40}@[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,30})+ | \d{4}-\d\d-\d\d(?:[t\x20]\d\d:\d\d(?::\d\d)?z?)? | \d{1,6} )$",
    )
    .ok()
});

/// A WordPress application password, which is words of four; or a name and a password before a host.
static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?:^|[^\p{L}\p{N}]) (?:[A-Za-z0-9]{4}[\s\p{Cf}-]+){5}[A-Za-z0-9]{4} (?:$|[^\p{L}\p{N}]) | [^\s/:@]:[^\s/@]+@",
    )
    .ok()
});

/// A host, or the origin of one. A bare host only where its end is none of a password's.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?: https?://(?:[a-z0-9-]{1,20}\.)*[a-z0-9-]{1,20}(?::\d{1,5})?/? | (?:[a-z0-9-]{1,20}\.)+
            (?: com | net | org | shop | store | example | test | localhost | de | at | ch | eu | uk | fr | nl | be | es | it | pt
            | pl | dk | se | no | fi | cz | ie | us | ca | au )/? )$",
    )
    .ok()
});

/// The catalogue's ids and what an environment is called, without their separators.
const PUBLIC_VALUES: &[&str] = &[
    "woocommerce",
    "wordpress",
    "shopify",
    "shopifyclientcredentials",
    "bigcommerce",
    "adobecommerce",
    "prestashop",
    "shopware6",
    "squarespace",
    "wix",
    "ecwid",
    "stripe",
    "paypal",
    "square",
    "adyen",
    "mollie",
    "klarna",
    "razorpay",
    "authorizenet",
    "braintree",
    "klaviyo",
    "mailchimp",
    "brevo",
    "sendgrid",
    "mailgun",
    "postmark",
    "twilio",
    "hubspot",
    "zendesk",
    "gorgias",
    "shipstation",
    "shipstationv2",
    "shippo",
    "easypost",
    "aftership",
    "avalaraavatax",
    "taxjar",
    "xero",
    "quickbooks",
    "algolia",
    "yotpo",
    "recharge",
    "slackwebhook",
    "zapiercatchhook",
    "makewebhook",
    "ga4measurementprotocol",
    "googlemerchant",
    "segment",
    "odoo",
    "custom",
    "production",
    "prod",
    "live",
    "staging",
    "stage",
    "test",
    "testing",
    "sandbox",
    "dev",
    "development",
];

/// From this length on, a single word of mixed letters and digits is hidden wherever it stands.
const LONG: usize = 12;

/// Whether a column is hidden as a whole: by its heading, or because half of its cells look like keys or passwords.
pub(super) fn is_secret<'a>(heading: &str, cells: impl Iterator<Item = &'a str>) -> bool {
    if TELLING.as_ref().is_none_or(|telling| telling.is_match(heading)) {
        return true;
    }
    let (mut odd, mut all) = (0_usize, 0_usize);
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        all += 1;
        odd += usize::from(is_odd(cell) || looks_like_key(cell));
    }
    odd * 2 > all
}

/// Whether a column may be shown before anyone has said what it is: by its heading, or because each of its cells is an
/// address, a provider or an environment.
pub(super) fn is_public<'a>(heading: &str, cells: impl Iterator<Item = &'a str>) -> bool {
    headings::is_public(heading)
        || cells
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .all(|cell| is_address(cell) || is_public_value(cell))
}

/// Whether a cell of a first row speaks for data: an address, a provider, an environment, or no words at all.
pub(super) fn reads_like_data(cell: &str) -> bool {
    let harmless = HARMLESS.as_ref().is_none_or(|harmless| harmless.is_match(cell));
    let mixed = cell.chars().any(|c| c.is_ascii_digit() || "!\"#$%*+:;<=>?@[\\]^`{|}~".contains(c));
    harmless && (mixed || cell.contains('.'))
        || mixed && !cell.contains(char::is_whitespace)
        || is_public_value(cell)
}

fn is_address(cell: &str) -> bool {
    ADDRESS.as_ref().is_some_and(|address| address.is_match(cell))
}

fn is_public_value(cell: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-');
    cell.chars().all(plain) && PUBLIC_VALUES.contains(&words(cell).concat().as_str())
}

/// `Consumer Key`, `consumer-key` and `consumerKey` → `consumer`, `key`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (small && c.is_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a cell is hidden although its column is not.
pub(super) fn looks_like_key(cell: &str) -> bool {
    let cell = cell.trim();
    WRITTEN.as_ref().is_none_or(|written| written.is_match(cell))
        || redaction::inspect(cell).is_some()
        || (cell.len() >= LONG && is_odd(cell))
        || cell.len() > 200
}

/// One word of at least six characters that mixes letters with digits or marks, and is no name of a host or the like.
pub(super) fn is_odd(cell: &str) -> bool {
    if cell.len() < 6 || cell.contains(char::is_whitespace) {
        return false;
    }
    if HARMLESS.as_ref().is_some_and(|harmless| harmless.is_match(cell)) {
        return false;
    }
    let has = |test: fn(char) -> bool| cell.chars().any(test);
    let marks = has(|c| c.is_ascii_punctuation() && !matches!(c, '-' | '.' | '_' | '&' | '/' | '\''));
    (has(char::is_alphabetic) && has(|c| c.is_ascii_digit()))
        || marks
        || (cell.len() > 6 && !has(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_cells_are_shown() {
        for cell in [
            "Acme GmbH",
            "Studio54",
            "Müller & Söhne",
            "woocommerce",
            "production",
            "https://shop.example.com/wp",
            "shop24.example.com",
            "info@acme24.example",
            "2026-11-23",
            "120",
            "3M",
            "",
        ] {
            assert!(!looks_like_key(cell), "{cell}");
        }
    }

    #[test]
    fn cells_that_look_like_keys_are_hidden() {
        for cell in [
            "a8f5f167f44f4964e6c998de",
            "hunter2hunter2",
            "p@ssw0rd-of-mine",
            "1234567890123456",
            "abcd EFGH ijkl MNOP qrst UVWX",
            "abcd-1234-ijkl-5678-qrst-9012",
            "login: abcd\u{a0}1234\u{a0}ijkl\u{a0}5678\u{a0}qrst\u{a0}9012.",
            "me:pw@a.de",
            "http://me:pw@a.de",
        ] {
            assert!(looks_like_key(cell), "{cell}");
        }
    }

    #[test]
    fn columns_are_hidden_by_heading_or_by_their_cells() {
        assert!(is_secret("API Key", ["x"].into_iter()));
        assert!(is_secret("consumer_secret", std::iter::empty()));
        for heading in [
            "Passwort",
            "PW",
            "wp_pw",
            "PIN",
            "Code",
            "Zugangscode",
            "clave",
            "wachtwoord",
            "mot de passe",
            "Contraseña",
            "Value",
            "Webhook",
            "PW 2",
        ] {
            assert!(is_secret(heading, ["sommer"].into_iter()), "{heading}");
        }
        for heading in ["Shopping", "Spinnerei", "Client", "Decoder", "Clemens"] {
            assert!(!is_secret(heading, ["sommer"].into_iter()), "{heading}");
        }
        assert!(
            is_secret("column 3", ["hunter2", "s3cret!", "pa55wd"].into_iter()),
            "short passwords by their number"
        );
        assert!(!is_secret("client", ["Studio54", "Acme", "Blumen Meier"].into_iter()));
        assert!(!is_secret("url", ["https://a1.example.com", "https://b2.example.com"].into_iter()));
    }

    #[test]
    fn unasked_a_column_is_shown_only_for_what_it_can_only_be() {
        for heading in
            ["Client", "customer name", "Provider", "env", "Store domain", "base_url", "Shop", "storeUrl"]
        {
            assert!(is_public(heading, ["anything"].into_iter()), "{heading}");
        }
        for heading in ["Notes", "Remarks", "column 3", "user", "webhook_url", "key"] {
            assert!(!is_public(heading, ["sommer"].into_iter()), "{heading}");
        }
        for cell in [
            "https://shop.example.com/",
            "http://localhost:8080",
            "shop24.example.com",
            "WooCommerce",
            "live",
            "authorize_net",
        ] {
            assert!(is_public("x", [cell, ""].into_iter()), "{cell}");
            assert!(!is_public("x", [cell, "sommer"].into_iter()), "{cell} beside another");
        }
        for cell in [
            "sommer",
            "test!!",
            "Sommer.2026",
            "sommer.x",
            "1234",
            "2026-11-23",
            "me@a.de",
            "https://me@a.de",
            "https://a.de/?k=1",
            "https://hooks.example.com/catch/123/abc",
            "a8f5f167f44f4964e6c998de.example.com",
        ] {
            assert!(!is_public("x", [cell].into_iter()), "{cell}");
        }
    }

    #[test]
    fn the_providers_are_the_catalogues() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../engine/src/catalogue/providers.json");
        let catalogue: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for entry in catalogue.as_array().unwrap() {
            let id = entry["id"].as_str().unwrap();
            assert!(is_public_value(id), "{id}");
        }
    }
}
