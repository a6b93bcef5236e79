//! Whom to believe in TLS: the system's authorities, or one item's own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Authorities that a company installs while the app runs count after so long.
const REFRESH: Duration = Duration::from_secs(60 * 60);

/// Builds verifiers; the system's is built once and kept.
pub(crate) struct Trust {
    provider: Arc<CryptoProvider>,
    system: Mutex<Option<(Instant, Arc<dyn ServerCertVerifier>)>>,
}

impl Trust {
    pub(crate) fn new() -> Self {
        Self { provider: Arc::new(crate::errand::watching_provider()), system: Mutex::new(None) }
    }

    pub(crate) fn provider(&self) -> Arc<CryptoProvider> {
        self.provider.clone()
    }

    /// The platform's verifier; `None` where the system has no authorities.
    pub(crate) async fn system(&self) -> Option<Arc<dyn ServerCertVerifier>> {
        let kept = || self.system.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((built, verifier)) = &*kept()
            && built.elapsed() < REFRESH
        {
            return Some(verifier.clone());
        }
        let provider = self.provider.clone();
        // Reads the system's files: some tens of milliseconds.
        let built = tokio::task::spawn_blocking(move || rustls_platform_verifier::Verifier::new(provider));
        let verifier: Arc<dyn ServerCertVerifier> = Arc::new(built.await.ok()?.ok()?);
        *kept() = Some((Instant::now(), verifier.clone()));
        Some(verifier)
    }

    /// A verifier that believes the authorities in `pem` and nobody else; `None` where there is none in it.
    pub(crate) fn pinned(&self, pem: &str) -> Option<Arc<dyn ServerCertVerifier>> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            roots.add(certificate.ok()?).ok()?;
        }
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone()).build();
        Some(verifier.ok()?)
    }
}
