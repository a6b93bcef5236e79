//! Made-up data, from what is saved to what a provider got: the same bytes as were shown, once, and taken back.

use engine::view::{
    AuthInput, CleanupState, FieldRule, FieldTreatment, IntegrationInput, LogQuery, OrderInput, OrderMethod,
    PayloadFormat, ProbeClass, PublicHeader, SchemaOutcome, SendView, VerdictKind,
};
use engine::{Cancel, Engine, Step};
use loopback::{Answer, Check, Holds, Script};
use serde_json::json;
use uuid::Uuid;

use crate::kit::{CK, CS, Kit, PLAIN, code, key};

fn own(format: PayloadFormat, text: &str, rules: &[(&str, FieldTreatment)]) -> OrderInput {
    let rule = |(path, rule): &(&str, FieldTreatment)| FieldRule { path: (*path).to_owned(), rule: *rule };
    OrderInput {
        method: OrderMethod::Post,
        path: "/orders".into(),
        format,
        template: "own".into(),
        text: Some(text.to_owned()),
        policy: rules.iter().map(rule).collect(),
        default_rule: FieldTreatment::Dropped,
        request_schema: None,
        response_schema: None,
        class: ProbeClass::Creates,
        cleanup: None,
    }
}

async fn send(engine: &Engine, integration: Uuid, seed: u32) -> SendView {
    let offer = engine.offer_order(integration, seed, None).await.unwrap();
    engine.send_order(offer, Cancel::new()).await.unwrap()
}

async fn deeds(kit: &Kit) -> Vec<String> {
    let page = kit.engine.log(&LogQuery::default(), 0, 50).await.unwrap();
    page.rows.into_iter().map(|row| row.deed).collect()
}

#[tokio::test]
async fn what_a_provider_gets_is_what_was_shown() {
    let kit = Kit::new().await;
    let id = kit.with_key("Nordlys", &key(PLAIN)).await;
    kit.provider.on("/custom/orders", Script::always(Answer::json(201, &json!({ "id": 7 }))));
    let all = FieldTreatment::Allowed;
    let inputs = [
        own(
            PayloadFormat::Json,
            "{\"who\": {{customer.name}}, \"ü\": \"a & b {{order.total}}\", \"mail\": {{customer.email}}, \"n\": [{{order.id}}], \"no\": {{customer.phone}}}",
            &[("who", all), ("ü", all), ("mail", FieldTreatment::Hashed), ("n[]", FieldTreatment::Masked)],
        ),
        own(
            PayloadFormat::Form,
            "who[0][name]={{customer.name}}\nü=a & b=c\nno={{customer.phone}}",
            &[("who[].name", all), ("ü", all)],
        ),
        own(
            PayloadFormat::Xml,
            "<o a='{{order.id}}'><who>{{customer.name}} &amp; ü</who><no>{{customer.phone}}</no></o>",
            &[("o.who", all), ("o.@a", all)],
        ),
    ];
    let mut revision = 0;
    for input in inputs {
        let saved = kit.engine.save_order(id, revision, input.clone()).await.unwrap();
        revision = saved.revision;
        assert_eq!(saved.input, input);
        for seed in [1, 4_000_000_000] {
            let shown = kit.engine.preview_order(id, seed, None).await.unwrap();
            assert!(shown.sendable, "{:?}", shown.problems);
            let sent = send(&kit.engine, id, seed).await;
            assert_eq!(sent.verdict.kind, VerdictKind::Accepted, "{sent:?}");
            let seen = kit.provider.seen().pop().unwrap();
            assert_eq!(String::from_utf8(seen.body).unwrap(), shown.leaves, "byte for byte");
            assert_eq!(format!("{} {}", seen.method, seen.target), shown.request);
            let kind = seen.headers.iter().find(|(name, _)| name == "content-type").unwrap();
            assert_eq!(kind.1, shown.media_type);
            let phone = shown.fields.iter().find(|field| field.path.ends_with("no")).unwrap();
            assert!(phone.leaves_as.is_none() && !shown.leaves.contains(&phone.value));
            let again = kit.engine.preview_order(id, seed, None).await.unwrap();
            assert_eq!(again, shown, "the same seed makes the same bytes");
            let elsewhere = kit.another_engine().await.preview_order(id, seed, None).await.unwrap();
            assert_eq!(elsewhere.leaves, shown.leaves, "in another process, too");
            let order = sent.order.unwrap();
            assert_eq!((order.seed, order.dropped, order.cleanup), (seed, 1, CleanupState::None));
            assert_eq!(kit.engine.log_entry(sent.id).await.unwrap().send.unwrap().order, Some(order));
        }
    }
    assert_eq!(kit.provider.count(), 6, "each once");
    assert!(deeds(&kit).await.iter().filter(|deed| *deed == "order_sent").count() == 6);
}

