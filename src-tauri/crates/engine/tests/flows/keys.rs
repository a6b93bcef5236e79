use engine::view::{
    AuthInput, Environment, Health, HmacAlgorithm, IntegrationInput, JwtAlgorithm, KeySource, KeyWarning,
    LogQuery, SecretEncoding, SignatureEncoding, VerdictKind,
};
use engine::{Cancel, Code, Intake};
use loopback::{Alphabet, Answer, Echo, MadeUp, Script, Vendor};
use vault::MemoryState;

use crate::kit::{CK, CS, Kit, PLAIN, code, key};

fn intake(text: &str) -> Intake {
    Intake::from_bytes(text.as_bytes().to_vec())
}

#[tokio::test]
async fn the_confirmation_names_client_part_destination_and_what_to_know() {
    let kit = Kit::new().await;
    let (north, field) = (kit.client("Northlight").await, kit.client("Field").await);
    let (shop, other) = (kit.woo(north, "Shop").await, kit.woo(field, "Shop").await);
    let consumer = key(CK);
    let view = kit.engine.offer_from_intake(shop, "consumer_key", KeySource::Prompt, intake(&consumer)).await;
    let view = view.unwrap().view();
    assert_eq!((view.client.as_str(), view.integration.as_str()), ("Northlight", "Shop"));
    assert_eq!(view.part_label, "Consumer key");
    assert_eq!(view.destinations, [kit.provider.origin()]);
    assert_eq!((view.mask.prefix.as_str(), view.mask.tail.as_str()), ("ck_", &consumer[39..]));
    assert!(view.warnings.is_empty() && !view.replaces);

    kit.take(shop, "consumer_key", &consumer).await.unwrap();
    let padded = format!("  {consumer}\r\n");
    let offer =
        kit.engine.offer_from_intake(other, "consumer_key", KeySource::Stdin, intake(&padded)).await.unwrap();
    let shared = KeyWarning::Shared { client: "Northlight".into(), integration: "Shop".into() };
    assert_eq!(offer.view().warnings, [shared, KeyWarning::Trimmed]);
    let odd =
        kit.engine.offer_from_intake(shop, "consumer_key", KeySource::Stdin, intake(&key(CS))).await.unwrap();
    assert_eq!(odd.view().warnings, [KeyWarning::Shape]);
    assert!(odd.view().replaces);
    let unknown = kit.engine.offer_from_intake(shop, "token", KeySource::Stdin, intake("x")).await;
    assert_eq!(code(unknown), "part_unknown");
}

#[tokio::test]
async fn live_and_test_keys_in_the_wrong_place_are_pointed_out() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let mut input = kit.input("Payments", "stripe");
    let production = kit.add(client, input.clone()).await;
    input.environment = Environment::Sandbox;
    input.name = "Sandbox".into();
    let sandbox = kit.add(client, input).await;
    for (integration, mode, expected) in [
        (production, "test", vec![KeyWarning::TestInProduction]),
        (production, "live", vec![]),
        (sandbox, "live", vec![KeyWarning::LiveOutsideProduction]),
        (sandbox, "test", vec![]),
    ] {
        let one = format!("sk_{mode}_{}", key(PLAIN));
        let offer =
            kit.engine.offer_from_intake(integration, "secret_key", KeySource::Stdin, intake(&one)).await;
        assert_eq!(offer.unwrap().view().warnings, expected, "{mode}");
    }
}

#[tokio::test]
async fn a_replaced_key_stays_until_it_is_forgotten_on_purpose() {
    let kit = Kit::new().await;
    let integration = kit.with_key("Northlight", &key(PLAIN)).await;
    let items = kit.keyring.entries();
    kit.take(integration, "api_key", &key(PLAIN)).await.unwrap();
    let taken = kit.take(integration, "api_key", &key(PLAIN)).await.unwrap();
    assert_eq!(taken.part.held.unwrap().predecessors, 2);
    assert_eq!(kit.keyring.entries(), items + 2);
    let view = kit.engine.forget_key(integration).await.unwrap();
    assert!(view.keys.iter().all(|key| key.held.is_none()));
    assert_eq!(kit.keyring.entries(), items - 1, "all three are gone, the workspace's own key stays");
    assert_eq!(code(kit.engine.forget_key(integration).await), "key_not_held");
}

