//! Commands as a shell would read them: words, quotes and line ends as bash has them. Nothing is expanded but variables that
//! the same text sets; nothing is run, and no file is opened.

mod variables;

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;

use zeroize::Zeroizing;

use self::variables::Variables;
use super::text::{self, Given};

/// More commands than this are not read.
pub(super) const MOST_COMMANDS: usize = 20_000;
/// More words than this has no command.
const MOST_WORDS: usize = 10_000;

/// One command of a text.
pub(super) struct Command {
    /// Where it begins, from 1.
    pub(super) line: u32,
    pub(super) words: Vec<Given>,
    /// A quote does not end, or it is no text.
    pub(super) broken: bool,
}

/// The commands of a text, in order; and whether there were more than are read.
pub(super) fn commands(text: &str) -> (Vec<Command>, bool) {
    let mut reader = Reader {
        rest: text.chars().peekable(),
        line: 1,
        variables: Variables::default(),
        heredocs: Vec::new(),
    };
    let mut commands = Vec::new();
    while let Some(command) = reader.command() {
        if commands.len() == MOST_COMMANDS {
            return (commands, true);
        }
        if reader.variables.assigns(&command) {
            continue;
        }
        commands.push(command);
    }
    (commands, false)
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    line: u32,
    /// What the text itself has set.
    variables: Variables,
    /// What ends the texts that follow this line.
    heredocs: Vec<String>,
}

/// A word while it is read.
#[derive(Default)]
struct Word {
    bytes: Zeroizing<Vec<u8>>,
    /// Where values stand that are called secret.
    tainted: Vec<Range<usize>>,
    /// Bytes of values that were put in.
    put_in: usize,
    open: BTreeSet<String>,
    quoted: bool,
    broken: bool,
}

