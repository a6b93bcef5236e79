//! The sample's past, played: each key comes in on its day, tests are sent on theirs, by the ways that everything goes.

use chrono::{DateTime, Duration, Utc};
use tokio::task::JoinSet;
use uuid::Uuid;
use vault::Intake;

use super::cast::{CLIENTS, Client, Role, Service, Today};
use super::clock::SampleClock;
use super::provider::Provider;
use super::theme::Theme;
use super::watched;
use crate::cancel::Cancel;
use crate::engine::Engine;
use crate::error::{Code, Error, ErrorClass, Result};
use crate::keys::{Log, PartIn, warnings_of};
use crate::plan::Plan;
use crate::view::{AuthInput, ClientInput, Environment, IntegrationInput, KeySource};

/// Hours ago at which the agency tested. Since the last three of them things are as they are today.
const TESTED: [i64; 11] = [41 * 24, 34 * 24, 27 * 24, 20 * 24, 13 * 24, 9 * 24, 6 * 24, 4 * 24, 50, 26, 3];
const AS_TODAY: usize = 3;
const AT_ONCE: usize = 6;
/// After which of these a theme was looked through for keys: weeks ago, a few days ago, and lately.
const SCANNED: [usize; 3] = [3, 6, 9];

struct Made {
    id: Uuid,
    role: &'static Role,
    since: DateTime<Utc>,
}

pub(super) async fn play(engine: &Engine, clock: &SampleClock, provider: &Provider) -> Result<()> {
    let now = engine.store().now();
    let mut theme = Theme::new(engine.data_dir());
    let made = make_everyone(engine, clock, provider, now, &mut theme).await?;
    provider.as_before().await;
    let past = TESTED.len() - AS_TODAY;
    for (at, hours) in TESTED.iter().enumerate() {
        if at == past {
            provider.as_today().await?;
        }
        let then = now - Duration::hours(*hours);
        clock.set(then);
        let last = at + 1 == TESTED.len();
        let due = made.iter().enumerate().filter(|(which, one)| tested(*which, at, last, one, then));
        let due = due.map(|(_, one)| one.id).collect();
        test_each(engine, due).await?;
        if SCANNED.contains(&at) {
            clock.set(then + Duration::minutes(25));
            scanned(engine, &theme, at).await?;
        }
    }
    watched::play(engine, clock, now).await?;
    theme.remove()
}

/// Tests each once, a few at a time. A run of the app would be patient with a host that asks for it; whoever waits for the
/// sample to open has not asked for that.
async fn test_each(engine: &Engine, due: Vec<Uuid>) -> Result<()> {
    let (mut due, mut running) = (due.into_iter(), JoinSet::new());
    loop {
        while running.len() < AT_ONCE
            && let Some(integration) = due.next()
        {
            let engine = engine.clone();
            running.spawn(async move { engine.test(integration, Cancel::new()).await });
        }
        match running.join_next().await {
            None => return Ok(()),
            Some(Ok(Err(error))) if error.class() == ErrorClass::Storage => return Err(error),
            // What cannot be tested has no place in the history.
            Some(_) => {}
        }
    }
}

async fn scanned(engine: &Engine, theme: &Theme, at: usize) -> Result<()> {
    let [before, clean, _] = SCANNED;
    if at == before {
        theme.scan_before(engine).await
    } else if at == clean {
        theme.scan_clean(engine, "Field & Fern").await
    } else {
        theme.scan_now(engine).await
    }
}

/// Not each of them each time: people test what they work on. The last time was "test all".
fn tested(which: usize, at: usize, last: bool, one: &Made, then: DateTime<Utc>) -> bool {
    let can = one.since < then && one.role.today != Today::Untested;
    // A slow one would keep whoever opens the sample waiting more than once.
    let worth = one.role.today != Today::Slow || at < TESTED.len() - AS_TODAY || last;
    can && worth && (last || !(which + at).is_multiple_of(3))
}

