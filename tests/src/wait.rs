//! Waiting for a condition, with a deadline: the only way in which tests wait.

use std::future::Future;
use std::thread;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

/// Looks until `look` answers, and panics with `what` when the time is up.
#[track_caller]
pub fn until<T>(what: &str, within: Duration, look: impl FnMut() -> Option<T>) -> T {
    soon(within, look).unwrap_or_else(|| panic!("waited {within:?} in vain for: {what}"))
}

/// The same, and `None` when the time is up.
pub fn soon<T>(within: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + within;
    loop {
        let found = look();
        if found.is_some() || Instant::now() >= end {
            return found;
        }
        thread::sleep(PAUSE);
    }
}

/// As [`soon`], for what is looked for asynchronously.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    within: Duration,
    mut look: impl FnMut() -> F,
) -> Option<T> {
    let end = Instant::now() + within;
    loop {
        let found = look().await;
        if found.is_some() || Instant::now() >= end {
            return found;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
