use engine::view::{BoardQuery, Health, KeyWarning, LogQuery, ScanState, VerdictKind, WatchState};
use engine::{Backend, Cancel, Code, Engine, Options};
use vault::{MemoryKeyring, MemoryState};

use crate::kit::code;

fn options(dir: &tempfile::TempDir, keyring: &MemoryKeyring) -> Options {
    Options::new(dir.path().to_owned()).with_backend(Backend::Memory(keyring.clone()))
}

async fn find(engine: &Engine, client: &str, name: &str) -> uuid::Uuid {
    let client = engine.find_client(client).await.unwrap();
    engine.find_integration(client, name).await.unwrap()
}

#[tokio::test]
async fn the_sample_is_believable_works_survives_and_goes_without_trace() {
    let (dir, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
    assert!(!Engine::sample_exists(dir.path()));
    let sample = Engine::open_sample_in(options(&dir, &keyring)).await.unwrap();
    assert!(Engine::sample_exists(dir.path()));
    let counts = sample.board(&BoardQuery::default()).await.unwrap().counts;
    assert_eq!(sample.clients(false).await.unwrap().len(), 9);
    assert!((28..=34).contains(&counts.all), "{counts:?}");
    for (what, count) in [
        ("accepted", counts.accepted),
        ("degraded", counts.degraded),
        ("odd", counts.odd),
        ("refused", counts.refused),
        ("unreachable", counts.unreachable),
        ("untested", counts.untested),
        ("due soon", counts.due_soon),
    ] {
        assert!(count >= 2, "{what}: {counts:?}");
    }
    assert_eq!(
        counts.odd, 2,
        "a login page and one that has moved; what is meant to be accepted is: {counts:?}"
    );
    let log = sample.log(&LogQuery { sends_only: true, ..LogQuery::default() }, 0, 500).await.unwrap();
    assert!(log.total > 150, "{}", log.total);
    let span = log.rows[0].at - log.rows[log.rows.len() - 1].at;
    assert!(span.num_days() > 30 && log.rows[0].at < chrono::Utc::now(), "{span}");

    let payments = find(&sample, "Copper Kettle Coffee", "Payments").await;
    let warned = sample.integration(payments).await.unwrap().keys[0].held.clone().unwrap().warnings;
    assert_eq!(warned, [KeyWarning::TestInProduction.into()]);
    expect_today(&sample).await;
    expect_scans(&sample).await;
    expect_watches(&sample).await;

    // Opened again: the provider runs on other ports, with another authority.
    drop(sample);
    let again = Engine::open_sample_in(options(&dir, &keyring)).await.unwrap();
    expect_today(&again).await;
    // Opened twice, both work; and when the first goes, the other still does.
    let beside = Engine::open_sample_in(options(&dir, &keyring)).await.unwrap();
    expect_today(&beside).await;
    expect_today(&again).await;
    again.close().await;
    drop(again);
    expect_today(&beside).await;

    beside.remove_sample().await.unwrap();
    assert_eq!(keyring.entries(), 0, "{:?}", keyring.names());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    assert!(!Engine::sample_exists(dir.path()));
}

/// Three months of some of them, with something of each kind to look at.
async fn expect_watches(sample: &Engine) {
    let all = sample.watches().await.unwrap();
    assert_eq!((all.watched, all.failing, all.slowest.len()), (6, 1, 5), "{all:?}");
    assert!(all.uptime.percent.is_some_and(|up| up > 90.0 && up < 100.0), "{all:?}");
    let shop = find(sample, "Copper Kettle Coffee", "Shop").await;
    let history = sample.watch_history(shop).await.unwrap();
    assert_eq!((history.state, history.days.len()), (WatchState::Failing, 90));
    assert!(history.days.iter().filter(|day| day.sends >= 96).count() > 80);
    // Shortly after midnight, what was sent an hour ago belongs to it as well.
    let yesterday = &history.days[88];
    assert!(yesterday.refused >= 96 && yesterday.refused == yesterday.sends, "{yesterday:?}");
    assert!(yesterday.median_ms.is_some(), "{yesterday:?}");
    assert!(history.latencies.len() > 60 && history.changes.len() >= 7, "{:?}", history.changes);
    assert!(history.uptime_7.percent < history.uptime_90.percent);
    let newsletter = find(sample, "Northlight Outdoor", "Newsletter").await;
    assert_eq!(sample.watch(newsletter).await.unwrap().state, WatchState::Ok);
    assert_eq!(sample.watch_news().await.unwrap(), None, "nothing of it is news");
}

/// Its scans went the way of every scan: something of each kind to look at, a history, and no theme is left.
async fn expect_scans(sample: &Engine) {
    let page = sample.scans(None, 0, 10).await.unwrap();
    let [now, clean, before] = &page.rows[..] else { panic!("three scans: {page:?}") };
    assert_eq!(
        (clean.state, clean.held + clean.secrets + clean.published, clean.files),
        (ScanState::Done, 0, 2)
    );
    assert_eq!((before.held, before.secrets, before.published, before.accepted), (2, 2, 1, 1), "{before:?}");
    assert_eq!((now.held, now.secrets, now.published, now.accepted), (2, 2, 1, 1), "{now:?}");
    let since = now.before.expect("the one before");
    assert_eq!((since.id, since.new, since.gone, since.still), (before.id, 1, 1, 5));
    let gone = sample.scan_gone(now.id, 0, 10).await.unwrap().rows;
    assert!(gone.len() == 1 && gone[0].place.ends_with("wp-config.php.bak"), "{gone:?}");
    let held = sample.scan_findings(now.id, 0, 10).await.unwrap().rows.remove(0);
    let user = &held.key.expect("a key").users[0];
    assert_eq!((user.client_name.as_str(), user.integration_name.as_str()), ("Copper Kettle Coffee", "Shop"));
    assert!(!sample.data_dir().join("copper-kettle-theme").exists());
}

async fn expect_today(sample: &Engine) {
    for (client, name, kind) in [
        ("Northlight Outdoor", "Shop", VerdictKind::Accepted),
        ("Northlight Outdoor", "Shop staging", VerdictKind::Odd),
        ("Copper Kettle Coffee", "Shop", VerdictKind::Refused),
        ("Harbour Deli", "Shop", VerdictKind::Unreachable),
        ("Paper Mill 12", "Shop", VerdictKind::Degraded),
    ] {
        let send = sample.test(find(sample, client, name).await, Cancel::new()).await.unwrap();
        assert_eq!(send.verdict.kind, kind, "{client} {name}: {:?}", send.verdict);
    }
}

#[tokio::test]
async fn without_a_keyring_there_is_a_clear_refusal_and_nothing_else() {
    for (state, expected) in
        [(MemoryState::Locked, "keyring_locked"), (MemoryState::Absent, "keyring_absent")]
    {
        let (dir, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
        keyring.set_state(state);
        assert_eq!(code(Engine::open_sample_in(options(&dir, &keyring)).await), expected);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left behind");
    }
}

#[tokio::test]
async fn a_keyring_that_gives_up_in_the_middle_leaves_nothing_behind() {
    let (dir, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
    keyring.refuse_writes_after(9);
    assert_eq!(code(Engine::open_sample_in(options(&dir, &keyring)).await), "keyring_refused");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    assert_eq!(keyring.entries(), 0, "{:?}", keyring.names());
}

#[tokio::test]
async fn only_the_sample_can_be_removed_as_a_whole() {
    let (dir, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
    let engine = Engine::open(options(&dir, &keyring)).await.unwrap();
    assert_eq!(engine.remove_sample().await.unwrap_err().code(), Code::NotTheSample);
    assert!(dir.path().join("keyrack.db").exists());
}

#[tokio::test]
async fn while_the_keyring_is_locked_the_sample_stays_whole() {
    let (dir, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
    let sample = Engine::open_sample_in(options(&dir, &keyring)).await.unwrap();
    keyring.set_state(MemoryState::Locked);
    assert_eq!(code(sample.clone().remove_sample().await), "keyring_locked");
    assert!(Engine::sample_exists(dir.path()));
    keyring.set_state(MemoryState::Ready);
    assert!(sample.integrations(None).await.unwrap().iter().any(|row| row.health == Health::Accepted));
    sample.remove_sample().await.unwrap();
    assert_eq!(keyring.entries(), 0);
}
