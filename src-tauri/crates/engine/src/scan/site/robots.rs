//! `robots.txt` by RFC 9309, with `Crawl-delay` and `Sitemap`, which are older than it. The crates for it that we found have
//! seen no release for years.

use std::time::Duration;

/// What a `robots.txt` says to us.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    /// How long to wait between two requests.
    pub(crate) delay: Option<Duration>,
    /// Addresses of sitemaps, as they are written.
    pub(crate) sitemaps: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    pattern: String,
    allow: bool,
}

/// Bytes that count; RFC 9309 asks for at least so many.
const READ: usize = 500 * 1024;
/// Rules that count, and sitemaps.
const RULES: usize = 5000;
const SITEMAPS: usize = 20;
/// Longer patterns match no address that we ask for.
const PATTERN: usize = 2000;

impl Robots {
    /// Nothing may be read: what the RFC has us assume while a site cannot answer.
    pub(crate) fn closed() -> Self {
        Self { rules: vec![Rule { pattern: "/".to_owned(), allow: false }], ..Self::default() }
    }

    /// What `text` says to the product called `name` (lower case), or to all where it is not called.
    pub(crate) fn read(text: &[u8], name: &str) -> Self {
        let text = String::from_utf8_lossy(&text[..text.len().min(READ)]);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let (mut ours, mut all, mut sitemaps) = (None, Self::default(), Vec::new());
        // Whom the group being read is for, and whether its rules have begun.
        let (mut for_us, mut for_all, mut begun) = (false, false, false);
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((field, value)) = line.split_once(':') else { continue };
            let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
            match field.as_str() {
                "user-agent" => {
                    if begun {
                        (for_us, for_all, begun) = (false, false, false);
                    }
                    let token = |c: char| c.is_ascii_alphabetic() || c == '-' || c == '_';
                    let called: String = value.chars().take_while(|c| token(*c)).collect();
                    for_all |= value == "*";
                    for_us |= called.eq_ignore_ascii_case(name);
                    if for_us {
                        ours.get_or_insert_with(Self::default);
                    }
                }
                "sitemap" if sitemaps.len() < SITEMAPS => sitemaps.push(value.to_owned()),
                "allow" | "disallow" | "crawl-delay" => {
                    begun = true;
                    if let Some(ours) = ours.as_mut().filter(|_| for_us) {
                        ours.add(&field, value);
                    }
                    if for_all {
                        all.add(&field, value);
                    }
                }
                _ => {}
            }
        }
        Self { sitemaps, ..ours.unwrap_or(all) }
    }

    fn add(&mut self, field: &str, value: &str) {
        if field == "crawl-delay" {
            let seconds = value.parse::<f64>().ok().filter(|seconds| (0.0..1e6).contains(seconds));
            self.delay = seconds.map(Duration::from_secs_f64).or(self.delay);
        } else if !value.is_empty() && value.len() <= PATTERN && self.rules.len() < RULES {
            self.rules.push(Rule { pattern: plain(value), allow: field == "allow" });
        }
    }

    /// Whether `target`, a path with its query, may be read: the longest pattern that fits decides, and the kinder of two.
    pub(crate) fn allows(&self, target: &str) -> bool {
        let target = plain(target);
        let fitting = self.rules.iter().filter(|rule| fits(rule.pattern.as_bytes(), target.as_bytes()));
        fitting.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }
}

/// One way of writing each address: what needs no percent sign has none, and the others are in upper case.
fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        let encoded = (byte == b'%').then(|| Some(digit(at + 1)? * 16 + digit(at + 2)?)).flatten();
        at += if encoded.is_some() { 3 } else { 1 };
        match encoded.and_then(|code| u8::try_from(code).ok()) {
            Some(code) if code.is_ascii_alphanumeric() || b"-._~".contains(&code) => {
                plain.push(char::from(code))
            }
            Some(code) => plain.push_str(&format!("%{code:02X}")),
            None if byte.is_ascii() => plain.push(char::from(byte)),
            None => plain.push_str(&format!("%{byte:02X}")),
        }
    }
    plain
}

