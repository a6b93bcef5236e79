//! What a file does to keys that are held: replaced with a word, left alone where they are the same, and the same key for two
//! clients pointed out.

use engine::view::{BulkColumn, BulkDoneView, BulkView, IntegrationView, KeyWarning};
use engine::{BulkOffer, Cancel, Step};
use uuid::Uuid;

use crate::kit::{CK, CS, Kit, PLAIN, key};

async fn open(kit: &Kit, text: &str) -> BulkView {
    kit.engine.open_bulk_file(&kit.file("keys.csv", text)).await.unwrap()
}

async fn take(kit: &Kit, offer: BulkOffer) -> BulkDoneView {
    kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap()
}

/// A WooCommerce integration that holds both parts.
async fn shop(kit: &Kit, client: &str, user: &str, secret: &str) -> Uuid {
    let client = kit.client(client).await;
    let shop = kit.woo(client, "Shop").await;
    kit.take(shop, "consumer_key", user).await.unwrap();
    kit.take(shop, "consumer_secret", secret).await.unwrap();
    shop
}

fn print(view: &IntegrationView, part: &str) -> String {
    let part = view.keys.iter().find(|key| key.part == part).unwrap();
    part.held.as_ref().unwrap().mask.fingerprint.clone()
}

#[tokio::test]
async fn what_is_replaced_is_named_and_counted_and_the_same_key_is_left_alone() {
    let kit = Kit::new().await;
    let (user, secret, kept) = ((key(CK), key(CS)), (key(CK), key(CS)), (key(CK), key(CS)));
    let all = shop(&kit, "All", &user.0, &user.1).await;
    let one = shop(&kit, "One", &secret.0, &secret.1).await;
    let none = shop(&kit, "None", &kept.0, &kept.1).await;
    let text = format!(
        "client,integration,provider,domain,consumer_key,consumer_secret\n\
         All,Shop,woocommerce,,{},{}\nOne,Shop,woocommerce,,{},{}\nNone,Shop,woocommerce,,{},{}\n\
         New,Shop,woocommerce,shop.example.com,{},{}\n",
        key(CK),
        key(CS),
        secret.0,
        key(CS),
        kept.0,
        kept.1,
        key(CK),
        key(CS)
    );
    let before = [kit.engine.integration(all).await.unwrap(), kit.engine.integration(one).await.unwrap()];
    let untouched = kit.engine.integration(none).await.unwrap();
    let view = open(&kit, &text).await;
    assert_eq!((view.rows_ready, view.rows_held, view.rows_with_problems), (3, 1, 0), "{view:?}");
    assert_eq!((view.keys, view.keys_replacing, view.keys_held), (5, 3, 3));
    let notes = |at: usize| view.rows[at].held.iter().map(|held| held.same).collect::<Vec<_>>();
    assert_eq!(
        [notes(0), notes(1), notes(2), notes(3)],
        [vec![false; 2], vec![true, false], vec![true; 2], vec![]]
    );
    assert_eq!(view.rows.iter().map(|row| row.all_held).collect::<Vec<_>>(), [false, false, true, false]);
    let was = before[0].keys[0].held.as_ref().unwrap().mask.clone();
    let said = &view.rows[0].held[0];
    assert_eq!(said.mask, was, "the mask is that of the key held now");
    assert!(
        said.what.contains("replaces") && said.what.contains(&format!("{} #{}", was.tail, was.fingerprint))
    );
    assert!(view.rows[2].held[0].what.contains("already held"), "{:?}", view.rows[2]);

    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    let asked = offer.view();
    assert_eq!((asked.keys, asked.replacing, asked.held), (5, 3, 3));
    assert_eq!(asked.keys_in_words(), "5 keys, of which 3 replace a held one");
    assert_eq!(asked.destinations.len(), 3, "{asked:?}");
    assert!(asked.destinations[0].contains(", replacing ck_••••••••"), "{asked:?}");
    assert!(asked.destinations[0].contains(&format!("#{} and cs_", was.fingerprint)), "{asked:?}");
    assert!(!asked.destinations[1].contains("ck_") && asked.destinations[1].contains("cs_"), "{asked:?}");
    assert_eq!(asked.destinations[2], "New / Shop → https://shop.example.com");
    let done = take(&kit, offer).await;
    assert_eq!((done.keys, done.replaced, done.held, done.skipped), (5, 3, 3, 0), "{done:?}");
    assert!(done.failed.is_empty(), "{done:?}");

    assert_eq!(kit.engine.integration(none).await.unwrap().keys, untouched.keys, "no new version");
    let now = [kit.engine.integration(all).await.unwrap(), kit.engine.integration(one).await.unwrap()];
    assert_ne!(print(&now[0], "consumer_key"), print(&before[0], "consumer_key"));
    assert_eq!(print(&now[1], "consumer_key"), print(&before[1], "consumer_key"));
    assert_ne!(print(&now[1], "consumer_secret"), print(&before[1], "consumer_secret"));
}

