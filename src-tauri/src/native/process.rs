//! What the process does for itself before anything else, and the one place with `unsafe`.
#![allow(unsafe_code, reason = "the audited module: each block says why it is sound")]

/// No core dumps, no panic text (it may quote data), no WebDriver unless this build is for tests. First thing in `main`,
/// while there is one thread.
pub(crate) fn harden() {
    #[cfg(unix)]
    drop(rlimit::Resource::CORE.set(0, 0));
    std::panic::set_hook(Box::new(|panic| {
        use std::io::Write;
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // Standard error may be closed; there is nobody else to tell.
        drop(writeln!(std::io::stderr(), "keyrack: internal error at {place}"));
    }));
    if cfg!(not(feature = "automation")) {
        // SAFETY: called first in `main`; no other thread exists that could read the environment.
        unsafe { std::env::remove_var("TAURI_WEBVIEW_AUTOMATION") };
    }
}

/// The bytes of a string that GTK handed out, the string itself overwritten before it is freed.
#[cfg(target_os = "linux")]
pub(crate) fn take_and_wipe(text: gtk::glib::GString) -> Vec<u8> {
    let bytes = text.as_bytes().to_vec();
    let start = text.as_ptr().cast_mut().cast::<u8>();
    for offset in 0..bytes.len() {
        // SAFETY: `text` is owned and not shared, so these `bytes.len()` bytes are ours to write until it is dropped below;
        // NUL is valid UTF-8, so the string stays valid. Volatile: the writes are not optimised away.
        unsafe { start.add(offset).write_volatile(0) };
    }
    drop(text);
    bytes
}
