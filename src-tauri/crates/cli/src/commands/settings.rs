//! `keyrack settings …`

use clap::{Subcommand, ValueEnum};
use engine::Engine;
use engine::view::{Settings, Theme};

use crate::ask::Consent;
use crate::print::{Out, Text, Tone, word};
use crate::stop::Stop;
use crate::table::Table;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show the settings
    Show,
    /// Change one
    #[command(subcommand)]
    Set(Change),
}

#[derive(Subcommand)]
pub(crate) enum Change {
    /// Unsafe: let integrations use plain HTTP to this machine, for development
    ///
    /// Turned on, it allows `--unsafe-loopback-http` on an integration. The key of such an integration crosses the loopback
    /// unencrypted, where other programs of this machine can read it. No other address is ever reached without HTTPS.
    LoopbackHttp {
        /// On or off
        state: Switch,
        /// Give the word beforehand
        #[arg(long, short)]
        yes: bool,
    },
    /// How long a copied key stays on the clipboard: 10 to 60 seconds
    ClipboardSeconds {
        /// So many seconds
        #[arg(value_parser = clap::value_parser!(u32).range(10..=60))]
        seconds: u32,
    },
    /// How long requests and answers are kept: 1 to 365 days. Older ones are deleted; deeds and verdicts stay
    KeepDays {
        /// So many days
        #[arg(value_parser = clap::value_parser!(u32).range(1..=365))]
        days: u32,
    },
    /// Keep of requests and answers only what the provider's list calls harmless: labels stand for all other values
    ///
    /// It counts for tests from now on. What is stored already stays as it is.
    StrictBodies {
        /// On or off
        state: Switch,
    },
    /// How the window looks
    Theme {
        /// Which one
        theme: ThemeName,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ThemeName {
    System,
    Light,
    Dark,
}

pub(crate) async fn run(command: Command, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let mut settings = engine.settings().await?;
    if let Command::Set(change) = command {
        if let Change::LoopbackHttp { state: Switch::On, yes } = &change
            && !settings.unsafe_loopback_http
        {
            allow(*yes, out).await?;
        }
        apply(change, &mut settings);
        settings = engine.save_settings(settings).await?;
    }
    out.show(&settings, print)
}

/// What is unsafe takes a person's word.
async fn allow(given: bool, out: &Out) -> Result<(), Stop> {
    let consent = Consent::by(given, "--yes")?;
    let mut about = out.text();
    about.line("Unsafe: integrations may then be set to plain HTTP on this machine.");
    about.line("Their keys cross the loopback unencrypted, where other programs can read them.");
    consent.ask(&about, "Turn it on?").await
}

fn apply(change: Change, settings: &mut Settings) {
    match change {
        Change::LoopbackHttp { state, .. } => settings.unsafe_loopback_http = state == Switch::On,
        Change::ClipboardSeconds { seconds } => settings.clipboard_seconds = seconds,
        Change::KeepDays { days } => settings.keep_days = days,
        Change::StrictBodies { state } => settings.strict_bodies = state == Switch::On,
        Change::Theme { theme } => {
            settings.theme = match theme {
                ThemeName::System => Theme::System,
                ThemeName::Light => Theme::Light,
                ThemeName::Dark => Theme::Dark,
            };
        }
    }
}

fn print(text: &mut Text, settings: &Settings) {
    let mut table = Table::pairs();
    table.pair("theme", &word(&settings.theme));
    table.pair("clipboard-seconds", &settings.clipboard_seconds.to_string());
    table.pair("keep-days", &settings.keep_days.to_string());
    table.pair("strict-bodies", if settings.strict_bodies { "on" } else { "off" });
    table.pair("loopback-http", if settings.unsafe_loopback_http { "on" } else { "off" });
    text.table(&table);
    if settings.unsafe_loopback_http {
        text.toned("", Tone::Care, "unsafe", ": integrations may use plain HTTP on this machine");
    }
}
