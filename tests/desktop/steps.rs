//! What a person does in the window and in its native dialogs.

use std::path::Path;

use keyrack_tests::app::App;
use serde_json::{Value, json};

/// Goes to a place by its address.
pub(crate) async fn go(app: &App<'_>, address: &str) {
    app.script("location.hash = arguments[0]", vec![json!(address)]).await;
    settled(app).await;
}

/// Waits until nothing is being read and nothing moves any more.
pub(crate) async fn settled(app: &App<'_>) {
    let still = "return document.querySelector('[aria-busy=true]:not(button)') === null \
                 && document.getAnimations().every((one) => one.playState !== 'running' \
                 || one.effect?.getTiming().iterations === Infinity)";
    app.wait_for_script("a page at rest", still).await;
}

/// The id in the address, once the page is at a screen of this name.
pub(crate) async fn id_at(app: &App<'_>, screen: &str) -> String {
    let at = format!("return location.hash.startsWith('#/{screen}/')");
    app.wait_for_script(&format!("the screen {screen}"), &at).await;
    let hash = app.script("return location.hash", vec![]).await;
    hash.as_str().and_then(|hash| hash.rsplit('/').next()).expect("an id").to_owned()
}

/// Says yes in the native confirmation, by the mnemonic of its button. The way ahead opens a moment after the dialog has
/// the focus, so that nobody says yes by typing on: until then the key stroke does nothing, and is made again.
pub(crate) fn confirm(app: &App<'_>, mnemonic: &str) {
    const TITLE: &str = "Keyrack: confirm";
    app.session.focus(TITLE);
    for _ in 0..10 {
        app.session.press(&[&format!("alt+{mnemonic}")]);
        if app.session.ends_soon(TITLE) {
            return;
        }
    }
    app.session.gone(TITLE);
}

/// Says no in the native confirmation.
pub(crate) fn decline(app: &App<'_>) {
    const TITLE: &str = "Keyrack: confirm";
    app.session.focus(TITLE);
    app.session.press(&["Escape"]);
    app.session.gone(TITLE);
}

/// Types into the native prompt.
pub(crate) fn type_key(app: &App<'_>, key: &str) {
    app.session.focus("Keyrack: type a key");
    app.session.type_text(key);
    app.session.press(&["Return"]);
    app.session.gone("Keyrack: type a key");
}

/// Chooses a file in the native dialog, by typing its path.
pub(crate) fn choose_file(app: &App<'_>, path: &Path) {
    const TITLE: &str = "Keyrack: choose a file";
    app.session.focus(TITLE);
    // Opens the field for a path; what is typed lands there.
    app.session.press(&["ctrl+l"]);
    app.session.type_text(path.to_str().expect("a plain path"));
    // The first Return may only close the list of names that fit; on a busy machine the dialog may not have it yet.
    for _ in 0..8 {
        app.session.press(&["Return"]);
        if app.session.ends_soon(TITLE) {
            return;
        }
    }
    app.photograph_screen("file-dialog-stays");
    app.session.gone(TITLE);
}

/// Chooses a folder in the native dialog, by typing its path.
pub(crate) fn choose_folder(app: &App<'_>, path: &Path) {
    const TITLE: &str = "Keyrack: choose a folder";
    app.session.focus(TITLE);
    app.session.press(&["ctrl+l"]);
    app.session.type_text(path.to_str().expect("a plain path"));
    app.photograph_screen("folder-dialog");
    // Return closes the list of names that fit, then goes into the folder; the button takes what is open.
    for keys in ["Return", "alt+o", "Return", "alt+o", "alt+o"] {
        app.session.press(&[keys]);
        if app.session.ends_soon(TITLE) {
            return;
        }
    }
    app.photograph_screen("folder-dialog-stays");
    app.session.gone(TITLE);
}

/// Names a file in the native dialog, in place of the name that it suggests.
pub(crate) fn save_as(app: &App<'_>, path: &Path) {
    const TITLE: &str = "Keyrack: save a file";
    app.session.focus(TITLE);
    app.session.press(&["ctrl+a"]);
    app.session.type_text(path.to_str().expect("a plain path"));
    app.photograph_screen("save-dialog");
    // The first Return may only close the list of names that fit.
    for _ in 0..3 {
        app.session.press(&["Return"]);
        if app.session.ends_soon(TITLE) {
            return;
        }
    }
    app.session.gone(TITLE);
}

