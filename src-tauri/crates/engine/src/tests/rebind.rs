use super::*;
use crate::Code;
use vault::MemoryState;

fn moved(name: &str) -> IntegrationInput {
    let mut input = shop(name);
    input.variables.insert("store_domain".into(), "elsewhere.example.net".into());
    input
}

async fn origins(kit: &Kit, integration: Uuid) -> Vec<String> {
    let version = kit.store().profile(integration).await.unwrap().version.unwrap().id;
    kit.vault().binding(version).await.unwrap().origins.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_held_key_goes_nowhere_new_without_a_word() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop_with_key(client, "Shop").await;
    let before = kit.integration(shop.id).await.unwrap();
    let ask = asked(kit.edit_integration(shop.id, shop.revision, moved("Shop")).await.unwrap());
    let view = ask.view();
    assert_eq!((view.client.as_str(), view.integration.as_str()), ("Nordlicht", "Shop"));
    assert_eq!(view.from, ["https://shop.example.com"]);
    assert_eq!(view.to, ["https://elsewhere.example.net"]);
    assert_eq!(
        (view.keys.len(), view.loopback_http, !view.recipe_then.is_empty(), view.ca_changes),
        (2, false, false, false)
    );
    // Asking changes nothing, and a word that never comes changes nothing.
    drop(ask);
    assert_eq!(kit.integration(shop.id).await.unwrap(), before);
    assert_eq!(origins(&kit, shop.id).await, ["https://shop.example.com"]);

    let ask = asked(kit.edit_integration(shop.id, shop.revision, moved("Shop")).await.unwrap());
    let after = kit.confirm_rebind(ask).await.unwrap();
    assert_eq!(after.resolved_base.as_deref(), Some("https://elsewhere.example.net/wp-json/wc/v3"));
    assert_eq!(origins(&kit, shop.id).await, ["https://elsewhere.example.net"]);
    assert_eq!(kit.deeds().await[..2], ["integration_edited", "destination_changed"]);
}

#[tokio::test]
async fn what_leads_nowhere_new_is_done_at_once() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let one = kit.shop_with_key(client, "Shop").await;
    let mut input = shop("Storefront");
    input.notes = "renamed".into();
    input.probe = Some("HEAD /products".into());
    let edited = done(kit.edit_integration(one.id, one.revision, input).await.unwrap());
    assert_eq!(edited.input.name, "Storefront");
}

#[tokio::test]
async fn another_placement_or_authority_asks_as_well() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let own = kit.add_integration(client, custom("Own", "https://api.example.com")).await.unwrap();
    kit.take_key(own.id, "api_key").await;
    let mut query = custom("Own", "https://api.example.com");
    query.auth = AuthInput::Query { name: "api_key".into() };
    let ask = asked(kit.edit_integration(own.id, own.revision, query).await.unwrap());
    assert_ne!(ask.view().recipe_then, ask.view().recipe_now);
    assert!(!ask.view().recipe_then.is_empty(), "what becomes of the key is spelt out");
    assert_eq!(ask.view().from, ask.view().to);
    let mut trusted = custom("Own", "https://api.example.com");
    let key = rcgen::KeyPair::generate().unwrap();
    trusted.ca_pem =
        Some(rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&key).unwrap().pem());
    let ask = asked(kit.edit_integration(own.id, own.revision, trusted).await.unwrap());
    assert!(ask.view().ca_changes && ask.view().recipe_then.is_empty());
    assert!(ask.view().own_ca.unwrap().contains("\nSHA-256 "));
}

#[tokio::test]
async fn a_keyring_that_is_away_leaves_all_as_it_was() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop_with_key(client, "Shop").await;
    let ask = asked(kit.edit_integration(shop.id, shop.revision, moved("Shop")).await.unwrap());
    kit.keyring.set_state(MemoryState::Locked);
    assert_eq!(kit.confirm_rebind(ask).await.unwrap_err().code(), Code::KeyringLocked);
    let entry = &kit.log(&LogQuery::default(), 0, 1).await.unwrap().rows[0];
    assert_eq!((entry.deed.as_str(), entry.unfinished), ("destination_changed", false));
    assert!(entry.words.ends_with("did not succeed"));
    kit.keyring.set_state(MemoryState::Ready);
    let now = kit.integration(shop.id).await.unwrap();
    assert_eq!(now.resolved_base, shop.resolved_base);
    // And it can be repeated at once: no lease is left behind.
    let ask = asked(kit.edit_integration(shop.id, now.revision, moved("Shop")).await.unwrap());
    kit.confirm_rebind(ask).await.unwrap();
}

