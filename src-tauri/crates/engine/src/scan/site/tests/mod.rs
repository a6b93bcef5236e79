//! Sites of our own, on this machine: each limit, and each thing that a crawler must not do.

mod limits;
mod pages;
mod politeness;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::*;
use loopback::{Answer, Authority, Face, Loopback, Script, Setup};

/// Remembers what it was handed.
#[derive(Default)]
struct Kept {
    pieces: Vec<(String, String)>,
    skipped: Vec<(String, Skipped)>,
    /// Cancels after so many pieces.
    stop: Option<(usize, Cancel)>,
}

impl Sink for Kept {
    fn piece(&mut self, place: &Place, content: &mut dyn Read, size: Option<u64>) -> ControlFlow<()> {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).expect("memory");
        assert_eq!(size, Some(bytes.len() as u64));
        self.pieces.push((place.path.clone(), String::from_utf8_lossy(&bytes).into_owned()));
        if let Some((after, cancel)) = &self.stop
            && self.pieces.len() == *after
        {
            cancel.cancel();
        }
        ControlFlow::Continue(())
    }

    fn skipped(&mut self, place: &Place, why: Skipped) {
        self.skipped.push((place.path.clone(), why));
    }
}

/// A site on this machine, and the runtime that serves it.
struct Site {
    runtime: tokio::runtime::Runtime,
    server: Loopback,
}

impl Site {
    fn new(pages: &[(&str, &str)]) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("one");
        let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
        let setup = Setup { face: Face::Plain, record: true, ..Setup::default() };
        let server = runtime.block_on(Loopback::start(authority, setup)).expect("a port");
        let site = Self { runtime, server };
        for (path, body) in pages {
            let ending = path.rsplit('.').next().unwrap_or_default();
            let kind = match ending {
                "js" => "text/javascript",
                "css" => "text/css",
                "json" | "map" => "application/json",
                "xml" => "application/xml",
                "txt" => "text/plain",
                _ => "text/html; charset=utf-8",
            };
            site.on(path, Answer::text(200, kind, body));
        }
        site
    }

    /// Prefixes decide on the server; a path that is not there must not be answered by the start page.
    fn on(&self, path: &str, answer: Answer) {
        self.server.on(path, Script::always(answer));
    }

    fn start(&self) -> Url {
        Url::parse(&format!("http://localhost:{}/start", self.server.port())).expect("an address")
    }

    fn read(&self) -> Kept {
        self.read_with(limits(), Kept::default(), &Cancel::new())
    }

    fn read_with(&self, limits: SiteLimits, mut kept: Kept, cancel: &Cancel) -> Kept {
        // How it ended shows in what was kept.
        let _flow = self.read_from(&self.start(), limits, &mut kept, cancel);
        kept
    }

    fn read_from(
        &self,
        start: &Url,
        limits: SiteLimits,
        kept: &mut Kept,
        cancel: &Cancel,
    ) -> ControlFlow<()> {
        let runtime = self.runtime.handle();
        read(start, limits, runtime, kept, cancel, &mut |_| {}).expect("a site")
    }

    fn asked(&self) -> Vec<String> {
        self.server.seen().into_iter().map(|seen| seen.target).collect()
    }

    fn was_asked(&self, target: &str) -> bool {
        self.asked().iter().any(|asked| asked == target)
    }
}

impl Kept {
    /// The texts by path, without scheme and host.
    fn texts(&self) -> BTreeMap<String, String> {
        let path = |url: &str| url.splitn(4, '/').nth(3).map_or_else(String::new, |rest| format!("/{rest}"));
        self.pieces.iter().map(|(place, text)| (path(place), text.clone())).collect()
    }

    fn reasons(&self) -> Vec<Skipped> {
        let mut reasons: Vec<Skipped> = self.skipped.iter().map(|(_, why)| *why).collect();
        reasons.sort();
        reasons.dedup();
        reasons
    }
}

/// Without pauses, which have a test of their own.
fn limits() -> SiteLimits {
    SiteLimits { pause: Duration::ZERO, patience: Duration::from_secs(2), ..SiteLimits::default() }
}

/// A site without an end: each page leads to four more.
fn endless(links: impl Fn(u32) -> String) -> Site {
    let site = Site::new(&[]);
    for n in 0..400 {
        let page: String = (0..4).map(|k| format!("<a href='{}'>x</a>", links(n * 4 + k + 1))).collect();
        let at = if n == 0 { "/start".to_owned() } else { links(n) };
        site.on(&at, Answer::text(200, "text/html", &page));
    }
    site
}

/// A number in letters, so that addresses do not look alike.
fn letters(mut n: u32) -> String {
    let mut text = String::from("/p");
    while n > 0 {
        text.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    text + "."
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}