#[tokio::test]
async fn what_was_made_is_taken_back_and_what_was_not_is_said() {
    let kit = Kit::new().await;
    let client = kit.client("Nordlys").await;
    let id = kit.woo(client, "Shop").await;
    kit.take(id, "consumer_key", &key(CK)).await.unwrap();
    kit.take(id, "consumer_secret", &key(CS)).await.unwrap();
    let order = kit.engine.order(id).await.unwrap();
    assert_eq!((order.revision, order.input.template.as_str()), (0, "woocommerce/order-created"));
    let made = |body: serde_json::Value| Script::always(Answer::json(201, &body));
    kit.provider.on("/woocommerce/orders", made(json!({ "id": 727, "status": "pending" })));
    kit.provider.on("/woocommerce/orders/727", Script::always(Answer::json(200, &json!({ "id": 727 }))));
    let sent = send(&kit.engine, id, 3).await;
    let facts = sent.order.unwrap();
    assert_eq!(facts.cleanup, CleanupState::Done, "{facts:?}");
    let seen = kit.provider.seen();
    let calls: Vec<String> = seen.iter().map(|one| format!("{} {}", one.method, one.target)).collect();
    assert_eq!(calls, ["POST /woocommerce/orders", "DELETE /woocommerce/orders/727?force=true"]);
    let back = kit.engine.log_entry(facts.cleanup_send.unwrap()).await.unwrap();
    assert_eq!(back.row.deed, "order_taken_back");
    assert_eq!(deeds(&kit).await[..2], ["order_taken_back", "order_sent"]);

    let state = async |answer: Answer| {
        kit.provider.on("/woocommerce/orders", Script::always(answer));
        let sent = send(&kit.engine, id, 3).await;
        sent.order.unwrap().cleanup
    };
    assert_eq!(state(Answer::json(400, &json!({ "code": "no" }))).await, CleanupState::NotNeeded);
    assert_eq!(state(Answer::json(201, &json!({ "number": 5 }))).await, CleanupState::Failed, "no id");
    assert_eq!(state(Answer::json(201, &json!({ "id": { "a": 1 } }))).await, CleanupState::Failed);
    assert_eq!(state(Answer::broken()).await, CleanupState::Unknown, "nobody knows whether it was made");
    assert_eq!(state(Answer::json(500, &json!({}))).await, CleanupState::Unknown);
    kit.provider.on("/woocommerce/orders/727", Script::always(Answer::json(403, &json!({ "code": "no" }))));
    kit.provider.on("/woocommerce/orders", made(json!({ "id": 727 })));
    let failed = send(&kit.engine, id, 3).await.order.unwrap();
    assert_eq!(failed.cleanup, CleanupState::Failed);
    assert!(failed.cleanup_words.contains("stands there still"), "{failed:?}");
    for (status, cleanup) in [(404, CleanupState::Unknown), (410, CleanupState::Done)] {
        kit.provider.on("/woocommerce/orders/727", Script::always(Answer::empty(status)));
        let facts = send(&kit.engine, id, 3).await.order.unwrap();
        assert_eq!(facts.cleanup, cleanup, "{status}");
    }
}

