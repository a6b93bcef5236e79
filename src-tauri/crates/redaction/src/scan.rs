//! The leak scan: where held keys and credentials stand in a text, and which of them are published on purpose.

use crate::explore::{Sight, explore};
use crate::nets::{self, Layout, Scope};
use crate::redacted::Kind;
use crate::redactor::Redactor;
use crate::shapes;
use serde::{Deserialize, Serialize};

/// What sort of key was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A key that Keyrack holds.
    Held,
    /// Has the shape of a credential.
    Secret,
    /// A key that its vendor means to be published: publishable, browser and site keys. No leak.
    Public,
}

/// One thing that a scan found. It says where, never what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// Byte offsets in the text, half-open, on character borders, sorted, not overlapping.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// What sort of key it is.
    pub class: Class,
    /// The name of the rule that found it.
    pub rule: &'static str,
    /// Which of the held keys it is, by its position in the list given to [`Redactor::new`], refused ones left out.
    pub key: Option<usize>,
}

/// What a scan of a text came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// What was found.
    pub leaks: Vec<Leak>,
    /// Was the text read to its end? Otherwise its budget was spent before.
    pub complete: bool,
}

impl Redactor {
    /// Finds held keys in every wire form, and with `shapes` what looks like a credential.
    pub fn scan(&self, text: &str, shapes: bool) -> Scan {
        let mut leaks = Vec::new();
        let mut runs = Vec::new();
        // What has the beginning of a format but not its end is nobody's key, however random.
        let mut cut: Vec<(usize, usize)> = Vec::new();
        let walked = explore(text, self.held().keys(), &mut |view, sight| {
            self.held().search(view, &mut runs);
            if !shapes || sight == Sight::KeysOnly {
                return Ok(());
            }
            let legible = view.legible();
            let layout = if sight == Sight::Source { Layout::guess(text) } else { Layout::Text };
            for find in nets::cast(&legible, view.classes(), layout, Scope::Secrets)? {
                if find.kind != Kind::Secret {
                    continue;
                }
                let (mut start, mut end) = view.source(find.start, find.end);
                if !find.public && !shapes::is_whole(&find, &legible) {
                    cut.push((start, end));
                    continue;
                }
                if !is_reported(&find, &legible) {
                    continue;
                }
                if sight == Sight::Unpacked {
                    (start, end) = nets::whole_run(text, start, end);
                }
                let public =
                    find.public || is_general(find.rule) && shapes::is_named_public(&legible, find.start);
                let class = if public { Class::Public } else { Class::Secret };
                leaks.push(Leak { start, end, class, rule: find.rule, key: None });
            }
            Ok(())
        });
        let cut = united(cut);
        leaks.retain(|leak| {
            let next = cut.partition_point(|(_, end)| *end <= leak.start);
            leak.rule != "randomness" || cut.get(next).is_none_or(|(start, _)| *start >= leak.end)
        });
        leaks.extend(runs.into_iter().map(|run| Leak {
            start: run.start,
            end: run.end,
            class: Class::Held,
            rule: "held-key",
            key: Some(run.key),
        }));
        Scan {
            leaks: decided(text, leaks),
            complete: walked.is_ok() && text.len() <= crate::redactor::LARGEST,
        }
    }
}

/// Sorted, and what overlaps as one.
fn united(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    ranges.dedup_by(|next, last| {
        let joined = next.0 <= last.1;
        if joined {
            last.1 = last.1.max(next.1);
        }
        joined
    });
    ranges
}

/// Is a find good enough to trouble somebody with? Masking one thing too many costs little, a false alarm much.
fn is_reported(find: &nets::Find, text: &str) -> bool {
    let value = &text[find.start..find.end];
    if value.len() < 4 || is_monotone(value) {
        return false;
    }
    match find.rule {
        "telling-name" | "telling-header" | "cookie" => {
            !matches!(find.label, "license key" | "one-time code" | "card code" | "pin" | "csrf token")
                && !is_wording(value, find.label == "password")
                && !is_programme(text, find, value)
        }
        "randomness" => {
            stands_as_value(text, find) && !is_identifier(text, find, value) && !is_alphabet(value)
        }
        "authorization-header" | "command-password" => !is_variable(value) && !is_sample(text, find, value),
        "url-password" => !is_sample(text, find, value),
        "google" => !is_alphabet(value),
        _ => true,
    }
}

