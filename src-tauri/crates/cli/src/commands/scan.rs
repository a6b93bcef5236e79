//! `keyrack scan`: where keys and credentials stand.

mod baseline;
mod records;
mod shown;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use engine::given::{Class, Job, KeySeeker, KeysFile, Progress, ScanSite, ToldKey, scan};
use engine::view::ScanInput;
use engine::{Cancel, Engine};

use self::baseline::Kept;
use self::shown::Found;
use crate::print::Out;
use crate::stop::{CHECK, Stop};

/// So many threads read at most, unless more are asked for: a disk gives no more.
const THREADS: usize = 8;

#[derive(clap::Args)]
pub(crate) struct Scan {
    /// Files and folders, with everything in them that is hidden or ignored
    #[arg(required_unless_present_any = ["jsonl", "url"], value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The public pages of a site, from this address on: no key and no cookie is sent
    ///
    /// Same site alone, one page at a time, as robots.txt permits. A host of a private network is looked at only where it is
    /// named here.
    #[arg(long, value_name = "URL", conflicts_with = "jsonl")]
    url: Vec<String>,
    /// Also every version of every file in the git history
    #[arg(long, conflicts_with = "jsonl")]
    git: bool,
    /// Print SARIF 2.1.0, as code hosts and editors read it
    #[arg(long, conflicts_with_all = ["jsonl", "json"])]
    sarif: bool,
    /// Keys to look for, one a line, in place of the rack's; the keyring is left alone
    ///
    /// A finding names a key by its line.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    keys_file: Option<PathBuf>,
    /// Leave out what has the shape of a credential: look for held keys alone
    #[arg(long, conflicts_with = "jsonl")]
    no_shapes: bool,
    /// Leave the keyring alone: credentials are found by their shape
    #[arg(long, conflicts_with = "jsonl")]
    no_rack: bool,
    /// Findings that were accepted, which do not count
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    baseline: Option<PathBuf>,
    /// Accept all findings: write them to this file
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    write_baseline: Option<PathBuf>,
    /// Why they are accepted, for --write-baseline
    #[arg(long, value_name = "TEXT", requires = "write_baseline")]
    reason: Option<String>,
    /// Whose folder it is: the scan is kept in this client's history
    #[arg(long, value_name = "CLIENT", conflicts_with_all = ["jsonl", "no_rack", "keys_file"])]
    client: Option<String>,
    /// How many threads read files
    #[arg(long, value_name = "N", conflicts_with = "jsonl", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
    /// Records as JSON lines: {"id","text"}, with "held" a list of keys to look for; answers {"id","found"}
    ///
    /// Found is a list of [start, end, rule, class]; places count Unicode characters, and class is held, secret, or public
    /// for a key that its vendor means to be published. "bytes" (base64) or "chunks" (a list) may stand for "text". A line
    /// that is no record, or cannot be examined to its end, gets an "error", and the exit code is 1. Neither keyring nor data
    /// directory is touched.
    #[arg(long, conflicts_with = "paths")]
    jsonl: bool,
}

impl Scan {
    /// Whether it does without keyring and data directory.
    pub(crate) fn is_alone(&self) -> bool {
        self.jsonl || self.no_rack || self.keys_file.is_some()
    }

    fn job(&self) -> Result<Job, Stop> {
        let mut paths = Vec::new();
        for path in &self.paths {
            if std::fs::metadata(path).is_err() {
                return Err(Stop::usage(
                    "One of the paths is not there, or you may not look at it.",
                    "Name files and folders that are.",
                ));
            }
            paths.push((path.clone(), path.to_string_lossy().into_owned()));
        }
        let sites = self.url.iter().map(|url| ScanSite::parse(url)).collect::<Result<_, _>>()?;
        let machine = || std::thread::available_parallelism().map_or(1, |number| number.get().min(THREADS));
        Ok(Job { paths, sites, git: self.git, threads: self.threads.map_or_else(machine, usize::from) })
    }

    fn shapes(&self) -> bool {
        !self.no_shapes
    }
}

