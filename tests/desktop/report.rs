//! An exchange of the log as it goes into a report: put on the clipboard by the shell, strictly shown, without whose it is.

use std::time::Duration;

use keyrack_tests::session::Session;
use serde_json::json;

use crate::looks::sample;
use crate::steps::{go, settled};

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_is_copied_for_a_report() {
    let session = Session::with_window();
    let app = sample(&session).await;
    go(&app, "#/log").await;
    app.click_id("log-verdict-refused").await;
    settled(&app).await;
    app.click_id("log-row").await;
    app.click_id("log-copy").await;
    app.reads("It is on the clipboard.").await;
    app.photograph("report-copied").await;
    let whole = |text: Option<&str>| text.is_some_and(|text| text.contains("--- Response ---"));
    session.clipboard_becomes("an exchange on the clipboard", Duration::from_secs(10), whole);
    let text = session.clipboard().expect("a text");
    eprintln!("{text}");
    let query = json!({ "client": null, "integration": null, "verdicts": [], "sends_only": false, "since": null, "until": null, "search": "" });
    let page = app.invoke("log", json!({ "query": query, "offset": 0, "limit": 1 })).await.expect("a log");
    let deed = &page["rows"][0];
    assert_eq!(deed["deed"], "exchange_copied", "it is logged: {deed}");
    for name in ["client_name", "actor"] {
        let name = deed[name].as_str().expect("a name");
        assert!(!text.contains(name), "{name} stays here: {text}");
    }
    app.close().await;
}
