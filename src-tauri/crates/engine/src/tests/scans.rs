//! Scans of the workspace: what is kept of them, and what a person says of findings.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use loopback::{Answer, Authority, Face, Loopback, Script, Setup};
use tokio::sync::broadcast;
use uuid::Uuid;

use super::{Kit, made_up};
use crate::cancel::Cancel;
use crate::scan::run::{Job, scan};
use crate::view::{FindingClass, FindingView, ScanFormat, ScanInput, ScanState, ScanView, Topic};
use crate::{Code, Engine};

/// A shop whose consumer secret stands in a file of the folder, beside a credential that nobody holds.
pub(super) async fn leaky(kit: &Kit, folder: &Path) -> (Uuid, Uuid, String) {
    let client = kit.add("Acme").await;
    let shop = kit.shop(client, "Shop").await;
    let key = kit.take_key(shop.id, "consumer_secret").await;
    std::fs::create_dir(folder.join("sub")).unwrap();
    std::fs::write(folder.join("sub/.env"), format!("A=1\nSECRET={key}\n")).unwrap();
    std::fs::write(folder.join("b.js"), format!("x('sk_{}_{}')\n", "live", &made_up("")[..24])).unwrap();
    (client, shop.id, key)
}

pub(super) async fn scanned(kit: &Kit, folder: &Path, client: Uuid) -> ScanView {
    let mut changes = kit.engine.subscribe();
    let chosen = kit.engine.open_scan_folder(folder).await.unwrap();
    let input = ScanInput { client: Some(client), git: false, shapes: true, rack: true };
    let begun = kit.engine.scan_folder(chosen.handle, input).await.unwrap();
    let again = kit.engine.scan_folder(chosen.handle, input).await.map_err(|e| e.code());
    assert_eq!(again.err(), Some(Code::HandleUnknown), "a handle is good for one scan");
    ended(&kit.engine, &mut changes, begun.id).await
}

pub(super) async fn ended(engine: &Engine, changes: &mut broadcast::Receiver<Topic>, id: Uuid) -> ScanView {
    loop {
        let view = engine.scan(id).await.unwrap();
        if view.state != ScanState::Running {
            return view;
        }
        let topic = tokio::time::timeout(Duration::from_secs(60), async {
            while changes.recv().await.unwrap() != Topic::Scans {}
        });
        topic.await.expect("it says that it has ended");
    }
}

/// Scans without the rack.
async fn scanned_by_shape(engine: &Engine, folder: &Path, client: Uuid) -> Vec<FindingView> {
    let mut changes = engine.subscribe();
    let chosen = engine.open_scan_folder(folder).await.unwrap();
    let input = ScanInput { client: Some(client), git: false, shapes: true, rack: false };
    let begun = engine.scan_folder(chosen.handle, input).await.unwrap();
    let view = ended(engine, &mut changes, begun.id).await;
    engine.scan_findings(view.id, 0, 100).await.unwrap().rows
}

