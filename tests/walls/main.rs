//! The boundary, proven: which room may know which, and what each may never contain. Every check is a function over
//! data, so that each is shown to fail on a made-up violation as well.

mod arrows;
mod commands;
mod config;
mod sources;
mod speech;
