//! axe on every screen, light and dark: no violation, contrast included.

use keyrack_tests::app::App;
use keyrack_tests::session::Session;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::steps::{begin_intake, go, settled};

const RUN: &str = "const found = await window.axe.run(document, { resultTypes: ['violations'] });\
    return { rules: found.passes.length, violations: found.violations.map((one) => ({ id: one.id, help: one.help, \
    nodes: one.nodes.slice(0, 4).map((node) => node.target.join(' ') + ': ' + (node.any[0]?.message ?? node.html)) })) }";

fn axe() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(path).expect("axe-core is installed with the page's packages")
}

/// What axe finds on the page as it is now.
async fn violations(app: &App<'_>, place: &str) -> Vec<String> {
    settled(app).await;
    let found = app.script_async(RUN, vec![]).await;
    let Some(all) = found["value"]["violations"].as_array() else {
        panic!("axe did not run on {place}: {found}")
    };
    assert!(
        found["value"]["rules"].as_u64().is_some_and(|rules| rules > 5),
        "axe looked at something on {place}"
    );
    all.iter().map(|one| format!("{place}: {} ({}) {}", one["id"], one["help"], one["nodes"])).collect()
}

async fn theme(app: &App<'_>, theme: &str) {
    let mut settings = app.invoke("app", json!({})).await.expect("a view")["settings"].clone();
    settings["theme"] = json!(theme);
    app.invoke("settings_save", json!({ "settings": settings })).await.expect("settings");
    let set = format!("return document.documentElement.dataset.theme === '{theme}'");
    app.wait_for_script(&format!("the {theme} look"), &set).await;
}

async fn first(app: &App<'_>, command: &str, arguments: Value, keep: impl Fn(&Value) -> bool) -> Value {
    let rows = app.invoke(command, arguments).await.expect("rows");
    rows.as_array().expect("rows").iter().find(|row| keep(row)).expect("one of them").clone()
}

/// Every address there is, with an example of each state of an integration.
async fn places(app: &App<'_>) -> Vec<(String, String)> {
    let client = first(app, "clients", json!({ "archived": false }), |_| true).await["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let rows = app.invoke("integrations", json!({ "client": null })).await.expect("rows");
    let mut places: Vec<(String, String)> = [
        ("board", "#/".to_owned()),
        ("log", "#/log".to_owned()),
        ("bulk", "#/bulk".to_owned()),
        ("settings", "#/settings".to_owned()),
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
        let id = row["id"].as_str().expect("an id");
        places.push((format!("integration-{health}"), format!("#/integration/{id}")));
        places.push((format!("pane-{health}"), format!("#/?integration={id}")));
        if health == "accepted" {
            places.push(("integration-edit".to_owned(), format!("#/integration-form/{id}")));
        }
    }
    assert!(places.len() > 14, "the sample shows several states: {places:?}");
    places
}

#[tokio::test(flavor = "multi_thread")]
async fn no_violation_on_any_screen_in_either_look() {
    let session = Session::with_window();
    let app = App::start_with(&session, &["--sample"]).await;
    app.wait_for_script(
        "the sample's board",
        "return document.querySelectorAll('[data-testid=hook]').length > 10",
    )
    .await;
    app.script(&axe(), vec![]).await;
    let places = places(&app).await;
    let mut all = Vec::new();
    for look in ["light", "dark"] {
        theme(&app, look).await;
        for (name, address) in &places {
            go(&app, address).await;
            app.photograph(&format!("look-{name}-{look}")).await;
            all.extend(violations(&app, &format!("{name}, {look}")).await);
        }
        all.extend(layers(&app, look).await);
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert_axe_can_fail(&app).await;
    app.close().await;
}

/// What lies over a screen: palette, keys, menus, the intake's dialog, an open log entry.
async fn layers(app: &App<'_>, look: &str) -> Vec<String> {
    let mut all = Vec::new();
    go(app, "#/").await;
    app.click_id("palette-open").await;
    app.test_id("palette").await;
    app.photograph(&format!("look-palette-{look}")).await;
    all.extend(violations(app, &format!("palette, {look}")).await);
    app.keys(Key::Escape + "").await;

    go(app, "#/log?").await;
    app.click_id("log-row").await;
    settled(app).await;
    app.photograph(&format!("look-log-entry-{look}")).await;
    all.extend(violations(app, &format!("log entry, {look}")).await);

    let row = first(app, "integrations", json!({ "client": null }), |row| row["health"] == "accepted").await;
    go(app, &format!("#/integration/{}", row["id"].as_str().expect("an id"))).await;
    app.click_id("integration-more").await;
    all.extend(violations(app, &format!("menu, {look}")).await);
    app.keys(Key::Escape + "").await;
    app.click_id("key-take").await;
    app.test_id("intake").await;
    app.photograph(&format!("look-intake-{look}")).await;
    all.extend(violations(app, &format!("intake, {look}")).await);
    app.keys(Key::Escape + "").await;
    all
}

async fn assert_axe_can_fail(app: &App<'_>) {
    let plant = "const bad = document.createElement('img'); bad.src = 'data:,'; document.querySelector('main').append(bad);\
                 const pale = document.createElement('p'); pale.textContent = 'pale'; pale.style.color = '#eee';\
                 pale.style.background = '#fff'; Object.assign(pale.style, { position: 'fixed', top: '0', zIndex: '999' });\
                 document.body.append(pale)";
    app.script(plant, vec![]).await;
    let found = violations(app, "planted").await.join("\n");
    assert!(found.contains("image-alt") && found.contains("color-contrast"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_violation_on_an_empty_rack_and_without_a_keyring() {
    let session = Session::with_window();
    let app = App::start(&session).await;
    app.script(&axe(), vec![]).await;
    session.lock_keyring();
    let mut all = Vec::new();
    for look in ["light", "dark"] {
        theme(&app, look).await;
        for (name, address) in [("first-run", "#/"), ("log-empty", "#/log"), ("bulk-empty", "#/bulk")] {
            go(&app, address).await;
            app.photograph(&format!("look-{name}-{look}")).await;
            all.extend(violations(&app, &format!("{name}, {look}")).await);
        }
        let _ = app.invoke("keyring_check", json!({})).await;
        let locked =
            "return document.querySelector('[data-testid=keyring-state]')?.dataset.state === 'locked'";
        app.wait_for_script("the locked keyring's state", locked).await;
        go(&app, "#/settings").await;
        app.photograph(&format!("look-locked-{look}")).await;
        all.extend(violations(&app, &format!("locked, {look}")).await);
    }
    let client = crate::steps::add_client(&app, "Nordlys").await;
    let provider = crate::providers::Trust::new();
    let server = provider.server(loopback::Setup::default().face).await;
    let input = provider.integration("Shop", &server, &json!({ "scheme": "bearer" }));
    let id = crate::steps::add_integration(&app, &client, &input).await;
    go(&app, &format!("#/integration/{id}")).await;
    let _owner = session.fill_clipboard("a-perfectly-fine-key-of-some-length");
    begin_intake(&app, "token", "Paste from clipboard").await;
    app.wait_for_script(
        "the intake's refusal",
        "return document.querySelector('[data-step=choose] [role=alert]') !== null",
    )
    .await;
    app.photograph("look-intake-locked").await;
    all.extend(violations(&app, "intake, locked").await);
    assert!(all.is_empty(), "{}", all.join("\n"));
    app.close().await;
}
