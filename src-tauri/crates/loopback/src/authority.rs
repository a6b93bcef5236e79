//! A throwaway certificate authority, and the good and bad certificates that it signs.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, SanType,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// What a server is called that can be reached.
const HERE: &[&str] = &["localhost", "127.0.0.1"];

/// What a server shows of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// For `localhost` and `127.0.0.1`, good for so many more days.
    Good {
        /// Whole days until it ends.
        days: u32,
    },
    /// The same for `127.77.0.1` and so on as well: so many hosts at one provider. See [`host`].
    Hosts {
        /// How many, at most 254.
        count: u8,
    },
    /// Ended yesterday.
    Expired,
    /// Begins tomorrow.
    NotYetValid,
    /// For a host of another name.
    WrongHost,
    /// Signed by itself, not by the authority.
    SelfSigned,
    /// Signed by another authority, which nobody trusts.
    UnknownIssuer,
    /// Signed by an intermediate authority, whose certificate is sent along as it should be.
    Chained,
    /// Signed by an intermediate authority, whose certificate is not sent: browsers often find it, programs do not.
    MissingIntermediate,
    /// Good itself, but the intermediate authority's certificate ended yesterday.
    ExpiredIntermediate,
}

/// The address of one of several hosts of a provider, counted from 1.
#[must_use]
pub fn host(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 77, 0, number)
}

/// What a client shows of itself where a server asks for it.
pub struct ClientIdentity {
    /// The certificate, as PEM.
    pub certificate_pem: String,
    /// Its private key, as PEM (PKCS#8).
    pub key_pem: String,
}

/// How a server speaks TLS.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Serving {
    pub(crate) certificate: Certificate,
    /// What is offered by ALPN.
    pub(crate) protocol: &'static [u8],
    /// Whether the client is asked for a certificate that the authority signed.
    pub(crate) clients: Clients,
}

