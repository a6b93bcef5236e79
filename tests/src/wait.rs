//! Waiting for a condition, with a deadline: the only way in which tests wait.

use std::future::Future;
use std::thread;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

/// Looks until `look` answers, and panics with `what` when the time is up.
#[track_caller]
pub fn until<T>(what: &str, within: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + within;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited {within:?} in vain for: {what}");
        thread::sleep(PAUSE);
    }
}

/// As [`until`], for what is looked for asynchronously; answers `None` when the time is up.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    within: Duration,
    mut look: impl FnMut() -> F,
) -> Option<T> {
    let end = Instant::now() + within;
    loop {
        if let Some(found) = look().await {
            return Some(found);
        }
        if Instant::now() >= end {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
