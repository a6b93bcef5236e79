//! Refresh tokens that are spent by one use: among integrations that share a credential, between processes, when a send is
//! stopped, and while the keyring takes nothing.

use std::sync::mpsc;

use engine::view::{AuthInput, ClientAuth, IntegrationInput, KeySource, LogQuery, SendView, VerdictKind};
use engine::{Cancel, Engine, Intake, Step};
use loopback::{Answer, Check, Script, Spent, equals};
use serde_json::json;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use uuid::Uuid;

use crate::kit::{Kit, PLAIN, key};

/// A provider whose refresh tokens are spent by one use, and an integration that holds the first of them.
struct Shop {
    kit: Kit,
    integration: Uuid,
    /// Every refresh token that came, in order.
    spent: Spent,
    access: String,
}

impl Shop {
    async fn new(next: &str) -> Self {
        let kit = Kit::new().await;
        let client = kit.client("Northlight").await;
        let auth = AuthInput::Oauth2RefreshToken {
            token_url: format!("{}/token", kit.provider.origin()),
            client_auth: ClientAuth::Body,
            scope: String::new(),
        };
        let integration =
            kit.add(client, IntegrationInput { auth, ..kit.input("Order desk", "custom") }).await;
        for part in ["client_id", "client_secret", "refresh_token"] {
            kit.take(integration, part, &key(PLAIN)).await.unwrap();
        }
        let shop = Self { kit, integration, spent: Spent::default(), access: key(PLAIN) };
        shop.sells(next, None);
        let check = Check::bearer(equals(&shop.access));
        let yes = Answer::json(200, &json!({ "ok": true }));
        shop.kit.provider.on("/custom", Script::new(check, yes, Answer::empty(401)));
        shop
    }

    /// Gives out `next` from now on; where there is a gate, each answer waits for a word.
    fn sells(&self, next: &str, gate: Option<mpsc::Receiver<()>>) {
        // Each access token ends at once, so that each send buys its own.
        let sold = json!({ "access_token": self.access, "refresh_token": next, "expires_in": 1 });
        let refused = Answer::json(400, &json!({ "error": "invalid_grant" }));
        let check = Check::Body("refresh_token".into(), self.spent.once(gate));
        self.kit.provider.on("/token", Script::new(check, Answer::json(200, &sold), refused));
    }

    fn spent(&self) -> Vec<String> {
        self.spent.all()
    }

    async fn asked(&self, times: usize) {
        self.spent.came(times).await;
    }

    /// Another integration with the same credential.
    async fn twin(&self) -> Uuid {
        let copied = self.kit.engine.duplicate_integration(self.integration, "Twin".into(), true).await;
        match copied.unwrap() {
            Step::Ask(rebind) => self.kit.engine.confirm_rebind(rebind).await.unwrap().id,
            Step::Done(view) => view.id,
        }
    }

    fn test(&self, engine: &Engine, integration: Uuid, cancel: &Cancel) -> tokio::task::JoinHandle<SendView> {
        let (engine, cancel) = (engine.clone(), cancel.clone());
        tokio::spawn(async move { engine.test(integration, cancel).await.unwrap() })
    }

