//! Where a key may go, and how it is placed: by the item's own binding, whatever the caller says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT,
};
use url::{Host, Url};

use zeroize::Zeroizing;

use crate::keyring::item::Item;
use crate::placement::named;
use crate::secret::{Secret, SecretText};
use crate::{BasicField, Errand, ErrandRefusal, HeaderPlace, Origin, Placement};

use super::body;
use super::schemes::code::push_encoded;
use super::schemes::{Added, Asked, FINDABLE, KeyHeader, Piece, hmac, jwt, oauth1, sigv4};

/// As what a token is shown that was made or bought.
pub(super) const TOKEN: &str = "token";

/// A request with its key in place, and how to show it without.
pub(super) struct Placed {
    /// With the key in it, where it is placed in the URL.
    pub(super) url: Url,
    /// The same without the pairs of the query that the placement adds: what is looked through for keys and shown.
    pub(super) shown_url: Url,
    /// The part that is the whole URL, which then is not shown at all.
    pub(super) target: Option<String>,
    /// Everything that is sent but `Host`, which the connection adds.
    pub(super) headers: HeaderMap,
    /// The public headers, as they are shown.
    pub(super) shown_headers: Vec<(String, Vec<u8>)>,
    /// The headers that carry a part or what was made of one, as they are shown.
    pub(super) key_headers: Vec<(String, Vec<Piece>)>,
    /// The query pairs that were added, as they are shown: the name as written in the URL, and its value.
    pub(super) key_query: Vec<(String, Piece)>,
    /// The media type and bytes of a body that was made or changed here; else the errand's own leaves.
    pub(super) body: Option<(String, Secret)>,
    /// What was made from the key, by name: masked like a part.
    pub(super) derived: Vec<(String, Secret)>,
}

never_leaves!(Placed);

/// Checks the errand against the item's binding and puts the key in its place. `bought` is the token that was bought for it,
/// where the scheme wants one.
pub(super) fn place(errand: &Errand, item: &Item, bought: Option<&Secret>) -> Result<Placed, ErrandRefusal> {
    let nonce = crate::secret::random::<16>().map_err(|_| ErrandRefusal::Unplaceable)?;
    let nonce: String = nonce.iter().map(|byte| format!("{byte:02x}")).collect();
    place_with(errand, item, bought, &nonce)
}

fn place_with(
    errand: &Errand,
    item: &Item,
    bought: Option<&Secret>,
    nonce: &str,
) -> Result<Placed, ErrandRefusal> {
    let mut placed = bare(errand, item)?;
    let by = By { errand, item, bought, nonce };
    placed.apply(&by, &item.binding.placement)?;
    Ok(placed)
}

/// The request with nothing of the key in it, for a destination that the item allows.
pub(super) fn bare(errand: &Errand, item: &Item) -> Result<Placed, ErrandRefusal> {
    destination(errand, item)?;
    if let Some(body) = &errand.body
        && (!errand.method.has_body() || std::str::from_utf8(&body.bytes).is_err())
    {
        return Err(ErrandRefusal::Body);
    }
    let (headers, shown_headers) = public_headers(errand, &item.binding.placement)?;
    let mut url = errand.url.clone();
    url.set_fragment(None);
    Ok(Placed {
        shown_url: url.clone(),
        url,
        target: None,
        headers,
        shown_headers,
        key_headers: Vec::new(),
        key_query: Vec::new(),
        body: None,
        derived: Vec::new(),
    })
}

/// What a placement works with.
#[derive(Clone, Copy)]
struct By<'a> {
    errand: &'a Errand,
    item: &'a Item,
    bought: Option<&'a Secret>,
    nonce: &'a str,
}

impl<'a> By<'a> {
    fn part(&self, name: &str) -> Result<&'a Secret, ErrandRefusal> {
        self.item.part(name).ok_or(ErrandRefusal::PartMissing)
    }

    /// A part that is looked for where it stands, and so must be long enough to be found.
    fn findable(&self, name: &str) -> Result<&'a Secret, ErrandRefusal> {
        let value = self.part(name)?;
        // EXPOSE: measured.
        if value.expose().trim_ascii().len() < FINDABLE { Err(ErrandRefusal::Unplaceable) } else { Ok(value) }
    }
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
        let taken = placement.headers().iter().any(|one| one == name.as_str());
        if is_reserved(&name) || given.contains(&name) || taken {
            return Err(ErrandRefusal::Header);
        }
        given.push(name.clone());
        all.insert(name, value);
    }
    let shown =
        all.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    Ok((all, shown))
}

