use proptest::prelude::*;
use serde_json::{Value, json};

use crate::intake::Intake;
use crate::intake::requests::{
    Destination, Remark, RequestFile, RequestFlaw, RequestScheme, RequestShape, TextShape,
};
use crate::{IntakeRefusal, RequestFormat};

const V21: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
const V20: &str = "https://schema.getpostman.com/json/collection/v2.0.0/collection.json";

fn read(json: &Value) -> Result<RequestFile, IntakeRefusal> {
    RequestFile::from_intake(Intake::from_bytes(json.to_string().into_bytes()))
}

fn collection(items: Value) -> Value {
    json!({"info": {"name": "Shop", "schema": V21}, "item": items})
}

fn one(item: Value) -> (RequestShape, RequestFile) {
    let file = read(&collection(json!([item]))).ok().unwrap();
    (file.requests()[0].clone(), file)
}

fn value(file: &RequestFile, shape: &RequestShape, at: usize) -> String {
    // EXPOSE: a test compares made-up text.
    String::from_utf8(file.take(shape.parts[at].value).ok().unwrap().value.expose().to_vec()).unwrap()
}

/// The scheme of a block in both versions, with its secrets by role.
fn scheme(kind: &str, attributes: &[(&str, &str)]) -> (RequestScheme, Vec<(&'static str, String)>) {
    let list: Vec<Value> =
        attributes.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    let object: serde_json::Map<String, Value> =
        attributes.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    let read = |schema: &str, attributes: Value| {
        let block = json!({"type": kind, kind: attributes});
        let item = json!({"request": {"url": "https://a.example/", "auth": block}});
        let file = self::read(&json!({"info": {"schema": schema}, "item": [item]})).ok().unwrap();
        let shape = file.requests()[0].clone();
        let parts = shape.auth[0].parts.iter();
        let parts = parts.filter_map(|(role, at)| Some((*role, value(&file, &shape, (*at)?)))).collect();
        (shape.auth[0].scheme.clone(), parts)
    };
    let new: (RequestScheme, Vec<(&'static str, String)>) = read(V21, Value::Array(list));
    assert_eq!(new, read(V20, Value::Object(object)), "both versions say the same");
    new
}

#[test]
fn every_auth_block_gives_its_scheme_and_its_secrets() {
    let pairs = |list: &[(&'static str, &str)]| {
        list.iter().map(|(role, value)| (*role, (*value).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(
        scheme("basic", &[("username", "anna"), ("password", "x")]),
        (RequestScheme::Basic, pairs(&[("username", "anna"), ("password", "x")]))
    );
    assert_eq!(scheme("bearer", &[("token", "t")]), (RequestScheme::Bearer, pairs(&[("token", "t")])));
    let key = |scheme| (scheme, pairs(&[("api_key", "k")]));
    let header = RequestScheme::Header { name: "X-Key".into(), prefix: String::new() };
    assert_eq!(scheme("apikey", &[("key", "X-Key"), ("value", "k")]), key(header));
    let query = RequestScheme::Query { name: "key".into() };
    assert_eq!(scheme("apikey", &[("key", "key"), ("value", "k"), ("in", "query")]), key(query));
    let oauth1 = [
        ("consumerKey", "a"),
        ("consumerSecret", "b"),
        ("signatureMethod", "HMAC-SHA256"),
        ("addParamsToHeader", "false"),
    ];
    assert_eq!(
        scheme("oauth1", &oauth1),
        (
            RequestScheme::Oauth1 { sha256: true, query: true, realm: String::new() },
            pairs(&[("consumer_key", "a"), ("consumer_secret", "b")])
        )
    );
    let oauth2 = [
        ("grant_type", "client_credentials"),
        ("clientId", "a"),
        ("clientSecret", "b"),
        ("accessTokenUrl", "https://id.example/token"),
        ("scope", "orders.read"),
        ("client_authentication", "body"),
    ];
    assert_eq!(
        scheme("oauth2", &oauth2),
        (
            RequestScheme::Oauth2 {
                refresh: false,
                token_url: "https://id.example/token".into(),
                basic: false,
                scope: "orders.read".into(),
                audience: String::new()
            },
            pairs(&[("client_id", "a"), ("client_secret", "b")])
        )
    );
    assert_eq!(scheme("oauth2", &[("accessToken", "t")]), (RequestScheme::Bearer, pairs(&[("token", "t")])));
    let aws = [("accessKey", "a"), ("secretKey", "b"), ("region", "eu-west-1"), ("service", "s3")];
    assert_eq!(
        scheme("awsv4", &aws),
        (
            RequestScheme::SigV4 { region: "eu-west-1".into(), service: "s3".into() },
            pairs(&[("access_key_id", "a"), ("secret_access_key", "b")])
        )
    );
    let jwt = [("algorithm", "HS256"), ("secret", "s"), ("payload", "{\"iss\":\"shop\",\"iat\":1}")];
    let (jwt, parts) = scheme("jwt", &jwt);
    assert!(matches!(jwt, RequestScheme::Jwt { claims, .. } if claims.len() == 1 && claims["iss"] == "shop"));
    assert_eq!(parts, pairs(&[("signing_key", "s")]));
    let (digest, parts) = scheme("digest", &[("username", "a"), ("password", "b")]);
    assert_eq!((digest, parts.len()), (RequestScheme::Other("Digest".into()), 2));
}

#[test]
fn auth_is_inherited_until_something_else_is_said() {
    let bearer = |token: &str| json!({"type": "bearer", "bearer": [{"key": "token", "value": token}]});
    let request = |auth: Value| json!({"name": "r", "request": {"url": "https://a.example/", "auth": auth}});
    let mut all = collection(json!([
        request(Value::Null),
        request(json!({"type": "noauth"})),
        {"name": "f", "auth": bearer("folder"), "item": [request(Value::Null), request(bearer("own"))]},
        {"name": "g", "auth": {"type": "noauth"}, "item": [request(Value::Null)]},
        {"name": "bare", "request": "https://b.example/x"}
    ]));
    all["auth"] = bearer("whole");
    let file = read(&all).ok().unwrap();
    let token = |at: usize| {
        let shape = &file.requests()[at];
        (!shape.parts.is_empty()).then(|| value(&file, shape, 0))
    };
    let tokens: Vec<Option<String>> = (0..6).map(token).collect();
    let expected = [Some("whole"), None, Some("folder"), Some("own"), None, Some("whole")];
    assert_eq!(tokens, expected.map(|token| token.map(str::to_owned)));
    assert_eq!(file.requests()[2].folder, ["f"]);
    assert_eq!((file.format(), file.title()), (RequestFormat::Postman, "Shop"));
}

#[test]
fn variables_are_put_in_and_secret_ones_stay_hidden() {
    let mut all = collection(json!([{"name": "r", "request": {
        "method": "get", "url": {"host": ["{{sub}}", "example"], "path": ["v1", ":id", "{{shade}}", "{{none}}"],
            "protocol": "https", "query": [{"key": "q", "value": "{{shade}}"}, {"key": "p", "value": "{{page}}"}],
            "variable": [{"key": "id", "value": "42"}]},
        "header": "X-One: {{page}}\nX-Two: {{shade}}"
    }, "event": [{"listen": "prerequest", "script": {"exec": ["x"]}}]}]));
    all["variable"] = json!([
        {"key": "sub", "value": "{{deep}}"}, {"key": "deep", "value": "api"}, {"key": "page", "value": "2"},
        {"key": "shade", "value": "plainword", "type": "secret"}, {"key": "loop", "value": "{{loop}}"}
    ]);
    let file = read(&all).ok().unwrap();
    let shape = &file.requests()[0];
    assert!(
        matches!(&shape.destination, Destination::Origin(origin) if origin.to_string() == "https://api.example")
    );
    assert_eq!(shape.path, "/v1/42/••••/{{none}}");
    assert_eq!(shape.query[1].value, TextShape::Text("2".into()));
    assert!(
        matches!(shape.query[0].value, TextShape::Secret(_))
            && matches!(shape.headers[1].1, TextShape::Secret(_))
    );
    assert!(!format!("{shape:?}").contains("plainword"));
    assert_eq!((file.unknown(), file.remarks()), (vec!["none".to_owned()], &[Remark::Scripts(1)][..]));
}

#[test]
fn hostile_collections_stay_small() {
    // Each variable is ten of the next: what they come to is cut off.
    let variables: Vec<Value> = (0..8)
        .map(|n| json!({"key": format!("v{n}"), "value": format!("{{{{v{}}}}}", n + 1).repeat(50)}))
        .chain([json!({"key": "v8", "value": "x".repeat(1000)})])
        .collect();
    let items: Vec<Value> =
        (0..300).map(|_| json!({"name": "r", "request": {"url": "https://a.example/{{v0}}"}})).collect();
    let mut all = collection(json!(items));
    all["variable"] = json!(variables);
    let file = read(&all).ok().unwrap();
    assert_eq!(file.requests().len(), 300);
    assert!(
        file.requests()
            .iter()
            .all(|one| one.problems.contains(&RequestFlaw::TooLarge) || one.sent_path.is_none())
    );

    let mut nested = json!({"name": "r", "request": "https://a.example/"});
    for _ in 0..40 {
        nested = json!({"name": "f", "item": [nested]});
    }
    assert_eq!(one(nested).0.folder.len(), 32);
    for (bad, refusal) in [
        (json!({"item": 1}), IntakeRefusal::NoRequest),
        (json!({"info": {}, "requests": []}), IntakeRefusal::NoRequest),
        (collection(json!([])), IntakeRefusal::NoRequest),
        (collection(json!([1, "x", null, {"item": {}}, {"name": 3}])), IntakeRefusal::NoRequest),
    ] {
        assert_eq!(read(&bad).err(), Some(refusal), "{bad}");
    }
    let odd = collection(
        json!([{"request": 5}, {"request": {"url": 7, "header": 8, "body": [], "auth": "x", "method": {}}}]),
    );
    let file = read(&odd).ok().unwrap();
    assert_eq!(file.requests()[0].problems, [RequestFlaw::Unreadable]);
    assert_eq!(file.requests()[1].destination, Destination::Missing);
}

/// JSON of any shape, with the names that a collection has.
fn json_of_any_shape() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "item",
        "request",
        "url",
        "auth",
        "header",
        "body",
        "variable",
        "key",
        "value",
        "type",
        "raw",
        "host",
        "path",
        "query",
        "name",
        "info",
        "event",
        "script",
        "exec",
        "mode",
        "bearer",
        "apikey",
        "in",
        "urlencoded",
        "method",
        "disabled",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "(https?://)?[a-z{}:/?&=@.#%]{0,24}".prop_map(Value::from),
        prop::sample::select(vec!["bearer", "apikey", "raw", "urlencoded", "secret", "query", "{{key}}"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|list| Value::Object(
                list.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_is_too_much(items in prop::collection::vec(json_of_any_shape(), 0..4), request in json_of_any_shape()) {
        drop(read(&collection(json!(items))));
        drop(read(&collection(json!([{"name": "r", "request": request}]))));
    }
}

#[test]
fn secret_variables_stay_hidden_in_names_and_in_the_paths_own() {
    let item = json!({"name": "r", "request": {
        "method": "POST",
        "url": {"host": ["a", "example"], "protocol": "https", "path": ["v1", ":password", ":id", "{{shade}}"],
            "variable": [{"key": "password", "value": "correcthorse"}, {"key": "id", "value": "{{shade}}"}],
            "query": [{"key": "{{shade}}", "value": "1"}]},
        "header": [{"key": "{{shade}}", "value": "1"}, {"key": "Content-Type", "value": "{{shade}}"}],
        "body": {"mode": "urlencoded", "urlencoded": [{"key": "{{shade}}", "value": "{{shade}}"}]},
        "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "{{shade}}"}, {"key": "value", "value": "k"}]}
    }});
    let mut all = collection(json!([item]));
    all["variable"] = json!([{"key": "shade", "value": "plainword", "type": "secret"}]);
    let file = read(&all).ok().unwrap();
    let shape = &file.requests()[0];
    assert_eq!(shape.path, "/v1/••••/••••/••••");
    let shown = format!("{shape:?}");
    assert!(!shown.contains("plainword") && !shown.contains("correcthorse"), "{shown}");
}

#[test]
fn a_claim_that_names_a_secret_is_not_shown() {
    let (scheme, _) = scheme(
        "jwt",
        &[("algorithm", "HS256"), ("secret", "s"), ("payload", "{\"password\":\"correcthorse\"}")],
    );
    assert_eq!(scheme, RequestScheme::Other("JWT".into()));
}
