//! `cargo xtask test`: everything that must hold.

use std::process::{Command, ExitCode};

use crate::packages::{Package, all, is_desktop};
use crate::process::{answers, cargo, fresh_dir, locked_cargo};
use crate::run::build_command;
use crate::steps::Steps;
use crate::system::{Need, ensure};
use crate::{Part, Result, bindings, ui};

/// All parts, or one. The page is built first in any case: the app is compiled around it.
pub(crate) fn test(part: Option<Part>) -> Result<ExitCode> {
    ensure(Need::Tests)?;
    println!("{}, {}\n", version("rustc"), ui::versions());
    let packages = all()?;
    let wanted = |p: Part| part.is_none_or(|only| only == p);
    let mut steps = Steps::new()?;

    if wanted(Part::Rust) {
        steps.command("rust: format", cargo(&["fmt", "--all", "--check"]));
    }
    let page = ui::install_step(&mut steps)? && steps.command("page: build", ui::script("build"));
    if !page {
        steps.not_run("everything else", "the page is not built");
        return Ok(steps.finish());
    }
    if wanted(Part::Ui) {
        ui::check_steps(&mut steps);
    }
    if wanted(Part::Rust) {
        rust(&mut steps, &packages)?;
    }
    if wanted(Part::Desktop) {
        desktop(&mut steps, &packages)?;
    }
    Ok(steps.finish())
}

fn rust(steps: &mut Steps, packages: &[Package]) -> Result<()> {
    steps.command(
        "rust: lints",
        locked_cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    );
    steps.command(
        "rust: lints of the app under automation",
        locked_cargo(&[
            "clippy",
            "-p",
            "keyrack-desktop",
            "--features",
            "automation",
            "--",
            "-D",
            "warnings",
        ]),
    );
    // The terminal's own tests run the real program.
    let tests = packages.iter().flat_map(|p| p.tests.iter().filter(|t| !is_desktop(&p.name, t)));
    let mut targets: Vec<&str> = tests.map(String::as_str).collect();
    targets.sort_unstable();
    targets.dedup();
    let mut command = runner(&["--no-fail-fast", "--workspace", "--lib", "--bins"], &targets);
    let fresh = fresh_dir("bindings")?;
    bindings::export_into(&mut command, &fresh);
    alone(&mut command);
    if steps.command("rust: tests", command) {
        steps.check("page: its types are the engine's", "cargo xtask bindings", || bindings::compare(&fresh));
    } else {
        steps.not_run("page: its types are the engine's", "rust: tests");
    }
    let mut doc = locked_cargo(&["test", "--quiet", "--workspace", "--doc"]);
    alone(&mut doc);
    steps.command("rust: examples in the documentation", doc);
    Ok(())
}

fn desktop(steps: &mut Steps, packages: &[Package]) -> Result<()> {
    let name = "desktop: the app in a real window";
    let built = steps.command("desktop: build", build_command(false, true));
    let tests = packages.iter().flat_map(|p| p.tests.iter().filter(|t| is_desktop(&p.name, t)));
    let targets: Vec<&str> = tests.map(String::as_str).collect();
    if !built {
        steps.not_run(name, "desktop: build");
        return Ok(());
    }
    if targets.is_empty() {
        steps.check(name, "cargo xtask test desktop", || Err("there is not one desktop test".into()));
        return Ok(());
    }
    // One window after the other: each wants the whole machine.
    let mut command = if has_nextest() {
        runner(&["--no-fail-fast", "--workspace", "--test-threads", "1"], &targets)
    } else {
        let mut command = runner(&["--no-fail-fast", "--workspace"], &targets);
        command.args(["--", "--test-threads=1"]);
        command
    };
    command.env("KEYRACK_APP", crate::run::app(false));
    alone(&mut command);
    steps.command(name, command);
    Ok(())
}

/// The test runner: nextest where it is, cargo's own elsewhere.
pub(crate) fn runner(args: &[&str], targets: &[&str]) -> Command {
    let mut all = if has_nextest() { vec!["nextest", "run"] } else { vec!["test"] };
    all.extend(args);
    for target in targets {
        all.extend(["--test", *target]);
    }
    let mut command = locked_cargo(&all);
    command.env("NEXTEST_STATUS_LEVEL", "fail").env("NEXTEST_HIDE_PROGRESS_BAR", "1");
    command
}

/// Tests bring their own display, bus and keyring: those of the person at this machine are out of reach.
pub(crate) fn alone(command: &mut Command) {
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "KEYRACK_DATA_DIR"] {
        command.env_remove(name);
    }
}

fn has_nextest() -> bool {
    answers("cargo", &["nextest", "--version"])
}

fn version(name: &str) -> String {
    crate::process::output(crate::process::program(name, &["--version"]))
        .unwrap_or_default()
        .trim()
        .to_owned()
}
