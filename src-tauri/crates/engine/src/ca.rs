//! Certificate authorities that an integration trusts: public text, and nothing but certificates.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::path::Path;

use chrono::DateTime;
use x509_parser::pem::Pem;

use crate::error::{Code, Error, Result};
use crate::view::CaView;

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
        let not_after = DateTime::from_timestamp(certificate.validity().not_after.timestamp(), 0);
        match &mut view {
            // The first names the whole; the first to end decides.
            Some(view) => {
                view.certificates += 1;
                view.not_after = view.not_after.min(not_after);
            }
            None => {
                let subject = crate::text::shown(&certificate.subject().to_string(), 200);
                view = Some(CaView { subject, not_after, certificates: 1 });
            }
        }
    }
    view.ok_or_else(refuse)
}

/// Reads a file of certificates, for the field `ca_pem`. Only certificates pass; a file with a private key is refused.
///
/// # Errors
/// [`Code::CaInvalid`], [`Code::CaPrivateKey`], [`Code::FileUnreadable`], [`Code::TooLong`].
pub async fn read_ca(path: &Path) -> Result<(String, CaView)> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || read_file(&path)).await;
    let bytes = read.map_err(|_| Code::FileUnreadable)?.map_err(|_| Code::FileUnreadable)?;
    if bytes.len() > MAX {
        return Err(Error::at(Code::TooLong, "ca_pem"));
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::at(Code::CaInvalid, "ca_pem"))?;
    let pem = certificates(&text)?;
    let view = facts(&pem)?;
    Ok((pem, view))
}

/// Reads a regular file, and no more of it than says that it is too long. Opened once: what was looked at is what is read.
fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens without waiting: a named pipe without a writer would hang for ever.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    /// `O_NONBLOCK`; it means nothing for a regular file.
    const NONBLOCK: i32 = if cfg!(target_os = "linux") { 0o4000 } else { 4 };
    OpenOptions::new().read(true).custom_flags(NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).open(path)
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
        assert_eq!(read_file(&path).unwrap().len(), MAX + 1);
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
            let _ = OpenOptions::new().write(true).open(&pipe);
        }
        assert_eq!(waited.expect("it waits for no writer").unwrap_err().code(), Code::FileUnreadable);
        for path in [dir.path(), Path::new("/dev/zero")] {
            assert_eq!(read_ca(path).await.unwrap_err().code(), Code::FileUnreadable, "{path:?}");
        }
    }
}
