//! Which cipher suite a connection came to, and when its request was written: seen from below.
//!
//! An HTTP client shows neither, and asking over a second connection would show another one's. So the cipher suites that are
//! offered are those of the crypto provider, each with an eye in it: it looks when keys are made for a connection that is
//! watched, and at the kind of each record, never at what stands in it.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};
use std::time::Instant;

use rustls::crypto::CryptoProvider;
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, KeyBlockShape, MessageDecrypter,
    MessageEncrypter, OutboundOpaqueMessage, OutboundPlainMessage, Tls12AeadAlgorithm, Tls13AeadAlgorithm,
    UnsupportedOperationError,
};
use rustls::{
    CipherSuite, CipherSuiteCommon, ConnectionTrafficSecrets, ContentType, Error, SupportedCipherSuite,
    Tls12CipherSuite, Tls13CipherSuite,
};

use super::trace::Trace;

thread_local! {
    /// Whose connection is being made on this thread at this moment.
    static WATCHED: RefCell<Option<Arc<Trace>>> = const { RefCell::new(None) };
}

static SUITES: LazyLock<Vec<SupportedCipherSuite>> = LazyLock::new(|| {
    let suites = rustls::crypto::aws_lc_rs::default_provider().cipher_suites;
    suites.into_iter().map(watched).collect()
});

/// The crypto provider, with suites that tell of themselves.
pub(crate) fn provider() -> CryptoProvider {
    CryptoProvider { cipher_suites: SUITES.clone(), ..rustls::crypto::aws_lc_rs::default_provider() }
}

/// Once for each suite of a process: rustls wants them for ever.
fn watched(suite: SupportedCipherSuite) -> SupportedCipherSuite {
    let common = |of: &CipherSuiteCommon| CipherSuiteCommon {
        suite: of.suite,
        hash_provider: of.hash_provider,
        confidentiality_limit: of.confidentiality_limit,
    };
    match suite {
        SupportedCipherSuite::Tls13(inner) => {
            let eye = Box::leak(Box::new(Eye13 { inner: inner.aead_alg, suite: inner.common.suite }));
            SupportedCipherSuite::Tls13(Box::leak(Box::new(Tls13CipherSuite {
                common: common(&inner.common),
                hkdf_provider: inner.hkdf_provider,
                aead_alg: eye,
                quic: inner.quic,
            })))
        }
        SupportedCipherSuite::Tls12(inner) => {
            let eye = Box::leak(Box::new(Eye12 { inner: inner.aead_alg, suite: inner.common.suite }));
            SupportedCipherSuite::Tls12(Box::leak(Box::new(Tls12CipherSuite {
                common: common(&inner.common),
                prf_provider: inner.prf_provider,
                kx: inner.kx,
                sign: inner.sign,
                aead_alg: eye,
            })))
        }
    }
}

/// A future that makes a connection; while it runs, the connection's keys are made in its trace's sight.
pub(super) struct Watched<F> {
    pub(super) making: Pin<Box<F>>,
    pub(super) trace: Arc<Trace>,
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let before = WATCHED.replace(Some(self.trace.clone()));
        let made = self.making.as_mut().poll(cx);
        WATCHED.set(before);
        made
    }
}

/// The trace of the connection that is being made, if it is watched, with its suite written down.
fn seen(suite: CipherSuite) -> Option<Arc<Trace>> {
    let trace = WATCHED.with_borrow(Clone::clone)?;
    trace.write(|stamps| stamps.suite = Some(suite));
    Some(trace)
}

struct Eye13 {
    inner: &'static dyn Tls13AeadAlgorithm,
    suite: CipherSuite,
}

impl Tls13AeadAlgorithm for Eye13 {
    fn encrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageEncrypter> {
        writing(self.inner.encrypter(key, iv), seen(self.suite))
    }

    fn decrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageDecrypter> {
        reading(self.inner.decrypter(key, iv), seen(self.suite))
    }

    fn key_len(&self) -> usize {
        self.inner.key_len()
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: Iv,
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        self.inner.extract_keys(key, iv)
    }

    fn fips(&self) -> bool {
        self.inner.fips()
    }
}

struct Eye12 {
    inner: &'static dyn Tls12AeadAlgorithm,
    suite: CipherSuite,
}

impl Tls12AeadAlgorithm for Eye12 {
    fn encrypter(&self, key: AeadKey, iv: &[u8], extra: &[u8]) -> Box<dyn MessageEncrypter> {
        writing(self.inner.encrypter(key, iv, extra), seen(self.suite))
    }

    fn decrypter(&self, key: AeadKey, iv: &[u8]) -> Box<dyn MessageDecrypter> {
        reading(self.inner.decrypter(key, iv), seen(self.suite))
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        self.inner.key_block_shape()
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: &[u8],
        explicit: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        self.inner.extract_keys(key, iv, explicit)
    }

    fn fips(&self) -> bool {
        self.inner.fips()
    }
}

fn writing(inner: Box<dyn MessageEncrypter>, trace: Option<Arc<Trace>>) -> Box<dyn MessageEncrypter> {
    match trace {
        Some(trace) => Box::new(Writing { inner, trace }),
        None => inner,
    }
}

fn reading(inner: Box<dyn MessageDecrypter>, trace: Option<Arc<Trace>>) -> Box<dyn MessageDecrypter> {
    match trace {
        Some(trace) => Box::new(Reading { inner, trace }),
        None => inner,
    }
}

/// Stamps what is written until something comes back: the request.
struct Writing {
    inner: Box<dyn MessageEncrypter>,
    trace: Arc<Trace>,
}

impl MessageEncrypter for Writing {
    fn encrypt(&mut self, msg: OutboundPlainMessage<'_>, seq: u64) -> Result<OutboundOpaqueMessage, Error> {
        let of_the_request = msg.typ == ContentType::ApplicationData;
        let sealed = self.inner.encrypt(msg, seq);
        if of_the_request {
            self.trace.write(|stamps| {
                if stamps.cleared.is_some() && !stamps.heard {
                    stamps.written = Some(Instant::now());
                }
            });
        }
        sealed
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        self.inner.encrypted_payload_len(payload_len)
    }
}

struct Reading {
    inner: Box<dyn MessageDecrypter>,
    trace: Arc<Trace>,
}

impl MessageDecrypter for Reading {
    fn decrypt<'a>(
        &mut self,
        msg: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let plain = self.inner.decrypt(msg, seq)?;
        if plain.typ == ContentType::ApplicationData {
            self.trace.write(|stamps| stamps.heard |= stamps.written.is_some());
        }
        Ok(plain)
    }
}
