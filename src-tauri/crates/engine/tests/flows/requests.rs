use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use engine::view::{
    AuthInput, HeaderLeft, LogQuery, RequestChange, RequestImportView, RequestNote, RequestPicks,
    RequestPlace, RequestProblem, RequestValue,
};
use engine::{Cancel, Intake};
use serde_json::json;
use uuid::Uuid;
use vault::MemoryState;

use crate::kit::{CK, CS, Kit, PLAIN, code, key};

async fn read(kit: &Kit, client: Uuid, text: &str) -> RequestImportView {
    let intake = Intake::from_bytes(text.as_bytes().to_vec());
    kit.engine.open_requests_intake(client, intake).await.unwrap()
}

fn all() -> RequestPicks {
    RequestPicks { all: true, ..RequestPicks::default() }
}

fn picks(requests: &[u32]) -> RequestPicks {
    RequestPicks { requests: requests.to_vec(), ..RequestPicks::default() }
}

#[tokio::test]
async fn a_curl_command_becomes_an_integration_with_its_key() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let token = key(PLAIN);
    let text = format!(
        "curl -s 'https://erp.example.net/api/orders?status=open&limit=1' \\\n  -H 'Accept: application/json' \\\n  \
         -H \"Authorization: Bearer {token}\" -k"
    );
    let view = read(&kit, client, &text).await;
    assert_eq!((view.requests_total, view.requests_ready, view.integrations), (1, 1, 1));
    let row = &view.requests[0];
    assert_eq!((row.method.as_str(), row.origin.as_deref()), ("GET", Some("https://erp.example.net")));
    assert_eq!(row.path, "/api/orders");
    assert_eq!(row.headers[0].value, RequestValue::Text { text: "application/json".into() });
    assert_eq!(row.headers[1].value, RequestValue::Secret { part: 0 });
    assert_eq!(row.parts[0].place, RequestPlace::Auth);
    assert_eq!(row.parts[0].mask.tail, token[36..]);
    assert_eq!(row.parts[0].becomes.as_deref(), Some("token"));
    assert!(row.notes.iter().any(|note| note.note == RequestNote::Insecure));

    let plan = kit.engine.plan_requests(view.handle, &all()).await.unwrap();
    assert_eq!((plan.keys, plan.integrations.len(), plan.skipped), (1, 1, 0));
    let planned = &plan.integrations[0];
    assert_eq!(planned.input.name, "erp.example.net");
    assert_eq!(planned.input.auth, AuthInput::Bearer);
    assert_eq!(planned.destinations, ["https://erp.example.net"]);

    let offer = kit.engine.offer_requests(view.handle, &all()).await.unwrap();
    let asked = offer.view();
    assert_eq!((asked.client.as_str(), asked.keys, asked.lines.len()), ("Northlight", 1, 2));
    assert_eq!(asked.lines[0], "Northlight / erp.example.net → https://erp.example.net");
    assert!(
        asked.lines[1].contains(&token[36..]) && !asked.lines[1].contains(&token[..8]),
        "{:?}",
        asked.lines
    );
    let steps = AtomicU32::new(0);
    let done = kit
        .engine
        .take_in_requests(offer, Cancel::new(), |_, _| {
            steps.fetch_add(1, Ordering::SeqCst);
        })
        .await
        .unwrap();
    assert_eq!((done.keys, done.taken.len(), done.failed.len(), steps.into_inner()), (1, 1, 0, 1));
    let made = kit.engine.integration(done.taken[0].integration).await.unwrap();
    assert!(made.keys[0].held.is_some() && made.not_testable.is_none(), "{made:?}");
    assert_eq!(code(kit.engine.requests_page(view.handle, 0, 10).await), "handle_unknown", "used once");

    // The same again: what goes to the same place is pointed out, and the name is another one.
    let again = read(&kit, client, &text).await;
    let row = &again.requests[0];
    assert_eq!(row.twins.len(), 1);
    assert!(row.twins[0].what.contains("in the same way"), "{:?}", row.twins);
    assert_eq!(row.suggestion.as_ref().unwrap().input.name, "erp.example.net 2");
    kit.assert_nowhere_on_disk(&token);
}

