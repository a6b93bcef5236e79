//! The walk over a site: what is asked for next, what is left out and why, and what an answer leads to.

use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use url::Url;
use vault::pages::Page;

use super::deeds::is_deed;
use super::links::{self, Links};
use super::robots::Robots;
use super::scope::{LONGEST, is_endless, is_media, pattern};
use super::{Answer, Asked, Crawl, Role, maps, product};
use crate::scan::piece::Skipped;

/// Sitemaps that are read.
const SITEMAPS: u32 = 20;
/// Bytes of addresses that are remembered; far more than the pages that are read can need.
const REMEMBERED: usize = 16 * 1024 * 1024;

impl Crawl<'_> {
    /// Reads the site from its start until nothing waits or a limit is reached.
    pub(super) fn all(&mut self, start: &Url) -> ControlFlow<()> {
        let mut start = start.clone();
        start.set_fragment(None);
        self.seen.insert(start.to_string());
        // However many others come first, the host that was named is one of those that are read.
        self.hosts.extend(start.host_str().map(str::to_owned));
        self.waiting.push_back(Asked { url: start.clone(), role: Role::Page, depth: 0, redirects: 0 });
        let mut sitemaps = Some(());
        while let Some(asked) = self.parts.pop_front().or_else(|| self.waiting.pop_front()) {
            let answer = match self.may_ask(&asked)? {
                true => self.ask(&asked.url)?,
                false if self.is_over => Answer::Stop,
                false => Answer::None,
            };
            let flow = match answer {
                Answer::Page(page) => self.answered(&asked, *page),
                Answer::None => ControlFlow::Continue(()),
                Answer::Stop => return ControlFlow::Continue(()),
            };
            // Told also of the page with which it ends: it was read.
            self.progress.waiting = u32::try_from(self.waiting.len() + self.parts.len()).unwrap_or(u32::MAX);
            (self.tell)(self.progress);
            flow?;
            if self.progress.bytes >= self.limits.bytes {
                self.skip(&start, Skipped::PagesLarge);
                return ControlFlow::Continue(());
            }
            // After the first page: it may have said that the site is elsewhere.
            if sitemaps.take().is_some() {
                self.sitemaps(&start);
            }
        }
        ControlFlow::Continue(())
    }

    /// The sitemaps that `robots.txt` names, and the one at the usual place.
    fn sitemaps(&mut self, start: &Url) {
        let named = self.robots.get(&start.origin().ascii_serialization());
        let mut found: Vec<Url> = named
            .into_iter()
            .flat_map(|robots| &robots.sitemaps)
            .filter_map(|at| start.join(at).ok())
            .collect();
        found.extend(start.join("/sitemap.xml").ok());
        for url in found {
            self.consider(url, Role::Sitemap, 0, 0);
        }
    }

    /// Whether the limits and the site itself let an address be asked for now.
    fn may_ask(&mut self, asked: &Asked) -> ControlFlow<(), bool> {
        let full = match asked.role {
            Role::Page => self.progress.pages >= self.limits.pages,
            _ => self.progress.parts >= self.limits.parts,
        };
        if full {
            self.skip_as("many".to_owned(), &asked.url, Skipped::PagesMany);
            return ControlFlow::Continue(false);
        }
        let origin = asked.url.origin().ascii_serialization();
        if !self.robots.contains_key(&origin) {
            let Some(robots) = self.read_robots(&asked.url)? else { return ControlFlow::Continue(false) };
            self.delay = self.delay.max(robots.delay.unwrap_or(Duration::ZERO));
            self.robots.insert(origin.clone(), robots);
        }
        let target = &asked.url[url::Position::BeforePath..url::Position::AfterQuery];
        let allowed = self.robots.get(&origin).is_none_or(|robots| robots.allows(target));
        if !allowed {
            self.skip(&asked.url, Skipped::Robots);
        }
        ControlFlow::Continue(allowed)
    }

    /// The `robots.txt` beside `url`. `None`: its site cannot be reached or wants no visitors now, which was said.
    fn read_robots(&mut self, url: &Url) -> ControlFlow<(), Option<Robots>> {
        let Ok(mut at) = url.join("/robots.txt") else { return ControlFlow::Continue(None) };
        for _ in 0..=self.limits.redirects {
            let page = match self.ask(&at)? {
                Answer::Page(page) => page,
                Answer::None => return ControlFlow::Continue(None),
                Answer::Stop if self.is_over => return ControlFlow::Continue(None),
                Answer::Stop => return ControlFlow::Continue(Some(Robots::closed())),
            };
            match page.status {
                200..=299 => {
                    self.progress.bytes += page.body.len() as u64;
                    self.piece(at.as_str(), &page.body)?;
                    return ControlFlow::Continue(Some(Robots::read(&page.body, &product())));
                }
                300..=399 => match page.location.and_then(|to| at.join(&to).ok()) {
                    Some(to) if self.scope.holds(&to) && !has_credentials(&to) => at = to,
                    _ => return ControlFlow::Continue(Some(Robots::default())),
                },
                // A site that cannot say what it wants is left alone; one without the file has said that all may be read.
                500.. => return ControlFlow::Continue(Some(Robots::closed())),
                _ => return ControlFlow::Continue(Some(Robots::default())),
            }
        }
        ControlFlow::Continue(Some(Robots::default()))
    }

    /// What came back: a page to scan, or the way to another.
    fn answered(&mut self, asked: &Asked, page: Page) -> ControlFlow<()> {
        let Asked { url, role, depth, redirects } = asked;
        self.progress.bytes += page.body.len() as u64;
        match role {
            Role::Page => self.progress.pages += 1,
            _ => self.progress.parts += 1,
        }
        if (300..400).contains(&page.status) {
            if let Some(to) = page.location.as_deref().and_then(|to| url.join(to).ok()) {
                if *redirects >= self.limits.redirects {
                    self.skip(url, Skipped::PageRedirects);
                } else {
                    self.consider(to, *role, *depth, redirects + 1);
                }
            }
            return ControlFlow::Continue(());
        }
        if !(200..300).contains(&page.status) {
            // That there is no sitemap is no news.
            if *role != Role::Sitemap {
                self.skip(url, Skipped::Status);
            }
            return ControlFlow::Continue(());
        }
        if page.cut {
            self.skip(url, Skipped::PageLarge);
        }
        match role {
            Role::Map => return self.map(url.as_str(), &page.body),
            Role::Sitemap => return self.sitemap(asked, &page.body),
            Role::Page | Role::Part => {}
        }
        let kind = page.content_type.as_deref().unwrap_or_default().to_ascii_lowercase();
        if ["image/", "font/", "audio/", "video/"].iter().any(|media| kind.starts_with(media)) {
            return ControlFlow::Continue(());
        }
        self.progress.read += 1;
        self.piece(url.as_str(), &page.body)?;
        let html = kind.contains("html") || (kind.is_empty() && *role == Role::Page);
        if html {
            let links = links::of_page(url, &page.body);
            return self.follow(url, links, *depth);
        }
        let map = page.source_map.or_else(|| links::source_map(&page.body));
        map.map_or(ControlFlow::Continue(()), |map| self.mapped(url, &map, *depth))
    }

    /// What an HTML page leads to.
    fn follow(&mut self, at: &Url, links: Links, depth: u32) -> ControlFlow<()> {
        if links.cut {
            self.skip(at, Skipped::PagesMany);
        }
        for inline in &links.inline {
            self.piece(at.as_str(), inline)?;
        }
        for script in links.scripts.iter().chain(&links.inline) {
            if let Some(map) = links::source_map(script) {
                self.mapped(at, &map, depth)?;
            }
        }
        for part in links.parts {
            self.consider(part, Role::Part, depth, 0);
        }
        for page in links.pages {
            // What is not the site's own is no part of what was asked for, and not worth a word.
            if self.scope.holds(&page) {
                self.consider(page, Role::Page, depth + 1, 0);
            }
        }
        ControlFlow::Continue(())
    }

    /// A script's or stylesheet's source map: read here if it is within the address, else asked for.
    fn mapped(&mut self, at: &Url, map: &str, depth: u32) -> ControlFlow<()> {
        if map.starts_with("data:") {
            return match links::decoded(map) {
                Some(text) => self.map(at.as_str(), &text),
                None => {
                    self.skip(at, Skipped::Damaged);
                    ControlFlow::Continue(())
                }
            };
        }
        if let Ok(url) = at.join(map) {
            self.consider(url, Role::Map, depth, 0);
        }
        ControlFlow::Continue(())
    }

    fn map(&mut self, at: &str, text: &[u8]) -> ControlFlow<()> {
        let Some(map) = maps::read(text) else { return self.piece(at, text) };
        for (name, source) in &map.sources {
            self.piece(&format!("{at}!{name}"), source.as_bytes())?;
        }
        self.piece(at, map.rest.as_bytes())
    }

    fn sitemap(&mut self, asked: &Asked, body: &[u8]) -> ControlFlow<()> {
        let (xml, trouble) = unpacked(body, self.limits.page.bytes as u64);
        if let Some(why) = trouble {
            self.skip(&asked.url, why);
        }
        self.piece(asked.url.as_str(), &xml)?;
        let (found, index) = links::of_sitemap(&asked.url, &xml);
        for url in found {
            match index {
                _ if !self.scope.holds(&url) => {}
                true if asked.depth < SITEMAPS => self.consider(url, Role::Sitemap, asked.depth + 1, 0),
                true => {}
                false => self.consider(url, Role::Page, 1, 0),
            }
        }
        ControlFlow::Continue(())
    }

    /// Puts an address among those that wait, or says why not.
    fn consider(&mut self, mut url: Url, role: Role, depth: u32, redirects: u32) {
        url.set_fragment(None);
        if self.seen.contains(url.as_str()) {
            return;
        }
        let length = url.as_str().len();
        if length > LONGEST {
            return self.skip_as("long".to_owned(), &shortened(&url), Skipped::PageTrap);
        }
        if self.remembered + length > REMEMBERED {
            return self.skip_as("many".to_owned(), &url, Skipped::PagesMany);
        }
        self.remembered += length;
        self.seen.insert(url.to_string());
        let host = url.host_str().unwrap_or_default().to_owned();
        if has_credentials(&url) {
            return self.skip(&url, Skipped::PageCredentials);
        }
        if !self.scope.holds(&url) {
            return self.skip_as(host, &url, Skipped::OtherSite);
        }
        if role == Role::Page && is_media(&url) {
            return;
        }
        if is_deed(&url) {
            return self.skip_as(pattern(&url), &url, Skipped::PageDeed);
        }
        if is_endless(&url) {
            return self.skip_as(host, &url, Skipped::PageTrap);
        }
        if depth > self.limits.depth {
            return self.skip_as("far".to_owned(), &url, Skipped::PageFar);
        }
        if !self.hosts.contains(&host) && self.hosts.len() >= self.limits.hosts {
            return self.skip_as("hosts".to_owned(), &url, Skipped::PageTrap);
        }
        self.hosts.insert(host);
        let pattern = pattern(&url);
        let alike = self.alike.entry(pattern.clone()).or_default();
        *alike += 1;
        if *alike > self.limits.alike {
            return self.skip_as(pattern, &url, Skipped::PageTrap);
        }
        let asked = Asked { url, role, depth, redirects };
        match role {
            Role::Page => self.waiting.push_back(asked),
            _ => self.parts.push_back(asked),
        }
    }
}

/// A sitemap's text, unpacked if it came as a gzip file, and why it is not all of it.
pub(super) fn unpacked(body: &[u8], limit: u64) -> (Cow<'_, [u8]>, Option<Skipped>) {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return (Cow::Borrowed(body), None);
    }
    let mut text = Vec::new();
    let damaged = MultiGzDecoder::new(body).take(limit + 1).read_to_end(&mut text).is_err();
    let long = text.len() as u64 > limit;
    let why = if damaged { Some(Skipped::Damaged) } else { long.then_some(Skipped::PageLarge) };
    (Cow::Owned(text), why)
}

/// An address without what made it too long to be shown.
fn shortened(url: &Url) -> Url {
    let mut short = url.clone();
    short.set_query(None);
    if short.as_str().len() > LONGEST {
        short.set_path("/");
    }
    short
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}
