//! What picked requests come to: integrations, each with the key of its first request.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vault::Origin;

use super::OpenRequests;
use super::headers::{self, Left};
use super::schemes::Becomes;
use super::suggest::{Group, Suggested, leads_to, wants_probe};
use crate::engine::Engine;
use crate::error::{Code, Error, ErrorClass, Result};
use crate::plan::{self, Plan};
use crate::text::{self, FieldText};
use crate::view::{
    IntegrationInput, RequestChange, RequestNote, RequestOrder, RequestPicks, RequestPlanView,
    RequestPlanned, RequestProblem,
};
use crate::{address, words};

/// Integrations that one import may bring: a person has to read where each of them goes.
const MOST: usize = 200;
/// Requests that are named of one integration.
const MOST_NAMED: usize = 50;
/// Paths for orders that are named of one integration.
const MOST_ORDERS: usize = 20;

/// One integration that picked requests come to.
#[derive(Clone, Debug)]
pub(super) struct Picked {
    pub(super) group: usize,
    /// The places of the requests among all.
    pub(super) requests: Vec<usize>,
    pub(super) origin: Origin,
    pub(super) input: IntegrationInput,
    pub(super) becomes: Vec<Becomes>,
    pub(super) problems: Vec<RequestProblem>,
}

impl Engine {
    /// What these picks come to.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`]; [`Code::TooMany`] for more than 200 integrations; for a change, what saving an integration
    /// says of the same field.
    pub async fn plan_requests(&self, handle: Uuid, picks: &RequestPicks) -> Result<RequestPlanView> {
        let open = self.inner.files.requests(handle, self.store().now())?;
        let (picked, skipped) = self.picked(&open, picks).await?;
        let mut integrations = Vec::new();
        let mut keys = 0;
        for one in &picked {
            let planned = self.planned(&open, one).await?;
            keys += planned.parts.len();
            integrations.push(planned);
        }
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(RequestPlanView { handle, integrations, keys: number(keys), skipped: number(skipped) })
    }

