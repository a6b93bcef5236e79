//! Mistakes in the arguments, said without repeating a value: it may be a key in the wrong place.

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Command, CommandFactory};

use crate::arguments::Arguments;
use crate::stop::USAGE;

/// Prints help, version, or a mistake.
pub(crate) fn print(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A reader that has gone away has read enough.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let given: Vec<String> = std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    eprintln!("{}", crate::visible::visible_lines(&masked(&error.to_string(), &given)));
    ExitCode::from(USAGE)
}

/// The message with everything that was given, and is no word of ours, left out.
fn masked(message: &str, given: &[String]) -> String {
    let mut known = Vec::new();
    collect(&Arguments::command(), &mut known);
    let mut values: Vec<&str> = given
        .iter()
        .flat_map(|arg| std::iter::once(arg.as_str()).chain(arg.split_once('=').map(|(_, value)| value)))
        .map(|value| value.trim_start_matches('-'))
        .filter(|value| value.chars().count() >= 4 && !known.iter().any(|k| k == value))
        .collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    values.iter().fold(message.to_owned(), |text, value| text.replace(value, "…"))
}

fn collect(command: &Command, known: &mut Vec<String>) {
    known.push(command.get_name().to_owned());
    known.extend(command.get_arguments().filter_map(|a| a.get_long().map(str::to_owned)));
    for sub in command.get_subcommands() {
        collect(sub, known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn said(args: &[&str]) -> String {
        let error = Arguments::try_parse_from([&["keyrack"], args].concat()).err().expect("a mistake");
        masked(&error.to_string(), &args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_key_in_the_wrong_place_is_not_repeated() {
        let key = format!("sk_{}_{}", "live", "x9".repeat(12));
        for args in [
            vec!["key", "add", "a/b", "part", "--key", &key],
            vec!["key", "add", "a/b", "part", &format!("--key={key}")],
            vec!["key", "show", &key],
            vec![key.as_str()],
            vec!["log", "--limit", &key],
            vec!["client", "list", &key],
            vec![&format!("--{key}")],
        ] {
            let said = said(&args);
            assert!(!said.contains(&key) && !said.contains("x9x9"), "{said}");
        }
    }

    #[test]
    fn a_misspelt_flag_is_still_explained() {
        let said = said(&["integration", "add", "a", "b", "--provider"]);
        assert!(said.contains("--provider"), "{said}");
    }
}
