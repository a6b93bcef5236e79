//! HTTP/1.1 by hand: heads, lengths and ends that are wrong (RFC 9112).

use std::time::Duration;

use hyper::body::Bytes;

use super::Fault;
use crate::answer::Answer;
use crate::wire::Step;

const BODY: &str = "{\"ok\":true}";
const PAUSE: Duration = Duration::from_millis(40);

fn spoken<const N: usize>(steps: [Step; N]) -> Answer {
    Answer::spoken(steps.into())
}

/// A head with these lines and without its end, and what comes after it.
fn raw(lines: &str, rest: &str) -> Step {
    Step::say(&format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{lines}{rest}"))
}

/// A good answer behind these lines of a head.
fn good(lines: &str) -> Step {
    raw(&format!("{lines}content-length: {}\r\n\r\n", BODY.len()), BODY)
}

/// The first part of a body that was to be longer.
fn half() -> Step {
    raw("content-length: 4096\r\n\r\n", "{\"items\":[")
}

fn chunked(chunks: &str) -> Step {
    raw("transfer-encoding: chunked\r\n\r\n", chunks)
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::answers("no_answer", "the request arrives and nothing comes back", |_| spoken([Step::Hang]))
        .endless(),
    Fault::answers("early_close", "the connection is closed after the request", |_| spoken([])),
    Fault::answers("cut", "the connection is cut after the request", |_| spoken([Step::Cut])),
    Fault::answers("reset", "the connection is reset after the request", |_| spoken([Step::Reset])),
    Fault::answers("half_close", "the server's half is closed after the request", |_| {
        spoken([Step::HalfClose])
    }),
    Fault::answers("reset_midway", "the connection is reset in the middle of the answer", |_| {
        spoken([half(), Step::Reset])
    }),
    Fault::answers("half_close_midway", "the server's half is closed in the middle of the answer", |_| {
        spoken([half(), Step::HalfClose])
    }),
    Fault::answers("cut_in_the_head", "the connection is closed within a header", |_| {
        spoken([raw("content-le", "")])
    }),
    Fault::answers("length_too_long", "fewer bytes than Content-Length says, then the end", |_| {
        spoken([raw("content-length: 4096\r\n\r\n", BODY)])
    }),
    Fault::answers("length_too_short", "more bytes than Content-Length says", |_| {
        spoken([raw(
            &format!("content-length: {}\r\n\r\n", BODY.len()),
            "{\"ok\":true}and more than was said",
        )])
    }),
    Fault::answers("two_lengths", "two lengths that differ", |_| {
        spoken([raw("content-length: 11\r\ncontent-length: 5\r\n\r\n", BODY)])
    }),
    Fault::answers("length_and_chunks", "a length and chunks at once", |_| {
        spoken([raw(
            "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
            "b\r\n{\"ok\":true}\r\n0\r\n\r\n",
        )])
    }),
    Fault::answers("no_length", "no length: the end of the connection is the end of the body", |_| {
        spoken([raw("connection: close\r\n\r\n", BODY)])
    }),
    Fault::answers("chunk_size_wrong", "a chunk's size is no number", |_| {
        spoken([chunked("zz\r\n{\"ok\":true}")])
    }),
    Fault::answers("chunk_size_huge", "a chunk's size is past all numbers", |_| {
        spoken([chunked("fffffffffffffffff\r\n{\"ok\":true}")])
    }),
    Fault::answers("chunk_broken_off", "the connection ends within a chunk", |_| {
        spoken([chunked("ff\r\n{\"ok\":true}")])
    }),
    Fault::answers("chunk_extension_endless", "a chunk's extension that never ends", |_| {
        spoken([chunked("5;a="), Step::Repeat(Bytes::from_static(&[b'a'; 4096]), u64::MAX)])
    }),
    Fault::answers("trailers_endless", "trailers that never end", |_| {
        spoken([
            chunked("b\r\n{\"ok\":true}\r\n0\r\n"),
            Step::Repeat(Bytes::from_static(b"x-more: and more\r\n"), u64::MAX),
        ])
    }),
    Fault::answers("drip", "a body that never ends, byte by byte", |_| Answer::drip(PAUSE)).endless(),
    Fault::answers("head_drip", "a head that never ends, byte by byte", |_| {
        spoken([raw("x-slow: ", ""), Step::Drip(Bytes::from_static(b"a"), PAUSE)])
    })
    .endless(),
    Fault::answers("head_endless", "a head that never ends, as fast as it goes", |_| {
        spoken([raw("", ""), Step::Repeat(Bytes::from_static(b"x-more: and more of it\r\n"), u64::MAX)])
    }),
    Fault::answers("header_endless", "one header that never ends", |_| {
        spoken([raw("x-long: ", ""), Step::Repeat(Bytes::from_static(&[b'a'; 4096]), u64::MAX)])
    }),
    Fault::answers("many_headers", "5,000 headers", |_| {
        let lines: String = (0..5_000).map(|i| format!("x-header-{i}: {i}\r\n")).collect();
        spoken([good(&lines)])
    }),
    Fault::answers("long_header", "one header of 300,000 bytes", |_| {
        spoken([good(&format!("x-long: {}\r\n", "a".repeat(300_000)))])
    }),
    Fault::answers("early_hints", "three answers of 1xx, then a good one", |_| {
        spoken([
            Step::say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"),
            Step::say("HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n"),
            good(""),
        ])
    }),
    Fault::answers("storm_of_1xx", "answers of 1xx without end", |_| {
        spoken([Step::Repeat(Bytes::from_static(b"HTTP/1.1 103 Early Hints\r\n\r\n"), u64::MAX)])
    })
    .endless(),
    Fault::answers("switching_protocols", "101 that nobody asked for", |_| {
        spoken([Step::say(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
        )])
    }),
    Fault::answers("not_http", "an answer that is no HTTP", |_| {
        spoken([Step::say("220 mail.example.invalid ESMTP ready\r\n")])
    }),
    Fault::answers("status_out_of_range", "a status past 999", |_| {
        spoken([Step::say("HTTP/1.1 2000 Very OK\r\ncontent-length: 0\r\n\r\n")])
    }),
    Fault::answers("header_without_name", "a line of the head without a name", |_| {
        spoken([good("this line has no colon at all\r\n")])
    }),
    Fault::answers("header_with_nul", "a header with a zero byte", |_| spoken([good("x-odd: a\0b\r\n")])),
    Fault::answers("header_not_utf8", "a header that is no UTF-8", |_| {
        spoken([
            Step::Say(Bytes::from_static(
                b"HTTP/1.1 200 OK\r\nx-shop: Caf\xe9 \xff\xfe\r\ncontent-length: 11\r\n\r\n",
            )),
            Step::say(BODY),
        ])
    }),
    Fault::answers("header_with_escapes", "a header with terminal escapes and turned text", |_| {
        spoken([good("x-shop: \u{202e}drawkcab \u{9b}31m\r\n")])
    }),
];
