//! Turns: what only one may do at a time with one key, within this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

/// A turn that was taken; it ends where this is dropped, in whichever task that is.
pub(crate) type Turn = OwnedMutexGuard<()>;

/// Turns by version.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<Uuid, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits for the turn, but no longer than `within`.
    pub(crate) async fn take(&self, version: Uuid, within: Duration) -> Option<Turn> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            turns.entry(version).or_default().clone()
        };
        tokio::time::timeout(within, turn.lock_owned()).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_turn_is_waited_for_only_so_long_and_ends_where_it_is_dropped() {
        let (turns, version) = (Turns::default(), Uuid::now_v7());
        let soon = Duration::from_millis(30);
        let first = turns.take(version, soon).await.unwrap();
        assert!(turns.take(version, soon).await.is_none(), "somebody else has it");
        assert!(turns.take(Uuid::now_v7(), soon).await.is_some(), "another key is another turn");
        let elsewhere = tokio::spawn(async move { drop(first) });
        assert!(turns.take(version, Duration::from_secs(20)).await.is_some());
        elsewhere.await.unwrap();
    }
}