impl Word {
    fn push(&mut self, c: char) {
        self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn push_str(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A variable's value, with what of it is secret.
    fn put(&mut self, value: &Given) {
        let from = self.bytes.len();
        self.push_str(&value.text);
        self.put_in += value.text.len();
        for range in value.stretches() {
            text::taint(&mut self.tainted, from + range.start..from + range.end);
        }
    }

    /// A variable that nothing gives a value: written out, and remembered.
    fn leave_open(&mut self, name: &str) {
        self.push_str(&format!("${name}"));
        self.open.insert(name.to_owned());
    }
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        self.line += u32::from(c == '\n');
        Some(c)
    }

    fn next_if(&mut self, wanted: char) -> bool {
        let there = self.rest.peek() == Some(&wanted);
        if there {
            self.next();
        }
        there
    }

    /// `\r\n` counts as a line end: texts come by the clipboards of three systems.
    fn at_line_end(&self) -> bool {
        let mut ahead = self.rest.clone();
        match ahead.next() {
            Some('\n') => true,
            Some('\r') => ahead.next() == Some('\n'),
            _ => false,
        }
    }

    fn take_line_end(&mut self) {
        self.next_if('\r');
        self.next_if('\n');
    }

    /// The next command with a word in it.
    fn command(&mut self) -> Option<Command> {
        let mut command = Command { line: self.line, words: Vec::new(), broken: false };
        loop {
            if self.at_line_end() {
                self.take_line_end();
                self.skip_heredocs();
                if !command.words.is_empty() {
                    return Some(command);
                }
                continue;
            }
            let Some(&c) = self.rest.peek() else { break };
            match c {
                ' ' | '\t' => drop(self.next()),
                '#' => while !self.at_line_end() && self.next().is_some() {},
                ';' | '&' | '|' | '(' | ')' => {
                    self.next();
                    if c == '&' && matches!(self.rest.peek(), Some('>')) {
                        self.redirection();
                    } else if !command.words.is_empty() {
                        return Some(command);
                    }
                }
                '<' | '>' => self.redirection(),
                _ => {
                    if command.words.is_empty() {
                        command.line = self.line;
                    }
                    self.add_word(&mut command);
                }
            }
        }
        (!command.words.is_empty()).then_some(command)
    }

    fn add_word(&mut self, command: &mut Command) {
        let word = self.word();
        // `2>` is no word, but says what is redirected.
        let number = !word.quoted && word.bytes.iter().all(u8::is_ascii_digit);
        if number && !word.bytes.is_empty() && matches!(self.rest.peek(), Some('<' | '>')) {
            return;
        }
        // `\` before a line end, and nothing else.
        if word.bytes.is_empty() && !word.quoted {
            return;
        }
        command.broken |= word.broken || command.words.len() == MOST_WORDS;
        match String::from_utf8(word.bytes.to_vec()).map(Zeroizing::new) {
            Ok(text) if command.words.len() < MOST_WORDS => {
                command.words.push(Given::made(text, word.tainted, word.open));
            }
            Ok(_) => {}
            Err(_) => {
                command.broken = true;
                command.words.push(Given::default());
            }
        }
    }

    /// `>file`, `2>&1`, `<<END`: where a command's input and output lie is none of ours, and no file is opened.
    fn redirection(&mut self) {
        let mut operator = String::new();
        while let Some(c) = self.rest.peek().copied().filter(|c| matches!(c, '<' | '>' | '&' | '|')) {
            operator.push(c);
            self.next();
        }
        if operator == "<<" {
            self.next_if('-');
        }
        while self.next_if(' ') || self.next_if('\t') {}
        if self.at_line_end() {
            return;
        }
        let word = self.word();
        if operator == "<<" && self.heredocs.len() < 16 {
            self.heredocs.push(String::from_utf8_lossy(&word.bytes).into_owned());
        }
    }

    fn skip_heredocs(&mut self) {
        for end in std::mem::take(&mut self.heredocs) {
            loop {
                let mut line = Zeroizing::new(String::new());
                while !self.at_line_end() {
                    match self.next() {
                        Some(c) => line.push(c),
                        None => return,
                    }
                }
                self.take_line_end();
                if line.trim_start_matches('\t') == end {
                    break;
                }
            }
        }
    }

    fn word(&mut self) -> Word {
        let mut word = Word::default();
        while let Some(&c) = self.rest.peek() {
            match c {
                ' ' | '\t' | ';' | '&' | '|' | '<' | '>' | '(' | ')' => break,
                '\n' => break,
                '\r' if self.at_line_end() => break,
                _ => {}
            }
            self.next();
            match c {
                '\\' if self.at_line_end() => self.take_line_end(),
                '\\' => match self.next() {
                    Some(c) => {
                        word.quoted = true;
                        word.push(c);
                    }
                    None => word.push('\\'),
                },
                '\'' => self.single(&mut word),
                '"' => self.double(&mut word),
                '`' => self.backticks(&mut word),
                '$' => match self.rest.peek() {
                    Some('\'') => {
                        self.next();
                        self.ansi(&mut word);
                    }
                    Some('"') => {
                        self.next();
                        self.double(&mut word);
                    }
                    _ => self.dollar(&mut word),
                },
                c => word.push(c),
            }
        }
        word
    }

    /// `'…'`: as it stands.
    fn single(&mut self, word: &mut Word) {
        word.quoted = true;
        loop {
            match self.next() {
                Some('\'') => return,
                Some(c) => word.push(c),
                None => return word.broken = true,
            }
        }
    }

    /// `"…"`: a backslash escapes `$`, `` ` ``, `"`, `\` and a line end, and stays before anything else.
    fn double(&mut self, word: &mut Word) {
        word.quoted = true;
        loop {
            match self.next() {
                Some('"') => return,
                Some('\\') if self.at_line_end() => self.take_line_end(),
                Some('\\') => match self.next() {
                    Some(c @ ('$' | '`' | '"' | '\\')) => word.push(c),
                    Some(c) => {
                        word.push('\\');
                        word.push(c);
                    }
                    None => return word.broken = true,
                },
                Some('`') => self.backticks(word),
                Some('$') => self.dollar(word),
                Some(c) => word.push(c),
                None => return word.broken = true,
            }
        }
    }

    /// `` `…` ``: a command of which nobody knows what it says.
    fn backticks(&mut self, word: &mut Word) {
        loop {
            match self.next() {
                Some('`') => break,
                Some('\\') => drop(self.next()),
                Some(_) => {}
                None => {
                    word.broken = true;
                    break;
                }
            }
        }
        word.leave_open("COMMAND");
    }

    /// What follows a dollar sign.
    fn dollar(&mut self, word: &mut Word) {
        match self.rest.peek().copied() {
            Some('{') => {
                self.next();
                let inner = self.until_closed('{', '}', word);
                let name: String = inner.chars().take_while(|c| is_name(*c)).collect();
                if name.len() == inner.len() && !name.is_empty() {
                    self.put(&name, word);
                } else {
                    word.leave_open(if name.is_empty() { "COMMAND" } else { &name });
                }
            }
            Some('(') => {
                self.next();
                drop(self.until_closed('(', ')', word));
                word.leave_open("COMMAND");
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let mut name = String::new();
                while let Some(c) = self.rest.peek().copied().filter(|c| is_name(*c)) {
                    self.next();
                    name.push(c);
                }
                self.put(&name, word);
            }
            Some(c) if c.is_ascii_digit() || "@*#?-$!".contains(c) => {
                self.next();
                word.leave_open("COMMAND");
            }
            _ => word.push('$'),
        }
    }

    fn until_closed(&mut self, open: char, close: char, word: &mut Word) -> Zeroizing<String> {
        let mut inner = Zeroizing::new(String::new());
        let mut depth = 1_u32;
        while let Some(c) = self.next() {
            depth += u32::from(c == open);
            depth -= u32::from(c == close);
            if depth == 0 {
                return inner;
            }
            inner.push(c);
        }
        word.broken = true;
        inner
    }

    fn put(&mut self, name: &str, word: &mut Word) {
        match self.variables.value(name, word.put_in) {
            Some(value) => word.put(value),
            None => word.leave_open(name),
        }
    }

    /// `$'…'`: escapes as in C.
    fn ansi(&mut self, word: &mut Word) {
        word.quoted = true;
        let begun = word.bytes.len();
        let mut ended_at = None;
        loop {
            match self.next() {
                None => return word.broken = true,
                Some('\'') => break,
                Some('\\') => self.escape(word),
                Some(c) => word.push(c),
            }
            // A NUL ends what these quotes say, as it does in bash.
            if ended_at.is_none() {
                ended_at = word.bytes[begun..].iter().position(|byte| *byte == 0).map(|at| begun + at);
            }
        }
        if let Some(at) = ended_at {
            word.bytes.truncate(at);
        }
    }

    fn escape(&mut self, word: &mut Word) {
        let Some(c) = self.next() else { return word.broken = true };
        let byte = match c {
            'a' => 7,
            'b' => 8,
            'e' | 'E' => 27,
            'f' => 12,
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            'v' => 11,
            '\\' | '\'' | '"' | '?' => c as u8,
            '0'..='7' => {
                let first = c.to_digit(8).unwrap_or_default();
                (self.digits(8, 2).map_or(first, |(value, count)| first * 8_u32.pow(count) + value) & 0xff)
                    as u8
            }
            'x' => match self.digits(16, 2) {
                Some((value, _)) => value as u8,
                None => return word.push_str("\\x"),
            },
            'u' | 'U' => {
                return match self.digits(16, if c == 'u' { 4 } else { 8 }) {
                    Some((value, _)) => word.push(char::from_u32(value).unwrap_or('\u{fffd}')),
                    None => {
                        word.push('\\');
                        word.push(c);
                    }
                };
            }
            'c' => return self.control(word),
            c => {
                word.push('\\');
                return word.push(c);
            }
        };
        word.bytes.push(byte);
    }

    /// `\\cX`, a control character.
    fn control(&mut self, word: &mut Word) {
        let Some(&c) = self.rest.peek() else { return word.broken = true };
        if c == '\'' || !c.is_ascii() {
            return word.push_str("\\c");
        }
        self.next();
        word.bytes.push(if c == '?' { 127 } else { c.to_ascii_uppercase() as u8 & 0x1f });
        // A backslash that was meant is written twice; one alone still keeps a quote from ending.
        if c == '\\' && !self.next_if('\\') && self.next_if('\'') {
            word.push('\'');
        }
    }

    /// Up to `most` digits, and how many there were.
    fn digits(&mut self, radix: u32, most: u32) -> Option<(u32, u32)> {
        let (mut value, mut count) = (0_u32, 0);
        while count < most {
            let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(radix)) else { break };
            self.next();
            value = value.wrapping_mul(radix).wrapping_add(digit);
            count += 1;
        }
        (count > 0).then_some((value, count))
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests;
