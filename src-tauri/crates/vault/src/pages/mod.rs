//! Public pages, fetched to be scanned. Nothing is sent but the request itself: no key, no cookie, no name or password, no
//! referrer. One request is one connection to one address, and that address was looked at before.
//!
//! The system's proxy is not asked: it would resolve the name a second time, and what was looked at would mean nothing.

mod reach;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use rustls::client::danger::ServerCertVerifier;
use std::sync::Arc;
use url::{Host, Url};

use crate::resolve::{HERE, addresses};
use crate::trust::Trust;
pub use reach::{Reach, says_private};

/// How Keyrack names itself to a site, and the name that its `robots.txt` may call it by.
pub const USER_AGENT: &str = concat!("Keyrack/", env!("CARGO_PKG_VERSION"));

/// Limits of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLimits {
    /// To connect and finish TLS, once the name is resolved.
    pub connect: Duration,
    /// For all of it.
    pub total: Duration,
    /// Bytes of a page, unpacked; the rest is left behind.
    pub bytes: usize,
    /// Whether the host that was named may be at a private address although its name does not say so, as within a company's
    /// own network. Only where a person wrote the name: in a public one nobody sees where it leads.
    pub unsaid_private: bool,
}

impl Default for PageLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            bytes: 5 * 1024 * 1024,
            unsaid_private: true,
        }
    }
}

/// What a site answered. It may hold keys (that is what it is fetched for), so it prints nothing of itself.
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// Where a redirect points, as the site wrote it.
    pub location: Option<String>,
    /// When to come back, as the site wrote it: seconds or a date.
    pub retry_after: Option<String>,
    /// The media type with its parameters.
    pub content_type: Option<String>,
    /// Where the page's source map is, as the site wrote it.
    pub source_map: Option<String>,
    /// The content, unpacked, up to its limit.
    pub body: Vec<u8>,
    /// Whether there was more of it.
    pub cut: bool,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageTrouble {
    /// The address is neither `http` nor `https`, or has no host.
    NotHttp,
    /// The address has a user name or a password in it.
    Credentials,
    /// The host is at an address of this machine or of a private network, and nobody named it, or its name does not say so.
    PrivateAddress,
    /// The host has no address.
    Dns,
    /// Nobody answers there.
    Connect,
    /// It did not answer in time.
    Timeout,
    /// It answered in a way that is not understood.
    Protocol,
}

/// Fetches pages, one at a time and for one site.
pub struct Pages {
    named: Named,
    limits: PageLimits,
    trust: Trust,
    lookup: Box<dyn Lookup>,
    /// Whom to believe instead of the system's authorities.
    #[cfg(test)]
    pinned: Option<Arc<dyn ServerCertVerifier>>,
}

/// The host that a person named: it alone may be at a private address.
struct Named {
    host: String,
    port: Option<u16>,
    /// What its addresses were when they were first resolved: a public one does not turn private later.
    first: OnceLock<Reach>,
}

/// Resolves names.
pub(crate) trait Lookup: Send + Sync {
    /// All addresses of a name; empty where there is none.
    fn addresses<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = Vec<IpAddr>> + Send + 'a>>;
}

struct System;

impl Lookup for System {
    fn addresses<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = Vec<IpAddr>> + Send + 'a>> {
        Box::pin(async move {
            // Everything below `localhost` is this machine (RFC 6761).
            let local = name.trim_end_matches('.').rsplit('.').next() == Some("localhost");
            if local { HERE.to_vec() } else { addresses(name).await }
        })
    }
}

impl Pages {
    /// For the site at `named`, the address that a person wrote.
    ///
    /// # Errors
    /// [`PageTrouble::NotHttp`], [`PageTrouble::Credentials`].
    pub fn new(named: &Url, limits: PageLimits) -> Result<Self, PageTrouble> {
        Ok(Self {
            named: Named {
                host: checked_host(named)?.to_string(),
                port: named.port_or_known_default(),
                first: OnceLock::new(),
            },
            limits,
            trust: Trust::new(),
            lookup: Box::new(System),
            #[cfg(test)]
            pinned: None,
        })
    }

