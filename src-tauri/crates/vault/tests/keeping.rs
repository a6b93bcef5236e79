//! Keeping a key: what goes into the keyring comes back out of it, or the caller is told.

mod kit;

use kit::{Desk, basic_placement, header_placement, made_up};
use uuid::Uuid;
use vault::{
    Backend, Binding, HeldPrints, Hint, Intake, KeyringTrouble, MemoryState, Offer, TextFinding, Vault,
    VaultError,
};

async fn offer(vault: &Vault, text: &str) -> Offer {
    let intake = Intake::from_bytes(text.as_bytes().to_vec());
    vault.offer(intake, &Hint::default()).await.ok().unwrap()
}

#[tokio::test]
async fn what_does_not_come_back_as_it_was_written_is_not_kept() {
    let desk = Desk::new(header_placement()).await;
    let parts = [("api_key".to_owned(), offer(&desk.vault, &made_up()).await)];
    desk.keyring.set_state(MemoryState::Garbling);
    let kept = desk.vault.store(Uuid::now_v7(), &parts, None, &desk.binding(header_placement())).await;
    assert_eq!(kept, Err(VaultError::Keyring(KeyringTrouble::Damaged)));
}

#[tokio::test]
async fn an_item_that_was_spoilt_is_damaged_and_one_that_was_removed_is_missing() {
    let desk = Desk::new(header_placement()).await;
    let name = format!("{}/{}", desk.workspace, desk.version);
    desk.keyring.spoil(&name);
    let fresh = || Vault::new(Backend::Memory(desk.keyring.clone()), desk.workspace);
    assert_eq!(fresh().holds(desk.version).await, Err(VaultError::Keyring(KeyringTrouble::Damaged)));
    desk.keyring.lose(&name);
    assert_eq!(fresh().holds(desk.version).await, Ok(false));
    assert_eq!(fresh().binding(desk.version).await, Err(VaultError::Keyring(KeyringTrouble::Missing)));
}

#[tokio::test]
async fn the_parts_that_are_not_replaced_are_kept() {
    let desk = Desk::new(basic_placement()).await;
    let (next, fresh) = (Uuid::now_v7(), made_up());
    let parts = [("api_key".to_owned(), offer(&desk.vault, &fresh).await)];
    let keep = Some((desk.version, vec!["secret".to_owned(), "api_key".to_owned()]));
    desk.vault.store(next, &parts, keep, &desk.binding(basic_placement())).await.unwrap();
    let mut errand = desk.errand("/");
    errand.version = next;
    assert_eq!(desk.vault.send(errand).await.outcome.unwrap().status, 200);
    assert_eq!(desk.provider.seen()[0].basic(), Some((fresh, desk.secret.clone())));
    let keep = Some((desk.version, vec!["no such part".to_owned()]));
    let refused = desk.vault.store(Uuid::now_v7(), &parts, keep, &desk.binding(basic_placement())).await;
    assert_eq!(refused, Err(VaultError::PartMissing));
}

#[tokio::test]
async fn a_duplicate_has_a_life_of_its_own() {
    let desk = Desk::new(header_placement()).await;
    let copy = Uuid::now_v7();
    let binding = Binding { loopback_http: true, ..desk.binding(header_placement()) };
    desk.vault.duplicate(desk.version, copy, &binding).await.unwrap();
    desk.vault.forget(desk.version).await.unwrap();
    assert_eq!(desk.vault.holds(desk.version).await, Ok(false));
    assert_eq!(desk.vault.binding(copy).await.unwrap(), binding);
    assert_eq!(desk.vault.items().await.unwrap(), [copy]);
}

#[tokio::test]
async fn forgetting_reaches_what_is_warm_and_nothing_of_others() {
    let desk = Desk::new(header_placement()).await;
    let neighbour = Vault::new(Backend::Memory(desk.keyring.clone()), Uuid::now_v7());
    let theirs = Uuid::now_v7();
    let parts = [("api_key".to_owned(), offer(&neighbour, &made_up()).await)];
    neighbour.store(theirs, &parts, None, &desk.binding(header_placement())).await.unwrap();
    assert_eq!(desk.send("/").await.outcome.unwrap().status, 200);
    desk.vault.forget(desk.version).await.unwrap();
    let gone = desk.send("/").await.outcome;
    assert_eq!(gone, Err(vault::Failure::Keyring(KeyringTrouble::Missing)));
    desk.vault.forget_workspace().await.unwrap();
    assert_eq!(neighbour.items().await.unwrap(), [theirs]);
    assert!(neighbour.holds(theirs).await.unwrap());
    assert_eq!(desk.keyring.entries(), 2, "the neighbour's item and key");
}

