//! The ways in which code, settings, commands, statements and messages write a credential down; and what reads like one.

use redaction::{Class, Redactor};

fn redactor() -> Redactor {
    Redactor::new(&[5; 32], &[]).0
}

fn letters(alphabet: &str, seed: u64, len: usize) -> String {
    let mut state = seed;
    let alphabet = alphabet.as_bytes();
    (0..len)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(alphabet[(state >> 33) as usize % alphabet.len()])
        })
        .collect()
}

const HEX: &str = "0123456789abcdef";
const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A UUID that nobody has.
fn uuid() -> String {
    let hex = letters(HEX, 77, 32);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[test]
fn assignments_of_many_languages() {
    let redactor = redactor();
    for value in [letters(HEX, 1, 40), letters(BASE62, 2, 24), format!("{}!Qx9", letters(BASE62, 3, 9))] {
        for text in [
            format!("var shopToken string = \"{value}\""),
            format!("$shopToken .= \"{value}\";"),
            format!("SHOP_TOKEN ::= \"{value}\""),
            format!("SHOP_TOKEN :::= \"{value}\""),
            format!("shop_token ??= '{value}'"),
            format!("std::string secret(\"{value}\");"),
            format!("secret.assign(\"{value}\", 40);"),
            format!("curl_easy_setopt(curl, CURLOPT_PASSWORD, \"{value}\");"),
            format!("PASSWORD = os.environ.get(\"PASSWORD\") or \"{value}\""),
            format!("PSWD={value}"),
            format!("db_paswrd: \"{value}\""),
            format!("shop_password is {value}"),
            format!("password2 = \"{value}\""),
            format!("비밀번호: {value}"),
            format!("sonar.host=a -Dsonar.login={value}"),
        ] {
            assert!(!redactor.text(&text).text.contains(&value), "{text}");
        }
    }
}

#[test]
fn vendors_keys_under_their_names() {
    let redactor = redactor();
    for value in [letters(HEX, 4, 32), uuid()] {
        for text in [
            format!("tomtom_key={value}"),
            format!("\"openuv_key\": \"{value}\""),
            format!("the token is {value}"),
            format!("lemlist SECRET {value}"),
            format!("codatoken-{value}"),
            format!("X-Session-Id: {value}"),
            format!("X-Hub-Signature-256: sha256={value}"),
            format!("{{\"id_token\": \"{value}\"}}"),
        ] {
            assert!(!redactor.text(&text).text.contains(&value), "{text}");
        }
        for text in [
            format!("\"order_key\": \"{value}\""),
            format!("cache_key={value}"),
            format!("\"idempotency_key\": \"{value}\""),
            format!("\"cart_item_key\": \"{value}\""),
            format!("X-Request-Id: {value}"),
        ] {
            assert_eq!(redactor.text(&text).text, text);
        }
    }
}

#[test]
fn statements_commands_and_hashes() {
    let redactor = redactor();
    let word = format!("Sq{}9x", letters(BASE62, 6, 8));
    let hash = letters(BASE62, 7, 43);
    for (text, gone) in [
        (format!("ALTER USER 'root'@'localhost' IDENTIFIED BY '{word}';"), &word),
        (format!("alter user a identified with caching_sha2_password by '{word}';"), &word),
        (format!("CREATE ROLE app WITH LOGIN PASSWORD '{word}';"), &word),
        (format!("machine api.example.com login anna password {word}"), &word),
        (format!("openssl x509 -passin pass:{word} -in a.csr"), &word),
        (format!("psexec \\\\host -u admin -p {word} cmd"), &word),
        (format!("credentials {{\n  username 'u'\n  password '{word}'\n}}"), &word),
        (format!("new NetworkCredential(\"anna\", \"{word}\")"), &word),
        (format!("$6$salt${hash}{hash}"), &hash),
        (format!("$5$salt${hash}"), &hash),
        (format!("$1$salt${}", &hash[..22]), &hash[..22].to_owned()),
    ] {
        assert!(!redactor.text(&text).text.contains(gone.as_str()), "{text}");
    }
}

#[test]
fn a_login_in_an_address_goes_as_a_whole() {
    let word = letters(BASE62, 8, 12);
    let shown = redactor().text(&format!("GET https://anna:{word}@shop.example.com/orders")).text;
    assert!(!shown.contains("anna") && !shown.contains(&word), "{shown}");
    assert!(shown.contains("@shop.example.com/orders"), "{shown}");
}

#[test]
fn words_in_one_field_tell_nothing_of_the_next() {
    let redactor = redactor();
    for text in [
        r#"{"name": "Passport holder", "sku": "FF341650"}"#,
        r#"{"name": "Wireless phone charger", "ean": "4006381333931"}"#,
        r#"{"title": "Driver licence wallet", "id": 12345678}"#,
        "Content-Security-Policy: script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
    ] {
        assert_eq!(redactor.text(text).text, text);
    }
}

/// Of a scan: what was found, by class.
fn classes(text: &str) -> Vec<Class> {
    redactor().scan(text, true).leaks.iter().map(|leak| leak.class).collect()
}

#[test]
fn a_scan_reports_whole_keys_only() {
    let base = |len| letters(BASE62, 9, len);
    for (whole, cut, long) in [
        (format!("AIza{}", base(35)), format!("AIza{}", base(31)), format!("AIza{}", base(42))),
        (format!("gsk_{}", base(52)), format!("gsk_{}", base(42)), format!("gsk_{}", base(60))),
        (format!("ntn_{}", base(46)), format!("ntn_{}", base(42)), format!("ntn_{}", base(50))),
        (format!("cfat_{}", base(48)), format!("cfat_{}", base(40)), format!("cfat_{}", base(52))),
    ] {
        assert_eq!(classes(&whole), [Class::Secret], "{whole}");
        for other in [cut, long] {
            assert!(classes(&other).is_empty(), "{other}");
            // What is not worth a report is masked all the same.
            assert!(!redactor().text(&other).text.contains(&other[5..]), "{other}");
        }
    }
}

#[test]
fn samples_of_manuals_are_not_reported() {
    for text in [
        "https://username:password@example.com/api",
        "mysql://mysql:mysql@localhost:3306/shop",
        "DB_CREDENTIALS = \"mysql://mysql:mysql@localhost:3306/shop\"",
        "https://user:abc@api.example.com/v1",
        "https://admin:YOUR_PASSWORD@api.example.com",
        "curl -H \"Authorization: Bearer $API_KEY\" https://api.example.com",
        "curl -H 'Authorization: Bearer <token>' https://api.example.com",
        "-----BEGIN PRIVATE KEY-----\nanything\n-----END PRIVATE KEY-----",
    ] {
        assert!(classes(text).is_empty(), "{text}");
    }
    let word = letters(BASE62, 10, 14);
    for text in [
        format!("https://anna:{word}@api.example.com"),
        format!("curl -u anna:{word} https://api.example.com"),
    ] {
        assert_eq!(classes(&text), [Class::Secret], "{text}");
    }
}

#[test]
fn values_apart_from_their_names() {
    let redactor = redactor();
    for value in [letters(HEX, 21, 40), letters(BASE62, 22, 24), format!("{}!Qx9", letters(BASE62, 23, 9))] {
        for text in [
            format!("env:\n  - name: ACCESS_TOKEN\n    value: \"{value}\"\n"),
            format!("env:\n  - name: ACCESS_TOKEN\n    value: {value}\n"),
            format!("variable \"smtp_password\" {{\n  default = \"{value}\"\n}}"),
            format!("[[\"Host\", \"a.example\"], [\"X-Session-Token\", \"{value}\"]]"),
            format!("| Name | Value |\n| API secret | `{value}` |\n"),
            format!("UPDATE core_config_data SET value='{value}' WHERE path='payment/x/private_key';"),
            format!("<member><name>password</name><value><string>{value}</string></value></member>"),
            format!("builder.withPassword(\"{value}\").build();"),
            format!("let token = String::from(\"{value}\");"),
            format!("const ftpPass = process.env.FTP_PASS || '{value}';"),
            format!("define( 'DB_PASSWORD', '{value}' );"),
            format!("define( 'SECURE_AUTH_SALT', '{value}' );"),
            format!("define('LOGGED_IN_KEY', '{value}');"),
            format!("req.SetBasicAuth(\"ops\", \"{value}\")"),
            format!("requests.get(url, auth=('ops', '{value}'))"),
            format!("docker login -u ops -p {value} registry.example.com"),
            format!("redis-cli -a {value} ping"),
            format!("echo \"{value}\" | docker login --password-stdin -u ops"),
            format!("db.internal:5432:shop:app:{value}"),
        ] {
            let shown = redactor.text(&text).text;
            assert!(!shown.contains(&value), "{text}");
            assert!(!redactor.scan(&text, true).leaks.is_empty(), "{text}");
        }
    }
    let hex = letters(HEX, 24, 32);
    for text in [
        format!("'crypt' => [\n    'key' => '{hex}'\n],"),
        format!("POST /services/T0AB12CD34/B0AB12CD34/{} HTTP/1.1\n", letters(BASE62, 25, 24)),
        format!("see vercel_blob_rw_{}_{} in", letters(BASE62, 26, 16), letters(BASE62, 27, 30)),
        format!("POST /bot{}:AA{}/getMe", letters("123456789", 28, 10), letters(BASE62, 29, 33)),
    ] {
        assert!(!redactor.scan(&text, true).leaks.is_empty(), "{text}");
    }
}

#[test]
fn names_beside_others_take_no_value_of_theirs() {
    let redactor = redactor();
    for text in [
        "[\"password\", \"email\"]",
        "- name: sort_key\n  value: created_at\n",
        "- name: ACCESS_TOKEN\n  valueFrom:\n    secretKeyRef: shop\n",
        "variable \"token_type\" {\n  default = \"Bearer\"\n}",
        "| API secret | see below |\n",
        "{\"primary_key\": \"id\"}",
        "builder.hasToken(\"name\")",
        "<img src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAANCAIAAADuXjPfAAAA20lEQVR4nAHQAC\">",
    ] {
        assert_eq!(redactor.text(text).text, text);
    }
}

#[test]
fn the_secret_half_of_a_login_is_reported_beside_a_published_one() {
    use base64::Engine as _;
    let user = format!("rzp_live_{}", letters(BASE62, 31, 14));
    let login = |password: &str| {
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        let leaks = redactor().scan(&format!("Authorization: Basic {pair}\n"), true).leaks;
        leaks.into_iter().map(|leak| leak.class).collect::<Vec<_>>()
    };
    assert!(login(&letters(BASE62, 32, 24)).contains(&Class::Secret));
    assert!(!login("").contains(&Class::Secret));
    let text =
        format!("{{\"ConnectionString\":\"Server=a;User ID=sa;Password={};\"}}", letters(BASE62, 33, 14));
    assert_eq!(redactor().scan(&text, true).leaks.len(), 1);
}
