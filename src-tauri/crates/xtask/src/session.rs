//! A session of its own: a display without a screen, a window manager, a session bus, an unlocked keyring, and a home
//! that goes when it ends. Nothing in it touches the keyring or the clipboard of the person who runs it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::Result;
use crate::process::{output, program, run};

/// How long each part may take to come up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Ends with everything in it when dropped.
pub(crate) struct Session {
    display: String,
    bus: String,
    home: TempDir,
    children: Vec<Child>,
}

impl Session {
    /// Brings all parts up, each proven to answer before the next.
    pub(crate) fn start() -> Result<Self> {
        let home = tempfile::Builder::new()
            .prefix("keyrack-")
            .tempdir()
            .map_err(|e| format!("no temporary folder: {e}"))?;
        for name in ["run", "data", "config"] {
            private_dir(&home.path().join(name))?;
        }
        let mut session = Self { display: String::new(), bus: String::new(), home, children: Vec::new() };
        session.start_display()?;
        session.start_bus()?;
        session.start_keyring()?;
        session.start_window_manager()?;
        Ok(session)
    }

    /// A program that lives in this session.
    pub(crate) fn command(&self, name: &Path) -> Command {
        let mut command = Command::new(name);
        self.adopt(&mut command);
        command
    }

    /// Where the app keeps its data in this session.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.home.path().join("data").join("keyrack")
    }

    /// A file of this session.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The whole screen as a PNG file.
    pub(crate) fn screenshot(&self, path: &Path) -> Result<()> {
        let mut shot = Command::new("import");
        shot.args(["-window", "root", "-silent"]).arg(path);
        self.adopt(&mut shot);
        run(shot)
    }

    fn adopt(&self, command: &mut Command) {
        let home = self.home.path();
        command
            .env_remove("WAYLAND_DISPLAY")
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            // Without an accessibility bus GTK would wait for one, and without a graphics card it draws by itself.
            .env("NO_AT_BRIDGE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .stdin(Stdio::null());
    }

    /// Xvfb chooses a free display and says which when it is ready.
    fn start_display(&mut self) -> Result<()> {
        let mut server = program(
            "Xvfb",
            &["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"],
        );
        let number = self.first_line(&mut server)?;
        if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit()) {
            return Err(format!("Xvfb named no display, it said `{number}`"));
        }
        self.display = format!(":{number}");
        Ok(())
    }

    fn start_bus(&mut self) -> Result<()> {
        let mut daemon =
            program("dbus-daemon", &["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        self.adopt(&mut daemon);
        self.bus = self.first_line(&mut daemon)?;
        Ok(())
    }

    /// It must be unlocked before anybody asks for it: a daemon that the bus starts by itself stays locked.
    fn start_keyring(&mut self) -> Result<()> {
        let mut daemon =
            program("gnome-keyring-daemon", &["--foreground", "--unlock", "--components=secrets"]);
        self.adopt(&mut daemon);
        daemon.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = daemon.spawn().map_err(|e| format!("gnome-keyring-daemon cannot be started: {e}"))?;
        let mut input = child.stdin.take().ok_or("gnome-keyring-daemon has no input")?;
        self.children.push(child);
        input.write_all(b"keyrack").map_err(|e| format!("gnome-keyring-daemon takes no password: {e}"))?;
        drop(input);
        let mut wait = program("gdbus", &["wait", "--session", "--timeout", "20", "org.freedesktop.secrets"]);
        self.adopt(&mut wait);
        run(wait)
    }

    /// Native dialogs get no focus without one.
    fn start_window_manager(&mut self) -> Result<()> {
        let mut manager = Command::new("openbox");
        self.adopt(&mut manager);
        manager.stdout(Stdio::null()).stderr(Stdio::null());
        self.children.push(manager.spawn().map_err(|e| format!("openbox cannot be started: {e}"))?);
        Ok(())
    }

    /// Starts a part that says in its first line how to reach it.
    fn first_line(&mut self, command: &mut Command) -> Result<String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("{name} cannot be started: {e}"))?;
        let out = child.stdout.take().ok_or("no output")?;
        self.children.push(child);
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).map_err(|e| format!("{name} cannot be read: {e}"))?;
        let line = line.trim().to_owned();
        if line.is_empty() { Err(format!("{name} ended before it was ready")) } else { Ok(line) }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The last started goes first. One that has ended already cannot be killed: that is fine.
        for mut child in self.children.drain(..).rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Asks again until the answer is yes; `stop` ends the waiting early with a reason.
pub(crate) fn wait_for(
    what: &str,
    mut stop: impl FnMut() -> Result<()>,
    mut there: impl FnMut() -> Result<bool>,
) -> Result<()> {
    let until = Instant::now() + PATIENCE * 3;
    while Instant::now() < until {
        if there()? {
            return Ok(());
        }
        stop()?;
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(format!("{what} did not happen within {} s", PATIENCE.as_secs() * 3))
}

/// How many colours a picture has: a blank one has one.
pub(crate) fn colours(path: &Path) -> Result<u32> {
    let mut identify = program("identify", &["-format", "%k"]);
    identify.arg(path);
    let text = output(identify)?;
    text.trim().parse().map_err(|_| format!("identify said `{text}`"))
}

#[cfg(unix)]
fn private_dir(path: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(path)
        .map_err(|e| format!("cannot create {}: {e}", path.display()))
}

#[cfg(not(unix))]
fn private_dir(path: &Path) -> Result<()> {
    std::fs::create_dir(path).map_err(|e| format!("cannot create {}: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_a_display_and_a_keyring_that_keeps() {
        let session = Session::start().expect("a session");
        let mut store = session.command(Path::new("secret-tool"));
        store.args(["store", "--label=try", "room", "xtask"]).stdin(Stdio::piped());
        let mut child = store.spawn().expect("secret-tool");
        child.stdin.take().expect("input").write_all(b"kept").expect("taken");
        assert!(child.wait().expect("an end").success());
        let mut lookup = session.command(Path::new("secret-tool"));
        lookup.args(["lookup", "room", "xtask"]);
        assert_eq!(output(lookup).expect("an answer"), "kept");

        let shot = session.path("blank.png");
        session.screenshot(&shot).expect("a screenshot");
        assert!(colours(&shot).expect("colours") < 8, "an empty screen is nearly one colour");
    }
}
