//! A file of ten thousand lines with every kind of mistake in it.

use std::collections::BTreeMap;

use engine::Cancel;
use engine::view::{BulkColumn, BulkProblem, BulkView};
use keyrack_tests::needle::{Needle, Search};

use crate::rack::{Rack, flow, refused};

const LINES: u32 = 10_000;
/// Ready rows; each costs a write to the keyring.
const GOOD: u32 = 60;

/// What the columns mean; the widest line gives the file more of them than it has headings.
fn columns(width: usize) -> Vec<BulkColumn> {
    let mut columns = vec![
        BulkColumn::Client,
        BulkColumn::Integration,
        BulkColumn::Provider,
        BulkColumn::Environment,
        BulkColumn::Variable { name: "*".into() },
        BulkColumn::Key { part: "consumer_key".into() },
        BulkColumn::Key { part: "consumer_secret".into() },
    ];
    columns.resize(width, BulkColumn::Ignore);
    columns
}

/// The mistakes, in turns; the first is none.
fn line(number: u32, key: &str, secret: &str) -> Vec<u8> {
    let shop = format!("shop{number}.example");
    let good = format!("Client {number},Shop,woocommerce,production,{shop},{key},{secret}");
    let text = match number % 13 {
        0 => format!(",Shop,woocommerce,production,{shop},{key},{secret}"),
        1 => format!("Client {number},Shop,no-such-provider,production,{shop},{key},{secret}"),
        2 => format!("Client {number},Shop,woocommerce,somewhere,{shop},{key},{secret}"),
        3 => format!("Client {number},Shop,woocommerce,production,,{key},{secret}"),
        4 => format!("Client {number},Shop,woocommerce,production,{shop},,"),
        5 => format!("Client {number},Shop,woocommerce,production,{shop},{key},\"two\nlines\""),
        6 => format!("{secret},Shop,woocommerce,production,{shop},{key},{secret}"),
        7 => format!("{good},one,more"),
        8 => format!("Client {number},Shop"),
        9 => format!("Client\x07{number},Shop,woocommerce,production,{shop},{key},{secret}"),
        10 => format!("Client {number},Shop,shopify,production,{shop},{key},{secret}"),
        11 => format!(
            "Client {number},Shop,woocommerce,production,https://user:pass@{shop}/?x=1,{key},{secret}"
        ),
        _ => {
            return [b"Client \xff\xfe,Shop,woocommerce,production,".as_slice(), shop.as_bytes(), b",k,s"]
                .concat();
        }
    };
    text.into_bytes()
}

fn ten_thousand_lines(key: &str, secret: &str) -> Vec<u8> {
    let mut file =
        b"client,integration,provider,environment,store_domain,consumer_key,consumer_secret\n".to_vec();
    // The first once more at the end: the same again is one of the mistakes.
    for number in (0..GOOD).chain([0]) {
        let row = format!("Good {number},Shop,woocommerce,production,good{number}.example,{key},{secret}\n");
        file.extend(row.bytes());
    }
    for number in GOOD + 1..LINES {
        file.extend(line(number, key, secret));
        file.push(b'\n');
    }
    file
}

const EVERY_MISTAKE: [&str; 14] = [
    "client missing",
    "provider unknown",
    "environment unknown",
    "variable missing",
    "URL invalid",
    "key missing",
    "key invalid",
    "part unknown",
    "text looks like a key",
    "text invalid",
    "duplicate",
    "too many cells",
    "too few cells",
    "not text",
];

fn kind(problem: &BulkProblem) -> &'static str {
    match problem {
        BulkProblem::ClientMissing => "client missing",
        BulkProblem::ProviderUnknown { .. } => "provider unknown",
        BulkProblem::EnvironmentUnknown { .. } => "environment unknown",
        BulkProblem::VariableMissing { .. } => "variable missing",
        BulkProblem::UrlInvalid => "URL invalid",
        BulkProblem::DestinationDiffers { .. } => "destination differs",
        BulkProblem::KeyMissing => "key missing",
        BulkProblem::KeyInvalid { .. } => "key invalid",
        BulkProblem::PartUnknown { .. } => "part unknown",
        BulkProblem::TextLooksLikeKey { .. } => "text looks like a key",
        BulkProblem::TextInvalid { .. } => "text invalid",
        BulkProblem::NameUnknown { .. } => "name unknown",
        BulkProblem::NothingToSet => "nothing to set",
        BulkProblem::Duplicate { .. } => "duplicate",
        BulkProblem::TooManyCells => "too many cells",
        BulkProblem::TooFewCells => "too few cells",
        BulkProblem::NotText => "not text",
    }
}

