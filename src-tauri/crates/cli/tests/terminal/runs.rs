//! Runs: reports of one and of many, filters, and tests again and again.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use loopback::{Script, Vendor};
use serde_json::Value;

use crate::room::{Room, made_key};
use crate::sends::provider;

/// `Acme` with `Good`, which accepts its key, and `Bad`, which refuses it.
async fn two(room: &Room) -> [loopback::Loopback; 2] {
    room.run(&["client", "add", "Acme"]).good();
    let good = provider(room, "Good", &made_key("sk_")).await;
    let bad = provider(room, "Bad", &made_key("sk_")).await;
    bad.on("/", Script::always(Vendor::Other.refused()));
    [good, bad]
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_one_are_reports_of_a_run_of_one() {
    let room = Room::with_keyring();
    let _two = two(&room).await;
    let path = |name: &str| room.path(name).to_string_lossy().into_owned();
    let names = ["junit", "prometheus", "csv", "markdown"];
    let files: Vec<String> = names.iter().map(|name| path(name)).collect();
    let flags: Vec<String> = names.iter().map(|name| format!("--{name}")).collect();
    let mut args = vec!["test", "Acme/Bad", "--concurrency", "1"];
    flags.iter().zip(&files).for_each(|(flag, file)| args.extend([flag.as_str(), file.as_str()]));
    let ran = room.run(&args);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("Acme/Bad  ") && !ran.out.contains("tested:"), "{ran:?}");
    let read = |name: &str| std::fs::read_to_string(room.path(name)).expect("a report");
    assert!(read("junit").contains("tests=\"1\" failures=\"1\""), "{}", read("junit"));
    let told = read("prometheus");
    assert!(told.contains("client=\"Acme\"") && told.contains("integration=\"Bad\""), "{told}");
    assert!(!told.contains("Good"), "{told}");
    assert_eq!(read("csv").lines().count(), 2, "{}", read("csv"));
    assert!(read("markdown").contains("Bad"), "{}", read("markdown"));

    // A program gets what it gets without a report.
    let json = room.run(&["test", "Acme/Good", "--json", "--csv", &path("good.csv")]);
    assert_eq!((json.code, &json.json()["verdict"]["kind"]), (0, &Value::from("accepted")));
    assert!(room.path("good.csv").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_on_standard_output_stands_there_alone() {
    let room = Room::with_keyring();
    let _two = two(&room).await;
    let junit = room.run(&["test", "--all", "--junit", "-"]);
    assert_eq!(junit.code, 1, "{junit:?}");
    assert!(junit.out.starts_with("<?xml") && junit.out.trim_end().ends_with("</testsuites>"), "{junit:?}");
    assert!(!junit.out.contains("2 tested"), "{junit:?}");
    let one = room.run(&["test", "Acme/Good", "--prometheus", "-"]);
    assert_eq!(one.code, 0, "{one:?}");
    assert!(one.out.lines().all(|line| line.starts_with('#') || line.starts_with("keyrack_")), "{one:?}");
    for two in [&["--junit", "-", "--csv", "-"][..], &["--junit", "-", "--json"], &["--csv", "-", "--watch"]]
    {
        room.run(&[&["test", "--all"], two].concat()).fails(2);
    }
    // What cannot be sent at all is said beside it.
    room.run(&["integration", "add", "Acme", "Bare", "--provider", "stripe"]).good();
    let bare = room.run(&["test", "Acme/Bare", "--junit", "-"]);
    assert_eq!(bare.code, 1, "{bare:?}");
    assert!(bare.out.contains("type=\"key_not_held\"") && bare.err.contains("Add it"), "{bare:?}");
    let nowhere = room.path("no/such/folder.xml").to_string_lossy().into_owned();
    room.run(&["test", "Acme/Good", "--junit", &nowhere]).fails(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_says_which_of_all() {
    let room = Room::with_keyring();
    let [_good, bad] = two(&room).await;
    room.run(&["client", "edit", "Acme", "--tag", "nordic"]).good();
    room.run(&["integration", "edit", "Acme/Bad", "--env", "sandbox", "--tag", "erp"]).good();
    room.run(&["client", "add", "Other"]).good();
    room.run(&["integration", "add", "Other", "Zap", "--provider", "zapier_catch_hook"]).good();
    let names = |filter: &[&str]| {
        let ran = room.run(&[&["test", "--all", "--json"], filter].concat());
        assert!(matches!(ran.code, 0 | 1), "{filter:?} {ran:?}");
        let json = ran.json();
        let mut names: Vec<String> = ["sends", "not_sent"]
            .iter()
            .flat_map(|list| json[list].as_array().expect("a list").clone())
            .map(|one| one["integration_name"].as_str().unwrap_or("Zap").to_owned())
            .collect();
        names.sort_unstable();
        names.join(" ")
    };
    assert_eq!(names(&[]), "Bad Good Zap");
    for (filter, left) in [
        (&["--client", "Acme"][..], "Bad Good"),
        (&["--provider", "zapier_catch_hook"], "Zap"),
        (&["--provider", "custom", "--provider", "zapier_catch_hook"], "Bad Good Zap"),
        (&["--environment", "sandbox"], "Bad"),
        (&["--environment", "production", "--client", "Acme"], "Good"),
        (&["--tag", "nordic"], "Bad Good"),
        (&["--tag", "erp"], "Bad"),
        (&["--health", "refused"], "Bad"),
        (&["--health", "accepted", "--health", "refused"], "Bad Good"),
    ] {
        assert_eq!(names(filter), left, "{filter:?}");
    }
    let before = bad.count();
    assert!(room.run(&["test", "--all", "--tag", "nobody"]).fails(2).contains("Nothing fits"));
    assert!(room.run(&["test", "--all", "--provider", "woo"]).fails(2).contains("no provider woo"));
    room.run(&["test", "--all", "--client", "Nobody"]).fails(2);
    room.run(&["test", "--all", "--health", "ill"]).fails(2);
    room.run(&["test", "Acme", "--tag", "erp"]).fails(2);
    assert_eq!(bad.count(), before, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_sent_again_and_again_until_it_is_ended() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let api = provider(&room, "Api", &made_key("sk_")).await;
    let report = room.path("keyrack.prom");
    let args = ["test", "Acme/Api", "--watch", "--every", "1s", "--json", "--prometheus"];
    let child = room
        .program(&[&args[..], &[report.to_string_lossy().as_ref()]].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.expect("keyrack");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut next = || -> Value {
        let line = lines.next().expect("a line").expect("text");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("not one document a line ({e}): {line}"))
    };
    assert_eq!(next()["verdict"]["kind"], "accepted");
    api.on("/", Script::always(Vendor::Other.refused()));
    while next()["verdict"]["kind"] != "refused" {}
    // The report of a round is there before the next begins.
    next();
    let told = std::fs::read_to_string(&report).expect("a report");
    assert!(told.contains("keyrack_run_tests{verdict=\"refused\"} 1"), "{told}");
    let end = format!("kill -TERM {}", child.id());
    assert!(Command::new("sh").args(["-c", &end]).status().expect("sh").success());
    assert_eq!(child.wait().expect("an end").code(), Some(1), "as the last whole round came out");
    room.run(&["test", "Acme/Api", "--every", "5s"]).fails(2);
    room.run(&["test", "Acme/Api", "--watch", "--every", "0s"]).fails(2);
    room.run(&["test", "Acme/Api", "--watch", "--payload", "refund"]).fails(2);
}
