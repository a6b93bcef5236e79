//! What a person opened is the page's to name by its handle: none of it comes out, and nothing goes in without a yes.

use std::path::PathBuf;

use super::{
    App, Needle, Search, Session, Trust, Value, choose_file, choose_folder, declining, json, nothing_got_out,
    stage,
};

/// Uses each handle for everything.
const HANDLES: &str = include_str!("handles.js");

/// What lies in the opened files.
struct Opened {
    many: [Needle; 3],
    one: Needle,
}

impl Opened {
    fn new() -> Self {
        // The last is what a person might have thought of: nothing of its shape says that it is a secret.
        let thought_of = Needle::make("thought of", "", "abcdefghijklmnopqrstuvwxyz", 14);
        let many = [Needle::hex("bulk key", "ck_"), Needle::awkward("bulk secret"), thought_of];
        Self { many, one: Needle::letters("key of a file", "") }
    }

    fn table(&self, app: &App<'_>) -> PathBuf {
        let [key, secret, thought_of] = &self.many;
        let row = |name: &str, store: &str| {
            let (key, secret, thought_of) = (key.key(), secret.key(), thought_of.key());
            format!("{name},Shop,woocommerce,{store},{key},{secret},{thought_of}\n")
        };
        let head = "client,integration,provider,store_domain,consumer_key,consumer_secret,password\n";
        let rows = [row("Casa Lumen", "lumen.example"), row("Ida Brod", "brod.example")].concat();
        written(app, "many.csv", &format!("{head}{rows}"))
    }

    fn file(&self, app: &App<'_>) -> PathBuf {
        written(app, "shop.env", &format!("SHOP_TOKEN={}\nDEBUG=1\n", self.one.key()))
    }
}

/// A folder in which the held key stands, and another key of no rack. Below none of those that keys are looked for in.
fn folder(session: &Session, held: &Needle, other: &Needle) -> PathBuf {
    let folder = session.path("theme");
    std::fs::create_dir_all(&folder).expect("a folder");
    let text = format!("TOKEN={}\nSMTP_PASSWORD={}\n", held.key(), other.key());
    std::fs::write(folder.join(".env"), text).expect("a file");
    folder
}

fn written(app: &App<'_>, name: &str, text: &str) -> PathBuf {
    let path = app.session.path("home").join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

/// Calls a command that lets a person choose a file, and chooses it.
async fn chosen(app: &App<'_>, command: &str, arguments: Value, path: &std::path::Path) -> Value {
    app.begin(command, arguments).await;
    choose_file(app, path);
    let view = app.answer(command).await.expect("an opened file");
    // What was opened is gone from the disk: whatever comes out of it now comes from Keyrack.
    std::fs::remove_file(path).expect("removed");
    view
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_gets_nothing_out_of_opened_files() {
    let session = Session::with_window();
    let trust = Trust::new();
    let app = App::start(&session).await;
    let mut stage = stage(&app, &trust).await;
    let opened = Opened::new();
    let other = Needle::letters("in a folder", "");
    let all = opened.many.iter().chain([&opened.one, &other, &stage.held, &stage.clipboard]);
    let needles = Search::of(all);
    app.record().await;
    let bulk = chosen(&app, "bulk_choose", json!({}), &opened.table(&app)).await;
    let integration = json!({ "integration": stage.integration, "part": "token" });
    let file = chosen(&app, "key_file_choose", integration, &opened.file(&app)).await;
    let authority = trust.file(&session.path("home"));
    let ca = chosen(&app, "ca_choose", json!({}), &authority).await;
    app.begin("scan_folder_choose", json!({})).await;
    choose_folder(&app, &folder(&session, &stage.held, &other));
    let theme = app.answer("scan_folder_choose").await.expect("a folder");
    // As it means it, but for the column that no part of a key is called by.
    let mut columns = bulk["columns"].clone();
    columns[6] = json!({ "role": "ignore" });
    for (name, value) in [
        ("bulk", bulk["handle"].clone()),
        ("columns", columns),
        ("file", file["handle"].clone()),
        ("names", json!(["SHOP_TOKEN", "DEBUG"])),
        ("ca", ca["handle"].clone()),
        ("folder", theme["handle"].clone()),
    ] {
        stage.arguments[name] = value;
    }

    let (declined, outcomes) = declining(&session, async || {
        app.script_async(HANDLES, vec![stage.arguments.clone()]).await["value"].clone()
    });
    eprintln!("handles: {outcomes}");
    assert!(declined > 3, "native dialogs asked, and were declined: {declined}");
    assert!(outcomes["bulk_map"]["answered"].as_u64() > Some(20), "previews were made: {outcomes}");
    assert_eq!(outcomes["found"], json!(["held", "secret"]), "the folder was scanned: {outcomes}");
    for asked in ["bulk_take_in", "key_add_file", "integration_edit", "scan_site"] {
        assert!(outcomes[asked]["declined"].as_u64() > Some(0), "{asked} was asked of a person: {outcomes}");
    }
    for never in [
        "bulk_take_in",
        "key_add_file",
        "integration_edit",
        "scan_site",
        "as a file",
        "as a folder",
        "as a table",
        "a second scan",
        "closed",
    ] {
        let tried = outcomes[never].as_object().unwrap_or_else(|| panic!("{never} was tried: {outcomes}"));
        assert!(!tried.contains_key("answered"), "{never} without a yes: {outcomes}");
    }
    nothing_got_out(&stage, &needles).await;
    for server in [&stage.provider, &stage.evil, &stage.plain] {
        assert_eq!(server.seen().len(), 0, "nothing was sent to anybody");
    }
    app.close().await;
}
