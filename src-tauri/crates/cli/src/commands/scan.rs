//! `keyrack scan`: where keys and credentials stand.

mod baseline;
mod records;
mod shown;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::given::{Class, Counts, Job, KeySeeker, KeysFile, Progress, ScanSite, ToldKey, scan};
use engine::view::ScanInput;
use engine::{Cancel, Engine};

use self::baseline::{Kept, Named};
use self::shown::Found;
use crate::print::{Out, count};
use crate::stop::{CHECK, KEYRING, Stop, USAGE};

/// So many threads read at most, unless more are asked for: a disk gives no more.
const THREADS: usize = 8;

/// What `--help` says at its end.
const ENDS: &str = "\
Exit codes:
  0  nothing was found that is no published key
  1  something was found; or with --jsonl, a line was no record
  2  it cannot be done as asked, or of something that was named nothing was read (with --git: it has no history), or it was \
stopped: nothing is known
  3  the keyring cannot be read, or does not hold a key that it should
  4  the workspace's own storage failed

Something that was found goes before what was not read. Keys of the rack that are too short to be told from other text (fewer \
than 6 characters) are named as not sought and change no exit code; such a line of a keys file is refused, with its number. \
What was not read in a folder or a site is listed with its reason, and JSON says \"complete\": false.";

#[derive(clap::Args)]
#[command(after_long_help = ENDS)]
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
    ///
    /// A path that is in no git repository is listed as not read.
    #[arg(long, conflicts_with = "jsonl")]
    git: bool,
    /// Print SARIF 2.1.0, as code hosts and editors read it
    #[arg(long, conflicts_with_all = ["jsonl", "json"])]
    sarif: bool,
    /// Keys to look for, one a line, in place of the rack's; the keyring is left alone
    ///
    /// A finding names a key by its line. A line of fewer than 6 characters cannot be told from other text and is refused.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    keys_file: Option<PathBuf>,
    /// Leave out what has the shape of a credential: look for held keys alone
    #[arg(long, conflicts_with = "jsonl")]
    no_shapes: bool,
    /// Leave the keyring alone: credentials are found by their shape
    #[arg(long, conflicts_with = "jsonl")]
    no_rack: bool,
    /// Findings that were accepted, which do not count
    ///
    /// The file names paths from its own folder on: it holds wherever that lies, however the paths are typed.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    baseline: Option<PathBuf>,
    /// Accept all findings: write them to this file
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    write_baseline: Option<PathBuf>,
    /// Why they are accepted, for --write-baseline; it replaces an older reason
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

    /// The first path that is not there, and its position counted from 1.
    fn missing(&self) -> Option<(usize, &Path)> {
        let at = self.paths.iter().position(|path| std::fs::metadata(path).is_err())?;
        Some((at + 1, &self.paths[at]))
    }

    fn job(&self) -> Result<Job, Stop> {
        let paths =
            self.paths.iter().map(|path| (path.clone(), path.to_string_lossy().into_owned())).collect();
        let sites = self.url.iter().map(|url| ScanSite::parse(url)).collect::<Result<_, _>>()?;
        let machine = || std::thread::available_parallelism().map_or(1, |number| number.get().min(THREADS));
        Ok(Job {
            paths,
            sites,
            git: self.git,
            threads: self.threads.map_or_else(machine, usize::from),
            ..Job::default()
        })
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
        return Err(nothing_to_look_for("Leave --no-rack or --no-shapes out."));
    }
    let job = args.job()?;
    let kept = Kept::open(args)?;
    let keys = args.keys_file.as_ref().map(|path| KeysFile::open(path)).transpose();
    let keys = keys.map_err(|refusal| of_option("--keys-file", engine::Error::from(refusal).into()))?;
    if keys.as_ref().is_some_and(|keys| keys.lines().is_empty()) {
        return Err(empty_keys_file(args));
    }
    let lines = keys.as_ref().map(|keys| keys.lines().to_vec()).unwrap_or_default();
    let seeker = KeySeeker::given(keys, args.shapes(), &kept.salts()).ok_or_else(no_randomness)?;
    let short: Vec<usize> = seeker.refused().iter().filter_map(|at| lines.get(*at)).copied().collect();
    if !short.is_empty() {
        return Err(refused_lines(&short));
    }
    let named = Named { paths: job.paths.clone(), seeker: Arc::new(seeker) };
    if let Some(missing) = args.missing() {
        return Err(not_there(missing, Some(&named.seeker)));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| Stop::usage("No thread could be started.", "Close other programs and try again."))?;
    let found = runtime.block_on(async {
        let cancel = cancel_on_interrupt();
        let report = scan(job, named.seeker.clone(), &cancel, told(out)).await;
        let key = |at: usize| lines.get(at).map(|line| ToldKey::Line(*line));
        let keys = positions(&report).filter_map(|at| Some((at, key(at)?))).collect();
        Found { report, keys, too_short: Vec::new(), missing: Vec::new(), accepted: Vec::new(), salt: 0 }
    });
    runtime.shutdown_background();
    finish(args, found, kept, &named, out)
}

