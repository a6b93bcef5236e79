//! Quoted-printable that no mailer writes: letters and digits of a key quoted one here and one there.

use redaction::{Class, HeldKey, Redactor};

fn key() -> String {
    let mut state = 97u64;
    let hex = (0..40).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_digit((state >> 33) as u32 % 16, 16).unwrap_or('0')
    });
    format!("ck_{}", hex.collect::<String>())
}

/// Every so many characters one is quoted.
fn quoted(key: &str, every: usize) -> String {
    let sign = |(at, char): (usize, char)| {
        if at % every == every - 1 { format!("={:02X}", char as u32) } else { char.to_string() }
    };
    key.chars().enumerate().map(sign).collect()
}

#[test]
fn a_key_is_found_however_few_of_its_letters_are_quoted() {
    let key = key();
    let held = [HeldKey { label: "woo", value: key.as_bytes(), public_prefix: 3 }];
    let redactor = Redactor::new(&[3; 32], &held).0;
    for every in 1..=20 {
        for text in [
            format!("key: {}\n", quoted(&key, every)),
            format!("consumer_key={}&page=2", quoted(&key, every)),
            format!("<p>{}</p>", quoted(&key, every).replacen("=3", "=\r\n=3", 2)),
        ] {
            let shown = redactor.text(&text).text;
            assert!(shown.contains("[key woo #"), "{every}: {shown}");
            // Nothing but the label is left of the quoted key.
            assert!(shown.len() < text.len() - key.len() + 20, "{every}: {shown}");
            let held = redactor.scan(&text, false).leaks;
            assert!(held.iter().all(|leak| leak.class == Class::Held) && held.len() == 1, "{every}");
        }
    }
}

#[test]
fn values_of_forms_are_no_escapes() {
    let held = [HeldKey { label: "woo", value: b"0123456789abcdef", public_prefix: 0 }];
    let redactor = Redactor::new(&[3; 32], &held).0;
    let form = "qty=30&a=31&b=32&c=33&d=34&e=35&f=36&g=37&h=38&i=39&k=61&l=62&m=63&n=64&o=65&p=66";
    assert_eq!(redactor.text(form).text, form);
}
