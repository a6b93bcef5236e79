//! The engine itself: what it is made of, opening and closing.

use std::any::Any;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::RwLock;
use tokio::task::JoinSet;
use uuid::Uuid;
use vault::{Backend, KeyringReport, Limits, Vault};

use crate::cancel::Cancel;
use crate::clock::{Clock, SystemClock};
use crate::error::{Code, Result};
use crate::files::Files;
use crate::log::LogShape;
use crate::sends::Renewing;
use crate::store::Store;
use crate::view::Topic;

/// Where the data lies and which clock and keyring count.
pub struct Options {
    /// The data directory: a workspace is one.
    pub data_dir: PathBuf,
    pub(crate) clock: Arc<dyn Clock>,
    backend: Backend,
    limits: Limits,
    sample: bool,
    check_later: bool,
}

impl Options {
    /// The workspace at `data_dir`, with the machine's clock and keyring.
    #[must_use]
    pub fn new(data_dir: PathBuf) -> Self {
        Self {
            data_dir,
            clock: Arc::new(SystemClock),
            backend: Backend::Platform,
            limits: Limits::default(),
            sample: false,
            check_later: false,
        }
    }

    /// `data_dir`, else `KEYRACK_DATA_DIR`, else the platform's data directory (`~/.local/share/keyrack` on Linux).
    /// When none of them is known, opening fails.
    #[must_use]
    pub fn from_env(data_dir: Option<PathBuf>) -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let dir = data_dir.or_else(|| set("KEYRACK_DATA_DIR")).or_else(|| platform_dir(&set));
        let dir = dir.unwrap_or_default();
        // A relative path means the current directory of this moment, not of a later one.
        Self::new(std::path::absolute(&dir).unwrap_or(dir))
    }

    /// Another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Another keyring.
    #[must_use]
    pub fn with_backend(mut self, backend: Backend) -> Self {
        self.backend = backend;
        self
    }

    /// Other limits on the time of one test send than 10 seconds to connect, TLS included, and 30 in all.
    #[must_use]
    pub fn with_patience(mut self, connect: Duration, total: Duration) -> Self {
        self.limits = Limits { connect, total, ..self.limits };
        self
    }

    /// Leaves looking the database through to [`Engine::check`]: for whoever has something to show first.
    #[must_use]
    pub fn checked_later(mut self) -> Self {
        self.check_later = true;
        self
    }

    /// Marks the workspace as the sample.
    #[must_use]
    pub(crate) fn sample(mut self) -> Self {
        self.sample = true;
        self
    }
}

fn platform_dir(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if cfg!(windows) {
        return Some(set("LOCALAPPDATA")?.join("Keyrack"));
    }
    let home = set("HOME")?;
    if cfg!(target_os = "macos") {
        return Some(home.join("Library/Application Support/Keyrack"));
    }
    Some(set("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share")).join("keyrack"))
}

/// The engine over one workspace. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

/// What all clones share.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    /// What one test send may take.
    pub(crate) limits: Limits,
    /// The owner of this process's leases.
    pub(crate) instance: Uuid,
    pub(crate) sample: bool,
    /// What must live as long as the engine: the sample's provider.
    pub(crate) keep: OnceLock<Box<dyn Any + Send + Sync>>,
    /// The last that was heard of the keyring.
    pub(crate) keyring: Mutex<Option<KeyringReport>>,
    /// How the log was spread when it was last asked.
    pub(crate) log_shape: Mutex<Option<LogShape>>,
    /// Files that are open for intake.
    pub(crate) files: Files,
    /// What goes on after its caller has been answered; closing waits for it.
    pub(crate) work: Mutex<JoinSet<()>>,
    /// Held by each send while it is under way, with what follows from it; closing waits for them.
    pub(crate) under_way: RwLock<()>,
    /// Who offers new values to the keyring that it has not taken, by credential.
    pub(crate) keepers: Mutex<HashMap<Uuid, Arc<Renewing>>>,
    /// Said when the engine closes: what goes on without an end of its own comes to one.
    pub(crate) closing: Cancel,
    /// The scan that runs now.
    pub(crate) scanning: crate::scan::Scanning,
    /// The last runs of tests.
    pub(crate) runs: crate::runs::Runs,
    pub(crate) watching: AtomicBool,
    pub(crate) runtime: Handle,
}

impl Engine {
    /// Opens or creates the workspace at `options.data_dir`. Never touches the keyring: it opens at once even when the
    /// keyring hangs. The database is looked through in the background, now or when [`Self::check`] is called.
    ///
    /// # Errors
    /// A storage code: newer version, damaged, read-only, full, busy, unusable place. The files stay as they were.
    pub async fn open(options: Options) -> Result<Self> {
        if options.data_dir.as_os_str().is_empty() {
            return Err(Code::DataDirUnusable.into());
        }
        let store = Store::open(&options.data_dir, options.clock).await?;
        let vault = Vault::new(options.backend, store.workspace());
        let inner = Inner {
            instance: store.new_id(),
            vault,
            limits: options.limits,
            sample: options.sample,
            keep: OnceLock::new(),
            keyring: Mutex::new(None),
            log_shape: Mutex::new(None),
            files: Files::default(),
            work: Mutex::default(),
            under_way: RwLock::default(),
            keepers: Mutex::default(),
            closing: Cancel::new(),
            scanning: crate::scan::Scanning::default(),
            runs: crate::runs::Runs::default(),
            watching: AtomicBool::new(false),
            runtime: Handle::current(),
            store,
        };
        let engine = Self { inner: Arc::new(inner) };
        if !options.check_later {
            engine.check();
        }
        Ok(engine)
    }

    /// Finishes what goes on in the background and closes the database: what was written is folded into its file. A renewed key
    /// that the keyring has not taken is offered to it once more.
    pub async fn close(&self) {
        self.inner.scanning.cancel_any();
        self.inner.closing.cancel();
        // Each was told to stop; an exchange that has left is seen through.
        drop(tokio::time::timeout(self.inner.limits.whole(), self.inner.under_way.write()).await);
        // What is finished may have begun something in its place.
        loop {
            let mut work =
                std::mem::take(&mut *self.inner.work.lock().unwrap_or_else(PoisonError::into_inner));
            if work.is_empty() {
                break;
            }
            while work.join_next().await.is_some() {}
        }
        // Whose keeper was taken over by a change that came to nothing.
        for version in self.vault().unkept() {
            if !self.vault().keep_renewed(version).await {
                tracing::error!("a new refresh token is lost: the keyring did not take it before the end");
            }
        }
        self.store().close().await;
    }

    /// Whether [`Self::close`] was called.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.inner.closing.is_cancelled()
    }

    /// Where the data lies.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.store().dir()
    }

    /// Looks the database through in the background; damage stops every later change.
    pub fn check(&self) {
        let weak = Arc::downgrade(&self.inner);
        self.inner.runtime.spawn(async move {
            let Some(inner) = weak.upgrade() else { return };
            if inner.store.quick_check().await.is_err_and(|e| e.code() == Code::Damaged) {
                tracing::error!("the database is damaged");
                inner.store.announce(Topic::Settings);
            }
        });
    }

    /// Does something beside all else; closing waits for it.
    pub(crate) fn go_on(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut all = self.inner.work.lock().unwrap_or_else(PoisonError::into_inner);
        while all.try_join_next().is_some() {}
        all.spawn_on(work, &self.inner.runtime);
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.inner.vault
    }
}
