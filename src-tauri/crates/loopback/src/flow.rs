//! Bodies: whole, endless, slow, or broken off. Nothing large is ever held in memory.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use crate::bomb::Bomb;

const CHUNK: &[u8] = &[b' '; 64 * 1024];
const PROMISED: u64 = 4096;

/// A body on its way out.
pub(crate) enum Flow {
    Whole(Option<Bytes>),
    Huge { left: u64 },
    Drip { next: Pin<Box<Sleep>>, every: Duration },
    Broken { sent: u8 },
    Bomb { head: Option<Bytes>, block: Bytes, left: u64 },
}

impl Flow {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self::Whole((!bytes.is_empty()).then_some(bytes))
    }

    pub(crate) fn huge(bytes: u64) -> Self {
        Self::Huge { left: bytes }
    }

    pub(crate) fn drip(every: Duration) -> Self {
        Self::Drip { next: Box::pin(sleep(Duration::ZERO)), every }
    }

    pub(crate) fn broken() -> Self {
        Self::Broken { sent: 0 }
    }

    pub(crate) fn bomb(bomb: &Bomb, blocks: u64) -> Self {
        Self::Bomb { head: Some(bomb.head.clone()), block: bomb.block.clone(), left: blocks }
    }
}

impl Body for Flow {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut *self {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|b| Ok(Frame::data(b)))),
            Self::Huge { left: 0 } => Poll::Ready(None),
            Self::Huge { left } => {
                let size = usize::try_from(*left).unwrap_or(usize::MAX).min(CHUNK.len());
                *left -= size as u64;
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&CHUNK[..size])))))
            }
            Self::Drip { next, every } => {
                std::task::ready!(next.as_mut().poll(cx));
                next.as_mut().reset(Instant::now() + *every);
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b" ")))))
            }
            Self::Bomb { head, block, left } => Poll::Ready(match (head.take(), &left) {
                (Some(head), _) => Some(Ok(Frame::data(head))),
                (None, 0) => None,
                (None, _) => {
                    *left -= 1;
                    Some(Ok(Frame::data(block.clone())))
                }
            }),
            Self::Broken { sent } => {
                *sent += 1;
                match sent {
                    1 => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{\"items\":["))))),
                    // Pending once, so that what was written so far leaves before the connection is dropped.
                    2 => {
                        cx.waker().wake_by_ref();
                        Poll::Pending
                    }
                    _ => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None) | Self::Huge { left: 0 })
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64)),
            Self::Huge { left } => SizeHint::with_exact(*left),
            Self::Drip { .. } | Self::Bomb { .. } => SizeHint::default(),
            Self::Broken { .. } => SizeHint::with_exact(PROMISED),
        }
    }
}
