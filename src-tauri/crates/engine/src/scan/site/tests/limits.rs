//! How much is read.

use super::super::scope::{is_endless, pattern};
use super::*;

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
fn paths_that_lead_in_circles_are_told() {
    assert!(is_endless(&url("https://a.example/x/y/x/y/x/")));
    assert!(is_endless(&url(&format!("https://a.example/{}", "a/".repeat(13).replace("a/", "b/")))));
    assert!(is_endless(&url(&format!("https://a.example/?{}", "a".repeat(2000)))));
    assert!(!is_endless(&url("https://a.example/shop/women/shop/dress/")));
    assert_eq!(pattern(&url("https://a.example/2024/05/x1?b=1")), "a.example/#/#/x#");
}

#[test]
fn hosts_below_the_one_that_was_named_have_a_limit() {
    let site = Site::new(&[]);
    let port = site.server.port();
    let link =
        |n| format!("<script src='http://{}localhost:{port}/a.js'></script>", letters(n).replace("/p", "p"));
    let page: String = (1..6).map(link).collect();
    site.on("/start", Answer::text(200, "text/html", &page));
    let kept = site.read_with(SiteLimits { hosts: 3, ..limits() }, Kept::default(), &Cancel::new());
    let private = kept.skipped.iter().filter(|(_, why)| *why == Skipped::PrivateAddress).count();
    // The named host, and two below it that were to be asked for; nobody named these, and they lie on this machine.
    assert_eq!((private, kept.reasons()), (2, vec![Skipped::PrivateAddress, Skipped::PageTrap]));
}
