//! `keyrack key import`: many clients and keys from one file, after a preview that shows masks alone.

use std::path::Path;

use engine::view::{BulkCell, BulkColumn, BulkDoneView, BulkRow, BulkView};
use engine::{BulkOffer, Cancel, Engine};

use super::{mask, test::cancel_on_interrupt};
use crate::ask::Consent;
use crate::print::{Out, Text, count};
use crate::stop::{CHECK, Stop};
use crate::table::Table;

/// Rows of the preview that are shown, beside those with problems.
const SHOWN: u32 = 20;

/// Behind the long help; a test takes both files in.
pub(crate) const EXAMPLES: &str = "\
A CSV file could look like this:

  client,provider,store_domain,key,secret
  Nordlys Outdoor,woocommerce,shop.nordlys.example,KEY,SECRET
  Casa Lumen,stripe,,KEY,

A .env file names its variables CLIENT_PROVIDER_PART. A part can be one of the
key, a variable of the provider, BASE_URL or ENVIRONMENT:

  NORDLYS_WOOCOMMERCE_CONSUMER_KEY=KEY
  NORDLYS_WOOCOMMERCE_CONSUMER_SECRET=SECRET
  NORDLYS_WOOCOMMERCE_STORE_DOMAIN=shop.nordlys.example
  NORDLYS_CUSTOM_BASE_URL=https://api.nordlys.example
  NORDLYS_CUSTOM_API_KEY=KEY

`keyrack provider show ID` lists a provider's variables and key parts.";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// What a column means: HEADING=ROLE or NUMBER=ROLE; may be given again. Roles: client, integration, provider,
    /// environment, base_url, env_name (CLIENT_PROVIDER_PART), variable:NAME, key, key:PART, ignore
    #[arg(long = "map", value_name = "COLUMN=ROLE")]
    map: Vec<String>,
    /// Show the preview and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Give the word beforehand
    #[arg(long, short)]
    yes: bool,
}

pub(crate) async fn run(file: &Path, options: Options, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let consent = if options.dry_run { None } else { Some(Consent::by(options.yes, "--yes")?) };
    let opened = engine.open_bulk_file(file).await?;
    let handle = opened.handle;
    let done = with_file(opened, options, consent, engine, out).await;
    engine.close_file(handle);
    done
}

async fn with_file(
    opened: BulkView,
    options: Options,
    consent: Option<Consent>,
    engine: &Engine,
    out: &Out,
) -> Result<(), Stop> {
    let columns = mapped(&opened, &options.map)?;
    let view = engine.map_bulk(opened.handle, columns, 0, SHOWN).await?;
    let Some(consent) = consent else {
        out.show(&view, preview)?;
        return left_out(view.rows_with_problems);
    };
    if view.rows_ready == 0 && view.rows_held > 0 {
        out.show(&view, preview)?;
        out.aside("Every key that could be taken in is held already: nothing was changed.");
        return left_out(view.rows_with_problems);
    }
    if view.rows_ready == 0 {
        out.show(&view, preview)?;
        return Err(Stop::usage(
            "No row is ready to be taken in.",
            "Say what the columns mean: --map HEADING=ROLE.",
        ));
    }
    let offer = engine.offer_bulk(view.handle).await?;
    let mut about = out.text();
    preview(&mut about, &view);
    offered(&mut about, &offer);
    consent.ask(&about, "Take them in?").await?;
    let cancel = Cancel::new();
    cancel_on_interrupt(&cancel);
    let done = engine
        .take_in_bulk(offer, cancel, |done, total| {
            if done % 50 == 0 && done > 0 {
                out.aside(&format!("{done} of {total}"));
            }
        })
        .await?;
    out.show(&done, print)?;
    left_out(done.skipped.saturating_add(u32::try_from(done.failed.len()).unwrap_or(u32::MAX)))
}

fn left_out(rows: u32) -> Result<(), Stop> {
    if rows == 0 { Ok(()) } else { Err(Stop::Said(CHECK)) }
}

/// The columns as the engine guessed them, with what was said otherwise.
fn mapped(view: &BulkView, map: &[String]) -> Result<Vec<BulkColumn>, Stop> {
    let mut columns = view.columns.clone();
    for entry in map {
        let (column, role) = entry.rsplit_once('=').ok_or_else(|| {
            Stop::usage("A column is mapped by HEADING=ROLE.", "Such as --map 'API key=key'.")
        })?;
        let by_heading = view.headings.iter().position(|h| h.eq_ignore_ascii_case(column));
        let by_number = column.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let at = by_heading.or(by_number).filter(|at| *at < columns.len()).ok_or_else(|| {
            Stop::usage("The file has no such column.", format!("It has: {}.", view.headings.join(", ")))
        })?;
        columns[at] = parse_role(role)?;
    }
    Ok(columns)
}