#[tokio::test]
async fn findings_are_kept_named_accepted_and_known_again() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (client, shop, key) = leaky(&kit, folder.path()).await;
    let first = scanned(&kit, folder.path(), client).await;
    assert_eq!((first.state, first.held, first.secrets, first.files), (ScanState::Done, 1, 1, 2));
    assert_eq!((first.keys, first.places, first.client_name.as_deref()), (1, 2, Some("Acme")));
    let page = kit.engine.scan_findings(first.id, 0, 10).await.unwrap();
    let held = &page.rows[0];
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    assert_eq!(
        (held.class, held.line, held.place.clone()),
        (FindingClass::Held, 2, format!("{name}/sub/.env"))
    );
    let named = held.key.as_ref().expect("a key");
    assert_eq!((named.users.len(), named.users[0].integration, named.replaced), (1, shop, false));
    assert!(!format!("{page:?}").contains(&key[8..20]), "no value is shown");

    let accepted = kit.engine.accept_finding(held.id, "  a test shop  ".into()).await.unwrap();
    assert_eq!(accepted.accepted.map(|one| one.reason).as_deref(), Some("a test shop"));
    let refused = kit.engine.accept_finding(held.id, format!("it is {key}")).await.map_err(|e| e.code());
    assert_eq!(refused.err(), Some(Code::LooksLikeKey));
    // Lines move, values stay.
    std::fs::write(folder.path().join("sub/.env"), format!("\n\n\nSECRET={key}\n")).unwrap();
    std::fs::write(folder.path().join("c.js"), format!("x('sk_{}_{}')\n", "live", &made_up("")[..24]))
        .unwrap();
    let second = scanned(&kit, folder.path(), client).await;
    assert_eq!((second.held, second.secrets, second.accepted), (0, 2, 1));
    let before = second.before.expect("the first");
    assert_eq!((before.id, before.new, before.gone, before.still), (first.id, 1, 0, 2));
    let page = kit.engine.scan_findings(second.id, 0, 10).await.unwrap();
    let new: Vec<bool> = page.rows.iter().map(|row| row.new).collect();
    assert_eq!(new, [false, true, false], "open ones first, by place");
    let again = kit.engine.unaccept_finding(page.rows[2].id).await.unwrap();
    assert_eq!(again.accepted, None);
    assert_eq!(kit.engine.scan(second.id).await.unwrap().held, 1);

    kit.engine.forget_key(shop).await.unwrap();
    let page = kit.engine.scan_findings(second.id, 0, 1).await.unwrap();
    let forgotten = page.rows[0].key.clone().expect("its fingerprint stays");
    assert_eq!((forgotten.fingerprint, forgotten.mask), (named.fingerprint.clone(), None));
    let deeds = kit.deeds().await;
    for deed in ["scan_made", "finding_accepted", "finding_reopened"] {
        assert!(deeds.iter().any(|known| known == deed), "{deed}: {deeds:?}");
    }
    kit.engine.remove_scan(second.id, 1).await.unwrap();
    assert_eq!(kit.engine.scans(Some(client), 0, 10).await.unwrap().total, 1);
}

#[tokio::test]
async fn without_the_keyring_nothing_is_scanned_unless_the_rack_is_left_out() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (client, ..) = leaky(&kit, folder.path()).await;
    let other = kit.second().await;
    kit.keyring.set_state(vault::MemoryState::Locked);
    let chosen = other.open_scan_folder(folder.path()).await.unwrap();
    let mut input = ScanInput { client: Some(client), git: false, shapes: true, rack: true };
    let refused = other.scan_folder(chosen.handle, input).await.map_err(|e| e.code());
    assert_eq!(refused.err(), Some(Code::KeyringLocked));
    assert_eq!(other.scans(None, 0, 10).await.unwrap().total, 0, "and nothing is in the history");
    input.rack = false;
    let chosen = other.open_scan_folder(folder.path()).await.unwrap();
    let begun = other.scan_folder(chosen.handle, input).await.unwrap();
    other.close().await;
    // Closing stops it; either way it has an end.
    let ended = kit.engine.scan(begun.id).await.unwrap().state;
    assert!(matches!(ended, ScanState::Done | ScanState::Cancelled), "{ended:?}");
}

#[tokio::test]
async fn a_scan_whose_process_is_gone_is_called_unfinished() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (client, ..) = leaky(&kit, folder.path()).await;
    let done = scanned(&kit, folder.path(), client).await;
    // As a crash leaves it.
    let broken = "UPDATE scan SET state = 'running', ended_at = NULL";
    sqlx::query(broken).execute(kit.engine.store().writer()).await.unwrap();
    let state = |view: ScanView| view.state;
    assert_eq!(
        state(kit.engine.scan(done.id).await.unwrap()),
        ScanState::Running,
        "another process may run it"
    );
    kit.pass(chrono::Duration::seconds(40));
    assert_eq!(state(kit.engine.scan(done.id).await.unwrap()), ScanState::Unfinished);
}

fn stripe() -> String {
    format!("sk_{}_{}", "live", &made_up("")[..24])
}