#[tokio::test]
async fn a_key_that_came_after_the_word_was_asked_for_is_not_replaced() {
    let kit = Kit::new().await;
    let held = kit.with_key("Northlight", &key(PLAIN)).await;
    let client = kit.engine.find_client("Northlight").await.unwrap();
    let empty = kit.plain(client, "Empty").await;
    let text = format!(
        "client,integration,provider,api_key\nNorthlight,Order desk,custom,{}\nNorthlight,Empty,custom,{}\n",
        key(PLAIN),
        key(PLAIN)
    );
    let offer = kit.engine.offer_bulk(open(&kit, &text).await.handle).await.unwrap();
    assert_eq!((offer.view().keys, offer.view().replacing), (2, 1));
    for one in [held, empty] {
        kit.take(one, "api_key", &key(PLAIN)).await.unwrap();
    }
    let before = [kit.engine.integration(held).await.unwrap(), kit.engine.integration(empty).await.unwrap()];
    let done = take(&kit, offer).await;
    assert_eq!((done.keys, done.replaced, done.failed.len()), (0, 0, 2), "{done:?}");
    for (one, before) in [held, empty].into_iter().zip(before) {
        assert_eq!(kit.engine.integration(one).await.unwrap().keys, before.keys);
    }
}

fn twins(view: &BulkView, at: usize) -> Vec<(u32, &str)> {
    let all = view.rows[at].warnings.iter().filter_map(|one| match &one.warning {
        KeyWarning::SharedInFile { line, client } => Some((*line, client.as_str())),
        _ => None,
    });
    all.collect()
}

#[tokio::test]
async fn the_same_key_for_two_clients_of_one_file_is_pointed_out_on_each_row() {
    let kit = Kit::new().await;
    let (same, own) = (key(PLAIN), key(PLAIN));
    let text = format!(
        "client,integration,provider,base_url,api_key\n\
         Northlight,A,custom,https://a.example.com,{same}\nNorthlight,B,custom,https://a.example.com,{same}\n\
         Casa Lumen,A,custom,https://b.example.com,{own}\nField,A,custom,https://c.example.com,{same}\n\
         ,A,custom,https://c.example.com,{same}\n"
    );
    let view = open(&kit, &text).await;
    assert_eq!((view.rows_ready, view.rows_with_problems), (4, 1), "no refusal: {view:?}");
    assert_eq!(twins(&view, 0), [(5, "Field")]);
    assert_eq!(twins(&view, 1), [(5, "Field")]);
    assert_eq!(twins(&view, 2), []);
    assert_eq!(twins(&view, 3), [(2, "Northlight")]);
    assert_eq!(twins(&view, 4), [], "a row without a client says nothing of another");

    // What is kept with a key is what is true then: the first found nobody else holding it, the other did.
    let done = take(&kit, kit.engine.offer_bulk(view.handle).await.unwrap()).await;
    assert_eq!((done.keys, done.failed.len()), (4, 0), "{done:?}");
    for (client, shared) in [("Northlight", false), ("Field", true)] {
        let client = kit.engine.find_client(client).await.unwrap();
        let one = kit.engine.find_integration(client, "A").await.unwrap();
        let view = kit.engine.integration(one).await.unwrap();
        let kinds: Vec<_> = view.keys[0].held.as_ref().unwrap().warnings.iter().map(|w| &w.warning).collect();
        assert_eq!(kinds.iter().any(|w| matches!(w, KeyWarning::Shared { .. })), shared, "{kinds:?}");
        assert!(!kinds.iter().any(|w| matches!(w, KeyWarning::SharedInFile { .. })), "{kinds:?}");
    }
}

#[tokio::test]
async fn another_row_shows_no_word_of_a_column_that_only_the_page_calls_a_client() {
    let kit = Kit::new().await;
    let same = key(PLAIN);
    let text = format!(
        "memo,provider,base_url,api_key\nsunshine,custom,https://a.example.com,{same}\nmoonlight,custom,https://b.example.com,{same}\n"
    );
    let view = open(&kit, &text).await;
    let columns = vec![
        BulkColumn::Client,
        BulkColumn::Provider,
        BulkColumn::BaseUrl,
        BulkColumn::Key { part: "*".into() },
    ];
    let mapped = kit.engine.map_bulk(view.handle, columns.clone(), 0, 10).await.unwrap();
    assert_eq!(twins(&mapped, 0), [(3, "••••")]);
    let shown = serde_json::to_string(&mapped).unwrap();
    assert!(!shown.contains("sunshine") && !shown.contains("moonlight"), "{shown}");
    // A client of that name is no secret.
    kit.client("moonlight").await;
    let mapped = kit.engine.map_bulk(view.handle, columns, 0, 10).await.unwrap();
    assert_eq!(twins(&mapped, 0), [(3, "moonlight")]);
}

#[tokio::test]
async fn two_integrations_with_one_key_are_given_the_new_one_by_two_rows() {
    let kit = Kit::new().await;
    let one = kit.with_key("Northlight", &key(PLAIN)).await;
    let Step::Ask(ask) = kit.engine.duplicate_integration(one, "Twin".into(), true).await.unwrap() else {
        panic!("a key that may serve another integration is asked for")
    };
    kit.engine.confirm_rebind(ask).await.unwrap();
    let file = |first: &str, second: &str| {
        format!(
            "client,integration,provider,api_key\nNorthlight,Order desk,custom,{first}\nNorthlight,Twin,custom,{second}\n"
        )
    };
    let next = key(PLAIN);
    let view = open(&kit, &file(&next, &next)).await;
    let done = take(&kit, kit.engine.offer_bulk(view.handle).await.unwrap()).await;
    assert_eq!((done.keys, done.replaced, done.held, done.failed.len()), (1, 1, 1, 0), "{done:?}");
    // Two keys for one place: the first came in, and the second replaces nothing that nobody saw.
    let view = open(&kit, &file(&key(PLAIN), &key(PLAIN))).await;
    let done = take(&kit, kit.engine.offer_bulk(view.handle).await.unwrap()).await;
    assert_eq!((done.keys, done.replaced, done.failed.len()), (1, 1, 1), "{done:?}");
}
