//! Telling what changed: by this process at once, by others within a second while anyone listens.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::broadcast;

use crate::Engine;
use crate::engine::Inner;
use crate::view::Topic;

/// What another process may have changed.
const FOREIGN: [Topic; 6] =
    [Topic::Clients, Topic::Keys, Topic::Log, Topic::Scans, Topic::Watches, Topic::Settings];

const LOOK: Duration = Duration::from_millis(800);

impl Engine {
    /// Changes by this process and by others, by topic. A receiver that lags should read everything again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Topic> {
        let receiver = self.store().subscribe();
        if !self.inner.watching.swap(true, Ordering::AcqRel) {
            self.inner.runtime.spawn(watch(Arc::downgrade(&self.inner)));
        }
        receiver
    }
}

/// Looks for changes of other processes until nobody listens.
async fn watch(inner: std::sync::Weak<Inner>) {
    let mut seen: Option<i64> = None;
    loop {
        {
            let Some(inner) = inner.upgrade() else { return };
            if inner.store.subscribers() == 0 {
                inner.watching.store(false, Ordering::Release);
                return;
            }
            // A database that is busy or closed is asked again.
            if let Ok(version) = inner.store.foreign_version().await {
                if seen.is_some_and(|seen| seen != version) {
                    for topic in FOREIGN {
                        inner.store.announce(topic);
                    }
                }
                seen = Some(version);
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
