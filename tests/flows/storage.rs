//! A data directory that is read-only, full, newer, another program's, or damaged: a clear word, and nothing is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use engine::Options;
use keyrack_tests::session::Session;
use keyrack_tests::terminal::{Said, program};

use crate::rack::{Rack, client, flow, open, refused};

fn database(directory: &Path) -> PathBuf {
    directory.join("keyrack.db")
}

/// A directory with one client in it, closed.
async fn filled(directory: &Path) {
    let engine = engine::Engine::open(Options::new(directory.to_owned())).await.expect("opens");
    engine.add_client(client("Kept")).await.expect("a client");
    engine.close().await;
}

#[test]
fn data_of_a_newer_version_is_left_alone() {
    flow("storage::data_of_a_newer_version_is_left_alone", || async {
        let directory = tempfile::tempdir().expect("a directory");
        filled(directory.path()).await;
        let mut bytes = fs::read(database(directory.path())).expect("the database");
        // SQLite's header: the schema version that its user chose, big-endian, at byte 60.
        bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
        fs::write(database(directory.path()), &bytes).expect("written");
        refused(open(directory.path()).await.map(|_| ()), "newer_version");
        assert_eq!(
            fs::read(database(directory.path())).expect("the database"),
            bytes,
            "not a byte is changed"
        );
    });
}

#[test]
fn another_programs_database_is_left_alone() {
    flow("storage::another_programs_database_is_left_alone", || async {
        let directory = tempfile::tempdir().expect("a directory");
        filled(directory.path()).await;
        let mut bytes = fs::read(database(directory.path())).expect("the database");
        bytes[68..72].copy_from_slice(b"ELSE");
        fs::write(database(directory.path()), &bytes).expect("written");
        refused(open(directory.path()).await.map(|_| ()), "not_keyrack");
        assert_eq!(fs::read(database(directory.path())).expect("the database"), bytes);
    });
}

#[test]
fn a_damaged_database_is_left_alone() {
    flow("storage::a_damaged_database_is_left_alone", || async {
        let directory = tempfile::tempdir().expect("a directory");
        filled(directory.path()).await;
        let sound = fs::read(database(directory.path())).expect("the database");
        for (what, from, to) in
            [("its head", 0, 16), ("its first page", 100, 4096), ("all but its head", 4096, sound.len())]
        {
            let mut bytes = sound.clone();
            bytes[from..to].fill(0x5a);
            fs::write(database(directory.path()), &bytes).expect("written");
            let answer = match open(directory.path()).await {
                // Damage that opening does not meet is met before anything is written.
                Ok(engine) => {
                    engine.add_client(client("New")).await.map(|_| ()).map_err(|error| error.refusal())
                }
                Err(refusal) => Err(refusal),
            };
            let code = answer.as_ref().err().map(|refusal| refusal.code.clone()).unwrap_or_default();
            assert!(["damaged", "not_keyrack"].contains(&code.as_str()), "{what}: {answer:?}");
            assert_eq!(
                fs::read(database(directory.path())).expect("the database"),
                bytes,
                "{what}: not a byte is changed"
            );
        }
        fs::write(database(directory.path()), &sound).expect("put back");
        let engine = open(directory.path()).await.expect("sound again");
        assert_eq!(engine.clients(false).await.expect("clients")[0].name, "Kept");
    });
}

#[test]
fn a_directory_that_is_a_file_is_refused() {
    flow("storage::a_directory_that_is_a_file_is_refused", || async {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("file");
        fs::write(&file, "something").expect("a file");
        refused(open(&file).await.map(|_| ()), "data_dir_unusable");
        refused(open(&file.join("below")).await.map(|_| ()), "data_dir_unusable");
        assert_eq!(fs::read_to_string(&file).expect("the file"), "something");
    });
}

/// Runs a script with a file system of its own at `$KEYRACK_DATA_DIR`, which ends with it.
fn mounted(session: &Session, options: &str, script: &str) -> Said {
    fs::create_dir_all(session.data_dir()).expect("a directory");
    let whole = format!("set -eu; mount -t tmpfs -o {options} tmpfs \"$KEYRACK_DATA_DIR\"; {script}");
    let mut command = session.command("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &whole]);
    command.env("KEYRACK_DATA_DIR", session.data_dir()).env("K", program("keyrack"));
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("unshare starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// Whether this machine lets a test mount in a name space of its own.
fn can_mount(session: &Session) -> bool {
    mounted(session, "size=1m", "true").code == 0
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    let session = Session::without_window();
    if can_mount(&session) {
        let script = "
            $K client add Kept >/dev/null
            dd if=/dev/zero of=\"$KEYRACK_DATA_DIR/filler\" bs=4096 2>/dev/null || true
            code=0; i=0
            # What is free within the database's own pages is used up first.
            while [ $i -lt 400 ] && [ $code -eq 0 ]; do i=$((i+1)); $K client add \"Client $i\" --notes \"$(head -c 3000 /dev/zero | tr '\\0' x)\" >/dev/null || code=$?; done
            echo \"code $code\"
            rm \"$KEYRACK_DATA_DIR/filler\"
            $K client add After >/dev/null
            $K client list";
        let said = mounted(&session, "size=2m", script);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.contains("code 4"), "a full disk is a matter of storage: {said:?}");
        assert!(said.err.contains("disk is full"), "{said:?}");
        assert!(said.out.contains("Kept") && said.out.contains("After"), "{said:?}");
    } else {
        eprintln!("no mount is permitted here: a limit on the size of files stands for a full disk");
        assert_eq!(session.keyrack(&["client", "add", "Kept"]).code, 0);
        let keyrack = program("keyrack");
        let limited = session
            .command("prlimit")
            .args(["--fsize=8192", "--"])
            .arg(keyrack)
            .args(["client", "add", "Lost"])
            .env("KEYRACK_DATA_DIR", session.data_dir())
            .status();
        assert!(!limited.expect("prlimit starts").success());
        let listed = session.keyrack(&["client", "list"]);
        assert!(
            listed.code == 0 && listed.out.contains("Kept") && !listed.out.contains("Lost"),
            "{listed:?}"
        );
    }
}

#[test]
fn a_read_only_directory_is_said_and_left_alone() {
    let session = Session::without_window();
    if can_mount(&session) {
        let script = "
            $K client add Kept >/dev/null
            mount -o remount,ro \"$KEYRACK_DATA_DIR\"
            code=0; $K client add Lost || code=$?
            echo \"code $code\"
            mount -o remount,rw \"$KEYRACK_DATA_DIR\"
            $K client list";
        let said = mounted(&session, "size=4m", script);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.contains("code 4") && said.err.contains("cannot be written"), "{said:?}");
        assert!(said.out.contains("Kept") && !said.out.contains("Lost"), "{said:?}");
    } else {
        eprintln!("no mount is permitted here: the directory's mode stands for a read-only disk");
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(session.keyrack(&["client", "add", "Kept"]).code, 0);
        fs::set_permissions(session.data_dir(), fs::Permissions::from_mode(0o500)).expect("its mode");
        let said = session.keyrack(&["client", "add", "Lost"]);
        fs::set_permissions(session.data_dir(), fs::Permissions::from_mode(0o700)).expect("its mode");
        assert_eq!(said.code, 4, "{said:?}");
    }
}

#[test]
fn the_database_is_for_its_owner_alone() {
    flow("storage::the_database_is_for_its_owner_alone", || async {
        use std::os::unix::fs::PermissionsExt as _;
        let rack = Rack::new().await;
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        for entry in fs::read_dir(rack.directory.path()).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    });
}
