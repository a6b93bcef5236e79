use super::*;
use crate::Code;
use crate::view::NotTestable;

#[tokio::test]
async fn an_integration_is_added_and_resolved() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let shop = kit.shop(client, "Shop").await;
    assert_eq!(shop.resolved_base.as_deref(), Some("https://shop.example.com/wp-json/wc/v3"));
    let probe = "GET /wp-json/wc/v3/products/categories?per_page=1";
    assert_eq!(shop.resolved_probe.as_deref(), Some(probe));
    assert_eq!(shop.auth_words, "Basic: consumer key as user name, consumer secret as password");
    assert_eq!(shop.not_testable, Some(NotTestable::KeyMissing));
    let parts: Vec<&str> = shop.keys.iter().map(|k| k.part.as_str()).collect();
    assert_eq!(parts, ["consumer_key", "consumer_secret"]);

    let with_key = kit.shop_with_key(client, "Second").await;
    assert_eq!(with_key.not_testable, None);
    let held = with_key.keys[0].held.as_ref().unwrap();
    assert_eq!((held.mask.prefix.as_str(), held.mask.tail.len(), held.mask.fingerprint.len()), ("ck_", 4, 6));
    kit.pass(Duration::days(3));
    assert_eq!(kit.integration(with_key.id).await.unwrap().due.age_days, Some(3));
    kit.archive_integration(with_key.id, true).await.unwrap();
    let archived = kit.integration(with_key.id).await.unwrap();
    assert_eq!(archived.not_testable, Some(NotTestable::Archived));
    let order: Vec<String> =
        kit.integrations(Some(client)).await.unwrap().into_iter().map(|r| r.name).collect();
    assert_eq!(order, ["Shop", "Second"], "what is put away comes last");
}

type Change = Box<dyn Fn(&mut IntegrationInput)>;

#[tokio::test]
async fn every_field_is_checked_by_name() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let cases: Vec<(&str, Code, Change)> = vec![
        ("name", Code::Required, Box::new(|i| i.name = " ".into())),
        ("provider", Code::ProviderUnknown, Box::new(|i| i.provider = "no_such".into())),
        (
            "base_url",
            Code::UrlCredentials,
            Box::new(|i| i.base_url = Some("https://a:b@shop.example.com".into())),
        ),
        ("base_url", Code::NotHttps, Box::new(|i| i.base_url = Some("http://shop.example.com".into()))),
        ("base_url", Code::UrlInvalid, Box::new(|i| i.base_url = Some("shop.example.com".into()))),
        ("probe", Code::ProbeMethod, Box::new(|i| i.probe = Some("POST /orders".into()))),
        ("probe", Code::ProbeInvalid, Box::new(|i| i.probe = Some("GET https://evil.example/".into()))),
        ("ca_pem", Code::CaInvalid, Box::new(|i| i.ca_pem = Some("nothing".into()))),
        ("allow_loopback_http", Code::NotHttps, Box::new(|i| i.allow_loopback_http = true)),
        ("rotate_every_days", Code::OutOfRange, Box::new(|i| i.rotate_every_days = Some(1001))),
        ("notes", Code::ControlCharacters, Box::new(|i| i.notes = "a\u{202e}b".into())),
        ("tags", Code::TooMany, Box::new(|i| i.tags = (0..21).map(|n| n.to_string()).collect())),
        ("auth.header", Code::HeaderInvalid, Box::new(|i| i.auth = header("Host", ""))),
        ("auth.prefix", Code::HeaderInvalid, Box::new(|i| i.auth = header("X-Key", "a\r\nb"))),
        ("auth.name", Code::QueryNameInvalid, Box::new(|i| i.auth = AuthInput::Query { name: "a&b".into() })),
        ("variables.store_domain", Code::VariableInvalid, Box::new(|i| domain(i, "evil.example/#"))),
        (
            "variables.other",
            Code::VariableUnknown,
            Box::new(|i| drop(i.variables.insert("other".into(), "x".into()))),
        ),
        ("variables.store_domain", Code::LooksLikeKey, Box::new(|i| domain(i, &made_up("consumer_key")))),
        (
            "base_url",
            Code::LooksLikeKey,
            Box::new(|i| i.base_url = Some(format!("https://a.example/{}", made_up("consumer_key")))),
        ),
        (
            "probe",
            Code::LooksLikeKey,
            Box::new(|i| i.probe = Some(format!("GET /?k={}", made_up("consumer_secret")))),
        ),
    ];
    for (field, code, change) in cases {
        let mut input = shop("Shop");
        change(&mut input);
        let refused = kit.add_integration(client, input).await.unwrap_err();
        assert_eq!((refused.code(), refused.refusal().field.as_deref()), (code, Some(field)));
    }
    assert_eq!(kit.integrations(None).await.unwrap().len(), 0);
    assert_eq!(kit.deeds().await, ["client_added", "workspace_made"]);
    let nobody = kit.add_integration(Uuid::nil(), shop("Shop")).await.unwrap_err();
    assert_eq!(nobody.code(), Code::ClientUnknown);
}

