//! Help, mistakes, and what is printed where.

use std::process::Stdio;

use crate::room::{Room, fields, made_key};

#[test]
fn help_and_completions_need_no_data() {
    let room = Room::without_keyring();
    assert!(room.run(&["--help"]).good().contains("Exit codes:"));
    assert!(room.run(&["--version"]).good().starts_with("keyrack "));
    for shell in ["bash", "zsh", "fish"] {
        assert!(room.run(&["completions", shell]).good().contains("integration"));
    }
    assert!(!room.path("rack").exists(), "asking for help makes no data directory");
    room.run(&[]).fails(2);
}

#[test]
fn a_key_as_an_argument_is_refused_and_not_repeated() {
    let room = Room::without_keyring();
    room.add_shop();
    let key = made_key("ck_");
    for args in [
        vec!["key", "add", "Acme/Shop", &key],
        vec!["key", "add", "Acme/Shop", "consumer_key", &key],
        vec!["key", "add", "Acme/Shop", "consumer_key", "--from", &key],
        vec!["key", "add", "Acme/Shop", "consumer_key", "--key", &key],
        vec!["key", "copy", "Acme/Shop", &key, "--yes"],
        vec![key.as_str()],
    ] {
        let ran = room.run(&args);
        assert!(!ran.out.contains(&key[8..]) && !ran.err.contains(&key[8..]), "{args:?}");
        ran.fails(2);
    }
    let said = room.run(&["key", "add", "Acme/Shop", &key]).fails(2);
    assert!(said.contains("never an argument") && said.contains("--from"), "{said}");
}

#[test]
fn mistakes_go_to_standard_error_as_json_when_asked() {
    let room = Room::without_keyring();
    let ran = room.run(&["client", "show", "Nobody", "--json"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let error: serde_json::Value = serde_json::from_str(&ran.err).expect("JSON");
    assert_eq!(error["error"]["code"], "client_unknown");
    assert!(error["error"]["next"].as_str().is_some_and(|next| !next.is_empty()));
}

#[test]
fn output_for_a_pipe_has_no_colour_and_a_reader_may_leave() {
    let room = Room::without_keyring();
    let listed = room.run(&["provider", "list"]).good();
    assert!(!listed.contains('\u{1b}') && listed.contains("woocommerce"), "{listed}");
    let mut child = room
        .program(&["provider", "list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("keyrack");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("an end");
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
}

#[test]
fn a_provider_is_explained() {
    let room = Room::without_keyring();
    let shown = room.run(&["provider", "show", "woocommerce"]).good();
    assert!(shown.contains("consumer_secret") && shown.contains("store_domain"), "{shown}");
    assert!(shown.contains("The provider's own page") && shown.contains("Store domain"), "{shown}");
    let mailchimp = room.run(&["provider", "show", "mailchimp"]).good();
    for said in ["not the provider's own", "dc", "Data centre", "us21", "after the dash"] {
        assert!(mailchimp.contains(said), "{said}: {mailchimp}");
    }
    let json = room.run(&["provider", "show", "mailchimp", "--json"]).json();
    assert_eq!(fields(&json["variables"][0]), ["example", "help", "label", "name", "unverified"]);
    assert!(room.run(&["provider", "list", "woo"]).good().lines().count() >= 2);
    room.run(&["provider", "show", "nope"]).fails(2);
}
