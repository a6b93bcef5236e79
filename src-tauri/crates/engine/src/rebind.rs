//! An edit or a copy that lets a held key go somewhere new. It waits for a person's word; then the keyring items are bound
//! anew, and only then the row changes.

use std::collections::BTreeSet;

use uuid::Uuid;
use vault::{Binding, Origin};

use crate::Engine;
use crate::deed::{About, Deed, Fact};
use crate::error::{Code, Result};
use crate::plan::Plan;
use crate::store::integrations::IntegrationRecord;
use crate::store::keys::VersionRow;
use crate::view::{IntegrationInput, IntegrationView, KeyMaskView};

/// Longer than a keyring takes that asks for its password.
const LEASE: chrono::Duration = chrono::Duration::seconds(180);

/// Done at once, or waiting for a person's word.
pub enum Step<T> {
    /// Done.
    Done(T),
    /// Ask natively, then pass it to [`Engine::confirm_rebind`].
    Ask(Rebind),
}

/// A change that lets a held key go somewhere new. Made only by the engine, and used up by its confirmation.
pub struct Rebind(Box<Pending>);

struct Pending {
    change: Change,
    record: IntegrationRecord,
    input: IntegrationInput,
    /// What the rows come to now.
    before: Option<Binding>,
    /// What the keyring items say now, which is what counts: read only where a person is asked.
    bound: Vec<(Uuid, Binding)>,
    /// `None` while nobody knows where the key would go: then it may go nowhere.
    after: Option<Binding>,
    versions: Vec<VersionRow>,
}

enum Change {
    Edit { revision: u32 },
    Copy,
}

/// What the native confirmation names before a key may go somewhere new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RebindView {
    /// The client's name.
    pub client: String,
    /// The integration's name; the copy's for a copy.
    pub integration: String,
    /// Masks of what is held.
    pub keys: Vec<KeyMaskView>,
    /// Where the key may go now.
    pub from: Vec<String>,
    /// Where it may go afterwards.
    pub to: Vec<String>,
    /// Whether plain HTTP on this machine would be allowed.
    pub loopback_http: bool,
    /// What a send does with it now, a line each: where each part stands, and where a token is bought.
    pub recipe_now: Vec<String>,
    /// The same afterwards, where it is another; else empty.
    pub recipe_then: Vec<String>,
    /// Whether the authorities that are trusted for it change.
    pub ca_changes: bool,
    /// The authority that alone will be trusted for it, when it is not the system's; with its fingerprints, a line each.
    pub own_ca: Option<String>,
}

impl Rebind {
    /// What the confirmation names.
    #[must_use]
    pub fn view(&self) -> RebindView {
        let now = || self.0.bound.iter().map(|(_, binding)| binding);
        let from: BTreeSet<String> = now().flat_map(|b| b.origins.iter().map(Origin::to_string)).collect();
        let to = self.0.after.iter().flat_map(|b| b.origins.iter().map(Origin::to_string));
        let differs = |of: fn(&Binding) -> String| {
            let after = self.0.after.as_ref().map(of);
            now().any(|binding| after.as_ref() != Some(&of(binding)))
        };
        let placed_anew = differs(|b| format!("{:?} {:?}", b.placement, b.client_certificate));
        let lines = |binding: Option<&Binding>| binding.map(crate::words::recipe).unwrap_or_default();
        let parts =
            self.0.versions.iter().find(|v| v.state.in_use()).map(|v| v.parts.as_slice()).unwrap_or_default();
        RebindView {
            client: self.0.record.client.1.clone(),
            integration: self.0.input.name.clone(),
            keys: parts
                .iter()
                .map(|p| KeyMaskView {
                    prefix: p.prefix.clone(),
                    tail: p.tail.clone(),
                    fingerprint: p.fingerprint.chars().take(6).collect(),
                })
                .collect(),
            from: from.into_iter().collect(),
            to: to.collect(),
            loopback_http: self.0.after.as_ref().is_some_and(|b| b.loopback_http),
            recipe_now: lines(now().next()),
            recipe_then: if placed_anew { lines(self.0.after.as_ref()) } else { Vec::new() },
            ca_changes: differs(|b| format!("{:?}", b.ca_pem)),
            own_ca: self.0.after.as_ref().and_then(|b| b.ca_pem.as_deref()).map(ca_words),
        }
    }

