use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use engine::view::{
    ClientInput, Environment, Health, IntegrationInput, RunCounts, RunFilter, RunFormat, RunOptions,
    SendProgress, VerdictKind, WaitReason,
};
use engine::{Cancel, Engine};
use loopback::{Answer, Check, Script, Vendor, equals};
use uuid::Uuid;

use crate::kit::{Kit, PLAIN, code, key};

const NAMES: [&str; 5] = ["Delta", "Alpha", "Echo", "Bravo", "Charlie"];

fn takes(right: &str) -> Script {
    let check = Check::header("X-API-KEY", "", equals(right));
    Script::new(check, Vendor::Other.accepted(), Vendor::Other.refused())
}

fn two_at_once() -> RunOptions {
    RunOptions { concurrency: Some(6), per_host: Some(2) }
}

async fn five(kit: &Kit) -> (Vec<Uuid>, String) {
    let right = key(PLAIN);
    kit.provider.on("/custom", takes(&right).after(Duration::from_millis(20)));
    let mut all = Vec::new();
    for name in NAMES {
        all.push(kit.with_key(name, &right).await);
    }
    (all, right)
}

async fn arrived(kit: &Kit, count: u64) {
    while kit.provider.count() < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_run_that_slept_with_the_machine_goes_on() {
    let kit = Kit::new().await;
    let (all, _) = five(&kit).await;
    let slept = AtomicUsize::new(0);
    let progress = |step: SendProgress| {
        if matches!(step, SendProgress::Done { .. }) && slept.fetch_add(1, Ordering::SeqCst) == 0 {
            kit.clock.advance(chrono::Duration::minutes(10));
        }
    };
    let one = RunOptions { concurrency: Some(1), per_host: Some(1) };
    let batch = kit.engine.test_many(all, one, Cancel::new(), progress).await.unwrap();
    assert_eq!((batch.accepted, batch.not_sent, batch.skipped), (5, 0, 0), "{batch:?}");
}

#[tokio::test]
async fn a_run_is_bounded_per_host_and_in_order() {
    let kit = Kit::new().await;
    let (all, _) = five(&kit).await;
    let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (started, held_up, last) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()), Mutex::new(None));
    let progress = |step: SendProgress| match step {
        SendProgress::Started { integration } => {
            let count = now.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(count, Ordering::SeqCst);
            started.lock().unwrap().push(integration);
        }
        SendProgress::Waiting { integration, why, .. } => held_up.lock().unwrap().push((integration, why)),
        SendProgress::Done { .. } => {
            now.fetch_sub(1, Ordering::SeqCst);
        }
        SendProgress::Counts { counts } => *last.lock().unwrap() = Some(counts),
    };
    let batch = kit.engine.test_many(all.clone(), two_at_once(), Cancel::new(), progress).await.unwrap();
    assert_eq!((batch.total, batch.accepted, batch.cancelled, batch.skipped), (5, 5, false, 0));
    assert_eq!(most.load(Ordering::SeqCst), 2, "two for one host");
    assert_eq!(*started.lock().unwrap(), [all[1], all[3], all[4], all[0], all[2]], "by client");
    let busy = [all[4], all[0], all[2]].map(|id| (id, WaitReason::HostBusy));
    assert_eq!(*held_up.lock().unwrap(), busy);
    let counts: RunCounts = last.into_inner().unwrap().unwrap();
    assert_eq!((counts.done, counts.total, counts.accepted, counts.running), (5, 5, 5, 0));
    assert_eq!(counts.left_ms, Some(0), "the last word is that nothing is left");
    let host = &batch.hosts[0];
    assert_eq!(
        (batch.hosts.len(), host.host.as_str(), host.integrations, host.sends),
        (1, "localhost", 5, 5)
    );
    assert!(host.slowest_ms >= Some(20) && host.slowest_ms >= host.median_ms);
    for options in [
        RunOptions { concurrency: Some(0), per_host: None },
        RunOptions { concurrency: None, per_host: Some(65) },
    ] {
        let refused = kit.engine.test_many(all.clone(), options, Cancel::new(), |_| {}).await;
        assert_eq!(code(refused), "out_of_range");
    }
}

#[tokio::test]
async fn a_run_that_is_stopped_drops_its_sockets_logs_them_and_frees_what_it_had() {
    let kit = Kit::new().await;
    let (all, right) = five(&kit).await;
    kit.provider.on("/custom", Script::always(Answer::empty(200)).after(Duration::from_secs(3600)));
    let cancel = Cancel::new();
    let (engine, stop, ids) = (kit.engine.clone(), cancel.clone(), all.clone());
    let batch = tokio::spawn(async move { engine.test_many(ids, two_at_once(), stop, |_| {}).await });
    arrived(&kit, 2).await;
    cancel.cancel();
    let batch = batch.await.unwrap().unwrap();
    assert_eq!((batch.not_sent, batch.skipped, batch.cancelled), (5, 3, true));
    assert_eq!(kit.provider.count(), 2, "what was waiting was not sent");
    let query = engine::view::LogQuery { sends_only: true, ..Default::default() };
    let log = kit.engine.log(&query, 0, 10).await.unwrap();
    let stopped = log.rows.iter().filter(|row| row.verdict == Some(VerdictKind::NotSent)).count();
    assert_eq!((log.total, stopped), (2, 2), "each that was begun is logged as stopped");
    let saved = kit.engine.run_text(batch.id, RunFormat::Csv).unwrap();
    let told = |reason: &str| saved.matches(&format!("\"{reason}\"")).count();
    assert_eq!((told("cancelled"), told("stopped_under_way")), (3, 2), "what had left is told apart");
    // Another process may have them at once.
    kit.provider.on("/custom", takes(&right));
    let other = kit.another_engine().await;
    let again = other.test_many(all, RunOptions::default(), Cancel::new(), |_| {}).await.unwrap();
    assert_eq!(again.accepted, 5);
}