fn parse_role(text: &str) -> Result<BulkColumn, Stop> {
    Ok(match (text, text.split_once(':')) {
        ("ignore", _) => BulkColumn::Ignore,
        ("client", _) => BulkColumn::Client,
        ("integration", _) => BulkColumn::Integration,
        ("provider", _) => BulkColumn::Provider,
        ("environment", _) => BulkColumn::Environment,
        ("base_url", _) => BulkColumn::BaseUrl,
        ("env_name", _) => BulkColumn::EnvName,
        ("key", _) => BulkColumn::Key { part: "*".into() },
        (_, Some(("key", part))) if !part.is_empty() => BulkColumn::Key { part: part.into() },
        (_, Some(("variable", name))) if !name.is_empty() => BulkColumn::Variable { name: name.into() },
        _ => {
            return Err(Stop::usage(
                "That is not what a column can mean.",
                "Roles: client, integration, provider, environment, base_url, env_name, variable:NAME, key, key:PART, ignore.",
            ));
        }
    })
}

fn role(column: &BulkColumn) -> String {
    match column {
        BulkColumn::Ignore => "-".into(),
        BulkColumn::Client => "client".into(),
        BulkColumn::Integration => "integration".into(),
        BulkColumn::Provider => "provider".into(),
        BulkColumn::Environment => "environment".into(),
        BulkColumn::BaseUrl => "base_url".into(),
        BulkColumn::EnvName => "env_name".into(),
        BulkColumn::Variable { name } => format!("variable:{name}"),
        BulkColumn::Key { part } if part == "*" => "key".into(),
        BulkColumn::Key { part } => format!("key:{part}"),
    }
}

/// Headings, what they mean, and the first rows, with masks in place of keys.
fn preview(text: &mut Text, view: &BulkView) {
    let mut table = Table::pairs();
    let lead =
        |first: &str, rest: Vec<String>| std::iter::once(first.to_owned()).chain(rest).collect::<Vec<_>>();
    table.row(lead("LINE", view.headings.clone()));
    table.row(lead("", view.columns.iter().map(role).collect()));
    for row in &view.rows {
        let mut cells = lead(&row.line.to_string(), row.cells.iter().map(cell).collect());
        cells.push(remarks(row));
        table.row(cells);
    }
    text.table(&table);
    let more = view.rows_total.saturating_sub(u32::try_from(view.rows.len()).unwrap_or(u32::MAX));
    if more > 0 {
        text.line(format!("… and {} more", count(more, "row")));
    }
    let held = if view.rows_held > 0 { format!("{} already held, ", view.rows_held) } else { String::new() };
    text.line(format!(
        "{}: {} ready, {held}{} with problems. New: {}, {}, {}.",
        count(view.rows_total, "row"),
        view.rows_ready,
        view.rows_with_problems,
        count(view.new_clients, "client"),
        count(view.new_integrations, "integration"),
        count(view.keys - view.keys_replacing, "key")
    ));
    if view.keys_replacing > 0 {
        text.line(format!("Replaced: {}.", count(view.keys_replacing, "held key")));
    }
    if view.keys_held > 0 {
        text.line(format!("Already held and left as they are: {}.", count(view.keys_held, "key")));
    }
}

fn cell(cell: &BulkCell) -> String {
    match cell {
        BulkCell::Text { text } => text.clone(),
        BulkCell::Key { mask: key } => mask(key),
        BulkCell::Hidden => "(hidden)".into(),
        BulkCell::Empty => String::new(),
    }
}

fn remarks(row: &BulkRow) -> String {
    let problems = row.problems.iter().map(|problem| problem.what.clone());
    let notes = row.warnings.iter().map(|warning| format!("Note: {}", warning.what));
    let held = row.held.iter().map(|held| held.what.clone());
    problems.chain(held).chain(notes).collect::<Vec<_>>().join(" ")
}

fn offered(text: &mut Text, offer: &BulkOffer) {
    let view = offer.view();
    text.blank();
    text.line(format!("{}. They would go only to:", view.keys_in_words()));
    view.destinations.iter().for_each(|line| text.line(format!("  {line}")));
}

fn print(text: &mut Text, done: &BulkDoneView) {
    text.line(format!(
        "Taken in: {}. New: {}, {}. Left out: {}.",
        count(done.keys, "key"),
        count(done.clients, "client"),
        count(done.integrations, "integration"),
        count(done.skipped, "row")
    ));
    if done.replaced + done.held > 0 {
        text.line(format!("Replaced a held key: {}. Already held: {}.", done.replaced, done.held));
    }
    done.failed.iter().for_each(|failure| text.line(format!("  line {}: {}", failure.line, failure.what)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_can_be_said() {
        for text in [
            "client",
            "integration",
            "provider",
            "environment",
            "base_url",
            "key",
            "key:consumer_key",
            "variable:x",
        ] {
            let column = parse_role(text).ok().unwrap_or(BulkColumn::Ignore);
            assert_eq!(role(&column), text);
        }
        assert!(matches!(parse_role("ignore"), Ok(BulkColumn::Ignore)));
        for bad in ["", "key:", "variable", "secret"] {
            assert!(parse_role(bad).is_err(), "{bad}");
        }
    }
}
