//! `keyrack test --payload …`: made-up data, shown byte for byte before it is sent.

use engine::view::{
    CleanupState, FieldTreatment, OrderInput, OrderPreview, OrderSendView, SchemaOutcome, SendView,
    VerdictKind,
};
use engine::{Cancel, Engine, OrderOfferView};
use uuid::Uuid;

use super::send;
use super::test::cancel_on_interrupt;
use crate::ask::Consent;
use crate::print::{Out, Text, count};
use crate::stop::{CHECK, Stop};
use crate::table::Table;

/// What was saved for the integration, in place of a sample's name.
const SAVED: &str = "saved";

/// What is sent in place of the harmless test.
#[derive(clap::Args)]
pub(super) struct Payload {
    /// Send made-up data instead of the harmless test: a sample such as order-created, or `saved`
    ///
    /// Samples: order-created, customer-updated, refund, in the provider's own shape where Keyrack knows it. `saved` is what
    /// was saved for the integration in the app. What leaves is shown and asked about each time.
    #[arg(long, value_name = "SAMPLE", requires = "target", conflicts_with = "all")]
    payload: Option<String>,
    /// What the data is made from: the same seed makes the same bytes
    #[arg(long, value_name = "N", requires = "payload", default_value_t = 1)]
    seed: u32,
    /// Send it to this path instead, such as /orders/17/refunds for a sample that names {order_id}
    #[arg(long, value_name = "PATH", requires = "payload")]
    path: Option<String>,
    /// Show exactly what would leave and what would not, and send nothing
    #[arg(long, requires = "payload")]
    dry_run: bool,
    /// Give the word to send beforehand
    ///
    /// Also for a test that creates something at the provider.
    #[arg(long, requires = "target", conflicts_with = "all")]
    yes: bool,
}

impl Payload {
    /// Whether it was asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.payload.is_some()
    }

    /// How a person says yes to what creates something.
    pub(super) fn word(&self) -> Result<Consent, Stop> {
        Consent::by(self.yes, "--yes")
    }

    /// Sends it, or only shows it.
    pub(super) async fn send(
        &self,
        engine: &Engine,
        integration: Uuid,
        view: &send::View,
        exchange: bool,
        out: &Out,
    ) -> Result<(), Stop> {
        let name = self.payload.as_deref().unwrap_or(SAVED);
        let mut input = self.input(engine, integration, name).await?;
        if let Some(path) = &self.path {
            input.path.clone_from(path);
        }
        let shown = engine.preview_order(integration, self.seed, Some(input.clone())).await?;
        if self.dry_run || !shown.sendable {
            out.show(&shown, preview)?;
            return if shown.sendable { Ok(()) } else { Err(Stop::Said(CHECK)) };
        }
        let consent = self.word()?;
        let offer = engine.offer_order(integration, self.seed, Some(input)).await?;
        consent.ask(&offered(&offer.view(), &shown), "Send this?").await?;
        let cancel = Cancel::new();
        cancel_on_interrupt(&cancel);
        let names = offer.view();
        let named = format!("{}/{}", names.client, names.integration);
        let sent = engine.send_order(offer, cancel).await?;
        let sent = view.entry(engine, sent.id, out).await?.send.unwrap_or(sent);
        out.show(&sent, |text, sent| {
            send::verdict(text, &named, sent);
            sent.order.iter().for_each(|order| outcome(text, order));
            if exchange {
                send::exchange(text, sent);
            }
        })?;
        if is_good(&sent) { Ok(()) } else { Err(Stop::Said(CHECK)) }
    }

    async fn input(&self, engine: &Engine, integration: Uuid, name: &str) -> Result<OrderInput, Stop> {
        let sample = (name != SAVED).then_some(name);
        match engine.order_with(integration, sample).await {
            Err(error) if error.refusal().code == "sample_unknown" => {
                let known = engine.order_samples(integration).await?.join(", ");
                Err(Stop::usage("There is no such sample.", format!("Known: {known}, saved.")))
            }
            done => Ok(done?),
        }
    }
}

/// Accepted, as its schema says, and nothing left behind that was to be taken back.
fn is_good(sent: &SendView) -> bool {
    let order = sent.order.as_ref();
    let schema = order.is_none_or(|order| order.schema != SchemaOutcome::Failed);
    let cleanup =
        order.is_none_or(|order| !matches!(order.cleanup, CleanupState::Failed | CleanupState::Unknown));
    sent.verdict.kind == VerdictKind::Accepted && schema && cleanup
}

