use uuid::Uuid;
use vault::MemoryState;

use crate::Engine;
use crate::tests::{Kit, custom};
use crate::view::{SendView, VerdictKind};

const BODY: &str = r#"{"code":"woocommerce_rest_cannot_view","message":"Sorry, you cannot list resources.","data":{"status":401},"customer":{"username":"anna","city":"Musterstadt"},"author":"anna"}"#;

async fn sent(kit: &Kit) -> (Uuid, Uuid) {
    let client = kit.add("Northlight").await;
    let shop = kit.shop(client, "Shop").await;
    (shop.id, kit.sent(shop.id, VerdictKind::Refused, BODY).await)
}

async fn kept(engine: &Engine, id: Uuid) -> SendView {
    engine.log_entry(id).await.unwrap().send.unwrap()
}

async fn strict(engine: &Engine, id: Uuid) -> SendView {
    engine.log_entry_strict(id).await.unwrap().send.unwrap()
}

#[tokio::test]
async fn what_was_kept_can_be_shown_strictly_and_stays_as_it_was() {
    let kit = Kit::new().await;
    let (_, id) = sent(&kit).await;
    let shown = strict(&kit, id).await.response.unwrap();
    assert!(shown.strict && !shown.body_described);
    let text = &shown.body.text;
    assert!(text.starts_with(
        r#"{"code":"woocommerce_rest_cannot_view","message":"Sorry, you cannot list resources.","data":{"status":401},"#
    ));
    assert!(!text.contains("anna") && !text.contains("Musterstadt"), "{text}");
    let tags: Vec<&str> = shown.body.spans.iter().map(|span| span.tag.as_str()).collect();
    assert!(shown.body.spans.iter().all(|span| span.kind == "withheld" && span.rule == "strict"));
    assert!(tags[0] == tags[2] && tags[0] != tags[1] && tags[0].len() == 4, "{tags:?}");
    let kept = kept(&kit, id).await.response.unwrap();
    assert_eq!((kept.strict, kept.body.text.as_str()), (false, BODY));
}

#[tokio::test]
async fn a_strict_view_needs_no_keyring() {
    let kit = Kit::new().await;
    let (_, id) = sent(&kit).await;
    kit.keyring.set_state(MemoryState::Locked);
    let once = strict(&kit, id).await;
    assert!(once.response.as_ref().unwrap().strict);
    assert_eq!(strict(&kit.second().await, id).await, once, "equal tags until the process ends");
}

#[tokio::test]
async fn a_provider_that_is_not_known_shows_what_is_harmless_anywhere() {
    let kit = Kit::new().await;
    let client = kit.add("Northlight").await;
    let own = kit.add_integration(client, custom("Own", "https://api.example.com")).await.unwrap();
    let id = kit.sent(own.id, VerdictKind::Refused, BODY).await;
    let text = strict(&kit, id).await.response.unwrap().body.text;
    assert!(text.starts_with(r#"{"code":"woocommerce_rest_cannot_view","message":"[text #"#), "{text}");
}
