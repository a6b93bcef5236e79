use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use engine::view::{AuthInput, BulkCell, BulkColumn, BulkProblem, IntegrationInput, LogQuery};
use engine::{Cancel, Step};
use uuid::Uuid;
use vault::MemoryState;

use crate::kit::{CK, CS, Kit, PLAIN, code, key};

const HEADINGS: &str = "Client,Provider,Environment,Store domain,Consumer key,Consumer secret\n";

#[tokio::test]
async fn a_file_is_mapped_shown_by_masks_and_taken_in() {
    let kit = Kit::new().await;
    let (user, secret) = (key(CK), key(CS));
    let text = format!(
        "{HEADINGS}Northlight,WooCommerce,production,shop.example.com,{user},{secret}\n\
         Field & Fern,woocommerce,staging,fern.example.com,{},{}\n",
        key(CK),
        key(CS)
    );
    let path = kit.file("keys.csv", &text);
    let view = kit.engine.open_bulk_file(&path).await.unwrap();
    assert_eq!(
        (view.rows_total, view.rows_ready, view.new_clients, view.new_integrations, view.keys),
        (2, 2, 2, 2, 4)
    );
    let cells = &view.rows[0].cells;
    assert_eq!(cells[0], BulkCell::Text { text: "Northlight".into() });
    let BulkCell::Key { mask } = &cells[4] else { panic!("{:?}", cells[4]) };
    assert_eq!((mask.prefix.as_str(), mask.tail.as_str()), ("ck_", &user[39..]));
    let shown = serde_json::to_string(&view).unwrap();
    assert!(!shown.contains(&user[4..20]) && !shown.contains(&secret[4..20]));

    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    let asked = offer.view();
    assert_eq!((asked.keys, asked.clients, asked.integrations), (4, 2, 2));
    assert_eq!(
        asked.destinations,
        [
            "Northlight / WooCommerce → https://shop.example.com",
            "Field & Fern / WooCommerce staging → https://fern.example.com"
        ]
    );
    let steps = AtomicU32::new(0);
    let progress = |_, total| {
        assert_eq!(total, 2);
        steps.fetch_add(1, Ordering::SeqCst);
    };
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), progress).await.unwrap();
    assert_eq!((done.clients, done.integrations, done.keys, done.skipped), (2, 2, 4, 0));
    assert!(done.failed.is_empty());
    assert_eq!(steps.into_inner(), 2);
    let client = kit.engine.find_client("northlight").await.unwrap();
    let rows = kit.engine.integrations(Some(client)).await.unwrap();
    let shop = kit.engine.integration(rows[0].id).await.unwrap();
    assert!(shop.keys.iter().all(|part| part.held.is_some()) && shop.not_testable.is_none());
    assert_eq!(code(kit.engine.offer_bulk(view.handle).await), "handle_unknown", "used once");

    // The same file again adds nothing: what is there is found by name, and its keys are held already.
    let again = kit.engine.open_bulk_file(&path).await.unwrap();
    assert_eq!((again.new_clients, again.new_integrations, again.rows_ready, again.rows_held), (0, 0, 0, 2));
    std::fs::remove_file(path).unwrap();
    kit.assert_nowhere_on_disk(&user);
}

