//! macOS and Windows dialogs. Written from the documentation; not run yet (the README says so).

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use engine::Intake;
use rfd::{MessageButtons, MessageDialog, MessageDialogResult, MessageLevel};
use tauri::{AppHandle, Manager};
use tokio::sync::oneshot;

use super::{Files, Question};
use crate::window;

pub(super) fn confirm(app: &AppHandle, question: &Question, tell: oneshot::Sender<bool>) {
    let go = question.go.replace('_', "");
    let dialog = MessageDialog::new()
        .set_level(MessageLevel::Warning)
        .set_title("Keyrack: confirm")
        .set_description(format!("{}\n\n{}", question.what, question.text()))
        .set_buttons(MessageButtons::OkCancelCustom(go.clone(), "Cancel".into()));
    let dialog = match app.get_webview_window(window::LABEL) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    };
    let said = dialog.show();
    let yes = matches!(&said, MessageDialogResult::Custom(button) if *button == go)
        || said == MessageDialogResult::Ok;
    let _whoever_asked_may_be_gone = tell.send(yes);
}

/// There is no native prompt on this platform yet: the person is told to use the clipboard or a file.
pub(super) fn type_key(_app: &AppHandle, what: &str, tell: oneshot::Sender<Option<Intake>>) {
    MessageDialog::new()
        .set_title("Keyrack: type a key")
        .set_description(format!(
            "{what}\n\nTyping a key is not possible on this system yet. Copy it and choose \"Paste from clipboard\", or take \
             it from a file."
        ))
        .set_buttons(MessageButtons::Ok)
        .show();
    drop(tell.send(None));
}

pub(super) fn choose_file(_app: &AppHandle, files: Files, tell: oneshot::Sender<Option<PathBuf>>) {
    let (name, extensions): (_, &[&str]) = match files {
        Files::Keys => ("Keys (.env, JSON)", &["env", "json", "txt"]),
        Files::Bulk => ("Tables (CSV, .env)", &["csv", "tsv", "env", "txt"]),
        Files::Certificates => ("Certificates (PEM)", &["pem", "crt", "cer"]),
        Files::Requests => ("Requests (curl, Postman)", &["json", "txt", "sh", "curl", "cmd", "bat"]),
    };
    let chosen = rfd::FileDialog::new()
        .set_title("Keyrack: choose a file")
        .add_filter(name, extensions)
        .add_filter("All files", &["*"])
        .pick_file();
    drop(tell.send(chosen));
}

pub(super) fn choose_folder(_app: &AppHandle, tell: oneshot::Sender<Option<PathBuf>>) {
    drop(tell.send(rfd::FileDialog::new().set_title("Keyrack: choose a folder").pick_folder()));
}

pub(super) fn save_as(_app: &AppHandle, name: &str, tell: oneshot::Sender<Option<PathBuf>>) {
    drop(tell.send(rfd::FileDialog::new().set_title("Keyrack: save a file").set_file_name(name).save_file()));
}

/// By the system's own program, which reads the text from its standard input.
pub(super) fn copy(text: &str, tell: oneshot::Sender<bool>) {
    let program = if cfg!(windows) { "clip.exe" } else { "/usr/bin/pbcopy" };
    let bytes: Vec<u8> = if cfg!(windows) {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    } else {
        text.as_bytes().to_vec()
    };
    let spawned = Command::new(program).env("LC_ALL", "en_US.UTF-8").stdin(Stdio::piped()).spawn();
    let copied = spawned.and_then(|mut child| {
        if let Some(mut into) = child.stdin.take() {
            into.write_all(&bytes)?;
        }
        child.wait()
    });
    let _whoever_asked_may_be_gone = tell.send(copied.is_ok_and(|status| status.success()));
}
