//! "Test all" over 1,000 integrations on 200 hosts in the real window: what it does to the frames of its page, to the app's
//! memory, how fast it stops and what is left then; and the same from the app and a terminal at once. The provider is a
//! process of its own that answers after a while, at 200 of the loopback's addresses.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]
#![allow(clippy::cast_precision_loss, reason = "counts of a bench are small")]

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use engine::view::{AuthInput, ClientInput, IntegrationInput, KeySource, LogQuery};
use engine::{Engine, Intake, Options};
use keyrack_tests::app::App;
use keyrack_tests::bench::{self, figure, line, median, quantile};
use keyrack_tests::far::{self, Far};
use keyrack_tests::session::Session;
use keyrack_tests::{processes, wait};
use serde_json::{Value, json};
use uuid::Uuid;

const HOSTS: u8 = 200;
const EACH: usize = 5;
const ALL: u64 = HOSTS as u64 * EACH as u64;
/// What a provider takes to answer.
const DELAY: Duration = Duration::from_millis(100);
const ROUNDS: usize = 3;
const FRAMES: u32 = 180;
const PATIENCE: Duration = Duration::from_secs(180);
/// Tells the part of this program that runs within the session what to do.
const FILL: &str = "KEYRACK_BENCH_FILL";

/// The times between frames; answers when so many have passed.
const MEASURE: &str = "
const frame = () => new Promise((done) => requestAnimationFrame(done));
const times = [];
let last = await frame();
for (let n = 0; n < given[0]; n += 1) {
  const now = await frame();
  times.push(now - last);
  last = now;
}
return { times, state: document.querySelector('[data-testid=run]')?.dataset.state ?? null };
";
/// Stops the run as its button does; answers how long it took until the page says that it is over.
const STOP: &str = "
const run = () => document.querySelector('[data-testid=run]')?.dataset.state;
const began = performance.now();
document.querySelector('[data-testid=run-stop]').click();
while (run() !== 'over') await new Promise((done) => setTimeout(done, 1));
return performance.now() - began;
";
const SAID: &str = "return document.querySelector('[data-testid=run-said]')?.innerText ?? ''";

fn main() -> ExitCode {
    // The provider has a runtime of its own.
    if let Some(code) = far::enter() {
        return code;
    }
    let runtime = engine::runtime(None).expect("a runtime");
    match std::env::var_os(FILL) {
        Some(told) => runtime.block_on(fill(Path::new(&told))),
        None => runtime.block_on(measure()),
    }
    ExitCode::SUCCESS
}

async fn measure() {
    let mut provider = Far::start(DELAY, HOSTS);
    let session = Session::with_window();
    fill_within(&session, &provider);
    let app = App::start_program(&session, &bench::app(), &[]).await;
    app.wait_for_script("the board", "return document.querySelectorAll('[data-testid=card]').length > 3")
        .await;
    app.click_id("test-all").await;
    over(&app).await;

    let before = memory(&app);
    let (mut still, mut running, mut stops) = (Vec::new(), Vec::new(), Vec::new());
    let mut said = Vec::new();
    for _ in 0..ROUNDS {
        still.push(quantile(&frames(&app, "over").await, 0.95));
        begin(&app).await;
        running.push(quantile(&frames(&app, "running").await, 0.95));
        said.push(app.script(SAID, vec![]).await.as_str().unwrap_or_default().to_owned());
        over(&app).await;
    }
    let after = memory(&app);
    for _ in 0..ROUNDS {
        begin(&app).await;
        let sent = provider.came().requests;
        wait::until("a run well under way", PATIENCE, || {
            (provider.came().requests > sent + 100).then_some(())
        });
        stops.push(stop(&app).await);
        assert_eq!(open_sockets(provider.port), 0, "a socket is left open");
    }
    let left = left_running(&session).await;
    let (sent, twice) = both_at_once(&app, &session, &mut provider).await;
    app.close().await;

    println!(
        "{ALL} integrations on {HOSTS} hosts that answer after {DELAY:?}; {ROUNDS} rounds; progress said, for one: {}",
        said[0]
    );
    line("frame at rest, p95", &still, "ms");
    line("frame while it runs, p95", &running, "ms");
    line("from stop to stopped", &stops, "ms");
    println!("memory of all its processes: {before:.0} MB before, {after:.0} MB after {ROUNDS} more runs");
    println!("{}", figure("testall_p95_ratio", median(&running) / median(&still), "x", 1.25));
    println!("{}", figure("testall_stop", quantile(&stops, 1.0), "ms", 200.0));
    println!("{}", figure("testall_left_running", left as f64, "sends", 0.0));
    println!("{}", figure("testall_memory_growth", (after - before).max(0.0), "MB", 60.0));
    println!("{}", figure("testall_sent_at_once", sent as f64, "sends", ALL as f64));
    println!("{}", figure("testall_sent_twice", twice as f64, "sends", 0.0));
}

