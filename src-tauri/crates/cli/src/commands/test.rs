//! `keyrack test`: the harmless probe, with the key, and its verdict.

use std::collections::BTreeMap;

use engine::view::{BatchView, IntegrationRow, Refusal, SendProgress, SendView, VerdictKind};
use engine::{Cancel, Engine};
use serde::Serialize;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{order, runs, send};
use crate::address::{self, Targets};
use crate::print::{Out, Text, Tone};
use crate::stop::{CHECK, KEYRING, Stop};

#[derive(clap::Args)]
pub(crate) struct Test {
    /// CLIENT, CLIENT/INTEGRATION, or an id
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    target: Option<String>,
    /// Every integration that is not archived
    #[arg(long)]
    all: bool,
    /// Show the redacted exchange and the timings as well
    #[arg(long, short)]
    exchange: bool,
    #[command(flatten)]
    payload: order::Payload,
    #[command(flatten)]
    run: runs::Run,
    #[command(flatten)]
    view: send::View,
}

/// Many sends: how they came out, and each in full.
#[derive(Serialize)]
struct SendsView {
    batch: BatchView,
    sends: Vec<SendView>,
    not_sent: Vec<NotSentView>,
}

/// An integration that there was nothing to send for.
#[derive(Serialize)]
struct NotSentView {
    integration: Uuid,
    /// A stable code such as `scheme_later`.
    reason: String,
    what: String,
    next: String,
}

pub(crate) async fn run(test: Test, engine: &Engine, out: &Out) -> Result<(), Stop> {
    if let (true, Some(target)) = (test.payload.is_asked(), &test.target) {
        let integration = address::integration(engine, target).await?;
        return test.payload.send(engine, integration, &test.view, test.exchange, out).await;
    }
    let targets = address::targets(engine, test.target.as_deref()).await?;
    let cancel = Cancel::new();
    cancel_on_interrupt(&cancel);
    match &targets {
        Targets::One(one) => {
            let mut sent = engine.test(one.id, cancel).await.map_err(not_accepted)?;
            if let Some(shown) = test.view.entry(engine, sent.id, out).await?.send {
                sent = shown;
            }
            out.show(&sent, |text, sent| {
                send::verdict(text, &name(one), sent);
                if test.exchange {
                    send::exchange(text, sent);
                }
            })?;
            outcome(std::slice::from_ref(&sent), &[])
        }
        Targets::Many(rows) if rows.is_empty() => Err(Stop::usage(
            "There is nothing to test.",
            "Add an integration: keyrack integration add --help",
        )),
        Targets::Many(rows) => many(rows, cancel, &test, engine, out).await,
    }
}

/// Each verdict is printed as it comes; for a program there is one document at the end.
async fn many(
    rows: &[IntegrationRow],
    cancel: Cancel,
    test: &Test,
    engine: &Engine,
    out: &Out,
) -> Result<(), Stop> {
    let (progress, steps) = mpsc::unbounded_channel();
    let sending = async {
        let ids = rows.iter().map(|row| row.id).collect();
        // A reader that went away is noticed where the lines are written.
        let tell = move |step| drop(progress.send(step));
        let came = engine.test_many(ids, test.run.options(), cancel.clone(), tell).await;
        Ok::<_, Stop>(came?)
    };
    let printing = async {
        let printed = print_as_they_come(steps, rows, test, engine, out).await;
        if printed.is_err() {
            cancel.cancel();
        }
        printed
    };
    let (batch, (sends, not_sent)) = tokio::try_join!(sending, printing)?;
    test.run.save(engine, batch.id).await?;
    let view = SendsView { batch, sends, not_sent };
    out.show(&view, |text, view| summary(text, &view.batch))?;
    if view.batch.cancelled { Err(Stop::Said(CHECK)) } else { outcome(&view.sends, &view.not_sent) }
}

