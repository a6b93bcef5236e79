//! Telling what changed, once: several changes within a minute are one notification, whichever process noticed them.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::shown::change;
use crate::engine::Engine;
use crate::error::Result;
use crate::view::WatchChangeView;
use crate::words;

/// So long is gathered after the first.
const GATHER: Duration = Duration::minutes(1);
/// What is older was no news to anyone by then.
const FRESH: Duration = Duration::days(1);
/// So long a change that was told stays in an integration's history.
const KEEP: Duration = Duration::days(400);

/// The lease of whoever tells the news.
const CLAIM: &str = "watch-news";
/// So long it lasts: a desktop that shows nothing in that time is not going to.
const CLAIMED: Duration = Duration::minutes(1);

/// Longer than anything takes from being noticed to being written down.
const OVERLAP: Duration = Duration::minutes(5);

/// A notification: names of clients and integrations, and Keyrack's own words. Nothing of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchNews {
    /// One line.
    pub title: String,
    /// A few lines.
    pub text: String,
    /// What it is about, oldest first.
    pub changes: Vec<WatchChangeView>,
    /// What counts as told with it: also what is too old to be news.
    all: Vec<Uuid>,
    /// Who tells it.
    claim: Uuid,
}

impl Engine {
    /// What changed and nobody was told of, once a minute has gone by since the first of it. Whoever is answered it tells it,
    /// and then says so by [`Engine::watch_told`]: until then it is nobody else's, and should its teller end before, it is
    /// somebody's again a minute later.
    ///
    /// # Errors
    /// A storage code.
    pub async fn watch_news(&self) -> Result<Option<WatchNews>> {
        let Some(oldest) = self.store().oldest_untold().await? else { return Ok(None) };
        // A clock that was set back must not keep news for hours.
        if (self.store().now() - oldest).abs() < GATHER {
            return Ok(None);
        }
        let mut write = self.store().write().await?;
        let (now, claim) = (write.now(), self.store().new_id());
        if !write.take_lease(CLAIM, claim, CLAIMED).await? {
            return Ok(None);
        }
        let rows = write.untold_changes().await?;
        let all: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let fresh = rows.into_iter().filter(|row| now - row.at <= FRESH);
        let changes: Vec<WatchChangeView> = fresh.map(change).collect();
        if changes.is_empty() {
            write.tell_changes(&all, now - KEEP).await?;
            write.release_lease(CLAIM, claim).await?;
            write.commit_quietly().await?;
            return Ok(None);
        }
        write.commit_quietly().await?;
        let (title, text) = words::watch::notification(&changes);
        Ok(Some(WatchNews { title, text, changes, all, claim }))
    }

    /// These news were told: nobody is answered them again.
    ///
    /// # Errors
    /// A storage code.
    pub async fn watch_told(&self, news: &WatchNews) -> Result<()> {
        let mut write = self.store().write().await?;
        let forget = write.now() - KEEP;
        write.tell_changes(&news.all, forget).await?;
        write.release_lease(CLAIM, news.claim).await?;
        write.commit_quietly().await
    }

    /// Has `show` tell what changed, if anything did; it answers whether it could. What could not be told is told later, by
    /// whichever process asks next.
    ///
    /// # Errors
    /// A storage code.
    pub async fn tell_watch_news(
        &self,
        show: impl FnOnce(&WatchNews) -> bool + Send + 'static,
    ) -> Result<()> {
        let Some(news) = self.watch_news().await? else { return Ok(()) };
        let (told, done) = tokio::sync::oneshot::channel();
        let shown = news.clone();
        // A desktop that does not answer must not hold up anything else, nor the end of the app. Should this be that end,
        // another process tells it.
        std::thread::spawn(move || {
            let _ = told.send(show(&shown));
        });
        if done.await == Ok(true) { self.watch_told(&news).await } else { self.give_back(&news).await }
    }

    /// These news could not be told: they are anybody's again.
    async fn give_back(&self, news: &WatchNews) -> Result<()> {
        let mut write = self.store().write().await?;
        write.release_lease(CLAIM, news.claim).await?;
        write.commit_quietly().await
    }

    /// What changes from now on, whichever process notices it.
    #[must_use]
    pub fn watch_feed(&self) -> WatchFeed {
        WatchFeed { engine: self.clone(), since: self.store().now(), seen: HashSet::new() }
    }
}

/// Hands out each change once, to one reader.
pub struct WatchFeed {
    engine: Engine,
    since: DateTime<Utc>,
    seen: HashSet<Uuid>,
}

impl WatchFeed {
    /// What is new, oldest first.
    ///
    /// # Errors
    /// A storage code.
    pub async fn next(&mut self) -> Result<Vec<WatchChangeView>> {
        let now = self.engine.store().now();
        let all = self.engine.store().changes_since(self.since).await?;
        let seen = std::mem::replace(&mut self.seen, all.iter().map(|one| one.id).collect());
        // Another process may write down later what it noticed before; and a clock may be set back.
        self.since = self.since.max(now - OVERLAP).min(now);
        Ok(all.into_iter().filter(|one| !seen.contains(&one.id)).map(change).collect())
    }
}
