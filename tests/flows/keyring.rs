//! The keyring when it is locked, slow or not there: its own state, everything else works, nothing is lost.

use std::time::{Duration, Instant};

use engine::view::KeyringState;
use keyrack_tests::needle::Needle;
use keyrack_tests::session::Session;

use crate::rack::{Rack, SHOP, flow, judged, provider, refused};

const TAKE: [&str; 7] = ["key", "add", "Nordlys/Shop", "token", "--from", "stdin", "--yes"];

#[test]
fn a_ready_keyring_is_proven_by_a_round_trip() {
    flow("keyring::a_ready_keyring_is_proven_by_a_round_trip", || async {
        let rack = Rack::new().await;
        let keyring = rack.engine.check_keyring().await;
        assert_eq!(keyring.state, KeyringState::Ready, "{keyring:?}");
        assert!(keyring.backend.contains("Secret Service"), "{keyring:?}");
    });
}

/// Drives the terminal, since the keyring is locked from outside the process that uses it.
#[test]
fn a_locked_keyring_is_its_own_state_and_nothing_is_lost() {
    let session = Session::without_window();
    let key = Needle::letters("key", "");
    assert_eq!(session.keyrack(&["client", "add", "Nordlys"]).code, 0);
    let added = session.keyrack(&SHOP);
    assert_eq!(added.code, 0, "{added:?}");
    let taken = session.keyrack_given(&TAKE, key.key().as_bytes());
    assert_eq!(taken.code, 0, "{taken:?}");
    let items = session.keyring_items();

    session.lock_keyring();
    let tested = session.keyrack(&["--json", "test", "Nordlys/Shop"]);
    assert_eq!(tested.code, 3, "{tested:?}");
    assert!(tested.out.contains("keyring_locked"), "{tested:?}");
    let other = Needle::letters("other", "");
    let taken = session.keyrack_given(&TAKE, other.key().as_bytes());
    assert_eq!(taken.code, 3, "{taken:?}");
    assert!(taken.err.contains("locked"), "{taken:?}");
    let added = session.keyrack(&["client", "add", "Another"]);
    assert_eq!(added.code, 0, "the rest keeps working: {added:?}");
    assert_eq!(session.keyring_items(), items, "nothing was put there or taken away");
    let listed = session.keyrack(&["--json", "key", "list"]);
    assert!(
        listed.code == 0 && listed.out.contains("fingerprint"),
        "what is held is still known: {listed:?}"
    );

    session.unlock_keyring();
    let tested = session.keyrack(&["--json", "test", "Nordlys/Shop"]);
    assert_eq!(tested.code, 1, "the key is there again; nobody listens on that port: {tested:?}");
    assert!(tested.out.contains("\"connect\""), "{tested:?}");
    for needle in [&key, &other] {
        let searched =
            keyrack_tests::files::search(&session.data_dir(), &keyrack_tests::needle::Search::of([needle]));
        assert!(searched.expect("readable").hits.is_empty());
    }
}

#[test]
fn without_a_keyring_everything_but_keys_works_and_no_key_goes_elsewhere() {
    let session = Session::bare();
    assert_eq!(session.keyrack(&["client", "add", "Nordlys"]).code, 0);
    let added = session.keyrack(&SHOP);
    assert_eq!(added.code, 0, "{added:?}");
    let key = Needle::letters("key", "");
    let taken = session.keyrack_given(&TAKE, key.key().as_bytes());
    assert_eq!(taken.code, 3, "{taken:?}");
    assert!(taken.err.contains("keyring"), "{taken:?}");
    let doctor = session.keyrack(&["--json", "doctor"]);
    assert_eq!(doctor.code, 3, "{doctor:?}");
    let home = session.path("");
    let searched =
        keyrack_tests::files::search(&home, &keyrack_tests::needle::Search::of([&key])).expect("readable");
    assert!(searched.hits.is_empty() && !searched.files.is_empty(), "{:?}", searched.hits);
}

/// A client, an integration and its key.
fn stocked(key: &Needle) -> Session {
    let session = Session::without_window();
    assert_eq!(session.keyrack(&["client", "add", "Nordlys"]).code, 0);
    let added = session.keyrack(&SHOP);
    assert_eq!(added.code, 0, "{added:?}");
    let taken = session.keyrack_given(&TAKE, key.key().as_bytes());
    assert_eq!(taken.code, 0, "{taken:?}");
    session
}

#[test]
fn a_keyring_that_does_not_answer_holds_nobody_up() {
    let key = Needle::letters("key", "");
    let session = stocked(&key);
    session.freeze_keyring();
    let began = Instant::now();
    let tested = session.keyrack(&["--json", "test", "Nordlys/Shop"]);
    assert!(tested.code == 3 && tested.out.contains("keyring_slow"), "{tested:?}");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    assert_eq!(session.keyrack(&["client", "add", "Another"]).code, 0, "the rest keeps working");
    session.wake_keyring();
    let tested = session.keyrack(&["--json", "test", "Nordlys/Shop"]);
    assert!(
        tested.out.contains("\"connect\""),
        "the key is there again; nobody listens on that port: {tested:?}"
    );
}

#[test]
fn a_key_that_vanished_is_missing_and_one_behind_a_lock_is_not() {
    let key = Needle::letters("key", "");
    let session = stocked(&key);
    session.lock_keyring();
    let doctor = session.keyrack(&["--json", "doctor"]);
    assert_eq!(
        doctor.json()["missing_keys"],
        serde_json::json!([]),
        "not found is no proof while it is locked"
    );
    session.unlock_keyring();
    session.empty_keyring();
    let tested = session.keyrack(&["--json", "test", "Nordlys/Shop"]);
    assert!(tested.code == 3 && tested.out.contains("key_missing"), "{tested:?}");
    let doctor = session.keyrack(&["--json", "doctor"]);
    let missing = doctor.json()["missing_keys"].as_array().map_or(0, Vec::len);
    assert_eq!(missing, 1, "{doctor:?}");
    let taken = session.keyrack_given(&TAKE, key.key().as_bytes());
    assert_eq!(taken.code, 0, "it can be taken in again: {taken:?}");
}

#[test]
fn a_fresh_process_finds_what_is_held_and_forgets_it_on_purpose() {
    flow("keyring::a_fresh_process_finds_what_is_held_and_forgets_it_on_purpose", || async {
        let rack = Rack::new().await;
        let needle = Needle::letters("key", "");
        let provider = provider(&needle).await;
        let id = rack.bearer("Shop", &provider).await;
        rack.take(id, "token", needle.key().as_bytes()).await.expect("taken in");
        // Another engine on the same directory has nothing warm: it asks the keyring.
        let fresh = crate::rack::open(rack.directory.path()).await.expect("opens");
        judged(&fresh.test(id, engine::Cancel::new()).await.expect("a send"), "accepted");
        fresh.forget_key(id).await.expect("forgotten");
        let view = fresh.integration(id).await.expect("the integration");
        assert!(view.keys.iter().all(|part| part.held.is_none()));
        refused(fresh.copy_key(id, "token").await.map_err(|error| error.refusal()), "key_not_held");
    });
}
