//! `keyrack client …`

use clap::Subcommand;
use engine::Engine;
use engine::view::{ClientInput, ClientRow, ClientView, RemovalView};
use uuid::Uuid;

use super::about::About;
use super::moment;
use crate::address;
use crate::ask::Consent;
use crate::print::{Out, Text, count, word};
use crate::stop::Stop;
use crate::table::Table;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Add a client
    Add {
        /// What it is called
        name: String,
        #[command(flatten)]
        about: About,
    },
    /// List clients
    List {
        /// Those in the archive instead
        #[arg(long)]
        archived: bool,
    },
    /// Show a client and its integrations
    Show {
        /// Its name or id
        client: String,
    },
    /// Change what is given, leave the rest
    Edit {
        /// Its name or id
        client: String,
        /// A new name
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        about: About,
    },
    /// Put a client out of sight, keys and all
    Archive {
        /// Its name or id
        client: String,
        /// Bring it back instead
        #[arg(long)]
        restore: bool,
    },
    /// Remove a client; its keys leave the keyring when undo lapses
    Remove {
        /// Its name or id
        client: String,
        /// Give the word beforehand
        #[arg(long, short)]
        yes: bool,
    },
}

pub(crate) async fn run(command: Command, engine: &Engine, out: &Out) -> Result<(), Stop> {
    match command {
        Command::Add { name, about } => {
            let mut input = ClientInput { name, ..ClientInput::default() };
            about.change(&mut input.notes, &mut input.tags, &mut input.owner);
            out.show(&engine.add_client(input).await?, print)
        }
        Command::List { archived } => {
            out.show(&engine.clients(archived).await?, |text, rows| list(text, rows))
        }
        Command::Show { client } => {
            let id = address::client(engine, &client).await?;
            out.show(&engine.client(id).await?, print)
        }
        Command::Edit { client, name, about } => {
            let id = address::client(engine, &client).await?;
            let view = engine.client(id).await?;
            let mut input = ClientInput {
                name: name.unwrap_or(view.name),
                notes: view.notes,
                tags: view.tags,
                owner: view.owner,
            };
            about.change(&mut input.notes, &mut input.tags, &mut input.owner);
            out.show(&engine.edit_client(id, view.revision, input).await?, print)
        }
        Command::Archive { client, restore } => {
            let id = address::client(engine, &client).await?;
            out.show(&engine.archive_client(id, !restore).await?, print)
        }
        Command::Remove { client, yes } => {
            let id = address::client(engine, &client).await?;
            let consent = Consent::by(yes, "--yes")?;
            let mut about = out.text();
            removal(&mut about, "Removing", &engine.preview_remove_client(id).await?);
            consent.ask(&about, "Remove it?").await?;
            out.show(&engine.remove_client(id).await?, removed)
        }
    }
}

/// `keyrack undo ID`
pub(crate) async fn undo(engine: &Engine, id: &str, out: &Out) -> Result<(), Stop> {
    let id: Uuid = id.parse().map_err(|_| {
        Stop::usage("That is not an id of a removal.", "The removal printed it: `keyrack undo ID`.")
    })?;
    engine.undo_removal(id).await?;
    out.show(&serde_json::json!({ "undone": id }), |text, _| text.line("Taken back."))
}

/// What a removal takes with it.
pub(super) fn removal(text: &mut Text, verb: &str, view: &RemovalView) {
    text.line(format!(
        "{verb} {}: {}; {} to leave the keyring at {}.",
        view.name,
        count(view.integrations, "integration"),
        count(view.keys, "key"),
        moment(view.undo_until)
    ));
}

pub(super) fn removed(text: &mut Text, view: &RemovalView) {
    removal(text, "Removed", view);
    text.line(format!("Until then: keyrack undo {}", view.undo));
}

fn list(text: &mut Text, rows: &[ClientRow]) {
    if rows.is_empty() {
        text.line("No clients. Add one: keyrack client add NAME");
        return;
    }
    let mut table = Table::new(&["CLIENT", "INTEGRATIONS", "HEALTH", "OWNER", "TAGS"]);
    for row in rows {
        table.row([
            &row.name,
            &row.integrations.to_string(),
            &word(&row.health),
            &row.owner,
            &row.tags.join(", "),
        ]);
    }
    text.table(&table);
}

fn print(text: &mut Text, view: &ClientView) {
    let mut table = Table::pairs();
    table.pair("client", &view.name);
    table.pair("id", &view.id.to_string());
    table.pair("owner", &view.owner);
    table.pair("tags", &view.tags.join(", "));
    table.pair("state", if view.archived { "archived" } else { "" });
    table.pair("keys", &format!("{} held", view.keys_held));
    table.pair("changed", &format!("{} by {}", moment(view.updated_at), view.updated_by));
    text.table(&table);
    if !view.notes.is_empty() {
        text.line("notes");
        text.block(&view.notes);
    }
    if !view.integrations.is_empty() {
        text.blank();
        super::integration::list(text, &view.integrations);
    }
}
