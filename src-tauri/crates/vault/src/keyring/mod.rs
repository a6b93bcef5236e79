//! The keyring: one thread that owns the platform's store, and callers who wait for it only so long.
//!
//! A locked keyring can block a call until somebody answers its prompt. That must hang neither the runtime nor the
//! process's end, so the store lives on a plain thread of its own: requests go there by a channel, callers wait with a
//! timeout, and while one call is stuck all others fail at once instead of piling up behind it.

pub(crate) mod item;
#[cfg(any(test, feature = "memory-keyring"))]
pub(crate) mod memory;
pub(crate) mod names;
pub(crate) mod pieces;
pub(crate) mod store;

#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(target_os = "linux")]
use secret_service as platform;
#[cfg(target_os = "macos")]
mod keychain;
#[cfg(target_os = "macos")]
use keychain as platform;
#[cfg(target_os = "windows")]
mod credential_manager;
#[cfg(target_os = "windows")]
use credential_manager as platform;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};

use crate::trouble::KeyringTrouble;
use store::{KeyStore, Open, Snag};

/// How long a caller waits for a read.
pub(crate) const READ: Duration = Duration::from_secs(3);
/// How long a caller waits for a write with its reading back.
pub(crate) const WRITE: Duration = Duration::from_secs(10);
/// How long a caller waits for a person to unlock.
pub(crate) const UNLOCK: Duration = Duration::from_secs(60);

/// The platform's own store, opened on the worker's first request.
pub(crate) fn platform_store() -> Open {
    Box::new(platform::open)
}

/// A door to the worker thread. It lets one caller in at a time, so that a timeout counts from when the work starts.
pub(crate) struct Keyring {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    open: Arc<Mutex<Open>>,
    turn: Semaphore,
    progress: Arc<Progress>,
    /// A person is being asked to unlock.
    asking: AtomicBool,
}

struct Job {
    number: u64,
    work: Box<dyn FnMut(&mut Worker) + Send>,
}

/// Lowers a flag when it is dropped.
struct Lowered<'a>(&'a AtomicBool);

impl Drop for Lowered<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Numbers of jobs: what was handed out, what is finished, what a caller gave up on.
#[derive(Default)]
struct Progress {
    handed_out: AtomicU64,
    finished: AtomicU64,
    abandoned: AtomicU64,
}

impl Progress {
    /// Whether a job that its caller gave up on is still running.
    fn stuck(&self) -> bool {
        self.finished.load(Ordering::Acquire) < self.abandoned.load(Ordering::Acquire)
    }
}

impl Keyring {
    pub(crate) fn new(open: Open) -> Self {
        Self {
            jobs: Mutex::new(None),
            open: Arc::new(Mutex::new(open)),
            turn: Semaphore::new(1),
            progress: Arc::default(),
            asking: AtomicBool::new(false),
        }
    }

    /// Runs `deed`, which may ask a person to unlock and wait for the answer. Until then it is locked for all others.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        deed: impl FnMut(&mut dyn KeyStore) -> Result<T, Snag> + Send + 'static,
    ) -> Result<T, KeyringTrouble> {
        if self.asking.swap(true, Ordering::AcqRel) {
            return Err(KeyringTrouble::Locked);
        }
        // Lowered also when the caller gives up and this future is dropped.
        let _lowered = Lowered(&self.asking);
        self.wait_for(UNLOCK, deed).await
    }

    /// Runs `deed` on the worker's thread. It may run twice: a connection that broke is opened anew, once.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        patience: Duration,
        deed: impl FnMut(&mut dyn KeyStore) -> Result<T, Snag> + Send + 'static,
    ) -> Result<T, KeyringTrouble> {
        if self.asking.load(Ordering::Acquire) {
            return Err(KeyringTrouble::Locked);
        }
        self.wait_for(patience, deed).await
    }

    async fn wait_for<T: Send + 'static>(
        &self,
        patience: Duration,
        mut deed: impl FnMut(&mut dyn KeyStore) -> Result<T, Snag> + Send + 'static,
    ) -> Result<T, KeyringTrouble> {
        if self.progress.stuck() {
            return Err(KeyringTrouble::Slow);
        }
        let _turn = self.turn.acquire().await.map_err(|_| KeyringTrouble::Refused)?;
        if self.progress.stuck() {
            return Err(KeyringTrouble::Slow);
        }
        let (answer, wait) = oneshot::channel();
        let mut answer = Some(answer);
        let number = self.progress.handed_out.fetch_add(1, Ordering::AcqRel) + 1;
        self.hand_out(Job {
            number,
            work: Box::new(move |worker| {
                let Some(answer) = answer.take().filter(|a| !a.is_closed()) else { return };
                let _ = answer.send(worker.run(&mut deed));
            }),
        })?;
        match tokio::time::timeout(patience, wait).await {
            Ok(Ok(result)) => result.map_err(Snag::trouble),
            Ok(Err(_)) => Err(KeyringTrouble::Refused),
            Err(_) => {
                self.progress.abandoned.fetch_max(number, Ordering::AcqRel);
                Err(KeyringTrouble::Slow)
            }
        }
    }

    fn hand_out(&self, job: Job) -> Result<(), KeyringTrouble> {
        let mut jobs = self.jobs.lock().map_err(|_| KeyringTrouble::Refused)?;
        let sender = match jobs.take() {
            Some(sender) => sender,
            None => self.hire()?,
        };
        sender.send(job).map_err(|_| KeyringTrouble::Refused)?;
        *jobs = Some(sender);
        Ok(())
    }

    fn hire(&self) -> Result<mpsc::Sender<Job>, KeyringTrouble> {
        let (sender, jobs) = mpsc::channel::<Job>();
        let (open, progress) = (self.open.clone(), self.progress.clone());
        std::thread::Builder::new()
            .name("keyring".into())
            .spawn(move || {
                let mut worker = Worker { open, store: None };
                // Ends when the last door is dropped; a hung call dies with the process.
                for mut job in jobs {
                    if catch_unwind(AssertUnwindSafe(|| (job.work)(&mut worker))).is_err() {
                        worker.store = None;
                    }
                    drop(job.work);
                    crate::secret::scrub_stack();
                    progress.finished.fetch_max(job.number, Ordering::AcqRel);
                }
            })
            .map_err(|_| KeyringTrouble::Refused)?;
        Ok(sender)
    }
}

/// The thread's own state: the store, once it is open.
struct Worker {
    open: Arc<Mutex<Open>>,
    store: Option<Box<dyn KeyStore>>,
}

impl Worker {
    fn run<T>(&mut self, deed: &mut dyn FnMut(&mut dyn KeyStore) -> Result<T, Snag>) -> Result<T, Snag> {
        match deed(self.store()?) {
            // The daemon was restarted: the session is void, the next one works.
            Err(Snag::Broken) => {
                self.store = None;
                let result = deed(self.store()?);
                if matches!(result, Err(Snag::Broken)) {
                    self.store = None;
                }
                result
            }
            result => result,
        }
    }

    fn store(&mut self) -> Result<&mut dyn KeyStore, Snag> {
        if self.store.is_none() {
            let mut open = self.open.lock().map_err(|_| Snag::Refused)?;
            self.store = Some(open()?);
        }
        match &mut self.store {
            Some(store) => Ok(store.as_mut()),
            None => Err(Snag::Absent),
        }
    }
}

#[cfg(test)]
mod tests;