#[tokio::test]
async fn ten_thousand_lines_with_every_mistake_are_told_apart_quickly() {
    let kit = Kit::new().await;
    let good =
        |n: usize| format!("Client {n},woocommerce,live,shop{n}.example.com,{},{}\n", key(CK), key(CS));
    type Mistake = (fn(&str, &str) -> String, fn(&BulkProblem) -> bool);
    let mistakes: [Mistake; 11] = [
        (|u, s| format!(",woocommerce,,a.example.com,{u},{s}\n"), |p| *p == BulkProblem::ClientMissing),
        (
            |u, s| format!("A,nosuchthing,,a.example.com,{u},{s}\n"),
            |p| matches!(p, BulkProblem::ProviderUnknown { .. }),
        ),
        (
            |u, s| format!("A,woocommerce,moon,a.example.com,{u},{s}\n"),
            |p| matches!(p, BulkProblem::EnvironmentUnknown { .. }),
        ),
        (|u, s| format!("A,woocommerce,,,{u},{s}\n"), |p| matches!(p, BulkProblem::VariableMissing { .. })),
        (|u, s| format!("A,woocommerce,,exa mple.com,{u},{s}\n"), |p| *p == BulkProblem::UrlInvalid),
        (|_, _| "A,woocommerce,,a.example.com,,\n".to_owned(), |p| *p == BulkProblem::KeyMissing),
        (
            |u, _| format!("A,woocommerce,,a.example.com,\"{u}\nsecond\",\n"),
            |p| matches!(p, BulkProblem::KeyInvalid { .. }),
        ),
        (|u, s| format!("A,woocommerce,,a.example.com,{u},{s},more\n"), |p| *p == BulkProblem::TooManyCells),
        (|u, _| format!("A,woocommerce,,a.example.com,{u}\n"), |p| *p == BulkProblem::TooFewCells),
        (
            |u, s| format!("{u},woocommerce,,a.example.com,{u},{s}\n"),
            |p| matches!(p, BulkProblem::TextLooksLikeKey { .. }),
        ),
        (
            |u, s| format!("\"{}\",woocommerce,,a.example.com,{u},{s}\n", "x".repeat(130)),
            |p| matches!(p, BulkProblem::TextInvalid { .. }),
        ),
    ];
    let mut text = HEADINGS.to_owned();
    for n in 0..10_000 - mistakes.len() - 2 {
        text.push_str(&good(n));
    }
    for (make, _) in &mistakes {
        text.push_str(&make(&key(CK), &key(CS)));
    }
    writeln!(text, "Client 7,woocommerce,live,shop7.example.com,{},{}", key(CK), key(CS)).unwrap();
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(b"A,woocommerce,,a.example.com,\xff\xfe,x\n");
    let path = kit.file("many.csv", bytes);
    let began = Instant::now();
    let view = kit.engine.open_bulk_file(&path).await.unwrap();
    let took = began.elapsed();
    assert_eq!(view.rows_total, 10_000);
    let bad = u32::try_from(mistakes.len()).unwrap() + 2;
    assert_eq!((view.rows_with_problems, view.rows_ready), (bad, 10_000 - bad));
    let last = kit.engine.map_bulk(view.handle, view.columns.clone(), 10_000 - bad, bad).await.unwrap();
    for ((make, expected), row) in mistakes.iter().zip(&last.rows) {
        assert!(
            row.problems.iter().any(|one| expected(&one.problem)),
            "{:?}\n{}",
            row.problems,
            make("USER", "SECRET")
        );
    }
    assert!(
        matches!(last.rows[11].problems[0].problem, BulkProblem::Duplicate { line: 9 }),
        "{:?}",
        last.rows[11]
    );
    assert_eq!(last.rows[12].problems, [BulkProblem::NotText.into()]);
    // Another page costs no new look at ten thousand rows.
    let began = Instant::now();
    kit.engine.map_bulk(view.handle, view.columns.clone(), 5_000, 100).await.unwrap();
    assert!(began.elapsed() < took / 3, "{:?} of {took:?}", began.elapsed());
    // Six seconds without optimisation on two idle cores; a look that grows with the square of the rows takes minutes.
    assert!(took < Duration::from_secs(90), "{took:?}");
}

