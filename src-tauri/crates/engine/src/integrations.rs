//! Integrations: add, edit, duplicate. What lets a held key go somewhere new waits for a person's word: see
//! [`crate::rebind`].

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;
use vault::{Binding, ConditionFault, Expectation, LONGEST_CONDITION};

use crate::deed::{Deed, Fact};
use crate::error::{Code, Error, Result};
use crate::plan::{self, Plan};
use crate::rebind::{Rebind, Step};
use crate::store::integrations::IntegrationRecord;
use crate::view::{
    DueView, HeldPartView, IntegrationInput, IntegrationRow, IntegrationView, KeyMaskView, KeyPartView,
    NotTestable,
};
use crate::{Engine, ca, catalogue, health, text};

const SENDS: u32 = 24;
/// Most conditions of one integration.
const CONDITIONS: usize = 20;

impl Engine {
    /// Integrations: of one client, archived ones last, or all.
    ///
    /// # Errors
    /// [`Code::ClientUnknown`].
    pub async fn integrations(&self, client: Option<Uuid>) -> Result<Vec<IntegrationRow>> {
        let names: HashMap<Uuid, String> = match client {
            Some(id) => HashMap::from([(id, self.store().client(id).await?.input.name)]),
            None => self.store().client_names().await?.into_iter().map(|c| (c.id, c.name)).collect(),
        };
        let hooks = match client {
            Some(id) => self.store().hooks_of(&[id]).await?,
            None => self.store().hooks().await?,
        };
        let sends = self.store().last_sends(client).await?;
        let now = self.store().now();
        let mut rows: Vec<IntegrationRow> = hooks
            .into_iter()
            .filter_map(|hook| {
                let every = hook.every_days.or_else(|| catalogue::max_age_days(&hook.provider));
                Some(IntegrationRow {
                    id: hook.id,
                    client: hook.client,
                    client_name: names.get(&hook.client)?.clone(),
                    provider_name: catalogue::name(&hook.provider),
                    due: health::due(hook.taken_at, every, now),
                    last_send: sends.get(&hook.id).cloned(),
                    name: hook.name,
                    provider: hook.provider,
                    environment: hook.environment,
                    health: hook.health,
                    archived: hook.archived,
                })
            })
            .collect();
        // Stable: within each half the order of names stays.
        rows.sort_by_key(|row| row.archived);
        Ok(rows)
    }

    /// One integration.
    ///
    /// # Errors
    /// [`Code::IntegrationUnknown`].
    pub async fn integration(&self, id: Uuid) -> Result<IntegrationView> {
        let record = self.store().integration(id).await?;
        let plan = Plan::of(&record.input);
        let keys = self.key_parts(&record, &plan).await?;
        let taken_at = self.store().version_in_use(record.credential).await?.map(|v| v.created_at);
        let due: DueView = health::due(taken_at, plan.every_days, self.store().now());
        let missing = keys.iter().any(|k| k.held.is_none() && !k.optional).then_some(NotTestable::KeyMissing);
        let not_testable = record.archived.then_some(NotTestable::Archived).or(plan.not_testable).or(missing);
        let ca = record.input.ca_pem.as_deref().map(ca::facts).transpose()?;
        Ok(IntegrationView {
            id,
            client: record.client.0,
            client_name: record.client.1,
            provider_name: plan.provider_name.clone(),
            archived: record.archived,
            revision: record.revision,
            created_at: record.created_at,
            updated_at: record.updated_at,
            updated_by: record.updated_by,
            resolved_base: plan.base.as_ref().map(|b| b.as_str().trim_end_matches('/').to_owned()),
            resolved_probe: plan.probe_words(),
            probe_class: plan.probe.as_ref().map(|probe| probe.class),
            auth_words: plan.auth_words.clone(),
            default_conditions: catalogue::expected::conditions(&record.input.provider, plan.probe.as_ref()),
            not_testable,
            not_testable_words: not_testable.map(|why| Error::new(why.into()).refusal()),
            ca,
            health: record.health,
            due,
            keys,
            sends: self.store().latest_sends(id, SENDS).await?,
            input: record.input,
        })
    }

    /// The integration of this name or id, for the terminal.
    ///
    /// # Errors
    /// [`Code::IntegrationUnknown`].
    pub async fn find_integration(&self, client: Uuid, name: &str) -> Result<Uuid> {
        if let Some(id) = self.store().integration_by_name(client, name.trim()).await? {
            return Ok(id);
        }
        let id = name.trim().parse::<Uuid>().map_err(|_| Code::IntegrationUnknown)?;
        let found = self.store().integration(id).await?;
        if found.client.0 == client { Ok(id) } else { Err(Code::IntegrationUnknown.into()) }
    }