/// Every page of the preview, its problems counted by kind.
async fn problems(
    rack: &Rack,
    opened: &BulkView,
    seen: &mut dyn FnMut(&BulkView),
) -> BTreeMap<&'static str, u32> {
    let mut counted = BTreeMap::new();
    let mut offset = 0;
    loop {
        let page = rack
            .engine
            .map_bulk(opened.handle, columns(opened.headings.len()), offset, 500)
            .await
            .expect("a page");
        seen(&page);
        if page.rows.is_empty() {
            return counted;
        }
        offset += u32::try_from(page.rows.len()).expect("a page");
        for problem in page.rows.iter().flat_map(|row| &row.problems) {
            *counted.entry(kind(&problem.problem)).or_insert(0) += 1;
        }
    }
}

#[test]
fn ten_thousand_lines_with_every_mistake() {
    flow("bulk::ten_thousand_lines_with_every_mistake", || async {
        let rack = Rack::new().await;
        let (key, secret) = (Needle::hex("key", "ck_"), Needle::hex("secret", "cs_"));
        let path = rack.directory.path().with_extension("csv");
        std::fs::write(&path, ten_thousand_lines(&key.key(), &secret.key())).expect("a file");
        let opened = rack.engine.open_bulk_file(&path).await;
        std::fs::remove_file(&path).expect("removed");
        let opened = opened.expect("it opens in spite of its mistakes");
        assert_eq!(opened.rows_total, LINES);

        let needles = Search::of([&key, &secret]);
        let mut pages = 0;
        let counted = problems(&rack, &opened, &mut |page| {
            pages += 1;
            assert_eq!((page.rows_ready, page.rows_with_problems), (GOOD, LINES - GOOD));
            let shown = serde_json::to_vec(page).expect("a view");
            assert_eq!(needles.find(&shown), [], "the preview shows masks only");
        })
        .await;
        assert!(pages >= 20);
        for expected in EVERY_MISTAKE {
            assert!(counted.contains_key(expected), "{expected} is among {counted:?}");
        }

        let offer = rack.engine.offer_bulk(opened.handle).await.expect("an offer");
        assert_eq!((offer.view().clients, offer.view().keys), (GOOD, 2 * GOOD));
        let done = rack.engine.take_in_bulk(offer, Cancel::new(), |_, _| {}).await.expect("taken in");
        assert_eq!((done.clients, done.integrations, done.keys), (GOOD, GOOD, 2 * GOOD), "{done:?}");
        assert_eq!((done.skipped, done.failed.len()), (LINES - GOOD, 0), "{done:?}");
        let clients = rack.engine.clients(false).await.expect("clients");
        assert_eq!(clients.len(), 1 + GOOD as usize, "nothing came of the rows with mistakes");
        rack.holds_nothing_of(&key);
        rack.holds_nothing_of(&secret);
        refused(
            rack.engine.offer_bulk(opened.handle).await.map(|_| ()).map_err(|e| e.refusal()),
            "handle_unknown",
        );
    });
}

#[test]
fn files_that_are_none() {
    flow("bulk::files_that_are_none", || async {
        let rack = Rack::new().await;
        let file = |name: &str| rack.directory.path().join(name);
        std::fs::write(file("empty.csv"), b"").expect("a file");
        std::fs::write(file("picture.csv"), [0u8, 1, 2, 255, 254, 0, 0, 7].repeat(64)).expect("a file");
        std::fs::write(file("huge.csv"), vec![b'a'; 9 << 20]).expect("a file");
        let ask = async |name: &str| {
            rack.engine.open_bulk_file(&file(name)).await.map(|_| ()).map_err(|e| e.refusal())
        };
        refused(ask("absent.csv").await, "file_unreadable");
        refused(ask("huge.csv").await, "file_too_large");
        for name in ["empty.csv", "picture.csv"] {
            let refusal = ask(name).await.expect_err("no file of keys");
            assert!(
                ["file_format", "key_not_text", "nothing_ready"].contains(&refusal.code.as_str()),
                "{name}: {refusal:?}"
            );
        }
    });
}
