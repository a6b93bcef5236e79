use super::*;

fn refusal(bytes: &[u8]) -> Option<IntakeRefusal> {
    RequestFile::from_intake(Intake::from_bytes(bytes.to_vec())).err()
}

#[test]
fn what_is_no_request_is_refused_by_what_it_is() {
    for (bytes, expected) in [
        (&b""[..], IntakeRefusal::Empty),
        (b" \n\t", IntakeRefusal::Empty),
        (b"\xff\xfec\0u\0", IntakeRefusal::NotText),
        (b"curl https://a.example/\xe4", IntakeRefusal::NotText),
        (b"wget https://a.example", IntakeRefusal::NoRequest),
        (b"curly braces", IntakeRefusal::NoRequest),
        (b"{", IntakeRefusal::FileFormat),
        (b"{}", IntakeRefusal::NoRequest),
    ] {
        assert_eq!(refusal(bytes), Some(expected), "{bytes:?}");
    }
    assert_eq!(refusal("\u{feff}curl https://a.example".as_bytes()), None);
    assert_eq!(refusal(&vec![b'c'; LARGEST + 1]), Some(IntakeRefusal::RequestsTooLarge));
    let deep = format!("{}{}", "{\"item\":[".repeat(300), "]}".repeat(300));
    assert_eq!(refusal(deep.as_bytes()), Some(IntakeRefusal::FileFormat));
}

#[test]
fn an_environment_is_for_a_collection_and_has_values() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let collection = file("c.json", r#"{"info":{"name":"x"},"item":[{"name":"r","request":"{{base}}/a"}]}"#);
    let opened = RequestFile::open(&collection).ok().unwrap();
    assert_eq!(opened.unknown(), ["base"]);
    let environment = file(
        "e.json",
        r#"{"values":[{"key":"base","value":"https://a.example"},{"key":"base","value":"x","enabled":false}]}"#,
    );
    let filled = opened.with_environment(&environment).ok().unwrap();
    assert!(matches!(filled.requests()[0].destination, Destination::Origin(_)), "{:?}", filled.requests()[0]);
    assert_eq!(opened.with_environment(&collection).err(), Some(IntakeRefusal::FileFormat));
    let curl = RequestFile::from_intake(Intake::from_bytes(b"curl https://a.example".to_vec())).ok().unwrap();
    assert_eq!(curl.with_environment(&environment).err(), Some(IntakeRefusal::FileFormat));
}
