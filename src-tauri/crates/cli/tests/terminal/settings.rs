//! Settings, and the one that is unsafe.

use crate::room::{Room, fields};

const HTTP: [&str; 10] = [
    "integration",
    "add",
    "Acme",
    "Dev",
    "--provider",
    "custom",
    "--base-url",
    "http://127.0.0.1:9",
    "--auth",
    "bearer",
];

#[test]
fn a_refusal_of_plain_http_names_the_way_and_the_way_works() {
    let room = Room::without_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let with_switch = [&HTTP[..], &["--unsafe-loopback-http"]].concat();
    let said = room.run(&with_switch).fails(2);
    let way = "keyrack settings set loopback-http on";
    assert!(said.contains(way), "{said}");

    let args: Vec<&str> = way.split(' ').skip(1).collect();
    assert!(room.run(&args).fails(2).contains("--yes"), "without a terminal it takes the flag");
    let no = room.typed(&args, &[("[y/N]", "n\n")]);
    assert!(no.code == 1 && no.out.contains("Unsafe"), "{no:?}");
    assert!(room.run(&["settings", "show"]).good().contains("loopback-http      off"));
    let yes = room.typed(&args, &[("[y/N]", "y\n")]);
    assert!(yes.code == 0 && yes.out.contains("unsafe"), "{yes:?}");
    room.run(&HTTP).fails(2);
    room.run(&with_switch).good();

    room.run(&["settings", "set", "loopback-http", "off"]).good();
    assert_eq!(room.run(&["settings", "show", "--json"]).json()["unsafe_loopback_http"], false);
    room.run(&[&args[..], &["--yes"]].concat()).good();
    assert!(room.run(&["log"]).good().contains("Settings saved"));
}

#[test]
fn each_setting_is_kept_and_a_wild_value_is_refused() {
    let room = Room::without_keyring();
    room.run(&["settings", "set", "clipboard-seconds", "20"]).good();
    room.run(&["settings", "set", "keep-days", "30"]).good();
    room.run(&["settings", "set", "theme", "dark"]).good();
    assert!(room.run(&["settings", "set", "strict-bodies", "on"]).good().contains("strict-bodies      on"));
    let shown = room.run(&["settings", "show", "--json"]).json();
    assert_eq!(
        fields(&shown),
        ["clipboard_seconds", "keep_days", "strict_bodies", "theme", "unsafe_loopback_http"]
    );
    assert_eq!((&shown["clipboard_seconds"], &shown["strict_bodies"]), (&20.into(), &true.into()));
    room.run(&["settings", "set", "strict-bodies", "off"]).good();
    assert_eq!(room.run(&["settings", "show", "--json"]).json()["strict_bodies"], false);
    assert_eq!((&shown["keep_days"], &shown["theme"]), (&30.into(), &"dark".into()));
    for wild in
        [["clipboard-seconds", "5"], ["keep-days", "0"], ["theme", "pink"], ["loopback-http", "maybe"]]
    {
        room.run(&[&["settings", "set"], &wild[..]].concat()).fails(2);
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(room.run(&["completions", shell]).good().contains("loopback-http"), "{shell}");
    }
}
