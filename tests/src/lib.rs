//! The kit of the tests that look at Keyrack as a whole: a private desktop session with a real Secret Service, the
//! built app in a real window, keys made at run time, and searches for them in memory and files.
//!
//! It never touches the desktop, keyring, clipboard or data of the person who runs the tests: everything it starts
//! lives in a directory of its own and ends with the test.

pub mod app;
pub mod bench;
pub mod far;
pub mod files;
pub mod hostile_texts;
pub mod memory;
pub mod needle;
pub mod page;
pub mod processes;
pub mod recording;
pub mod session;
pub mod terminal;
pub mod texts;
pub mod trees;
pub mod wait;