    pub(crate) async fn for_edit(
        engine: &Engine,
        record: &IntegrationRecord,
        revision: u32,
        input: IntegrationInput,
    ) -> Result<Self> {
        let (users, versions) = engine.users_and_versions(record.credential).await?;
        let after = users.iter().map(|u| Plan::of(if u.id == record.id { &input } else { &u.input }));
        let mut rebind = Self(Box::new(Pending {
            change: Change::Edit { revision },
            before: known(united(users.iter().map(|u| Plan::of(&u.input))))?,
            bound: Vec::new(),
            after: known(united(after))?,
            record: record.clone(),
            input,
            versions,
        }));
        if rebind.needs_word() {
            rebind.0.bound = engine.bound_now(&rebind.0.versions).await?;
        }
        Ok(rebind)
    }

    pub(crate) async fn for_copy(
        engine: &Engine,
        source: &IntegrationRecord,
        input: IntegrationInput,
    ) -> Result<Self> {
        let (users, versions) = engine.users_and_versions(source.credential).await?;
        if versions.is_empty() {
            return Err(Code::KeyNotHeld.into());
        }
        let before = known(united(users.iter().map(|u| Plan::of(&u.input))))?;
        let plans = users.iter().map(|u| Plan::of(&u.input)).chain([Plan::of(&input)]);
        let after = known(united(plans))?;
        let (record, bound) = (source.clone(), engine.bound_now(&versions).await?);
        Ok(Self(Box::new(Pending { change: Change::Copy, before, bound, after, record, input, versions })))
    }

    /// Whether a held key would be allowed something that it is not allowed now.
    pub(crate) fn needs_word(&self) -> bool {
        !self.0.versions.is_empty() && self.0.before != self.0.after
    }
}

fn ca_words(pem: &str) -> String {
    crate::ca::facts(pem).map_or_else(|_| "unreadable".to_owned(), |ca| ca.words())
}

/// One binding for all who use a credential: the origins of all of them, and one way of placing it.
pub(crate) fn united(plans: impl Iterator<Item = Plan>) -> Result<Binding> {
    let mut all: Option<Binding> = None;
    for plan in plans {
        let one = match plan.binding() {
            Ok(binding) => binding,
            // Not filled in yet: it adds nothing.
            Err(error) if error.code() == Code::DestinationMissing => continue,
            Err(error) => return Err(error),
        };
        match &mut all {
            None => all = Some(one),
            Some(united)
                if united.placement == one.placement
                    && united.ca_pem == one.ca_pem
                    && united.client_certificate == one.client_certificate =>
            {
                united.origins.extend(one.origins);
                united.loopback_http |= one.loopback_http;
            }
            Some(_) => return Err(Code::CredentialShared.into()),
        }
    }
    all.ok_or_else(|| Code::DestinationMissing.into())
}

fn known(binding: Result<Binding>) -> Result<Option<Binding>> {
    match binding {
        Ok(binding) => Ok(Some(binding)),
        Err(error) if error.code() == Code::DestinationMissing => Ok(None),
        Err(error) => Err(error),
    }
}

impl Engine {
    /// Makes the change: binds the held keys anew where that is needed, then writes the row.
    ///
    /// # Errors
    /// A keyring code: nothing has changed then that cannot be repeated. [`Code::ChangedElsewhere`].
    pub async fn confirm_rebind(&self, rebind: Rebind) -> Result<IntegrationView> {
        // Nobody takes a key in meanwhile: it would be bound to what was. Nor is one renewed: it would be bound back.
        let (mut write, lease) = self.begin_key_change(rebind.0.record.credential, LEASE).await?;
        self.refuse_stale(&rebind).await?;
        if !rebind.needs_word() {
            let id = write_change(&mut write, &rebind).await?;
            lease.release(&mut write).await?;
            write.commit().await?;
            return self.integration(id).await;
        }
        let view = rebind.view();
        let about =
            rebind.0.record.about().fact(Fact::From, view.from.join(", ")).fact(Fact::To, view.to.join(", "));
        let intent = write.intend(Deed::DestinationChanged, about).await?;
        write.commit().await?;

        let changed = async {
            self.bind_versions(&rebind).await?;
            let mut write = self.store().write().await?;
            lease.release(&mut write).await?;
            let id = write_change(&mut write, &rebind).await?;
            write.reset_standing(rebind.0.record.credential).await?;
            write.finish(intent, Deed::DestinationChanged, true, Vec::new()).await?;
            write.commit().await?;
            Ok(id)
        };
        let changed: Result<Uuid> = changed.await;
        match changed {
            Ok(id) => self.integration(id).await,
            Err(error) => {
                self.bind_back(&rebind).await;
                let mut write = self.store().write().await?;
                lease.release(&mut write).await?;
                let why = vec![(Fact::Code, error.to_string())];
                write.finish(intent, Deed::DestinationChanged, false, why).await?;
                write.commit().await?;
                Err(error)
            }
        }
    }