#[tokio::test]
async fn parts_come_in_one_by_one_and_replacing_one_carries_the_other_over() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let shop = kit.woo(client, "Shop").await;
    let (user, secret, newer) = (key(CK), key(CS), key(CS));
    assert!(!kit.take(shop, "consumer_key", &user).await.unwrap().complete);
    assert!(kit.take(shop, "consumer_secret", &secret).await.unwrap().complete);
    let held = kit.engine.integration(shop).await.unwrap().keys;
    assert!(
        held.iter().all(|part| part.held.as_ref().unwrap().predecessors == 0),
        "an unfinished version is none"
    );
    kit.take(shop, "consumer_secret", &newer).await.unwrap();
    kit.provider.on("/woocommerce", Script::always(Vendor::WooCommerce.accepted()));
    kit.test(shop).await;
    let sent = kit.provider.seen().pop().unwrap().basic().unwrap();
    assert!(sent == (user, newer), "one request carries the old part and the new one");
}

#[tokio::test]
async fn a_destination_that_changed_after_the_confirmation_is_refused() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let integration = kit.plain(client, "Order desk").await;
    let intake = intake(&key(PLAIN));
    let offer = kit.engine.offer_from_intake(integration, "api_key", KeySource::Clipboard, intake).await;
    let items = kit.keyring.entries();
    let elsewhere = kit.another_provider().await;
    let mut input = kit.input("Order desk", "custom");
    input.base_url = Some(elsewhere.origin());
    // Nothing is held yet, so this needs nobody's word.
    let revision = kit.engine.integration(integration).await.unwrap().revision;
    assert!(matches!(
        kit.engine.edit_integration(integration, revision, input).await.unwrap(),
        engine::Step::Done(_)
    ));
    assert_eq!(kit.engine.take_in(offer.unwrap()).await.unwrap_err().code(), Code::ChangedElsewhere);
    assert_eq!(kit.keyring.entries(), items);
}

#[tokio::test]
async fn a_keyring_that_fails_loses_nothing_and_the_same_key_can_be_tried_again() {
    let kit = Kit::new().await;
    let first = key(PLAIN);
    let integration = kit.with_key("Northlight", &first).await;
    let second = key(PLAIN);
    for state in [MemoryState::Locked, MemoryState::Absent] {
        let offer =
            kit.engine.offer_from_intake(integration, "api_key", KeySource::Prompt, intake(&second)).await;
        kit.keyring.set_state(state);
        let error = kit.engine.take_in(offer.unwrap()).await.unwrap_err();
        assert_eq!(error.class(), engine::ErrorClass::Keyring);
        kit.keyring.set_state(MemoryState::Ready);
    }
    kit.keyring.refuse_writes_after(0);
    let offer =
        kit.engine.offer_from_intake(integration, "api_key", KeySource::Prompt, intake(&second)).await;
    assert_eq!(code(kit.engine.take_in(offer.unwrap()).await), "keyring_refused");
    kit.keyring.refuse_writes_after(usize::MAX);
    let held = kit.engine.integration(integration).await.unwrap().keys.remove(0).held.unwrap();
    assert_eq!(held.predecessors, 0);
    assert!(first.ends_with(&held.mask.tail), "the old key is still the one in use");
    let page = kit.engine.log(&LogQuery::default(), 0, 50).await.unwrap();
    assert!(page.rows.iter().all(|row| !row.unfinished), "each attempt has its outcome");
    kit.take(integration, "api_key", &second).await.unwrap();
    kit.provider.on("/custom", Script::always(Answer::empty(200)));
    kit.test(integration).await;
    assert!(kit.provider.arrived(&second));
}

/// So short and so plain that nothing takes it for a key before it is one, and yet nobody can guess it.
fn unnoticed() -> String {
    key(MadeUp::new("", Alphabet::LowerAlphanumeric, 24, ""))
}

