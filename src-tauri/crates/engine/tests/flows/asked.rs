//! Tests that create something at the provider, and keys that stand in the path: nothing of it without a person's word.

use std::sync::atomic::{AtomicBool, Ordering};

use engine::view::{AuthInput, IntegrationInput, RunOptions, SendProgress, VerdictKind, WatchInput};
use engine::{Cancel, Step};
use loopback::{Answer, Check, Script, equals};
use serde_json::json;
use uuid::Uuid;

use crate::kit::{Kit, PLAIN, code, key};

/// An integration of its own scheme and probe, with a key.
async fn integration(kit: &Kit, auth: AuthInput, probe: &str, held: &str) -> Uuid {
    let client = kit.client("Northlight").await;
    let input = IntegrationInput { auth, probe: Some(probe.to_owned()), ..kit.input("Desk", "custom") };
    let id = kit.add(client, input).await;
    kit.take(id, "api_key", held).await.unwrap();
    id
}

/// What an edit comes to: `true` where it asks, and the answer is yes.
async fn edit(kit: &Kit, id: Uuid, change: impl FnOnce(&mut IntegrationInput)) -> bool {
    let view = kit.engine.integration(id).await.unwrap();
    let mut input = view.input;
    change(&mut input);
    match kit.engine.edit_integration(id, view.revision, input).await.unwrap() {
        Step::Ask(rebind) => {
            kit.engine.confirm_rebind(rebind).await.unwrap();
            true
        }
        Step::Done(_) => false,
    }
}

#[tokio::test]
async fn what_creates_something_is_sent_on_a_persons_word_alone() {
    let kit = Kit::new().await;
    let held = key(PLAIN);
    let id = integration(&kit, AuthInput::Body { field: "/key".into() }, "POST /check", &held).await;
    let yes = Answer::json(200, &json!({ "ok": true }));
    let check = Check::Body("/key".into(), equals(&held));
    kit.provider.on("/custom/check", Script::new(check, yes, Answer::empty(401)));

    assert_eq!(code(kit.engine.test(id, Cancel::new()).await), "probe_creates");
    let begun = AtomicBool::new(false);
    let progress = |step: SendProgress| {
        begun.fetch_or(matches!(step, SendProgress::Started { .. }), Ordering::SeqCst);
    };
    let batch = kit.engine.test_many(vec![id], RunOptions::default(), Cancel::new(), progress).await.unwrap();
    assert_eq!((batch.skipped, batch.not_sent, begun.into_inner()), (1, 1, false), "it is not even begun");
    let watch = WatchInput { enabled: true, ..WatchInput::default() };
    assert_eq!(code(kit.engine.save_watch(id, watch).await), "watch_creates");
    assert_eq!(kit.provider.connections(), 0, "nobody was asked");

    let offer = kit.engine.offer_test(id).await.unwrap().expect("it waits for a word");
    let view = offer.view();
    assert_eq!(
        (view.request.as_str(), view.sends_to.as_str()),
        ("POST /custom/check", &*kit.provider.origin())
    );
    assert!(view.auth.contains("/key") && view.client == "Northlight", "{view:?}");
    let sent = kit.engine.test_offered(offer, Cancel::new()).await.unwrap();
    assert_eq!(sent.verdict.kind, VerdictKind::Accepted);

    // The page moves it while the question is open.
    let offer = kit.engine.offer_test(id).await.unwrap().unwrap();
    assert!(!edit(&kit, id, |input| input.probe = Some("POST /delete-all".into())).await);
    assert_eq!(code(kit.engine.test_offered(offer, Cancel::new()).await), "changed_elsewhere");
    assert_eq!(kit.provider.count(), 1);
}

#[tokio::test]
async fn what_only_reads_asks_nobody() {
    let kit = Kit::new().await;
    let id = kit.with_key("Northlight", &key(PLAIN)).await;
    assert!(kit.engine.offer_test(id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_key_in_the_path_is_moved_on_a_persons_word_alone() {
    let kit = Kit::new().await;
    let held = key(PLAIN);
    let id = integration(&kit, AuthInput::Path, "GET /keys/{api_key}/me", &held).await;
    let check = Check::Path(equals(&held));
    kit.provider.on("/", Script::new(check, Answer::json(200, &json!({})), Answer::empty(401)));
    assert_eq!(kit.test(id).await.verdict.kind, VerdictKind::Accepted);
    assert!(!edit(&kit, id, |input| input.probe = Some("GET /keys/{api_key}/me?all=1".into())).await);
    assert!(edit(&kit, id, |input| input.probe = Some("GET /shared/{api_key}".into())).await);
    assert_eq!(kit.test(id).await.verdict.kind, VerdictKind::Accepted, "where it is bound to now");
    let base = format!("{}/other", kit.provider.origin());
    assert!(edit(&kit, id, |input| input.base_url = Some(base)).await);
    let view = kit.engine.integration(id).await.unwrap();
    let twice = IntegrationInput { probe: Some("GET /%7Bapi_key%7D/{api_key}".into()), ..view.input };
    assert_eq!(
        code(kit.engine.edit_integration(id, view.revision, twice).await.map(|_| ())),
        "probe_invalid"
    );
}
