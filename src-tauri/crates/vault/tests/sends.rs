//! Errands against a real provider over real TLS: what is sent, what is judged, what is shown.

mod kit;

use std::time::Duration;

use kit::{Desk, basic_placement, bearer_placement, header_placement, leak, made_up, query_placement};
use loopback::{Answer, Certificate, Echo, Face, Script, Setup};
use serde_json::json;
use vault::{
    Body, CertificateRole, Clearance, Condition, Errand, ErrandRefusal, Failure, Method, Phase, Placement,
    SpanKind, TokenField, TokenForm, TokenRecipe,
};

#[test]
fn the_search_for_leaks_finds_them() {
    let key = made_up();
    let hex: String = key.bytes().map(|byte| format!("{byte:02X}")).collect();
    let percent: String = key.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for text in [&key, &key[5..20], &hex, &percent] {
        assert!(leak(&format!("before {text} after"), &key).is_some(), "{text}");
    }
    assert!(leak(&made_up(), &key).is_none());
    assert!(leak(&key[..11], &key).is_none());
}

#[tokio::test]
async fn a_key_arrives_by_every_placement_and_is_shown_by_none() {
    for placement in [header_placement(), bearer_placement(), basic_placement(), query_placement()] {
        let desk = Desk::new(placement.clone()).await;
        let reply = desk.send("/orders?page=2").await;
        assert_eq!(reply.outcome.as_ref().unwrap().status, 200, "{placement:?}");
        let seen = desk.provider.seen();
        assert_eq!(seen.len(), 1);
        match seen[0].basic() {
            Some(pair) => assert_eq!(pair, (desk.key.clone(), desk.secret.clone())),
            None => assert!(desk.provider.arrived(&desk.key), "{placement:?}"),
        }
        desk.assert_masked(&reply);
        let request = &reply.exchange.request;
        let labels =
            request.start.spans.iter().chain(&request.headers.spans).filter(|s| s.kind == SpanKind::Key);
        assert!(labels.count() >= 1, "{request:?}");
    }
}

#[tokio::test]
async fn what_is_shown_is_what_was_sent() {
    let desk = Desk::new(header_placement()).await;
    let mut errand = desk.errand("/a/b?c=d");
    errand.method = Method::Post;
    errand.body = Some(Body::json(&json!({ "probe": true })));
    let reply = desk.vault.send(errand).await;
    let seen = desk.provider.seen().remove(0);
    let request = &reply.exchange.request;
    assert_eq!(request.start.text, format!("POST {} HTTP/1.1", seen.target));
    assert_eq!(request.body.text, String::from_utf8(seen.body.clone()).unwrap());
    let mut shown: Vec<&str> =
        request.headers.text.lines().map(|line| line.split(':').next().unwrap()).collect();
    let mut sent: Vec<&str> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    shown.sort_unstable();
    sent.sort_unstable();
    assert_eq!(shown, sent);
    for (name, value) in &seen.headers {
        if name != "x-api-key" {
            assert!(request.headers.text.contains(&format!("{name}: {value}")), "{name}: {value}");
        }
    }
}

#[tokio::test]
async fn a_body_goes_out_as_what_it_is_said_to_be_and_is_shown_as_it_went() {
    let desk = Desk::new(header_placement()).await;
    for (method, media_type, text) in [
        (Method::Post, "application/x-www-form-urlencoded", "total=24.00&currency=EUR%20"),
        (Method::Put, "application/xml", "<order><total>24.00</total></order>"),
        (Method::Patch, "application/json", "{\"status\":\"paid\"}"),
    ] {
        let body = Body { media_type: media_type.into(), bytes: text.into(), written: String::new() };
        let reply = desk.vault.send(Errand { method, body: Some(body), ..desk.errand("/orders") }).await;
        assert_eq!(reply.outcome.unwrap().status, 200);
        let seen = desk.provider.seen().pop().unwrap();
        assert_eq!((seen.method.as_str(), seen.body.as_slice()), (method.as_str(), text.as_bytes()));
        let kind = seen.headers.iter().find(|(name, _)| name == "content-type").unwrap();
        assert_eq!(kind.1, media_type);
        let request = reply.exchange.request;
        assert_eq!((request.body.text.as_str(), request.media_type.as_deref()), (text, Some(media_type)));
    }
    let gone = desk.vault.send(Errand { method: Method::Delete, ..desk.errand("/orders/7") }).await;
    assert_eq!(gone.exchange.request.start.text, "DELETE /orders/7 HTTP/1.1");
    assert_eq!(desk.provider.seen().pop().unwrap().method, "DELETE");
}