/// Code after a telling name: a type, a call, a path, a variable. What is written in quotes is none.
fn is_programme(text: &str, find: &nets::Find, value: &str) -> bool {
    let before = &text.as_bytes()[..find.start];
    if before.last().is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`')) {
        return false;
    }
    // What a password may hold and code does not.
    if value.bytes().any(|byte| b"$^~#%@!".contains(&byte)) && value.bytes().any(|byte| byte.is_ascii_digit())
    {
        return false;
    }
    let signs = ["::", "<", "`", "(", ")", "=>", "->", "&&", "||", "[", "]"];
    if signs.iter().any(|sign| value.contains(sign))
        || value.starts_with('{') && value.ends_with(':')
        || value.starts_with(['*', '&', '!', '?'])
        || value.ends_with('!')
    {
        return !value.contains(['$', '^', '~', '#']);
    }
    let number = value
        .trim_start_matches(['u', 'i', 'f'])
        .trim_end_matches(|char: char| "uif0123456789".contains(char));
    if number.is_empty() {
        return true;
    }
    let word = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'?'));
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // `DB_PASSWORD=word` is how settings are written, `password: word` alone on its line too.
    let set = before.last() == Some(&b'=') || is_setting(text, find);
    word && (!set && (digits == 0 || value.len() < 8)
        || value.contains('.') && crate::random::surprise(value) < 6.0)
}

