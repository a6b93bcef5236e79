//! Sending made-up data: only after a person said yes to the very bytes, once, never again by itself, and taken back where the
//! integration says how.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use uuid::Uuid;
use vault::{Body, Method};

use super::cleanup::Cleanup;
use super::preview::{Payload, cleanup_words, number, path_open};
use super::schema::Schema;
use super::{checked, samples};
use crate::address;
use crate::cancel::Cancel;
use crate::deed::Deed;
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::plan::{Plan, PlanProbe};
use crate::sends::{Frozen, Send, Sent};
use crate::view::{
    CleanupState, FieldTreatment, MessageView, OrderInput, OrderMethod, OrderPreview, OrderSendView,
    ProbeClass, SchemaOutcome, SendView, VerdictKind,
};
use crate::words;

/// How long a cleanup waits for another send of the same integration to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// Answers with more bytes are not judged by a schema.
const LARGEST_JUDGED: usize = 256 * 1024;

/// Made-up data that waits for a person's word: the bytes that were shown are the bytes that are sent. Neither `Clone` nor
/// `Debug`.
pub struct OrderOffer {
    integration: Uuid,
    input: OrderInput,
    payload: Payload,
    /// All that says what leaves and where to: an edit while the question is open changes nothing of what the answer lets out.
    frozen: Frozen,
    view: OrderOfferView,
}

/// What the native confirmation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderOfferView {
    /// The client's name.
    pub client: String,
    /// The integration's name.
    pub integration: String,
    /// `POST /wp-json/wc/v3/orders`, without any key.
    pub request: String,
    /// The origin that it goes to.
    pub sends_to: String,
    /// What seed it was made from.
    pub seed: u32,
    /// What it does there.
    pub class: ProbeClass,
    /// Fields that leave, and that do not.
    pub fields: u32,
    /// See `fields`.
    pub dropped: u32,
    /// What happens after an answer that accepts it, in a sentence; may be empty.
    pub cleanup_words: String,
    /// The public headers, a line each, then the body, line by line.
    pub lines: Vec<String>,
}

impl OrderOffer {
    /// What the native confirmation names.
    #[must_use]
    pub fn view(&self) -> OrderOfferView {
        self.view.clone()
    }
}

impl Engine {
    /// What an integration sends, for one run: as saved, or with the sample of this name in its place (`order-created`).
    ///
    /// # Errors
    /// [`Code::SampleUnknown`].
    pub async fn order_with(&self, integration: Uuid, sample: Option<&str>) -> Result<OrderInput> {
        let order = self.order(integration).await?;
        let Some(name) = sample else { return Ok(order.input) };
        let provider = self.store().integration(integration).await?.input.provider;
        let input =
            samples::input(&provider, name).ok_or_else(|| Error::at(Code::SampleUnknown, "payload"))?;
        // What was saved for this very sample counts: its policy is the integration's.
        let saved = order.revision > 0 && order.input.template == input.template;
        Ok(if saved { order.input } else { input })
    }

    /// The names of the samples for an integration, as [`Self::order_with`] takes them.
    ///
    /// # Errors
    /// [`Code::IntegrationUnknown`].
    pub async fn order_samples(&self, integration: Uuid) -> Result<Vec<String>> {
        Ok(samples::names(&self.store().integration(integration).await?.input.provider))
    }

    /// Exactly what would leave with this seed, and what would not: of what was saved, or of `input`.
    ///
    /// # Errors
    /// A code that names the field; a keyring code where a field is hashed.
    pub async fn preview_order(
        &self,
        integration: Uuid,
        seed: u32,
        input: Option<OrderInput>,
    ) -> Result<OrderPreview> {
        let input = match input {
            Some(input) => checked(input)?,
            None => self.order(integration).await?.input,
        };
        let mut payload = self.payload(integration, &input, seed).await?;
        let record = self.store().integration(integration).await?;
        payload.problems.extend(address::missing(&input.path, &record.input.variables).map(path_open));
        let plan = Plan::of(&record.input);
        let base = plan.base.as_ref().ok_or(Code::DestinationMissing)?;
        Ok(OrderPreview {
            integration,
            seed,
            request: request_words(&plan, &record.input, &input),
            sends_to: base.origin().ascii_serialization(),
            headers: crate::sends::header_lines(plan.headers.as_deref().unwrap_or_default()).collect(),
            media_type: payload.media_type.to_owned(),
            bytes: number(payload.text.len()),
            dropped: payload.count(FieldTreatment::Dropped),
            masked: payload.count(FieldTreatment::Masked),
            hashed: payload.count(FieldTreatment::Hashed),
            sendable: payload.is_ready(),
            class: input.class,
            cleanup_words: cleanup_words(&input),
            leaves: payload.text,
            fields: payload.fields,
            problems: payload.problems,
        })
    }