#[tokio::test]
async fn columns_can_be_said_otherwise_and_variables_of_an_env_file_are_read_by_name() {
    let kit = Kit::new().await;
    let path = kit.file(
        "odd.csv",
        format!("who,what,where,code\nNorthlight,custom,https://api.example.com,{}\n", key(PLAIN)),
    );
    let view = kit.engine.open_bulk_file(&path).await.unwrap();
    assert!(view.columns.iter().all(|column| *column == BulkColumn::Ignore));
    assert_eq!(view.rows_ready, 0);
    assert_eq!(code(kit.engine.offer_bulk(view.handle).await), "nothing_ready");
    let columns = vec![
        BulkColumn::Client,
        BulkColumn::Provider,
        BulkColumn::BaseUrl,
        BulkColumn::Key { part: "*".into() },
    ];
    let view = kit.engine.map_bulk(view.handle, columns, 0, 10).await.unwrap();
    assert_eq!(view.rows[0].problems, []);
    assert!(matches!(view.rows[0].cells[3], BulkCell::Key { .. }));

    let (user, secret) = (key(CK), key(CS));
    let client = kit.client("Northlight").await;
    let mut input = kit.input("WooCommerce REST API", "woocommerce");
    input.base_url = Some("https://shop.example.com".into());
    kit.add(client, input).await;
    let env = kit.file(
        ".env",
        format!(
            "NORTHLIGHT_WOO_CONSUMER_KEY={user}\nNORTHLIGHT_WOO_CONSUMER_SECRET={secret}\nPATH=/usr/bin\n"
        ),
    );
    let view = kit.engine.open_bulk_file(&env).await.unwrap();
    assert_eq!((view.rows_ready, view.new_integrations), (2, 0), "{view:?}");
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.keys, done.skipped), (2, 1));
    let rows = kit.engine.integrations(Some(client)).await.unwrap();
    assert!(kit.engine.integration(rows[0].id).await.unwrap().keys.iter().all(|part| part.held.is_some()));
}

#[tokio::test]
async fn a_column_that_nobody_has_mapped_shows_nothing_that_could_be_a_password() {
    let kit = Kit::new().await;
    let path = kit.file("bare.csv", "Acme;wordpress;admin;s3cret!9;abcd EFGH ijkl MNOP qrst UVWX\n");
    let view = kit.engine.open_bulk_file(&path).await.unwrap();
    assert_eq!((view.headings[0].as_str(), view.rows_total), ("Column 1", 1), "the first row is data");
    let text = |text: &str| BulkCell::Text { text: text.into() };
    let hidden = BulkCell::Hidden;
    let cells = [hidden.clone(), text("wordpress"), hidden.clone(), hidden.clone(), hidden.clone()];
    assert_eq!(view.rows[0].cells, cells);
    // That it is a client's name is the page's word alone, until a client is called so.
    let mut columns = vec![BulkColumn::Ignore; 5];
    columns[0] = BulkColumn::Client;
    let mapped = kit.engine.map_bulk(view.handle, columns, 0, 10).await.unwrap();
    assert_eq!(mapped.rows[0].cells[0], hidden);
    kit.client("Acme").await;
    for (column, shown) in [(0, text("Acme")), (3, hidden.clone()), (4, hidden)] {
        let mut columns = vec![BulkColumn::Ignore; 5];
        columns[column] = BulkColumn::Client;
        let view = kit.engine.map_bulk(view.handle, columns, 0, 10).await.unwrap();
        assert_eq!(view.rows[0].cells[column], shown);
    }
}

#[tokio::test]
async fn a_keyring_that_fails_in_the_middle_half_writes_no_row() {
    let kit = Kit::new().await;
    let mut text = HEADINGS.to_owned();
    for n in 0..6 {
        writeln!(text, "Client {n},woocommerce,,shop{n}.example.com,{},{}", key(CK), key(CS)).unwrap();
    }
    let view = kit.engine.open_bulk_file(&kit.file("keys.csv", text)).await.unwrap();
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    let keyring = kit.keyring.clone();
    let fails = move |done, _| {
        if done == 2 {
            keyring.set_state(MemoryState::Locked);
        }
    };
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), fails).await.unwrap();
    kit.keyring.set_state(MemoryState::Ready);
    assert_eq!((done.clients, done.keys, done.skipped), (2, 4, 3));
    assert_eq!((done.failed.len(), done.failed[0].line), (1, 4));
    assert_eq!(
        kit.engine.clients(false).await.unwrap().len(),
        2,
        "the row that failed left no client behind"
    );
    let page = kit.engine.log(&LogQuery::default(), 0, 100).await.unwrap();
    assert!(page.rows.iter().all(|row| !row.unfinished));
}

