//! A site that may be scanned: checked before a person is asked about it.

use std::net::IpAddr;

use url::{Host, Url};

use super::history::Target;
use super::run::Job;
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::view::{ScanInput, ScanSiteView, ScanView};

/// A longer address is not taken.
const LONGEST: usize = 2000;

/// A site that the engine has checked. Only it makes one.
#[derive(Clone, Debug)]
pub struct ScanSite {
    pub(super) url: Url,
}

impl ScanSite {
    /// What the native question names.
    #[must_use]
    pub fn view(&self) -> ScanSiteView {
        let private = match self.url.host() {
            Some(Host::Ipv4(address)) => is_private(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => is_private(IpAddr::V6(address)),
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                !name.contains('.')
                    || [".localhost", ".local", ".internal", ".home.arpa"]
                        .iter()
                        .any(|end| name.ends_with(end))
            }
            None => false,
        };
        ScanSiteView {
            url: crate::text::visible(self.url.as_str()),
            host: self.url.host_str().unwrap_or_default().to_owned(),
            private,
            pages_at_most: super::site::SiteLimits::default().pages,
        }
    }

    /// The same for a terminal, where a person has typed the address.
    ///
    /// # Errors
    /// [`Code::UrlInvalid`] or [`Code::UrlCredentials`].
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::at(Code::UrlInvalid, "url");
        let url = Url::parse(text.trim()).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || text.len() > LONGEST {
            return Err(wrong());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::at(Code::UrlCredentials, "url"));
        }
        Ok(Self { url })
    }
}

/// As far as an address tells by itself.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => {
            v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_unspecified()
        }
    }
}

impl Engine {
    /// Checks the address of a site: http or https, and neither a login nor a key in it.
    ///
    /// # Errors
    /// [`Code::UrlInvalid`], [`Code::UrlCredentials`] or [`Code::LooksLikeKey`], at `url`.
    pub async fn check_scan_site(&self, url: &str) -> Result<ScanSite> {
        self.refuse_keys(vec![("url".to_owned(), url.to_owned())]).await?;
        ScanSite::parse(url)
    }

    /// Begins to scan a site, as [`Self::scan_folder`] does.
    ///
    /// # Errors
    /// As there.
    pub async fn scan_site(&self, site: ScanSite, input: ScanInput) -> Result<ScanView> {
        let ScanSite { url } = site;
        let name = url.host_str().unwrap_or_default().to_owned();
        let target = Target { kind: "site", name, place: url.as_str().to_owned() };
        let job = Job { sites: vec![ScanSite { url }], threads: 1, ..Job::default() };
        self.begin_scan(target, job, input).await
    }
}
