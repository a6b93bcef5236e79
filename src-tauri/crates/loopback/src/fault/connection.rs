//! Before any request: TCP, TLS, and HTTP/2 as a whole.

use std::time::Duration;

use super::{Does, Fault, GOOD};
use crate::authority::Certificate;
use crate::http2::Frames;
use crate::server::Face;

const fn shows(name: &'static str, about: &'static str, certificate: Certificate) -> Fault {
    Fault::met(name, about, true, Face::Tls(certificate))
}

const fn http2(name: &'static str, about: &'static str, frames: Frames) -> Fault {
    Fault::met(name, about, true, Face::Http2Fault(frames))
}

/// Slower than two seconds: people and shops notice it.
const LATE: Duration = Duration::from_millis(2_200);

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "nothing_listens",
        about: "no server at this port",
        ends: true,
        face: None,
        does: Does::AsEver,
    },
    Fault::met(
        "closed_in_tls",
        "the connection is closed in the middle of the handshake",
        true,
        Face::Closed,
    ),
    Fault::met("reset_in_tls", "the connection is reset in the middle of the handshake", true, Face::Reset),
    Fault::met("silent", "the port is open and says nothing", false, Face::Silent),
    Fault::met("noise", "bytes that are neither TLS nor HTTP", true, Face::Noise),
    Fault::met("plain_http", "HTTP where TLS was meant", true, Face::Plain),
    Fault::met("tls_1_0_only", "a server that knows TLS 1.0 and nothing newer", true, Face::OldTls),
    shows("certificate_expired", "the certificate ended yesterday", Certificate::Expired),
    shows("certificate_not_yet_valid", "the certificate begins tomorrow", Certificate::NotYetValid),
    shows("certificate_of_another_host", "the certificate is for another host", Certificate::WrongHost),
    shows("certificate_self_signed", "the certificate is signed by itself", Certificate::SelfSigned),
    shows("certificate_unknown_issuer", "signed by an authority nobody trusts", Certificate::UnknownIssuer),
    shows("chain_whole", "an intermediate, sent along as it should be", Certificate::Chained),
    shows("chain_incomplete", "the intermediate is not sent", Certificate::MissingIntermediate),
    shows("chain_expired", "the intermediate ended yesterday", Certificate::ExpiredIntermediate),
    shows("certificate_ending", "the certificate ends in 9 days", Certificate::Good { days: 9 }),
    Fault::met(
        "client_certificate_wanted",
        "the server wants a certificate of the client",
        true,
        Face::Mutual(Certificate::Good { days: 80 }),
    ),
    Fault {
        name: "slow_first_byte",
        about: "right, but after 2.2 seconds",
        ends: true,
        face: Some(GOOD),
        does: Does::Late(LATE),
    },
    Fault::met("http2", "HTTP/2, and all is well", true, Face::Http2),
    http2("http2_goaway_before", "HTTP/2: GOAWAY instead of an answer", Frames::GoAwayBefore),
    http2("http2_goaway_midway", "HTTP/2: GOAWAY in the middle of the answer", Frames::GoAwayMidway),
    http2("http2_enhance_your_calm", "HTTP/2: GOAWAY that asks for calm", Frames::EnhanceYourCalm),
    http2("http2_refused_stream", "HTTP/2: RST_STREAM instead of an answer", Frames::RefusedStream),
    http2("http2_reset_midway", "HTTP/2: RST_STREAM in the middle of the answer", Frames::ResetMidway),
    http2("http2_connection_reset", "HTTP/2: the connection is reset midway", Frames::ConnectionReset),
    http2("http2_endless_head", "HTTP/2: CONTINUATION frames without end", Frames::EndlessHead),
    http2("http2_head_bomb", "HTTP/2: a packed head of 36 MB", Frames::HeadBomb),
    http2("http2_frame_too_long", "HTTP/2: a frame longer than agreed", Frames::FrameTooLong),
    http2("http2_ping_flood", "HTTP/2: PING without end and no answer", Frames::PingFlood).endless(),
    http2("http2_settings_flood", "HTTP/2: SETTINGS without end and no answer", Frames::SettingsFlood)
        .endless(),
    http2("http2_empty_flood", "HTTP/2: empty DATA frames without end", Frames::EmptyFlood).endless(),
    http2("http2_no_answer", "HTTP/2: no answer at all", Frames::NoAnswer).endless(),
];
