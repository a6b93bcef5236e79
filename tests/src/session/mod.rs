//! A private desktop session: a home, a bus, an unlocked Secret Service, and, if wanted, a display with a window manager.
//!
//! Nothing of the surrounding session leaks in: the environment starts empty. When it is dropped, every process that
//! carries its mark ends, and its directory goes.

mod bus;
mod display;
mod ending;
mod keyring;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::wait;
pub use display::{ClipboardOwner, Window};

/// How long the parts of a session may take to start.
const PATIENCE: Duration = Duration::from_secs(20);
/// Marks every process of a session, so that each can be found and ended.
const MARK: &str = "KEYRACK_TEST_SESSION";

/// A private session; ends with everything in it when dropped.
pub struct Session {
    home: TempDir,
    environment: BTreeMap<String, String>,
    children: Vec<Child>,
    keyring: Option<u32>,
}

impl Session {
    /// Bus and unlocked keyring, no display: for the engine and the terminal.
    #[must_use]
    pub fn without_window() -> Self {
        let mut session = Self::bare();
        session.start_bus();
        session.start_keyring();
        session
    }

    /// The same with a display, a window manager and a clipboard.
    #[must_use]
    pub fn with_window() -> Self {
        let mut session = Self::bare();
        session.start_display();
        session.start_bus();
        session.start_keyring();
        session.start_window_manager();
        session
    }

    /// A home and an environment, and nothing that runs: no keyring answers here.
    #[must_use]
    pub fn bare() -> Self {
        let home =
            tempfile::Builder::new().prefix("keyrack-session-").tempdir().expect("a temporary directory");
        let mut environment = BTreeMap::new();
        let mut set = |name: &str, value: &str| environment.insert(name.to_owned(), value.to_owned());
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
        ] {
            let path = home.path().join(folder);
            fs::create_dir(&path).expect("a directory");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("its mode");
            set(name, path.to_str().expect("a plain path"));
        }
        set("PATH", &std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".into()));
        set("LANG", "C.UTF-8");
        set("TZ", "UTC");
        set("USER", "tester");
        set(MARK, home.path().to_str().expect("a plain path"));
        // Without a graphics card the page is drawn in software, and without an accessibility bus GTK would wait for one.
        for (name, value) in [
            ("GDK_BACKEND", "x11"),
            ("GSETTINGS_BACKEND", "memory"),
            ("NO_AT_BRIDGE", "1"),
            ("LIBGL_ALWAYS_SOFTWARE", "1"),
            ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ] {
            set(name, value);
        }
        Self { home, environment, children: Vec::new(), keyring: None }
    }

    /// A directory of this session.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Where the app and the terminal keep their data unless a test says otherwise.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.path("keyrack")
    }

    /// A program that lives in this session and nowhere else.
    #[must_use]
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(&self.environment).stdin(Stdio::null());
        command
    }

    /// Runs a program to its end and gives what it printed.
    ///
    /// # Errors
    /// What it printed on standard error, when it failed.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Result<String, String> {
        let output =
            self.command(program).args(arguments).output().map_err(|error| format!("{program}: {error}"))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    /// Runs the named test of the calling test program once more inside this session, and answers whether it passed:
    /// for tests that use the keyring in their own process. See [`inside`].
    fn run_again(&self, test: &str) -> bool {
        let program = std::env::current_exe().expect("the test program");
        let mut again = self.command(program);
        again
            .args([test, "--exact", "--nocapture", "--test-threads=1"])
            .status()
            .expect("it starts")
            .success()
    }

    fn environment(&self, name: &str) -> &str {
        self.environment.get(name).map_or("", String::as_str)
    }

    fn start(&mut self, mut command: Command) {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.children.push(child.unwrap_or_else(|error| panic!("{name} cannot be started: {error}")));
    }

    /// Starts a part that says in its first line how to reach it.
    fn start_and_read_line(&mut self, program: &str, arguments: &[&str]) -> String {
        let mut command = self.command(program);
        let child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{program} cannot be started: {error}"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("its first line");
        self.children.push(child);
        assert!(!line.trim().is_empty(), "{program} ended without a word");
        line.trim().to_owned()
    }
}

/// Runs a test's body within a session without a window: the test program starts itself once more in there, because the
/// body uses the keyring from its own process. `test` is the test's full name.
pub fn inside(test: &str, body: impl FnOnce()) {
    if std::env::var_os(MARK).is_some() {
        body();
    } else {
        assert!(Session::without_window().run_again(test), "{test} failed in its session: see above");
    }
}

/// For a program that uses the keyring in its own process: `None` within a session; outside of one it runs itself again
/// in there, and gives what that came to.
#[must_use]
pub fn enter() -> Option<ExitCode> {
    if std::env::var_os(MARK).is_some() {
        return None;
    }
    let session = Session::without_window();
    let status = session.command(std::env::current_exe().expect("this program")).status().expect("it starts");
    Some(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether the given PNG file shows more than one colour: a window that painted nothing is a picture of nothing.
#[must_use]
pub fn shows_something(session: &Session, picture: &Path) -> bool {
    let path = picture.to_str().expect("a plain path");
    let colours = session.run("identify", &["-format", "%k", path]).expect("a picture");
    colours.parse::<u32>().is_ok_and(|colours| colours > 64)
}

/// Reads what a child printed until now without waiting for its end.
pub(crate) fn rest_of(pipe: Option<impl std::io::Read>) -> String {
    let mut text = String::new();
    if let Some(mut pipe) = pipe {
        let _ = pipe.read_to_string(&mut text);
    }
    text
}

/// Waits at most as long as a part of a session may take.
#[track_caller]
fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    wait::until(what, PATIENCE, look)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surroundings_stay_outside() {
        let session = Session::bare();
        let variables = session.run("env", &[]).expect("env runs");
        for name in
            ["DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=", "http_proxy=", "HTTPS_PROXY=", "KEYRACK_DATA_DIR="]
        {
            assert!(!variables.lines().any(|line| line.starts_with(name)), "{name}");
        }
        assert!(variables.contains(&format!("HOME={}", session.path("home").display())));
    }
}
