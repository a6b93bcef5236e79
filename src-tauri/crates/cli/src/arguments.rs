//! The whole command line, and the help that explains it.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::commands::{
    client, import_request, integration, key, log, provider, redact, scan, settings, snippet, test, watch,
};

const ABOUT: &str =
    "Every client's API keys on one rack: kept in the keyring, tested with one command, never shown.";

// Lines stay below 80 columns, so that a narrow terminal does not break them again.
const AFTER: &str = "\
First steps:
  keyrack doctor                  is the keyring there, is the database well?
  keyrack provider list shop      which providers are known
  keyrack client add 'Acme GmbH'
  keyrack integration add 'Acme GmbH' Shop \\
      --provider woocommerce --var store_domain=shop.example
  keyrack key add 'Acme GmbH/Shop' consumer_key
  keyrack key add 'Acme GmbH/Shop' consumer_secret --from clipboard
  keyrack test 'Acme GmbH/Shop'
  keyrack log --since 1h

Names:
  An integration is named CLIENT/INTEGRATION.
  An id does in place of either name, and of the whole.

Keys:
  A key comes in by --from prompt, stdin, clipboard or env-file, never as an
  argument: arguments stand in the shell's history and in the process list.
  It goes into the system's keyring and is bound to its integration's
  destination. No command prints a key.

Asking:
  Taking in, copying and forgetting a key, letting a key go to another
  destination, removing, and turning an unsafe setting on: each asks on the
  terminal. Scripts give the word beforehand by --yes, or --rebind for
  destinations. With neither terminal nor flag nothing happens.

