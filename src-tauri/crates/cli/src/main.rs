//! Keyrack from a terminal: the same engine as the window's, for scripts and for people who live in a shell.
//!
//! It reads arguments, asks on the terminal, prints views. It never holds a key of the rack as text, never shows one,
//! and depends on the engine alone. Keys that come with a text (`redact --jsonl`) are in its hands until they are handed on.
#![allow(clippy::print_stderr, reason = "a command-line program")]

mod address;
mod arguments;
mod ask;
mod commands;
mod panics;
mod print;
mod stop;
mod table;
mod usage;
mod visible;

use std::process::ExitCode;

use clap::Parser;
use engine::{Engine, Options};

use crate::arguments::Arguments;
use crate::print::Out;
use crate::stop::Stop;

fn main() -> ExitCode {
    panics::say_where_alone();
    // The clipboard's helper is this same program: it reads the key from a pipe and has no other business.
    if std::env::args_os().nth(1).is_some_and(|first| first == engine::CLIPBOARD_OWNER_ARG) {
        return engine::clipboard_owner_main();
    }
    forbid_core_dumps();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::print(&error),
    };
    let out = Out::new(arguments.json);
    let done = match commands::run_alone(&arguments.command, &out) {
        Some(done) => done,
        None => run_with_engine(arguments, &out),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => out.stop(&stop),
    }
}

fn run_with_engine(arguments: Arguments, out: &Out) -> Result<(), Stop> {
    let runtime = engine::runtime(Some(2))
        .map_err(|_| Stop::usage("No thread could be started.", "Close other programs and try again."))?;
    let done = runtime.block_on(run(arguments, out));
    // A keyring that hangs must not keep the terminal.
    runtime.shutdown_background();
    done
}

async fn run(arguments: Arguments, out: &Out) -> Result<(), Stop> {
    let engine = Engine::open(Options::from_env(arguments.data_dir)).await?;
    let done = commands::run(arguments.command, &engine, out).await;
    engine.close().await;
    done
}

/// A dump of this process could hold a key that is on its way into the keyring.
fn forbid_core_dumps() {
    #[cfg(unix)]
    if rlimit::setrlimit(rlimit::Resource::CORE, 0, 0).is_err() {
        eprintln!("keyrack: core dumps could not be turned off");
    }
}
