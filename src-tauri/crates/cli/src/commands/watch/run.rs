//! `keyrack watch run`: a watcher in the foreground, for servers.

use std::pin::pin;

use engine::view::{Topic, WatchChange, WatchChangeView};
use engine::{Cancel, Engine, WatchFeed};
use tokio::sync::broadcast::error::RecvError;

use crate::commands::moment;
use crate::print::{Out, Tone, count, put};
use crate::stop::Stop;
use crate::visible::json_line;

pub(super) async fn run(engine: &Engine, out: &Out) -> Result<(), Stop> {
    let stop = Cancel::new();
    end_on_signal(&stop)?;
    // Heard from before the first beat: nothing that it changes is missed.
    let (mut topics, mut feed) = (engine.subscribe(), engine.watch_feed());
    let all = engine.watches().await?;
    out.aside(&format!("Watching {}. Ctrl-C ends it.", count(all.watched, "integration")));
    let mut watching = pin!(engine.watcher(stop.clone()).run());
    let mut printed = Ok(());
    loop {
        tokio::select! {
            () = &mut watching => break,
            heard = topics.recv() => {
                let news = matches!(heard, Ok(Topic::Watches) | Err(RecvError::Lagged(_)));
                if news && printed.is_ok() {
                    printed = print(&mut feed, out).await;
                }
                // Nobody reads any more, or nothing can be read: it ends as if it had been told to.
                if printed.is_err() || matches!(heard, Err(RecvError::Closed)) {
                    stop.cancel();
                }
            }
        }
    }
    printed?;
    print(&mut feed, out).await?;
    out.aside("Ended.");
    Ok(())
}

/// Prints what changed since the last time, whichever process noticed it.
async fn print(feed: &mut WatchFeed, out: &Out) -> Result<(), Stop> {
    for change in feed.next().await? {
        if out.is_json() {
            let line = json_line(&change)
                .map_err(|_| Stop::usage("The answer is not JSON.", "Report this as a mistake."))?;
            put(&(line + "\n"))?;
        } else {
            out.print(line(&change, out))?;
        }
    }
    Ok(())
}

fn line(change: &WatchChangeView, out: &Out) -> crate::print::Text {
    let (tone, word) = match change.change {
        WatchChange::Failing => (Tone::Bad, "failing"),
        WatchChange::Ok => (Tone::Good, "well again"),
        WatchChange::Certificate => (Tone::Care, "certificate"),
    };
    let before = format!("{}  {}/{}  ", moment(change.at), change.client_name, change.integration_name);
    let mut text = out.text();
    text.toned(&before, tone, word, &format!("  {} ({})", change.words, change.reason));
    text
}

/// Ctrl-C, and what a service manager sends.
pub(in crate::commands) fn end_on_signal(stop: &Cancel) -> Result<(), Stop> {
    super::super::test::cancel_on_interrupt(stop);
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut told = signal(SignalKind::terminate()).map_err(|_| {
            Stop::usage("The end cannot be waited for.", "Close other programs and try again.")
        })?;
        let stop = stop.clone();
        tokio::spawn(async move {
            told.recv().await;
            stop.cancel();
        });
    }
    Ok(())
}