#[tokio::test]
async fn a_key_that_stands_in_the_log_or_in_a_note_is_masked_when_it_comes_in() {
    let kit = Kit::new().await;
    let held = key(PLAIN);
    let integration = kit.with_key("Northlight", &held).await;
    let coming = unnoticed();
    let coming = coming.as_str();
    let body = serde_json::json!({ "hint": format!("try {coming} instead") });
    kit.provider.on("/custom", Script::always(Answer::json(200, &body)));
    let send = kit.test(integration).await;
    assert!(send.response.as_ref().unwrap().body.text.contains(coming), "it stands there first: {send:?}");
    let client = kit.engine.find_client("Northlight").await.unwrap();
    let mut input = kit.input("Second desk", "custom");
    input.notes = format!("Seen on the wall: {coming}");
    let second = kit.add(client, input).await;
    let taken = kit.take(second, "api_key", coming).await.unwrap();
    assert_eq!(taken.masked_in_log, 2);
    let again = kit.engine.log_entry(send.id).await.unwrap().send.unwrap();
    let body = again.response.unwrap().body;
    assert!(!body.text.contains(coming) && body.spans.iter().any(|span| span.kind == "key"), "{body:?}");
    assert!(again.masked > send.masked);
    assert!(!kit.engine.integration(second).await.unwrap().input.notes.contains(coming));
    assert_eq!(health(&kit, integration).await, Health::Accepted, "another key's history stays");
    kit.engine.close().await;
    kit.assert_nowhere_on_disk(coming);
}

#[tokio::test]
async fn a_key_that_stands_in_any_text_of_a_row_is_masked_when_it_comes_in() {
    let kit = Kit::new().await;
    let coming = unnoticed();
    let coming = coming.as_str();
    let client = kit.client("Northlight").await;
    let with = |name: &str, auth: AuthInput| IntegrationInput { auth, ..kit.input(name, "custom") };
    let claims = [("iss".to_owned(), format!("shop {coming}"))].into();
    let jwt = AuthInput::Jwt {
        algorithm: JwtAlgorithm::HS256,
        claims,
        key_id: coming.to_owned(),
        lifetime_s: 60,
        header: "authorization".into(),
        prefix: "Bearer ".into(),
    };
    let mut first = with("First", jwt);
    first.probe = Some(format!("GET /items?shop={coming}"));
    first.base_url = Some(format!("https://api.example.com/{coming}/v1"));
    first.owner = format!("who says {coming}");
    first.tags = vec![coming.to_owned()];
    first.conditions = vec![format!("[BODY].shop == {coming}"), format!("[BODY] contains \"x {coming}\"")];
    let mut stamps = std::collections::BTreeMap::new();
    stamps.insert("x-shop".to_owned(), coming.to_owned());
    let hmac = AuthInput::Hmac {
        header: "x-signature".into(),
        algorithm: HmacAlgorithm::Sha256,
        encoding: SignatureEncoding::Hex,
        template: format!("{coming}{{body}}"),
        format: "{signature}".into(),
        secret_encoding: SecretEncoding::Text,
        stamps,
    };
    let second = with(&format!("Second {coming}"), hmac);
    let (first, second) = (kit.add(client, first).await, kit.add(client, second).await);
    let mut order = kit.engine.order(first).await.unwrap().input;
    order.text = Some(format!("{{\"note\":\"{coming}\"}}"));
    order.template = "own".into();
    order.path = format!("/{coming}/orders");
    kit.engine.save_order(first, 0, order).await.unwrap();

    let third = kit.add(client, kit.input("Third", "custom")).await;
    let taken = kit.take(third, "api_key", coming).await.unwrap();
    assert!(taken.masked_in_log >= 9, "{taken:?}");
    for id in [first, second] {
        let shown = format!("{:?}", kit.engine.integration(id).await.unwrap());
        assert!(!shown.contains(coming), "{shown}");
    }
    let shown = kit.engine.integration(first).await.unwrap();
    assert_eq!(shown.input.conditions.len(), 2, "they can still be read");
    assert!(shown.input.conditions.iter().all(|one| one.contains("[key custom api_key #")), "{shown:?}");
    assert!(
        shown.input.base_url.as_deref().is_some_and(|url| url.starts_with("https://api.example.com/[key "))
    );
    assert!(!format!("{:?}", kit.engine.order(first).await.unwrap().input).contains(coming));
    let log = kit.engine.log(&LogQuery::default(), 0, 100).await.unwrap();
    assert!(!format!("{log:?}").contains(coming), "{log:?}");
    kit.engine.close().await;
    kit.assert_nowhere_on_disk(coming);
}

