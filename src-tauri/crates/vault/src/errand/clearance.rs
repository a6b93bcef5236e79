//! The leave to send: a connection may be opened before it is given, the request with the key waits for it.
//!
//! A caller that must write down what it is about to do writes while TLS is being agreed, and loses no promise: not a
//! byte of the request leaves before its word.

use tokio::sync::watch;

/// What a request waits for.
#[derive(Clone, Debug)]
pub struct Clearance(watch::Receiver<bool>);

/// Who can give it. Dropped without a word, the request is never sent.
#[derive(Debug)]
pub struct Clearing(watch::Sender<bool>);

impl Clearance {
    /// One that waits for its [`Clearing`].
    #[must_use]
    pub fn awaited() -> (Clearing, Self) {
        let (say, hear) = watch::channel(false);
        (Clearing(say), Self(hear))
    }

    /// One that is given already.
    #[must_use]
    pub fn given() -> Self {
        Self(watch::channel(true).1)
    }

    /// Waits for the word; `false` when it will never come.
    pub(super) async fn wait(mut self) -> bool {
        self.0.wait_for(|given| *given).await.is_ok()
    }
}

impl Clearing {
    /// The request may be sent.
    pub fn give(self) {
        self.0.send_replace(true);
    }
}
