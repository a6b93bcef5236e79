//! What the commands share: the open workspace, the sample beside it, running sends, and the one native dialog.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use engine::view::Refusal;
use engine::{Cancel, Engine, Options};
use tokio::sync::{RwLock, watch};
use uuid::Uuid;

use crate::refused::{Answer, Refused};

type Opened = Option<Result<Engine, Refusal>>;

/// The state behind every command.
pub(crate) struct Rack {
    /// The person's own workspace: `None` while it is being opened.
    own: watch::Receiver<Opened>,
    /// The sample workspace while the window shows it.
    sample: Arc<RwLock<Option<Engine>>>,
    /// Running sends by integration; the batch under `None`.
    running: Mutex<HashMap<Option<Uuid>, Cancel>>,
    dialog: tokio::sync::Mutex<()>,
    pub(crate) data_dir: PathBuf,
}

impl Rack {
    /// Opens the workspace in the background, and the sample if it is to be shown first; commands wait for it.
    pub(crate) fn open(options: Options, with_sample: bool) -> Self {
        let data_dir = options.data_dir.clone();
        let (tell, own) = watch::channel(None);
        let sample = Arc::new(RwLock::new(None));
        let (dir, shown) = (data_dir.clone(), Arc::clone(&sample));
        tauri::async_runtime::spawn(async move {
            let opened = open_both(options, with_sample.then_some(dir)).await;
            let opened = opened.map_err(|error| error.refusal());
            tell.send_replace(Some(match opened {
                Ok((own, sample)) => {
                    *shown.write().await = sample;
                    Ok(own)
                }
                Err(refusal) => Err(refusal),
            }));
            tell.closed().await;
        });
        Self { own, sample, running: Mutex::default(), dialog: tokio::sync::Mutex::new(()), data_dir }
    }

    /// The person's own workspace.
    pub(crate) async fn own(&self) -> Answer<Engine> {
        let mut own = self.own.clone();
        let opened = own.wait_for(Option::is_some).await.ok().and_then(|opened| opened.clone());
        match opened {
            Some(Ok(engine)) => Ok(engine),
            Some(Err(refusal)) => Err(refusal.into()),
            None => Err(Refused::stopping()),
        }
    }

    /// The workspace that the window shows.
    pub(crate) async fn engine(&self) -> Answer<Engine> {
        let own = self.own().await?;
        Ok(self.sample.read().await.clone().unwrap_or(own))
    }

    /// Whether the window shows the sample.
    pub(crate) async fn shows_sample(&self) -> bool {
        self.sample.read().await.is_some()
    }

    /// Shows the sample, or with `None` the person's own workspace; answers what was shown before.
    pub(crate) async fn show_sample(&self, sample: Option<Engine>) -> Option<Engine> {
        self.cancel(None);
        std::mem::replace(&mut *self.sample.write().await, sample)
    }

    /// Keeps a handle with which this send can be stopped while the answer lives.
    pub(crate) fn running(&self, integration: Option<Uuid>) -> Running<'_> {
        let cancel = Cancel::new();
        self.lock().insert(integration, cancel.clone());
        Running { rack: self, integration, cancel }
    }

    /// Stops a send, or with `None` the batch. Nothing happens when none runs.
    pub(crate) fn cancel(&self, integration: Option<Uuid>) {
        if let Some(cancel) = self.lock().get(&integration) {
            cancel.cancel();
        }
    }

    /// The right to show a native dialog: one at a time.
    pub(crate) fn dialog(&self) -> Answer<tokio::sync::MutexGuard<'_, ()>> {
        self.dialog.try_lock().map_err(|_| Refused::dialog_open())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Option<Uuid>, Cancel>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The person's own workspace, and the sample in `sample_in` if it is to be shown.
async fn open_both(options: Options, sample_in: Option<PathBuf>) -> engine::Result<(Engine, Option<Engine>)> {
    let own = Engine::open(options).await?;
    let sample = match sample_in {
        Some(dir) => Some(Engine::open_sample(&dir).await?),
        None => None,
    };
    Ok((own, sample))
}

/// A send that can be stopped; forgotten when dropped.
pub(crate) struct Running<'a> {
    rack: &'a Rack,
    integration: Option<Uuid>,
    pub(crate) cancel: Cancel,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.rack.lock().remove(&self.integration);
    }
}
