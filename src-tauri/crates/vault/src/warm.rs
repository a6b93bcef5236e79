//! What was read from the keyring stays a short while, so that a second send does not read it again: in wiped memory,
//! until at most 60 s after its last use, and 10 minutes after it was read. A thread of its own drops it, whatever the
//! runtime is doing.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::workspace::WorkspaceKeys;

/// How long after its last use a thing is kept; below 60 s by what the sweep may lag.
const KEEP: Duration = Duration::from_secs(55);
/// How long it is kept however often it is used: what the keyring says now must count again one day.
const AT_MOST: Duration = Duration::from_secs(10 * 60);

/// A short memory of items of type `T` and of the workspace's keys.
pub(crate) struct Warm<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    keep: Duration,
    at_most: Duration,
}

struct State<T> {
    items: HashMap<Uuid, Kept<T>>,
    keys: Option<Kept<WorkspaceKeys>>,
    /// Counts what was forgotten: a value read before that must not be put back after it.
    epoch: u64,
    sweeping: bool,
}

struct Kept<T> {
    value: Arc<T>,
    read: Instant,
    used: Instant,
}

/// The moment at which a read began; see [`Warm::put`].
#[derive(Clone, Copy)]
pub(crate) struct Epoch(u64);

impl<T: Send + Sync + 'static> Warm<T> {
    pub(crate) fn new() -> Self {
        Self::keeping(KEEP, AT_MOST)
    }

    /// One that keeps nothing longer than this, however often it is used.
    pub(crate) fn at_most(age: Duration) -> Self {
        Self::keeping(age, age)
    }

    fn keeping(keep: Duration, at_most: Duration) -> Self {
        let state = State { items: HashMap::new(), keys: None, epoch: 0, sweeping: false };
        let shared = Shared { state: Mutex::new(state), changed: Condvar::new(), keep, at_most };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn epoch(&self) -> Epoch {
        Epoch(self.shared.lock().epoch)
    }

    pub(crate) fn get(&self, id: Uuid) -> Option<Arc<T>> {
        self.shared.lock().items.get_mut(&id).map(Kept::touch)
    }

    pub(crate) fn keys(&self) -> Option<Arc<WorkspaceKeys>> {
        self.shared.lock().keys.as_mut().map(Kept::touch)
    }

    /// Keeps what was read since `epoch`, unless something was forgotten meanwhile.
    pub(crate) fn put(&self, epoch: Epoch, id: Uuid, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let mut state = self.shared.lock();
        if state.epoch == epoch.0 {
            state.items.insert(id, Kept::new(value.clone()));
            self.sweep(&mut state);
        }
        value
    }

    /// As [`Warm::put`], for the workspace's keys.
    pub(crate) fn put_keys(&self, epoch: Epoch, keys: WorkspaceKeys) -> Arc<WorkspaceKeys> {
        let keys = Arc::new(keys);
        let mut state = self.shared.lock();
        if state.epoch == epoch.0 {
            state.keys = Some(Kept::new(keys.clone()));
            self.sweep(&mut state);
        }
        keys
    }

    pub(crate) fn forget(&self, id: Uuid) {
        let mut state = self.shared.lock();
        state.epoch += 1;
        state.items.remove(&id);
    }

    pub(crate) fn forget_all(&self) {
        self.shared.lock().forget_all();
        self.shared.changed.notify_all();
    }

    /// Starts the sweeping thread if there is none; it ends by itself when nothing is left.
    fn sweep(&self, state: &mut State<T>) {
        if state.sweeping {
            return;
        }
        let shared = self.shared.clone();
        let started = std::thread::Builder::new().name("key sweep".into()).spawn(move || shared.sweep());
        match started {
            Ok(_) => state.sweeping = true,
            // Without a sweep nothing may stay.
            Err(_) => state.forget_all(),
        }
    }
}

impl<T> Drop for Warm<T> {
    fn drop(&mut self) {
        self.shared.lock().forget_all();
        self.shared.changed.notify_all();
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ends<V>(&self, kept: &Kept<V>) -> Instant {
        (kept.used + self.keep).min(kept.read + self.at_most)
    }

    fn sweep(&self) {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            state.items.retain(|_, kept| self.ends(kept) > now);
            state.keys = state.keys.take().filter(|kept| self.ends(kept) > now);
            let items = state.items.values().map(|kept| self.ends(kept));
            let first = items.chain(state.keys.iter().map(|kept| self.ends(kept))).min();
            let Some(first) = first else {
                state.sweeping = false;
                return;
            };
            let wait = first.saturating_duration_since(now);
            state = self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl<T> State<T> {
    fn forget_all(&mut self) {
        self.epoch += 1;
        self.items.clear();
        self.keys = None;
    }
}

impl<T> Kept<T> {
    fn new(value: Arc<T>) -> Self {
        let now = Instant::now();
        Self { value, read: now, used: now }
    }

    fn touch(&mut self) -> Arc<T> {
        self.used = Instant::now();
        self.value.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// Says when it is dropped.
    struct Canary(mpsc::Sender<Instant>);
    impl Drop for Canary {
        fn drop(&mut self) {
            let _ = self.0.send(Instant::now());
        }
    }

    #[test]
    fn it_is_really_dropped_when_its_time_is_up() {
        let keep = Duration::from_millis(150);
        let (warm, id) = (Warm::keeping(keep, AT_MOST), Uuid::now_v7());
        let (said, dropped) = mpsc::channel();
        drop(warm.put(warm.epoch(), id, Canary(said)));
        assert!(warm.get(id).is_some(), "warm at first");
        let used = Instant::now();
        let when = dropped.recv_timeout(Duration::from_secs(10)).expect("dropped without being asked");
        assert!(when - used >= keep - Duration::from_millis(20), "not before its time");
        assert!(warm.get(id).is_none());
        // And again: the thread that ended is started anew.
        let (said, dropped) = mpsc::channel();
        drop(warm.put(warm.epoch(), id, Canary(said)));
        assert!(dropped.recv_timeout(Duration::from_secs(10)).is_ok());
    }

    #[test]
    fn use_keeps_it_no_longer_than_its_longest_age() {
        let at_most = Duration::from_millis(300);
        let (warm, id) = (Warm::keeping(Duration::from_millis(200), at_most), Uuid::now_v7());
        let (said, dropped) = mpsc::channel();
        let read = Instant::now();
        drop(warm.put(warm.epoch(), id, Canary(said)));
        let when = loop {
            if let Ok(when) = dropped.recv_timeout(Duration::from_millis(20)) {
                break when;
            }
            assert!(read.elapsed() < Duration::from_secs(10), "kept as long as it is used");
            drop(warm.get(id));
        };
        assert!(when - read >= at_most, "not before its time");
    }

    #[test]
    fn what_was_read_before_a_forgetting_is_not_kept_after_it() {
        let (warm, id) = (Warm::new(), Uuid::now_v7());
        let epoch = warm.epoch();
        warm.forget(id);
        assert_eq!(*warm.put(epoch, id, 1), 1, "the reader still gets it");
        assert!(warm.get(id).is_none(), "but nobody after");
        warm.put(warm.epoch(), id, 2);
        assert_eq!(warm.get(id).as_deref(), Some(&2));
    }

    #[test]
    fn a_dropped_vault_leaves_nothing() {
        let (said, dropped) = mpsc::channel();
        let warm = Warm::new();
        drop(warm.put(warm.epoch(), Uuid::now_v7(), Canary(said)));
        drop(warm);
        assert!(dropped.try_recv().is_ok());
    }
}
