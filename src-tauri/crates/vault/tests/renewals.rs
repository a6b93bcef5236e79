//! Tokens that are bought first: how often, with what, and that no refresh token is spent twice or lost, whatever happens
//! around the exchange.

mod kit;

use std::sync::{Arc, mpsc};
use std::time::Duration;

use kit::{Desk, Sink, header_placement, made_up};
use loopback::{Answer, Authority, Check, Script, Setup, Spent, equals};
use serde_json::json;
use vault::{
    Backend, Binding, Clearance, ClientCertificate, Denied, Errand, ErrandRefusal, Failure, Hint, Intake,
    MemoryState, Method, Placement, Reply, Rotated, TokenField, TokenForm, TokenRecipe, Vault, VaultError,
};

/// A provider whose refresh tokens are spent by one use.
struct Shop {
    desk: Desk,
    /// Every refresh token that came, in order.
    spent: Spent,
    token: String,
}

impl Shop {
    /// One that gives out `next` for the desk's key.
    async fn new(next: &str) -> Self {
        let desk = Desk::new(header_placement()).await;
        desk.keep(&desk.key, desk.binding(recipe(&desk, true))).await;
        let shop = Self { desk, spent: Spent::default(), token: made_up() };
        shop.sells(next, None);
        let check = Check::bearer(equals(&shop.token));
        let no = Answer::json(401, &json!({ "error": "invalid_token" }));
        shop.desk.provider.on("/api", Script::new(check, Answer::json(200, &json!({ "ok": true })), no));
        shop
    }

    /// Gives out `next` from now on; where there is a gate, each answer waits for a word.
    fn sells(&self, next: &str, gate: Option<mpsc::Receiver<()>>) {
        let sold = json!({ "access_token": self.token, "refresh_token": next, "expires_in": 3600 });
        let refused = Answer::json(400, &json!({ "error": "invalid_grant" }));
        let check = Check::Body("refresh_token".into(), self.spent.once(gate));
        self.desk.provider.on("/token", Script::new(check, Answer::json(200, &sold), refused));
    }

    fn spent(&self) -> Vec<String> {
        self.spent.all()
    }

    /// Waits until so many token requests came.
    async fn asked(&self, times: usize) {
        self.spent.came(times).await;
    }

    /// Another process on the same keyring.
    fn process(&self) -> Vault {
        Vault::new(Backend::Memory(self.desk.keyring.clone()), self.desk.workspace)
    }

    /// What a process that starts now sends as refresh token.
    async fn held(&self) -> String {
        self.sells(&self.desk.secret, None);
        let before = self.spent().len();
        self.process().send_cleared(self.desk.errand("/api"), Clearance::given(), Sink::new().0).await;
        self.spent()[before].clone()
    }
}

fn recipe(desk: &Desk, rotates: bool) -> Placement {
    Placement::Token(TokenRecipe {
        url: format!("{}/token", desk.provider.origin()),
        form: TokenForm::Form,
        basic: None,
        fields: vec![
            ("grant_type".into(), TokenField::Fixed("refresh_token".into())),
            ("refresh_token".into(), TokenField::Part("api_key".into())),
        ],
        rotates: rotates.then(|| "api_key".into()),
        header: "authorization".into(),
        prefix: "Bearer ".into(),
    })
}

fn rotated(reply: &Reply) -> &Rotated {
    reply.rotated.as_ref().expect("a new refresh token")
}

#[tokio::test]
async fn a_new_refresh_token_takes_the_old_ones_place() {
    let next = made_up();
    let shop = Shop::new(&next).await;
    let (sink, mut told) = Sink::new();
    let reply = shop.desk.vault.send_cleared(shop.desk.errand("/api"), Clearance::given(), sink).await;
    assert_eq!(reply.outcome.as_ref().unwrap().status, 200);
    assert!(rotated(&reply).kept && rotated(&reply).part == "api_key");
    assert_eq!(told.recv().await.unwrap(), reply.rotated, "its caller's sink is told the same");
    let shown = format!("{reply:?}");
    assert!(!shown.contains(&next) && !shown.contains(&shop.token), "{shown}");
    assert_eq!(shop.held().await, next);
    assert_eq!(shop.spent(), [shop.desk.key.clone(), next]);
}

