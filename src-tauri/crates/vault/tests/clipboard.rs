//! The clipboard of a real X server: read, cleared, lent to a process of its own, and taken away again. This binary has
//! a main of its own because the vault starts it again as the clipboard's owner, as it does with the app.

#[path = "kit/screen.rs"]
mod screen;

use std::io::Write;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use uuid::Uuid;
use vault::{
    Backend, Binding, CLIPBOARD_OWNER_ARG, Hint, Intake, IntakeRefusal, MemoryKeyring, Origin, Placement,
    Vault, VaultError, clipboard_owner_main, key_on_clipboard,
};

const NAME: &str = "a_key_on_the_clipboard_and_away_again";
/// Set in the processes that this test starts: which of its roles they play.
const ROLE: &str = "KEYRACK_CLIPBOARD_TEST";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == CLIPBOARD_OWNER_ARG) {
        return clipboard_owner_main();
    }
    match std::env::var(ROLE).as_deref() {
        Ok("app") => with_runtime(app()),
        Ok("closing app") => with_runtime(closing_app()),
        Ok("no display") => with_runtime(no_display()),
        _ => as_a_test(&arguments),
    }
}

/// What a test harness is asked: to list its tests, or to run them.
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a test harness speaks by its output")]
fn as_a_test(arguments: &[String]) -> ExitCode {
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if has("--list") {
        if !has("--ignored") {
            println!("{NAME}: test");
        }
        return ExitCode::SUCCESS;
    }
    if has("--ignored") || (has("--exact") && !has(NAME)) {
        return ExitCode::SUCCESS;
    }
    if !cfg!(target_os = "linux") {
        eprintln!("\n*** SKIPPED: on this platform the clipboard is not tested yet ***\n");
        return ExitCode::SUCCESS;
    }
    let there = Command::new("Xvfb").arg("-help").output().is_ok();
    assert!(there, "Xvfb is not installed: without it the clipboard cannot be tested");
    run("no display", None);
    let server = screen::Server::start();
    run("app", Some(&server.display));
    run("closing app", Some(&server.display));
    println!("test {NAME} ... ok");
    ExitCode::SUCCESS
}

fn run(role: &str, display: Option<&str>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(ROLE, role).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    if let Some(display) = display {
        command.env("DISPLAY", display);
    }
    assert!(command.status().unwrap().success(), "{role}");
}

fn with_runtime(work: impl Future<Output = ()>) -> ExitCode {
    tokio::runtime::Runtime::new().unwrap().block_on(work);
    ExitCode::SUCCESS
}

async fn no_display() {
    assert_eq!(vault().read_clipboard().await.err(), Some(IntakeRefusal::ClipboardUnreachable));
    let (vault, version, _) = with_a_key().await;
    assert_eq!(vault.copy(version, "api_key", 5).await, Err(VaultError::Clipboard));
}

async fn app() {
    reading_and_clearing().await;
    an_owner_that_hangs().await;
    copying().await;
    something_else_is_copied().await;
    the_limit().await;
}

async fn reading_and_clearing() {
    let vault = vault();
    let key = Uuid::now_v7().to_string();
    let _owner = own("UTF8_STRING", format!(" {key}\n").as_bytes());
    let intake = vault.read_clipboard().await.ok().unwrap();
    let offer = vault.offer(intake, &Hint::default()).await.ok().unwrap();
    assert!(offer.from_clipboard() && offer.shape().trimmed);
    let other = own("UTF8_STRING", b"something else");
    assert!(!vault.clear_clipboard_of(&offer).await, "what was copied since is left alone");
    assert_eq!(held().as_deref(), Some("something else"));
    drop(other);
    let _owner = own("UTF8_STRING", key.as_bytes());
    assert!(vault.clear_clipboard_of(&offer).await);
    assert_eq!(held(), None);
    assert_eq!(vault.read_clipboard().await.err(), Some(IntakeRefusal::ClipboardNotText), "empty");
    let _picture = own("image/png", b"\x89PNG\r\n\x1a\n");
    assert_eq!(vault.read_clipboard().await.err(), Some(IntakeRefusal::ClipboardNotText), "a picture");
}

async fn an_owner_that_hangs() {
    let owner = own("UTF8_STRING", b"never handed over");
    owner.signal("STOP");
    let began = Instant::now();
    let refusal = vault().read_clipboard().await.err();
    assert_eq!(refusal, Some(IntakeRefusal::ClipboardUnreachable));
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    owner.signal("CONT");
}