#[tokio::test]
async fn a_new_key_is_masked_where_it_already_stood() {
    let desk = Desk::new(header_placement()).await;
    let (one, two) = (made_up(), made_up());
    let hex: String = two.bytes().map(|byte| format!("{byte:02x}")).collect();
    let stored =
        vault::Redacted { text: format!("first {one}, then {hex}, then nothing"), spans: Vec::new() };
    let offers = [offer(&desk.vault, &one).await, offer(&desk.vault, &two).await];
    let named = [(&offers[0], "acme one".to_owned()), (&offers[1], "acme two".to_owned())];
    let masked = desk.vault.finder(&named).mask(&stored).unwrap();
    let labels: Vec<_> = masked.spans.iter().map(|span| span.label.as_str()).collect();
    assert_eq!(labels, ["acme one", "acme two"]);
    assert!(kit::leak(&masked.text, &one).is_none() && kit::leak(&masked.text, &two).is_none());
    assert!(masked.text.starts_with("first [key acme one #") && masked.text.ends_with("], then nothing"));
    assert!(desk.vault.finder(&named).mask(&masked).is_none(), "nothing new");
    assert!(desk.vault.finder(&[]).mask(&stored).is_none());
}

#[tokio::test]
async fn of_a_service_accounts_file_the_private_key_is_masked_and_the_rest_is_not() {
    let desk = Desk::new(header_placement()).await;
    let lines: Vec<String> =
        (0..20).map(|_| format!("{}{}", made_up(), made_up())[..64].to_owned()).collect();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
    let public = [
        "northlight-493010",
        "sync@northlight-493010.iam.gserviceaccount.com",
        "https://oauth2.googleapis.com/token",
    ];
    let file = serde_json::json!({ "type": "service_account", "project_id": public[0], "private_key": pem,
        "client_email": public[1], "token_uri": public[2] });
    let file = serde_json::to_string_pretty(&file).unwrap();
    let held = offer(&desk.vault, &file).await;
    let finder = desk.vault.finder(&[(&held, "google service_account_json".to_owned())]);
    let plain = |text: String| vault::Redacted { text, spans: Vec::new() };
    let said = format!("{} asks {} for {}", public[0], public[2], public[1]);
    assert!(finder.mask(&plain(said)).is_none(), "what anybody may know");
    let escaped = serde_json::to_string(&pem).unwrap();
    let twice = serde_json::to_string(&escaped).unwrap();
    let percent: String = pem.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let hex: String = pem.bytes().map(|byte| format!("{byte:02x}")).collect();
    for form in [pem.clone(), escaped, twice, lines.concat(), lines.join("\r\n"), percent, hex, file.clone()]
    {
        let masked = finder.mask(&plain(format!("before {form} after"))).unwrap();
        for line in &lines {
            assert!(kit::leak(&masked.text, line).is_none(), "{}", masked.text);
        }
    }
    let whole = finder.mask(&plain(file)).unwrap();
    assert!(public.iter().all(|text| whole.text.contains(text)), "{}", whole.text);
}

#[tokio::test]
async fn the_same_key_has_the_same_fingerprint_in_one_workspace_only() {
    let desk = Desk::new(header_placement()).await;
    let key = made_up();
    let here = offer(&desk.vault, &key).await.mask().fingerprint.clone();
    let again = Vault::new(Backend::Memory(desk.keyring.clone()), desk.workspace);
    assert_eq!(offer(&again, &key).await.mask().fingerprint, here);
    let elsewhere = Vault::new(Backend::Memory(desk.keyring.clone()), Uuid::now_v7());
    assert_ne!(offer(&elsewhere, &key).await.mask().fingerprint, here);
    let held = HeldPrints { long: [here].into(), ..HeldPrints::default() };
    let found = desk.vault.inspect(&format!("see {key} in the vault"), &held).await;
    assert_eq!(found, Ok(Some(TextFinding::Held)));
    assert_eq!(desk.vault.inspect("a note about the shop", &held).await, Ok(None));
}
