//! Clients and integrations by what people call them: `CLIENT`, `CLIENT/INTEGRATION`, or an id in place of either.

use engine::Engine;
use engine::view::IntegrationRow;
use uuid::Uuid;

use crate::stop::Stop;

/// The client of this name or id.
pub(crate) async fn client(engine: &Engine, text: &str) -> Result<Uuid, Stop> {
    Ok(engine.find_client(text).await?)
}

/// The integration of this address. A slash may stand in either name, so every place to cut is tried.
pub(crate) async fn integration(engine: &Engine, text: &str) -> Result<Uuid, Stop> {
    if let Ok(id) = text.parse::<Uuid>() {
        return Ok(engine.integration(id).await?.id);
    }
    let mut found = Vec::new();
    let mut unknown = None;
    for (at, _) in text.match_indices('/') {
        let client = match engine.find_client(&text[..at]).await {
            Ok(client) => client,
            Err(e) => {
                absent(e)?;
                continue;
            }
        };
        match engine.find_integration(client, &text[at + 1..]).await {
            Ok(integration) => found.push(integration),
            Err(e) => unknown = Some(absent(e)?),
        }
    }
    match (found.as_slice(), unknown) {
        ([one], _) => Ok(*one),
        ([], Some(stop)) => Err(stop),
        ([], None) if !text.contains('/') => Err(Stop::usage(
            "An integration is named CLIENT/INTEGRATION, or by its id.",
            "`keyrack integration list` shows both.",
        )),
        ([], None) => Err(Stop::usage("There is no such client.", "`keyrack client list` shows them.")),
        _ => Err(Stop::usage(
            "Several integrations are called that, because a name has a slash in it.",
            "Give the id instead: `keyrack integration list --json` shows it.",
        )),
    }
}

/// What a target names.
pub(crate) enum Targets {
    /// One integration, by its own address.
    One(Box<IntegrationRow>),
    /// A client's, or all.
    Many(Vec<IntegrationRow>),
}

/// The integrations that a target names: one, a client's, or all.
pub(crate) async fn targets(engine: &Engine, target: Option<&str>) -> Result<Targets, Stop> {
    let Some(text) = target else {
        return Ok(Targets::Many(live(engine.integrations(None).await?)));
    };
    match engine.find_client(text).await {
        Ok(client) => Ok(Targets::Many(live(engine.integrations(Some(client)).await?))),
        Err(e) => {
            absent(e)?;
            let id = integration(engine, text).await?;
            let client = engine.integration(id).await?.client;
            let row = engine.integrations(Some(client)).await?.into_iter().find(|row| row.id == id);
            row.map(|row| Targets::One(Box::new(row)))
                .ok_or_else(|| Stop::usage("It was removed in the meantime.", ""))
        }
    }
}

impl Targets {
    /// All of them in a row.
    pub(crate) fn rows(self) -> Vec<IntegrationRow> {
        match self {
            Self::One(row) => vec![*row],
            Self::Many(rows) => rows,
        }
    }
}

fn live(rows: Vec<IntegrationRow>) -> Vec<IntegrationRow> {
    rows.into_iter().filter(|row| !row.archived).collect()
}

/// Passes "there is none of that name" on as a value, and everything else as what it is.
fn absent(error: engine::Error) -> Result<Stop, Stop> {
    let stop = Stop::from(error);
    match &stop {
        Stop::Refused(refusal, _)
            if matches!(refusal.code.as_str(), "client_unknown" | "integration_unknown") =>
        {
            Ok(stop)
        }
        _ => Err(stop),
    }
}