#[tokio::test]
async fn an_id_is_read_from_an_answer_and_a_key_is_not() {
    let desk = Desk::new(header_placement()).await;
    let text = format!(
        r#"{{"id":7270011223344,"order":{{"ref":"gid://shop/Order/5"}},"key":"{}","part":"x{}","long":"{}","space":"a b","list":[1],
            "phone":4930901820551,"password":"sommerabend","email":"anna@example.com","user_id":4930901820552}}"#,
        desk.key,
        &desk.key[4..20],
        "x".repeat(129)
    );
    desk.provider.on("/orders", Script::always(Answer::text(201, "application/json", &text)));
    let pointers = ["/id", "/order/ref", "/key", "/part", "/long", "/space", "/list", "/list/0", "/none"];
    let named = ["/phone", "/password", "/email", "/user_id"];
    let pointers: Vec<&str> = pointers.into_iter().chain(named).collect();
    let captures = pointers.into_iter().map(str::to_owned).collect();
    let reply = desk.vault.send(Errand { captures, ..desk.errand("/orders") }).await;
    let captured = reply.outcome.unwrap().captured;
    let found: Vec<Option<&str>> = captured.iter().map(Option::as_deref).collect();
    let id = Some("7270011223344");
    assert_eq!(found[..9], [id, Some("gid://shop/Order/5"), None, None, None, None, None, Some("1"), None]);
    // By itself each of these is a number or a word like any other: it is the field's name that says what it is.
    assert_eq!(found[9..], [None, None, None, Some("4930901820552")]);
}

#[tokio::test]
async fn nothing_is_read_from_the_answer_that_brings_a_token() {
    let desk = Desk::new(header_placement()).await;
    let recipe = TokenRecipe {
        url: format!("{}/token", desk.provider.origin()),
        form: TokenForm::Form,
        basic: None,
        fields: vec![("client_secret".to_owned(), TokenField::Part("api_key".to_owned()))],
        rotates: None,
        header: "authorization".to_owned(),
        prefix: "Bearer ".to_owned(),
    };
    desk.keep(&desk.key, desk.binding(Placement::Token(recipe))).await;
    let answer = json!({ "access_token": kit::made_up(), "token_type": "bearer", "id": 7 });
    desk.provider.on("/token", Script::always(Answer::json(200, &answer)));
    desk.provider.on("/orders", Script::always(Answer::json(200, &json!({ "id": 8 }))));
    let ids = |path: &str, method| Errand { method, captures: vec!["/id".to_owned()], ..desk.errand(path) };
    let bought = desk.vault.send(ids("/token", Method::Post)).await.outcome.unwrap();
    assert_eq!((bought.status, bought.captured), (200, vec![None]));
    let order = desk.vault.send(ids("/orders", Method::Get)).await.outcome.unwrap();
    assert_eq!(order.captured, [Some("8".to_owned())]);
}

#[tokio::test]
async fn a_body_that_has_no_place_is_not_sent() {
    let desk = Desk::new(header_placement()).await;
    let json = Body::json(&json!({}));
    let binary = Body { bytes: vec![0xff, 0xfe], ..json.clone() };
    let split = Body { media_type: "a/b\r\nHost: c".into(), ..json.clone() };
    for (method, body, why) in [
        (Method::Get, json.clone(), ErrandRefusal::Body),
        (Method::Delete, json.clone(), ErrandRefusal::Body),
        (Method::Post, binary, ErrandRefusal::Body),
        (Method::Post, split, ErrandRefusal::Header),
    ] {
        let errand = Errand { method, body: Some(body), ..desk.errand("/") };
        assert_eq!(desk.vault.send(errand).await.outcome, Err(Failure::Refused(why)));
    }
    let twice = vec![("content-type".to_owned(), "text/plain".to_owned())];
    let errand = Errand { method: Method::Post, body: Some(json), headers: twice, ..desk.errand("/") };
    assert_eq!(desk.vault.send(errand).await.outcome, Err(Failure::Refused(ErrandRefusal::Header)));
    assert_eq!(desk.provider.count(), 0);
}

