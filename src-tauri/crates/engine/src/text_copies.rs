//! How often texts that are no keys may be put on the clipboard. It is the person's: a page that has been taken over could
//! overwrite it again and again, and with it the key that is to be pasted next.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::error::{Code, Result};
use crate::files::lock;

/// At least so long lies between two.
const PAUSE: Duration = Duration::from_secs(2);

/// The limit, for whatever workspace is shown: there is one clipboard.
#[derive(Debug, Default)]
pub struct TextCopies {
    last: Mutex<Option<Instant>>,
}

impl TextCopies {
    /// Takes leave to put one text on the clipboard.
    ///
    /// # Errors
    /// [`Code::TextCopiedTooOften`] within two seconds of the last; [`Code::KeyOnClipboard`] while a key that this process
    /// copied is there.
    pub fn take(&self) -> Result<()> {
        self.take_at(Instant::now(), vault::key_on_clipboard())
    }

    fn take_at(&self, now: Instant, key_is_there: bool) -> Result<()> {
        if key_is_there {
            return Err(Code::KeyOnClipboard.into());
        }
        let mut last = lock(&self.last);
        if last.is_some_and(|last| now.duration_since(last) < PAUSE) {
            return Err(Code::TextCopiedTooOften.into());
        }
        *last = Some(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_in_two_seconds_and_none_over_a_key() {
        let (copies, start) = (TextCopies::default(), Instant::now());
        let at = |millis, key| {
            copies.take_at(start + Duration::from_millis(millis), key).map_err(|error| error.code())
        };
        assert_eq!(at(0, true), Err(Code::KeyOnClipboard));
        assert_eq!(at(0, false), Ok(()), "what was refused does not count");
        assert_eq!(at(1999, false), Err(Code::TextCopiedTooOften));
        assert_eq!(at(2000, true), Err(Code::KeyOnClipboard));
        assert_eq!(at(2000, false), Ok(()));
        assert_eq!(at(3999, false), Err(Code::TextCopiedTooOften), "counted from the last");
    }
}
