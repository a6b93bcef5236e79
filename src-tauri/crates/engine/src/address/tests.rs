use super::*;
use crate::view::{AuthInput, ProbeClass};
use proptest::prelude::*;

fn one(name: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(name.to_owned(), value.to_owned())])
}

#[test]
fn a_host_variable_is_a_plain_host() {
    let template = "https://{store_domain}/wp-json/wc/v3";
    for good in ["shop.example.com", "shop.example.com:8443", "127.0.0.1:9", "[::1]:8080", "bücher.example"]
    {
        check_variable(template, "store_domain", good).unwrap_or_else(|_| panic!("{good} is a host"));
    }
    let bad = [
        "",
        "a b",
        "user@evil.example",
        "evil.example/",
        "evil.example?x",
        "evil.example#",
        "evil.example\\@good",
        "https://evil.example",
        "a..b",
        "evil.example:99999",
        "%65vil.example",
        "a\tb",
        "a\nb",
    ];
    for value in bad {
        assert!(check_variable(template, "store_domain", value).is_err(), "{value:?} passed");
    }
}

#[test]
fn a_label_variable_stays_within_its_label() {
    let template = "https://{shop}.myshopify.com";
    check_variable(template, "shop", "my-shop").unwrap();
    for value in ["evil.example/", "evil.example#", "a.b", "a@b", "-a", "a-", "", "a:1"] {
        assert!(check_variable(template, "shop", value).is_err(), "{value:?} passed");
    }
}

#[test]
fn a_path_variable_is_encoded_and_never_climbs() {
    let template = "https://api.example.com/stores/{id}/v1";
    assert!(resolve_base(template, &one("id", "..")).is_err());
    let url = resolve_base(template, &one("id", "../../x?y#z")).unwrap().unwrap();
    assert_eq!(url.as_str(), "https://api.example.com/stores/..%2F..%2Fx%3Fy%23z/v1");
    assert!(resolve_base(template, &BTreeMap::new()).unwrap().is_none());
}

#[test]
fn a_base_is_https_without_credentials() {
    let code = |text: &str, unsafe_http| check_base(text, unsafe_http).unwrap_err().code();
    check_base("https://api.example.com/v1", false).unwrap();
    check_base("http://127.0.0.1:8080", true).unwrap();
    assert_eq!(code("http://127.0.0.1:8080", false), Code::NotHttps);
    assert_eq!(code("http://api.example.com", true), Code::NotHttps);
    assert_eq!(code("https://user:pass@api.example.com", false), Code::UrlCredentials);
    assert_eq!(code("https://user@api.example.com", false), Code::UrlCredentials);
    assert_eq!(code("ftp://api.example.com", false), Code::NotHttps);
    for text in [
        "",
        "api.example.com",
        "https://",
        "https://a\\@b",
        "https://a?x=1",
        "https://a#x",
        "https://a b",
        "//a",
    ] {
        assert_eq!(code(text, false), Code::UrlInvalid, "{text}");
    }
}

