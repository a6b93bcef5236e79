//! What is asked for, how often, and when it ends.

use std::time::Instant;

use super::*;

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
fn a_site_that_has_used_up_its_time_is_read_no_further() {
    let site = Site::new(&[("/start", "<a href=/slow>1</a><a href=/after>2</a>"), ("/after", "x")]);
    // Longer than the walk may take, and within what a site may ask for.
    site.on("/slow", Answer::empty(503).with("retry-after", "60"));
    let patience = Duration::from_secs(100);
    let time = Duration::from_millis(700);
    let kept = site.read_with(SiteLimits { time, patience, ..limits() }, Kept::default(), &Cancel::new());
    assert_eq!(kept.reasons(), [Skipped::SiteTime]);
    assert!(kept.texts().contains_key("/start") && !site.was_asked("/after"), "{:?}", site.asked());
    assert_eq!(kept.skipped.len(), 1, "said once, of the place where it stopped: {:?}", kept.skipped);
    assert!(kept.skipped[0].0.ends_with("/slow"), "{:?}", kept.skipped);

    // A site that says nothing at all.
    site.server.turn(Face::Silent).expect("turned");
    let kept = site.read_with(SiteLimits { time, ..limits() }, Kept::default(), &Cancel::new());
    assert_eq!((kept.pieces.len(), kept.reasons()), (0, vec![Skipped::SiteTime]));
}
