//! Stopping what is under way.

use std::sync::Arc;

use tokio::sync::watch;

/// Stops a send, a batch or a bulk intake: the socket is dropped, and the log says that it was stopped. Clones stop the
/// same thing.
#[derive(Clone, Debug)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Cancel {
    /// Nothing is stopped yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Stops it, now and for good.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is stopped.
    pub async fn cancelled(&self) {
        // Cannot fail: the sender lives as long as `self`.
        let mut watched = self.0.subscribe();
        let _stopped = watched.wait_for(|stopped| *stopped).await;
    }

    /// Stops it when dropped: for work that goes on by itself after its caller has gone away.
    pub(crate) fn on_drop(&self) -> CancelOnDrop {
        CancelOnDrop(self.clone())
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

/// See [`Cancel::on_drop`].
pub(crate) struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
