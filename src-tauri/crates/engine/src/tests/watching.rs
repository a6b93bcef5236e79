//! Watching a large rack.

use std::time::Instant;

use sqlx::Executor as _;

use super::Kit;
use crate::view::{WatchInput, WatchRule};
use crate::{Cancel, MadeUp};

/// 365 days of 5,000 integrations, each with two verdicts on one day of ten and six steps of latency.
const YEAR: &str = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 364)
    INSERT INTO daily (integration, day, verdict, sends, answered, total_ms)
    SELECT g.id, date(?1 / 1000, 'unixepoch', '-' || i || ' days'), v.value, 48, 48, 48 * 200 FROM integration g, n,
    json_each('[\"accepted\",\"refused\"]') v WHERE v.key = 0 OR (i + g.rowid) % 10 = 0";
const STEPS: &str = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 89)
    INSERT INTO daily_latency (integration, day, step, answers)
    SELECT g.id, date(?1 / 1000, 'unixepoch', '-' || i || ' days'), 60 + v.value, 8 FROM integration g, n,
    json_each('[1,2,3,4,5,9]') v WHERE g.rowid % 50 = 0";
const WATCH: &str =
    "INSERT INTO watch (integration, workspace, enabled, input, anchor, created_at, created_by, updated_at,
    updated_by) SELECT id, workspace, 1, ?2, ?1, ?1, 'made up', ?1, 'made up' FROM integration";
const STANDING: &str = "INSERT INTO watch_standing (integration, state, since, next_at)
    SELECT integration, 'ok', ?1, ?1 + 600000 FROM watch";

#[tokio::test]
#[allow(clippy::print_stderr, reason = "the figures are what it is run for")]
#[ignore = "makes a rack of a year, which takes a while; its figures stand in its output"]
async fn five_thousand_watches_with_a_year_of_days() {
    let kit = Kit::new().await;
    kit.make_up(MadeUp { clients: 500, hooks: 10, sends: 100_000 }).await.unwrap();
    let now = kit.now().timestamp_millis();
    let rule = WatchRule::Cron { text: "*/15 * * * *".into(), zone: "Europe/Berlin".into() };
    let input = serde_json::to_string(&WatchInput { enabled: true, rule, ..WatchInput::default() }).unwrap();
    for sql in [YEAR, STEPS, WATCH, STANDING] {
        kit.store().writer().execute(sqlx::query(sql).bind(now).bind(&input)).await.unwrap();
    }
    let mut least = std::collections::BTreeMap::new();
    for _ in 0..5 {
        let mut take = |what: &'static str, began: Instant| {
            let took = began.elapsed();
            least
                .entry(what)
                .and_modify(|best: &mut std::time::Duration| *best = took.min(*best))
                .or_insert(took);
        };
        let began = Instant::now();
        let all = kit.watches().await.unwrap();
        take("watches (the board)", began);
        assert_eq!((all.watched, all.uptime.judged > 5000 * 30 * 48), (5000, true));
        let began = Instant::now();
        assert_eq!(kit.watch_list().await.unwrap().len(), 5000);
        take("watch_list (the terminal)", began);
        let ids: Vec<_> =
            kit.integrations(None).await.unwrap().into_iter().take(100).map(|row| row.id).collect();
        let began = Instant::now();
        let strips = kit.watch_strips(&ids).await.unwrap();
        take("watch_strips of a hundred", began);
        assert!(strips.iter().all(|strip| strip.days.len() == 30 && strip.days.contains(&Some(100))));
        assert!(strips.iter().any(|strip| strip.days.contains(&Some(50))));
        let one = kit.integrations(None).await.unwrap()[49].id;
        let began = Instant::now();
        assert_eq!(kit.watch_history(one).await.unwrap().days.len(), 90);
        take("watch_history", began);
        let mut watcher = kit.watcher(Cancel::new());
        let began = Instant::now();
        watcher.look().await.unwrap();
        take("the watcher's first look", began);
        let began = Instant::now();
        watcher.look().await.unwrap();
        take("its next look, with nothing due", began);
    }
    for (what, took) in least {
        eprintln!("{what}: {took:?}");
    }
}
