//! Redaction of messages of real shapes, 16 KiB each, with 100 held keys and all rules on; what keys cost in time and
//! memory; and how the cost of texts made to be slow grows with their size. Beside it, in the same run, what it costs to
//! look for the same keys alone, as they stand, by Aho-Corasick.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]
#![allow(clippy::cast_precision_loss, reason = "sizes and times of a bench are far below 2^52")]

use std::hint::black_box;
use std::process::{Command, ExitCode};

use aho_corasick::AhoCorasick;
use keyrack_tests::bench::{figure, figure_least, line, median, quantile};
use keyrack_tests::hostile_texts::hostile;
use keyrack_tests::texts::{Dice, SHAPES, keys, message};
use redaction::{HeldKey, Redactor, mask_parts};
use rustix::time::{ClockId, clock_gettime};

const SIZE: usize = 16 * 1024;
const HELD: usize = 100;
const MANY: usize = 1000;
const MESSAGES: usize = 60;
const RUNS: usize = 7;
/// From 64 KiB to 4 MiB, each twice the one before.
const SIZES: [usize; 7] = [64, 128, 256, 512, 1024, 2048, 4096];
/// Set in the child that builds many keys and says what memory they took.
const CHILD: &str = "KEYRACK_BENCH_REDACT_CHILD";

fn main() -> ExitCode {
    let mut dice = Dice(42);
    if std::env::var_os(CHILD).is_some() {
        let many = keys(&mut dice, MANY);
        let before = resident();
        let redactor = redactor(&many);
        println!("{}", resident().saturating_sub(before));
        drop(black_box(redactor));
        return ExitCode::SUCCESS;
    }
    let held = keys(&mut dice, HELD);
    messages(&mut dice, &held);
    building(&mut dice);
    println!("{}", figure("redactor_memory_mb", memory(), "MB", 32.0));
    println!("{}", figure("hostile_doubling", doubling(&held), "x", 2.3));
    ExitCode::SUCCESS
}

fn redactor(keys: &[String]) -> Redactor {
    let held: Vec<HeldKey<'_>> = keys
        .iter()
        .map(|key| HeldKey {
            label: "key",
            value: key.as_bytes(),
            public_prefix: mask_parts(key.as_bytes()).public_prefix,
        })
        .collect();
    Redactor::new(&[7; 32], &held).0
}

/// What this thread has worked so far, in ms: time in which others had the processor is not ours.
fn worked() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// The shortest of a few runs, in ms of work.
fn shortest(runs: usize, mut work: impl FnMut()) -> f64 {
    (0..runs)
        .map(|_| {
            let start = worked();
            work();
            worked() - start
        })
        .fold(f64::INFINITY, f64::min)
}

fn messages(dice: &mut Dice, held: &[String]) {
    let redactor = redactor(held);
    let plain = AhoCorasick::new(held).expect("keys make an automaton");
    black_box(redactor.text("warm up: \"key\": 1, a@example.com, 12"));
    let (mut times, mut baseline) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    println!("{MESSAGES} messages of {SIZE} bytes a shape, {HELD} held keys, all rules");
    for shape in SHAPES {
        let from = times.len();
        for _ in 0..MESSAGES {
            let text = message(dice, shape, SIZE, &held[7]);
            times.push(shortest(RUNS, || {
                black_box(redactor.body(text.as_bytes(), Some(shape.1)));
            }));
            baseline.push(shortest(RUNS, || {
                black_box(plain.find_iter(&text).count());
            }));
            bytes += text.len();
        }
        line(shape.0, &times[from..], "ms");
    }
    let (ours, theirs): (f64, f64) = (times.iter().sum(), baseline.iter().sum());
    line("all shapes", &times, "ms");
    line("the same keys alone, Aho-Corasick", &baseline, "ms");
    println!(
        "{:<34} {:>16.1} x   (time of redaction to that of Aho-Corasick)",
        "redaction to key search",
        ours / theirs
    );
    println!("{}", figure("redact_median_ms", median(&times), "ms", 1.0));
    println!("{}", figure("redact_p99_ms", quantile(&times, 0.99), "ms", 5.0));
    println!("{}", figure_least("redact_throughput", bytes as f64 / ours / 1e3, "MB/s", 50.0));
}

/// A redactor is built anew when a key is added, so the last of 1,000 keys costs the most.
fn building(dice: &mut Dice) {
    let many = keys(dice, MANY);
    let mut last = 0.0;
    for count in [1, HELD, MANY] {
        last = shortest(RUNS, || drop(black_box(redactor(&many[..count]))));
        println!("{:<34} {last:>16.2} ms", format!("redactor of {count} keys"));
    }
    let plain = shortest(RUNS, || drop(black_box(AhoCorasick::new(&many).expect("an automaton"))));
    println!("{:<34} {plain:>16.2} ms", format!("Aho-Corasick of {MANY} keys"));
    println!("{}", figure("add_key_ms", last, "ms", 50.0));
}

/// In a process of its own, where nothing was freed before that could be used again.
fn memory() -> f64 {
    let this = std::env::current_exe().expect("this program");
    let out = Command::new(this).env(CHILD, "1").output().expect("the child runs");
    let said = String::from_utf8(out.stdout).expect("a number");
    said.trim().parse::<f64>().expect("a number") / 1e6
}

/// Resident memory of this process, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("the state of this process");
    let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("its resident memory");
    line.split_whitespace().nth(1).and_then(|size| size.parse::<usize>().ok()).expect("kB") * 1024
}

/// The worst ratio of the time of a text to that of one of half its size.
fn doubling(held: &[String]) -> f64 {
    let redactor = redactor(held);
    let mut worst = 0.0;
    println!("texts made to be slow: ms at 64 KiB, and how many times each doubling costs, up to 4 MiB");
    for (name, make) in hostile(&held[3]) {
        let mut row = String::new();
        let mut last = 0.0;
        for size in SIZES {
            let text = make(size * 1024);
            // The smaller, the oftener; and the largest often enough that no row is the noise of a single run.
            let took = shortest((2048 / size).clamp(5, 16), || {
                black_box(redactor.text(&text));
            });
            if last > 0.0 {
                let ratio = took / last;
                worst = f64::max(worst, ratio);
                row.push_str(&format!(" {ratio:5.2}"));
            } else {
                row.push_str(&format!(" {took:9.2}"));
            }
            last = took;
        }
        println!("{name:<16}{row} {last:9.1}");
    }
    worst
}
