//! A test send with the key warm against the same request by bare reqwest, to the same TLS server on the loopback; a new
//! connection each, no resumption on either side. Beside it, the first send of a fresh engine, which reads the keyring.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use engine::view::{AuthInput, ClientInput, IntegrationInput, KeySource};
use engine::{Cancel, Engine, Intake, Options};
use keyrack_tests::bench::{figure, line, median};
use keyrack_tests::needle::Needle;
use keyrack_tests::session;
use loopback::{Answer, Authority, Check, Loopback, Script, Setup, equals};
use uuid::Uuid;

const WARM_UP: usize = 20;
const RUNS: usize = 200;
const COLD_RUNS: usize = 15;

fn main() -> ExitCode {
    if let Some(code) = session::enter() {
        return code;
    }
    // The one that window and terminal send on.
    let runtime = engine::runtime(None).expect("a runtime");
    runtime.block_on(measure());
    ExitCode::SUCCESS
}

async fn measure() {
    let directory = tempfile::tempdir().expect("a directory");
    let key = Needle::letters("bench", "sk_test_");
    let provider = provider(&key).await;
    let engine = open(directory.path()).await;
    let id = integration(&engine, &provider, &key).await;
    let bare = bare(&provider);
    let url = format!("{}/status", provider.origin());

    let (mut sends, mut requests, mut colds) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..WARM_UP + RUNS {
        let send = timed(send(&engine, id)).await;
        let request = timed(request(&bare, &url, &key.key())).await;
        if run >= WARM_UP {
            sends.push(send);
            requests.push(request);
        }
    }
    assert_eq!(provider.count(), 2 * (WARM_UP + RUNS) as u64, "each was a request");
    for _ in 0..COLD_RUNS {
        let fresh = open(directory.path()).await;
        colds.push(timed(send(&fresh, id)).await);
        fresh.close().await;
    }
    println!("{RUNS} sends and {RUNS} bare requests in turns, a new TLS connection each");
    line("bare reqwest", &requests, "ms");
    line("test send, key warm", &sends, "ms");
    line("test send, first of a fresh engine", &colds, "ms");
    println!(
        "{:<34} {:>16.2} ms  (first send less warm send)",
        "cold keyring read and opening",
        median(&colds) - median(&sends)
    );
    println!("{}", figure("send_ratio", median(&sends) / median(&requests), "x", 1.3));
}

async fn timed(work: impl Future<Output = ()>) -> f64 {
    let began = Instant::now();
    work.await;
    began.elapsed().as_secs_f64() * 1000.0
}

async fn send(engine: &Engine, id: Uuid) {
    let send = engine.test(id, Cancel::new()).await.expect("a send");
    assert_eq!(send.verdict.reason, "accepted");
}

async fn request(client: &reqwest::Client, url: &str, key: &str) {
    let answer = client.get(url).bearer_auth(key).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(!answer.bytes().await.expect("a body").is_empty());
}

fn bare(provider: &Loopback) -> reqwest::Client {
    let authority = reqwest::Certificate::from_pem(provider.ca_pem().as_bytes()).expect("a certificate");
    let builder = reqwest::Client::builder().tls_certs_only([authority]).pool_max_idle_per_host(0).no_proxy();
    builder.build().expect("a client")
}

async fn provider(key: &Needle) -> Loopback {
    let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
    let provider = Loopback::start(authority, Setup::default()).await.expect("a provider");
    let yes = serde_json::json!({ "ok": true, "items": [{ "id": 1, "name": "Sample" }, { "id": 2, "name": "Other" }] });
    let check = Check::bearer(equals(&key.key()));
    provider.on("/", Script::new(check, Answer::json(200, &yes), Answer::empty(401)));
    provider
}

async fn open(directory: &Path) -> Engine {
    Engine::open(Options::new(directory.to_owned())).await.expect("it opens")
}

async fn integration(engine: &Engine, provider: &Loopback, key: &Needle) -> Uuid {
    let client = engine
        .add_client(ClientInput { name: "Bench".into(), ..ClientInput::default() })
        .await
        .expect("a client");
    let input = IntegrationInput {
        name: "Bench".into(),
        provider: "custom".into(),
        environment: engine::view::Environment::Sandbox,
        variables: std::collections::BTreeMap::new(),
        base_url: Some(provider.origin()),
        auth: AuthInput::Bearer,
        probe: Some("GET /status".into()),
        ca_pem: Some(provider.ca_pem().into()),
        allow_loopback_http: false,
        client_certificate: false,
        notes: String::new(),
        tags: Vec::new(),
        owner: String::new(),
        rotate_every_days: None,
        conditions: Vec::new(),
        headers: Vec::new(),
    };
    let id = engine.add_integration(client.id, input).await.expect("an integration").id;
    let intake = Intake::from_bytes(key.key().into_bytes());
    let offer = engine.offer_from_intake(id, "token", KeySource::Stdin, intake).await.expect("an offer");
    engine.take_in(offer).await.expect("taken in");
    id
}