#[tokio::test]
async fn one_value_is_accepted_and_no_other_of_its_rule_or_line() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let client = kit.add("Acme").await;
    let file = folder.path().join("a.js");
    let (first, other, more) = (stripe(), stripe(), stripe());
    std::fs::write(&file, format!("x('{first}')\n")).unwrap();
    let found = scanned_by_shape(&kit.engine, folder.path(), client).await;
    kit.engine.accept_finding(found[0].id, "a sample".into()).await.unwrap();

    std::fs::write(&file, format!("\nx('{first}')\ny('{other}')\n")).unwrap();
    let found = scanned_by_shape(&kit.engine, folder.path(), client).await;
    let open: Vec<_> = found.iter().map(|one| (one.line, one.accepted.is_none())).collect();
    assert_eq!(open, [(3, true), (2, false)], "the other value was accepted by nobody");

    std::fs::write(&file, format!("x('{first}', '{more}')\n")).unwrap();
    let found = scanned_by_shape(&kit.engine, folder.path(), client).await;
    assert_eq!((found.len(), found[0].more.len()), (1, 1));
    assert_eq!(found[0].accepted, None, "a secret came into an accepted line");
    kit.engine.accept_finding(found[0].id, "both are samples".into()).await.unwrap();
    std::fs::write(&file, format!("x('{more}', '{first}', '{first}')\n")).unwrap();
    let found = scanned_by_shape(&kit.engine, folder.path(), client).await;
    assert!(found[0].accepted.is_some(), "the same two in another order");
}

#[tokio::test]
async fn what_has_no_fingerprint_cannot_be_accepted() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let client = kit.add("Acme").await;
    std::fs::write(folder.path().join("a.js"), format!("x('{}')\n", stripe())).unwrap();
    let other = kit.second().await;
    kit.keyring.set_state(vault::MemoryState::Absent);
    let found = scanned_by_shape(&other, folder.path(), client).await;
    let refused = other.accept_finding(found[0].id, "a sample".into()).await.map_err(|e| e.code());
    assert_eq!(refused.err(), Some(Code::FindingUnprinted));
    // Nor is it by what an earlier version took for accepted.
    let old = "INSERT INTO accepted (id, client, place, rule, print, reason, at, by)
        SELECT f.id, s.client, f.place, f.rule, f.print, 'once', 0, 'ops' FROM finding f JOIN scan s ON s.id = f.scan";
    sqlx::query(old).execute(kit.engine.store().writer()).await.unwrap();
    assert_eq!(other.finding(found[0].id).await.unwrap().accepted, None);
}