#[tokio::test]
async fn what_is_kept_strictly_is_taken_back_all_the_same() {
    let kit = Kit::new().await;
    let id = kit.with_key("Nordlys", &key(PLAIN)).await;
    let mut settings = kit.engine.settings().await.unwrap();
    settings.strict_bodies = true;
    kit.engine.save_settings(settings).await.unwrap();
    let mut input = own(PayloadFormat::Json, "{\"a\": 1}", &[("a", FieldTreatment::Allowed)]);
    input.cleanup = Some("DELETE /orders/{/data/0/id}".into());
    input.response_schema = Some("{}".into());
    kit.engine.save_order(id, 0, input).await.unwrap();
    // Thirteen digits: masked as if it were somebody's number.
    let answer = json!({ "data": [{ "id": 5_551_234_567_890_u64 }] });
    kit.provider.on("/custom/orders", Script::always(Answer::json(201, &answer)));
    let facts = send(&kit.engine, id, 1).await.order.unwrap();
    assert_eq!((facts.cleanup, facts.schema), (CleanupState::Done, SchemaOutcome::Unknown));
    assert_eq!(kit.provider.seen().pop().unwrap().target, "/custom/orders/5551234567890");
}

#[tokio::test]
async fn an_answer_is_judged_by_what_is_not_masked() {
    let kit = Kit::new().await;
    let held = key(PLAIN);
    let id = kit.with_key("Nordlys", &held).await;
    let mut input = own(PayloadFormat::Json, "{\"a\": 1}", &[("a", FieldTreatment::Allowed)]);
    let mut revision = 0;
    let mut judged = async |schema: serde_json::Value, answer: Answer| {
        input.response_schema = Some(schema.to_string());
        revision = kit.engine.save_order(id, revision, input.clone()).await.unwrap().revision;
        kit.provider.on("/custom/orders", Script::always(answer));
        let facts = send(&kit.engine, id, 1).await.order.unwrap();
        (facts.schema, facts.schema_problems.len())
    };
    let schema = json!({ "required": ["id"], "properties": { "id": { "type": "integer" } } });
    assert_eq!(
        judged(schema.clone(), Answer::json(201, &json!({ "id": 5 }))).await,
        (SchemaOutcome::Held, 0)
    );
    assert_eq!(
        judged(schema.clone(), Answer::json(201, &json!({ "id": "x" }))).await,
        (SchemaOutcome::Failed, 1)
    );
    assert_eq!(
        judged(schema, Answer::text(201, "text/html", "<p>hello</p>")).await,
        (SchemaOutcome::Unknown, 0)
    );
    // A guess at the key learns nothing, right or wrong: what was masked is not judged.
    let guess = |pattern: &str| json!({ "properties": { "echo": { "pattern": pattern } } });
    let echo = Answer::json(201, &json!({ "echo": held }));
    let right = judged(guess(&format!("^{}", &held[..1])), echo.clone()).await;
    let wrong = judged(guess("^never this"), echo).await;
    assert_eq!((right, wrong), ((SchemaOutcome::Unknown, 0), (SchemaOutcome::Unknown, 0)));
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_anybody_is_asked() {
    let kit = Kit::new().await;
    let held = key(PLAIN);
    let id = kit.with_key("Nordlys", &held).await;
    let allowed = [("a", FieldTreatment::Allowed)];
    let fine = own(PayloadFormat::Json, "{\"a\": 1}", &allowed);
    let with = |change: &dyn Fn(&mut OrderInput)| {
        let mut input = fine.clone();
        change(&mut input);
        input
    };
    let refused = [
        (with(&|one| one.text = Some(format!("{{\"a\": \"{held}\"}}"))), "looks_like_key"),
        (with(&|one| one.path = format!("/orders/{held}")), "looks_like_key"),
        (with(&|one| one.request_schema = Some(format!("{{\"const\": \"{held}\"}}"))), "looks_like_key"),
        (with(&|one| one.path = "orders".into()), "order_path_invalid"),
        (with(&|one| one.path = "/a b".into()), "order_path_invalid"),
        (with(&|one| one.template = "woo/none".into()), "sample_unknown"),
        (with(&|one| one.text = Some("x".repeat(16_001))), "too_long"),
        (with(&|one| one.policy[0].path = "a..b".into()), "field_path_invalid"),
        (with(&|one| one.policy.push(one.policy[0].clone())), "field_rule_twice"),
        (with(&|one| one.cleanup = Some("DELETE /orders".into())), "cleanup_invalid"),
    ];
    for (input, why) in refused {
        assert_eq!(code(kit.engine.save_order(id, 0, input).await), why);
    }
    assert_eq!(kit.engine.order(id).await.unwrap().revision, 0, "nothing was saved");
    let not_ready = [
        with(&|one| one.text = Some("{\"a\": {{no.such}}}".into())),
        with(&|one| one.text = Some("not json".into())),
        with(&|one| one.policy.clear()),
        with(&|one| one.request_schema = Some("{\"$ref\": \"http://127.0.0.1:1/x\"}".into())),
        with(&|one| one.request_schema = Some("{\"required\": [\"b\"]}".into())),
    ];
    for input in not_ready {
        let shown = kit.engine.preview_order(id, 1, Some(input.clone())).await.unwrap();
        assert!(!shown.sendable && shown.problems.iter().any(|one| one.blocks), "{shown:?}");
        assert_eq!(code(kit.engine.offer_order(id, 1, Some(input)).await), "order_not_ready");
    }
    let open = with(&|one| one.path = "/orders/{order_id}".into());
    let shown = kit.engine.preview_order(id, 1, Some(open.clone())).await.unwrap();
    let said = shown.problems.iter().find(|one| one.blocks).map(|one| one.what.as_str());
    assert!(!shown.sendable && said.is_some_and(|what| what.contains("{order_id}")), "{shown:?}");
    assert_eq!(code(kit.engine.offer_order(id, 1, Some(open)).await), "order_path_invalid");
    for away in ["//evil.example/x", "/../../x"] {
        let input = with(&|one| one.path = away.into());
        let offer = kit.engine.offer_order(id, 1, Some(input)).await;
        assert!(
            offer.is_err() || offer.is_ok_and(|offer| offer.view().sends_to == kit.provider.origin()),
            "{away}"
        );
    }
    kit.engine.save_order(id, 0, fine.clone()).await.unwrap();
    assert_eq!(code(kit.engine.save_order(id, 0, fine.clone()).await), "changed_elsewhere");
    kit.engine.forget_key(id).await.unwrap();
    assert_eq!(code(kit.engine.offer_order(id, 1, None).await), "key_not_held");
    assert_eq!(kit.engine.order(id).await.unwrap().not_sendable.unwrap().code, "key_not_held");
    assert_eq!(kit.provider.count(), 0);
}

/// What an integration looks like after an edit, its native question answered with yes.
async fn edit(kit: &Kit, integration: Uuid, change: impl FnOnce(&mut IntegrationInput)) {
    let view = kit.engine.integration(integration).await.unwrap();
    let mut input = view.input;
    change(&mut input);
    match kit.engine.edit_integration(integration, view.revision, input).await.unwrap() {
        Step::Ask(rebind) => drop(kit.engine.confirm_rebind(rebind).await.unwrap()),
        Step::Done(_) => {}
    }
}

#[tokio::test]
async fn what_was_not_shown_is_not_sent() {
    let kit = Kit::new().await;
    let id = kit.with_key("Nordlys", &key(PLAIN)).await;
    let input = own(PayloadFormat::Json, "{\"a\": 1}", &[("a", FieldTreatment::Allowed)]);
    kit.engine.save_order(id, 0, input).await.unwrap();
    kit.provider.on("/", Script::always(Answer::json(201, &json!({ "id": 7 }))));
    let elsewhere = format!("{}/other", kit.provider.origin());
    let header = AuthInput::Header { header: "X-Other".to_owned(), prefix: String::new() };
    let changes: [&dyn Fn(&mut IntegrationInput); 3] =
        [&|input| input.base_url = Some(elsewhere.clone()), &|input| input.auth = header.clone(), &|input| {
            input.ca_pem = None
        }];
    for (at, change) in changes.into_iter().enumerate() {
        let offer = kit.engine.offer_order(id, 1, None).await.unwrap();
        edit(&kit, id, change).await;
        let sent = kit.engine.send_order(offer, Cancel::new()).await;
        assert_eq!(code(sent), "changed_elsewhere", "change {at}");
    }
    let offer = kit.engine.offer_order(id, 1, None).await.unwrap();
    kit.take(id, "api_key", &key(PLAIN)).await.unwrap();
    assert_eq!(code(kit.engine.send_order(offer, Cancel::new()).await), "changed_elsewhere", "another key");
    assert_eq!(kit.provider.connections(), 0);
}

#[tokio::test]
async fn no_order_goes_where_tokens_are_bought() {
    let kit = Kit::new().await;
    let client = kit.client("Nordlys").await;
    let mut input = kit.input("Shop", "custom");
    input.auth = AuthInput::Oauth2ClientCredentials {
        token_url: format!("{}/custom/token", kit.provider.origin()),
        client_auth: engine::view::ClientAuth::Basic,
        scope: String::new(),
        audience: String::new(),
    };
    let id = kit.add(client, input).await;
    for part in ["client_id", "client_secret"] {
        kit.take(id, part, &key(PLAIN)).await.unwrap();
    }
    for path in ["/token", "/token?x=1", "/./token"] {
        let order = OrderInput {
            path: path.into(),
            ..own(PayloadFormat::Json, "{\"a\": 1}", &[("a", FieldTreatment::Allowed)])
        };
        let offer = kit.engine.offer_order(id, 1, Some(order)).await;
        assert_eq!(code(offer), "order_path_invalid", "{path}");
    }
    assert_eq!(kit.provider.connections(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_taken_back_is_taken_back_where_it_was_made() {
    let kit = Kit::new().await;
    let id = kit.with_key("Nordlys", &key(PLAIN)).await;
    let mut input = own(PayloadFormat::Json, "{\"a\": 1}", &[("a", FieldTreatment::Allowed)]);
    input.cleanup = Some("DELETE /orders/{/id}".into());
    kit.engine.save_order(id, 0, input).await.unwrap();
    let (open, gate) = std::sync::mpsc::channel();
    let gate = std::sync::Mutex::new(gate);
    let holds: Holds = std::sync::Arc::new(move |_: &str| {
        tokio::task::block_in_place(|| gate.lock().unwrap().recv()).unwrap();
        true
    });
    let made = Answer::json(201, &json!({ "id": 7 }));
    kit.provider.on("/custom", Script::new(Check::header("X-API-KEY", "", holds), made, Answer::empty(401)));
    let offer = kit.engine.offer_order(id, 1, None).await.unwrap();
    let engine = kit.engine.clone();
    let sending = tokio::spawn(async move { engine.send_order(offer, Cancel::new()).await.unwrap() });
    while kit.provider.count() == 0 {
        tokio::task::yield_now().await;
    }
    let elsewhere = format!("{}/other", kit.provider.origin());
    edit(&kit, id, |input| input.base_url = Some(elsewhere)).await;
    open.send(()).unwrap();
    let facts = sending.await.unwrap().order.unwrap();
    assert_eq!((facts.cleanup, facts.cleanup_send), (CleanupState::Failed, None), "{facts:?}");
    assert_eq!(kit.provider.count(), 1, "nothing is deleted elsewhere");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_end_of_the_process_waits_for_what_is_taken_back() {
    let kit = Kit::new().await;
    let id = kit.with_key("Nordlys", &key(PLAIN)).await;
    let mut input = own(PayloadFormat::Json, "{\"a\": 1}", &[("a", FieldTreatment::Allowed)]);
    input.cleanup = Some("DELETE /orders/{/id}".into());
    kit.engine.save_order(id, 0, input).await.unwrap();
    kit.provider.on("/custom/orders", Script::always(Answer::json(201, &json!({ "id": 7 }))));
    let (open, gate) = std::sync::mpsc::channel();
    let gate = std::sync::Mutex::new(gate);
    let holds: Holds = std::sync::Arc::new(move |_: &str| {
        tokio::task::block_in_place(|| gate.lock().unwrap().recv()).unwrap();
        true
    });
    let gone = Answer::json(200, &json!({ "id": 7 }));
    let check = Check::header("X-API-KEY", "", holds);
    kit.provider.on("/custom/orders/7", Script::new(check, gone, Answer::empty(401)));
    let offer = kit.engine.offer_order(id, 1, None).await.unwrap();
    let engine = kit.engine.clone();
    let sending = tokio::spawn(async move { engine.send_order(offer, Cancel::new()).await.unwrap() });
    while kit.provider.count() < 2 {
        tokio::task::yield_now().await;
    }
    let engine = kit.engine.clone();
    let closing = tokio::spawn(async move { engine.close().await });
    while !kit.engine.is_closing() {
        tokio::task::yield_now().await;
    }
    open.send(()).unwrap();
    assert_eq!(sending.await.unwrap().order.unwrap().cleanup, CleanupState::Done);
    closing.await.unwrap();
}

#[tokio::test]
async fn hashes_are_the_integrations_own() {
    let kit = Kit::new().await;
    let (one, other) =
        (kit.with_key("Nordlys", &key(PLAIN)).await, kit.with_key("Südwind", &key(PLAIN)).await);
    let input = own(
        PayloadFormat::Json,
        "{\"a\": \"x@example.com\", \"b\": \"x@example.com\"}",
        &[("**", FieldTreatment::Hashed)],
    );
    let leaves = async |id: Uuid| {
        let shown = kit.engine.preview_order(id, 1, Some(input.clone())).await.unwrap();
        let read: serde_json::Value = serde_json::from_str(&shown.leaves).unwrap();
        assert_eq!(read["a"], read["b"], "the same value has the same hash");
        read["a"].as_str().unwrap().to_owned()
    };
    let (first, second) = (leaves(one).await, leaves(other).await);
    assert!(first.len() == 32 && first != second);
    assert_eq!(leaves(one).await, first);
    let elsewhere = Kit::new().await;
    let there = elsewhere.with_key("Nordlys", &key(PLAIN)).await;
    let shown = elsewhere.engine.preview_order(there, 1, Some(input.clone())).await.unwrap();
    assert!(!shown.leaves.contains(&first), "another workspace has others");
}

#[tokio::test]
async fn public_headers_that_leave_with_an_order_are_shown_before() {
    let kit = Kit::new().await;
    let client = kit.client("Nordlys").await;
    let mut with = kit.input("Order desk", "custom");
    with.headers = vec![PublicHeader { name: "X-Shop".into(), value: "blumen".into() }];
    let id = kit.add(client, with).await;
    kit.take(id, "api_key", &key(PLAIN)).await.unwrap();
    kit.provider.on("/custom/orders", Script::always(Answer::json(201, &json!({ "id": 7 }))));
    let text = r#"{"total":"{{order.total}}"}"#;
    let order = own(PayloadFormat::Json, text, &[("total", FieldTreatment::Allowed)]);
    kit.engine.save_order(id, 0, order).await.unwrap();
    let shown = kit.engine.preview_order(id, 1, None).await.unwrap();
    assert_eq!(shown.headers, ["X-Shop: blumen"]);
    let offer = kit.engine.offer_order(id, 1, None).await.unwrap();
    let lines = offer.view().lines;
    assert_eq!(
        (&lines[..1], lines[1..].join("\n")),
        (&shown.headers[..], shown.leaves.trim_end().to_owned())
    );
    kit.engine.send_order(offer, Cancel::new()).await.unwrap();
    let seen = kit.provider.seen().pop().unwrap();
    assert!(seen.headers.iter().any(|(name, value)| name == "x-shop" && value == "blumen"), "it left");
}
