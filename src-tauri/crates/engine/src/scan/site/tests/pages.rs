//! What is read of a site, and what counts as one.

use std::io::Write;

use proptest::prelude::*;

use super::super::crawl::unpacked;
use super::*;

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
