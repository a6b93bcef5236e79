//! Keys come in by pipe, prompt and file, and are never seen again.

use crate::room::{Ran, Room, fields, made_key, nowhere};

#[test]
fn a_key_from_a_pipe_is_kept_and_shown_only_by_its_mask() {
    let room = Room::with_keyring();
    room.add_shop();
    let (key, secret) = (made_key("ck_"), made_key("cs_"));
    let add = |part| ["key", "add", "Acme/Shop", part, "--from", "stdin", "--yes", "--json"];
    let first = room.piped(&add("consumer_key"), &format!("{key}\n"));
    let second = room.piped(&add("consumer_secret"), &secret);
    let taken = first.json();
    assert_eq!(fields(&taken), ["clipboard_cleared", "complete", "integration", "masked_in_log", "part"]);
    assert_eq!(taken["complete"], false);
    assert_eq!(
        taken["part"]["held"]["warnings"],
        serde_json::json!([]),
        "the end of a line is nothing to remark on"
    );
    assert_eq!(taken["part"]["held"]["mask"]["prefix"], "ck_");
    assert_eq!(taken["part"]["held"]["mask"]["tail"], key[key.len() - 4..]);
    assert_eq!(taken["part"]["held"]["source"], "stdin");
    assert_eq!(second.json()["complete"], true);

    let list = room.run(&["key", "list"]);
    assert!(list.out.contains("ck_••••••••") && list.out.contains("stdin"), "{list:?}");
    let json = room.run(&["key", "list", "Acme/Shop", "--json"]);
    let expected = ["client", "client_name", "due", "integration", "integration_name", "keys"];
    assert_eq!(fields(&json.json()[0]), expected);
    let shown = room.run(&["integration", "show", "Acme/Shop", "--json"]);
    let log = room.run(&["log", "--full", "--json"]);
    let runs: [&Ran; 6] = [&first, &second, &list, &json, &shown, &log];
    nowhere(&room, &runs, &key, None);
    nowhere(&room, &runs, &secret, None);
    assert_eq!(room.run(&["doctor"]).code, 0, "the rows and the keyring agree");
}

#[test]
fn a_key_without_a_word_is_not_kept() {
    let room = Room::with_keyring();
    room.add_shop();
    let key = made_key("ck_");
    let ran = room.piped(&["key", "add", "Acme/Shop", "consumer_key", "--from", "stdin"], &key);
    nowhere(&room, &[&ran], &key, None);
    assert!(ran.fails(2).contains("--yes"));
    let said = room.run(&["key", "add", "Acme/Shop", "consumer_key", "--yes"]).fails(2);
    assert!(said.contains("--from stdin"), "{said}");
    assert!(room.run(&["key", "list"]).good().contains("missing"));
}

#[test]
fn a_typed_key_is_hidden_confirmed_and_kept() {
    let room = Room::with_keyring();
    room.add_shop();
    let key = made_key("ck_");
    let add = ["key", "add", "Acme/Shop", "consumer_key"];
    let no = room.typed(&add, &[("hidden", &format!("{key}\n")), ("[y/N]", "n\n")]);
    assert_eq!(no.code, 1, "{no:?}");
    for named in ["Acme", "Shop", "consumer_key", "https://s.example", "ck_••••••••"] {
        assert!(no.out.contains(named), "the question names {named}: {no:?}");
    }
    assert!(room.run(&["key", "list"]).good().contains("missing"), "no is no");
    let yes = room.typed(&add, &[("hidden", &format!("{key}\n")), ("[y/N]", "y\n")]);
    assert_eq!(yes.code, 0, "{yes:?}");
    assert!(yes.out.contains("Kept"), "{yes:?}");
    nowhere(&room, &[&no, &yes], &key, None);
}

#[test]
fn breaking_the_prompt_off_leaves_the_terminal_as_it_was() {
    let room = Room::with_keyring();
    room.add_shop();
    let key = made_key("ck_");
    let program = env!("CARGO_BIN_EXE_keyrack");
    let line = format!("{program} key add Acme/Shop consumer_key; echo code $?; stty -a");
    let ran = room.typed_line(&line, &[("hidden", &format!("{}\u{3}", &key[..20]))]);
    assert!(ran.out.contains("Nothing was changed") && ran.out.contains("code 1"), "{ran:?}");
    let modes: Vec<&str> = ran.out.split_whitespace().collect();
    assert!(modes.contains(&"echo") && modes.contains(&"icanon"), "{ran:?}");
    assert!(!ran.out.contains(&key[3..15]), "what was typed was not shown");
    assert!(room.run(&["key", "list"]).good().contains("missing"));
}