/// Whoever serves the pages of a site that script in the window named may be the one who wrote that script.
#[tokio::test]
async fn a_site_that_the_page_named_is_no_way_to_try_keys_out() {
    let kit = Kit::new().await;
    let client = kit.add("Acme").await;
    let shop = kit.shop(client, "Shop").await;
    let (key, other) =
        (kit.take_key(shop.id, "consumer_key").await, kit.take_key(shop.id, "consumer_secret").await);
    let (_, password) = kit.service_with_password(client).await;
    let guesses = format!("{}\n{}\n{password}\n{other}\n", &key[..24], &key[20..]);
    let authority = Arc::new(Authority::new(SystemTime::now()).unwrap());
    let setup = Setup { face: Face::Plain, record: true, ..Setup::default() };
    let server = Loopback::start(authority, setup).await.unwrap();
    server.on("/", Script::always(Answer::text(200, "text/plain", &guesses)));
    let many = format!("{other}\n").repeat(300);
    server.on("/many", Script::always(Answer::text(200, "text/plain", &many)));
    server.on("/robots.txt", Script::always(Answer::text(404, "text/plain", "")));

    let mut seen = Vec::new();
    for path in ["/", "/many"] {
        let mut changes = kit.engine.subscribe();
        let site = kit.engine.check_scan_site(&format!("{}{path}", server.origin())).await.unwrap();
        let input = ScanInput { client: Some(client), git: false, shapes: false, rack: true };
        let begun = kit.engine.scan_site(site, input).await.unwrap();
        let view = ended(&kit.engine, &mut changes, begun.id).await;
        let unread = kit.engine.scan_unread(view.id, 0, 10).await.unwrap().rows;
        let lines: Vec<u32> = kit
            .engine
            .scan_findings(view.id, 0, 500)
            .await
            .unwrap()
            .rows
            .iter()
            .map(|one| one.line)
            .collect();
        seen.push((view, unread, lines));
    }
    let (view, unread, lines) = &seen[0];
    // The site answers alike wherever it is asked.
    let whole = lines.iter().all(|line| *line == 4) && !lines.is_empty();
    assert!(whole && unread.is_empty(), "the whole key alone: {lines:?} {unread:?}");
    let left: Vec<&String> = view.too_short.iter().filter(|name| name.contains("could be guessed")).collect();
    assert!(left.len() == 1 && left[0].starts_with("Acme / Own / api_key"), "{:?}", view.too_short);
    let (view, unread, lines) = &seen[1];
    assert_eq!((lines.len(), view.held), (20, 20));
    assert_eq!(unread.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["keys_many"]);
    // What ended the reading was a page that was read.
    let site = kit.engine.check_scan_site(&format!("{}/many", server.origin())).await.unwrap();
    let lent = kit.engine.lend_scan(true, false, Some("127.0.0.1")).await.unwrap();
    let job = Job { sites: vec![site], threads: 1, ..Job::default() };
    let report = scan(job, lent.seeker.clone(), &Cancel::new(), |_| {}).await;
    assert_eq!((report.findings.len(), report.nothing_read), (20, Vec::<String>::new()));
    let facts = "SELECT e.facts FROM event e JOIN scan s ON s.event = e.id WHERE s.id = ?";
    let told: String =
        sqlx::query_scalar(facts).bind(view.id).fetch_one(kit.engine.store().writer()).await.unwrap();
    assert!(told.contains(r#"["held","20"]"#), "hits are in the log: {told}");
}

#[tokio::test]
async fn where_nothing_was_read_nothing_is_called_gone_or_good() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let theme = folder.path().join("theme");
    std::fs::create_dir(&theme).unwrap();
    let (client, ..) = leaky(&kit, &theme).await;
    let first = scanned(&kit, &theme, client).await;
    assert_eq!((first.held, first.nothing_read.clone()), (1, Vec::new()));
    std::fs::remove_dir_all(&theme).unwrap();
    std::fs::create_dir(&theme).unwrap();
    let second = scanned(&kit, &theme, client).await;
    assert_eq!((second.state, second.before), (ScanState::Failed, None), "{second:?}");
    assert_eq!(second.nothing_read, ["theme"]);
    assert!(second.what.contains("nothing is known") && !second.next.is_empty(), "{second:?}");
    assert_eq!(kit.engine.scan_gone(second.id, 0, 10).await.unwrap().total, 0);
    // And the next one is compared with one that had looked.
    std::fs::write(theme.join("style.css"), "body { margin: 0 }\n").unwrap();
    let third = scanned(&kit, &theme, client).await;
    let before = third.before.expect("the first");
    assert_eq!((before.id, before.gone, before.unread), (first.id, 2, 0));
    let deeds = kit.engine.log(&crate::view::LogQuery::default(), 0, 3).await.unwrap().rows;
    assert!(deeds[1].words.ends_with("did not succeed") && !deeds[0].words.ends_with("succeed"), "{deeds:?}");
}

#[tokio::test]
async fn what_is_gone_is_listed_and_what_was_not_looked_at_is_not() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (client, shop, _) = leaky(&kit, folder.path()).await;
    // The same value twice in one file is one finding that can be gone.
    let again = format!("x('sk_{}_{}')\n", "live", &made_up("c")[..24]);
    std::fs::write(folder.path().join("c.js"), again.repeat(2)).unwrap();
    let first = scanned(&kit, folder.path(), client).await;
    assert_eq!((first.held, first.secrets), (1, 3));
    std::fs::remove_file(folder.path().join("c.js")).unwrap();
    std::fs::remove_file(folder.path().join("b.js")).unwrap();
    std::fs::remove_file(folder.path().join("sub/.env")).unwrap();
    // A link that leads out stands where the file stood: it is not followed, so nobody knows.
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("b.js")).unwrap();
    std::fs::write(folder.path().join("d.js"), "let d = 1;\n").unwrap();
    let second = scanned(&kit, folder.path(), client).await;
    let before = second.before.expect("the first");
    assert_eq!((before.new, before.gone, before.still, before.unread), (0, 2, 0, 1), "{second:?}");
    let gone = kit.engine.scan_gone(second.id, 0, 10).await.unwrap();
    let places: Vec<(FindingClass, &str, u32)> =
        gone.rows.iter().map(|row| (row.class, row.place.rsplit('/').next().unwrap(), row.line)).collect();
    assert_eq!(places, [(FindingClass::Held, ".env", 2), (FindingClass::Secret, "c.js", 1)]);
    assert_eq!(gone.rows[0].key.as_ref().expect("a key").users[0].integration, shop);
    let page = kit.engine.scan_gone(second.id, 1, 1).await.unwrap();
    assert_eq!((page.total, page.rows.len(), page.rows[0].id), (2, 1, gone.rows[1].id));
    // Another question is no comparison: held keys are not gone because nobody looked for them.
    let chosen = kit.engine.open_scan_folder(folder.path()).await.unwrap();
    let input = ScanInput { client: Some(client), git: false, shapes: true, rack: false };
    let mut changes = kit.engine.subscribe();
    let begun = kit.engine.scan_folder(chosen.handle, input).await.unwrap();
    assert_eq!(ended(&kit.engine, &mut changes, begun.id).await.before, None);
}

