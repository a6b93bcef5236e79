//! Where a key may go, and how it is placed: by the item's own binding, whatever the caller says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT,
};
use url::{Host, Url};

use crate::keyring::item::Item;
use crate::secret::{Secret, SecretText};
use crate::{BasicField, Errand, ErrandRefusal, HeaderPlace, Origin, Placement};

/// A request with its key in place, and how to show it without.
pub(super) struct Placed {
    /// With the key in it, where it is placed in the query.
    pub(super) url: Url,
    /// Everything that is sent but `Host`, which the connection adds.
    pub(super) headers: HeaderMap,
    /// The public headers, as they are shown.
    pub(super) shown_headers: Vec<(String, Vec<u8>)>,
    /// The headers that carry a part: their name, their public text, the part's name.
    pub(super) key_headers: Vec<(String, String, String)>,
    /// The query pairs that carry a part: the name as written in the URL, the part's name.
    pub(super) key_query: Vec<(String, String)>,
}

/// Checks the errand against the item's binding and puts the key in its place.
pub(super) fn place(errand: &Errand, item: &Item) -> Result<Placed, ErrandRefusal> {
    destination(errand, item)?;
    if let Some(body) = &errand.body
        && (!errand.method.has_body() || std::str::from_utf8(&body.bytes).is_err())
    {
        return Err(ErrandRefusal::Body);
    }
    let (headers, shown_headers) = public_headers(errand, &item.binding.placement)?;
    let mut placed = Placed {
        url: errand.url.clone(),
        headers,
        shown_headers,
        key_headers: Vec::new(),
        key_query: Vec::new(),
    };
    placed.url.set_fragment(None);
    match &item.binding.placement {
        Placement::Headers(places) => {
            for place in places {
                placed.header(item, place)?;
            }
        }
        Placement::Basic { user, password } => placed.basic(item, user, password)?,
        Placement::Query(pairs) => placed.query(item, pairs)?,
    }
    Ok(placed)
}

/// Whether `host` is this machine.
pub(super) fn is_loopback(host: Option<Host<&str>>) -> bool {
    match host {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whether the errand's destination is one that the item allows.
pub(super) fn destination(errand: &Errand, item: &Item) -> Result<(), ErrandRefusal> {
    let origin = Origin::of(&errand.url).map_err(|refusal| match refusal {
        crate::OriginRefusal::NotHttps => ErrandRefusal::NotHttps,
        _ => ErrandRefusal::Destination,
    })?;
    if !item.binding.origins.contains(&origin) {
        return Err(ErrandRefusal::Destination);
    }
    if origin.is_plain_http() && !(item.binding.loopback_http && is_loopback(errand.url.host())) {
        return Err(ErrandRefusal::NotHttps);
    }
    Ok(())
}

/// What the caller wrote into the request: its target and its headers, one a line.
pub(super) fn written(errand: &Errand) -> String {
    let mut text = errand.url.path().to_owned();
    if let Some(query) = errand.url.query() {
        text.push('?');
        text.push_str(query);
    }
    for (name, value) in &errand.headers {
        text.push_str(&format!("\n{name}: {value}"));
    }
    text
}

type Public = (HeaderMap, Vec<(String, Vec<u8>)>);

fn public_headers(errand: &Errand, placement: &Placement) -> Result<Public, ErrandRefusal> {
    let mut all = HeaderMap::new();
    // Written out rather than left to the client, so that what is shown is what is sent.
    all.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
    all.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br, deflate"));
    all.insert(USER_AGENT, HeaderValue::from_static(concat!("Keyrack/", env!("CARGO_PKG_VERSION"))));
    let mut given = Vec::new();
    if let Some(body) = &errand.body {
        let kind = HeaderValue::from_str(&body.media_type).map_err(|_| ErrandRefusal::Header)?;
        all.insert(CONTENT_TYPE, kind);
        // Said once: it is what the body is masked by.
        given.push(CONTENT_TYPE);
    }
    for (name, value) in &errand.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| ErrandRefusal::Header)?;
        let value = HeaderValue::from_str(value).map_err(|_| ErrandRefusal::Header)?;
        if is_reserved(&name) || given.contains(&name) || carries_key(placement, &name) {
            return Err(ErrandRefusal::Header);
        }
        given.push(name.clone());
        all.insert(name, value);
    }
    let shown =
        all.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    Ok((all, shown))
}

fn carries_key(placement: &Placement, name: &HeaderName) -> bool {
    match placement {
        Placement::Headers(places) => {
            places.iter().any(|place| place.name.eq_ignore_ascii_case(name.as_str()))
        }
        Placement::Basic { .. } | Placement::Query(_) => false,
    }
}

