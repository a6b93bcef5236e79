//! Scans of the workspace: begun, carried out in the background, and kept by client.

use std::path::Path;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use uuid::Uuid;
use vault::{Class, RackSeeker};

use super::found::{Finding, Mark, leaks};
use super::run::{Job, Progress, Report, scan};
use crate::cancel::Cancel;
use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::store::scans::{NewFinding, NewScan};
use crate::view::{ScanFolderView, ScanInput, ScanProgress, ScanView, Topic};

/// How often a scan's row says that it still runs.
pub(super) const BEAT: Duration = Duration::from_secs(5);
/// How often listeners are told.
const TELL: Duration = Duration::from_millis(450);
/// Threads in the window: its own work goes on beside.
const THREADS: usize = 4;

/// What a scan is of.
pub(super) struct Target {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) place: String,
}

/// A scan that has its row.
struct Begun {
    id: Uuid,
    /// Whether fingerprints are keyed by the workspace's key, so that they mean the same in the next scan.
    keyed: bool,
}

impl Engine {
    /// A folder or file that a person chose natively, to be scanned once. Nothing of it is read yet but whether it has a
    /// git history.
    ///
    /// # Errors
    /// [`Code::FileUnreadable`].
    pub async fn open_scan_folder(&self, path: &Path) -> Result<ScanFolderView> {
        let about = tokio::fs::metadata(path).await.map_err(|_| Error::new(Code::FileUnreadable))?;
        if !about.is_dir() && !about.is_file() {
            return Err(Code::FileUnreadable.into());
        }
        let handle = self.store().new_id();
        let view = ScanFolderView {
            handle,
            name: crate::files::shown_name(path),
            place: shown_place(path),
            git: path.join(".git").exists(),
        };
        self.inner.files.open_scan(handle, path.to_owned(), self.store().now());
        Ok(view)
    }