    /// Offers what was saved, or `input`, to be sent.
    ///
    /// # Errors
    /// [`Code::OrderNotReady`] where the preview names a problem; why nothing can be sent; a code that names the field.
    pub async fn offer_order(
        &self,
        integration: Uuid,
        seed: u32,
        input: Option<OrderInput>,
    ) -> Result<OrderOffer> {
        let input = match input {
            Some(input) => checked(input)?,
            None => self.order(integration).await?.input,
        };
        // Before a person is asked, everything that can be known to fail has failed.
        let ready = self.order_request(integration, &input, None).await?;
        let payload = self.payload(integration, &input, seed).await?;
        if !payload.is_ready() {
            return Err(Code::OrderNotReady.into());
        }
        let dropped = payload.count(FieldTreatment::Dropped);
        let about = ready.about();
        let view = OrderOfferView {
            client: about.client.map(|(_, name)| name).unwrap_or_default(),
            integration: about.integration.map(|(_, name)| name).unwrap_or_default(),
            request: ready.request_words(),
            sends_to: ready.destination(),
            seed,
            class: input.class,
            fields: number(payload.fields.len()) - dropped,
            dropped,
            cleanup_words: cleanup_words(&input),
            lines: ready.header_lines().chain(payload.text.lines().map(crate::text::visible)).collect(),
        };
        let frozen = ready.frozen().with_body(payload.body());
        Ok(OrderOffer { integration, input, payload, frozen, view })
    }

    /// Sends what was offered: once. What it makes is taken back where the integration says how, whoever goes away meanwhile.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`] when it would be another request by now, or go with another key; else, before anything is
    /// sent, as [`Engine::test`]. Everything that happens from then on is a verdict.
    pub async fn send_order(&self, offer: OrderOffer, cancel: Cancel) -> Result<SendView> {
        let send = self.order_request(offer.integration, &offer.input, Some(offer.payload.body())).await?;
        offer.frozen.refuse_other(&send)?;
        let stop = Cancel::new();
        let _gone = stop.on_drop();
        let engine = self.clone();
        let work = tokio::spawn(async move {
            // Until what it made is taken back: the process does not end in between.
            let _under_way = engine.inner.under_way.read().await;
            let sent = send.run(&engine, Some([&cancel, &stop, &engine.inner.closing])).await?;
            engine.finish_order(offer, sent).await
        });
        work.await.map_err(|_| Error::new(Code::SendFailed))?
    }

    /// What was saved, as it would be sent: with its policy applied, and without any key.
    pub(crate) async fn order_as_request(&self, integration: Uuid, seed: u32) -> Result<PlanProbe> {
        let input = self.order(integration).await?.input;
        let of = self.store().integration(integration).await?.input;
        let payload = self.payload(integration, &input, seed).await?;
        if !payload.is_ready() {
            return Err(Code::OrderNotReady.into());
        }
        let path = address::fill(&input.path, &of.variables);
        let path = path.ok_or_else(|| Error::at(Code::OrderPathInvalid, "path"))?;
        request(&Plan::of(&of), method(input.method), &path, Some(payload.body()), input.class)
    }

