//! A person's first day: a client, an integration, a key from the clipboard, tests that go well and badly, the log, and
//! a keyring that is locked.

use keyrack_tests::app::App;
use keyrack_tests::needle::Needle;
use keyrack_tests::session::{Session, shows_something};

use crate::providers::{Trust, accept, refuse};
use crate::steps::{self, begin_intake, choose_file, confirm, go, id_at, test_by_key, verdict};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_client_to_a_locked_keyring() {
    let session = Session::with_window();
    let trust = Trust::new();
    let key = Needle::letters("key", "");
    let mut provider = trust.bearer(&key).await;
    let app = App::start(&session).await;

    // The empty rack invites.
    app.test_id("first-client").await;
    app.photograph("story-01-first-run").await;
    app.click_id("first-client").await;
    app.fill("Name", "Nordlys Outdoor").await;
    app.click_id("save").await;
    let client = id_at(&app, "client").await;

    // An integration with an authority of its own, chosen in a native dialog.
    app.click_id("integration-add").await;
    app.click("option", "Custom*").await;
    let name = app.test_id("integration-name").await;
    app.fill_element(&name, "Order export").await;
    let base = app.test_id("base-url").await;
    app.fill_element(&base, &provider.origin()).await;
    app.find("combobox", "How the key is sent").await.send_keys("Bearer").await.expect("key strokes");
    let probe = app.test_id("probe").await;
    app.fill_element(&probe, "GET /status").await;
    app.click("button", "Choose a file…").await;
    choose_file(&app, &trust.file(&session.path("home")));
    app.reads("Keyrack local authority").await;
    app.photograph("story-02-integration").await;
    app.click_id("save").await;
    let integration = id_at(&app, "integration").await;

    // The key: another program fills the clipboard, Keyrack reads it natively and asks natively.
    let mut owner = session.fill_clipboard(&key.key());
    begin_intake(&app, "token", "Paste from clipboard").await;
    session.focus("Keyrack: confirm");
    app.photograph_screen("story-03-confirm");
    confirm(&app, "k");
    app.reads("is on the rack").await;
    app.photograph("story-04-taken").await;
    assert!(!owner.owns() && session.clipboard().as_deref() != Some(&key.key()), "the clipboard was cleared");

    // Accepted.
    app.click_id("intake-test").await;
    verdict(&app, "accepted", "accepted").await;
    assert!(provider.arrived(&key.key()), "the key arrived");
    app.photograph("story-05-accepted").await;

    // The log shows it redacted.
    go(&app, &format!("#/log?client={client}")).await;
    app.click_id("log-row").await;
    app.reads("authorization: Bearer").await;
    app.photograph("story-06-log").await;
    let shown = app.text().await.to_lowercase();
    assert!(!shown.contains(&key.key().to_lowercase()), "the log shows the key");
    assert!(
        shown.contains("bearer [custom token#"),
        "a label stands in its place:
{shown}"
    );

    // Refused, with its next step; then nobody answers.
    go(&app, &format!("#/integration/{integration}")).await;
    refuse(&provider);
    test_by_key(&app, "refused", "key_refused").await;
    assert!(next_step(&app).await.len() > 10);
    app.photograph("story-07-refused").await;
    provider.stop().await;
    test_by_key(&app, "unreachable", "connect").await;
    assert!(next_step(&app).await.len() > 10);
    app.photograph("story-08-unreachable").await;
    app.close().await;

    // Locked: its own state, the rest works, and nothing is lost.
    provider.restart().await.expect("the port");
    accept(&provider, &key);
    session.lock_keyring();
    let app = App::start(&session).await;
    go(&app, &format!("#/integration/{integration}")).await;
    app.test_id("test").await;
    test_by_key(&app, "not_sent", "keyring_locked").await;
    assert!(next_step(&app).await.len() > 10);
    let state = "return document.querySelector('[data-testid=keyring-state]')?.dataset.state === 'locked'";
    app.wait_for_script("the keyring's own state", state).await;
    app.photograph("story-09-locked").await;
    let added = steps::add_client(&app, "Casa Lumen").await;
    go(&app, &format!("#/client/{added}")).await;
    app.reads("Casa Lumen").await;

    session.unlock_keyring();
    go(&app, &format!("#/integration/{integration}")).await;
    test_by_key(&app, "accepted", "accepted").await;
    app.photograph("story-10-unlocked").await;
    go(&app, "#/").await;
    app.reads("Order export").await;
    app.photograph("story-11-board").await;
    app.photograph_screen("story-12-screen");
    assert!(
        shows_something(&session, &keyrack_tests::app::shots().join("story-12-screen.png")),
        "the window is painted"
    );
    app.close().await;
}

async fn next_step(app: &App<'_>) -> String {
    let next = app
        .script("return document.querySelector('[data-testid=verdict] .next')?.innerText ?? ''", vec![])
        .await;
    next.as_str().unwrap_or_default().to_owned()
}
