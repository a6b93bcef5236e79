//! Both sides as they went over the wire, masked before anything else is done with them.

use redaction::{Part, Place, Redacted, Strict};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{StatusCode, Version};
use url::Url;

use crate::Errand;
use crate::keyring::item::Item;
use crate::masker::{Masker, closed};

use super::facts::{Exchange, Message};
use super::place::Placed;
use super::schemes::{Piece, host};

/// What came back, as it came.
pub(super) struct Received<'a> {
    pub(super) status: StatusCode,
    pub(super) version: Version,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: Body<'a>,
}

/// A body, or why it is only described.
pub(super) enum Body<'a> {
    Whole(&'a [u8]),
    /// Not shown for this reason, with what is known of its size.
    Described(&'static str, u64),
}

/// What was sent, and how to mask it.
pub(super) struct Sent<'a> {
    pub(super) errand: &'a Errand,
    pub(super) placed: &'a Placed,
    pub(super) item: &'a Item,
    pub(super) masker: &'a Masker,
}

impl Sent<'_> {
    /// Both sides, masked in one go: what is found in one of them is masked in the other.
    pub(super) fn exchange(&self, received: Option<&Received<'_>>) -> Exchange {
        // What was agreed while connecting holds for both sides; an older version is the answer's alone.
        let spoken = received.map_or(Version::HTTP_11, |r| r.version);
        let (asked, protocol) = (protocol(spoken.max(Version::HTTP_11)), protocol(spoken));
        // A URL that is a key itself is shown by its label.
        let shown = if self.placed.target.is_some() { String::new() } else { target(&self.placed.shown_url) };
        let start = format!("{} {shown} {asked}", self.errand.method.as_str());
        let mut headers = vec![("host".to_owned(), host(&self.errand.url).into_bytes())];
        headers.extend(self.placed.shown_headers.iter().cloned());
        let body = self.body();
        if let Some((_, bytes)) = body {
            headers.push(("content-length".to_owned(), bytes.len().to_string().into_bytes()));
        }
        let mut parts = vec![Part::StartLine(&start), Part::Headers(&headers)];
        let bytes = body.map(|(_, bytes)| bytes).unwrap_or_default();
        parts.push(Part::Body { bytes, media_type: body.map(|(kind, _)| kind) });

        let status = received.map(|r| status_line(r.status, protocol));
        let answered = received.map(|r| header_lines(r.headers));
        let media_type = received.and_then(|r| media_type(r.headers));
        if let (Some(received), Some(status), Some(headers), false) =
            (received, &status, &answered, self.masker.is_blind())
        {
            parts.push(Part::StartLine(status));
            parts.push(Part::Headers(headers));
            if let Body::Whole(bytes) = received.body {
                parts.push(Part::Body { bytes, media_type: media_type.as_deref() });
            }
        }
        let mut masked = self.masker.exchange(&parts).into_iter();
        let request = self.request(&mut masked, protocol);
        let response = received.map(|received| self.response(received, &mut masked, status, media_type));
        Exchange { request, response }
    }

    /// Leaves out what is not to be kept, where the errand wants it strictly.
    pub(super) fn strictly(&self, exchange: &mut Exchange) {
        if let Some(fields) = &self.errand.strict {
            let strict = self.masker.strict(fields.clone());
            let Exchange { request, response } = exchange;
            std::iter::once(request).chain(response).for_each(|side| show_strictly(&strict, side));
        }
    }

    fn request(&self, masked: &mut impl Iterator<Item = Redacted>, protocol: &str) -> Message {
        let mut start = masked.next().unwrap_or_default();
        self.push_query(&mut start, protocol);
        let mut headers = masked.next().unwrap_or_default();
        for (name, value) in &self.placed.key_headers {
            let line_end = if headers.text.is_empty() || headers.text.ends_with('\n') { "" } else { "\n" };
            headers.text.push_str(&format!("{line_end}{name}: "));
            value.iter().for_each(|piece| self.push_piece(&mut headers, piece));
        }
        let body = masked.next().unwrap_or_default();
        let media_type = self.body().map(|(kind, _)| kind.to_owned());
        let body_bytes = self.body().map_or(0, |(_, bytes)| bytes.len() as u64);
        Message { start, headers, body, media_type, body_bytes, described: false, strict: false }
    }

    /// The media type and bytes that leave. Parts that stand in them are found by the masker: shorter ones than it looks for are
    /// not placed there.
    fn body(&self) -> Option<(&str, &[u8])> {
        match (&self.placed.body, &self.errand.body) {
            // EXPOSE: goes to the masker.
            (Some((kind, bytes)), _) => Some((kind, bytes.expose())),
            (None, Some(body)) => Some((&body.media_type, &body.bytes)),
            (None, None) => None,
        }
    }

    /// Writes what carries a key into the request line, with labels where the values stand.
    fn push_query(&self, start: &mut Redacted, protocol: &str) {
        if self.placed.key_query.is_empty() && self.placed.target.is_none() {
            return;
        }
        let end = format!(" {protocol}");
        let cut = start.text.strip_suffix(&end).map_or(start.text.len(), str::len);
        start.text.truncate(cut);
        let mut mark = if self.errand.url.query().is_some_and(|q| !q.is_empty()) { '&' } else { '?' };
        if let Some(part) = &self.placed.target {
            self.push_label(start, part);
        }
        for (name, value) in &self.placed.key_query {
            start.text.push(mark);
            start.text.push_str(name);
            start.text.push('=');
            self.push_piece(start, value);
            mark = '&';
        }
        start.text.push_str(&end);
    }

    fn push_piece(&self, into: &mut Redacted, piece: &Piece) {
        match piece {
            Piece::Text(text) => into.text.push_str(text),
            Piece::Key(part) => self.push_label(into, part),
        }
    }

    /// `part` may be two names joined by `+`: the two sides of a Basic pair, which stand in one label.
    fn push_label(&self, into: &mut Redacted, part: &str) {
        let last = part.rsplit('+').next().unwrap_or(part);
        let derived = self.placed.derived.iter().find(|(name, _)| name == part).map(|(_, value)| value);
        match derived.or_else(|| self.item.part(part)).or_else(|| self.item.part(last)) {
            Some(value) => self.masker.push_label(into, part, value),
            None => into.text.push_str("[not shown]"),
        }
    }

    fn response(
        &self,
        received: &Received<'_>,
        masked: &mut impl Iterator<Item = Redacted>,
        status: Option<String>,
        media_type: Option<String>,
    ) -> Message {
        let what = media_type.as_deref().unwrap_or("body");
        if self.masker.is_blind() {
            // A part is too short to be told from ordinary text: nothing that the provider wrote can be shown.
            let size = match received.body {
                Body::Whole(bytes) => bytes.len() as u64,
                Body::Described(_, size) => size,
            };
            return Message {
                start: Redacted { text: status.unwrap_or_default(), spans: Vec::new() },
                headers: closed("headers", 0),
                body: closed("body", usize::try_from(size).unwrap_or(usize::MAX)),
                media_type: None,
                body_bytes: size,
                described: true,
                strict: false,
            };
        }
        let start = masked.next().unwrap_or_default();
        let headers = masked.next().unwrap_or_default();
        let (body, body_bytes, described) = match received.body {
            Body::Whole(bytes) => {
                let body = masked.next().unwrap_or_default();
                let described = is_closed(&body);
                (body, bytes.len() as u64, described)
            }
            Body::Described(why, size) => {
                let what = self.masker.harmless(what).unwrap_or_else(|| "body".into());
                (closed(&format!("{what}, {why}"), usize::try_from(size).unwrap_or(usize::MAX)), size, true)
            }
        };
        let media_type = media_type.and_then(|text| self.masker.harmless(&text));
        Message { start, headers, body, media_type, body_bytes, described, strict: false }
    }
}

