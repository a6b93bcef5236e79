//! The schemes: how each is set up, with keys made here, and how the provider checks it.

mod signed;
mod token;

use engine::view::{AuthInput, HeaderInput};
use loopback::{Alphabet, Authority, Check, MadeUp, Vendor, equals};

/// A way of sending a key, and the provider that checks it.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) provider: &'static str,
    pub(crate) vendor: Vendor,
    pub(crate) auth: AuthInput,
    /// Whether a client certificate goes with it; its parts are among the keys.
    pub(crate) certificate: bool,
    pub(crate) probe: &'static str,
    /// Its parts and their values.
    pub(crate) keys: Vec<(&'static str, String)>,
    /// Passes these keys and no others.
    pub(crate) check: Check,
    /// What is bought first, of schemes that buy a token.
    pub(crate) token: Option<Bought>,
}

/// A token endpoint.
pub(crate) struct Bought {
    /// Passes the right request for a token and no other.
    pub(crate) check: Check,
    /// The token that it gives out.
    pub(crate) token: String,
}

/// A value of 40 characters.
fn key(prefix: &'static str) -> String {
    let alphabet = if prefix.is_empty() { Alphabet::Alphanumeric } else { Alphabet::Hex };
    String::from_utf8(MadeUp::new(prefix, alphabet, 40, "").make().unwrap()).unwrap()
}

fn custom(name: &'static str, auth: AuthInput, keys: Vec<(&'static str, String)>, check: Check) -> Column {
    Column {
        name,
        provider: "custom",
        vendor: Vendor::Other,
        auth,
        certificate: false,
        probe: "GET /status?page=1&name=a%20b",
        keys,
        check,
        token: None,
    }
}

/// A vendor's own way, from the catalogue.
fn of_vendor(vendor: Vendor, name: &'static str, keys: Vec<(&'static str, String)>, check: Check) -> Column {
    Column { provider: name, vendor, ..custom(name, AuthInput::Provider, keys, check) }
}

/// All of them, with new keys. Tokens are bought at `tokens`, an origin.
pub(crate) fn columns(authority: &Authority, tokens: &str) -> Vec<Column> {
    let mut all = vec![header(), headers(), bearer(), basic(), query(), body(), path()];
    all.extend(signed::columns());
    all.push(certificate(authority));
    all.extend(token::columns(tokens));
    all.extend([woocommerce(), stripe(), shopify()]);
    all
}

fn header() -> Column {
    let value = key("");
    let check = Check::header("X-API-KEY", "", equals(&value));
    let auth = AuthInput::Header { header: "X-API-KEY".into(), prefix: String::new() };
    custom("header", auth, vec![("api_key", value)], check)
}

fn headers() -> Column {
    let (app, secret) = (key(""), key(""));
    let check = Check::All(vec![
        Check::header("X-App-Key", "", equals(&app)),
        Check::header("X-App-Secret", "Secret ", equals(&secret)),
    ]);
    let header = |header: &str, prefix: &str, part: &str| HeaderInput {
        header: header.into(),
        prefix: prefix.into(),
        part: part.into(),
    };
    let headers = vec![header("X-App-Key", "", "app_key"), header("X-App-Secret", "Secret ", "app_secret")];
    custom("headers", AuthInput::Headers { headers }, vec![("app_key", app), ("app_secret", secret)], check)
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

/// In the body: of a POST, so it is never part of a run, and is sent only where somebody asks for it.
fn body() -> Column {
    let value = key("");
    let check = Check::Body("/auth/key".into(), equals(&value));
    let auth = AuthInput::Body { field: "/auth/key".into() };
    Column { probe: "POST /status", ..custom("body", auth, vec![("api_key", value)], check) }
}

fn path() -> Column {
    let value = key("");
    let check = Check::Path(equals(&value));
    Column {
        probe: "GET /{api_key}/status",
        ..custom("path", AuthInput::Path, vec![("api_key", value)], check)
    }
}

/// Mutual TLS, and a key in a header beside it.
fn certificate(authority: &Authority) -> Column {
    let own = authority.client().unwrap();
    let header = header();
    let mut keys = header.keys;
    keys.extend([("client_certificate", own.certificate_pem), ("client_key", own.key_pem)]);
    let check = Check::All(vec![header.check, Check::Certificate]);
    Column { certificate: true, ..custom("mutual_tls", header.auth, keys, check) }
}

fn woocommerce() -> Column {
    let (user, secret) = (key("ck_"), key("cs_"));
    let check = Check::basic(equals(&user), equals(&secret));
    let keys = vec![("consumer_key", user), ("consumer_secret", secret)];
    of_vendor(Vendor::WooCommerce, "woocommerce", keys, check)
}

fn stripe() -> Column {
    let value = key("sk_test_");
    let check = Check::bearer(equals(&value));
    of_vendor(Vendor::Stripe, "stripe", vec![("secret_key", value)], check)
}

fn shopify() -> Column {
    let value = key("shpat_");
    let check = Check::header("X-Shopify-Access-Token", "", equals(&value));
    of_vendor(Vendor::Shopify, "shopify", vec![("access_token", value)], check)
}
