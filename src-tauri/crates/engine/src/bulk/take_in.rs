//! Taking a file in, row by row. For a row that brings a new integration the keyring comes first, under a version id that
//! its intent names; then client, integration, credential, version and parts are written in one transaction. So a row is
//! there with its key, or not at all.

use vault::Offer;

use super::offer::BulkOffer;
use super::plans::{KeyPlan, RowPlan};
use crate::cancel::Cancel;
use crate::deed::{About, Deed, Fact, Facts};
use crate::engine::Engine;
use crate::error::{Code, Error, ErrorClass, Result};
use crate::files::OpenBulkFile;
use crate::keys::{Log, NewIntegration, PartIn, as_confirmed, shared_with};
use crate::plan::Plan;
use crate::store::profiles::Profile;
use crate::view::{BulkDoneView, BulkFailure, KeySource, KeyWarning};
use crate::words;

/// The keys of one row, each with its part.
type Offers = Vec<(String, Offer)>;

impl Engine {
    /// Takes in every row that is ready; rows with problems are skipped. A row that fails is reported by its line, and the
    /// next one is tried, unless keyring or database fail: then nothing that follows could do better.
    ///
    /// # Errors
    /// Only when the log cannot be written; what was taken in until then is kept.
    pub async fn take_in_bulk(
        &self,
        offer: BulkOffer,
        cancel: Cancel,
        progress: impl Fn(u32, u32) + Send + Sync,
    ) -> Result<BulkDoneView> {
        let ready: Vec<&RowPlan> = offer.mapped.ready().collect();
        let problems = offer.mapped.rows.iter().filter(|row| !row.problems.is_empty()).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let total = number(ready.len());
        let held = number(offer.mapped.held());
        let mut done = BulkDoneView { skipped: number(problems), held, ..BulkDoneView::default() };
        let mut write = self.store().write().await?;
        let about = About::default().fact(Fact::File, &offer.file.name).fact(Fact::Rows, total.to_string());
        let event = write.intend(Deed::BulkTakenIn, about).await?;
        write.commit().await?;
        let (rows, searched) = self.offers_of_all(&offer, &ready).await;
        for (at, (row, offers)) in ready.iter().zip(rows).enumerate() {
            if cancel.is_cancelled() {
                done.skipped += total - number(at);
                break;
            }
            let taken = match (&searched, offers) {
                (Err(error), _) => Err(error.clone()),
                (_, Err(error)) => Err(error),
                (Ok(_), Ok(offers)) => self.take_row(&offer, row, &offers, &mut done).await,
            };
            if let Err(error) = taken {
                done.failed
                    .push(BulkFailure { line: row.line, what: words::refusal(error.code()).0.to_owned() });
                if matches!(error.class(), ErrorClass::Keyring | ErrorClass::Storage) {
                    done.skipped += total - number(at) - 1;
                    break;
                }
            }
            progress(number(at) + 1, total);
        }
        self.inner.files.close(offer.handle);
        let mut write = self.store().write().await?;
        let whole = done.failed.is_empty() && !cancel.is_cancelled();
        write.finish(event, Deed::BulkTakenIn, whole, summary(&done)).await?;
        write.commit().await?;
        Ok(done)
    }

    /// The keys of every row, and what came of searching the log for all of them at once: before the first is kept.
    async fn offers_of_all(
        &self,
        offer: &BulkOffer,
        ready: &[&RowPlan],
    ) -> (Vec<Result<Offers>>, Result<u32>) {
        let mut rows = Vec::with_capacity(ready.len());
        for row in ready {
            rows.push(self.offers_of(&offer.file, row).await);
        }
        let mut named = Vec::new();
        for (row, offers) in ready.iter().zip(&rows) {
            let provider = row.input.as_ref().map_or("", |input| input.provider.as_str());
            let offers = offers.iter().flatten();
            named.extend(offers.map(|(part, offer)| (offer, format!("{provider} {part}"))));
        }
        let searched = self.mask_all(named).await;
        (rows, searched)
    }

