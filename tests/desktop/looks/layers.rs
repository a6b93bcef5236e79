//! What lies over a screen: palette, menus, dialogs, notices, the steps of an intake and of a bulk file.

use keyrack_tests::needle::Needle;
use serde_json::json;
use thirtyfour::Key;

use super::eye::Eye;
use super::{first, id};
use crate::steps::{begin_intake, choose_file, confirm, finish_intake, go, settled};

const MENU: &str = "[role=menu]";

/// Escape, and the end of the dialog.
async fn leave(eye: &Eye<'_, '_>) {
    eye.app.keys(Key::Escape + "").await;
    let gone = "return document.querySelector('dialog[open]') === null";
    eye.app.wait_for_script("the dialog's end", gone).await;
}

/// Picks an entry of a menu, which opens a dialog.
async fn dialog(eye: &mut Eye<'_, '_>, name: &str, menu: &str, entry: &str) {
    eye.app.click_id(menu).await;
    eye.app.click("menuitem", entry).await;
    let there = "return document.querySelector('dialog[open]') !== null";
    eye.app.wait_for_script(&format!("the dialog {name}"), there).await;
    eye.look(name).await;
    leave(eye).await;
}

pub(super) async fn of_the_shell(eye: &mut Eye<'_, '_>) {
    go(eye.app, "#/").await;
    eye.app.click_id("palette-open").await;
    eye.app.test_id("palette").await;
    eye.look("palette").await;
    leave(eye).await;
    eye.app.script("document.activeElement?.blur()", vec![]).await;
    eye.app.keys("?").await;
    eye.app.find("dialog", "Keyboard shortcuts").await;
    eye.look("shortcuts").await;
    leave(eye).await;
    go(eye.app, "#/settings").await;
    eye.app.click_id("doctor-run").await;
    eye.app.test_id("doctor").await;
    eye.look("doctor").await;
}

pub(super) async fn of_the_board(eye: &mut Eye<'_, '_>) {
    go(eye.app, "#/").await;
    eye.look_behind("menu-filter", "board-filter", "[role=dialog][popover]").await;
    eye.look_behind("menu-sort", "board-sort", MENU).await;
    let nothing = eye.app.test_id("board-find").await;
    eye.app.fill_element(&nothing, "nothing is called so").await;
    settled(eye.app).await;
    eye.look("board-nothing").await;
    eye.app.fill_element(&nothing, "").await;

    // Empty at first, then with somebody in it.
    eye.app.click_id("board-archive").await;
    settled(eye.app).await;
    eye.look("archive-empty").await;
    let client = first(eye.app, "clients", json!({ "archived": false }), |_| true).await;
    let archive = |archived: bool| json!({ "id": client["id"], "archived": archived });
    eye.app.invoke("client_archive", archive(true)).await.expect("archived");
    eye.app.test_id("card").await;
    settled(eye.app).await;
    eye.look("archive").await;
    eye.app.invoke("client_archive", archive(false)).await.expect("restored");
    eye.app.click_id("board-archive").await;
}

pub(super) async fn of_a_scan(eye: &mut Eye<'_, '_>) {
    let scans =
        eye.app.invoke("scans", json!({ "client": null, "offset": 0, "limit": 1 })).await.expect("scans");
    go(eye.app, &format!("#/scan-result/{}", id(&scans["rows"][0]))).await;
    eye.app.click_id("scan-gone").await;
    settled(eye.app).await;
    eye.look("scan-gone").await;
    eye.look_behind("menu-scan", "scan-more", MENU).await;
}

pub(super) async fn of_the_log(eye: &mut Eye<'_, '_>) {
    go(eye.app, "#/log?").await;
    eye.app.click_id("log-row").await;
    settled(eye.app).await;
    eye.look("log-entry").await;
    // The log lists deeds and sends; of a send there is more to see.
    eye.app.click_id("log-sends").await;
    settled(eye.app).await;
    eye.app.click_id("log-row").await;
    eye.app.reads("HTTP").await;
    eye.look("log-send").await;
}

pub(super) async fn of_a_client(eye: &mut Eye<'_, '_>) {
    let client = first(eye.app, "clients", json!({ "archived": false }), |_| true).await;
    go(eye.app, &format!("#/client/{}", id(&client))).await;
    eye.look_behind("menu-client", "client-more", MENU).await;
    dialog(eye, "client-duplicate", "client-more", "Duplicate…").await;
    dialog(eye, "client-remove", "client-more", "Remove…").await;
}