#[tokio::test]
async fn a_scan_is_saved_whole_for_other_programs_and_never_with_a_value() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let theme = folder.path().join("my theme");
    std::fs::create_dir(&theme).unwrap();
    let (client, _, key) = leaky(&kit, &theme).await;
    std::os::unix::fs::symlink("/etc/hostname", theme.join("out")).unwrap();
    let scan = scanned(&kit, &theme, client).await;
    let held = kit.engine.scan_findings(scan.id, 0, 1).await.unwrap().rows.remove(0);
    kit.engine.accept_finding(held.id, "a test shop".into()).await.unwrap();
    let name = kit.engine.scan_file_name(scan.id, ScanFormat::Sarif).await.unwrap();
    assert!(name.starts_with("my-theme-20") && name.ends_with(".sarif"), "{name}");

    let path = folder.path().join(name);
    std::fs::write(&path, "of another scan").unwrap();
    kit.engine.save_scan(scan.id, ScanFormat::Sarif, path.clone()).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let sarif: serde_json::Value = serde_json::from_str(&text).unwrap();
    let run = &sarif["runs"][0];
    let said = |at: usize| {
        let one = &run["results"][at];
        (one["level"].as_str().unwrap(), one["suppressions"][0]["justification"].as_str())
    };
    assert_eq!((said(0), said(1)), (("warning", None), ("error", Some("a test shop"))));
    let uri = &run["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "my%20theme/sub/.env");
    assert!(run["results"][0]["partialFingerprints"]["keyrackFinding/v1"].is_string());
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert!(run["invocations"][0]["startTimeUtc"].as_str().unwrap().ends_with('Z'));
    let path = folder.path().join("scan.json");
    kit.engine.save_scan(scan.id, ScanFormat::Json, path.clone()).await.unwrap();
    let json = std::fs::read_to_string(&path).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (value["findings"].as_array().unwrap().len(), value["accepted"][0]["key"]["part"].as_str()),
        (1, Some("Consumer secret"))
    );
    assert_eq!((value["counts"]["skipped"].as_u64(), value["complete"].as_bool()), (Some(1), Some(false)));
    for text in [&text, &json] {
        assert!((0..key.len() - 9).all(|at| !text.contains(&key[at..at + 10])), "no run of the key");
    }
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "nothing stays beside them: {left:?}");

    let refused = kit.engine.save_scan(scan.id, ScanFormat::Json, folder.path().join("no/such")).await;
    assert_eq!(refused.map_err(|e| e.code()).err(), Some(Code::FileUnwritable));
    let rows = kit.engine.log(&crate::view::LogQuery::default(), 0, 3).await.unwrap().rows;
    let said: Vec<&str> = rows.iter().map(|row| row.words.as_str()).collect();
    assert_eq!(
        said,
        ["Scan saved to a file: did not succeed", "Scan saved to a file", "Scan saved to a file"]
    );
}

