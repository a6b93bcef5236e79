//! Clients and integrations: no keyring is needed for any of it.

use crate::room::{Room, fields};

#[test]
fn a_client_comes_changes_and_goes() {
    let room = Room::without_keyring();
    let shown =
        room.run(&["client", "add", "Acme GmbH", "--owner", "Ada", "--tag", "shop", "--tag", "vip"]).good();
    assert!(shown.contains("Acme GmbH") && shown.contains("shop, vip") && shown.contains("Ada"), "{shown}");
    let listed = room.run(&["client", "list"]).good();
    assert!(listed.starts_with("CLIENT") && listed.contains("Acme GmbH"), "{listed}");

    room.run(&["client", "edit", "Acme GmbH", "--name", "Acme AG", "--notes", "two\nlines"]).good();
    let view = room.run(&["--json", "client", "show", "Acme AG"]).json();
    assert_eq!(view["notes"], "two\nlines");
    assert_eq!(view["owner"], "Ada", "what is not given stays");
    assert_eq!(
        fields(&view),
        [
            "archived",
            "created_at",
            "id",
            "integrations",
            "keys_held",
            "name",
            "notes",
            "owner",
            "revision",
            "tags",
            "updated_at",
            "updated_by"
        ]
    );
    assert_eq!(
        room.run(&["client", "show", view["id"].as_str().expect("an id")]).code,
        0,
        "an id does as well"
    );

    room.run(&["client", "archive", "Acme AG"]).good();
    assert!(room.run(&["client", "list"]).good().contains("No clients"));
    assert!(room.run(&["client", "list", "--archived"]).good().contains("Acme AG"));
    room.run(&["client", "archive", "Acme AG", "--restore"]).good();
    assert!(room.run(&["client", "list"]).good().contains("Acme AG"));
}

#[test]
fn a_removal_wants_a_word_and_can_be_taken_back() {
    let room = Room::without_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let said = room.run(&["client", "remove", "Acme"]).fails(2);
    assert!(said.contains("--yes"), "{said}");
    assert!(room.run(&["client", "list"]).good().contains("Acme"), "nothing happened");

    let removal = room.run(&["client", "remove", "Acme", "--yes", "--json"]).json();
    assert_eq!(fields(&removal), ["integrations", "keys", "name", "undo", "undo_until"]);
    room.run(&["client", "show", "Acme"]).fails(2);
    room.run(&["undo", removal["undo"].as_str().expect("an id")]).good();
    room.run(&["client", "show", "Acme"]).good();
    room.run(&["undo", "nonsense"]).fails(2);
}

#[test]
fn on_a_terminal_a_no_is_a_no() {
    let room = Room::without_keyring();
    room.run(&["client", "add", "Acme"]).good();
    for answer in ["n\n", "\n", "yeah\n", "\u{4}"] {
        let ran = room.typed(&["client", "remove", "Acme"], &[("[y/N]", answer)]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.out.contains("Nothing was changed"), "{ran:?}");
    }
    room.run(&["client", "show", "Acme"]).good();
    let ran = room.typed(&["client", "remove", "Acme"], &[("[y/N]", "y\n")]);
    assert_eq!(ran.code, 0, "{ran:?}");
    room.run(&["client", "show", "Acme"]).fails(2);
}

