//! What an errand must know beside its own key: what another process changed, what it replaced, and who wrote the request.

mod kit;

use kit::{Desk, header_placement, leak, made_up, query_placement};
use loopback::{Answer, Script};
use uuid::Uuid;
use vault::{Backend, Body, Errand, ErrandRefusal, Failure, Method, Vault};

/// A password: short enough to be guessed.
fn password() -> String {
    made_up()[..10].to_owned()
}

#[tokio::test]
async fn a_warm_key_that_another_process_bound_anew_is_read_again() {
    let desk = Desk::new(header_placement()).await;
    assert_eq!(desk.send("/").await.outcome.unwrap().status, 200);
    let other = Vault::new(Backend::Memory(desk.keyring.clone()), desk.workspace);
    let binding = desk.binding(query_placement());
    other.rebind(desk.version, &binding).await.unwrap();
    let mut errand = desk.errand("/");
    errand.expects = Some(binding);
    assert_eq!(desk.vault.send(errand).await.outcome.unwrap().status, 200);
    let seen = desk.provider.seen();
    assert!(seen[0].headers.iter().any(|(name, _)| name == "x-api-key"));
    assert!(!seen[1].headers.iter().any(|(name, _)| name == "x-api-key"), "as it was bound a minute ago");
    assert!(seen[1].target.contains(&desk.key));
}

#[tokio::test]
async fn what_is_known_to_be_outdated_is_not_used_while_the_keyring_is_away() {
    let desk = Desk::new(header_placement()).await;
    assert_eq!(desk.send("/").await.outcome.unwrap().status, 200);
    desk.keyring.set_state(vault::MemoryState::Locked);
    let mut errand = desk.errand("/");
    errand.expects = Some(desk.binding(query_placement()));
    let locked = Failure::Keyring(vault::KeyringTrouble::Locked);
    assert_eq!(desk.vault.send(errand).await.outcome, Err(locked.clone()));
    assert_eq!(desk.send("/").await.outcome, Err(locked), "nor by the next send");
    assert_eq!(desk.provider.count(), 1);
}

#[tokio::test]
async fn the_key_that_was_replaced_is_masked_as_well() {
    let desk = Desk::new(header_placement()).await;
    let (before, old) = (Uuid::now_v7(), made_up());
    desk.keep_as(before, &old, desk.binding(header_placement())).await;
    desk.provider
        .on("/", Script::always(Answer::text(200, "text/plain", &format!("was {old}, is {}", desk.key))));
    let fresh = Vault::new(Backend::Memory(desk.keyring.clone()), desk.workspace);
    let errand = Errand { replaced: vec![before, Uuid::now_v7()], ..desk.errand("/") };
    let reply = fresh.send(errand).await;
    desk.assert_masked(&reply);
    assert!(leak(&format!("{reply:?}"), &old).is_none(), "{reply:?}");
    let labels: Vec<_> =
        reply.exchange.response.unwrap().body.spans.into_iter().map(|span| span.label).collect();
    assert_eq!(labels, ["acme api_key (replaced)", "acme api_key"]);
}

#[tokio::test]
async fn a_guess_in_the_request_is_not_answered_by_a_label() {
    let desk = Desk::new(header_placement()).await;
    let word = password();
    desk.keep(&word, desk.binding(header_placement())).await;
    let percent: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut with_header = desk.errand("/");
    with_header.headers = vec![("x-shop".into(), word.clone())];
    let guesses = [format!("/{word}"), format!("/?a={word}&b=c"), format!("/?a={percent}")];
    for errand in guesses.iter().map(|path| desk.errand(path)).chain([with_header]) {
        // Of its own version each: a hit takes the hour.
        let version = Uuid::now_v7();
        desk.keep_as(version, &word, desk.binding(header_placement())).await;
        let errand = Errand { version, ..errand };
        let reply = desk.vault.send(errand).await;
        assert_eq!(reply.outcome, Err(Failure::Refused(ErrandRefusal::HoldsKey)));
        assert!(reply.exchange.request.start.text.is_empty());
    }
    assert_eq!(desk.provider.count(), 0);
    assert_eq!(desk.send("/?a=wrong-guess").await.outcome.unwrap().status, 200);
    // What names an account is no secret, and stands in many a path.
    let named = Errand { names: vec!["api_key".into()], ..desk.errand(&format!("/{word}")) };
    assert_eq!(desk.vault.send(named).await.outcome.unwrap().status, 200);
}

#[tokio::test]
async fn a_guess_in_a_body_is_not_sent_whatever_form_it_has() {
    use base64::Engine as _;
    let desk = Desk::new(header_placement()).await;
    let word = password();
    let percent: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let escaped: String = word.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    let entities: String = word.bytes().map(|byte| format!("&#x{byte:x};")).collect();
    let encoded = base64::engine::general_purpose::STANDARD.encode(&word);
    for (media_type, text) in [
        ("application/json", format!("{{\"a\":[\"{word}\"]}}")),
        ("application/json", format!("{{\"a\":\"{escaped}\"}}")),
        ("application/json", format!("{{\"{word}\":1}}")),
        ("application/json", format!("{{\"a\":\"{encoded}\"}}")),
        ("application/x-www-form-urlencoded", format!("a={percent}&b=c")),
        ("application/xml", format!("<a b=\"{entities}\"/>")),
        ("text/plain", format!("not {word}, or is it")),
    ] {
        let version = Uuid::now_v7();
        desk.keep_as(version, &word, desk.binding(header_placement())).await;
        let body = Some(Body { media_type: media_type.into(), bytes: text.into(), written: String::new() });
        let errand = Errand { version, method: Method::Post, body, ..desk.errand("/orders") };
        let reply = desk.vault.send(errand).await;
        assert_eq!(reply.outcome, Err(Failure::Refused(ErrandRefusal::HoldsKey)), "{media_type}");
        assert!(reply.exchange.request.body.text.is_empty());
    }
    assert_eq!(desk.provider.count(), 0);
}

#[tokio::test]
async fn requests_that_were_not_seen_before_are_few_in_an_hour_however_long_the_key() {
    let desk = Desk::new(header_placement()).await;
    let many = |n: usize| format!("/?n={n}{}", "x".repeat(1_900));
    for n in [0, 1, 1, 1] {
        assert_eq!(desk.send(&many(n)).await.outcome.unwrap().status, 200);
    }
    let spent = desk.send(&many(2)).await.outcome;
    assert_eq!(spent, Err(Failure::Refused(ErrandRefusal::TooManyGuesses)));
    let before = desk.provider.count();
    assert_eq!(desk.send(&many(1)).await.outcome.unwrap().status, 200, "the same again tells nothing new");
    assert_eq!(desk.provider.count(), before + 1);
}

#[tokio::test]
async fn a_piece_of_a_long_key_that_was_guessed_ends_the_guessing() {
    let desk = Desk::new(header_placement()).await;
    assert_eq!(desk.send("/orders").await.outcome.unwrap().status, 200);
    // What its mask shows, and six characters more.
    let piece = desk.send(&format!("/{}", &desk.key[desk.key.len() - 10..])).await.outcome;
    assert_eq!(piece, Err(Failure::Refused(ErrandRefusal::HoldsKey)));
    let next = desk.send(&format!("/{}", &desk.key[desk.key.len() - 11..])).await.outcome;
    assert_eq!(next, Err(Failure::Refused(ErrandRefusal::TooManyGuesses)));
    assert_eq!(desk.send("/orders").await.outcome.unwrap().status, 200, "what it is used for goes on");
}
