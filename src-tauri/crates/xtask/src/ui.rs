//! The page: its packages, its build, its checks.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::process::{fresh_dir, output, program, root, run};
use crate::steps::Steps;

/// What the checks must trip over, and the file each stands in.
const PLANTED: &[(&str, &str)] = &[
    ("src/planted.ts", "export const planted: number = \"text\";\n"),
    (
        "src/Planted.svelte",
        "<script lang=\"ts\">\n  const planted: number = \"text\";\n</script>\n\n{planted}\n",
    ),
];

fn dir() -> PathBuf {
    root().join("ui")
}

/// A script of ui/package.json.
pub(crate) fn script(name: &str) -> Command {
    let mut command = program("npm", &["run", "--silent", name]);
    command.current_dir(dir());
    command
}

/// What npm has to do before anything else works; `None` when the lock file is the one installed last.
pub(crate) fn install_command() -> Result<Option<Command>> {
    let lock = dir().join("package-lock.json");
    let wanted = std::fs::read(&lock).map_err(|e| format!("cannot read {}: {e}", lock.display()))?;
    if std::fs::read(stamp()).is_ok_and(|done| done == wanted) {
        return Ok(None);
    }
    let mut command = program("npm", &["ci", "--no-audit", "--no-fund"]);
    command.current_dir(dir());
    Ok(Some(command))
}

/// Notes which lock file was installed. Inside node_modules, so that it goes when they go.
pub(crate) fn stamp_install() -> Result<()> {
    let copied = std::fs::copy(dir().join("package-lock.json"), stamp());
    copied.map(drop).map_err(|e| format!("cannot note what npm installed: {e}"))
}

fn stamp() -> PathBuf {
    dir().join("node_modules").join(".installed-lock.json")
}

/// Installs and builds the page, with the output on this terminal.
pub(crate) fn build() -> Result<()> {
    if let Some(command) = install_command()? {
        run(command)?;
        stamp_install()?;
    }
    run(script("build"))
}

/// Installs as a step; `false` when the page's other steps cannot run.
pub(crate) fn install_step(steps: &mut Steps) -> Result<bool> {
    let Some(command) = install_command()? else { return Ok(true) };
    let done = steps.command("page: npm ci", command);
    if done {
        stamp_install()?;
    }
    Ok(done)
}

/// Everything about the page that needs no Rust.
pub(crate) fn check_steps(steps: &mut Steps) {
    steps.command("page: type check", script("check"));
    let repeat = "cargo xtask test ui";
    steps.check("page: a planted type error is caught", repeat, planted_errors_are_caught);
    steps.command("page: unit tests", script("test"));
}

/// A type check that finds nothing is only worth something when it finds what is there: it has passed in silence before.
fn planted_errors_are_caught() -> Result<()> {
    let copy = fresh_dir("planted")?;
    copy_sources(&dir(), &copy)?;
    let modules = copy.join("node_modules");
    link_dir(&dir().join("node_modules"), &modules)?;
    for (path, text) in PLANTED {
        std::fs::write(copy.join(path), text).map_err(|e| format!("cannot plant {path}: {e}"))?;
    }
    let mut check = program("npm", &["run", "--silent", "check"]);
    check.current_dir(&copy);
    let out = check.output().map_err(|e| format!("npm cannot be started: {e}"))?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    if out.status.success() {
        return Err(format!("the type check passed over an error planted in it:\n{said}"));
    }
    for (path, _) in PLANTED {
        let name = path.rsplit('/').next().unwrap_or(path);
        if !said.contains(name) {
            return Err(format!("the type check failed without a word about {path}:\n{said}"));
        }
    }
    Ok(())
}

/// The page's own files, without what was built or installed.
fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    let say = |e: std::io::Error| format!("cannot copy {}: {e}", from.display());
    for entry in std::fs::read_dir(from).map_err(say)? {
        let entry = entry.map_err(say)?;
        let name = entry.file_name();
        if ["node_modules", "dist", "coverage", ".svelte-kit"].iter().any(|n| name == *n) {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type().map_err(say)?.is_dir() {
            std::fs::create_dir_all(&target).map_err(say)?;
            copy_sources(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target).map_err(say)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link_dir(from: &Path, to: &Path) -> Result<()> {
    std::os::unix::fs::symlink(from, to).map_err(|e| format!("cannot link {}: {e}", to.display()))
}

#[cfg(windows)]
fn link_dir(from: &Path, to: &Path) -> Result<()> {
    std::os::windows::fs::symlink_dir(from, to).map_err(|e| format!("cannot link {}: {e}", to.display()))
}

/// Versions, for the first lines of a check.
pub(crate) fn versions() -> String {
    let node = output(program("node", &["--version"])).unwrap_or_default();
    let npm = output(program("npm", &["--version"])).unwrap_or_default();
    format!("node {}, npm {}", node.trim(), npm.trim())
}
