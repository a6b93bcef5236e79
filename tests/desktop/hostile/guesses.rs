//! Whether a text is a held key is an answer to a guess. A page that tries a dictionary gets few answers, and the right
//! guesses stand in the log.

use std::time::Instant;

use super::{App, Needle, Session, Trust, Value, add_client, add_integration, json};

/// Tries every word somewhere.
const GUESS: &str = include_str!("guess.js");
const WORDS: usize = 10_000;
/// Answers in a minute; what a right guess costs makes them fewer.
const A_MINUTE: u64 = 120;

/// Words of a dictionary, with the right one early on, in the middle and near the end; the page's names for them are all
/// different, as no name is taken twice.
fn dictionary(right: &Needle) -> Vec<String> {
    let word = |n: usize| Needle::make("word", &format!("w{n}"), "abcdefghijklmnopqrstuvwxyz", 8).key();
    let mut words: Vec<String> = (0..WORDS).map(word).collect();
    for at in [3, 7, WORDS / 2, WORDS - 5] {
        words[at] = right.key();
    }
    words
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_learns_little_by_guessing() {
    let session = Session::with_window();
    let trust = Trust::new();
    let app = App::start(&session).await;
    let password = Needle::make("password", "", "abcdefghijklmnopqrstuvwxyz", 10);
    let server = trust.bearer(&password).await;
    let client = add_client(&app, "Nordlys").await;
    let input = trust.integration("Shop", &server, &json!({ "scheme": "bearer" }));
    let integration = add_integration(&app, &client, &input).await;
    let taken = session.keyrack_given(
        &["key", "add", &integration, "token", "--from", "stdin", "--yes"],
        password.key().as_bytes(),
    );
    assert_eq!(taken.code, 0, "{}", taken.err);

    let began = Instant::now();
    let (mut tried, mut learned, mut limited, mut held) = (0, 0, 0, 0);
    for (round, words) in dictionary(&password).chunks(1000).enumerate() {
        let stage = json!({ "client": client, "integration": integration, "words": words, "round": round });
        let answers = app.script_async(GUESS, vec![stage]).await["value"].clone();
        eprintln!("guesses after {:?}: {answers}", began.elapsed());
        let count = |name: &str| answers[name].as_u64().unwrap_or_else(|| panic!("no {name}: {answers}"));
        tried += count("tried");
        learned += count("learned");
        limited += count("limited");
        held += count("held");
    }
    // A minute that was begun counts whole, and the budget of another may have been begun before.
    let minutes = began.elapsed().as_secs() / 60 + 2;
    assert_eq!(tried, WORDS as u64);
    // Texts have one budget, the requests of a key another.
    assert!(learned <= 2 * A_MINUTE * minutes, "{learned} answers in {minutes} minutes");
    assert!(limited > WORDS as u64 / 2, "most guesses got no answer: {limited}");
    assert!(held > 0, "a right guess early on is answered, so that this can fail");
    in_the_log(&app, held).await;
    app.close().await;
}

/// Each answer that a guess was right has its row.
async fn in_the_log(app: &App<'_>, held: u64) {
    let refused = app.invoke("log", json!({ "query": query(false), "offset": 0, "limit": 500 })).await;
    let sends = app.invoke("log", json!({ "query": query(true), "offset": 0, "limit": 500 })).await;
    let rows = |page: Result<Value, Value>| page.expect("a log")["rows"].as_array().expect("rows").clone();
    let texts = rows(refused).iter().filter(|row| row["deed"] == "text_refused").count();
    let mut requests = 0;
    for row in rows(sends) {
        let entry = app.invoke("log_entry", json!({ "id": row["id"] })).await.expect("an entry");
        requests += usize::from(entry["send"]["verdict"]["reason"] == "request_holds_key");
    }
    assert_eq!((texts + requests) as u64, held, "{texts} texts and {requests} requests in the log");
}

fn query(sends_only: bool) -> Value {
    let search = if sends_only { "" } else { "held key" };
    json!({
        "client": null, "integration": null, "verdicts": [], "sends_only": sends_only, "since": null, "until": null,
        "search": search,
    })
}
