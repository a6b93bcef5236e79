//! Sending made-up data: what a provider would get from a shop, with customers that do not exist. A template is filled from a
//! seed, the field policy decides what leaves, schemas say what must, and a preview shows exactly the bytes that are sent.

mod cleanup;
mod document;
mod made_up;
mod path;
mod personal;
mod policy;
mod preview;
mod samples;
mod schema;
mod send;
mod template;
mod treat;

pub use send::{OrderOffer, OrderOfferView};

use uuid::Uuid;

use crate::deed::{Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::sends::Send;
use crate::view::{OrderInput, OrderView, PlaceholderView, ProbeClass};

/// Most bytes of a template, and of a schema.
const LONGEST_TEXT: usize = 16_000;
/// Most bytes of a path.
const LONGEST_PATH: usize = 1_000;

impl Engine {
    /// What an integration sends with made-up data; where nothing was saved, what suits its provider.
    ///
    /// # Errors
    /// [`Code::IntegrationUnknown`].
    pub async fn order(&self, integration: Uuid) -> Result<OrderView> {
        let record = self.store().integration(integration).await?;
        let saved = self.store().order(integration).await?;
        let samples = samples::of_provider(&record.input.provider);
        let suits = || samples.first().map(|one| one.input.clone());
        let input = saved.as_ref().map(|row| row.input.clone()).or_else(suits).ok_or(Code::SampleUnknown)?;
        let placeholder =
            |(name, made): (String, made_up::Made)| PlaceholderView { example: made.text().to_owned(), name };
        Ok(OrderView {
            integration,
            input,
            revision: saved.as_ref().map_or(0, |row| row.revision),
            updated_at: saved.as_ref().map(|row| row.updated_at),
            updated_by: saved.map(|row| row.updated_by),
            placeholders: made_up::made_up(1).into_iter().map(placeholder).collect(),
            not_sendable: self.why_not(integration).await.err().map(|error| error.refusal()),
            samples,
        })
    }

    /// Keeps what an integration sends. `revision` is that of the view it was made on, 0 for the first time.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`], or a code that names the field.
    pub async fn save_order(&self, integration: Uuid, revision: u32, input: OrderInput) -> Result<OrderView> {
        let record = self.store().integration(integration).await?;
        let before = self.store().order(integration).await?;
        // Before anything is compared with what is held: a change that cannot be made must learn nothing by it.
        if before.as_ref().map_or(0, |row| row.revision) != revision {
            return Err(Code::ChangedElsewhere.into());
        }
        let known = before.map(|row| texts_of(&row.input)).unwrap_or_default();
        self.refuse_keys(crate::text::fresh(texts_of(&input), &known)).await?;
        let input = checked(input)?;
        let about = record.about().fact(Fact::Name, &input.template);
        let mut write = self.store().write().await?;
        write.save_order(integration, revision, &input).await?;
        write.deed(Deed::OrderSaved, about).await?;
        write.commit().await?;
        self.order(integration).await
    }
}

impl Engine {
    /// Why nothing can be sent now, whatever its path.
    async fn why_not(&self, integration: Uuid) -> Result<()> {
        Send::of_request(self, integration, Deed::OrderSent, Vec::new(), |plan, _| {
            send::request(plan, vault::Method::Post, "/", None, ProbeClass::Creates)
        })
        .await
        .map(|_| ())
    }
}

/// Every text that a person entered, by field.
fn texts_of(input: &OrderInput) -> Vec<crate::text::FieldText> {
    let optional = |name: &str, text: &Option<String>| (name.to_owned(), text.clone().unwrap_or_default());
    let mut texts = vec![
        ("path".to_owned(), input.path.clone()),
        optional("text", &input.text),
        optional("request_schema", &input.request_schema),
        optional("response_schema", &input.response_schema),
        optional("cleanup", &input.cleanup),
    ];
    let rules = input.policy.iter().enumerate();
    texts.extend(rules.map(|(at, rule)| (format!("policy.{at}.path"), rule.path.clone())));
    texts
}

/// The input as it is kept: whole and of a bounded size. Whether its template can be read is the preview's to say.
fn checked(input: OrderInput) -> Result<OrderInput> {
    let text = match (input.template.as_str(), input.text) {
        (samples::OWN, text) => Some(lines("text", text.unwrap_or_default())?),
        (sample, _) => {
            let (_, format) =
                samples::text(sample).ok_or_else(|| Error::at(Code::SampleUnknown, "template"))?;
            if format != input.format {
                return Err(Error::at(Code::SampleUnknown, "format"));
            }
            None
        }
    };
    let schema = |field: &str, text: Option<String>| {
        let text = text.map(|text| lines(field, text)).transpose()?;
        Ok::<_, Error>(text.filter(|text| !text.is_empty()))
    };
    let input = OrderInput {
        text,
        path: path("path", Code::OrderPathInvalid, &input.path)?,
        request_schema: schema("request_schema", input.request_schema)?,
        response_schema: schema("response_schema", input.response_schema)?,
        cleanup: input.cleanup.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        ..input
    };
    policy::Policy::of(&input)?;
    input.cleanup.as_deref().map(cleanup::Cleanup::parse).transpose()?;
    Ok(input)
}

fn lines(field: &str, text: String) -> Result<String> {
    if text.len() > LONGEST_TEXT {
        return Err(Error::at(Code::TooLong, field));
    }
    crate::text::lines(field, &text, LONGEST_TEXT)
}

/// A path below the integration's base: no fragment, no white space, nothing that would be read otherwise elsewhere.
fn path(field: &str, code: Code, text: &str) -> Result<String> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_graphic() && !"\\#\"<>^`|".contains(c);
    let fine = text.starts_with('/') && text.len() <= LONGEST_PATH && text.chars().all(plain);
    if fine { Ok(text.to_owned()) } else { Err(Error::at(code, field)) }
}
