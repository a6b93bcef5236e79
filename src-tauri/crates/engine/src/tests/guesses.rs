use super::*;
use crate::Code;

fn named(name: &str) -> ClientInput {
    ClientInput { name: name.into(), ..ClientInput::default() }
}

#[tokio::test]
async fn a_text_that_is_a_held_password_is_refused_and_logged() {
    let kit = Kit::new().await;
    let client = kit.add("Northlight").await;
    let (_, password) = kit.service_with_password(client).await;
    assert_eq!(kit.add_client(named(&password)).await.unwrap_err().code(), Code::LooksLikeKey);
    let row = &kit.log(&LogQuery::default(), 0, 1).await.unwrap().rows[0];
    assert_eq!(row.deed, "text_refused");
    let facts = kit.log_entry(row.id).await.unwrap().facts;
    assert_eq!(facts[0].value, "name");
    assert!(!format!("{facts:?}").contains(&password));
}

#[tokio::test]
async fn a_list_of_guesses_is_answered_neither_when_it_is_saved_nor_when_the_password_comes_in() {
    let kit = Kit::new().await;
    let client = kit.add("Northlight").await;
    let (own, password) = kit.service_with_password(client).await;
    let list = format!("guess-one-1 {password} guess-two-2");
    let input = ClientInput { notes: list.clone(), ..named("Guesser") };
    let guesser = kit.add_client(input).await.unwrap();
    let intake = Intake::from_bytes(password.into_bytes());
    let offer = kit.offer_from_intake(own.id, "api_key", KeySource::Prompt, intake).await.unwrap();
    assert_eq!(kit.engine.take_in(offer).await.unwrap().masked_in_log, 0);
    assert_eq!(kit.client(guesser.id).await.unwrap().notes, list);
}

#[tokio::test]
async fn a_change_that_cannot_be_made_compares_nothing() {
    let kit = Kit::new().await;
    let client = kit.add("Northlight").await;
    let (own, password) = kit.service_with_password(client).await;
    let stale = kit.edit_client(client, 7, named(&password)).await.unwrap_err();
    assert_eq!(stale.code(), Code::ChangedElsewhere);
    let mut input = own.input.clone();
    input.notes = password;
    let stale = kit.edit_integration(own.id, own.revision + 7, input).await.err().unwrap();
    assert_eq!(stale.code(), Code::ChangedElsewhere);
    assert!(!kit.deeds().await.contains(&"text_refused".to_owned()));
}

#[tokio::test]
async fn guesses_run_out_and_what_is_saved_again_is_none() {
    let kit = Kit::new().await;
    let client = kit.add("Northlight").await;
    let (_, password) = kit.service_with_password(client).await;
    let mut tried = 0;
    let refused = loop {
        match kit.add_client(named(&format!("guess {tried}"))).await {
            Ok(_) => tried += 1,
            Err(error) => break error,
        }
        assert!(tried < 1_000, "as many guesses as one likes");
    };
    assert_eq!((refused.code(), refused.refusal().field.as_deref()), (Code::TooManyGuesses, Some("name")));
    assert!(tried >= 100, "a person's own changes are not held up: {tried}");
    let right = kit.add_client(named(&password)).await.unwrap_err();
    assert_eq!(right.code(), Code::TooManyGuesses, "a right guess is told from a wrong one no more");
    // Nothing new stands in it.
    let view = kit.client(client).await.unwrap();
    kit.edit_client(client, view.revision, named("Northlight")).await.unwrap();
}

#[tokio::test]
async fn without_a_password_nothing_is_counted() {
    let kit = Kit::new().await;
    let client = kit.add("Northlight").await;
    kit.shop_with_key(client, "Shop").await;
    for n in 0..200 {
        kit.add(&format!("Client {n}")).await;
    }
}
