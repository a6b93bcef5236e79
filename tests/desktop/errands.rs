//! What a day's work adds to single tests, in one window: a run over a client's integrations that is followed, stopped and
//! saved; a watch that is set; an order of made-up data that is looked at and sent; and a request from the clipboard.

use std::time::Duration;

use keyrack_tests::app::App;
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::session::Session;
use keyrack_tests::wait;
use loopback::{Answer, Loopback, Script};
use serde_json::json;

use crate::providers::{Trust, accept};
use crate::steps::{add_by_terminal, add_client, confirm, decline, go, save_as};

/// So many that they are not sent all at once to one host.
const MANY: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn a_run_a_watch_an_order_and_a_request_from_the_clipboard() {
    let session = Session::with_window();
    let trust = Trust::new();
    let key = Needle::letters("key", "");
    let provider = trust.bearer(&key).await;
    let app = App::start(&session).await;
    let client = add_client(&app, "Nordlys Outdoor").await;
    let all: Vec<String> = (0..MANY)
        .map(|number| {
            let name = format!("Desk {number}");
            let id = add_by_terminal(
                &app,
                &client,
                &trust.integration(&name, &provider, &json!({ "scheme": "bearer" })),
            );
            let add = ["key", "add", &id, "token", "--from", "stdin", "--yes"];
            assert_eq!(session.keyrack_given(&add, key.key().as_bytes()).code, 0);
            id
        })
        .collect();
    run(&app, &client, &provider, &key).await;
    watch(&app, &all[0]).await;
    order(&app, &all[0], &provider).await;
    request(&app, &client).await;
    app.close().await;
}

/// Begun, and stopped by the keyboard, with its progress told; begun again and saved.
async fn run(app: &App<'_>, client: &str, provider: &Loopback, key: &Needle) {
    provider.on("/", Script::always(Answer::empty(200)).after(Duration::from_secs(3600)));
    go(app, &format!("#/client/{client}")).await;
    app.reads("Desk 0").await;
    app.click_id("test-all").await;
    let state = |over: &str| {
        format!("return document.querySelector('[data-testid=run]')?.dataset.state === '{over}'")
    };
    app.wait_for_script("a run that goes on", &state("running")).await;
    app.reads(&format!("0 of {MANY} done")).await;
    wait::until("what is under way", Duration::from_secs(30), || (provider.count() > 0).then_some(()));
    app.keys(thirtyfour::Key::Escape + "").await;
    app.wait_for_script("a run that is over", &state("over")).await;
    let begun = provider.count();
    assert!(begun < MANY as u64, "what was waiting was not sent: {begun}");
    accept(provider, key);
    app.click_id("run-again").await;
    app.reads(&format!("All {MANY} accepted")).await;
    assert_eq!(provider.count(), begun + MANY as u64, "each once");
    app.photograph("errands-01-run").await;
    let path = app.session.path("home").join("run.csv");
    app.click_id("run-save").await;
    app.click("menuitem", "CSV").await;
    save_as(app, &path);
    app.reads("The run was saved.").await;
    let text = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(text.matches("\"accepted\",\"accepted\"").count(), MANY, "{text}");
    assert_eq!(Search::of([key]).find(text.as_bytes()), []);
}

/// Saved by its form; what the log knows of the integration is drawn at once.
async fn watch(app: &App<'_>, integration: &str) {
    go(app, &format!("#/watch/{integration}")).await;
    app.click_id("watch-save").await;
    let saved = app.invoke("watch", json!({ "integration": integration }));
    let saved = saved.await.expect("a watch");
    let look = "const strip = document.querySelectorAll('[data-testid=watch-strip] button').length;\
                return strip === 90 && document.querySelector('[data-testid=watch-chart]') !== null";
    app.wait_for_script("ninety days, and a chart", look).await;
    let shown = "return document.querySelector('[data-testid=watch-state]')?.dataset.state !== 'off'";
    app.wait_for_script("a watch that is on", shown).await;
    app.photograph("errands-02-watch").await;
    assert!(saved["rule_words"].as_str().is_some_and(|words| !words.is_empty()), "{saved}");
}

/// What leaves is shown, and what does not; nothing leaves before a person says so.
async fn order(app: &App<'_>, integration: &str, provider: &Loopback) {
    let input = json!({ "method": "POST", "path": "/orders", "format": "json", "template": "own",
        "text": "{\"who\": {{customer.name}}, \"mail\": {{customer.email}}}",
        "policy": [{ "path": "who", "rule": "allowed" }], "default_rule": "dropped", "request_schema": null,
        "response_schema": null, "class": "creates", "cleanup": null });
    let save = json!({ "integration": integration, "revision": 0, "input": input });
    app.invoke("order_save", save).await.expect("an order");
    go(app, &format!("#/order/{integration}")).await;
    let leaves = "const text = document.querySelector('[data-testid=order-leaves]')?.innerText ?? '';\
                  return text.includes('who') && !text.includes('mail')";
    app.wait_for_script("what leaves, without what does not", leaves).await;
    let dropped = "return document.querySelector('[data-testid=order-fields] tr.dropped')?.innerText.includes('mail') === true";
    app.wait_for_script("what does not leave", dropped).await;
    app.photograph("errands-03-order").await;
    let before = provider.count();
    app.click_id("order-send").await;
    decline(app);
    assert_eq!(provider.count(), before, "nothing leaves without a person's word");
    app.click_id("order-send").await;
    confirm(app, "s");
    app.test_id("order-result").await;
    let sent = provider.seen().pop().expect("a request");
    assert_eq!((provider.count(), sent.method.as_str(), sent.path()), (before + 1, "POST", "/orders"));
    let body = String::from_utf8(sent.body).expect("text");
    assert!(body.contains("\"who\"") && !body.contains("mail"), "{body}");
}

/// Read natively, after a native question; the page sees its shape alone.
async fn request(app: &App<'_>, client: &str) {
    let secret = Needle::letters("secret of the request", "");
    let text = format!("curl https://api.example.com/v1/me -H 'Authorization: Bearer {}'", secret.key());
    let _owner = app.session.fill_clipboard(&text);
    go(app, &format!("#/requests?client={client}")).await;
    app.click_id("requests-clipboard").await;
    confirm(app, "r");
    app.reads("api.example.com").await;
    app.photograph("errands-04-request").await;
    assert_eq!(Search::of([&secret]).find(app.markup().await.as_bytes()), [], "on the page");
    app.click_id("requests-next").await;
    app.click_id("requests-take").await;
    confirm(app, "k");
    app.test_id("requests-done").await;
    assert_eq!(Search::of([&secret]).find(app.markup().await.as_bytes()), [], "on the page");
}