#[tokio::test]
async fn a_passphrase_that_comes_in_is_no_answer_to_a_list_of_guesses_in_texts() {
    let kit = Kit::new().await;
    let guess = "harbour lantern copper meadow";
    let client = kit.client("Northlight").await;
    let mut input = kit.input("First", "custom");
    input.notes = format!("{guess}\nharbour lantern copper window");
    input.owner = guess.to_owned();
    let first = kit.add(client, input.clone()).await;
    let asked = kit.with_key("Southlight", &key(PLAIN)).await;
    let body = serde_json::json!({ "hint": format!("{guess}, or harbour lantern copper window") });
    kit.provider.on("/custom", Script::always(Answer::json(200, &body)));
    let send = kit.test(asked).await;
    assert!(send.response.as_ref().unwrap().body.text.contains(guess), "it stands there first: {send:?}");
    let second = kit.add(client, kit.input("Second", "custom")).await;
    kit.take(second, "api_key", guess).await.unwrap();
    let shown = kit.engine.integration(first).await.unwrap().input;
    assert_eq!((shown.notes, shown.owner), (input.notes, input.owner), "which of them it is nobody is told");
    let again = kit.engine.log_entry(send.id).await.unwrap().send.unwrap();
    let body = again.response.unwrap().body;
    assert!(!body.text.contains("lantern"), "an answer that held it is not shown: {body:?}");
}

#[tokio::test]
async fn a_key_that_is_an_address_leaves_its_host_where_it_is_written() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let mut input = kit.input("Desk", "custom");
    input.base_url = Some("https://hooks.example.com/v1".into());
    let desk = kit.add(client, input.clone()).await;
    kit.take(desk, "api_key", &format!("https://hooks.example.com/in/{}", key(PLAIN))).await.unwrap();
    assert_eq!(kit.engine.integration(desk).await.unwrap().input.base_url, input.base_url);
}

async fn health(kit: &Kit, integration: uuid::Uuid) -> Health {
    kit.engine.integration(integration).await.unwrap().health
}

#[tokio::test]
async fn another_key_makes_the_integration_untested() {
    let kit = Kit::new().await;
    let integration = kit.with_key("Northlight", &key(PLAIN)).await;
    kit.provider.on("/custom", Script::always(Answer::echo(Echo::Json)));
    assert_eq!(kit.test(integration).await.verdict.kind, VerdictKind::Accepted);
    kit.take(integration, "api_key", &key(PLAIN)).await.unwrap();
    assert_eq!(health(&kit, integration).await, Health::Untested);
}

#[tokio::test]
async fn two_processes_never_take_in_for_one_credential_at_once() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let shop = kit.woo(client, "Shop").await;
    let other = kit.another_engine().await;
    let here =
        kit.engine.offer_from_intake(shop, "consumer_key", KeySource::Stdin, intake(&key(CK))).await.unwrap();
    let there =
        other.offer_from_intake(shop, "consumer_secret", KeySource::Stdin, intake(&key(CS))).await.unwrap();
    let (a, b) = tokio::join!(kit.engine.take_in(here), other.take_in(there));
    let codes = [code(a.map(|_| ())), code(b.map(|_| ()))];
    let done = codes.iter().filter(|code| *code == "done").count();
    let held =
        kit.engine.integration(shop).await.unwrap().keys.iter().filter(|part| part.held.is_some()).count();
    assert_eq!(held, done, "what was said to be done is held: {codes:?}");
    assert!(done >= 1 && codes.iter().all(|code| code == "done" || code == "key_busy"), "{codes:?}");
}

