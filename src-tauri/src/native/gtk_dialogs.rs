//! GTK dialogs. Shown with a response signal, never `run()`: a nested main loop would stall the web view.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use engine::Intake;
use gtk::prelude::*;
use tauri::{AppHandle, Manager};
use tokio::sync::oneshot;

use super::{Files, Question, process};
use crate::window;

pub(super) fn confirm(app: &AppHandle, question: &Question, tell: oneshot::Sender<bool>) {
    let dialog = dialog(app, "Keyrack: confirm", question.go);
    let body = body(&dialog);
    body.add(&line(&question.what, Some("title-4")));
    let grid = gtk::Grid::builder().row_spacing(6).column_spacing(18).build();
    for (row, (label, value)) in (0..).zip(&question.facts) {
        grid.attach(&line(label, Some("dim-label")), 0, row, 1, 1);
        grid.attach(&line(value, None), 1, row, 1, 1);
    }
    body.add(&grid);
    if !question.list.is_empty() {
        body.add(&scrolled(&question.list));
    }
    for warning in &question.warnings {
        body.add(&line(&format!("⚠ {warning}"), None));
    }
    // The way back is what Enter takes: nobody says yes by typing on.
    dialog.set_default_response(gtk::ResponseType::Cancel);
    answer(&dialog, tell, |_, response| response == gtk::ResponseType::Accept);
    if let Some(cancel) = dialog.widget_for_response(gtk::ResponseType::Cancel) {
        cancel.grab_focus();
    }
    read_before_going_ahead(&dialog);
}

/// The way ahead opens a moment after the dialog has the focus, and closes whenever it loses it: a click or a key meant
/// for the page behind, such as the second of a double click that the page asked for, must not answer.
fn read_before_going_ahead(dialog: &gtk::Dialog) {
    const MOMENT: Duration = Duration::from_millis(700);
    dialog.set_response_sensitive(gtk::ResponseType::Accept, false);
    let turns = Rc::new(Cell::new(0_u32));
    dialog.connect_is_active_notify(move |dialog| {
        dialog.set_response_sensitive(gtk::ResponseType::Accept, false);
        turns.set(turns.get().wrapping_add(1));
        if !dialog.is_active() {
            return;
        }
        let (turn, turns, dialog) = (turns.get(), Rc::clone(&turns), dialog.downgrade());
        gtk::glib::timeout_add_local_once(MOMENT, move || {
            if let (Some(dialog), true) = (dialog.upgrade(), turns.get() == turn) {
                dialog.set_response_sensitive(gtk::ResponseType::Accept, true);
            }
        });
    });
}

/// A list that is too long for a dialog, whole, in a box that scrolls.
fn scrolled(list: &[String]) -> gtk::ScrolledWindow {
    let text = gtk::TextView::builder().editable(false).cursor_visible(false).left_margin(6).build();
    if let Some(buffer) = text.buffer() {
        buffer.set_text(&list.join("\n"));
    }
    let rows = i32::try_from(list.len()).unwrap_or(i32::MAX).clamp(2, 14);
    let window = gtk::ScrolledWindow::builder().min_content_width(560).min_content_height(rows * 20).build();
    window.add(&text);
    window
}

pub(super) fn type_key(app: &AppHandle, what: &str, tell: oneshot::Sender<Option<Intake>>) {
    let dialog = dialog(app, "Keyrack: type a key", "_Next");
    let body = body(&dialog);
    body.add(&line(what, Some("title-4")));
    let entry = gtk::Entry::builder()
        .visibility(false)
        .input_purpose(gtk::InputPurpose::Password)
        .activates_default(true)
        .width_chars(44)
        .build();
    body.add(&entry);
    body.add(&line(
        "Typed here, it goes to the keyring. The window behind never sees it.",
        Some("dim-label"),
    ));
    dialog.set_default_response(gtk::ResponseType::Accept);
    let field = entry.clone();
    answer(&dialog, tell, move |_, response| {
        let typed = field.text();
        field.set_text("");
        let bytes = process::take_and_wipe(typed);
        (response == gtk::ResponseType::Accept).then(|| Intake::from_bytes(bytes))
    });
    entry.grab_focus();
}

pub(super) fn choose_file(app: &AppHandle, files: Files, tell: oneshot::Sender<Option<PathBuf>>) {
    let dialog = chooser(app, "Keyrack: choose a file", gtk::FileChooserAction::Open, "_Open");
    dialog.add_filter(filter(files));
    let any = gtk::FileFilter::new();
    any.set_name(Some("All files"));
    any.add_pattern("*");
    dialog.add_filter(any);
    chosen(&dialog, tell);
}

