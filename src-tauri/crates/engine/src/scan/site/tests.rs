//! Sites of our own, on this machine: each limit, and each thing that a crawler must not do.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use loopback::{Answer, Authority, Face, Loopback, Script, Setup};
use proptest::prelude::*;

use super::crawl::unpacked;
use super::scope::{is_deed, is_endless, pattern};
use super::*;

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
        let setup = Setup { face: Face::Plain, port: 0, record: true };
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

#[test]
fn pages_and_what_they_need_are_read() {
    let page = r#"<!doctype html><title>x</title>
        <link rel="stylesheet" href="/a.css"><link rel=alternate type="application/json" href="/feed.json">
        <script src="/app.js"></script><script type="application/json">{"inline": 1}</script>
        <a href="/second?b=2&amp;a=1#part">on</a><a href="mailto:a@shop.example">mail</a>
        <script>var a = "<a href='/not-a-link'>";</script><!-- <a href="/comment"> --><img src="/picture">"#;
    let map = r#"{"version":3,"sources":["src/app.ts","src/b.ts"],"sourcesContent":["let one","let two"],"mappings":"AAAA"}"#;
    let site = Site::new(&[
        ("/start", page),
        ("/a.css", "body {}\n/*# sourceMappingURL=missing.map */"),
        ("/feed.json", "{\"feed\": 1}"),
        ("/app.js", "let a=1\n//# sourceMappingURL=app.js.map\n"),
        ("/app.js.map", map),
        ("/second", "<p>second"),
    ]);
    let kept = site.read();
    let texts = kept.texts();
    assert_eq!(texts["/start"], page);
    assert_eq!(texts["/second?b=2&a=1"], "<p>second");
    assert_eq!(texts["/feed.json"], "{\"feed\": 1}");
    assert_eq!(
        (texts["/app.js.map!src/app.ts"].as_str(), texts["/app.js.map!src/b.ts"].as_str()),
        ("let one", "let two")
    );
    assert!(texts.contains_key("/app.js") && texts.contains_key("/a.css"));
    assert!(site.was_asked("/second?b=2&a=1"), "{:?}", site.asked());
    for other in ["/not-a-link", "/comment", "/picture"] {
        assert!(!site.was_asked(other), "{other}");
    }
    // The stylesheet's map is not there.
    assert_eq!(kept.reasons(), [Skipped::Status]);
}

#[test]
fn source_maps_are_found_wherever_they_are_named() {
    let map = |text: &str| {
        format!(
            r#"{{"version":3,"sections":[{{"offset":{{}},"map":{{"sources":["in.ts"],"sourcesContent":["{text}"],"mappings":""}}}}]}}"#
        )
    };
    let site = Site::new(&[("/header.map", &map("by header")), ("/broken.map", "no JSON at all")]);
    let encoded: String = map("in the address").bytes().map(|byte| format!("%{byte:02X}")).collect();
    let page = format!(
        "<script src=/by-header></script><script src='data:text/javascript,let%20x=1//%23%20sourceMappingURL=/broken.map'></script>\
         <script>let y\n//# sourceMappingURL=data:application/json,{encoded}\n</script>"
    );
    site.on("/start", Answer::text(200, "text/html", &page));
    site.on("/by-header", Answer::text(200, "text/javascript", "let z").with("sourcemap", "/header.map"));
    let kept = site.read();
    let all: Vec<&str> = kept.pieces.iter().map(|(_, text)| text.as_str()).collect();
    for text in ["by header", "in the address", "no JSON at all", "let z"] {
        assert!(all.contains(&text), "{text} in {all:?}");
    }
    assert!(all.iter().any(|text| text.starts_with("let x=1")));
}

#[test]
fn sitemaps_lead_to_pages() {
    let site = Site::new(&[("/start", "<p>"), ("/one", "page one"), ("/two", "page two")]);
    let at = site.start().origin().ascii_serialization();
    site.on("/robots.txt", Answer::text(200, "text/plain", &format!("Sitemap: {at}/index.xml")));
    site.on(
        "/index.xml",
        Answer::text(
            200,
            "text/xml",
            &format!("<sitemapindex><sitemap><loc>{at}/inner.xml</loc></sitemap></sitemapindex>"),
        ),
    );
    site.on("/inner.xml", Answer::text(200, "text/xml", &format!("<urlset><url><loc>\n{at}/one\n</loc></url><url><loc><![CDATA[{at}/two]]></loc></url></urlset>")));
    let kept = site.read();
    let texts = kept.texts();
    assert!(texts.contains_key("/one") && texts.contains_key("/two"), "{:?}", texts.keys());
}

