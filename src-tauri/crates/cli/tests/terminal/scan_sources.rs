//! What a scan reads beside plain files: histories, sites, what cannot be read; and how it is stopped.

use std::fs;
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use loopback::{Answer, Authority, Face, Loopback, Script, Setup};
use serde_json::{Value, json};

use crate::room::{Ran, Room, holds, made_key};

fn scan(room: &Room, args: &[&str]) -> Ran {
    let mut program = room.program(&[&["scan"], args].concat());
    program.current_dir(room.path("")).output().expect("keyrack").into()
}

fn findings(ran: &Ran) -> Vec<Value> {
    ran.json()["findings"].as_array().expect("a list").clone()
}

/// Git in the folder `d`, without what the machine's user has set up.
fn git(room: &Room, args: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@shop.example", "-C"]).arg(room.path("d")).args(args);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null").stdout(Stdio::null());
    assert!(git.status().expect("git").success(), "git {args:?}");
}

/// A site on this machine; `localhost` is named by the caller, so it may be looked at.
async fn site() -> (Loopback, String) {
    let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
    let setup = Setup { face: Face::Plain, record: true, ..Setup::default() };
    let server = Loopback::start(authority, setup).await.expect("a port");
    let start = format!("http://localhost:{}/start", server.port());
    (server, start)
}

#[test]
fn a_key_that_was_taken_out_is_found_in_the_history() {
    let room = Room::without_keyring();
    let key = made_key("");
    let keys = room.file("keys", &key);
    fs::create_dir(room.path("d")).expect("a folder");
    git(&room, &["init", "--quiet"]);
    room.file("d/conf.php", &format!("<?php\n$key = '{key}';\n"));
    git(&room, &["add", "."]);
    git(&room, &["commit", "--quiet", "--message", "one"]);
    room.file("d/conf.php", "<?php\n$key = getenv('KEY');\n");
    git(&room, &["commit", "--quiet", "--all", "--message", "two"]);

    let given = ["d", "--keys-file", &keys, "--no-shapes"];
    let files = scan(&room, &given);
    assert_eq!(files.code, 0, "{files:?}");
    assert!(files.out.contains("--git does"), "that there is a history is said: {}", files.out);
    let ran = scan(&room, &[&given[..], &["--git", "--json"]].concat());
    let found = findings(&ran);
    assert_eq!((ran.code, found.len()), (1, 1), "{ran:?}");
    assert_eq!((found[0]["path"].clone(), found[0]["line"].clone()), (json!("d/conf.php"), json!(2)));
    assert_eq!(found[0]["commit"].as_str().map(str::len), Some(40));
    assert_eq!(ran.json()["counts"]["commits"], 2);
    assert!(!holds(ran.out.as_bytes(), &key));
}

