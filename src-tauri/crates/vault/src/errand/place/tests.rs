use super::*;
use crate::{Binding, Limits, Method};
use uuid::Uuid;

fn item(placement: Placement, parts: &[(&str, &str)]) -> Item {
    let origins = ["https://api.example.com", "http://127.0.0.1:8080"];
    Item {
        parts: parts.iter().map(|(n, v)| ((*n).to_owned(), Secret::copy_of(v.as_bytes()))).collect(),
        binding: Binding {
            origins: origins.iter().map(|o| Origin::try_from((*o).to_owned()).unwrap()).collect(),
            placement,
            ca_pem: None,
            loopback_http: false,
            client_certificate: None,
        },
    }
}

fn errand(url: &str, headers: &[(&str, &str)]) -> Errand {
    Errand {
        version: Uuid::now_v7(),
        expects: None,
        replaced: Vec::new(),
        names: Vec::new(),
        provider: "acme".into(),
        method: Method::Get,
        url: Url::parse(url).unwrap(),
        headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        body: None,
        conditions: [].into(),
        captures: Vec::new(),
        expectations: Vec::new(),
        now: 1_900_000_000,
        limits: Limits::default(),
        strict: None,
    }
}

fn header(name: &str, prefix: &str) -> Placement {
    Placement::Headers(vec![HeaderPlace { name: name.into(), prefix: prefix.into(), part: "key".into() }])
}

fn refusal(errand: &Errand, item: &Item) -> Option<ErrandRefusal> {
    place(errand, item, None).err()
}

#[test]
fn a_key_in_the_path_stands_where_it_is_bound_to_and_nowhere_else() {
    let of = |template: &str| item(Placement::Path(template.into()), &[("key", "made-up value of a key")]);
    let bound = of("/v1/keys/{key}/x");
    let at = |path: &str| errand(&format!("https://api.example.com{path}"), &[]);
    let placed = place(&at("/v1/keys/{key}/x?page=1"), &bound, None).unwrap_or_else(|_| panic!("placed"));
    assert_eq!(placed.url.path(), "/v1/keys/made-up%20value%20of%20a%20key/x");
    for other in ["/v1/keys/x", "/v1/other/{key}/x", "/v1/keys/{key}/x/", "/{key}", "/v1/keys/%7bkey%7d/x"] {
        assert_eq!(refusal(&at(other), &bound), Some(ErrandRefusal::NoPlace), "{other}");
    }
    // Written as bytes it is the same place, and twice is none.
    assert_eq!(refusal(&at("/v1/keys/%7Bkey%7D/x"), &bound), None);
    for template in ["/{key}/{key}", "/none"] {
        assert_eq!(refusal(&at(template), &of(template)), Some(ErrandRefusal::NoPlace), "{template}");
    }
}

#[test]
fn only_the_bound_origin_exactly() {
    let item = item(header("x-api-key", ""), &[("key", "made-up-value")]);
    assert_eq!(refusal(&errand("https://api.example.com/v1", &[]), &item), None);
    assert_eq!(refusal(&errand("https://API.example.com:443/v1", &[]), &item), None);
    for elsewhere in [
        "https://api.example.com:8443/",
        "https://example.com/",
        "https://api.example.com.evil.example/",
        "https://evil.example/?https://api.example.com",
        "https://xn--pi-qmc.example.com/",
        "https://127.0.0.1:8080/",
        "https://me:pw@api.example.com/",
        "https://api.example.com@evil.example/",
        "https://api.example.com./",
        "https://[::1]/",
    ] {
        assert_eq!(refusal(&errand(elsewhere, &[]), &item), Some(ErrandRefusal::Destination), "{elsewhere}");
    }
    for plain in ["http://api.example.com/", "ftp://api.example.com/", "http://127.0.0.1:8080/"] {
        assert_eq!(refusal(&errand(plain, &[]), &item), Some(ErrandRefusal::NotHttps), "{plain}");
    }
}

#[test]
fn plain_http_needs_the_binding_and_this_machine() {
    let mut item = item(header("x-api-key", ""), &[("key", "made-up-value")]);
    item.binding.loopback_http = true;
    assert_eq!(refusal(&errand("http://127.0.0.1:8080/", &[]), &item), None);
    assert_eq!(refusal(&errand("http://127.0.0.1:8081/", &[]), &item), Some(ErrandRefusal::Destination));
    assert_eq!(refusal(&errand("http://api.example.com/", &[]), &item), Some(ErrandRefusal::NotHttps));
}

