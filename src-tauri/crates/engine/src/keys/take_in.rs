//! Taking a key in. The order is: intent, log, keyring, rows.
//!
//! The intent names the new version before the keyring knows it, so that a crash leaves nothing that nobody can name.
//! The log is searched for the key before it is kept, not after: whatever fails from then on, too much is masked rather
//! than too little. The predecessor's value stays. The clipboard is cleared last, when the key is safe elsewhere.

use chrono::Duration;
use uuid::Uuid;
use vault::{Binding, KeyringTrouble, Offer, VaultError};

use super::lease::KeyLease;
use super::offer::{KeyOffer, held_part};
use crate::codes::Coded as _;
use crate::deed::{Deed, Fact, Facts};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::plan::Plan;
use crate::store::keys::{PartRow, VersionRow, VersionState};
use crate::store::profiles::Profile;
use crate::view::{KeySource, KeyTakenView, KeyWarning};

/// A keyring that shows a prompt can take a minute; a lease that is older belongs to a process that is gone.
pub(super) fn lease_lasts() -> Duration {
    Duration::seconds(180)
}

/// One part that comes in.
pub(crate) struct PartIn {
    pub(crate) name: String,
    pub(crate) source: KeySource,
    pub(crate) warnings: Vec<KeyWarning>,
}

/// Whether what is stored was searched for the keys that come in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    Unsearched,
    /// For all keys of a file at once.
    Searched,
}

/// A take-in whose intent is logged.
struct Begun {
    event: Uuid,
    version: Uuid,
    lease: KeyLease,
}

impl Engine {
    /// Keeps a key that a person has confirmed.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`] when the destination is no longer the one that was confirmed; else what the keyring or
    /// the database say. The offer is spent; whatever was held before is still held.
    pub async fn take_in(&self, offer: KeyOffer) -> Result<KeyTakenView> {
        let KeyOffer { integration, part, source, offer, binding, view, handle } = offer;
        let profile = self.store().profile(integration).await?;
        if self.binding_of(profile.credential).await? != binding {
            return Err(Code::ChangedElsewhere.into());
        }
        let coming = [PartIn { name: part.clone(), source, warnings: view.warnings }];
        let offers = [(part.clone(), offer)];
        let masked_in_log = self.take_parts(&profile, &coming, &offers, &binding, Log::Unsearched).await?;
        if let Some(handle) = handle {
            self.inner.files.close(handle);
        }
        let [(_, offer)] = &offers;
        let clipboard_cleared = offer.from_clipboard() && self.vault().clear_clipboard_of(offer).await;
        let now = self.integration(integration).await?;
        let complete = now.keys.iter().all(|key| key.optional || key.held.is_some());
        let taken = now.keys.into_iter().find(|key| key.part == part);
        let part = taken.ok_or_else(|| Error::at(Code::PartUnknown, "part"))?;
        Ok(KeyTakenView { part, integration, complete, masked_in_log, clipboard_cleared })
    }

    /// Keeps `offers`, all in one new version, and says in how many entries of the log they were masked.
    pub(crate) async fn take_parts(
        &self,
        profile: &Profile,
        coming: &[PartIn],
        offers: &[(String, Offer)],
        binding: &Binding,
        log: Log,
    ) -> Result<u32> {
        let begun = self.begin_take_in(profile, coming, offers).await?;
        let kept = self.keep_parts(&begun, profile, coming, offers, binding, log).await;
        if let Err(error) = &kept {
            self.give_up(&begun, error).await;
        }
        kept
    }

    async fn begin_take_in(
        &self,
        profile: &Profile,
        coming: &[PartIn],
        offers: &[(String, Offer)],
    ) -> Result<Begun> {
        if profile.archived {
            return Err(Code::Archived.into());
        }
        let (mut write, lease) = self.begin_key_change(profile.credential, lease_lasts()).await?;
        let mut about = profile.about();
        about.facts = facts(&Plan::of(&profile.input), coming, offers);
        let event = write.intend(Deed::KeyTakenIn, about).await?;
        let version = write.intend_version(profile.credential).await?;
        write.commit().await?;
        Ok(Begun { event, version, lease })
    }

    async fn keep_parts(
        &self,
        begun: &Begun,
        profile: &Profile,
        coming: &[PartIn],
        offers: &[(String, Offer)],
        binding: &Binding,
        log: Log,
    ) -> Result<u32> {
        // Read again under the lease: whoever had it before may have bound the key anew, or taken a part in.
        if self.binding_of(profile.credential).await? != *binding {
            return Err(Code::ChangedElsewhere.into());
        }
        let before = self.store().version_in_use(profile.credential).await?;
        let stays = |row: &&PartRow| coming.iter().all(|one| one.name != row.name);
        let rows = before.iter().flat_map(|version| &version.parts).filter(stays);
        let carried: Vec<String> = rows.map(|row| row.name.clone()).collect();
        let masked = match log {
            Log::Unsearched => self.mask_stored(&profile.input.provider, offers).await?,
            Log::Searched => 0,
        };
        let keep = before.as_ref().filter(|_| !carried.is_empty()).map(|v| (v.id, carried.clone()));
        self.noting_keyring(self.vault().store(begun.version, offers, keep, binding).await)?;
        self.write_version(begun, profile, before.as_ref(), coming, offers, &carried).await?;
        if let Some(before) = before.filter(|v| completes(v, coming)) {
            self.drop_incomplete(&before).await;
        }
        Ok(masked)
    }