/// A run whose requests have come and are not answered before it is told so.
async fn held(kit: &Kit, engine: &Engine, all: &[Uuid], at_once: u64) -> tokio::task::JoinHandle<u32> {
    let (engine, ids) = (engine.clone(), all.to_vec());
    let run = tokio::spawn(async move {
        engine.test_many(ids, two_at_once(), Cancel::new(), |_| {}).await.unwrap().accepted
    });
    arrived(kit, at_once).await;
    run
}

#[tokio::test]
async fn two_runs_at_once_send_nothing_twice() {
    let kit = Kit::new().await;
    let (all, right) = five(&kit).await;
    kit.provider.on("/custom", takes(&right).after(Duration::from_millis(300)));
    let first = held(&kit, &kit.engine, &all, 2).await;
    let other = kit.another_engine().await;
    let refusals = Mutex::new(Vec::new());
    let note = |step: SendProgress| {
        if let SendProgress::Done { refusal, .. } = step {
            refusals.lock().unwrap().push(refusal.map(|refusal| refusal.code));
        }
    };
    let second = other.test_many(all.clone(), RunOptions::default(), Cancel::new(), note).await.unwrap();
    assert_eq!((second.accepted, second.not_sent), (0, 5), "also those that still wait in the first");
    assert_eq!(*refusals.lock().unwrap(), vec![Some("send_running".to_owned()); 5]);
    assert_eq!(first.await.unwrap(), 5);
    assert_eq!(kit.provider.count(), 5);
    let third = other.test_many(all, RunOptions::default(), Cancel::new(), |_| {}).await.unwrap();
    assert_eq!(third.accepted, 5, "it was given back");
}

#[tokio::test]
async fn a_run_whose_caller_goes_away_gives_back_what_it_had() {
    let kit = Kit::new().await;
    let (all, right) = five(&kit).await;
    kit.provider.on("/custom", Script::always(Answer::empty(200)).after(Duration::from_secs(3600)));
    let (engine, ids) = (kit.engine.clone(), all.clone());
    let gone = tokio::spawn(async move { engine.test_many(ids, two_at_once(), Cancel::new(), |_| {}).await });
    arrived(&kit, 2).await;
    gone.abort();
    kit.provider.on("/custom", takes(&right));
    let other = kit.another_engine().await;
    loop {
        let ids = all.clone();
        let again = other.test_many(ids, RunOptions::default(), Cancel::new(), |_| {}).await.unwrap();
        if again.accepted == 5 {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_host_that_asks_for_patience_is_asked_again_when_it_said() {
    let kit = Kit::new().await;
    let (all, right) = five(&kit).await;
    kit.provider.on("/custom", Script::always(Answer::too_many(1)));
    let waits = Mutex::new(Vec::new());
    let provider = &kit.provider;
    let progress = |step: SendProgress| {
        if let SendProgress::Waiting { why: WaitReason::BackingOff, until, .. } = step {
            // From now on it has room again.
            provider.on("/custom", takes(&right));
            waits.lock().unwrap().push(until.unwrap());
        }
    };
    let options = RunOptions { concurrency: Some(1), per_host: None };
    let began = std::time::Instant::now();
    let batch = kit.engine.test_many(all, options, Cancel::new(), progress).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1), "it waited as long as it was told to");
    assert_eq!((batch.accepted, batch.degraded), (5, 0));
    assert_eq!((batch.hosts[0].sends, batch.hosts[0].backed_off), (6, 1));
    assert_eq!(waits.lock().unwrap().len(), 5, "all that go there wait, the one that was sent too");
}

#[tokio::test]
async fn what_may_change_something_is_not_asked_again() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let mut asked = Vec::new();
    for probe in ["idempotent: GET /status", "GET /status"] {
        let input = IntegrationInput { probe: Some(probe.to_owned()), ..kit.input(probe, "custom") };
        let id = kit.add(client, input).await;
        kit.take(id, "api_key", &key(PLAIN)).await.unwrap();
        let before = kit.provider.count();
        kit.provider.on("/custom", Script::always(Answer::too_many(0)));
        let batch = kit.engine.test_many(vec![id], two_at_once(), Cancel::new(), |_| {}).await.unwrap();
        assert_eq!(batch.degraded, 1, "{batch:?}");
        asked.push(kit.provider.count() - before);
    }
    assert_eq!(asked, [1, 3], "only what reads, and that twice more");
}