Output:
  With --json a command prints one JSON document, the same views as the app's
  window gets, and an error as {\"error\":{\"code\",\"field\",\"what\",\"next\"}} on
  standard error. Colours are left out when the output is no terminal or
  NO_COLOR is set.

Exit codes:
  0  good
  1  a check failed: a verdict other than accepted, a row left out of an
     import, a finding of doctor or of a scan, a bad line of --jsonl; or a
     person said no, or it was cancelled (a scan without findings: 2)
  2  usage: what was asked for cannot be done as it was asked; or a scan that
     could not look or was stopped, and has found nothing
  3  keyring: locked, absent, slow, or without the key
  4  storage: the database or the data directory

Files:
  Everything but the keys lies in one directory: --data-dir, else
  KEYRACK_DATA_DIR, else the platform's (~/.local/share/keyrack on Linux).
  The app and the terminal may use it at the same time.

Shell completions:
  keyrack completions bash > ~/.local/share/bash-completion/completions/keyrack";

/// The whole command line.
#[derive(Parser)]
#[command(name = "keyrack", bin_name = "keyrack", version, about = ABOUT, after_long_help = AFTER, max_term_width = 110)]
#[command(after_help = "`keyrack --help` explains names, keys, output, exit codes and first steps.")]
pub(crate) struct Arguments {
    /// Print JSON: the same views as the app's window gets
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Where the data lies
    #[arg(long, global = true, value_name = "DIR", env = "KEYRACK_DATA_DIR", hide_env_values = true)]
    pub(crate) data_dir: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Clients: whose keys these are
    #[command(subcommand)]
    Client(client::Command),
    /// Integrations: what a client's keys are for
    #[command(subcommand)]
    Integration(integration::Command),
    /// The catalogue of providers
    #[command(subcommand)]
    Provider(provider::Command),
    /// Keys: take in, list (masked), copy, forget, import
    #[command(subcommand)]
    Key(key::Command),
    /// Bring integrations and keys along from other programs
    #[command(subcommand)]
    Import(import_request::Command),
    /// Send the harmless probe with the key and say what came of it
    ///
    /// Exit code 0 when every verdict is accepted, 1 when one is not, 3 when it is for the keyring alone. An integration
    /// whose provider cannot be tested yet, or has no harmless request, counts as neither; one whose key or variable is
    /// missing counts as not accepted. Ctrl-C drops the connections.
    Test(test::Test),
    /// Test on a schedule: list, set, show, run
    Watch(watch::Watch),
    /// The same request as code: curl, PHP, Node or Python, with the key's name in place of the key
    ///
    /// The key comes from the environment, or by --constant from a constant of the program. TLS is verified. Notes on what the
    /// program needs stand on standard error, so that the code can go into a file.
    Snippet(snippet::Snippet),
    /// Every deed and every send, redacted before it was written
    Log(log::Log),
    /// Mask keys, credentials and personal data in a text from standard input
    ///
    /// A stream goes out line by line, or in blocks that belong together: `keyrack redact < log > masked`. What cannot
    /// be examined is not shown. Every key of the rack is masked, with the tag that it has in the log; with --no-rack the
    /// keyring is left alone, and equal values have equal tags within one run.
    Redact(redact::Redact),
    /// Find keys of the rack and other credentials in files, folders, archives, git histories and sites
    ///
    /// Exit code 1 when a key or credential stands there that is in no baseline. Else 2 when it cannot be done as asked, was
    /// stopped, or nothing could be read of a path, site or history that was named; 3 when the keyring cannot be read or
    /// does not hold a key that it should; and 0. Keys that are too short to be sought change no exit code; keys that their
    /// vendors mean to be published are listed apart and do not count; what could not be read is listed with the reason.
    Scan(scan::Scan),
    /// Take a removal back, while its undo has not lapsed
    Undo {
        /// The id that the removal printed
        id: String,
    },
    /// Settings, for the app and the terminal alike
    #[command(subcommand)]
    Settings(settings::Command),
    /// Keyring and a round trip, database, rows against keyring, versions, where things lie
    Doctor,
    /// Completions for a shell, on standard output
    Completions { shell: clap_complete::Shell },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_argument_is_explained() {
        fn look(command: &clap::Command, path: &str) {
            let path = format!("{path} {}", command.get_name());
            assert!(command.get_about().is_some(), "{path} has no explanation");
            for argument in command.get_arguments().filter(|a| !a.is_hide_set()) {
                let plain = argument.get_help().is_some() || argument.get_id() == "shell";
                assert!(plain, "{path}: {} has no explanation", argument.get_id());
            }
            command.get_subcommands().for_each(|sub| look(sub, &path));
        }
        look(&Arguments::command(), "");
    }

    #[test]
    fn what_a_scan_ends_with_is_the_same_in_every_help() {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let of = |text: &str, code: u8| -> String {
            let text = plain(text);
            let codes = &text[text.find("Exit codes:").expect("exit codes")..];
            let from = codes.find(&format!(" {code} ")).expect("the code");
            let to = codes.find(&format!(" {} ", code + 1)).expect("the next one");
            codes[from..to].to_owned()
        };
        let whole = Arguments::command().render_long_help().to_string();
        let mut command = Arguments::command();
        command.build();
        let scan = command.find_subcommand_mut("scan").expect("scan").render_long_help().to_string();
        let first = plain(&scan[..scan.find("Usage:").expect("usage")]);
        for text in [of(&whole, 1), of(&scan, 1)] {
            assert!(!text.contains("look") && !text.contains("stopped"), "{text}");
        }
        for text in [of(&whole, 2), of(&scan, 2)] {
            assert!(text.contains("stopped"), "{text}");
        }
        let after = |mark: &str| first.find(mark).unwrap_or_else(|| panic!("{mark}: {first}"));
        assert!(after("Exit code 1") < after("Else 2") && after("Else 2") < after("stopped"), "{first}");
        assert!(after("stopped") < after("3 when") && after("3 when") < after("keyring"), "{first}");
        assert!(first.contains("too short to be sought change no exit code"), "{first}");
    }

    #[test]
    fn help_names_every_exit_code_and_no_option_takes_a_key() {
        let help = Arguments::command().render_long_help().to_string();
        assert!(AFTER.lines().all(|line| line.chars().count() < 80));
        for code in ["0  good", "1  a check failed", "2  usage", "3  keyring", "4  storage"] {
            assert!(help.contains(code), "{code}");
        }
        let key = Arguments::command();
        let add = key.find_subcommand("key").and_then(|k| k.find_subcommand("add")).expect("key add");
        for argument in add.get_arguments() {
            assert!(!matches!(argument.get_long(), Some("key" | "value" | "secret" | "token")));
        }
    }
}
