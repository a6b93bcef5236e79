//! Leak scans: sources hand out pieces, the vault looks for keys in them, and what was found is kept by client.

mod archive;
pub(crate) mod baseline;
mod examine;
mod folder;
mod found;
pub(crate) mod git;
mod history;
mod live;
mod names;
pub(crate) mod piece;
pub(crate) mod run;
mod shown;
pub(crate) mod site;
mod target;
mod told;

pub use baseline::{Accepted, Baseline, BaselineNames};
pub use found::{Counts, Finding, Mark};
pub(crate) use live::Scanning;
pub use run::{Job, Progress, Report, scan};
pub use shown::FindingGroup;
pub use target::ScanSite;
pub use told::{Told, ToldKey, ToldLine, ToldScan};
