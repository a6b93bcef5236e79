//! `keyrack import request`: integrations and keys from curl commands or a Postman collection, after a preview that shows
//! masks alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use engine::view::{
    RequestChange, RequestDoneView, RequestImportView, RequestPart, RequestPicks, RequestPlanView, RequestRow,
};
use engine::{Cancel, Engine, RequestOfferView};

use super::{mask, test::cancel_on_interrupt};
use crate::address;
use crate::ask::Consent;
use crate::print::{Out, Text, count};
use crate::stop::{CHECK, Stop};
use crate::table::Table;

/// Requests of the preview that are shown.
const SHOWN: u32 = 100;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Requests: curl commands, or a Postman collection (version 2.1 or 2.0)
    ///
    /// Without --pick and --all the requests are listed, and nothing is changed. Secrets in them go into the keyring and are
    /// never shown; files that a command names (`-d @file`, `-K`) are not read, scripts are not run, and `-k` is left out.
    /// Requests that go to one place with one key become one integration; the first GET among them becomes its test.
    Request(Request),
}

#[derive(clap::Args)]
pub(crate) struct Request {
    /// Whose integrations they become
    #[arg(long, value_name = "CLIENT")]
    client: String,
    /// Where from: clipboard, or a file
    #[arg(long, value_name = "SOURCE", default_value = "clipboard")]
    from: PathBuf,
    /// A Postman environment, whose values stand for the variables
    #[arg(long, value_name = "FILE")]
    environment: Option<PathBuf>,
    /// Which requests, by number: 1,4,7-9
    #[arg(long, value_name = "NUMBERS", conflicts_with = "all")]
    pick: Option<String>,
    /// Every request that is ready
    #[arg(long)]
    all: bool,
    /// What the integration is called, where the requests come to one
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Give the word beforehand that the keys may be kept for these destinations
    #[arg(long, short)]
    yes: bool,
}

pub(crate) async fn run(command: Command, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let Command::Request(request) = command;
    let picks = picks(&request)?;
    let consent = if picks.is_some() { Some(Consent::by(request.yes, "--yes")?) } else { None };
    let client = address::client(engine, &request.client).await?;
    let opened = if request.from == Path::new("clipboard") {
        engine.open_requests_clipboard(client).await?
    } else {
        engine.open_requests_file(client, &request.from).await?
    };
    let handle = opened.handle;
    let done = with_requests(opened, request, picks.zip(consent), engine, out).await;
    engine.close_file(handle);
    done
}

async fn with_requests(
    opened: RequestImportView,
    request: Request,
    picks: Option<(RequestPicks, Consent)>,
    engine: &Engine,
    out: &Out,
) -> Result<(), Stop> {
    let handle = opened.handle;
    let view = match &request.environment {
        Some(path) => engine.read_request_variables(handle, path).await?,
        None => opened,
    };
    let Some((mut picks, consent)) = picks else {
        let view = engine.requests_page(handle, 0, SHOWN).await?;
        return out.show(&view, preview);
    };
    if let Some(number) = picks.requests.iter().find(|number| **number > view.requests_total) {
        return Err(Stop::usage(
            format!("There is no request {number}."),
            format!("There are {}: without --pick they are listed.", view.requests_total),
        ));
    }
    let plan = engine.plan_requests(handle, &picks).await?;
    if let Some(name) = request.name {
        let [one] = plan.integrations.as_slice() else {
            return Err(Stop::usage(
                format!("These requests come to {}.", count(number(plan.integrations.len()), "integration")),
                "Leave --name out, or pick requests that come to one.",
            ));
        };
        let change =
            RequestChange { integration: one.integration, name: Some(name), ..RequestChange::default() };
        picks.changes.push(change);
    }
    let plan = engine.plan_requests(handle, &picks).await?;
    if plan.integrations.iter().all(|one| !one.problems.is_empty()) {
        out.show(&plan, planned)?;
        return Err(Stop::usage(
            "None of these can be taken in.",
            "The list above says what stands against each.",
        ));
    }
    let offer = engine.offer_requests(handle, &picks).await?;
    let mut about = out.text();
    planned(&mut about, &plan);
    offered(&mut about, &offer.view());
    consent.ask(&about, "Add them, and keep their keys?").await?;
    let cancel = Cancel::new();
    cancel_on_interrupt(&cancel);
    let done = engine.take_in_requests(offer, cancel, |_, _| {}).await?;
    out.show(&done, print)?;
    let left = plan.skipped > 0 || plan.integrations.iter().any(|one| !one.problems.is_empty());
    if left || !done.failed.is_empty() { Err(Stop::Said(CHECK)) } else { Ok(()) }
}

fn picks(request: &Request) -> Result<Option<RequestPicks>, Stop> {
    let requests = match &request.pick {
        Some(text) => numbers(text)
            .ok_or_else(|| Stop::usage("Requests are picked by their numbers.", "Such as --pick 1,4,7-9."))?,
        None if request.all => Vec::new(),
        None => return Ok(None),
    };
    Ok(Some(RequestPicks { requests, all: request.all, changes: Vec::new() }))
}