#[test]
fn a_packed_sitemap_is_unpacked_within_its_limit() {
    let pack = |text: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text).expect("memory");
        packer.finish().expect("memory")
    };
    let packed = pack(b"<loc>/three</loc>");
    let (text, trouble) = unpacked(&packed, 1000);
    assert_eq!((&*text, trouble), (&b"<loc>/three</loc>"[..], None));
    let bomb = pack(&[b'a'; 1_000_000]);
    let (text, trouble) = unpacked(&bomb, 1000);
    assert_eq!((text.len(), trouble), (1001, Some(Skipped::PageLarge)));
    assert_eq!(unpacked(&packed[..packed.len() - 9], 1000).1, Some(Skipped::Damaged));
    assert_eq!(unpacked(b"<loc>", 1000).1, None);
}

#[test]
fn robots_are_obeyed_and_the_rest_is_read() {
    let site = Site::new(&[
        (
            "/robots.txt",
            "User-agent: *\nDisallow: /all\n\nUser-agent: Keyrack\nDisallow: /private\nAllow: /private/but\n",
        ),
        ("/start", "<a href=/private/a>1</a><a href=/private/but>2</a><a href=/all>3</a>"),
        ("/private", "no"),
        ("/private/but", "yes"),
        ("/all", "for others only"),
    ]);
    let kept = site.read();
    assert!(!site.was_asked("/private/a"));
    assert!(kept.texts().contains_key("/private/but") && kept.texts().contains_key("/all"));
    let (place, why) = &kept.skipped[0];
    assert!(place.ends_with("/private/a") && *why == Skipped::Robots, "{:?}", kept.skipped);
    assert_eq!(site.asked().iter().filter(|asked| *asked == "/robots.txt").count(), 1);
}

#[test]
fn a_site_that_cannot_say_what_it_wants_is_left_alone() {
    let site = Site::new(&[("/start", "<p>")]);
    site.on("/robots.txt", Answer::empty(500));
    let kept = site.read();
    assert_eq!((kept.pieces.len(), kept.reasons()), (0, vec![Skipped::Robots]));
    assert!(!site.was_asked("/start"));
}

#[test]
fn links_that_do_something_are_left_alone() {
    let links = [
        "/logout",
        "/my-account/customer-logout/",
        "/shop?add-to-cart=5",
        "/cart?remove_item=a1",
        "/wp-login.php?x=1",
        "/?wc-ajax=add_to_cart",
        "/a?action=delete",
        "/checkout/cart/add/uenc/a/",
        "/newsletter/unsubscribe?e=1",
        "/%6Cogout",
        "/x?Add-To-Cart=1",
    ];
    let page: String = links.iter().map(|link| format!("<a href='{link}'>x</a>")).collect();
    let site = Site::new(&[("/start", &page)]);
    let kept = site.read();
    assert_eq!(site.asked(), ["/robots.txt", "/start", "/sitemap.xml"]);
    assert_eq!(kept.reasons(), [Skipped::PageDeed]);
    assert_eq!(kept.skipped.len(), links.len(), "{:?}", kept.skipped);
}

#[test]
fn other_sites_and_private_addresses_are_not_followed() {
    let site = Site::new(&[]);
    let other = Site::new(&[("/x", "x")]);
    let (port, elsewhere) = (site.server.port(), other.server.port());
    let page = format!(
        "<script src='http://127.0.0.1:{port}/a.js'></script><script src='http://localhost:{elsewhere}/b.js'></script>\
         <a href='http://127.0.0.1:{port}/x'>1</a><a href='http://a:b@localhost:{port}/x'>2</a>\
         <a href='/away'>3</a><a href='/metadata'>4</a><script src='http://below.localhost:{port}/c.js'></script>"
    );
    site.on("/start", Answer::text(200, "text/html", &page));
    site.on("/away", Answer::redirect(302, &format!("http://localhost:{elsewhere}/x")));
    site.on("/metadata", Answer::redirect(301, "http://169.254.169.254/latest"));
    let kept = site.read();
    assert_eq!(other.server.connections(), 0);
    assert_eq!(kept.reasons(), [Skipped::PrivateAddress, Skipped::OtherSite, Skipped::PageCredentials]);
    let private: Vec<_> = kept.skipped.iter().filter(|(_, why)| *why == Skipped::PrivateAddress).collect();
    // Below the named host, at an address of this machine: nobody named that.
    assert_eq!(private.len(), 1, "{:?}", kept.skipped);
    assert!(private[0].0.contains("below.localhost"));
    assert!(kept.skipped.iter().all(|(place, _)| !place.contains("a:b@")), "{:?}", kept.skipped);
}

