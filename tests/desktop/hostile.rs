//! The hostile page: its script calls every command, in any order, with any arguments, and nobody says yes. No key that is
//! held and nothing of the clipboard reaches a second server, a file, or the page.

mod guesses;
mod handles;

use std::sync::atomic::{AtomicBool, Ordering};

use keyrack_tests::app::App;
use keyrack_tests::files;
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::session::Session;
use loopback::{Answer, Face, Loopback, Script, Setup};
use serde_json::{Value, json};

use crate::providers::Trust;
use crate::steps::{
    add_client, add_integration, begin_intake, choose_file, choose_folder, confirm, finish_intake, go,
};

/// Calls everything with everything. Each call is given a moment; those that ask a person wait for an answer that is no.
const ATTACK: &str = include_str!("hostile/attack.js");

/// Ways past the commands: none of them may exist for this page.
const AROUND: &str = include_str!("hostile/around.js");

/// Every command that the page may call, from the shell's own list.
fn commands() -> impl Iterator<Item = &'static str> {
    let list = include_str!("../../src-tauri/src/commands/list.rs");
    let areas = list.split("$then! {").nth(1).expect("the list").split(';');
    areas.filter_map(|area| Some(area.split_once(':')?.1)).flat_map(|names| names.split(',')).map(str::trim)
}

struct Stage<'a> {
    app: &'a App<'a>,
    /// Where the key belongs.
    provider: Loopback,
    /// Where the attacker listens, over TLS that the page can make trusted, and in plain.
    evil: Loopback,
    plain: Loopback,
    held: Needle,
    clipboard: Needle,
    client: String,
    integration: String,
    arguments: Value,
}

async fn stage<'a>(app: &'a App<'a>, trust: &Trust) -> Stage<'a> {
    let held = Needle::letters("held key", "");
    let provider = trust.bearer(&held).await;
    let (evil, plain) = (trust.server(Setup::default().face).await, trust.server(Face::Plain).await);
    for server in [&evil, &plain] {
        server.on("/", Script::always(Answer::json(200, &json!({ "thanks": true }))));
    }
    let client = add_client(app, "Nordlys").await;
    let bearer = json!({ "scheme": "bearer" });
    let input = trust.integration("Order export", &provider, &bearer);
    let integration = add_integration(app, &client, &input).await;
    // The attacker's own integration, which points at the attacker's server.
    let mine = add_integration(app, &client, &trust.integration("Mine", &evil, &bearer)).await;

    go(app, &format!("#/integration/{integration}")).await;
    let owner = app.session.fill_clipboard(&held.key());
    begin_intake(app, "token", "Paste from clipboard").await;
    confirm(app, "k");
    finish_intake(app).await;
    drop(owner);
    let arguments = json!({
        "targets": provider.origin(), "client": client, "integration": integration, "mine": mine,
        "evil": evil.origin(), "plain": plain.origin(), "ca": input["ca_pem"], "seed": 1,
    });
    let clipboard = Needle::letters("clipboard", "");
    Stage { app, provider, evil, plain, held, clipboard, client, integration, arguments }
}

/// Tells the person who says no that it is over, when dropped.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Answers every native dialog with Escape until it is told to stop; gives how many there were.
fn decline(session: &Session, stop: &AtomicBool) -> u32 {
    let mut declined = 0;
    while !stop.load(Ordering::Relaxed) {
        let dialog = session.windows().into_iter().find(|window| window.title.starts_with("Keyrack: "));
        if let Some(dialog) = dialog {
            // It may be gone by now; then the next look finds another, or none.
            let _ = session.run("xdotool", &["windowactivate", &dialog.id]);
            let _ = session.run("xdotool", &["key", "--clearmodifiers", "Escape"]);
            declined += 1;
        }
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
    declined
}

/// Runs an attack beside a person who says no to everything; gives how often, and what came of the attack.
fn declining<T>(session: &Session, attack: impl AsyncFnOnce() -> T) -> (u32, T) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let declining = scope.spawn(|| decline(session, &stop));
        // Also when the attack's own assertions fail: else the person would wait for dialogs for ever.
        let over = Over(&stop);
        let outcome = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(attack()));
        drop(over);
        (declining.join().expect("the person who says no"), outcome)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_gets_nothing_and_sends_nothing() {
    let session = Session::with_window();
    let trust = Trust::new();
    let app = App::start(&session).await;
    let mut stage = stage(&app, &trust).await;
    let needles = Search::of([&stage.held, &stage.clipboard]);
    app.record().await;
    let mut owner = session.fill_clipboard(&stage.clipboard.key());

    let (declined, ()) = declining(&session, async || attack(&mut stage).await);
    assert!(declined > 3, "native dialogs asked, and were declined: {declined}");

    nothing_got_out(&stage, &needles).await;
    assert!(owner.owns(), "the clipboard was not touched");
    assert_eq!(session.clipboard().as_deref(), Some(stage.clipboard.key().as_str()));
    app.photograph("hostile-after").await;
    one_yes_changes_it(&stage, &needles).await;
    app.close().await;
}

