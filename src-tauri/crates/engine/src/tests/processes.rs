use super::*;
use crate::Code;
use crate::deed::Deed;
use crate::view::Topic;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_write_at_once_and_lose_nothing() {
    let kit = Kit::new().await;
    let second = kit.second().await;
    let write = |engine: Engine, name: &'static str| {
        tokio::spawn(async move {
            for n in 0..25 {
                let input = ClientInput { name: format!("{name} {n}"), ..ClientInput::default() };
                engine.add_client(input).await.unwrap();
            }
        })
    };
    let (one, two) = tokio::join!(write(kit.engine.clone(), "App"), write(second.clone(), "Terminal"));
    one.unwrap();
    two.unwrap();
    assert_eq!(second.clients(false).await.unwrap().len(), 50);
    assert_eq!(kit.log(&LogQuery::default(), 0, 1).await.unwrap().total, 51);
    kit.store().full_check().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_open_a_new_directory_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let clock = HandClock::at(DateTime::from_timestamp(1_900_000_000, 0).unwrap());
    let keyring = MemoryKeyring::default();
    let all = (0..6).map(|_| {
        let (dir, clock, keyring) = (dir.path().to_owned(), clock.clone(), keyring.clone());
        tokio::spawn(async move { open(&dir, &clock, &keyring).await })
    });
    let mut workspaces = std::collections::HashSet::new();
    for one in all.collect::<Vec<_>>() {
        workspaces.insert(one.await.unwrap().store().workspace());
    }
    assert_eq!(workspaces.len(), 1, "one directory is one workspace");
}

/// The widest rack that is promised, read as the window reads it. The bench measures; this shows that it holds together.
#[tokio::test]
async fn a_full_rack_reads_whole() {
    let kit = Kit::new().await;
    kit.make_up(crate::MadeUp { clients: 50, hooks: 10, sends: 10_000 }).await.unwrap();
    kit.store().full_check().await.unwrap();
    let board = kit.board(&crate::view::BoardQuery::default()).await.unwrap();
    assert_eq!((board.slots.len(), board.first.len(), board.counts.all), (50, 16, 500));
    assert!(board.first[0].hooks[0].complete);
    let page = kit.log(&LogQuery::default(), 9_990, 50).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (10_001, 11));
    let one = LogQuery { client: Some(board.slots[3].client), ..LogQuery::default() };
    assert_eq!(kit.log(&one, 0, 10).await.unwrap().total, 200);
}

#[tokio::test]
async fn the_same_edit_by_two_is_made_once() {
    let kit = Kit::new().await;
    let second = kit.second().await;
    let client = kit.add("Nordlicht").await;
    let named = |name: &str| ClientInput { name: name.into(), ..ClientInput::default() };
    let (one, two) =
        tokio::join!(kit.edit_client(client, 1, named("One")), second.edit_client(client, 1, named("Two")));
    let lost = [one.err(), two.err()].into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0].code(), Code::ChangedElsewhere);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_notices_what_the_other_does() {
    let kit = Kit::new().await;
    let second = kit.second().await;
    let quiet = kit.store().foreign_version().await.unwrap();
    kit.second().await.close().await;
    assert_eq!(kit.store().foreign_version().await.unwrap(), quiet, "opening changes nothing");
    let mut here = kit.subscribe();
    let mut there = second.subscribe();
    kit.add("Nordlicht").await;
    let first = async { (here.recv().await.unwrap(), here.recv().await.unwrap()) };
    let told = tokio::time::timeout(std::time::Duration::from_secs(1), first).await.unwrap();
    assert_eq!(told, (Topic::Clients, Topic::Log), "its own at once, and nothing else");
    // The other one looks once a second; it may take a look before it knows what it saw last.
    let seen = async { while there.recv().await.unwrap() != Topic::Clients {} };
    let again = async {
        loop {
            kit.add(&Uuid::now_v7().to_string()).await;
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
    };
    tokio::select! {
        () = seen => {}
        () = again => {}
        () = tokio::time::sleep(std::time::Duration::from_secs(20)) => panic!("never noticed"),
    }
    drop((here, there));
}

#[tokio::test]
async fn a_lease_is_one_owners_until_it_ends() {
    let kit = Kit::new().await;
    let second = kit.second().await;
    let (mine, theirs) = (Uuid::now_v7(), Uuid::now_v7());
    let take = |engine: Engine, owner| async move {
        let mut write = engine.store().write().await.unwrap();
        let got = write.take_lease("send:x", owner, Duration::seconds(60)).await.unwrap();
        write.commit_quietly().await.unwrap();
        got
    };
    assert!(take(kit.engine.clone(), mine).await);
    assert!(!take(second.clone(), theirs).await);
    kit.pass(Duration::seconds(60));
    assert!(take(second.clone(), theirs).await, "it has ended");
    let mut write = kit.store().write().await.unwrap();
    write.release_lease("send:x", mine).await.unwrap();
    write.commit_quietly().await.unwrap();
    assert!(!take(kit.engine.clone(), mine).await, "only its owner gives it back");
}

#[tokio::test]
async fn a_newer_schema_under_a_running_process_stops_its_changes() {
    let kit = Kit::new().await;
    let second = kit.second().await;
    sqlx::query("PRAGMA user_version = 99").execute(second.store().writer()).await.unwrap();
    let input = ClientInput { name: "Nordlicht".into(), ..ClientInput::default() };
    assert_eq!(kit.add_client(input.clone()).await.unwrap_err().code(), Code::NewerVersion);
    let intent =
        kit.store().intend_send("send:x", Duration::seconds(90), Deed::TestSent, About::default()).await;
    assert_eq!(intent.unwrap_err().code(), Code::NewerVersion);
    let options = Options::new(kit.dir().to_owned()).with_backend(Backend::Memory(kit.keyring.clone()));
    let refused = Engine::open(options).await.err().unwrap();
    assert_eq!(refused.code(), Code::NewerVersion);
    assert!(refused.refusal().what.contains(&kit.dir().display().to_string()));
}

#[tokio::test]
async fn an_intent_that_cannot_be_written_leaves_nothing_open() {
    let kit = Kit::new().await;
    let nowhere = About::client(Uuid::nil(), "Nobody").integration(Uuid::nil(), "Nothing");
    sqlx::query("ALTER TABLE event RENAME TO away").execute(kit.store().writer()).await.unwrap();
    let failed = kit.store().intend_send("send:x", Duration::seconds(90), Deed::TestSent, nowhere).await;
    assert_eq!(failed.unwrap_err().code(), Code::StorageFailed);
    sqlx::query("ALTER TABLE away RENAME TO event").execute(kit.store().writer()).await.unwrap();
    let mut write = kit.store().write().await.unwrap();
    assert!(write.take_lease("send:x", Uuid::nil(), Duration::seconds(60)).await.unwrap(), "nobody has it");
    write.commit_quietly().await.unwrap();
    let taken =
        kit.store().intend_send("send:x", Duration::seconds(90), Deed::TestSent, About::default()).await;
    assert_eq!(taken.unwrap_err().code(), Code::SendRunning);
    assert!(!kit.deeds().await.contains(&"test_sent".to_owned()), "no lease, no intent");
}