/// Opens the menu of a part and picks one of the three ways in.
pub(crate) async fn begin_intake(app: &App<'_>, part: &str, way: &str) {
    app.click_id(&format!("key-add-{part}")).await;
    app.click("menuitem", way).await;
}

/// Waits for the end of an intake and closes its dialog.
pub(crate) async fn finish_intake(app: &App<'_>) {
    app.wait_for_script(
        "a key that was taken in",
        "return document.querySelector('[data-step=taken]') !== null",
    )
    .await;
    app.click_id("intake-done").await;
    app.wait_for_script(
        "the end of the dialog",
        "return document.querySelector('[data-testid=intake]') === null",
    )
    .await;
}

/// Tests what is shown, by its key on the keyboard, and waits for this verdict.
pub(crate) async fn test_by_key(app: &App<'_>, kind: &str, reason: &str) {
    app.script("document.activeElement?.blur()", vec![]).await;
    app.keys("t").await;
    verdict(app, kind, reason).await;
}

/// Waits until the page shows this verdict.
pub(crate) async fn verdict(app: &App<'_>, kind: &str, reason: &str) {
    let shown = format!(
        "return document.querySelector('[data-testid=verdict][data-verdict=\"{kind}\"][data-reason=\"{reason}\"]') !== null"
    );
    app.wait_for_script(&format!("the verdict {kind}, {reason}"), &shown).await;
    settled(app).await;
}

/// Adds a client by its command, and gives its id.
pub(crate) async fn add_client(app: &App<'_>, name: &str) -> String {
    let input = json!({ "name": name, "notes": "", "tags": [], "owner": "" });
    id_of(&app.invoke("client_add", json!({ "input": input })).await.expect("a client"))
}

/// Adds an integration by its command, and gives its id. Its authority is a file that a person chooses.
pub(crate) async fn add_integration(app: &App<'_>, client: &str, input: &Value) -> String {
    let mut input = input.clone();
    if let Some(pem) = input["ca_pem"].as_str() {
        let file = app.session.path("home").join("own-authority.pem");
        std::fs::write(&file, pem).expect("a file");
        app.begin("ca_choose", json!({})).await;
        choose_file(app, &file);
        input["ca_pem"] = app.answer("ca_choose").await.expect("a certificate")["handle"].clone();
    }
    let answer = app.invoke("integration_add", json!({ "client": client, "input": input })).await;
    id_of(&answer.expect("an integration"))
}

/// The same by the terminal, which takes the authority's file without a dialog: for tests that need many. Of `input` it takes
/// what [`Trust::integration`](crate::providers::Trust::integration) makes, and conditions.
pub(crate) fn add_by_terminal(app: &App<'_>, client: &str, input: &Value) -> String {
    let file = app.session.path("home").join("own-authority.pem");
    std::fs::write(&file, input["ca_pem"].as_str().expect("an authority")).expect("a file");
    let text = |name: &str| input[name].as_str().expect(name).to_owned();
    let mut arguments: Vec<String> = ["--json", "integration", "add", client].map(str::to_owned).into();
    arguments.extend([text("name"), "--provider".into(), text("provider")]);
    arguments.extend(["--base-url".into(), text("base_url"), "--auth".into(), input["auth"].to_string()]);
    arguments.extend(["--probe".into(), text("probe"), "--ca".into(), file.display().to_string()]);
    for condition in input["conditions"].as_array().into_iter().flatten() {
        arguments.extend(["--condition".into(), condition.as_str().expect("a condition").to_owned()]);
    }
    if input["client_certificate"] == true {
        arguments.push("--client-certificate".into());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let added = app.session.keyrack(&arguments);
    assert_eq!(added.code, 0, "{}", added.err);
    id_of(&added.json())
}

fn id_of(view: &Value) -> String {
    view["id"].as_str().expect("an id").to_owned()
}
