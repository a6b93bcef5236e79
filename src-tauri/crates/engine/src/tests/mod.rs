//! Flows through the engine's public door: a real database, a keyring in memory, a clock that is moved by hand.

mod board;
mod clients;
mod doctor;
mod guesses;
mod integrations;
mod log;
mod processes;
mod rebind;
mod removal;
mod scan_own_data;
mod scan_removal;
mod scans;
mod settings;
mod watching;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use loopback::{Alphabet, MadeUp};
use uuid::Uuid;
use vault::{MemoryKeyring, Redacted};

use crate::codes::Coded;
use crate::deed::{About, Deed};
use crate::store::sends::{AttemptRow, StoredExchange, StoredMessage};
use crate::view::{
    AuthInput, ClientInput, Environment, IntegrationInput, IntegrationView, KeySource, LogQuery, VerdictKind,
};
use crate::{Backend, Engine, HandClock, Intake, Options, Step};

/// A workspace for one test.
pub(crate) struct Kit {
    pub(crate) engine: Engine,
    pub(crate) clock: HandClock,
    pub(crate) keyring: MemoryKeyring,
    dir: tempfile::TempDir,
}

impl std::ops::Deref for Kit {
    type Target = Engine;
    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl Kit {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = HandClock::at(DateTime::from_timestamp(1_900_000_000, 0).unwrap());
        let keyring = MemoryKeyring::default();
        let engine = open(dir.path(), &clock, &keyring).await;
        Self { engine, clock, keyring, dir }
    }

    /// Another process on the same directory and keyring.
    pub(crate) async fn second(&self) -> Engine {
        open(self.dir.path(), &self.clock, &self.keyring).await
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.store().now()
    }

    pub(crate) async fn add(&self, name: &str) -> Uuid {
        self.add_client(ClientInput { name: name.into(), ..ClientInput::default() }).await.unwrap().id
    }

    pub(crate) async fn shop(&self, client: Uuid, name: &str) -> IntegrationView {
        self.add_integration(client, shop(name)).await.unwrap()
    }

    /// Takes a made-up key in.
    pub(crate) async fn take_key(&self, integration: Uuid, part: &str) -> String {
        let key = made_up(part);
        let intake = Intake::from_bytes(key.clone().into_bytes());
        let offer = self.offer_from_intake(integration, part, KeySource::Prompt, intake).await.unwrap();
        self.engine.take_in(offer).await.unwrap();
        key
    }

    /// A service with a password: short enough to be guessed.
    pub(crate) async fn service_with_password(&self, client: Uuid) -> (IntegrationView, String) {
        let own = self.add_integration(client, custom("Own", "https://api.example.com")).await.unwrap();
        let password = made_up("")[..10].to_owned();
        let intake = Intake::from_bytes(password.clone().into_bytes());
        let offer = self.offer_from_intake(own.id, "api_key", KeySource::Prompt, intake).await.unwrap();
        self.engine.take_in(offer).await.unwrap();
        (self.integration(own.id).await.unwrap(), password)
    }

    /// A shop with both parts of its key.
    pub(crate) async fn shop_with_key(&self, client: Uuid, name: &str) -> IntegrationView {
        let shop = self.shop(client, name).await;
        for part in ["consumer_key", "consumer_secret"] {
            self.take_key(shop.id, part).await;
        }
        self.integration(shop.id).await.unwrap()
    }

    /// A send as if it had been made.
    pub(crate) async fn sent(&self, integration: Uuid, verdict: VerdictKind, body: &str) -> Uuid {
        let about = self.store().profile(integration).await.unwrap().about();
        let lease = format!("send:{integration}");
        let intent =
            self.store().intend_send(&lease, Duration::seconds(90), Deed::TestSent, about).await.unwrap();
        let row = AttemptRow {
            id: intent.id,
            integration,
            version: None,
            at: intent.at,
            verdict,
            reason: verdict.code().to_owned(),
            details: "{}".to_owned(),
            status: Some(200),
            total_ms: (verdict != VerdictKind::Unreachable).then_some(120),
            timings: None,
            tls: None,
            remote: None,
            proxied: false,
            masked: 0,
            facts: crate::store::sends::SendFacts::default(),
        };
        let text = |text: &str| Redacted { text: text.to_owned(), spans: Vec::new() };
        let message =
            StoredMessage { start: text("GET / HTTP/1.1"), body: text(body), ..StoredMessage::default() };
        let exchange = StoredExchange {
            request: Some(message.clone()),
            response: Some(message),
            saw: Vec::new(),
            token: None,
        };
        self.store().record_send(intent, &lease, &row, &exchange, false).await.unwrap();
        intent.id
    }

    /// The codes of all deeds, newest first.
    pub(crate) async fn deeds(&self) -> Vec<String> {
        let page = self.log(&LogQuery::default(), 0, 500).await.unwrap();
        page.rows.into_iter().map(|row| row.deed).collect()
    }
}

async fn open(dir: &Path, clock: &HandClock, keyring: &MemoryKeyring) -> Engine {
    let options = Options::new(dir.to_owned())
        .with_clock(Arc::new(clock.clone()))
        .with_backend(Backend::Memory(keyring.clone()));
    Engine::open(options).await.unwrap()
}

/// A WooCommerce shop.
pub(crate) fn shop(name: &str) -> IntegrationInput {
    let domain = ("store_domain".to_owned(), "shop.example.com".to_owned());
    IntegrationInput {
        name: name.into(),
        variables: BTreeMap::from([domain]),
        ..IntegrationInput::new("Blank", "woocommerce")
    }
}

/// A service of one's own, with a header key.
pub(crate) fn custom(name: &str, base: &str) -> IntegrationInput {
    IntegrationInput {
        name: name.into(),
        base_url: Some(base.into()),
        probe: Some("GET /ping".into()),
        ..IntegrationInput::new("Blank", "custom")
    }
}

/// A key of the shape of `part`, made now and never again.
pub(crate) fn made_up(part: &str) -> String {
    let prefix = match part {
        "consumer_key" => "ck_",
        "consumer_secret" => "cs_",
        _ => "",
    };
    let shape = MadeUp::new(prefix, Alphabet::Hex, 40, "");
    // Chance alone makes one now and then in which a digit rules, and that counts as one that could be guessed.
    let rules = |key: &[u8]| key.iter().any(|digit| key.iter().filter(|other| *other == digit).count() > 8);
    let key =
        std::iter::repeat_with(|| shape.make().unwrap()).find(|key| !rules(&key[prefix.len()..])).unwrap();
    String::from_utf8(key).unwrap()
}

/// What a step did at once.
pub(crate) fn done<T>(step: Step<T>) -> T {
    match step {
        Step::Done(value) => value,
        Step::Ask(rebind) => panic!("asked: {:?}", rebind.view()),
    }
}

/// What a step asks.
pub(crate) fn asked<T>(step: Step<T>) -> crate::Rebind {
    match step {
        Step::Ask(rebind) => rebind,
        Step::Done(_) => panic!("did it without asking"),
    }
}