async fn begin(app: &App<'_>) {
    app.click_id("run-again").await;
    app.wait_for_script(
        "a run",
        "return document.querySelector('[data-testid=run]')?.dataset.state === 'running'",
    )
    .await;
}

/// Waits for the end of a run.
async fn over(app: &App<'_>) {
    let began = Instant::now();
    let state = "return document.querySelector('[data-testid=run]')?.dataset.state ?? null";
    while app.script(state, vec![]).await != "over" {
        assert!(began.elapsed() < PATIENCE, "the run does not end: {}", app.text().await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn frames(app: &App<'_>, state: &str) -> Vec<f64> {
    let measured = app.script_async(MEASURE, vec![json!(FRAMES)]).await["value"].clone();
    assert_eq!(measured["state"], state, "it was measured at another time");
    measured["times"].as_array().expect("times").iter().filter_map(Value::as_f64).collect()
}

async fn stop(app: &App<'_>) -> f64 {
    app.script_async(STOP, vec![]).await["value"].as_f64().expect("milliseconds")
}

fn memory(app: &App<'_>) -> f64 {
    processes::proportional_set_size(&processes::family(app.main_process())) as f64 / 1e6
}

/// Connections to the provider that are up, by the system's own table: state 01, from whoever.
fn open_sockets(port: u16) -> usize {
    let table = std::fs::read_to_string("/proc/net/tcp").expect("the table");
    let to = format!(":{port:04X}");
    let up = |line: &&str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        fields.get(2).is_some_and(|remote| remote.ends_with(&to)) && fields.get(3) == Some(&"01")
    };
    table.lines().skip(1).filter(up).count()
}

/// Sends whose outcome nobody wrote down.
async fn left_running(session: &Session) -> u64 {
    let engine = Engine::open(Options::new(session.data_dir())).await.expect("it opens");
    let query = LogQuery { sends_only: true, ..LogQuery::default() };
    let (mut left, mut offset) = (0, 0);
    loop {
        let page = engine.log(&query, offset, 500).await.expect("the log");
        left += page.rows.iter().filter(|row| row.unfinished).count() as u64;
        offset += 500;
        if offset >= page.total {
            engine.close().await;
            return left;
        }
    }
}

/// The app and a terminal test everything at the same time: how many requests came, and for how many it was two.
async fn both_at_once(app: &App<'_>, session: &Session, provider: &mut Far) -> (u64, u64) {
    let before = provider.came();
    let mut terminal = session
        .command(bench::terminal())
        .args(["test", "--all", "--json"])
        .env("KEYRACK_DATA_DIR", session.data_dir())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the terminal");
    begin(app).await;
    over(app).await;
    terminal.wait().expect("its end");
    let came = provider.came();
    let sent = came.requests - before.requests;
    assert!(sent >= ALL, "only {sent} were sent");
    (sent, came.twice)
}

/// Fills the session's workspace, within the session: keys go into its keyring.
fn fill_within(session: &Session, provider: &Far) {
    let ca = session.data_dir().with_extension("pem");
    std::fs::write(&ca, format!("{}\n{}", provider.port, provider.ca_pem)).expect("a file");
    let program = std::env::current_exe().expect("this program");
    let mut command: Command = session.command(program);
    let done = command.env(FILL, &ca).env("KEYRACK_DATA_DIR", session.data_dir()).status();
    assert!(done.expect("it starts").success(), "the workspace could not be filled");
}

async fn fill(told: &Path) {
    let told = std::fs::read_to_string(told).expect("what it was told");
    let (port, ca) = told.split_once('\n').expect("port and authority");
    let engine = Engine::open(Options::from_env(None)).await.expect("it opens");
    for number in 1..=HOSTS {
        let input = ClientInput { name: format!("Client {number:03}"), ..ClientInput::default() };
        let client = engine.add_client(input).await.expect("a client").id;
        for shop in 0..EACH {
            let base = format!("https://{}:{port}", loopback::host(number));
            integration(&engine, client, number, shop, base, ca).await;
        }
    }
    engine.close().await;
}

async fn integration(engine: &Engine, client: Uuid, number: u8, shop: usize, base: String, ca: &str) {
    let input = IntegrationInput {
        base_url: Some(base),
        auth: AuthInput::Bearer,
        probe: Some(format!("GET /{number}-{shop}/status")),
        ca_pem: Some(ca.to_owned()),
        ..IntegrationInput::new(format!("Shop {shop}"), "custom")
    };
    let id = engine.add_integration(client, input).await.expect("an integration").id;
    let intake = Intake::from_bytes(far::key().into_bytes());
    let offer = engine.offer_from_intake(id, "token", KeySource::Stdin, intake).await.expect("an offer");
    engine.take_in(offer).await.expect("taken in");
}
