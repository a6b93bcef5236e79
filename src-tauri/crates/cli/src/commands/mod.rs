//! One file an area. A command resolves names, calls the engine, prints the view.

pub(crate) mod about;
pub(crate) mod client;
mod doctor;
pub(crate) mod import;
pub(crate) mod import_request;
pub(crate) mod integration;
pub(crate) mod key;
pub(crate) mod log;
mod many;
mod order;
pub(crate) mod provider;
mod records;
pub(crate) mod redact;
mod rounds;
pub(crate) mod runs;
pub(crate) mod scan;
mod send;
pub(crate) mod settings;
pub(crate) mod snippet;
pub(crate) mod test;
pub(crate) mod watch;

use clap::CommandFactory;
use engine::Engine;
use engine::view::{DueView, KeyMaskView};

use crate::arguments::{Arguments, Command};
use crate::print::Out;
use crate::stop::Stop;

/// Runs one command on an open engine.
pub(crate) async fn run(command: Command, engine: &Engine, out: &Out) -> Result<(), Stop> {
    match command {
        Command::Client(command) => client::run(command, engine, out).await,
        Command::Integration(command) => integration::run(command, engine, out).await,
        Command::Provider(command) => provider::run(command, engine, out),
        Command::Import(command) => {
            // The preview and its taking in hold whole requests: too much for the frame that all commands share.
            let done = Box::pin(import_request::run(command, engine, out)).await;
            settle(engine).await;
            done
        }
        Command::Key(command) => {
            let done = key::run(command, engine, out).await;
            settle(engine).await;
            done
        }
        Command::Test(test) => {
            let done = test::run(test, engine, out).await;
            settle(engine).await;
            done
        }
        Command::Snippet(snippet) => snippet::run(snippet, engine, out).await,
        Command::Log(log) => log::run(log, engine, out).await,
        Command::Undo { id } => client::undo(engine, &id, out).await,
        Command::Settings(command) => settings::run(command, engine, out).await,
        Command::Doctor => doctor::run(engine, out).await,
        Command::Watch(watch) => watch::run(watch, engine, out).await,
        Command::Redact(redact) => redact::run(&redact, engine, out).await,
        Command::Scan(scan) => scan::run(scan, engine, out).await,
        // Carried out before an engine was opened.
        Command::Completions { .. } => Ok(()),
    }
}

/// Runs a command that needs no engine, if this is one: no data directory is opened or made, and no keyring is asked.
pub(crate) fn run_alone(command: &Command, out: &Out) -> Option<Result<(), Stop>> {
    match command {
        Command::Redact(redact) if redact.is_alone() => Some(redact::run_alone(redact, out)),
        Command::Scan(scan) if scan.is_alone() => Some(scan::run_alone(scan, out)),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "keyrack", &mut std::io::stdout());
            Some(Ok(()))
        }
        _ => None,
    }
}

/// Carries out removals whose undo has lapsed. What cannot be settled now, with the keyring away, is tried again with the
/// next command or by the app, and stands in doctor's findings.
async fn settle(engine: &Engine) {
    let _ = engine.settle().await;
}

/// A mask as people read it.
fn mask(mask: &KeyMaskView) -> String {
    format!("{}••••••••{} #{}", mask.prefix, mask.tail, mask.fingerprint)
}

/// A key's age and when it should be replaced.
fn due(due: &DueView) -> String {
    match (due.age_days, due.left_days) {
        (None, _) => "no key".into(),
        (Some(age), None) => format!("{age} d old"),
        (Some(age), Some(left)) if left < 0 => format!("{age} d old, {} d past due", -left),
        (Some(age), Some(left)) => format!("{age} d old, {left} d left"),
    }
}

/// A moment on this machine's clock.
fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    at.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M:%S").to_string()
}