    /// What was confirmed must still be what is there.
    async fn refuse_stale(&self, rebind: &Rebind) -> Result<()> {
        let now = self.store().integration(rebind.0.record.id).await?;
        let (users, versions) = self.users_and_versions(rebind.0.record.credential).await?;
        let same = versions.iter().map(|v| v.id).eq(rebind.0.versions.iter().map(|v| v.id));
        // Others use the key too: what was taken from it for them meanwhile must not come back with this change.
        let before = known(united(users.iter().map(|u| Plan::of(&u.input))))?;
        if same && before == rebind.0.before && now.revision == rebind.0.record.revision {
            Ok(())
        } else {
            Err(Code::ChangedElsewhere.into())
        }
    }

    async fn bind_versions(&self, rebind: &Rebind) -> Result<()> {
        let nowhere = rebind.0.bound.first();
        let nowhere = nowhere.map(|(_, b)| Binding { origins: Default::default(), ..b.clone() });
        let binding = rebind.0.after.clone().or(nowhere).ok_or(Code::DestinationMissing)?;
        for version in &rebind.0.versions {
            let done = self.vault().rebind(version.id, &binding).await;
            self.note_keyring(&done);
            done?;
        }
        Ok(())
    }

    /// A change that came to nothing lets no key go anywhere new. What cannot be bound back now is bound where a person said
    /// that it may go; the next edit asks again from there.
    async fn bind_back(&self, rebind: &Rebind) {
        for (version, binding) in &rebind.0.bound {
            let _best_effort = self.vault().rebind(*version, binding).await;
        }
    }

    async fn bound_now(&self, versions: &[VersionRow]) -> Result<Vec<(Uuid, Binding)>> {
        let mut bound = Vec::with_capacity(versions.len());
        for version in versions {
            bound.push((version.id, self.noting_keyring(self.vault().binding(version.id).await)?));
        }
        Ok(bound)
    }

    async fn users_and_versions(
        &self,
        credential: Uuid,
    ) -> Result<(Vec<IntegrationRecord>, Vec<VersionRow>)> {
        let users = self.store().integrations_with(credential).await?;
        let mut versions = self.store().versions(credential).await?;
        versions.retain(|v| v.state.held());
        Ok((users, versions))
    }
}

async fn write_change(write: &mut crate::store::Write<'_>, rebind: &Rebind) -> Result<Uuid> {
    let Pending { record, input, .. } = &*rebind.0;
    let plan = Plan::of(input);
    match rebind.0.change {
        Change::Edit { revision } => {
            write.edit_integration(record.id, revision, input, &plan.host()).await?;
            if plan.base != Plan::of(&record.input).base {
                write.mark_untested(record.id).await?;
            }
            let about = About::client(record.client.0, &record.client.1).integration(record.id, &input.name);
            let fields = changed(&record.input, input).join(", ");
            write.deed(Deed::IntegrationEdited, about.fact(Fact::Fields, fields)).await?;
            Ok(record.id)
        }
        Change::Copy => {
            let copy = write.add_integration(record.client.0, record.credential, input, &plan.host()).await?;
            let about = About::client(record.client.0, &record.client.1).integration(copy, &input.name);
            write
                .deed(Deed::IntegrationDuplicated, about.fact(Fact::From, record.input.name.clone()))
                .await?;
            Ok(copy)
        }
    }
}

/// The names of what an edit changes: their contents are no business of the log.
fn changed(before: &IntegrationInput, after: &IntegrationInput) -> Vec<&'static str> {
    [
        ("name", before.name != after.name),
        ("provider", before.provider != after.provider),
        ("environment", before.environment != after.environment),
        ("variables", before.variables != after.variables),
        ("base URL", before.base_url != after.base_url),
        ("auth", before.auth != after.auth),
        ("headers", before.headers != after.headers),
        ("probe", before.probe != after.probe),
        ("certificate authority", before.ca_pem != after.ca_pem),
        ("plain HTTP on loopback", before.allow_loopback_http != after.allow_loopback_http),
        ("client certificate", before.client_certificate != after.client_certificate),
        ("notes", before.notes != after.notes),
        ("tags", before.tags != after.tags),
        ("owner", before.owner != after.owner),
        ("rotation interval", before.rotate_every_days != after.rotate_every_days),
        ("conditions", before.conditions != after.conditions),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}
