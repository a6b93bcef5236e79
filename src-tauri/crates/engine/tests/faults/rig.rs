//! A workspace with one client for each lane: a lane is a provider of its own with an integration for every scheme, so that
//! faults which only time ends can run side by side.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use engine::view::{ClientInput, IntegrationInput, KeySource, SendView};
use engine::{Backend, Cancel, Engine, Intake, Options};
use loopback::{Answer, Authority, Loopback, Scene, Script, Setup};
use serde_json::json;
use tempfile::TempDir;
use tokio::task::JoinSet;
use uuid::Uuid;
use vault::MemoryKeyring;

use crate::columns::{Column, columns};
use crate::rows::{Does, Row};

/// Long enough for a slow answer, short enough to wait for a few times.
const PATIENCE: Duration = Duration::from_secs(4);
/// So many sends at once: more only wait for each other's processor.
const AT_ONCE: usize = 12;
/// Those that only wait need none.
const WAITING_AT_ONCE: usize = 64;

pub(crate) struct Rig {
    dir: TempDir,
    keyring: MemoryKeyring,
    engine: Engine,
    /// What a send may take.
    pub(crate) patience: Duration,
    pub(crate) columns: Vec<Column>,
    /// The same schemes with other keys.
    others: Vec<Column>,
    authority: Arc<Authority>,
    elsewhere: Loopback,
    /// Where tokens are bought.
    pub(crate) tokens: Loopback,
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

/// Whether it ended before any request could leave.
fn is_before_http(cell: &Cell) -> bool {
    ["tls_", "connect", "timeout_tls"].iter().any(|start| cell.reason().starts_with(start))
}

/// A provider, and an integration for every column.
pub(crate) struct Lane {
    pub(crate) provider: Loopback,
    integrations: Vec<Uuid>,
}

impl Rig {
    /// With the columns that `wanted` says.
    pub(crate) async fn new(wanted: fn(&Column) -> bool) -> Self {
        // In memory where there is such a place: what is told here is no matter of the disk's patience.
        let memory = std::path::Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let keyring = MemoryKeyring::default();
        // Until it is known how busy this machine is.
        let patience = PATIENCE * 10;
        let engine = open(&dir, &keyring, patience).await;
        let authority = Arc::new(Authority::new(SystemTime::now()).unwrap());
        let setup = Setup { ask_clients: true, ..Setup::default() };
        let elsewhere = Loopback::start(Arc::clone(&authority), setup).await.unwrap();
        let tokens = Loopback::start(Arc::clone(&authority), setup).await.unwrap();
        let [columns, others] = [(); 2].map(|()| {
            let mut all = columns(&authority, &tokens.origin());
            all.retain(wanted);
            all
        });
        Self { dir, keyring, engine, patience, columns, others, authority, elsewhere, tokens }
    }

    /// Sets how long a send may take, by how long they take here when nothing goes wrong.
    pub(crate) async fn settle(&mut self, lane: &mut Lane) {
        let cells = self.row(lane, &Row { does: Does::RightKey }).await;
        let longest = cells.iter().map(|cell| cell.took).max().unwrap_or_default();
        self.patience = PATIENCE.max(longest * 4);
        self.engine = open(&self.dir, &self.keyring, self.patience).await;
    }

    pub(crate) async fn lane(&self, name: &str) -> Lane {
        let setup = Setup { ask_clients: true, ..Setup::default() };
        let provider = Loopback::start(Arc::clone(&self.authority), setup).await.unwrap();
        // A process of its own: what one of them may be told in a minute is bounded.
        let engine = open(&self.dir, &self.keyring, self.patience).await;
        let client = ClientInput { name: name.to_owned(), ..ClientInput::default() };
        let client = engine.add_client(client).await.unwrap().id;
        let mut integrations = Vec::new();
        for column in &self.columns {
            let input = IntegrationInput {
                base_url: Some(format!("{}/{}", provider.origin(), column.name)),
                auth: column.auth.clone(),
                client_certificate: column.certificate,
                probe: (column.provider == "custom").then(|| column.probe.to_owned()),
                ca_pem: Some(provider.ca_pem().to_owned()),
                ..IntegrationInput::new(column.name, column.provider)
            };
            let id = engine.add_integration(client, input).await.unwrap().id;
            for (part, value) in &column.keys {
                let intake = Intake::from_bytes(value.clone().into_bytes());
                let offer = engine.offer_from_intake(id, part, KeySource::Stdin, intake).await.unwrap();
                engine.take_in(offer).await.unwrap();
            }
            integrations.push(id);
        }
        Lane { provider, integrations }
    }

    /// Sends once with every scheme while the provider misbehaves as `row` says.
    pub(crate) async fn row(&self, lane: &mut Lane, row: &Row) -> Vec<Cell> {
        self.set(&lane.provider, row);
        if matches!(row.does, Does::Nobody) {
            lane.provider.stop().await;
        }
        self.sell();
        let cells = self.sends(lane, row).await;
        if matches!(row.does, Does::Nobody) {
            lane.provider.restart().await.unwrap();
        }
        cells
    }

    /// Sends once with every scheme that buys a token while the token endpoint misbehaves as `row` says.
    pub(crate) async fn token_row(&mut self, lane: &mut Lane, row: &Row) -> Vec<Cell> {
        self.set(&lane.provider, &Row { does: Does::RightKey });
        self.sell_badly(row);
        if matches!(row.does, Does::Nobody) {
            self.tokens.stop().await;
        }
        let cells = self.sends(lane, row).await;
        if matches!(row.does, Does::Nobody) {
            self.tokens.restart().await.unwrap();
        }
        cells
    }

