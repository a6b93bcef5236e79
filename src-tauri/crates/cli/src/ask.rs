//! A person's word, asked for on the controlling terminal: standard input may be a pipe that carries a key.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};

use crate::print::Text;
use crate::stop::Stop;

#[cfg(unix)]
const TERMINAL: (&str, &str) = ("/dev/tty", "/dev/tty");
#[cfg(not(unix))]
const TERMINAL: (&str, &str) = ("CONIN$", "CONOUT$");

/// How the word is given: by a flag already, or by an answer yet to come.
pub(crate) enum Consent {
    Flag,
    Ask { input: File, output: File },
}

impl Consent {
    /// Finds out before anything is read or done whether a word can be had at all.
    pub(crate) fn by(given: bool, flag: &str) -> Result<Self, Stop> {
        if given {
            return Ok(Self::Flag);
        }
        match (File::open(TERMINAL.0), File::options().write(true).open(TERMINAL.1)) {
            (Ok(input), Ok(output)) => Ok(Self::Ask { input, output }),
            _ => Err(Stop::usage(
                "This needs a person's word, and there is no terminal to ask on.",
                format!("Run it in a terminal, or add {flag} to give the word beforehand."),
            )),
        }
    }

    /// Shows what is about to happen and waits for `y`. Everything else is a no, Ctrl-C as well.
    pub(crate) async fn ask(self, about: &Text, question: &str) -> Result<(), Stop> {
        let Self::Ask { input, mut output } = self else { return Ok(()) };
        let shown = format!("{}\n{question} [y/N] ", about.lines().join("\n"));
        let asked = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            output.write_all(shown.as_bytes()).and_then(|()| output.flush())?;
            BufReader::new(input).read_line(&mut line)?;
            std::io::Result::Ok(line)
        });
        let line = tokio::select! {
            line = asked => line,
            _ = tokio::signal::ctrl_c() => return Err(Stop::declined()),
        };
        let yes = |line: &String| matches!(line.trim().to_lowercase().as_str(), "y" | "yes");
        if line.is_ok_and(|line| line.is_ok_and(|line| yes(&line))) { Ok(()) } else { Err(Stop::declined()) }
    }
}

/// Whether there is a terminal to ask on.
pub(crate) fn terminal_is_there() -> bool {
    File::options().read(true).write(true).open(TERMINAL.0).is_ok()
}

/// Keeps the terminal from showing what is typed, and gives it back as it was when dropped. A prompt that turns the echo off
/// only after it has been seen shows the first characters of an impatient paste, and misses an early Ctrl-C.
#[cfg(unix)]
pub(crate) struct Hush {
    terminal: File,
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl Hush {
    pub(crate) fn terminal() -> std::io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
        // The prompt raises Ctrl-C as a signal before it has put the terminal back: it must not end the program there.
        drop(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?);
        let terminal = File::options().read(true).write(true).open(TERMINAL.0)?;
        let before = tcgetattr(&terminal)?;
        let mut quiet = before.clone();
        quiet
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&terminal, OptionalActions::Now, &quiet)?;
        Ok(Self { terminal, before })
    }
}

#[cfg(unix)]
impl Drop for Hush {
    fn drop(&mut self) {
        // A terminal that has gone away needs nothing back.
        let _ =
            rustix::termios::tcsetattr(&self.terminal, rustix::termios::OptionalActions::Now, &self.before);
    }
}

/// The platform's own prompt reads without an echo.
#[cfg(not(unix))]
pub(crate) struct Hush;

#[cfg(not(unix))]
impl Hush {
    pub(crate) fn terminal() -> std::io::Result<Self> {
        Ok(Self)
    }
}
