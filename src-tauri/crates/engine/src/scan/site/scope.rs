//! Which addresses belong to a site, and which of them are better left alone.

use url::{Host, Url};

/// Longer addresses are made by programs that have lost their way.
pub(crate) const LONGEST: usize = 2000;
/// More folders than this in a path.
const DEEPEST: usize = 12;
/// A folder's name that stands so often in one path leads round in circles.
const REPEATED: usize = 3;

/// What counts as the site that a person named.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// As it was named.
    host: String,
    /// Without a leading `www.`.
    base: String,
    /// Whether hosts below `base` count.
    below: bool,
    port: Option<u16>,
}

impl Scope {
    /// The site of `named`: its host, the same with or without `www.`, and hosts below it.
    pub(crate) fn of(named: &Url) -> Self {
        let host = named.host_str().unwrap_or_default().to_owned();
        let bare = host.strip_prefix("www.").filter(|rest| rest.contains('.') && !is_registry(rest));
        let base = bare.unwrap_or(&host).to_owned();
        let below = matches!(named.host(), Some(Host::Domain(_))) && !is_registry(&base);
        Self { host, base, below, port: named.port() }
    }

    /// Whether a page belongs to the site. Another port is another program.
    pub(crate) fn holds(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        let twin = host.strip_prefix("www.") == Some(&self.base);
        let below = self.below && host.strip_suffix(&self.base).is_some_and(|rest| rest.ends_with('.'));
        matches!(url.scheme(), "http" | "https")
            && url.port() == self.port
            && (host == self.host || host == self.base || twin || below)
    }
}

/// Names under which a registry gives out domains, as far as they follow the usual pattern: `co.uk`, `com.au`. They are
/// nobody's site.
fn is_registry(host: &str) -> bool {
    match host.split_once('.') {
        Some((second, top)) => {
            top.len() == 2
                && matches!(second, "co" | "com" | "net" | "org" | "gov" | "edu" | "ac" | "or" | "ne")
        }
        None => host != "localhost",
    }
}

/// Whether a path has lost its way: links that are relative by mistake make it longer with each step.
pub(crate) fn is_endless(url: &Url) -> bool {
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().filter(|s| !s.is_empty()).collect();
    let often = |segment: &&str| segments.iter().filter(|other| *other == segment).count() >= REPEATED;
    url.as_str().len() > LONGEST || segments.len() > DEEPEST || segments.iter().any(often)
}

/// The address without what tells one of many like it from the next: numbers, and the query.
pub(crate) fn pattern(url: &Url) -> String {
    let mut pattern = url.host_str().unwrap_or_default().to_owned();
    let mut number = false;
    for c in url.path().chars() {
        if !c.is_ascii_digit() {
            pattern.push(c);
        } else if !number {
            pattern.push('#');
        }
        number = c.is_ascii_digit();
    }
    pattern
}

/// Whether a link leads to a picture, a film, a font or a download, by its ending.
pub(crate) fn is_media(url: &Url) -> bool {
    const ENDINGS: [&str; 34] = [
        "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff", "mp3", "mp4", "m4a",
        "m4v", "mov", "avi", "webm", "ogg", "wav", "woff", "woff2", "ttf", "otf", "eot", "pdf", "zip", "rar",
        "7z", "dmg", "exe", "docx", "xlsx", "pptx",
    ];
    let name = url.path().rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}