#[tokio::test]
async fn an_echo_is_masked_in_every_form_and_by_the_same_tag() {
    for placement in [header_placement(), basic_placement(), query_placement()] {
        let desk = Desk::new(placement.clone()).await;
        for form in [Echo::Header, Echo::Json, Echo::Base64, Echo::Percent, Echo::Hex, Echo::Gzip] {
            desk.provider.on("/echo", Script::always(Answer::echo(form)));
            let reply = desk.send("/echo").await;
            desk.assert_masked(&reply);
            let response = reply.exchange.response.as_ref().unwrap();
            let labels: Vec<_> = response
                .headers
                .spans
                .iter()
                .chain(&response.body.spans)
                .filter(|span| span.kind == SpanKind::Key && span.label == "acme api_key")
                .collect();
            assert!(!labels.is_empty(), "{form:?} {response:?}");
            let sent = reply.exchange.request.start.spans.iter().chain(&reply.exchange.request.headers.spans);
            if let Some(own) = sent.clone().find(|span| span.label == "acme api_key") {
                assert_eq!(own.tag, labels[0].tag, "the placed label and the found one name the same key");
            }
        }
    }
}

#[tokio::test]
async fn conditions_are_answered_on_the_raw_body() {
    let desk = Desk::new(header_placement()).await;
    desk.provider.on("/me", Script::always(Answer::echo(Echo::Json)));
    let mut errand = desk.errand("/me");
    errand.conditions = [
        Condition::IsJson,
        Condition::Exists("/you_sent/0".into()),
        Condition::Exists("/nothing".into()),
        Condition::Contains(desk.key.clone()),
        Condition::IsHtml,
    ]
    .into();
    let reply = desk.vault.send(errand).await;
    assert_eq!(reply.outcome.as_ref().unwrap().conditions, [true, true, false, true, false]);
    desk.assert_masked(&reply);
    desk.provider.on("/me", Script::always(Answer::login_page(200)));
    let mut errand = desk.errand("/me");
    errand.conditions = [Condition::IsJson, Condition::IsHtml].into();
    assert_eq!(desk.vault.send(errand).await.outcome.unwrap().conditions, [false, true]);
}

#[tokio::test]
async fn a_redirect_is_reported_and_not_followed() {
    let (desk, elsewhere) = (Desk::new(header_placement()).await, Desk::new(header_placement()).await);
    let to = format!("{}/steal?token={}", elsewhere.provider.origin(), desk.key);
    for (location, origin) in [
        (to.as_str(), Some(elsewhere.provider.origin())),
        ("/login", Some(desk.provider.origin())),
        ("https://user:pass@shop.example/x", Some("https://shop.example".into())),
        ("javascript:alert(1)", None),
    ] {
        desk.provider.on("/", Script::always(Answer::redirect(302, location)));
        let reply = desk.send("/").await;
        assert_eq!(reply.outcome.as_ref().unwrap().status, 302);
        assert_eq!(reply.outcome.as_ref().unwrap().redirect, origin, "{location}");
        desk.assert_masked(&reply);
    }
    let to = format!("https://{}.example/", desk.key);
    desk.provider.on("/", Script::always(Answer::redirect(302, &to)));
    let reply = desk.send("/").await;
    desk.assert_masked(&reply);
    assert_eq!(reply.outcome.unwrap().redirect, None, "a key in the host's name is not repeated");
    assert_eq!(elsewhere.provider.count(), 0);
}

#[tokio::test]
async fn what_the_provider_says_of_its_body_is_not_believed() {
    let desk = Desk::new(header_placement()).await;
    let odd = Answer::text(200, &format!("text/{}", desk.key), "x").with("retry-after", "17");
    desk.provider.on("/", Script::always(odd));
    let reply = desk.send("/").await;
    desk.assert_masked(&reply);
    let answer = reply.outcome.unwrap();
    assert_eq!((answer.media_type, answer.retry_after), (None, Some(17)));
    let coded = Answer::text(200, "text/plain", "compressed by magic").with("content-encoding", "magic");
    desk.provider.on("/", Script::always(coded));
    let response = desk.send("/").await.exchange.response.unwrap();
    assert!(response.described);
    assert!(!response.body.text.contains("magic\""), "{response:?}");
    assert!(!response.body.text.contains("compressed"), "{response:?}");
}

#[tokio::test]
async fn a_part_too_short_to_be_found_hides_the_whole_answer() {
    let desk = Desk::new(header_placement()).await;
    desk.keep("1234", desk.binding(header_placement())).await;
    desk.provider.on("/", Script::always(Answer::text(200, "text/plain", "your pin is 1234")));
    let reply = desk.send("/").await;
    assert_eq!(reply.outcome.as_ref().unwrap().status, 200);
    assert!(!format!("{reply:?}").contains("1234"), "{reply:?}");
    assert!(reply.exchange.response.unwrap().described);
}