#[test]
fn redirects_end_somewhere() {
    let site = Site::new(&[("/start", "<a href=/r0>"), ("/sitemap.xml", "")]);
    for n in 0..20 {
        site.on(&format!("/r{n}"), Answer::redirect(302, &format!("/r{}/", (b'a' + n) as char)));
        site.on(&format!("/r{}/", (b'a' + n) as char), Answer::redirect(302, &format!("/r{}", n + 1)));
    }
    let kept = site.read();
    assert_eq!(kept.reasons(), [Skipped::PageRedirects]);
    assert_eq!(
        site.asked().iter().filter(|asked| asked.starts_with("/r") && *asked != "/robots.txt").count(),
        6
    );
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

#[test]
fn pages_depth_and_bytes_have_limits() {
    let site = endless(letters);
    let kept = site.read_with(SiteLimits { pages: 10, ..limits() }, Kept::default(), &Cancel::new());
    assert_eq!(kept.pieces.len(), 10);
    assert_eq!(kept.reasons(), [Skipped::PagesMany]);

    let kept = site.read_with(SiteLimits { depth: 2, ..limits() }, Kept::default(), &Cancel::new());
    assert_eq!(kept.pieces.len(), 1 + 4 + 16);
    assert_eq!(kept.reasons(), [Skipped::PageFar]);

    let kept = site.read_with(SiteLimits { bytes: 500, ..limits() }, Kept::default(), &Cancel::new());
    assert!(kept.pieces.len() < 10, "{}", kept.pieces.len());
    assert_eq!(kept.reasons(), [Skipped::PagesLarge]);
}

#[test]
fn parts_have_a_limit_of_their_own() {
    let page: String = (0..20)
        .map(|n| format!("<script src='/s{}.js'></script>", letters(n + 1).replace('/', "")))
        .collect();
    let site = Site::new(&[("/start", &page), ("/s", "let a")]);
    let kept = site.read_with(SiteLimits { parts: 5, ..limits() }, Kept::default(), &Cancel::new());
    assert_eq!(kept.texts().values().filter(|text| *text == "let a").count(), 5);
    assert_eq!(kept.reasons(), [Skipped::PagesMany]);
}

#[test]
fn calendars_and_filters_are_sampled() {
    for link in [
        (|n| format!("/calendar/{}/{}/", 2000 + n, n % 12 + 1)) as fn(u32) -> String,
        |n| format!("/shop?colour={n}&size=1"),
        |n| format!("/shop?filter={}", letters(n)),
    ] {
        let page: String = (0..30).map(|n| format!("<a href='{}'>x</a>", link(n))).collect();
        let site = Site::new(&[("/start", &page), ("/calendar", &page), ("/shop", &page)]);
        let kept = site.read_with(SiteLimits { alike: 8, ..limits() }, Kept::default(), &Cancel::new());
        let of_many = |asked: &&String| asked.starts_with("/calendar") || asked.starts_with("/shop");
        assert_eq!(site.asked().iter().filter(of_many).count(), 8, "{:?}", site.asked());
        assert_eq!(kept.reasons(), [Skipped::PageTrap]);
        assert_eq!(kept.skipped.len(), 1, "said once");
    }
}

#[test]
fn a_large_page_is_read_as_far_as_it_goes() {
    let site = Site::new(&[("/start", &format!("<a href=/x>{}", "y".repeat(5000)))]);
    let page = PageLimits { bytes: 1000, ..PageLimits::default() };
    let kept = site.read_with(SiteLimits { page, ..limits() }, Kept::default(), &Cancel::new());
    assert_eq!(kept.pieces[0].1.len(), 1000);
    assert!(kept.reasons().contains(&Skipped::PageLarge) && site.was_asked("/x"));
}

#[test]
fn long_addresses_and_many_take_bounded_room() {
    let at = url("https://shop.example/");
    let size = |page: String| {
        let links = links::of_page(&at, page.as_bytes());
        let all = links.pages.iter().chain(&links.parts);
        (all.clone().count(), all.map(|url| url.as_str().len()).max().unwrap_or_default(), links.cut)
    };
    let long = "x".repeat(1_000_000);
    let links = "<a href=1><script src=2></script><a href='#3'>";
    // Such a base is no base.
    assert_eq!(size(format!("<base href='/{long}/'>{links}")), (3, "https://shop.example/#3".len(), false));
    assert_eq!(size(format!("<base href='data:,{long}'>{links}")).1, "https://shop.example/#3".len());
    assert_eq!(size(format!("<a href='/{long}'><script src='/{long}'></script>")), (0, 0, true));
    let (count, longest, cut) =
        size(format!("<base href='/{}/'>{}", "y".repeat(1900), "<a href=z>".repeat(9000)));
    assert!(cut && count <= 2000 && longest <= 2000, "{count} {longest}");
    let sitemap = format!("<loc>/{long}</loc>{}", "<loc>/a</loc>".repeat(9000));
    let (found, _) = links::of_sitemap(&at, sitemap.as_bytes());
    assert!(found.len() <= 2000 && found.iter().all(|url| url.as_str().len() <= 2000));

    // By other ways than links.
    let map = format!("let a\n//# sourceMappingURL=/{long}.map");
    let site = Site::new(&[("/start", "<script src=/a.js></script>"), ("/a.js", &map)]);
    let kept = site.read();
    assert_eq!((site.asked().len(), kept.reasons()), (4, vec![Skipped::PageTrap]));
    assert!(kept.skipped.iter().all(|(place, _)| place.len() < 100));
}

#[test]
fn a_site_that_is_busy_is_left_or_waited_for() {
    let site = Site::new(&[("/start", "<a href=/busy>"), ("/after", "x")]);
    site.on("/start", Answer::text(200, "text/html", "<a href=/busy>1</a><a href=/after>2</a>"));
    site.on("/busy", Answer::too_many(600));
    let kept = site.read();
    assert_eq!(kept.reasons(), [Skipped::SiteBusy]);
    assert!(!site.was_asked("/after"), "nothing more is asked");
    assert_eq!(site.asked().iter().filter(|asked| *asked == "/busy").count(), 1);

    let site = Site::new(&[("/start", "<a href=/busy>1</a><a href=/after>2</a>"), ("/after", "x")]);
    site.on("/busy", Answer::empty(503).with("retry-after", "1"));
    let began = Instant::now();
    let kept = site.read();
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(kept.reasons(), [Skipped::SiteBusy]);
    assert_eq!(
        site.asked().iter().filter(|asked| *asked == "/busy").count(),
        2,
        "once more, and then no more"
    );

    let site = Site::new(&[("/start", "<a href=/busy>1</a><a href=/after>2</a>"), ("/after", "x")]);
    site.on("/busy", Answer::empty(503));
    assert_eq!(site.read().reasons(), [Skipped::Status]);
    assert!(site.was_asked("/after"), "one page that is out of order is only that");
}

#[test]
fn requests_keep_a_distance_and_the_sites_own_if_it_is_longer() {
    let pages = [("/start", "<a href=/b>"), ("/b", "x"), ("/sitemap.xml", "x")];
    let timed = |site: &Site, limits: SiteLimits| {
        let began = Instant::now();
        site.read_with(limits, Kept::default(), &Cancel::new());
        (began.elapsed(), u32::try_from(site.asked().len()).expect("few"))
    };
    let pause = Duration::from_millis(100);
    let (took, asked) = timed(&Site::new(&pages), SiteLimits { pause, ..limits() });
    assert_eq!(asked, 4);
    assert!(took >= pause * 3, "{took:?}");
    let site = Site::new(&pages);
    site.on("/robots.txt", Answer::text(200, "text/plain", "User-agent: *\nCrawl-delay: 0.2"));
    let (took, _) = timed(&site, SiteLimits { pause, ..limits() });
    assert!(took >= Duration::from_millis(600), "{took:?}");
    site.on("/robots.txt", Answer::text(200, "text/plain", "User-agent: *\nCrawl-delay: 3600"));
    let patience = Duration::from_millis(50);
    let (took, _) = timed(&site, SiteLimits { pause: Duration::ZERO, patience, ..limits() });
    assert!(took < Duration::from_secs(60), "{took:?}");
}

#[test]
fn it_stops_when_told_to_also_while_it_waits() {
    let site = endless(letters);
    let cancel = Cancel::new();
    let kept = Kept { stop: Some((3, cancel.clone())), ..Kept::default() };
    let kept = site.read_with(limits(), kept, &cancel);
    assert_eq!(kept.pieces.len(), 3);

    // The server says nothing at all: what ends the reading is the word alone.
    site.server.turn(Face::Silent).expect("turned");
    let cancel = Cancel::new();
    let stopper = cancel.clone();
    let waits = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        stopper.cancel();
        Instant::now()
    });
    let flow = site.read_from(&site.start(), limits(), &mut Kept::default(), &cancel);
    let told = waits.join().expect("the stopper");
    assert!(flow.is_break() && told.elapsed() < Duration::from_millis(500), "{:?}", told.elapsed());
}

