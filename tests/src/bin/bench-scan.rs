//! A scan of 200 MB of mixed sources for 1,000 keys, on one thread, against `rg` with the same list on the same files in
//! the same run; then with all shapes; and what it takes in memory, and to begin.
//!
//! Both read everything: hidden, ignored and binary files as well. `rg` finds keys as they stand; keys in wire forms are
//! found by us alone, and cost us what they cost.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]
#![allow(clippy::cast_precision_loss, reason = "sizes and times of a bench are far below 2^52")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use keyrack_tests::bench::{figure, figure_least, line, median, worked};
use keyrack_tests::texts::{Dice, keys};
use keyrack_tests::trees::{Leaf, make};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use serde_json::Value;

const TREE: usize = 200_000_000;
const KEYS: usize = 1000;
const PLANTED: usize = 120;
const RUNS: usize = 5;
const STARTS: usize = 9;
/// Where a reader's pieces end, and where a window does: some keys are put across.
const EDGES: [usize; 4] = [64 * 1024, 128 * 1024, 256 * 1024, 512 * 1024];

fn main() -> ExitCode {
    let program = program();
    let room = tempfile::tempdir().expect("a folder");
    let (tree, list, empty) = (room.path().join("tree"), room.path().join("keys"), room.path().join("empty"));
    fs::create_dir(&empty).expect("a folder");
    // Of a folder without a file nothing would be known, and the scan would say so.
    fs::write(empty.join("README"), "Nothing to see.\n").expect("a file");
    let mut dice = Dice(42);
    let known = keys(&mut dice, KEYS);
    fs::write(&list, known.join("\n") + "\n").expect("the list");
    let leaves = make(&tree, &mut dice, TREE).expect("a tree");
    let planted = plant(&tree, &leaves, &known);
    let bytes: usize = leaves.iter().map(|leaf| leaf.size).sum();
    println!(
        "{} files, {:.1} MB, {KEYS} keys, {PLANTED} of them planted; load of this machine before: {}",
        leaves.len(),
        bytes as f64 / 1e6,
        fs::read_to_string("/proc/loadavg").unwrap_or_default().trim()
    );

    let scan = |tree: &Path, shapes: bool| {
        let mut command = Command::new(&program);
        command.arg("scan").arg(tree).arg("--keys-file").arg(&list).args(["--threads", "1", "--json"]);
        if !shapes {
            command.arg("--no-shapes");
        }
        command
    };
    let rg = || {
        let mut command = Command::new("rg");
        command.args(["-F", "-j1", "-uu", "-a", "--no-config", "-f"]).arg(&list).arg(&tree);
        command
    };
    let ours = found(&run(scan(&tree, false)).out, &tree, &planted);
    let with_shapes = found(&run(scan(&tree, true)).out, &tree, &planted);
    let theirs = lines(&run(rg()).out);
    println!(
        "planted keys found: {ours} of {PLANTED} held keys alone, {with_shapes} with shapes; rg prints {theirs} lines"
    );
    println!("{}", figure_equal("scan_found", ours.min(with_shapes), PLANTED));

    let (mut walls, mut rg_walls, mut shapes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        walls.push(run(scan(&tree, false)).wall);
        rg_walls.push(run(rg()).wall);
    }
    for _ in 0..3 {
        shapes.push(run(scan(&tree, true)).worked);
    }
    line("held keys alone, wall", &walls, "s");
    line("rg -F -j1 -uu -a -f, wall", &rg_walls, "s");
    line("with shapes, user and system", &shapes, "s");
    println!("{}", figure_least("scan_vs_rg", least(&rg_walls) / least(&walls), "x", 3.0));
    println!(
        "{}",
        figure_least("scan_shapes_throughput", bytes as f64 / 1e6 / least(&shapes), "MB/CPU-s", 100.0)
    );
    let memory = f64::max(peak(scan(&tree, false)), peak(scan(&tree, true)));
    println!("{}", figure("scan_memory", memory, "MB", 64.0));
    let starts: Vec<f64> = (0..STARTS).map(|_| run(scan(&empty, true)).wall).collect();
    line("a folder of one line, wall", &starts, "s");
    println!("{}", figure("scan_cold_start", median(&starts), "s", 0.1));
    ExitCode::SUCCESS
}

