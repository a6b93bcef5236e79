//! Test sends: profile, lease, intent, errand, verdict, outcome.
//!
//! The intent is on the disk before the key leaves: it is written while the connection is opened, and the request waits for
//! it. The outcome follows in one transaction with the attempt. What lies between survives its caller: a send whose caller
//! goes away is stopped and logged as stopped. The vault is never left in the middle of one: it is told to stop, and says
//! what had left by then.

mod asked;
mod frozen;
mod kept;
mod renewing;
mod strict;
pub(crate) mod view;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use url::Url;
use uuid::Uuid;
use vault::{Answer, Clearance, Errand, Expectation, Failure, Limits, Reply};

use crate::cancel::Cancel;
use crate::catalogue::{expected, harmless};
use crate::deed::{About, Deed};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::keys::NAMES_AN_ACCOUNT;
use crate::plan::{Plan, PlanProbe};
use crate::rebind::united;
use crate::store::profiles::Profile;
use crate::store::send_scripts::Intent;
use crate::store::sends::StoredExchange;
use crate::text::visible;
use crate::verdict::{
    Asking, Details, Facts, JudgedCondition, KeyMode, OwnConditions, Reason, Verdict, judge,
};
use crate::view::{Environment, NotTestable, ProbeClass, SendView, Settings};

pub use asked::{TestOffer, TestOfferView};
pub(crate) use frozen::Frozen;
pub(crate) use renewing::Renewing;

/// What writing intent and outcome takes at most, beside the send.
const WRITING: std::time::Duration = std::time::Duration::from_secs(30);

/// Longer than any send may take: a lease that is older belongs to a process that is gone.
pub(crate) fn lease_lasts(limits: &Limits) -> chrono::Duration {
    chrono::Duration::from_std(limits.whole() + WRITING).unwrap_or(chrono::Duration::MAX)
}

impl Engine {
    /// Sends the integration's probe with its key, and says what came of it.
    ///
    /// # Errors
    /// Before anything is sent: when the integration cannot be tested, or a test of it is under way; [`Code::ProbeCreates`]
    /// where it creates something and a person has to say so first, see [`Self::offer_test`]. Everything that happens from
    /// then on, up to a locked keyring, is a verdict.
    pub async fn test(&self, integration: Uuid, cancel: Cancel) -> Result<SendView> {
        let (profile, settings) =
            tokio::try_join!(self.store().profile(integration), self.store().settings())?;
        Ok(self.send_profile(profile, &settings, cancel).await?.view)
    }

    /// As [`Self::test`], of an integration that was just read, with what only other sends need to know.
    pub(crate) async fn send_profile(
        &self,
        profile: Profile,
        settings: &Settings,
        cancel: Cancel,
    ) -> Result<Sent> {
        self.send_apart(Send::prepare(self, profile, settings, None)?, cancel).await
    }

    /// Sends by itself: dropped, it is stopped and logged.
    async fn send_apart(&self, send: Send, cancel: Cancel) -> Result<Sent> {
        // Dropping this future must not leave a send half-logged: the work goes on by itself, and is told to stop.
        let stop = Cancel::new();
        let _gone = stop.on_drop();
        let engine = self.clone();
        let work = tokio::spawn(async move {
            let _under_way = engine.inner.under_way.read().await;
            let sent = send.run(&engine, Some([&cancel, &stop, &engine.inner.closing])).await?;
            sent.written()
        });
        work.await.map_err(|_| Error::new(Code::SendFailed))?
    }
}

/// A send that is over.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) view: SendView,
    /// Seconds until the provider wants to be asked again.
    pub(crate) retry_after: Option<u32>,
    /// What the vault made of it.
    pub(crate) outcome: Outcome,
    /// Whether its request may have left.
    pub(crate) left: bool,
    /// Why what came of it could not be written down.
    pub(crate) trouble: Option<Error>,
}

impl Sent {
    /// The send, where all of it was written down.
    ///
    /// # Errors
    /// A storage code.
    pub(crate) fn written(mut self) -> Result<Self> {
        self.trouble.take().map_or(Ok(self), Err)
    }
}

/// An answer, or why there is none.
pub(crate) type Outcome = std::result::Result<Answer, Failure>;

