//! The real thing: GNOME Keyring on a session bus of its own. Each scenario runs this binary again inside a private
//! session, so that no keyring of the machine is ever touched.
#![cfg(target_os = "linux")]

#[path = "kit/screen.rs"]
mod screen;
#[path = "kit/session.rs"]
mod session;

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use session::{NO_COLLECTION, UNLOCK, WAIT, WRONG, in_session};
use uuid::Uuid;
use vault::{
    Backend, Binding, HeaderPlace, HeldPrints, Hint, Intake, KeyringTrouble, Origin, Placement, Vault,
    VaultError,
};

/// How long the vault waits for an answer of the keyring (`keyring::READ`).
const READ: Duration = Duration::from_secs(3);

/// How long the tests wait for what a busy machine may take its time for.
const PATIENCE: Duration = Duration::from_secs(90);

const GNOME: &str = "Secret Service (GNOME Keyring)";

/// An id that two sessions of one test share.
fn shared_id(name: &str) -> Uuid {
    let path = Path::new(&std::env::var("KEYRACK_TEST_HOME").unwrap()).join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| {
        let id = Uuid::now_v7().to_string();
        std::fs::write(&path, &id).unwrap();
        id
    });
    Uuid::parse_str(&text).unwrap()
}

fn binding() -> Binding {
    Binding {
        origins: [Origin::try_from("https://api.example.com".to_owned()).unwrap()].into(),
        placement: Placement::Headers(vec![HeaderPlace {
            name: "x-api-key".into(),
            prefix: String::new(),
            part: "api_key".into(),
        }]),
        ca_pem: None,
        loopback_http: false,
        client_certificate: None,
    }
}

async fn store(vault: &Vault, version: Uuid, key: &str) -> Result<String, VaultError> {
    let offer = vault.offer(Intake::from_bytes(key.as_bytes().to_vec()), &Hint::default()).await?;
    let fingerprint = offer.mask().fingerprint.clone();
    vault.store(version, &[("api_key".into(), offer)], None, &binding()).await?;
    Ok(fingerprint)
}

#[test]
fn an_unlocked_keyring_and_then_a_locked_one() {
    let home = tempfile::tempdir().unwrap();
    in_session(home.path(), UNLOCK, &[], "inside_unlocked");
    in_session(home.path(), WRONG, &[], "inside_locked");
    in_session(home.path(), UNLOCK, &[], "inside_unlocked_again");
}

#[tokio::test]
#[ignore = "runs inside a private session"]
async fn inside_unlocked() {
    let (workspace, version) = (shared_id("workspace"), shared_id("version"));
    let vault = Vault::new(Backend::Platform, workspace);
    let report = vault.report().await;
    assert_eq!((report.backend.as_str(), report.state), (GNOME, Ok(())));
    assert!(!vault.holds(version).await.unwrap(), "missing, with the keyring proven");
    assert_eq!(vault.items().await.unwrap(), Vec::<Uuid>::new());
    let key = "k".repeat(60) + &Uuid::now_v7().simple().to_string();
    let fingerprint = store(&vault, version, &key).await.unwrap();
    let long = Uuid::now_v7();
    store(&vault, long, &"x".repeat(64 * 1024)).await.unwrap();
    // Another process, in effect: a vault that remembers nothing.
    let other = Vault::new(Backend::Platform, workspace);
    assert_eq!(other.binding(version).await.unwrap(), binding());
    assert_eq!(
        store(&other, Uuid::now_v7(), &key).await.unwrap(),
        fingerprint,
        "the workspace's key is the same one"
    );
    assert_eq!(other.items().await.unwrap().len(), 3);
    assert_eq!(
        Vault::new(Backend::Platform, Uuid::now_v7()).items().await.unwrap(),
        Vec::<Uuid>::new(),
        "not another workspace's"
    );
    other.forget(long).await.unwrap();
    other.forget(long).await.unwrap();
    assert!(!vault.holds(long).await.unwrap());
    tokio::task::spawn_blocking(move || nothing_readable(workspace)).await.unwrap();
}

/// Labels and attributes say nothing but ids.
fn nothing_readable(workspace: Uuid) {
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    let found = service.search_items(HashMap::from([("service", "app.keyrack")])).unwrap();
    assert_eq!(found.unlocked.len(), 3, "two versions and the workspace's key; no probe is left");
    for item in found.unlocked {
        assert_eq!(item.get_label().unwrap(), "Keyrack");
        let attributes = item.get_attributes().unwrap();
        let name = attributes["username"].strip_prefix(&format!("{workspace}/")).unwrap().to_owned();
        assert!(name == "workspace" || Uuid::parse_str(&name).is_ok(), "{name}");
        assert!(
            attributes.keys().all(|key| ["service", "username", "xdg:schema"].contains(&key.as_str())),
            "{attributes:?}"
        );
        assert!(item.get_secret().unwrap().iter().all(u8::is_ascii), "stored as text, for KWallet's sake");
    }
}

