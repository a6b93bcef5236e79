//! The leave to send: a connection may be opened before it is given, the request with the key waits for it, and it can be
//! taken back.
//!
//! A caller that must write down what it is about to do writes while TLS is being agreed, and loses no promise: not a
//! byte of the request leaves before its word. What was taken back is never given again.

use tokio::sync::watch;

use super::facts::Failure;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Awaited,
    Given,
    TakenBack,
}

/// What a request waits for.
#[derive(Clone, Debug)]
pub struct Clearance(watch::Receiver<Word>);

/// Who can give it and take it back. Dropped, it is taken back: whoever waited for the errand has gone away.
#[derive(Debug)]
pub struct Clearing(watch::Sender<Word>);

impl Clearance {
    /// One that waits for its [`Clearing`].
    #[must_use]
    pub fn awaited() -> (Clearing, Self) {
        let (say, hear) = watch::channel(Word::Awaited);
        (Clearing(say), Self(hear))
    }

    /// One that is given already, for good.
    #[must_use]
    pub fn given() -> Self {
        Self(watch::channel(Word::Given).1)
    }

    /// Waits for the word. Once it is given, `begin` runs before it can be taken back; `false`: it never will be given.
    pub(super) async fn wait(mut self, begin: impl FnOnce()) -> bool {
        match self.0.wait_for(|word| *word != Word::Awaited).await {
            Ok(word) if *word == Word::Given => {
                begin();
                true
            }
            _ => false,
        }
    }

    /// Waits until it is taken back, perhaps for ever.
    pub(super) async fn taken_back(&self) {
        let taken_back = self.0.clone().wait_for(|word| *word == Word::TakenBack).await.is_ok();
        if !taken_back {
            // Given for good.
            std::future::pending::<()>().await;
        }
    }

    /// What `work` comes to, unless the errand is stopped first: before anything of it has left.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        tokio::select! {
            biased;
            () = self.taken_back() => Err(Failure::Stopped { left: false }),
            done = work => Ok(done),
        }
    }
}

impl Clearing {
    /// The request may be sent, unless that was taken back before.
    pub fn give(&self) {
        self.0.send_if_modified(|word| {
            let waits = *word == Word::Awaited;
            if waits {
                *word = Word::Given;
            }
            waits
        });
    }

    /// Nothing more may be sent. What has left has left.
    pub fn take_back(&self) {
        self.0.send_replace(Word::TakenBack);
    }
}

impl Drop for Clearing {
    fn drop(&mut self) {
        self.take_back();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_taken_back_is_never_given() {
        let (clearing, clearance) = Clearance::awaited();
        clearing.take_back();
        clearing.give();
        assert!(!clearance.clone().wait(|| panic!("it began")).await);
        assert_eq!(clearance.unless_stopped(async {}).await, Err(Failure::Stopped { left: false }));
        let (clearing, clearance) = Clearance::awaited();
        clearing.give();
        assert!(clearance.clone().wait(|| ()).await);
        drop(clearing);
        assert!(!clearance.wait(|| panic!("its caller has gone away")).await);
        assert_eq!(Clearance::given().unless_stopped(async { 7 }).await, Ok(7));
    }
}
