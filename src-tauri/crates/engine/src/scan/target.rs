//! A site that may be scanned: checked before a person is asked about it.

use url::Url;
use vault::pages::says_private;

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
    /// Whether a page of the window named it, not a person: its answers may be guesses at keys of the rack, and its name may
    /// lead where nobody looks.
    pub(super) by_page: bool,
}

impl ScanSite {
    /// What the native question names.
    #[must_use]
    pub fn view(&self) -> ScanSiteView {
        let private = self.url.host().is_some_and(|host| says_private(&host));
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
        Ok(Self { url, by_page: false })
    }
}

impl Engine {
    /// Checks the address of a site: http or https, and neither a login nor a key in it.
    ///
    /// # Errors
    /// [`Code::UrlInvalid`], [`Code::UrlCredentials`] or [`Code::LooksLikeKey`], at `url`.
    pub async fn check_scan_site(&self, url: &str) -> Result<ScanSite> {
        self.refuse_keys(vec![("url".to_owned(), url.to_owned())]).await?;
        Ok(ScanSite { by_page: true, ..ScanSite::parse(url)? })
    }

    /// Begins to scan a site, as [`Self::scan_folder`] does.
    ///
    /// # Errors
    /// As there.
    pub async fn scan_site(&self, site: ScanSite, input: ScanInput) -> Result<ScanView> {
        let name = site.url.host_str().unwrap_or_default().to_owned();
        let target = Target { kind: "site", name, place: site.url.as_str().to_owned() };
        let job = Job { sites: vec![site], threads: 1, ..Job::default() };
        self.begin_scan(target, job, input).await
    }
}
