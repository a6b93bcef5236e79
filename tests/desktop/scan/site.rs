//! A site as a person scans it: the address typed, the native question answered, a key of the rack found in a script that
//! every visitor loads; and nothing fetched without that answer.

use std::time::Duration;

use keyrack_tests::app::App;
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::session::Session;
use loopback::{Answer, Face, Loopback, Script};
use serde_json::{Value, json};

use super::{rack, summary};
use crate::providers::Trust;
use crate::steps::{confirm, decline, go, id_at, save_as};
use crate::wall::{Watch, assert_the_watch_can_fail, on_disk};

const HTML: &str = "text/html; charset=utf-8";
/// Pages of a site that is left in mid-walk: at their pace more than a test waits for.
const PAGES: usize = 150;

/// A shop of this machine whose script holds the key.
async fn shop(trust: &Trust, held: &Needle) -> Loopback {
    let server = trust.server(Face::Plain).await;
    let page = "<html><body><a href=\"/lamps\">Lamps</a><script src=\"/app.js\"></script></body></html>";
    server.on("/", Script::always(Answer::text(200, HTML, page)));
    server.on("/robots.txt", Script::always(Answer::text(404, HTML, "none")));
    let script = format!("const shop = 'nordlys';\nfetch('/orders', {{ token: '{}' }});\n", held.key());
    server.on("/app.js", Script::always(Answer::text(200, "text/javascript", &script)));
    server
}

fn address(server: &Loopback) -> String {
    format!("http://127.0.0.1:{}/", server.port())
}

/// Types the address and asks for the scan, as far as the native question.
async fn ask(app: &App<'_>, address: &str) {
    go(app, "#/scan").await;
    app.script("document.querySelector('[data-testid=scan-kind-site]').click()", vec![]).await;
    app.fill_element(&app.test_id("scan-url").await, address).await;
    app.click_id("scan-go").await;
    app.session.focus("Keyrack: confirm");
}

async fn findings(app: &App<'_>, id: &str) -> Vec<Value> {
    let page = app.invoke("scan_findings", json!({ "id": id, "offset": 0, "limit": 500 })).await;
    page.expect("findings")["rows"].as_array().expect("rows").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_a_sites_script_is_found_after_a_persons_word_alone() {
    let session = Session::with_window();
    let trust = Trust::new();
    let held = Needle::letters("held key", "");
    let app = App::start(&session).await;
    app.record().await;
    assert_the_watch_can_fail(&app).await;
    rack(&app, &trust, &held).await;
    let server = shop(&trust, &held).await;
    let at = address(&server);
    let mut watch = Watch { app: &app, needles: Search::of([&held]), searched: 0 };

    ask(&app, &at).await;
    app.photograph_screen("scan-05-question");
    decline(&app);
    app.reads("You said no. Nothing was fetched.").await;
    assert_eq!(server.count(), 0, "nobody said yes");

    ask(&app, &at).await;
    confirm(&app, "f");
    assert_eq!(summary(&app).await, "1 key of this rack stands in 1 page");
    let id = id_at(&app, "scan-result").await;
    app.photograph("scan-06-site").await;
    let found = findings(&app, &id).await;
    let script = format!("{at}app.js");
    assert_eq!(found.len(), 1, "{found:?}");
    let one = &found[0];
    assert_eq!((&one["class"], &one["place"], &one["line"]), (&json!("held"), &json!(script), &json!(2)));
    assert!(server.count() >= 3 && !server.arrived(&held.key()), "it was asked, and never for the key");
    watch.clean("after the scan of a site").await;

    app.click_id("scan-finding").await;
    app.reads("Order export · Nordlys Outdoor").await;
    app.click_id("scan-copy").await;
    let copied = |text: Option<&str>| text == Some(script.as_str());
    session.clipboard_becomes("the address on the clipboard", Duration::from_secs(10), copied);
    saved(&app, &script, &held).await;
    watch.clean("after the finding was looked at, copied and saved").await;
    app.close().await;
    on_disk(&session, &Search::of([&held]), &held.key());
}

/// The scan goes to the file that a person named natively, without the key.
async fn saved(app: &App<'_>, script: &str, held: &Needle) {
    let path = app.session.path("home").join("scan.sarif");
    app.click_id("scan-more").await;
    app.click("menuitem", "Save as SARIF…").await;
    save_as(app, &path);
    app.reads("The scan was saved.").await;
    let text = std::fs::read_to_string(&path).expect("the file");
    let sarif: Value = serde_json::from_str(&text).expect("JSON");
    let place =
        &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, script);
    assert_eq!(Search::of([held]).find(text.as_bytes()), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_through_a_site_is_seen_and_stops_when_asked() {
    let session = Session::with_window();
    let trust = Trust::new();
    let app = App::start(&session).await;
    let server = trust.server(Face::Plain).await;
    let links: String =
        (0..PAGES).map(|n| format!("<a href=\"/story-{n}/read-{}\">{n}</a>\n", n * 7)).collect();
    let slow = Script::always(Answer::text(200, HTML, &format!("<html><body>{links}</body></html>")));
    server.on("/", slow.after(Duration::from_millis(300)));
    server.on("/robots.txt", Script::always(Answer::text(404, HTML, "none")));

    ask(&app, &address(&server)).await;
    confirm(&app, "f");
    let walking = "const dd = document.querySelector('[data-testid=scan-running][data-phase=pages] dd'); \
                   return dd !== null && Number(dd.innerText) >= 2";
    app.wait_for_script("a scan that fetches pages, and says how many", walking).await;
    app.photograph("scan-07-walking").await;
    app.click_id("scan-cancel").await;
    let said = summary(&app).await;
    assert!(said.starts_with("Stopped after "), "{said}");
    let view = app.invoke("scan", json!({ "id": id_at(&app, "scan-result").await })).await.expect("a view");
    assert_eq!(view["state"], "cancelled");
    let pages = view["pages"].as_u64().expect("a number");
    assert!((2..PAGES as u64).contains(&pages), "it did not walk on: {view}");
    assert!(server.count() < PAGES as u64, "{} were fetched", server.count());
    app.close().await;
}
