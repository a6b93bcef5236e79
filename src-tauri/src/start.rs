//! Starting: arguments, the workspace, the window, and the few things that go on beside it.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use engine::view::Topic;
use engine::{Engine, Options};
use tauri::{AppHandle, Emitter, Manager, RunEvent};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use crate::rack::Rack;
use crate::{calm, commands, watching, window};

/// How often removals whose undo has lapsed are carried out.
const SETTLE_EVERY: Duration = Duration::from_secs(60);

/// The longest that the first rows may take before the rest goes on without them.
const PAINTED_AFTER: Duration = Duration::from_secs(3);

/// The longest that the app goes on after its window is gone: longer than an exchange takes that is seen through, with what
/// the keyring takes to hold its outcome, and taking back what a send made.
const CLOSES_WITHIN: Duration = Duration::from_secs(180);

/// What the command line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// `--data-dir DIR`: the workspace to open.
    data_dir: Option<PathBuf>,
    /// `--sample`: show the sample workspace first.
    sample: bool,
}

impl Arguments {
    /// Reads the process's arguments; unknown ones are ignored, since desktops add their own.
    pub(crate) fn from_env() -> Self {
        Self::parse(std::env::args_os().skip(1))
    }

    fn parse(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Self {
        let mut found = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--sample") => found.sample = true,
                Some("--data-dir") => found.data_dir = arguments.next().map(PathBuf::from),
                _ => {}
            }
        }
        found
    }
}

macro_rules! handler {
    ($($area:ident: $($name:ident),+;)+) => { tauri::generate_handler![$($(commands::$area::$name),+),+] };
}
include!("commands/list.rs");

/// Runs the app until its window is closed.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    // A rack opened on purpose in a directory of its own may stand beside the usual one.
    let alone = arguments.data_dir.is_none() && std::env::var_os("KEYRACK_DATA_DIR").is_none();
    let rack = Rack::open(Options::from_env(arguments.data_dir).checked_later(), arguments.sample);
    let mut builder = tauri::Builder::default();
    if alone {
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)));
    }
    let outcome = builder
        .manage(rack)
        .invoke_handler(commands!(handler))
        .setup(|app| {
            window::build(app)?;
            tauri::async_runtime::spawn(beside(app.handle().clone()));
            Ok(())
        })
        .build(tauri::generate_context!());
    let Ok(app) = outcome else { return ExitCode::FAILURE };
    let code = app.run_return(|app, event| {
        if matches!(event, RunEvent::Exit) {
            // The window is gone already. What holds the only copy of a renewed key must not go with it.
            let rack = app.state::<Rack>();
            drop(tauri::async_runtime::block_on(tokio::time::timeout(CLOSES_WITHIN, rack.close())));
        }
    });
    if code == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What goes on beside the window: broadcasts, watches, lapsed removals.
async fn beside(app: AppHandle) {
    let rack = app.state::<Rack>();
    // A workspace that could not be opened says so to the page, which asks for it.
    let (Ok(own), Ok(shown)) = (rack.own().await, rack.engine().await) else { return };
    forward_topics(&app, &own);
    if rack.shows_sample().await {
        forward_topics(&app, &shown);
    }
    // What nobody waits for comes after what somebody looks at.
    rack.has_painted(PAINTED_AFTER).await;
    own.check();
    // The window names the keyring and its state without waiting for it.
    shown.check_keyring().await;
    rack.watch_shown().await;
    let _stop = watching::begin(&own);
    tauri::async_runtime::spawn(watching::tell(own.clone()));
    let mut every = tokio::time::interval(SETTLE_EVERY);
    loop {
        every.tick().await;
        // What cannot be settled now (the keyring is away) is tried again in a minute.
        drop(own.settle().await);
    }
}

/// The event that tells the page to read again.
const CHANGED: &str = "changed";

/// While much changes, the page hears of it this often: a run says twice for each send that something changed.
const CHANGED_EVERY: Duration = Duration::from_millis(50);

/// Passes the engine's broadcasts on to the page for as long as the engine lives, each topic once where it was said often.
pub(crate) fn forward_topics(app: &AppHandle, engine: &Engine) {
    let mut topics = engine.subscribe();
    let app = app.clone();
    let (say, said) = mpsc::unbounded_channel();
    tauri::async_runtime::spawn(async move {
        loop {
            match topics.recv().await {
                Ok(topic) => drop(say.send(topic)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
    tauri::async_runtime::spawn(calm::gather(said, CHANGED_EVERY, move |topics| {
        for topic in topics.into_iter().collect::<HashSet<Topic>>() {
            // A page that is not there yet reads everything when it comes.
            drop(app.emit_to(window::LABEL, CHANGED, topic));
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Arguments {
        Arguments::parse(arguments.iter().map(Into::into))
    }

    #[test]
    fn arguments_are_read_and_strange_ones_passed_over() {
        let read = parse(&["--gapplication-service", "--data-dir", "/some/where", "--sample"]);
        assert_eq!(read, Arguments { data_dir: Some("/some/where".into()), sample: true });
        assert_eq!(parse(&["--data-dir"]), Arguments::default());
    }
}
