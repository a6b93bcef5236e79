//! A provider on the loopback address: TLS with an authority of its own, made when it starts, and answers that can be
//! changed while it runs. The sample workspace tests its integrations against it, and so do the tests of every room.
//!
//! It binds `127.0.0.1` and, where it is to be several hosts, further addresses of the loopback, and nothing else; it
//! follows no request anywhere, writes no file and prints nothing. What it was asked is remembered only when [`Setup::record`] says so, which the app never does: requests carry keys.
#![deny(missing_docs)]

mod answer;
mod authority;
mod bomb;
mod check;
mod connection;
mod fault;
mod flow;
mod http2;
mod made_up;
mod seen;
mod server;
mod spent;
mod vendors;
mod wire;

pub use answer::{Answer, Echo, Script};
pub use authority::{Authority, Certificate, ClientIdentity, host};
pub use bomb::Coding;
pub use check::{
    Check, Digest, Grant, Granted, Holds, Jwt, Oauth1, Signature, Signing, Sigv4, Verifying, Written,
    anything, equals, nothing,
};
pub use fault::{Fault, Scene};
pub use http2::Frames;
pub use made_up::{Alphabet, MadeUp};
pub use seen::Seen;
pub use server::{Face, Loopback, Setup};
pub use spent::Spent;
pub use vendors::Vendor;
pub use wire::Step;
