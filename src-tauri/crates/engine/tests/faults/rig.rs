//! A workspace with one client for each lane: a lane is a provider of its own with an integration for every scheme, so that
//! faults which only time ends can run side by side.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use engine::view::{ClientInput, IntegrationInput, KeySource, SendView};
use engine::{Backend, Cancel, Engine, Intake, Options};
use loopback::{Authority, Loopback, Scene, Script, Setup};
use tempfile::TempDir;
use tokio::task::JoinSet;
use uuid::Uuid;
use vault::MemoryKeyring;

use crate::columns::Column;
use crate::rows::{Does, Row};

/// Long enough for a slow answer, short enough to wait for a few times.
const PATIENCE: Duration = Duration::from_secs(4);

pub(crate) struct Rig {
    dir: TempDir,
    keyring: MemoryKeyring,
    engine: Engine,
    /// What a send may take; as much again is for keyring, redaction, storing, and the wait for a processor.
    pub(crate) patience: Duration,
    pub(crate) columns: Arc<Vec<Column>>,
    /// The same schemes with other keys.
    others: Arc<Vec<Column>>,
    authority: Arc<Authority>,
    elsewhere: Loopback,
}

async fn open(dir: &TempDir, keyring: &MemoryKeyring, patience: Duration) -> Engine {
    let options = Options::new(dir.path().to_owned())
        .with_backend(Backend::Memory(keyring.clone()))
        .with_patience(patience, patience);
    Engine::open(options).await.unwrap()
}

/// What came of one send.
pub(crate) struct Cell {
    pub(crate) send: SendView,
    pub(crate) took: Duration,
}

impl Cell {
    pub(crate) fn reason(&self) -> &str {
        &self.send.verdict.reason
    }
}

/// A provider, and an integration for every column.
pub(crate) struct Lane {
    pub(crate) provider: Loopback,
    integrations: Vec<Uuid>,
}

impl Rig {
    pub(crate) async fn new(columns: Vec<Column>, others: Vec<Column>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let keyring = MemoryKeyring::default();
        // Until it is known how busy this machine is.
        let patience = PATIENCE * 10;
        let engine = open(&dir, &keyring, patience).await;
        let authority = Arc::new(Authority::new(SystemTime::now()).unwrap());
        let elsewhere = Loopback::start(Arc::clone(&authority), Setup::default()).await.unwrap();
        let (columns, others) = (Arc::new(columns), Arc::new(others));
        Self { dir, keyring, engine, patience, columns, others, authority, elsewhere }
    }

    /// Sets how long a send may take, by how long they take here when nothing goes wrong.
    pub(crate) async fn settle(&mut self, lane: &mut Lane) {
        let cells = self.row(lane, &Row { does: Does::RightKey }).await;
        let longest = cells.iter().map(|cell| cell.took).max().unwrap_or_default();
        self.patience = PATIENCE.max(longest * 4);
        self.engine = open(&self.dir, &self.keyring, self.patience).await;
    }

    pub(crate) async fn lane(&self, name: &str) -> Lane {
        let provider = Loopback::start(Arc::clone(&self.authority), Setup::default()).await.unwrap();
        let client = ClientInput { name: name.to_owned(), ..ClientInput::default() };
        let client = self.engine.add_client(client).await.unwrap().id;
        let mut integrations = Vec::new();
        for column in self.columns.iter() {
            let input = IntegrationInput {
                base_url: Some(format!("{}/{}", provider.origin(), column.name)),
                auth: column.auth.clone(),
                probe: (column.provider == "custom").then(|| "GET /status".to_owned()),
                ca_pem: Some(provider.ca_pem().to_owned()),
                ..IntegrationInput::new(column.name, column.provider)
            };
            let id = self.engine.add_integration(client, input).await.unwrap().id;
            for (part, value) in &column.keys {
                let intake = Intake::from_bytes(value.clone().into_bytes());
                let offer = self.engine.offer_from_intake(id, part, KeySource::Stdin, intake).await.unwrap();
                self.engine.take_in(offer).await.unwrap();
            }
            integrations.push(id);
        }
        Lane { provider, integrations }
    }

    /// Sends once with every scheme while the provider misbehaves as `row` says.
    pub(crate) async fn row(&self, lane: &mut Lane, row: &Row) -> Vec<Cell> {
        self.set(lane, row).await;
        let before = (lane.provider.connections(), lane.provider.count());
        let mut sends = JoinSet::new();
        for (place, id) in lane.integrations.iter().copied().enumerate() {
            let engine = self.engine.clone();
            sends.spawn(async move {
                let began = Instant::now();
                let send = engine.test(id, Cancel::new()).await.unwrap();
                (place, Cell { send, took: began.elapsed() })
            });
        }
        let mut cells = sends.join_all().await;
        cells.sort_by_key(|(place, _)| *place);
        let cells: Vec<Cell> = cells.into_iter().map(|(_, cell)| cell).collect();
        let sent = (lane.provider.connections() - before.0, lane.provider.count() - before.1);
        self.holds(row, &cells, sent);
        if matches!(row.does, Does::Nobody) {
            lane.provider.restart().await.unwrap();
        }
        cells
    }

    async fn set(&self, lane: &mut Lane, row: &Row) {
        let here = lane.provider.origin();
        let elsewhere = self.elsewhere.origin();
        for (column, other) in self.columns.iter().zip(self.others.iter()) {
            let check = match row.does {
                Does::WrongKey => &other.check,
                _ => &column.check,
            };
            let own = Script::new(check.clone(), column.vendor.accepted(), column.vendor.refused());
            let scene =
                Scene { vendor: column.vendor, here: &here, elsewhere: &elsewhere, now: SystemTime::now() };
            let script = match &row.does {
                Does::Fault(fault) => fault.script(&scene, own),
                _ => own,
            };
            lane.provider.on(&format!("/{}/", column.name), script);
        }
        match &row.does {
            Does::Nobody => lane.provider.stop().await,
            Does::Fault(fault) => fault.turn(&lane.provider).unwrap(),
            Does::RightKey | Does::WrongKey => lane.provider.turn(Setup::default().face).unwrap(),
        }
    }

    /// What must hold of every row, whatever the verdict.
    fn holds(&self, row: &Row, cells: &[Cell], (connections, requests): (u64, u64)) {
        let most = cells.len() as u64;
        assert!(connections <= most && requests <= most, "{}: nothing is ever sent twice", row.name());
        assert_eq!(self.elsewhere.connections(), 0, "{}: a key went elsewhere", row.name());
        for (column, cell) in self.columns.iter().zip(cells) {
            let place = format!("{} with {}", row.name(), column.name);
            assert!(cell.took <= self.patience * 2, "{place} took {:?}", cell.took);
            let before_http = ["tls_", "connect", "timeout_tls"].iter().any(|p| cell.reason().starts_with(p));
            assert!(!before_http || requests == 0, "{place}: a request left though TLS was not right");
            let shown = serde_json::to_string(&cell.send).unwrap();
            for (part, value) in &column.keys {
                for run in value.as_bytes().windows(12).map(|run| std::str::from_utf8(run).unwrap()) {
                    assert!(!shown.contains(run), "{place}: a piece of {part} is shown");
                }
            }
        }
    }
}
