use std::time::Duration;

use engine::view::{
    AuthInput, ConditionOutcome, Health, LogQuery, PublicHeader, QueryPair, RunOptions, VerdictKind,
};
use engine::{Cancel, Code};
use loopback::{Answer, Certificate, Check, Echo, Face, Script, Vendor, equals};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use vault::MemoryState;

use crate::kit::{CK, CS, Kit, PLAIN, code, key};

fn takes(right: &str) -> Script {
    let check = Check::header("X-API-KEY", "", equals(right));
    Script::new(check, Vendor::Other.accepted(), Vendor::Other.refused())
}

async fn health(kit: &Kit, integration: uuid::Uuid) -> Health {
    kit.engine.integration(integration).await.unwrap().health
}

#[tokio::test]
async fn accepted_refused_unreachable_locked_each_with_its_next_step() {
    let mut kit = Kit::new().await;
    let right = key(PLAIN);
    kit.provider.on("/custom", takes(&right));
    let integration = kit.with_key("Northlight", &right).await;
    assert_eq!(health(&kit, integration).await, Health::Untested);

    let send = kit.test(integration).await;
    assert_eq!((send.verdict.kind, send.status), (VerdictKind::Accepted, Some(200)));
    assert!(kit.provider.arrived(&right), "the key reached the provider");
    assert_eq!(health(&kit, integration).await, Health::Accepted);
    let timings = send.timings.unwrap();
    assert!(timings.connect_ms <= timings.tls_ms && timings.tls_ms <= timings.first_byte_ms);
    assert_eq!(send.tls.unwrap().certificate_days_left, Some(80));
    let request = send.request.unwrap();
    assert!(
        !request.headers.text.contains(&right[4..]) && request.headers.spans.iter().any(|s| s.kind == "key")
    );

    kit.provider.on("/custom", Script::always(Vendor::Other.refused()));
    let send = kit.test(integration).await;
    assert_eq!((send.verdict.kind, send.verdict.reason.as_str()), (VerdictKind::Refused, "key_refused"));
    assert!(!send.verdict.next.is_empty());
    assert_eq!(health(&kit, integration).await, Health::Refused);

    kit.provider.stop().await;
    let send = kit.test(integration).await;
    assert_eq!((send.verdict.kind, send.verdict.reason.as_str()), (VerdictKind::Unreachable, "connect"));
    assert_eq!(health(&kit, integration).await, Health::Unreachable);

    // Another process has no warm key, so it has to ask the keyring.
    let fresh = kit.another_engine().await;
    kit.keyring.set_state(MemoryState::Locked);
    let send = fresh.test(integration, Cancel::new()).await.unwrap();
    assert_eq!((send.verdict.kind, send.verdict.reason.as_str()), (VerdictKind::NotSent, "keyring_locked"));
    assert_eq!(health(&kit, integration).await, Health::Unreachable, "what was not sent says nothing");
    kit.assert_nowhere_on_disk(&right);
}

#[tokio::test]
async fn a_shop_names_the_part_that_is_wrong() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let shop = kit.woo(client, "Shop").await;
    let (user, secret) = (key(CK), key(CS));
    assert!(!kit.take(shop, "consumer_key", &user).await.unwrap().complete);
    assert_eq!(kit.engine.test(shop, Cancel::new()).await.unwrap_err().code(), Code::KeyNotHeld);
    assert!(kit.take(shop, "consumer_secret", &secret).await.unwrap().complete);
    let woo = Vendor::WooCommerce;
    kit.provider.on(
        "/woocommerce",
        Script::new(Check::basic(equals(&user), equals(&secret)), woo.accepted(), woo.refused()),
    );
    assert_eq!(kit.test(shop).await.verdict.kind, VerdictKind::Accepted);
    kit.take(shop, "consumer_secret", &key(CS)).await.unwrap();
    let verdict = kit.test(shop).await.verdict;
    assert_eq!(verdict.reason, "secret_wrong");
    assert!(verdict.what.contains("consumer secret"), "{}", verdict.what);
}

