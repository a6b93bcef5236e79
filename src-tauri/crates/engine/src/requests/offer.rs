//! Picked requests that wait for a person's word.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;
use vault::{Binding, Offer};

use super::OpenRequests;
use super::picked::Picked;
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::keys::{PartIn, mask_words, warnings_of};
use crate::plan::Plan;
use crate::view::{KeySource, RequestPicks, RequestSource};
use crate::words;

/// Picked requests that wait for a person's word. Neither `Clone` nor `Debug`; its keys are wiped when it is dropped.
pub struct RequestOffer {
    pub(super) handle: Uuid,
    pub(super) open: Arc<OpenRequests>,
    pub(super) integrations: Vec<Offered>,
    view: RequestOfferView,
}

/// One integration with its keys, and what a person confirms that they may be used for.
pub(super) struct Offered {
    pub(super) picked: Picked,
    pub(super) binding: Binding,
    pub(super) coming: Vec<PartIn>,
    pub(super) offers: Vec<(String, Offer)>,
}

/// What the native confirmation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOfferView {
    /// `curl on the clipboard`, `Postman collection shop.json`.
    pub source: String,
    /// Whose integrations they become.
    pub client: String,
    /// Parts of keys that would be kept.
    pub keys: u32,
    /// A line for each integration, `Client / Integration → https://origin`, and one below it for each part that is kept,
    /// by its mask.
    pub lines: Vec<String>,
    /// Sentences about keys that a person should know first, each once.
    pub warnings: Vec<String>,
}

impl RequestOffer {
    /// What the native confirmation names.
    #[must_use]
    pub fn view(&self) -> RequestOfferView {
        self.view.clone()
    }
}

impl Engine {
    /// Offers what these picks come to. Integrations with problems are left out.
    ///
    /// # Errors
    /// As [`Engine::plan_requests`]; [`Code::NothingReady`] when nothing of it can be taken in.
    pub async fn offer_requests(&self, handle: Uuid, picks: &RequestPicks) -> Result<RequestOffer> {
        let open = self.inner.files.requests(handle, self.store().now())?;
        let (picked, _) = self.picked(&open, picks).await?;
        let mut integrations = Vec::new();
        let (mut lines, mut warnings) = (Vec::new(), BTreeSet::new());
        let mut keys = 0_usize;
        for one in picked.into_iter().filter(|one| one.problems.is_empty()) {
            let offered = self.offered(&open, one).await?;
            keys += offered.offers.len();
            lines.extend(told(&open.client.1, &offered));
            warnings.extend(offered.coming.iter().flat_map(|part| &part.warnings).map(|one| one.words()));
            integrations.push(offered);
        }
        if integrations.is_empty() {
            return Err(Code::NothingReady.into());
        }
        let view = RequestOfferView {
            source: words::request_import::source(source(&open), open.name.as_deref()),
            client: open.client.1.clone(),
            keys: u32::try_from(keys).unwrap_or(u32::MAX),
            lines,
            warnings: warnings.into_iter().collect(),
        };
        Ok(RequestOffer { handle, open, integrations, view })
    }

    async fn offered(&self, open: &OpenRequests, picked: Picked) -> Result<Offered> {
        let plan = Plan::of(&picked.input);
        let binding = plan.binding()?;
        let (mut coming, mut offers) = (Vec::new(), Vec::new());
        let shape = picked.requests.first().and_then(|first| open.file.requests().get(*first));
        for (one, shape) in picked.becomes.iter().filter_map(|one| Some((one, shape?))) {
            let intake = open.file.take(shape.parts[one.at].value)?;
            let offer = self.offer(intake, &plan.part(&one.part)?.hint).await?;
            let holders = self.store().holders(&offer.mask().fingerprint).await?;
            let warnings =
                warnings_of(&one.part, offer.shape(), picked.input.environment, open.client.0, &holders);
            let source = if open.name.is_some() { KeySource::File } else { KeySource::Clipboard };
            coming.push(PartIn { name: one.part.clone(), source, warnings });
            offers.push((one.part.clone(), offer));
        }
        Ok(Offered { picked, binding, coming, offers })
    }
}

pub(super) fn source(open: &OpenRequests) -> RequestSource {
    match open.file.format() {
        vault::RequestFormat::Curl => RequestSource::Curl,
        vault::RequestFormat::Postman => RequestSource::Postman,
    }
}

/// Where an integration's keys go, and each by its mask.
fn told(client: &str, offered: &Offered) -> Vec<String> {
    let origins = offered.binding.origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let name = |name: &str| name.replace('→', "\u{fffd}");
    let mut lines = vec![format!("{} / {} → {origins}", name(client), name(&offered.picked.input.name))];
    let plan = Plan::of(&offered.picked.input);
    for (part, offer) in &offered.offers {
        let label = plan.part(part).map_or_else(|_| part.clone(), |part| part.label.clone());
        let mask = offer.mask();
        lines.push(format!("    {label}: {}", mask_words(&mask.prefix, &mask.tail, &mask.fingerprint)));
    }
    if offered.offers.is_empty() {
        lines.push("    without a key".to_owned());
    }
    lines
}
