//! `keyrack integration …`

mod fields;

use clap::Subcommand;
use engine::view::{IntegrationInput, IntegrationRow, IntegrationView, ProbeClass};
use engine::{Engine, Rebind, Step};

pub(in crate::commands) use self::fields::EnvironmentName;
use self::fields::Fields;
use super::client::{removal, removed};
use super::{due, mask, moment};
use crate::address;
use crate::ask::Consent;
use crate::print::{Out, Text, word};
use crate::stop::Stop;
use crate::table::Table;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Add an integration to a client
    Add {
        /// The client's name or id
        client: String,
        /// What it is called
        name: String,
        /// A provider of the catalogue, or `custom`
        #[arg(long, value_name = "ID")]
        provider: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// List integrations
    List {
        /// Only this client's
        client: Option<String>,
        /// Those in the archive instead
        #[arg(long)]
        archived: bool,
    },
    /// Show an integration, its keys (masked) and its last sends
    Show {
        /// CLIENT/INTEGRATION, or an id
        integration: String,
    },
    /// Change what is given, leave the rest. An empty value takes a field away
    Edit {
        /// CLIENT/INTEGRATION, or an id
        integration: String,
        /// A new name
        #[arg(long)]
        name: Option<String>,
        /// Another provider
        #[arg(long, value_name = "ID")]
        provider: Option<String>,
        /// Give the word beforehand that the held key may go to the new destination
        #[arg(long)]
        rebind: bool,
        #[command(flatten)]
        fields: Fields,
    },
    /// Put an integration out of sight, key and all
    Archive {
        /// CLIENT/INTEGRATION, or an id
        integration: String,
        /// Bring it back instead
        #[arg(long)]
        restore: bool,
    },
    /// Remove an integration; its key leaves the keyring when undo lapses
    Remove {
        /// CLIENT/INTEGRATION, or an id
        integration: String,
        /// Give the word beforehand
        #[arg(long, short)]
        yes: bool,
    },
}

pub(crate) async fn run(command: Command, engine: &Engine, out: &Out) -> Result<(), Stop> {
    match command {
        Command::Add { client, name, provider, fields } => {
            let client = address::client(engine, &client).await?;
            let mut input = IntegrationInput::new(name, provider);
            fields.change(&mut input).await?;
            out.show(&engine.add_integration(client, input).await?, print)
        }
        Command::List { client, archived } => {
            let client = match client {
                Some(client) => Some(address::client(engine, &client).await?),
                None => None,
            };
            let mut rows = engine.integrations(client).await?;
            rows.retain(|row| row.archived == archived);
            out.show(&rows, |text, rows| list(text, rows))
        }
        Command::Show { integration } => {
            let id = address::integration(engine, &integration).await?;
            out.show(&engine.integration(id).await?, print)
        }
        Command::Edit { integration, name, provider, rebind, fields } => {
            let id = address::integration(engine, &integration).await?;
            let view = engine.integration(id).await?;
            let mut input = view.input;
            input.name = name.unwrap_or(input.name);
            input.provider = provider.unwrap_or(input.provider);
            fields.change(&mut input).await?;
            let view = match engine.edit_integration(id, view.revision, input).await? {
                Step::Done(view) => view,
                Step::Ask(ask) => confirm(engine, ask, rebind, out).await?,
            };
            out.show(&view, print)
        }
        Command::Archive { integration, restore } => {
            let id = address::integration(engine, &integration).await?;
            out.show(&engine.archive_integration(id, !restore).await?, print)
        }
        Command::Remove { integration, yes } => {
            let id = address::integration(engine, &integration).await?;
            let consent = Consent::by(yes, "--yes")?;
            let mut about = out.text();
            removal(&mut about, "Removing", &engine.preview_remove_integration(id).await?);
            consent.ask(&about, "Remove it?").await?;
            out.show(&engine.remove_integration(id).await?, removed)
        }
    }
}