#[test]
fn a_key_from_a_file_is_chosen_by_name() {
    let room = Room::with_keyring();
    room.add_shop();
    let key = made_key("ck_");
    let file = room.file("shop.env", &format!("# shop\nOTHER=1\nWOO_KEY={key}\n"));
    let from = |name: &str| format!("env-file:{file}:{name}");
    let (good, bad) = (from("WOO_KEY"), from("NOPE"));
    let ran = room.run(&["key", "add", "Acme/Shop", "consumer_key", "--yes", "--from", &good]);
    assert_eq!(ran.code, 0, "{ran:?}");
    room.run(&["key", "add", "Acme/Shop", "consumer_secret", "--yes", "--from", &bad]).fails(2);
    room.run(&["key", "add", "Acme/Shop", "consumer_secret", "--yes", "--from", "env-file:nonsense"])
        .fails(2);
    nowhere(&room, &[&ran], &key, Some(&room.path("shop.env")));
}

#[test]
fn the_clipboard_gives_a_key_once_and_takes_it_for_a_while() {
    let room = Room::with_clipboard();
    room.add_shop();
    let key = made_key("ck_");
    room.put_on_clipboard(&key);
    let taken =
        room.run(&["key", "add", "Acme/Shop", "consumer_key", "--from", "clipboard", "--yes", "--json"]);
    assert_eq!(taken.json()["clipboard_cleared"], true, "{taken:?}");
    assert_eq!(taken.json()["part"]["held"]["source"], "clipboard");
    assert_eq!(room.clipboard(), "", "nothing is left on it");

    let no = room.run(&["key", "copy", "Acme/Shop", "consumer_key"]);
    assert_eq!(room.clipboard(), "", "nothing without a word");
    let copied = room.run(&["key", "copy", "Acme/Shop", "consumer_key", "--yes"]);
    assert_eq!(copied.code, 0, "{copied:?}");
    assert_eq!(room.clipboard(), key);
    room.put_on_clipboard("something else");
    assert_eq!(room.clipboard(), "something else", "it lets go of it");
    nowhere(&room, &[&taken, &no, &copied], &key, None);
    no.fails(2);
}

#[test]
fn what_is_no_key_is_refused_with_a_reason() {
    let room = Room::with_keyring();
    room.add_shop();
    let long = "k".repeat(70_000);
    for bad in ["", " \n", "two\nlines of it", "nul\0inside", long.as_str()] {
        let said = room
            .piped(&["key", "add", "Acme/Shop", "consumer_key", "--from", "stdin", "--yes"], bad)
            .fails(2);
        assert!(said.lines().count() >= 2, "it says what to do: {said}");
    }
    assert!(room.run(&["key", "list"]).good().contains("missing"));
}

#[test]
fn a_key_goes_nowhere_new_without_a_word() {
    let room = Room::with_keyring();
    room.add_shop();
    let key = made_key("ck_");
    room.piped(&["key", "add", "Acme/Shop", "consumer_key", "--from", "stdin", "--yes"], &key).good();
    let edit = ["integration", "edit", "Acme/Shop", "--var", "store_domain=elsewhere.example"];
    let said = room.run(&edit).fails(2);
    assert!(said.contains("--rebind"), "{said}");
    let base = || room.run(&["integration", "show", "Acme/Shop", "--json"]).json()["resolved_base"].clone();
    assert_eq!(base(), "https://s.example/wp-json/wc/v3", "nothing was changed");

    let no = room.typed(&edit, &[("[y/N]", "n\n")]);
    assert_eq!(no.code, 1, "{no:?}");
    assert!(no.out.contains("https://s.example") && no.out.contains("https://elsewhere.example"), "{no:?}");
    assert_eq!(base(), "https://s.example/wp-json/wc/v3");
    room.run(&[&edit[..], &["--rebind"]].concat()).good();
    assert_eq!(base(), "https://elsewhere.example/wp-json/wc/v3");
}

#[test]
fn a_key_is_forgotten_for_good_and_only_with_a_word() {
    let room = Room::with_keyring();
    room.add_shop();
    room.piped(&["key", "add", "Acme/Shop", "consumer_key", "--from", "stdin", "--yes"], &made_key("ck_"))
        .good();
    room.run(&["key", "forget", "Acme/Shop"]).fails(2);
    assert!(room.run(&["key", "list"]).good().contains("ck_"));
    room.run(&["key", "forget", "Acme/Shop", "--yes"]).good();
    assert!(!room.run(&["key", "list"]).good().contains("ck_"));
    room.run(&["key", "copy", "Acme/Shop", "consumer_key"]).fails(2);
    let doctor = room.run(&["doctor", "--json"]).json();
    assert_eq!(doctor["orphan_keys"].as_array().map(Vec::len), Some(0), "{doctor}");
}