#[test]
fn a_path_without_the_history_that_was_asked_for_is_named_and_never_called_clean() {
    let room = Room::without_keyring();
    let key = made_key("");
    let keys = room.file("keys", &key);
    fs::create_dir_all(room.path("d/sub")).expect("folders");
    fs::create_dir(room.path("plain")).expect("a folder");
    room.file("plain/a", "Order 10042\n");
    room.file("d/a", "Order 10042\n");
    let with = |paths: &[&str]| scan(&room, &[paths, &["--git", "--keys-file", &keys, "--json"]].concat());
    let left = |ran: &Ran| -> Vec<(Value, Value)> {
        let json = ran.json();
        let list = json["skipped"].as_array().expect("a list");
        list.iter().map(|one| (one["path"].clone(), one["code"].clone())).collect()
    };
    let none = |path: &str| (json!(path), json!("history_none"));
    git(&room, &["init", "--quiet"]);
    git(&room, &["add", "."]);
    git(&room, &["commit", "--quiet", "--message", "one"]);
    for paths in [&["plain"][..], &["d", "plain"], &["plain/a"]] {
        let ran = with(paths);
        let named = paths.last().expect("a path");
        assert_eq!((ran.code, left(&ran)), (2, vec![none(named)]), "{ran:?}");
        assert_eq!(ran.json()["complete"], json!(false));
    }
    // A repository above it, its own, or one within it.
    fs::create_dir(room.path("above")).expect("a folder");
    fs::rename(room.path("d"), room.path("above/d")).expect("moved");
    for path in ["above", "above/d", "above/d/a"] {
        let ran = with(&[path]);
        assert_eq!((ran.code, left(&ran)), (0, Vec::new()), "{ran:?}");
    }
    let text = scan(&room, &["plain", "--git", "--keys-file", &keys]);
    assert!(text.out.contains("It is in no git repository"), "{text:?}");
    let site = with(&["--url", "http://127.0.0.1:9/"]);
    assert!(site.code == 2 && left(&site).contains(&none("http://127.0.0.1:9/")), "{site:?}");
    let both = with(&["above", "--url", "http://127.0.0.1:9/"]);
    assert!(!left(&both).contains(&none("http://127.0.0.1:9/")), "{both:?}");
    room.file("plain/b", &key);
    assert_eq!(with(&["plain"]).code, 1, "what was found goes before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_a_script_of_a_site_is_found_and_no_key_is_sent() {
    let room = Room::without_keyring();
    let key = made_key("");
    let keys = room.file("keys", &key);
    let (server, start) = site().await;
    let html = "text/html; charset=utf-8";
    let page = "<html><body><script src=\"/app.js\"></script></body></html>";
    server.on("/start", Script::always(Answer::text(200, html, page)));
    let script = format!("const shop = 1;\nfetch('/x', {{ token: '{key}' }});\n");
    server.on("/app.js", Script::always(Answer::text(200, "text/javascript", &script)));
    server.on("/robots.txt", Script::always(Answer::text(404, html, "none")));

    let ran = scan(&room, &["--url", &start, "--keys-file", &keys, "--no-shapes", "--json"]);
    let found = findings(&ran);
    assert_eq!((ran.code, found.len()), (1, 1), "{ran:?}");
    assert!(found[0]["path"].as_str().is_some_and(|path| path.ends_with("/app.js")), "{found:?}");
    assert_eq!((found[0]["line"].clone(), found[0]["key"].clone()), (json!(2), json!(1)));
    assert!(server.count() >= 2 && !server.arrived(&key), "the site was asked, and never for the key");
    assert!(!holds(ran.out.as_bytes(), &key) && !holds(ran.err.as_bytes(), &key));
}

#[test]
fn what_is_no_file_and_what_cannot_be_read_is_said() {
    let room = Room::without_keyring();
    let key = made_key("");
    let keys = room.file("keys", &key);
    fs::create_dir(room.path("d")).expect("a folder");
    room.file("d/.env", &format!("TOKEN={key}\n"));
    let _socket = UnixListener::bind(room.path("d/socket")).expect("a socket");
    assert!(Command::new("mkfifo").arg(room.path("d/pipe")).status().expect("mkfifo").success());
    std::os::unix::fs::symlink("gone", room.path("d/link")).expect("a link");
    // The system calls it a file, opens it, and fails to read its beginning, for whoever asks.
    let unread = "/proc/self/mem";
    let ran = scan(&room, &["d", unread, "--keys-file", &keys, "--no-shapes", "--json"]);
    let json = ran.json();
    let mut skipped: Vec<(&str, &str)> = json["skipped"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["path"].as_str().expect("a path"), one["code"].as_str().expect("a code")))
        .collect();
    skipped.sort_unstable();
    let expected =
        [(unread, "unreadable"), ("d/link", "link_broken"), ("d/pipe", "special"), ("d/socket", "special")];
    assert_eq!(skipped, expected, "{ran:?}");
    assert_eq!((ran.code, findings(&ran).len(), json["complete"].clone()), (1, 1, json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_ends_it_with_what_was_found() {
    let room = Room::without_keyring();
    let key = made_key("");
    let keys = room.file("keys", &key);
    fs::create_dir(room.path("d")).expect("a folder");
    room.file("d/.env", &format!("TOKEN={key}\n"));
    let (server, start) = site().await;
    server.on("/", Script::always(Answer::text(200, "text/plain", "late")).after(Duration::from_secs(25)));
    let began = Instant::now();
    let args = ["scan", "d", "--url", &start, "--keys-file", &keys, "--no-shapes", "--json"];
    let mut program = room.program(&args);
    program.current_dir(room.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = program.spawn().expect("keyrack");
    // Files are read first; then the site keeps it waiting.
    while server.count() == 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "the site was not asked");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let interrupt = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().expect("sh").success());
    let ran: Ran = child.wait_with_output().expect("an end").into();
    assert!(began.elapsed() < Duration::from_secs(20), "it waited for the answer: {ran:?}");
    let json = ran.json();
    assert_eq!((ran.code, json["complete"].clone()), (1, json!(false)), "{ran:?}");
    assert_eq!(json["findings"][0]["path"], "d/.env");
}