    async fn sends(&self, lane: &Lane, row: &Row) -> Vec<Cell> {
        let before = (lane.provider.connections(), lane.provider.count(), self.tokens.connections());
        let at_once = if row.is_endless() { WAITING_AT_ONCE } else { AT_ONCE };
        let room = Arc::new(tokio::sync::Semaphore::new(at_once));
        let mut sends = JoinSet::new();
        for (place, id) in lane.integrations.iter().copied().enumerate() {
            let (engine, room) = (self.engine.clone(), Arc::clone(&room));
            sends.spawn(async move {
                let _permit = room.acquire().await.unwrap();
                let began = Instant::now();
                // What creates something is sent on a word alone, which is given here.
                let send = match engine.offer_test(id).await.unwrap() {
                    Some(offer) => engine.test_offered(offer, Cancel::new()).await.unwrap(),
                    None => engine.test(id, Cancel::new()).await.unwrap(),
                };
                (place, Cell { send, took: began.elapsed() })
            });
        }
        let mut cells = sends.join_all().await;
        cells.sort_by_key(|(place, _)| *place);
        let cells: Vec<Cell> = cells.into_iter().map(|(_, cell)| cell).collect();
        let sent = (lane.provider.connections() - before.0, lane.provider.count() - before.1);
        let most = cells.len() as u64;
        let name = row.name();
        assert!(sent.0 <= most && sent.1 <= most, "{name}: nothing is ever sent twice");
        assert_eq!(self.elsewhere.connections(), 0, "{name}: a key went elsewhere");
        let unsent = cells.iter().filter(|cell| is_before_http(cell)).count() as u64;
        assert!(sent.1 <= most - unsent, "{name}: a request left though TLS was not right");
        for (column, cell) in self.columns.iter().zip(&cells) {
            self.holds(&format!("{name} with {}", column.name), column, cell);
        }
        cells
    }

    /// What must hold of every send, whatever the verdict.
    fn holds(&self, place: &str, column: &Column, cell: &Cell) {
        // What comes on top is keyring, redaction, storing, and the wait for a processor.
        assert!(cell.took <= self.patience * 2 + PATIENCE * 3, "{place} took {:?}", cell.took);
        let shown = serde_json::to_string(&cell.send).unwrap();
        let bought = column.token.iter().map(|bought| ("what was bought", &bought.token));
        for (part, value) in column.keys.iter().map(|(part, value)| (*part, value)).chain(bought) {
            // A certificate is public, and so is the name in a service account's file.
            if matches!(part, "client_certificate" | "service_account_json") {
                continue;
            }
            for line in value.lines().filter(|line| !line.starts_with("-----")) {
                for run in line.as_bytes().windows(12).map(|run| std::str::from_utf8(run).unwrap()) {
                    assert!(!shown.contains(run), "{place}: a piece of {part} is shown");
                }
            }
        }
    }

    fn scene<'a>(&'a self, column: &Column, here: &'a str, elsewhere: &'a str) -> Scene<'a> {
        Scene { vendor: column.vendor, here, elsewhere, now: SystemTime::now() }
    }

    fn set(&self, provider: &Loopback, row: &Row) {
        let (here, elsewhere) = (provider.origin(), self.elsewhere.origin());
        for (column, other) in self.columns.iter().zip(&self.others) {
            let check = if matches!(row.does, Does::WrongKey) { &other.check } else { &column.check };
            let own = Script::new(check.clone(), column.vendor.accepted(), column.vendor.refused());
            let script = match &row.does {
                Does::Fault(fault) => fault.script(&self.scene(column, &here, &elsewhere), own),
                _ => own,
            };
            provider.on(&format!("/{}/", column.name), script);
        }
        match &row.does {
            Does::Fault(fault) => fault.turn(provider).unwrap(),
            _ => provider.turn(Setup::default().face).unwrap(),
        }
    }

    /// The token endpoint as it should be.
    fn sell(&self) {
        self.sell_badly(&Row { does: Does::RightKey });
    }

    fn sell_badly(&self, row: &Row) {
        let (here, elsewhere) = (self.tokens.origin(), self.elsewhere.origin());
        for (column, other) in self.columns.iter().zip(&self.others) {
            let (Some(bought), Some(other)) = (&column.token, &other.token) else { continue };
            let check = if matches!(row.does, Does::WrongKey) { &other.check } else { &bought.check };
            // It ends at once, so that each send buys anew.
            let sold = json!({ "access_token": bought.token, "token_type": "Bearer", "expires_in": 1 });
            let refused = Answer::json(401, &json!({ "error": "invalid_client" }));
            let own = Script::new(check.clone(), Answer::json(200, &sold), refused);
            let script = match &row.does {
                Does::Fault(fault) => fault.script(&self.scene(column, &here, &elsewhere), own),
                Does::Says((.., answer)) => Script::always(answer()),
                _ => own,
            };
            self.tokens.on(&format!("/{}/", column.name), script);
        }
        match &row.does {
            Does::Fault(fault) => fault.turn(&self.tokens).unwrap(),
            _ => self.tokens.turn(Setup::default().face).unwrap(),
        }
    }
}
