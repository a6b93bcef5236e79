//! Accepted findings in a file: read before the scan, written after it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::given::{Baseline, BaselineNames, KeySeeker, Salt};

use super::{Found, Scan};
use crate::print::{Out, count};
use crate::stop::Stop;

/// No larger file is a baseline.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The baseline that counts, and whether it is to be written.
pub(super) struct Kept {
    read: Option<Baseline>,
    to_write: Option<Baseline>,
}

impl Kept {
    pub(super) fn open(args: &Scan) -> Result<Self, Stop> {
        let read = args.baseline.as_deref().map(|path| read(path, "--baseline")).transpose()?;
        // A file that is written anew goes on with the fingerprints that are known already.
        let to_write = match (&args.write_baseline, &read) {
            (None, _) => None,
            (Some(_), Some(read)) => Some(read.clone()),
            (Some(path), None) if path.exists() => Some(self::read(path, "--write-baseline")?),
            (Some(_), None) => Some(Baseline::new().ok_or_else(super::no_randomness)?),
        };
        Ok(Self { read, to_write })
    }

    pub(super) fn salts(&self) -> Vec<Salt> {
        self.read.iter().chain(&self.to_write).take(1).map(|one| one.salt().clone()).collect()
    }

    /// Takes what is accepted out of the findings; with --write-baseline that is all of them from now on.
    pub(super) fn sort_out(
        self,
        args: &Scan,
        found: &mut Found,
        named: &Named,
        out: &Out,
    ) -> Result<(), Stop> {
        let names = |file: &Path| BaselineNames::new(file, &named.paths, named.seeker.clone());
        let salt = found.salt;
        if let (Some(path), Some(mut baseline)) = (&args.write_baseline, self.to_write) {
            let names_there = names(path);
            if let Some(from) = &args.baseline {
                baseline.move_to(&names_there, &names(from));
            }
            let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
            let findings = &mut found.report.findings;
            let new = baseline.accept(findings, &names_there, salt, args.reason.as_deref(), &today);
            write(path, &baseline.to_text())?;
            found.accepted = baseline.sort_out(findings, &names_there, salt);
            let file = named.seeker.mask_place(&path.to_string_lossy());
            let lines = count(u32::try_from(found.accepted.len()).unwrap_or(u32::MAX), "line");
            let hint = if new > 0 && args.reason.is_none() { " Say why with --reason." } else { "" };
            out.warn(&format!("{lines} accepted in {file}, {new} new.{hint}"));
        } else if let (Some(path), Some(baseline)) = (&args.baseline, self.read) {
            found.accepted = baseline.sort_out(&mut found.report.findings, &names(path), salt);
        }
        Ok(())
    }
}

/// What was named for the scan, and what masks it.
pub(super) struct Named {
    pub(super) paths: Vec<(PathBuf, String)>,
    pub(super) seeker: Arc<KeySeeker>,
}

fn read(path: &Path, option: &str) -> Result<Baseline, Stop> {
    let is_small = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() <= LARGEST);
    let text = is_small.then(|| std::fs::read_to_string(path).ok()).flatten();
    text.and_then(|text| Baseline::parse(&text)).ok_or_else(|| {
        Stop::usage(
            format!("The file of {option} cannot be read, or is no baseline."),
            "Name one that --write-baseline has made.",
        )
    })
}

/// Whole or not at all.
fn write(path: &Path, text: &str) -> Result<(), Stop> {
    let failed = |_| Stop::usage("The baseline file cannot be written.", "Name a place where you may write.");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A name of chance and a file that was not there: where a link lay ready, another's file would be overwritten.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|unkept| failed(unkept.error)).map(drop)
}
