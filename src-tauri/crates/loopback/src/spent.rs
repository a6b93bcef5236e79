//! Values that are good for one use, as refresh tokens are with many providers (RFC 6749, 10.4).

use std::sync::{Arc, Mutex, PoisonError, mpsc};

use crate::check::Holds;

/// What was spent so far, in the order in which it came. Clones share it.
#[derive(Clone, Default)]
pub struct Spent(Arc<Mutex<Vec<String>>>);

impl Spent {
    /// Holds for a value that comes for the first time. Where there is a gate, each answer waits for a word.
    #[must_use]
    pub fn once(&self, gate: Option<mpsc::Receiver<()>>) -> Holds {
        let (spent, gate) = (self.clone(), gate.map(Mutex::new));
        Arc::new(move |given: &str| {
            let fresh = spent.spend(given);
            if let Some(gate) = &gate {
                // Whoever held the word has gone away: then nobody waits for it.
                let _word = tokio::task::block_in_place(|| {
                    gate.lock().unwrap_or_else(PoisonError::into_inner).recv()
                });
            }
            fresh
        })
    }

    /// All that came.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until so many came.
    pub async fn came(&self, times: usize) {
        while self.all().len() < times {
            tokio::task::yield_now().await;
        }
    }

    fn spend(&self, given: &str) -> bool {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = !spent.iter().any(|one| one == given);
        spent.push(given.to_owned());
        fresh
    }
}
