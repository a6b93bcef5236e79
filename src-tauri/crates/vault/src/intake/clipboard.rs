//! Reading and clearing the clipboard, on a thread of its own: an owner that hangs must not hang the app.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{Intake, Offer};
use crate::IntakeRefusal;
use crate::secret::{Secret, scrub_stack};

/// How long an owner may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// A refusal that took longer than this was none.
const NO_ANSWER: Duration = Duration::from_secs(3);

/// The clipboard's text, on its way in.
pub(crate) async fn read_clipboard() -> Result<Intake, IntakeRefusal> {
    let text = on_thread(|| {
        let mut clipboard = arboard::Clipboard::new().map_err(|_| IntakeRefusal::ClipboardUnreachable)?;
        let began = Instant::now();
        clipboard.get_text().map_err(|error| refusal(&error, began.elapsed()))
    });
    match text.await {
        Some(Ok(text)) => Ok(Intake::from_clipboard(text.into_bytes())),
        Some(Err(refusal)) => Err(refusal),
        None => Err(IntakeRefusal::ClipboardUnreachable),
    }
}

/// Clears the clipboard if it still holds the offered key; whether it was cleared.
pub(crate) async fn clear_if_holds(offer: &Offer) -> bool {
    // EXPOSE: compared with what the clipboard holds, on the thread that may read it.
    clear_if_still(Secret::copy_of(offer.value.expose())).await
}

/// The same for a whole text that was read from it.
pub(crate) async fn clear_if_holds_text(text: &Secret) -> bool {
    // EXPOSE: compared with what the clipboard holds, on the thread that may read it.
    let text = text.expose().trim_ascii();
    let bare = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    clear_if_still(Secret::copy_of(bare.trim_ascii())).await
}

async fn clear_if_still(expected: Secret) -> bool {
    let cleared = on_thread(move || {
        let mut clipboard = arboard::Clipboard::new().ok()?;
        let text = Zeroizing::new(clipboard.get_text().ok()?);
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        // EXPOSE: compared with what the clipboard holds.
        (text.as_bytes() == expected.expose()).then(|| clipboard.clear().ok())?
    });
    matches!(cleared.await, Some(Some(())))
}

async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (say, answer) = oneshot::channel();
    let work = move || {
        let _ = say.send(work());
        scrub_stack();
    };
    std::thread::Builder::new().name("clipboard".into()).spawn(work).ok()?;
    tokio::time::timeout(PATIENCE, answer).await.ok()?.ok()
}

/// An owner that does not answer reads like one that has no text, but takes its time.
fn refusal(error: &arboard::Error, taken: Duration) -> IntakeRefusal {
    use arboard::Error;
    match error {
        _ if taken > NO_ANSWER => IntakeRefusal::ClipboardUnreachable,
        Error::ContentNotAvailable | Error::ConversionFailure => IntakeRefusal::ClipboardNotText,
        // An owner that hands out its picture whatever it is asked for; this error has no kind of its own.
        Error::Unknown { description } if description.starts_with("incorrect type") => {
            IntakeRefusal::ClipboardNotText
        }
        _ => IntakeRefusal::ClipboardUnreachable,
    }
}