#[tokio::test]
async fn what_comes_with_a_refusal_takes_no_place() {
    let shop = Shop::new(&made_up()).await;
    let no = json!({ "error": "invalid_grant", "refresh_token": made_up(), "access_token": shop.token });
    shop.desk.provider.on("/token", Script::always(Answer::json(400, &no)));
    let reply =
        shop.desk.vault.send_cleared(shop.desk.errand("/api"), Clearance::given(), Sink::new().0).await;
    assert!(matches!(reply.outcome, Err(Failure::Token(_))) && reply.rotated.is_none(), "{reply:?}");
    assert_eq!(shop.held().await, shop.desk.key);
}

#[tokio::test]
async fn nothing_leaves_that_was_stopped_before_it_was_cleared() {
    let shop = Shop::new(&made_up()).await;
    for dropped in [false, true] {
        let (clearing, clearance) = Clearance::awaited();
        let (sink, mut told) = Sink::new();
        let (vault, errand) = (shop.desk.vault.clone(), shop.desk.errand("/api"));
        let before = shop.desk.provider.connections();
        let sending = tokio::spawn(async move { vault.send_cleared(errand, clearance, sink).await });
        // The connection to the token endpoint is up.
        while shop.desk.provider.connections() == before {
            tokio::task::yield_now().await;
        }
        if dropped {
            sending.abort();
            assert!(sending.await.unwrap_err().is_cancelled());
            drop(clearing);
        } else {
            clearing.take_back();
            // What comes too late counts no more.
            clearing.give();
            let reply = sending.await.unwrap();
            assert_eq!(reply.outcome, Err(Failure::Stopped { left: false }));
            assert!(reply.token.is_none_or(|hop| !hop.left));
        }
        assert_eq!(told.recv().await.unwrap(), None, "the exchange is over, and nothing was replaced");
        assert_eq!(shop.desk.provider.count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_exchange_that_has_left_is_seen_through_and_told() {
    for dropped in [false, true] {
        let next = made_up();
        let shop = Shop::new(&next).await;
        let (open, gate) = mpsc::channel();
        shop.sells(&next, Some(gate));
        let (clearing, clearance) = Clearance::awaited();
        let (sink, mut told) = Sink::new();
        let turn = Arc::clone(&sink.turn);
        let (vault, errand) = (shop.desk.vault.clone(), shop.desk.errand("/api"));
        let sending = tokio::spawn(async move { vault.send_cleared(errand, clearance, sink).await });
        clearing.give();
        shop.asked(1).await;
        clearing.take_back();
        if dropped {
            sending.abort();
        }
        assert!(
            turn.try_lock().is_err(),
            "nobody else exchanges meanwhile, though whoever wanted it is gone"
        );
        open.send(()).unwrap();
        let kept = told.recv().await.unwrap().expect("the new token is told");
        assert!(kept.kept);
        if !dropped {
            let reply = sending.await.unwrap();
            assert_eq!(reply.outcome, Err(Failure::Stopped { left: false }), "its own request never left");
            assert_eq!(reply.rotated, Some(kept));
            let hop = reply.token.unwrap();
            assert!(hop.left && hop.status == Some(200), "{hop:?}");
        }
        assert_eq!(shop.desk.provider.count(), 1, "one token request, and nothing else");
        assert_eq!(shop.held().await, next);
    }
}

#[tokio::test]
async fn a_request_that_was_stopped_tells_whether_it_had_left() {
    let desk = Desk::new(header_placement()).await;
    desk.provider.on("/slow", Script::always(Answer::empty(200)).after(Duration::from_secs(3600)));
    let (clearing, clearance) = Clearance::awaited();
    let (vault, errand) = (desk.vault.clone(), desk.errand("/slow"));
    let sending =
        tokio::spawn(async move { vault.send_cleared(errand, clearance, Sink::new().0).await.outcome });
    clearing.give();
    while desk.provider.count() == 0 {
        tokio::task::yield_now().await;
    }
    clearing.take_back();
    assert_eq!(sending.await.unwrap(), Err(Failure::Stopped { left: true }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_refresh_token_is_spent_twice() {
    let shop = Shop::new(&made_up()).await;
    // As two processes with several sends each, the token request itself among them. Each exchange gives out another one.
    let turn = Arc::default();
    let (one, other) = (shop.desk.vault.clone(), shop.process());
    let itself = Errand { method: Method::Post, ..shop.desk.errand("/token") };
    let (mut open, gate) = mpsc::channel();
    shop.sells(&made_up(), Some(gate));
    let mut sends = tokio::task::JoinSet::new();
    for round in 0..8 {
        let vault = if round % 2 == 0 { one.clone() } else { other.clone() };
        let errand = if round < 4 { itself.clone() } else { shop.desk.errand("/api") };
        let (sink, told) = Sink::beside(&turn);
        let errand = Errand { headers: Vec::new(), ..errand };
        sends.spawn(async move {
            let reply = vault.send_cleared(errand, Clearance::given(), sink).await;
            drop(told);
            reply
        });
    }
    let (mut done, mut seen) = (0, 0);
    while !sends.is_empty() {
        tokio::select! {
            Some(reply) = sends.join_next() => {
                let reply = reply.unwrap();
                assert_eq!(reply.outcome.as_ref().unwrap().status, 200, "{reply:?}");
                done += 1;
            }
            () = shop.asked(seen + 1) => {}
        }
        if shop.spent().len() > seen {
            seen += 1;
            // The next one is given another; this one is answered now.
            let (next, gate) = mpsc::channel();
            shop.sells(&made_up(), Some(gate));
            std::mem::replace(&mut open, next).send(()).unwrap();
        }
    }
    let mut spent = shop.spent();
    let all = spent.len();
    spent.sort();
    spent.dedup();
    assert_eq!((spent.len(), done), (all, 8), "each was spent once");
}

#[tokio::test]
async fn who_does_not_get_the_turn_sends_nothing() {
    let shop = Shop::new(&made_up()).await;
    // The vault's own answer for errands that exchange nothing.
    let reply = shop.desk.send("/api").await;
    assert_eq!(reply.outcome, Err(Failure::Denied(Denied::Busy)));
    assert_eq!(shop.desk.provider.connections(), 0);
}

#[tokio::test]
async fn what_the_keyring_does_not_take_is_held_until_it_does() {
    let (second, third) = (made_up(), made_up());
    let shop = Shop::new(&second).await;
    let send = async || {
        let mut errand = shop.desk.errand("/api");
        errand.limits.total = Duration::from_secs(20);
        shop.desk.vault.send_cleared(errand, Clearance::given(), Sink::new().0).await
    };
    shop.desk.keyring.refuse_writes_after(0);
    assert!(!rotated(&send().await).kept);
    assert_eq!(shop.desk.vault.unkept(), [shop.desk.version]);
    assert!(!shop.desk.vault.keep_renewed(shop.desk.version).await);
    // A refusal drops what is warm; the exchange after it goes on from the newest, and so does one more change.
    let no = Answer::json(401, &json!({ "error": "invalid_token" }));
    shop.desk.provider.on("/api", Script::always(no));
    assert_eq!(send().await.outcome.unwrap().status, 401, "by the token that is warm");
    shop.sells(&third, None);
    assert!(!rotated(&send().await).kept);
    assert_eq!(shop.spent(), [shop.desk.key.clone(), second]);
    shop.desk.keyring.refuse_writes_after(usize::MAX);
    let bound = elsewhere(&shop.desk);
    let (one, other) = tokio::join!(
        shop.desk.vault.keep_renewed(shop.desk.version),
        shop.desk.vault.rebind(shop.desk.version, &bound),
    );
    assert!(one && other.is_ok());
    assert!(shop.desk.vault.keep_renewed(shop.desk.version).await && shop.desk.vault.unkept().is_empty());
    assert_eq!(shop.process().binding(shop.desk.version).await.unwrap(), bound);
    shop.desk.vault.rebind(shop.desk.version, &shop.desk.binding(recipe(&shop.desk, true))).await.unwrap();
    assert_eq!(shop.held().await, third, "neither was overwritten by the other");
}

#[tokio::test]
async fn what_another_process_was_given_is_spent_next() {
    let (second, third) = (made_up(), made_up());
    let shop = Shop::new(&second).await;
    // Refused its turn, this process has read the item all the same, and keeps it warm.
    assert_eq!(shop.desk.send("/api").await.outcome, Err(Failure::Denied(Denied::Busy)));
    let there = shop.process();
    let reply = there.send_cleared(shop.desk.errand("/api"), Clearance::given(), Sink::new().0).await;
    assert!(rotated(&reply).kept);
    shop.sells(&third, None);
    let here = &shop.desk.vault;
    let reply = here.send_cleared(shop.desk.errand("/api"), Clearance::given(), Sink::new().0).await;
    assert_eq!(reply.outcome.as_ref().map(|answer| answer.status), Ok(200), "{reply:?}");
    assert_eq!(shop.spent(), [shop.desk.key.clone(), second]);
}

/// As above, with the change begun first: each reads what the other has written.
#[tokio::test]
async fn a_binding_that_changes_while_a_token_is_kept_is_not_lost() {
    let second = made_up();
    let shop = Shop::new(&second).await;
    let (vault, version) = (&shop.desk.vault, shop.desk.version);
    shop.desk.keyring.refuse_writes_after(0);
    let reply = vault.send_cleared(shop.desk.errand("/api"), Clearance::given(), Sink::new().0).await;
    assert!(!rotated(&reply).kept);
    shop.desk.keyring.refuse_writes_after(usize::MAX);
    let bound = elsewhere(&shop.desk);
    // Both have begun before the keyring answers either of them.
    shop.desk.keyring.set_state(MemoryState::Slow);
    let answers = async { shop.desk.keyring.set_state(MemoryState::Ready) };
    let (changed, kept, ()) =
        tokio::join!(vault.rebind(version, &bound), vault.keep_renewed(version), answers);
    assert!(changed.is_ok() && kept);
    assert_eq!(shop.process().binding(version).await.unwrap(), bound, "the change stands");
    vault.rebind(version, &shop.desk.binding(recipe(&shop.desk, true))).await.unwrap();
    assert_eq!(shop.held().await, second, "and so does the token");
}

fn elsewhere(desk: &Desk) -> Binding {
    let more = vault::Origin::try_from("https://api.example.com".to_owned()).unwrap();
    let mut binding = desk.binding(recipe(desk, true));
    binding.origins.insert(more);
    binding
}

#[tokio::test]
async fn what_is_forgotten_does_not_come_back() {
    let shop = Shop::new(&made_up()).await;
    shop.desk.keyring.refuse_writes_after(0);
    let vault = &shop.desk.vault;
    let reply = vault.send_cleared(shop.desk.errand("/api"), Clearance::given(), Sink::new().0).await;
    assert!(!rotated(&reply).kept);
    shop.desk.keyring.refuse_writes_after(usize::MAX);
    vault.forget(shop.desk.version).await.unwrap();
    assert!(vault.keep_renewed(shop.desk.version).await && vault.unkept().is_empty());
    assert_eq!(vault.holds(shop.desk.version).await, Ok(false));
    shop.desk.keyring.set_state(MemoryState::Locked);
    let locked = Err(VaultError::Keyring(vault::KeyringTrouble::Locked));
    assert_eq!(vault.holds(shop.desk.version).await, locked);
}

#[tokio::test]
async fn a_token_is_used_again_until_it_is_refused_or_ends() {
    let shop = Shop::new(&made_up()).await;
    shop.desk.keep(&shop.desk.key, shop.desk.binding(recipe(&shop.desk, false))).await;
    let desk = &shop.desk;
    desk.provider.on("/token", Script::always(Answer::json(200, &json!({ "access_token": shop.token }))));
    let bought = || desk.provider.seen().iter().filter(|seen| seen.path() == "/token").count();
    for _ in 0..3 {
        let reply = desk.send("/api").await;
        assert_eq!(reply.outcome.unwrap().status, 200);
        assert_eq!(reply.token.unwrap().cached, desk.provider.count() > 2);
    }
    assert_eq!(bought(), 1, "it is good for a while");
    desk.provider.on("/api", Script::always(Answer::empty(401)));
    assert_eq!(desk.send("/api").await.outcome.unwrap().status, 401);
    assert_eq!(bought(), 1, "the one that was warm");
    assert!(!desk.send("/api").await.token.unwrap().cached, "a refused one is not used again");
    assert_eq!(bought(), 2);
    let brief = json!({ "access_token": shop.token, "expires_in": 5 });
    desk.provider.on("/token", Script::always(Answer::json(200, &brief)));
    desk.provider.on("/api", Script::always(Answer::empty(200)));
    for more in 1..=2 {
        // The first of the two drops what was warm.
        desk.vault.rebind(desk.version, &desk.binding(recipe(desk, false))).await.unwrap();
        assert!(!desk.send("/api").await.token.unwrap().cached);
        assert!(
            !desk.send("/api").await.token.unwrap().cached,
            "one that ends within its way is bought anew"
        );
        assert_eq!(bought(), 2 + 2 * more);
    }
}

#[tokio::test]
async fn a_body_of_the_callers_never_goes_to_the_token_endpoint() {
    let shop = Shop::new(&made_up()).await;
    let body = vault::Body::json(&json!({ "grant_type": "refresh_token" }));
    let errand = Errand { method: Method::Post, body: Some(body), ..shop.desk.errand("/token") };
    let reply = shop.desk.vault.send_cleared(errand, Clearance::given(), Sink::new().0).await;
    assert_eq!(reply.outcome, Err(Failure::Refused(ErrandRefusal::Body)));
    assert_eq!(shop.desk.provider.connections(), 0);
}

#[tokio::test]
async fn a_client_shows_its_certificate_where_the_key_is_bound_to() {
    let setup = Setup { record: true, ask_clients: true, ..Setup::default() };
    let desk = Desk::with(header_placement(), setup).await;
    desk.provider.on(
        "/api",
        Script::new(Check::Certificate, Answer::json(200, &json!({})), Answer::json(403, &json!({}))),
    );
    let other = Arc::new(Authority::new(std::time::SystemTime::now()).unwrap());
    let parts = async |authority: &Authority| {
        let identity = authority.client().unwrap();
        let mut parts = Vec::new();
        for (name, value) in [
            ("api_key", desk.key.clone()),
            ("certificate", identity.certificate_pem.clone()),
            ("certificate_key", identity.key_pem.clone()),
        ] {
            let intake = Intake::from_bytes(value.into_bytes());
            parts.push((name.to_owned(), desk.vault.offer(intake, &Hint::default()).await.ok().unwrap()));
        }
        parts
    };
    let shown = ClientCertificate { certificate: "certificate".into(), key: "certificate_key".into() };
    let with = Binding { client_certificate: Some(shown), ..desk.binding(header_placement()) };
    let without = desk.binding(header_placement());
    let (own, foreign) = (parts(&desk.authority).await, parts(&other).await);
    for (parts, binding, status) in
        [(&own, &with, Some(200)), (&own, &without, Some(403)), (&foreign, &with, None)]
    {
        desk.vault.store(desk.version, parts, None, binding).await.unwrap();
        match (desk.send("/api").await.outcome, status) {
            (Ok(answer), Some(status)) => assert_eq!(answer.status, status),
            (Err(Failure::Tls(_)), None) => {}
            (outcome, _) => panic!("{outcome:?} where {status:?} was due"),
        }
    }
    assert_eq!(desk.provider.count(), 2, "nothing is asked by a stranger");
}