/// Whether `text` begins with what `pattern` says: `*` is anything, `$` at the end is the end.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    // The place to go back to: after the last `*`, and where in the text it stands for one byte more.
    let (mut p, mut t, mut back) = (0, 0, None);
    loop {
        if p == pattern.len() && (!to_end || t == text.len()) {
            return true;
        }
        if pattern.get(p) == Some(&b'*') {
            back = Some((p + 1, t));
            p += 1;
        } else if p < pattern.len() && pattern.get(p) == text.get(t) {
            (p, t) = (p + 1, t + 1);
        } else {
            match back {
                Some((after, from)) if from < text.len() => {
                    (p, t) = (after, from + 1);
                    back = Some((after, from + 1));
                }
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn robots(text: &str) -> Robots {
        Robots::read(text.as_bytes(), "keyrack")
    }

    #[test]
    fn the_longest_rule_decides_and_the_kinder_of_two() {
        let read = robots(
            "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nAllow: /same\nDisallow: /same\n",
        );
        for (path, allowed) in
            [("/", true), ("/a", false), ("/ab", false), ("/a/b", true), ("/a/b/c", false), ("/same", true)]
        {
            assert_eq!(read.allows(path), allowed, "{path}");
        }
    }

    #[test]
    fn stars_and_ends_are_understood() {
        let read =
            robots("user-agent:*\ndisallow: /*.php$\ndisallow: *?s=\ndisallow: /exact$\ndisallow: /x*y*z");
        for (path, allowed) in [
            ("/a.php", false),
            ("/a.php?b", true),
            ("/a.php5", true),
            ("/a?s=1", false),
            ("/exact", false),
            ("/exactly", true),
            ("/xaybzc", false),
            ("/xaybc", true),
            ("/xyyz", false),
        ] {
            assert_eq!(read.allows(path), allowed, "{path}");
        }
    }

    #[test]
    fn who_is_called_by_name_hears_that_alone() {
        let text = "User-agent: *\nDisallow: /\nCrawl-delay: 5\n\nUser-agent: other\nUser-agent: KeyRack/2.0\nDisallow: /mine\n\
                    Sitemap: https://shop.example/s.xml\nUser-agent: third\nDisallow: /third\nUser-agent: keyrack\nDisallow: /more\n";
        let read = robots(text);
        assert!(read.allows("/") && read.allows("/third"));
        assert!(!read.allows("/mine") && !read.allows("/more"), "groups of one name are joined");
        assert_eq!(read.delay, None);
        assert_eq!(read.sitemaps, ["https://shop.example/s.xml"]);
        let other = Robots::read(text.as_bytes(), "nobody");
        assert!(!other.allows("/") && other.delay == Some(Duration::from_secs(5)));
    }

    #[test]
    fn an_address_is_the_same_however_it_is_encoded() {
        let read = robots("User-agent: *\nDisallow: /ü%2f%7Eb\n");
        assert!(!read.allows("/%C3%BC%2F~b"));
        assert!(!read.allows("/%c3%bc%2F%7eb"));
        assert!(read.allows("/%C3%BC/~b"));
    }

    #[test]
    fn nothing_said_is_everything_allowed() {
        for text in [
            "",
            "Disallow: /\n",
            "User-agent: *\nDisallow:\n",
            "User-agent: *\nDisallow: # all\n",
            "\u{feff}x",
        ] {
            assert!(robots(text).allows("/a"), "{text:?}");
        }
        assert!(!robots("\u{feff}User-agent: *\r\nDisallow: /").allows("/a"));
        assert!(!Robots::closed().allows("/a"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text: Vec<u8>, target in "/[a-z*$%?/]{0,20}") {
            let _ = Robots::read(&text, "keyrack").allows(&target);
        }

        /// A pattern of stars fits as the slow and plain definition says.
        #[test]
        fn patterns_fit_as_defined(pattern in "/[ab*]{0,8}\\$?", text in "/[ab]{0,10}") {
            fn slow(pattern: &[u8], text: &[u8]) -> bool {
                match pattern {
                    [] => true,
                    [b'$'] => text.is_empty(),
                    [b'*', rest @ ..] => (0..=text.len()).any(|from| slow(rest, &text[from..])),
                    [first, rest @ ..] => text.first() == Some(first) && slow(rest, &text[1..]),
                }
            }
            proptest::prop_assert_eq!(fits(pattern.as_bytes(), text.as_bytes()), slow(pattern.as_bytes(), text.as_bytes()));
        }
    }
}
