//! One connection: what it meets first, then requests and the answers that their scripts give.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use hyper::Request;
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::answer::{Answer, Deed};
use crate::http2;
use crate::seen::Seen;
use crate::server::{Face, Shown, Spoken, State, lock};
use crate::wire::{Link, Step, play};

const BODY_KEPT: usize = 64 * 1024;

impl Link for TcpStream {
    fn reset(self) {
        // With nothing to linger for, closing sends RST instead of FIN.
        let _best_effort = self.set_zero_linger();
    }

    fn certified(&self) -> bool {
        false
    }
}

impl Link for TlsStream<TcpStream> {
    fn reset(self) {
        self.into_inner().0.reset();
    }

    fn certified(&self) -> bool {
        self.get_ref().1.peer_certificates().is_some()
    }
}

pub(crate) async fn meet(stream: TcpStream, state: Arc<State>) {
    let _best_effort = stream.set_nodelay(true);
    let shown = lock(&state.shown).clone();
    let (config, spoken) = match shown {
        Shown::Tls(config, spoken) => (config, spoken),
        Shown::Bare(Face::Plain) => return serve(stream, state).await,
        Shown::Bare(face) => return bare(stream, face).await,
    };
    let Ok(stream) = TlsAcceptor::from(config).accept(stream).await else { return };
    match spoken {
        Spoken::Http1 => serve(stream, state).await,
        Spoken::Http2 => serve_http2(stream, state).await,
        Spoken::Frames(frames) => {
            state.connections.fetch_add(1, Ordering::Relaxed);
            http2::misbehave(stream, frames, &state.count).await;
        }
    }
}

/// What is no TLS and no HTTP either.
async fn bare(mut stream: TcpStream, face: Face) {
    let mut read = [0_u8; 1024];
    match face {
        Face::Silent => while stream.read(&mut read).await.is_ok_and(|read| read > 0) {},
        Face::Noise => {
            let _best_effort = stream.write_all(b"\x00\x01 neither TLS nor HTTP\r\n\r\n").await;
        }
        Face::Closed => {
            // What was said is read, or else closing would be a reset.
            let _said = stream.read(&mut read).await;
        }
        Face::Reset => {
            let _said = stream.read(&mut read).await;
            stream.reset();
        }
        Face::OldTls => {
            let _said = stream.read(&mut read).await;
            let _best_effort = stream.write_all(&old_hello()).await;
            while stream.read(&mut read).await.is_ok_and(|read| read > 0) {}
        }
        _ => {}
    }
}

/// A ServerHello that settles on TLS 1.0 (RFC 2246, 7.4.1.3), whatever the client offered.
fn old_hello() -> Vec<u8> {
    const TLS_1_0: [u8; 2] = [3, 1];
    const AES_128_CBC_SHA: [u8; 2] = [0x00, 0x2f];
    let mut body = TLS_1_0.to_vec();
    // A random value, no session, a cipher of that time, no compression.
    body.extend([7_u8; 32]);
    body.push(0);
    body.extend(AES_128_CBC_SHA);
    body.push(0);
    let length = |bytes: &[u8]| u8::try_from(bytes.len()).unwrap_or_default();
    let mut handshake = vec![2, 0, 0, length(&body)];
    handshake.extend(body);
    let mut record = vec![22];
    record.extend(TLS_1_0);
    record.extend([0, length(&handshake)]);
    record.extend(handshake);
    record
}

/// HTTP/1.1, until a script takes the connection over to speak by hand.
async fn serve(stream: impl Link, state: Arc<State>) {
    state.connections.fetch_add(1, Ordering::Relaxed);
    let (hand, handed) = oneshot::channel();
    let hand = Mutex::new(Some(hand));
    let certified = stream.certified();
    let service = service_fn(|request| {
        let (state, hand) = (Arc::clone(&state), &hand);
        async move {
            match answer(request, &state, certified).await {
                Deed::Respond(response) => Ok::<_, Infallible>(response),
                Deed::Speak(steps) => {
                    if let Some(hand) = lock(hand).take() {
                        let _gone = hand.send(steps);
                    }
                    std::future::pending().await
                }
            }
        }
    });
    let mut connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let steps: Option<Arc<[Step]>> = tokio::select! {
        // A client that goes away is none of this server's business.
        _ended = &mut connection => None,
        steps = handed => steps.ok(),
    };
    if let Some(steps) = steps {
        play(connection.into_parts().io.into_inner(), &steps).await;
    }
}

async fn serve_http2(stream: impl Link, state: Arc<State>) {
    state.connections.fetch_add(1, Ordering::Relaxed);
    let certified = stream.certified();
    let service = service_fn(move |request| {
        let state = Arc::clone(&state);
        async move {
            match answer(request, &state, certified).await {
                Deed::Respond(response) => Ok(response),
                // Bytes by hand are HTTP/1.1: here the stream is reset instead.
                Deed::Speak(_) => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
            }
        }
    });
    let builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
    let _ended = builder.serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: Request<Incoming>, state: &State, certified: bool) -> Deed {
    state.count.fetch_add(1, Ordering::Relaxed);
    let asked = Seen { certified, ..read(request).await };
    let script = {
        let scripts = lock(&state.scripts);
        let fitting = scripts.iter().filter(|(prefix, _)| asked.path().starts_with(prefix.as_str()));
        fitting.max_by_key(|(prefix, _)| prefix.len()).map(|(_, script)| script.clone())
    };
    if state.record {
        lock(&state.seen).push(asked.clone());
    }
    let Some(script) = script else {
        return Answer::json(404, &serde_json::json!({ "error": "not_found" })).deed(&asked);
    };
    tokio::time::sleep(script.delay).await;
    script.answer(&asked).deed(&asked)
}

async fn read(request: Request<Incoming>) -> Seen {
    let (head, mut incoming) = request.into_parts();
    let headers = head.headers.iter();
    let mut seen = Seen {
        method: head.method.to_string(),
        target: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: Vec::new(),
        certified: false,
    };
    // HTTP/2 has it as a part of the address.
    if let (None, Some(authority)) = (seen.header("host"), head.uri.authority()) {
        seen.headers.push(("host".to_owned(), authority.to_string()));
    }
    while seen.body.len() < BODY_KEPT {
        let frame = std::future::poll_fn(|cx| Pin::new(&mut incoming).poll_frame(cx)).await;
        let Some(Ok(frame)) = frame else { break };
        if let Ok(data) = frame.into_data() {
            let room = BODY_KEPT - seen.body.len();
            seen.body.extend_from_slice(&data[..data.len().min(room)]);
        }
    }
    seen
}
