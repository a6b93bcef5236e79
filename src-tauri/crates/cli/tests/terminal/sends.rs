//! Sends against a provider on this machine that speaks real TLS.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use loopback::{Answer, Authority, Check, Echo, Loopback, Script, Setup, Vendor, equals};

use crate::room::{Room, fields, made_key, nowhere};

/// A provider that accepts one key, and the integration `Acme/NAME` that trusts its authority and holds the key.
pub(crate) async fn provider(room: &Room, name: &str, key: &str) -> Loopback {
    let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
    let provider =
        Loopback::start(authority, Setup { record: true, ..Setup::default() }).await.expect("a provider");
    let check = Check::header("x-api-key", "", equals(key));
    provider.on("/", Script::new(check, Vendor::Other.accepted(), Vendor::Other.refused()));
    let ca = room.file(&format!("{name}.pem"), provider.ca_pem());
    let origin = provider.origin();
    let add = ["integration", "add", "Acme", name, "--provider", "custom", "--base-url", &origin];
    room.run(&[&add[..], &["--auth", "header:X-API-Key", "--probe", "GET /me", "--ca", &ca]].concat()).good();
    let address = format!("Acme/{name}");
    room.piped(&["key", "add", &address, "--from", "stdin", "--yes"], key).good();
    provider
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_follows_the_provider() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let key = made_key("sk_");
    let mut api = provider(&room, "Api", &key).await;

    let accepted = room.run(&["test", "Acme/Api"]);
    assert_eq!(accepted.code, 0, "{accepted:?}");
    assert!(accepted.out.starts_with("Acme/Api") && accepted.out.contains("200"), "{accepted:?}");
    assert!(api.arrived(&key), "the key was sent");
    let json = room.run(&["test", "Acme/Api", "--json"]);
    assert_eq!(json.json()["verdict"]["kind"], "accepted");
    assert_eq!(
        fields(&json.json()),
        [
            "actor",
            "at",
            "client",
            "client_name",
            "conditions",
            "date_skew_s",
            "http_version",
            "id",
            "integration",
            "integration_name",
            "masked",
            "order",
            "proxied",
            "redirect",
            "remote",
            "request",
            "response",
            "retry_at",
            "status",
            "timings",
            "tls",
            "token",
            "verdict"
        ]
    );

    api.on("/", Script::always(Vendor::Other.refused()));
    let refused = room.run(&["test", "Acme/Api"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.out.contains("401") && refused.out.contains("Next: "), "{refused:?}");

    api.on("/", Script::always(Answer::echo(Echo::Json)));
    let echoed = room.run(&["test", "Acme/Api", "--exchange"]);
    api.stop().await;
    let unreachable = room.run(&["test", "Acme/Api", "--json"]);
    assert_eq!(unreachable.code, 1, "{unreachable:?}");
    assert_eq!(unreachable.json()["verdict"]["kind"], "unreachable");

    let log = room.run(&["log", "--full", "--json"]);
    let table = room.run(&["log", "--sends", "--verdict", "refused"]);
    assert_eq!(table.out.lines().count(), 2, "{table:?}");
    nowhere(&room, &[&accepted, &json, &refused, &echoed, &unreachable, &log, &table], &key, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_that_does_not_hold_says_what_it_saw() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let key = made_key("sk_");
    let _api = provider(&room, "Api", &key).await;
    let edit = ["integration", "edit", "Acme/Api", "--condition", "[STATUS] == 299"];
    room.run(&[&edit[..], &["--condition", "[STATUS] < 300"]].concat()).good();
    assert!(room.run(&["integration", "show", "Acme/Api"]).good().contains("[STATUS] == 299"));
    let failed = room.run(&["test", "Acme/Api"]);
    assert!(failed.out.contains("[STATUS] == 299: does not hold (200)"), "{failed:?}");
    assert!(!failed.out.contains("[STATUS] < 300"), "what holds needs no line: {failed:?}");
    assert_eq!(failed.code, 1);
    let whole = room.run(&["test", "Acme/Api", "--exchange"]).out;
    assert!(whole.matches("[STATUS] == 299: does not hold").count() == 1, "told once: {whole}");
    assert!(whole.contains("[STATUS] < 300: holds"), "{whole}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_the_terminal_is_the_strict_view_unless_asked_otherwise() {
    const BODY: &str = r#"{"code":"ok","author":"anna","plan":"Musterstadt"}"#;
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let key = made_key("sk_");
    let api = provider(&room, "Api", &key).await;
    api.on("/", Script::always(Answer::text(200, "application/json", BODY)));
    let body = |json: &serde_json::Value| json["response"]["body"]["text"].as_str().map(str::to_owned);
    let strict = room.run(&["test", "Acme/Api", "--json"]);
    let shown = body(&strict.json()).expect("a body");
    assert!(shown.starts_with(r#"{"code":"ok","author":"[text #"#) && !shown.contains("anna"), "{shown}");
    assert_eq!(strict.json()["response"]["strict"], true);
    let stored = room.run(&["test", "Acme/Api", "--json", "--as-stored"]).json();
    assert_eq!((body(&stored).as_deref(), &stored["response"]["strict"]), (Some(BODY), &false.into()));

    let id = strict.json()["id"].as_str().expect("an id").to_owned();
    for strict in
        [&["log", "--full", "--json"][..], &["log", "--id", &id, "--json"], &["test", "Acme", "--json"]]
    {
        let ran = room.run(strict);
        assert!(ran.out.contains("[text #") && !ran.out.contains("Musterstadt"), "{strict:?} {ran:?}");
        let ran = room.run(&[strict, &["--as-stored"]].concat());
        assert!(ran.out.contains("Musterstadt"), "{strict:?} {ran:?}");
    }
    let again = || room.run(&["log", "--id", &id, "--json"]).out;
    assert_ne!(again(), again(), "tags of one document lead to no other");
    // Into a pipe, and on a terminal.
    let piped = room.run(&["log", "--id", &id]);
    assert!(piped.out.contains("Strict view") && !piped.out.contains("anna"), "{piped:?}");
    let seen = room.typed(&["log", "--id", &id], &[]);
    assert!(seen.out.contains("anna") && !seen.out.contains("Strict view"), "{seen:?}");

    room.run(&["settings", "set", "strict-bodies", "on"]).good();
    let kept = room.run(&["test", "Acme/Api", "--json", "--as-stored"]);
    let shown = body(&kept.json()).expect("a body");
    assert!(shown.starts_with(r#"{"code":"ok","author":"[text #"#) && !shown.contains("anna"), "{shown}");
    assert!(room.run(&["log", "--id", &id, "--as-stored"]).out.contains("anna"), "what was stored stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_tested_at_once() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let (one, two) = (made_key("sk_"), made_key("sk_"));
    let _good = provider(&room, "Good", &one).await;
    let bad = provider(&room, "Bad", &two).await;
    assert_eq!(room.run(&["test", "--all"]).code, 0);
    bad.on("/", Script::always(Vendor::Other.refused()));
    let ran = room.run(&["test", "Acme"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("Acme/Good") && ran.out.contains("Acme/Bad"), "{ran:?}");
    assert!(ran.out.contains("2 tested: 1 accepted, 0 degraded, 1 refused"), "{ran:?}");
    let json = room.run(&["test", "--all", "--json"]).json();
    assert_eq!(fields(&json), ["batch", "not_sent", "sends"]);
    assert_eq!(json["sends"].as_array().map(Vec::len), Some(2));
    room.run(&["test"]).fails(2);
    room.run(&["test", "Nobody"]).fails(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_counted_apart_and_says_what_to_do() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let _good = provider(&room, "Good", &made_key("sk_")).await;
    let later = ["integration", "add", "Acme", "Later", "--provider", "zapier_catch_hook"];
    room.run(&later).good();
    let ran = room.run(&["test", "--all"]);
    assert_eq!(ran.code, 0, "what is built later is no failure: {ran:?}");
    assert!(ran.out.contains("1 tested: 1 accepted") && ran.out.ends_with("; 1 not sent\n"), "{ran:?}");
    assert!(ran.out.contains("Acme/Later  Not sent\n") && ran.out.contains("Next: "), "{ran:?}");

    let bare = ["integration", "add", "Acme", "Bare", "--provider", "woocommerce"];
    room.run(&[&bare[..], &["--var", "store_domain=shop.example"]].concat()).good();
    let ran = room.run(&["test", "Acme"]);
    assert_eq!(ran.code, 1, "a key that is missing is one: {ran:?}");
    assert!(ran.out.contains("Next: Add it") && ran.out.contains("1 tested"), "{ran:?}");
    let json = room.run(&["test", "--all", "--json"]).json();
    assert_eq!(fields(&json["not_sent"][0]), ["integration", "next", "reason", "what"]);
    // In the order in which they ended.
    let mut reasons: Vec<_> =
        json["not_sent"].as_array().expect("a list").iter().map(|one| &one["reason"]).collect();
    reasons.sort_unstable_by_key(|reason| reason.as_str());
    assert_eq!(reasons, ["key_not_held", "scheme_later"]);
    // One by itself is said on standard error, in the same words.
    assert!(room.run(&["test", "Acme/Bare"]).fails(1).contains("Add it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_drops_the_connection_and_is_written_down() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let api = provider(&room, "Slow", &made_key("sk_")).await;
    api.on("/", Script::always(Vendor::Other.accepted()).after(Duration::from_secs(25)));
    let began = Instant::now();
    let child =
        room.program(&["test", "Acme/Slow", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("keyrack");
    while api.count() == 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "nothing was sent");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let interrupt = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().expect("sh").success());
    let ran: crate::room::Ran = child.wait_with_output().expect("an end").into();
    assert!(began.elapsed() < Duration::from_secs(20), "it waited for the answer: {ran:?}");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.json()["verdict"]["reason"], "stopped_under_way");
    assert!(room.run(&["log", "--verdict", "not-sent"]).good().contains("Slow"));
}

#[test]
fn a_verdict_is_coloured_on_a_terminal_alone() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let add =
        ["integration", "add", "Acme", "Api", "--provider", "custom", "--base-url", "https://localhost:1"];
    room.run(&[&add[..], &["--auth", "bearer", "--probe", "GET /me"]].concat()).good();
    room.piped(&["key", "add", "Acme/Api", "--from", "stdin", "--yes"], &made_key("sk_")).good();
    let test = format!("{} test Acme/Api", env!("CARGO_BIN_EXE_keyrack"));
    assert!(room.typed_line(&test, &[]).out.contains('\u{1b}'));
    for plain in [format!("NO_COLOR=1 {test}"), format!("TERM=dumb {test}"), format!("{test} | cat")] {
        let ran = room.typed_line(&plain, &[]);
        assert!(ran.out.contains("Unreachable") && !ran.out.contains('\u{1b}'), "{ran:?}");
    }
}