#[test]
fn the_caller_sets_no_header_that_authenticates_routes_or_frames() {
    let item = item(header("X-Api-Key", ""), &[("key", "made-up-value")]);
    let with =
        |name: &str, value: &str| refusal(&errand("https://api.example.com/", &[(name, value)]), &item);
    for name in [
        "Authorization",
        "cookie",
        "Host",
        "proxy-authorization",
        "Proxy-Connection",
        "content-length",
        "Transfer-Encoding",
        "connection",
        "upgrade",
        "te",
        "trailer",
        "expect",
        "x-api-key",
        "X-API-KEY",
        "X-HTTP-Method-Override",
        "x-forwarded-host",
        "forwarded",
        "sec-fetch-site",
        "bad name",
        "",
        "a\r\nb",
    ] {
        assert_eq!(with(name, "x"), Some(ErrandRefusal::Header), "{name:?}");
    }
    assert_eq!(with("x-version", "a\r\nx-api-key: b"), Some(ErrandRefusal::Header));
    assert_eq!(with("Stripe-Version", "2026-01-01"), None);
    assert_eq!(with("accept", "application/xml"), None);
    let twice = errand("https://api.example.com/", &[("x-version", "1"), ("X-Version", "2")]);
    assert_eq!(refusal(&twice, &item), Some(ErrandRefusal::Header));
}

#[test]
fn a_placement_may_authenticate_and_nothing_else() {
    let at = |name: &str| {
        let item = item(header(name, "Bearer "), &[("key", "made-up-value")]);
        refusal(&errand("https://api.example.com/", &[]), &item)
    };
    assert_eq!(at("authorization"), None);
    for name in ["host", "content-length", "transfer-encoding", "proxy-authorization", "not a name"] {
        assert_eq!(at(name), Some(ErrandRefusal::Header), "{name}");
    }
}

#[test]
fn a_key_stands_where_it_is_bound_and_is_marked() {
    let item = item(header("authorization", "Bearer "), &[("key", "made-up-value")]);
    let placed = place(&errand("https://api.example.com/a?b=c#made-up", &[]), &item, None).ok().unwrap();
    let value = placed.headers.get("authorization").unwrap();
    assert!(value.is_sensitive());
    assert_eq!(value.as_bytes(), b"Bearer made-up-value");
    assert_eq!(placed.url.as_str(), "https://api.example.com/a?b=c");
    assert!(placed.shown_headers.iter().all(|(_, value)| !value.ends_with(b"made-up-value")));
}

#[test]
fn what_does_not_fit_is_refused() {
    let lines = item(header("x-api-key", ""), &[("key", "-----BEGIN X-----\nA\n-----END X-----")]);
    assert_eq!(refusal(&errand("https://api.example.com/", &[]), &lines), Some(ErrandRefusal::Unplaceable));
    let missing = item(header("x-api-key", ""), &[("other", "made-up-value")]);
    assert_eq!(refusal(&errand("https://api.example.com/", &[]), &missing), Some(ErrandRefusal::PartMissing));
    let pair =
        Placement::Basic { user: BasicField::Part("key".into()), password: BasicField::Fixed("X".into()) };
    let colon = item(pair.clone(), &[("key", "user:name")]);
    assert_eq!(refusal(&errand("https://api.example.com/", &[]), &colon), Some(ErrandRefusal::Unplaceable));
    let good = item(pair, &[("key", "username")]);
    let placed = place(&errand("https://api.example.com/", &[]), &good, None).ok().unwrap();
    assert_eq!(placed.headers.get("authorization").unwrap(), "Basic dXNlcm5hbWU6WA==");
}

#[test]
fn a_query_key_joins_what_is_there_and_replaces_nothing() {
    let item = item(Placement::Query(vec![("api key".into(), "key".into())]), &[("key", "a&b=c d")]);
    let placed = place(&errand("https://api.example.com/v1?page=2", &[]), &item, None).ok().unwrap();
    assert_eq!(placed.url.query(), Some("page=2&api+key=a%26b%3Dc+d"));
    assert_eq!(placed.key_query, [("api%20key".to_owned(), Piece::Key("key".to_owned()))]);
    let taken = errand("https://api.example.com/v1?api%20key=mine", &[]);
    assert_eq!(refusal(&taken, &item), Some(ErrandRefusal::Header));
}
