//! The real program, run as a person or a script runs it: what it prints, its exit codes, the shapes of its JSON.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod clients;
mod faults;
mod import_requests;
mod imports;
mod keys;
mod requests;
mod room;
mod runs;
mod scan_sources;
mod scans;
mod sends;
mod settings;
mod texts;
mod watches;
mod words;