/// Whether one label says what the whole is.
pub(super) fn is_closed(body: &Redacted) -> bool {
    body.spans.first().is_some_and(|span| {
        span.kind == redaction::Kind::Closed && span.start == 0 && span.end == body.text.len()
    })
}

/// All that is shown of one side, strictly.
fn show_strictly(strict: &Strict, side: &mut Message) {
    side.start = strict.apply(&side.start, Place::StartLine);
    side.headers = strict.apply(&side.headers, Place::Headers);
    let place = Place::Body { media_type: side.media_type.as_deref(), bytes: side.body_bytes };
    side.body = strict.apply(&side.body, place);
    side.described |= is_closed(&side.body);
    side.strict = true;
}

/// The media type without parameters, if it is one.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = text.split(';').next()?.trim().to_ascii_lowercase();
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    let (kind, subtype) = essence.split_once('/')?;
    (essence.len() <= 100 && token(kind) && token(subtype)).then_some(essence)
}

fn header_lines(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect()
}

/// The reason phrase is the standard's, not the server's.
fn status_line(status: StatusCode, protocol: &str) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{protocol} {} {reason}", status.as_u16()),
        None => format!("{protocol} {}", status.as_u16()),
    }
}

pub(super) fn protocol(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2",
        _ => "HTTP/1.1",
    }
}

fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}
