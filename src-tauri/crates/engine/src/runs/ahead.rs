//! What the next sends of a run need to know, read of many at once. It is used at once or not at all: an edit of a moment ago
//! must count.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::store::profiles::Profile;
use crate::view::Settings;

/// How many are read at once.
const MANY: usize = 64;
/// How long what was read counts.
const COUNTS_FOR: Duration = Duration::from_secs(1);

/// Reads ahead for one run.
pub(super) struct Ahead {
    /// In the run's order.
    integrations: Vec<Uuid>,
    read: Mutex<Option<Read>>,
}

struct Read {
    at: Instant,
    profiles: HashMap<Uuid, Profile>,
    settings: Arc<Settings>,
}

impl Ahead {
    pub(super) fn new(integrations: Vec<Uuid>) -> Self {
        Self { integrations, read: Mutex::new(None) }
    }

    /// What a job's send needs to know.
    pub(super) async fn get(&self, engine: &Engine, job: usize) -> Result<(Profile, Arc<Settings>)> {
        let integration = self.integrations[job];
        // Whoever comes meanwhile waits, and then finds it read.
        let mut read = self.read.lock().await;
        if let Some(read) = read.as_mut().filter(|read| read.at.elapsed() < COUNTS_FOR)
            && let Some(profile) = read.profiles.remove(&integration)
        {
            return Ok((profile, Arc::clone(&read.settings)));
        }
        let next = &self.integrations[job..self.integrations.len().min(job + MANY)];
        let at = Instant::now();
        let (mut profiles, settings) =
            tokio::try_join!(engine.store().profiles(next), engine.store().settings())?;
        let settings = Arc::new(settings);
        let profile = profiles.remove(&integration).ok_or(Code::IntegrationUnknown);
        *read = Some(Read { at, profiles, settings: Arc::clone(&settings) });
        Ok((profile?, settings))
    }
}
