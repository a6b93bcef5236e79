//! App and terminal on one directory: both write at once, each sees the other's changes, nothing is lost.

use std::thread;

use engine::view::Topic;
use keyrack_tests::session::Session;
use keyrack_tests::wait;

use crate::rack::{client, open};

const EACH: usize = 12;

/// The app's engine runs here, without a keyring: clients need none.
#[test]
fn app_and_terminal_write_at_once() {
    let session = Session::without_window();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let engine = open(&session.data_dir()).await.expect("opens");
        let mut topics = engine.subscribe();
        thread::scope(|scope| {
            for terminal in 0..2 {
                let session = &session;
                scope.spawn(move || {
                    for number in 0..EACH {
                        let said =
                            session.keyrack(&["client", "add", &format!("Terminal {terminal}-{number}")]);
                        assert_eq!(said.code, 0, "{said:?}");
                    }
                });
            }
            runtime.handle().spawn({
                let engine = engine.clone();
                async move {
                    for number in 0..EACH {
                        engine.add_client(client(&format!("App {number}"))).await.expect("a client");
                    }
                }
            });
        });
        let all = 3 * EACH;
        let look = || async { (engine.clients(false).await.expect("clients").len() == all).then_some(()) };
        wait::eventually(crate::rack::SOON, look).await.expect("every client of all three is there");
        let log = engine.log(&engine::view::LogQuery::default(), 0, 500).await.expect("a log");
        let added = log.rows.iter().filter(|row| row.deed == "client_added").count();
        assert_eq!(added, all, "each with its deed");

        while topics.try_recv().is_ok() {}
        assert_eq!(session.keyrack(&["client", "add", "From outside"]).code, 0);
        let heard = tokio::time::timeout(crate::rack::SOON, async {
            loop {
                if matches!(topics.recv().await, Ok(Topic::Clients)) {
                    return;
                }
            }
        });
        heard.await.expect("the app hears of the terminal's change");
    });
}