/// A send that is ready to go.
pub(crate) struct Send {
    profile: Profile,
    /// What the log calls it.
    deed: Deed,
    version: Uuid,
    asking: Asking,
    details: Details,
    errand: Errand,
    lease: String,
    /// The integration's base address, which the request lies below.
    base: Option<Url>,
    /// As they are written; read in the errand.
    conditions: Vec<String>,
}

impl Send {
    /// The integration's test. What creates something is sent on a person's word alone, and only as they were `shown` it.
    fn prepare(
        engine: &Engine,
        profile: Profile,
        settings: &Settings,
        shown: Option<&Frozen>,
    ) -> Result<Self> {
        let (send, creates) = Self::of_probe(engine, profile, settings)?;
        match shown {
            Some(shown) => shown.refuse_other(&send)?,
            None if creates => return Err(Code::ProbeCreates.into()),
            None => {}
        }
        Ok(send)
    }

    /// The integration's test, and whether it creates something.
    fn of_probe(engine: &Engine, profile: Profile, settings: &Settings) -> Result<(Self, bool)> {
        let plan = Plan::of(&profile.input);
        let version = sendable(&profile, &plan, plan.not_testable)?;
        let probe = plan.probe.as_ref().ok_or(Code::NoSafeProbe)?;
        let creates = probe.class == ProbeClass::Creates;
        Ok((Self::with(engine, profile, settings, version, probe, Deed::TestSent)?, creates))
    }

    /// A request of the caller's own making, with the integration's key: `make` gets what the integration comes to and its
    /// variables. `captures` are read from its answer.
    pub(crate) async fn of_request(
        engine: &Engine,
        integration: Uuid,
        deed: Deed,
        captures: Vec<String>,
        make: impl FnOnce(&Plan, &BTreeMap<String, String>) -> Result<PlanProbe>,
    ) -> Result<Self> {
        let (profile, settings) =
            tokio::try_join!(engine.store().profile(integration), engine.store().settings())?;
        let plan = Plan::of(&profile.input);
        // Whether there is a harmless probe does not matter here.
        let why_not = plan.not_testable.filter(|why| *why != NotTestable::NoSafeProbe);
        let version = sendable(&profile, &plan, why_not)?;
        let request = make(&plan, &profile.input.variables)?;
        let mut send = Self::with(engine, profile, &settings, version, &request, deed)?;
        send.errand.captures = captures;
        Ok(send)
    }

    fn with(
        engine: &Engine,
        profile: Profile,
        settings: &Settings,
        version: Uuid,
        probe: &PlanProbe,
        deed: Deed,
    ) -> Result<Self> {
        let plan = &Plan::of(&profile.input);
        // An order has its own schemas: conditions are about the harmless test.
        let conditions = match profile.input.conditions.as_slice() {
            _ if deed != Deed::TestSent => Vec::new(),
            [] => expected::conditions(&profile.input.provider, Some(probe)),
            own => own.to_vec(),
        };
        // They were read when they were saved: what cannot be read now came from elsewhere, and is nobody's condition.
        let (conditions, expectations): (Vec<String>, Vec<Expectation>) =
            conditions.into_iter().filter_map(|text| text.parse().ok().map(|read| (text, read))).unzip();
        let own = if conditions.is_empty() { OwnConditions::default() } else { own(&profile, &expectations) };
        let asking = Asking { own, ..asking(&profile, plan, probe) };
        let errand = Errand {
            expectations,
            expects: Some(united(profile.users.iter().map(Plan::of))?),
            replaced: profile.replaced.clone(),
            limits: engine.inner.limits,
            now: engine.store().now().timestamp(),
            strict: settings.strict_bodies.then(|| harmless::fields(&profile.input.provider)),
            ..errand(&profile, probe, version, &asking)
        };
        let details = details(&profile, plan, probe);
        let lease = format!("send:{}", profile.integration.0);
        let base = plan.base.clone();
        Ok(Self { profile, deed, version, asking, details, errand, conditions, lease, base })
    }

    /// What a log entry about it names.
    pub(crate) fn about(&self) -> About {
        self.profile.about()
    }

    /// `POST /orders`, without any key.
    pub(crate) fn request_words(&self) -> String {
        crate::plan::words(self.errand.method, &self.errand.url)
    }

    /// Its public headers, as a person is shown them.
    pub(crate) fn header_lines(&self) -> impl Iterator<Item = String> {
        header_lines(&self.errand.headers)
    }

    /// The origin that it goes to.
    pub(crate) fn destination(&self) -> String {
        self.errand.url.origin().ascii_serialization()
    }

