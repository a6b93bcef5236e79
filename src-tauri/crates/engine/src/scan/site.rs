//! A site's public pages as pieces to scan: what a visitor's browser is given, and nothing that needs a login. No key is
//! ever sent: the vault asks for pages, and it has none at hand when it does.
//!
//! The site is the host that was named, the same with or without `www.`, and hosts below it. `robots.txt` is obeyed, one
//! request is under way at a time with a pause after it, and links that may do something (log out, fill a cart) are left
//! alone. Addresses are asked for as they were found: nothing is added to them or changed in them.

mod crawl;
mod deeds;
mod links;
mod maps;
mod robots;
mod scope;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::{HashMap, HashSet, VecDeque};
use std::future::Future;
use std::io::Read;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use url::Url;
use vault::pages::{Page, PageLimits, PageTrouble, Pages, USER_AGENT};

use super::piece::{Place, Sink, Skipped};
use crate::cancel::Cancel;
use robots::Robots;
use scope::Scope;

/// How much of a site is read, and how politely.
#[derive(Clone, Debug)]
pub(crate) struct SiteLimits {
    /// Pages that people see.
    pub(crate) pages: u32,
    /// Scripts, stylesheets, source maps and data that pages need.
    pub(crate) parts: u32,
    /// Links from the start.
    pub(crate) depth: u32,
    /// Bytes in all, unpacked.
    pub(crate) bytes: u64,
    /// Addresses that differ in numbers and their query alone.
    pub(crate) alike: u32,
    /// Hosts below the one that was named.
    pub(crate) hosts: usize,
    /// One redirect after the other.
    pub(crate) redirects: u32,
    /// For all of the walk: a site that answers slowly, or asks to be asked slowly, would keep a scan for hours.
    pub(crate) time: Duration,
    /// Between two requests.
    pub(crate) pause: Duration,
    /// The longest that is waited where a site asks for it.
    pub(crate) patience: Duration,
    /// Of one request.
    pub(crate) page: PageLimits,
}

impl Default for SiteLimits {
    fn default() -> Self {
        Self {
            pages: 200,
            parts: 400,
            depth: 5,
            bytes: 100 * 1024 * 1024,
            alike: 20,
            hosts: 20,
            redirects: 5,
            time: Duration::from_secs(20 * 60),
            pause: Duration::from_millis(250),
            patience: Duration::from_secs(10),
            page: PageLimits::default(),
        }
    }
}

/// How far a site was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SiteProgress {
    /// Pages that were read.
    pub(crate) pages: u32,
    /// Scripts, stylesheets, source maps and data.
    pub(crate) parts: u32,
    /// Their bytes.
    pub(crate) bytes: u64,
    /// How many wait.
    pub(crate) waiting: u32,
    /// Pages and parts that were there, and were handed on.
    pub(crate) read: u32,
}

/// Why no page of a site can be asked for.
pub(crate) type NoSite = PageTrouble;

/// Hands the pages of the site at `start` to `sink`, with what they need. Blocks: `runtime` runs what waits for the network.
///
/// Breaks off when `sink` says so or `cancel` was called; what was found until then stands.
///
/// # Errors
/// [`NoSite`]: `start` is no address of a page, or has credentials in it.
pub(crate) fn read(
    start: &Url,
    limits: SiteLimits,
    runtime: &Handle,
    sink: &mut dyn Sink,
    cancel: &Cancel,
    tell: &mut dyn FnMut(SiteProgress),
) -> Result<ControlFlow<()>, NoSite> {
    let pages = Pages::new(start, limits.page)?;
    let until = Instant::now() + limits.time;
    let mut crawl = Crawl {
        until,
        is_over: false,
        scope: Scope::of(start),
        pages,
        limits,
        runtime,
        sink,
        cancel,
        tell,
        progress: SiteProgress::default(),
        asked: false,
        delay: Duration::ZERO,
        robots: HashMap::new(),
        seen: HashSet::new(),
        remembered: 0,
        said: HashSet::new(),
        alike: HashMap::new(),
        hosts: HashSet::new(),
        waiting: VecDeque::new(),
        parts: VecDeque::new(),
    };
    Ok(crawl.all(start))
}

/// What an address is asked for as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Page,
    Part,
    Map,
    Sitemap,
}

/// An address that waits.
#[derive(Clone, Debug)]
struct Asked {
    url: Url,
    role: Role,
    depth: u32,
    redirects: u32,
}

