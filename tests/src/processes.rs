//! The machine's processes as `/proc` shows them.

use std::fs;
use std::path::PathBuf;

use rustix::process::{Pid, Signal, kill_process};

/// Every process id there is now.
#[must_use]
pub fn all() -> Vec<u32> {
    let entries = fs::read_dir("/proc").expect("/proc can be listed");
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// The parent of `pid`, while it lives.
#[must_use]
pub fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything, so count from its end: state, then parent.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// The program that `pid` runs, while it lives.
#[must_use]
pub fn program(pid: u32) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{pid}/exe")).ok()
}

/// The program's file name; empty when it cannot be read.
#[must_use]
pub fn name(pid: u32) -> String {
    let name = program(pid).and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
    name.unwrap_or_default()
}

/// `root` and everything below it.
#[must_use]
pub fn family(root: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = all().into_iter().filter_map(|pid| Some((pid, parent(pid)?))).collect();
    let mut family = vec![root];
    let mut next = 0;
    while next < family.len() {
        let above = family[next];
        family.extend(parents.iter().filter(|(_, parent)| *parent == above).map(|(pid, _)| *pid));
        next += 1;
    }
    family
}

/// Every process whose environment holds `variable` (as `NAME=value`).
#[must_use]
pub fn with_environment(variable: &str) -> Vec<u32> {
    let holds = |pid: &u32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|entry| entry == variable.as_bytes())
    };
    all().into_iter().filter(holds).collect()
}

/// Proportional set size of the given processes in bytes.
#[must_use]
pub fn proportional_set_size(pids: &[u32]) -> u64 {
    let size = |pid: &u32| {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
    };
    pids.iter().map(size).sum()
}

/// Sends `signal`; a process that is gone already is fine.
pub fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        // It may have ended by itself in between.
        let _ = kill_process(pid, signal);
    }
}