#[tokio::test]
async fn it_can_be_stopped_between_two_rows() {
    let kit = Kit::new().await;
    let mut text = HEADINGS.to_owned();
    for n in 0..5 {
        writeln!(text, "Client {n},woocommerce,,shop{n}.example.com,{},{}", key(CK), key(CS)).unwrap();
    }
    let view = kit.engine.open_bulk_file(&kit.file("keys.csv", text)).await.unwrap();
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    let cancel = Cancel::new();
    let stop = cancel.clone();
    let done = kit
        .engine
        .take_in_bulk(offer, cancel, move |done, _| {
            if done == 3 {
                stop.cancel()
            }
        })
        .await
        .unwrap();
    assert_eq!((done.clients, done.integrations, done.keys, done.skipped), (3, 3, 6, 2));
}

/// Whether the integration holds any part of a key.
async fn holds(kit: &Kit, integration: Uuid) -> bool {
    kit.engine.integration(integration).await.unwrap().keys.iter().any(|part| part.held.is_some())
}

/// Changes an integration that holds no key: nobody is asked.
async fn edit(kit: &Kit, integration: Uuid, change: impl FnOnce(&mut IntegrationInput)) {
    let view = kit.engine.integration(integration).await.unwrap();
    let mut input = view.input;
    change(&mut input);
    let step = kit.engine.edit_integration(integration, view.revision, input).await.unwrap();
    assert!(matches!(step, Step::Done(_)));
}

#[tokio::test]
async fn a_row_that_describes_another_destination_lends_its_key_to_no_planted_integration() {
    let kit = Kit::new().await;
    let evil = "https://evil.example.net";
    let mut planted = Vec::new();
    for (client, name, provider) in [
        ("Only one", "Anything", "woocommerce"),
        ("By name", "Shop", "woocommerce"),
        ("By address", "Shop", "custom"),
        ("Other provider", "Shop", "custom"),
        ("No provider", "Shop", "custom"),
        ("One address for all", "Pay", "stripe"),
    ] {
        let client = kit.client(client).await;
        let mut input = kit.input(name, provider);
        (input.base_url, input.ca_pem) = (Some(evil.into()), None);
        planted.push(kit.add(client, input).await);
    }
    let (user, secret) = (key(CK), key(CS));
    let text = format!(
        "client,integration,provider,base_url,domain,key,secret\n\
         Only one,,woocommerce,,shop.example.com,{user},{secret}\n\
         By name,Shop,woocommerce,,shop.example.com,{user},{secret}\n\
         By address,Shop,custom,https://shop.example.com/v1,,{user},\n\
         Other provider,Shop,woocommerce,,shop.example.com,{user},\n\
         No provider,Shop,,,shop.example.com,{user},\n\
         One address for all,Pay,stripe,,,{user},\n\
         Honest,,woocommerce,,shop.example.com,{user},{secret}\n"
    );
    let view = kit.engine.open_bulk_file(&kit.file("keys.csv", text)).await.unwrap();
    for row in &view.rows[..planted.len()] {
        let goes = if row.line == 7 { "https://api.stripe.com" } else { "https://shop.example.com" };
        let differs = BulkProblem::DestinationDiffers { here: evil.into(), row: goes.into() };
        assert_eq!(row.problems, [differs.into()], "line {}", row.line);
    }
    assert_eq!((view.rows_ready, &view.rows[6].problems[..]), (1, &[][..]));
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    assert_eq!(offer.view().destinations, ["Honest / WooCommerce → https://shop.example.com"]);
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.keys, done.skipped, done.failed.len()), (2, 6, 0));
    for one in planted {
        assert!(!holds(&kit, one).await);
    }
}

