//! Process start to the board's first painted row, with 500 clients × 10 integrations and 100,000 log rows, and the memory
//! of all processes then, against an empty window built the same way.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use engine::MadeUp;
use keyrack_tests::bench::{self, figure, line, median};
use keyrack_tests::session::Session;
use keyrack_tests::{processes, wait};

const RUNS: usize = 9;
const RACK: MadeUp = MadeUp { clients: 500, hooks: 10, sends: 100_000 };
const PATIENCE: Duration = Duration::from_secs(60);

/// What one start came to.
struct Start {
    milliseconds: f64,
    megabytes: f64,
}

/// A window that is open; closed when dropped.
struct Open(Child);

impl Drop for Open {
    fn drop(&mut self) {
        processes::signal(self.0.id(), rustix::process::Signal::TERM);
        let family = processes::family(self.0.id());
        wait::until("the end of the window", PATIENCE, || self.0.try_wait().ok().flatten());
        wait::until("the end of its processes", PATIENCE, || {
            family.iter().all(|pid| processes::program(*pid).is_none()).then_some(())
        });
    }
}

fn main() {
    let app = bench::app();
    let empty = app.with_file_name("empty-window");
    assert!(empty.exists(), "{} is built by `cargo xtask bench start`", empty.display());
    let session = Session::with_window();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(bench::make_rack(&session.data_dir(), RACK));

    // Once each for the caches: both windows then start as they do on a working day.
    start(&session, &empty);
    start(&session, &app);
    let (mut empties, mut apps) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        empties.push(start(&session, &empty));
        apps.push(start(&session, &app));
    }
    report(&empties, &apps);
}

fn start(session: &Session, program: &Path) -> Start {
    let painted = session.path("painted");
    let _ = fs::remove_file(&painted);
    let mut command = session.command(program);
    command.env("KEYRACK_DATA_DIR", session.data_dir()).env("KEYRACK_PAINTED_FILE", &painted);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let began = now();
    let mut window = Open(command.spawn().expect("it starts"));
    let stamp = wait::until("the first painted row", PATIENCE, || {
        assert!(matches!(window.0.try_wait(), Ok(None)), "{} ended by itself", program.display());
        fs::read_to_string(&painted).ok()?.trim().parse::<f64>().ok()
    });
    settle(window.0.id());
    let bytes = processes::proportional_set_size(&processes::family(window.0.id()));
    Start { milliseconds: (stamp - began) * 1000.0, megabytes: bytes as f64 / f64::from(1 << 20) }
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// Waits until its processes have used no more than a hundredth of a second in the last one.
fn settle(root: u32) {
    let mut last = (SystemTime::now(), ticks(root));
    wait::until("a window at rest", PATIENCE, || {
        if last.0.elapsed().is_ok_and(|since| since < Duration::from_secs(1)) {
            return None;
        }
        let used = ticks(root);
        let rest = used <= last.1 + 1;
        last = (SystemTime::now(), used);
        rest.then_some(())
    });
}

/// Hundredths of a second of processor time that a process and all below it have used.
fn ticks(root: u32) -> u64 {
    let of = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let fields: Vec<u64> =
            stat.rsplit_once(')')?.1.split_whitespace().filter_map(|field| field.parse().ok()).collect();
        // Behind the state, the eleventh and twelfth: in the program itself, and in the kernel for it.
        Some(fields.get(10)? + fields.get(11)?)
    };
    processes::family(root).iter().filter_map(of).sum()
}

fn report(empties: &[Start], apps: &[Start]) {
    let milliseconds = |all: &[Start]| all.iter().map(|start| start.milliseconds).collect::<Vec<_>>();
    let megabytes = |all: &[Start]| all.iter().map(|start| start.megabytes).collect::<Vec<_>>();
    println!(
        "{} clients × {} integrations, {} log rows; {RUNS} starts of each, in turns",
        RACK.clients, RACK.hooks, RACK.sends
    );
    line("start, empty window", &milliseconds(empties), "ms");
    line("start, Keyrack's first row", &milliseconds(apps), "ms");
    line("memory (PSS), empty window", &megabytes(empties), "MB");
    line("memory (PSS), Keyrack", &megabytes(apps), "MB");
    let ratio = |one: &[f64], other: &[f64]| median(one) / median(other);
    println!("{}", figure("start_ratio", ratio(&milliseconds(apps), &milliseconds(empties)), "x", 1.5));
    println!("{}", figure("memory_ratio", ratio(&megabytes(apps), &megabytes(empties)), "x", 1.4));
}
