//! Why there is no answer, told by how far the connection got.

use super::facts::{Failure, TlsFailure};
use super::trace::Stamps;

/// A code for what went wrong, by how far the connection got; the error's text is never used, it can hold the URL.
pub(super) fn failure(error: &reqwest::Error, stamps: &Stamps, proxied: bool) -> Failure {
    if let Some(certificate) = stamps.certificate {
        return Failure::Tls(certificate);
    }
    if error.is_timeout() {
        return Failure::Timeout(stamps.phase());
    }
    if stamps.connected.is_some() {
        return if is_tls(error) { Failure::Tls(TlsFailure::Handshake) } else { Failure::Protocol };
    }
    if stamps.tls_began.is_some() {
        return Failure::Tls(TlsFailure::Handshake);
    }
    match (proxied, stamps.dns_failed) {
        (true, _) => Failure::Proxy,
        (false, true) => Failure::Dns,
        (false, false) => Failure::Connect,
    }
}

/// Whether TLS broke after the connection was up, as when the server wants a client certificate.
fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if error.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = error.source();
    }
    false
}
