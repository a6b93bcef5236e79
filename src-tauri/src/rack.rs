//! What the commands share: the open workspace, the sample beside it, running sends, and the one native dialog.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use engine::view::{BoardQuery, BoardView, Refusal, Topic};
use engine::{Cancel, Engine, Options, TextCopies};
use tokio::sync::{RwLock, broadcast, watch};
use uuid::Uuid;

use crate::refused::{Answer, Refused};
use crate::watching;

type Opened = Option<Result<Engine, Refusal>>;

/// The state behind every command.
pub(crate) struct Rack {
    /// The person's own workspace: `None` while it is being opened.
    own: watch::Receiver<Opened>,
    /// The sample workspace while the window shows it.
    sample: Arc<RwLock<Option<Engine>>>,
    /// The board that the page will ask for first, read while the page is being loaded.
    first: Arc<tokio::sync::Mutex<Option<FirstBoard>>>,
    /// Whether the page has painted its first rows.
    painted: watch::Sender<bool>,
    /// What runs, in the order in which it began.
    running: Mutex<Vec<Going>>,
    begun: AtomicU64,
    dialog: tokio::sync::Mutex<()>,
    /// Ends the watches of the sample that is shown.
    sample_watch: Mutex<Option<Cancel>>,
    /// How often the page may have a text put on the clipboard.
    pub(crate) copies: TextCopies,
    pub(crate) data_dir: PathBuf,
}

impl Rack {
    /// Opens the workspace in the background, and the sample if it is to be shown first; commands wait for it.
    pub(crate) fn open(options: Options, with_sample: bool) -> Self {
        let data_dir = options.data_dir.clone();
        let (tell, own) = watch::channel(None);
        let sample = Arc::new(RwLock::new(None));
        let first = Arc::new(tokio::sync::Mutex::new(None));
        let (dir, shown, board) = (data_dir.clone(), Arc::clone(&sample), Arc::clone(&first));
        tauri::async_runtime::spawn(async move {
            // Held until the board is read: a page that is faster waits for it instead of asking a second time.
            let mut board = board.lock().await;
            let opened = open_both(options, with_sample.then_some(dir)).await;
            let opened = opened.map_err(|error| error.refusal());
            let engine = match opened {
                Ok((own, sample)) => {
                    let engine = sample.as_ref().unwrap_or(&own).clone();
                    shown.write().await.clone_from(&sample);
                    tell.send_replace(Some(Ok(own)));
                    engine
                }
                Err(refusal) => {
                    tell.send_replace(Some(Err(refusal)));
                    return tell.closed().await;
                }
            };
            *board = FirstBoard::read(&engine).await;
            drop((board, engine));
            tell.closed().await;
        });
        let painted = watch::Sender::new(false);
        Self {
            own,
            sample,
            first,
            painted,
            running: Mutex::default(),
            begun: AtomicU64::new(0),
            dialog: tokio::sync::Mutex::new(()),
            sample_watch: Mutex::default(),
            copies: TextCopies::default(),
            data_dir,
        }
    }

    /// The person's own workspace.
    pub(crate) async fn own(&self) -> Answer<Engine> {
        let mut own = self.own.clone();
        let opened = own.wait_for(Option::is_some).await.ok().and_then(|opened| opened.clone());
        match opened {
            Some(Ok(engine)) => Ok(engine),
            Some(Err(refusal)) => Err(refusal.into()),
            None => Err(Refused::stopping()),
        }
    }

    /// The workspace that the window shows.
    pub(crate) async fn engine(&self) -> Answer<Engine> {
        let own = self.own().await?;
        Ok(self.sample.read().await.clone().unwrap_or(own))
    }

    /// The board that was read ahead, if this is the first question after it and nothing has changed since.
    pub(crate) async fn first_board(&self, query: &BoardQuery) -> Option<BoardView> {
        let first = self.first.lock().await.take()?;
        (*query == BoardQuery::default()).then(|| first.unless_changed()).flatten()
    }