#[test]
fn an_integration_comes_changes_and_goes() {
    let room = Room::without_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let add = ["integration", "add", "Acme", "Shop", "--provider", "woocommerce", "--env", "staging"];
    let shown = room.run(&[&add[..], &["--var", "store_domain=shop.example"]].concat()).good();
    assert!(shown.contains("https://shop.example/wp-json/wc/v3"), "{shown}");
    assert!(shown.contains("consumer_key") && shown.contains("missing"), "{shown}");

    let view = room.run(&["integration", "show", "Acme/Shop", "--json"]).json();
    assert_eq!(
        fields(&view),
        [
            "archived",
            "auth_words",
            "ca",
            "client",
            "client_name",
            "created_at",
            "default_conditions",
            "due",
            "health",
            "id",
            "input",
            "keys",
            "not_testable",
            "not_testable_words",
            "probe_class",
            "provider_name",
            "resolved_base",
            "resolved_probe",
            "revision",
            "sends",
            "updated_at",
            "updated_by"
        ]
    );
    assert_eq!(view["input"]["environment"], "staging");
    assert_eq!(view["not_testable"], "key_missing");

    room.run(&[
        "integration",
        "edit",
        "Acme/Shop",
        "--env",
        "production",
        "--var",
        "store_domain=new.example",
    ])
    .good();
    let view = room.run(&["integration", "show", "Acme/Shop", "--json"]).json();
    assert_eq!(view["resolved_base"], "https://new.example/wp-json/wc/v3");
    assert_eq!(view["input"]["environment"], "production");

    let listed = room.run(&["integration", "list"]).good();
    assert!(listed.contains("Shop") && listed.contains("untested"), "{listed}");
    room.run(&["integration", "archive", "Acme/Shop"]).good();
    assert!(room.run(&["integration", "list", "Acme"]).good().contains("No integrations"));
    room.run(&["integration", "archive", "Acme/Shop", "--restore"]).good();
    room.run(&["integration", "remove", "Acme/Shop"]).fails(2);
    room.run(&["integration", "remove", "Acme/Shop", "--yes"]).good();
    room.run(&["integration", "show", "Acme/Shop"]).fails(2);
}

#[test]
fn a_slash_in_a_name_is_no_obstacle() {
    let room = Room::without_keyring();
    room.run(&["client", "add", "A/B"]).good();
    let custom = |name| {
        ["integration", "add", "A/B", name, "--provider", "custom", "--base-url", "https://api.example"]
    };
    room.run(&[&custom("C/D")[..], &["--auth", "bearer", "--probe", "GET /me"]].concat()).good();
    let view = room.run(&["integration", "show", "A/B/C/D", "--json"]).json();
    assert_eq!(view["input"]["name"], "C/D");
    assert_eq!(view["input"]["auth"]["scheme"], "bearer");
    // The same address, cut in two ways.
    room.run(&["client", "add", "A"]).good();
    let other =
        ["integration", "add", "A", "B/C/D", "--provider", "custom", "--base-url", "https://other.example"];
    room.run(&[&other[..], &["--auth", "bearer", "--probe", "GET /me"]].concat()).good();
    let said = room.run(&["integration", "show", "A/B/C/D"]).fails(2);
    assert!(said.contains("id"), "{said}");
    let id = view["id"].as_str().expect("an id");
    assert_eq!(room.run(&["integration", "show", id, "--json"]).json()["client_name"], "A/B");
}

#[test]
fn the_log_has_every_deed() {
    let room = Room::without_keyring();
    room.run(&["client", "add", "Acme"]).good();
    room.run(&["client", "edit", "Acme", "--owner", "Ada"]).good();
    let page = room.run(&["log", "--json"]).json();
    assert_eq!(fields(&page), ["histogram", "offset", "rows", "total"]);
    let deeds: Vec<_> =
        page["rows"].as_array().expect("rows").iter().map(|row| row["deed"].clone()).collect();
    assert_eq!(deeds, ["client_edited", "client_added", "workspace_made"], "newest first");
    assert_eq!(page["rows"][0]["client_name"], "Acme");
    assert_eq!(
        fields(&page["rows"][0]),
        [
            "actor",
            "at",
            "client",
            "client_name",
            "deed",
            "id",
            "integration",
            "integration_name",
            "status",
            "total_ms",
            "unfinished",
            "verdict",
            "verdict_words",
            "words"
        ]
    );
    let shown = room.run(&["log", "--since", "1h", "--client", "Acme", "--limit", "1"]).good();
    assert!(shown.contains("1 of 2"), "{shown}");
    assert!(room.run(&["log", "--until", "1h"]).good().contains("Nothing"), "all of it is younger");
    let id = page["rows"][0]["id"].as_str().expect("an id");
    assert_eq!(fields(&room.run(&["log", "--id", id, "--json"]).json()), ["facts", "row", "send"]);
    room.run(&["log", "--since", "yesterday"]).fails(2);
}
