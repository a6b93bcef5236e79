//! Commands as `cmd.exe` reads them, and its programs split them into words: what browsers copy "as cURL (cmd)".

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

use zeroize::Zeroizing;

use super::shell::{Command, MOST_COMMANDS};
use super::text::Given;

/// Whether a text is written for `cmd.exe`: it goes on after `^` at a line's end, or quotes by `^"`.
pub(super) fn is_cmd(text: &str) -> bool {
    let goes_on = text.lines().any(|line| line.trim_end_matches('\r').ends_with(" ^"));
    goes_on || text.contains("^\"")
}

/// The commands of a text, in order; and whether there were more than are read.
pub(super) fn commands(text: &str) -> (Vec<Command>, bool) {
    let mut commands = Vec::new();
    let mut rest = text.chars().peekable();
    let mut line = 1;
    while rest.peek().is_some() {
        if commands.len() == MOST_COMMANDS {
            return (commands, true);
        }
        let begins = line;
        let one = one(&mut rest, &mut line);
        let (words, broken) = words(&one);
        if !words.is_empty() {
            commands.push(Command { line: begins, words, broken });
        }
    }
    (commands, false)
}

/// One command without its carets.
fn one(rest: &mut Peekable<Chars<'_>>, line: &mut u32) -> Zeroizing<String> {
    let mut command = Zeroizing::new(String::new());
    let mut quoted = false;
    while let Some(c) = rest.next() {
        match c {
            '^' if !quoted => {
                if rest.peek() == Some(&'\r') {
                    rest.next();
                }
                if rest.peek() == Some(&'\n') {
                    rest.next();
                    *line += 1;
                }
                // After a line's end, too, the caret escapes what follows: a second line end is one then.
                if let Some(c) = rest.next() {
                    *line += u32::from(c == '\n');
                    command.push(c);
                }
            }
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' => {
                *line += 1;
                return command;
            }
            '&' | '|' if !quoted => return command,
            c => {
                quoted ^= c == '"';
                command.push(c);
            }
        }
    }
    command
}

/// Words as the C runtime of Windows splits them: `\"` is a quote, and two quotes within quotes are one.
fn words(command: &str) -> (Vec<Given>, bool) {
    let mut words = Vec::new();
    let mut word: Option<Zeroizing<String>> = None;
    let mut quoted = false;
    let mut rest = command.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\t' if !quoted => words.extend(word.take()),
            '\\' => {
                let mut slashes = 1;
                while rest.peek() == Some(&'\\') {
                    rest.next();
                    slashes += 1;
                }
                let text = word.get_or_insert_default();
                if rest.peek() == Some(&'"') {
                    text.extend(std::iter::repeat_n('\\', slashes / 2));
                    if slashes % 2 == 1 {
                        rest.next();
                        text.push('"');
                    }
                } else {
                    text.extend(std::iter::repeat_n('\\', slashes));
                }
            }
            '"' => {
                let text = word.get_or_insert_default();
                if quoted && rest.peek() == Some(&'"') {
                    rest.next();
                    text.push('"');
                } else {
                    quoted = !quoted;
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    let given = |text| Given::made(text, Vec::new(), BTreeSet::new());
    (words.into_iter().map(given).collect(), quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let words = |command: Command| command.words.iter().map(|word| word.text.to_string()).collect();
        commands(text).0.into_iter().map(words).collect()
    }

    #[test]
    fn what_a_browser_copies_is_read() {
        let new = "curl ^\"https://api.example.com/a?b=1^&c=^%^20^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"\r\n";
        assert!(is_cmd(new));
        assert_eq!(
            read(new),
            [["curl", "https://api.example.com/a?b=1&c=%20", "-H", "accept: */*", "--data-raw", "{\"a\":1}"]]
        );
        let old = "curl \"https://api.example.com/\" ^\n -H \"x: \"\"y\"\"\" --compressed & curl \"https://b.example\"";
        assert_eq!(
            read(old),
            [
                vec!["curl", "https://api.example.com/", "-H", "x: \"y\"", "--compressed"],
                vec!["curl", "https://b.example"]
            ]
        );
    }

    #[test]
    fn backslashes_count_only_before_quotes() {
        assert_eq!(read(r#"a\b "c\\" \\\"d"#), [[r"a\b", r"c\", r#"\"d"#]]);
        assert!(commands("curl \"open").0[0].broken);
        assert!(!is_cmd("curl 'https://a.example' \\\n -H 'a: b'"));
    }
}