#[test]
fn addresses_that_are_no_sites_are_refused() {
    let site = Site::new(&[]);
    for text in ["ftp://shop.example/", "http://a:b@shop.example/", "file:///etc"] {
        let url = Url::parse(text).expect("an address");
        let refused =
            read(&url, limits(), site.runtime.handle(), &mut Kept::default(), &Cancel::new(), &mut |_| {});
        assert!(refused.is_err(), "{text}");
    }
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

#[test]
fn a_site_is_its_host_its_twin_and_what_is_below() {
    let of = |named: &str, other: &str| Scope::of(&url(named)).holds(&url(other));
    for (named, other, holds) in [
        ("https://shop.example/", "http://shop.example/x", true),
        ("https://shop.example/", "https://www.shop.example/", true),
        ("https://www.shop.example/", "https://shop.example/", true),
        ("https://www.shop.example/", "https://cdn.shop.example/", true),
        ("https://shop.example/", "https://a.b.shop.example/", true),
        ("https://shop.example/", "https://myshop.example/", false),
        ("https://shop.example/", "https://shop.example.evil.example/", false),
        ("https://a.shop.example/", "https://shop.example/", false),
        ("https://a.shop.example/", "https://b.shop.example/", false),
        ("https://shop.example/", "https://shop.example:8443/", false),
        ("http://localhost:8080/", "http://localhost:8080/x", true),
        ("http://localhost:8080/", "http://localhost:8081/x", false),
        ("https://www.co.uk/", "https://shop.co.uk/", false),
        ("https://co.uk/", "https://shop.co.uk/", false),
        ("http://127.0.0.1/", "http://1.127.0.0.1.example/", false),
        ("http://intranet/", "http://a.intranet/", false),
        ("https://shop.example/", "ftp://shop.example/", false),
    ] {
        assert_eq!(of(named, other), holds, "{named} {other}");
    }
}

#[test]
fn paths_that_lead_in_circles_are_told() {
    assert!(is_endless(&url("https://a.example/x/y/x/y/x/")));
    assert!(is_endless(&url(&format!("https://a.example/{}", "a/".repeat(13).replace("a/", "b/")))));
    assert!(is_endless(&url(&format!("https://a.example/?{}", "a".repeat(2000)))));
    assert!(!is_endless(&url("https://a.example/shop/women/shop/dress/")));
    assert_eq!(pattern(&url("https://a.example/2024/05/x1?b=1")), "a.example/#/#/x#");
}

#[test]
fn ordinary_addresses_are_no_deeds() {
    for text in [
        "https://a.example/how-to-add-a-sleeve",
        "https://a.example/product/remover-of-stains",
        "https://a.example/shop?orderby=price&paged=2",
        "https://a.example/collections/all?sort_by=title",
        "https://a.example/actions/summer",
    ] {
        assert!(!is_deed(&url(text)), "{text}");
    }
}

proptest! {
    /// Nothing beyond the site is ever within it, however it is written.
    #[test]
    fn no_other_host_belongs_to_a_site(
        host in "[a-z]{1,8}(\\.[a-z]{1,8}){0,3}",
        before in "[a-z@:/?#.-]{0,6}",
        after in "[a-z@:/?#.\\\\-]{0,8}",
    ) {
        let scope = Scope::of(&url("https://www.shop.example/"));
        if let Ok(other) = Url::parse(&format!("https://{before}{host}{after}")) {
            let name = other.host_str().unwrap_or_default();
            let own = name == "shop.example" || name.ends_with(".shop.example");
            prop_assert_eq!(scope.holds(&other), own && other.port().is_none(), "{}", other);
        }
    }

    #[test]
    fn any_page_script_map_and_sitemap_is_read(bytes: Vec<u8>, text in "(<[a-z]{1,6}( (href|src|rel|content)=[\"']?[a-z:/#;=]{0,9}[\"']?)?>|<!\\[CDATA\\[|\\]\\]>|x){0,20}") {
        let at = url("https://shop.example/");
        for input in [bytes.as_slice(), text.as_bytes()] {
            links::of_page(&at, input);
            links::of_sitemap(&at, input);
            links::source_map(input);
            maps::read(input);
        }
    }
}