#[test]
fn a_probe_is_a_harmless_request_below_the_base() {
    assert_eq!(
        check_probe("GET /v1/x?per_page=1", &AuthInput::Bearer).unwrap(),
        (Method::Get, "/v1/x?per_page=1", ProbeClass::ReadsOnly)
    );
    assert_eq!(
        check_probe("HEAD /", &AuthInput::Bearer).unwrap(),
        (Method::Head, "/", ProbeClass::ReadsOnly)
    );
    let in_path = |text: &str| check_probe(text, &AuthInput::Path).map(|(_, path, _)| path.to_owned());
    assert_eq!(in_path("GET /keys/{api_key}/x").unwrap(), "/keys/{api_key}/x");
    for bad in [
        "GET /{api_key}/{api_key}",
        "GET /x?k={api_key}",
        "GET /{other}",
        "GET /%7Bapi_key%7D/{api_key}",
        "GET /%7bx",
    ] {
        assert!(in_path(bad).is_err(), "{bad}");
    }
    let body = AuthInput::Body { field: "/key".into() };
    assert_eq!(check_probe("POST /check", &body).unwrap().0, Method::Post);
    let class = |text: &str, auth: &AuthInput| check_probe(text, auth).map(|(_, _, class)| class);
    for creates in [
        "GET /orders/727?_method=DELETE&force=true",
        "GET /orders?x=1&%5Fmethod=post",
        "idempotent: GET /orders?.method=DELETE",
        "GET /orders?X-HTTP-Method-Override=DELETE",
        "GET /v1/x?$httpMethod=DELETE",
    ] {
        assert_eq!(class(creates, &AuthInput::Bearer).unwrap(), ProbeClass::Creates, "{creates}");
    }
    assert_eq!(
        class("GET /payment?methods=all&q=_method", &AuthInput::Bearer).unwrap(),
        ProbeClass::ReadsOnly
    );
    assert_eq!(class("creates: GET /ping", &AuthInput::Bearer).unwrap(), ProbeClass::Creates);
    assert_eq!(class("idempotent:HEAD /ping", &AuthInput::Bearer).unwrap(), ProbeClass::Idempotent);
    assert_eq!(class("POST /check", &body).unwrap(), ProbeClass::Creates);
    assert_eq!(class("creates: POST /check", &body).unwrap(), ProbeClass::Creates);
    // A run sends what does not create, and asks nobody: no word makes a POST harmless.
    assert_eq!(class("idempotent: POST /check", &body).unwrap_err().code(), Code::ProbeMethod);
    let code = |text: &str| check_probe(text, &AuthInput::Bearer).unwrap_err().code();
    for text in
        ["POST /x", "DELETE /x", "get /x", "CONNECT /x", "harmless: GET /x", "creates: creates: GET /x"]
    {
        assert_eq!(code(text), Code::ProbeMethod, "{text}");
    }
    for text in [
        "GET",
        "GET x",
        "GET https://evil.example/",
        "GET /a b",
        "GET /\\evil",
        "GET /#x",
        "GET /\r\nHost: x",
    ] {
        assert_eq!(code(text), Code::ProbeInvalid, "{text}");
    }
}

#[test]
fn a_path_that_begins_with_two_slashes_stays_at_home() {
    let base = Url::parse("https://api.example.com").unwrap();
    for path in ["//evil.example/x", "/@evil.example", "/..//evil.example", "/:443@evil.example"] {
        assert_eq!(join(&base, path).unwrap().host_str(), Some("api.example.com"), "{path}");
    }
    for path in ["@evil.example", ".evil.example", ":443@evil.example", "evil"] {
        assert!(join(&base, path).is_err(), "{path}");
    }
}

proptest! {
    /// Nothing that is filled in outside the host leads elsewhere.
    #[test]
    fn values_outside_the_host_never_change_the_origin(value in "\\PC{1,40}", path in "/\\PC{0,40}") {
        let template = "https://api.example.com/stores/{id}/v1?x={id}";
        let variables = one("id", &value);
        let base = "https://api.example.com/stores/{id}/v1";
        if let Ok(Some(url)) = resolve_base(base, &variables) {
            prop_assert_eq!(url.origin().ascii_serialization(), "https://api.example.com");
            prop_assert!(url.path().starts_with("/stores/") && url.path().ends_with("/v1"));
            prop_assert_eq!(url.path().matches('/').count(), 3);
            if let Ok(joined) = join(&url, &path) {
                prop_assert_eq!(joined.origin(), url.origin());
            }
        }
        if let Some(filled) = fill(template, &variables) {
            let url = Url::parse(&filled).unwrap();
            prop_assert_eq!(url.query_pairs().count(), 1);
        }
    }

    /// A label never leaves the provider's own domain.
    #[test]
    fn labels_stay_under_the_providers_domain(value in "[\\PC]{0,30}") {
        if let Ok(Some(url)) = resolve_base("https://{shop}.myshopify.com", &one("shop", &value)) {
            let host = url.host_str().unwrap().to_owned();
            prop_assert!(host.ends_with(".myshopify.com"));
            prop_assert_eq!(host.matches('.').count(), 2);
            prop_assert!(url.username().is_empty() && url.port().is_none());
        }
    }

    /// What passes as a host is the host, and nothing else of the URL.
    #[test]
    fn hosts_are_the_host(value in "[a-z0-9@:/?#.\\\\\\[\\] %-]{0,24}") {
        if let Ok(Some(url)) = resolve_base("https://{store_domain}/wp-json", &one("store_domain", &value)) {
            prop_assert_eq!(url.path(), "/wp-json");
            prop_assert!(url.username().is_empty() && url.password().is_none());
            let authority = url.authority().to_owned();
            let typed = value.to_lowercase();
            prop_assert!(typed.trim_end_matches(":443").starts_with(&authority) || authority.parse::<std::net::IpAddr>().is_ok()
                || typed.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ':' || c == 'x' || c.is_ascii_hexdigit() || "[]".contains(c)));
        }
    }
}