    /// Asks for one page. Redirects are the caller's to follow, and each is looked at like the first. Dropping the future
    /// drops the connection.
    ///
    /// # Errors
    /// [`PageTrouble`]; none of them holds a text of the site's.
    pub async fn get(&self, url: &Url) -> Result<Page, PageTrouble> {
        let asked = async {
            let host = checked_host(url)?;
            let at = self.looked_at(url, &host).await?;
            let client = self.client(&host, &at).await.ok_or(PageTrouble::Connect)?;
            let mut url = url.clone();
            url.set_fragment(None);
            let response = client.get(url).send().await.map_err(|error| trouble(&error))?;
            receive(response, self.limits.bytes).await
        };
        tokio::time::timeout(self.limits.total, asked).await.unwrap_or(Err(PageTrouble::Timeout))
    }

    /// The addresses to connect to, if all of a host's addresses may be.
    async fn looked_at(&self, url: &Url, host: &Host<&str>) -> Result<Vec<SocketAddr>, PageTrouble> {
        let found = match host {
            Host::Ipv4(address) => vec![IpAddr::V4(*address)],
            Host::Ipv6(address) => vec![IpAddr::V6(*address)],
            Host::Domain(name) => self.lookup.addresses(name).await,
        };
        if found.is_empty() {
            return Err(PageTrouble::Dns);
        }
        // One bad address spoils all: a name that is at both kinds is out to be mistaken.
        let reach = found.iter().map(|address| Reach::of(*address)).max_by_key(|reach| *reach as u8);
        let reach = reach.unwrap_or(Reach::Closed);
        let named = self.named.host == host.to_string() && self.named.port == url.port_or_known_default();
        let first = if named { *self.named.first.get_or_init(|| reach) } else { Reach::Public };
        let fine = match reach {
            Reach::Public => true,
            Reach::Private => first != Reach::Public && (self.limits.unsaid_private || says_private(host)),
            // These are nobody's name: who means them writes them.
            Reach::Closed => named && !matches!(host, Host::Domain(_)),
        };
        if !fine {
            return Err(PageTrouble::PrivateAddress);
        }
        // The port is the address's own: see `ClientBuilder::resolve_to_addrs`.
        Ok(found.into_iter().map(|address| SocketAddr::new(address, 0)).collect())
    }

    /// A client that knows one host, at these addresses.
    async fn client(&self, host: &Host<&str>, at: &[SocketAddr]) -> Option<reqwest::Client> {
        let mut tls = rustls::ClientConfig::builder_with_provider(self.trust.provider())
            .with_safe_default_protocol_versions()
            .ok()?
            .dangerous()
            .with_custom_certificate_verifier(self.verifier().await?)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .pool_max_idle_per_host(0)
            .connect_timeout(self.limits.connect)
            .dns_resolver(NoSecondLook)
            .resolve_to_addrs(&host.to_string(), at)
            .build()
            .ok()
    }

    async fn verifier(&self) -> Option<Arc<dyn ServerCertVerifier>> {
        #[cfg(test)]
        if let Some(pinned) = &self.pinned {
            return Some(pinned.clone());
        }
        self.trust.system().await
    }
}

/// What a client without an address at hand gets from its resolver.
struct NoSecondLook;

impl Resolve for NoSecondLook {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(std::future::ready(Err("names are resolved once".into())))
    }
}

fn checked_host(url: &Url) -> Result<Host<&str>, PageTrouble> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(PageTrouble::NotHttp);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(PageTrouble::Credentials);
    }
    url.host().ok_or(PageTrouble::NotHttp)
}

async fn receive(mut response: reqwest::Response, limit: usize) -> Result<Page, PageTrouble> {
    let headers = std::mem::take(response.headers_mut());
    let text = |name: HeaderName| text(&headers, &name);
    let mut page = Page {
        status: response.status().as_u16(),
        location: text(LOCATION),
        retry_after: text(RETRY_AFTER),
        content_type: text(CONTENT_TYPE),
        source_map: text(HeaderName::from_static("sourcemap"))
            .or_else(|| text(HeaderName::from_static("x-sourcemap"))),
        body: Vec::new(),
        cut: false,
    };
    // What was unpacked has lost this header; what still has it came in a way that was not asked for.
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        return Err(PageTrouble::Protocol);
    }
    while let Some(chunk) = response.chunk().await.map_err(|error| trouble(&error))? {
        let room = limit - page.body.len();
        page.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            page.cut = true;
            break;
        }
    }
    Ok(page)
}

/// A header's value, if it is text.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn trouble(error: &reqwest::Error) -> PageTrouble {
    if error.is_timeout() {
        PageTrouble::Timeout
    } else if error.is_connect() {
        PageTrouble::Connect
    } else {
        PageTrouble::Protocol
    }
}
