//! Personal data in plain text: what is masked by its shape or by a word for it, and what only looks alike.

use redaction::Redactor;

fn shown(text: &str) -> String {
    Redactor::new(&[6; 32], &[]).0.text(text).text
}

#[test]
fn addresses_of_devices_and_networks() {
    for address in ["00:1A:2B:3C:4D:5E", "aa-bb-cc-dd-ee-f1", "AA:BB:CC:DD:EE:FF"] {
        assert!(!shown(&format!("device {address} joined")).contains(address), "{address}");
    }
    for text in ["my ip: ::1", "connecting from ::1", "Loopback address 127.0.0.1", "src=:: dst=::1"] {
        assert!(!shown(text).contains("::1") && !shown(text).contains("127.0.0.1"), "{text}");
    }
    for text in [
        "std::io and core::1",
        "listen 127.0.0.1:8080",
        "00:00:00:00:00:00",
        "10:20:30:40",
        "aspect 16:9, 4:3",
        "2024-05-17-10-20-30",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn postcodes_of_britain() {
    for code in ["SW1A 1AA", "M1 1AE", "EC2A 1NT"] {
        assert!(!shown(&format!("From {code} on")).contains(code), "{code}");
    }
    for text in ["QX1 1AA", "SKU SW1A-1AA", "size M1 1AAA", "H2 2O and B2 2CI"] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn ids_with_a_word_for_them() {
    for (text, id) in [
        ("NPI: 1234567893", "1234567893"),
        ("routing number 121000358", "121000358"),
        ("USt-IdNr.: DE136695976", "DE136695976"),
        ("556703-7485 är vårt orgnummer", "556703-7485"),
        ("Araç plakası 34 ABC 1234 olarak", "34 ABC 1234"),
        ("The plate number is ABJ-123XY", "ABJ-123XY"),
        ("LANR: 123456601 des Arztes", "123456601"),
    ] {
        assert!(!shown(text).contains(id), "{text}");
    }
    // The check digit is wrong.
    for text in ["NPI: 1234567890", "routing number 121000359"] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn wallets() {
    let wallet = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";
    assert!(!shown(&format!("pay to {wallet} today")).contains(wallet));
    assert_eq!(shown("abc1 and bc1-bolts"), "abc1 and bc1-bolts");
}

#[test]
fn a_person_is_told_by_the_object_that_holds_the_fields() {
    let value = "Obere Gasse 7";
    for text in [
        format!(r#"{{"billing_address": {{"city": "{value}"}}}}"#),
        format!(r#"{{"billing_details": {{"address": {{"postal_code": "{value}"}}}}}}"#),
        format!(r#"{{"properties": {{"city": "{value}", "firstname": "Anna"}}}}"#),
        format!(r#"{{"order": {{"note": "{value}"}}}}"#),
        format!("items[0][billing_address][street][0]={value}&items[0][sku]=A-1").replace(' ', "+"),
        format!("meta[0][key]=_billing_birth_date&meta[0][value]={value}").replace(' ', "+"),
        format!("<order><billing_address><city>{value}</city></billing_address></order>"),
        format!("<meta><key>_billing_birth_date</key><value>{value}</value></meta>"),
    ] {
        let shown = shown(&text);
        assert!(!shown.contains(value) && !shown.contains("Obere+Gasse+7"), "{shown}");
    }
    for text in [
        r#"{"warehouse": {"city": "Obere Gasse 7"}}"#,
        r#"{"product": {"name": "Obere Gasse 7", "key": "color", "value": "Obere Gasse 7"}}"#,
        "items[0][name]=Obere+Gasse&items[0][sku]=A-1",
        "<item><key>color</key><value>Obere Gasse 7</value></item>",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn names_beside_addresses() {
    for (text, name) in [
        ("From: Anna Muster <anna@web.example>\n", "Anna Muster"),
        ("Reply-To: \"Muster, Anna\" <anna@web.example>\n", "Muster, Anna"),
        ("Cc: Ronny de Bock <ronny@web.example>\n", "Ronny de Bock"),
        ("{\"to\":[{\"email\":\"anna@web.example\",\"name\":\"Anna Muster\"}]}", "Anna Muster"),
        ("{\"parcel\":{\"name\":\"Anna Muster\",\"weight\":\"1.2\"}}", "Anna Muster"),
        ("<Receiver><name1>Anna Muster</name1></Receiver>", "Anna Muster"),
        ("{\"cardHolderName\":\"Anna Muster\"}", "Anna Muster"),
    ] {
        assert!(!shown(text).contains(name), "{text}");
    }
    let product = "{\"name\":\"Blue shirt\",\"sku\":\"A-1\",\"price\":\"9.90\",\"stock\":4}";
    assert_eq!(shown(product), product);
}

#[test]
fn days_of_birth_have_a_word_before_them() {
    for text in
        ["Date of birth: 27/06/1959", "Geburtsdatum: 15.12.1955", "dob=1960-01-17", "née le 08.08.1967"]
    {
        assert!(!shown(text).contains("19"), "{text}");
    }
    for text in ["shipped on 15.12.2025", "valid until 2027-01-31", "adobe 2024-05-17"] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn the_nearest_word_says_what_a_number_is() {
    assert!(!shown("Order note: Tel 078 182 70 93").contains("182"));
    assert!(!shown("Order note: T\u{e9}l\u{e9}phone 06-12-76-76-48").contains("76"));
    let order = "call us about order 078 182 70 93";
    assert_eq!(shown(order), order);
    assert!(!shown("NIF 112797121").contains("112797121"));
    assert_eq!(shown("NIF 112797122"), "NIF 112797122");
}
