//! Keys of every rule for published keys, made at run time: none of them is ever called a secret.

use super::public::RULES;
use crate::{Class, Redactor};

/// So many characters of an alphabet, as chance has it.
fn made(alphabet: &str, seed: u64, len: usize) -> String {
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
const SMALL: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
const CAPITAL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Keys of each rule: what stands around the key (with `{}` in its place), and the key.
fn samples(rule: &str, seed: u64) -> Vec<(&'static str, String)> {
    let hex = |len| made(HEX, seed, len);
    let small = |len| made(SMALL, seed, len);
    let base = |len| made(BASE62, seed, len);
    let uuid = || {
        let hex = hex(32);
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    };
    let bare = |key: String| vec![("{}", key)];
    match rule {
        "stripe-public" => {
            vec![("{}", format!("pk_live_{}", base(24))), ("{}", format!("pk_test_{}", base(99)))]
        }
        "checkout-public" => {
            vec![("{}", format!("pk_{}", small(26))), ("{}", format!("pk_sbox_{}", small(26)))]
        }
        "flutterwave-public" => bare(format!("FLWPUBK-{}-X", hex(32))),
        "paystack-public" => {
            vec![("{}", format!("pk_live_{}", hex(40))), ("{}", format!("pk_test_{}", hex(40)))]
        }
        "klarna-public" => bare(format!("klarna_live_client_{}", base(60))),
        "adyen-public" => bare(format!("live_{}", made(CAPITAL, seed, 32))),
        "lob-public" => bare(format!("live_pub_{}", hex(31))),
        "square-public" => bare(format!("sq0idp-{}", base(22))),
        "braintree-public" => bare(format!("production_{}_{}", small(8), made(SMALL, seed + 1, 16))),
        "paypal-public" => vec![("https://www.paypal.com/sdk/js?client-id={}", format!("A{}", base(79)))],
        "amazon-public" => bare(format!("amzn1.application-oa2-client.{}", hex(32))),
        "razorpay-public" => bare(format!("rzp_live_{}", base(14))),
        "mapbox-public" => bare(format!("pk.eyJ{}.{}", base(60), made(BASE62, seed + 1, 22))),
        "recaptcha-public" => bare(format!("6Lc{}", base(37))),
        "turnstile-public" => bare(format!("0x4AAAAAAA{}", base(13))),
        "posthog-public" => bare(format!("phc_{}", base(43))),
        "supabase-public" => bare(format!("sb_publishable_{}", base(31))),
        "new-relic-public" => bare(format!("NRJS-{}", hex(19))),
        "datadog-public" => bare(format!("pub{}", hex(32))),
        "sentry-public" => vec![("https://{}@o4501.ingest.sentry.io/12", hex(32))],
        "segment-public" => vec![("analytics.load('{}')", base(32))],
        "algolia-public" => vec![("algoliasearch('B1G2GM9NG0', '{}')", hex(32))],
        "paddle-public" => bare(format!("live_{}", small(27))),
        "stytch-public" => bare(format!("public-token-live-{}", uuid())),
        "klevu-public" => bare(format!("klevu-{}", made("0123456789", seed, 17))),
        "bugsnag-public" => vec![("Bugsnag.start({apiKey: '{}'})", hex(32))],
        "script-public" => vec![("<script data-apikey='{}'>", hex(32))],
        "paypal-button-public" => vec![("<script data-client-id='{}'>", format!("A{}", base(79)))],
        "mixpanel-public" => vec![("mixpanel.init('{}')", hex(32))],
        "rollbar-public" => vec![("{accessToken: '{}', captureUncaught: true}", hex(32))],
        "shopify-public" => vec![("<script id=shopify-features>{\"accessToken\":\"{}\"", hex(32))],
        "docsearch-public" => vec![("{appId: 'B1G2GM9NG0', apiKey: '{}', indexName: 'p'}", hex(32))],
        "maptiler-public" => vec![("https://api.maptiler.com/maps/a/style.json?key={}", base(20))],
        other => panic!("no sample for {other}"),
    }
}

fn is_public(redactor: &Redactor, page: &str) {
    let leaks = redactor.scan(page, true).leaks;
    assert!(leaks.iter().any(|leak| leak.class == Class::Public), "{page}");
    assert!(leaks.iter().all(|leak| leak.class == Class::Public), "{page} {leaks:?}");
}

#[test]
fn no_published_key_is_called_a_secret() {
    let (redactor, _) = Redactor::new(&[3; 32], &[]);
    for rule in RULES {
        for seed in 1..9 {
            for (around, key) in samples(rule.name, seed) {
                let said = around.replace("{}", &key);
                if *around != *"{}" {
                    is_public(&redactor, &said);
                    is_public(&redactor, &format!("<html>{said}</html>\n"));
                    continue;
                }
                for page in [
                    said.clone(),
                    format!("{{\"key\": \"{said}\", \"locale\": \"de\"}}"),
                    format!("const apiKey = \"{said}\";\n"),
                    format!("<div data-key=\"{said}\"></div>"),
                    format!("<script>init({{ token: \"{said}\" }})</script>"),
                    format!("PAYMENT_API_KEY={said}\nCOLOR=blue\n"),
                    format!("payment_token: {said}\n"),
                ] {
                    is_public(&redactor, &page);
                }
            }
        }
    }
}

#[test]
fn a_name_tells_what_is_published() {
    let (redactor, _) = Redactor::new(&[3; 32], &[]);
    let key = made(HEX, 5, 32);
    for (name, class) in [
        ("storefrontAccessToken", Class::Public),
        ("SEGMENT_WRITE_KEY", Class::Public),
        ("searchApiKey", Class::Public),
        ("ALGOLIA_ADMIN_API_KEY", Class::Secret),
        ("SHOPIFY_ACCESS_TOKEN", Class::Secret),
    ] {
        for page in
            [format!("{{\"{name}\": \"{key}\"}}"), format!("{name}={key}\n"), format!("{name}: '{key}'")]
        {
            let classes: Vec<Class> =
                redactor.scan(&page, true).leaks.iter().map(|leak| leak.class).collect();
            assert_eq!(classes, [class], "{page}");
        }
    }
}