#[tokio::test]
async fn every_misbehaviour_has_its_own_verdict() {
    let kit = Kit::new().await;
    let right = key(PLAIN);
    let integration = kit.with_key("Northlight", &right).await;
    let elsewhere = kit.another_provider().await;
    elsewhere.on("/", takes(&right));
    let answers = [
        (Answer::redirect(302, &format!("{}/custom/status", elsewhere.origin())), "redirect"),
        (Answer::login_page(200), "login_page"),
        (Answer::login_page(403), "firewall"),
        (Answer::login_page(401), "site_login"),
        (Answer::empty(404), "not_found"),
        (Answer::too_many(9), "too_many_requests"),
        (Answer::empty(500), "server_error"),
        (Answer::empty(503), "server_busy"),
        (Answer::huge(10_000_000_000), "too_large"),
        (Answer::broken(), "broken_off"),
        (Answer::json(200, &serde_json::json!({ "ok": false })), "said_no"),
        (Answer::empty(418), "unexpected_status"),
    ];
    for (answer, reason) in answers {
        kit.provider.on("/custom", Script::always(answer));
        let send = kit.test(integration).await;
        assert_eq!(send.verdict.reason, reason, "{}", send.verdict.what);
    }
    assert_eq!(elsewhere.count(), 0, "a redirect is never followed with a key");
    let faces = [
        (Face::Tls(Certificate::Expired), "tls_expired"),
        (Face::Tls(Certificate::NotYetValid), "tls_not_yet_valid"),
        (Face::Tls(Certificate::WrongHost), "tls_wrong_host"),
        (Face::Tls(Certificate::SelfSigned), "tls_unknown_issuer"),
        (Face::Noise, "tls_absent"),
        (Face::Plain, "tls_absent"),
    ];
    let before = kit.provider.count();
    for (face, reason) in faces {
        kit.provider.turn(face).unwrap();
        let send = kit.test(integration).await;
        assert_eq!(send.verdict.reason, reason);
        assert!(send.request.is_none(), "what never left is not shown as sent: {reason}");
    }
    assert_eq!(kit.provider.count(), before, "no request leaves before TLS is right");
    kit.provider.on("/custom", takes(&right));
    kit.provider.turn(Face::Tls(Certificate::Good { days: 9 })).unwrap();
    let verdict = kit.test(integration).await.verdict;
    assert_eq!((verdict.kind, verdict.reason.as_str()), (VerdictKind::Degraded, "certificate_ending"));
    assert!(verdict.what.contains("in 9 days"), "{}", verdict.what);
}

#[tokio::test]
async fn an_echoed_key_is_masked_in_every_form_before_it_is_stored() {
    let kit = Kit::new().await;
    let right = key(PLAIN);
    let integration = kit.with_key("Northlight", &right).await;
    for form in [Echo::Header, Echo::Json, Echo::Base64, Echo::Percent, Echo::Hex, Echo::Gzip] {
        kit.provider.on("/custom", Script::always(Answer::echo(form)));
        let send = kit.test(integration).await;
        assert_eq!(send.verdict.kind, VerdictKind::Accepted, "{form:?}");
        let answer = send.response.unwrap();
        let spans = answer.headers.spans.iter().chain(&answer.body.spans);
        assert!(spans.clone().any(|span| span.kind == "key"), "{form:?}: {answer:?}");
        let shown = serde_json::to_string(&kit.engine.log_entry(send.id).await.unwrap()).unwrap();
        let hex: String = right.bytes().map(|byte| format!("{byte:02x}")).collect();
        for run in right.as_bytes().windows(12).map(|run| std::str::from_utf8(run).unwrap()) {
            assert!(!shown.contains(run), "{form:?} shows {run}");
        }
        assert!(!shown.contains(&hex[..24]), "{form:?}");
    }
    kit.assert_nowhere_on_disk(&right[..16]);
}

