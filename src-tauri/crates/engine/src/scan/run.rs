//! One scan from its beginning to its end: paths, histories, sites. It runs on threads that may block.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::runtime::Handle;
use vault::KeySeeker;

use super::examine::Examiner;
use super::folder::{self, Met};
use super::found::{Counts, Finding, Tally};
use super::git::{self, NoHistory, Repository};
use super::piece::{Place, Sink, Skipped};
use super::site::{self, SiteLimits, SiteProgress};
use super::target::ScanSite;
use crate::cancel::Cancel;
use crate::codes::Coded as _;
use crate::view::{ScanPhase, UnreadView};
use crate::words;

/// How often the caller hears how far it is.
const TELL: Duration = Duration::from_millis(200);

/// So many places of held keys are told of a site that a page named. One that serves more may be one that tries out guesses,
/// and who has leaked that many knows enough to act.
const HELD_OF_SITE: u32 = 20;

/// What is to be scanned.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// Files and folders, and how the caller named them.
    pub paths: Vec<(PathBuf, String)>,
    /// Where sites begin.
    pub sites: Vec<ScanSite>,
    /// Also every version of every file in the git histories of the folders.
    pub git: bool,
    /// How many threads read files.
    pub threads: usize,
    /// A folder of which nothing is read, wherever it is met: the data directory of the workspace whose keys are sought. An
    /// [`Engine`](crate::Engine) that scans names its own.
    pub own_data: Option<PathBuf>,
}

/// What a scan came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order of their places.
    pub findings: Vec<Finding>,
    /// What was not read, or not to its end, and why.
    pub unread: Vec<UnreadView>,
    /// How many.
    pub counts: Counts,
    /// Whether there were more findings than are kept.
    pub truncated: bool,
    /// Whether it was stopped before its end.
    pub cancelled: bool,
    /// Whether folders have a history that was not asked for.
    pub history_left: bool,
    /// Whether a history was asked for of something that has none that may be read.
    pub history_missing: bool,
    /// Paths and addresses of the job of which nothing was read, as they were named, masked: whatever the reason, nothing
    /// is known of them.
    pub nothing_read: Vec<String>,
}

/// How far a scan is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// What is being read.
    pub phase: ScanPhase,
    /// What was found so far.
    pub counts: Counts,
    /// The place, masked.
    pub here: String,
}

/// Scans, and tells now and then how far it is.
pub async fn scan(
    job: Job,
    seeker: Arc<KeySeeker>,
    cancel: &Cancel,
    mut tell: impl FnMut(Progress) + Send,
) -> Report {
    let tally = Arc::new(Tally::default());
    let (inner, own, stop) = (tally.clone(), seeker.clone(), cancel.clone());
    let runtime = Handle::current();
    let mut work = tokio::task::spawn_blocking(move || run(&job, &own, &inner, &stop, &runtime));
    let mut clock = tokio::time::interval(TELL);
    clock.tick().await;
    let ended = loop {
        tokio::select! {
            ended = &mut work => break ended,
            _ = clock.tick() => tell(progress(&tally)),
        }
    };
    // A thread that failed has not read everything.
    let cancelled = cancel.is_cancelled() || ended.is_err();
    let (findings, left, truncated) = tally.take();
    let unread = left
        .into_iter()
        .map(|left| UnreadView {
            place: left.place,
            code: left.why.code().to_owned(),
            why: words::unread(left.why).to_owned(),
        })
        .collect();
    let Ended { history_left, history_missing, nothing_read } = ended.unwrap_or_default();
    let counts = tally.counts();
    Report { findings, unread, counts, truncated, cancelled, history_left, history_missing, nothing_read }
}

fn progress(tally: &Tally) -> Progress {
    let (phase, here) = tally.at();
    let phase = match phase {
        1 => ScanPhase::History,
        2 => ScanPhase::Pages,
        _ => ScanPhase::Files,
    };
    Progress { phase, counts: tally.counts(), here }
}

/// What a scan knows at its end beside what was found.
#[derive(Default)]
struct Ended {
    /// There were histories that were not read.
    history_left: bool,
    /// There was none where one was asked for.
    history_missing: bool,
    nothing_read: Vec<String>,
}

