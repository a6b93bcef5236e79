//! Bytes by hand: an answer that no HTTP library would write, as a list of steps.

use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// About what fits into one record of TLS.
const PIECE: usize = 16 * 1024;

/// One step of a connection that is spoken by hand, once a request has arrived whole. After the last one the connection is
/// closed in good order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// These bytes.
    Say(Bytes),
    /// These bytes so many times; [`u64::MAX`] is as good as without end. Nothing but a few of them is held.
    Repeat(Bytes, u64),
    /// These bytes without end, one piece after each pause.
    Drip(Bytes, Duration),
    /// Nothing more, until the client goes away.
    Hang,
    /// Nothing more, and this is said: the sending half is closed, the other stays open until the client goes away.
    HalfClose,
    /// The connection is reset (RST).
    Reset,
    /// The connection is closed without TLS being told of it, as when a cable is cut.
    Cut,
}

impl Step {
    /// These bytes, as text.
    #[must_use]
    pub fn say(text: &str) -> Self {
        Self::Say(Bytes::from(text.to_owned()))
    }
}

/// A connection that can be reset.
pub(crate) trait Link: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    fn reset(self);
    /// Whether the client has shown a certificate, which then was looked at.
    fn certified(&self) -> bool;
}

/// Goes through `steps`. A client that goes away ends it.
pub(crate) async fn play(mut stream: impl Link, steps: &[Step]) {
    for step in steps {
        let said = match step {
            Step::Say(bytes) => say(&mut stream, bytes).await,
            Step::Repeat(bytes, times) => {
                // Several at once: a record of TLS for each would be slow, and is not the point.
                let at_once =
                    u64::try_from(PIECE / bytes.len().max(1)).unwrap_or(1).clamp(1, (*times).max(1));
                let several = bytes.repeat(usize::try_from(at_once).unwrap_or(1));
                let mut left = *times;
                loop {
                    if left < at_once {
                        let rest = usize::try_from(left).unwrap_or_default();
                        break say(&mut stream, &bytes.repeat(rest)).await;
                    }
                    left -= at_once;
                    if !say(&mut stream, &several).await {
                        break false;
                    }
                }
            }
            Step::Drip(bytes, pause) => {
                while say(&mut stream, bytes).await {
                    tokio::time::sleep(*pause).await;
                }
                false
            }
            Step::Hang => return listen(&mut stream).await,
            Step::HalfClose => {
                let _best_effort = stream.shutdown().await;
                return listen(&mut stream).await;
            }
            Step::Reset => return stream.reset(),
            Step::Cut => return,
        };
        if !said {
            return;
        }
    }
    let _best_effort = stream.shutdown().await;
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> bool {
    stream.write_all(bytes).await.is_ok() && stream.flush().await.is_ok()
}

/// Reads and forgets, until the client goes away.
async fn listen(stream: &mut (impl AsyncRead + Unpin)) {
    let mut ignored = [0_u8; 1024];
    while stream.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
}
