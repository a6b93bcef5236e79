//! `keyrack watch set`: what is given changes, the rest stays.

use clap::ValueEnum;
use engine::Engine;
use engine::view::{Quiet, WatchInput, WatchRule, WatchView};

use super::shown;
use crate::address;
use crate::print::Out;
use crate::stop::{CHECK, Stop};

#[derive(clap::Args)]
pub(crate) struct Set {
    /// CLIENT, CLIENT/INTEGRATION, or an id
    target: String,
    /// Test at an interval of 1 minute to a week, such as 15m, 6h, 1d
    #[arg(long, value_name = "INTERVAL", value_parser = minutes, conflicts_with = "cron")]
    every: Option<u32>,
    /// Test by a cron rule of five fields, such as '*/10 * * * *'
    #[arg(long, value_name = "RULE")]
    cron: Option<String>,
    /// The zone of the cron rule and of the quiet hours, such as Europe/Berlin, or `local`
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Hours in which nothing is sent, such as 22:00-06:00, or `none`
    #[arg(long, value_name = "FROM-TO")]
    quiet: Option<String>,
    /// Test each integration up to so much later, always by the same: 0s to 1h
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    jitter: Option<u32>,
    /// So many failures in a row make it failing: 1 to 10
    #[arg(long, value_name = "N")]
    fail_after: Option<u32>,
    /// So many successes in a row make it well: 1 to 10
    #[arg(long, value_name = "N")]
    clear_after: Option<u32>,
    /// An answer that took longer counts as a failure: milliseconds, or `none`
    #[arg(long, value_name = "MS", value_parser = slow)]
    slow_after: Option<u32>,
    /// Wait while the machine runs on its battery
    #[arg(long, value_name = "YES|NO")]
    skip_on_battery: Option<Choice>,
    /// Wait while the machine has no network
    #[arg(long, value_name = "YES|NO")]
    skip_offline: Option<Choice>,
    /// Turn the watch off; its history stays
    #[arg(long, conflicts_with_all = ["every", "cron"])]
    off: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    Yes,
    No,
}

pub(super) async fn run(set: Set, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let rows = address::targets(engine, Some(&set.target)).await?.rows();
    if rows.is_empty() {
        return Err(Stop::usage(
            "There is nothing to watch.",
            "Add an integration: keyrack integration add --help",
        ));
    }
    let (mut views, mut left) = (Vec::with_capacity(rows.len()), Vec::new());
    let several = rows.len() > 1;
    for row in rows {
        let name = format!("{}/{}", row.client_name, row.name);
        let before = engine.watch(row.id).await?;
        match engine.save_watch(row.id, set.input(before.input)?).await {
            Ok(view) => views.push((name, view)),
            // The others of a client can be watched all the same.
            Err(error) if several && error.refusal().code == "watch_creates" => left.push((name, error)),
            Err(error) => return Err(error.into()),
        }
    }
    for (name, error) in &left {
        out.warn(&format!("{name} is left out: {}", error.refusal().what));
    }
    print(&views, out)?;
    if left.is_empty() { Ok(()) } else { Err(Stop::Said(CHECK)) }
}

fn print(views: &[(String, WatchView)], out: &Out) -> Result<(), Stop> {
    if let [(name, view)] = views {
        return out.show(view, |text, view| shown::settings(text, name, view));
    }
    let all: Vec<_> = views.iter().map(|(_, view)| view).collect();
    out.show(&all, |text, _| views.iter().for_each(|(name, view)| shown::settings(text, name, view)))
}

impl Set {
    fn input(&self, before: WatchInput) -> Result<WatchInput, Stop> {
        let zone_before = match &before.rule {
            WatchRule::Cron { zone, .. } => Some(zone.clone()),
            WatchRule::Every { .. } => before.quiet.as_ref().map(|quiet| quiet.zone.clone()),
        };
        let zone = self.zone.clone().or(zone_before).unwrap_or_else(|| "local".to_owned());
        let rule = match (&self.cron, self.every, before.rule) {
            (Some(text), ..) => WatchRule::Cron { text: text.clone(), zone: zone.clone() },
            (None, Some(minutes), _) => WatchRule::Every { minutes },
            (None, None, WatchRule::Cron { text, .. }) => WatchRule::Cron { text, zone: zone.clone() },
            (None, None, every @ WatchRule::Every { .. }) => every,
        };
        let quiet = match self.quiet.as_deref() {
            Some("none") => None,
            Some(hours) => Some(quiet_hours(hours, &zone)?),
            None => before.quiet.map(|quiet| match &self.zone {
                Some(zone) => Quiet { zone: zone.clone(), ..quiet },
                None => quiet,
            }),
        };
        let yes = |choice: Option<Choice>, before| choice.map_or(before, |choice| choice == Choice::Yes);
        Ok(WatchInput {
            enabled: !self.off,
            rule,
            jitter_s: self.jitter.unwrap_or(before.jitter_s),
            quiet,
            fail_after: self.fail_after.unwrap_or(before.fail_after),
            clear_after: self.clear_after.unwrap_or(before.clear_after),
            // 0 stands for "none": nothing is that fast.
            slow_after_ms: self.slow_after.map_or(before.slow_after_ms, |ms| (ms > 0).then_some(ms)),
            skip_on_battery: yes(self.skip_on_battery, before.skip_on_battery),
            skip_offline: yes(self.skip_offline, before.skip_offline),
        })
    }
}

fn quiet_hours(text: &str, zone: &str) -> Result<Quiet, Stop> {
    let (from, to) = text.split_once('-').ok_or_else(|| {
        Stop::usage("These are no quiet hours.", "Write two times of day, such as --quiet 22:00-06:00.")
    })?;
    Ok(Quiet { from: from.trim().to_owned(), to: to.trim().to_owned(), zone: zone.to_owned() })
}

/// A number with `s`, `m`, `h` or `d`, in seconds.
pub(in crate::commands) fn seconds(text: &str) -> Result<u32, String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err("write a number and s, m, h or d, such as 15m".to_owned()),
    };
    let number: u32 =
        number.parse().map_err(|_| "write a number and s, m, h or d, such as 15m".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "this is too long".to_owned())
}

fn minutes(text: &str) -> Result<u32, String> {
    match seconds(text)? {
        seconds if seconds > 0 && seconds % 60 == 0 => Ok(seconds / 60),
        _ => Err("write whole minutes, such as 15m".to_owned()),
    }
}

fn slow(text: &str) -> Result<u32, String> {
    match text.trim().trim_end_matches("ms") {
        "none" => Ok(0),
        number => number.parse().map_err(|_| "write milliseconds, such as 800, or none".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_read_by_their_unit() {
        for (text, of) in [("15m", 15), ("120s", 2), ("6h", 360), ("1d", 1440), ("90min", 90)] {
            assert_eq!(minutes(text), Ok(of), "{text}");
        }
        for text in ["15", "90s", "0m", "m", "", "-5m", "99999999d", "1 fortnight"] {
            assert!(minutes(text).is_err(), "{text}");
        }
        assert_eq!((slow("800ms"), slow("none"), seconds("0s")), (Ok(800), Ok(0), Ok(0)));
    }
}
