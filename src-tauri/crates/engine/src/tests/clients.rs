use super::*;
use crate::Code;

fn named(name: &str) -> ClientInput {
    ClientInput { name: name.into(), ..ClientInput::default() }
}

#[tokio::test]
async fn a_client_is_added_edited_and_put_away() {
    let kit = Kit::new().await;
    let input = ClientInput {
        name: "  Nordlicht Outdoor ".into(),
        notes: "Shop since 2019\r\nAsk for Ana".into(),
        tags: vec!["DTC".into(), "dtc".into(), "Berlin".into()],
        owner: "Ana".into(),
    };
    let client = kit.add_client(input).await.unwrap();
    assert_eq!(client.name, "Nordlicht Outdoor");
    assert_eq!(client.notes, "Shop since 2019\nAsk for Ana");
    assert_eq!(client.tags, ["DTC", "Berlin"]);
    assert_eq!(client.revision, 1);

    kit.pass(Duration::minutes(1));
    let edited = kit.edit_client(client.id, 1, named("Nordlicht")).await.unwrap();
    assert_eq!((edited.revision, edited.notes.as_str()), (2, ""));
    assert_eq!(edited.updated_at - edited.created_at, Duration::minutes(1));
    let stale = kit.edit_client(client.id, 1, named("Late")).await.unwrap_err();
    assert_eq!(stale.code(), Code::ChangedElsewhere);
    assert_eq!(kit.client(client.id).await.unwrap().name, "Nordlicht", "nothing was overwritten");

    assert!(kit.archive_client(client.id, true).await.unwrap().archived);
    assert_eq!(kit.clients(false).await.unwrap().len(), 0);
    assert_eq!(kit.clients(true).await.unwrap().len(), 1);
    kit.archive_client(client.id, false).await.unwrap();
    let deeds = ["client_restored", "client_archived", "client_edited", "client_added", "workspace_made"];
    assert_eq!(kit.deeds().await, deeds);
}

#[tokio::test]
async fn names_are_unique_whatever_their_capitals() {
    let kit = Kit::new().await;
    let first = kit.add("Übermut GmbH").await;
    let taken = kit.add_client(named("üBERMUT gmbh")).await.unwrap_err();
    assert_eq!((taken.code(), taken.refusal().field.as_deref()), (Code::NameTaken, Some("name")));
    assert_eq!(kit.deeds().await.len(), 2, "what was refused is no deed");
    assert_eq!(kit.find_client("ÜBERMUT GMBH").await.unwrap(), first);
    assert_eq!(kit.find_client(&first.to_string()).await.unwrap(), first);
    assert_eq!(kit.find_client("nobody").await.unwrap_err().code(), Code::ClientUnknown);
    let other = kit.add("Other").await;
    let renamed = kit.edit_client(other, 1, named("übermut GmbH")).await.unwrap_err();
    assert_eq!(renamed.code(), Code::NameTaken);
    // Its own name in other capitals is no one else's.
    kit.edit_client(first, 1, named("ÜBERMUT GmbH")).await.unwrap();
}

#[tokio::test]
async fn text_that_is_or_looks_like_a_key_is_refused() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop(client, "Shop").await;
    let key = kit.take_key(shop.id, "consumer_key").await;
    let other = made_up("consumer_secret");
    let with = |field: &str, text: &str| {
        let mut input = named("Someone");
        match field {
            "name" => input.name = text.into(),
            "notes" => input.notes = text.into(),
            "tags" => input.tags = vec![text[..40].into()],
            _ => input.owner = text.into(),
        }
        input
    };
    for field in ["name", "notes", "tags", "owner"] {
        let refused = kit.add_client(with(field, &key)).await.unwrap_err();
        assert_eq!((refused.code(), refused.refusal().field.as_deref()), (Code::LooksLikeKey, Some(field)));
    }
    let refused = kit.add_client(with("notes", &format!("her key is {other} thanks"))).await.unwrap_err();
    assert_eq!(refused.code(), Code::LooksLikeKey, "by its shape, although it is not held");
    assert!(refused.refusal().next.contains("Add key"), "leads to the intake");
    for (table, text) in [("notes", &key), ("notes", &other)] {
        let page = kit.log(&LogQuery { search: text.clone(), ..LogQuery::default() }, 0, 10).await.unwrap();
        assert_eq!(page.total, 0, "{table}");
    }
    kit.add_client(with("notes", "Ring before noon; order 2026-1042, VAT DE123456789")).await.unwrap();
}

#[tokio::test]
async fn a_copy_has_the_integrations_but_no_keys() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    kit.shop_with_key(client, "Shop").await;
    kit.shop(client, "Old shop").await;
    let old = kit.find_integration(client, "old SHOP").await.unwrap();
    kit.archive_integration(old, true).await.unwrap();
    let copy = kit.duplicate_client(client, "Südlicht".into()).await.unwrap();
    assert_eq!(copy.integrations.len(), 1, "what was put away is not copied");
    assert_eq!(copy.keys_held, 0);
    assert_eq!(kit.client(client).await.unwrap().keys_held, 2);
    assert_eq!(kit.deeds().await[0], "client_duplicated");
    let taken = kit.duplicate_client(client, "nordlicht".into()).await.unwrap_err();
    assert_eq!(taken.code(), Code::NameTaken);
}
