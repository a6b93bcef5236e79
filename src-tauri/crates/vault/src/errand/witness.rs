//! A certificate verifier that believes whom its inner one believes, and writes down what it saw.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use sha2::{Digest, Sha256};
use x509_parser::oid_registry::OID_PKIX_ACCESS_DESCRIPTOR_CA_ISSUERS;
use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate, X509Name};

use super::facts::{CertificateFacts, CertificateRole, TlsFailure};
use super::trace::Trace;

/// Longer names are cut: the text is the server's.
const LONGEST_NAME: usize = 128;
/// So many certificates are looked at.
const LONGEST_CHAIN: usize = 10;

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
        let sent: Vec<Sent<'_>> =
            std::iter::once(end_entity).chain(intermediates).take(LONGEST_CHAIN).filter_map(read).collect();
        let (leaf, others) =
            sent.split_first().map_or((None, &[][..]), |(leaf, others)| (Some(leaf), others));
        // Servers send old cross-signed certificates along: one that has ended was not what made the chain good.
        let counted =
            others.iter().map(|one| one.facts.not_after).filter(|end| result.is_err() || *end > now);
        let why = result.as_ref().err().map(|error| failure(error, leaf, others, now));
        self.trace.write(|stamps| {
            stamps.not_after = counted.chain(leaf.map(|leaf| leaf.facts.not_after)).min();
            stamps.issuer = leaf.and_then(|leaf| leaf.facts.issuer.clone());
            stamps.certificate = why;
            stamps.chain = sent.iter().enumerate().map(|(at, one)| one.at(at)).collect();
        });
        result
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// A certificate that was sent: its facts, and what tells its place.
struct Sent<'a> {
    facts: CertificateFacts,
    subject: &'a [u8],
    issuer: &'a [u8],
    /// Whether it says where the certificate of its issuer can be had.
    names_issuer: bool,
}

impl Sent<'_> {
    fn signs_itself(&self) -> bool {
        self.subject == self.issuer
    }

    fn at(&self, place: usize) -> CertificateFacts {
        let role = match place {
            0 => CertificateRole::Leaf,
            _ if self.signs_itself() => CertificateRole::Root,
            _ => CertificateRole::Intermediate,
        };
        CertificateFacts { role, ..self.facts.clone() }
    }
}

fn read<'a>(der: &'a CertificateDer<'_>) -> Option<Sent<'a>> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let print = Sha256::digest(der.as_ref());
    let issuers = |extension: &ParsedExtension<'_>| match extension {
        ParsedExtension::AuthorityInfoAccess(info) => {
            info.accessdescs.iter().any(|one| one.access_method == OID_PKIX_ACCESS_DESCRIPTOR_CA_ISSUERS)
        }
        _ => false,
    };
    Some(Sent {
        facts: CertificateFacts {
            subject: name(certificate.subject()),
            issuer: name(certificate.issuer()),
            not_after: certificate.validity().not_after.timestamp(),
            role: CertificateRole::Leaf,
            fingerprint: print.iter().map(|byte| format!("{byte:02x}")).collect(),
        },
        names_issuer: certificate.extensions().iter().any(|one| issuers(one.parsed_extension())),
        subject: certificate.tbs_certificate.subject.as_raw(),
        issuer: certificate.tbs_certificate.issuer.as_raw(),
    })
}

/// By common name or organisation.
fn name(of: &X509Name<'_>) -> Option<String> {
    let found = of.iter_common_name().chain(of.iter_organization()).find_map(|name| name.as_str().ok())?;
    Some(found.chars().take(LONGEST_NAME).collect())
}

fn failure(error: &Error, leaf: Option<&Sent<'_>>, others: &[Sent<'_>], now: i64) -> TlsFailure {
    let Error::InvalidCertificate(error) = error else { return TlsFailure::BadCertificate };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => match leaf {
            Some(leaf) if leaf.facts.not_after >= now => TlsFailure::ChainExpired,
            _ => TlsFailure::Expired,
        },
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsFailure::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsFailure::WrongHost
        }
        CertificateError::UnknownIssuer => match leaf {
            Some(leaf) if leaf.names_issuer && lacks_issuer(leaf, others) => TlsFailure::ChainIncomplete,
            // A path over a certificate that has ended is no path, and nobody is told why.
            Some(leaf) if leads_over_ended(leaf, others, now) => TlsFailure::ChainExpired,
            _ => TlsFailure::UnknownIssuer,
        },
        CertificateError::Revoked => TlsFailure::Revoked,
        // A self-signed certificate that is no authority: its signature is nobody's.
        CertificateError::BadSignature => TlsFailure::UnknownIssuer,
        _ => TlsFailure::BadCertificate,
    }
}

/// Whether the certificate that signed the server's was not sent along.
fn lacks_issuer(leaf: &Sent<'_>, others: &[Sent<'_>]) -> bool {
    !leaf.signs_itself() && !others.iter().any(|other| other.subject == leaf.issuer)
}

/// Whether every certificate that was sent for the server's issuer has ended.
fn leads_over_ended(leaf: &Sent<'_>, others: &[Sent<'_>], now: i64) -> bool {
    let mut issuers = others.iter().filter(|other| other.subject == leaf.issuer).peekable();
    issuers.peek().is_some() && issuers.all(|other| other.facts.not_after < now)
}
