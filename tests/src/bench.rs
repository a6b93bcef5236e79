//! What the benches share: medians, and figures beside their goals.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::{Path, PathBuf};

use engine::{Engine, MadeUp, Options};

/// The app that is measured: what the environment names, else the one beside this bench.
#[must_use]
pub fn app() -> PathBuf {
    let beside = || std::env::current_exe().expect("this program").with_file_name("keyrack-desktop");
    let app = std::env::var_os("KEYRACK_BENCH_APP").map_or_else(beside, PathBuf::from);
    assert!(app.exists(), "{} is built by `cargo xtask bench`", app.display());
    app
}

/// The terminal's program: what the environment names, else the one beside this bench.
#[must_use]
pub fn terminal() -> PathBuf {
    let beside = || std::env::current_exe().expect("this program").with_file_name("keyrack");
    let terminal = std::env::var_os("KEYRACK_BENCH_CLI").map_or_else(beside, PathBuf::from);
    assert!(terminal.exists(), "{} is built by `cargo xtask bench`", terminal.display());
    terminal
}

/// Fills an empty data directory.
pub async fn make_rack(directory: &Path, rack: MadeUp) {
    let engine = Engine::open(Options::new(directory.to_owned())).await.expect("an empty directory opens");
    engine.make_up(rack).await.expect("a full rack");
    engine.close().await;
}

/// The value below which so much of some measurements lies: 0.95 for all but the worst twentieth.
///
/// # Panics
/// When there is none, or one is no number.
#[must_use]
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
    let last = sorted.len().checked_sub(1).expect("measurements");
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a short list")]
    let place = (share * last as f64).ceil() as usize;
    sorted[place.min(last)]
}

/// The middle of some measurements.
///
/// # Panics
/// When there is none, or one is no number.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

/// `figure NAME VALUE UNIT goal <= GOAL met|short`, as `cargo xtask bench` reads it.
#[must_use]
pub fn figure(name: &str, value: f64, unit: &str, at_most: f64) -> String {
    // What is printed is what is judged.
    let value = (value * 1000.0).round() / 1000.0;
    let verdict = if value <= at_most { "met" } else { "short" };
    format!("figure {name} {value} {unit} goal <= {at_most} {verdict}")
}

/// The same for what is to be at least its goal.
#[must_use]
pub fn figure_least(name: &str, value: f64, unit: &str, at_least: f64) -> String {
    let value = (value * 1000.0).round() / 1000.0;
    let verdict = if value >= at_least { "met" } else { "short" };
    format!("figure {name} {value} {unit} goal >= {at_least} {verdict}")
}

/// User and system time of a process, in seconds; of one that has ended, until it is waited for.
///
/// # Panics
/// When it has gone.
#[must_use]
pub fn worked(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it has not gone");
    // The name in parentheses may hold anything, so count from its end.
    let rest = stat.rsplit_once(')').expect("a name").1;
    let ticks: f64 = rest.split_whitespace().skip(11).take(2).map(|n| n.parse::<f64>().expect("ticks")).sum();
    ticks / rustix::param::clock_ticks_per_second() as f64
}

/// One line of a table: the name, its median, and all measurements from least to most.
pub fn line(name: &str, values: &[f64], unit: &str) {
    let mut sorted = values.to_vec();
    sorted.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
    let (least, most) =
        (sorted.first().copied().unwrap_or_default(), sorted.last().copied().unwrap_or_default());
    println!(
        "{name:<34} median {:>9.2} {unit:<3} least {least:>9.2}  most {most:>9.2}  of {}",
        median(values),
        values.len()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_stand_in_the_middle() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_quantile_leaves_the_worst_out() {
        let hundred: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert!((quantile(&hundred, 0.95) - 95.0).abs() < 1e-9);
        assert!((quantile(&[7.0], 0.95) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn a_figure_says_whether_its_goal_was_met() {
        assert_eq!(figure("start_ratio", 1.3104, "x", 1.5), "figure start_ratio 1.31 x goal <= 1.5 met");
        assert_eq!(figure("start_ratio", 1.51, "x", 1.5), "figure start_ratio 1.51 x goal <= 1.5 short");
        assert_eq!(figure("start_ratio", 1.5004, "x", 1.5), "figure start_ratio 1.5 x goal <= 1.5 met");
        assert_eq!(figure_least("rate", 49.9, "MB/s", 50.0), "figure rate 49.9 MB/s goal >= 50 short");
        assert_eq!(figure_least("rate", 50.0, "MB/s", 50.0), "figure rate 50 MB/s goal >= 50 met");
    }
}
