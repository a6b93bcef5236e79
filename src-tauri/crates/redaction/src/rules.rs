//! The names of everything that can be found, for who has words for them.

use crate::shapes;

/// Rules that are no vendor's format.
const GENERAL: [&str; 14] = [
    "held-key",
    "telling-name",
    "telling-header",
    "authorization-header",
    "cookie",
    "randomness",
    "private-key",
    "discord",
    "mailchimp",
    "mailgun",
    "twilio",
    "atlassian-server",
    "asana",
    "facebook-app",
];

/// The names of all rules that a [`crate::Leak`] can carry, each once.
pub fn rules() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<&'static str> = GENERAL.to_vec();
    names.extend(shapes::rules().map(|rule| rule.name));
    names.sort_unstable();
    names.dedup();
    names.into_iter()
}

/// What a credential is called that this rule finds, such as `secret key`; `None` for a rule that is no vendor's format.
pub fn rule_label(name: &str) -> Option<&'static str> {
    let label = shapes::rules().find(|rule| rule.name == name).map(|rule| rule.label);
    label.or(match name {
        "discord" => Some("discord token"),
        "mailchimp" => Some("mailchimp key"),
        "mailgun" => Some("mailgun key"),
        "twilio" => Some("twilio key"),
        "atlassian-server" => Some("atlassian token"),
        "asana" => Some("asana token"),
        "facebook-app" => Some("facebook app token"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("the sources") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }

    /// The last argument of each call that makes a credential's find.
    fn last_arguments(text: &str) -> Vec<String> {
        let calls = text.match_indices("Find::secret(").map(|(at, call)| &text[at + call.len()..]);
        calls
            .map(|rest| {
                let (mut depth, mut last, mut end) = (1usize, 0, 0);
                for (at, byte) in rest.bytes().enumerate() {
                    match byte {
                        b'(' | b'[' | b'{' => depth += 1,
                        b')' | b']' | b'}' => depth -= 1,
                        b',' if depth == 1 && !rest[at + 1..].trim_start().starts_with(')') => last = at + 1,
                        _ => {}
                    }
                    if depth == 0 {
                        end = at;
                        break;
                    }
                }
                rest[last..end].trim().trim_end_matches(',').to_owned()
            })
            .collect()
    }

    /// Each find names its rule where it is made: as a text, or from one of the tables that are known here.
    #[test]
    fn every_rule_that_a_find_can_carry_is_named() {
        let (mut files, mut made) = (Vec::new(), Vec::new());
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        for path in files.iter().filter(|path| !path.ends_with("rules.rs")) {
            let text = std::fs::read_to_string(path).expect("a source");
            let file = path.file_name().and_then(|name| name.to_str()).expect("a name");
            for argument in last_arguments(&text) {
                match (file, argument.as_str()) {
                    // Formats: `rules` goes through their tables. Personal data: no leak carries its rules.
                    ("mod.rs", "rule.name") | ("nets.rs", "rule") => {}
                    ("tokens.rs", "name") => {
                        let named = text.lines().filter_map(|line| line.trim().strip_prefix("(\""));
                        made.extend(named.filter_map(|line| line.split('"').next()).map(str::to_owned));
                    }
                    (_, literal) => {
                        let name = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                        made.push(
                            name.unwrap_or_else(|| panic!("{file}: `{literal}` is no name")).to_owned(),
                        );
                    }
                }
            }
        }
        for name in ["facebook-app", "discord", "telling-name", "private-key", "cookie"] {
            assert!(made.iter().any(|made| made == name), "the search itself finds `{name}`");
        }
        for name in made {
            assert!(rules().any(|known| known == name), "`{name}` is not among the rules");
        }
    }
}