#[tokio::test]
async fn a_provider_is_known_by_its_host_and_takes_its_parts() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let (user, secret, mollie) = (key(CK), key(CS), key(PLAIN));
    let text = format!(
        "curl https://shop.example.com/wp-json/wc/v3/orders -u {user}:{secret}\n\
         curl 'https://www.shop.example.org/wp-json/wc/v3/products?consumer_key={user}&consumer_secret={secret}&per_page=1'\n\
         curl -X POST https://api.mollie.com/v2/payments -H 'Authorization: Bearer {mollie}' -d '{{\"amount\":1}}'\n\
         curl https://api.mollie.com/v2/methods -H 'Authorization: Bearer {mollie}'\n\
         curl https://other.example.com/x -H 'X-Api-Key: {mollie}' -H 'X-Shop-Token: {user}'\n"
    );
    let view = read(&kit, client, &text).await;
    let input = |at: usize| view.requests[at].suggestion.clone().unwrap().input;
    assert_eq!((input(0).provider.as_str(), input(0).auth), ("woocommerce", AuthInput::Provider));
    assert_eq!(input(0).variables["store_domain"], "shop.example.com");
    assert_eq!(input(1).provider, "woocommerce");
    assert!(view.requests[1].notes.iter().any(|note| note.note == RequestNote::PlacedAnew));
    assert_eq!((input(2).provider.as_str(), input(2).name.as_str()), ("mollie", "Mollie"));
    let numbers: Vec<u32> =
        view.requests.iter().map(|row| row.suggestion.as_ref().unwrap().integration).collect();
    assert_eq!(numbers, [1, 2, 3, 3, 4], "one origin with one key is one integration");
    let order = view.requests[2].suggestion.clone().unwrap().order.unwrap();
    assert_eq!((order.method.as_str(), order.path.as_str()), ("POST", "/v2/payments"));
    let AuthInput::Headers { headers } = input(4).auth else { panic!("{:?}", input(4).auth) };
    assert_eq!(
        headers.iter().map(|one| one.part.as_str()).collect::<Vec<_>>(),
        ["x_api_key", "x_shop_token"]
    );

    let offer = kit.engine.offer_requests(view.handle, &all()).await.unwrap();
    let done = kit.engine.take_in_requests(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.taken.len(), done.keys), (4, 7), "{done:?}");
    assert!(done.taken.iter().all(|one| one.complete));
}

fn collection(token: &str, count: usize) -> String {
    let item = |n: usize| {
        json!({"name": format!("Order {n}"), "request": {"method": if n.is_multiple_of(2) { "GET" } else { "POST" },
            "header": [{"key": "Accept", "value": "application/json"}],
            "url": {"raw": "{{base}}/orders", "host": ["{{base}}"], "path": ["orders", n.to_string()],
                    "query": [{"key": "page", "value": "1"}, {"key": "off", "value": "x", "disabled": true}]}}})
    };
    let items: Vec<_> = (0..count).map(item).collect();
    json!({
        "info": {"name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Api-Key"}, {"key": "value", "value": "{{token}}"}]},
        "event": [{"listen": "test", "script": {"exec": ["pm.test('x')"]}}],
        "variable": [{"key": "token", "value": token}],
        "item": [{"name": "Orders", "item": items}]
    })
    .to_string()
}

