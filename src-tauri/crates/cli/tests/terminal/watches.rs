//! Watching from the terminal.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use loopback::{Authority, Loopback, Script, Setup, Vendor};
use serde_json::Value;

use crate::room::{Room, made_key, nowhere};

#[test]
fn a_watch_is_set_shown_and_turned_off() {
    let room = Room::without_keyring();
    room.add_shop();
    assert!(room.run(&["watch"]).good().contains("Nothing is watched"));
    let set =
        ["watch", "set", "Acme/Shop", "--every", "15m", "--quiet", "22:00-06:00", "--zone", "Europe/Berlin"];
    let set = room.run(&[&set[..], &["--fail-after", "4", "--slow-after", "800ms", "--json"]].concat());
    let input = set.json()["input"].clone();
    assert_eq!(input["rule"], serde_json::json!({"kind": "every", "minutes": 15}));
    assert_eq!(input["quiet"]["zone"], "Europe/Berlin");
    assert_eq!((&input["fail_after"], &input["slow_after_ms"]), (&4.into(), &800.into()));
    // What is given changes, the rest stays.
    let cron = room.run(&["watch", "set", "Acme/Shop", "--cron", "*/10 * * * *", "--json"]).json();
    assert_eq!(
        cron["input"]["rule"],
        serde_json::json!({"kind": "cron", "text": "*/10 * * * *", "zone": "Europe/Berlin"})
    );
    assert_eq!(cron["input"]["fail_after"], 4);
    let list = room.run(&["watch"]).good();
    // By night in Berlin its quiet hours have begun.
    let waits = list.contains("pending") || list.contains("quiet");
    assert!(list.contains("Acme/Shop") && waits && list.contains("*/10"), "{list}");
    let shown = room.run(&["watch", "show", "Acme/Shop"]).good();
    assert!(shown.contains("Not now") && shown.contains("90 days   ...."), "{shown}");
    let off = room.run(&["watch", "set", "Acme/Shop", "--off", "--json"]).json();
    assert_eq!((&off["state"], &off["next_at"]), (&"paused".into(), &Value::Null));
    let log = room.run(&["log"]).good();
    assert!(log.contains("Watch set"), "{log}");
}

#[test]
fn what_cannot_be_set_is_refused_and_changes_nothing() {
    let room = Room::without_keyring();
    room.add_shop();
    for (wrong, told) in [
        (&["--cron", "* * *"][..], "no cron rule"),
        (&["--cron", "0 0 30 2 *"], "cron|never"),
        (&["--cron", "0 9 * * *", "--zone", "Mars"], "no time zone"),
        (&["--every", "15m", "--quiet", "25:00-06:00"], "no quiet hours"),
        (&["--every", "15m", "--quiet", "night"], "no quiet hours"),
        (&["--every", "15m", "--fail-after", "11"], "out of range"),
        (&["--every", "20d"], "out of range"),
        (&["--every", "soon"], "invalid value"),
    ] {
        let said = room.run(&[&["watch", "set", "Acme/Shop"], wrong].concat()).fails(2);
        assert!(told.split('|').any(|told| said.contains(told)), "{wrong:?}: {said}");
    }
    assert!(room.run(&["watch"]).good().contains("Nothing is watched"));
}

#[test]
fn what_creates_something_is_left_out_by_name_and_the_rest_of_a_client_is_watched() {
    let room = Room::without_keyring();
    room.add_shop();
    let add = ["integration", "add", "Acme", "Orders", "--provider", "custom", "--auth", "bearer"];
    let add =
        [&add[..], &["--base-url", "https://api.example.com", "--probe", "creates: GET /ping"]].concat();
    room.run(&add).good();
    assert!(room.run(&["integration", "show", "Acme/Orders"]).good().contains("/ping (creates)"));
    let set = room.run(&["watch", "set", "Acme", "--every", "15m"]);
    assert!(set.code == 1 && set.err.contains("Acme/Orders is left out"), "{set:?}");
    let list = room.run(&["watch"]).good();
    assert!(list.contains("Acme/Shop") && !list.contains("Acme/Orders"), "{list}");
    room.run(&["watch", "set", "Acme/Orders", "--every", "15m"]).fails(2);
}

/// A provider that answers each test by `script`, and so many integrations that hold a key for it.
async fn provider(room: &Room, many: usize, script: Script) -> (Loopback, String) {
    let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
    let setup = Setup { record: true, ..Setup::default() };
    let provider = Loopback::start(authority, setup).await.expect("a provider");
    provider.on("/", script);
    let (ca, origin) = (room.file("ca.pem", provider.ca_pem()), provider.origin());
    room.run(&["client", "add", "Acme"]).good();
    let key = made_key("sk_");
    for at in 0..many {
        let name = format!("Api {at}");
        let add = ["integration", "add", "Acme", &name, "--provider", "custom", "--base-url", &origin];
        room.run(&[&add[..], &["--auth", "header:X-API-Key", "--probe", "GET /me", "--ca", &ca]].concat())
            .good();
        room.piped(&["key", "add", &format!("Acme/{name}"), "--from", "stdin", "--yes"], &key).good();
    }
    (provider, key)
}

fn watcher(room: &Room) -> Child {
    let mut command = room.program(&["watch", "run", "--json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("keyrack")
}

/// Ends it as a service manager does, and answers what it still printed.
fn end(mut watcher: Child) -> String {
    let id = watcher.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
    let mut rest = String::new();
    watcher.stdout.take().expect("its output").read_to_string(&mut rest).expect("text");
    assert_eq!(watcher.wait().expect("an end").code(), Some(0));
    rest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_prints_what_changes_and_ends_when_it_is_told_to() {
    let room = Room::with_keyring();
    let (_provider, key) = provider(&room, 1, Script::always(Vendor::Other.refused())).await;
    room.run(&["watch", "set", "Acme", "--every", "1m", "--jitter", "0s", "--fail-after", "1"]).good();
    let mut watcher = watcher(&room);
    let mut line = String::new();
    // The program holds the output open: this waits for the first line.
    let mut output = BufReader::new(watcher.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("a line");
    let change: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!((&change["change"], &change["reason"]), (&"failing".into(), &"key_refused".into()));
    assert_eq!(change["integration_name"], "Api 0");
    watcher.stdout = Some(output.into_inner());
    end(watcher);
    let listed = room.run(&["watch", "--json"]);
    assert_eq!(listed.json()[0]["state"], "failing");
    let log = room.run(&["log", "--json"]);
    assert!(log.out.contains("watch_changed"), "{log:?}");
    nowhere(&room, &[&listed, &log], &key, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_watchers_of_one_workspace_send_each_beat_once() {
    let room = Room::with_keyring();
    let (provider, _) = provider(&room, 6, Script::always(Vendor::Other.accepted())).await;
    room.run(&["watch", "set", "Acme", "--every", "1d", "--jitter", "0s"]).good();
    let (one, other) = (watcher(&room), watcher(&room));
    let patience = Instant::now() + Duration::from_secs(60);
    let written = || room.run(&["watch", "--json"]).json().as_array().expect("rows").clone();
    while !written().iter().all(|row| row["last_at"].is_string()) {
        assert!(Instant::now() < patience, "the beats never came: {:?}", written());
    }
    assert_eq!((end(one), end(other)), (String::new(), String::new()), "nothing has changed");
    assert_eq!(provider.count(), 6, "one send for each beat");
}