    /// What a person is asked about, to hold against what is sent after the answer.
    pub(crate) fn frozen(&self) -> Frozen {
        Frozen::of(self)
    }

    /// Sends it. Each of `stops` stops it; without them nothing does. What calls it holds [`under_way`](crate::engine::Inner::under_way).
    ///
    /// # Errors
    /// Nothing was sent: [`Code::SendRunning`] while another send of the integration is under way; a storage code.
    pub(crate) async fn run(self, engine: &Engine, stops: Option<[&Cancel; 3]>) -> Result<Sent> {
        let limits = engine.inner.limits;
        let (clearing, clearance) = Clearance::awaited();
        let intending = async {
            let intent =
                engine.store().intend_send(&self.lease, lease_lasts(&limits), self.deed, self.about()).await;
            match &intent {
                Ok(_) => clearing.give(),
                Err(_) => clearing.take_back(),
            }
            intent
        };
        let renewing = Renewing::new(engine, self.profile.credential, self.version, self.profile.about());
        let sending = engine.vault().send_cleared(self.errand.clone(), clearance, renewing.clone());
        let stopping = async {
            let any = async {
                match stops {
                    Some([one, two, three]) => tokio::select! {
                        () = one.cancelled() => {}
                        () = two.cancelled() => {}
                        () = three.cancelled() => {}
                    },
                    None => std::future::pending().await,
                }
            };
            // Nothing leaves once the lease may be another's.
            drop(tokio::time::timeout(limits.whole(), any).await);
            clearing.take_back();
            // The vault says what had left by then.
            std::future::pending().await
        };
        let (intent, reply) = tokio::select! {
            biased;
            never = stopping => never,
            both = async { tokio::join!(intending, sending) } => both,
        };
        let intent = intent?;
        if let Some(state) = keyring_of(&reply) {
            engine.note_keyring(&state);
        }
        let mut sent = self.keep(engine, intent, reply).await;
        sent.trouble = sent.trouble.or(renewing.trouble());
        Ok(sent)
    }

    fn judge(&self, reply: &Reply, now: DateTime<Utc>) -> Verdict {
        let ends = reply.tls.as_ref().and_then(|tls| tls.not_after);
        let days_left = ends.map(|end| days_between(now, end));
        let conditions = self.judged(reply);
        let facts = Facts {
            outcome: &reply.outcome,
            total_ms: reply.timings.total,
            days_left,
            skew_s: kept::skew(reply, now),
            conditions: &conditions,
        };
        let token_left = reply.token.as_ref().is_some_and(|token| token.left);
        judge(&self.asking, facts, Details { token_left, ..self.details.clone() })
    }

    /// What the conditions came to; nothing where there is no answer.
    fn judged(&self, reply: &Reply) -> Vec<JudgedCondition> {
        let Ok(answer) = &reply.outcome else { return Vec::new() };
        let written = self.conditions.iter().zip(&self.errand.expectations);
        written
            .zip(&answer.expectations)
            .map(|((text, read), judged)| JudgedCondition {
                text: text.clone(),
                held: match judged.outcome {
                    vault::ConditionOutcome::Held => Some(true),
                    vault::ConditionOutcome::Failed => Some(false),
                    vault::ConditionOutcome::Unknown => None,
                },
                degraded_only: read.degraded_only(),
                of_status: read.is_of_status(),
            })
            .collect()
    }

    async fn keep(&self, engine: &Engine, intent: Intent, reply: Reply) -> Sent {
        let now = engine.store().now();
        let mut verdict = self.judge(&reply, now);
        let unkept = reply.rotated.as_ref().is_some_and(|rotated| !rotated.kept);
        if unkept && verdict.reason == Reason::Accepted {
            verdict.reason = Reason::TokenNotKept;
        }
        let row = kept::attempt(self, intent, &verdict, &reply, now);
        let (outcome, left) = (reply.outcome.clone(), reply.left);
        let key_used = key_left(&reply);
        // A request that never left is not shown as if it had: a reader would think that the key is out.
        let exchange = if key_used { kept::exchange(reply) } else { StoredExchange::default() };
        let recorded = engine.store().record_send(intent, &self.lease, &row, &exchange, key_used).await;
        let actor = engine.store().user().to_owned();
        let view = view::view(self.profile.about(), actor, row, &exchange);
        Sent { view, retry_after: verdict.details.retry_after, outcome, left, trouble: recorded.err() }
    }
}

