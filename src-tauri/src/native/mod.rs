//! What is asked and answered outside the web view: confirmations, the typed key, files. The page can neither see nor
//! answer these.

pub(crate) mod notice;
pub(crate) mod process;
mod question;

#[cfg(target_os = "linux")]
mod gtk_dialogs;
#[cfg(target_os = "linux")]
use gtk_dialogs as platform;
#[cfg(not(target_os = "linux"))]
mod rfd_dialogs;
#[cfg(not(target_os = "linux"))]
use rfd_dialogs as platform;

use std::path::PathBuf;

use engine::Intake;
use engine::view::RemovalView;
use tauri::AppHandle;
use tokio::sync::oneshot;

use crate::rack::Rack;
use crate::refused::{Answer, Refused};
pub(crate) use question::Question;

/// What sort of file is chosen: sets the dialog's words and filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    /// `.env` or JSON with a key.
    Keys,
    /// CSV or `.env` with many.
    Bulk,
    /// PEM certificates.
    Certificates,
    /// curl commands or a Postman collection; its environment.
    Requests,
}

/// Asks; anything but the one button that goes ahead is a no.
pub(crate) async fn confirm(app: &AppHandle, question: Question) -> bool {
    on_main_thread(app, move |app, tell| platform::confirm(app, &question, tell)).await.unwrap_or(false)
}

/// Asks before a removal that takes keys with it, or places where scans `found` held ones: like forgetting a key, that is
/// a person's word, not the page's.
pub(crate) async fn may_remove(
    app: &AppHandle,
    rack: &Rack,
    removal: &RemovalView,
    found: u32,
) -> Answer<()> {
    if removal.keys == 0 && found == 0 {
        return Ok(());
    }
    let _dialog = rack.dialog()?;
    if confirm(app, Question::remove(removal, found)).await { Ok(()) } else { Err(Refused::declined()) }
}

/// Lets a person type a key; `None` when they changed their mind.
pub(crate) async fn type_key(app: &AppHandle, what: String) -> Option<Intake> {
    on_main_thread(app, move |app, tell| platform::type_key(app, &what, tell)).await.flatten()
}

/// Lets a person choose one file; `None` when they changed their mind.
pub(crate) async fn choose_file(app: &AppHandle, files: Files) -> Option<PathBuf> {
    on_main_thread(app, move |app, tell| platform::choose_file(app, files, tell)).await.flatten()
}

/// Lets a person choose one folder; `None` when they changed their mind.
pub(crate) async fn choose_folder(app: &AppHandle) -> Option<PathBuf> {
    on_main_thread(app, platform::choose_folder).await.flatten()
}

/// Lets a person name a file to write, which may be there already; `None` when they changed their mind.
pub(crate) async fn save_as(app: &AppHandle, name: String) -> Option<PathBuf> {
    on_main_thread(app, move |app, tell| platform::save_as(app, &name, tell)).await.flatten()
}

/// Puts a text that is no secret on the clipboard, now and then. Keys go another way, by the vault.
pub(crate) async fn copy(app: &AppHandle, rack: &Rack, text: String) -> Answer<()> {
    rack.copies.take()?;
    match on_main_thread(app, move |_, tell| platform::copy(&text, tell)).await {
        Some(true) => Ok(()),
        _ => Err(Refused::not_copied()),
    }
}

/// Runs `ask` where native windows live, and waits for its answer; `None` when the app ends first.
async fn on_main_thread<T: Send + 'static>(
    app: &AppHandle,
    ask: impl FnOnce(&AppHandle, oneshot::Sender<T>) + Send + 'static,
) -> Option<T> {
    let (tell, told) = oneshot::channel();
    let handle = app.clone();
    app.run_on_main_thread(move || ask(&handle, tell)).ok()?;
    told.await.ok()
}