    async fn deeds(&self, deed: &str) -> usize {
        let page = self.kit.engine.log(&LogQuery::default(), 0, 100).await.unwrap();
        page.rows.iter().filter(|row| row.deed == deed).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn integrations_that_share_a_credential_spend_each_refresh_token_once() {
    let shop = Shop::new(&key(PLAIN)).await;
    let (here, there) = (shop.kit.engine.clone(), shop.kit.another_engine().await);
    let twin = shop.twin().await;
    let (mut open, gate) = mpsc::channel();
    shop.sells(&key(PLAIN), Some(gate));
    let never = Cancel::new();
    let mut sends = vec![shop.test(&here, shop.integration, &never), shop.test(&there, twin, &never)];
    for asked in 1..=4 {
        shop.asked(asked).await;
        // The next one is given another; this one is answered now.
        let (next, gate) = mpsc::channel();
        shop.sells(&key(PLAIN), Some(gate));
        std::mem::replace(&mut open, next).send(()).unwrap();
        if asked == 2 {
            for send in sends.drain(..) {
                assert_eq!(send.await.unwrap().verdict.kind, VerdictKind::Accepted);
            }
            sends = vec![shop.test(&here, twin, &never), shop.test(&here, shop.integration, &never)];
        }
    }
    for send in sends {
        assert_eq!(send.await.unwrap().verdict.kind, VerdictKind::Accepted);
    }
    let mut spent = shop.spent();
    spent.sort();
    spent.dedup();
    assert_eq!(spent.len(), 4, "each was spent once");
    assert_eq!(shop.deeds("key_renewed").await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_send_that_is_stopped_says_that_its_token_request_left_and_loses_nothing() {
    let next = key(PLAIN);
    let shop = Shop::new(&next).await;
    let (open, gate) = mpsc::channel();
    shop.sells(&next, Some(gate));
    let cancel = Cancel::new();
    let send = shop.test(&shop.kit.engine, shop.integration, &cancel);
    shop.asked(1).await;
    cancel.cancel();
    // Another process wants the same key meanwhile: it waits, and then goes on from the new one.
    let there = shop.kit.another_engine().await;
    let refused = there.test(shop.integration, Cancel::new()).await.unwrap_err();
    assert_eq!(refused.refusal().code, "send_running", "the lease is held until the exchange is over");
    let twin = shop.twin_while_exchanging().await;
    assert_eq!(twin, "key_busy");
    shop.sells(&key(PLAIN), None);
    open.send(()).unwrap();
    let send = send.await.unwrap();
    assert_eq!((send.verdict.kind, send.verdict.reason.as_str()), (VerdictKind::NotSent, "cancelled"));
    assert!(send.verdict.what.contains("A request for a token had left"), "{}", send.verdict.what);
    assert!(send.token.is_some() && send.request.is_none(), "what left is shown, and nothing else");
    assert_eq!(shop.deeds("key_renewed").await, 1);
    assert_eq!(
        there.test(shop.integration, Cancel::new()).await.unwrap().verdict.kind,
        VerdictKind::Accepted
    );
    assert_eq!(shop.spent()[1], next);
}

impl Shop {
    /// The code with which a change of the key is refused now.
    async fn twin_while_exchanging(&self) -> String {
        let copied = self.kit.engine.duplicate_integration(self.integration, "Twin".into(), true).await;
        let Step::Ask(rebind) = copied.unwrap() else { panic!("it asks") };
        self.kit.engine.confirm_rebind(rebind).await.unwrap_err().refusal().code
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_leaves_that_was_stopped_before_its_intent_was_on_the_disk() {
    let shop = Shop::new(&key(PLAIN)).await;
    let file = SqliteConnectOptions::new().filename(shop.kit.dir.path().join("keyrack.db"));
    let mut other = file.connect().await.unwrap();
    let plain = shop.kit.with_key("Southwind", &key(PLAIN)).await;
    for integration in [shop.integration, plain] {
        // Another process is writing, so the intent has to wait.
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
        let cancel = Cancel::new();
        let send = shop.test(&shop.kit.engine, integration, &cancel);
        if integration == plain {
            while shop.kit.provider.connections() == 0 {
                tokio::task::yield_now().await;
            }
        }
        cancel.cancel();
        sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
        let send = send.await.unwrap();
        assert_eq!(send.verdict.reason, "cancelled");
        assert!(send.verdict.what.ends_with("Nothing was sent."), "{}", send.verdict.what);
        assert_eq!(shop.kit.provider.count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_else_exchanges_while_the_keyring_lacks_the_new_token() {
    let (second, third) = (key(PLAIN), key(PLAIN));
    let shop = Shop::new(&second).await;
    let there = shop.kit.another_engine().await;
    shop.kit.keyring.refuse_writes_after(0);
    let sent = shop.kit.test(shop.integration).await;
    assert_eq!(sent.verdict.reason, "token_not_kept", "{}", sent.verdict.what);
    shop.sells(&third, None);
    let waiting = shop.test(&there, shop.integration, &Cancel::new());
    while shop.deeds("test_sent").await < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(shop.spent().len(), 1, "it waits: the keyring still holds what is spent");
    shop.kit.keyring.refuse_writes_after(usize::MAX);
    assert_eq!(waiting.await.unwrap().verdict.kind, VerdictKind::Accepted);
    assert_eq!(shop.spent()[1], second, "offered to the keyring again, without anybody asking");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_keyring_lacks_is_offered_to_it_before_the_end() {
    let second = key(PLAIN);
    let shop = Shop::new(&second).await;
    shop.kit.keyring.refuse_writes_after(0);
    assert_eq!(shop.kit.test(shop.integration).await.verdict.reason, "token_not_kept");
    shop.kit.keyring.refuse_writes_after(usize::MAX);
    shop.kit.engine.close().await;
    assert!(held(&shop, &second).await, "the next process goes on from it");
}

/// What the rows show of the refresh token.
async fn print(engine: &Engine, shop: &Shop) -> String {
    let view = engine.integration(shop.integration).await.unwrap();
    let key = view.keys.into_iter().find(|key| key.part == "refresh_token").unwrap();
    key.held.unwrap().mask.fingerprint
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rows_follow_what_the_keyring_holds() {
    let shop = Shop::new(&key(PLAIN)).await;
    let first = print(&shop.kit.engine, &shop).await;
    shop.kit.keyring.refuse_writes_after(0);
    assert_eq!(shop.kit.test(shop.integration).await.verdict.reason, "token_not_kept");
    assert_eq!(print(&shop.kit.engine, &shop).await, first, "the keyring holds the old one");
    shop.kit.keyring.refuse_writes_after(usize::MAX);
    shop.kit.engine.close().await;
    assert_ne!(print(&shop.kit.another_engine().await, &shop).await, first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_keyring_that_takes_nothing_keeps_nobody_from_forgetting_the_key() {
    let shop = Shop::new(&key(PLAIN)).await;
    shop.kit.keyring.refuse_writes_after(0);
    assert_eq!(shop.kit.test(shop.integration).await.verdict.reason, "token_not_kept");
    // This process goes on from what it holds.
    shop.sells(&key(PLAIN), None);
    assert_eq!(shop.kit.test(shop.integration).await.verdict.reason, "token_not_kept");
    shop.kit.engine.forget_key(shop.integration).await.unwrap();
    let page = shop.kit.engine.log(&LogQuery::default(), 0, 100).await.unwrap();
    let renewed: Vec<_> = page.rows.into_iter().filter(|row| row.deed == "key_renewed").collect();
    assert_eq!(renewed.len(), 2);
    for row in renewed {
        let facts = shop.kit.engine.log_entry(row.id).await.unwrap().facts;
        let lost = facts.iter().any(|fact| format!("{fact:?}").contains("token_not_kept"));
        assert!(lost && !row.unfinished, "what was never kept is said to be lost: {facts:?}");
    }
    shop.kit.keyring.refuse_writes_after(usize::MAX);
    shop.kit.take(shop.integration, "client_id", &key(PLAIN)).await.unwrap();
}

async fn held(shop: &Shop, token: &str) -> bool {
    shop.sells(&key(PLAIN), None);
    let before = shop.spent().len();
    let fresh = shop.kit.another_engine().await;
    let sent = fresh.test(shop.integration, Cancel::new()).await.unwrap();
    assert_eq!(sent.verdict.kind, VerdictKind::Accepted);
    shop.spent()[before] == token
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_that_is_taken_in_after_an_exchange_keeps_what_it_brought() {
    let second = key(PLAIN);
    let shop = Shop::new(&second).await;
    shop.kit.test(shop.integration).await;
    let intake = Intake::from_bytes(key(PLAIN).into_bytes());
    let offer =
        shop.kit.engine.offer_from_intake(shop.integration, "client_secret", KeySource::Stdin, intake).await;
    shop.kit.engine.take_in(offer.unwrap()).await.unwrap();
    assert!(held(&shop, &second).await);
}
