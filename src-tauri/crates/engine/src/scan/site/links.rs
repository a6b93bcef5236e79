//! What a page, a script or a sitemap leads to.

use url::Url;

use super::scope::LONGEST;
use super::tokens::{Token, tokens};

/// More links of one page than are looked at.
const MOST: usize = 2000;

/// What a page leads to.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// Further pages.
    pub(crate) pages: Vec<Url>,
    /// What the page needs: scripts, stylesheets, JSON.
    pub(crate) parts: Vec<Url>,
    /// Texts in `data:` addresses of scripts and stylesheets, decoded.
    pub(crate) inline: Vec<Vec<u8>>,
    /// The content of scripts and stylesheets within the page, for their source maps.
    pub(crate) scripts: Vec<Vec<u8>>,
    /// Whether links were left out: too many, or too long to be kept.
    pub(crate) cut: bool,
}

/// The links of an HTML page at `at`.
pub(crate) fn of_page(at: &Url, html: &[u8]) -> Links {
    let mut links = Links::default();
    let mut base = at.clone();
    let mut in_script = false;
    for token in tokens(html, true) {
        match token {
            Token::Start(tag) => {
                let value = |name: &str| tag.value(name);
                let name = tag.name.as_slice();
                in_script = matches!(name, b"script" | b"style") && !tag.self_closing;
                match name {
                    b"base" => {
                        // It becomes the beginning of every link: a long one would make a page many times its size.
                        let to = value("href").filter(|to| to.len() <= LONGEST);
                        let to = to.and_then(|to| at.join(&to).ok()).filter(is_page);
                        if let Some(to) = to.filter(|to| to.as_str().len() <= LONGEST) {
                            base = to;
                        }
                    }
                    b"a" | b"area" => links.page(&base, value("href")),
                    b"iframe" | b"frame" => links.page(&base, value("src")),
                    b"script" => links.part(&base, value("src")),
                    b"meta" if is(value("http-equiv"), "refresh") => {
                        links.page(&base, value("content").and_then(|content| refreshed(&content)));
                    }
                    b"link" => match linked(value("rel"), value("type"), value("as")) {
                        Some(Kind::Part) => links.part(&base, value("href")),
                        Some(Kind::Page) => links.page(&base, value("href")),
                        None => {}
                    },
                    _ => {}
                }
            }
            Token::End => in_script = false,
            Token::Text(text) if in_script => links.scripts.push(text),
            _ => {}
        }
    }
    links
}

impl Links {
    fn page(&mut self, base: &Url, to: Option<String>) {
        let Some(to) = to else { return };
        if self.pages.len() >= MOST || to.len() > LONGEST {
            self.cut = true;
            return;
        }
        match base.join(&to) {
            Ok(url) if !is_page(&url) => {}
            Ok(url) if url.as_str().len() <= LONGEST => self.pages.push(url),
            Ok(_) => self.cut = true,
            Err(_) => {}
        }
    }

    fn part(&mut self, base: &Url, to: Option<String>) {
        let Some(to) = to.filter(|to| !to.is_empty()) else { return };
        let is_data = to.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
        if self.parts.len() + self.inline.len() >= MOST || (to.len() > LONGEST && !is_data) {
            self.cut = true;
            return;
        }
        match base.join(&to) {
            Ok(url) if is_data => self.inline.extend(decoded(url.as_str())),
            Ok(url) if !is_page(&url) => {}
            Ok(url) if url.as_str().len() <= LONGEST => self.parts.push(url),
            Ok(_) => self.cut = true,
            Err(_) => {}
        }
    }
}

fn is_page(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

enum Kind {
    Page,
    Part,
}

/// What a `<link>` is for.
fn linked(rel: Option<String>, of: Option<String>, loads: Option<String>) -> Option<Kind> {
    let json = of.is_some_and(|of| of.to_ascii_lowercase().contains("json"));
    for rel in rel.unwrap_or_default().to_ascii_lowercase().split_ascii_whitespace() {
        match rel {
            "stylesheet" | "modulepreload" | "manifest" => return Some(Kind::Part),
            "preload" | "prefetch"
                if matches!(loads.as_deref(), Some("script" | "style" | "fetch" | "worker")) =>
            {
                return Some(Kind::Part);
            }
            "canonical" | "next" | "prev" | "alternate" if !json => return Some(Kind::Page),
            _ => {}
        }
    }
    json.then_some(Kind::Part)
}

fn is(value: Option<String>, expected: &str) -> bool {
    value.is_some_and(|value| value.eq_ignore_ascii_case(expected))
}

/// `5; url=/next`
fn refreshed(content: &str) -> Option<String> {
    let (_, after) = content.split_once([';', ','])?;
    let (name, to) = after.split_once('=')?;
    let to = to.trim().trim_matches(['\'', '"']);
    name.trim().eq_ignore_ascii_case("url").then(|| to.to_owned())
}

/// The content of a `data:` address.
pub(crate) fn decoded(address: &str) -> Option<Vec<u8>> {
    let data = data_url::DataUrl::process(address).ok()?;
    data.decode_to_vec().ok().map(|(bytes, _)| bytes)
}

/// Where a script or stylesheet says its source map is: the last `sourceMappingURL` counts.
pub(crate) fn source_map(text: &[u8]) -> Option<String> {
    const NAME: &[u8] = b"# sourceMappingURL=";
    const OLD: &[u8] = b"@ sourceMappingURL=";
    let at = text.windows(NAME.len()).rposition(|window| window == NAME || window == OLD)?;
    let rest = &text[at + NAME.len()..];
    let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || b"*'\"`".contains(byte));
    let to = std::str::from_utf8(&rest[..end.unwrap_or(rest.len())]).ok()?;
    (!to.is_empty()).then(|| to.to_owned())
}

/// The addresses in a sitemap, and whether they are of further sitemaps.
pub(crate) fn of_sitemap(at: &Url, xml: &[u8]) -> (Vec<Url>, bool) {
    let (mut found, mut in_loc, mut index) = (Vec::new(), false, false);
    let joined = |to: &str| {
        let url = Some(to.trim()).filter(|to| to.len() <= LONGEST).and_then(|to| at.join(to).ok());
        url.filter(|url| url.as_str().len() <= LONGEST)
    };
    for token in tokens(xml, false) {
        match token {
            Token::Start(tag) => {
                in_loc = tag.name.as_slice() == b"loc";
                index |= tag.name.as_slice() == b"sitemapindex";
            }
            Token::End => in_loc = false,
            Token::Text(text) if in_loc && found.len() < MOST => {
                found.extend(joined(&String::from_utf8_lossy(&text)));
            }
            // `<![CDATA[…]]>`, as HTML reads it.
            Token::Comment(text) if in_loc && found.len() < MOST => {
                let text = String::from_utf8_lossy(&text);
                let data = text.strip_prefix("[CDATA[").and_then(|rest| rest.strip_suffix("]]"));
                found.extend(data.and_then(joined));
            }
            _ => {}
        }
    }
    (found, index)
}
