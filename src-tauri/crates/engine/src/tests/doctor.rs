use super::*;
use crate::view::KeyringState;
use vault::MemoryState;

#[tokio::test]
async fn rows_and_keyring_are_compared_both_ways() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop_with_key(client, "Shop").await;
    let well = kit.doctor().await.unwrap();
    assert!(well.checks.iter().all(|c| c.ok), "{well:?}");
    assert!(well.missing_keys.is_empty() && well.orphan_keys.is_empty());
    assert_eq!(well.data_dir, kit.dir().display().to_string());

    let version = kit.store().profile(shop.id).await.unwrap().version.unwrap().id;
    let stray = Uuid::now_v7();
    let binding = kit.vault().binding(version).await.unwrap();
    kit.vault().duplicate(version, stray, &binding).await.unwrap();
    kit.vault().forget(version).await.unwrap();
    let ill = kit.doctor().await.unwrap();
    assert_eq!(ill.missing_keys, ["Nordlicht / Shop"]);
    assert_eq!(ill.orphan_keys, [stray.to_string()]);
    assert!(!ill.checks.iter().find(|c| c.name == "Rows against keyring").unwrap().ok);
    assert!(kit.vault().holds(stray).await.unwrap(), "it lists, and deletes nothing");
}

#[tokio::test]
async fn without_a_keyring_nothing_is_called_missing() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    kit.shop_with_key(client, "Shop").await;
    for state in [MemoryState::Absent, MemoryState::Empty, MemoryState::Locked] {
        kit.keyring.set_state(state);
        let found = kit.doctor().await.unwrap();
        assert!(found.missing_keys.is_empty(), "{state:?}");
        assert!(!found.checks.iter().find(|c| c.name == "Keyring").unwrap().ok, "{state:?}");
    }
    assert_ne!(kit.app().await.unwrap().keyring.state, KeyringState::Ready);
}
