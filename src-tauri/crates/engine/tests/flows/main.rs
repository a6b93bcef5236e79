//! The engine through its public door, against a provider on this machine and a keyring in memory: no window, nothing
//! faked in between.
#![allow(clippy::unwrap_used, missing_docs)]

mod asked;
mod bulk;
mod bulk_held;
mod env_file;
mod keys;
mod kit;
mod orders;
mod requests;
mod runs;
mod sample;
mod sends;
mod tokens;
mod watching;
