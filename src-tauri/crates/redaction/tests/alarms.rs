//! Code, texts and settings as shops have them raise no alarm, however their names sound; a credential in the same place
//! does.

use redaction::{Class, Redactor};

/// Where the value stands in a frame.
const PLACE: &str = "§";

/// Letters and digits that nobody thought up.
fn made(len: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut state = 41u64;
    (0..len)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(LETTERS[(state >> 33) as usize % LETTERS.len()])
        })
        .collect()
}

fn alarms(text: &str) -> usize {
    let redactor = Redactor::new(&[7; 32], &[]).0;
    redactor.scan(text, true).leaks.iter().filter(|leak| leak.class == Class::Secret).count()
}

/// The harmless value raises nothing, and a credential where it stood (`§` in the frame) does.
fn are_told_apart(cases: &[(&str, &str)]) {
    let key = made(24);
    for (frame, harmless) in cases {
        let text = frame.replace(PLACE, harmless);
        assert_eq!(alarms(&text), 0, "{text}");
        let text = frame.replace(PLACE, &key);
        assert_eq!(alarms(&text), 1, "{text}");
    }
}

#[test]
fn labels_of_forms_are_no_passwords() {
    are_told_apart(&[
        ("\"password\": \"§\",\n", "Jelszó"),
        ("\"password\": \"§\",\n", "Passwort"),
        ("\"password\": \"§\",\n", "Mot de passe"),
        ("\"password\": \"§\",\n", "Palavra-passe"),
        ("\"password\": \"§\",\n", "Пароль"),
        ("admin_password: '§'\n", "Beheerderswachtwoord:"),
        ("new StringField('legacy_password', '§')\n", "legacyPassword"),
        ("\"forgot_password\": \"§\",\n", "Har du glemt passordet ditt?"),
        ("\"unexpected_token\": \"§\",\n", "Token imprevisto. È previsto '{'."),
        ("\"jwt\" => \"§\",\n", "A signed token (JWT)"),
        ("\"oauth_secret\" => \"§\",\n", "OAuth 2.0, client credentials"),
    ]);
}

#[test]
fn code_is_no_credential() {
    are_told_apart(&[
        ("$secret_key = §;\n", "$options['test_secret_key'] ?? ''"),
        ("'intent_secret' => §,\n", "$response['payment_intent_secret']"),
        ("$token = §;\n", "$this->create_token( $intent, $user )"),
        ("if (token === § && offset) {\n", "TokenType$1.AttributeName"),
        ("* @property authorization_code: §, brand\n", "null|string"),
        ("SET `token` = '§' WHERE\n", ":newToken"),
        ("$primaryKey = §;\n", "\\count($primaryKeys)"),
        ("let tokens = §;\n", "quote!(#path {})"),
        ("array( 'key' => '§', 'label' => 'Hero' ),\n", "field_5f3a8b2c1d0e9"),
        ("let token = §;\n", "|part: &str| part.len()"),
        ("pub const INVALID_TOKEN: u32 = §;\n", "0x80290127_u32"),
        ("format!(\"CLIENT_KEY=§\\n\")\n", "{key}"),
        ("let api_token = §,\n", "settings.tokens.first2"),
        ("log(`token: §`)\n", "${event.payload.token}"),
        ("const token = \"§\";\n", "?InterpolationInTemplate"),
        ("this.password = '#§';\n", "add-password"),
        ("const TOKEN = \"§\";\n", "[^\\s]+\\d{4}"),
    ]);
}

#[test]
fn settings_and_styles_are_no_credentials() {
    are_told_apart(&[
        ("\"js-tokens\": \"§\",\n", "^4.0.0"),
        ("\"php-token-stream\": \"§\",\n", ">=3.0.0-beta.1"),
        ("--editor-token: §;\n", "#a31515"),
        ("$icon-secret: §;\n", "\\f21b"),
        ("PWD: '/Users/§/theme'\n", "anna"),
        ("password: \"§\"\n", "ck_••••••••9f3a"),
        ("OP_TOKEN=§\n", "ops_eyJzaWduSW5BZGRyZXNz..."),
    ]);
}

#[test]
fn statements_in_prose_name_no_password() {
    are_told_apart(&[
        ("Returns the node identified by `x`. ALTER USER a IDENTIFIED BY '§';\n", "{password}"),
        ("GRANT ALL TO a IDENTIFIED BY \"§\"\n", "{word}"),
    ]);
    assert_eq!(alarms("copies the section identified by start and end\n"), 0);
    assert_eq!(alarms("the node identified by `nodeId`\n"), 0);
    assert_eq!(alarms("** all columns identified by \"colUsed\", then\n"), 0);
    assert_eq!(alarms(&format!("create user a\n  identified by '{}'\n", made(12))), 1);
    assert_eq!(alarms("Pass `--websocket-port=0` to ask for one\n"), 0);
    assert_eq!(alarms(&format!("create user a identified by {}\n", made(12))), 1);
}

#[test]
fn headers_are_no_declarations() {
    are_told_apart(&[
        ("Cookie: sid=§\n", "249u32"),
        ("Authorization: Basic §\n", "base64(USER:PASSWORD)"),
        ("Authorization: Bearer §\n", "VALUE"),
    ]);
    assert_eq!(alarms("pub const BAD_COOKIE: windows::HRESULT = -2147212271i32;\n"), 0);
    assert_eq!(alarms("pub const NO_AUTHORIZATION: u32 = 8u32;\n"), 0);
    assert_eq!(alarms("pub const PROXY_AUTHORIZATION: DWORD = 61;\n"), 0);
    assert_eq!(alarms("pub const SYS_lookup_dcookie: c_long = 4000 + 247;\n"), 0);
}

#[test]
fn a_line_of_a_certificate_is_no_key() {
    let line = made(64);
    assert_eq!(alarms(&format!("key = \"{line}\"\n")), 1);
    let block: String = (0..4).map(|_| format!("        \"{line}\\n\"\n")).collect();
    assert_eq!(alarms(&block), 0);
}

#[test]
fn what_is_drawn_or_packed_is_no_key() {
    let path = "M680-80v-120H560v-80h120v-120h80v120h120v80H760v120h-80Z";
    let data = made(60);
    assert_eq!(alarms(&format!("<path d=\"{path}\">\n")), 0);
    assert_eq!(alarms(&format!("<path d=\"{data}\">\n")), 1);
    assert_eq!(alarms(&format!("x.src = 'data:image/gif;base64,{data}'\n")), 0);
    assert_eq!(alarms(&format!("x.key = '{data}'\n")), 1);
    let token = format!("EAAA{}", made(60));
    assert_eq!(alarms(&format!("t = \"{token}\"\n")), 1);
    assert_eq!(alarms(&format!("{}4{token}", "A4wBgAHY".repeat(12))), 0);
}

#[test]
fn the_first_line_of_a_private_key_is_none() {
    let begin = format!("-----BEGIN {} KEY-----", "PRIVATE");
    assert_eq!(alarms(&format!("if line == \"{begin}\" {{ in_key = true }}\n")), 0);
    assert_eq!(alarms(&format!("{begin}\n{}\n{}\n", made(64), made(64))), 1);
}
