//! Pages from a server of our own, and names that resolve to what a test wants.

use std::collections::VecDeque;
use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Mutex;

use loopback::{Answer, Authority, Face, Loopback, Script, Setup};
use proptest::prelude::*;

use super::*;

/// Answers each look-up of any name with the next of these, and the last for ever.
struct Scripted(Mutex<VecDeque<Vec<IpAddr>>>);

impl Lookup for Scripted {
    fn addresses<'a>(&'a self, _: &'a str) -> Pin<Box<dyn Future<Output = Vec<IpAddr>> + Send + 'a>> {
        let mut left = self.0.lock().unwrap();
        let found = if left.len() > 1 { left.pop_front().unwrap() } else { left[0].clone() };
        Box::pin(std::future::ready(found))
    }
}

const HERE_V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ABROAD: IpAddr = IpAddr::V4(Ipv4Addr::new(93, 184, 215, 14));

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn limits() -> PageLimits {
    PageLimits {
        connect: Duration::from_secs(5),
        total: Duration::from_secs(10),
        bytes: 64 * 1024,
        unsaid_private: true,
    }
}

/// Pages of the site at `named`, where names resolve to `found`, one after the other.
fn pages(named: &str, found: &[&[IpAddr]]) -> Pages {
    let mut pages = Pages::new(&url(named), limits()).unwrap();
    if !found.is_empty() {
        let found = found.iter().map(|addresses| addresses.to_vec()).collect();
        pages.lookup = Box::new(Scripted(Mutex::new(found)));
    }
    pages
}

fn authority() -> Arc<Authority> {
    Arc::new(Authority::new(std::time::SystemTime::now()).unwrap())
}

async fn server() -> Loopback {
    let setup = Setup { face: Face::Plain, record: true, ..Setup::default() };
    Loopback::start(authority(), setup).await.unwrap()
}

async fn trouble_of(pages: &Pages, text: &str) -> PageTrouble {
    match pages.get(&url(text)).await {
        Ok(page) => panic!("{text} answered {}", page.status),
        Err(trouble) => trouble,
    }
}