async fn attack(stage: &mut Stage<'_>) {
    for seed in 1..=4 {
        stage.arguments["seed"] = json!(seed);
        let called = stage.app.script_async(ATTACK, vec![stage.arguments.clone()]).await;
        let called = called["value"]
            .as_object()
            .unwrap_or_else(|| panic!("the attack itself failed: {called}"))
            .clone();
        let missed: Vec<&str> = commands().filter(|name| !called.contains_key(*name)).collect();
        assert!(missed.is_empty(), "not every command was called: {missed:?}");
        // What it left behind must not hide the victim from the next round.
        let _ = stage
            .app
            .invoke("integration_archive", json!({ "id": stage.integration, "archived": false }))
            .await;
    }
    let tried = stage.app.script_async(AROUND, vec![stage.arguments.clone()]).await;
    let tried = tried["value"]
        .as_object()
        .unwrap_or_else(|| panic!("the attempts themselves failed: {tried}"))
        .clone();
    let came: Vec<_> = tried.iter().filter(|(_, outcome)| outcome.get("value").is_some()).collect();
    assert!(came.is_empty(), "these should not have worked: {came:?}");
    assert!(tried.len() > 30, "{tried:?}");
}

async fn nothing_got_out(stage: &Stage<'_>, needles: &Search) {
    for (name, server) in [("TLS", &stage.evil), ("plain", &stage.plain)] {
        let seen: Vec<String> =
            server.seen().iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect();
        assert_eq!(seen, Vec::<String>::new(), "the attacker's server ({name}) was asked nothing");
        assert!(!server.arrived(&stage.held.key()) && !server.arrived(&stage.clipboard.key()));
    }
    for message in stage.app.recorded().await {
        assert_eq!(needles.find(message.as_bytes()), [], "in a message to the page");
    }
    assert_eq!(needles.find(stage.app.markup().await.as_bytes()), [], "on the page");
    let found = stage.app.search_web_memory(needles);
    assert!(found.hits.is_empty(), "in the web view's memory:\n{}", found.report());
    let session = stage.app.session;
    for folder in [session.data_dir(), session.path("home"), session.path("config"), session.path("run")] {
        let found = files::search(&folder, needles).expect("readable");
        assert!(found.hits.is_empty(), "in a file: {:?}", found.hits);
    }
    let view =
        stage.app.invoke("integration", json!({ "id": stage.integration })).await.expect("it is still there");
    assert_eq!(view["input"]["base_url"], stage.provider.origin(), "it still points where it did");
    assert!(view["keys"][0]["held"].is_object(), "and its key is still held");
    assert!(stage.app.invoke("client", json!({ "id": stage.client })).await.is_ok());
}

/// The same servers do get the key when a person says yes: the test above can fail.
async fn one_yes_changes_it(stage: &Stage<'_>, needles: &Search) {
    let app = stage.app;
    let view = app.invoke("integration", json!({ "id": stage.integration })).await.expect("a view");
    let mut input = view["input"].clone();
    input["base_url"] = json!(stage.evil.origin());
    app.begin(
        "integration_edit",
        json!({ "id": stage.integration, "revision": view["revision"], "input": input }),
    )
    .await;
    app.session.focus("Keyrack: confirm");
    app.photograph_screen("hostile-rebind");
    confirm(app, "a");
    app.answer("integration_edit").await.expect("a person said yes");
    app.invoke("test", json!({ "integration": stage.integration })).await.expect("a send");
    assert!(stage.evil.arrived(&stage.held.key()), "after a yes the key goes there");
    let deliver = "const { transformCallback, runCallback } = window.__TAURI_INTERNALS__;\
                   runCallback(transformCallback(() => {}), arguments[0])";
    app.script(deliver, vec![json!(stage.clipboard.key())]).await;
    let recorded = app.recorded().await;
    assert!(
        recorded.iter().any(|message| !needles.find(message.as_bytes()).is_empty()),
        "a message with a key is found"
    );
}