/// Does the value stand at the end of a line that is nothing but a name and it?
fn is_setting(text: &str, find: &nets::Find) -> bool {
    let line = text[..find.start].rsplit('\n').next().unwrap_or_default();
    let after = text[find.end..].split('\n').next().unwrap_or_default().trim();
    let name = line.trim().trim_end_matches([':', '=', ' ']);
    after.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// `$TOKEN`, `<token>`, `{base64(…)}`: what a program or a reader puts there.
fn is_variable(value: &str) -> bool {
    let value = value.split_once(':').map_or(value, |(_, password)| password);
    value.starts_with(['$', '<', '{', '%']) || value.contains("${") || value.contains("{{")
}

/// The logins of manuals: a name and a word that say what they stand for, or one word for both.
fn is_sample(text: &str, find: &nets::Find, value: &str) -> bool {
    const HOSTS: [&str; 6] = ["example.", "localhost", "127.0.0.1", "test.", "demo.", "0.0.0.0"];
    let (login, value) = value.split_once(':').unwrap_or(("", value));
    let (login, small) = (login.to_ascii_lowercase(), value.to_ascii_lowercase());
    let host = text[find.end..].trim_start_matches('@');
    let alike = value.bytes().all(|byte| Some(byte) == value.bytes().next());
    let plain = ["password", "mypassword"].contains(&value)
        && ["username", "dbuser", "testuser"].contains(&login.as_str());
    login == small
        || alike
        || ["your", "replace", "xxxx", "changeme", "<", "..."].iter().any(|word| small.contains(word))
        || plain && HOSTS.iter().any(|name| host.contains(name) && host.find(name).is_some_and(|at| at < 40))
}

/// Does it stand where values stand: in quotes, or after what assigns it?
fn stands_as_value(text: &str, find: &nets::Find) -> bool {
    let before = text[..find.start].trim_end_matches([' ', '(', '[']);
    const WORDS: [&str; 7] = ["key", "token", "secret", "access", "private", "pat", "api"];
    let blank = before.len() < find.start;
    let word = blank
        && WORDS.iter().any(|word| {
            before.len() >= word.len()
                && before.is_char_boundary(before.len() - word.len())
                && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
        });
    word || before.ends_with(['"', '\'', '`', '=', ':', '>', ','])
        || text[..find.start].ends_with(['"', '\''])
}

/// A name in code, however random it looks.
fn is_identifier(text: &str, find: &nets::Find, value: &str) -> bool {
    let quoted = text[..find.start].ends_with(['"', '\'', '`']);
    let after = text[find.end..].chars().next().unwrap_or(' ');
    !quoted
        && (":(),;<".contains(after)
            || after == '.' && text[find.end + 1..].starts_with(|char: char| char.is_ascii_alphabetic()))
        && value.starts_with(|char: char| char.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && value.bytes().filter(u8::is_ascii_digit).count() * 6 < value.len()
}

/// The letters in their order, as decoders hold them.
fn is_alphabet(value: &str) -> bool {
    let steps = value.as_bytes().windows(2).filter(|pair| pair[1] == pair[0].wrapping_add(1)).count();
    steps * 3 > value.len()
}

/// `AAAAAAAA-BBBBBBBB`: of few characters, so nobody's key.
fn is_monotone(value: &str) -> bool {
    let secret = value.rsplit(['_', '-']).next().unwrap_or(value);
    [value, secret].iter().any(|part| {
        let mut seen: Vec<u8> = part.bytes().collect();
        seen.sort_unstable();
        seen.dedup();
        part.len() >= 8 && seen.len() * 6 <= part.len().min(30)
    })
}

/// What stands for a credential rather than being one: words, or a word that says so.
fn is_wording(value: &str, password: bool) -> bool {
    const SAYING: [&str; 16] = [
        "example",
        "fake",
        "dummy",
        "placeholder",
        "changeme",
        "change_me",
        "your",
        "insert",
        "sample",
        "replace",
        "xxxx",
        "todo",
        "redacted",
        "not_",
        "enter",
        "****",
    ];
    let small = value.to_ascii_lowercase();
    let words = small.split(['-', '_', '.', ' ', ':', '/']).filter(|word| !word.is_empty());
    let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let alike = value == small || value == value.to_ascii_uppercase();
    let several = alike && words.clone().count() > 1 && words.clone().all(plain);
    let one = !password && value.len() < 20 && plain(value);
    several || one || words.count() > 6 || SAYING.iter().any(|word| small.contains(word))
}

/// Does a rule go by a name or by looks, rather than by a format?
fn is_general(rule: &str) -> bool {
    const GENERAL: [&str; 6] =
        ["randomness", "telling-name", "telling-header", "url-token", "path-token", "authorization-header"];
    GENERAL.contains(&rule)
}

/// Is what another rule took for a secret, or a part of it, a key whose format says that it is published?
fn is_published(text: &str, leak: &Leak, published: &[(usize, usize, &str)]) -> bool {
    // The secret half of these looks like the public one: there the name decides.
    const TWOFOLD: [&str; 2] = ["recaptcha-public", "turnstile-public"];
    const NAME: usize = 40;
    let next = published.partition_point(|(_, end, _)| *end <= leak.start);
    published.get(next).is_some_and(|(start, end, rule)| {
        let name = &text[text.floor_char_boundary(start.saturating_sub(NAME))..*start];
        let within = leak.start >= *start && leak.end <= *end;
        *start < leak.end
            && (within || is_general(leak.rule))
            && !(TWOFOLD.contains(rule) && name.to_ascii_lowercase().contains("secret"))
    })
}

/// On character borders, without what is published after all, and apart.
fn decided(text: &str, mut leaks: Vec<Leak>) -> Vec<Leak> {
    for leak in &mut leaks {
        leak.start = text.floor_char_boundary(leak.start);
        leak.end = text.ceil_char_boundary(leak.end);
    }
    leaks.retain(|leak| leak.start < leak.end);
    let mut published: Vec<(usize, usize, &str)> = leaks
        .iter()
        .filter(|leak| leak.class == Class::Public)
        .map(|leak| (leak.start, leak.end, leak.rule))
        .collect();
    published.sort_unstable();
    leaks.retain(|leak| leak.class != Class::Secret || !is_published(text, leak, &published));
    apart(leaks)
}

/// Sorted and without overlaps; where finds overlap the first by class stays, and the longest of one class.
pub(crate) fn apart(mut leaks: Vec<Leak>) -> Vec<Leak> {
    leaks.sort_by_key(|leak| (leak.start, leak.class, std::cmp::Reverse(leak.end)));
    let mut kept: Vec<Leak> = Vec::with_capacity(leaks.len());
    for leak in leaks {
        let overlaps = |last: &Leak| leak.start < last.end;
        let weaker = |last: &Leak| {
            (leak.class, std::cmp::Reverse(leak.end - leak.start))
                >= (last.class, std::cmp::Reverse(last.end - last.start))
        };
        if kept.last().is_some_and(|last| overlaps(last) && weaker(last)) {
            continue;
        }
        while kept.last().is_some_and(overlaps) {
            kept.pop();
        }
        kept.push(leak);
    }
    kept
}