#[tokio::test]
async fn a_file_is_open_for_one_part_by_its_handle_for_a_while() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let shop = kit.woo(client, "Shop").await;
    let (user, secret) = (key(CK), key(CS));
    let path = kit.file(".env", format!("DEBUG=1\nWOO_USER={user}\nWOO_SECRET={secret}\nEMPTY=\n"));
    let file = kit.engine.open_key_file(shop, "consumer_secret", &path).await.unwrap();
    assert_eq!(file.file_name, ".env");
    let names: Vec<(&str, bool)> =
        file.entries.iter().map(|entry| (entry.name.as_str(), entry.fits)).collect();
    assert_eq!(names[0], ("WOO_SECRET", true));
    assert!(!names.iter().any(|(name, _)| *name == "EMPTY"), "{names:?}");
    let shown = serde_json::to_string(&file).unwrap();
    assert!(!shown.contains(&secret[4..]) && !shown.contains(&user[4..]));
    let wrong = kit.engine.offer_from_file(shop, "consumer_key", file.handle, "WOO_USER").await;
    assert_eq!(code(wrong), "handle_unknown", "it was opened for another part");
    let missing = kit.engine.offer_from_file(shop, "consumer_secret", file.handle, "NOT_THERE").await;
    assert_eq!(code(missing), "file_name_missing");
    let offer = kit.engine.offer_from_file(shop, "consumer_secret", file.handle, "WOO_SECRET").await.unwrap();
    kit.engine.take_in(offer).await.unwrap();
    let spent = kit.engine.offer_from_file(shop, "consumer_secret", file.handle, "WOO_SECRET").await;
    assert_eq!(code(spent), "handle_unknown", "used once");
    let file = kit.engine.open_key_file(shop, "consumer_key", &path).await.unwrap();
    kit.clock.advance(chrono::Duration::minutes(11));
    let late = kit.engine.offer_from_file(shop, "consumer_key", file.handle, "WOO_USER").await;
    assert_eq!(code(late), "handle_unknown", "closed after ten minutes");
    let direct = kit.engine.offer_from_path(shop, "consumer_key", &path, "WOO_USER").await.unwrap();
    assert_eq!(direct.view().mask.prefix, "ck_");
}

#[tokio::test]
async fn last_used_follows_what_left_the_machine() {
    let mut kit = Kit::new().await;
    let integration = kit.with_key("Northlight", &key(PLAIN)).await;
    let used = async |kit: &Kit| {
        let view = kit.engine.integration(integration).await.unwrap();
        view.keys[0].held.clone().unwrap().last_used_at
    };
    kit.provider.stop().await;
    kit.test(integration).await;
    assert_eq!(used(&kit).await, None, "nothing left");
    kit.provider.restart().await.unwrap();
    kit.provider.on("/custom", Script::always(Answer::empty(401)));
    kit.test(integration).await;
    assert!(used(&kit).await.is_some());
    assert_eq!(
        kit.engine.test(uuid::Uuid::nil(), Cancel::new()).await.unwrap_err().code(),
        Code::IntegrationUnknown
    );
}

#[tokio::test]
async fn nothing_is_taken_in_for_what_is_archived() {
    let kit = Kit::new().await;
    let integration = kit.with_key("Northlight", &key(PLAIN)).await;
    let waiting = kit
        .engine
        .offer_from_intake(integration, "api_key", KeySource::Stdin, intake(&key(PLAIN)))
        .await
        .unwrap();
    kit.engine.archive_integration(integration, true).await.unwrap();
    assert_eq!(code(kit.take(integration, "api_key", &key(PLAIN)).await.map(|_| ())), "archived");
    assert_eq!(
        code(kit.engine.take_in(waiting).await.map(|_| ())),
        "archived",
        "nor what was offered before"
    );
}