    /// The integrations, and how many picked requests cannot be taken in.
    pub(super) async fn picked(
        &self,
        open: &OpenRequests,
        picks: &RequestPicks,
    ) -> Result<(Vec<Picked>, usize)> {
        let numbers: BTreeSet<usize> = picks.requests.iter().map(|number| *number as usize).collect();
        let wanted = |at: usize| picks.all || numbers.contains(&(at + 1));
        let mut skipped = 0;
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, worked) in open.worked.iter().enumerate().filter(|(at, _)| wanted(*at)) {
            match worked.suggested.as_ref().filter(|_| worked.problems.is_empty()) {
                Some(one) => groups.entry(one.group).or_default().push(at),
                None => skipped += 1,
            }
        }
        if groups.len() > MOST {
            return Err(Error::at(Code::TooMany, "picks"));
        }
        self.refuse_keys(texts_of(&picks.changes)).await?;
        let mut picked = Vec::new();
        for (group, requests) in groups {
            let change = picks.changes.iter().find(|one| one.integration as usize == group + 1);
            picked.push(self.pick(open, group, requests, change).await?);
        }
        Ok((picked, skipped))
    }

    async fn pick(
        &self,
        open: &OpenRequests,
        at: usize,
        requests: Vec<usize>,
        change: Option<&RequestChange>,
    ) -> Result<Picked> {
        let Group { origin, input } = &open.groups[at];
        let mut input = input.clone();
        let all: Vec<&Suggested> =
            requests.iter().filter_map(|at| open.worked[*at].suggested.as_ref()).collect();
        if wants_probe(&input) {
            // The test is one of those that were picked.
            input.probe = all.iter().find_map(|one| one.probe.clone());
        }
        let tested = input.probe.clone();
        if let Some(change) = change {
            apply(&mut input, change)?;
        }
        // And its headers are those of the very request: another's may ask for what this one does not have.
        let with = |probe: &Option<String>| all.iter().find(|one| probe.is_some() && one.probe == *probe);
        if let Some(one) = with(&input.probe).or_else(|| with(&tested)).or(all.first()) {
            input.headers.clone_from(&one.headers);
        }
        let becomes = all.first().map(|one| one.becomes.clone()).unwrap_or_default();
        let mut picked =
            Picked { group: at, requests, origin: origin.clone(), problems: Vec::new(), input, becomes };
        picked.problems = self.problems_of(open, &picked).await?;
        Ok(picked)
    }

    async fn problems_of(&self, open: &OpenRequests, picked: &Picked) -> Result<Vec<RequestProblem>> {
        let (input, mut problems) = (&picked.input, Vec::new());
        match plan::check(input) {
            Err(error) if error.code() == Code::NotHttps => problems.push(RequestProblem::NotHttps),
            Err(_) => problems.push(RequestProblem::AddressInvalid),
            Ok(()) => {
                let plan = Plan::of(input);
                if plan.base.is_none() {
                    let entry = crate::catalogue::find(&input.provider)?;
                    let needed = address::placeholders(&entry.base_url).into_iter();
                    let missing = needed.filter(|name| !input.variables.contains_key(*name));
                    problems.extend(
                        missing.map(|name| RequestProblem::VariableMissing { name: name.to_owned() }),
                    );
                } else if !leads_to(input, &picked.origin) {
                    let here = plan.base.and_then(|base| Origin::of(&base).ok());
                    problems.push(RequestProblem::DestinationDiffers {
                        request: picked.origin.to_string(),
                        here: here.map_or_else(String::new, |here| here.to_string()),
                    });
                }
            }
        }
        if self.store().integration_by_name(open.client.0, &input.name).await?.is_some() {
            problems.push(RequestProblem::NameTaken { name: input.name.clone() });
        }
        let Some(first) = picked.requests.first() else { return Ok(problems) };
        let (shape, plan) = (&open.file.requests()[*first], Plan::of(input));
        for one in &picked.becomes {
            let hint = plan.part(&one.part).map(|part| part.hint.clone()).unwrap_or_default();
            match self.offer(open.file.take(shape.parts[one.at].value)?, &hint).await {
                Ok(_) => {}
                Err(error) if matches!(error.class(), ErrorClass::Keyring | ErrorClass::Storage) => {
                    return Err(error);
                }
                Err(error) => problems.push(RequestProblem::KeyInvalid {
                    part: u32::try_from(one.at).unwrap_or(u32::MAX),
                    why: words::refusal(error.code()).0.to_owned(),
                }),
            }
        }
        Ok(problems)
    }

    async fn planned(&self, open: &OpenRequests, one: &Picked) -> Result<RequestPlanned> {
        let plan = Plan::of(&one.input);
        let first = one.requests.first().copied().unwrap_or_default();
        let shape = &open.file.requests()[first];
        let mut parts = self.parts_of_request(open, shape, Some(&one.input), &one.becomes).await?;
        parts.retain(|part| part.becomes.is_some());
        let suggested = || one.requests.iter().filter_map(|at| open.worked[*at].suggested.as_ref());
        let orders: BTreeSet<(String, String)> = suggested()
            .filter_map(|one| one.order.as_ref())
            .map(|order| (order.path.clone(), order.method.clone()))
            .collect();
        let notes: BTreeSet<RequestNote> = one
            .requests
            .iter()
            .take(MOST_NAMED)
            .flat_map(|at| open.worked[*at].notes.iter().cloned())
            .collect();
        let left = left_of(open, one);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let destinations = plan.binding().map(|binding| binding.origins).unwrap_or_default();
        Ok(RequestPlanned {
            integration: number(one.group + 1),
            requests: one.requests.iter().take(MOST_NAMED).map(|at| number(at + 1)).collect(),
            requests_total: number(one.requests.len()),
            provider_name: plan.provider_name.clone(),
            destinations: destinations.iter().map(ToString::to_string).collect(),
            auth_words: plan.auth_words.clone(),
            resolved_probe: plan.probe_words(),
            parts,
            orders: orders
                .into_iter()
                .take(MOST_ORDERS)
                .map(|(path, method)| RequestOrder { method, path })
                .collect(),
            problems: one.problems.iter().cloned().map(Into::into).collect(),
            notes: notes.into_iter().chain(headers::notes(&left)).map(Into::into).collect(),
            twins: open.twins.beside(&one.origin, open.client.0, &one.input),
            input: one.input.clone(),
        })
    }
}

/// Headers of its requests that the integration does not have.
fn left_of(open: &OpenRequests, one: &Picked) -> Left {
    let worked = one.requests.iter().map(|at| &open.worked[*at]);
    let all = worked.map(|of| {
        let headers = of.suggested.as_ref().map(|one| one.headers.as_slice());
        (headers.unwrap_or_default(), &of.left)
    });
    headers::left_of_all(all, &one.input.headers)
}

/// Every text that the page gives.
fn texts_of(changes: &[RequestChange]) -> Vec<FieldText> {
    let mut texts = Vec::new();
    for one in changes {
        texts.extend(one.name.iter().map(|name| ("name".to_owned(), name.clone())));
        texts.extend(one.probe.iter().map(|probe| ("probe".to_owned(), probe.clone())));
        texts.extend(one.variables.iter().map(|(name, value)| (format!("variables.{name}"), value.clone())));
    }
    texts
}

fn apply(input: &mut IntegrationInput, change: &RequestChange) -> Result<()> {
    if let Some(name) = &change.name {
        input.name = text::name("name", name)?;
    }
    if let Some(environment) = change.environment {
        input.environment = environment;
    }
    if let Some(probe) = &change.probe {
        let probe = text::line("probe", probe, address::MAX_URL)?;
        input.probe = (!probe.is_empty()).then_some(probe);
        let auth = &input.auth;
        input.probe.as_deref().map_or(Ok(()), |probe| address::check_probe(probe, auth).map(drop))?;
    }
    for (name, value) in &change.variables {
        let value = text::line(&format!("variables.{name}"), value, 500)?;
        input.variables.insert(name.clone(), value);
    }
    Ok(())
}