    async fn write_version(
        &self,
        begun: &Begun,
        profile: &Profile,
        before: Option<&VersionRow>,
        coming: &[PartIn],
        offers: &[(String, Offer)],
        carried: &[String],
    ) -> Result<()> {
        let plan = Plan::of(&profile.input);
        let held = |name: &String| carried.contains(name) || coming.iter().any(|one| one.name == *name);
        let whole = plan.parts.iter().all(|part| part.optional || held(&part.name));
        let mut write = self.store().write().await?;
        if let Some(before) = before {
            write.set_version_state(before.id, VersionState::Retiring).await?;
            write.carry_parts(before.id, begun.version, carried).await?;
        }
        for (one, (_, offer)) in coming.iter().zip(offers) {
            let row = part_row(one, offer, write.now(), write.by());
            write.add_part(begun.version, &row).await?;
        }
        let state = if whole { VersionState::Current } else { VersionState::Incomplete };
        write.set_version_state(begun.version, state).await?;
        write.reset_standing(profile.credential).await?;
        write.finish(begun.event, Deed::KeyTakenIn, true, Facts::new()).await?;
        begun.lease.release(&mut write).await?;
        write.commit().await
    }

    /// Logs that it came to nothing. A version of which the keyring may hold something stays `intended`: it is listed,
    /// and forgotten with the credential.
    async fn give_up(&self, begun: &Begun, error: &Error) {
        let nothing_written = matches!(error.code(), Code::KeyringLocked | Code::KeyringAbsent);
        let logged = async {
            let mut write = self.store().write().await?;
            if nothing_written {
                write.set_version_state(begun.version, VersionState::Forgotten).await?;
            }
            let why = vec![(Fact::Code, error.code().code().to_owned())];
            write.finish(begun.event, Deed::KeyTakenIn, false, why).await?;
            begun.lease.release(&mut write).await?;
            write.commit().await
        };
        // The caller hears of the first trouble; that this could not be logged either shows as an unfinished intent.
        let _best_effort: Result<()> = logged.await;
    }

    /// Parts that were collected in an unfinished version live on in the one that completes it.
    async fn drop_incomplete(&self, before: &VersionRow) {
        if self.vault().forget(before.id).await.is_err() {
            // It stays as a predecessor, listed, and goes when the key is forgotten.
            return;
        }
        let marked = async {
            let mut write = self.store().write().await?;
            write.set_version_state(before.id, VersionState::Forgotten).await?;
            write.commit_quietly().await
        };
        let _best_effort: Result<()> = marked.await;
    }

    /// A vault's answer as ours, remembering what it tells about the keyring.
    pub(crate) fn noting_keyring<T>(&self, answer: std::result::Result<T, VaultError>) -> Result<T> {
        match &answer {
            Ok(_) => self.note_keyring(&Ok::<(), KeyringTrouble>(())),
            Err(VaultError::Keyring(trouble)) => self.note_keyring(&Err::<(), KeyringTrouble>(*trouble)),
            Err(_) => {}
        }
        Ok(answer?)
    }
}

/// Whether `before` was only waiting for these parts, none of which it had.
fn completes(before: &VersionRow, coming: &[PartIn]) -> bool {
    let has = |one: &PartIn| before.parts.iter().any(|row| row.name == one.name);
    before.state == VersionState::Incomplete && !coming.iter().any(has)
}

/// A part's row.
pub(crate) fn part_row(
    one: &PartIn,
    offer: &Offer,
    taken_at: chrono::DateTime<chrono::Utc>,
    taken_by: &str,
) -> PartRow {
    let mask = offer.mask();
    PartRow {
        name: one.name.clone(),
        prefix: mask.prefix.clone(),
        tail: mask.tail.clone(),
        fingerprint: mask.fingerprint.clone(),
        source: one.source,
        taken_at,
        taken_by: taken_by.to_owned(),
        warnings: one.warnings.clone(),
        last_used_at: None,
    }
}

/// What the log says of parts that come in.
pub(crate) fn facts(plan: &Plan, coming: &[PartIn], offers: &[(String, Offer)]) -> Facts {
    let mut facts = Facts::new();
    for (one, (name, offer)) in coming.iter().zip(offers) {
        let label = plan.parts.iter().find(|part| part.name == *name).map_or(name, |part| &part.label);
        facts.push((Fact::Part, label.clone()));
        facts.push((
            Fact::Key,
            mask_words(&offer.mask().prefix, &offer.mask().tail, &offer.mask().fingerprint),
        ));
        facts.push((Fact::Source, one.source.code().to_owned()));
    }
    facts
}

/// A mask in one line: `ck_••••••••c0de #3f9a2b`.
pub(crate) fn mask_words(prefix: &str, tail: &str, fingerprint: &str) -> String {
    let short: String = fingerprint.chars().take(6).collect();
    format!("{prefix}••••••••{tail} #{short}")
}

/// The mask of a held part, for the log.
pub(super) fn held_words(profile: &Profile, part: &str) -> Result<String> {
    let row = held_part(profile, part)?;
    Ok(mask_words(&row.prefix, &row.tail, &row.fingerprint))
}