/// Without keyring and data directory.
pub(crate) fn run_alone(args: &Scan, out: &Out) -> Result<(), Stop> {
    if args.jsonl {
        return records::run();
    }
    if args.no_rack && args.no_shapes && args.keys_file.is_none() {
        return Err(Stop::usage("There is nothing to look for.", "Leave --no-rack or --no-shapes out."));
    }
    let job = args.job()?;
    let kept = Kept::open(args)?;
    let keys = args.keys_file.as_ref().map(|path| KeysFile::open(path)).transpose();
    let keys = keys.map_err(|refusal| Stop::from(engine::Error::from(refusal)))?;
    let lines = keys.as_ref().map(|keys| keys.lines().to_vec()).unwrap_or_default();
    let seeker = KeySeeker::given(keys, args.shapes(), &kept.salts()).ok_or_else(no_randomness)?;
    let too_short: Vec<String> =
        seeker.refused().iter().filter_map(|at| lines.get(*at)).map(|line| format!("line {line}")).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| Stop::usage("No thread could be started.", "Close other programs and try again."))?;
    let found = runtime.block_on(async {
        let cancel = cancel_on_interrupt();
        let report = scan(job, Arc::new(seeker), &cancel, told(out)).await;
        let key = |at: usize| lines.get(at).map(|line| ToldKey::Line(*line));
        let keys = positions(&report).filter_map(|at| Some((at, key(at)?))).collect();
        Found { report, keys, too_short, accepted: Vec::new(), salt: 0 }
    });
    runtime.shutdown_background();
    finish(args, found, kept, out)
}

/// With the keys of the rack.
pub(crate) async fn run(args: Scan, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let job = args.job()?;
    let kept = Kept::open(&args)?;
    let client = match &args.client {
        Some(name) => Some(crate::address::client(engine, name).await?),
        None => None,
    };
    let input = ScanInput { client, git: args.git, shapes: args.shapes(), rack: true };
    let cancel = cancel_on_interrupt();
    let lent = engine.lend_seeker(args.shapes(), &kept.salts()).await.map_err(super::redact::without_rack)?;
    let (report, lent) = engine.scan_job(job, lent, input, &cancel, told(out)).await?;
    let names = engine.key_names(&lent, positions(&report)).await?;
    let keys = names.into_iter().map(|(at, name)| (at, ToldKey::Rack(name))).collect();
    let mut too_short = engine.part_names(&lent.too_short()).await?;
    too_short.extend(engine.unread_names(&lent).await?);
    // The workspace's own fingerprints come first.
    finish(&args, Found { report, keys, too_short, accepted: Vec::new(), salt: 1 }, kept, out)
}

fn finish(args: &Scan, mut found: Found, kept: Kept, out: &Out) -> Result<(), Stop> {
    kept.sort_out(args, &mut found)?;
    let open = found.report.findings.iter().any(|one| one.mark.class != Class::Public);
    let cancelled = found.report.cancelled;
    if args.sarif {
        let text = crate::visible::json(&found.told().sarif())
            .map_err(|_| Stop::usage("The answer is not JSON.", "Report this as a mistake."))?;
        crate::print::put(&(text + "\n"))?;
    } else {
        out.show(&found.told().json(), |text, _| shown::text(text, &found))?;
    }
    // Among findings that were not kept may be open ones; and of what was not looked at, nothing is known.
    let unknown = cancelled || found.report.truncated || !found.was_looked_at();
    if unknown || open { Err(Stop::Said(CHECK)) } else { Ok(()) }
}

fn positions(report: &engine::given::Report) -> impl Iterator<Item = usize> {
    let marks = report.findings.iter().flat_map(|one| std::iter::once(&one.mark).chain(&one.more));
    let keys: std::collections::BTreeSet<usize> = marks.filter_map(|mark| mark.key).collect();
    keys.into_iter()
}

/// Ctrl-C ends the scan: what was found so far is still said.
fn cancel_on_interrupt() -> Cancel {
    let cancel = Cancel::new();
    super::test::cancel_on_interrupt(&cancel);
    cancel
}

/// One line on the terminal that is written over and over.
fn told(out: &Out) -> impl FnMut(Progress) + Send + use<> {
    let terminal = !out.is_json() && std::io::stderr().is_terminal() && std::io::stdout().is_terminal();
    move |progress: Progress| {
        if terminal {
            let counts = progress.counts;
            eprint!(
                "\r{} files, {} MB, {} findings\u{1b}[K",
                counts.files,
                counts.bytes / 1_000_000,
                counts.held + counts.secrets
            );
        }
    }
}

fn no_randomness() -> Stop {
    Stop::usage("The system has no randomness to give.", "Nothing was read. Try again.")
}
