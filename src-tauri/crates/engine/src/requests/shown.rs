//! What of the requests is shown before anything is taken in: what the vault found public, made visible, and masks.

use std::collections::BTreeSet;

use uuid::Uuid;
use vault::{
    Destination, HIDDEN_TEXT, PartShape, RequestFormat, RequestShape, SecretPlace, Suspicion, TextShape,
};

use super::OpenRequests;
use super::headers;
use super::schemes::Becomes;
use super::suggest::{Suggested, note, wants_probe};
use crate::engine::Engine;
use crate::error::{ErrorClass, Result};
use crate::keys::{mask_view, warnings_of};
use crate::plan::Plan;
use crate::text;
use crate::view::{
    IntegrationInput, KeyMaskView, RequestBody, RequestField, RequestImportView, RequestNote, RequestPart,
    RequestPlace, RequestRow, RequestSource, RequestSuggestion, RequestValue, RequestWhy,
};
use crate::words;

/// Headers, and arguments of a query, that are shown of a request.
const MOST_FIELDS: usize = 100;
/// Characters of a text that are shown.
const LONGEST: usize = 300;

/// A text of a stranger's file.
pub(super) fn seen(given: &str) -> String {
    text::visible(given).chars().take(LONGEST).collect()
}

impl Engine {
    pub(super) async fn page_of_requests(
        &self,
        handle: Uuid,
        open: &OpenRequests,
        offset: u32,
        limit: u32,
    ) -> Result<RequestImportView> {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let total = open.worked.len();
        let ready = open.worked.iter().filter(|one| one.problems.is_empty()).count();
        let mut requests = Vec::new();
        for at in (0..total).skip(offset as usize).take(limit as usize) {
            requests.push(self.row_of_request(open, at).await?);
        }
        let missing = open.file.unknown();
        let remarks: BTreeSet<RequestNote> = open.file.remarks().iter().map(note).collect();
        Ok(RequestImportView {
            handle,
            client: open.client.0,
            client_name: open.client.1.clone(),
            source: match open.file.format() {
                RequestFormat::Curl => RequestSource::Curl,
                RequestFormat::Postman => RequestSource::Postman,
            },
            file_name: open.name.clone(),
            title: seen(open.file.title()),
            requests_total: number(total),
            requests_ready: number(ready),
            requests_with_problems: number(total - ready),
            integrations: number(open.groups.len()),
            variables_missing: missing.iter().map(|name| seen(name)).collect(),
            notes: remarks.into_iter().map(Into::into).collect(),
            offset,
            requests,
        })
    }

    async fn row_of_request(&self, open: &OpenRequests, at: usize) -> Result<RequestRow> {
        let (shape, worked) = (&open.file.requests()[at], &open.worked[at]);
        let suggested = worked.suggested.as_ref();
        let group = suggested.map(|one| &open.groups[one.group]);
        let becomes = suggested.map(|one| one.becomes.as_slice()).unwrap_or_default();
        let input = group.map(|group| &group.input);
        let origin = match &shape.destination {
            Destination::Origin(origin) => Some(origin.to_string()),
            _ => None,
        };
        Ok(RequestRow {
            number: u32::try_from(at + 1).unwrap_or(u32::MAX),
            folder: shape.folder.iter().map(|name| seen(name)).collect(),
            name: seen(&shape.name),
            method: shape.method.clone(),
            origin,
            path: seen(&shape.path),
            query: fields(shape.query.iter().map(|one| (&one.name, &one.value))),
            headers: fields(shape.headers.iter().map(|(name, value)| (name, value))),
            body: shape.body.as_ref().map(|(kind, size)| RequestBody {
                media_type: seen(kind),
                bytes: u32::try_from(*size).unwrap_or(u32::MAX),
            }),
            parts: self.parts_of_request(open, shape, input, becomes).await?,
            suggestion: suggested.zip(input).map(|(one, input)| suggestion(one, input)),
            problems: worked.problems.iter().cloned().map(Into::into).collect(),
            notes: worked.notes.iter().cloned().chain(headers::notes(&worked.left)).map(Into::into).collect(),
            twins: group
                .map_or_else(Vec::new, |group| open.twins.beside(&group.origin, open.client.0, &group.input)),
        })
    }