    /// A request of the integration's own making, ready to go.
    async fn order_request(&self, integration: Uuid, input: &OrderInput, body: Option<Body>) -> Result<Send> {
        let captures = match input.cleanup.as_deref() {
            Some(text) => Cleanup::parse(text)?.pointers().to_vec(),
            None => Vec::new(),
        };
        let (method, path, class) = (method(input.method), input.path.clone(), input.class);
        Send::of_request(self, integration, Deed::OrderSent, captures, |plan, variables| {
            let path =
                address::fill(&path, variables).ok_or_else(|| Error::at(Code::OrderPathInvalid, "path"))?;
            request(plan, method, &path, body, class)
        })
        .await
    }

    async fn finish_order(&self, offer: OrderOffer, sent: Sent) -> Result<SendView> {
        let (schema, schema_problems) =
            judge(offer.input.response_schema.clone(), sent.view.response.as_ref()).await;
        let dropped = offer.payload.count(FieldTreatment::Dropped);
        let mut facts = OrderSendView {
            seed: offer.view.seed,
            template: offer.input.template.clone(),
            fields: number(offer.payload.fields.len()) - dropped,
            dropped,
            schema,
            schema_problems,
            cleanup: CleanupState::None,
            cleanup_words: String::new(),
            cleanup_send: None,
        };
        if let Some(text) = offer.input.cleanup.as_deref() {
            let cleanup = Cleanup::parse(text)?;
            // Where nothing more can be written, what was made is taken back all the same, and this is what stands there.
            let open = OrderSendView {
                cleanup: CleanupState::Unknown,
                cleanup_words: words::order::OPEN.to_owned(),
                ..facts.clone()
            };
            let _told_below = self.keep_order_facts(sent.view.id, &open).await;
            self.take_back(&offer, &cleanup, &sent, &mut facts).await;
        }
        let sent = sent.written()?;
        self.keep_order_facts(sent.view.id, &facts).await?;
        Ok(SendView { order: Some(facts), ..sent.view })
    }

    async fn keep_order_facts(&self, send: Uuid, facts: &OrderSendView) -> Result<()> {
        let mut write = self.store().write().await?;
        write.keep_order_sent(send, facts).await?;
        write.commit_quietly().await
    }

    /// Takes back what was made, if something was; what came of it stands in `facts`.
    async fn take_back(&self, offer: &OrderOffer, cleanup: &Cleanup, sent: &Sent, facts: &mut OrderSendView) {
        let mut say = |state, words: &str| {
            facts.cleanup = state;
            facts.cleanup_words = words.to_owned();
        };
        let captured = match &sent.outcome {
            Ok(answer) if (200..300).contains(&answer.status) => &answer.captured,
            // A request that took the provider too long may have been worked on all the same.
            Ok(answer) if (400..500).contains(&answer.status) && !matches!(answer.status, 408 | 499) => {
                return say(CleanupState::NotNeeded, words::order::NOTHING_MADE);
            }
            Err(_) if !sent.left => {
                return say(CleanupState::NotNeeded, words::order::NOTHING_MADE);
            }
            _ => return say(CleanupState::Unknown, words::order::NO_ANSWER),
        };
        let Some(path) = cleanup.path(captured) else {
            return say(CleanupState::Failed, words::order::NO_ID);
        };
        match self.send_cleanup(offer, &path).await {
            Ok(sent) => {
                match sent.view.status {
                    // Gone already.
                    Some(410) => say(CleanupState::Done, words::order::TAKEN_BACK),
                    // Made a moment ago, so more likely looked for at the wrong place than gone.
                    Some(404) => say(CleanupState::Unknown, words::order::NOT_FOUND),
                    _ if sent.view.verdict.kind == VerdictKind::Accepted => {
                        say(CleanupState::Done, words::order::TAKEN_BACK);
                    }
                    _ => say(CleanupState::Failed, &words::order::not_taken_back(&sent.view.verdict.what)),
                }
                facts.cleanup_send = Some(sent.view.id);
            }
            Err(error) if error.code() == Code::SendRunning => say(CleanupState::Failed, words::order::BUSY),
            Err(error) => say(CleanupState::Failed, &words::order::not_taken_back(&error.refusal().what)),
        }
    }

