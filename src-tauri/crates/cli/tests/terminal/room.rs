//! A home of its own for the program, with or without a keyring, and ways to run it: by a script, through a pipe, on a
//! terminal. Nothing in it touches the keyring or the data of the person who runs the tests.

use std::fs::DirBuilder;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Ends with everything in it when dropped.
pub(crate) struct Room {
    home: TempDir,
    bus: Option<String>,
    display: Option<String>,
    children: Vec<Child>,
}

/// What one run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Room {
    /// A home in a session without a bus: there is no keyring.
    pub(crate) fn without_keyring() -> Self {
        let home = tempfile::Builder::new().prefix("keyrack-").tempdir().expect("a folder");
        DirBuilder::new().mode(0o700).create(home.path().join("run")).expect("a folder");
        Self { home, bus: None, display: None, children: Vec::new() }
    }

    /// A home with a Secret Service that is unlocked before anybody can ask for it.
    pub(crate) fn with_keyring() -> Self {
        let mut room = Self::without_keyring();
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]).stdout(Stdio::piped());
        room.adopt(&mut daemon);
        let mut bus = daemon.spawn().expect("dbus-daemon");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().expect("its output")).read_line(&mut address).expect("an address");
        room.children.push(bus);
        room.bus = Some(address.trim().to_owned());

        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]);
        room.adopt(&mut daemon);
        daemon.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut keyring = daemon.spawn().expect("gnome-keyring-daemon");
        keyring.stdin.take().expect("its input").write_all(b"test-pass").expect("the password");
        room.children.push(keyring);
        let mut wait = Command::new("gdbus");
        wait.args(["wait", "--session", "--timeout", "20", "org.freedesktop.secrets"]);
        room.adopt(&mut wait);
        assert!(wait.status().expect("gdbus").success(), "the keyring does not come up");
        room
    }

    /// The same, with a display, so with a clipboard.
    pub(crate) fn with_clipboard() -> Self {
        let mut room = Self::with_keyring();
        let mut server = Command::new("Xvfb");
        server
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        room.adopt(&mut server);
        let mut server = server.spawn().expect("Xvfb");
        let mut number = String::new();
        BufReader::new(server.stdout.take().expect("its output")).read_line(&mut number).expect("a display");
        room.children.push(server);
        room.display = Some(format!(":{}", number.trim()));
        room
    }

    /// Another program puts a text on the clipboard.
    pub(crate) fn put_on_clipboard(&self, text: &str) {
        let mut xclip = Command::new("xclip");
        xclip.args(["-selection", "clipboard", "-in"]);
        self.adopt(&mut xclip);
        let mut child = xclip.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("xclip");
        child.stdin.take().expect("its input").write_all(text.as_bytes()).expect("the text");
        assert!(child.wait().expect("an end").success(), "xclip holds the selection from here on");
    }

    /// What another program finds on the clipboard.
    pub(crate) fn clipboard(&self) -> String {
        let mut xclip = Command::new("xclip");
        xclip.args(["-selection", "clipboard", "-out"]);
        self.adopt(&mut xclip);
        String::from_utf8_lossy(&xclip.output().expect("xclip").stdout).into_owned()
    }

    /// By a script: no terminal, nothing on standard input.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.piped(args, "")
    }

    /// By a script, with something on standard input.
    pub(crate) fn piped(&self, args: &[&str], input: &str) -> Ran {
        let mut command = self.program(args);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("keyrack");
        let mut pipe = child.stdin.take().expect("its input");
        // A program that refuses before it reads closes the pipe early.
        let _ = pipe.write_all(input.as_bytes());
        drop(pipe);
        child.wait_with_output().expect("an end").into()
    }

    /// On a terminal of its own: for each pair, waits until the first stands on the screen and types the second.
    pub(crate) fn typed(&self, args: &[&str], dialogue: &[(&str, &str)]) -> Ran {
        let words: Vec<String> = args.iter().map(|arg| format!("'{arg}'")).collect();
        self.typed_line(&format!("{} {}", env!("CARGO_BIN_EXE_keyrack"), words.join(" ")), dialogue)
    }

    /// The same for a line of shell.
    pub(crate) fn typed_line(&self, line: &str, dialogue: &[(&str, &str)]) -> Ran {
        // A dialogue that waits for what never comes ends here.
        let mut command = Command::new("timeout");
        command.args(["--foreground", "60", "script"]);
        command.args(["--quiet", "--return", "--echo", "always", "--command", line, "/dev/null"]);
        self.adopt(&mut command);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script");
        let mut keyboard = child.stdin.take().expect("its input");
        let mut screen = child.stdout.take().expect("its output");
        let mut shown = String::new();
        for (until, answer) in dialogue {
            while !shown.contains(until) {
                let mut piece = [0; 4096];
                let read = screen.read(&mut piece).expect("the screen");
                assert!(read > 0, "`{until}` never came: {shown}");
                shown += &String::from_utf8_lossy(&piece[..read]);
            }
            keyboard.write_all(answer.as_bytes()).expect("the keyboard");
        }
        screen.read_to_string(&mut shown).expect("the screen");
        let code = child.wait().expect("an end").code().expect("a code");
        Ran { code, out: shown, err: String::new() }
    }

    /// The program without a controlling terminal, as in a service or a build.
    pub(crate) fn program(&self, args: &[&str]) -> Command {
        let mut command = Command::new("setsid");
        command.arg("--wait").arg(env!("CARGO_BIN_EXE_keyrack")).args(args);
        self.adopt(&mut command);
        command
    }

    /// The client `Acme` with the integration `Shop`, which takes a pair of keys and holds none.
    pub(crate) fn add_shop(&self) {
        self.run(&["client", "add", "Acme"]).good();
        let add = ["integration", "add", "Acme", "Shop", "--provider", "woocommerce"];
        self.run(&[&add[..], &["--var", "store_domain=s.example"]].concat()).good();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file and answers its path as text.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file");
        path.to_string_lossy().into_owned()
    }

    /// Every file below the home, with its contents.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        walk(self.home.path(), &mut found);
        found
    }

    fn adopt(&self, command: &mut Command) {
        let home = self.home.path();
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_DATA_HOME", "NO_COLOR"] {
            command.env_remove(name);
        }
        command
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .env("KEYRACK_DATA_DIR", home.join("rack"))
            .env("TERM", "xterm")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        if let Some(display) = &self.display {
            command.env("DISPLAY", display);
        }
        if let Some(bus) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus);
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        for mut child in self.children.drain(..).rev() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("a code"),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Ran {
    /// Asserts exit code 0 and answers what was printed.
    pub(crate) fn good(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// Asserts this exit code and answers what was said on standard error.
    pub(crate) fn fails(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        self.err
    }

    /// What was printed, as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("not JSON ({e}): {self:?}"))
    }
}

