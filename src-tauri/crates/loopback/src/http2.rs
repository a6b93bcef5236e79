//! HTTP/2 by hand (RFC 9113): frames that no library would send, once a request has arrived.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};

use crate::wire::{Link, Step, play};

const PREFACE: usize = 24;
/// The client's only request comes on this stream.
const STREAM: u32 = 1;

const DATA: u8 = 0x0;
const HEADERS: u8 = 0x1;
const RST_STREAM: u8 = 0x3;
const SETTINGS: u8 = 0x4;
const PING: u8 = 0x6;
const GOAWAY: u8 = 0x7;
const CONTINUATION: u8 = 0x9;
const END_STREAM: u8 = 0x1;
const END_HEADERS: u8 = 0x4;

const NO_ERROR: u32 = 0x0;
const INTERNAL_ERROR: u32 = 0x2;
const REFUSED_STREAM: u32 = 0x7;
const ENHANCE_YOUR_CALM: u32 = 0xb;

/// What a request over HTTP/2 is met with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frames {
    /// GOAWAY that says that the request was not looked at, then the end.
    GoAwayBefore,
    /// Half an answer, then GOAWAY with an error, then the end.
    GoAwayMidway,
    /// GOAWAY that tells the client to be calmer, instead of an answer.
    EnhanceYourCalm,
    /// The stream is refused.
    RefusedStream,
    /// Half an answer, then the stream is reset.
    ResetMidway,
    /// An answer's head that goes on and on in CONTINUATION frames.
    EndlessHead,
    /// An answer's head in which one long header is pointed to some thousand times: small on the wire, large in memory.
    HeadBomb,
    /// PING frames without end and no answer.
    PingFlood,
    /// SETTINGS frames without end and no answer.
    SettingsFlood,
    /// An answer's head, then empty DATA frames without end.
    EmptyFlood,
    /// Nothing at all.
    NoAnswer,
    /// A frame longer than was agreed.
    FrameTooLong,
    /// Half an answer, then the connection is reset.
    ConnectionReset,
}

/// Waits for a request and meets it with `frames`.
pub(crate) async fn misbehave(mut stream: impl Link, frames: Frames, count: &AtomicU64) {
    let settings = frame(SETTINGS, 0, 0, &[]);
    if stream.write_all(&settings).await.is_err() || request(&mut stream).await.is_err() {
        return;
    }
    count.fetch_add(1, Ordering::Relaxed);
    let steps = steps(frames);
    play(stream, &steps).await;
}

/// Reads up to and with the first frame of headers. They fit into one: the client is a known one.
async fn request(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    stream.read_exact(&mut [0; PREFACE]).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u64::from(u32::from_be_bytes([0, head[0], head[1], head[2]]));
        let mut rest = (&mut *stream).take(length);
        tokio::io::copy(&mut rest, &mut tokio::io::sink()).await?;
        if head[3] == HEADERS {
            return Ok(());
        }
    }
}

fn steps(frames: Frames) -> Vec<Step> {
    // HPACK (RFC 7541): `:status: 200` is entry 8 of the static table; `content-type` is the name of entry 31.
    let head = frame(HEADERS, END_HEADERS, STREAM, b"\x88\x0f\x10\x10application/json");
    let half = [head.clone(), frame(DATA, 0, STREAM, b"{\"items\":[")].concat();
    let goaway =
        |last: u32, code: u32| frame(GOAWAY, 0, 0, &[last.to_be_bytes(), code.to_be_bytes()].concat());
    let reset = |code: u32| frame(RST_STREAM, 0, STREAM, &code.to_be_bytes());
    match frames {
        Frames::GoAwayBefore => vec![say(goaway(0, NO_ERROR))],
        Frames::GoAwayMidway => vec![say(half), say(goaway(STREAM, INTERNAL_ERROR))],
        Frames::EnhanceYourCalm => vec![say(goaway(0, ENHANCE_YOUR_CALM))],
        Frames::RefusedStream => vec![say(reset(REFUSED_STREAM)), Step::Hang],
        Frames::ResetMidway => vec![say(half), say(reset(INTERNAL_ERROR)), Step::Hang],
        Frames::EndlessHead => vec![
            say(frame(HEADERS, 0, STREAM, b"\x88")),
            // A literal header that is not indexed: `x-more: …`.
            Step::Repeat(
                Bytes::from(frame(CONTINUATION, 0, STREAM, b"\x00\x06x-more\x10................")),
                u64::MAX,
            ),
        ],
        Frames::HeadBomb => vec![say(bomb()), Step::Hang],
        Frames::PingFlood => flood(frame(PING, 0, 0, &[0; 8])),
        Frames::SettingsFlood => flood(settings_frame()),
        Frames::EmptyFlood => {
            let mut steps = vec![say(head)];
            steps.extend(flood(frame(DATA, 0, STREAM, &[])));
            steps
        }
        Frames::NoAnswer => vec![Step::Hang],
        Frames::FrameTooLong => {
            vec![say([&head[..], &[0xff, 0xff, 0xff, DATA, END_STREAM, 0, 0, 0, 1][..]].concat()), Step::Hang]
        }
        Frames::ConnectionReset => vec![say(half), Step::Reset],
    }
}

/// A header of 3,000 bytes that goes into the table (RFC 7541, 6.2.1), then is pointed to 12,000 times: 36 MB.
fn bomb() -> Vec<u8> {
    const LONG: usize = 3_000;
    let mut block = vec![0x88, 0x40, 1, b'x'];
    // A length past 126 goes on in further bytes, seven bits each (RFC 7541, 5.1).
    let over = LONG - 127;
    block.push(127);
    block.extend([(over % 128 + 128) as u8, (over / 128) as u8]);
    block.extend(std::iter::repeat_n(b'a', LONG));
    // Entry 62 is the newest of the table.
    block.extend(std::iter::repeat_n(0x80 | 62, 12_000));
    frame(HEADERS, END_HEADERS | END_STREAM, STREAM, &block)
}

fn settings_frame() -> Vec<u8> {
    // SETTINGS_MAX_CONCURRENT_STREAMS, as most servers have it.
    frame(SETTINGS, 0, 0, &[0, 3, 0, 0, 0, 100])
}

fn flood(one: Vec<u8>) -> Vec<Step> {
    vec![Step::Drip(Bytes::from(one.repeat(16)), Duration::from_millis(1))]
}

fn say(bytes: Vec<u8>) -> Step {
    Step::Say(Bytes::from(bytes))
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or_default().to_be_bytes();
    let mut frame = vec![length[1], length[2], length[3], kind, flags];
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}
