//! Secrets of every scheme: client secrets, private keys, refresh tokens, and what is minted, signed or bought with them. They
//! come in by the terminal, are used, given back by their provider, and asked about by conditions and schemas that a page
//! wrote; nothing of them reaches the page or the disk.

mod planted;

use std::time::{Duration, Instant};

use keyrack_tests::app::App;
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::session::Session;
use keyrack_tests::wait;
use loopback::{Answer, Certificate, Echo, Face, Loopback, Script, Setup};
use serde_json::{Value, json};

use self::planted::{Scheme, Secrets, made, schemes};
use super::{Watch, on_disk};
use crate::providers::Trust;
use crate::steps::{add_by_terminal, add_client, confirm, go};

/// Where each condition fails when a provider gives back what it was sent, and so shows what it saw.
const NOSY: [&str; 6] = [
    "[HEADER].x-you-sent is missing",
    "[BODY].you_sent[0] is missing",
    "[BODY].you_sent[1] is missing",
    "[BODY].you_sent[2] is missing",
    "[BODY].you_sent[3] is missing",
    "[BODY] does not contain \"you_sent\"",
];

/// What the token endpoint hands out.
struct Bought {
    token: Needle,
    refresh: Needle,
}

/// The integrations, and the providers that they go to.
struct Stage<'a> {
    hung: Vec<(&'a Scheme, String)>,
    provider: &'a Loopback,
    /// Wants a certificate of the client.
    shows: &'a Loopback,
    bought: &'a Bought,
}

fn hang_up(app: &App<'_>, trust: &Trust, client: &str, provider: &Loopback, scheme: &Scheme) -> String {
    let mut input = trust.integration(scheme.name, provider, &scheme.auth);
    input["client_certificate"] = json!(scheme.mutual);
    input["conditions"] = json!(NOSY);
    input["probe"] = json!(scheme.probe);
    let id = add_by_terminal(app, client, &input);
    for (part, value) in &scheme.parts {
        let add = ["key", "add", &id, part, "--from", "stdin", "--yes"];
        let taken = app.session.keyrack_given(&add, value.as_bytes());
        assert_eq!(taken.code, 0, "{} {part}: {}", scheme.name, taken.err);
    }
    id
}

