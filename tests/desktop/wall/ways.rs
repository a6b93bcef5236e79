//! The ways in and out of the rack, each watched while it happens and afterwards.

use std::time::Duration;

use keyrack_tests::needle::Needle;
use keyrack_tests::session::Session;
use loopback::{Answer, Echo, Loopback, Script};
use serde_json::json;

use super::{Planted, Watch};
use crate::steps::{begin_intake, choose_file, confirm, finish_intake, go, settled, type_key};

pub(super) async fn from_the_clipboard(session: &Session, watch: &mut Watch<'_>, planted: &Planted) {
    let (part, needle) = &planted.parts[0];
    go(watch.app, &format!("#/integration/{}", planted.id)).await;
    let _owner = session.fill_clipboard(&needle.key());
    begin_intake(watch.app, part, "Paste from clipboard").await;
    session.focus("Keyrack: confirm");
    watch.clean("while the clipboard's key waits for its confirmation").await;
    confirm(watch.app, "k");
    finish_intake(watch.app).await;
    watch.clean("after the clipboard").await;
}

pub(super) async fn from_the_prompt(watch: &mut Watch<'_>, planted: &Planted) {
    let (part, needle) = &planted.parts[0];
    go(watch.app, &format!("#/integration/{}", planted.id)).await;
    begin_intake(watch.app, part, "Type it…").await;
    // Halfway through, then to the end.
    let key = needle.key();
    let (first, second) = key.split_at(key.len() - 6);
    watch.app.session.focus("Keyrack: type a key");
    watch.app.session.type_text(first);
    watch.clean("while the key is being typed").await;
    type_key(watch.app, second);
    watch.app.session.focus("Keyrack: confirm");
    watch.clean("while the typed key waits for its confirmation").await;
    confirm(watch.app, "k");
    finish_intake(watch.app).await;
    watch.clean("after the typed prompt").await;
}

pub(super) async fn from_a_file(session: &Session, watch: &mut Watch<'_>, planted: &Planted) {
    let path = session.path("home").join("shop.env");
    let lines =
        planted.parts.iter().map(|(part, needle)| format!("{}='{}'\n", part.to_uppercase(), needle.key()));
    std::fs::write(&path, format!("# a shop\nDEBUG=1\n{}", lines.collect::<String>())).expect("a file");
    for (part, _) in &planted.parts {
        go(watch.app, &format!("#/integration/{}", planted.id)).await;
        begin_intake(watch.app, part, "From a file…").await;
        choose_file(watch.app, &path);
        watch.clean("while the file's names are shown").await;
        watch.app.click("button", &format!("{}*", part.to_uppercase())).await;
        confirm(watch.app, "k");
        finish_intake(watch.app).await;
        watch.clean("after the file").await;
    }
    std::fs::remove_file(path).expect("removed");
}

pub(super) async fn from_the_terminal(session: &Session, watch: &mut Watch<'_>, planted: &Planted) {
    let (part, needle) = &planted.parts[0];
    let taken = session.keyrack_given(
        &["key", "add", &planted.id, part, "--from", "stdin", "--yes"],
        needle.key().as_bytes(),
    );
    assert_eq!(taken.code, 0, "{}", taken.err);
    go(watch.app, &format!("#/integration/{}", planted.id)).await;
    watch.app.reads("From the terminal").await;
    watch.clean("after the terminal").await;
}

pub(super) async fn from_a_bulk_file(
    session: &Session,
    watch: &mut Watch<'_>,
    provider: &Loopback,
    needles: &[Needle; 2],
) {
    let path = session.path("home").join("many.csv");
    let head = "client,integration,provider,base_url,store_domain,consumer_key,consumer_secret,remark";
    let [key, secret] = needles;
    let row = |name: &str| {
        let shop = name.to_lowercase().replace(' ', "-");
        format!(
            "{name},Shop,woocommerce,{}/wp-json/wc/v3,{shop}.example,{},{},{}",
            provider.origin(),
            key.key(),
            secret.key(),
            key.key()
        )
    };
    std::fs::write(
        &path,
        format!("{head}\n{}\n{}\n,,,,,{},,\n", row("Casa Lumen"), row("Ida Brod"), key.key()),
    )
    .expect("a file");
    go(watch.app, "#/bulk").await;
    watch.app.click_id("bulk-choose").await;
    choose_file(watch.app, &path);
    watch.app.test_id("bulk-take").await;
    settled(watch.app).await;
    watch.clean("while the bulk file is previewed").await;
    watch.app.photograph("wall-bulk").await;
    watch.app.click_id("bulk-take").await;
    confirm(watch.app, "k");
    watch.app.test_id("bulk-board").await;
    watch.clean("after the bulk file").await;
    std::fs::remove_file(path).expect("removed");
}

pub(super) async fn sent_and_given_back(watch: &mut Watch<'_>, all: &[Planted], provider: &Loopback) {
    for form in [Echo::Header, Echo::Json, Echo::Base64, Echo::Percent] {
        provider.on("/", Script::always(Answer::echo(form)));
        for planted in all {
            let send = watch.app.invoke("test", json!({ "integration": planted.id })).await.expect("a send");
            assert_eq!(send["status"], 200, "{send}");
            go(watch.app, &format!("#/integration/{}", planted.id)).await;
        }
        watch.clean(&format!("after an echo: {form:?}")).await;
    }
}

pub(super) async fn copied(session: &Session, watch: &mut Watch<'_>, planted: &Planted) {
    let mut settings = watch.app.invoke("app", json!({})).await.expect("a view")["settings"].clone();
    settings["clipboard_seconds"] = json!(10);
    watch.app.invoke("settings_save", json!({ "settings": settings })).await.expect("settings");
    let (part, needle) = &planted.parts[0];
    go(watch.app, &format!("#/integration/{}", planted.id)).await;
    watch.app.begin("key_copy", json!({ "integration": planted.id, "part": part })).await;
    session.focus("Keyrack: confirm");
    watch.app.photograph_screen("wall-copy");
    confirm(watch.app, "p");
    watch.app.answer("key_copy").await.expect("copied");
    let key = needle.key();
    session.clipboard_becomes("the key on the clipboard", Duration::from_secs(10), |text| text == Some(&key));
    watch.clean("while the copied key is on the clipboard").await;
    session
        .clipboard_becomes("a clipboard without the key", Duration::from_secs(20), |text| text != Some(&key));
    watch.clean("after the copied key was taken away").await;
}