#[tokio::test]
async fn a_row_that_says_the_same_destination_or_none_uses_the_integration_that_is_there() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let mut shop = kit.input("Shop", "woocommerce");
    (shop.base_url, shop.ca_pem) = (None, None);
    shop.variables.insert("store_domain".into(), "shop.example.com".into());
    let shop = kit.add(client, shop).await;
    // Its arrow must not pass for the one that leads to the destination.
    let own = kit.plain(client, "Desk → good").await;
    let text = format!(
        "client,integration,provider,base_url,domain,key,secret\n\
         Northlight,Shop,woocommerce,,Shop.Example.com,{},\n\
         Northlight,Shop,,https://shop.example.com:443/other,,,{}\n\
         Northlight,Desk → good,,,,{},\n",
        key(CK),
        key(CS),
        key(PLAIN)
    );
    let view = kit.engine.open_bulk_file(&kit.file("keys.csv", text)).await.unwrap();
    assert_eq!((view.rows_ready, view.new_integrations), (3, 0), "{:?}", view.rows);
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    let asked = offer.view().destinations;
    assert_eq!(asked.len(), 2, "one line for each integration: {asked:?}");
    assert_eq!(asked[0], "Northlight / Shop → https://shop.example.com");
    let desk = format!("Northlight / Desk \u{fffd} good → {} (own authority: ", kit.provider.origin());
    assert!(asked[1].starts_with(&desk) && asked[1].ends_with(')'), "{asked:?}");
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.keys, done.failed.len()), (3, 0));
    assert!(holds(&kit, shop).await && holds(&kit, own).await);
}

#[tokio::test]
async fn an_edit_after_the_word_was_asked_for_keeps_that_rows_key_out() {
    let kit = Kit::new().await;
    let client = kit.client("Northlight").await;
    let other = kit.another_provider().await;
    let names = ["Moved", "Placed anew", "Other authority", "Renamed", "Untouched"];
    let mut ids = Vec::new();
    let mut text = String::from("client,integration,provider,base_url,key\n");
    for name in names {
        ids.push(kit.plain(client, name).await);
        writeln!(text, "Northlight,{name},,,{}", key(PLAIN)).unwrap();
    }
    // In the file, and so among what is confirmed: but for its own key alone.
    writeln!(text, "Northlight,Elsewhere,custom,{},{}", other.origin(), key(PLAIN)).unwrap();
    writeln!(text, "Northlight,Late,custom,https://late.example.com,{}", key(PLAIN)).unwrap();
    let view = kit.engine.open_bulk_file(&kit.file("keys.csv", text)).await.unwrap();
    assert_eq!(view.rows_ready, 7, "{view:?}");
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    assert_eq!(offer.view().destinations.len(), 7);

    edit(&kit, ids[0], |input| input.base_url = Some(other.origin())).await;
    edit(&kit, ids[1], |input| {
        input.auth = AuthInput::Header { header: "X-Public".into(), prefix: String::new() };
    })
    .await;
    edit(&kit, ids[2], |input| input.ca_pem = None).await;
    edit(&kit, ids[3], |input| input.name = "Aside".into()).await;
    let decoy = kit.plain(client, "Renamed").await;
    let mut late = kit.input("Late", "custom");
    (late.base_url, late.ca_pem) = (Some(other.origin()), None);
    let late = kit.add(client, late).await;

    let done = kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!(done.failed.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4, 5, 8]);
    assert!(done.failed.iter().all(|row| row.what.contains("changed this in the meantime")), "{done:?}");
    assert_eq!((done.keys, done.integrations), (2, 1));
    for one in ids[..4].iter().chain([&decoy, &late]) {
        assert!(!holds(&kit, *one).await);
    }
    assert!(holds(&kit, ids[4]).await);
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn a_column_that_nobody_but_the_page_calls_public_shows_no_word() {
    let kit = Kit::new().await;
    kit.client("Northlight").await;
    let text =
        format!("client,memo,api_key\nNorthlight,sunshine,{}\nField,Northlight,{}\n", key(PLAIN), key(PLAIN));
    let path = kit.file("keys.csv", &text);
    let file = kit.engine.open_bulk_file(&path).await.unwrap();
    let key = BulkColumn::Key { part: "api_key".into() };
    let meanings = [
        BulkColumn::Ignore,
        BulkColumn::Client,
        BulkColumn::Integration,
        BulkColumn::Provider,
        BulkColumn::Environment,
        BulkColumn::BaseUrl,
        BulkColumn::Variable { name: "*".into() },
        BulkColumn::EnvName,
        BulkColumn::Key { part: "username".into() },
    ];
    for meaning in meanings {
        let columns = vec![BulkColumn::Ignore, meaning.clone(), key.clone()];
        let view = kit.engine.map_bulk(file.handle, columns, 0, 10).await.unwrap();
        let shown = serde_json::to_string(&view).unwrap();
        assert!(!shown.contains("sunshine"), "{meaning:?}: {shown}");
        assert_eq!(
            view.rows[0].cells[0],
            BulkCell::Text { text: "Northlight".into() },
            "the heading says so"
        );
        if meaning == BulkColumn::Client {
            assert_eq!(view.rows[1].cells[1], BulkCell::Text { text: "Northlight".into() }, "known anyway");
        }
    }
}