#[tokio::test]
async fn a_collection_inherits_its_auth_and_an_environment_says_where_it_goes() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let token = key(PLAIN);
    let path = kit.file("shop.json", collection(&token, 3));
    let view = kit.engine.open_requests_file(client, &path).await.unwrap();
    assert_eq!((view.requests_ready, view.requests_with_problems), (0, 3));
    assert_eq!(view.variables_missing, ["base"]);
    assert_eq!(view.title, "Shop");
    assert!(view.notes.iter().any(|note| note.note == RequestNote::ScriptsLeftOut { count: 1 }));
    assert!(matches!(view.requests[0].problems[0].problem, RequestProblem::AddressUnknown { .. }));
    assert_eq!(code(kit.engine.offer_requests(view.handle, &all()).await), "nothing_ready");

    let environment = json!({"name": "Live", "values": [{"key": "base", "value": "https://erp.example.net/v1", "enabled": true}]});
    let environment = kit.file("live.json", environment.to_string());
    let view = kit.engine.read_request_variables(view.handle, &environment).await.unwrap();
    assert_eq!((view.requests_ready, view.integrations), (3, 1));
    let row = &view.requests[0];
    assert_eq!((row.folder.join("/"), row.path.as_str()), ("Orders".to_owned(), "/v1/orders/0"));
    assert_eq!(row.query.len(), 1, "what is switched off is not sent: {:?}", row.query);
    assert_eq!(row.parts[0].becomes.as_deref(), Some("api_key"));
    let probe = row.suggestion.as_ref().unwrap().input.probe.clone();
    assert_eq!(probe.as_deref(), Some("GET /v1/orders/0?page=1"));

    // The test is one of those that were picked, and a person can say it otherwise.
    let picked = kit.engine.plan_requests(view.handle, &picks(&[2, 3])).await.unwrap();
    assert_eq!(picked.integrations[0].input.probe.as_deref(), Some("GET /v1/orders/2?page=1"));
    assert_eq!(picked.integrations[0].orders[0].path, "/v1/orders/1");
    let change = RequestChange {
        integration: 1,
        name: Some("ERP".into()),
        probe: Some("GET /v1/ping".into()),
        ..RequestChange::default()
    };
    let changed = RequestPicks { changes: vec![change], ..picks(&[1]) };
    let offer = kit.engine.offer_requests(view.handle, &changed).await.unwrap();
    assert_eq!(offer.view().lines[0], "Northlight / ERP → https://erp.example.net");
    assert_eq!(offer.view().source, "Postman collection in shop.json");
    let done = kit.engine.take_in_requests(offer, Cancel::new(), |_, _| {}).await.unwrap();
    let made = kit.engine.integration(done.taken[0].integration).await.unwrap();
    assert_eq!((made.input.name.as_str(), made.resolved_probe.as_deref()), ("ERP", Some("GET /v1/ping")));
}

#[tokio::test]
async fn five_thousand_requests_are_paged_quickly() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let text = collection(&key(PLAIN), 5_000).replace("{{base}}", "https://erp.example.net");
    let path = kit.file("large.json", text);
    let began = Instant::now();
    let view = kit.engine.open_requests_file(client, &path).await.unwrap();
    let took = began.elapsed();
    assert_eq!((view.requests_total, view.requests.len(), view.integrations), (5_000, 50, 1));
    let began = Instant::now();
    let page = kit.engine.requests_page(view.handle, 4_990, 100).await.unwrap();
    assert_eq!((page.requests.len(), page.requests[9].number), (10, 5_000));
    // Without optimisation; a look that grows with the square of the requests takes minutes.
    assert!(took < Duration::from_secs(60), "{took:?}");
    assert!(began.elapsed() < took / 3 + Duration::from_millis(200), "{:?} of {took:?}", began.elapsed());
}

/// Every run of six characters of a key that stands in a text.
fn runs<'k>(text: &str, key: &'k str, shown: &str) -> Vec<&'k str> {
    let prefixes = |run: &str| ["ck_", "cs_"].iter().any(|prefix| run.starts_with(prefix));
    (0..key.len() - 6)
        .map(|at| &key[at..at + 6])
        .filter(|run| !prefixes(run) && text.contains(run) && !shown.contains(run))
        .collect()
}