/// The token endpoint gives tokens out; everything else gives back what it was sent.
fn answers(provider: &Loopback, form: Echo, bought: &Bought) {
    let tokens = json!({ "access_token": bought.token.key(), "token_type": "bearer", "expires_in": 3600,
        "refresh_token": bought.refresh.key() });
    provider.on("/", Script::always(Answer::echo(form)));
    provider.on("/token", Script::always(Answer::json(200, &tokens)));
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_every_scheme_stay_behind_the_wall() {
    let session = Session::with_window();
    let trust = Trust::new();
    let provider = trust.server(Setup::default().face).await;
    let shows = trust.server(Face::Mutual(Certificate::Good { days: 80 })).await;
    let bought = Bought {
        token: Needle::letters("bought token", ""),
        refresh: Needle::letters("new refresh token", ""),
    };
    let mut secrets = Secrets(vec![bought.token.clone(), bought.refresh.clone()]);
    let all = schemes(&trust, &provider, &mut secrets);

    let app = App::start(&session).await;
    app.record().await;
    super::assert_the_watch_can_fail(&app).await;
    let client = add_client(&app, "Nordlys Outdoor").await;
    let mut stage = Stage { hung: Vec::new(), provider: &provider, shows: &shows, bought: &bought };
    for scheme in &all {
        let at = if scheme.mutual { &shows } else { &provider };
        stage.hung.push((scheme, hang_up(&app, &trust, &client, at, scheme)));
    }
    let mut watch = Watch { app: &app, needles: Search::of(&secrets.0), searched: 0 };
    watch.clean("after the keys came in").await;
    for form in [Echo::Header, Echo::Json, Echo::Base64] {
        sent(&mut watch, &stage, &secrets, form).await;
    }
    ordered(&mut watch, &stage, &secrets).await;
    bought_anew(&mut watch, &stage).await;
    arrived(&stage);
    let last_use = Instant::now();
    let known = secrets.0.into_iter().chain(made(&provider)).collect::<Vec<_>>();
    watch.needles = Search::of(&known);
    watch.clean("at the end, with all that was made").await;
    let warm = app.search_main_memory(&watch.needles);
    assert!(
        !warm.hits.is_empty(),
        "right after a send a secret is in the main process, so that the end can fail"
    );
    on_disk(&session, &watch.needles, &bought.token.key());
    forgotten(&app, &watch.needles, last_use);
    app.close().await;
    on_disk(&session, &Search::of(&known), &bought.token.key());
    in_the_log(&session, &Search::of(&known));
}

/// A test that creates something is sent on a person's word alone.
async fn test(app: &App<'_>, scheme: &Scheme, id: &str) -> Value {
    let integration = json!({ "integration": id });
    if !scheme.probe.starts_with("POST") {
        return app.invoke("test", integration).await.expect("a send");
    }
    app.begin("test", integration).await;
    confirm(app, "s");
    app.answer("test").await.expect("a send")
}

/// Every scheme is tested while what it sends is given back, in this form.
async fn sent(watch: &mut Watch<'_>, stage: &Stage<'_>, secrets: &Secrets, form: Echo) {
    [stage.provider, stage.shows].into_iter().for_each(|at| answers(at, form, stage.bought));
    for (scheme, id) in &stage.hung {
        let send = test(watch.app, scheme, id).await;
        assert_eq!(send["status"], 200, "{} with {form:?}: {send}", scheme.name);
        let said = send["conditions"].as_array().expect("conditions");
        assert_eq!(said.len(), NOSY.len(), "{}", scheme.name);
        assert!(
            said.iter().any(|one| one["outcome"] == "failed"),
            "a nosy condition shows what it saw: {send}"
        );
        go(watch.app, &format!("#/integration/{id}")).await;
    }
    watch.needles = Search::of(secrets.0.iter().chain(&made(stage.provider)));
    watch.clean(&format!("after an echo: {form:?}")).await;
}

/// Orders with schemas that nothing is like, so that their messages say what the answer holds.
async fn ordered(watch: &mut Watch<'_>, stage: &Stage<'_>, secrets: &Secrets) {
    answers(stage.provider, Echo::Json, stage.bought);
    let nothing = json!({ "const": "nothing" });
    let response = json!({ "type": "object", "required": ["never"], "additionalProperties": false, "maxProperties": 0,
        "properties": { "you_sent": { "type": "array", "maxItems": 0, "uniqueItems": true,
            "items": { "allOf": [nothing, { "type": "integer" }, { "pattern": "^$" }, { "maxLength": 0 }, { "enum": [1] }] } } } });
    for name in ["Body", "SigV4", "Client credentials"] {
        let (_, id) = stage.hung.iter().find(|(scheme, _)| scheme.name == name).expect("a scheme");
        let input = json!({ "method": "POST", "path": "/orders", "format": "json", "template": "own",
            "text": "{\"who\": {{customer.name}}}", "policy": [{ "path": "who", "rule": "allowed" }],
            "default_rule": "dropped", "request_schema": json!({ "required": ["who"] }).to_string(),
            "response_schema": response.to_string(), "class": "creates", "cleanup": null });
        let save = json!({ "integration": id, "revision": 0, "input": input });
        watch.app.invoke("order_save", save).await.expect("an order");
        watch.app.begin("order_send", json!({ "integration": id, "seed": 1 })).await;
        confirm(watch.app, "s");
        let sent = watch.app.answer("order_send").await.expect("a send");
        assert_eq!(sent["status"], 200, "{name}: {sent}");
        let problems = sent["order"]["schema_problems"].as_array().expect("problems");
        assert!(sent["order"]["schema"] == "failed" && !problems.is_empty(), "{name}: {sent}");
        go(watch.app, &format!("#/order/{id}")).await;
    }
    watch.needles = Search::of(secrets.0.iter().chain(&made(stage.provider)));
    watch.clean("after orders were given back, and judged").await;
}

/// A token that is refused is bought anew the next time: with the refresh token that came last.
async fn bought_anew(watch: &mut Watch<'_>, stage: &Stage<'_>) {
    let provider = stage.provider;
    let (_, id) = stage.hung.iter().find(|(scheme, _)| scheme.name == "Refresh token").expect("a scheme");
    // The one that was bought before may be too old by now to be sent once more.
    answers(provider, Echo::Json, stage.bought);
    watch.app.invoke("test", json!({ "integration": id })).await.expect("a send");
    provider.on("/", Script::always(Answer::json(401, &json!({ "error": "expired" }))));
    provider.on("/token", Script::always(Answer::echo(Echo::Json)));
    let refused = watch.app.invoke("test", json!({ "integration": id })).await.expect("a send");
    assert_eq!(refused["status"], 401, "{refused}");
    let echoed = watch.app.invoke("test", json!({ "integration": id })).await.expect("a send");
    assert_eq!(echoed["verdict"]["reason"], "token_unreadable", "an echo is no token: {echoed}");
    answers(provider, Echo::Json, stage.bought);
    watch.app.invoke("test", json!({ "integration": id })).await.expect("a send");
    watch.clean("after a token was refused and bought anew").await;
}

/// The secrets that are sent as they are did arrive, so that their echo was real, and so did what was made of the others.
fn arrived(stage: &Stage<'_>) {
    let Stage { provider, shows, bought, hung } = stage;
    assert!(provider.arrived(&bought.token.key()), "the bought token was used");
    assert!(provider.arrived(&bought.refresh.key()), "the new refresh token was used the next time");
    for (name, part) in [
        ("Client credentials", "client_secret"),
        ("Refresh token", "client_secret"),
        ("Refresh token", "refresh_token"),
        ("SigV4", "session_token"),
        ("Client certificate", "token"),
        ("Body", "api_key"),
        ("Path", "api_key"),
    ] {
        let (scheme, _) = hung.iter().find(|(scheme, _)| scheme.name == name).expect("a scheme");
        let (_, value) = scheme.parts.iter().find(|(known, _)| *known == part).expect("a part");
        assert!(provider.arrived(value) || shows.arrived(value), "{name}: {part} arrived");
    }
    let made = made(provider);
    for (name, least) in [
        ("minted token", 9),
        ("assertion", 1),
        ("signature", 1),
        ("AWS signature", 1),
        ("OAuth signature", 1),
    ] {
        let count = made.iter().filter(|one| one.name() == name).count();
        assert!(count >= least, "{name}: {count} arrived");
    }
}

/// A minute after the last use the native process holds nothing either.
fn forgotten(app: &App<'_>, needles: &Search, last_use: Instant) {
    wait::until("a minute since the last use", Duration::from_secs(90), || {
        (last_use.elapsed() > Duration::from_secs(61)).then_some(())
    });
    let left = app.search_main_memory(needles);
    assert!(left.bytes > 20 << 20, "only {} bytes were searched", left.bytes);
    assert!(left.hits.is_empty(), "in the main process, a minute after the last use:\n{}", left.report());
}

fn in_the_log(session: &Session, needles: &Search) {
    let log = session.keyrack(&["--json", "log", "--limit", "1000", "--as-stored"]);
    assert!(log.code == 0 && log.out.contains("test_sent"), "the log tells of the sends: {}", log.err);
    assert_eq!(needles.find(log.out.as_bytes()), [], "in the log as JSON");
}
