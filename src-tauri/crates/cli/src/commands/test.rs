//! `keyrack test`: the harmless probe, with the key, and its verdict.

use engine::view::{IntegrationRow, SendView};
use engine::{Cancel, Engine};
use uuid::Uuid;

use super::many::{Many, name, outcome};
use super::{order, rounds, runs, send};
use crate::address::{self, Targets};
use crate::print::Out;
use crate::stop::{CHECK, Stop};

#[derive(clap::Args)]
pub(crate) struct Test {
    /// CLIENT, CLIENT/INTEGRATION, or an id
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    target: Option<String>,
    /// Every integration that is not archived
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filter: runs::Filter,
    /// Show the redacted exchange and the timings as well
    #[arg(long, short)]
    pub(super) exchange: bool,
    /// Test again and again until it is ended (Ctrl-C or SIGTERM), and show each test as it comes
    ///
    /// For the time in which somebody looks; `keyrack watch` keeps on. Reports are written anew after each round, and with
    /// --json each test is one line. Ends with the code of the last whole round.
    #[arg(long, conflicts_with = "payload")]
    watch: bool,
    /// With --watch: from the start of one round to that of the next, 1s to 1d
    #[arg(long, value_name = "INTERVAL", value_parser = rounds::pause, requires = "watch", default_value = "1m")]
    every: u32,
    #[command(flatten)]
    payload: order::Payload,
    #[command(flatten)]
    pub(super) run: runs::Run,
    #[command(flatten)]
    pub(super) view: send::View,
}

pub(crate) async fn run(test: Test, engine: &Engine, out: &Out) -> Result<(), Stop> {
    if let (true, Some(target)) = (test.payload.is_asked(), &test.target) {
        let integration = address::integration(engine, target).await?;
        return test.payload.send(engine, integration, &test.view, test.exchange, out).await;
    }
    test.run.check(out, test.watch)?;
    let targets = test.targets(engine).await?;
    let cancel = Cancel::new();
    if test.watch {
        let rows = targets.rows();
        return rounds::run(&Many::new(&test, &rows, engine, out), test.every, cancel).await;
    }
    cancel_on_interrupt(&cancel);
    match targets {
        Targets::One(one) if !test.run.reports() => test.one(&one, engine, cancel, out).await,
        targets => {
            let (alone, rows) = (matches!(targets, Targets::One(_)), targets.rows());
            let many = Many::new(&test, &rows, engine, out);
            let came = many.go(cancel).await?;
            many.save(&came).await?;
            if alone { many.alone(came) } else { many.end(came) }
        }
    }
}

impl Test {
    /// What is to be tested, which is never nothing.
    async fn targets(&self, engine: &Engine) -> Result<Targets, Stop> {
        if self.filter.is_set() {
            let rows = self.filter.rows(engine).await?;
            return if rows.is_empty() {
                Err(Stop::usage(
                    "Nothing fits this filter.",
                    "Leave a part of it out: `keyrack integration list` shows what there is.",
                ))
            } else {
                Ok(Targets::Many(rows))
            };
        }
        match address::targets(engine, self.target.as_deref()).await? {
            Targets::Many(rows) if rows.is_empty() => Err(Stop::usage(
                "There is nothing to test.",
                "Add an integration: keyrack integration add --help",
            )),
            targets => Ok(targets),
        }
    }

    async fn one(
        &self,
        one: &IntegrationRow,
        engine: &Engine,
        cancel: Cancel,
        out: &Out,
    ) -> Result<(), Stop> {
        let mut sent = self.by_itself(engine, one.id, cancel, out).await?;
        if let Some(shown) = self.view.entry(engine, sent.id, out).await?.send {
            sent = shown;
        }
        out.show(&sent, |text, sent| {
            send::verdict(text, &name(one), sent);
            if self.exchange {
                send::exchange(text, sent);
            }
        })?;
        outcome(std::slice::from_ref(&sent), &[])
    }

    /// One test; what creates something at the provider waits for a person's word.
    async fn by_itself(
        &self,
        engine: &Engine,
        integration: Uuid,
        cancel: Cancel,
        out: &Out,
    ) -> Result<SendView, Stop> {
        let Some(offer) = engine.offer_test(integration).await.map_err(not_accepted)? else {
            return engine.test(integration, cancel).await.map_err(not_accepted);
        };
        let consent = self.payload.word()?;
        let view = offer.view();
        let mut about = out.text();
        about.line(format!("{}/{}", view.client, view.integration));
        about.line(format!("{} to {}. {}.", view.request, view.sends_to, view.auth));
        view.lines.iter().for_each(|line| about.line(line));
        about.line("It may create or change something at the provider.");
        consent.ask(&about, "Send this?").await?;
        engine.test_offered(offer, cancel).await.map_err(not_accepted)
    }
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

/// Ctrl-C stops what is under way instead of the program, which still has to write down how it ended.
pub(super) fn cancel_on_interrupt(cancel: &Cancel) {
    let cancel = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            cancel.cancel();
        }
    });
}
