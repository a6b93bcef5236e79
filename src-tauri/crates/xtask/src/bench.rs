//! Benches: programs `bench-NAME` of the tests crate, in release. They print what they like, and one line a figure:
//! `figure NAME VALUE UNIT goal OP NUMBER met|short`, such as `figure start_ratio 1.31 x goal <= 1.5 met`.
//! A goal that was missed is a result; a line that contradicts itself is a mistake.

use std::io::{BufRead, BufReader};
use std::process::{ExitCode, Stdio};

use crate::Result;
use crate::packages::{TESTS, all};
use crate::process::{locked_cargo, run, shown};
use crate::run::{app, build_command, terminal};
use crate::system::{Need, ensure};
use crate::ui;

/// What a bench may be told apart by its first word.
const FIGURE: &str = "figure ";

/// `cargo xtask bench NAME`
pub(crate) fn bench(name: &str) -> Result<ExitCode> {
    let bin = format!("bench-{name}");
    let bins: Vec<String> = all()?.into_iter().filter(|p| p.name == TESTS).flat_map(|p| p.bins).collect();
    if !bins.contains(&bin) {
        let known: Vec<&str> = bins.iter().filter_map(|b| b.strip_prefix("bench-")).collect();
        return Err(format!("there is no bench `{name}`. There are: {}", known.join(", ")));
    }
    let mut command = locked_cargo(&["run", "--release", "-p", TESTS, "--bin", &bin]);
    command.stdout(Stdio::piped());
    ensure(Need::Benches)?;
    match name {
        "redact" | "send" | "sends" => {}
        "scan" => {
            run(locked_cargo(&["build", "--release", "-p", "keyrack", "--bins"]))?;
            command.env("KEYRACK_BENCH_CLI", terminal(true));
        }
        _ => {
            ui::build()?;
            run(build_command(true, true))?;
            command.env("KEYRACK_BENCH_APP", app(true));
            // Built together with the app.
            command.env("KEYRACK_BENCH_CLI", terminal(true));
        }
    }
    let words = shown(&command);
    let mut child = command.spawn().map_err(|e| format!("`{words}` cannot be started: {e}"))?;
    let out = child.stdout.take().ok_or("no output")?;
    let (mut figures, mut malformed) = (0u32, Vec::new());
    for line in BufReader::new(out).lines() {
        let line = line.map_err(|e| format!("`{words}` cannot be read: {e}"))?;
        println!("{line}");
        if let Some(rest) = line.strip_prefix(FIGURE) {
            figures += 1;
            malformed.extend(verify(rest).err().map(|why| format!("`{line}`: {why}")));
        }
    }
    let status = child.wait().map_err(|e| format!("`{words}` cannot be awaited: {e}"))?;
    if !status.success() {
        return Err(format!("`{words}` failed ({status})"));
    }
    if figures == 0 {
        malformed.push("not one figure was printed".into());
    }
    if malformed.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(malformed.join("\n")) }
}

/// Whether a figure has its form, and its last word agrees with its numbers.
fn verify(rest: &str) -> Result<()> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let [name, value, _unit, "goal", op, goal, verdict] = words[..] else {
        return Err("not `figure NAME VALUE UNIT goal OP NUMBER met|short`".into());
    };
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return Err(format!("`{name}` is not a name in lower_case"));
    }
    let number = |text: &str| {
        text.parse::<f64>().ok().filter(|n| n.is_finite()).ok_or(format!("`{text}` is no number"))
    };
    let (value, goal) = (number(value)?, number(goal)?);
    let met = match op {
        "<=" => value <= goal,
        "<" => value < goal,
        ">=" => value >= goal,
        ">" => value > goal,
        "=" => (value - goal).abs() < f64::EPSILON,
        _ => return Err(format!("`{op}` compares nothing")),
    };
    match (verdict, met) {
        ("met", true) | ("short", false) => Ok(()),
        ("met" | "short", _) => Err(format!("`{verdict}` is not what the numbers say")),
        _ => Err(format!("`{verdict}` is neither met nor short")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_figures_pass() {
        assert_eq!(verify("start_ratio 1.31 x goal <= 1.5 met"), Ok(()));
        assert_eq!(verify("start_ratio 1.6 x goal <= 1.5 short"), Ok(()));
        assert_eq!(verify("hits 0 count goal = 0 met"), Ok(()));
    }

    #[test]
    fn bad_figures_are_named() {
        for bad in [
            "start_ratio 1.6 x goal <= 1.5 met",
            "start_ratio 1.4 x goal <= 1.5 short",
            "start_ratio NaN x goal <= 1.5 short",
            "start_ratio 1.4 x goal ~ 1.5 met",
            "start_ratio 1.4 x goal <= 1.5 fine",
            "start_ratio 1.4 x <= 1.5 met",
            "Start 1.4 x goal <= 1.5 met",
            "",
        ] {
            assert!(verify(bad).is_err(), "{bad}");
        }
    }
}