    async fn send_cleanup(&self, offer: &OrderOffer, path: &str) -> Result<Sent> {
        let until = Instant::now() + PATIENCE;
        loop {
            let send =
                Send::of_request(self, offer.integration, Deed::OrderTakenBack, Vec::new(), |plan, _| {
                    request(plan, Method::Delete, path, None, ProbeClass::Idempotent)
                });
            let send = send.await?;
            offer.frozen.refuse_unrelated(&send)?;
            // Nobody may stop it: what was made would stay.
            match send.run(self, None).await.and_then(Sent::written) {
                Err(error) if error.code() == Code::SendRunning && Instant::now() < until => {
                    sleep(Duration::from_millis(250)).await;
                }
                done => return done,
            }
        }
    }
}

pub(super) fn request(
    plan: &Plan,
    method: Method,
    path: &str,
    body: Option<Body>,
    class: ProbeClass,
) -> Result<PlanProbe> {
    let base = plan.base.as_ref().ok_or(Code::DestinationMissing)?;
    let url = address::join(base, path).map_err(|_| Error::at(Code::OrderPathInvalid, "path"))?;
    // Only the vault writes what goes to a token endpoint: anything else there would spend the key for nothing.
    if plan.buys_at(&url) {
        return Err(Error::at(Code::OrderPathInvalid, "path"));
    }
    let headers = plan.headers.clone().ok_or(Code::VariableMissing)?;
    Ok(PlanProbe { method, url, headers, body, expect_status: None, class })
}

/// The request in words; where an id is still to be put in, as it stands.
fn request_words(plan: &Plan, of: &crate::view::IntegrationInput, input: &OrderInput) -> String {
    let filled = address::fill(&input.path, &of.variables);
    let made = filled.and_then(|path| request(plan, method(input.method), &path, None, input.class).ok());
    match made {
        Some(request) => request.words(),
        None => format!("{} {}", method(input.method).as_str(), input.path),
    }
}

fn method(method: OrderMethod) -> Method {
    match method {
        OrderMethod::Post => Method::Post,
        OrderMethod::Put => Method::Put,
        OrderMethod::Patch => Method::Patch,
    }
}

/// Whether the answer is as its schema says: of the masked text alone, for a schema is the page's to write and its verdict
/// would be an answer to a guess.
async fn judge(schema: Option<String>, answer: Option<&MessageView>) -> (SchemaOutcome, Vec<String>) {
    let Some(schema) = schema else { return (SchemaOutcome::None, Vec::new()) };
    let readable =
        answer.filter(|one| !one.body_described && !one.strict && one.body.text.len() <= LARGEST_JUDGED);
    let Some(answer) = readable else { return (SchemaOutcome::Unknown, Vec::new()) };
    let (text, labels) = (answer.body.text.clone(), labels(answer));
    let judged = tokio::task::spawn_blocking(move || {
        let document = serde_json::from_str(&text).ok()?;
        let found = Schema::read(&schema).ok()?.violations(&document).ok()?;
        let hidden = |at: &str| document.pointer(at).is_some_and(|value| is_masked(value, &labels));
        let (unknown, known): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| hidden(&one.at));
        let problems: Vec<String> = known.iter().map(super::schema::Violation::words).collect();
        let outcome = match (problems.is_empty(), unknown.is_empty()) {
            (false, _) => SchemaOutcome::Failed,
            (true, true) => SchemaOutcome::Held,
            (true, false) => SchemaOutcome::Unknown,
        };
        Some((outcome, problems))
    });
    judged.await.ok().flatten().unwrap_or((SchemaOutcome::Unknown, Vec::new()))
}

/// The labels that stand in a body in place of what was masked.
fn labels(answer: &MessageView) -> Vec<String> {
    let units: Vec<u16> = answer.body.text.encode_utf16().collect();
    let cut = |start: u32, end: u32| units.get(start as usize..end as usize).map(String::from_utf16_lossy);
    answer.body.spans.iter().filter_map(|span| cut(span.start, span.end)).collect()
}

/// Whether a value is a text in which something was masked: of that nobody knows whether it was as the schema says.
fn is_masked(value: &serde_json::Value, labels: &[String]) -> bool {
    value.as_str().is_some_and(|text| labels.iter().any(|label| text.contains(label.as_str())))
}
