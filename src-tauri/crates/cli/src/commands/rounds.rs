//! `keyrack test --watch`: the same tests again and again, each shown as it comes.

use std::collections::HashMap;
use std::time::Duration;

use engine::Cancel;
use engine::view::VerdictKind;
use tokio::time::{Instant, sleep_until};

use super::many::{Came, Many, SendsView, summary};
use super::moment;
use super::watch::{end_on_signal, seconds};
use crate::print::{put, word};
use crate::stop::{CHECK, Stop};
use crate::visible::json_line;

const DAY: u32 = 24 * 60 * 60;

/// A pause of 1 second to a day, in seconds.
pub(super) fn pause(text: &str) -> Result<u32, String> {
    match seconds(text)? {
        seconds @ 1..=DAY => Ok(seconds),
        _ => Err("from 1s to 1d".to_owned()),
    }
}

/// Round after round until it is told to end; then as the last whole one came out.
pub(super) async fn run(many: &Many<'_>, every: u32, cancel: Cancel) -> Result<(), Stop> {
    end_on_signal(&cancel)?;
    let every = Duration::from_secs(u64::from(every));
    many.out.aside("Testing again and again. Ctrl-C ends it.");
    let mut before = HashMap::new();
    let mut last = None;
    loop {
        let next = Instant::now() + every;
        let came = round(many, &mut before, cancel.clone()).await?;
        if came.batch.cancelled {
            break;
        }
        many.save(&came).await?;
        last = Some(came);
        tokio::select! {
            () = cancel.cancelled() => break,
            () = sleep_until(next) => {}
        }
    }
    last.map_or(Err(Stop::Said(CHECK)), |came| came.code())
}

/// Each test with its time, and with what it came to before where that was something else.
async fn round(
    many: &Many<'_>,
    before: &mut HashMap<String, VerdictKind>,
    cancel: Cancel,
) -> Result<SendsView, Stop> {
    let json = many.out.is_json();
    let came = many
        .tell(cancel, |name, came| {
            if json {
                let line = match &came {
                    Came::Sent(sent) => json_line(sent),
                    Came::NotSent(one) => json_line(one),
                };
                let line =
                    line.map_err(|_| Stop::usage("The answer is not JSON.", "Report this as a mistake."))?;
                return put(&(line + "\n"));
            }
            let mut text = many.out.text();
            let (at, kind) = match &came {
                Came::Sent(sent) => (moment(sent.at), sent.verdict.kind),
                Came::NotSent(_) => (String::new(), VerdictKind::NotSent),
            };
            many.print(&mut text, format!("{at}  {name}").trim_start(), &came);
            match before.insert(name.to_owned(), kind) {
                Some(was) if was != kind => text.line(format!("    It was {} before.", word(&was))),
                _ => {}
            }
            many.out.print(text)
        })
        .await?;
    if !json && came.batch.total > 1 {
        let mut text = many.out.text();
        summary(&mut text, &came.batch);
        many.out.print(text)?;
    }
    Ok(came)
}