    /// The secrets of a request by their masks.
    pub(super) async fn parts_of_request(
        &self,
        open: &OpenRequests,
        shape: &RequestShape,
        input: Option<&IntegrationInput>,
        becomes: &[Becomes],
    ) -> Result<Vec<RequestPart>> {
        let plan = input.map(Plan::of);
        let mut parts = Vec::new();
        for (at, part) in shape.parts.iter().enumerate() {
            let becoming = becomes.iter().find(|one| one.at == at).map(|one| one.part.as_str());
            let known = plan.as_ref().zip(becoming).and_then(|(plan, name)| plan.part(name).ok());
            let hint = known.map(|part| part.hint.clone()).unwrap_or_default();
            let mut mask =
                KeyMaskView { prefix: String::new(), tail: String::new(), fingerprint: String::new() };
            let mut warnings = Vec::new();
            let told = self.vault().tells_request(&open.file, part.value);
            match self.offer(open.file.take(part.value)?, &hint).await {
                Ok(offer) if told => {
                    mask = mask_view(offer.mask());
                    if let (Some(name), Some(input)) = (becoming, input) {
                        let holders = self.store().holders(&offer.mask().fingerprint).await?;
                        warnings =
                            warnings_of(name, offer.shape(), input.environment, open.client.0, &holders);
                    }
                }
                Ok(_) => {}
                Err(error) if matches!(error.class(), ErrorClass::Keyring | ErrorClass::Storage) => {
                    return Err(error);
                }
                // It cannot be a key; the plan says so.
                Err(_) => {}
            }
            let why = why(part);
            let label = known.map(|part| part.label.as_str());
            parts.push(RequestPart {
                part: u32::try_from(at).unwrap_or(u32::MAX),
                place: place(part.place),
                name: seen(&part.name),
                mask,
                why,
                becomes: becoming.map(str::to_owned),
                what: words::request_import::part(label.or(becoming), why),
                warnings: warnings.into_iter().map(Into::into).collect(),
            });
        }
        Ok(parts)
    }
}

fn fields<'f>(all: impl Iterator<Item = (&'f String, &'f TextShape)>) -> Vec<RequestField> {
    let field = |(name, value): (&String, &TextShape)| RequestField {
        name: seen(name),
        value: match value {
            TextShape::Text(text) => RequestValue::Text { text: seen(text) },
            TextShape::Secret(part) => {
                RequestValue::Secret { part: u32::try_from(*part).unwrap_or(u32::MAX) }
            }
            TextShape::Hidden => RequestValue::Hidden,
        },
    };
    all.filter(|(name, _)| !name.is_empty() || name.as_str() == HIDDEN_TEXT)
        .take(MOST_FIELDS)
        .map(field)
        .collect()
}

fn suggestion(one: &Suggested, input: &IntegrationInput) -> RequestSuggestion {
    let mut input = input.clone();
    // A request's own row shows its own test and headers, and not those of another that shares its integration.
    if wants_probe(&input) {
        input.probe.clone_from(&one.probe);
    }
    input.headers.clone_from(&one.headers);
    let plan = Plan::of(&input);
    RequestSuggestion {
        integration: u32::try_from(one.group + 1).unwrap_or(u32::MAX),
        provider_name: plan.provider_name.clone(),
        resolved_base: plan.base.as_ref().map(|base| base.as_str().trim_end_matches('/').to_owned()),
        auth_words: plan.auth_words.clone(),
        resolved_probe: plan.probe_words(),
        order: one.order.clone(),
        input,
    }
}

fn place(place: SecretPlace) -> RequestPlace {
    match place {
        SecretPlace::Auth => RequestPlace::Auth,
        SecretPlace::Header => RequestPlace::Header,
        SecretPlace::Cookie => RequestPlace::Cookie,
        SecretPlace::Query => RequestPlace::Query,
        SecretPlace::Path => RequestPlace::Path,
        SecretPlace::Body => RequestPlace::Body,
    }
}

fn why(part: &PartShape) -> RequestWhy {
    match part.why {
        Suspicion::Place => RequestWhy::Place,
        Suspicion::Name => RequestWhy::Name,
        Suspicion::Shape => RequestWhy::Shape,
        Suspicion::Doubt => RequestWhy::Doubt,
    }
}