fn run(job: &Job, seeker: &KeySeeker, tally: &Tally, cancel: &Cancel, runtime: &Handle) -> Ended {
    let mut met = Met::default();
    // By position.
    let mut untouched: BTreeSet<usize> = (0..job.paths.len()).collect();
    let files = || tally.files.load(Ordering::Relaxed);
    let threads = job.threads.max(1);
    let mut readers: Vec<Examiner<'_>> =
        (0..threads).map(|_| Examiner::new(seeker, tally, cancel, &tally.files)).collect();
    let own = job.own_data.as_deref().and_then(folder::Identity::of);
    for (at, (path, shown)) in job.paths.iter().enumerate() {
        let before = files();
        tally.is_at(0, &seeker.mask_place(shown));
        if folder::read(path, shown, own.as_ref(), &mut readers, &mut met).is_break() {
            return Ended::default();
        }
        if files() > before {
            untouched.remove(&at);
        }
    }
    drop(readers);
    let mut history_missing = false;
    if job.git && histories(job, &met, seeker, tally, cancel, &mut history_missing).is_break() {
        return Ended { history_missing, ..Ended::default() };
    }
    let mut nothing_read: Vec<String> =
        untouched.iter().map(|at| seeker.mask_place(&job.paths[*at].1)).collect();
    for ScanSite { url, by_page } in &job.sites {
        tally.is_at(2, &seeker.mask_place(url.as_str()));
        let mut reader = Examiner::new(seeker, tally, cancel, &tally.pages);
        // Beside a path, the history that was asked for is the path's.
        if job.git && job.paths.is_empty() {
            history_missing = true;
            reader.skipped(&Place::whole(url.as_str()), Skipped::HistoryNone);
        }
        let mut limits = SiteLimits::default();
        if *by_page {
            reader.held_at_most(HELD_OF_SITE);
            limits.page.unsaid_private = false;
        }
        let mut pages = 0;
        let tell = &mut |progress: SiteProgress| pages = progress.read;
        let read = site::read(url, limits, runtime, &mut reader, cancel, tell);
        if pages == 0 {
            nothing_read.push(seeker.mask_place(url.as_str()));
        }
        match read {
            Ok(ControlFlow::Continue(())) => {}
            // Of one site enough was read; the next is another.
            Ok(ControlFlow::Break(())) if !cancel.is_cancelled() => {}
            Ok(ControlFlow::Break(())) => break,
            Err(_) => reader.skipped(&Place::whole(url.as_str()), Skipped::Unreachable),
        }
    }
    Ended { history_left: !job.git && !met.repositories.is_empty(), history_missing, nothing_read }
}

/// Every repository once: those that the paths lie in, and those within them. A path with neither is `missing` its history,
/// and so is one that lies in a repository which does not know of it.
fn histories(
    job: &Job,
    met: &Met,
    seeker: &KeySeeker,
    tally: &Tally,
    cancel: &Cancel,
    missing: &mut bool,
) -> ControlFlow<()> {
    let mut read: Vec<PathBuf> = Vec::new();
    let given = job.paths.iter().map(|(path, shown)| (path.as_path(), shown, true));
    let within = met.repositories.iter().map(|(path, shown)| (path.as_path(), shown, false));
    for (path, shown, is_named) in given.chain(within) {
        let found = if is_named { Repository::around(path) } else { Repository::at(path) };
        let mut reader = Examiner::new(seeker, tally, cancel, &tally.files);
        match found {
            Ok(repository) if read.iter().all(|known| known != repository.common()) => {
                read.push(repository.common().to_owned());
                tally.is_at(1, &seeker.mask_place(shown));
                history(&repository, &base(path, shown, &repository), &mut reader, tally, cancel)?;
            }
            Err(NoHistory::Foreign) => {
                *missing |= is_named;
                reader.skipped(&Place::whole(shown.clone()), Skipped::HistoryElsewhere);
            }
            Err(NoHistory::None) if is_named && !has_repository(path, met) => {
                *missing = true;
                reader.skipped(&Place::whole(shown.clone()), Skipped::HistoryNone);
            }
            _ => {}
        }
    }
    ControlFlow::Continue(())
}

/// Whether a repository was met within `path`.
fn has_repository(path: &Path, met: &Met) -> bool {
    let Ok(real) = std::fs::canonicalize(path) else { return false };
    met.repositories.iter().any(|(within, _)| within.starts_with(&real) && Repository::at(within).is_ok())
}

fn history(
    repository: &Repository,
    base: &str,
    reader: &mut Examiner<'_>,
    tally: &Tally,
    cancel: &Cancel,
) -> ControlFlow<()> {
    let mut before = 0;
    git::read(repository, base, reader, cancel, &mut |progress| {
        let done = progress.done;
        tally.commits.fetch_add(done - before, Ordering::Relaxed);
        before = done;
    })
}

/// What stands before a repository's paths: how its folder was named, or the way up to it from there.
fn base(path: &Path, shown: &str, repository: &Repository) -> String {
    let Ok(real) = std::fs::canonicalize(path) else { return shown.to_owned() };
    let (start, shown) = match (real.is_file(), real.parent()) {
        (true, Some(parent)) => (parent, shown.rsplit_once('/').map_or(".", |(folder, _)| folder)),
        _ => (real.as_path(), shown),
    };
    let up = start.ancestors().position(|above| Repository::at(above).as_ref() == Ok(repository));
    format!("{}{}", shown.trim_end_matches('/'), "/..".repeat(up.unwrap_or(0)))
}