/// In the order in which their keys came in, so that ids and log tell the same story.
async fn make_everyone(
    engine: &Engine,
    clock: &SampleClock,
    provider: &Provider,
    now: DateTime<Utc>,
    theme: &mut Theme,
) -> Result<Vec<Made>> {
    let mut cast: Vec<(&'static Client, &'static Role)> = CLIENTS
        .iter()
        .flat_map(|client| client.integrations.iter().map(move |role| (client, role)))
        .collect();
    cast.sort_by_key(|(_, role)| std::cmp::Reverse(role.age.unwrap_or_default()));
    let mut made = Vec::with_capacity(cast.len());
    for (at, (client, role)) in cast.into_iter().enumerate() {
        // Minutes apart, within working hours of that day.
        let minutes = i64::try_from(at).unwrap_or_default() * 3;
        let since =
            now - Duration::days(role.age.unwrap_or(8)) - Duration::minutes(minutes) - Duration::hours(1);
        clock.set(since);
        let client_id = match engine.store().client_by_name(client.name).await? {
            Some(id) => id,
            None => engine.add_client(client_input(client)).await?.id,
        };
        let id = engine.add_integration(client_id, input(provider, client, role)).await?.id;
        if role.age.is_some() {
            take_keys(engine, id, role, theme).await?;
        }
        made.push(Made { id, role, since });
    }
    Ok(made)
}

async fn take_keys(engine: &Engine, integration: Uuid, role: &Role, theme: &mut Theme) -> Result<()> {
    let profile = engine.store().profile(integration).await?;
    let plan = Plan::of(&profile.input);
    let (mut coming, mut offers) = (Vec::new(), Vec::new());
    let client = (profile.client.1.clone(), profile.client.0);
    for (at, (part, made_up)) in plan.parts.iter().zip(role.service.keys()).enumerate() {
        let key = made_up.make().ok_or_else(|| Error::new(Code::SampleFailed))?;
        theme.leak((&client.0, client.1), role.name, at, &key)?;
        let offer = engine.noting_keyring(engine.vault().offer(Intake::from_bytes(key), &part.hint).await)?;
        let warnings =
            warnings_of(&part.name, offer.shape(), profile.input.environment, profile.client.0, &[]);
        coming.push(PartIn { name: part.name.clone(), source: KeySource::Sample, warnings });
        offers.push((part.name.clone(), offer));
    }
    let binding = engine.binding_of(profile.credential).await?;
    engine.take_parts(&profile, &coming, &offers, &binding, Log::Unsearched).await.map(|_| ())
}

fn client_input(client: &Client) -> ClientInput {
    ClientInput {
        name: client.name.to_owned(),
        notes: String::new(),
        tags: client.tags.iter().map(|tag| (*tag).to_owned()).collect(),
        owner: client.owner.to_owned(),
    }
}

fn input(provider: &Provider, client: &Client, role: &Role) -> IntegrationInput {
    let own = role.service == Service::OrderDesk;
    let notes = if role.environment == Environment::Staging {
        "Behind the site's own login since the relaunch."
    } else {
        ""
    };
    IntegrationInput {
        name: role.name.to_owned(),
        provider: role.service.provider().to_owned(),
        environment: role.environment,
        variables: std::collections::BTreeMap::new(),
        base_url: Some(provider.base_url(client, role)),
        auth: if own {
            AuthInput::Header { header: "X-API-KEY".to_owned(), prefix: String::new() }
        } else {
            AuthInput::Provider
        },
        probe: own.then(|| "GET /v1/status".to_owned()),
        ca_pem: Some(provider.ca_pem().to_owned()),
        allow_loopback_http: false,
        client_certificate: false,
        notes: notes.to_owned(),
        tags: Vec::new(),
        owner: String::new(),
        rotate_every_days: role.every,
        conditions: Vec::new(),
        headers: Vec::new(),
    }
}