#[tokio::test]
async fn a_dead_host_is_left_alone_and_the_rest_is_not_sent() {
    let mut kit = Kit::new().await;
    let right = key(PLAIN);
    let mut all = Vec::new();
    for number in 0..9 {
        all.push(kit.with_key(&format!("Client {number}"), &right).await);
    }
    kit.provider.stop().await;
    let batch = kit.engine.test_many(all, two_at_once(), Cancel::new(), |_| {}).await.unwrap();
    let host = &batch.hosts[0];
    assert!(host.left_alone);
    assert!(
        (6..=7).contains(&batch.unreachable),
        "five in a row, those beside them, and the one that tried again"
    );
    assert_eq!(batch.unreachable + batch.not_sent, 9);
    assert_eq!(batch.skipped, batch.not_sent);
    let text = kit.engine.run_text(batch.id, RunFormat::Markdown).unwrap();
    assert!(
        text.contains("did not answer, left alone") && text.contains("The rest") || text.contains("the rest")
    );
}

#[tokio::test]
async fn a_run_is_saved_whole_and_only_while_it_is_kept() {
    let kit = Kit::new().await;
    let (all, right) = five(&kit).await;
    let batch = kit.engine.test_many(all, RunOptions::default(), Cancel::new(), |_| {}).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let formats = [
        (RunFormat::Json, "json", "\"client_name\": \"Alpha\""),
        (RunFormat::Csv, "csv", "\"Alpha\""),
        (RunFormat::Junit, "xml", "tests=\"5\" failures=\"0\""),
        (RunFormat::Markdown, "md", "| Accepted | 5 |"),
        (RunFormat::Prometheus, "prom", "keyrack_run_tests{verdict=\"accepted\"} 5"),
    ];
    for (format, ending, holds) in formats {
        let name = kit.engine.run_file_name(batch.id, format).unwrap();
        assert!(name.starts_with("keyrack-tests-20") && name.ends_with(&format!(".{ending}")), "{name}");
        let path = folder.path().join(name);
        kit.engine.save_run(batch.id, format, path.clone()).await.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(holds), "{text}");
        assert!(!text.contains(&right) && !text.contains(&right[..16]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode & 0o600, 0o600);
            assert_eq!(mode & 0o077 == 0, format != RunFormat::Prometheus, "{format:?}: {mode:o}");
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5, "nothing is left beside them");
    let nowhere = folder.path().join("no/such/file.csv");
    assert_eq!(code(kit.engine.save_run(batch.id, RunFormat::Csv, nowhere).await), "file_unwritable");
    for _ in 0..4 {
        kit.engine.test_many(Vec::new(), RunOptions::default(), Cancel::new(), |_| {}).await.unwrap();
    }
    assert_eq!(code(kit.engine.run_text(batch.id, RunFormat::Csv)), "run_unknown");
}

#[tokio::test]
async fn a_filter_names_what_fits_it_in_order() {
    let kit = Kit::new().await;
    let (all, _) = five(&kit).await;
    let tagged = ClientInput { name: "Tagged".into(), tags: vec!["Gold".into()], ..ClientInput::default() };
    let client = kit.engine.add_client(tagged).await.unwrap().id;
    let shop = kit.woo(client, "Shop").await;
    let mut staging = kit.input("Stage", "custom");
    staging.environment = Environment::Staging;
    staging.tags = vec!["silver".into()];
    let stage = kit.add(client, staging).await;
    let mut later = kit.input("Wallet", "segment");
    later.base_url = None;
    let later = kit.add(client, later).await;
    kit.engine.archive_integration(all[0], true).await.unwrap();
    kit.test(all[1]).await;

    let choose = async |filter: RunFilter| kit.engine.choose_run(&filter).await.unwrap();
    let any = choose(RunFilter::default()).await;
    assert_eq!(any.integrations, [all[1], all[3], all[4], all[2], shop, stage, later]);
    assert_eq!((any.hosts, any.not_testable), (1, 1));
    let of = async |filter: RunFilter| choose(filter).await.integrations;
    let gold = RunFilter { tags: vec!["gold".into()], ..RunFilter::default() };
    assert_eq!(of(gold).await, [shop, stage, later]);
    assert_eq!(of(RunFilter { tags: vec!["silver".into()], ..RunFilter::default() }).await, [stage]);
    assert_eq!(of(RunFilter { providers: vec!["woocommerce".into()], ..RunFilter::default() }).await, [shop]);
    assert_eq!(
        of(RunFilter { environments: vec![Environment::Staging], ..RunFilter::default() }).await,
        [stage]
    );
    assert_eq!(of(RunFilter { health: vec![Health::Accepted], ..RunFilter::default() }).await, [all[1]]);
    let both = RunFilter { client: Some(client), health: vec![Health::Accepted], ..RunFilter::default() };
    assert!(of(both).await.is_empty());
}