    /// Adds an integration to a client.
    ///
    /// # Errors
    /// A code that names the field.
    pub async fn add_integration(&self, client: Uuid, input: IntegrationInput) -> Result<IntegrationView> {
        let owner = self.store().client(client).await?;
        let (input, plan) = self.check_integration(&input).await?;
        let mut write = self.store().write().await?;
        let credential = write.add_credential(client).await?;
        let id = write.add_integration(client, credential, &input, &plan.host()).await?;
        let about = crate::deed::About::client(client, &owner.input.name).integration(id, &input.name);
        write.deed(Deed::IntegrationAdded, about.fact(Fact::Provider, plan.provider_name)).await?;
        write.commit().await?;
        self.integration(id).await
    }

    /// Changes an integration that is still at `revision`. When a held key would go somewhere new, nothing is changed yet.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`], [`Code::CredentialShared`], or a code that names the field.
    pub async fn edit_integration(
        &self,
        id: Uuid,
        revision: u32,
        input: IntegrationInput,
    ) -> Result<Step<IntegrationView>> {
        let before = self.store().integration(id).await?;
        if before.revision != revision {
            return Err(Code::ChangedElsewhere.into());
        }
        let (input, _) = self.check_integration_after(&input, &texts_of(&before.input)).await?;
        let rebind = Rebind::for_edit(self, &before, revision, input).await?;
        if rebind.needs_word() {
            Ok(Step::Ask(rebind))
        } else {
            Ok(Step::Done(self.confirm_rebind(rebind).await?))
        }
    }

    /// Copies an integration. `with_key` lets the copy use the same credential: that asks.
    ///
    /// # Errors
    /// [`Code::NameTaken`], [`Code::KeyNotHeld`], or another code about the name.
    pub async fn duplicate_integration(
        &self,
        id: Uuid,
        name: String,
        with_key: bool,
    ) -> Result<Step<IntegrationView>> {
        let source = self.store().integration(id).await?;
        let copied = IntegrationInput { name, ..source.input.clone() };
        let (input, plan) = self.check_integration_after(&copied, &texts_of(&source.input)).await?;
        if self.store().integration_by_name(source.client.0, &input.name).await?.is_some() {
            return Err(Error::at(Code::NameTaken, "name"));
        }
        if with_key {
            return Ok(Step::Ask(Rebind::for_copy(self, &source, input).await?));
        }
        let mut write = self.store().write().await?;
        let credential = write.add_credential(source.client.0).await?;
        let copy = write.add_integration(source.client.0, credential, &input, &plan.host()).await?;
        let about =
            crate::deed::About::client(source.client.0, &source.client.1).integration(copy, &input.name);
        write.deed(Deed::IntegrationDuplicated, about.fact(Fact::From, source.input.name)).await?;
        write.commit().await?;
        Ok(Step::Done(self.integration(copy).await?))
    }

    /// The input, trimmed and checked, and what it comes to.
    pub(crate) async fn check_integration(
        &self,
        input: &IntegrationInput,
    ) -> Result<(IntegrationInput, Plan)> {
        self.check_integration_after(input, &[]).await
    }

    async fn check_integration_after(
        &self,
        input: &IntegrationInput,
        known: &[text::FieldText],
    ) -> Result<(IntegrationInput, Plan)> {
        // First: what stands before an @ also looks like a key, and this says better what to do. Then keys, before lengths.
        input.base_url.as_deref().map_or(Ok(()), |url| crate::address::refuse_credentials(url.trim()))?;
        self.refuse_keys(text::fresh(texts_of(input), known)).await?;
        let checked = trimmed(input)?;
        if checked.rotate_every_days.is_some_and(|days| !(1..=1000).contains(&days)) {
            return Err(Error::at(Code::OutOfRange, "rotate_every_days"));
        }
        if checked.allow_loopback_http && !self.store().settings().await?.unsafe_loopback_http {
            return Err(Error::at(Code::NotHttps, "allow_loopback_http"));
        }
        plan::check(&checked)?;
        let plan = Plan::of(&checked);
        Ok((checked, plan))
    }

    /// What the keys of a credential may be used for: all that its live integrations need.
    pub(crate) async fn binding_of(&self, credential: Uuid) -> Result<Binding> {
        let users = self.store().integrations_with(credential).await?;
        crate::rebind::united(users.iter().map(|one| Plan::of(&one.input)))
    }

