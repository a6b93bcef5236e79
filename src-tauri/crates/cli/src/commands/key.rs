//! `keyrack key …`: every key by its mask.

mod source;

use std::path::PathBuf;

use clap::Subcommand;
use engine::Engine;
use engine::view::{DueView, IntegrationView, KeyCopiedView, KeyOfferView, KeyPartView, KeyTakenView};
use serde::Serialize;
use uuid::Uuid;

use self::source::Source;
use super::{due, import, mask, moment};
use crate::address;
use crate::ask::Consent;
use crate::print::{Out, Text, count, word};
use crate::stop::Stop;
use crate::table::Table;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Take a key in, or replace it
    Add {
        /// CLIENT/INTEGRATION, or an id
        integration: String,
        /// Which part, such as consumer_key; may be left out where there is only one
        part: Option<String>,
        /// Where from: prompt, stdin, clipboard or env-file:PATH:NAME. On a terminal: prompt
        #[arg(long, value_name = "SOURCE")]
        from: Option<String>,
        /// Give the word beforehand that the key may be kept for this destination
        #[arg(long, short)]
        yes: bool,
        /// A key does not belong here; taken so that it can be refused without being repeated
        #[arg(hide = true)]
        surplus: Vec<String>,
    },
    /// List keys by mask, age and source
    List {
        /// CLIENT or CLIENT/INTEGRATION; without it, all
        target: Option<String>,
    },
    /// Put a part on the clipboard for half a minute
    Copy {
        /// CLIENT/INTEGRATION, or an id
        integration: String,
        /// Which part; may be left out where there is only one
        part: Option<String>,
        /// Give the word beforehand
        #[arg(long, short)]
        yes: bool,
    },
    /// Forget a key for good, with every version of it
    Forget {
        /// CLIENT/INTEGRATION, or an id
        integration: String,
        /// Give the word beforehand
        #[arg(long, short)]
        yes: bool,
    },
    /// Take many clients and keys in from a CSV or .env file, after a preview
    #[command(after_long_help = import::EXAMPLES)]
    Import {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        options: import::Options,
    },
}

/// The keys of one integration.
#[derive(Serialize)]
struct KeysView {
    client: Uuid,
    client_name: String,
    integration: Uuid,
    integration_name: String,
    due: DueView,
    keys: Vec<KeyPartView>,
}

pub(crate) async fn run(command: Command, engine: &Engine, out: &Out) -> Result<(), Stop> {
    match command {
        Command::Add { integration, part, from, yes, surplus } => {
            if !surplus.is_empty() {
                return Err(never_an_argument("There is one argument too many."));
            }
            let view = find(engine, &integration).await?;
            let part = choose(&view, part)?;
            let consent = Consent::by(yes, "--yes")?;
            let source = Source::choose(from.as_deref())?;
            let offer = source.offer(engine, &view, &part).await?;
            let mut about = out.text();
            offered(&mut about, &offer.view());
            consent.ask(&about, "Keep it?").await?;
            out.show(&engine.take_in(offer).await?, taken)
        }
        Command::List { target } => list(engine, target.as_deref(), out).await,
        Command::Copy { integration, part, yes } => {
            let view = find(engine, &integration).await?;
            let part = choose(&view, part)?;
            let consent = Consent::by(yes, "--yes")?;
            let mut about = out.text();
            confirmed(
                &mut about,
                "Put this key on the clipboard, where every program can read it:",
                &view,
                engine,
                &part,
            )
            .await?;
            consent.ask(&about, "Copy it?").await?;
            out.show(&engine.copy_key(view.id, &part).await?, copied)
        }
        Command::Forget { integration, yes } => {
            let view = find(engine, &integration).await?;
            let consent = Consent::by(yes, "--yes")?;
            let mut about = out.text();
            for part in view.keys.iter().filter(|part| part.held.is_some()) {
                confirmed(&mut about, "Forget this key for good:", &view, engine, &part.part).await?;
            }
            consent.ask(&about, "Forget it?").await?;
            out.show(&engine.forget_key(view.id).await?, |text, view| {
                text.line(format!("Forgotten: the key of {}/{}.", view.client_name, view.input.name));
            })
        }
        Command::Import { file, options } => import::run(&file, options, engine, out).await,
    }
}

async fn find(engine: &Engine, integration: &str) -> Result<IntegrationView, Stop> {
    let id = address::integration(engine, integration).await?;
    Ok(engine.integration(id).await?)
}

/// The part that is meant. One that does not exist is not repeated: it may be the key itself.
fn choose(view: &IntegrationView, given: Option<String>) -> Result<String, Stop> {
    let names: Vec<&str> = view.keys.iter().map(|p| p.part.as_str()).collect();
    match (given, names.as_slice()) {
        (Some(part), _) if names.contains(&part.as_str()) => Ok(part),
        (None, [one]) => Ok((*one).to_owned()),
        (None, _) => {
            Err(Stop::usage("Which part is it?", format!("This integration has: {}.", names.join(", "))))
        }
        (Some(part), _) if part.len() > 24 || part.chars().any(|c| c.is_ascii_digit()) => {
            Err(never_an_argument("That is no part of this integration's key."))
        }
        (Some(_), _) => Err(Stop::usage(
            "That is no part of this integration's key.",
            format!("It has: {}.", names.join(", ")),
        )),
    }
}

