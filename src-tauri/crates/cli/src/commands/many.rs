//! Tests of many at once, each shown as it comes.

use std::collections::BTreeMap;

use engine::view::{BatchView, IntegrationRow, Refusal, SendProgress, SendView, VerdictKind};
use engine::{Cancel, Engine};
use serde::Serialize;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{send, test};
use crate::print::{Out, Text, Tone};
use crate::stop::{CHECK, KEYRING, Stop};

/// Many sends: how they came out, and each in full.
#[derive(Serialize)]
pub(super) struct SendsView {
    pub(super) batch: BatchView,
    pub(super) sends: Vec<SendView>,
    pub(super) not_sent: Vec<NotSentView>,
}

/// An integration that there was nothing to send for.
#[derive(Serialize)]
pub(super) struct NotSentView {
    integration: Uuid,
    /// A stable code such as `scheme_later`.
    reason: String,
    what: String,
    next: String,
}

/// What came of one, to be shown.
pub(super) enum Came<'a> {
    Sent(&'a SendView),
    NotSent(&'a NotSentView),
}

/// What is tested, and how it is shown.
pub(super) struct Many<'a> {
    test: &'a test::Test,
    rows: &'a [IntegrationRow],
    engine: &'a Engine,
    pub(super) out: &'a Out,
}

impl<'a> Many<'a> {
    pub(super) fn new(
        test: &'a test::Test,
        rows: &'a [IntegrationRow],
        engine: &'a Engine,
        out: &'a Out,
    ) -> Self {
        Self { test, rows, engine, out }
    }

    /// Each verdict is printed as it comes; for a program there is one document at the end.
    pub(super) async fn go(&self, cancel: Cancel) -> Result<SendsView, Stop> {
        let quiet = self.out.is_json() || self.test.run.takes_output();
        self.tell(cancel, |name, came| {
            if quiet {
                return Ok(());
            }
            let mut text = self.out.text();
            self.print(&mut text, name, &came);
            self.out.print(text)
        })
        .await
    }

    /// Tests all of them; `told` hears each as it comes, with its name, and ends it by an error.
    pub(super) async fn tell(
        &self,
        cancel: Cancel,
        told: impl FnMut(&str, Came) -> Result<(), Stop>,
    ) -> Result<SendsView, Stop> {
        let (progress, steps) = mpsc::unbounded_channel();
        let sending = async {
            let ids = self.rows.iter().map(|row| row.id).collect();
            // A reader that went away is noticed where the lines are written.
            let tell = move |step| drop(progress.send(step));
            Ok::<_, Stop>(self.engine.test_many(ids, self.test.run.options(), cancel.clone(), tell).await?)
        };
        let printing = async {
            let printed = self.hear(steps, told).await;
            if printed.is_err() {
                cancel.cancel();
            }
            printed
        };
        let (batch, (sends, not_sent)) = tokio::try_join!(sending, printing)?;
        Ok(SendsView { batch, sends, not_sent })
    }

    async fn hear(
        &self,
        mut steps: mpsc::UnboundedReceiver<SendProgress>,
        mut told: impl FnMut(&str, Came) -> Result<(), Stop>,
    ) -> Result<(Vec<SendView>, Vec<NotSentView>), Stop> {
        let names: BTreeMap<Uuid, String> = self.rows.iter().map(|row| (row.id, name(row))).collect();
        let (mut sends, mut not_sent) = (Vec::new(), Vec::new());
        while let Some(step) = steps.recv().await {
            let SendProgress::Done { send: came, integration, refusal, .. } = step else { continue };
            let name = names.get(&integration).map_or("", String::as_str);
            // What was refused before it was sent has no entry in the log.
            if let Some(Refusal { code, what, next, .. }) = refusal {
                let one = NotSentView { integration, reason: code, what, next };
                told(name, Came::NotSent(&one))?;
                not_sent.push(one);
            } else if let Some(sent) = self.test.view.entry(self.engine, came.id, self.out).await?.send {
                told(name, Came::Sent(&sent))?;
                sends.push(sent);
            }
        }
        Ok((sends, not_sent))
    }

    /// One of them, for people.
    pub(super) fn print(&self, text: &mut Text, name: &str, came: &Came) {
        match came {
            Came::NotSent(one) => {
                text.toned(&format!("{name}  "), Tone::Quiet, "Not sent", "");
                text.line(format!("    {}", one.what));
                if !one.next.is_empty() {
                    text.line(format!("    Next: {}", one.next));
                }
            }
            Came::Sent(sent) => {
                send::verdict(text, name, sent);
                if self.test.exchange {
                    send::exchange(text, sent);
                }
            }
        }
    }

    /// Writes the reports that were asked for.
    pub(super) async fn save(&self, came: &SendsView) -> Result<(), Stop> {
        self.test.run.save(self.engine, came.batch.id, self.out).await
    }

    /// The sum of a run.
    pub(super) fn end(&self, came: SendsView) -> Result<(), Stop> {
        if !self.test.run.takes_output() {
            self.out.show(&came, |text, came| summary(text, &came.batch))?;
        }
        came.code()
    }

    /// One integration by itself ends as it does without reports.
    pub(super) fn alone(&self, came: SendsView) -> Result<(), Stop> {
        if let Some(NotSentView { reason, what, next, .. }) = came.not_sent.into_iter().next() {
            let refusal = Refusal { code: reason, field: None, what, next };
            // For people it stands on standard output already, unless that is a report's.
            let said = !self.out.is_json() && !self.test.run.takes_output();
            return Err(if said { Stop::Said(CHECK) } else { Stop::Refused(refusal, CHECK) });
        }
        if let (true, Some(sent)) = (self.out.is_json(), came.sends.first()) {
            self.out.show(sent, |_, _| {})?;
        }
        outcome(&came.sends, &[])
    }
}

impl SendsView {
    /// The exit code that the verdicts make.
    pub(super) fn code(&self) -> Result<(), Stop> {
        if self.batch.cancelled { Err(Stop::Said(CHECK)) } else { outcome(&self.sends, &self.not_sent) }
    }
}

pub(super) fn summary(text: &mut Text, batch: &BatchView) {
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

/// The exit code that the verdicts make.
pub(super) fn outcome(sends: &[SendView], not_sent: &[NotSentView]) -> Result<(), Stop> {
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

/// What people call it.
pub(super) fn name(row: &IntegrationRow) -> String {
    format!("{}/{}", row.client_name, row.name)
}