/// Headers that authenticate, route, frame, or change what the method means: never the caller's to set.
pub(crate) fn is_reserved(name: &HeaderName) -> bool {
    // Behind CGI, as PHP often stands, `X_Forwarded_For` and `X-Forwarded-For` are one variable (RFC 3875, 4.1.18).
    let name = name.as_str().replace('_', "-");
    matches!(
        name.as_str(),
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
    fn apply(&mut self, by: &By<'_>, placement: &Placement) -> Result<(), ErrandRefusal> {
        match placement {
            Placement::Headers(places) => places.iter().try_for_each(|place| self.header(by, place)),
            Placement::Basic { user, password } => self.basic(by.item, user, password),
            Placement::Query(pairs) => pairs.iter().try_for_each(|(name, part)| {
                let value = by.part(part)?;
                self.pair(name, value, Some(part))
            }),
            Placement::Body(places) => self.in_body(by, places),
            Placement::Path(template) => self.in_path(by, template),
            Placement::Url(part) => self.whole_url(by, part),
            Placement::Oauth1(recipe) => self.signed(by, |asked| oauth1::sign(recipe, asked)),
            Placement::Hmac(recipe) => self.signed(by, |asked| hmac::sign(recipe, asked)),
            Placement::Jwt(recipe) => self.signed(by, |asked| jwt::sign(recipe, asked)),
            Placement::Sigv4(recipe) => self.signed(by, |asked| sigv4::sign(recipe, asked)),
            Placement::Token(recipe) => match by.bought {
                Some(token) => {
                    // EXPOSE: one copy is sent, one goes to the masker.
                    self.derived.push((TOKEN.to_owned(), Secret::copy_of(token.expose())));
                    let place = (recipe.header.as_str(), recipe.prefix.as_str(), TOKEN);
                    self.key_header(place, token)
                }
                // Looked at before anything is bought.
                None => Ok(()),
            },
        }
    }

    fn header(&mut self, by: &By<'_>, place: &HeaderPlace) -> Result<(), ErrandRefusal> {
        self.key_header((&place.name, &place.prefix, &place.part), by.part(&place.part)?)
    }

    fn key_header(&mut self, place: (&str, &str, &str), value: &Secret) -> Result<(), ErrandRefusal> {
        let (name, prefix, part) = place;
        let mut text = SecretText::with_capacity(prefix.len() + value.len());
        text.push(prefix.as_bytes());
        // EXPOSE: stamped into the header it is bound to.
        text.push(value.expose());
        let shown = vec![Piece::Text(prefix.to_owned()), Piece::Key(part.to_owned())];
        self.stamp(KeyHeader { name: name.to_owned(), value: text.into_secret(), shown })
    }

    pub(super) fn stamp(&mut self, header: KeyHeader) -> Result<(), ErrandRefusal> {
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| ErrandRefusal::Header)?;
        if is_structural(&name) {
            return Err(ErrandRefusal::Header);
        }
        self.headers.insert(name.clone(), sensitive(header.value)?);
        self.shown_headers.retain(|(shown, _)| shown != name.as_str());
        self.key_headers.push((name.as_str().to_owned(), header.shown));
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
        let part = [user_name, password_name].into_iter().flatten().collect::<Vec<_>>().join("+");
        self.stamp(basic_header(&pair.into_secret(), &part)?)
    }

    /// A pair of the query; `part` is as what it is shown, or else it is public.
    fn pair(&mut self, name: &str, value: &Secret, part: Option<&str>) -> Result<(), ErrandRefusal> {
        if self.url.query_pairs().any(|(taken, _)| taken == name) {
            return Err(ErrandRefusal::Header);
        }
        // EXPOSE: stamped into the query pair it is bound to.
        let text = std::str::from_utf8(value.expose()).map_err(|_| ErrandRefusal::Unplaceable)?;
        self.url.query_pairs_mut().append_pair(name, text);
        let written = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let shown = match part {
            Some(part) => Piece::Key(part.to_owned()),
            None => Piece::Text(text.to_owned()),
        };
        self.key_query.push((written.to_string(), shown));
        Ok(())
    }

    /// The path is the binding's to say, as written in a URL: whoever writes the errand moves the key nowhere.
    fn in_path(&mut self, by: &By<'_>, template: &str) -> Result<(), ErrandRefusal> {
        if self.url.path() != template.replace('{', "%7B").replace('}', "%7D") {
            return Err(ErrandRefusal::NoPlace);
        }
        let parts: Vec<&str> = named(template).collect();
        let mut path = Zeroizing::new(self.url.path().to_owned());
        for (at, part) in parts.iter().enumerate() {
            if parts[..at].contains(part) {
                return Err(ErrandRefusal::NoPlace);
            }
            let mut value = SecretText::with_capacity(128);
            // EXPOSE: stamped into the path it is bound to.
            push_encoded(&mut value, by.findable(part)?.expose());
            // Dots alone would climb up the path.
            if value.as_bytes().iter().all(|byte| *byte == b'.') {
                return Err(ErrandRefusal::Unplaceable);
            }
            let text = std::str::from_utf8(value.as_bytes()).map_err(|_| ErrandRefusal::Unplaceable)?;
            path = Zeroizing::new(path.replacen(&format!("%7B{part}%7D"), text, 1));
        }
        self.url.set_path(&path);
        self.shown_url.set_path(&path);
        if parts.is_empty() { Err(ErrandRefusal::NoPlace) } else { Ok(()) }
    }

    /// The part says the whole URL. Where it may lead is the binding's to say.
    fn whole_url(&mut self, by: &By<'_>, part: &str) -> Result<(), ErrandRefusal> {
        // EXPOSE: read as the URL that it is.
        let text =
            std::str::from_utf8(by.findable(part)?.expose()).map_err(|_| ErrandRefusal::KeyUnreadable)?;
        let mut url = Url::parse(text.trim()).map_err(|_| ErrandRefusal::KeyUnreadable)?;
        let origin = Origin::of(&url).map_err(|_| ErrandRefusal::KeyUnreadable)?;
        if Ok(&origin) != Origin::of(&self.url).as_ref() {
            return Err(ErrandRefusal::Destination);
        }
        url.set_fragment(None);
        self.url = url;
        self.target = Some(part.to_owned());
        Ok(())
    }

    fn in_body(&mut self, by: &By<'_>, places: &[(String, String)]) -> Result<(), ErrandRefusal> {
        if !by.errand.method.has_body() {
            return Err(ErrandRefusal::NoPlace);
        }
        let mut body = body::Filled::of(by.errand.body.as_ref(), places)?;
        for (place, part) in places {
            // EXPOSE: stamped into the body's place that it is bound to.
            body.put(place, by.findable(part)?.expose())?;
        }
        let (media_type, bytes) = body.finish()?;
        self.set_body(media_type, bytes)
    }

    pub(super) fn set_body(&mut self, media_type: String, bytes: Secret) -> Result<(), ErrandRefusal> {
        let kind = HeaderValue::from_str(&media_type).map_err(|_| ErrandRefusal::Header)?;
        self.shown_headers.retain(|(name, _)| name != CONTENT_TYPE.as_str());
        self.shown_headers.push((CONTENT_TYPE.as_str().to_owned(), kind.as_bytes().to_vec()));
        self.headers.insert(CONTENT_TYPE, kind);
        self.body = Some((media_type, bytes));
        Ok(())
    }

    fn signed(
        &mut self,
        by: &By<'_>,
        sign: impl FnOnce(&Asked<'_>) -> Result<Added, ErrandRefusal>,
    ) -> Result<(), ErrandRefusal> {
        let own = by.errand.body.as_ref().map(|body| (body.media_type.as_str(), body.bytes.as_slice()));
        // EXPOSE: a body with a key in it is signed as it will leave.
        let made = self.body.as_ref().map(|(kind, bytes)| (kind.as_str(), bytes.expose()));
        let asked = Asked {
            method: by.errand.method.as_str(),
            url: &self.url,
            body: made.or(own),
            now: by.errand.now,
            nonce: by.nonce,
            item: by.item,
        };
        let added = sign(&asked)?;
        for (name, value) in added.stamps {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| ErrandRefusal::Header)?;
            if is_reserved(&name) {
                return Err(ErrandRefusal::Header);
            }
            self.shown_headers.retain(|(shown, _)| shown != name.as_str());
            self.shown_headers.push((name.as_str().to_owned(), value.as_bytes().to_vec()));
            self.headers.insert(name, HeaderValue::from_str(&value).map_err(|_| ErrandRefusal::Header)?);
        }
        for (name, value, part) in &added.query {
            self.pair(name, value, part.as_deref())?;
        }
        self.derived.extend(added.derived);
        added.headers.into_iter().try_for_each(|header| self.stamp(header))
    }
}

/// `Authorization: Basic` of a pair that stands in `pair` with its colon; `part` is as what it is shown.
pub(super) fn basic_header(pair: &Secret, part: &str) -> Result<KeyHeader, ErrandRefusal> {
    let mut text = vec![0; b"Basic ".len() + pair.len().div_ceil(3) * 4];
    text[..6].copy_from_slice(b"Basic ");
    // EXPOSE: stamped into the Basic header it is bound to.
    STANDARD.encode_slice(pair.expose(), &mut text[6..]).map_err(|_| ErrandRefusal::Unplaceable)?;
    let shown = vec![Piece::Text("Basic ".to_owned()), Piece::Key(part.to_owned())];
    Ok(KeyHeader { name: "authorization".to_owned(), value: Secret::new(text), shown })
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
