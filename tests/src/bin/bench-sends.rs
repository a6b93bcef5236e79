//! 1,000 sends of as many integrations by one run, 64 at once, with keys warm, redacted and stored, against `curl --parallel`
//! and a bare reqwest loop with the same requests and as many at once, in turns, to the same TLS provider in a process of
//! its own. A new connection each, no resumption on either side. Beside it: the processor's time of each, and the first run
//! of a fresh engine, which reads 1,000 items from the keyring.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::view::{AuthInput, ClientInput, IntegrationInput, KeySource, RunOptions};
use engine::{Cancel, Engine, Intake, Options};
use keyrack_tests::bench::{figure, line, median, worked};
use keyrack_tests::far::{self, Far};
use keyrack_tests::session;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use tokio::task::JoinSet;
use uuid::Uuid;

const SENDS: usize = 1000;
const CLIENTS: usize = 200;
const AT_ONCE: u32 = 64;
const ROUNDS: usize = 7;

fn main() -> ExitCode {
    if let Some(code) = far::enter().or_else(session::enter) {
        return code;
    }
    // The one that window and terminal send on.
    let runtime = engine::runtime(None).expect("a runtime");
    runtime.block_on(measure());
    ExitCode::SUCCESS
}

/// One of those that are measured: seconds, by the clock and by the processor.
#[derive(Default)]
struct Contestant {
    wall: Vec<f64>,
    worked: Vec<f64>,
}

struct Bench {
    provider: Far,
    engine: Engine,
    integrations: Vec<Uuid>,
    bare: reqwest::Client,
    requests: Arc<Vec<(String, String)>>,
    curl: PathBuf,
}

async fn measure() {
    let room = tempfile::tempdir().expect("a folder");
    let mut bench = Bench::new(room.path()).await;
    println!(
        "{SENDS} sends, {AT_ONCE} at once, a new TLS connection each; load of this machine before: {}",
        fs::read_to_string("/proc/loadavg").unwrap_or_default().trim()
    );
    let cold = bench.cold(room.path()).await;
    let (mut ours, mut bare, mut curl) =
        (Contestant::default(), Contestant::default(), Contestant::default());
    // The first round is for all to get warm, ours by reading the keys.
    for round in 0..=ROUNDS {
        let came = [bench.ours().await, bench.bare().await, bench.curl()];
        for (one, (wall, worked)) in [&mut ours, &mut bare, &mut curl].into_iter().zip(came) {
            if round > 0 {
                one.wall.push(wall);
                one.worked.push(worked);
            }
        }
    }
    for (name, one) in [("keyrack", &ours), ("bare reqwest", &bare), ("curl --parallel", &curl)] {
        line(&format!("{name}, wall"), &one.wall, "s");
        line(&format!("{name}, processor"), &one.worked, "s");
    }
    println!("first run of a fresh engine, {SENDS} items read from the keyring: {cold:.2} s");
    println!("provider's processor for all rounds: {:.2} s", worked(bench.provider.id()));
    let (ours_wall, ours_worked) = (median(&ours.wall), median(&ours.worked));
    println!("{}", figure("sends_wall_to_curl", ours_wall / median(&curl.wall), "x", 1.0));
    println!("{}", figure("sends_wall_to_reqwest", ours_wall / median(&bare.wall), "x", 1.3));
    println!(
        "processor: {:.2} x curl, {:.2} x reqwest",
        ours_worked / median(&curl.worked),
        ours_worked / median(&bare.worked)
    );
    bench.engine.close().await;
}

impl Bench {
    async fn new(room: &Path) -> Self {
        let provider = Far::start(Duration::ZERO, 0);
        let origin = format!("https://localhost:{}", provider.port);
        let engine = open(&room.join("rack")).await;
        let (mut integrations, mut requests) = (Vec::new(), Vec::new());
        for number in 0..CLIENTS {
            let input = ClientInput { name: format!("Client {number:03}"), ..ClientInput::default() };
            let client = engine.add_client(input).await.expect("a client").id;
            for shop in 0..SENDS / CLIENTS {
                let (path, key) = (format!("/shop-{number}-{shop}/status"), far::key());
                let name = format!("Shop {shop}");
                integrations.push(integration(&engine, client, name, &path, &provider, &key).await);
                requests.push((format!("{origin}{path}"), key));
            }
        }
        let ca = room.join("ca.pem");
        fs::write(&ca, &provider.ca_pem).expect("a file");
        let curl = curl_config(room, &ca, &requests);
        let bare = bare(&provider.ca_pem);
        Self { provider, engine, integrations, bare, requests: Arc::new(requests), curl }
    }

    /// The first run of an engine that has read no key yet.
    async fn cold(&mut self, room: &Path) -> f64 {
        let fresh = open(&room.join("rack")).await;
        let began = Instant::now();
        run(&fresh, &self.integrations).await;
        let cold = began.elapsed().as_secs_f64();
        fresh.close().await;
        cold
    }