/// `1,4,7-9`, each number once.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let mut numbers = BTreeSet::new();
    for piece in text.split(',').map(str::trim) {
        let (from, to) = piece.split_once('-').unwrap_or((piece, piece));
        let (from, to) = (from.trim().parse::<u32>().ok()?, to.trim().parse::<u32>().ok()?);
        if from == 0 || from > to || to > 20_000 {
            return None;
        }
        numbers.extend(from..=to);
    }
    Some(numbers.into_iter().collect())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The requests, with masks in place of secrets.
fn preview(text: &mut Text, view: &RequestImportView) {
    let mut table = Table::new(&["NO", "REQUEST", "METHOD", "WHERE", "KEY", "BECOMES", "REMARKS"]);
    view.requests.iter().for_each(|row| table.row(cells(row)));
    text.table(&table);
    let more = view.requests_total.saturating_sub(number(view.requests.len()));
    if more > 0 {
        text.line(format!("… and {} more", count(more, "request")));
    }
    text.line(format!(
        "{} for {}: {} ready, {} with problems. They come to {}.",
        count(view.requests_total, "request"),
        view.client_name,
        view.requests_ready,
        view.requests_with_problems,
        count(view.integrations, "integration")
    ));
    if !view.variables_missing.is_empty() {
        text.line(format!("Without a value: {}. See --environment.", view.variables_missing.join(", ")));
    }
    view.notes.iter().for_each(|note| text.line(&note.what));
    text.line("Nothing was changed. --pick NUMBERS or --all takes them in.");
}

fn cells(row: &RequestRow) -> Vec<String> {
    let name = row.folder.iter().chain([&row.name]).filter(|name| !name.is_empty());
    let place = format!("{}{}", row.origin.as_deref().unwrap_or("?"), row.path);
    let becoming = row.parts.iter().filter(|part| part.becomes.is_some());
    let becomes = row.suggestion.as_ref().map(|one| format!("{} ({})", one.input.name, one.provider_name));
    let problems = row.problems.iter().map(|problem| problem.what.clone());
    let notes = row.notes.iter().map(|note| note.what.clone());
    let twins = row.twins.iter().take(1).map(|twin| twin.what.clone());
    vec![
        row.number.to_string(),
        name.cloned().collect::<Vec<_>>().join("/"),
        row.method.clone(),
        place,
        becoming.map(|part| mask(&part.mask)).collect::<Vec<_>>().join(" "),
        becomes.unwrap_or_default(),
        problems.chain(notes).chain(twins).collect::<Vec<_>>().join(" "),
    ]
}

/// What stands beside the integrations that are offered.
fn planned(text: &mut Text, plan: &RequestPlanView) {
    for one in &plan.integrations {
        text.line(format!("{} ({}), {}", one.input.name, one.provider_name, one.auth_words));
        one.parts.iter().for_each(|part| text.line(format!("  {}", part_line(part))));
        if let Some(probe) = &one.resolved_probe {
            text.line(format!("  test: {probe}"));
        }
        let said = one.problems.iter().map(|problem| &problem.what);
        let said = said.chain(one.notes.iter().map(|note| &note.what));
        said.chain(one.twins.iter().map(|twin| &twin.what)).for_each(|what| text.line(format!("  {what}")));
    }
}

fn part_line(part: &RequestPart) -> String {
    let warnings = part.warnings.iter().map(|warning| format!(" {}", warning.what)).collect::<String>();
    format!("{}: {} {}{warnings}", part.name, mask(&part.mask), part.what)
}

fn offered(text: &mut Text, offer: &RequestOfferView) {
    text.blank();
    text.line(format!("{}. They would go only to:", count(offer.keys, "key")));
    offer.lines.iter().for_each(|line| text.line(format!("  {line}")));
    offer.warnings.iter().for_each(|warning| text.line(format!("  note: {warning}")));
}

fn print(text: &mut Text, done: &RequestDoneView) {
    text.line(format!(
        "Added: {}, with {}.",
        count(number(done.taken.len()), "integration"),
        count(done.keys, "key")
    ));
    for one in done.taken.iter().filter(|one| !one.complete) {
        text.line(format!("  {}: a part of its key is missing; `keyrack key list` shows which.", one.name));
    }
    done.failed.iter().for_each(|one| text.line(format!("  {}: {}", one.name, one.what)));
    if done.masked_in_log > 0 {
        let times = count(done.masked_in_log, "time");
        text.line(format!("  One of the keys stood in the log {times}, and was masked there."));
    }
    if done.clipboard_cleared {
        text.line("  The clipboard was cleared.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_picked_by_number() {
        assert_eq!(numbers("1"), Some(vec![1]));
        assert_eq!(numbers("7-9, 1,4,8"), Some(vec![1, 4, 7, 8, 9]));
        for bad in ["", "0", "a", "3-1", "1,,2", "1-99999999", "-3"] {
            assert_eq!(numbers(bad), None, "{bad}");
        }
    }
}
