//! A workspace, a keyring and a provider of a test's own. Keys are made here, at run time.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Utc;
use engine::view::{AuthInput, ClientInput, IntegrationInput, KeySource, KeyTakenView, SendView};
use engine::{Backend, Cancel, Engine, HandClock, Intake, Options, Result};
use loopback::{Alphabet, Authority, Loopback, MadeUp, Setup};
use tempfile::TempDir;
use uuid::Uuid;
use vault::MemoryKeyring;

pub(crate) const CK: MadeUp = MadeUp::new("ck_", Alphabet::Hex, 40, "");
pub(crate) const CS: MadeUp = MadeUp::new("cs_", Alphabet::Hex, 40, "");
pub(crate) const PLAIN: MadeUp = MadeUp::new("", Alphabet::Alphanumeric, 40, "");

pub(crate) struct Kit {
    pub(crate) dir: TempDir,
    pub(crate) engine: Engine,
    pub(crate) clock: HandClock,
    pub(crate) keyring: MemoryKeyring,
    pub(crate) provider: Loopback,
    authority: Arc<Authority>,
}

/// A made-up key as text.
pub(crate) fn key(shape: MadeUp) -> String {
    String::from_utf8(shape.make().unwrap()).unwrap()
}

impl Kit {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = HandClock::at(Utc::now());
        let keyring = MemoryKeyring::default();
        let authority = Arc::new(Authority::new(std::time::SystemTime::now()).unwrap());
        let provider = Self::provider(&authority).await;
        let engine = Self::open(dir.path(), &clock, &keyring).await;
        Self { dir, engine, clock, keyring, provider, authority }
    }

    /// One more provider, signed by the same authority.
    pub(crate) async fn another_provider(&self) -> Loopback {
        Self::provider(&self.authority).await
    }

    /// A second engine over the same directory and keyring, as another process would open it.
    pub(crate) async fn another_engine(&self) -> Engine {
        Self::open(self.dir.path(), &self.clock, &self.keyring).await
    }

    async fn provider(authority: &Arc<Authority>) -> Loopback {
        let setup = Setup { record: true, ..Setup::default() };
        Loopback::start(Arc::clone(authority), setup).await.unwrap()
    }

    async fn open(dir: &Path, clock: &HandClock, keyring: &MemoryKeyring) -> Engine {
        let options = Options::new(dir.to_owned());
        let options =
            options.with_clock(Arc::new(clock.clone())).with_backend(Backend::Memory(keyring.clone()));
        Engine::open(options).await.unwrap()
    }

    pub(crate) async fn client(&self, name: &str) -> Uuid {
        let input = ClientInput { name: name.to_owned(), ..ClientInput::default() };
        self.engine.add_client(input).await.unwrap().id
    }

    /// A custom integration with a key in a header.
    pub(crate) async fn plain(&self, client: Uuid, name: &str) -> Uuid {
        self.add(client, self.input(name, "custom")).await
    }

    pub(crate) async fn woo(&self, client: Uuid, name: &str) -> Uuid {
        self.add(client, self.input(name, "woocommerce")).await
    }

    pub(crate) async fn add(&self, client: Uuid, input: IntegrationInput) -> Uuid {
        self.engine.add_integration(client, input).await.unwrap().id
    }

    pub(crate) fn input(&self, name: &str, provider: &str) -> IntegrationInput {
        let custom = provider == "custom";
        IntegrationInput {
            base_url: Some(format!("{}/{provider}", self.provider.origin())),
            auth: if custom {
                AuthInput::Header { header: "X-API-KEY".to_owned(), prefix: String::new() }
            } else {
                AuthInput::Provider
            },
            probe: custom.then(|| "GET /status".to_owned()),
            ca_pem: Some(self.provider.ca_pem().to_owned()),
            ..IntegrationInput::new(name, provider)
        }
    }

    pub(crate) async fn take(&self, integration: Uuid, part: &str, key: &str) -> Result<KeyTakenView> {
        let intake = Intake::from_bytes(key.as_bytes().to_vec());
        let offer = self.engine.offer_from_intake(integration, part, KeySource::Stdin, intake).await?;
        self.engine.take_in(offer).await
    }

    /// A custom integration that holds `key`.
    pub(crate) async fn with_key(&self, client: &str, key: &str) -> Uuid {
        let client = match self.engine.find_client(client).await {
            Ok(id) => id,
            Err(_) => self.client(client).await,
        };
        let integration = self.plain(client, "Order desk").await;
        self.take(integration, "api_key", key).await.unwrap();
        integration
    }

    pub(crate) async fn test(&self, integration: Uuid) -> SendView {
        self.engine.test(integration, Cancel::new()).await.unwrap()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Fails if `key` stands anywhere below the data directory, as it is.
    pub(crate) fn assert_nowhere_on_disk(&self, key: &str) {
        assert!(!on_disk(self.dir.path(), key.as_bytes()), "the key lies on the disk");
    }
}

/// Whether `needle` stands in any file below `dir`.
pub(crate) fn on_disk(dir: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            on_disk(&path, needle)
        } else {
            // SQLite may drop a file of its own in between.
            std::fs::read(&path).is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
        }
    })
}

/// The code of a refusal.
pub(crate) fn code<T>(result: Result<T>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(error) => error.refusal().code,
    }
}
