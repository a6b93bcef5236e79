//! What looks like a credential and by its text is none is not reported; the same with what was wrong put right is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use redaction::{Class, Redactor};

const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &str = "0123456789abcdef";

/// So many characters of an alphabet, as chance has it.
fn made(alphabet: &str, len: usize) -> String {
    let mut state = 11u64;
    let alphabet = alphabet.as_bytes();
    (0..len)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(alphabet[(state >> 33) as usize % alphabet.len()])
        })
        .collect()
}

fn classes(text: &str) -> Vec<Class> {
    let (redactor, _) = Redactor::new(&[3; 32], &[]);
    redactor.scan(text, true).leaks.iter().map(|leak| leak.class).collect()
}

fn is_told_apart(credential: &str, near_miss: &str) {
    assert!(classes(credential).contains(&Class::Secret), "{credential}");
    assert_eq!(classes(near_miss), [], "{near_miss}");
}

#[test]
fn a_key_has_the_length_that_its_name_promises() {
    let set = |name: &str, len| format!("{name} = {}\n", made(BASE62, len));
    is_told_apart(&set("AWS_SECRET_ACCESS_KEY", 40), &set("AWS_SECRET_ACCESS_KEY", 56));
    is_told_apart(&set("ibm_cloud_api_key", 44), &set("ibm_cloud_api_key", 49));
    let storage = |end: &str| format!("secret_access_key=\"{}{end}\"", made(HEX, 48));
    is_told_apart(&storage(""), &storage("extra"));
    is_told_apart(&format!("AKCp{}", made(BASE62, 69)), &format!("AKCp{}", made(BASE62, 72)));
}

#[test]
fn a_format_holds_within_too() {
    let encoded = |text: &str| STANDARD.encode(text);
    let reference = |head: &str| encoded(&format!("{}:{head}:{}", "reftkn", made(HEX, 40)));
    is_told_apart(&reference("01"), &reference("no"));
    let discord = |id| format!("M{}.{}.{}", made(BASE62, id), made(BASE62, 6), made(BASE62, 27));
    is_told_apart(&discord(23), &discord(26));
    let half = format!("AA{}", made(BASE62, 33));
    is_told_apart(&format!("123456789:{half}"), &format!("foo:{half}"));
    let bearer = format!("{}{}", "A".repeat(22), made(BASE62, 80));
    is_told_apart(&format!("bearer {bearer}"), &format!("data:image/jpg;base64,/9j/4{bearer}"));
    let token = |digits| format!("ntn_{digits}aBcDeFgHiJkLmNoPqRsT1234567890abcd");
    is_told_apart(&format!("{}e", token("12345678901")), &format!("{}ef", token("1234567890")));
}

#[test]
fn what_says_that_it_is_none_is_believed() {
    let words = STANDARD.encode("nothing but words in here");
    is_told_apart(&format!("ANY_KEY = {}", made(BASE62, 36)), &format!("ANY_KEY = {words}"));
    is_told_apart(&format!("apikey = {}\n", made(BASE62, 11)), "apikey = myapikey123\n");
    let key = |word: &str| format!("token = \"{word}{}\"", made(BASE62, 30));
    is_told_apart(&key("Aq7"), &key("DUMMY"));
    let login = |password: &str| format!("mysql://dbuser:{password}@mysql.server.com/db");
    is_told_apart(&login(&made(BASE62, 9)), &login("secret"));
    let npm = |line: &str, version| format!("{line}:_authToken=743b294a-cd03-{version}1ec-9d64-0242ac120002");
    is_told_apart(&npm("//packages.shop.example/", 1), &npm("///", 1));
    is_told_apart(&npm("", 4), &npm("", 1));
}

#[test]
fn code_is_no_value() {
    let value = made(BASE62, 12);
    is_told_apart(&format!("passwd = '{value}#1';\n"), &format!("passwd = {value}#1;\n"));
    is_told_apart(&format!("private_key \"{value}\";"), &format!("private_key \"{value}';"));
    for reference in ["$(SOME_LOGIN", "$db_password", "arn:aws:iam::aws:policy/ReadOnly"] {
        is_told_apart(&format!("password = \"{value}1\""), &format!("password = \"{reference}\""));
    }
}

#[test]
fn a_storefront_token_is_published() {
    let page =
        |rest: &str| format!("{{\"accessToken\":\"{}\",\"shop\":\"x.myshopify.com\"{rest}}}", made(HEX, 32));
    assert_eq!(classes(&page(",\"storefront\":true")), [Class::Public]);
    assert_eq!(classes(&page("")), [Class::Secret]);
}
