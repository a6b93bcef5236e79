//! `cargo xtask fuzz TARGET`: one fuzz target of `redaction` for a while, under the nightly that it takes.

use std::process::{ExitCode, Stdio};

use crate::Result;
use crate::process::{cargo, program, root, run};

/// Where the targets stand.
const FOLDER: &str = "src-tauri/crates/redaction/fuzz";

/// Runs a target for so many seconds. Its corpus grows with what it finds new; a failure leaves its input in `artifacts/`.
pub(crate) fn fuzz(target: &str, seconds: u32) -> Result<ExitCode> {
    let known = targets()?;
    if !known.iter().any(|known| known == target) {
        return Err(format!("there is no fuzz target `{target}`; there are {}", known.join(", ")));
    }
    if !answers("rustup", &["run", "nightly", "cargo", "--version"]) {
        return Err(
            "fuzzing takes nightly Rust: `rustup toolchain install nightly --profile minimal`, then again"
                .into(),
        );
    }
    if !answers("cargo", &["fuzz", "--version"]) {
        println!("cargo-fuzz is not there yet: installing it");
        run(cargo(&["install", "cargo-fuzz", "--locked"]))?;
    }
    let limit = format!("-max_total_time={seconds}");
    let mut command =
        program("rustup", &["run", "nightly", "cargo", "fuzz", "run", target, "--fuzz-dir", FOLDER]);
    // A case takes milliseconds: what takes ten seconds hangs.
    command
        .args(["--", &limit, "-timeout=10", "-print_final_stats=1"])
        .current_dir(root())
        .stdin(Stdio::null());
    run(command)?;
    Ok(ExitCode::SUCCESS)
}

/// The names of the targets, in order.
fn targets() -> Result<Vec<String>> {
    let folder = root().join(FOLDER).join("fuzz_targets");
    let entries = std::fs::read_dir(&folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn answers(name: &str, args: &[&str]) -> bool {
    let mut command = program(name, args);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
