//! A session bus with a GNOME Keyring of its own, in which this test binary is run again.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::Path;
use std::process::{Command, Output};

pub(crate) const UNLOCK: &str =
    "printf %s test-pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
pub(crate) const WRONG: &str =
    "printf %s wrong-pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
pub(crate) const NO_COLLECTION: &str =
    "printf '' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
pub(crate) const WAIT: &str = "gdbus wait --session --timeout 60 org.freedesktop.secrets";

/// Runs the ignored test `name` of this binary in a session of its own, with its home in `home`.
pub(crate) fn in_session(home: &Path, prepare: &str, env: &[(&str, &str)], name: &str) -> Output {
    for program in ["gnome-keyring-daemon", "dbus-run-session"] {
        let there = Command::new(program).arg("--version").output().is_ok();
        assert!(there, "{program} is not installed: without it the Secret Service cannot be tested");
    }
    let run = home.join("run");
    let _exists_already = std::fs::create_dir_all(&run);
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&run, private).unwrap();
    let script = format!("{prepare}; {WAIT}; exec \"$@\"");
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-eu", "-c", &script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", &run)
        .env("KEYRACK_TEST_HOME", home)
        .envs(env.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{name}: {said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
