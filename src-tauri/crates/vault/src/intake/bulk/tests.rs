use super::*;
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Result<BulkFile, IntakeRefusal> {
    BulkFile::read(&Zeroizing::new(bytes.to_vec()))
}

fn value(file: &BulkFile, row: usize, column: usize) -> String {
    // EXPOSE: a test compares made-up text.
    String::from_utf8(file.take(row, column).ok().unwrap().value.expose().to_vec()).unwrap()
}

#[test]
fn separators_marks_and_quotes() {
    for separator in [',', ';', '\t'] {
        let text = "\u{feff}Client;API key;Note\r\nAcme;k-\"1\";\"a;b\"\n\nStudio;k-2;\n"
            .replace(';', &separator.to_string());
        let text = text.replace(&format!("\"a{separator}b\""), &format!("\"x{separator}y\""));
        let file = read(text.as_bytes()).ok().unwrap();
        assert_eq!(file.headings(), ["Client", "API key", "Note"], "{separator:?}");
        assert_eq!(file.rows(), 2);
        assert_eq!((file.line(0), file.line(1)), (2, 4), "{separator:?}");
        assert_eq!(file.text(0, 0), BulkText::Text("Acme".into()));
        assert_eq!(file.text(0, 1), BulkText::Hidden, "by its heading");
        assert_eq!(file.text(0, 2), BulkText::Text(format!("x{separator}y")));
        assert_eq!(file.text(1, 2), BulkText::Empty);
        assert_eq!(file.text_unmapped(0, 0), BulkText::Text("Acme".into()));
        assert_eq!(file.text_unmapped(0, 2), BulkText::Hidden, "a note may say anything");
        assert_eq!(file.text_unmapped(1, 2), BulkText::Empty);
        assert_eq!(value(&file, 1, 1), "k-2");
    }
}

#[test]
fn ragged_and_unreadable_rows_keep_their_place() {
    let file = read(b"client,b,c\n1,2\n\xff\xfe,x,y\n1,2,3,4\n").ok().unwrap();
    assert_eq!(file.headings(), ["client", "b", "c", "Column 4"]);
    assert_eq!((file.width(0), file.width(1), file.width(2)), (Some(2), None, Some(4)));
    assert_eq!(file.line(2), 4);
    assert_eq!(file.take(1, 0).err(), Some(IntakeRefusal::NotText));
    assert_eq!(file.take(0, 2).err(), Some(IntakeRefusal::NameMissing));
    assert_eq!(file.take(9, 0).err(), Some(IntakeRefusal::NameMissing));
    assert_eq!(file.text(1, 0), BulkText::Empty);
}

#[test]
fn a_file_without_headings_shows_no_key_as_one() {
    let key = "a8f5f167f44f4964e6c998deAA";
    let file = read(format!("Acme,{key}\nStudio,{key}x\n").as_bytes()).ok().unwrap();
    assert_eq!(file.headings(), ["Column 1", "Column 2"]);
    assert_eq!(file.rows(), 2);
    assert_eq!(file.text(0, 0), BulkText::Text("Acme".into()));
    assert_eq!(file.text(0, 1), BulkText::Hidden);
    assert_eq!(value(&file, 0, 1), key);
}

#[test]
fn a_file_without_headings_shows_no_short_password() {
    let wordpress = "abcd EFGH ijkl MNOP qrst UVWX";
    let text = format!("Acme;wordpress;admin;s3cret!9;sommer\nStudio;wordpress;root;hunter2;{wordpress}\n");
    let file = read(text.as_bytes()).ok().unwrap();
    assert_eq!(file.headings(), ["Column 1", "Column 2", "Column 3", "Column 4", "Column 5"]);
    assert_eq!((file.rows(), file.line(0)), (2, 1), "the first row is data");
    for column in [0, 2, 3, 4] {
        assert_eq!(file.text_unmapped(0, column), BulkText::Hidden, "{column}");
        assert_eq!(file.text_unmapped(1, column), BulkText::Hidden, "{column}");
    }
    assert_eq!(file.text_unmapped(0, 1), BulkText::Text("wordpress".into()));
    // A person says that a column is public; what looks like a key stays hidden all the same.
    assert_eq!(file.text(0, 0), BulkText::Text("Acme".into()));
    assert_eq!((file.text(0, 3), file.text(1, 3)), (BulkText::Hidden, BulkText::Hidden));
    assert_eq!(file.text(1, 4), BulkText::Hidden, "an application password");
    assert_eq!(value(&file, 0, 3), "s3cret!9");
    assert_eq!(value(&file, 1, 4), wordpress);
}

#[test]
fn columns_named_for_a_key_are_hidden_whatever_they_are_said_to_be() {
    let names = ["PW", "PIN", "Code", "clave", "wachtwoord", "Passwort", "mot de passe"];
    let file =
        read(format!("client;{}\nAcme{}\n", names.join(";"), ";sommer".repeat(7)).as_bytes()).ok().unwrap();
    for (column, name) in (1..).zip(names) {
        assert_eq!(file.headings()[column], name);
        assert_eq!(file.text(0, column), BulkText::Hidden, "{name}");
    }
}

#[test]
fn a_dotenv_has_names_and_hidden_values() {
    let file = read(b"# all shops\nACME_KEY=one\nexport STUDIO_KEY='two'\n").ok().unwrap();
    assert_eq!(file.headings(), ["name", "value"]);
    assert_eq!(file.text(0, 0), BulkText::Text("ACME_KEY".into()));
    assert_eq!(file.text(0, 1), BulkText::Hidden);
    assert_eq!(file.text_unmapped(0, 0), BulkText::Text("ACME_KEY".into()));
    assert_eq!((value(&file, 1, 1).as_str(), file.line(1)), ("two", 3));
}

#[test]
fn what_is_no_table_is_refused() {
    assert_eq!(read(b"").err(), Some(IntakeRefusal::FileFormat));
    assert_eq!(read(b"\xff\xfea\0,\0").err(), Some(IntakeRefusal::NotText));
    assert_eq!(read(b"a,b\0\n").err(), Some(IntakeRefusal::NotText));
    assert_eq!(read(",".repeat(500).as_bytes()).err(), Some(IntakeRefusal::FileFormat));
}

#[test]
fn ten_thousand_lines_with_every_mistake_are_read() {
    let mut bytes = b"client,provider,key\n".to_vec();
    for row in 0..10_000 {
        match row % 5 {
            0 => bytes.extend(format!("Client {row},stripe,k{row}\n").bytes()),
            1 => bytes.extend(b"too few\n"),
            2 => bytes.extend(b"\xff,\xfe,\xfd\n"),
            3 => bytes.extend(format!("\"quoted, {row}\",x,\"multi\nline\"\n").bytes()),
            _ => bytes.extend(b",,\n"),
        }
    }
    let file = read(&bytes).ok().unwrap();
    assert_eq!(file.rows(), 10_000);
    assert_eq!(value(&file, 9_995, 2), "k9995");
    assert_eq!(file.width(2), None);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(file) = read(&bytes) {
            for row in 0..file.rows() {
                for column in 0..file.headings().len() {
                    let _ = file.text(row, column);
                    let _ = file.text_unmapped(row, column);
                    let _ = file.take(row, column);
                }
            }
        }
    }
}
