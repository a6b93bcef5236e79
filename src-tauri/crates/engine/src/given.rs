//! The door for a terminal that masks and scans texts which are given along with their keys: no workspace is opened, no
//! keyring asked, nothing written.

pub use crate::scan::{Accepted, Baseline, Counts, Finding, Job, Mark, Progress, Report, scan};
pub use crate::words::scan::{RuleWords, rule as rule_words};
pub use vault::{
    Class, Found, GivenKeys, KeySeeker, KeysFile, RackMasker, RackSeeker, Redacted, Salt, Stream, TagSecret,
};
