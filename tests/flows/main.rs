//! The engine through its public door: a real Secret Service, real TLS, a real database, no window.
//!
//! Each test runs in a session of its own (see `keyrack_tests::session::inside`).
#![allow(clippy::print_stderr, reason = "a test says on standard error what this machine does not permit")]

mod bulk;
mod clipboard;
mod input;
mod keyring;
mod rack;
mod sends;
mod storage;
mod together;