#[tokio::test]
async fn a_send_that_is_stopped_drops_its_socket_and_is_logged_as_stopped() {
    let kit = Kit::new().await;
    let integration = kit.with_key("Northlight", &key(PLAIN)).await;
    kit.provider.on("/custom", Script::always(Answer::empty(200)).after(Duration::from_secs(3600)));
    let cancel = Cancel::new();
    let (engine, stop) = (kit.engine.clone(), cancel.clone());
    let send = tokio::spawn(async move { engine.test(integration, stop).await });
    arrived(&kit, 1).await;
    let second = kit.engine.test(integration, Cancel::new()).await.unwrap_err();
    assert_eq!(second.refusal().code, "send_running", "never two at once");
    cancel.cancel();
    let send = send.await.unwrap().unwrap();
    assert_eq!(
        (send.verdict.kind, send.verdict.reason.as_str()),
        (VerdictKind::NotSent, "stopped_under_way")
    );
    assert!(send.request.is_some() && send.response.is_none(), "what left is shown");
    assert_eq!(health(&kit, integration).await, Health::Untested);
    // It may have been worked on: no list says that it was not sent.
    let listed = &kit.engine.integration(integration).await.unwrap().sends[0];
    assert_eq!(listed.verdict_words, "Stopped on its way");
    let sends = LogQuery { sends_only: true, ..LogQuery::default() };
    let logged = kit.engine.log(&sends, 0, 10).await.unwrap();
    assert_eq!(logged.rows[0].verdict_words.as_deref(), Some("Stopped on its way"));
    // The lease is free again, and a caller that goes away stops its send as well.
    let (engine, mut log) = (kit.engine.clone(), kit.engine.subscribe());
    let dropped = tokio::spawn(async move { engine.test(integration, Cancel::new()).await });
    arrived(&kit, 2).await;
    dropped.abort();
    loop {
        log.recv().await.unwrap();
        let page =
            kit.engine.log(&LogQuery { sends_only: true, ..LogQuery::default() }, 0, 10).await.unwrap();
        if page.total == 2 && page.rows.iter().all(|row| row.verdict == Some(VerdictKind::NotSent)) {
            break;
        }
    }
}

/// Waits until so many requests came.
async fn arrived(kit: &Kit, count: u64) {
    while kit.provider.count() < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_cannot_be_tested_is_refused_before_anything_is_logged() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let mut later = kit.input("Hook", "zapier_catch_hook");
    later.base_url = None;
    let later = kit.add(client, later).await;
    let empty = kit.plain(client, "Order desk").await;
    let archived = kit.with_key("Field", &key(PLAIN)).await;
    kit.engine.archive_integration(archived, true).await.unwrap();
    let log = kit.engine.log(&LogQuery::default(), 0, 1).await.unwrap().total;
    for (integration, code) in [(later, "scheme_later"), (empty, "key_not_held"), (archived, "archived")] {
        let refusal = kit.engine.test(integration, Cancel::new()).await.unwrap_err().refusal();
        assert_eq!(refusal.code, code);
    }
    let all = vec![later, empty, archived];
    let batch = kit.engine.test_many(all, RunOptions::default(), Cancel::new(), |_| {}).await.unwrap();
    assert_eq!((batch.total, batch.not_sent, batch.skipped), (3, 3, 0));
    assert_eq!(kit.engine.log(&LogQuery::default(), 0, 1).await.unwrap().total, log);
}

#[tokio::test]
async fn a_key_is_sent_nowhere_but_where_it_is_bound_whatever_the_database_says() {
    let kit = Kit::new().await;
    let right = key(PLAIN);
    let integration = kit.with_key("Northlight", &right).await;
    let elsewhere = kit.another_provider().await;
    elsewhere.on("/", takes(&right));
    let bad = rewrite_base(&kit, integration, &elsewhere.origin()).await;
    let send = bad.test(integration, Cancel::new()).await.unwrap();
    assert_eq!((send.verdict.kind, send.verdict.reason.as_str()), (VerdictKind::NotSent, "destination"));
    assert_eq!(elsewhere.count(), 0);
}

