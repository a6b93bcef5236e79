//! Why there is no answer, told by how far the connection got.

use std::error::Error;

use rustls::{AlertDescription, PeerIncompatible};

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
    let tls = causes(error).find_map(of_tls);
    if stamps.connected.is_some() {
        // TLS may break after the connection is up, as when the server wants a client certificate.
        return tls.map_or_else(|| of_http(error), |error| Failure::Tls(told(error)));
    }
    if stamps.tls_began.is_some() {
        return Failure::Tls(tls.map_or(TlsFailure::Handshake, told));
    }
    match (proxied, stamps.dns_failed) {
        (true, _) => Failure::Proxy,
        (false, true) => Failure::Dns,
        (false, false) => Failure::Connect,
    }
}

/// Whether the body came whole, but cannot be unpacked: the HTTP below had nothing to complain of.
pub(super) fn is_unpacking(error: &reqwest::Error) -> bool {
    !error.is_timeout()
        && !causes(error).any(|cause| cause.is::<hyper::Error>() || of_tls(cause).is_some())
        && causes(error).any(|cause| cause.is::<std::io::Error>())
}

/// An error and what caused it, outermost first.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (**error).source())
}

/// TLS's own error, which comes wrapped in one or more of input and output; these do not give it as their cause.
fn of_tls<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    error.downcast_ref().or_else(|| of_tls(error.downcast_ref::<std::io::Error>()?.get_ref()?))
}

fn of_http(error: &reqwest::Error) -> Failure {
    match causes(error).find_map(|cause| cause.downcast_ref::<hyper::Error>()) {
        Some(error) if error.is_parse_too_large() => Failure::HeadTooLarge,
        Some(error) if error.is_parse() => Failure::NotHttp,
        _ => Failure::Protocol,
    }
}

fn told(error: &rustls::Error) -> TlsFailure {
    use AlertDescription as Alert;
    match error {
        rustls::Error::InvalidMessage(_) => TlsFailure::NotTls,
        rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        )
        | rustls::Error::AlertReceived(Alert::ProtocolVersion) => TlsFailure::TooOld,
        // These are said of the client's certificate: there is no other that a server could judge.
        rustls::Error::AlertReceived(
            Alert::CertificateRequired
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::NoCertificate,
        ) => TlsFailure::ClientCertificate,
        _ => TlsFailure::Handshake,
    }
}
