//! The built app in a real window, with a real Secret Service and a loopback TLS provider.
//!
//! `cargo xtask test desktop` builds the app with the feature `automation` and runs these one after the other. Pictures
//! of each step are left in `target/desktop-shots/`.
#![allow(clippy::print_stderr, reason = "a test says on standard error what it measured")]

mod errands;
mod hostile;
mod looks;
mod providers;
mod report;
mod scan;
mod steps;
mod story;
mod wall;
