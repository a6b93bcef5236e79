use super::*;
use crate::{Code, UNDO};
use vault::MemoryState;

#[tokio::test]
async fn a_removal_is_said_before_and_can_be_taken_back() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop_with_key(client, "Shop").await;
    kit.shop(client, "Second").await;
    let before = kit.client(client).await.unwrap();
    let items = kit.keyring.entries();
    let said = kit.preview_remove_client(client).await.unwrap();
    assert_eq!((said.integrations, said.keys, said.undo_until), (2, 2, kit.now() + UNDO));
    assert_eq!(kit.client(client).await.unwrap(), before, "a preview changes nothing");

    let removed = kit.remove_client(client).await.unwrap();
    assert_eq!(
        (removed.integrations, removed.keys, removed.undo_until),
        (said.integrations, said.keys, said.undo_until)
    );
    assert_eq!(kit.client(client).await.unwrap_err().code(), Code::ClientUnknown);
    assert_eq!(kit.integration(shop.id).await.unwrap_err().code(), Code::IntegrationUnknown);
    assert_eq!(kit.settle().await.unwrap(), 0, "undo has not lapsed");
    assert_eq!(kit.keyring.entries(), items, "the keyring was not touched");

    kit.undo_removal(removed.undo).await.unwrap();
    let after = kit.client(client).await.unwrap();
    assert_eq!((after.integrations.len(), after.keys_held), (2, 2));
    assert_eq!(kit.undo_removal(removed.undo).await.unwrap_err().code(), Code::UndoLapsed);
    kit.pass(UNDO);
    assert_eq!(kit.settle().await.unwrap(), 0, "what was taken back is not settled");
    assert_eq!(kit.keyring.entries(), items);
    assert_eq!(kit.deeds().await[..2], ["removal_undone", "client_removed"]);
}

#[tokio::test]
async fn when_undo_lapses_the_keys_leave_the_keyring() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let other = kit.add("Other").await;
    kit.shop_with_key(other, "Shop").await;
    let items = kit.keyring.entries();
    let shop = kit.shop_with_key(client, "Shop").await;
    kit.sent(shop.id, VerdictKind::Accepted, "body").await;
    let removed = kit.remove_client(client).await.unwrap();
    kit.pass(UNDO);
    assert_eq!(kit.settle().await.unwrap(), 1);
    assert_eq!(kit.keyring.entries(), items, "only its own");
    assert_eq!(kit.undo_removal(removed.undo).await.unwrap_err().code(), Code::UndoLapsed);
    assert_eq!(kit.settle().await.unwrap(), 0, "can be repeated");
    let page = kit.log(&LogQuery { client: Some(client), ..LogQuery::default() }, 0, 50).await.unwrap();
    assert!(
        page.rows.iter().any(|r| r.client_name.as_deref() == Some("Nordlicht")),
        "deeds stay, with their names"
    );
    let doctor = kit.doctor().await.unwrap();
    assert!(doctor.checks.iter().all(|c| c.ok), "{doctor:?}");
    kit.add("Nordlicht").await;
}

#[tokio::test]
async fn nothing_final_happens_while_the_keyring_is_away() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    kit.shop_with_key(client, "Shop").await;
    let removed = kit.remove_client(client).await.unwrap();
    kit.pass(UNDO);
    for state in [MemoryState::Locked, MemoryState::Absent, MemoryState::Empty] {
        kit.keyring.set_state(state);
        assert_eq!(kit.settle().await.unwrap(), 0);
    }
    kit.keyring.set_state(MemoryState::Ready);
    kit.undo_removal(removed.undo).await.unwrap();
    assert_eq!(kit.client(client).await.unwrap().keys_held, 2, "nothing was lost meanwhile");
}

#[tokio::test]
async fn settling_that_was_broken_off_goes_on() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    kit.shop_with_key(client, "Shop").await;
    kit.shop_with_key(client, "Second").await;
    let removed = kit.remove_client(client).await.unwrap();
    kit.pass(UNDO);
    // As a crash leaves it: begun, and the first key gone from the keyring but not from the rows.
    let mut write = kit.store().write().await.unwrap();
    write.begin_settling(removed.undo).await.unwrap();
    write.take_lease("settle", Uuid::nil(), Duration::minutes(2)).await.unwrap();
    write.commit_quietly().await.unwrap();
    let first = kit.store().removal_versions(removed.undo).await.unwrap()[0];
    kit.vault().forget(first).await.unwrap();
    assert_eq!(kit.undo_removal(removed.undo).await.unwrap_err().code(), Code::UndoLapsed, "too late");
    assert_eq!(kit.settle().await.unwrap(), 0, "the lease of the process that is gone still stands");
    kit.pass(Duration::minutes(2));
    assert_eq!(kit.settle().await.unwrap(), 1);
    assert!(kit.store().removal_versions(removed.undo).await.unwrap().is_empty());
    assert!(kit.doctor().await.unwrap().orphan_keys.is_empty());
}

#[tokio::test]
async fn a_shared_key_stays_with_the_integration_that_is_left() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let one = kit.shop_with_key(client, "Shop").await;
    let ask = asked(kit.duplicate_integration(one.id, "Twin".into(), true).await.unwrap());
    let twin = kit.confirm_rebind(ask).await.unwrap();
    let removed = kit.remove_integration(one.id).await.unwrap();
    assert_eq!((removed.integrations, removed.keys), (1, 0));
    kit.pass(UNDO);
    assert_eq!(kit.settle().await.unwrap(), 1);
    assert!(kit.integration(twin.id).await.unwrap().keys.iter().all(|k| k.held.is_some()));
    let last = kit.remove_integration(twin.id).await.unwrap();
    assert_eq!(last.keys, 2);
    kit.pass(UNDO);
    assert_eq!(kit.settle().await.unwrap(), 1);
    assert!(kit.vault().items().await.unwrap().is_empty());
    kit.remove_client(client).await.unwrap();
    kit.pass(UNDO);
    assert_eq!(kit.settle().await.unwrap(), 1);
}

#[tokio::test]
async fn undo_gives_way_to_what_happened_since() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let removed = kit.remove_client(client).await.unwrap();
    kit.add("nordlicht").await;
    assert_eq!(kit.undo_removal(removed.undo).await.unwrap_err().code(), Code::NameTaken);

    let other = kit.add("Other").await;
    let shop = kit.shop(other, "Shop").await;
    let one = kit.remove_integration(shop.id).await.unwrap();
    let whole = kit.remove_client(other).await.unwrap();
    let orphan = kit.undo_removal(one.undo).await.unwrap_err();
    assert_eq!(orphan.code(), Code::ClientUnknown, "its client is removed");
    kit.undo_removal(whole.undo).await.unwrap();
    kit.undo_removal(one.undo).await.unwrap();
    assert_eq!(kit.client(other).await.unwrap().integrations.len(), 1);
}