/// What is wanted of clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clients {
    Anybody,
    /// Asked for a certificate, and served without one as well.
    Asked,
    /// Nobody is served without one.
    Required,
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
        Self::named(now, "Keyrack local authority")
    }

    fn named(now: SystemTime, name: &str) -> io::Result<Self> {
        let mut params = authority(now - 30 * DAY, now + 3650 * DAY, 1)?;
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let pem = params.self_signed(&key).map_err(io::Error::other)?.pem();
        Ok(Self { issuer: Issuer::new(params, key), pem, now })
    }

    /// Its certificate, for whoever is to trust it.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A client's certificate, signed by it.
    ///
    /// # Errors
    /// When no key pair can be made.
    pub fn client(&self) -> io::Result<ClientIdentity> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let mut params = dated(&[], self.now - DAY, self.now + 90 * DAY)?;
        params.distinguished_name.push(DnType::CommonName, "Keyrack local client");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let signed = params.signed_by(&key, &self.issuer).map_err(io::Error::other)?;
        Ok(ClientIdentity { certificate_pem: signed.pem(), key_pem: key.serialize_pem() })
    }

    /// A TLS configuration. Sessions are never resumed: each connection costs the same.
    pub(crate) fn serve(&self, serving: Serving) -> io::Result<Arc<ServerConfig>> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let chain = self.chain(serving.certificate, &key)?;
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        let builder = if serving.clients == Clients::Anybody {
            builder.with_no_client_auth()
        } else {
            let mut roots = RootCertStore::empty();
            let own = CertificateDer::from_pem_slice(self.pem.as_bytes()).map_err(io::Error::other)?;
            roots.add(own).map_err(io::Error::other)?;
            let mut verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            if serving.clients == Clients::Asked {
                verifier = verifier.allow_unauthenticated();
            }
            builder.with_client_cert_verifier(verifier.build().map_err(io::Error::other)?)
        };
        let mut config = builder.with_single_cert(chain, private).map_err(io::Error::other)?;
        config.alpn_protocols = vec![serving.protocol.to_vec()];
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Arc::new(config))
    }

    /// What is sent in the handshake, the leaf first.
    fn chain(&self, certificate: Certificate, key: &KeyPair) -> io::Result<Vec<CertificateDer<'static>>> {
        let leaf = self.leaf(certificate)?;
        let between = match certificate {
            Certificate::ExpiredIntermediate => Some(self.now - DAY),
            Certificate::Chained | Certificate::MissingIntermediate => Some(self.now + 365 * DAY),
            _ => None,
        };
        if let Some(until) = between {
            let (issuer, own) = self.intermediate(until)?;
            let leaf = leaf.signed_by(key, &issuer).map_err(io::Error::other)?.der().clone();
            let sent = !matches!(certificate, Certificate::MissingIntermediate);
            return Ok(std::iter::once(leaf).chain(sent.then_some(own)).collect());
        }
        let signed = match certificate {
            Certificate::SelfSigned => leaf.self_signed(key),
            Certificate::UnknownIssuer => {
                leaf.signed_by(key, &Self::named(self.now, "Nobody's authority")?.issuer)
            }
            _ => leaf.signed_by(key, &self.issuer),
        };
        Ok(vec![signed.map_err(io::Error::other)?.der().clone()])
    }

    fn leaf(&self, certificate: Certificate) -> io::Result<CertificateParams> {
        let (names, from, until) = match certificate {
            // An hour more, so that the number of whole days left is the one asked for while a test runs.
            Certificate::Good { days } => {
                (HERE, self.now - DAY, self.now + DAY * days + Duration::from_secs(60 * 60))
            }
            Certificate::Expired => (HERE, self.now - 20 * DAY, self.now - DAY),
            Certificate::NotYetValid => (HERE, self.now + DAY, self.now + 20 * DAY),
            Certificate::WrongHost => (&["elsewhere.invalid"][..], self.now - DAY, self.now + 90 * DAY),
            _ => (HERE, self.now - DAY, self.now + 90 * DAY),
        };
        let mut params = dated(names, from, until)?;
        if let Certificate::Hosts { count } = certificate {
            let more = (1..=count).map(|number| SanType::IpAddress(host(number).into()));
            params.subject_alt_names.extend(more);
        }
        params.distinguished_name.push(DnType::CommonName, "Keyrack local provider");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        if matches!(
            certificate,
            Certificate::Chained | Certificate::MissingIntermediate | Certificate::ExpiredIntermediate
        ) {
            params.custom_extensions.push(names_issuer());
        }
        Ok(params)
    }

    fn intermediate(
        &self,
        until: SystemTime,
    ) -> io::Result<(Issuer<'static, KeyPair>, CertificateDer<'static>)> {
        let mut params = authority(self.now - 20 * DAY, until, 0)?;
        params.distinguished_name.push(DnType::CommonName, "Keyrack local intermediate");
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let own = params.signed_by(&key, &self.issuer).map_err(io::Error::other)?.der().clone();
        Ok((Issuer::new(params, key), own))
    }
}

/// An authority's certificate, with so many authorities at most between it and a leaf.
fn authority(from: SystemTime, until: SystemTime, between: u8) -> io::Result<CertificateParams> {
    let mut params = dated(&[], from, until)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(between));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// Where the certificate of the issuer can be had, as every public authority writes it into what it signs (RFC 5280,
/// 4.2.2.1): one access description, `caIssuers`. The address leads nowhere.
fn names_issuer() -> CustomExtension {
    const AUTHORITY_INFO_ACCESS: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 1];
    // DER: the object identifier 1.3.6.1.5.5.7.48.2.
    const CA_ISSUERS: &[u8] = &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02];
    const SEQUENCE: u8 = 0x30;
    // GeneralName's uniformResourceIdentifier, [6] IMPLICIT IA5String.
    const URI: u8 = 0x86;
    let address = der(URI, b"http://issuer.invalid/intermediate.der");
    let description = der(SEQUENCE, &[CA_ISSUERS, &address].concat());
    CustomExtension::from_oid_content(AUTHORITY_INFO_ACCESS, der(SEQUENCE, &description))
}

/// A value in DER, of fewer than 128 bytes.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).ok().filter(|length| *length < 128);
    [&[tag, length.unwrap_or_default()], content].concat()
}

fn dated(names: &[&str], from: SystemTime, until: SystemTime) -> io::Result<CertificateParams> {
    let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.not_before = from.into();
    params.not_after = until.into();
    Ok(params)
}