    async fn ours(&mut self) -> (f64, f64) {
        let before = self.provider.came();
        let (began, had) = (Instant::now(), worked(std::process::id()));
        run(&self.engine, &self.integrations).await;
        let took = (began.elapsed().as_secs_f64(), worked(std::process::id()) - had);
        self.look(before);
        took
    }

    async fn bare(&mut self) -> (f64, f64) {
        let before = self.provider.came();
        let (began, had) = (Instant::now(), worked(std::process::id()));
        let (mut running, mut next) = (JoinSet::new(), 0);
        while next < SENDS || !running.is_empty() {
            while next < SENDS && running.len() < AT_ONCE as usize {
                let (client, requests, number) = (self.bare.clone(), Arc::clone(&self.requests), next);
                running.spawn(async move {
                    let (url, key) = &requests[number];
                    let answer = client.get(url).bearer_auth(key).send().await.expect("an answer");
                    assert_eq!(answer.status(), 200);
                    assert!(!answer.bytes().await.expect("a body").is_empty());
                });
                next += 1;
            }
            running.join_next().await.expect("one runs").expect("a request");
        }
        let took = (began.elapsed().as_secs_f64(), worked(std::process::id()) - had);
        self.look(before);
        took
    }

    fn curl(&mut self) -> (f64, f64) {
        let before = self.provider.came();
        let mut command = Command::new("curl");
        command.args(["--parallel", "--parallel-immediate", "--parallel-max", &AT_ONCE.to_string()]);
        command.args(["--silent", "--show-error", "--no-progress-meter", "-K"]).arg(&self.curl);
        let began = Instant::now();
        let mut child = command.stdout(Stdio::null()).spawn().expect("curl");
        // Ended, and not yet gone: the system still knows what it worked.
        waitid(WaitId::Pid(Pid::from_child(&child)), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
            .expect("an end");
        let took = (began.elapsed().as_secs_f64(), worked(child.id()));
        assert!(child.wait().expect("an end").success(), "curl failed");
        self.look(before);
        took
    }

    /// Each was a request, and each had a connection of its own.
    fn look(&mut self, before: far::Came) {
        let came = self.provider.came();
        assert_eq!(came.requests - before.requests, SENDS as u64, "each is a request");
        assert_eq!(came.connections - before.connections, SENDS as u64, "each has a connection of its own");
    }
}

async fn run(engine: &Engine, integrations: &[Uuid]) {
    let options = RunOptions { concurrency: Some(AT_ONCE), per_host: Some(AT_ONCE) };
    let batch = engine.test_many(integrations.to_vec(), options, Cancel::new(), |_| {}).await.expect("a run");
    assert_eq!(batch.accepted as usize, SENDS, "{batch:?}");
}

fn bare(ca_pem: &str) -> reqwest::Client {
    let authority = reqwest::Certificate::from_pem(ca_pem.as_bytes()).expect("a certificate");
    let builder = reqwest::Client::builder().tls_certs_only([authority]).pool_max_idle_per_host(0).no_proxy();
    builder.build().expect("a client")
}

/// The same requests for curl, which reads keys from a file that nobody else may read. `--fail` makes a refusal an error.
fn curl_config(room: &Path, ca: &Path, requests: &[(String, String)]) -> PathBuf {
    let mut text = String::new();
    for (number, (url, key)) in requests.iter().enumerate() {
        let next = if number == 0 { "" } else { "next\n" };
        let ca = ca.display();
        let options = "http1.1\nno-sessionid\nipv4\nfail\noutput = /dev/null\nnoproxy = \"*\"";
        writeln!(
            text,
            "{next}url = \"{url}\"\nheader = \"Authorization: Bearer {key}\"\ncacert = \"{ca}\"\n{options}"
        )
        .expect("memory");
    }
    let path = room.join("curl");
    let mut how = fs::OpenOptions::new();
    how.write(true).create_new(true).mode(0o600);
    std::io::Write::write_all(&mut how.open(&path).expect("a file"), text.as_bytes()).expect("written");
    path
}

async fn open(directory: &Path) -> Engine {
    Engine::open(Options::new(directory.to_owned())).await.expect("it opens")
}

async fn integration(
    engine: &Engine,
    client: Uuid,
    name: String,
    path: &str,
    provider: &Far,
    key: &str,
) -> Uuid {
    let input = IntegrationInput {
        base_url: Some(format!("https://localhost:{}", provider.port)),
        auth: AuthInput::Bearer,
        probe: Some(format!("GET {path}")),
        ca_pem: Some(provider.ca_pem.clone()),
        ..IntegrationInput::new(name, "custom")
    };
    let id = engine.add_integration(client, input).await.expect("an integration").id;
    let intake = Intake::from_bytes(key.as_bytes().to_vec());
    let offer = engine.offer_from_intake(id, "token", KeySource::Stdin, intake).await.expect("an offer");
    engine.take_in(offer).await.expect("taken in");
    id
}
