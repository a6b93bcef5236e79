//! Errands: a request goes out with a key stamped in, facts and a redacted exchange come back.

mod answer;
mod clearance;
mod exchange;
mod facts;
mod failure;
mod place;
mod run;
mod trace;
mod wire;
mod witness;

pub use clearance::{Clearance, Clearing};
pub use facts::{
    Answer, Body, Condition, Errand, ErrandRefusal, Exchange, Failure, Limits, Message, Method, Phase, Reply,
    Timings, TlsFacts, TlsFailure,
};
pub(crate) use run::send;
