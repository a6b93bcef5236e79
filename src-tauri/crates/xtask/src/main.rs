//! The project's own commands: `cargo xtask run|test|bench|bindings|demo|fuzz`.
//!
//! It starts programs, compares what they leave behind, and says what happened. It needs nothing but Rust to be built,
//! installs what the system lacks, and never speaks to a network by itself: that is `apt-get`'s, `npm`'s and `cargo`'s.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program")]

mod bench;
mod bindings;
mod fast;
mod fuzz;
mod packages;
mod process;
mod run;
mod session;
mod steps;
mod system;
mod test;
mod ui;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// What went wrong, in words for the person at the terminal.
type Result<T> = std::result::Result<T, String>;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Keyrack's own commands",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build the app and open it (without a display: the demo, with a screenshot)
    Run {
        /// Build with optimisations: slower to build, faster to use
        #[arg(long)]
        release: bool,
        /// Passed on to the app
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Open the app with its sample workspace: made-up clients, a local provider, no real key
    Demo {
        /// Build with optimisations
        #[arg(long)]
        release: bool,
        /// Where the screenshot goes when there is no display, or one is wanted anyway
        #[arg(long, value_name = "PATH")]
        screenshot: Option<PathBuf>,
    },
    /// Check everything: format, lints, page, Rust tests, the app in a real window
    Test {
        /// Only this part
        part: Option<Part>,
        /// The inner loop: format, lints and tests of changed crates, the page's unit tests
        #[arg(long)]
        fast: bool,
    },
    /// Measure a release build against its goals
    Bench {
        /// `start` (to the first painted row, memory) or `send` (against a bare client)
        name: String,
    },
    /// Feed a fuzz target of the redaction crate (nightly Rust; installs cargo-fuzz)
    Fuzz {
        /// Such as `held_forms`; a name that is none lists them
        target: String,
        /// How long
        #[arg(long, default_value_t = 600)]
        seconds: u32,
    },
    /// Write the page's types from the engine's views
    Bindings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Rust,
    Ui,
    Desktop,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Run { release, args } => run::run(release, &args),
        Task::Demo { release, screenshot } => run::demo(release, screenshot),
        Task::Test { fast: true, part: None } => fast::test(),
        Task::Test { fast: true, part: Some(_) } => {
            Err("--fast chooses its parts itself: leave one of them out".into())
        }
        Task::Test { part, fast: false } => test::test(part),
        Task::Bench { name } => bench::bench(&name),
        Task::Fuzz { target, seconds } => fuzz::fuzz(&target, seconds),
        Task::Bindings => bindings::write(),
    };
    match done {
        Ok(code) => code,
        Err(words) => {
            eprintln!("xtask: {words}");
            ExitCode::FAILURE
        }
    }
}