/// Headers that authenticate, route, frame, or change what the method means: never the caller's to set.
fn is_reserved(name: &HeaderName) -> bool {
    let name = name.as_str();
    matches!(
        name,
        "authorization"
            | "cookie"
            | "cookie2"
            | "host"
            | "content-length"
            | "content-encoding"
            | "transfer-encoding"
            | "connection"
            | "keep-alive"
            | "te"
            | "trailer"
            | "upgrade"
            | "expect"
            | "forwarded"
            | "accept-encoding"
            | "via"
            | "max-forwards"
            | "http2-settings"
            | "x-original-url"
            | "x-rewrite-url"
    ) || ["proxy-", "sec-", "x-forwarded-", "x-http-method", "x-method-override"]
        .iter()
        .any(|p| name.starts_with(p))
}

/// Headers that a placement may not write: it may authenticate, but neither route nor frame.
fn is_structural(name: &HeaderName) -> bool {
    is_reserved(name) && !matches!(name.as_str(), "authorization" | "cookie")
}

impl Placed {
    fn header(&mut self, item: &Item, place: &HeaderPlace) -> Result<(), ErrandRefusal> {
        let value = item.part(&place.part).ok_or(ErrandRefusal::PartMissing)?;
        let name = HeaderName::from_bytes(place.name.as_bytes()).map_err(|_| ErrandRefusal::Header)?;
        if is_structural(&name) {
            return Err(ErrandRefusal::Header);
        }
        let mut text = SecretText::with_capacity(place.prefix.len() + value.len());
        text.push(place.prefix.as_bytes());
        // EXPOSE: stamped into the header it is bound to.
        text.push(value.expose());
        self.headers.insert(name.clone(), sensitive(text.into_secret())?);
        self.shown_headers.retain(|(shown, _)| shown != name.as_str());
        self.key_headers.push((name.as_str().to_owned(), place.prefix.clone(), place.part.clone()));
        Ok(())
    }

    fn basic(&mut self, item: &Item, user: &BasicField, password: &BasicField) -> Result<(), ErrandRefusal> {
        let mut pair = SecretText::with_capacity(256);
        let user_name = push_field(&mut pair, item, user)?;
        // RFC 7617: a colon in the user name would shift the password.
        if pair.as_bytes().contains(&b':') {
            return Err(ErrandRefusal::Unplaceable);
        }
        pair.push(b":");
        let password_name = push_field(&mut pair, item, password)?;
        let pair = pair.into_secret();
        let mut text = vec![0; b"Basic ".len() + pair.len().div_ceil(3) * 4];
        text[..6].copy_from_slice(b"Basic ");
        // EXPOSE: stamped into the Basic header it is bound to.
        STANDARD.encode_slice(pair.expose(), &mut text[6..]).map_err(|_| ErrandRefusal::Unplaceable)?;
        self.headers.insert(reqwest::header::AUTHORIZATION, sensitive(Secret::new(text))?);
        let part = [user_name, password_name].into_iter().flatten().collect::<Vec<_>>().join("+");
        self.key_headers.push(("authorization".into(), "Basic ".into(), part));
        Ok(())
    }

    fn query(&mut self, item: &Item, pairs: &[(String, String)]) -> Result<(), ErrandRefusal> {
        for (name, part) in pairs {
            if self.url.query_pairs().any(|(taken, _)| taken == name.as_str()) {
                return Err(ErrandRefusal::Header);
            }
            let value = item.part(part).ok_or(ErrandRefusal::PartMissing)?;
            // EXPOSE: stamped into the query pair it is bound to.
            let text = std::str::from_utf8(value.expose()).map_err(|_| ErrandRefusal::Unplaceable)?;
            self.url.query_pairs_mut().append_pair(name, text);
            let written = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
            self.key_query.push((written.to_string(), part.clone()));
        }
        Ok(())
    }
}

fn push_field<'a>(
    pair: &mut SecretText,
    item: &Item,
    field: &'a BasicField,
) -> Result<Option<&'a str>, ErrandRefusal> {
    match field {
        BasicField::Part(name) => {
            let value = item.part(name).ok_or(ErrandRefusal::PartMissing)?;
            // EXPOSE: becomes one side of the Basic pair.
            pair.push(value.expose());
            Ok(Some(name))
        }
        BasicField::Fixed(text) => {
            pair.push(text.as_bytes());
            Ok(None)
        }
    }
}

/// A header value over a buffer that is wiped when its last reader drops it; never indexed by HTTP/2.
fn sensitive(value: Secret) -> Result<HeaderValue, ErrandRefusal> {
    let mut value =
        HeaderValue::from_maybe_shared(Bytes::from_owner(value)).map_err(|_| ErrandRefusal::Unplaceable)?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
