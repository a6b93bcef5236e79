//! The door for a terminal that masks and scans texts which are given along with their keys: no workspace is opened, no
//! keyring asked, nothing written.

pub use vault::{Class, Found, GivenKeys, Redacted, Stream, TagSecret};
