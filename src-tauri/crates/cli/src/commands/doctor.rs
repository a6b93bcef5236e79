//! `keyrack doctor`: is everything there, and does it fit together?

use engine::Engine;
use engine::view::{DoctorView, KeyringState};

use crate::print::{Out, Text, Tone};
use crate::stop::{CHECK, KEYRING, Stop};

pub(super) async fn run(engine: &Engine, out: &Out) -> Result<(), Stop> {
    let view = engine.doctor().await?;
    out.show(&view, print)?;
    if view.checks.iter().all(|check| check.ok) && view.missing_keys.is_empty() {
        return Ok(());
    }
    let keyring = engine.check_keyring().await.state;
    Err(Stop::Said(if keyring == KeyringState::Ready { CHECK } else { KEYRING }))
}

fn print(text: &mut Text, view: &DoctorView) {
    text.line(format!("keyrack {}", view.version));
    text.line(format!("data in {}", view.data_dir));
    text.blank();
    let width = view.checks.iter().map(|check| check.name.chars().count()).max().unwrap_or(0);
    for check in &view.checks {
        let (tone, word) = if check.ok { (Tone::Good, "ok  ") } else { (Tone::Bad, "FAIL") };
        text.toned("", tone, word, &format!("  {:<width$}  {}", check.name, check.what));
        if !check.next.is_empty() {
            text.line(format!("      Next: {}", check.next));
        }
    }
    list(text, "Keys that stand in the database, but not in the keyring:", &view.missing_keys);
    list(text, "Keys of this workspace in the keyring that nothing uses:", &view.orphan_keys);
}

fn list(text: &mut Text, title: &str, entries: &[String]) {
    if entries.is_empty() {
        return;
    }
    text.blank();
    text.line(title);
    entries.iter().for_each(|entry| text.line(format!("  {entry}")));
}