async fn copying() {
    let (vault, version, key) = with_a_key().await;
    assert_eq!(vault.copy(version, "no such part", 2).await, Err(VaultError::PartMissing));
    let began = Instant::now();
    vault.copy(version, "api_key", 2).await.unwrap();
    assert_eq!(held().as_deref(), Some(key.as_str()), "at once");
    let targets =
        Command::new("xclip").args(["-selection", "clipboard", "-o", "-t", "TARGETS"]).output().unwrap();
    let targets = String::from_utf8(targets.stdout).unwrap();
    assert!(targets.contains("x-kde-passwordManagerHint"), "{targets}");
    assert!(!targets.contains("SAVE_TARGETS"), "{targets}");
    until(|| held().is_none());
    let lasted = began.elapsed();
    assert!((Duration::from_millis(1_800)..Duration::from_secs(4)).contains(&lasted), "{lasted:?}");
    until(|| owners().is_empty());
}

async fn something_else_is_copied() {
    let (vault, version, key) = with_a_key().await;
    vault.copy(version, "api_key", 60).await.unwrap();
    assert_eq!(held().as_deref(), Some(key.as_str()));
    assert_eq!(owners().len(), 1);
    assert!(key_on_clipboard());
    let _owner = own("UTF8_STRING", b"the next thing");
    until(|| owners().is_empty());
    until(|| !key_on_clipboard());
    assert_eq!(held().as_deref(), Some("the next thing"), "which stays");
}

async fn the_limit() {
    let (vault, version, _) = with_a_key().await;
    for _ in 0..5 {
        vault.copy(version, "api_key", 1).await.unwrap();
    }
    assert_eq!(vault.copy(version, "api_key", 1).await, Err(VaultError::TooOften));
    until(|| owners().is_empty());
}

/// Copies and ends at once: the key stays its time and goes away all the same.
async fn closing_app() {
    if std::env::var("KEYRACK_CLIPBOARD_CLOSES").is_ok() {
        let (vault, version, key) = with_a_key().await;
        vault.copy(version, "api_key", 3).await.unwrap();
        assert_eq!(held().as_deref(), Some(key.as_str()));
        return;
    }
    let mut closing = Command::new(std::env::current_exe().unwrap());
    assert!(closing.env("KEYRACK_CLIPBOARD_CLOSES", "1").status().unwrap().success());
    assert!(held().is_some(), "it is closed, and the key is still there");
    until(|| held().is_none());
    until(|| owners().is_empty());
}

fn vault() -> Vault {
    Vault::new(Backend::Memory(MemoryKeyring::default()), Uuid::now_v7())
}

async fn with_a_key() -> (Vault, Uuid, String) {
    let (vault, version, key) = (vault(), Uuid::now_v7(), Uuid::now_v7().to_string());
    let intake = Intake::from_bytes(key.clone().into_bytes());
    let offer = vault.offer(intake, &Hint::default()).await.ok().unwrap();
    let binding = Binding {
        origins: [Origin::try_from("https://api.example.com".to_owned()).unwrap()].into(),
        placement: Placement::Query(vec![("key".into(), "api_key".into())]),
        ca_pem: None,
        loopback_http: false,
        client_certificate: None,
    };
    vault.store(version, &[("api_key".into(), offer)], None, &binding).await.unwrap();
    (vault, version, key)
}

/// Another program that owns the clipboard until it is dropped.
struct Owner(Child);

#[track_caller]
fn own(target: &str, content: &[u8]) -> Owner {
    let mut owner = Command::new("xclip")
        .args(["-selection", "clipboard", "-quiet", "-i", "-t", target])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    owner.stdin.take().unwrap().write_all(content).unwrap();
    until(|| {
        let output =
            Command::new("xclip").args(["-selection", "clipboard", "-o", "-t", target]).output().unwrap();
        output.stdout == content
    });
    Owner(owner)
}

impl Owner {
    fn signal(&self, name: &str) {
        let process = self.0.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &process]).status().unwrap().success());
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The text on the clipboard, as another program sees it.
fn held() -> Option<String> {
    let output = Command::new("xclip").args(["-selection", "clipboard", "-o"]).output().unwrap();
    Some(String::from_utf8(output.stdout).unwrap()).filter(|text| output.status.success() && !text.is_empty())
}

/// Processes that own the clipboard for a vault on this display.
fn owners() -> Vec<String> {
    let display = format!("DISPLAY={}", std::env::var("DISPLAY").unwrap());
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let read = |name: &str| std::fs::read(entry.path().join(name)).unwrap_or_default();
        let (arguments, environment) = (read("cmdline"), read("environ"));
        let is_owner =
            arguments.split(|b| *b == 0).any(|argument| argument == CLIPBOARD_OWNER_ARG.as_bytes());
        if is_owner && environment.split(|b| *b == 0).any(|pair| pair == display.as_bytes()) {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    found
}

/// Asks until it is so.
#[track_caller]
fn until(mut so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < Duration::from_secs(15), "it never came to be");
        std::thread::sleep(Duration::from_millis(20));
    }
}