    async fn take_row(
        &self,
        offer: &BulkOffer,
        row: &RowPlan,
        offers: &[(String, Offer)],
        done: &mut BulkDoneView,
    ) -> Result<()> {
        let Some(input) = &row.input else { return Err(Code::Required.into()) };
        let confirmed = offer.bindings.get(&row.at).ok_or(Code::ChangedElsewhere)?;
        let client = self.store().client_by_name(&row.client).await?;
        let there = match client {
            Some(client) => self.store().integration_by_name(client, &input.name).await?,
            None => None,
        };
        let mut coming = Vec::new();
        for key in row.coming() {
            let warnings = self.warnings_now(key, client).await?;
            coming.push(PartIn { name: key.part.clone(), source: KeySource::Bulk, warnings });
        }
        if row.existing.is_some() && row.existing != there {
            return Err(Code::ChangedElsewhere.into());
        }
        if let Some(integration) = there {
            let profile = self.store().profile(integration).await?;
            let binding = self.binding_of(profile.credential).await?;
            as_confirmed(&binding, confirmed)?;
            if !as_seen(row, &profile)? {
                // Another row brought the same: its integration shares this one's key.
                done.held += u32::try_from(coming.len()).unwrap_or(u32::MAX);
                return Ok(());
            }
            self.take_parts(&profile, &coming, offers, confirmed, Log::Searched).await?;
        } else {
            let new = NewIntegration {
                client,
                client_name: &row.client,
                input,
                coming: &coming,
                offers,
                confirmed,
            };
            self.make_integration(&new).await?;
            done.clients += u32::from(client.is_none());
            done.integrations += 1;
        }
        done.keys += u32::try_from(coming.len()).unwrap_or(u32::MAX);
        let replaced = row.coming().filter(|key| key.replaces().is_some()).count();
        done.replaced += u32::try_from(replaced).unwrap_or(u32::MAX);
        Ok(())
    }

    /// What is kept with a key: of two rows with the same one, the second finds the first's held by now.
    async fn warnings_now(&self, key: &KeyPlan, client: Option<uuid::Uuid>) -> Result<Vec<KeyWarning>> {
        let mut warnings = key.warnings.clone();
        if key.twin.is_some() && !warnings.iter().any(|one| matches!(one, KeyWarning::Shared { .. })) {
            let holders = self.store().holders(&key.print).await?;
            warnings.extend(shared_with(&key.part, client.unwrap_or_default(), &holders));
        }
        Ok(warnings)
    }

    async fn offers_of(&self, open: &OpenBulkFile, row: &RowPlan) -> Result<Offers> {
        let Some(input) = &row.input else { return Err(Code::Required.into()) };
        let plan = Plan::of(input);
        let mut offers = Vec::new();
        for key in row.coming() {
            let intake = open.file.take(row.at, key.column)?;
            let offer = self.offer(intake, &plan.part(&key.part)?.hint).await?;
            offers.push((key.part.clone(), offer));
        }
        Ok(offers)
    }
}

/// Whether the row's keys meet what the person who confirmed saw held, and nothing else may be replaced; `false` where they
/// are held by now.
fn as_seen(row: &RowPlan, profile: &Profile) -> Result<bool> {
    let parts = profile.version.as_ref().map(|version| version.parts.as_slice()).unwrap_or_default();
    let now = |key: &KeyPlan| parts.iter().find(|part| part.name == key.part).map(|part| &part.fingerprint);
    if row.coming().all(|key| now(key) == Some(&key.print)) {
        return Ok(false);
    }
    let seen = row.coming().all(|key| now(key) == key.now.as_ref().map(|seen| &seen.print));
    if seen { Ok(true) } else { Err(Error::new(Code::ChangedElsewhere)) }
}

fn summary(done: &BulkDoneView) -> Facts {
    vec![
        (Fact::Clients, done.clients.to_string()),
        (Fact::Integrations, done.integrations.to_string()),
        (Fact::Keys, done.keys.to_string()),
    ]
}
