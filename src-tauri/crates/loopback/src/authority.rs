//! A throwaway certificate authority, and the good and bad certificates that it signs.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::NoServerSessionStorage;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a server shows of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// For `localhost` and `127.0.0.1`, good for so many more days.
    Good {
        /// Whole days until it ends.
        days: u32,
    },
    /// Ended yesterday.
    Expired,
    /// Begins tomorrow.
    NotYetValid,
    /// For a host of another name.
    WrongHost,
    /// Signed by itself, not by the authority.
    SelfSigned,
}

/// An authority that lives as long as this value: its private key is nowhere else.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    now: SystemTime,
}

impl Authority {
    /// Makes one whose certificates are dated from `now`.
    ///
    /// # Errors
    /// When no key pair can be made.
    pub fn new(now: SystemTime) -> io::Result<Self> {
        let mut params = dated(&[], now - 30 * DAY, now + 3650 * DAY)?;
        params.distinguished_name.push(DnType::CommonName, "Keyrack local authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let pem = params.self_signed(&key).map_err(io::Error::other)?.pem();
        Ok(Self { issuer: Issuer::new(params, key), pem, now })
    }

    /// Its certificate, for whoever is to trust it.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A TLS configuration that shows `certificate`. Sessions are never resumed: each connection costs the same.
    pub(crate) fn serve(&self, certificate: Certificate) -> io::Result<Arc<ServerConfig>> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let leaf = self.sign(certificate, &key)?;
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![leaf], private)
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Arc::new(config))
    }

    fn sign(&self, certificate: Certificate, key: &KeyPair) -> io::Result<CertificateDer<'static>> {
        let here: &[&str] = &["localhost", "127.0.0.1"];
        let (names, from, until) = match certificate {
            // An hour more, so that the number of whole days left is the one asked for while a test runs.
            Certificate::Good { days } => {
                (here, self.now - DAY, self.now + DAY * days + Duration::from_secs(60 * 60))
            }
            Certificate::Expired => (here, self.now - 20 * DAY, self.now - DAY),
            Certificate::NotYetValid => (here, self.now + DAY, self.now + 20 * DAY),
            Certificate::WrongHost => (&["elsewhere.invalid"][..], self.now - DAY, self.now + 90 * DAY),
            Certificate::SelfSigned => (here, self.now - DAY, self.now + 90 * DAY),
        };
        let mut params = dated(names, from, until)?;
        params.distinguished_name.push(DnType::CommonName, "Keyrack local provider");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let signed = match certificate {
            Certificate::SelfSigned => params.self_signed(key),
            _ => params.signed_by(key, &self.issuer),
        };
        Ok(signed.map_err(io::Error::other)?.der().clone())
    }
}

fn dated(names: &[&str], from: SystemTime, until: SystemTime) -> io::Result<CertificateParams> {
    let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.not_before = from.into();
    params.not_after = until.into();
    Ok(params)
}
