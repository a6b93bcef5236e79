//! What goes to standard output: a view as JSON, or the same for people. What goes wrong goes to standard error.

use std::collections::BTreeMap;
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use serde::Serialize;

use crate::stop::Stop;
use crate::table::Table;
use crate::visible::{json, json_line, visible};

/// Where a command prints.
pub(crate) struct Out {
    json: bool,
    colour: bool,
    /// Is standard output a terminal?
    terminal: bool,
    /// Of the terminal, where standard output is one.
    columns: Option<usize>,
}

/// How a word is coloured, where colours are shown at all. It says nothing that the word does not.
#[derive(Clone, Copy)]
pub(crate) enum Tone {
    Good,
    Care,
    Bad,
    Quiet,
}

/// Lines for people.
#[derive(Default)]
pub(crate) struct Text {
    lines: Vec<String>,
    colour: bool,
    columns: Option<usize>,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
            || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let terminal = std::io::stdout().is_terminal();
        Self { json, colour: !json && !plain && terminal, terminal, columns: terminal_columns() }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Does what is printed go to a program or into a file, rather than before a person's eyes?
    pub(crate) fn leaves(&self) -> bool {
        self.json || !self.terminal
    }

    /// The view as JSON, or what `human` makes of it.
    pub(crate) fn show<T: Serialize + ?Sized>(
        &self,
        view: &T,
        human: impl FnOnce(&mut Text, &T),
    ) -> Result<(), Stop> {
        if self.json {
            let text = json(&view)
                .map_err(|_| Stop::usage("The answer is not JSON.", "Report this as a mistake."))?;
            return put(&(text + "\n"));
        }
        let mut text = self.text();
        human(&mut text, view);
        self.print(text)
    }

    /// Code, as it is: what disturbs a terminal is escaped in it already.
    pub(crate) fn code(&self, code: &str) -> Result<(), Stop> {
        put(code)
    }

    /// Lines for people, on their way to this output.
    pub(crate) fn text(&self) -> Text {
        Text { lines: Vec::new(), colour: self.colour, columns: self.columns }
    }

    pub(crate) fn print(&self, text: Text) -> Result<(), Stop> {
        if text.lines.is_empty() { Ok(()) } else { put(&(text.lines.join("\n") + "\n")) }
    }

    /// A line beside the answer, such as progress: for people only, and never in the way of a program that reads.
    pub(crate) fn aside(&self, line: &str) {
        if !self.json && std::io::stderr().is_terminal() {
            eprintln!("{}", visible(line));
        }
    }

    /// Something that a person should know, beside the answer.
    pub(crate) fn warn(&self, line: &str) {
        eprintln!("keyrack: {}", visible(line));
    }

    /// Says why a command ended early.
    pub(crate) fn stop(&self, stop: &Stop) -> ExitCode {
        if let Stop::Refused(refusal, _) = stop {
            if self.json {
                let text = json_line(&BTreeMap::from([("error", refusal)])).unwrap_or_default();
                eprintln!("{text}");
            } else {
                let field = refusal.field.as_ref().map(|f| format!(" ({f})")).unwrap_or_default();
                eprintln!("keyrack: {}{}", visible(&refusal.what), visible(&field));
                if !refusal.next.is_empty() {
                    eprintln!("  {}", visible(&refusal.next));
                }
            }
        }
        ExitCode::from(stop.code())
    }
}

impl Text {
    pub(crate) fn line(&mut self, line: impl AsRef<str>) {
        self.lines.push(visible(line.as_ref()));
    }

    /// Text of several lines, each indented.
    pub(crate) fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.line(format!("    {line}"));
        }
    }

    pub(crate) fn blank(&mut self) {
        self.lines.push(String::new());
    }

    pub(crate) fn table(&mut self, table: &Table) {
        self.lines.extend(table.lines(self.columns));
    }

    /// A line with one toned word in it.
    pub(crate) fn toned(&mut self, before: &str, tone: Tone, word: &str, after: &str) {
        let (on, off) = if self.colour { (tone.code(), "\u{1b}[0m") } else { ("", "") };
        self.lines.push(format!("{}{on}{}{off}{}", visible(before), visible(word), visible(after)));
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Good => "\u{1b}[32m",
            Self::Care => "\u{1b}[33m",
            Self::Bad => "\u{1b}[31m",
            Self::Quiet => "\u{1b}[2m",
        }
    }
}

/// How wide the terminal is that standard output goes to.
#[cfg(unix)]
fn terminal_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Elsewhere the terminal breaks long lines by itself.
#[cfg(not(unix))]
fn terminal_columns() -> Option<usize> {
    None
}

/// A number of things: "1 row", "2 rows".
pub(crate) fn count(number: u32, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// A code as a word: `not_sent` is "not sent".
pub(crate) fn word<T: Serialize>(code: &T) -> String {
    let value = serde_json::to_value(code).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', " ")
}

/// Prints at once.
pub(crate) fn put(text: &str) -> Result<(), Stop> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Err(Stop::PipeClosed),
        Err(_) => Err(Stop::usage("Standard output cannot be written.", "Is the disk full that it goes to?")),
    }
}
