//! Watching against a real provider, with a clock that is moved by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Duration, Utc};
use engine::view::{Quiet, WatchChange, WatchInput, WatchRule, WatchState, WatchView};
use engine::{Cancel, Engine, Machine, Watcher};
use loopback::{Script, Vendor};
use uuid::Uuid;
use vault::MemoryState;

use crate::kit::{Kit, PLAIN, code, key};

fn every(minutes: u32) -> WatchInput {
    WatchInput { enabled: true, rule: WatchRule::Every { minutes }, jitter_s: 0, ..WatchInput::default() }
}

/// Longer than any of these tests lasts.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// What a test says the machine has.
#[derive(Default)]
struct Told {
    battery: AtomicBool,
    offline: AtomicBool,
}

impl Machine for Told {
    fn on_battery(&self) -> bool {
        self.battery.load(Ordering::Relaxed)
    }
    fn offline(&self) -> bool {
        self.offline.load(Ordering::Relaxed)
    }
}

struct Room {
    kit: Kit,
    watcher: Watcher,
    machine: Arc<Told>,
    ids: Vec<Uuid>,
}

impl Room {
    /// So many integrations with keys, at one provider that accepts them, and one who watches.
    async fn new(many: usize) -> Self {
        let kit = Kit::new().await;
        let client = kit.client("Northlight").await;
        kit.provider.on("/custom", Script::always(Vendor::Other.accepted()));
        let mut ids = Vec::new();
        for at in 0..many {
            let id = kit.plain(client, &format!("Desk {at}")).await;
            kit.take(id, "api_key", &key(PLAIN)).await.unwrap();
            ids.push(id);
        }
        let machine = Arc::new(Told::default());
        let watcher = watcher(&kit.engine, &machine);
        Self { kit, watcher, machine, ids }
    }

    async fn save(&self, at: usize, input: WatchInput) -> WatchView {
        self.kit.engine.save_watch(self.ids[at], input).await.unwrap()
    }

    async fn watch(&self, at: usize) -> WatchView {
        self.kit.engine.watch(self.ids[at]).await.unwrap()
    }

    fn sent(&self) -> usize {
        usize::try_from(self.kit.provider.count()).unwrap()
    }

    /// Lets minutes go by, looking at each as the loop would, and says how many beats were sent.
    async fn minutes(&mut self, many: i64) -> usize {
        let before = self.sent();
        for _ in 0..many {
            self.kit.clock.advance(Duration::minutes(1));
            all(&mut self.watcher).await;
        }
        self.sent() - before
    }

    /// Looks once, until nothing is due.
    async fn now(&mut self) -> usize {
        let before = self.sent();
        all(&mut self.watcher).await;
        self.sent() - before
    }
}

fn watcher(engine: &Engine, machine: &Arc<Told>) -> Watcher {
    engine.watcher(Cancel::new()).on(Arc::clone(machine) as Arc<dyn Machine>)
}