/// The names of an object's fields, in order of the alphabet.
pub(crate) fn fields(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
    // Whether serde_json keeps the order of writing depends on what else is built with it.
    names.sort_unstable();
    names
}

/// A key made for this run: a public prefix and 40 characters of chance.
pub(crate) fn made_key(prefix: &str) -> String {
    let mut bytes = [0; 20];
    std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(&mut bytes)).expect("randomness");
    bytes.iter().fold(prefix.to_owned(), |key, byte| key + &format!("{byte:02x}"))
}

/// Whether 12 characters in a row of a made key stand in these bytes.
pub(crate) fn holds(haystack: &[u8], key: &str) -> bool {
    let secret = &key.as_bytes()[key.len() - 40..];
    secret.windows(12).any(|run| haystack.windows(12).any(|there| there == run))
}

/// Asserts that the key stands in no output of these runs and in no file of the room but `source`.
pub(crate) fn nowhere(room: &Room, runs: &[&Ran], key: &str, source: Option<&Path>) {
    for ran in runs {
        assert!(!holds(ran.out.as_bytes(), key) && !holds(ran.err.as_bytes(), key), "a key was printed");
    }
    let files = room.files();
    assert!(files.iter().any(|(path, _)| path.starts_with(room.path("rack"))), "the search saw no data");
    for (path, bytes) in files.iter().filter(|(path, _)| Some(path.as_path()) != source) {
        assert!(!holds(bytes, key), "a key stands in {}", path.display());
    }
}

fn walk(dir: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let entry = entry.expect("an entry");
        let kind = entry.file_type().expect("a kind");
        if kind.is_dir() {
            walk(&entry.path(), found);
        } else if kind.is_file() {
            found.push((entry.path(), std::fs::read(entry.path()).expect("a file")));
        }
    }
}

#[test]
fn the_search_finds_a_key_that_is_there() {
    let key = made_key("ck_");
    assert!(holds(format!("x{}y", &key[10..22]).as_bytes(), &key));
    assert!(!holds(made_key("ck_").as_bytes(), &key));
}