/// What is asked about: the very lines that leave, as the offer holds them, headers first.
fn offered(offer: &OrderOfferView, shown: &OrderPreview) -> Text {
    let mut text = Text::default();
    text.line(format!("{}/{}", offer.client, offer.integration));
    text.line(format!("{} to {}, made from seed {}:", offer.request, offer.sends_to, offer.seed));
    offer.lines.iter().for_each(|line| text.line(line));
    fates(&mut text, shown);
    text
}

fn preview(text: &mut Text, shown: &OrderPreview) {
    text.line(format!("{} to {}, made from seed {}:", shown.request, shown.sends_to, shown.seed));
    shown.headers.iter().for_each(|line| text.line(line));
    text.block(&shown.leaves);
    fates(text, shown);
}

/// What becomes of each field, and what stands against it all.
fn fates(text: &mut Text, shown: &OrderPreview) {
    text.blank();
    let mut table = Table::pairs();
    table.row(["FIELD", "LEAVES AS", "WHY"].map(str::to_owned).to_vec());
    for field in shown.fields.iter().filter(|field| field.rule != FieldTreatment::Allowed) {
        let leaves = field.leaves_as.clone().unwrap_or_else(|| "-".into());
        table.row(vec![field.path.clone(), leaves, field.why.clone()]);
    }
    text.table(&table);
    text.line(format!(
        "{}, {}: {} dropped, {} masked, {} hashed.",
        count(shown.bytes, "byte"),
        count(u32::try_from(shown.fields.len()).unwrap_or(u32::MAX), "field"),
        shown.dropped,
        shown.masked,
        shown.hashed
    ));
    for problem in &shown.problems {
        let line = problem.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let path = problem.path.as_ref().filter(|path| !problem.what.contains(path.as_str()));
        let path = path.map(|path| format!("{path}: ")).unwrap_or_default();
        text.line(format!(
            "{} {line}{path}{}",
            if problem.blocks { "Problem:" } else { "Note:" },
            problem.what
        ));
    }
    if !shown.cleanup_words.is_empty() {
        text.line(&shown.cleanup_words);
    }
}

fn outcome(text: &mut Text, order: &OrderSendView) {
    text.line(format!(
        "    Seed {}, {}: {} left, {} did not.",
        order.seed, order.template, order.fields, order.dropped
    ));
    match order.schema {
        SchemaOutcome::None => {}
        SchemaOutcome::Held => text.line("    The answer is as its schema says."),
        SchemaOutcome::Failed => text.line("    The answer is not as its schema says:"),
        SchemaOutcome::Unknown => text.line("    Whether the answer is as its schema says cannot be told."),
    }
    order.schema_problems.iter().for_each(|problem| text.line(format!("      {problem}")));
    if !order.cleanup_words.is_empty() {
        text.line(format!("    {}", order.cleanup_words));
    }
}

#[cfg(test)]
mod tests {
    use engine::view::ProbeClass;

    use super::*;

    #[test]
    fn the_question_shows_the_headers_that_leave_and_the_offers_own_lines() {
        let offer = OrderOfferView {
            client: "Acme".into(),
            integration: "Api".into(),
            request: "POST /orders".into(),
            sends_to: "https://api.example.com".into(),
            seed: 7,
            class: ProbeClass::Creates,
            fields: 1,
            dropped: 0,
            cleanup_words: String::new(),
            lines: vec!["X-Api-Version: 2026-07".into(), "{\"total\": \"24.00\"}".into()],
        };
        let shown = OrderPreview {
            integration: Uuid::nil(),
            seed: 7,
            request: "POST /orders".into(),
            sends_to: "https://api.example.com".into(),
            headers: vec!["X-Api-Version: 2026-08".into()],
            media_type: "application/json".into(),
            leaves: "{\"total\": \"25.00\"}".into(),
            bytes: 18,
            fields: Vec::new(),
            dropped: 0,
            masked: 0,
            hashed: 0,
            problems: Vec::new(),
            sendable: true,
            class: ProbeClass::Creates,
            cleanup_words: String::new(),
        };
        let lines = offered(&offer, &shown).lines().join("\n");
        let head = "Acme/Api\nPOST /orders to https://api.example.com, made from seed 7:\n";
        assert!(lines.starts_with(&format!("{head}{}\n{}\n", offer.lines[0], offer.lines[1])), "{lines}");
        assert!(
            !lines.contains("25.00") && !lines.contains("2026-08"),
            "what was changed since is not sent: {lines}"
        );
        let mut dry = Text::default();
        preview(&mut dry, &shown);
        assert!(
            dry.lines().join("\n").contains("made from seed 7:\nX-Api-Version: 2026-08\n"),
            "{:?}",
            dry.lines()
        );
    }
}
