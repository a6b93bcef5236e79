use super::*;
use crate::Code;

#[tokio::test]
async fn the_log_is_read_by_place_newest_first() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop(client, "Shop").await;
    let verdicts = [VerdictKind::Accepted, VerdictKind::Refused, VerdictKind::NotSent];
    for n in 0..30 {
        kit.pass(Duration::minutes(10));
        kit.sent(shop.id, verdicts[n % 3], "").await;
    }
    let all = kit.log(&LogQuery::default(), 0, 20).await.unwrap();
    assert_eq!((all.total, all.rows.len()), (33, 20));
    assert!(all.rows.windows(2).all(|pair| pair[0].at >= pair[1].at));
    let rest = kit.log(&LogQuery::default(), 20, 20).await.unwrap();
    assert_eq!(rest.rows.len(), 13);
    assert_eq!(rest.rows[12].deed, "workspace_made");
    assert_eq!(all.histogram.len(), 48);
    let sum = |of: fn(&crate::view::LogBin) -> u32| all.histogram.iter().map(of).sum::<u32>();
    assert_eq!((sum(|b| b.good), sum(|b| b.bad), sum(|b| b.other)), (10, 10, 13));
    assert!(all.histogram.windows(2).all(|pair| pair[0].from < pair[1].from));
    assert_eq!(kit.log(&LogQuery::default(), 99, 20).await.unwrap().rows.len(), 0);
}

#[tokio::test]
async fn it_is_filtered_and_searched() {
    let kit = Kit::new().await;
    let (nord, sued) = (kit.add("Nordlicht").await, kit.add("Südwind").await);
    let (one, two) = (kit.shop(nord, "Shop").await, kit.shop(sued, "Laden").await);
    kit.sent(one.id, VerdictKind::Accepted, "").await;
    kit.pass(Duration::hours(1));
    let hour = kit.now();
    kit.sent(two.id, VerdictKind::Refused, "").await;
    kit.sent(two.id, VerdictKind::Accepted, "").await;
    let total = |query: LogQuery| {
        let kit = &kit;
        async move {
            let page = kit.log(&query, 0, 100).await.unwrap();
            assert_eq!(page.rows.len(), usize::try_from(page.total).unwrap());
            page.total
        }
    };
    let query = LogQuery::default;
    assert_eq!(total(LogQuery { client: Some(nord), ..query() }).await, 3);
    assert_eq!(total(LogQuery { integration: Some(two.id), ..query() }).await, 3);
    assert_eq!(total(LogQuery { sends_only: true, ..query() }).await, 3);
    assert_eq!(total(LogQuery { verdicts: vec![VerdictKind::Refused], ..query() }).await, 1);
    assert_eq!(total(LogQuery { since: Some(hour), ..query() }).await, 2);
    assert_eq!(total(LogQuery { until: Some(hour), sends_only: true, ..query() }).await, 1);
    assert_eq!(total(LogQuery { search: "laden".into(), ..query() }).await, 3);
    assert_eq!(
        total(LogQuery { search: "nord added".into(), ..query() }).await,
        2,
        "a name and a deed's words"
    );
    assert_eq!(total(LogQuery { search: "%".into(), ..query() }).await, 0, "no pattern");
    assert_eq!(total(LogQuery { search: "nothing of this".into(), ..query() }).await, 0);
}

