//! The session's end: every process that carries its mark, and nothing of it left behind.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{MARK, Session};
use crate::processes;

/// Time to end in peace: to unmount, to save, to say goodbye to the bus.
const IN_PEACE: Duration = Duration::from_secs(3);
/// And by force after that.
const BY_FORCE: Duration = Duration::from_secs(5);

impl Session {
    pub(super) fn processes(&self) -> Vec<u32> {
        processes::with_environment(&format!("{MARK}={}", self.environment(MARK)))
    }

    /// Signals whatever there is, again and again since some of them start others while they end.
    fn end_all(&mut self, signal: Signal, within: Duration) -> bool {
        let end = Instant::now() + within;
        let mut told = Vec::new();
        loop {
            let mut left = self.processes();
            left.retain(|pid| *pid != std::process::id());
            for pid in left.iter().filter(|pid| !told.contains(*pid)) {
                processes::signal(*pid, signal);
                // One that a test put to sleep would not hear of it.
                processes::signal(*pid, Signal::CONT);
            }
            told.extend(&left);
            for child in &mut self.children {
                // Collects what ended; what did not is asked again.
                let _ = child.try_wait();
            }
            if left.is_empty() || Instant::now() > end {
                return left.is_empty();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let ended = self.end_all(Signal::TERM, IN_PEACE) || self.end_all(Signal::KILL, BY_FORCE);
        let mounts = mounts_below(self.home.path());
        // A second panic would hide the first.
        if !std::thread::panicking() {
            assert!(ended, "processes outlive their session: {:?}", self.processes());
            assert!(mounts.is_empty(), "file systems outlive their session: {mounts:?}");
        }
    }
}

/// Where file systems are mounted below `directory`.
fn mounts_below(directory: &Path) -> Vec<String> {
    below(&fs::read_to_string("/proc/self/mounts").expect("the table of mounts"), directory)
}

fn below(table: &str, directory: &Path) -> Vec<String> {
    let places = table.lines().filter_map(|line| line.split_whitespace().nth(1));
    places.filter(|place| Path::new(place).starts_with(directory)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_ends_with_the_session() {
        let session = Session::with_window();
        let started = session.processes();
        assert!(started.len() >= 4, "display, bus, keyring, window manager: {started:?}");
        let home = session.home.path().to_owned();
        drop(session);
        assert!(!home.exists());
        let alive = |pid: &&u32| processes::program(**pid).is_some();
        assert_eq!(started.iter().find(alive), None);
    }

    #[test]
    fn what_does_not_end_in_peace_ends_by_force() {
        let mut session = Session::bare();
        session.start_and_read_line("sh", &["-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"]);
        assert!(!session.end_all(Signal::TERM, Duration::from_millis(300)), "it does not hear of it");
        assert!(session.end_all(Signal::KILL, BY_FORCE));
    }

    #[test]
    fn a_mount_below_is_found() {
        let table = "proc /proc proc rw 0 0\nportal /tmp/one/run/doc fuse.portal rw 0 0\ntmpfs /tmp/oneself tmpfs rw 0 0\n";
        assert_eq!(below(table, Path::new("/tmp/one")), ["/tmp/one/run/doc"]);
        assert!(!mounts_below(Path::new("/")).is_empty(), "the table is read");
    }
}