#[tokio::test]
async fn times_of_the_phases_are_told_apart() {
    let desk = Desk::new(header_placement()).await;
    desk.provider.on("/", Script::always(Answer::json(200, &json!({}))).after(Duration::from_millis(120)));
    let reply = desk.send("/").await;
    let times = reply.timings;
    let [resolve, connect, tls, send, first_byte, body] =
        [times.resolve, times.connect, times.tls, times.send, times.first_byte, times.body]
            .map(Option::unwrap);
    assert!(resolve.abs() < f32::EPSILON, "this machine needs no look-up");
    assert!(tls > 0.0 && connect >= 0.0, "{times:?}");
    assert!((120.0..2_000.0).contains(&first_byte), "{times:?}");
    assert!((0.0..100.0).contains(&send), "{times:?}");
    assert!((resolve + connect + tls + send + first_byte + body - times.total).abs() < 20.0, "{times:?}");
    let tls = reply.tls.unwrap();
    assert_eq!(tls.version, "TLS 1.3");
    assert_eq!(tls.issuer.as_deref(), Some("Keyrack local authority"));
    assert!(tls.cipher.as_deref().is_some_and(|cipher| cipher.starts_with("TLS13_AES_")), "{tls:?}");
    let leaf = &tls.chain[0];
    assert_eq!((leaf.role, leaf.subject.as_deref()), (CertificateRole::Leaf, Some("Keyrack local provider")));
    assert_eq!((leaf.fingerprint.len(), Some(leaf.not_after)), (64, tls.not_after));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    let days = (tls.not_after.unwrap() - now) / 86_400;
    assert!((78..=80).contains(&days), "{days}");
    assert_eq!(reply.remote.unwrap().port(), desk.provider.port());
}

#[tokio::test]
async fn what_tls_showed_is_told_although_nobody_is_believed() {
    let face = Face::Tls(Certificate::Expired);
    let desk = Desk::with(header_placement(), Setup { face, record: true, ..Setup::default() }).await;
    let reply = desk.send("/").await;
    assert_eq!(reply.outcome, Err(vault::Failure::Tls(vault::TlsFailure::Expired)));
    let tls = reply.tls.unwrap();
    assert_eq!((tls.version.as_str(), tls.chain.len()), ("TLS 1.3", 1), "{tls:?}");
    assert!(tls.chain[0].not_after < kit::now() && tls.cipher.is_some(), "{tls:?}");
    assert_eq!(desk.provider.count(), 0);
}

#[tokio::test]
async fn connections_at_the_same_time_do_not_tell_of_each_other() {
    let desk = Desk::new(header_placement()).await;
    let face = Face::Plain;
    let plain = Desk::with(header_placement(), Setup { face, record: true, ..Setup::default() }).await;
    plain.keep(&plain.key, vault::Binding { loopback_http: true, ..plain.binding(header_placement()) }).await;
    for _ in 0..20 {
        let (with, without) = tokio::join!(desk.send("/"), plain.send("/"));
        assert!(with.tls.is_some_and(|tls| tls.cipher.is_some()) && with.timings.send.is_some());
        assert!(without.tls.is_none() && without.timings.send.is_none(), "{without:?}");
        assert_eq!(without.outcome.unwrap().http_version, "HTTP/1.1");
    }
}

#[tokio::test]
async fn a_head_request_has_no_body() {
    let desk = Desk::new(header_placement()).await;
    let mut errand = desk.errand("/");
    errand.method = Method::Head;
    let reply = desk.vault.send(errand).await;
    assert_eq!(reply.outcome.unwrap().status, 200);
    assert_eq!(desk.provider.seen()[0].method, "HEAD");
    assert_eq!(reply.exchange.response.unwrap().body.text, "");
}

#[tokio::test]
async fn limits_end_what_never_would() {
    let desk = Desk::new(header_placement()).await;
    desk.provider.on("/huge", Script::always(Answer::huge(10 * 1024 * 1024 * 1024)));
    let reply = desk.send("/huge").await;
    let answer = reply.outcome.unwrap();
    assert!(answer.too_large && answer.status == 200);
    assert!(reply.exchange.response.unwrap().described);
    // Without a length, the bytes are counted as they come.
    desk.provider.on("/flood", Script::always(Answer::drip(Duration::ZERO)));
    let mut errand = desk.errand("/flood");
    errand.limits.body_bytes = 2_000;
    let answer = desk.vault.send(errand).await.outcome.unwrap();
    assert!(answer.too_large && answer.body_bytes > 2_000, "{answer:?}");
    desk.provider.on("/drip", Script::always(Answer::drip(Duration::from_millis(20))));
    let mut errand = desk.errand("/drip");
    errand.limits.total = Duration::from_millis(300);
    let reply = desk.vault.send(errand).await;
    assert_eq!(reply.outcome, Err(vault::Failure::Timeout(Phase::Body)));
    desk.provider.on("/slow", Script::always(Answer::empty(200)).after(Duration::from_secs(30)));
    let mut errand = desk.errand("/slow");
    errand.limits.total = Duration::from_millis(300);
    assert_eq!(desk.vault.send(errand).await.outcome, Err(vault::Failure::Timeout(Phase::FirstByte)));
    desk.provider.on("/broken", Script::always(Answer::broken()));
    assert_eq!(desk.send("/broken").await.outcome, Err(vault::Failure::Protocol));
}