fn never_an_argument(what: &str) -> Stop {
    Stop::usage(
        format!("{what} If it was a key: a key is never an argument."),
        "It stands in the shell's history now: have it replaced at the provider, then give the new one by --from prompt, \
         stdin, clipboard or env-file:PATH:NAME.",
    )
}

/// What a person decides on before a key is kept.
fn offered(text: &mut Text, offer: &KeyOfferView) {
    text.line(if offer.replaces {
        "Replace the key that is held now by this one:"
    } else {
        "Keep this key:"
    });
    offer_table(text, offer);
}

async fn confirmed(
    text: &mut Text,
    words: &str,
    view: &IntegrationView,
    engine: &Engine,
    part: &str,
) -> Result<(), Stop> {
    text.line(words);
    offer_table(text, &engine.key_for_confirmation(view.id, part).await?);
    Ok(())
}

fn offer_table(text: &mut Text, offer: &KeyOfferView) {
    let mut table = Table::pairs();
    table.pair("  client", &offer.client);
    table.pair("  integration", &offer.integration);
    table.pair("  part", &format!("{} ({})", offer.part_label, offer.part));
    table.pair("  key", &mask(&offer.mask));
    table.pair("  goes only to", &offer.destinations.join(", "));
    if let Some(ca) = &offer.own_ca {
        table.pair("  trusts only", &ca.replace('\n', ", "));
    }
    offer.warnings.iter().for_each(|warning| table.pair("  note", &warning.words()));
    text.table(&table);
}

fn taken(text: &mut Text, view: &KeyTakenView) {
    let Some(held) = &view.part.held else { return };
    text.line(format!("Kept: {} {}", view.part.label, mask(&held.mask)));
    held.warnings.iter().for_each(|warning| text.line(format!("  note: {}", warning.what)));
    if view.masked_in_log > 0 {
        text.line(format!(
            "  It stood in the log {}, and was masked there.",
            count(view.masked_in_log, "time")
        ));
    }
    if view.clipboard_cleared {
        text.line("  The clipboard was cleared.");
    }
    if !view.complete {
        text.line("  Another part of this key is still missing: `keyrack key list` shows which.");
    }
}

fn copied(text: &mut Text, view: &KeyCopiedView) {
    text.line(format!("On the clipboard until {}: {}", moment(view.clears_at), mask(&view.mask)));
}

async fn list(engine: &Engine, target: Option<&str>, out: &Out) -> Result<(), Stop> {
    let mut views = Vec::new();
    for row in address::targets(engine, target).await?.rows() {
        let view = engine.integration(row.id).await?;
        views.push(KeysView {
            client: view.client,
            client_name: view.client_name,
            integration: view.id,
            integration_name: view.input.name,
            due: view.due,
            keys: view.keys,
        });
    }
    out.show(&views, |text, views| {
        let mut table = Table::new(&["CLIENT", "INTEGRATION", "PART", "KEY", "AGE", "FROM", "LAST USED"]);
        for view in views {
            for part in &view.keys {
                let mut row =
                    vec![view.client_name.clone(), view.integration_name.clone(), part.part.clone()];
                row.extend(held(part, &view.due));
                table.row(row);
            }
        }
        if views.is_empty() {
            text.line("No integrations, so no keys.");
        } else {
            text.table(&table);
        }
    })
}

/// The parts of one integration.
pub(super) fn parts(text: &mut Text, keys: &[KeyPartView]) {
    if keys.is_empty() {
        return;
    }
    let mut table = Table::new(&["PART", "LABEL", "KEY", "TAKEN IN", "FROM", "LAST USED"]);
    for part in keys {
        let mut row = vec![part.part.clone(), part.label.clone()];
        row.extend(held(part, &DueView::default()));
        if let (Some(held), Some(cell)) = (&part.held, row.get_mut(3)) {
            *cell = moment(held.taken_at);
        }
        table.row(row);
    }
    text.table(&table);
    for part in keys {
        let warnings = part.held.iter().flat_map(|held| &held.warnings);
        warnings.for_each(|warning| text.line(format!("note on {}: {}", part.part, warning.what)));
    }
}

fn held(part: &KeyPartView, age: &DueView) -> [String; 4] {
    let Some(held) = &part.held else { return ["missing", "", "", ""].map(str::to_owned) };
    let used = held.last_used_at.map(moment).unwrap_or_else(|| "never".into());
    [mask(&held.mask), due(age), word(&held.source), used]
}
