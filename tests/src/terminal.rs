//! The built programs, and `keyrack` run in a session.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::session::Session;

/// A program beside this test's own, built by `cargo build -p keyrack-desktop -p keyrack --features
/// keyrack-desktop/automation`.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("the test program");
    let built = own.parent().and_then(|deps| deps.parent()).expect("target/PROFILE/deps");
    let path = built.join(name);
    assert!(path.exists(), "{} is not built: `cargo xtask test desktop` builds it", path.display());
    path
}

/// What `keyrack` said.
#[derive(Debug)]
pub struct Said {
    /// Its exit code.
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Standard output as JSON.
    #[track_caller]
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }
}

impl Session {
    /// Runs `keyrack` on the session's data directory.
    #[must_use]
    pub fn keyrack(&self, arguments: &[&str]) -> Said {
        self.keyrack_given(arguments, b"")
    }

    /// The same with something on standard input.
    #[must_use]
    pub fn keyrack_given(&self, arguments: &[&str], input: &[u8]) -> Said {
        let mut command = self.command(program("keyrack"));
        command.args(arguments).env("KEYRACK_DATA_DIR", self.data_dir());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("keyrack starts");
        // It may end before it has read everything.
        let _ = child.stdin.take().expect("piped").write_all(input);
        let output = child.wait_with_output().expect("keyrack ends");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}
