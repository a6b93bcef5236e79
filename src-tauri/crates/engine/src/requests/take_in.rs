//! Making integrations and keys of requests that a person has confirmed: each whole or not at all.

use super::offer::{Offered, RequestOffer};
use crate::cancel::Cancel;
use crate::deed::{About, Deed, Fact, Facts};
use crate::engine::Engine;
use crate::error::{ErrorClass, Result};
use crate::keys::NewIntegration;
use crate::plan::Plan;
use crate::view::{RequestDoneView, RequestFailure, RequestTaken};
use crate::words;

impl Engine {
    /// Makes integrations and keys of what a person has confirmed. One that fails is named, and the next one is tried, unless
    /// keyring or database fail: then nothing that follows could do better. What was stored before is searched for every key
    /// before the first is kept. The clipboard is cleared if it still holds the text.
    ///
    /// # Errors
    /// Only when the log cannot be written; what was taken in until then is kept.
    pub async fn take_in_requests(
        &self,
        offer: RequestOffer,
        cancel: Cancel,
        progress: impl Fn(u32, u32) + Send + Sync,
    ) -> Result<RequestDoneView> {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let total = number(offer.integrations.len());
        let mut about = About::client(offer.open.client.0, &offer.open.client.1)
            .fact(Fact::Integrations, total.to_string());
        if let Some(name) = &offer.open.name {
            about = about.fact(Fact::File, name);
        }
        let mut write = self.store().write().await?;
        let event = write.intend(Deed::RequestsTakenIn, about).await?;
        write.commit().await?;
        let mut done = RequestDoneView::default();
        let searched = self.mask_all(named(&offer.integrations)).await;
        for (at, one) in offer.integrations.iter().enumerate() {
            if cancel.is_cancelled() {
                break;
            }
            let taken = match &searched {
                Ok(_) => self.take_in_request(&offer, one).await,
                Err(error) => Err(error.clone()),
            };
            match taken {
                Ok(taken) => {
                    done.keys += taken.keys;
                    done.taken.push(taken);
                }
                Err(error) => {
                    let what = words::refusal(error.code()).0.to_owned();
                    done.failed.push(RequestFailure { name: one.picked.input.name.clone(), what });
                    if matches!(error.class(), ErrorClass::Keyring | ErrorClass::Storage) {
                        break;
                    }
                }
            }
            progress(number(at) + 1, total);
        }
        done.masked_in_log = searched.unwrap_or_default();
        self.inner.files.close(offer.handle);
        if done.keys > 0 {
            done.clipboard_cleared = self.vault().clear_clipboard_of_requests(&offer.open.file).await;
        }
        let whole = done.failed.is_empty() && !cancel.is_cancelled();
        let facts: Facts =
            vec![(Fact::Integrations, done.taken.len().to_string()), (Fact::Keys, done.keys.to_string())];
        let mut write = self.store().write().await?;
        write.finish(event, Deed::RequestsTakenIn, whole, facts).await?;
        write.commit().await?;
        Ok(done)
    }

    async fn take_in_request(&self, offer: &RequestOffer, one: &Offered) -> Result<RequestTaken> {
        let input = &one.picked.input;
        let new = NewIntegration {
            client: Some(offer.open.client.0),
            client_name: &offer.open.client.1,
            input,
            coming: &one.coming,
            offers: &one.offers,
            confirmed: &one.binding,
        };
        let integration = self.make_integration(&new).await?;
        let plan = Plan::of(input);
        let held = |name: &str| one.coming.iter().any(|part| part.name == name);
        Ok(RequestTaken {
            integration,
            name: input.name.clone(),
            keys: u32::try_from(one.coming.len()).unwrap_or(u32::MAX),
            complete: plan.parts.iter().all(|part| part.optional || held(&part.name)),
        })
    }
}

/// Every key under its label, for the search of what is stored.
fn named(integrations: &[Offered]) -> Vec<(&vault::Offer, String)> {
    let mut all = Vec::new();
    for one in integrations {
        let provider = &one.picked.input.provider;
        all.extend(one.offers.iter().map(|(part, offer)| (offer, format!("{provider} {part}"))));
    }
    all
}
