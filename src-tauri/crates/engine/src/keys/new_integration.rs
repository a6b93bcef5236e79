//! An integration that comes with its key: from a bulk file, or from a request. The keyring comes first, under a version id
//! that the intent names; then client, integration, credential, version and parts are written in one transaction. So it is
//! there with its key, or not at all.

use uuid::Uuid;
use vault::{Binding, Offer};

use super::take_in::{PartIn, facts, part_row};
use crate::codes::Coded as _;
use crate::deed::{About, Deed, Fact, Facts};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::plan::Plan;
use crate::store::keys::VersionState;
use crate::view::{ClientInput, IntegrationInput};

/// What is to be made.
pub(crate) struct NewIntegration<'n> {
    /// `None`: the client is made, too.
    pub(crate) client: Option<Uuid>,
    pub(crate) client_name: &'n str,
    pub(crate) input: &'n IntegrationInput,
    pub(crate) coming: &'n [PartIn],
    pub(crate) offers: &'n [(String, Offer)],
    /// What a person confirmed that its key may be used for.
    pub(crate) confirmed: &'n Binding,
}

/// A log entry that names what was about to be made, and the version that its key would have.
struct Intended {
    event: Uuid,
    version: Uuid,
}

impl Engine {
    /// Makes an integration, with its key where one is on offer.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`] when its key would go elsewhere than a person confirmed; else what keyring or database say.
    /// Then nothing of it is there.
    pub(crate) async fn make_integration(&self, new: &NewIntegration<'_>) -> Result<Uuid> {
        let plan = Plan::of(new.input);
        as_confirmed(&plan.binding()?, new.confirmed)?;
        if new.offers.is_empty() {
            return self.write_integration(new, None).await;
        }
        let version = self.store().new_id();
        let mut about = About::default()
            .fact(Fact::Clients, new.client_name)
            .fact(Fact::Integrations, &new.input.name)
            // No row names it until all is written: an item that a crash left behind is known by this.
            .fact(Fact::Version, version.to_string());
        about.facts.extend(facts(&plan, new.coming, new.offers));
        let mut write = self.store().write().await?;
        let event = write.intend(Deed::KeyTakenIn, about).await?;
        write.commit().await?;
        let kept = async {
            self.noting_keyring(self.vault().store(version, new.offers, None, new.confirmed).await)?;
            self.write_integration(new, Some(Intended { event, version })).await
        };
        let kept: Result<Uuid> = kept.await;
        if let Err(error) = &kept {
            // Written a moment ago under an id that the intent alone names: taken back, or listed by the doctor if that
            // fails too.
            let _best_effort = self.vault().forget(version).await;
            let mut write = self.store().write().await?;
            let why = vec![(Fact::Code, error.code().code().to_owned())];
            write.finish(event, Deed::KeyTakenIn, false, why).await?;
            write.commit().await?;
        }
        kept
    }

    async fn write_integration(&self, new: &NewIntegration<'_>, key: Option<Intended>) -> Result<Uuid> {
        let plan = Plan::of(new.input);
        let mut write = self.store().write().await?;
        let client = match new.client {
            Some(client) => client,
            None => {
                let input = ClientInput { name: new.client_name.to_owned(), ..ClientInput::default() };
                let client = write.add_client(&input).await?;
                write.deed(Deed::ClientAdded, About::client(client, new.client_name)).await?;
                client
            }
        };
        let credential = write.add_credential(client).await?;
        let integration = write.add_integration(client, credential, new.input, &plan.host()).await?;
        let about = About::client(client, new.client_name).integration(integration, &new.input.name);
        write.deed(Deed::IntegrationAdded, about.clone()).await?;
        if let Some(Intended { event, version }) = key {
            write.add_version(version, credential).await?;
            for (one, (_, offer)) in new.coming.iter().zip(new.offers) {
                let part = part_row(one, offer, write.now(), write.by());
                write.add_part(version, &part).await?;
            }
            let has = |name: &str| new.coming.iter().any(|one| one.name == name);
            let whole = plan.parts.iter().all(|part| part.optional || has(&part.name));
            let state = if whole { VersionState::Current } else { VersionState::Incomplete };
            write.set_version_state(version, state).await?;
            write.name_event(event, &about).await?;
            write.finish(event, Deed::KeyTakenIn, true, Facts::new()).await?;
        }
        write.commit().await?;
        Ok(integration)
    }
}

/// Keys go only where the person who confirmed saw that these very keys would go, and as they would.
pub(crate) fn as_confirmed(binding: &Binding, confirmed: &Binding) -> Result<()> {
    if binding == confirmed { Ok(()) } else { Err(Error::new(Code::ChangedElsewhere)) }
}
