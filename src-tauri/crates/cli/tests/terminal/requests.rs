//! What is sent in place of the test, and the same as code.

use loopback::{Answer, Check, Script, Vendor, equals};

use crate::room::{Room, made_key, nowhere};
use crate::sends::provider;

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_order_is_shown_first_and_sent_on_a_word() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let key = made_key("sk_");
    let api = provider(&room, "Api", &key).await;
    let body = r#"{"id":"made-1"}"#;
    api.on(
        "/",
        Script::new(
            Check::header("x-api-key", "", equals(&key)),
            Answer::text(201, "application/json", body),
            Vendor::Other.refused(),
        ),
    );
    let order = ["test", "Acme/Api", "--payload", "order-created"];
    let dry = room.run(&[&order[..], &["--dry-run"]].concat());
    assert_eq!(dry.code, 0, "{dry:?}");
    assert!(
        dry.out.contains("made from seed 1")
            && dry.out.contains("TEST-")
            && dry.out.contains("Does not leave"),
        "{dry:?}"
    );
    assert_eq!(api.count(), 0, "a dry run sends nothing");
    let same = room.run(&[&order[..], &["--dry-run"]].concat());
    let other = room.run(&[&order[..], &["--dry-run", "--seed", "2"]].concat());
    assert_eq!(dry.out, same.out, "the same seed makes the same bytes");
    assert_ne!(dry.out, other.out);

    // With neither terminal nor word nothing leaves.
    assert!(room.run(&order).fails(2).contains("--yes"));
    assert_eq!(api.count(), 0);
    let sent = room.run(&[&order[..], &["--yes"]].concat());
    assert_eq!(sent.code, 0, "{sent:?}");
    assert!(sent.out.contains("Seed 1, ") && sent.out.contains("201"), "{sent:?}");
    assert!(api.arrived(&key) && api.count() == 1, "once, with the key");
    let json = room.run(&[&order[..], &["--yes", "--json"]].concat());
    assert_eq!((&json.json()["order"]["seed"], &json.json()["status"]), (&1.into(), &201.into()));

    api.on("/", Script::always(Vendor::Other.refused()));
    let refused = room.run(&[&order[..], &["--yes"]].concat());
    assert_eq!(refused.code, 1, "{refused:?}");
    // What cannot be sent is not approved by a dry run either.
    let refund = ["test", "Acme/Api", "--payload", "refund", "--dry-run"];
    let path = ["--path", "/orders/{order_id}/refunds"];
    let open = room.run(&[&refund[..], &path].concat());
    assert!(open.code == 1 && open.out.contains("{order_id}"), "{open:?}");
    let said = room.run(&[&refund[..], &["--path", "/orders/17/refunds"]].concat()).good();
    assert!(said.contains("/orders/17/refunds"), "{said}");
    let unknown = room.run(&["test", "Acme/Api", "--payload", "gift", "--dry-run"]).fails(2);
    assert!(unknown.contains("order-created") && unknown.contains("saved"), "{unknown}");
    room.run(&["test", "--all", "--payload", "refund"]).fails(2);
    nowhere(&room, &[&dry, &sent, &json, &refused], &key, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snippet_in_every_language_names_the_key_and_does_not_hold_it() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let key = made_key("sk_");
    let api = provider(&room, "Api", &key).await;
    let mut runs = Vec::new();
    for (language, told) in [
        ("curl", "curl "),
        ("php", "wp_remote_"),
        ("php-curl", "curl_init"),
        ("node", "fetch("),
        ("python", "import "),
    ] {
        for constant in [&[][..], &["--constant"]] {
            let ran = room.run(&[&["snippet", "Acme/Api", language], constant].concat());
            assert_eq!(ran.code, 0, "{language}: {ran:?}");
            assert!(ran.out.contains(told) && ran.out.contains("/me"), "{language}: {}", ran.out);
            assert!(ran.out.to_lowercase().contains("x-api-key"), "{language}: {}", ran.out);
            runs.push(ran);
        }
        let json = room.run(&["snippet", "Acme/Api", language, "--json"]);
        assert!(json.json()["text"].as_str().is_some_and(|text| text.contains(told)), "{json:?}");
        runs.push(json);
    }
    assert_eq!(api.count(), 0, "code is written without a request");
    assert!(room.run(&["snippet", "Acme/Api", "cobol"]).fails(2).contains("php-curl"));
    room.run(&["snippet", "Acme/Nothing", "curl"]).fails(2);
    nowhere(&room, &runs.iter().collect::<Vec<_>>(), &key, None);
}