/// With the keys of the rack.
pub(crate) async fn run(args: Scan, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let job = args.job()?;
    if let Some(missing) = args.missing() {
        // A key in it is known by the rack alone.
        let lent = engine.lend_seeker(true, &[]).await.ok();
        return Err(not_there(missing, lent.as_ref().map(|lent| &*lent.seeker)));
    }
    let kept = Kept::open(&args)?;
    let client = match &args.client {
        Some(name) => Some(crate::address::client(engine, name).await?),
        None => None,
    };
    let input = ScanInput { client, git: args.git, shapes: args.shapes(), rack: true };
    let cancel = cancel_on_interrupt();
    let lent = engine.lend_seeker(args.shapes(), &kept.salts()).await.map_err(super::redact::without_rack)?;
    if args.no_shapes && lent.seeker.keys() == 0 && lent.unread().is_empty() {
        return Err(nothing_to_look_for(
            "The rack holds no key of at least 6 characters. Take one in, or leave --no-shapes out.",
        ));
    }
    let named = Named { paths: job.paths.clone(), seeker: lent.seeker.clone() };
    let (report, lent) = engine.scan_job(job, lent, input, &cancel, told(out)).await?;
    let names = engine.key_names(&lent, positions(&report)).await?;
    let keys = names.into_iter().map(|(at, name)| (at, ToldKey::Rack(name))).collect();
    let too_short = engine.part_names(&lent.too_short()).await?;
    let missing = engine.unread_names(&lent).await?;
    // The workspace's own fingerprints come first.
    let found = Found { report, keys, too_short, missing, accepted: Vec::new(), salt: 1 };
    finish(&args, found, kept, &named, out)
}

fn finish(args: &Scan, mut found: Found, kept: Kept, named: &Named, out: &Out) -> Result<(), Stop> {
    kept.sort_out(args, &mut found, named, out)?;
    let open = found.report.findings.iter().any(|one| one.mark.class != Class::Public);
    if args.sarif {
        let text = crate::visible::json(&found.told().sarif())
            .map_err(|_| Stop::usage("The answer is not JSON.", "Report this as a mistake."))?;
        crate::print::put(&(text + "\n"))?;
    } else {
        out.show(&found.told().json(), |text, _| shown::text(text, &found))?;
    }
    match () {
        // Among findings that were not kept may be open ones.
        () if open || found.report.truncated => Err(Stop::Said(CHECK)),
        // Of what was not looked at, nothing is known.
        () if found.report.cancelled || found.report.history_missing => Err(Stop::Said(USAGE)),
        () if !found.report.nothing_read.is_empty() => Err(Stop::Said(USAGE)),
        () if !found.missing.is_empty() => Err(Stop::Said(KEYRING)),
        () => Ok(()),
    }
}

fn nothing_to_look_for(next: &str) -> Stop {
    Stop::usage("There is nothing to look for.", next)
}

/// A step that was to fill the file may have failed: with shapes alone, a scan would look as if its keys were nowhere.
fn empty_keys_file(args: &Scan) -> Stop {
    let next = "The keys file is empty: write keys there, one a line, or leave --no-shapes out and give --no-rack instead.";
    if args.no_shapes {
        return nothing_to_look_for(next);
    }
    Stop::usage(
        "The keys file is empty.",
        "Nothing was read. Write keys there, one a line, or give --no-rack in its place to look for shapes alone.",
    )
}

/// A path that was named and is not there. It is shown where keys in it can be masked.
fn not_there((position, path): (usize, &Path), seeker: Option<&KeySeeker>) -> Stop {
    let path = match seeker {
        Some(seeker) => seeker.mask_place(&path.to_string_lossy()),
        None => format!("Path {position} of those that are named"),
    };
    Stop::usage(
        format!("{path} is not there, or you may not look at it."),
        "Name files and folders that are.",
    )
}

/// The same with the option that it is about.
fn of_option(option: &str, stop: Stop) -> Stop {
    match stop {
        Stop::Refused(mut refusal, code) => {
            refusal.what = format!("{option}: {}", refusal.what);
            Stop::Refused(refusal, code)
        }
        stop => stop,
    }
}

/// Lines of a keys file that nothing could be looked for by.
fn refused_lines(lines: &[usize]) -> Stop {
    let named: Vec<String> = lines.iter().take(REFUSED).map(ToString::to_string).collect();
    let more = if lines.len() > REFUSED { " and more" } else { "" };
    let (word, them) = if lines.len() == 1 { ("Line", "is") } else { ("Lines", "are") };
    Stop::usage(
        format!(
            "{word} {}{more} of the keys file {them} too short to be looked for: a key has at least 6 characters.",
            named.join(", ")
        ),
        "Nothing was read. Take such lines out, or write the keys there in full.",
    )
}

/// So many lines are named when lines are refused.
const REFUSED: usize = 10;

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
            eprint!("\r{}\u{1b}[K", so_far(&progress.counts));
        }
    }
}

fn so_far(counts: &Counts) -> String {
    let count = |number: u64, thing| count(u32::try_from(number).unwrap_or(u32::MAX), thing);
    let pages = if counts.pages > 0 { format!("{}, ", count(counts.pages, "page")) } else { String::new() };
    let (files, found) = (count(counts.files, "file"), count(counts.held + counts.secrets, "finding"));
    format!("{files}, {pages}{} MB, {found}", counts.bytes / 1_000_000)
}

fn no_randomness() -> Stop {
    Stop::usage("The system has no randomness to give.", "Nothing was read. Try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_thing_is_told_as_one() {
        let one = Counts { files: 1, held: 1, ..Counts::default() };
        assert_eq!(so_far(&one), "1 file, 0 MB, 1 finding");
        let more = Counts { pages: 2, secrets: 2, bytes: 5_000_000, ..Counts::default() };
        assert_eq!(so_far(&more), "0 files, 2 pages, 5 MB, 2 findings");
    }
}