#[tokio::test]
async fn a_place_is_given_whole_to_be_opened_elsewhere() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (client, ..) = leaky(&kit, folder.path()).await;
    let scan = scanned(&kit, folder.path(), client).await;
    let held = kit.engine.scan_findings(scan.id, 0, 1).await.unwrap().rows.remove(0);
    let place = kit.engine.place_of_finding(held.id).await.unwrap();
    assert_eq!(place, format!("{}:2", folder.path().join("sub/.env").display()));
}

/// Only the item in the keyring is sure: a process may have ended between writing it and its row.
#[tokio::test]
async fn a_key_whose_writing_was_never_confirmed_is_masked_and_found() {
    let kit = Kit::new().await;
    let client = kit.add("Acme").await;
    let shop = kit.shop(client, "Shop").await;
    let key = kit.take_key(shop.id, "consumer_secret").await;
    let unsure = "UPDATE version SET state = 'intended'";
    sqlx::query(unsure).execute(kit.engine.store().writer()).await.unwrap();
    // And one of which nothing was written.
    let other = kit.shop(client, "Other").await;
    let credential = kit.engine.store().profile(other.id).await.unwrap().credential;
    let mut write = kit.engine.store().write().await.unwrap();
    write.intend_version(credential).await.unwrap();
    write.commit_quietly().await.unwrap();
    let masker = kit.engine.lend_masker().await.unwrap();
    let mut stream = masker.stream();
    let mut shown = stream.push(format!("token {key} end\n").as_bytes()).text;
    shown += &stream.finish().text;
    assert!(shown.starts_with("token [key woocommerce consumer_secret #"), "{shown}");
    let lent = kit.engine.lend_scan(true, false, None).await.unwrap();
    assert_eq!((lent.seeker.keys(), lent.unread()), (1, &[][..]));
}

#[tokio::test]
async fn many_findings_are_accepted_at_once_or_none() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let client = kit.add("Acme").await;
    for name in ["a.js", "b.js", "c.js"] {
        std::fs::write(folder.path().join(name), format!("x('{}')\n", stripe())).unwrap();
    }
    let found = scanned_by_shape(&kit.engine, folder.path(), client).await;
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let about = kit.engine.findings(&ids).await.unwrap();
    assert_eq!((about.rows.len(), about.clients), (3, vec!["Acme".to_owned()]));
    let unknown = [&ids[..1], &[Uuid::now_v7()]].concat();
    let refused = kit.engine.accept_findings(&unknown, "samples".into()).await.map_err(|e| e.code());
    assert_eq!(refused.err(), Some(Code::FindingUnknown));
    assert_eq!(kit.engine.finding(ids[0]).await.unwrap().accepted, None, "all or none");
    let many: Vec<Uuid> = std::iter::repeat_n(ids[0], 501).collect();
    let refused = kit.engine.accept_findings(&many, "samples".into()).await.map_err(|e| e.code());
    assert_eq!(refused.err(), Some(Code::TooMany));
    let done = kit.engine.accept_findings(&ids, "samples".into()).await.unwrap();
    assert!(done.len() == 3 && done.iter().all(|one| one.accepted.is_some()));
    let deeds = kit.deeds().await;
    assert_eq!(
        deeds.iter().filter(|deed| *deed == "finding_accepted").count(),
        3,
        "each has its row in the log"
    );
}
