//! A provider in a process of its own, so that who is measured shares no runtime with it: the same program, started again.
//! It takes the keys of one shape, answers each over a connection of its own, and tells how many came.
#![allow(clippy::print_stdout, reason = "the processes speak by standard output")]

use std::io::{BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use loopback::{Alphabet, Answer, Authority, Certificate, Check, Face, Loopback, MadeUp, Script, Setup};
use serde_json::{Value, json};

const MARK: &str = "KEYRACK_FAR_PROVIDER";
/// What its keys look like.
const SHAPE: MadeUp = MadeUp::new("sk_test_", Alphabet::Alphanumeric, 40, "");

/// A key that it takes.
///
/// # Panics
/// When the system gives no randomness.
#[must_use]
pub fn key() -> String {
    String::from_utf8(SHAPE.make().expect("randomness")).expect("text")
}

/// A provider in another process; it ends when this is dropped.
pub struct Far {
    child: Child,
    ask: ChildStdin,
    told: BufReader<ChildStdout>,
    /// Where it is.
    pub port: u16,
    /// Whom to believe.
    pub ca_pem: String,
}

/// What came to it so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Came {
    /// Connections whose handshake was done.
    pub connections: u64,
    /// Requests.
    pub requests: u64,
    /// Paths that were asked for more than once since this was asked last.
    pub twice: u64,
}

impl Far {
    /// Starts it; it answers after `delay`, and is so many further hosts: see [`loopback::host`].
    ///
    /// # Panics
    /// When this program cannot be started again.
    #[must_use]
    pub fn start(delay: Duration, hosts: u8) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .env(MARK, format!("{} {hosts}", delay.as_millis()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts again");
        let ask = child.stdin.take().expect("its input");
        let mut told = BufReader::new(child.stdout.take().expect("its output"));
        let first = read(&mut told);
        let port = first["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
        let ca_pem = first["ca"].as_str().expect("an authority").to_owned();
        Self { child, ask, told, port, ca_pem }
    }

    /// Its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What came to it so far.
    ///
    /// # Panics
    /// When it has gone.
    pub fn came(&mut self) -> Came {
        self.ask.write_all(b"count\n").expect("it listens");
        let told = read(&mut self.told);
        let number = |name: &str| told[name].as_u64().expect("a number");
        Came { connections: number("connections"), requests: number("requests"), twice: number("twice") }
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        // It may have gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn read(from: &mut impl std::io::BufRead) -> Value {
    let mut line = String::new();
    from.read_line(&mut line).expect("a line");
    serde_json::from_str(&line).expect("JSON")
}

/// Is the provider, where this program was started to be it. Call it first thing in `main`.
#[must_use]
pub fn enter() -> Option<ExitCode> {
    let said = std::env::var(MARK).ok()?;
    let (delay, hosts) = said.split_once(' ')?;
    let (delay, hosts) = (Duration::from_millis(delay.parse().ok()?), hosts.parse().ok()?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let provider = runtime.block_on(serve(delay, hosts));
    let first = json!({ "port": provider.port(), "ca": provider.ca_pem() });
    println!("{first}");
    let mut looked = 0;
    for line in std::io::stdin().lines() {
        if line.is_err() {
            break;
        }
        let seen = provider.seen();
        let mut paths: Vec<String> = seen[looked..].iter().map(|one| one.target.clone()).collect();
        looked = seen.len();
        paths.sort_unstable();
        let twice = paths.chunk_by(|one, next| one == next).filter(|same| same.len() > 1).count();
        let (connections, requests) = (provider.connections(), provider.count());
        println!("{}", json!({ "connections": connections, "requests": requests, "twice": twice }));
    }
    Some(ExitCode::SUCCESS)
}

async fn serve(delay: Duration, hosts: u8) -> Loopback {
    let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
    let face = Face::Tls(if hosts == 0 {
        Certificate::Good { days: 80 }
    } else {
        Certificate::Hosts { count: hosts }
    });
    // What several hosts were asked is remembered, to find what came twice.
    let setup = Setup { face, record: hosts > 0, ..Setup::default() };
    let mut provider = Loopback::start(authority, setup).await.expect("a provider");
    provider.also_as(hosts).expect("the loopback's addresses");
    let items: Vec<Value> =
        (1..=8).map(|id| json!({ "id": id, "name": format!("Category {id}"), "count": id * 3 })).collect();
    // Whoever asks gets a connection of its own, whether it would use one again or not.
    let yes = Answer::json(200, &json!({ "ok": true, "items": items })).with("connection", "close");
    let no = Answer::empty(401).with("connection", "close");
    provider.on("/", Script::new(Check::bearer(SHAPE.holds()), yes, no).after(delay));
    provider
}
