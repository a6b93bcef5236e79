//! Every auth scheme against every way in which a provider goes wrong: the verdict that comes out, and that it comes out in
//! bounded time and memory.
//!
//! `cargo nextest run -p engine --test faults --no-capture` prints the table.
#![allow(clippy::unwrap_used, missing_docs)]

mod columns;
mod memory;
mod rig;
mod rows;
mod table;

/// Only one of these tests at a time: they measure the process, and its time.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// For whoever looks on.
#[expect(clippy::print_stdout, reason = "the table is for people as well")]
fn tell(text: &str) {
    println!("{text}");
}