async fn print_as_they_come(
    mut steps: mpsc::UnboundedReceiver<SendProgress>,
    rows: &[IntegrationRow],
    test: &Test,
    engine: &Engine,
    out: &Out,
) -> Result<(Vec<SendView>, Vec<NotSentView>), Stop> {
    let names: BTreeMap<Uuid, String> = rows.iter().map(|row| (row.id, name(row))).collect();
    let (mut sends, mut not_sent) = (Vec::new(), Vec::new());
    while let Some(step) = steps.recv().await {
        let SendProgress::Done { send: came, integration, refusal, .. } = step else { continue };
        let name = names.get(&integration).map_or("", String::as_str);
        let mut text = out.text();
        // What was refused before it was sent has no entry in the log.
        if let Some(Refusal { code, what, next, .. }) = refusal {
            text.toned(&format!("{name}  "), Tone::Quiet, "Not sent", "");
            text.line(format!("    {what}"));
            if !next.is_empty() {
                text.line(format!("    Next: {next}"));
            }
            not_sent.push(NotSentView { integration, reason: code, what, next });
        } else if let Some(sent) = test.view.entry(engine, came.id, out).await?.send {
            send::verdict(&mut text, name, &sent);
            if test.exchange {
                send::exchange(&mut text, &sent);
            }
            sends.push(sent);
        }
        if !out.is_json() {
            out.print(text)?;
        }
    }
    Ok((sends, not_sent))
}

fn summary(text: &mut Text, batch: &BatchView) {
    let BatchView { total, accepted, degraded, refused, unreachable, odd, not_sent, cancelled, .. } = batch;
    // What was not sent was not tested.
    let tested = total.saturating_sub(*not_sent);
    let apart = if *not_sent > 0 { format!("; {not_sent} not sent") } else { String::new() };
    let end = if *cancelled { " (cancelled)" } else { "" };
    text.blank();
    if tested == 0 {
        return text.line(format!("Nothing was tested: {not_sent} not sent{end}"));
    }
    text.line(format!(
        "{tested} tested: {accepted} accepted, {degraded} degraded, {refused} refused, {unreachable} unreachable, \
         {odd} odd{apart}{end}"
    ));
}

/// Codes of what lacks something before it can be sent.
const UNSENDABLE: [&str; 5] =
    ["key_not_held", "variable_missing", "scheme_later", "no_safe_probe", "archived"];

/// What cannot be sent yet was asked for rightly: not accepted, rather than mistyped.
fn not_accepted(error: engine::Error) -> Stop {
    match Stop::from(error) {
        Stop::Refused(refusal, _) if UNSENDABLE.contains(&refusal.code.as_str()) => {
            Stop::Refused(refusal, CHECK)
        }
        stop => stop,
    }
}

/// The exit code that the verdicts make.
fn outcome(sends: &[SendView], not_sent: &[NotSentView]) -> Result<(), Stop> {
    let keyring = |send: &SendView| {
        let reason = send.verdict.reason.as_str();
        reason.starts_with("keyring_") || matches!(reason, "key_missing" | "key_damaged")
    };
    let accepted = |send: &SendView| send.verdict.kind == VerdictKind::Accepted;
    let later = |one: &NotSentView| matches!(one.reason.as_str(), "scheme_later" | "no_safe_probe");
    if sends.iter().any(|send| !accepted(send) && !keyring(send)) || !not_sent.iter().all(later) {
        Err(Stop::Said(CHECK))
    } else if sends.iter().any(keyring) {
        Err(Stop::Said(KEYRING))
    } else if sends.iter().any(accepted) {
        Ok(())
    } else {
        // Nothing was proven when nothing could be sent.
        Err(Stop::Said(CHECK))
    }
}

/// Ctrl-C stops what is under way instead of the program, which still has to write down how it ended.
pub(super) fn cancel_on_interrupt(cancel: &Cancel) {
    let cancel = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            cancel.cancel();
        }
    });
}

fn name(row: &IntegrationRow) -> String {
    format!("{}/{}", row.client_name, row.name)
}
