//! Starting programs from the project's root, and saying how to start them again by hand.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;

/// The project's root: three folders above this crate.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here)
}

/// Where builds lie.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// An empty folder of this name for what xtask leaves behind.
pub(crate) fn fresh_dir(name: &str) -> Result<PathBuf> {
    let dir = target().join("xtask").join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir).map_err(|e| format!("cannot empty {}: {e}", dir.display()))?;
    }
    std::fs::create_dir_all(&dir).map_err(|e| format!("cannot create {}: {e}", dir.display()))?;
    Ok(dir)
}

/// Whether nobody sits in front of it.
pub(crate) fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|v| !v.is_empty() && v != "false" && v != "0")
}

/// A program with its arguments.
pub(crate) fn program(name: &str, args: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(args);
    command
}

/// Cargo, without what the cargo that started xtask said of xtask.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(args).current_dir(root()).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// A build or test that must take the versions of Cargo.lock as they are when nobody looks on.
pub(crate) fn locked_cargo(args: &[&str]) -> Command {
    let (first, rest) = args.split_first().unwrap_or((&"", &[]));
    // A subcommand of another program (`nextest run`) takes the flag after its own verb.
    let (verb, rest) =
        if *first == "nextest" { rest.split_first().unwrap_or((&"", &[])) } else { (&"", rest) };
    let mut all = vec![*first];
    if !verb.is_empty() {
        all.push(verb);
    }
    if in_ci() {
        all.push("--locked");
    }
    all.extend(rest);
    cargo(&all)
}

/// Runs to the end with its output on this terminal.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let words = shown(&command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{words}` failed ({status})")),
        Err(e) => Err(format!("`{words}` cannot be started: {e}")),
    }
}

/// Runs to the end and answers what it printed.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let words = shown(&command);
    let out =
        command.stdin(Stdio::null()).output().map_err(|e| format!("`{words}` cannot be started: {e}"))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    Err(format!("`{words}` failed ({}): {}", out.status, String::from_utf8_lossy(&out.stderr).trim()))
}

/// Whether a program is there and answers.
pub(crate) fn answers(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// The command as it can be typed into a shell at the project's root.
pub(crate) fn shown(command: &Command) -> String {
    let mut words = String::new();
    if let Some(dir) = command.get_current_dir().and_then(|d| d.strip_prefix(root()).ok())
        && !dir.as_os_str().is_empty()
    {
        words = format!("cd {} && ", quoted(&dir.to_string_lossy()));
    }
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            words += &format!("{}={} ", name.to_string_lossy(), quoted(&value.to_string_lossy()));
        }
    }
    words += &quoted(&command.get_program().to_string_lossy());
    for arg in command.get_args() {
        words.push(' ');
        words += &quoted(&arg.to_string_lossy());
    }
    words
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_command_can_be_typed_again() {
        let mut command = Command::new("cargo");
        command
            .args(["nextest", "run", "-E", "not binary_id(a::b)"])
            .current_dir(root().join("ui"))
            .env("A", "b c");
        assert_eq!(shown(&command), "cd ui && A='b c' cargo nextest run -E 'not binary_id(a::b)'");
    }

    #[test]
    fn a_quote_survives_quoting() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
