//! Frame times while the board scrolls, with 500 clients × 10 integrations, against the same window at rest: how much
//! longer all but the worst twentieth of the frames take.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use engine::MadeUp;
use keyrack_tests::app::App;
use keyrack_tests::bench::{self, figure, line, median, quantile};
use keyrack_tests::session::Session;
use serde_json::json;

const RACK: MadeUp = MadeUp { clients: 500, hooks: 10, sends: 20_000 };
const ROUNDS: usize = 7;
const FRAMES: u32 = 180;
/// What a firm turn of a wheel scrolls in a frame.
const FIRMLY: u32 = 60;
/// Faster than anybody reads: each frame shows cards that were not there.
const FAST: u32 = 400;

/// The times between frames, while what scrolls goes on by so many pixels in each; up again at the end.
const MEASURE: &str = "
const [frames, pixels] = given;
const all = Array.from(document.querySelectorAll('main *'));
const box = all.reduce((one, other) => (other.scrollHeight - other.clientHeight > one.scrollHeight - one.clientHeight ? other : one));
const frame = () => new Promise((done) => requestAnimationFrame(done));
const times = [];
let way = pixels;
let past = 0;
let last = await frame();
for (let n = 0; n < frames; n += 1) {
  if (way !== 0) {
    if (box.scrollTop + box.clientHeight + way > box.scrollHeight || box.scrollTop + way < 0) way = -way;
    box.scrollTop += way;
    past += Math.abs(way);
  }
  const now = await frame();
  times.push(now - last);
  last = now;
}
const cards = document.querySelectorAll('[data-testid=card]').length;
return { times, past, cards, height: box.scrollHeight };
";

#[tokio::main]
async fn main() {
    let session = Session::with_window();
    bench::make_rack(&session.data_dir(), RACK).await;
    let app = App::start_program(&session, &bench::app(), &[]).await;
    app.wait_for_script(
        "the board's cards",
        "return document.querySelectorAll('[data-testid=card]').length > 3",
    )
    .await;
    // Once over it: what is read for the first time is read from the disk.
    frames(&app, FIRMLY).await;

    let (mut still, mut firmly, mut fast) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        still.push(quantile(&frames(&app, 0).await, 0.95));
        firmly.push(quantile(&frames(&app, FIRMLY).await, 0.95));
        fast.push(quantile(&frames(&app, FAST).await, 0.95));
    }
    app.close().await;
    println!(
        "{} clients × {} integrations; {ROUNDS} rounds of {FRAMES} frames each; of each round the time that all but the \
         worst twentieth of its frames took",
        RACK.clients, RACK.hooks
    );
    line("frame at rest", &still, "ms");
    line(&format!("frame, {FIRMLY} px each"), &firmly, "ms");
    line(&format!("frame, {FAST} px each"), &fast, "ms");
    println!("{}", figure("scroll_p95_ratio", median(&firmly) / median(&still), "x", 2.0));
    println!("{}", figure("scroll_fast_p95_ratio", median(&fast) / median(&still), "x", 3.0));
}

async fn frames(app: &App<'_>, pixels: u32) -> Vec<f64> {
    let measured = app.script_async(MEASURE, vec![json!(FRAMES), json!(pixels)]).await["value"].clone();
    let number = |name: &str| measured[name].as_f64().unwrap_or_else(|| panic!("no {name}: {measured}"));
    assert!(number("height") > 20_000.0, "a long board: {measured}");
    assert!(number("past") >= f64::from(pixels * (FRAMES - 1)), "it scrolled: {measured}");
    assert!(number("cards") > 3.0, "cards are drawn where it stopped: {measured}");
    let times = measured["times"].as_array().expect("times").iter().filter_map(serde_json::Value::as_f64);
    times.collect()
}