    /// Every part that the scheme needs, held or not.
    pub(crate) async fn key_parts(
        &self,
        record: &IntegrationRecord,
        plan: &Plan,
    ) -> Result<Vec<KeyPartView>> {
        let versions = self.store().versions(record.credential).await?;
        let in_use = versions.iter().find(|v| v.state.in_use());
        let older = versions.iter().filter(|v| v.state.held() && !v.state.in_use());
        let predecessors = u32::try_from(older.count()).unwrap_or(u32::MAX);
        let view = |name: &str| {
            let part = in_use?.parts.iter().find(|p| p.name == name)?;
            Some(HeldPartView {
                mask: KeyMaskView {
                    prefix: part.prefix.clone(),
                    tail: part.tail.clone(),
                    fingerprint: part.fingerprint.chars().take(6).collect(),
                },
                source: part.source,
                taken_at: part.taken_at,
                taken_by: part.taken_by.clone(),
                last_used_at: part.last_used_at,
                warnings: part.warnings.iter().cloned().map(Into::into).collect(),
                predecessors,
            })
        };
        Ok(plan
            .parts
            .iter()
            .map(|p| KeyPartView {
                part: p.name.clone(),
                label: p.label.clone(),
                optional: p.optional,
                held: view(&p.name),
            })
            .collect())
    }
}

/// Every text that a person entered, by field.
fn texts_of(input: &IntegrationInput) -> Vec<text::FieldText> {
    let mut texts = vec![
        ("name".to_owned(), input.name.clone()),
        ("notes".to_owned(), input.notes.clone()),
        ("owner".to_owned(), input.owner.clone()),
        ("base_url".to_owned(), input.base_url.clone().unwrap_or_default()),
        ("probe".to_owned(), input.probe.clone().unwrap_or_default()),
    ];
    texts.extend(input.tags.iter().map(|tag| ("tags".to_owned(), tag.clone())));
    for (at, condition) in input.conditions.iter().enumerate() {
        let field = format!("conditions.{at}");
        // Its pieces as well: in a condition a key stands between other words.
        let pieces = condition.parse::<Expectation>().map(|read| read.texts()).unwrap_or_default();
        texts.extend(pieces.into_iter().map(|piece| (field.clone(), piece)));
        texts.push((field, condition.clone()));
    }
    texts.extend(input.variables.iter().map(|(name, value)| (format!("variables.{name}"), value.clone())));
    texts.extend(crate::auth::texts_of(&input.auth));
    texts.extend(crate::headers::texts_of(&input.headers));
    texts
}

fn trimmed(input: &IntegrationInput) -> Result<IntegrationInput> {
    let optional = |field: &str, value: &Option<String>, limit| {
        let text = value.as_deref().map(|v| text::line(field, v, limit)).transpose()?;
        Ok::<_, Error>(text.filter(|t| !t.is_empty()))
    };
    let mut variables = BTreeMap::new();
    for (name, value) in &input.variables {
        let value = text::line(&format!("variables.{name}"), value, 500)?;
        if !value.is_empty() {
            variables.insert(name.clone(), value);
        }
    }
    let ca_pem = input.ca_pem.as_deref().filter(|pem| !pem.trim().is_empty());
    Ok(IntegrationInput {
        name: text::name("name", &input.name)?,
        provider: input.provider.clone(),
        environment: input.environment,
        variables,
        base_url: optional("base_url", &input.base_url, crate::address::MAX_URL)?,
        auth: input.auth.clone(),
        probe: optional("probe", &input.probe, crate::address::MAX_URL)?,
        ca_pem: ca_pem.map(ca::certificates).transpose()?,
        allow_loopback_http: input.allow_loopback_http,
        client_certificate: input.client_certificate,
        notes: text::lines("notes", &input.notes, text::NOTES)?,
        tags: text::tags(&input.tags)?,
        owner: text::line("owner", &input.owner, text::NAME)?,
        rotate_every_days: input.rotate_every_days,
        conditions: conditions(&input.conditions)?,
        headers: crate::headers::checked(&input.headers)?,
    })
}

/// Conditions as they are written in one way only; empty lines are none.
fn conditions(texts: &[String]) -> Result<Vec<String>> {
    let mut conditions = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let field = format!("conditions.{at}");
        let text = text::line(&field, text, LONGEST_CONDITION)?;
        if text.is_empty() {
            continue;
        }
        let read: Expectation = text.parse().map_err(|fault| {
            Error::at(
                match fault {
                    ConditionFault::Subject => Code::ConditionSubject,
                    ConditionFault::Test => Code::ConditionTest,
                    ConditionFault::Value => Code::ConditionValue,
                    ConditionFault::Long => Code::TooLong,
                },
                &field,
            )
        })?;
        let written = read.to_string();
        // Quotes that were left out may make it longer than what was typed.
        if written.chars().count() > LONGEST_CONDITION {
            return Err(Error::at(Code::TooLong, field));
        }
        if !conditions.contains(&written) {
            conditions.push(written);
        }
    }
    if conditions.len() > CONDITIONS { Err(Error::at(Code::TooMany, "conditions")) } else { Ok(conditions) }
}
