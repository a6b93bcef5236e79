//! A key on the clipboard, and away again: by a short-lived process of its own, which outlives neither its time nor the
//! next thing that is copied, and which a closing app does not take with it.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::intake::LONGEST_KEY;
use crate::secret::Secret;

/// The first argument with which both binaries become the clipboard's owner; see [`clipboard_owner_main`].
pub const CLIPBOARD_OWNER_ARG: &str = "--keyrack-clipboard-owner";

/// Longer than this no key stays on the clipboard.
const LONGEST: u64 = 120;
/// How long the new owner may take until it has the clipboard.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it looks whether something else was copied.
const LOOK: Duration = Duration::from_millis(200);
/// What it says when it has the clipboard.
const READY: u8 = b'+';
const COPIES: usize = 5;
const WINDOW: Duration = Duration::from_secs(60);

/// At most five copies in a minute: a page that has been taken over cannot empty the rack by clicking.
#[derive(Default)]
pub(crate) struct CopyLimit {
    past: Mutex<VecDeque<Instant>>,
}

impl CopyLimit {
    /// Takes one copy, if there is one left.
    pub(crate) fn take(&self, now: Instant) -> Result<(), VaultError> {
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        while past.front().is_some_and(|then| now.duration_since(*then) >= WINDOW) {
            past.pop_front();
        }
        if past.len() >= COPIES {
            return Err(VaultError::TooOften);
        }
        past.push_back(now);
        Ok(())
    }
}

/// Processes with a key on the clipboard that this one started, for whichever workspace: there is one clipboard.
static OWNERS: AtomicUsize = AtomicUsize::new(0);

/// Counted among [`OWNERS`] while it lives.
struct Owner;

impl Owner {
    fn begins() -> Self {
        OWNERS.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        OWNERS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether a key that this process copied is on the clipboard still: its time is not over, and nothing else was copied.
#[must_use]
pub fn key_on_clipboard() -> bool {
    OWNERS.load(Ordering::SeqCst) > 0
}

/// Hands a key to a new process that owns the clipboard for so many seconds.
pub(crate) async fn copy(value: Secret, seconds: u32) -> Result<(), VaultError> {
    let (say, answer) = oneshot::channel();
    let work = move || {
        let _owner = Owner::begins();
        let Ok(mut child) = spawn(seconds) else {
            let _ = say.send(false);
            return;
        };
        // EXPOSE: to the clipboard's new owner, by a pipe that nobody else reads.
        let _ = say.send(hand_over(&mut child, value.expose()));
        drop(value);
        // Reaps the process; it ends by itself.
        let _ = child.wait();
    };
    std::thread::Builder::new().name("copy".into()).spawn(work).map_err(|_| VaultError::Clipboard)?;
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(true)) => Ok(()),
        _ => Err(VaultError::Clipboard),
    }
}

fn spawn(seconds: u32) -> std::io::Result<Child> {
    let mut command = Command::new(own_binary()?);
    command
        .arg(CLIPBOARD_OWNER_ARG)
        .arg(seconds.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    #[cfg(unix)]
    {
        // A group of its own: what stops the terminal's program must not stop the clearing.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
    }
    command.spawn()
}

/// On Linux by its open file: the path may meanwhile lead to another version.
fn own_binary() -> std::io::Result<std::path::PathBuf> {
    if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() }
}

fn hand_over(child: &mut Child, key: &[u8]) -> bool {
    let Some(mut pipe) = child.stdin.take() else { return false };
    if pipe.write_all(key).is_err() {
        return false;
    }
    drop(pipe);
    let mut said = [0];
    child.stdout.take().is_some_and(|mut out| out.read_exact(&mut said).is_ok() && said[0] == READY)
}

/// The clipboard owner's whole main: reads a key from standard input and owns the selection for so many seconds.
/// Both binaries call it when their first argument is [`CLIPBOARD_OWNER_ARG`], before anything else.
pub fn clipboard_owner_main() -> ExitCode {
    let seconds = std::env::args().nth(2).and_then(|text| text.parse::<u64>().ok());
    let Some(seconds) = seconds.filter(|seconds| *seconds > 0) else { return ExitCode::from(2) };
    match own(Duration::from_secs(seconds.min(LONGEST))) {
        Some(()) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}

fn own(time: Duration) -> Option<()> {
    let mut key = Zeroizing::new(Vec::with_capacity(LONGEST_KEY + 1));
    std::io::stdin().lock().take(LONGEST_KEY as u64 + 1).read_to_end(&mut key).ok()?;
    let key = std::str::from_utf8(&key).ok().filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY)?;
    let until = Instant::now() + time;
    let mut clipboard = arboard::Clipboard::new().ok()?;
    set(&mut clipboard, key).ok()?;
    let mut out = std::io::stdout().lock();
    // The app may be gone already; the time counts all the same.
    let _ = out.write_all(&[READY]).and_then(|()| out.flush());
    while Instant::now() < until && holds(&mut clipboard, key) {
        std::thread::sleep(LOOK.min(until.saturating_duration_since(Instant::now())));
    }
    if holds(&mut clipboard, key) {
        clipboard.clear().ok()?;
    }
    Some(())
}

fn holds(clipboard: &mut arboard::Clipboard, key: &str) -> bool {
    clipboard.get_text().map(Zeroizing::new).is_ok_and(|text| text.as_str() == key)
}

/// With the hints that keep it out of the histories of clipboard tools.
fn set(clipboard: &mut arboard::Clipboard, key: &str) -> Result<(), arboard::Error> {
    #[cfg(target_os = "linux")]
    return arboard::SetExtLinux::exclude_from_history(clipboard.set()).text(key);
    #[cfg(target_os = "macos")]
    return arboard::SetExtApple::exclude_from_history(clipboard.set()).text(key);
    #[cfg(target_os = "windows")]
    return arboard::SetExtWindows::exclude_from_monitoring(clipboard.set()).text(key);
    #[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
    clipboard.set_text(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_copies_a_minute_and_no_more() {
        let (limit, start) = (CopyLimit::default(), Instant::now());
        for second in 0..5 {
            assert_eq!(limit.take(start + Duration::from_secs(second)), Ok(()));
        }
        assert_eq!(limit.take(start + Duration::from_secs(59)), Err(VaultError::TooOften));
        assert_eq!(limit.take(start + Duration::from_secs(60)), Ok(()), "the first one has lapsed");
        assert_eq!(
            limit.take(start + Duration::from_secs(60)),
            Err(VaultError::TooOften),
            "and only the first"
        );
    }
}
