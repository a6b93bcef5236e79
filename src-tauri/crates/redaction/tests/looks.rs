//! What looks like a credential, and what may be shown of one.

use redaction::{inspect, mask_parts};

fn letters(alphabet: &str, seed: u64, len: usize) -> String {
    let mut state = seed;
    let alphabet = alphabet.as_bytes();
    (0..len)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(alphabet[(state >> 33) as usize % alphabet.len()])
        })
        .collect()
}

const HEX: &str = "0123456789abcdef";
const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn keys() -> Vec<(&'static str, String)> {
    vec![
        ("woocommerce", format!("ck_{}", letters(HEX, 1, 40))),
        ("shopify", format!("shpat_{}", letters(HEX, 2, 32))),
        ("stripe", format!("sk_live_{}", letters(BASE62, 3, 24))),
        ("brevo", format!("xkeysib-{}-{}", letters(HEX, 4, 64), letters(BASE62, 5, 16))),
        ("sendgrid", format!("SG.{}.{}", letters(BASE62, 6, 22), letters(BASE62, 7, 43))),
        ("github", format!("ghp_{}", letters(BASE62, 8, 36))),
        ("klaviyo", format!("pk_{}", letters(HEX, 9, 34))),
        ("mailchimp", format!("{}-us12", letters(HEX, 10, 32))),
    ]
}

#[test]
fn credentials_are_found_in_short_texts() {
    for (rule, key) in keys() {
        for text in [key.clone(), format!("note: {key} (old)"), format!("https://shop.example.com/?k={key}")]
        {
            assert_eq!(inspect(&text).map(|finding| finding.rule), Some(rule), "{text}");
        }
    }
    let random = letters(BASE62, 20, 40);
    for text in [
        format!("https://anna:{}@shop.example.com", letters(BASE62, 11, 12)),
        format!("password={}", letters(BASE62, 12, 14)),
        format!("Authorization: Bearer {}", letters(BASE62, 13, 30)),
        random.clone(),
        format!("the key is {random}"),
        format!("eyJ{}.eyJ{}.{}", letters(BASE62, 14, 20), letters(BASE62, 15, 30), letters(BASE62, 16, 43)),
        "-----BEGIN PRIVATE KEY-----\nabc".to_owned(),
    ] {
        assert!(inspect(&text).is_some(), "{text}");
    }
}

#[test]
fn ordinary_texts_are_left_alone() {
    for text in [
        "Muster GmbH",
        "shop.example.com",
        "https://shop.example.com/wp-json/wc/v3",
        "https://{store_domain}/admin/api/2026-01",
        "8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77",
        "SKU-2931-XL-BLK",
        "Production (EU), second shop",
        "my-long-subdomain-name.myshopify.com",
        "Rotate on 2026-05-17; ask Anna about the password policy",
        "anna@example.com",
        "+49 30 901820",
        "acct_main",
        "woocommerce consumer key",
        "https://docs.stripe.com/keys",
        "agency/client-42/integration-7",
        "Basic auth, see wiki",
        "GET /products/categories?per_page=1",
        "https://api.mailgun.net/v3/mg.example.com",
        "token expires in June",
        "eu-central-1",
        "9fceb02d0ae598e95dc970b74767f19372d61af8",
        "The Quick Brown Fox Jumps Over 13 Lazy Dogs",
        "internationalization-and-localization-2026",
        "api_key goes into intake",
        "https://example.com/wiki/Lorem_ipsum_dolor_sit_amet?action=edit&section=2",
        "key: see vault",
        "password: ask Bob",
    ] {
        assert_eq!(inspect(text), None, "{text}");
    }
}

#[test]
fn a_mask_shows_the_prefix_and_four_where_enough_stays_hidden() {
    for (rule, key) in keys() {
        let mask = mask_parts(key.as_bytes());
        assert!(mask.tail.is_empty() || key.ends_with(&mask.tail), "{rule}");
        assert_eq!(mask.prefix.len(), mask.public_prefix);
        assert!(key.starts_with(&mask.prefix), "{rule}");
        assert!(key.len() - mask.prefix.len() - mask.tail.len() >= 16, "{rule}");
        assert_eq!(mask.tail.len(), 4, "{rule}");
    }
    let stripe = mask_parts(keys()[2].1.as_bytes());
    assert_eq!(stripe.prefix, "sk_live_");
}

#[test]
fn nothing_is_shown_of_a_password_or_a_pem() {
    for value in [
        "correct horse battery staple",
        "Summer2026!",
        "sk_live_short",
        "live_together",
        "mypasswordismypassword",
        "hunter2hunter2hunter2hunter2",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----",
        "",
        "ab",
        "{\"type\":\"service_account\"}",
    ] {
        let mask = mask_parts(value.as_bytes());
        assert_eq!((mask.prefix.as_str(), mask.tail.as_str(), mask.public_prefix), ("", "", 0), "{value}");
    }
    let short = letters(BASE62, 30, 19);
    assert_eq!(mask_parts(short.as_bytes()).tail, "");
    assert_eq!(mask_parts(&[0xff, 0xfe, 1, 2, 3]).tail, "");
}
