//! Watches, printed.

use engine::Engine;
use engine::view::{DayView, HistoryView, UptimeView, WatchRow, WatchState, WatchView};
use serde::Serialize;
use uuid::Uuid;

use crate::commands::moment;
use crate::print::{Out, Text, Tone, word};
use crate::stop::Stop;
use crate::table::Table;

/// A watch with what it showed.
#[derive(Serialize)]
struct OneView {
    watch: WatchView,
    history: HistoryView,
}

pub(super) async fn list(engine: &Engine, out: &Out) -> Result<(), Stop> {
    let rows = engine.watch_list().await?;
    out.show(&rows, |text, rows| {
        if rows.is_empty() {
            return text.line("Nothing is watched. keyrack watch set CLIENT/INTEGRATION --every 15m");
        }
        let mut table = Table::new(&["INTEGRATION", "STATE", "TESTED", "30 DAYS", "LAST", "NEXT"]);
        for row in rows {
            let WatchRow { client_name, integration_name, rule_words, uptime_30, last_at, next_at, .. } = row;
            table.row([
                format!("{client_name}/{integration_name}"),
                state(row.state, row.failing),
                rule_words.clone(),
                uptime(uptime_30),
                last_at.map(moment).unwrap_or_default(),
                next_at.map(moment).unwrap_or_default(),
            ]);
        }
        text.table(&table);
    })
}

pub(super) async fn one(engine: &Engine, id: Uuid, out: &Out) -> Result<(), Stop> {
    let (watch, history) = (engine.watch(id).await?, engine.watch_history(id).await?);
    let view = engine.integration(id).await?;
    let name = format!("{}/{}", view.client_name, view.input.name);
    out.show(&OneView { watch, history }, |text, one| {
        settings(text, &name, &one.watch);
        past(text, &one.history);
    })
}

/// What is set and how it stands.
pub(super) fn settings(text: &mut Text, name: &str, watch: &WatchView) {
    let tone = match watch.state {
        WatchState::Ok => Tone::Good,
        WatchState::Failing => Tone::Bad,
        WatchState::Pending | WatchState::Quiet | WatchState::Paused => Tone::Quiet,
    };
    text.toned(&format!("{name}  "), tone, &state(watch.state, watch.failing), "");
    let input = &watch.input;
    let mut table = Table::pairs();
    table.pair("    Tested", if input.enabled { &watch.rule_words } else { "not on a schedule" });
    let why = watch.why.as_ref().map(|why| why.what.clone()).unwrap_or_default();
    table.pair("    Not now", &why);
    if input.enabled {
        let (fail, clear) = (input.fail_after, input.clear_after);
        table.pair(
            "    Changes",
            &format!("to failing after {fail} failures in a row, back after {clear} successes"),
        );
        let slow =
            input.slow_after_ms.map(|ms| format!("an answer after more than {ms} ms")).unwrap_or_default();
        table.pair("    Failure is also", &slow);
        let mut waits = Vec::new();
        waits.extend(input.skip_on_battery.then_some("on battery"));
        waits.extend(input.skip_offline.then_some("without network"));
        table.pair("    Waits", &waits.join(", "));
    }
    table.pair("    Last", &watch.last_at.map(moment).unwrap_or_default());
    table.pair("    Next", &watch.next_at.map(moment).unwrap_or_default());
    let change = watch.last_change.as_ref();
    table.pair(
        "    Last change",
        &change.map(|c| format!("{}  {}", moment(c.at), c.words)).unwrap_or_default(),
    );
    text.table(&table);
}

fn past(text: &mut Text, history: &HistoryView) {
    let HistoryView { uptime_7, uptime_30, uptime_90, days, .. } = history;
    text.line(format!(
        "    Uptime    {} in 7 days, {} in 30, {} in 90",
        uptime(uptime_7),
        uptime(uptime_30),
        uptime(uptime_90)
    ));
    text.line(format!("    90 days   {}", days.iter().map(mark).collect::<String>()));
    text.line("              . no test   + all up   ~ some degraded   - some down   x all down");
    let last = days.iter().rev().find(|day| day.median_ms.is_some());
    if let Some(DayView { day, median_ms: Some(median), p95_ms: Some(most), .. }) = last {
        text.line(format!("    Answers   on {day}: half within {median} ms, 95 of 100 within {most} ms"));
    }
}

fn mark(day: &DayView) -> char {
    match (day.sends, day.accepted + day.degraded) {
        (0, _) => '.',
        (_, 0) => 'x',
        (all, up) if up < all => '-',
        _ if day.degraded > 0 => '~',
        _ => '+',
    }
}

fn uptime(of: &UptimeView) -> String {
    of.percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent:.2} %"))
}

fn state(state: WatchState, failing: bool) -> String {
    match state {
        WatchState::Quiet | WatchState::Paused if failing => format!("{}, failing", word(&state)),
        state => word(&state),
    }
}