/// A held key would go somewhere new: that takes a person's word.
async fn confirm(engine: &Engine, ask: Rebind, given: bool, out: &Out) -> Result<IntegrationView, Stop> {
    let consent = Consent::by(given, "--rebind")?;
    let view = ask.view();
    let mut table = Table::pairs();
    table.pair("client", &view.client);
    table.pair("integration", &view.integration);
    view.keys.iter().for_each(|key| table.pair("key", &mask(key)));
    table.pair("goes to now", &view.from.join(", "));
    table.pair("would go to", &view.to.join(", "));
    if !view.recipe_then.is_empty() {
        view.recipe_now.iter().for_each(|line| table.pair("is used now", line));
        view.recipe_then.iter().for_each(|line| table.pair("would be used", line));
    }
    table.pair(
        "unsafe",
        if view.loopback_http { "plain HTTP on this machine, readable by every program" } else { "" },
    );
    let mut about = out.text();
    about.line("This lets a held key go somewhere new:");
    about.table(&table);
    consent.ask(&about, "Let it?").await?;
    Ok(engine.confirm_rebind(ask).await?)
}

/// Integrations in a table.
pub(super) fn list(text: &mut Text, rows: &[IntegrationRow]) {
    if rows.is_empty() {
        text.line("No integrations. Add one: keyrack integration add CLIENT NAME --provider ID");
        return;
    }
    let mut table =
        Table::new(&["CLIENT", "INTEGRATION", "PROVIDER", "ENVIRONMENT", "HEALTH", "KEY", "LAST TEST"]);
    for row in rows {
        table.row([
            &row.client_name,
            &row.name,
            &row.provider_name,
            &word(&row.environment),
            &word(&row.health),
            &due(&row.due),
            &row.last_send.as_ref().map(|s| moment(s.at)).unwrap_or_default(),
        ]);
    }
    text.table(&table);
}

fn print(text: &mut Text, view: &IntegrationView) {
    let input = &view.input;
    let variables: Vec<String> = input.variables.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let mut table = Table::pairs();
    table.pair("integration", &input.name);
    table.pair("client", &view.client_name);
    table.pair("id", &view.id.to_string());
    table.pair("provider", &format!("{} ({})", view.provider_name, input.provider));
    table.pair("environment", &word(&input.environment));
    table.pair("variables", &variables.join(", "));
    table.pair("base URL", view.resolved_base.as_deref().unwrap_or("not known yet"));
    table.pair("auth", &view.auth_words);
    let probe = view.resolved_probe.as_deref().map(|probe| match view.probe_class {
        Some(class) if class != ProbeClass::ReadsOnly => format!("{probe} ({})", word(&class)),
        _ => probe.to_owned(),
    });
    table.pair("probe", &probe.unwrap_or_default());
    input.conditions.iter().for_each(|condition| table.pair("condition", condition));
    table.pair("own CA", &view.ca.as_ref().map(|ca| ca.subject.clone()).unwrap_or_default());
    table.pair("unsafe", if input.allow_loopback_http { "plain HTTP on this machine" } else { "" });
    table.pair("owner", &input.owner);
    table.pair("tags", &input.tags.join(", "));
    table.pair("state", if view.archived { "archived" } else { "" });
    table.pair("health", &word(&view.health));
    table.pair("key", &due(&view.due));
    text.table(&table);
    if let Some(why) = &view.not_testable_words {
        text.line(format!("No test can be sent yet. {} {}", why.what, why.next));
    }
    if !input.notes.is_empty() {
        text.line("notes");
        text.block(&input.notes);
    }
    text.blank();
    super::key::parts(text, &view.keys);
    if !view.sends.is_empty() {
        let mut table = Table::new(&["SENT", "VERDICT", "REASON", "STATUS", "TOOK"]);
        for send in &view.sends {
            let status = send.status.map(|s| s.to_string()).unwrap_or_default();
            let time = send.total_ms.map(|ms| format!("{ms} ms")).unwrap_or_default();
            table.row([&moment(send.at), &send.verdict_words.to_lowercase(), &send.reason, &status, &time]);
        }
        text.blank();
        text.table(&table);
    }
}