/// One reading of one site.
struct Crawl<'a> {
    scope: Scope,
    pages: Pages,
    limits: SiteLimits,
    runtime: &'a Handle,
    sink: &'a mut dyn Sink,
    cancel: &'a Cancel,
    tell: &'a mut dyn FnMut(SiteProgress),
    /// When its time is over.
    until: Instant,
    is_over: bool,
    progress: SiteProgress,
    /// Whether anything was asked for yet: the first request needs no pause before it.
    asked: bool,
    /// What the site's `robots.txt` asks to wait between requests.
    delay: Duration,
    /// By origin.
    robots: HashMap<String, Robots>,
    /// Addresses that were met, without their fragments.
    seen: HashSet<String>,
    /// Their bytes.
    remembered: usize,
    /// What was said to be left out, so that it is said once.
    said: HashSet<(String, Skipped)>,
    /// How many addresses of one pattern were met.
    alike: HashMap<String, u32>,
    hosts: HashSet<String>,
    waiting: VecDeque<Asked>,
    /// What pages need goes before further pages: keys are in scripts more often than in texts.
    parts: VecDeque<Asked>,
}

/// What a request came to.
enum Answer {
    Page(Box<Page>),
    /// Nothing to read; the reason was said.
    None,
    /// The site wants to be left in peace.
    Stop,
}

impl Crawl<'_> {
    /// Asks for one address, politely. Waits once where the site says for how long.
    fn ask(&mut self, url: &Url) -> ControlFlow<(), Answer> {
        let mut waited = false;
        loop {
            if std::mem::replace(&mut self.asked, true) {
                let pause = self.limits.pause.max(self.delay.min(self.limits.patience));
                self.wait(pause)?;
            }
            let page = match self.in_time(self.pages.get(url))? {
                None => return ControlFlow::Continue(self.over(url)),
                Some(Ok(page)) => page,
                Some(Err(trouble)) => {
                    self.skip(url, skipped(trouble));
                    return ControlFlow::Continue(Answer::None);
                }
            };
            if !matches!(page.status, 429 | 503) {
                return ControlFlow::Continue(Answer::Page(Box::new(page)));
            }
            let after = page.retry_after.as_deref().and_then(|text| text.trim().parse().ok());
            match after.map(Duration::from_secs).filter(|after| *after <= self.limits.patience) {
                Some(after) if !waited => self.wait(after)?,
                // Without a word of when to come back, a page that is out of order is only that.
                None if page.status == 503 && page.retry_after.is_none() => {
                    self.skip(url, Skipped::Status);
                    return ControlFlow::Continue(Answer::None);
                }
                _ => {
                    self.skip(url, Skipped::SiteBusy);
                    return ControlFlow::Continue(Answer::Stop);
                }
            }
            waited = true;
        }
    }

    fn wait(&self, time: Duration) -> ControlFlow<()> {
        // A sleep is begun within the runtime. Whether there is time left is seen by what comes after it.
        self.in_time(async { tokio::time::sleep(time).await }).map_continue(|_| ())
    }

    /// The walk's time is over: says so once, with the address that was to be next.
    fn over(&mut self, url: &Url) -> Answer {
        self.is_over = true;
        self.skip_as("time".to_owned(), url, Skipped::SiteTime);
        Answer::Stop
    }

    /// Blocks until `work` is done, or breaks off; `None` when the time of the walk is over before.
    fn in_time<T>(&self, work: impl Future<Output = T>) -> ControlFlow<(), Option<T>> {
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => ControlFlow::Break(()),
                () = tokio::time::sleep_until(self.until.into()) => ControlFlow::Continue(None),
                done = work => ControlFlow::Continue(Some(done)),
            }
        })
    }

    /// Hands out one piece.
    fn piece(&mut self, path: &str, mut bytes: &[u8]) -> ControlFlow<()> {
        let size = bytes.len() as u64;
        let content: &mut dyn Read = &mut bytes;
        self.sink.piece(&Place::whole(path), content, Some(size))
    }

    /// Says once that an address was left out.
    fn skip(&mut self, url: &Url, why: Skipped) {
        self.skip_as(url.as_str().to_owned(), url, why);
    }

    /// Says once for all that are like `pattern`.
    fn skip_as(&mut self, pattern: String, url: &Url, why: Skipped) {
        if self.said.insert((pattern, why)) {
            let mut shown = url.clone();
            // Nobody needs to read a password to know that a link has one.
            if shown.password().is_some() || !shown.username().is_empty() {
                let _cannot_have_one = shown.set_password(None);
                let _cannot_have_one = shown.set_username("");
            }
            self.sink.skipped(&Place::whole(shown), why);
        }
    }
}

fn skipped(trouble: PageTrouble) -> Skipped {
    match trouble {
        PageTrouble::PrivateAddress => Skipped::PrivateAddress,
        PageTrouble::Credentials => Skipped::PageCredentials,
        PageTrouble::NotHttp => Skipped::OtherSite,
        PageTrouble::Dns | PageTrouble::Connect | PageTrouble::Timeout | PageTrouble::Protocol => {
            Skipped::Unreachable
        }
    }
}

/// The name that a `robots.txt` calls us by.
fn product() -> String {
    USER_AGENT.split('/').next().unwrap_or_default().to_ascii_lowercase()
}
