//! The door for a terminal that masks and scans texts which are given along with their keys: no workspace is opened, no
//! keyring asked, nothing written.

pub use crate::scan::{
    Accepted, Baseline, BaselineNames, Counts, Finding, Job, Mark, Progress, Report, ScanSite, Told, ToldKey,
    ToldLine, ToldScan, scan,
};
pub use crate::words::scan::{RuleWords, given_key as given_key_words, rule as rule_words};
pub use vault::{
    Class, Found, GivenKeys, KeySeeker, KeysFile, Place, RackMasker, RackSeeker, Redacted, Salt, Stream,
    StrictView, TagSecret,
};

use crate::catalogue::harmless;

/// Shows redacted texts of whatever source strictly: by what is harmless in anybody's messages.
#[must_use]
pub fn strict_view(secret: &TagSecret) -> StrictView {
    StrictView::new(Some(secret), harmless::general())
}
