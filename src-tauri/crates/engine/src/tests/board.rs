use super::*;
use crate::view::{BoardQuery, BoardSort, BoardView, Health};

struct Rack {
    kit: Kit,
    nord: Uuid,
    sued: Uuid,
    bare: Uuid,
}

/// Two clients with three integrations, one without any.
async fn rack() -> Rack {
    let kit = Kit::new().await;
    let (nord, sued, bare) = (kit.add("Nordlicht").await, kit.add("südwind").await, kit.add("Bare").await);
    let shop_of_nord = kit.shop_with_key(nord, "Shop").await;
    let mut stripe = custom("Payments", "https://pay.example.net");
    stripe.tags = vec!["money".into()];
    stripe.environment = Environment::Sandbox;
    stripe.rotate_every_days = Some(30);
    let pay = kit.add_integration(sued, stripe).await.unwrap();
    kit.take_key(pay.id, "api_key").await;
    kit.shop(sued, "Shop").await;
    kit.sent(shop_of_nord.id, VerdictKind::Accepted, "").await;
    kit.pass(Duration::minutes(1));
    kit.sent(pay.id, VerdictKind::Refused, "").await;
    Rack { kit, nord, sued, bare }
}

fn order(board: &BoardView) -> Vec<Uuid> {
    board.slots.iter().map(|s| s.client).collect()
}

#[tokio::test]
async fn the_board_shows_every_client_and_its_hooks() {
    let Rack { kit, nord, sued, bare } = rack().await;
    let board = kit.board(&BoardQuery::default()).await.unwrap();
    assert_eq!(order(&board), [bare, nord, sued]);
    assert_eq!(
        (board.counts.all, board.counts.accepted, board.counts.refused, board.counts.untested),
        (3, 1, 1, 1)
    );
    let card = board.first.iter().find(|c| c.client == nord).unwrap();
    let hook = &card.hooks[0];
    assert_eq!(
        (card.health, hook.health, hook.complete, hook.keys.len()),
        (Health::Accepted, Health::Accepted, true, 2)
    );
    assert_eq!(hook.latencies, [Some(120)]);
    assert_eq!(card.storefront.as_deref(), Some("WooCommerce"));
    let names: Vec<&str> = board.providers.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(names, ["custom", "woocommerce"]);
    assert_eq!((board.tags.as_slice(), board.environments.len()), (&["money".to_owned()][..], 2));
    let again = kit.cards(&BoardQuery::default(), &[sued, bare, Uuid::nil()]).await.unwrap();
    assert_eq!(again.iter().map(|c| c.client).collect::<Vec<_>>(), [sued, bare]);
    assert_eq!(again[0], *board.first.iter().find(|c| c.client == sued).unwrap());
}

#[tokio::test]
async fn filters_and_words_narrow_it() {
    let Rack { kit, nord, sued, .. } = rack().await;
    let of = |query: BoardQuery| {
        let kit = &kit;
        async move { kit.board(&query).await.unwrap() }
    };
    let query = BoardQuery::default;
    let refused = of(BoardQuery { health: vec![Health::Refused], ..query() }).await;
    assert_eq!((order(&refused), refused.slots[0].hooks), (vec![sued], 1));
    assert_eq!(refused.counts.all, 3, "the counts leave the health filter out");
    assert_eq!(order(&of(BoardQuery { search: "PAY.example".into(), ..query() }).await), [sued]);
    assert_eq!(order(&of(BoardQuery { search: "shop NORD".into(), ..query() }).await), [nord]);
    assert_eq!(order(&of(BoardQuery { search: "SÜD".into(), ..query() }).await), [sued]);
    assert_eq!(of(BoardQuery { search: "nothing of this".into(), ..query() }).await.slots.len(), 0);
    assert_eq!(order(&of(BoardQuery { tags: vec!["money".into()], ..query() }).await), [sued]);
    assert_eq!(order(&of(BoardQuery { environments: vec![Environment::Sandbox], ..query() }).await), [sued]);
    assert_eq!(of(BoardQuery { providers: vec!["woocommerce".into()], ..query() }).await.counts.all, 2);
    assert_eq!(of(BoardQuery { due_soon: true, ..query() }).await.slots.len(), 0);
    kit.pass(Duration::days(16));
    let due = of(BoardQuery { due_soon: true, ..query() }).await;
    assert_eq!(
        (order(&due), due.counts.due_soon, due.first[0].hooks[0].due.left_days),
        (vec![sued], 1, Some(14))
    );
    assert_eq!(kit.app().await.unwrap().due_soon, 1);
}

#[tokio::test]
async fn it_can_be_sorted_and_what_is_put_away_is_apart() {
    let Rack { kit, nord, sued, bare } = rack().await;
    let sorted = |sort| {
        let kit = &kit;
        async move { order(&kit.board(&BoardQuery { sort, ..BoardQuery::default() }).await.unwrap()) }
    };
    assert_eq!(sorted(BoardSort::Health).await, [sued, bare, nord]);
    assert_eq!(sorted(BoardSort::Due).await, [sued, bare, nord]);
    assert_eq!(sorted(BoardSort::Recent).await, [sued, nord, bare]);
    let shop = kit.find_integration(sued, "Shop").await.unwrap();
    kit.archive_integration(shop, true).await.unwrap();
    kit.archive_client(nord, true).await.unwrap();
    let live = kit.board(&BoardQuery::default()).await.unwrap();
    assert_eq!((order(&live), live.counts.all), (vec![bare, sued], 1));
    let away = kit.board(&BoardQuery { archived: true, ..BoardQuery::default() }).await.unwrap();
    assert_eq!((order(&away), away.counts.all), (vec![nord, sued], 2));
}

#[tokio::test]
async fn a_hook_keeps_its_last_latencies_and_what_was_not_sent_says_nothing() {
    let Rack { kit, nord, .. } = rack().await;
    let shop = kit.find_integration(nord, "Shop").await.unwrap();
    for _ in 0..30 {
        kit.sent(shop, VerdictKind::Degraded, "").await;
    }
    kit.sent(shop, VerdictKind::Unreachable, "").await;
    kit.sent(shop, VerdictKind::NotSent, "").await;
    let card = kit.cards(&BoardQuery::default(), &[nord]).await.unwrap().remove(0);
    assert_eq!((card.hooks[0].health, card.hooks[0].latencies.len()), (Health::Unreachable, 24));
    assert_eq!(card.hooks[0].latencies[22..], [Some(120), None]);
    assert_eq!(kit.integration(shop).await.unwrap().sends.len(), 24);
}
