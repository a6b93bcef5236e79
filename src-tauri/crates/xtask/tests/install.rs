//! What the system lacks is found and installed, or asked for: against programs that only write down how they were called.
#![cfg(unix)]
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A path with nothing on it but programs of our making.
struct System {
    folder: TempDir,
}

/// What one run came to.
struct Ran {
    good: bool,
    said: String,
    /// Every call of a program that would change the system, in order.
    calls: Vec<String>,
}

/// All that opening the window takes, as dpkg lists it; `{}` stands for the state of one of them.
const LISTED: &str =
    "ca-certificates installed\nlibgtk-3-dev installed\nlibwebkit2gtk-4.1-dev {}\npkg-config installed\n";

impl System {
    /// A Debian system where the user has this number, the window's library is in this state, and Node of this version is there.
    fn new(user: u32, window: &str, node: &str) -> Self {
        let system = Self { folder: tempfile::tempdir().expect("a folder") };
        let list = LISTED.replace("{}", window);
        // As the real one does, it fails as a whole when it does not know one package.
        system.program(
            "dpkg-query",
            &format!("[ \"$1\" = --version ] && exit 0\ncat <<'END'\n{list}END\nexit 1"),
        );
        system.program("id", &format!("echo {user}"));
        system.program("node", &format!("echo {node}"));
        system.program("npm", "[ \"$1\" = --version ] || { note npm \"$@\"; exit 9; }");
        system.program("apt-get", "note apt-get \"$@\"");
        system.program("sudo", "note sudo \"$@\"");
        std::os::unix::fs::symlink("/bin/cat", system.path("cat")).expect("a link");
        system
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self, name: &str, script: &str) {
        let calls = self.path("calls");
        let note = format!("note() {{ echo \"$*\" >> '{}'; }}", calls.display());
        fs::write(self.path(name), format!("#!/bin/sh\n{note}\n{script}\n")).expect("a program");
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).expect("its rights");
    }

    fn run(&self, args: &[&str], env: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(args).stdin(Stdio::null()).env_remove("CI").env_remove("WAYLAND_DISPLAY");
        let out = command
            .env("PATH", self.folder.path())
            .env("DISPLAY", ":0")
            .envs(env.iter().copied())
            .output()
            .expect("xtask");
        let calls = fs::read_to_string(self.path("calls")).unwrap_or_default();
        Ran {
            good: out.status.success(),
            said: String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned(),
            calls: calls.lines().map(str::to_owned).collect(),
        }
    }
}

const INSTALL: &str = "apt-get install -q -y --no-install-recommends libwebkit2gtk-4.1-dev";

#[test]
fn nothing_is_installed_without_a_word_when_nobody_can_be_asked() {
    let ran = System::new(1000, "not-installed", "v20.1.0").run(&["run"], &[]);
    assert!(!ran.good && ran.calls.is_empty(), "{}", ran.said);
    assert!(ran.said.contains("libwebkit2gtk-4.1-dev    the window"), "{}", ran.said);
    assert!(!ran.said.contains("libgtk-3-dev  "), "only what is missing is named: {}", ran.said);
    assert!(ran.said.contains("--no-install-recommends libwebkit2gtk-4.1-dev"), "{}", ran.said);
}

#[test]
fn root_installs_exactly_what_is_missing_and_goes_on() {
    let ran = System::new(0, "config-files", "v22.0.0").run(&["run"], &[]);
    assert_eq!(ran.calls[..2], ["apt-get update -q", INSTALL], "{}", ran.said);
    assert!(ran.calls[2].starts_with("npm "), "then the page is built: {:?}", ran.calls);
}

#[test]
fn in_ci_nobody_is_asked_and_sudo_may_not_ask_either() {
    let ran = System::new(1000, "not-installed", "v20.1.0").run(&["run"], &[("CI", "true")]);
    assert_eq!(ran.calls[0], "sudo -n DEBIAN_FRONTEND=noninteractive apt-get update -q", "{}", ran.said);
    assert_eq!(ran.calls[1], format!("sudo -n DEBIAN_FRONTEND=noninteractive {INSTALL}"));
}

#[test]
fn a_system_that_has_all_is_left_alone() {
    let ran = System::new(1000, "installed", "v20.1.0").run(&["run"], &[]);
    assert!(
        ran.calls.iter().all(|call| call.starts_with("npm ")) && !ran.calls.is_empty(),
        "{:?}",
        ran.calls
    );
}

#[test]
fn without_a_display_more_is_needed_and_that_is_said_first() {
    let ran = System::new(1000, "installed", "v20.1.0").run(&["run"], &[("DISPLAY", "")]);
    assert!(ran.said.starts_with("There is no display:"), "{}", ran.said);
    assert!(!ran.good && ran.said.contains("xvfb") && ran.calls.is_empty(), "{}", ran.said);
}

#[test]
fn an_old_node_is_named_before_anything_is_installed() {
    let ran = System::new(0, "not-installed", "v18.19.0").run(&["run"], &[]);
    assert!(!ran.good && ran.calls.is_empty(), "{:?}", ran.calls);
    assert!(ran.said.contains("v18.19.0") && ran.said.contains("nodejs.org"), "{}", ran.said);
}

#[test]
fn a_refused_installation_says_what_to_type() {
    let system = System::new(0, "not-installed", "v20.1.0");
    system.program("apt-get", "exit 100");
    let ran = system.run(&["run"], &[]);
    assert!(!ran.good && ran.said.contains("By hand:\n  apt-get update"), "root needs no sudo: {}", ran.said);
}
