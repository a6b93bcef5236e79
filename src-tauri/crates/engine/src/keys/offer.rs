//! A key on offer: read and checked, shown to a person by its mask, not kept yet.

use std::path::Path;

use uuid::Uuid;
use vault::{Binding, Intake, Mask, Offer, Shape};

use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::plan::Plan;
use crate::store::keys::{Holder, PartRow};
use crate::store::profiles::Profile;
use crate::view::{Environment, KeyMaskView, KeyOfferView, KeySource, KeyWarning};

/// Parts that name an account and are no secret: two clients may well share one.
pub(crate) const NAMES_AN_ACCOUNT: [&str; 4] = ["username", "email", "account_id", "account_sid"];

/// A key that waits for a person's word. It is neither `Clone` nor `Debug`, holds what was confirmed (integration, part,
/// destinations), and is wiped when it is dropped.
pub struct KeyOffer {
    pub(super) integration: Uuid,
    pub(super) part: String,
    pub(super) source: KeySource,
    pub(super) offer: Offer,
    pub(super) binding: Binding,
    pub(super) view: KeyOfferView,
    /// The file it came from: closed once the key is kept.
    pub(super) handle: Option<Uuid>,
}

impl KeyOffer {
    /// What the native confirmation names.
    #[must_use]
    pub fn view(&self) -> KeyOfferView {
        self.view.clone()
    }
}

impl Engine {
    /// Offers what stands on the clipboard.
    ///
    /// # Errors
    /// When it is no key, or the keyring does not answer: the fingerprint needs the workspace's own key.
    pub async fn offer_from_clipboard(&self, integration: Uuid, part: &str) -> Result<KeyOffer> {
        let intake = self.vault().read_clipboard().await?;
        self.offer_from_intake(integration, part, KeySource::Clipboard, intake).await
    }

    /// Offers what a native prompt or standard input gave.
    ///
    /// # Errors
    /// As [`Engine::offer_from_clipboard`].
    pub async fn offer_from_intake(
        &self,
        integration: Uuid,
        part: &str,
        source: KeySource,
        intake: Intake,
    ) -> Result<KeyOffer> {
        let profile = self.store().profile(integration).await?;
        if profile.archived {
            return Err(Code::Archived.into());
        }
        let plan = Plan::of(&profile.input);
        let hint = &plan.part(part)?.hint;
        let binding = self.binding_of(profile.credential).await?;
        let offer = self.offer(intake, hint).await?;
        let view = self.offer_view(&profile, &plan, part, &offer, &binding).await?;
        Ok(KeyOffer { integration, part: part.to_owned(), source, offer, binding, view, handle: None })
    }

    /// Offers the value of `name` in a file that was opened for this part.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`] for a file that is closed, or was opened for something else.
    pub async fn offer_from_file(
        &self,
        integration: Uuid,
        part: &str,
        handle: Uuid,
        name: &str,
    ) -> Result<KeyOffer> {
        let open = self.inner.files.key(handle, self.store().now())?;
        if open.integration != integration || open.part != part {
            return Err(Code::HandleUnknown.into());
        }
        let intake = open.file.take(name)?;
        let offer = self.offer_from_intake(integration, part, KeySource::File, intake).await?;
        Ok(KeyOffer { handle: Some(handle), ..offer })
    }

    /// Offers the value of `name` in the file at `path`: for the terminal, where a person names the file.
    ///
    /// # Errors
    /// When the file cannot be read or has no such name.
    pub async fn offer_from_path(
        &self,
        integration: Uuid,
        part: &str,
        path: &Path,
        name: &str,
    ) -> Result<KeyOffer> {
        let file = self.vault().open_key_file(path).await?;
        self.offer_from_intake(integration, part, KeySource::File, file.take(name)?).await
    }

    /// Reads a key on the terminal, without echo.
    ///
    /// # Errors
    /// When there is no terminal, or nothing was typed.
    pub fn read_terminal(&self, prompt: &str) -> Result<Intake> {
        Ok(self.vault().read_terminal(prompt)?)
    }