#[tokio::test]
async fn a_request_leaves_only_once_it_is_cleared() {
    let desk = Desk::new(bearer_placement()).await;
    let (clearing, clearance) = Clearance::awaited();
    let (vault, errand) = (desk.vault.clone(), desk.errand("/"));
    let sending =
        tokio::spawn(async move { vault.send_cleared(errand, clearance, kit::Sink::new().0).await });
    // The connection is up, and still nothing was asked.
    while desk.provider.connections() == 0 {
        tokio::task::yield_now().await;
    }
    let never = desk.errand("/never");
    let (withheld, refused) = Clearance::awaited();
    drop(withheld);
    let stopped = Err(vault::Failure::Stopped { left: false });
    assert_eq!(desk.send_cleared(never, refused).await.outcome, stopped, "its caller has gone away");
    assert_eq!(desk.provider.count(), 0);
    clearing.give();
    assert_eq!(sending.await.unwrap().outcome.unwrap().status, 200);
    assert_eq!(desk.provider.count(), 1);
}

#[tokio::test]
async fn a_word_that_comes_too_late_is_not_the_providers_fault() {
    let desk = Desk::new(bearer_placement()).await;
    let (clearing, clearance) = Clearance::awaited();
    let mut errand = desk.errand("/");
    errand.limits.total = Duration::from_millis(300);
    assert_eq!(desk.send_cleared(errand, clearance.clone()).await.outcome, Err(vault::Failure::Withheld));
    let mut errand = desk.errand("/");
    errand.limits.connect = Duration::from_millis(300);
    assert_eq!(desk.send_cleared(errand, clearance).await.outcome, Err(vault::Failure::Withheld));
    drop(clearing);
    assert_eq!(desk.provider.count(), 0);
}

#[tokio::test]
async fn an_exchange_may_be_shown_strictly_from_the_start() {
    let desk = Desk::new(header_placement()).await;
    let body = r#"{"status":"ok","author":"anna"}"#;
    desk.provider
        .on("/me", Script::always(Answer::text(200, "application/json", body).with("x-author", "anna")));
    let codes = ["status".to_owned()];
    let fields = vault::HarmlessFields::new(&[vault::HarmlessList { codes: &codes, ..Default::default() }]);
    let mut errand = desk.errand("/me?author=anna");
    errand.conditions = [Condition::Equals("/author".into(), serde_json::json!("anna"))].into();
    errand.strict = Some(fields);
    let reply = desk.vault.send(errand).await;
    assert_eq!(reply.outcome.as_ref().unwrap().conditions, [true], "judged before anything was left out");
    desk.assert_masked(&reply);
    let response = reply.exchange.response.unwrap();
    let tag = &response.body.spans[0].tag;
    assert_eq!(response.body.text, format!("{{\"status\":\"ok\",\"author\":\"[text #{tag}]\"}}"));
    assert!(response.strict && !response.described && response.body_bytes == body.len() as u64);
    let request = reply.exchange.request;
    assert_eq!(request.start.text, format!("GET /me?author=[text #{tag}] HTTP/1.1"));
    assert!(request.strict && request.headers.spans.iter().any(|span| span.kind == SpanKind::Key));
    for shown in [&request.start, &request.headers, &response.headers, &response.body] {
        assert!(!shown.text.contains("anna"), "{shown:?}");
    }
    desk.provider.on("/plain", Script::always(Answer::text(200, "text/plain", "hello anna")));
    let mut errand = desk.errand("/plain");
    errand.strict = Some(vault::HarmlessFields::default());
    let response = desk.vault.send(errand).await.exchange.response.unwrap();
    assert_eq!((response.body.text.as_str(), response.described), ("[not shown: text, 10 bytes]", true));
}