#[tokio::test]
async fn no_run_of_a_secret_is_in_a_view_an_event_or_the_database() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let secrets: Vec<String> = (0..16).map(|n| key(if n % 3 == 0 { CK } else { PLAIN })).collect();
    let s = |at: usize| secrets[at].as_str();
    let curl = format!(
        "TOKEN={}\ncurl 'https://{}:{}@a.example.net/hook/{}?api_key={}&{}' -H 'X-Own: {}' -b 'sid={}' -A '{}' \\\n \
         -d '{{\"password\":\"{}\",\"note\":\"{}\"}}' -X POST --cert 'c.pem:{}' -x 'http://u:{}@proxy' --{} -H \"Auth: $TOKEN\"\n\
         curl -u '{}' 'https://b.example.net/' -H '{}: 1'\n",
        s(0),
        s(1),
        s(2),
        s(3),
        s(4),
        s(5),
        s(6),
        s(7),
        s(8),
        s(9),
        s(10),
        s(11),
        s(12),
        s(13),
        s(14),
        s(15),
    );
    let postman = json!({
        "info": {"name": s(0)},
        "variable": [{"key": s(1), "value": s(2)}, {"key": "base", "value": "https://c.example.net", "type": "secret"}],
        "item": [{"name": s(3), "item": [{"name": format!("Get {}", s(4)), "request": {"method": s(5),
            "auth": {"type": s(6)}, "url": format!("https://d.example.net/{{{{{}}}}}/{}", s(1), s(7)),
            "header": format!("X-A: {}\nX-B: {{{{{}}}}}", s(8), s(9))}},
            {"name": "two", "request": {"url": format!("{{{{base}}}}/{}", s(10)), "auth": {"type": "oauth1", "oauth1": {
                "consumerKey": s(11), "consumerSecret": s(12), "realm": s(13)}},
                "body": {"mode": "urlencoded", "urlencoded": [{"key": s(14), "value": s(15)}]}}}]}]
    });
    let mut seen = String::new();
    for text in [curl, postman.to_string()] {
        let view = read(&kit, client, &text).await;
        seen += &serde_json::to_string(&view).unwrap();
        seen +=
            &serde_json::to_string(&kit.engine.plan_requests(view.handle, &all()).await.unwrap()).unwrap();
        if let Ok(offer) = kit.engine.offer_requests(view.handle, &all()).await {
            let asked = offer.view();
            seen += &format!("{asked:?}");
            let done = kit.engine.take_in_requests(offer, Cancel::new(), |_, _| {}).await.unwrap();
            assert!(done.failed.is_empty(), "{done:?}");
            seen += &serde_json::to_string(&done).unwrap();
        }
    }
    let log = kit.engine.log(&LogQuery::default(), 0, 200).await.unwrap();
    assert!(log.rows.iter().any(|row| row.deed == "requests_taken_in"), "{:?}", log.rows);
    seen += &serde_json::to_string(&log).unwrap();
    for (at, secret) in secrets.iter().enumerate() {
        // The last four are what a mask shows.
        let found = runs(&seen, secret, "");
        assert!(found.is_empty(), "secret {at}: {found:?}");
        kit.assert_nowhere_on_disk(&secret[4..24]);
    }
}

#[tokio::test]
async fn both_or_neither_when_the_keyring_fails() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let text = format!("curl https://a.example.net -H 'X-Api-Key: {}'", key(PLAIN));
    let view = read(&kit, client, &text).await;
    let offer = kit.engine.offer_requests(view.handle, &all()).await.unwrap();
    kit.keyring.set_state(MemoryState::Locked);
    let done = kit.engine.take_in_requests(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.taken.len(), done.failed.len(), done.keys), (0, 1, 0));
    kit.keyring.set_state(MemoryState::Ready);
    assert!(kit.engine.integrations(Some(client)).await.unwrap().is_empty());
    let log = kit.engine.log(&LogQuery::default(), 0, 10).await.unwrap();
    assert!(log.rows.iter().all(|row| !row.unfinished), "{:?}", log.rows);
}

