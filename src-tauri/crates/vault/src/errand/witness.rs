//! A certificate verifier that believes whom its inner one believes, and writes down what it saw.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::facts::TlsFailure;
use super::trace::Trace;

/// Longer names of issuers are cut: the text is the server's.
const LONGEST_ISSUER: usize = 128;

/// One errand's verifier.
#[derive(Debug)]
pub(super) struct Witness {
    pub(super) inner: Arc<dyn ServerCertVerifier>,
    pub(super) trace: Arc<Trace>,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let result =
            self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let (leaf_end, issuer) = read(end_entity).unzip();
        let others = intermediates.iter().filter_map(|der| read(der)).map(|(end, _)| end);
        // Servers send old cross-signed certificates along: one that has ended was not what made the chain good.
        let counted = others.filter(|end| result.is_err() || *end > now);
        self.trace.write(|stamps| {
            stamps.not_after = counted.chain(leaf_end).min();
            stamps.issuer = issuer.flatten();
            stamps.certificate = result.as_ref().err().map(failure);
        });
        result
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.trace.write(|stamps| stamps.tls_version = Some("TLS 1.2"));
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.trace.write(|stamps| stamps.tls_version = Some("TLS 1.3"));
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// The end of a certificate, and its issuer by common name or organisation.
fn read(der: &CertificateDer<'_>) -> Option<(i64, Option<String>)> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let issuer = certificate.issuer();
    let name =
        issuer.iter_common_name().chain(issuer.iter_organization()).find_map(|name| name.as_str().ok());
    let name = name.map(|name| name.chars().take(LONGEST_ISSUER).collect());
    Some((certificate.validity().not_after.timestamp(), name))
}

fn failure(error: &Error) -> TlsFailure {
    let Error::InvalidCertificate(error) = error else { return TlsFailure::BadCertificate };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsFailure::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsFailure::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsFailure::WrongHost
        }
        CertificateError::UnknownIssuer => TlsFailure::UnknownIssuer,
        CertificateError::Revoked => TlsFailure::Revoked,
        // A self-signed certificate that is no authority: its signature is nobody's.
        CertificateError::BadSignature => TlsFailure::UnknownIssuer,
        _ => TlsFailure::BadCertificate,
    }
}