fn header(header: &str, prefix: &str) -> AuthInput {
    AuthInput::Header { header: header.into(), prefix: prefix.into() }
}

fn domain(input: &mut IntegrationInput, value: &str) {
    input.variables.insert("store_domain".into(), value.into());
}

#[tokio::test]
async fn loopback_http_needs_the_switch() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let mut local = custom("Local", "http://127.0.0.1:8080");
    local.allow_loopback_http = true;
    assert_eq!(kit.add_integration(client, local.clone()).await.unwrap_err().code(), Code::NotHttps);
    let settings = kit.settings().await.unwrap();
    let unsafe_on = crate::view::Settings { unsafe_loopback_http: true, ..settings };
    kit.save_settings(unsafe_on).await.unwrap();
    let added = kit.add_integration(client, local.clone()).await.unwrap();
    assert_eq!(added.resolved_base.as_deref(), Some("http://127.0.0.1:8080"));
    local.name = "Away".into();
    local.base_url = Some("http://shop.example.com".into());
    let refused = kit.add_integration(client, local).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotHttps, "the switch is for this machine alone");
}

#[tokio::test]
async fn names_are_unique_within_a_client() {
    let kit = Kit::new().await;
    let (one, two) = (kit.add("One").await, kit.add("Two").await);
    kit.shop(one, "Shop").await;
    assert_eq!(kit.add_integration(one, shop("SHOP")).await.unwrap_err().code(), Code::NameTaken);
    let other = kit.shop(two, "Shop").await;
    assert_eq!(kit.find_integration(two, "shop").await.unwrap(), other.id);
    let foreign = kit.find_integration(one, &other.id.to_string()).await.unwrap_err();
    assert_eq!(foreign.code(), Code::IntegrationUnknown, "an id of another client");
}

#[tokio::test]
async fn what_is_missing_can_be_added_later() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let mut input = shop("Shop");
    input.variables.clear();
    let bare = kit.add_integration(client, input).await.unwrap();
    assert_eq!((bare.not_testable, bare.resolved_base), (Some(NotTestable::VariableMissing), None));
    let filled = done(kit.edit_integration(bare.id, 1, shop("Shop")).await.unwrap());
    assert_eq!(filled.not_testable, Some(NotTestable::KeyMissing));
    assert_eq!(kit.deeds().await[0], "integration_edited");
    let stale = kit.edit_integration(bare.id, 1, shop("Late")).await.err().unwrap();
    assert_eq!(stale.code(), Code::ChangedElsewhere);
}

fn made_up_authority() -> String {
    let key = rcgen::KeyPair::generate().unwrap();
    rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&key).unwrap().pem()
}

#[tokio::test]
async fn a_page_cannot_make_an_authority_up() {
    let kit = Kit::new().await;
    let client = kit.add("Nordlicht").await;
    let with = |pem: &str| IntegrationInput {
        ca_pem: Some(pem.to_owned()),
        ..custom("Own", "https://api.example.com")
    };
    let path = kit.dir().join("chosen.pem");
    std::fs::write(&path, made_up_authority()).unwrap();
    let (handle, chosen) = kit.open_ca(&path).await.unwrap();
    for forged in
        [made_up_authority(), std::fs::read_to_string(&path).unwrap(), kit.store().new_id().to_string()]
    {
        let refused = kit.input_of_page(with(&forged), None).await.unwrap_err().refusal();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("handle_unknown", Some("ca_pem")));
    }
    let (input, file) = kit.input_of_page(with(&handle.to_string()), None).await.unwrap();
    assert_eq!(file, Some(handle));
    let own = kit.add_integration(client, input).await.unwrap();
    assert_eq!(own.ca, Some(chosen));
    // Used, it is good for nothing more.
    kit.close_file(handle);
    assert!(kit.input_of_page(with(&handle.to_string()), None).await.is_err());
    // What stands there may stay, but is good for no other integration.
    let stays = own.input.clone();
    assert_eq!(kit.input_of_page(stays.clone(), Some(own.id)).await.unwrap(), (stays.clone(), None));
    assert!(kit.input_of_page(with(&made_up_authority()), Some(own.id)).await.is_err());
    let other = kit.shop(client, "Other").await;
    assert!(kit.input_of_page(stays, Some(other.id)).await.is_err());
    // A file that was opened for something else is no authority.
    let keys = kit.dir().join(".env");
    std::fs::write(&keys, "A=1\n").unwrap();
    let opened = kit.open_key_file(own.id, "api_key", &keys).await.unwrap().handle.to_string();
    assert!(kit.input_of_page(with(&opened), None).await.is_err());
    kit.pass(Duration::minutes(11));
    let (late, _) = kit.open_ca(&path).await.unwrap();
    kit.pass(Duration::minutes(11));
    assert!(kit.input_of_page(with(&late.to_string()), None).await.is_err(), "open for ten minutes");
}