/// Looks until everything that is due was sent.
async fn all(watcher: &mut Watcher) {
    loop {
        watcher.look().await.unwrap();
        if watcher.is_idle() {
            return;
        }
        watcher.idle().await;
    }
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[tokio::test]
async fn a_watch_is_tested_at_once_then_by_its_rule_and_settles_only_after_several() {
    let mut room = Room::new(1).await;
    room.kit.clock.set(at("2026-11-23T10:00:00Z"));
    assert_eq!(room.watch(0).await.state, WatchState::Paused);
    room.save(0, WatchInput { fail_after: 2, clear_after: 2, ..every(10) }).await;
    assert_eq!(room.watch(0).await.state, WatchState::Pending);
    assert_eq!(room.now().await, 1);
    assert_eq!(room.watch(0).await.state, WatchState::Pending, "one says nothing yet");
    assert_eq!(room.minutes(9).await, 0);
    assert_eq!(room.minutes(1).await, 1);
    let well = room.watch(0).await;
    assert_eq!((well.state, well.last_change), (WatchState::Ok, None));
    assert_eq!(well.next_at, Some(at("2026-11-23T10:20:00Z")));

    room.kit.provider.on("/custom", Script::always(Vendor::Other.refused()));
    assert_eq!(room.minutes(10).await, 1);
    let once = room.watch(0).await;
    assert_eq!((once.state, once.against, once.against_of), (WatchState::Ok, 1, 2));
    assert_eq!(room.minutes(10).await, 1);
    let failing = room.watch(0).await;
    assert_eq!(failing.state, WatchState::Failing);
    assert_eq!(failing.last_change.unwrap().change, WatchChange::Failing);
    assert_eq!(room.minutes(60).await, 6);
    let since = room.watch(0).await;
    assert_eq!(since.since, Some(at("2026-11-23T10:30:00Z")), "one change, however many beats");

    room.kit.provider.on("/custom", Script::always(Vendor::Other.accepted()));
    room.minutes(20).await;
    assert_eq!(room.watch(0).await.last_change.unwrap().change, WatchChange::Ok);
    let history = room.kit.engine.watch_history(room.ids[0]).await.unwrap();
    let today = history.days.last().unwrap();
    assert_eq!((today.sends, today.accepted, today.refused), (12, 4, 8));
    assert!(today.median_ms.is_some() && history.latencies.len() == 12 && history.days.len() == 90);
    assert_eq!(history.uptime_7.percent, Some(33.33));
    let all = room.kit.engine.watches().await.unwrap();
    assert_eq!((all.watched, all.failing, all.uptime.judged), (1, 0, 12));
    let strips = room.kit.engine.watch_strips(&room.ids).await.unwrap();
    let mut days = vec![None; 29];
    days.push(Some(33));
    assert_eq!((strips[0].integration, &strips[0].days), (room.ids[0], &days));
    let many = vec![room.ids[0]; 201];
    assert_eq!(room.kit.engine.watch_strips(&many).await.unwrap_err().code(), engine::Code::OutOfRange);
    assert_eq!(all.slowest[0].provider.id, "custom");
}

#[tokio::test]
async fn app_and_terminal_at_once_send_each_beat_once() {
    let mut room = Room::new(6).await;
    for which in 0..6 {
        room.save(which, every(5)).await;
    }
    let terminal = room.kit.another_engine().await;
    let mut other = watcher(&terminal, &room.machine);
    for _ in 0..15 {
        let before = room.sent();
        // Both look at the same moment, and both go on until nothing is due.
        tokio::join!(all(&mut room.watcher), all(&mut other));
        let sent = room.sent() - before;
        assert!(sent == 0 || sent == 6, "{sent} sends for six beats");
        room.kit.clock.advance(Duration::minutes(1));
    }
    assert_eq!(room.sent(), 18, "three beats each");
}

#[tokio::test]
async fn what_a_process_had_taken_that_crashed_is_sent_by_another_once_its_lease_ends() {
    let mut room = Room::new(1).await;
    room.kit.provider.on("/custom", Script::always(Vendor::Other.accepted()).after(PATIENCE));
    room.save(0, every(60)).await;
    let gone = room.kit.another_engine().await;
    let mut taker = watcher(&gone, &room.machine);
    taker.look().await.unwrap();
    // It took the beat, and is gone before anything came of it.
    drop(taker);
    room.kit.provider.on("/custom", Script::always(Vendor::Other.accepted()));
    room.kit.clock.advance(Duration::seconds(100));
    assert_eq!(room.now().await, 0, "somebody else has it");
    // Longer than a send may take with all that it may wait for.
    assert_eq!(room.minutes(5).await, 1);
    assert_eq!(room.minutes(30).await, 0);
}

#[tokio::test]
async fn after_three_days_of_sleep_each_is_sent_once_spread_over_time() {
    let mut room = Room::new(12).await;
    for which in 0..12 {
        room.save(which, every(15)).await;
    }
    assert_eq!(room.now().await, 12);
    room.kit.clock.advance(Duration::days(3) + Duration::seconds(7));
    assert_eq!(room.now().await, 0, "not all at once on waking");
    let mut most = 0;
    let before = room.sent();
    for _ in 0..40 {
        room.kit.clock.advance(Duration::seconds(1));
        most = most.max(room.now().await);
    }
    assert_eq!((room.sent() - before, most), (12, 1), "one for each, never two in one second");
    // From then on by the rule again: 288 were missed, none of them is made up for.
    assert_eq!(room.minutes(14).await, 0);
    assert_eq!(room.minutes(1).await, 12);
    assert_eq!(room.minutes(15).await, 12);
}

#[tokio::test]
async fn a_clock_that_is_set_back_repeats_nothing_and_stalls_nothing() {
    let mut room = Room::new(1).await;
    room.kit.clock.set(at("2026-11-23T11:59:30Z"));
    let hourly = WatchRule::Cron { text: "0 * * * *".into(), zone: "UTC".into() };
    room.save(0, WatchInput { rule: hourly, ..every(1) }).await;
    assert_eq!(room.minutes(1).await, 1);
    // A little: twelve comes again, its beat does not.
    room.kit.clock.set(at("2026-11-23T11:59:00Z"));
    assert_eq!(room.minutes(30).await, 0);
    assert_eq!(room.watch(0).await.next_at, Some(at("2026-11-23T13:00:00Z")));
    // By ten hours: the next hour that the clock shows counts, not the one in ten.
    room.kit.clock.set(at("2026-11-23T02:30:30Z"));
    assert_eq!(room.minutes(29).await, 0);
    assert_eq!(room.minutes(1).await, 1);
    assert_eq!(room.minutes(60).await, 1);
}

#[tokio::test]
async fn a_machine_that_travels_takes_local_rules_along_and_no_others() {
    let mut room = Room::new(2).await;
    room.kit.clock.set(at("2026-07-01T06:00:00Z"));
    room.kit.clock.travel("Europe/Berlin".parse().unwrap());
    let nine = |zone: &str| WatchRule::Cron { text: "0 9 * * *".into(), zone: zone.into() };
    room.save(0, WatchInput { rule: nine("local"), ..every(1) }).await;
    room.save(1, WatchInput { rule: nine("Europe/Berlin"), ..every(1) }).await;
    room.now().await;
    assert_eq!(room.watch(0).await.next_at, Some(at("2026-07-01T07:00:00Z")));
    room.kit.clock.travel("America/New_York".parse().unwrap());
    room.now().await;
    assert_eq!(room.watch(0).await.next_at, Some(at("2026-07-01T13:00:00Z")));
    assert_eq!(room.watch(1).await.next_at, Some(at("2026-07-01T07:00:00Z")));
    assert_eq!(room.watch(0).await.local_zone, "America/New_York");
    room.kit.clock.travel("Asia/Tokyo".parse().unwrap());
    room.now().await;
    assert_eq!(room.watch(0).await.next_at, Some(at("2026-07-02T00:00:00Z")));
}

#[tokio::test]
async fn edits_pauses_quiet_hours_and_archives() {
    let mut room = Room::new(1).await;
    room.kit.clock.set(at("2026-11-23T10:00:00Z"));
    room.save(0, every(10)).await;
    assert_eq!(room.minutes(5).await, 1);
    // Another threshold leaves the rhythm; another interval begins anew.
    room.save(0, WatchInput { fail_after: 5, ..every(10) }).await;
    assert_eq!(room.minutes(5).await, 1);
    room.save(0, every(7)).await;
    assert_eq!(room.now().await, 1);
    assert_eq!(room.minutes(7).await, 1);
    room.save(0, WatchInput { enabled: false, ..every(7) }).await;
    assert_eq!(room.minutes(60).await, 0);
    assert_eq!((room.watch(0).await.state, room.watch(0).await.next_at), (WatchState::Paused, None));
    let night = Quiet { from: "11:00".into(), to: "13:00".into(), zone: "UTC".into() };
    room.save(0, WatchInput { quiet: Some(night), ..every(7) }).await;
    assert_eq!(room.watch(0).await.state, WatchState::Quiet);
    assert_eq!(room.minutes(102).await, 0);
    assert_eq!(room.watch(0).await.next_at, Some(at("2026-11-23T13:00:00Z")));
    assert_eq!(room.minutes(1).await, 1);
    room.kit.engine.archive_integration(room.ids[0], true).await.unwrap();
    assert_eq!(room.minutes(30).await, 0);
    assert_eq!(room.watch(0).await.why.unwrap().code, "archived");
    room.kit.engine.archive_integration(room.ids[0], false).await.unwrap();
    assert_eq!(room.now().await, 1, "one, however many were due meanwhile");
    room.kit.engine.remove_integration(room.ids[0]).await.unwrap();
    assert_eq!(room.minutes(30).await, 0);
}

#[tokio::test]
async fn what_was_not_sent_is_no_failure_and_a_locked_keyring_is_not_asked_at_each_beat() {
    let mut room = Room::new(1).await;
    room.save(0, WatchInput { fail_after: 1, ..every(1) }).await;
    room.now().await;
    // Another process has no warm key, so it has to ask the keyring.
    let fresh = room.kit.another_engine().await;
    let mut watcher = watcher(&fresh, &room.machine);
    room.kit.keyring.set_state(MemoryState::Locked);
    for _ in 0..60 {
        room.kit.clock.advance(Duration::minutes(1));
        all(&mut watcher).await;
    }
    let watch = fresh.watch(room.ids[0]).await.unwrap();
    assert_eq!((watch.state, watch.failing), (WatchState::Paused, false));
    assert_eq!(watch.why.unwrap().code, "keyring_locked");
    assert_eq!(room.sent(), 1);
    let sends = room.kit.engine.integration(room.ids[0]).await.unwrap().sends;
    assert!(sends.len() <= 3, "{} entries for an hour with a locked keyring", sends.len());
    room.kit.keyring.set_state(MemoryState::Ready);
    room.kit.clock.advance(Duration::minutes(1));
    all(&mut watcher).await;
    assert_eq!(room.sent(), 2);
}

#[tokio::test]
async fn a_watch_waits_for_power_and_network_where_it_was_told_to() {
    let mut room = Room::new(2).await;
    room.save(0, WatchInput { skip_on_battery: true, ..every(1) }).await;
    room.save(1, every(1)).await;
    room.machine.battery.store(true, Ordering::Relaxed);
    assert_eq!(room.minutes(3).await, 3, "the other one goes on");
    room.machine.battery.store(false, Ordering::Relaxed);
    assert_eq!(room.now().await, 1, "what waited is made up for once");
    // A service on this machine needs no network.
    room.machine.offline.store(true, Ordering::Relaxed);
    assert_eq!(room.minutes(2).await, 4);
}

#[tokio::test]
async fn changes_of_one_minute_are_one_notification_told_once() {
    let mut room = Room::new(3).await;
    for which in 0..3 {
        room.save(which, WatchInput { fail_after: 1, clear_after: 1, ..every(1) }).await;
    }
    let terminal = room.kit.another_engine().await;
    let mut feed = terminal.watch_feed();
    room.now().await;
    room.kit.provider.on("/custom", Script::always(Vendor::Other.refused()));
    room.minutes(1).await;
    assert_eq!(feed.next().await.unwrap().len(), 3);
    assert!(feed.next().await.unwrap().is_empty());
    assert_eq!(room.kit.engine.watch_news().await.unwrap(), None, "more may come");
    room.kit.clock.advance(Duration::seconds(61));
    let (one, other) = tokio::join!(room.kit.engine.watch_news(), terminal.watch_news());
    let mut told = [one.unwrap(), other.unwrap()].into_iter().flatten();
    let news = told.next().unwrap();
    assert!(told.next().is_none(), "one process tells it");
    assert_eq!((news.title.as_str(), news.changes.len()), ("3 failing", 3));
    assert!(news.text.contains("Northlight / Desk 0: It is failing"), "{}", news.text);
    // Whoever was to tell it ended before: somebody else does, and only what was told is told no more.
    room.kit.clock.advance(Duration::seconds(59));
    assert_eq!(terminal.watch_news().await.unwrap(), None, "it is being told");
    room.kit.clock.advance(Duration::seconds(2));
    let again = terminal.watch_news().await.unwrap().unwrap();
    assert_eq!((&again.title, &again.changes), (&news.title, &news.changes));
    terminal.watch_told(&again).await.unwrap();
    room.kit.clock.advance(Duration::hours(1));
    assert_eq!(room.kit.engine.watch_news().await.unwrap(), None);
    assert!(feed.next().await.unwrap().is_empty());
}

#[tokio::test]
async fn news_that_could_not_be_shown_are_told_later_by_whoever_asks_next() {
    let mut room = Room::new(1).await;
    room.save(0, WatchInput { fail_after: 1, clear_after: 1, ..every(1) }).await;
    room.kit.provider.on("/custom", Script::always(Vendor::Other.refused()));
    room.now().await;
    room.kit.clock.advance(Duration::seconds(61));
    let terminal = room.kit.another_engine().await;
    let (asked, asks) = std::sync::mpsc::channel();
    let show = |could: bool| {
        let asked = asked.clone();
        move |news: &engine::WatchNews| {
            asked.send(news.title.clone()).unwrap();
            could
        }
    };
    room.kit.engine.tell_watch_news(show(false)).await.unwrap();
    assert_eq!(asks.try_recv().unwrap(), "Northlight / Desk 0");
    // A desktop that falls over has told nobody either.
    room.kit.engine.tell_watch_news(|_| panic!("no desktop")).await.unwrap();
    terminal.tell_watch_news(show(true)).await.unwrap();
    assert_eq!(asks.try_recv().unwrap(), "Northlight / Desk 0", "at once: nobody holds it any more");
    room.kit.clock.advance(Duration::hours(1));
    room.kit.engine.tell_watch_news(show(true)).await.unwrap();
    assert!(asks.try_recv().is_err(), "it was told");
}

#[tokio::test]
async fn another_destination_begins_anew() {
    let mut room = Room::new(1).await;
    room.kit.provider.on("/custom", Script::always(Vendor::Other.refused()));
    room.save(0, WatchInput { fail_after: 1, ..every(5) }).await;
    room.now().await;
    assert_eq!(room.watch(0).await.state, WatchState::Failing);
    let view = room.kit.engine.integration(room.ids[0]).await.unwrap();
    let elsewhere = room.kit.another_provider().await;
    elsewhere.on("/custom", Script::always(Vendor::Other.accepted()));
    let input = engine::view::IntegrationInput {
        base_url: Some(format!("{}/custom", elsewhere.origin())),
        ..view.input
    };
    let step = room.kit.engine.edit_integration(view.id, view.revision, input).await.unwrap();
    let engine::Step::Ask(rebind) = step else { panic!("a held key would go elsewhere") };
    room.kit.engine.confirm_rebind(rebind).await.unwrap();
    let watch = room.watch(0).await;
    assert_eq!((watch.state, watch.failing), (WatchState::Pending, false));
    assert_eq!(code(room.kit.engine.watch(Uuid::nil()).await), "integration_unknown");
}

#[tokio::test]
async fn of_accepted_beats_in_a_row_the_last_keeps_its_exchange_and_every_other_beat_its_own() {
    let mut room = Room::new(1).await;
    room.save(0, every(1)).await;
    room.minutes(3).await;
    room.kit.provider.on("/custom", Script::always(Vendor::Other.refused()));
    room.minutes(2).await;
    room.kit.provider.on("/custom", Script::always(Vendor::Other.accepted()));
    room.minutes(2).await;
    let sends = room.kit.engine.integration(room.ids[0]).await.unwrap().sends;
    let mut kept = Vec::new();
    for send in sends.iter().rev() {
        let entry = room.kit.engine.log_entry(send.id).await.unwrap();
        kept.push(entry.send.unwrap().response.is_some());
    }
    assert_eq!(kept, [false, false, true, true, true, false, true]);
}