#[tokio::test]
#[ignore = "runs inside a private session"]
async fn inside_locked() {
    let (workspace, version) = (shared_id("workspace"), shared_id("version"));
    let vault = Vault::new(Backend::Platform, workspace);
    let began = Instant::now();
    let report = vault.report().await;
    assert_eq!((report.backend.as_str(), report.state), (GNOME, Err(KeyringTrouble::Locked)));
    assert_eq!(vault.holds(version).await, Err(VaultError::Keyring(KeyringTrouble::Locked)));
    assert_eq!(vault.items().await, Err(VaultError::Keyring(KeyringTrouble::Locked)));
    assert_eq!(store(&vault, version, "a new key").await, Err(VaultError::Keyring(KeyringTrouble::Locked)));
    assert_eq!(vault.forget(version).await, Err(VaultError::Keyring(KeyringTrouble::Locked)));
    assert!(
        vault.inspect("text that is harmless", &HeldPrints::default()).await == Ok(None),
        "by shape alone"
    );
    assert!(began.elapsed() < PATIENCE, "nothing waited for a prompt");
    assert_eq!(vault.unlock().await.state, Err(KeyringTrouble::Locked), "there is no display to ask on");
}

#[tokio::test]
#[ignore = "runs inside a private session"]
async fn inside_unlocked_again() {
    let (workspace, version) = (shared_id("workspace"), shared_id("version"));
    let vault = Vault::new(Backend::Platform, workspace);
    assert_eq!(vault.binding(version).await.unwrap(), binding(), "nothing was lost while it was locked");
    let narrower = Binding { loopback_http: true, ..binding() };
    vault.rebind(version, &narrower).await.unwrap();
    assert_eq!(vault.binding(version).await.unwrap(), narrower);
    vault.forget_workspace().await.unwrap();
    assert_eq!(vault.items().await.unwrap(), Vec::<Uuid>::new());
    let left = tokio::task::spawn_blocking(|| {
        let service = SecretService::connect(EncryptionType::Plain).unwrap();
        service.search_items(HashMap::from([("service", "app.keyrack")])).unwrap().unlocked.len()
    });
    assert_eq!(left.await.unwrap(), 0);
}

/// With a display the daemon could ask for its password. Nothing but `unlock` may make it do so: a prompt that nobody
/// expects, and a call that hangs until it is answered.
#[test]
fn a_locked_keyring_asks_nobody_by_itself() {
    let (home, server) = (tempfile::tempdir().unwrap(), screen::Server::start());
    in_session(home.path(), UNLOCK, &[], "inside_unlocked");
    in_session(home.path(), WRONG, &[("DISPLAY", &server.display)], "inside_locked_with_a_display");
}

#[tokio::test]
#[ignore = "runs inside a private session"]
async fn inside_locked_with_a_display() {
    let (workspace, version) = (shared_id("workspace"), shared_id("version"));
    let vault = Vault::new(Backend::Platform, workspace);
    let locked = Err(VaultError::Keyring(KeyringTrouble::Locked));
    let began = Instant::now();
    assert_eq!(vault.report().await.state, Err(KeyringTrouble::Locked));
    assert_eq!(vault.holds(version).await, locked);
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    // Asked to, it does ask; and while a person is looking at the prompt, nobody else waits.
    let asked = tokio::spawn({
        let vault = vault.clone();
        async move { vault.unlock().await }
    });
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(1) {
        assert_eq!(vault.holds(version).await, locked);
        tokio::task::yield_now().await;
    }
    assert!(!asked.is_finished(), "the prompt is open");
    asked.abort();
}

#[test]
fn a_daemon_without_a_collection_is_no_keyring() {
    let home = tempfile::tempdir().unwrap();
    in_session(home.path(), NO_COLLECTION, &[], "inside_without_a_collection");
}

#[tokio::test]
#[ignore = "runs inside a private session"]
async fn inside_without_a_collection() {
    let vault = Vault::new(Backend::Platform, Uuid::now_v7());
    assert_eq!(vault.report().await.state, Err(KeyringTrouble::Absent));
    // The daemon itself would say "not found" here.
    assert_eq!(vault.holds(Uuid::now_v7()).await, Err(VaultError::Keyring(KeyringTrouble::Absent)));
}