#[tokio::test]
async fn nothing_is_sent_but_the_request() {
    let server = server().await;
    server.on("/", Script::always(Answer::text(200, "text/html", "<p>").with("set-cookie", "a=b")));
    let pages = pages(&server.origin(), &[]);
    for _ in 0..2 {
        let page = pages.get(&url(&format!("{}/a?b=c#d", server.origin()))).await.unwrap();
        assert_eq!((page.status, page.body.as_slice(), page.cut), (200, &b"<p>"[..], false));
        assert_eq!(page.content_type.as_deref(), Some("text/html"));
    }
    for seen in server.seen() {
        assert_eq!((seen.method.as_str(), seen.target.as_str()), ("GET", "/a?b=c"));
        let mut names: Vec<&str> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
        assert!(seen.headers.contains(&("user-agent".into(), USER_AGENT.into())));
    }
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let server = server().await;
    server.on("/", Script::always(Answer::redirect(302, "/elsewhere").with("retry-after", "7")));
    let page = pages(&server.origin(), &[]).get(&url(&server.origin())).await.unwrap();
    assert_eq!((page.status, page.location.as_deref()), (302, Some("/elsewhere")));
    assert_eq!(page.retry_after.as_deref(), Some("7"));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn addresses_that_hold_credentials_or_are_no_pages_are_refused() {
    let server = server().await;
    let port = server.port();
    let pages = pages(&server.origin(), &[]);
    for text in [format!("http://a@localhost:{port}/"), format!("http://:b@localhost:{port}/")] {
        assert_eq!(trouble_of(&pages, &text).await, PageTrouble::Credentials);
        assert!(Pages::new(&url(&text), limits()).is_err());
    }
    for text in ["ftp://localhost/", "file:///etc/passwd", "data:text/html,x"] {
        assert_eq!(trouble_of(&pages, text).await, PageTrouble::NotHttp);
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_private_address_is_for_the_host_that_was_named_alone() {
    let server = server().await;
    server.on("/", Script::always(Answer::text(200, "text/html", "x")));
    let port = server.port();
    let other = self::server().await;
    let named = format!("http://shop.example:{port}/");
    let pages = pages(&named, &[&[HERE_V4]]);
    assert_eq!(pages.get(&url(&named)).await.unwrap().status, 200);
    for text in [
        format!("http://www.shop.example:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://shop.example:{}/", other.port()),
        format!("http://shop.example.:{port}/"),
    ] {
        assert_eq!(trouble_of(&pages, &text).await, PageTrouble::PrivateAddress, "{text}");
    }
    assert_eq!((server.count(), other.connections()), (1, 0));
}

/// Whether a page may be asked for, without asking for it: a test reaches nobody but itself.
async fn may(pages: &Pages, text: &str) -> bool {
    let url = url(text);
    let looked_at = pages.looked_at(&url, &url.host().unwrap()).await;
    assert!(matches!(looked_at, Ok(_) | Err(PageTrouble::PrivateAddress)), "{text}");
    looked_at.is_ok()
}

#[tokio::test]
async fn where_a_page_names_the_host_a_public_name_leads_to_no_private_address() {
    for (host, fine) in [
        ("shop.example", false),
        ("local.shop.example", false),
        ("shop.internal.example", false),
        ("nas.local", true),
        ("shop.test", true),
        ("intranet", true),
        ("192.168.0.9", true),
    ] {
        let named = format!("http://{host}/");
        let mut pages = pages(&named, &[&[HERE_V4]]);
        assert!(may(&pages, &named).await, "{host}: a person wrote it");
        pages.limits.unsaid_private = false;
        assert_eq!(may(&pages, &named).await, fine, "{host}");
        assert_eq!(says_private(&url(&named).host().unwrap()), fine, "{host}: the question says the same");
    }
    for closed in
        ["http://169.254.169.254/", "http://[::ffff:10.0.0.1]/", "http://100.64.0.1/", "http://[::1]/"]
    {
        assert!(says_private(&url(closed).host().unwrap()), "{closed}");
    }
    for public in ["http://93.184.215.14/", "http://shop.example./"] {
        assert!(!says_private(&url(public).host().unwrap()), "{public}");
    }
}

#[tokio::test]
async fn a_name_that_moves_to_a_private_address_is_not_followed_there() {
    let server = server().await;
    server.on("/", Script::always(Answer::text(200, "text/html", "x")));
    let named = format!("http://shop.example:{}/", server.port());
    let pages = pages(&named, &[&[ABROAD], &[HERE_V4]]);
    assert!(may(&pages, &named).await);
    assert_eq!(trouble_of(&pages, &named).await, PageTrouble::PrivateAddress);
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_connection_goes_to_the_address_that_was_looked_at() {
    let server = server().await;
    server.on("/", Script::always(Answer::text(200, "text/html", "x")));
    // Were the name resolved once more for the connection, it would lead abroad.
    let named = format!("http://shop.example:{}/", server.port());
    let pages = pages(&named, &[&[HERE_V4], &[ABROAD]]);
    assert_eq!(pages.get(&url(&named)).await.unwrap().status, 200);
}

#[tokio::test]
async fn one_private_address_among_public_ones_spoils_all() {
    let server = server().await;
    let pages = pages("http://shop.example/", &[&[ABROAD, HERE_V4]]);
    let text = format!("http://cdn.shop.example:{}/", server.port());
    assert_eq!(trouble_of(&pages, &text).await, PageTrouble::PrivateAddress);
}

#[tokio::test]
async fn what_answers_clouds_about_themselves_has_to_be_written_out() {
    let metadata = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254));
    let named = pages("http://shop.example/", &[&[metadata]]);
    assert!(!may(&named, "http://shop.example/").await);
    assert!(!may(&named, "http://169.254.169.254/").await);
    assert!(may(&pages("http://169.254.169.254/", &[]), "http://169.254.169.254/").await);
}

#[tokio::test]
async fn a_name_without_an_address_is_said() {
    let pages = pages("http://shop.example/", &[&[]]);
    assert_eq!(trouble_of(&pages, "http://shop.example/").await, PageTrouble::Dns);
}

#[tokio::test]
async fn what_is_too_long_is_cut_also_when_it_was_packed() {
    let server = server().await;
    server.on("/", Script::always(Answer::huge(10 * 1024 * 1024)));
    let page = pages(&server.origin(), &[]).get(&url(&server.origin())).await.unwrap();
    assert_eq!((page.body.len(), page.cut), (64 * 1024, true));

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b'a'; 64 * 1024 * 1024]).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < 80 * 1024);
    let bomb = Raw::answering(
        [&b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n"[..], packed.as_slice()].concat(),
    );
    let page = pages(&bomb.origin, &[]).get(&url(&bomb.origin)).await.unwrap();
    assert_eq!((page.body.len(), page.cut), (64 * 1024, true));
    assert!(page.body.iter().all(|byte| *byte == b'a'));
}