/// The terminal's program: what the environment names, else the one beside this bench.
fn program() -> PathBuf {
    let beside = || std::env::current_exe().expect("this program").with_file_name("keyrack");
    let program = std::env::var_os("KEYRACK_BENCH_CLI").map_or_else(beside, PathBuf::from);
    assert!(program.exists(), "{} is built by `cargo xtask bench`", program.display());
    program
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn figure_equal(name: &str, value: usize, goal: usize) -> String {
    format!("figure {name} {value} count goal = {goal} {}", if value == goal { "met" } else { "short" })
}

/// Puts keys into files in their wire forms, each in a file of its own; answers where, and on which line of the list it is.
fn plant(tree: &Path, leaves: &[Leaf], keys: &[String]) -> Vec<(String, usize)> {
    let large: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.size > 300_000).collect();
    let small: Vec<&Leaf> = leaves.iter().filter(|leaf| (2_000..100_000).contains(&leaf.size)).collect();
    let mut planted = Vec::new();
    for at in 0..PLANTED {
        let number = at * (KEYS / PLANTED);
        let written = written(&keys[number], at);
        // Every sixth stands across an edge, each time a little further on.
        let edge = (at % 6 == 5).then_some(at / 6);
        let leaf = match edge {
            Some(turn) => large[turn % large.len()],
            None => small[at * (small.len() / PLANTED)],
        };
        let path = tree.join(&leaf.path);
        let mut bytes = fs::read(&path).expect("a file of the tree");
        let place = match edge {
            Some(turn) => {
                let edge = EDGES[turn % EDGES.len()].min(bytes.len());
                edge - 1 - turn * 7 % written.len()
            }
            None => line_end(&bytes, bytes.len() * (at % 10) / 10),
        };
        if at % 12 == 9 {
            // A small file in UTF-16 as a whole.
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(50_000)]).into_owned()
                + "\nkey: "
                + keys[number].as_str();
            bytes = text.encode_utf16().fold(vec![0xff, 0xfe], |mut bytes, unit| {
                bytes.extend(unit.to_le_bytes());
                bytes
            });
        } else {
            let framed = [b" '", written.as_bytes(), b"' "].concat();
            bytes.splice(place..place, framed);
        }
        fs::write(&path, bytes).expect("a file of the tree");
        planted.push((leaf.path.clone(), number + 1));
    }
    planted
}

/// How a key is written down: four of ten as it is, and in two more its own letters stay.
fn written(key: &str, at: usize) -> String {
    let each = |write: &dyn Fn(u8) -> String| key.bytes().map(write).collect::<String>();
    match at % 10 {
        0 => STANDARD.encode(key),
        1 => URL_SAFE_NO_PAD.encode(format!("u:{key}:")),
        2 => STANDARD.encode(format!("user-name:{key}")),
        3 => each(&|byte| format!("{byte:02x}")),
        4 => format!("\\\"{key}\\\""),
        // Addresses and JSON escape what stands around these keys; their own letters stay.
        5 => format!("https%3A%2F%2Fshop.example%2F%3Fkey%3D{key}%26page%3D1"),
        _ => key.to_owned(),
    }
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| from + at)
}

/// What a run came to.
struct Ran {
    /// In seconds.
    wall: f64,
    /// User and system, in seconds.
    worked: f64,
    out: Vec<u8>,
}

/// Runs to its end. What it prints goes into a file, so that nobody waits for a reader.
fn run(mut command: Command) -> Ran {
    let out = tempfile::NamedTempFile::new().expect("a file");
    let start = Instant::now();
    let mut child = started(&mut command, out.reopen().expect("a file").into());
    let pid = Pid::from_child(&child);
    // Ended, and not yet gone: the system still knows what it worked.
    waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).expect("an end");
    let wall = start.elapsed().as_secs_f64();
    let worked = worked(child.id());
    let code = child.wait().expect("an end").code();
    assert!(matches!(code, Some(0 | 1)), "it failed: {code:?}");
    Ran { wall, worked, out: fs::read(out.path()).expect("what it printed") }
}

fn started(command: &mut Command, out: Stdio) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(Stdio::null())
        .spawn()
        .expect("`rg` and `keyrack` are there")
}

/// The most memory that it had, in MB: asked again and again while it runs.
fn peak(mut command: Command) -> f64 {
    let mut child = started(&mut command, Stdio::null());
    let mut peak = 0.0;
    while child.try_wait().expect("a state").is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = most.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        peak = f64::max(peak, kib.unwrap_or(0.0) * 1024.0 / 1e6);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}

fn lines(out: &[u8]) -> usize {
    out.iter().filter(|byte| **byte == b'\n').count()
}

/// How many of the planted keys are named where they stand.
fn found(out: &[u8], tree: &Path, planted: &[(String, usize)]) -> usize {
    let json: Value = serde_json::from_slice(out).expect("JSON");
    let mut seen: HashSet<(String, u64)> = HashSet::new();
    for finding in json["findings"].as_array().expect("findings") {
        let path = finding["path"].as_str().expect("a path");
        let more = finding["more"].as_array().into_iter().flatten();
        for key in std::iter::once(finding).chain(more).filter_map(|mark| mark["key"].as_u64()) {
            seen.insert((path.to_owned(), key));
        }
    }
    let root = tree.to_string_lossy();
    let is_seen = |(path, line): &&(String, usize)| seen.contains(&(format!("{root}/{path}"), *line as u64));
    let missing: Vec<_> = planted.iter().filter(|one| !is_seen(one)).collect();
    for (path, line) in &missing {
        println!("not found: key {line} in {path}");
    }
    planted.len() - missing.len()
}