#[test]
fn a_daemon_that_hangs_is_slow_and_comes_back() {
    let home = tempfile::tempdir().unwrap();
    in_session(home.path(), UNLOCK, &[], "inside_with_a_daemon_that_hangs");
}

#[tokio::test]
#[ignore = "runs inside a private session"]
async fn inside_with_a_daemon_that_hangs() {
    let vault = Vault::new(Backend::Platform, Uuid::now_v7());
    let version = Uuid::now_v7();
    stored(&vault, version, "a made-up key").await;
    let daemon = daemon();
    signal("STOP", &daemon);
    let began = Instant::now();
    assert_eq!(vault.report().await.state, Err(KeyringTrouble::Slow));
    let waited = began.elapsed();
    assert!((READ..PATIENCE).contains(&waited), "{waited:?}");
    let began = Instant::now();
    for _ in 0..50 {
        assert_eq!(vault.holds(version).await, Err(VaultError::Keyring(KeyringTrouble::Slow)));
    }
    assert!(began.elapsed() < READ * 10, "the others did not wait as well");
    signal("CONT", &daemon);
    recovers(&vault).await;
    assert!(vault.holds(version).await.unwrap(), "and nothing was lost");
    // Ends with a call that hangs: the process must end all the same, which the test outside waits for.
    signal("STOP", &daemon);
    assert_eq!(vault.report().await.state, Err(KeyringTrouble::Slow));
    signal("KILL", &daemon);
}

#[test]
fn a_daemon_that_was_restarted_is_found_again() {
    let home = tempfile::tempdir().unwrap();
    in_session(home.path(), UNLOCK, &[], "inside_with_a_daemon_that_restarts");
}

#[tokio::test]
#[ignore = "runs inside a private session"]
async fn inside_with_a_daemon_that_restarts() {
    let vault = Vault::new(Backend::Platform, Uuid::now_v7());
    let version = Uuid::now_v7();
    stored(&vault, version, "a made-up key").await;
    signal("KILL", &daemon());
    let again = Command::new("sh").args(["-c", &format!("{UNLOCK}; {WAIT}")]).status();
    assert!(again.unwrap().success());
    recovers(&vault).await;
    assert!(vault.holds(version).await.unwrap());
}

#[test]
fn no_session_bus_is_no_keyring() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "inside_without_a_bus", "--ignored", "--nocapture"])
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env("XDG_RUNTIME_DIR", home.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "runs without a session bus"]
async fn inside_without_a_bus() {
    let vault = Vault::new(Backend::Platform, Uuid::now_v7());
    let report = vault.report().await;
    assert_eq!((report.backend.as_str(), report.state), ("Secret Service", Err(KeyringTrouble::Absent)));
    assert_eq!(store(&vault, Uuid::now_v7(), "k").await, Err(VaultError::Keyring(KeyringTrouble::Absent)));
}

/// Stores a key, however long a busy machine's daemon takes to answer for the first time.
async fn stored(vault: &Vault, version: Uuid, key: &str) {
    let began = Instant::now();
    while let Err(trouble) = store(vault, version, key).await {
        assert_eq!(trouble, VaultError::Keyring(KeyringTrouble::Slow));
        assert!(began.elapsed() < PATIENCE, "still {trouble:?}");
        recovers(vault).await;
    }
}

/// Asks until the keyring answers, and leaves the processor to the daemon in between.
async fn recovers(vault: &Vault) {
    let began = Instant::now();
    while let Err(trouble) = vault.report().await.state {
        assert!(began.elapsed() < PATIENCE, "still {trouble}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The process that serves the Secret Service of this session, by its id.
fn daemon() -> String {
    let output = Command::new("gdbus")
        .args([
            "call",
            "--session",
            "--dest",
            "org.freedesktop.DBus",
            "--object-path",
            "/org/freedesktop/DBus",
        ])
        .args(["--method", "org.freedesktop.DBus.GetConnectionUnixProcessID", "org.freedesktop.secrets"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    said.chars().skip_while(|c| *c != ' ').filter(char::is_ascii_digit).collect()
}

fn signal(name: &str, process: &str) {
    assert!(process.parse::<u32>().is_ok_and(|id| id > 1), "{process:?}");
    assert!(Command::new("kill").args([&format!("-{name}"), process]).status().unwrap().success());
}
