//! `keyrack watch …`: tests on a schedule.

mod run;
mod set;
mod shown;

pub(in crate::commands) use run::end_on_signal;
pub(in crate::commands) use set::seconds;

use clap::Subcommand;
use engine::Engine;

use crate::address;
use crate::print::Out;
use crate::stop::Stop;

#[derive(clap::Args)]
pub(crate) struct Watch {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// List what is watched, and how it stands
    List,
    /// Show the watch of one integration, and its last 90 days
    Show {
        /// CLIENT/INTEGRATION, or an id
        integration: String,
    },
    /// Set when an integration is tested, or turn its watch off
    Set(set::Set),
    /// Watch until it is ended (Ctrl-C or SIGTERM), and print what changes
    ///
    /// For servers. The app watches as well while it runs; each test is sent by one of them. With --json each change is
    /// one line. Ends with 0 once every test that was under way is written down.
    Run,
}

pub(crate) async fn run(watch: Watch, engine: &Engine, out: &Out) -> Result<(), Stop> {
    match watch.command.unwrap_or(Command::List) {
        Command::List => shown::list(engine, out).await,
        Command::Show { integration } => {
            let id = address::integration(engine, &integration).await?;
            shown::one(engine, id, out).await
        }
        Command::Set(set) => set::run(set, engine, out).await,
        Command::Run => run::run(engine, out).await,
    }
}
