//! A person's first day: a client, an integration, a key from the clipboard, tests that go well and badly, the log, and
//! a keyring that is locked.

use keyrack_tests::app::App;
use keyrack_tests::needle::Needle;
use keyrack_tests::session::{Session, shows_something};
use loopback::Loopback;

use crate::providers::{Trust, accept, refuse};
use crate::steps::{self, begin_intake, choose_file, confirm, go, id_at, test_by_key, verdict};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_client_to_a_locked_keyring() {
    let session = Session::with_window();
    let trust = Trust::new();
    let key = Needle::letters("key", "");
    let mut provider = trust.bearer(&key).await;

    let app = App::start(&session).await;
    let client = first_client(&app).await;
    let integration = first_integration(&app, &provider, &trust).await;
    key_from_the_clipboard(&app, &key).await;
    accepted(&app, &provider, &key).await;
    redacted_in_the_log(&app, &client, &key).await;
    refused_and_unreachable(&app, &mut provider, &integration).await;
    app.close().await;

    provider.restart().await.expect("the port");
    accept(&provider, &key);
    session.lock_keyring();
    let app = App::start(&session).await;
    locked(&app, &integration).await;
    session.unlock_keyring();
    nothing_was_lost(&app, &integration).await;
    app.close().await;
}

/// The empty rack invites.
async fn first_client(app: &App<'_>) -> String {
    app.test_id("first-client").await;
    app.photograph("story-01-first-run").await;
    app.click_id("first-client").await;
    app.fill("Name", "Nordlys Outdoor").await;
    app.click_id("save").await;
    id_at(app, "client").await
}

/// With an authority of its own, chosen in a native dialog.
async fn first_integration(app: &App<'_>, provider: &Loopback, trust: &Trust) -> String {
    app.click_id("integration-add").await;
    app.click("option", "Custom*").await;
    for (field, text) in [("integration-name", "Order export"), ("base-url", &provider.origin())] {
        app.fill_element(&app.test_id(field).await, text).await;
    }
    app.click_id("scheme-change").await;
    app.click_id("scheme-bearer").await;
    app.fill_element(&app.test_id("probe").await, "GET /status").await;
    app.click("button", "Choose a file…").await;
    choose_file(app, &trust.file(&app.session.path("home")));
    app.reads("Keyrack local authority").await;
    app.photograph("story-02-integration").await;
    app.click_id("save").await;
    id_at(app, "integration").await
}

/// Another program fills the clipboard, Keyrack reads it natively and asks natively.
async fn key_from_the_clipboard(app: &App<'_>, key: &Needle) {
    let mut owner = app.session.fill_clipboard(&key.key());
    begin_intake(app, "token", "Paste from clipboard").await;
    app.session.focus("Keyrack: confirm");
    app.photograph_screen("story-03-confirm");
    confirm(app, "k");
    app.reads("is on the rack").await;
    app.photograph("story-04-taken").await;
    let cleared = app.session.clipboard().as_deref() != Some(&key.key());
    assert!(!owner.owns() && cleared, "the clipboard was cleared");
}

async fn accepted(app: &App<'_>, provider: &Loopback, key: &Needle) {
    app.click_id("intake-test").await;
    verdict(app, "accepted", "accepted").await;
    assert!(provider.arrived(&key.key()), "the key arrived");
    app.photograph("story-05-accepted").await;
}

async fn redacted_in_the_log(app: &App<'_>, client: &str, key: &Needle) {
    go(app, &format!("#/log?client={client}")).await;
    app.click_id("log-row").await;
    app.reads("authorization: Bearer").await;
    app.photograph("story-06-log").await;
    let shown = app.text().await.to_lowercase();
    assert!(!shown.contains(&key.key().to_lowercase()), "the log shows the key");
    assert!(shown.contains("bearer [custom token="), "a label stands in its place:\n{shown}");
}

/// The provider refuses the key; then nobody answers. Each with its next step.
async fn refused_and_unreachable(app: &App<'_>, provider: &mut Loopback, integration: &str) {
    go(app, &format!("#/integration/{integration}")).await;
    refuse(provider);
    test_by_key(app, "refused", "key_refused").await;
    assert!(next_step(app).await.len() > 10);
    app.photograph("story-07-refused").await;
    provider.stop().await;
    test_by_key(app, "unreachable", "connect").await;
    assert!(next_step(app).await.len() > 10);
    app.photograph("story-08-unreachable").await;
}

/// A locked keyring has its own state, and the rest works.
async fn locked(app: &App<'_>, integration: &str) {
    go(app, &format!("#/integration/{integration}")).await;
    app.test_id("test").await;
    test_by_key(app, "not_sent", "keyring_locked").await;
    assert!(next_step(app).await.len() > 10);
    let state = "return document.querySelector('[data-testid=keyring-state]')?.dataset.state === 'locked'";
    app.wait_for_script("the keyring's own state", state).await;
    app.photograph("story-09-locked").await;
    let added = steps::add_client(app, "Casa Lumen").await;
    go(app, &format!("#/client/{added}")).await;
    app.reads("Casa Lumen").await;
}

async fn nothing_was_lost(app: &App<'_>, integration: &str) {
    go(app, &format!("#/integration/{integration}")).await;
    test_by_key(app, "accepted", "accepted").await;
    app.photograph("story-10-unlocked").await;
    go(app, "#/").await;
    // What the board showed before is shown until it has read again, which must come by itself.
    let accepted = "return [...document.querySelectorAll('[data-testid=card] .state')]
        .some((state) => state.textContent.trim() === 'Accepted')";
    app.wait_for_script("the board's hook as the last test left it", accepted).await;
    app.photograph("story-11-board").await;
    app.photograph_screen("story-12-screen");
    let picture = keyrack_tests::app::shots().join("story-12-screen.png");
    assert!(shows_something(app.session, &picture), "the window is painted");
}

async fn next_step(app: &App<'_>) -> String {
    let next = app
        .script("return document.querySelector('[data-testid=verdict] .next')?.innerText ?? ''", vec![])
        .await;
    next.as_str().unwrap_or_default().to_owned()
}
