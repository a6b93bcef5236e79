//! `.env` files: a name says client, provider, and what the value is.

use engine::Cancel;
use engine::view::{BulkCell, BulkProblem, BulkView, Environment};

use crate::kit::{CK, CS, Kit, PLAIN, key};

async fn open(kit: &Kit, text: &str) -> BulkView {
    kit.engine.open_bulk_file(&kit.file(".env", text)).await.unwrap()
}

fn problems(view: &BulkView) -> Vec<Vec<BulkProblem>> {
    view.rows.iter().map(|row| row.problems.iter().map(|one| one.problem.clone()).collect()).collect()
}

#[tokio::test]
async fn names_give_variables_addresses_and_environments_too() {
    let kit = Kit::new().await;
    let (user, secret, token) = (key(CK), key(CS), key(PLAIN));
    let text = format!(
        "NORTHLIGHT_WOOCOMMERCE_CONSUMER_KEY={user}\nNORTHLIGHT_WOO_CONSUMER_SECRET={secret}\n\
         # Where the key goes may stand behind it.\nNORTHLIGHT_WOO_STORE_DOMAIN=shop.example.com\n\
         NORTHLIGHT_WOO_ENV=staging\n\
         NORTHLIGHT_API_BASE_URL=\"https://api.example.com/v1\"\nNORTHLIGHT_API_KEY={token}\n"
    );
    let view = open(&kit, &text).await;
    assert_eq!(problems(&view), vec![Vec::new(); 6], "{view:?}");
    let counts =
        (view.rows_ready, view.rows_with_problems, view.keys, view.new_clients, view.new_integrations);
    assert_eq!(counts, (6, 0, 3, 1, 2));
    assert_eq!(view.rows[2].cells[1], BulkCell::Text { text: "shop.example.com".into() });
    assert!(matches!(view.rows[0].cells[1], BulkCell::Key { .. }));

    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    assert_eq!(
        offer.view().destinations,
        [
            "Northlight / WooCommerce staging → https://shop.example.com",
            "Northlight / Custom service → https://api.example.com"
        ]
    );
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.clients, done.integrations, done.keys, done.skipped), (1, 2, 3, 0), "{done:?}");
    let client = kit.engine.find_client("northlight").await.unwrap();
    let shop = kit.engine.find_integration(client, "WooCommerce staging").await.unwrap();
    let shop = kit.engine.integration(shop).await.unwrap();
    assert_eq!(shop.input.environment, Environment::Staging);
    assert_eq!(shop.resolved_base.as_deref(), Some("https://shop.example.com/wp-json/wc/v3"));
    assert!(shop.keys.iter().all(|part| part.held.is_some()));
    // The same file again finds what is there; one that names another shop does not lend its key to it.
    let again = open(&kit, &text).await;
    assert_eq!((again.rows_ready, again.rows_held, again.new_integrations), (0, 6, 0));
    assert!(again.rows.iter().all(|row| row.all_held && row.problems.is_empty()), "{again:?}");
    let moved = open(&kit, &text.replace("=shop.", "=evil.")).await;
    assert!(matches!(problems(&moved)[0][..], [BulkProblem::DestinationDiffers { .. }]), "{moved:?}");
}

#[tokio::test]
async fn what_a_name_does_not_say_is_told() {
    let kit = Kit::new().await;
    let token = key(PLAIN);
    let text = format!(
        "FOO=bar\nNORTHLIGHT_STRIPE_SURPRISE={token}\nNORTHLIGHT_WOO_STORE_DOMAIN=shop.example.com\n\
         NORTHLIGHT_API_KEY={token}\nFERN_API_BASE_URL=http://fern.example.com\nFERN_API_KEY={token}\n\
         ELM_API_URL=https://elm.example.com\nELM_API_URL=https://oak.example.com\nELM_API_KEY={token}\n\
         ASH_MAILCHIMP_DC={token}\nASH_MAILCHIMP_API_KEY={token}\n"
    );
    let view = open(&kit, &text).await;
    use BulkProblem as P;
    let missing = |name: &str| vec![P::VariableMissing { name: name.into() }];
    assert_eq!(
        problems(&view),
        [
            vec![P::NameUnknown { name: "FOO".into() }],
            vec![P::PartUnknown { part: "surprise".into() }],
            vec![P::NothingToSet],
            missing("base_url"),
            Vec::new(),
            vec![P::UrlInvalid],
            Vec::new(),
            vec![P::Duplicate { line: 7 }],
            Vec::new(),
            vec![P::TextLooksLikeKey { column: "ASH_MAILCHIMP_DC".into() }],
            missing("dc"),
        ]
    );
    assert!(view.rows[0].problems[0].what.contains("CLIENT_PROVIDER_PART"), "the way out is named");
    assert!(!serde_json::to_string(&view).unwrap().contains(&token[8..20]));
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    assert_eq!(offer.view().destinations, ["Elm / Custom service → https://elm.example.com"]);
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.keys, done.skipped), (1, 8));
    assert_eq!(kit.engine.clients(false).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_file_that_only_sets_something_has_nothing_to_take_in() {
    let kit = Kit::new().await;
    let view = open(&kit, "NORTHLIGHT_WOO_STORE_DOMAIN=shop.example.com\n").await;
    assert_eq!((view.rows_ready, view.new_clients), (0, 0));
    assert_eq!(crate::kit::code(kit.engine.offer_bulk(view.handle).await), "nothing_ready");
}

/// The example that the window shows is a file that can be taken in.
#[tokio::test]
async fn the_windows_example_can_be_imported() {
    let kit = Kit::new().await;
    let example: serde_json::Value =
        serde_json::from_str(include_str!("../../../../../ui/src/words/bulk-example.json")).unwrap();
    let line = |cells: &serde_json::Value| {
        let cells = cells.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap());
        let filled = cells.map(|cell| match cell {
            "KEY" => key(CK),
            "SECRET" => key(CS),
            text => text.to_owned(),
        });
        filled.collect::<Vec<_>>().join(",") + "\n"
    };
    let rows = example["rows"].as_array().unwrap();
    let text = line(&example["head"]) + &rows.iter().map(line).collect::<String>();
    let view = kit.engine.open_bulk_file(&kit.file("example.csv", text)).await.unwrap();
    assert_eq!((view.rows_ready as usize, view.rows_with_problems), (rows.len(), 0), "{view:?}");
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.clients as usize, done.failed.len()), (rows.len(), 0));
    for row in kit.engine.integrations(None).await.unwrap() {
        let view = kit.engine.integration(row.id).await.unwrap();
        assert_eq!(view.not_testable, None, "{} is whole", view.client_name);
    }
}
