//! The scan that runs now: at most one in a process.

use std::sync::Mutex;

use uuid::Uuid;

use crate::cancel::Cancel;
use crate::error::{Code, Result};
use crate::files::lock;
use crate::view::ScanProgress;

/// The place for the one scan that runs.
#[derive(Default)]
pub(crate) struct Scanning(Mutex<Option<Live>>);

struct Live {
    /// `None` until it has its row.
    id: Option<Uuid>,
    cancel: Cancel,
    progress: Option<ScanProgress>,
}

impl Scanning {
    /// Takes the place, until [`Self::end`].
    pub(crate) fn begin(&self, cancel: &Cancel) -> Result<()> {
        let mut live = lock(&self.0);
        if live.is_some() {
            return Err(Code::ScanRunning.into());
        }
        *live = Some(Live { id: None, cancel: cancel.clone(), progress: None });
        Ok(())
    }

    pub(crate) fn name(&self, id: Uuid) {
        if let Some(live) = lock(&self.0).as_mut() {
            live.id = Some(id);
        }
    }

    pub(crate) fn tell(&self, progress: ScanProgress) {
        if let Some(live) = lock(&self.0).as_mut() {
            live.progress = Some(progress);
        }
    }

    pub(crate) fn end(&self) {
        *lock(&self.0) = None;
    }

    /// Whether it is this one, and how far it is.
    pub(crate) fn of(&self, id: Uuid) -> Option<Option<ScanProgress>> {
        lock(&self.0).as_ref().filter(|live| live.id == Some(id)).map(|live| live.progress.clone())
    }

    pub(crate) fn cancel(&self, id: Uuid) {
        if let Some(live) = lock(&self.0).as_ref().filter(|live| live.id == Some(id)) {
            live.cancel.cancel();
        }
    }

    /// Stops whatever runs.
    pub(crate) fn cancel_any(&self) {
        if let Some(live) = lock(&self.0).as_ref() {
            live.cancel.cancel();
        }
    }
}