#[tokio::test]
async fn what_is_no_request_and_what_leads_elsewhere_is_refused() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let open = async |text: &str| {
        let intake = Intake::from_bytes(text.as_bytes().to_vec());
        code(kit.engine.open_requests_intake(client, intake).await)
    };
    assert_eq!(open("hello world").await, "no_request");
    assert_eq!(open("{\"a\":1}").await, "no_request");
    assert_eq!(open("{\"a\":").await, "file_format");
    assert_eq!(open("  ").await, "key_empty");
    assert_eq!(open(&format!("curl {}", "a".repeat(10 * 1024 * 1024))).await, "requests_too_large");
    assert_eq!(open(&"{\"item\":[".repeat(5_000)).await, "file_format");

    let text = format!("curl https://shop.example.com/wp-json/wc/v3/orders -u {}:{}", key(CK), key(CS));
    let view = read(&kit, client, &text).await;
    let variables = [("store_domain".to_owned(), "evil.example.org".to_owned())].into();
    let change = RequestChange { integration: 1, variables, ..RequestChange::default() };
    let elsewhere = RequestPicks { changes: vec![change], ..all() };
    let plan = kit.engine.plan_requests(view.handle, &elsewhere).await.unwrap();
    assert!(matches!(plan.integrations[0].problems[0].problem, RequestProblem::DestinationDiffers { .. }));
    assert_eq!(code(kit.engine.offer_requests(view.handle, &elsewhere).await), "nothing_ready");
    let typed = RequestChange { integration: 1, name: Some(key(CK)), ..RequestChange::default() };
    let typed = RequestPicks { changes: vec![typed], ..all() };
    assert_eq!(code(kit.engine.plan_requests(view.handle, &typed).await), "looks_like_key");
    for plain in
        ["curl http://shop.example.com/ -u a:b", "curl shop.example.com", "curl ftp://a.example", "curl -s"]
    {
        let view = read(&kit, client, plain).await;
        assert_eq!((view.requests_ready, view.requests_with_problems), (0, 1), "{plain}");
    }
}

#[tokio::test]
async fn public_headers_and_several_arguments_come_along() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let (one, two) = (key(PLAIN), key(PLAIN));
    let text = format!(
        "curl 'https://erp.example.net/api/orders?shop_key={one}&shop_secret={two}&limit=1' -H 'X-Api-Version: 2026-07' \\\n  \
         -H 'Accept: application/vnd.erp+json' -A 'curl/8' -H 'Content-Type: application/json' -H 'X-Shop-Token;'\n"
    );
    let view = read(&kit, client, &text).await;
    let input = view.requests[0].suggestion.clone().unwrap().input;
    let headers: Vec<(&str, &str)> =
        input.headers.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
    assert_eq!(headers, [("X-Api-Version", "2026-07"), ("Accept", "application/vnd.erp+json")]);
    let AuthInput::QueryPairs { pairs } = &input.auth else { panic!("{:?}", input.auth) };
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|one| (one.name.as_str(), one.part.as_str())).collect();
    assert_eq!(pairs, [("shop_key", "shop_key"), ("shop_secret", "shop_secret")]);
    let offer = kit.engine.offer_requests(view.handle, &all()).await.unwrap();
    let done = kit.engine.take_in_requests(offer, Cancel::new(), |_, _| {}).await.unwrap();
    let made = kit.engine.integration(done.taken[0].integration).await.unwrap();
    assert_eq!((made.input.headers.len(), made.keys.len(), made.not_testable), (2, 2, None), "{made:?}");
}

