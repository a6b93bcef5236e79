//! When each phase of a connection began and ended, and what TLS showed: written by the pieces that see it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rustls::CipherSuite;

use super::facts::{CertificateFacts, Phase, Timings, TlsFailure};

/// One errand's stamps.
#[derive(Debug, Default)]
pub(super) struct Trace {
    stamps: Mutex<Stamps>,
}

/// What was seen so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Stamps {
    pub(super) began: Option<Instant>,
    pub(super) dns_began: Option<Instant>,
    pub(super) dns_ended: Option<Instant>,
    pub(super) dns_failed: bool,
    pub(super) tls_began: Option<Instant>,
    pub(super) connected: Option<Instant>,
    /// When the request could be sent; what lies between this and `connected` is our own time.
    pub(super) cleared: Option<Instant>,
    /// When the last of the request was handed to TLS.
    pub(super) written: Option<Instant>,
    /// Whether anything came back since.
    pub(super) heard: bool,
    pub(super) answered: Option<Instant>,
    pub(super) ended: Option<Instant>,
    pub(super) suite: Option<CipherSuite>,
    pub(super) chain: Vec<CertificateFacts>,
    pub(super) not_after: Option<i64>,
    pub(super) issuer: Option<String>,
    pub(super) certificate: Option<TlsFailure>,
}

impl Trace {
    pub(super) fn write(&self, change: impl FnOnce(&mut Stamps)) {
        change(&mut self.lock());
    }

    pub(super) fn read(&self) -> Stamps {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Stamps> {
        self.stamps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stamps {
    /// Whether it is connected, and the request not cleared.
    pub(super) fn is_waiting(&self) -> bool {
        self.connected.is_some() && self.cleared.is_none()
    }

    /// The phase that is under way.
    pub(super) fn phase(&self) -> Phase {
        if self.answered.is_some() {
            Phase::Body
        } else if self.connected.is_some() {
            Phase::FirstByte
        } else if self.tls_began.is_some() {
            Phase::Tls
        } else if self.dns_began.is_some() && self.dns_ended.is_none() {
            Phase::Resolve
        } else {
            Phase::Connect
        }
    }

    /// Milliseconds of each phase. A host that needs no look-up resolved in none.
    pub(super) fn timings(&self) -> Timings {
        let Some(began) = self.began else { return Timings::default() };
        let resolved = match (self.dns_began, self.dns_ended) {
            (Some(from), Some(to)) => Some((from, to)),
            (Some(_), None) => None,
            (None, _) => Some((began, began)),
        };
        let link = self.tls_began.or(self.connected);
        let ended = self.ended.unwrap_or_else(Instant::now);
        let waited = self.connected.zip(self.cleared).map_or(0.0, |(from, to)| milliseconds(from, to));
        Timings {
            resolve: resolved.map(|(from, to)| milliseconds(from, to)),
            connect: resolved.zip(link).map(|((_, from), to)| milliseconds(from, to)),
            tls: self.tls_began.zip(self.connected).map(|(from, to)| milliseconds(from, to)),
            send: self.cleared.zip(self.written).map(|(from, to)| milliseconds(from, to)),
            first_byte: self
                .written
                .or(self.cleared)
                .zip(self.answered)
                .map(|(from, to)| milliseconds(from, to)),
            body: self.answered.zip(self.ended).map(|(from, to)| milliseconds(from, to)),
            total: milliseconds(began, ended) - waited,
        }
    }
}

fn milliseconds(from: Instant, to: Instant) -> f32 {
    to.saturating_duration_since(from).as_secs_f32() * 1_000.0
}