pub(super) async fn of_an_integration(eye: &mut Eye<'_, '_>) {
    let row =
        first(eye.app, "integrations", json!({ "client": null }), |row| row["health"] == "accepted").await;
    go(eye.app, &format!("#/integration/{}", id(&row))).await;
    eye.look_behind("menu-integration", "integration-more", MENU).await;
    dialog(eye, "integration-duplicate", "integration-more", "Duplicate…").await;
    dialog(eye, "integration-remove", "integration-more", "Remove…").await;

    // A notice with a way back, held by the focus within it; and beside it one of something that was refused.
    eye.app.click_id("integration-more").await;
    eye.app.click("menuitem", "Archive").await;
    eye.app.test_id("toast").await;
    let hold = "document.querySelector('[data-testid=toast] button').focus()";
    eye.app.script(hold, vec![]).await;
    settled(eye.app).await;
    eye.look("notice").await;
    eye.app.click("button", "Undo").await;
    eye.app.test_id("key-take").await;
    // A notice that is held may still be there, and would lie over what follows.
    eye.app
        .script(
            "for (const one of document.querySelectorAll('[data-testid=toast] button')) one.click()",
            vec![],
        )
        .await;
}

pub(super) async fn of_an_intake(eye: &mut Eye<'_, '_>) {
    let row =
        first(eye.app, "integrations", json!({ "client": null }), |row| row["health"] == "accepted").await;
    let view = eye.app.invoke("integration", json!({ "id": row["id"] })).await.expect("a view");
    let part = view["keys"][0]["part"].as_str().expect("a part").to_owned();
    go(eye.app, &format!("#/integration/{}", id(&row))).await;
    eye.app.click_id("key-take").await;
    eye.app.test_id("intake").await;
    eye.look("intake").await;
    leave(eye).await;

    begin_intake(eye.app, &part, "Type it…").await;
    eye.app.session.focus("Keyrack: type a key");
    eye.look("intake-waiting").await;
    eye.app.session.focus("Keyrack: type a key");
    eye.app.session.press(&["Escape"]);
    eye.app.session.gone("Keyrack: type a key");
    let declined = "return document.querySelector('[data-step=choose] [role=status]') !== null";
    eye.app.wait_for_script("what was declined", declined).await;
    eye.look("intake-declined").await;
    leave(eye).await;

    let file = eye.app.session.path("home").join("shop.env");
    let lines: String =
        (0..12).map(|n| format!("NAME_{n}={}\n", Needle::letters("key", "sk_").key())).collect();
    std::fs::write(&file, lines).expect("a file");
    begin_intake(eye.app, &part, "From a file…").await;
    choose_file(eye.app, &file);
    eye.app.find("button", "NAME_3*").await;
    eye.look("intake-file").await;
    eye.app.click("button", "NAME_3*").await;
    confirm(eye.app, "k");
    eye.app.test_id("intake-done").await;
    eye.look("intake-taken").await;
    finish_intake(eye.app).await;
}

pub(super) async fn of_a_bulk_file(eye: &mut Eye<'_, '_>) {
    let (key, secret) = (Needle::hex("key", "ck_"), Needle::hex("secret", "cs_"));
    let row = |client: &str, provider: &str, shop: &str| {
        format!("{client},Shop,{provider},{shop},{},{}\n", key.key(), secret.key())
    };
    let file = eye.app.session.path("home").join("many.csv");
    let text = [
        "client,integration,provider,store_domain,consumer_key,consumer_secret\n".to_owned(),
        row("Casa Lumen", "woocommerce", "lumen.example"),
        row("Ida Brod", "woocommerce", "brod.example"),
        row("Atelier Sud", "no-such-provider", "sud.example"),
        row("", "woocommerce", "nobody.example"),
    ];
    std::fs::write(&file, text.concat()).expect("a file");
    go(eye.app, "#/bulk").await;
    eye.app.click_id("bulk-choose").await;
    choose_file(eye.app, &file);
    eye.app.test_id("bulk-take").await;
    settled(eye.app).await;
    eye.look("bulk-preview").await;
    eye.app.click_id("bulk-problems").await;
    settled(eye.app).await;
    eye.app.click_id("bulk-row").await;
    settled(eye.app).await;
    eye.look("bulk-problems").await;
    eye.app.click_id("bulk-take").await;
    eye.app.session.focus("Keyrack: confirm");
    eye.look("bulk-waiting").await;
    confirm(eye.app, "k");
    eye.app.test_id("bulk-board").await;
    eye.look("bulk-done").await;
}
