//! What the flows share: an engine on an empty directory, a provider, and short ways to the usual steps.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use engine::view::{
    AuthInput, ClientInput, Environment, IntegrationInput, KeySource, KeyTakenView, LogQuery, Refusal,
    SendView,
};
use engine::{Cancel, Engine, Intake, Options};
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::{files, session};
use loopback::{Answer, Authority, Check, Loopback, Script, Setup, equals};
use tempfile::TempDir;
use uuid::Uuid;

/// Runs the test `name` inside a session, on a runtime of its own.
pub(crate) fn flow<F: Future<Output = ()>>(name: &str, body: impl FnOnce() -> F) {
    session::inside(name, || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(body());
    });
}

/// An engine on a directory of its own, with one client.
pub(crate) struct Rack {
    pub(crate) directory: TempDir,
    pub(crate) engine: Engine,
    pub(crate) client: Uuid,
}

impl Rack {
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let engine = open(directory.path()).await.expect("an empty directory opens");
        let client = engine.add_client(client("Nordlys Outdoor")).await.expect("a client").id;
        Self { directory, engine, client }
    }

    /// Adds an integration that sends its key as a bearer token.
    pub(crate) async fn bearer(&self, name: &str, provider: &Loopback) -> Uuid {
        let input = integration(name, &provider.origin(), AuthInput::Bearer, Some(provider.ca_pem()));
        self.engine.add_integration(self.client, input).await.expect("an integration").id
    }

    /// Takes a key in as if it had been typed and confirmed.
    pub(crate) async fn take(
        &self,
        integration: Uuid,
        part: &str,
        key: &[u8],
    ) -> Result<KeyTakenView, Refusal> {
        let intake = Intake::from_bytes(key.to_vec());
        let offer = self.engine.offer_from_intake(integration, part, KeySource::Prompt, intake).await;
        let offer = offer.map_err(|error| error.refusal())?;
        self.engine.take_in(offer).await.map_err(|error| error.refusal())
    }

    /// A send, seen to its end.
    pub(crate) async fn test(&self, integration: Uuid) -> SendView {
        self.engine.test(integration, Cancel::new()).await.expect("a send with a verdict")
    }

    /// Nothing of the key lies anywhere below the data directory.
    #[track_caller]
    pub(crate) fn holds_nothing_of(&self, needle: &Needle) {
        let searched = files::search(self.directory.path(), &Search::of([needle])).expect("readable");
        assert!(searched.bytes > 10_000, "the database was read");
        assert!(searched.hits.is_empty(), "{:?}", searched.hits);
    }

    /// How many deeds the log tells of.
    pub(crate) async fn deeds(&self) -> u32 {
        self.engine.log(&LogQuery::default(), 0, 1).await.expect("a log").total
    }
}

pub(crate) async fn open(directory: &Path) -> Result<Engine, Refusal> {
    Engine::open(Options::new(directory.to_owned())).await.map_err(|error| error.refusal())
}

/// A provider that accepts this key as a bearer token, and remembers what it was sent.
pub(crate) async fn provider(needle: &Needle) -> Loopback {
    let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
    let provider =
        Loopback::start(authority, Setup { record: true, ..Setup::default() }).await.expect("a provider");
    let check = Check::bearer(equals(&needle.key()));
    let (yes, no) = (serde_json::json!({ "ok": true }), serde_json::json!({ "error": "unauthorized" }));
    provider.on("/", Script::new(check, Answer::json(200, &yes), Answer::json(401, &no)));
    provider
}

pub(crate) fn client(name: &str) -> ClientInput {
    ClientInput { name: name.into(), ..ClientInput::default() }
}

pub(crate) fn integration(name: &str, base: &str, auth: AuthInput, ca: Option<&str>) -> IntegrationInput {
    IntegrationInput {
        name: name.into(),
        provider: "custom".into(),
        environment: Environment::Production,
        variables: BTreeMap::new(),
        base_url: Some(base.into()),
        auth,
        probe: Some("GET /status".into()),
        ca_pem: ca.map(str::to_owned),
        allow_loopback_http: false,
        client_certificate: false,
        notes: String::new(),
        tags: Vec::new(),
        owner: String::new(),
        rotate_every_days: None,
        conditions: Vec::new(),
        headers: Vec::new(),
    }
}

/// A refusal that helps: its code, and words for what happened and what to do.
#[track_caller]
pub(crate) fn refused<T>(answer: Result<T, Refusal>, code: &str) {
    let Err(refusal) = answer else { panic!("this should have been refused as {code}") };
    assert_eq!(refusal.code, code, "{refusal:?}");
    assert!(refusal.what.len() > 10 && refusal.next.len() > 5, "{refusal:?}");
}

/// A verdict that helps.
#[track_caller]
pub(crate) fn judged(send: &SendView, reason: &str) {
    let verdict = &send.verdict;
    assert_eq!(verdict.reason, reason, "{verdict:?}");
    assert!(verdict.what.len() > 10, "{verdict:?}");
    let nothing_to_do = matches!(reason, "accepted" | "cancelled");
    assert!(nothing_to_do || verdict.next.len() > 5, "the next step: {verdict:?}");
}

/// Adds an integration that nobody answers, by the terminal.
pub(crate) const SHOP: [&str; 12] = [
    "integration",
    "add",
    "Nordlys",
    "Shop",
    "--provider",
    "custom",
    "--base-url",
    "https://127.0.0.1:9",
    "--auth",
    "bearer",
    "--probe",
    "GET /status",
];

/// Generous: whether something ends at all, not how fast.
pub(crate) const SOON: Duration = Duration::from_secs(60);
