//! Watching beside the window: beats are sent while the app runs, and what changed is told by a notification.

use std::time::Duration;

use engine::{Cancel, Engine};

use crate::native::notice;

/// How often is looked whether there is something to tell: it waits a minute for company anyhow.
const TELL_EVERY: Duration = Duration::from_secs(15);

/// Sends beats of a workspace until it is stopped.
pub(crate) fn begin(engine: &Engine) -> Cancel {
    let stop = Cancel::new();
    tauri::async_runtime::spawn(engine.watcher(stop.clone()).run());
    stop
}

/// Tells what changed for as long as the app runs: by whichever process it was noticed.
pub(crate) async fn tell(engine: Engine) {
    let mut every = tokio::time::interval(TELL_EVERY);
    loop {
        every.tick().await;
        // What cannot be read or shown now is told later.
        drop(engine.tell_watch_news(|news| notice::show(&news.title, &news.text)).await);
    }
}