    /// Begins to scan a folder that was chosen, and answers at once: it goes on in the background.
    ///
    /// # Errors
    /// [`Code::ScanRunning`], [`Code::HandleUnknown`], [`Code::ClientUnknown`], and with `rack` a keyring code: then
    /// nothing is scanned.
    pub async fn scan_folder(&self, handle: Uuid, input: ScanInput) -> Result<ScanView> {
        let path = self.inner.files.scan(handle, self.store().now())?;
        let name = crate::files::shown_name(&path);
        let target = Target { kind: "folder", name: name.clone(), place: shown_place(&path) };
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(THREADS));
        let job = Job { paths: vec![(path, name)], git: input.git, threads, ..Job::default() };
        self.begin_scan(target, job, input).await
    }

    pub(super) async fn begin_scan(&self, target: Target, job: Job, input: ScanInput) -> Result<ScanView> {
        let cancel = Cancel::new();
        self.inner.scanning.begin(&cancel)?;
        let begun = match self.lend_and_begin(target, &input).await {
            Ok(begun) => begun,
            Err(error) => {
                self.inner.scanning.end();
                return Err(error);
            }
        };
        let (lent, begun) = begun;
        let id = begun.id;
        self.inner.scanning.name(id);
        let engine = self.clone();
        let job = Job { own_data: Some(self.data_dir().to_owned()), ..job };
        let work = async move {
            let report = engine.carry_out(job, &lent, &begun, &cancel, |_| {}).await;
            let ended = engine.end_scan(&begun, &lent, &report).await;
            drop(lent);
            engine.inner.scanning.end();
            engine.store().announce(Topic::Scans);
            if ended.is_err() {
                tracing::warn!("a scan could not be kept");
            }
        };
        self.go_on(work);
        self.scan(id).await
    }

    async fn lend_and_begin(&self, target: Target, input: &ScanInput) -> Result<(RackSeeker, Begun)> {
        let site = (target.kind == "site").then_some(target.name.as_str());
        let lent = self.lend_scan(input.rack, input.shapes, site).await?;
        let begun = self.log_scan(&lent, target, input).await?;
        Ok((lent, begun))
    }

    /// Scans with what was lent, and keeps what was found in the history, of `client` if one is named.
    ///
    /// # Errors
    /// [`Code::ScanRunning`], or a storage code.
    pub async fn scan_job(
        &self,
        job: Job,
        lent: RackSeeker,
        input: ScanInput,
        cancel: &Cancel,
        tell: impl FnMut(Progress) + Send,
    ) -> Result<(Report, RackSeeker)> {
        let target = target_of(&job);
        let job = Job { own_data: Some(self.data_dir().to_owned()), ..job };
        self.inner.scanning.begin(cancel)?;
        let begun = self.log_scan(&lent, target, &input).await;
        let done = match begun {
            Ok(begun) => {
                self.inner.scanning.name(begun.id);
                let report = self.carry_out(job, &lent, &begun, cancel, tell).await;
                self.end_scan(&begun, &lent, &report).await.map(|()| report)
            }
            Err(error) => Err(error),
        };
        self.inner.scanning.end();
        Ok((done?, lent))
    }

    /// Scans a folder to its end under a name that is not its own: for the sample, whose past is played.
    pub(crate) async fn scan_as(&self, folder: &Path, name: &str, input: ScanInput) -> Result<Uuid> {
        let target = Target { kind: "folder", name: name.to_owned(), place: format!("~/work/{name}") };
        let job = Job { paths: vec![(folder.to_owned(), name.to_owned())], threads: 1, ..Job::default() };
        let (lent, begun) = self.lend_and_begin(target, &input).await?;
        let report = self.carry_out(job, &lent, &begun, &Cancel::new(), |_| {}).await;
        self.end_scan(&begun, &lent, &report).await?;
        Ok(begun.id)
    }

    /// Intent and row, before anything is read.
    async fn log_scan(&self, lent: &RackSeeker, target: Target, input: &ScanInput) -> Result<Begun> {
        let mut left_out = self.part_names(&lent.too_short()).await?;
        left_out.extend(self.guessable_names(lent).await?);
        left_out.extend(self.unread_names(lent).await?);
        let place = lent.seeker.mask_place(&target.place);
        let about = match input.client {
            Some(client) => About::client(client, &self.store().client(client).await?.input.name),
            None => About::default(),
        };
        let mut write = self.store().write().await?;
        let event = write.intend(Deed::ScanMade, about.fact(Fact::Place, place.clone())).await?;
        let new = NewScan {
            client: input.client,
            event,
            kind: target.kind,
            name: lent.seeker.mask_place(&target.name),
            place,
            git: input.git,
            shapes: input.shapes,
            rack: input.rack,
            left_out,
        };
        let id = write.add_scan(&new).await?;
        write.commit().await?;
        Ok(Begun { id, keyed: lent.keyed() })
    }

    async fn carry_out(
        &self,
        job: Job,
        lent: &RackSeeker,
        begun: &Begun,
        cancel: &Cancel,
        mut tell: impl FnMut(Progress) + Send,
    ) -> Report {
        let began = Instant::now();
        let mut told = None;
        let listen = |progress: Progress| {
            self.inner.scanning.tell(shown(&progress, began));
            if told.is_none_or(|at: Instant| at.elapsed() >= TELL) {
                told = Some(Instant::now());
                self.store().announce(Topic::Scans);
            }
            tell(progress);
        };
        let work = scan(job, lent.seeker.clone(), cancel, listen);
        tokio::pin!(work);
        loop {
            match tokio::time::timeout(BEAT, &mut work).await {
                Ok(report) => return report,
                Err(_) => {
                    if self.beat(begun.id).await.is_err() {
                        tracing::debug!("a running scan could not say so");
                    }
                }
            }
        }
    }

    async fn beat(&self, id: Uuid) -> Result<()> {
        let mut write = self.store().write().await?;
        write.beat_scan(id).await?;
        write.commit_quietly().await
    }

    /// Outcome and findings, in one change.
    async fn end_scan(&self, begun: &Begun, lent: &RackSeeker, report: &Report) -> Result<()> {
        let held = report.findings.iter().flat_map(|one| std::iter::once(&one.mark).chain(&one.more));
        let versions: Vec<Uuid> = held
            .filter_map(|mark| mark.key)
            .flat_map(|key| lent.owners(key))
            .map(|owner| owner.version)
            .collect();
        let parts = self.store().parts_of(&versions).await?;
        let key_of = |mark: &Mark| {
            let owner = lent.owners(mark.key?).first()?;
            let part = parts.iter().find(|part| part.version == owner.version && part.name == owner.part)?;
            Some((part.fingerprint.clone(), owner.version, owner.part.clone()))
        };
        let findings: Vec<NewFinding> = report
            .findings
            .iter()
            .map(|one: &Finding| NewFinding {
                class: class(one.mark.class),
                rule: one.mark.rule,
                place: one.place.clone(),
                line: i64::try_from(one.line).unwrap_or(i64::MAX),
                commit: one.commit.clone(),
                print: if begun.keyed { print_of(one) } else { String::new() },
                key: key_of(&one.mark),
                more: one.more.iter().map(|more| (class(more.class), more.rule)).collect(),
            })
            .collect();
        let leaks = findings.iter().filter(|one| one.class != "published").count();
        let held = findings.iter().filter(|one| one.class == "held").count();
        let counts = report.counts;
        let looked = counts.files + counts.pages + counts.commits > 0 || !findings.is_empty();
        let state = match report.cancelled {
            true => "cancelled",
            // Nothing was read of all that was named: nothing is known of it, and that is no good scan.
            false if !looked => "failed",
            false => "done",
        };
        let event = self.store().scan_event(begun.id).await?;
        let mut write = self.store().write().await?;
        write.end_scan(begun.id, state, report, &findings).await?;
        let facts = vec![(Fact::Findings, leaks.to_string()), (Fact::Held, held.to_string())];
        write.finish(event, Deed::ScanMade, state == "done", facts).await?;
        write.commit().await
    }
}

