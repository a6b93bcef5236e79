//! Leak scans: sources hand out pieces, the vault looks for keys in them, and what was found is kept by client.

#[allow(dead_code, unused_imports, reason = "the scan that reads it is not there yet")]
pub(crate) mod git;
#[allow(dead_code, reason = "the sources that use it land one by one")]
pub(crate) mod piece;
