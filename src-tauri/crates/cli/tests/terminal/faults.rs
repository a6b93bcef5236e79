//! Trouble with the data directory or the keyring has its own exit code and says what to do.

use crate::room::{Room, made_key, nowhere};

#[test]
fn storage_trouble_is_exit_code_4() {
    let room = Room::without_keyring();
    let file = room.file("plain", "not a directory");
    let said = room.run(&["client", "list", "--data-dir", &file]).fails(4);
    assert!(said.lines().count() >= 2, "it says what to do: {said}");

    let damaged = room.path("damaged");
    let dir = damaged.to_string_lossy();
    room.run(&["client", "add", "Acme", "--data-dir", &dir]).good();
    let here = |path: &std::path::Path| path.parent() == Some(damaged.as_path());
    let is_database = |bytes: &[u8]| bytes.starts_with(b"SQLite format 3");
    let database = room.files().into_iter().find(|(path, bytes)| here(path) && is_database(bytes));
    let (database, _) = database.expect("a database");
    // What is still in the log of writes would hide the damage.
    for (path, _) in room.files().iter().filter(|(path, _)| here(path) && *path != database) {
        std::fs::remove_file(path).expect("removed");
    }
    std::fs::write(&database, b"this is no database at all, whatever it was before").expect("damage");
    let said = room.run(&["client", "list", "--data-dir", &dir]).fails(4);
    assert!(said.lines().count() >= 2, "it says what to do: {said}");
    let after = std::fs::read(&database).expect("the file");
    assert!(after.starts_with(b"this is no database"), "nothing is overwritten");
}

#[test]
fn without_a_keyring_no_key_is_kept_anywhere_else() {
    let room = Room::without_keyring();
    room.run(&["client", "add", "Acme"]).good();
    let add =
        ["integration", "add", "Acme", "Api", "--provider", "custom", "--base-url", "https://api.example"];
    room.run(&[&add[..], &["--auth", "bearer", "--probe", "GET /me"]].concat()).good();
    let key = made_key("sk_");
    let ran = room.piped(&["key", "add", "Acme/Api", "token", "--from", "stdin", "--yes"], &key);
    nowhere(&room, &[&ran], &key, None);
    let said = ran.fails(3);
    assert!(said.contains("keyring") && said.lines().count() >= 2, "{said}");
    room.run(&["client", "list"]).good();

    let doctor = room.run(&["doctor"]);
    assert_eq!(doctor.code, 3, "{doctor:?}");
    assert!(doctor.out.contains("FAIL"), "{doctor:?}");
}

#[test]
fn doctor_is_content_where_all_is_well() {
    let room = Room::with_keyring();
    let shown = room.run(&["doctor"]).good();
    assert!(shown.contains("Secret Service") && !shown.contains("FAIL"), "{shown}");
    let view = room.run(&["doctor", "--json"]).json();
    assert_eq!(crate::room::fields(&view), ["checks", "data_dir", "missing_keys", "orphan_keys", "version"]);
}