    /// Names and mask of a held part, for the native confirmation of copying and forgetting.
    ///
    /// # Errors
    /// [`Code::KeyNotHeld`].
    pub async fn key_for_confirmation(&self, integration: Uuid, part: &str) -> Result<KeyOfferView> {
        let profile = self.store().profile(integration).await?;
        let plan = Plan::of(&profile.input);
        let held = held_part(&profile, part)?;
        let binding = self.binding_of(profile.credential).await;
        Ok(KeyOfferView {
            mask: row_mask_view(held),
            warnings: held.warnings.clone(),
            replaces: false,
            ..named(&profile, &plan, part, binding.as_ref().ok())
        })
    }

    async fn offer_view(
        &self,
        profile: &Profile,
        plan: &Plan,
        part: &str,
        offer: &Offer,
        binding: &Binding,
    ) -> Result<KeyOfferView> {
        let holders = self.store().holders(&offer.mask().fingerprint).await?;
        let environment = profile.input.environment;
        Ok(KeyOfferView {
            mask: mask_view(offer.mask()),
            warnings: warnings_of(part, offer.shape(), environment, profile.client.0, &holders),
            replaces: held_part(profile, part).is_ok(),
            ..named(profile, plan, part, Some(binding))
        })
    }
}

/// The part of the version in use.
pub(super) fn held_part<'p>(profile: &'p Profile, part: &str) -> Result<&'p PartRow> {
    let parts = profile.version.as_ref().map(|version| version.parts.as_slice()).unwrap_or_default();
    parts.iter().find(|row| row.name == part).ok_or_else(|| Error::at(Code::KeyNotHeld, part))
}

/// What a person should know about a key that is on offer for `client`.
pub(crate) fn warnings_of(
    part: &str,
    shape: Shape,
    environment: Environment,
    client: Uuid,
    holders: &[Holder],
) -> Vec<KeyWarning> {
    let mut warnings = Vec::new();
    if shape.unexpected {
        warnings.push(KeyWarning::Shape);
    }
    if shape.test && environment == Environment::Production {
        warnings.push(KeyWarning::TestInProduction);
    }
    if shape.live && environment != Environment::Production {
        warnings.push(KeyWarning::LiveOutsideProduction);
    }
    warnings.extend(shared_with(part, client, holders));
    if shape.trimmed {
        warnings.push(KeyWarning::Trimmed);
    }
    warnings
}

/// Which other client holds the same key.
pub(crate) fn shared_with(part: &str, client: Uuid, holders: &[Holder]) -> Option<KeyWarning> {
    let elsewhere = holders.iter().find(|holder| holder.client != client);
    let other = elsewhere.filter(|_| !NAMES_AN_ACCOUNT.contains(&part))?;
    let (client, integration) = (other.client_name.clone(), other.integration_name.clone());
    Some(KeyWarning::Shared { client, integration })
}

/// A mask as it is shown.
pub(crate) fn mask_view(mask: &Mask) -> KeyMaskView {
    KeyMaskView {
        prefix: mask.prefix.clone(),
        tail: mask.tail.clone(),
        fingerprint: mask.fingerprint.chars().take(6).collect(),
    }
}

/// The mask of a held part, as it is shown.
pub(crate) fn row_mask_view(row: &PartRow) -> KeyMaskView {
    let (prefix, tail, fingerprint) = (row.prefix.clone(), row.tail.clone(), row.fingerprint.clone());
    mask_view(&Mask { prefix, tail, fingerprint })
}

fn named(profile: &Profile, plan: &Plan, part: &str, binding: Option<&Binding>) -> KeyOfferView {
    let label = plan.parts.iter().find(|p| p.name == part).map_or(part, |p| p.label.as_str());
    let origins = binding.into_iter().flat_map(|binding| &binding.origins);
    let own_ca =
        binding.and_then(|binding| binding.ca_pem.as_deref()).and_then(|pem| crate::ca::facts(pem).ok());
    KeyOfferView {
        client: profile.client.1.clone(),
        integration: profile.integration.1.clone(),
        part: part.to_owned(),
        part_label: label.to_owned(),
        destinations: origins.map(ToString::to_string).collect(),
        own_ca: own_ca.map(|ca| ca.words()),
        mask: KeyMaskView { prefix: String::new(), tail: String::new(), fingerprint: String::new() },
        warnings: Vec::new(),
        replaces: false,
    }
}