pub(super) fn choose_folder(app: &AppHandle, tell: oneshot::Sender<Option<PathBuf>>) {
    let action = gtk::FileChooserAction::SelectFolder;
    let dialog = chooser(app, "Keyrack: choose a folder", action, "_Open");
    // Among the recent files, where it would begin, GTK lets nobody open a folder by its path.
    dialog.set_current_folder(gtk::glib::home_dir());
    chosen(&dialog, tell);
}

/// Where a file of that name is there already, GTK asks.
pub(super) fn save_as(app: &AppHandle, name: &str, tell: oneshot::Sender<Option<PathBuf>>) {
    let dialog = chooser(app, "Keyrack: save a file", gtk::FileChooserAction::Save, "_Save");
    dialog.set_do_overwrite_confirmation(true);
    dialog.set_current_folder(gtk::glib::home_dir());
    dialog.set_current_name(name);
    chosen(&dialog, tell);
}

pub(super) fn copy(text: &str, tell: oneshot::Sender<bool>) {
    gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD).set_text(text);
    let _whoever_asked_may_be_gone = tell.send(true);
}

fn chooser(app: &AppHandle, title: &str, action: gtk::FileChooserAction, go: &str) -> gtk::FileChooserDialog {
    let dialog = gtk::FileChooserDialog::new(Some(title), parent(app).as_ref(), action);
    dialog.add_button("_Cancel", gtk::ResponseType::Cancel);
    dialog.add_button(go, gtk::ResponseType::Accept);
    dialog.set_default_response(gtk::ResponseType::Accept);
    dialog.set_modal(true);
    dialog
}

fn chosen(dialog: &gtk::FileChooserDialog, tell: oneshot::Sender<Option<PathBuf>>) {
    answer(
        dialog,
        tell,
        |dialog, response| {
            if response == gtk::ResponseType::Accept { dialog.filename() } else { None }
        },
    );
}

fn filter(files: Files) -> gtk::FileFilter {
    let (name, patterns): (_, &[&str]) = match files {
        Files::Keys => ("Keys (.env, JSON)", &["*.env", ".env", ".env.*", "*.json", "*.txt"]),
        Files::Bulk => ("Tables (CSV, .env)", &["*.csv", "*.tsv", "*.env", ".env", ".env.*", "*.txt"]),
        Files::Certificates => ("Certificates (PEM)", &["*.pem", "*.crt", "*.cer"]),
        Files::Requests => {
            ("Requests (curl, Postman)", &["*.json", "*.txt", "*.sh", "*.curl", "*.cmd", "*.bat"])
        }
    };
    let filter = gtk::FileFilter::new();
    filter.set_name(Some(name));
    for pattern in patterns {
        filter.add_pattern(pattern);
    }
    filter
}

fn parent(app: &AppHandle) -> Option<gtk::ApplicationWindow> {
    app.get_webview_window(window::LABEL).and_then(|window| window.gtk_window().ok())
}

fn dialog(app: &AppHandle, title: &str, go: &str) -> gtk::Dialog {
    let dialog = gtk::Dialog::builder().title(title).modal(true).resizable(false).border_width(6).build();
    dialog.set_transient_for(parent(app).as_ref());
    dialog.add_button("_Cancel", gtk::ResponseType::Cancel);
    dialog.add_button(go, gtk::ResponseType::Accept);
    dialog
}

fn body(dialog: &gtk::Dialog) -> gtk::Box {
    let body = dialog.content_area();
    body.set_spacing(12);
    body.set_border_width(12);
    body
}

/// Plain text, never markup: names come from people and files.
fn line(text: &str, class: Option<&str>) -> gtk::Label {
    let label = gtk::Label::builder().label(text).xalign(0.0).wrap(true).max_width_chars(64).build();
    label.set_line_wrap_mode(gtk::pango::WrapMode::WordChar);
    label.set_yalign(0.0);
    if let Some(class) = class {
        label.style_context().add_class(class);
    }
    label
}

/// Shows the dialog and passes on what `read` makes of its response, once; then the dialog is gone.
fn answer<D: IsA<gtk::Dialog> + IsA<gtk::Window> + IsA<gtk::Widget>, T: 'static>(
    dialog: &D,
    tell: oneshot::Sender<T>,
    read: impl Fn(&D, gtk::ResponseType) -> T + 'static,
) {
    let tell = Rc::new(RefCell::new(Some(tell)));
    dialog.connect_response(move |dialog, response| {
        let answer = read(dialog, response);
        if let Some(tell) = tell.borrow_mut().take() {
            // Whoever asked may be gone; then nobody needs the answer.
            drop(tell.send(answer));
        }
        dialog.close();
    });
    dialog.show_all();
    dialog.present();
}