/// Writes another address straight into the database, as an attacker with the file would.
async fn rewrite_base(kit: &Kit, integration: uuid::Uuid, base: &str) -> engine::Engine {
    kit.engine.close().await;
    let path = kit.dir.path().join("keyrack.db");
    let url = format!("sqlite://{}", path.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let done = sqlx::query("UPDATE integration SET base_url = ? WHERE id = ?").bind(base).bind(integration);
    assert_eq!(done.execute(&pool).await.unwrap().rows_affected(), 1);
    pool.close().await;
    kit.another_engine().await
}

#[tokio::test]
async fn a_change_by_another_process_counts_at_once() {
    let kit = Kit::new().await;
    let right = key(PLAIN);
    kit.provider.on("/custom", takes(&right));
    let integration = kit.with_key("Northlight", &right).await;
    assert_eq!(kit.test(integration).await.status, Some(200));
    let other = kit.another_engine().await;
    let view = other.integration(integration).await.unwrap();
    let auth = engine::view::AuthInput::Header { header: "X-Other-Key".to_owned(), prefix: String::new() };
    let input = engine::view::IntegrationInput { auth, ..view.input };
    match other.edit_integration(integration, view.revision, input).await.unwrap() {
        engine::Step::Ask(rebind) => drop(other.confirm_rebind(rebind).await.unwrap()),
        engine::Step::Done(_) => panic!("did it without asking"),
    }
    kit.provider.on(
        "/custom",
        Script::new(
            Check::header("X-Other-Key", "", equals(&right)),
            Vendor::Other.accepted(),
            Vendor::Other.refused(),
        ),
    );
    assert_eq!(kit.test(integration).await.verdict.kind, VerdictKind::Accepted, "warm, but bound anew since");
}

#[tokio::test]
async fn a_provider_that_speaks_of_the_key_before_shows_neither() {
    let kit = Kit::new().await;
    let (old, new) = (key(PLAIN), key(PLAIN));
    let integration = kit.with_key("Northlight", &old).await;
    kit.take(integration, "api_key", &new).await.unwrap();
    kit.provider
        .on("/custom", Script::always(Answer::text(200, "text/plain", &format!("{old} became {new}"))));
    // Neither is warm here.
    let send = kit.another_engine().await.test(integration, Cancel::new()).await.unwrap();
    let body = send.response.unwrap().body;
    assert!(!body.text.contains(&old) && !body.text.contains(&new), "{}", body.text);
    assert_eq!(body.spans.iter().filter(|span| span.kind == "key").count(), 2, "{}", body.text);
    kit.assert_nowhere_on_disk(&old);
}

#[tokio::test]
async fn a_guessed_password_in_a_probe_is_not_sent_and_says_why() {
    let kit = Kit::new().await;
    let password = key(PLAIN)[..10].to_owned();
    let integration = kit.with_key("Northlight", &password).await;
    let view = kit.engine.integration(integration).await.unwrap();
    let probe = Some(format!("GET /status?guess=first-one,{password},another"));
    let input = engine::view::IntegrationInput { probe, ..view.input };
    assert!(matches!(
        kit.engine.edit_integration(integration, view.revision, input).await.unwrap(),
        engine::Step::Done(_)
    ));
    let send = kit.test(integration).await;
    assert_eq!(
        (send.verdict.kind, send.verdict.reason.as_str()),
        (VerdictKind::NotSent, "request_holds_key")
    );
    assert!(send.request.is_none() && send.masked == 0 && kit.provider.count() == 0);
    assert_eq!(kit.engine.log(&LogQuery::default(), 0, 1).await.unwrap().rows[0].deed, "test_sent");
}

#[tokio::test]
async fn no_key_leaves_before_its_intent_is_written() {
    let kit = Kit::new().await;
    let integration = kit.with_key("Northlight", &key(PLAIN)).await;
    kit.provider.on("/custom", Script::always(Answer::json(200, &serde_json::json!({}))));
    // Another process is writing, so the intent has to wait.
    let file = SqliteConnectOptions::new().filename(kit.dir.path().join("keyrack.db"));
    let mut other = file.connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let engine = kit.engine.clone();
    let send = tokio::spawn(async move { engine.test(integration, Cancel::new()).await });
    while kit.provider.connections() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(kit.provider.count(), 0, "connected, but not a word of the request");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(send.await.unwrap().unwrap().verdict.reason, "accepted");
    assert_eq!(kit.provider.count(), 1);
}

/// The integration with these conditions of its own.
async fn with_conditions(kit: &Kit, integration: uuid::Uuid, conditions: &[&str]) {
    let view = kit.engine.integration(integration).await.unwrap();
    let conditions = conditions.iter().map(|one| (*one).to_owned()).collect();
    let input = engine::view::IntegrationInput { conditions, ..view.input };
    match kit.engine.edit_integration(integration, view.revision, input).await.unwrap() {
        engine::Step::Done(_) => {}
        engine::Step::Ask(_) => panic!("conditions let no key go anywhere new"),
    }
}

#[tokio::test]
async fn conditions_decide_and_say_what_they_met() {
    let kit = Kit::new().await;
    let right = key(PLAIN);
    let integration = kit.with_key("Northlight", &right).await;
    let body = serde_json::json!({ "plan": "trial", "echo": right, "items": [] });
    kit.provider.on("/custom", Script::always(Answer::json(200, &body)));
    let send = kit.test(integration).await;
    assert_eq!(send.verdict.kind, VerdictKind::Accepted);
    let defaults = kit.engine.integration(integration).await.unwrap().default_conditions;
    assert_eq!(send.conditions.iter().map(|one| one.text.clone()).collect::<Vec<_>>(), defaults);
    assert!(send.conditions.iter().all(|one| one.outcome == ConditionOutcome::Held), "{:?}", send.conditions);

    with_conditions(&kit, integration, &["[BODY].plan == live", "[BODY].echo exists", "[BODY].none exists"])
        .await;
    let send = kit.test(integration).await;
    assert_eq!((send.verdict.kind, send.verdict.reason.as_str()), (VerdictKind::Odd, "condition_failed"));
    assert!(send.verdict.what.contains("[BODY].plan == live"), "{}", send.verdict.what);
    let [plan, echo, none] = send.conditions.as_slice() else { panic!("{:?}", send.conditions) };
    assert_eq!((plan.outcome, plan.saw.text.as_str()), (ConditionOutcome::Failed, "trial"));
    assert_eq!((echo.outcome, echo.saw.spans.len()), (ConditionOutcome::Held, 1));
    assert!(!echo.saw.text.contains(&right[4..]), "{}", echo.saw.text);
    assert_eq!((none.outcome, none.saw_words.as_str()), (ConditionOutcome::Failed, "nothing there"));
    let again = kit.engine.log_entry(send.id).await.unwrap().send.unwrap();
    assert_eq!((&again.conditions, &again.tls, again.timings), (&send.conditions, &send.tls, send.timings));
    let strict = kit.engine.log_entry_strict(send.id).await.unwrap().send.unwrap();
    assert!(!format!("{:?}", strict.conditions).contains("trial"), "{:?}", strict.conditions);

    with_conditions(&kit, integration, &["[STATUS] == 200", "degraded: len([BODY].items) > 0"]).await;
    let verdict = kit.test(integration).await.verdict;
    assert_eq!((verdict.kind, verdict.reason.as_str()), (VerdictKind::Degraded, "condition_degraded"));
    kit.provider.on("/custom", Script::always(Vendor::Other.refused()));
    let send = kit.test(integration).await;
    assert_eq!(send.verdict.reason, "key_refused", "a refusal is no failed condition");
    assert_eq!(send.conditions[0].saw_words, "401");
    kit.provider.turn(Face::Noise).unwrap();
    let send = kit.test(integration).await;
    assert!(
        send.conditions.iter().all(|one| one.outcome == ConditionOutcome::Unknown),
        "{:?}",
        send.conditions
    );
    kit.assert_nowhere_on_disk(&right);
}

#[tokio::test]
async fn conditions_are_read_when_they_are_saved_and_hold_no_key() {
    let kit = Kit::new().await;
    let right = key(PLAIN);
    let integration = kit.with_key("Northlight", &right).await;
    let view = kit.engine.integration(integration).await.unwrap();
    let refused = async |conditions: Vec<String>| {
        let input = engine::view::IntegrationInput { conditions, ..view.input.clone() };
        let error = kit.engine.edit_integration(integration, view.revision, input).await.err().unwrap();
        (error.code(), error.refusal().field.unwrap_or_default())
    };
    let good = || "[STATUS]==200".to_owned();
    assert_eq!(
        refused(vec![good(), "status is good".into()]).await,
        (Code::ConditionSubject, "conditions.1".into())
    );
    assert_eq!(refused(vec!["[STATUS] exists".into()]).await, (Code::ConditionTest, "conditions.0".into()));
    assert_eq!(refused(vec!["[TIME] < soon".into()]).await, (Code::ConditionValue, "conditions.0".into()));
    let many = (0..21).map(|n| format!("[STATUS] == {n}")).collect();
    assert_eq!(refused(many).await, (Code::TooMany, "conditions".into()));
    let guess = format!("[BODY] contains \"{right}\"");
    assert_eq!(refused(vec![guess]).await, (Code::LooksLikeKey, "conditions.0".into()));
    with_conditions(&kit, integration, &[" [STATUS]==200 ", "", "[STATUS] == 200"]).await;
    assert_eq!(kit.engine.integration(integration).await.unwrap().input.conditions, ["[STATUS] == 200"]);
}

#[tokio::test]
async fn a_send_shows_what_answered_and_how() {
    let kit = Kit::new().await;
    let right = key(PLAIN);
    let integration = kit.with_key("Northlight", &right).await;
    let elsewhere = kit.another_provider().await;
    let to = format!("{}/custom", elsewhere.origin());
    kit.provider.on("/custom", Script::always(Answer::redirect(302, &to)));
    let send = kit.test(integration).await;
    let redirect = send.redirect.unwrap();
    assert_eq!(
        (redirect.to, redirect.leaves_origin, redirect.downgrade),
        (Some(elsewhere.origin()), true, false)
    );
    assert!(redirect.words.contains("handed the key"), "{}", redirect.words);
    let tls = send.tls.unwrap();
    assert!(tls.cipher.is_some() && tls.chain.len() == 1 && tls.chain[0].days_left == 80, "{tls:?}");
    let timings = send.timings.unwrap();
    assert!(timings.tls_ms <= timings.send_ms && timings.send_ms <= timings.first_byte_ms, "{timings:?}");
    assert_eq!(send.http_version.as_deref(), Some("HTTP/1.1"));
    assert!(send.date_skew_s.is_some_and(|by| by.abs() < 60), "{:?}", send.date_skew_s);

    kit.provider.on("/custom", Script::always(Answer::too_many(90)));
    let send = kit.test(integration).await;
    assert!(send.verdict.next.contains("90 seconds"), "{}", send.verdict.next);
    let wait = send.retry_at.unwrap() - send.at;
    assert!((89..=100).contains(&wait.num_seconds()), "{wait}");

    kit.provider.turn(Face::Tls(Certificate::Expired)).unwrap();
    let send = kit.test(integration).await;
    let tls = send.tls.unwrap();
    assert!(send.status.is_none() && tls.chain[0].days_left < 0 && tls.version == "TLS 1.3", "{tls:?}");
}

#[tokio::test]
async fn several_parts_go_into_the_query_and_public_headers_beside_them() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let pair = |name: &str| QueryPair { name: name.into(), part: name.into() };
    let mut input = kit.input("Shop", "woocommerce");
    input.auth = AuthInput::QueryPairs { pairs: vec![pair("consumer_key"), pair("consumer_secret")] };
    input.headers = vec![PublicHeader { name: "X-Shop".into(), value: "blumen".into() }];
    let shop = kit.add(client, input.clone()).await;
    let (user, secret) = (key(CK), key(CS));
    kit.take(shop, "consumer_key", &user).await.unwrap();
    kit.take(shop, "consumer_secret", &secret).await.unwrap();
    let send = kit.test(shop).await;
    let seen = kit.provider.seen().pop().unwrap();
    assert!(seen.target.contains(&format!("consumer_key={user}&consumer_secret={secret}")), "it went there");
    assert!(seen.headers.iter().any(|(name, value)| name == "x-shop" && value == "blumen"));
    let shown = format!("{send:?}");
    assert!(
        !shown.contains(&user[4..20]) && !shown.contains(&secret[4..20]) && shown.contains("x-shop: blumen"),
        "{shown}"
    );
    for (name, value, field) in [
        ("Authorization", "x", "headers.1.name"),
        ("x-shop", "x", "headers.1.name"),
        ("X-Other", "", "headers.1.value"),
    ] {
        let mut wrong = input.clone();
        wrong.name = "Other".into();
        wrong.headers.push(PublicHeader { name: name.into(), value: value.into() });
        let refused = kit.engine.add_integration(client, wrong).await.unwrap_err().refusal();
        assert_eq!(
            (refused.code.as_str(), refused.field.as_deref()),
            ("header_invalid", Some(field)),
            "{name}"
        );
    }
    let mut holds = input.clone();
    holds.name = "Other".into();
    holds.headers.push(PublicHeader { name: "X-Other".into(), value: secret });
    assert_eq!(code(kit.engine.add_integration(client, holds).await), "looks_like_key");
}