#[tokio::test]
async fn an_encoding_that_was_not_asked_for_is_not_taken_for_text() {
    let raw = Raw::answering(b"HTTP/1.1 200 OK\r\ncontent-encoding: zstd\r\n\r\nabc".to_vec());
    assert_eq!(trouble_of(&pages(&raw.origin, &[]), &raw.origin).await, PageTrouble::Protocol);
}

#[tokio::test]
async fn a_site_that_dawdles_is_left() {
    let server = server().await;
    server.on("/", Script::always(Answer::drip(Duration::from_millis(10))));
    let mut pages = pages(&server.origin(), &[]);
    pages.limits.total = Duration::from_millis(100);
    // What ends it is its own limit, long before anything else would.
    let in_time = || async {
        let origin = server.origin();
        let asked = trouble_of(&pages, &origin);
        tokio::time::timeout(Duration::from_secs(20), asked).await.expect("its own limit")
    };
    assert_eq!(in_time().await, PageTrouble::Timeout);
    server.turn(Face::Silent).unwrap();
    assert_eq!(in_time().await, PageTrouble::Timeout);
}

#[tokio::test]
async fn tls_is_believed_by_its_authority() {
    let setup = Setup { record: true, ..Setup::default() };
    let server = Loopback::start(authority(), setup).await.unwrap();
    server.on("/", Script::always(Answer::text(200, "text/html", "x")));
    let mut pages = pages(&server.origin(), &[]);
    assert_eq!(trouble_of(&pages, &server.origin()).await, PageTrouble::Connect);
    pages.pinned = pages.trust.pinned(server.ca_pem());
    assert_eq!(pages.get(&url(&server.origin())).await.unwrap().status, 200);
}

/// A socket that answers anything with these bytes.
struct Raw {
    origin: String,
}

impl Raw {
    fn answering(bytes: Vec<u8>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 4096];
            let _ = std::io::Read::read(&mut stream, &mut asked);
            // Whoever asked may have gone when it had enough.
            let _ = stream.write_all(&bytes);
        });
        Self { origin }
    }
}

#[test]
fn addresses_are_told_apart() {
    let of = |text: &str| Reach::of(text.parse().unwrap());
    for public in [
        "1.1.1.1",
        "93.184.215.14",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.0.1",
        "169.253.0.1",
        "198.17.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::101:101",
    ] {
        assert_eq!(of(public), Reach::Public, "{public}");
    }
    for private in [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "::1",
        "fd12::1",
        "fc00::1",
    ] {
        assert_eq!(of(private), Reach::Private, "{private}");
    }
    for closed in [
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:1.1.1.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:101:101::1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "4000::1",
    ] {
        assert_eq!(of(closed), Reach::Closed, "{closed}");
    }
}

proptest! {
    /// What the standard library knows of an address is never called public.
    #[test]
    fn nothing_special_is_public(bits: u32, wide: u128, shape in 0..5u8) {
        let address = Ipv4Addr::from(bits);
        let special = address.is_private()
            || address.is_loopback()
            || address.is_link_local()
            || address.is_multicast()
            || address.is_broadcast()
            || address.is_documentation()
            || address.is_unspecified();
        prop_assert!(!(special && Reach::of(address.into()) == Reach::Public));
        // An IPv4 address in another's clothes is no more public than it is itself.
        let octets = address.octets().map(u16::from);
        let (high, low) = (octets[0] << 8 | octets[1], octets[2] << 8 | octets[3]);
        let wrapped = match shape {
            0 => address.to_ipv6_mapped(),
            1 => address.to_ipv6_compatible(),
            2 => Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            3 => Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            _ => Ipv6Addr::from(wide),
        };
        let special = wrapped.is_loopback()
            || wrapped.is_unspecified()
            || wrapped.is_multicast()
            || wrapped.is_unique_local()
            || wrapped.is_unicast_link_local();
        prop_assert!(!(special && Reach::of(wrapped.into()) == Reach::Public));
        if shape < 4 && Reach::of(address.into()) != Reach::Public {
            prop_assert_eq!(Reach::of(wrapped.into()) == Reach::Public, false, "{}", wrapped);
        }
    }
}