/// Public headers as a person is shown them, a line each.
pub(crate) fn header_lines(headers: &[(String, String)]) -> impl Iterator<Item = String> {
    headers.iter().map(|(name, value)| visible(&format!("{name}: {value}")))
}

/// Whole days, rounded down, so that an hour past the end is "-1", not "0 days left".
fn days_between(now: DateTime<Utc>, ends: i64) -> i32 {
    i32::try_from((ends - now.timestamp()).div_euclid(24 * 60 * 60)).unwrap_or(i32::MAX)
}

/// Whether the key may have left this machine: with the request itself, or with the one for a token before it.
fn key_left(reply: &Reply) -> bool {
    reply.left || reply.token.as_ref().is_some_and(|token| token.left)
}

/// What a reply tells of the keyring; one that was stopped may not have come to it.
fn keyring_of(reply: &Reply) -> Option<std::result::Result<(), vault::KeyringTrouble>> {
    match &reply.outcome {
        Err(Failure::Keyring(trouble)) => Some(Err(*trouble)),
        Err(Failure::Stopped { left: false } | Failure::Denied(_)) => None,
        _ => Some(Ok(())),
    }
}

/// The version to send with, or why there is nothing to send.
fn sendable(profile: &Profile, plan: &Plan, why_not: Option<NotTestable>) -> Result<Uuid> {
    if profile.archived {
        return Err(Code::Archived.into());
    }
    if let Some(why) = why_not {
        return Err(Code::from(why).into());
    }
    let version = profile.version.as_ref().ok_or(Code::KeyNotHeld)?;
    let held = |name: &str| version.parts.iter().any(|part| part.name == name);
    if let Some(missing) = plan.parts.iter().find(|part| !part.optional && !held(&part.name)) {
        return Err(Error::at(Code::KeyNotHeld, &missing.name));
    }
    Ok(version.id)
}

fn own(profile: &Profile, read: &[Expectation]) -> OwnConditions {
    if profile.input.conditions.is_empty() {
        return OwnConditions::default();
    }
    OwnConditions {
        any: true,
        time: read.iter().any(Expectation::is_of_time),
        certificate: read.iter().any(Expectation::is_of_certificate),
    }
}

fn asking(profile: &Profile, plan: &Plan, probe: &PlanProbe) -> Asking {
    Asking {
        provider: profile.input.provider.clone(),
        expect_status: probe.expect_status,
        bad_key_status: plan.bad_key_status.clone(),
        // The catalogue's own probes are answered in JSON; nothing is known of a path that a person chose.
        json: probe.expect_status.is_some(),
        head: probe.method == vault::Method::Head,
        mode: profile
            .version
            .as_ref()
            .and_then(|version| version.parts.iter().find_map(|part| KeyMode::of_prefix(&part.prefix))),
        live: profile.input.environment == Environment::Production,
        timed: false,
        own: OwnConditions::default(),
    }
}

fn errand(profile: &Profile, probe: &PlanProbe, version: Uuid, asking: &Asking) -> Errand {
    Errand {
        version,
        expects: None,
        replaced: Vec::new(),
        names: NAMES_AN_ACCOUNT.map(str::to_owned).to_vec(),
        provider: profile.input.provider.clone(),
        method: probe.method,
        url: probe.url.clone(),
        headers: probe.headers.clone(),
        body: probe.body.clone(),
        conditions: asking.conditions(),
        captures: Vec::new(),
        expectations: Vec::new(),
        now: 0,
        limits: Limits::default(),
        strict: None,
    }
}

fn details(profile: &Profile, plan: &Plan, probe: &PlanProbe) -> Details {
    use crate::codes::Coded as _;
    Details {
        // In a sentence the catalogue's addition in brackets is too much, and "custom" is nobody's name.
        provider: match profile.input.provider.as_str() {
            crate::catalogue::CUSTOM => profile.input.name.clone(),
            _ => plan.provider_name.split(" (").next().unwrap_or_default().to_owned(),
        },
        host: probe.url.host_str().unwrap_or_default().to_owned(),
        token_host: plan.token_host(),
        parts: plan.parts.iter().map(|part| part.label.clone()).collect(),
        environment: profile.input.environment.code().to_owned(),
        own_probe: probe.expect_status.is_none(),
        ..Details::default()
    }
}
