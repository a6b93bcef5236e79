//! Errands: a request goes out with a key stamped in, facts and a redacted exchange come back.

mod answer;
mod body;
mod captured;
mod cipher;
mod clearance;
mod clocks;
mod exchange;
mod facts;
mod failure;
mod judged;
mod lend;
mod place;
mod renewals;
mod run;
mod schemes;
mod token;
mod trace;
mod wire;
mod witness;

pub(crate) use cipher::provider as watching_provider;

pub(crate) use answer::wipe;
pub use clearance::{Clearance, Clearing};
pub use facts::{
    Answer, Body, CertificateFacts, CertificateRole, Condition, Errand, ErrandRefusal, Exchange, Failure,
    Limits, Message, Method, Phase, Reply, Rotated, Timings, TlsFacts, TlsFailure, TokenError, TokenFailure,
    TokenHop,
};
pub(crate) use place::is_reserved;
pub use renewals::{Denied, Renewals, Waiting};
pub(crate) use renewals::{Leave, Never};
pub(crate) use run::send;
pub(crate) use token::Minted;
