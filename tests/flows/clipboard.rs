//! The clipboard when it holds no key: a picture, nothing, a key with what must not be in one.

use keyrack_tests::needle::Needle;
use keyrack_tests::session::Session;

use crate::rack::SHOP;

/// A picture of one pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

const TAKE: [&str; 7] = ["key", "add", "Nordlys/Shop", "token", "--from", "clipboard", "--yes"];

fn session() -> Session {
    let session = Session::with_window();
    assert_eq!(session.keyrack(&["client", "add", "Nordlys"]).code, 0);
    let added = session.keyrack(&SHOP);
    assert_eq!(added.code, 0, "{added:?}");
    session
}

#[test]
fn a_picture_on_the_clipboard_is_no_key() {
    let session = session();
    let _owner = session.own_clipboard("image/png", PICTURE);
    let taken = session.keyrack(&TAKE);
    assert_eq!(taken.code, 2, "{taken:?}");
    assert!(taken.err.contains("no text on the clipboard"), "{taken:?}");
}

#[test]
fn an_empty_clipboard_is_no_key() {
    let session = session();
    let taken = session.keyrack(&TAKE);
    assert_eq!(taken.code, 2, "{taken:?}");
    assert!(taken.err.contains("clipboard"), "{taken:?}");
}

#[test]
fn a_key_on_the_clipboard_is_taken_in_and_cleared_away() {
    let session = session();
    let key = Needle::letters("key", "");
    let mut owner = session.fill_clipboard(&key.key());
    let taken = session.keyrack(&TAKE);
    assert_eq!(taken.code, 0, "{taken:?}");
    session.clipboard_becomes("a cleared clipboard", std::time::Duration::from_secs(5), |text| {
        text != Some(&key.key())
    });
    assert!(!owner.owns(), "the other program lost it");
    assert!(!taken.out.contains(&key.key()[4..16]) && !taken.err.contains(&key.key()[4..16]));
}

#[test]
fn two_lines_on_the_clipboard_are_no_key_and_stay_there() {
    let session = session();
    let text = "first line\nsecond line";
    let mut owner = session.fill_clipboard(text);
    let taken = session.keyrack(&TAKE);
    assert_eq!(taken.code, 2, "{taken:?}");
    assert!(owner.owns(), "what was refused is not taken away");
    assert_eq!(session.clipboard().as_deref(), Some(text));
}