/// The fingerprint of a line by which it is accepted: that of its one leak, or one of all of them, so that a secret which
/// comes into an accepted line is none that was accepted.
fn print_of(finding: &Finding) -> String {
    let print = |mark: &Mark| mark.prints.first().cloned().unwrap_or_default();
    let mut all: Vec<(Class, &str, String)> =
        leaks(finding).map(|mark| (mark.class, mark.rule, print(mark))).collect();
    all.sort();
    all.dedup();
    let first = all.first().map_or_else(|| print(&finding.mark), |(.., print)| print.clone());
    if all.len() < 2 {
        return first;
    }
    let add = |hash: Sha256, (_, rule, print): &(Class, &str, String)| {
        hash.chain_update(format!("{rule} {print}\n"))
    };
    let whole = all.iter().fold(Sha256::new(), add).finalize();
    let whole: String = whole.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{first} {whole}")
}

/// What a terminal was given.
fn target_of(job: &Job) -> Target {
    match (&job.paths[..], &job.sites[..]) {
        ([(path, shown)], []) => Target { kind: "folder", name: shown.clone(), place: shown_place(path) },
        ([], [site]) => {
            let view = site.view();
            Target { kind: "site", name: view.host, place: view.url }
        }
        (paths, sites) => {
            let all = paths.iter().map(|(_, shown)| shown.clone()).chain(sites.iter().map(|s| s.view().url));
            let place = all.collect::<Vec<_>>().join(" ");
            Target { kind: "several", name: place.clone(), place }
        }
    }
}

pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::Held => "held",
        Class::Secret => "secret",
        Class::Public => "published",
    }
}

fn shown(progress: &Progress, began: Instant) -> ScanProgress {
    let counts = progress.counts;
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    ScanProgress {
        phase: progress.phase,
        files: number(counts.files),
        commits: number(counts.commits),
        pages: number(counts.pages),
        bytes: counts.bytes as f64,
        held: number(counts.held),
        secrets: number(counts.secrets),
        published: number(counts.published),
        ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
        here: crate::text::visible(&progress.here),
    }
}

/// A path for people: whole, with the home folder as `~`.
fn shown_place(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    match home.as_ref().and_then(|home| whole.strip_prefix(home).ok()) {
        Some(rest) => Path::new("~").join(rest).to_string_lossy().into_owned(),
        None => whole.to_string_lossy().into_owned(),
    }
}
