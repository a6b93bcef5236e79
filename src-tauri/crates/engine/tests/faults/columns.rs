//! The schemes: how each is set up, with keys made here, and how the provider checks it.

use engine::view::AuthInput;
use loopback::{Alphabet, Check, MadeUp, Vendor, equals};

/// A way of sending a key, and the provider that checks it.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) provider: &'static str,
    pub(crate) vendor: Vendor,
    pub(crate) auth: AuthInput,
    /// Its parts and their values.
    pub(crate) keys: Vec<(&'static str, String)>,
    /// Passes these keys and no others.
    pub(crate) check: Check,
}

fn key(prefix: &'static str) -> String {
    let alphabet = if prefix.is_empty() { Alphabet::Alphanumeric } else { Alphabet::Hex };
    String::from_utf8(MadeUp::new(prefix, alphabet, 40, "").make().unwrap()).unwrap()
}

fn custom(name: &'static str, auth: AuthInput, keys: Vec<(&'static str, String)>, check: Check) -> Column {
    Column { name, provider: "custom", vendor: Vendor::Other, auth, keys, check }
}

/// All of them, with new keys.
pub(crate) fn columns() -> Vec<Column> {
    vec![header(), bearer(), basic(), query(), woocommerce(), stripe(), shopify()]
}

fn header() -> Column {
    let value = key("");
    let check = Check::header("X-API-KEY", "", equals(&value));
    let auth = AuthInput::Header { header: "X-API-KEY".into(), prefix: String::new() };
    custom("header", auth, vec![("api_key", value)], check)
}

fn bearer() -> Column {
    let value = key("");
    let check = Check::bearer(equals(&value));
    custom("bearer", AuthInput::Bearer, vec![("token", value)], check)
}

fn basic() -> Column {
    let (user, password) = (key(""), key(""));
    let check = Check::basic(equals(&user), equals(&password));
    custom("basic", AuthInput::Basic, vec![("username", user), ("password", password)], check)
}

fn query() -> Column {
    let value = key("");
    let check = Check::Query(vec![("key".into(), equals(&value))]);
    custom("query", AuthInput::Query { name: "key".into() }, vec![("api_key", value)], check)
}

fn woocommerce() -> Column {
    let (user, secret) = (key("ck_"), key("cs_"));
    let check = Check::basic(equals(&user), equals(&secret));
    let keys = vec![("consumer_key", user), ("consumer_secret", secret)];
    Column {
        provider: "woocommerce",
        vendor: Vendor::WooCommerce,
        ..custom("woocommerce", AuthInput::Provider, keys, check)
    }
}

fn stripe() -> Column {
    let value = key("sk_test_");
    let check = Check::bearer(equals(&value));
    let keys = vec![("secret_key", value)];
    Column {
        provider: "stripe",
        vendor: Vendor::Stripe,
        ..custom("stripe", AuthInput::Provider, keys, check)
    }
}

fn shopify() -> Column {
    let value = key("shpat_");
    let check = Check::header("X-Shopify-Access-Token", "", equals(&value));
    let keys = vec![("access_token", value)];
    Column {
        provider: "shopify",
        vendor: Vendor::Shopify,
        ..custom("shopify", AuthInput::Provider, keys, check)
    }
}