#[tokio::test]
async fn what_is_kept_of_the_log_is_dropped_when_anyone_changes_it() {
    let kit = Kit::new().await;
    let second = kit.second().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop(client, "Shop").await;
    let about = kit.store().profile(shop.id).await.unwrap().about();
    let mut write = kit.store().write().await.unwrap();
    let intent = write.intend(Deed::KeyCopied, about).await.unwrap();
    write.commit().await.unwrap();
    let bad = |page: &crate::view::LogPage| page.histogram.iter().map(|b| b.bad).sum::<u32>();
    assert_eq!(bad(&kit.log(&LogQuery::default(), 0, 9).await.unwrap()), 0);
    // The same number of entries, another outcome, written by another process.
    let mut write = second.store().write().await.unwrap();
    write.finish(intent, Deed::KeyCopied, false, Vec::new()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(bad(&kit.log(&LogQuery::default(), 0, 9).await.unwrap()), 1);
    assert_eq!(
        bad(&kit.log(&LogQuery { client: Some(client), ..LogQuery::default() }, 0, 9).await.unwrap()),
        1
    );
    assert_eq!(bad(&kit.log(&LogQuery { sends_only: true, ..LogQuery::default() }, 0, 9).await.unwrap()), 0);
}

#[tokio::test]
async fn an_intent_without_an_outcome_is_shown_as_such() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let mut write = kit.store().write().await.unwrap();
    write.intend(Deed::KeyTakenIn, About::client(client, "Nordlicht")).await.unwrap();
    write.commit().await.unwrap();
    let first = |kit: &Kit| {
        let engine = kit.engine.clone();
        async move { engine.log(&LogQuery::default(), 0, 1).await.unwrap().rows.remove(0) }
    };
    assert!(!first(&kit).await.unfinished, "perhaps it is under way");
    kit.pass(Duration::minutes(3));
    assert!(first(&kit).await.unfinished);
}

#[tokio::test]
async fn an_entry_in_full_has_its_exchange_until_it_is_past_keeping() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop(client, "Shop").await;
    let id = kit.sent(shop.id, VerdictKind::Accepted, "a body").await;
    let entry = kit.log_entry(id).await.unwrap();
    let send = entry.send.unwrap();
    assert_eq!((send.id, send.response.unwrap().body.text.as_str()), (id, "a body"));
    assert_eq!(kit.integration(shop.id).await.unwrap().sends[0].id, id, "a send's id is its entry's");
    assert_eq!(kit.log_entry(Uuid::nil()).await.unwrap_err().code(), Code::EntryUnknown);

    kit.pass(Duration::days(91));
    let kept = kit.sent(shop.id, VerdictKind::Refused, "a later body").await;
    kit.settle().await.unwrap();
    let entry = kit.log_entry(id).await.unwrap();
    assert!(entry.send.is_none(), "the exchange is gone");
    assert_eq!(
        (entry.row.verdict, entry.row.status),
        (Some(VerdictKind::Accepted), Some(200)),
        "the deed stays"
    );
    assert!(kit.log_entry(kept).await.unwrap().send.is_some());
    assert_eq!(kit.deeds().await[0], "log_purged");
    let days: (i64, i64) = sqlx::query_as("SELECT count(*), sum(sends) FROM daily")
        .fetch_one(kit.store().reader())
        .await
        .unwrap();
    assert_eq!(days, (2, 2), "the counts by day stay");
    let entries = kit.deeds().await.len();
    kit.settle().await.unwrap();
    assert_eq!(kit.deeds().await.len(), entries, "nothing to do, nothing to log");
}

#[tokio::test]
async fn an_exchange_is_given_out_for_a_report_strictly_and_without_whose_it_is() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop(client, "Webshop").await;
    let body = r#"{"status":"processing","customer_note":"ring at the blue door"}"#;
    let send = kit.sent(shop.id, VerdictKind::Refused, body).await;
    let text = kit.exchange_for_report(send).await.unwrap();
    assert!(text.contains("strict view") && text.contains("--- Response ---"), "{text}");
    assert!(text.contains("customer_note"), "the structure stands: {text}");
    let actor = kit.log(&LogQuery::default(), 0, 1).await.unwrap().rows[0].actor.clone();
    for kept in ["blue door", "Nordlicht", "Webshop", actor.as_str()] {
        assert!(!text.contains(kept), "{kept} stays: {text}");
    }
    assert!(kit.deeds().await.contains(&"exchange_copied".to_owned()));
    let deed = kit.log(&LogQuery::default(), 0, 1).await.unwrap().rows.remove(0);
    assert_eq!((deed.deed.as_str(), deed.integration), ("exchange_copied", Some(shop.id)));
    assert_eq!(kit.exchange_for_report(deed.id).await.unwrap_err().code(), Code::EntryUnknown);
}
