//! Keys that their vendors mean to be published: publishable, browser and site keys. A scan names them apart.

use super::{Begins, Edges, Rule};

const fn public(
    name: &'static str,
    label: &'static str,
    keywords: &'static [&'static str],
    pattern: &'static str,
) -> Rule {
    Rule { name, label, keywords, pattern, edges: Edges::Word, begins: Begins::Keyword }
}

pub(super) const RULES: &[Rule] = &[
    public(
        "stripe-public",
        "publishable key",
        &["pk_live", "pk_test"],
        r"pk_(?:live|test)_[0-9A-Za-z$]{20,}",
    ),
    public("checkout-public", "publishable key", &["pk_"], r"pk_(?:sbox_)?[0-9a-z]{26}[0-9a-z*:#$=]?\b"),
    public("flutterwave-public", "publishable key", &["flwpubk"], r"FLWPUBK(?:_TEST)?-[0-9A-Za-z-]{12,}"),
    public("paystack-public", "publishable key", &["pk_live_", "pk_test_"], r"pk_(?:live|test)_[0-9a-f]{40}"),
    public(
        "klarna-public",
        "publishable key",
        &["klarna_"],
        r"klarna_(?:live|test)_client_[0-9A-Za-z+/=_-]{20,}",
    ),
    public("adyen-public", "publishable key", &["live_", "test_"], r"(?:live|test)_[0-9A-Z]{32}\b"),
    public("lob-public", "publishable key", &["live_pub_", "test_pub_"], r"(?:live|test)_pub_[0-9a-f]{31,}"),
    public("square-public", "application id", &["sq0idp-", "sq0idb-"], r"sq0id[pb]-[0-9A-Za-z_-]{20,}"),
    public(
        "braintree-public",
        "tokenization key",
        &["sandbox_", "production_"],
        r"(?:sandbox|production)_[0-9a-z]{8}_[0-9a-z]{16}\b",
    ),
    public(
        "paypal-public",
        "client id",
        &["paypal.com/sdk/js"],
        r#"paypal\.com/sdk/js\?[^"'\s]{0,200}?client-id=([0-9A-Za-z_-]{20,})"#,
    ),
    public("amazon-public", "client id", &["amzn1.app"], r"amzn1\.application-oa2-client\.[0-9a-f]{32}"),
    public("razorpay-public", "key id", &["rzp_"], r"rzp_(?:live|test)_[0-9A-Za-z]{14}\b"),
    public("mapbox-public", "browser key", &["pk.eyj"], r"pk\.eyJ[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{20,}"),
    public(
        "recaptcha-public",
        "site key",
        &["6lc", "6ld", "6le", "6lf", "6la", "6lb"],
        r"6L[0-9A-Za-z_-]{38}\b",
    ),
    public("turnstile-public", "site key", &["0x4aaaaaaa"], r"0x4AAAAAAA[0-9A-Za-z_-]{10,18}\b"),
    public("posthog-public", "project key", &["phc_"], r"phc_[0-9A-Za-z]{30,}"),
    public("supabase-public", "publishable key", &["sb_publishable_"], r"sb_publishable_[0-9A-Za-z_-]{20,}"),
    public("new-relic-public", "browser key", &["nrjs-"], r"NRJS-[0-9a-f]{19}"),
    public("datadog-public", "client token", &["pub"], r"pub[0-9a-f]{32}\b"),
    public(
        "sentry-public",
        "sentry address",
        &["https://", r"https:\/\/"],
        r"https:(?:\\?/){2}([0-9a-f]{32})@(?:[0-9a-z.-]+\.)?(?:ingest\.|sentry\.)[0-9A-Za-z.-]+",
    ),
    public(
        "segment-public",
        "write key",
        &["analytics.load("],
        r#"analytics\.load\(\s*["']([0-9A-Za-z]{20,40})["']"#,
    ),
    public(
        "algolia-public",
        "search key",
        &["algoliasearch("],
        r#"algoliasearch\(\s*["'][0-9A-Z]{10}["']\s*,\s*["']([0-9a-f]{32})["']"#,
    ),
    public("paddle-public", "client token", &["live_", "test_"], r"(?:live|test)_[0-9a-z]{27}\b"),
    public(
        "stytch-public",
        "public token",
        &["public-token-"],
        r"public-token-(?:live|test)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    ),
    public("klevu-public", "browser key", &["klevu-"], r"klevu-[0-9]{14,20}\b"),
    public(
        "bugsnag-public",
        "browser key",
        &["bugsnag.start("],
        r#"(?i)bugsnag\.start\([^)]{0,40}?["']([0-9a-f]{32})["']"#,
    ),
    public(
        "script-public",
        "browser key",
        &["data-apikey", "data-api-key"],
        r#"(?i)data-api-?key=["']([0-9a-f]{32})["']"#,
    ),
    public(
        "paypal-button-public",
        "client id",
        &["data-client-id"],
        r#"data-client-id=["'](A[0-9A-Za-z_-]{79})["']"#,
    ),
    public(
        "mixpanel-public",
        "project token",
        &["mixpanel.init(", "mixpanel_token"],
        r#"(?i)mixpanel(?:\.init\(|_token)\W{1,4}([0-9a-f]{32})\b"#,
    ),
    public(
        "rollbar-public",
        "browser token",
        &["accesstoken"],
        r#"(?i)accesstoken["']?\s*:\s*["']([0-9a-f]{32})["'],?\s*["']?captureuncaught"#,
    ),
    public(
        "shopify-public",
        "storefront token",
        &["shopify-features"],
        r#"shopify-features[^{]{0,80}\{"accessToken":"([0-9a-f]{32})""#,
    ),
    public(
        "docsearch-public",
        "search key",
        &["appid", "applicationid"],
        r#"(?i)app(?:lication)?id["']?\s*:\s*["'](?-i:[0-9A-Z]{10})["'],\s*["']?apikey["']?\s*:\s*["']([0-9a-f]{32})["'],\s*["']?indexname"#,
    ),
    public(
        "maptiler-public",
        "browser key",
        &["api.maptiler.com"],
        r#"api\.maptiler\.com/[^"'\s]{0,120}?[?&]key=([0-9A-Za-z]{20})\b"#,
    ),
];

/// Names, without their signs, of what a page gives to everybody. A name may go on before them.
const NAMES: [&str; 20] = [
    "publishablekey",
    "publishableapikey",
    "publickey",
    "publicapikey",
    "publictoken",
    "publicapitoken",
    "storefrontaccesstoken",
    "storefronttoken",
    "storefrontapitoken",
    "searchonlyapikey",
    "searchonlykey",
    "searchapikey",
    "searchkey",
    "sitekey",
    "writekey",
    "applicationserverkey",
    "tokenizationkey",
    "browserkey",
    "yotpoappkey",
    "pusherappkey",
];

/// Does the name right before a value say that the value is published?
pub(crate) fn is_named_public(text: &str, start: usize) -> bool {
    let plain = name_before(text, start);
    NAMES.iter().any(|name| plain.ends_with(name))
}

/// Shopify's storefront token: hex under the plain name of a token, in what says that it is for a shop's front. The tokens
/// of its other side begin with `shp`.
pub(crate) fn is_storefront(text: &str, start: usize, end: usize) -> bool {
    const FRONT: [&str; 2] = ["storefront", "shopifybuy"];
    if end - start != 32
        || !crate::random::is_plain_hex(&text[start..end])
        || name_before(text, start) != "accesstoken"
    {
        return false;
    }
    let from = text.floor_char_boundary(start.saturating_sub(NEAR));
    let to = text.ceil_char_boundary((end + NEAR).min(text.len()));
    let near = text[from..to].to_ascii_lowercase();
    FRONT.iter().any(|word| near.contains(word))
}

/// The name right before a value, in small letters and without its signs.
pub(crate) fn name_before(text: &str, start: usize) -> String {
    const REACH: usize = 64;
    let before = &text[text.ceil_char_boundary(start.saturating_sub(REACH))..start];
    let before = before.trim_end_matches(|char: char| !char.is_ascii_alphanumeric());
    let name = before.rsplit(|char: char| !char.is_ascii_alphanumeric() && char != '_' && char != '-').next();
    let plain: String = name.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
    plain.to_ascii_lowercase()
}

/// What stands near a Google key that is meant for browsers.
const BROWSER: [&str; 11] = [
    "firebase_api_key",
    "maps.googleapis.com/maps/api/js",
    "maps/api/js",
    "maps/embed",
    "authdomain",
    "firebaseapp.com",
    "messagingsenderid",
    "googlemaps",
    "google_maps",
    "youtube.com/iframe_api",
    "initmap",
];
const NEAR: usize = 400;

/// Is a key of a format that has both kinds the kind that is published?
pub(super) fn is_public(rule: &Rule, value: &str, text: &str, start: usize) -> bool {
    match rule.name {
        "google" if value.starts_with("AIza") => {
            let from = text.floor_char_boundary(start.saturating_sub(NEAR));
            let to = text.ceil_char_boundary((start + NEAR).min(text.len()));
            let near = text[from..to].to_ascii_lowercase();
            BROWSER.iter().any(|word| near.contains(word))
        }
        "google-client-id" => true,
        "jwt" => is_anonymous(value),
        name => name.ends_with("-public"),
    }
}

/// A JWT that says it is for anybody (`"role":"anon"`), as Supabase's browser key does.
fn is_anonymous(jwt: &str) -> bool {
    let claims = jwt.split('.').nth(1).and_then(crate::base64::decoded);
    claims.is_some_and(|claims| memchr::memmem::find(&claims, br#""role":"anon""#).is_some())
}