    /// The page has painted its first rows.
    pub(crate) fn painted(&self) {
        self.painted.send_replace(true);
    }

    /// Waits until the page has painted its first rows, at most this long: a broken page must not hold up the rest.
    pub(crate) async fn has_painted(&self, at_most: Duration) {
        let mut painted = self.painted.subscribe();
        drop(tokio::time::timeout(at_most, painted.wait_for(|painted| *painted)).await);
    }

    /// Finishes what must not be lost with the process.
    pub(crate) async fn close(&self) {
        let own = self.own.borrow().clone().and_then(Result::ok);
        let sample = self.sample.read().await.clone();
        for engine in own.into_iter().chain(sample) {
            engine.close().await;
        }
    }

    /// Whether the window shows the sample.
    pub(crate) async fn shows_sample(&self) -> bool {
        self.sample.read().await.is_some()
    }

    /// Shows the sample, or with `None` the person's own workspace; answers what was shown before.
    pub(crate) async fn show_sample(&self, sample: Option<Engine>) -> Option<Engine> {
        self.cancel(None);
        let before = std::mem::replace(&mut *self.sample.write().await, sample);
        self.watch_shown().await;
        before
    }

    /// Has the watches of the sample go on while it is shown, and no longer. Nothing of it is told by a notification.
    pub(crate) async fn watch_shown(&self) {
        let watch = self.sample.read().await.as_ref().map(watching::begin);
        let before =
            std::mem::replace(&mut *self.sample_watch.lock().unwrap_or_else(PoisonError::into_inner), watch);
        if let Some(before) = before {
            before.cancel();
        }
    }

    /// Keeps a handle with which this send can be stopped while the answer lives; a run of many under `None`.
    pub(crate) fn running(&self, integration: Option<Uuid>) -> Running<'_> {
        let (cancel, number) = (Cancel::new(), self.begun.fetch_add(1, Ordering::Relaxed));
        self.lock().push(Going { number, integration, cancel: cancel.clone() });
        Running { rack: self, number, cancel }
    }

    /// Stops the sends of an integration, or with `None` the runs of many. Nothing happens when none runs.
    pub(crate) fn cancel(&self, integration: Option<Uuid>) {
        self.lock().iter().filter(|one| one.integration == integration).for_each(|one| one.cancel.cancel());
    }

    /// The right to show a native dialog: one at a time.
    pub(crate) fn dialog(&self) -> Answer<tokio::sync::MutexGuard<'_, ()>> {
        self.dialog.try_lock().map_err(|_| Refused::dialog_open())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Going>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The board as it was when the workspace was opened.
struct FirstBoard {
    view: BoardView,
    changes: broadcast::Receiver<Topic>,
}

impl FirstBoard {
    async fn read(engine: &Engine) -> Option<Self> {
        let changes = engine.subscribe();
        let view = engine.board(&BoardQuery::default()).await.ok()?;
        Some(Self { view, changes })
    }

    fn unless_changed(mut self) -> Option<BoardView> {
        matches!(self.changes.try_recv(), Err(broadcast::error::TryRecvError::Empty)).then_some(self.view)
    }
}

/// The person's own workspace, and the sample in `sample_in` if it is to be shown.
async fn open_both(options: Options, sample_in: Option<PathBuf>) -> engine::Result<(Engine, Option<Engine>)> {
    let own = Engine::open(options).await?;
    let sample = match sample_in {
        Some(dir) => Some(Engine::open_sample(&dir).await?),
        None => None,
    };
    Ok((own, sample))
}

/// Something that runs, and how it is stopped.
struct Going {
    number: u64,
    integration: Option<Uuid>,
    cancel: Cancel,
}

/// A send that can be stopped; forgotten when dropped, and no other with it.
pub(crate) struct Running<'a> {
    rack: &'a Rack,
    number: u64,
    pub(crate) cancel: Cancel,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.rack.lock().retain(|one| one.number != self.number);
    }
}
