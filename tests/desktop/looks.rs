//! axe on every screen and on everything that lies over one, in three sizes, light and dark: no violation, contrast
//! included.

mod eye;
mod layers;

use keyrack_tests::app::App;
use keyrack_tests::session::Session;
use serde_json::{Value, json};

use crate::steps::begin_intake;
use eye::Eye;

async fn first(app: &App<'_>, command: &str, arguments: Value, keep: impl Fn(&Value) -> bool) -> Value {
    let rows = app.invoke(command, arguments).await.expect("rows");
    rows.as_array().expect("rows").iter().find(|row| keep(row)).expect("one of them").clone()
}

/// The id of a row.
fn id(row: &Value) -> &str {
    row["id"].as_str().expect("an id")
}

/// Every address there is, with an example of each state of an integration.
async fn places(app: &App<'_>) -> Vec<(String, String)> {
    let client = first(app, "clients", json!({ "archived": false }), |_| true).await;
    let client = id(&client);
    let rows = app.invoke("integrations", json!({ "client": null })).await.expect("rows");
    let mut places: Vec<(String, String)> = [
        ("board", "#/".to_owned()),
        ("log", "#/log".to_owned()),
        ("bulk", "#/bulk".to_owned()),
        ("scan", "#/scan".to_owned()),
        ("settings", "#/settings".to_owned()),
        ("run", "#/run".to_owned()),
        ("watches", "#/watch".to_owned()),
        ("requests", format!("#/requests?client={client}")),
        ("client", format!("#/client/{client}")),
        ("client-new", "#/client-form".to_owned()),
        ("client-edit", format!("#/client-form/{client}")),
        ("integration-new", format!("#/integration-form?client={client}")),
    ]
    .map(|(name, address)| (name.to_owned(), address))
    .into();
    for health in ["accepted", "degraded", "odd", "refused", "unreachable", "untested"] {
        let Some(row) = rows.as_array().expect("rows").iter().find(|row| row["health"] == health) else {
            continue;
        };
        places.push((format!("integration-{health}"), format!("#/integration/{}", id(row))));
        places.push((format!("pane-{health}"), format!("#/?integration={}", id(row))));
        if health == "accepted" {
            places.push(("integration-edit".to_owned(), format!("#/integration-form/{}", id(row))));
            places.push(("watch".to_owned(), format!("#/watch/{}", id(row))));
            places.push(("order".to_owned(), format!("#/order/{}", id(row))));
        }
    }
    let scans = app.invoke("scans", json!({ "client": null, "offset": 0, "limit": 2 })).await.expect("scans");
    let [leaky, clean] = &scans["rows"].as_array().expect("rows")[..] else { panic!("two scans: {scans}") };
    places.push(("scan-result".to_owned(), format!("#/scan-result/{}", id(leaky))));
    places.push(("scan-clean".to_owned(), format!("#/scan-result/{}", id(clean))));
    let scanned = leaky["client"].as_str().expect("whose it is");
    places.push(("client-scanned".to_owned(), format!("#/client/{scanned}")));
    assert!(places.len() > 17, "the sample shows several states: {places:?}");
    places
}

/// The window on the sample workspace, with its board.
pub(crate) async fn sample(session: &Session) -> App<'_> {
    let app = App::start_with(session, &["--sample"]).await;
    let full = "return document.querySelectorAll('[data-testid=hook]').length > 10";
    app.wait_for_script("the sample's board", full).await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn no_violation_on_any_screen() {
    let session = Session::with_window();
    let app = sample(&session).await;
    let mut eye = Eye::open(&app).await;
    for (name, address) in &places(&app).await {
        eye.visit(name, address).await;
    }
    eye.found_nothing();
    assert_axe_can_fail(&app, eye).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_violation_on_anything_that_lies_over_a_screen() {
    let session = Session::with_window();
    let app = sample(&session).await;
    let mut eye = Eye::open(&app).await;
    layers::of_the_shell(&mut eye).await;
    layers::of_the_board(&mut eye).await;
    layers::of_the_log(&mut eye).await;
    layers::of_a_scan(&mut eye).await;
    layers::of_a_client(&mut eye).await;
    layers::of_an_integration(&mut eye).await;
    layers::of_an_intake(&mut eye).await;
    layers::of_a_bulk_file(&mut eye).await;
    eye.found_nothing();
    app.close().await;
}

async fn assert_axe_can_fail(app: &App<'_>, mut eye: Eye<'_, '_>) {
    // Beside the app's own parts, so that none of them covers it or takes it away.
    let plant = "const bad = document.createElement('img'); bad.src = 'data:,'; document.body.append(bad);\
                 const pale = document.createElement('p'); pale.textContent = 'pale'; pale.style.color = '#eee';\
                 pale.style.background = '#fff'; Object.assign(pale.style, { position: 'fixed', top: '0', left: '0', \
                 zIndex: '999' }); document.body.append(pale);";
    app.script(plant, vec![]).await;
    eye.look("planted").await;
    let found = eye.found();
    for rule in ["image-alt", "color-contrast"] {
        for (size, look) in eye::EACH {
            let place = format!("planted, {size}, {look}: \"{rule}\"");
            assert!(found.iter().any(|one| one.starts_with(&place)), "{place} among {found:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_violation_on_an_empty_rack_and_without_a_keyring() {
    let session = Session::with_window();
    let app = App::start(&session).await;
    let mut eye = Eye::open(&app).await;
    session.lock_keyring();
    for (name, address) in
        [("first-run", "#/"), ("log-empty", "#/log"), ("bulk-empty", "#/bulk"), ("scan-first", "#/scan")]
    {
        eye.visit(name, address).await;
    }
    let _ = app.invoke("keyring_check", json!({})).await;
    let locked = "return document.querySelector('[data-testid=keyring-state]')?.dataset.state === 'locked'";
    app.wait_for_script("the locked keyring's state", locked).await;
    eye.visit("locked", "#/settings").await;

    let client = crate::steps::add_client(&app, "Nordlys").await;
    let provider = crate::providers::Trust::new();
    let server = provider.server(loopback::Setup::default().face).await;
    let input = provider.integration("Shop", &server, &json!({ "scheme": "bearer" }));
    let id = crate::steps::add_integration(&app, &client, &input).await;
    crate::steps::go(&app, &format!("#/integration/{id}")).await;
    let _owner = session.fill_clipboard("a-perfectly-fine-key-of-some-length");
    begin_intake(&app, "token", "Paste from clipboard").await;
    let unlock = "return [...document.querySelectorAll('[data-step=choose] button')]
        .some((button) => button.textContent.trim() === 'Unlock')";
    app.wait_for_script("the way to unlock beside the intake", unlock).await;
    eye.look("intake-locked").await;
    eye.found_nothing();
    app.close().await;
}
