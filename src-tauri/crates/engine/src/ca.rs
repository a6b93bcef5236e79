//! Certificate authorities that an integration trusts: public text, and nothing but certificates.

use std::path::Path;

use chrono::DateTime;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use vault::IntakeRefusal;
use x509_parser::pem::Pem;

use crate::Engine;
use crate::error::{Code, Error, Result};
use crate::view::{CaView, IntegrationInput};

const MAX: usize = 256 * 1024;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The certificates of a PEM text, and nothing that stands around them.
pub(crate) fn certificates(text: &str) -> Result<String> {
    let refuse = |code| Error::at(code, "ca_pem");
    if text.len() > MAX {
        return Err(refuse(Code::TooLong));
    }
    if text.contains("PRIVATE KEY-----") {
        return Err(refuse(Code::CaPrivateKey));
    }
    let mut kept = String::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        match line {
            BEGIN => inside = true,
            END => inside = false,
            _ if !inside => continue,
            _ if line.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)) => {}
            _ => return Err(refuse(Code::CaInvalid)),
        }
        kept.push_str(line);
        kept.push('\n');
    }
    facts(&kept)?;
    Ok(kept)
}

/// What the certificates say of themselves.
pub(crate) fn facts(pem: &str) -> Result<CaView> {
    let refuse = || Error::at(Code::CaInvalid, "ca_pem");
    let mut view: Option<CaView> = None;
    for block in Pem::iter_from_buffer(pem.as_bytes()) {
        let block = block.map_err(|_| refuse())?;
        let certificate = block.parse_x509().map_err(|_| refuse())?;
        let print = fingerprint(&block.contents);
        let not_after = DateTime::from_timestamp(certificate.validity().not_after.timestamp(), 0);
        match &mut view {
            // The first names the whole; the first to end decides.
            Some(view) => {
                view.certificates += 1;
                view.fingerprints.push(print);
                view.not_after = view.not_after.min(not_after);
            }
            None => {
                let subject = crate::text::shown(&certificate.subject().to_string(), 200);
                view = Some(CaView { subject, fingerprints: vec![print], not_after, certificates: 1 });
            }
        }
    }
    view.ok_or_else(refuse)
}

/// As `openssl x509 -fingerprint -sha256` writes it.
fn fingerprint(der: &[u8]) -> String {
    let bytes: Vec<String> = Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(":")
}

impl Engine {
    /// Opens a file of certificates that a person chose: the page names it by a handle from then on.
    ///
    /// # Errors
    /// As [`read_ca`].
    pub async fn open_ca(&self, path: &Path) -> Result<(Uuid, CaView)> {
        let (pem, view) = read_ca(path).await?;
        let handle = self.store().new_id();
        self.inner.files.open_ca(handle, pem, self.store().now());
        Ok((handle, view))
    }

    /// What a page entered, for the integration `of` if there is one already. Which authority is trusted decides who can
    /// read a key, so the page has no say in what it is: it leaves the one that stands there, or names a file that a person
    /// chose. The handle of that file is to be closed once the input is saved.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`] for anything else.
    pub async fn input_of_page(
        &self,
        input: IntegrationInput,
        of: Option<Uuid>,
    ) -> Result<(IntegrationInput, Option<Uuid>)> {
        let Some(named) = &input.ca_pem else { return Ok((input, None)) };
        if let Some(id) = of
            && self.store().integration(id).await?.input.ca_pem.as_ref() == Some(named)
        {
            return Ok((input, None));
        }
        let unknown = || Error::at(Code::HandleUnknown, "ca_pem");
        let handle = named.parse::<Uuid>().map_err(|_| unknown())?;
        let pem = self.inner.files.ca(handle, self.store().now()).map_err(|_| unknown())?;
        Ok((IntegrationInput { ca_pem: Some(pem), ..input }, Some(handle)))
    }
}

/// Reads a file of certificates, for the field `ca_pem`. Only certificates pass; a file with a private key is refused.
///
/// # Errors
/// [`Code::CaInvalid`], [`Code::CaPrivateKey`], [`Code::FileUnreadable`], [`Code::TooLong`].
pub async fn read_ca(path: &Path) -> Result<(String, CaView)> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || vault::read_public_file(&path, MAX as u64)).await;
    let bytes = match read.map_err(|_| Code::FileUnreadable)? {
        Ok(bytes) => bytes,
        Err(IntakeRefusal::FileTooLarge) => return Err(Error::at(Code::TooLong, "ca_pem")),
        Err(refusal) => return Err(refusal.into()),
    };
    let text = String::from_utf8(bytes).map_err(|_| Error::at(Code::CaInvalid, "ca_pem"))?;
    let pem = certificates(&text)?;
    let view = facts(&pem)?;
    Ok((pem, view))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority() -> (String, String) {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, "Nordlicht Test CA");
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    #[test]
    fn certificates_pass_and_nothing_else() {
        let (pem, key) = authority();
        let kept = certificates(&format!("a note of someone\n{pem}trailing words\n{pem}")).unwrap();
        assert!(!kept.contains("note") && !kept.contains("trailing"));
        let view = facts(&kept).unwrap();
        assert_eq!((view.certificates, view.subject.as_str()), (2, "CN=Nordlicht Test CA"));
        assert!(view.not_after.is_some());
        assert_eq!((view.fingerprints.len(), view.fingerprints[0].len()), (2, 95));
        assert_eq!(view.words().lines().nth(1), Some(format!("SHA-256 {}", view.fingerprints[0]).as_str()));
        let other = facts(&certificates(&authority().0).unwrap()).unwrap();
        assert_eq!(other.subject, view.subject, "anybody can make one of that name");
        assert_ne!(other.fingerprints[0], view.fingerprints[0]);
        let code = |text: &str| certificates(text).unwrap_err().code();
        assert_eq!(code(&format!("{pem}{key}")), Code::CaPrivateKey);
        assert_eq!(code(&key), Code::CaPrivateKey);
        assert_eq!(code("no certificate"), Code::CaInvalid);
        assert_eq!(code(&pem.replace("MII", "!!!")), Code::CaInvalid);
        assert_eq!(code(&pem.replace("MII", "AAA")), Code::CaInvalid);
        assert_eq!(code(&"x".repeat(MAX + 1)), Code::TooLong);
    }

    #[tokio::test]
    async fn a_file_is_read_or_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ca.pem");
        assert_eq!(read_ca(&path).await.unwrap_err().code(), Code::FileUnreadable);
        std::fs::write(&path, authority().0).unwrap();
        assert_eq!(read_ca(&path).await.unwrap().1.certificates, 1);
        std::fs::write(&path, [0xff_u8, 0xfe, 0x00]).unwrap();
        assert_eq!(read_ca(&path).await.unwrap_err().code(), Code::CaInvalid);
    }

    #[tokio::test]
    async fn a_file_is_read_to_the_limit_and_no_further() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("long.pem");
        std::fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(read_ca(&path).await.unwrap_err().code(), Code::TooLong);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn pipes_devices_and_directories_are_refused_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let waited = tokio::time::timeout(std::time::Duration::from_secs(5), read_ca(&pipe)).await;
        if waited.is_err() {
            // Lets go of the thread that waits, so that the test can end.
            let _ = std::fs::OpenOptions::new().write(true).open(&pipe);
        }
        assert_eq!(waited.expect("it waits for no writer").unwrap_err().code(), Code::FileUnreadable);
        for path in [dir.path(), Path::new("/dev/zero")] {
            assert_eq!(read_ca(path).await.unwrap_err().code(), Code::FileUnreadable, "{path:?}");
        }
    }
}
