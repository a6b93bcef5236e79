//! What the provider answers, as data that can be swapped while it runs.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::body::Bytes;
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use crate::bomb::{Bomb, Coding, bomb};
use crate::check::Check;
use crate::flow::Flow;
use crate::seen::Seen;
use crate::wire::Step;

/// What one path of the provider does.
#[derive(Clone)]
pub struct Script {
    check: Option<Check>,
    accepted: Answer,
    refused: Answer,
    pub(crate) delay: Duration,
}

impl Script {
    /// `accepted` when the key is the right one, else `refused`.
    #[must_use]
    pub fn new(check: Check, accepted: Answer, refused: Answer) -> Self {
        Self { check: Some(check), accepted, refused, delay: Duration::ZERO }
    }

    /// The same answer whatever is sent.
    #[must_use]
    pub fn always(answer: Answer) -> Self {
        Self { check: None, refused: answer.clone(), accepted: answer, delay: Duration::ZERO }
    }

    /// Waits so long before it answers.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub(crate) fn answer(&self, asked: &Seen) -> &Answer {
        match &self.check {
            Some(check) if !check.passes(asked) => &self.refused,
            _ => &self.accepted,
        }
    }
}

/// In which form an echo gives back what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// In a response header, as it is.
    Header,
    /// In a JSON body, as it is.
    Json,
    /// In base64.
    Base64,
    /// Every byte percent-encoded.
    Percent,
    /// In hex.
    Hex,
    /// In a JSON body that is gzipped.
    Gzip,
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Bytes(Bytes),
    Huge(u64),
    Drip(Duration),
    Broken,
    Echo(Echo),
    Bomb(Bomb, u64),
    Spoken(Arc<[Step]>),
}

/// What becomes of a request.
pub(crate) enum Deed {
    Respond(Response<Flow>),
    /// The connection is taken over and spoken by hand.
    Speak(Arc<[Step]>),
}

impl Answer {
    /// A JSON body.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json; charset=utf-8", &body.to_string())
    }

    /// A body of any media type.
    #[must_use]
    pub fn text(status: u16, media_type: &str, body: &str) -> Self {
        Self::of(status, Content::Bytes(Bytes::from(body.to_owned()))).with("content-type", media_type)
    }

    /// A body of any bytes.
    #[must_use]
    pub fn bytes(status: u16, media_type: &str, body: Vec<u8>) -> Self {
        Self::of(status, Content::Bytes(Bytes::from(body))).with("content-type", media_type)
    }

    /// No body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::of(status, Content::Bytes(Bytes::new()))
    }

    /// A login page, as a shop behind a maintenance plugin or a firewall shows it.
    #[must_use]
    pub fn login_page(status: u16) -> Self {
        let page = "<!doctype html>\n<html lang=\"en\"><head><title>Log In</title></head><body>\
                    <form action=\"/wp-login.php\" method=\"post\"><label>Username <input name=\"log\"></label>\
                    <label>Password <input name=\"pwd\" type=\"password\"></label></form></body></html>";
        Self::text(status, "text/html; charset=utf-8", page)
    }

    /// Points elsewhere.
    #[must_use]
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::empty(status).with("location", to)
    }

    /// 429, to be asked again after so many seconds.
    #[must_use]
    pub fn too_many(retry_after: u32) -> Self {
        Self::json(429, &json!({ "code": "too_many_requests", "message": "Too many requests" }))
            .with("retry-after", &retry_after.to_string())
    }

    /// Gives back what was sent.
    #[must_use]
    pub fn echo(form: Echo) -> Self {
        Self::of(200, Content::Echo(form)).with("content-type", "application/json")
    }

    /// A body of so many bytes, made while it is read.
    #[must_use]
    pub fn huge(bytes: u64) -> Self {
        Self::of(200, Content::Huge(bytes)).with("content-type", "application/json")
    }

    /// A body that never ends, one byte at a time.
    #[must_use]
    pub fn drip(every: Duration) -> Self {
        Self::of(200, Content::Drip(every)).with("content-type", "application/json")
    }

    /// A body that breaks off: the connection is closed in the middle of it.
    #[must_use]
    pub fn broken() -> Self {
        Self::of(200, Content::Broken).with("content-type", "application/json")
    }

    /// A compressed body that unpacks to so many mebibytes at least, made while it is read. It has no end: whoever unpacks
    /// all of it finds it broken off.
    #[must_use]
    pub fn bomb(coding: Coding, mebibytes: u64) -> Self {
        // The smallest block holds a quarter of one.
        let content = Content::Bomb(bomb(coding), mebibytes.saturating_mul(4));
        Self::of(200, content)
            .with("content-type", "application/json")
            .with("content-encoding", coding.name())
    }

    /// Bytes by hand. Over HTTP/2 the stream is reset instead.
    #[must_use]
    pub fn spoken(steps: Vec<Step>) -> Self {
        Self::of(200, Content::Spoken(steps.into()))
    }

    /// One more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn of(status: u16, content: Content) -> Self {
        Self { status, headers: Vec::new(), content }
    }

    pub(crate) fn deed(&self, asked: &Seen) -> Deed {
        let mut headers = self.headers.clone();
        let flow = match &self.content {
            Content::Spoken(steps) => return Deed::Speak(Arc::clone(steps)),
            Content::Bomb(bomb, blocks) => Flow::bomb(bomb, *blocks),
            Content::Bytes(bytes) => Flow::whole(bytes.clone()),
            Content::Huge(bytes) => Flow::huge(*bytes),
            Content::Drip(every) => Flow::drip(*every),
            Content::Broken => Flow::broken(),
            Content::Echo(form) => echo(*form, asked, &mut headers),
        };
        let mut response = Response::builder().status(self.status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        // A header that cannot stand in an answer (an echoed control character) is the caller's doing: say so.
        Deed::Respond(response.body(flow).unwrap_or_else(|_| {
            let mut refused = Response::new(Flow::whole(Bytes::new()));
            *refused.status_mut() = StatusCode::BAD_REQUEST;
            refused
        }))
    }
}

fn echo(form: Echo, asked: &Seen, headers: &mut Vec<(String, String)>) -> Flow {
    let presented = asked.presented();
    let encoded = |encode: fn(&str) -> String| {
        json!({ "you_sent": presented.iter().map(|v| encode(v)).collect::<Vec<_>>() }).to_string()
    };
    let body = match form {
        Echo::Header => {
            // A body may have lines, and a header may not.
            let lines = presented.iter().flat_map(|value| value.lines());
            headers.extend(lines.map(|line| ("x-you-sent".to_owned(), line.to_owned())));
            return Flow::whole(Bytes::from_static(b"{}"));
        }
        Echo::Json => encoded(str::to_owned),
        Echo::Base64 => encoded(|value| STANDARD.encode(value)),
        Echo::Percent => encoded(|value| value.bytes().map(|byte| format!("%{byte:02X}")).collect()),
        Echo::Hex => encoded(|value| value.bytes().map(|byte| format!("{byte:02x}")).collect()),
        Echo::Gzip => {
            headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
            return Flow::whole(Bytes::from(gzip(encoded(str::to_owned).as_bytes())));
        }
    };
    Flow::whole(Bytes::from(body))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // Writing to memory cannot fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}
