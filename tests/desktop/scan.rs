//! A scan as a person makes it: a folder chosen natively, a key of the rack found in it, the way to its integration; and
//! nothing of the key in the page's reach or on disk.

mod site;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use keyrack_tests::app::App;
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::session::Session;
use serde_json::json;

use crate::providers::Trust;
use crate::steps::{
    add_client, add_integration, begin_intake, choose_folder, confirm, finish_intake, go, id_at, settled,
};
use crate::wall::{Watch, assert_the_watch_can_fail, on_disk};

/// Files of a scan that is stopped.
const NAMES: u64 = 600;

/// A theme with the key in two of its files, once as it is and once in base64, and another's credential in a third. Below
/// the folder that keys are never looked for in: what is planted here is meant to be on disk.
fn theme(session: &Session, held: &Needle, other: &Needle) -> PathBuf {
    let folder = session.path("theme");
    for (path, text) in [
        ("config/.env", format!("SHOP=nordlys\nAPI_TOKEN={}\n", held.key())),
        (
            "assets/app.js",
            format!("const setup = atob(\"{}\");\n", BASE64.encode(format!("token:{}", held.key()))),
        ),
        ("inc/mail.php", format!("<?php\n$options = ['smtp_password' => '{}'];\n", other.key())),
        ("style.css", "body { margin: 0 }\n".to_owned()),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// A client with one integration whose key came in by the clipboard.
async fn rack(app: &App<'_>, trust: &Trust, held: &Needle) -> String {
    let provider = trust.bearer(held).await;
    let client = add_client(app, "Nordlys Outdoor").await;
    let input = trust.integration("Order export", &provider, &json!({ "scheme": "bearer" }));
    let integration = add_integration(app, &client, &input).await;
    go(app, &format!("#/integration/{integration}")).await;
    let _owner = app.session.fill_clipboard(&held.key());
    begin_intake(app, "token", "Paste from clipboard").await;
    confirm(app, "k");
    finish_intake(app).await;
    integration
}

/// Chooses the folder and begins.
async fn begin(app: &App<'_>, folder: &Path) {
    go(app, "#/scan").await;
    app.click_id("scan-folder-choose").await;
    choose_folder(app, folder);
    app.test_id("scan-folder").await;
    app.click_id("scan-go").await;
}

async fn summary(app: &App<'_>) -> String {
    app.test_id("scan-summary").await;
    settled(app).await;
    let said =
        app.script("return document.querySelector('[data-testid=scan-summary]').innerText", vec![]).await;
    said.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_the_rack_is_found_in_a_folder_and_stays_hidden() {
    let session = Session::with_window();
    let trust = Trust::new();
    let (held, other) = (Needle::letters("held key", ""), Needle::letters("another's password", ""));
    let app = App::start(&session).await;
    app.record().await;
    assert_the_watch_can_fail(&app).await;
    let integration = rack(&app, &trust, &held).await;
    let folder = theme(&session, &held, &other);
    let mut watch = Watch { app: &app, needles: Search::of([&held, &other]), searched: 0 };

    begin(&app, &folder).await;
    assert_eq!(summary(&app).await, "1 key of this rack and 1 credential stand in 3 files");
    let id = id_at(&app, "scan-result").await;
    app.photograph("scan-01-result").await;
    watch.clean("after the scan").await;

    let page =
        app.invoke("scan_findings", json!({ "id": id, "offset": 0, "limit": 500 })).await.expect("findings");
    let found: Vec<(&str, &str, u64)> = page["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            (
                row["class"].as_str().expect("a class"),
                row["place"].as_str().expect("a place"),
                row["line"].as_u64().expect("a line"),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("held", "theme/assets/app.js", 1),
            ("held", "theme/config/.env", 2),
            ("secret", "theme/inc/mail.php", 2)
        ]
    );

    next_step(&app, &integration).await;
    accepted(&app, &id).await;
    watch.clean("after looking at every finding").await;
    app.close().await;
    on_disk(&session, &Search::of([&held, &other]), &held.key());
}

/// The finding's button leads to the integration whose key it is.
async fn next_step(app: &App<'_>, integration: &str) {
    app.click_id("scan-finding").await;
    app.reads("Order export").await;
    app.photograph("scan-02-finding").await;
    app.click_id("scan-open").await;
    assert_eq!(id_at(app, "integration").await, integration);
}

/// What is accepted counts no more, keeps its reason, and can be taken back.
async fn accepted(app: &App<'_>, id: &str) {
    go(app, &format!("#/scan-result/{id}")).await;
    app.test_id("scan-finding").await;
    app.click_id("scan-class-secret").await;
    app.click_id("scan-finding").await;
    app.click_id("scan-accept").await;
    app.fill_element(&app.test_id("scan-reason").await, "A mailbox that is closed").await;
    app.photograph("scan-03-accept").await;
    app.click_id("scan-accept-go").await;
    app.click_id("scan-accepted").await;
    app.click_id("scan-finding").await;
    app.reads("A mailbox that is closed").await;
    let view = app.invoke("scan", json!({ "id": id })).await.expect("a view");
    assert_eq!((&view["secrets"], &view["accepted"]), (&json!(0), &json!(1)));
    app.click_id("scan-take-back").await;
    let open = "return document.querySelector('[data-testid=scan-take-back]') === null";
    app.wait_for_script("the end of the acceptance", open).await;
    let view = app.invoke("scan", json!({ "id": id })).await.expect("a view");
    assert_eq!((&view["secrets"], &view["accepted"]), (&json!(1), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_goes_on_without_its_screen_and_stops_at_once_when_asked() {
    let session = Session::with_window();
    let app = App::start(&session).await;
    // Enough that it cannot end by itself before it is stopped: one text under many names.
    let folder = session.path("much");
    fs::create_dir_all(&folder).expect("a folder");
    let text =
        "The shop's page number 12 says hello to everybody who reads it, and nothing more.\n".repeat(50_000);
    fs::write(folder.join("0.txt"), &text).expect("a file");
    for n in 1..NAMES {
        fs::hard_link(folder.join("0.txt"), folder.join(format!("{n}.txt"))).expect("another name");
    }
    begin(&app, &folder).await;
    let reading = "return document.querySelector('[data-testid=scan-running][data-phase=files]') !== null";
    app.wait_for_script("a scan that reads files", reading).await;
    go(&app, "#/log").await;
    let running = "return document.querySelector('[data-testid=nav-scan] [role=img]') !== null";
    app.wait_for_script("the mark of a running scan in the rail", running).await;
    go(&app, "#/scan").await;
    app.wait_for_script("the same scan, still running", reading).await;
    app.photograph("scan-04-running").await;
    app.click_id("scan-cancel").await;
    let said = summary(&app).await;
    assert!(said.starts_with("Stopped after "), "{said}");
    let view = app.invoke("scan", json!({ "id": id_at(&app, "scan-result").await })).await.expect("a view");
    assert_eq!(view["state"], "cancelled");
    assert!(view["files"].as_u64() < Some(NAMES), "it did not read on: {view}");
    app.close().await;
}