#[tokio::test]
async fn two_rows_cannot_send_one_new_integration_to_two_places() {
    let kit = Kit::new().await;
    let rows = |two: &str| {
        format!(
            "client,provider,store_domain,consumer_key,consumer_secret\n\
             Northlight,woocommerce,shop.example.com,{},\nNorthlight,woocommerce,{two},,{}\n",
            key(CK),
            key(CS)
        )
    };
    let same = kit.engine.open_bulk_file(&kit.file("same.csv", rows("shop.example.com"))).await.unwrap();
    assert_eq!((same.rows_ready, same.new_integrations), (2, 1), "{:?}", same.rows);
    let path = kit.file("two.csv", rows("elsewhere.example.com"));
    let view = kit.engine.open_bulk_file(&path).await.unwrap();
    assert_eq!((view.rows_ready, view.new_integrations), (1, 1), "{:?}", view.rows);
    let told = serde_json::to_string(&view.rows[1].problems).unwrap();
    assert!(
        told.contains("https://shop.example.com") && told.contains("https://elsewhere.example.com"),
        "{told}"
    );
}

#[tokio::test]
async fn the_log_is_searched_once_for_all_keys_of_a_file() {
    let kit = Kit::new().await;
    let integration = kit.with_key("Northlight", &key(PLAIN)).await;
    // Ordinary words, so that nothing takes them for keys before they are.
    let coming = ["harbour lantern copper meadow", "velvet thunder pebble orchard"];
    let body = serde_json::json!({ "hint": format!("try {} or {}", coming[0], coming[1]) });
    kit.provider.on("/custom", loopback::Script::always(loopback::Answer::json(200, &body)));
    let send = kit.test(integration).await;
    let text = format!(
        "client,provider,base_url,api_key\nOne,custom,{0},{1}\nTwo,custom,{0},{2}\n",
        "https://api.example.com", coming[0], coming[1]
    );
    let view = kit.engine.open_bulk_file(&kit.file("keys.csv", text)).await.unwrap();
    assert_eq!(view.rows_ready, 2, "{:?}", view.rows);
    let offer = kit.engine.offer_bulk(view.handle).await.unwrap();
    let done = kit.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.unwrap();
    assert_eq!((done.keys, done.failed.len()), (2, 0), "{done:?}");
    let body = kit.engine.log_entry(send.id).await.unwrap().send.unwrap().response.unwrap().body;
    assert!(coming.iter().all(|key| !body.text.contains(key)), "{}", body.text);
    let log = kit.engine.log(&engine::view::LogQuery::default(), 0, 50).await.unwrap();
    assert_eq!(log.rows.iter().filter(|row| row.deed == "log_masked").count(), 1);
    let intents: Vec<_> = log.rows.iter().filter(|row| row.deed == "key_taken_in").take(2).collect();
    for intent in intents {
        let facts = kit.engine.log_entry(intent.id).await.unwrap().facts;
        assert!(facts.iter().any(|fact| fact.label == "Keyring item"), "{facts:?}");
    }
}