#[tokio::test]
async fn the_headers_are_those_of_the_request_that_becomes_the_test() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let token = key(PLAIN);
    let call = |what: &str, version: &str| {
        format!("curl {what} -H 'X-Api-Version: {version}' -H 'Authorization: Bearer {token}'\n")
    };
    let text = call("-X POST https://erp.example.net/orders -H 'X-Idempotency: on'", "2025-01")
        + &call("https://erp.example.net/ping", "2026-07")
        + &call("https://erp.example.net/me", "2026-09");
    let view = read(&kit, client, &text).await;
    assert_eq!((view.requests_ready, view.integrations), (3, 1));
    let input = |at: usize| view.requests[at].suggestion.clone().unwrap().input;
    assert_eq!(input(0).probe, None, "a request's row has no test of another's");
    let planned = async |picks: RequestPicks| {
        let plan = kit.engine.plan_requests(view.handle, &picks).await.unwrap().integrations.remove(0);
        let headers = plan.input.headers.iter().map(|one| format!("{}: {}", one.name, one.value)).collect();
        let notes: Vec<_> = plan.notes.into_iter().map(|note| note.note).collect();
        (plan.input.probe.unwrap_or_default(), notes, Vec::<String>::from_iter::<Vec<String>>(headers))
    };
    let others = |names: &[&str]| RequestNote::HeadersLeftOut {
        why: HeaderLeft::OfOthers,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        more: 0,
    };
    let (probe, notes, headers) = planned(all()).await;
    assert_eq!((probe.as_str(), headers), ("GET /ping", vec!["X-Api-Version: 2026-07".to_owned()]));
    assert!(notes.contains(&others(&["X-Api-Version", "X-Idempotency"])), "{notes:?}");
    let change = RequestChange { integration: 1, probe: Some("GET /me".into()), ..RequestChange::default() };
    let (probe, _, headers) = planned(RequestPicks { changes: vec![change], ..all() }).await;
    assert_eq!((probe.as_str(), headers), ("GET /me", vec!["X-Api-Version: 2026-09".to_owned()]));
    let (probe, notes, headers) = planned(picks(&[1])).await;
    assert_eq!((probe.as_str(), headers.len()), ("", 2), "without a test, of the first");
    assert!(!notes.iter().any(|note| matches!(note, RequestNote::HeadersLeftOut { .. })), "{notes:?}");
}

#[tokio::test]
async fn headers_that_are_left_out_are_told_by_name() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let token = key(PLAIN);
    let many: String = (0..18).map(|n| format!(" -H 'X-Plain-{n:02}: v{n}'")).collect();
    let text = format!(
        "curl https://erp.example.net/ping -H 'X-Api-Key: {token}' -A 'curl/8.1' -H 'Host: inner.example' \
         -H 'X-Empty;' -H 'X-Contact: anna@nordlicht.example'{many} -H 'X-Plain-00: v99'\n"
    );
    let view = read(&kit, client, &text).await;
    let left = |why: HeaderLeft, names: &[&str]| RequestNote::HeadersLeftOut {
        why,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        more: 0,
    };
    let told = [
        left(HeaderLeft::Sender, &["User-Agent"]),
        left(HeaderLeft::Reserved, &["Host"]),
        left(HeaderLeft::Value, &["X-Empty"]),
        left(HeaderLeft::Hidden, &["X-Contact"]),
        left(HeaderLeft::Again, &["X-Plain-00"]),
        left(HeaderLeft::TooMany, &["X-Plain-16", "X-Plain-17"]),
    ];
    let plan = kit.engine.plan_requests(view.handle, &all()).await.unwrap();
    for notes in [&view.requests[0].notes, &plan.integrations[0].notes] {
        let notes: Vec<_> =
            notes.iter().filter(|one| matches!(one.note, RequestNote::HeadersLeftOut { .. })).collect();
        assert_eq!(notes.iter().map(|one| one.note.clone()).collect::<Vec<_>>(), told);
        let words = notes.iter().map(|one| one.what.as_str()).collect::<Vec<_>>().join("\n");
        assert!(words.contains("has 16 at most: X-Plain-16, X-Plain-17."), "{words}");
        assert!(
            !["curl/8.1", "inner.example", "anna", "v99"].iter().any(|value| words.contains(value)),
            "{words}"
        );
    }
}

#[tokio::test]
async fn addresses_beyond_what_is_read_of_one_command_are_told() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let token = key(PLAIN);
    let addresses: String = (0..103).map(|n| format!(" https://erp.example.net/{n}")).collect();
    let view = read(&kit, client, &format!("curl{addresses} -H 'X-Api-Key: {token}'")).await;
    assert_eq!(view.requests_total, 100);
    assert_eq!(view.notes[0].note, RequestNote::RequestsLeftOut { count: 3 });
}
