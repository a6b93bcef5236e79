//! The wall: keys of each scheme come in by every way, are copied, tested and given back by their provider, every screen
//! is read; and no run of twelve of their characters is ever in the page's reach or on disk, in any form.

mod schemes;
mod ways;

use std::time::{Duration, Instant};

use keyrack_tests::app::{App, shots};
use keyrack_tests::memory::MemoryHit;
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::session::Session;
use keyrack_tests::{files, wait};
use loopback::{Answer, Loopback, Script, Setup};
use serde_json::{Value, json};

use crate::providers::Trust;
use crate::steps::{add_client, add_integration, go};

/// One way for one key to come in.
struct Planted {
    id: String,
    parts: Vec<(&'static str, Needle)>,
}

/// Where keys are looked for, and the proof that they would be found.
pub(crate) struct Watch<'a> {
    pub(crate) app: &'a App<'a>,
    pub(crate) needles: Search,
    pub(crate) searched: u64,
}

impl Watch<'_> {
    /// Nothing in the memory of the web view's processes, nothing in any message that reached the page.
    pub(crate) async fn clean(&mut self, when: &str) {
        let found = self.app.search_web_memory(&self.needles);
        assert!(found.bytes > 20 << 20, "{when}: only {} bytes were searched", found.bytes);
        assert!(found.hits.is_empty(), "{when}, in the web view's memory:\n{}", found.report());
        self.searched += found.bytes;
        for message in self.app.recorded().await {
            let hits = self.needles.find(message.as_bytes());
            assert!(hits.is_empty(), "{when}, in a message to the page: {hits:?}");
        }
        let hits = self.needles.find(self.app.markup().await.as_bytes());
        assert!(hits.is_empty(), "{when}, on the page: {hits:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_reaches_the_page_or_the_disk() {
    let session = Session::with_window();
    let trust = Trust::new();
    let provider = trust.server(Setup::default().face).await;
    provider.on("/", Script::always(Answer::json(200, &json!({ "ok": true }))));
    let app = App::start(&session).await;
    app.record().await;
    assert_the_watch_can_fail(&app).await;

    let client = add_client(&app, "Nordlys Outdoor").await;
    let all = plan(&app, &trust, &provider, &client).await;
    let bulk = [Needle::hex("bulk key", "ck_"), Needle::hex("bulk secret", "cs_")];
    let everything: Vec<&Needle> =
        all.iter().flat_map(|one| one.parts.iter().map(|(_, needle)| needle)).chain(&bulk).collect();
    let mut watch = Watch { app: &app, needles: Search::of(everything.iter().copied()), searched: 0 };

    let [clipboard, prompt, file, terminal] = &all[..] else { panic!("four integrations") };
    ways::from_the_clipboard(&session, &mut watch, clipboard).await;
    ways::from_the_prompt(&mut watch, prompt).await;
    ways::from_a_file(&session, &mut watch, file).await;
    ways::from_the_terminal(&session, &mut watch, terminal).await;
    ways::from_a_bulk_file(&session, &mut watch, &provider, &bulk).await;

    ways::sent_and_given_back(&mut watch, &all, &provider).await;
    let warm = app.search_main_memory(&watch.needles);
    assert!(
        !warm.hits.is_empty(),
        "right after a send its key is found in the main process, so that the end can fail"
    );
    for needle in everything.iter().filter(|needle| !needle.name().starts_with("bulk")) {
        assert!(provider.arrived(&needle.key()), "{} was sent, so its echo was real", needle.name());
    }
    ways::copied(&session, &mut watch, clipboard).await;
    every_screen(&mut watch, &client, &all).await;
    let last_use = Instant::now();

    let log = session.keyrack(&["--json", "log", "--limit", "1000"]);
    assert!(log.code == 0 && log.out.contains("test_sent"), "the log tells of the sends: {}", log.err);
    assert_eq!(watch.needles.find(log.out.as_bytes()), [], "in the log as JSON");
    on_disk(&session, &watch.needles, &everything[0].key());
    main_process(&app, &watch.needles, file, last_use);
    eprintln!("searched {} MB of the web view's memory", watch.searched >> 20);
    app.close().await;
    on_disk(&session, &Search::of(everything.iter().copied()), &everything[0].key());
}

/// The same searches find a key that is put there on purpose.
pub(crate) async fn assert_the_watch_can_fail(app: &App<'_>) {
    let planted = Needle::letters("planted", "sk_");
    let needles = Search::of([&planted]);
    let hits_of = |form: &str| app.search_web_memory(&needles).hits.iter().any(|hit| hit.hit.form == form);
    assert!(app.search_web_memory(&needles).hits.is_empty(), "it is not there yet");
    app.script("window.__planted = arguments[0].split('').join('')", vec![json!(planted.key())]).await;
    assert!(hits_of("plain"), "a key in the page's memory is found");
    app.script("window.__wide = ('\\u2603' + window.__planted).split('').join('')", vec![]).await;
    assert!(hits_of("plain utf-16le"), "and as a wide string");
    app.script("window.__coded = btoa('x' + window.__planted)", vec![]).await;
    assert!(hits_of("base64+1"), "and in base64");

    let deliver = "const { transformCallback, runCallback } = window.__TAURI_INTERNALS__;\
                   runCallback(transformCallback(() => {}), { echoed: { body: arguments[0] } })";
    app.script(deliver, vec![json!(planted.key())]).await;
    let recorded = app.recorded().await;
    assert!(
        recorded.iter().any(|message| !needles.find(message.as_bytes()).is_empty()),
        "a message to the page is taken down"
    );
    let answered = app.invoke("app", json!({})).await.expect("a view");
    let recorded = app.recorded().await;
    let data_dir = answered["data_dir"].as_str().expect("a path");
    assert!(
        recorded.iter().any(|message| message.contains(data_dir)),
        "and so is a command's answer: {recorded:?}"
    );
}

async fn plan(app: &App<'_>, trust: &Trust, provider: &Loopback, client: &str) -> Vec<Planted> {
    let mut all = Vec::new();
    for (name, auth, parts) in [
        (
            "Header",
            json!({ "scheme": "header", "header": "X-API-KEY", "prefix": "" }),
            vec![("api_key", Needle::letters("header key", "shpat_"))],
        ),
        (
            "Bearer",
            json!({ "scheme": "bearer" }),
            vec![("token", Needle::letters("bearer token", "sk_live_"))],
        ),
        (
            "Basic",
            json!({ "scheme": "basic" }),
            vec![("username", Needle::hex("user name", "ck_")), ("password", Needle::awkward("password"))],
        ),
        (
            "Query",
            json!({ "scheme": "query", "name": "key" }),
            vec![("api_key", Needle::awkward("query key"))],
        ),
    ] {
        let id = add_integration(app, client, &trust.integration(name, provider, &auth)).await;
        all.push(Planted { id, parts });
    }
    all
}

async fn every_screen(watch: &mut Watch<'_>, client: &str, all: &[Planted]) {
    let mut places: Vec<String> =
        ["#/", "#/log", "#/scan", "#/bulk", "#/settings", "#/client-form"].map(str::to_owned).into();
    places.extend([
        format!("#/client/{client}"),
        format!("#/client-form/{client}"),
        format!("#/integration-form?client={client}"),
    ]);
    for Planted { id, .. } in all {
        places.extend([
            format!("#/?integration={id}"),
            format!("#/integration/{id}"),
            format!("#/integration-form/{id}"),
            format!("#/log?integration={id}"),
        ]);
    }
    for place in places {
        go(watch.app, &place).await;
        if place == "#/settings" {
            watch.app.click_id("doctor-run").await;
            watch.app.test_id("doctor").await;
        }
        let hits = watch.needles.find(watch.app.markup().await.as_bytes());
        assert!(hits.is_empty(), "on {place}: {hits:?}");
    }
    every_entry(watch).await;
    watch.clean("after every screen").await;
}

async fn every_entry(watch: &mut Watch<'_>) {
    let query = json!({ "client": null, "integration": null, "verdicts": [], "sends_only": false, "since": null, "until": null, "search": "" });
    let page =
        watch.app.invoke("log", json!({ "query": query, "offset": 0, "limit": 200 })).await.expect("a log");
    let rows = page["rows"].as_array().expect("rows");
    assert!(rows.len() > 20, "{} entries", rows.len());
    for row in rows {
        let entry: Value = watch.app.invoke("log_entry", json!({ "id": row["id"] })).await.expect("an entry");
        assert_eq!(entry["row"]["id"], row["id"]);
    }
}

/// Nothing in SQLite, its WAL, logs, caches: in nothing below the session's home and the data directory. The search sees
/// what is there.
pub(crate) fn on_disk(session: &Session, needles: &Search, known: &str) {
    let searched = files::search(&session.data_dir(), needles).expect("readable");
    let database = searched.files.iter().any(|path| path.ends_with("keyrack.db"));
    assert!(database && searched.bytes > 50_000, "{:?}", searched.files);
    assert!(searched.hits.is_empty(), "below the data directory: {:?}", searched.hits);
    for folder in ["home", "config", "run"] {
        let searched = files::search(&session.path(folder), needles).expect("readable");
        assert!(searched.hits.is_empty(), "below {folder}: {:?}", searched.hits);
    }
    let planted = session.data_dir().join("planted");
    std::fs::write(&planted, known).expect("a file");
    let found = files::search(&session.data_dir(), needles).expect("readable");
    std::fs::remove_file(&planted).expect("removed");
    assert!(!found.hits.is_empty(), "a key in a file is found");
}

/// The native process may hold a key for a minute after its last use. What is left then is named, here and beside the
/// pictures: nothing of Keyrack's own.
///
/// The one thing that may be left is the desktop's: its file chooser looks into the files that it lists, to draw their
/// icons. Where a name such as `shop.env` says nothing of the type, it reads the file's first 4 KB onto the stack of a
/// thread, and a stack is kept for the next thread when its own ends.
fn main_process(app: &App<'_>, needles: &Search, file: &Planted, last_use: Instant) {
    let minute = Duration::from_secs(61);
    wait::until("a minute since the last use", Duration::from_secs(90), || {
        (last_use.elapsed() > minute).then_some(())
    });
    let left = app.search_main_memory(needles);
    assert!(left.bytes > 20 << 20, "only {} bytes were searched", left.bytes);
    let (hits, megabytes) = (left.hits.len(), left.bytes >> 20);
    let report = format!(
        "main process, a minute after the last use: {hits} hits in {megabytes} MB\n{}\n",
        left.report()
    );
    eprint!("{report}");
    std::fs::write(shots().join("main-process.txt"), &report).expect("a file");
    let in_the_file = |name: &str| file.parts.iter().any(|(_, needle)| needle.name() == name);
    let chooser = |hit: &&MemoryHit| hit.region.starts_with("stack of ") && in_the_file(&hit.hit.needle);
    let own: Vec<_> = left.hits.iter().filter(|hit| !chooser(hit)).collect();
    assert!(own.is_empty(), "{own:?}\n{report}");
}