#[tokio::test]
async fn a_confirmation_that_comes_late_is_refused() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let one = kit.shop_with_key(client, "Shop").await;
    let ask = asked(kit.edit_integration(one.id, one.revision, moved("Shop")).await.unwrap());
    done(kit.edit_integration(one.id, one.revision, shop("Renamed")).await.unwrap());
    assert_eq!(kit.confirm_rebind(ask).await.unwrap_err().code(), Code::ChangedElsewhere);
    let now = kit.integration(one.id).await.unwrap();
    let ask = asked(kit.edit_integration(one.id, now.revision, moved("Shop")).await.unwrap());
    // A key that came in after the question was not in it.
    kit.take_key(one.id, "consumer_key").await;
    assert_eq!(kit.confirm_rebind(ask).await.unwrap_err().code(), Code::ChangedElsewhere);
    assert_eq!(origins(&kit, one.id).await, ["https://shop.example.com"]);
}

#[tokio::test]
async fn a_copy_with_its_key_uses_the_same_credential() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let one = kit.shop_with_key(client, "Shop").await;
    let without = done(kit.duplicate_integration(one.id, "Bare".into(), false).await.unwrap());
    assert!(without.keys.iter().all(|k| k.held.is_none()));
    let ask = asked(kit.duplicate_integration(one.id, "Twin".into(), true).await.unwrap());
    assert_eq!((ask.view().integration.as_str(), ask.view().keys.len()), ("Twin", 2));
    let twin = kit.confirm_rebind(ask).await.unwrap();
    assert!(twin.keys.iter().all(|k| k.held.is_some()));
    let credential = kit.store().profile(one.id).await.unwrap().credential;
    assert_eq!(kit.store().profile(twin.id).await.unwrap().credential, credential);

    // Moving one of them lets the key go to both.
    let ask = asked(kit.edit_integration(twin.id, twin.revision, moved("Twin")).await.unwrap());
    assert_eq!(ask.view().to, ["https://elsewhere.example.net", "https://shop.example.com"]);
    kit.confirm_rebind(ask).await.unwrap();
    assert_eq!(origins(&kit, one.id).await.len(), 2);
    // Placing it in another way for one alone cannot be.
    let mut bearer = shop("Twin");
    bearer.auth = AuthInput::Bearer;
    let twin = kit.integration(twin.id).await.unwrap();
    let refused = kit.edit_integration(twin.id, twin.revision, bearer).await.err().unwrap();
    assert_eq!(refused.code(), Code::CredentialShared);
    let bare = kit.duplicate_integration(without.id, "None".into(), true).await.err().unwrap();
    assert_eq!(bare.code(), Code::KeyNotHeld);
}

#[tokio::test]
async fn where_a_key_goes_now_is_what_its_item_says() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let one = kit.shop_with_key(client, "Shop").await;
    // Rows that somebody wrote by hand say that the key goes to the new place already.
    let version = kit.store().profile(one.id).await.unwrap().version.unwrap().id;
    let mut odd = kit.vault().binding(version).await.unwrap();
    odd.origins = [vault::Origin::try_from("https://kept.example.org".to_owned()).unwrap()].into();
    odd.loopback_http = true;
    kit.vault().rebind(version, &odd).await.unwrap();
    let ask = asked(kit.edit_integration(one.id, one.revision, moved("Shop")).await.unwrap());
    assert_eq!(ask.view().from, ["https://kept.example.org"]);
    assert_eq!(ask.view().to, ["https://elsewhere.example.net"]);
}

#[tokio::test]
async fn a_change_that_cannot_be_written_leaves_neither_a_binding_nor_a_lease() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let one = kit.shop_with_key(client, "Shop").await;
    let ask = asked(kit.edit_integration(one.id, one.revision, moved("Taken")).await.unwrap());
    kit.shop(client, "Taken").await;
    assert_eq!(kit.confirm_rebind(ask).await.unwrap_err().code(), Code::NameTaken);
    assert_eq!(origins(&kit, one.id).await, ["https://shop.example.com"]);
    let entry = &kit.log(&LogQuery::default(), 0, 1).await.unwrap().rows[0];
    assert!(!entry.unfinished && entry.words.ends_with("did not succeed"), "{entry:?}");
    // At once, not when a lease has lapsed.
    kit.take_key(one.id, "consumer_key").await;
    let now = kit.integration(one.id).await.unwrap();
    let ask = asked(kit.edit_integration(one.id, now.revision, moved("Moved")).await.unwrap());
    kit.confirm_rebind(ask).await.unwrap();
}

#[tokio::test]
async fn what_another_change_took_away_does_not_come_back() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let one = kit.shop_with_key(client, "Shop").await;
    let ask = asked(kit.duplicate_integration(one.id, "Twin".into(), true).await.unwrap());
    let twin = kit.confirm_rebind(ask).await.unwrap();
    // Asked for one of the two that share a key; meanwhile the other one is moved.
    let late = asked(kit.edit_integration(one.id, one.revision, moved("Shop")).await.unwrap());
    let other = asked(kit.edit_integration(twin.id, twin.revision, moved("Twin")).await.unwrap());
    kit.confirm_rebind(other).await.unwrap();
    assert_eq!(kit.confirm_rebind(late).await.unwrap_err().code(), Code::ChangedElsewhere);
}
