use super::*;
use proptest::prelude::*;

fn read(format: PayloadFormat, text: &str) -> Document {
    Document::read(format, text).unwrap_or_else(|misread| panic!("{misread:?}"))
}

fn paths(document: &Document) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let kept = document.treated(&mut |path, scalar| {
        let value = match scalar {
            Scalar::Text(text) => text.clone(),
            other => format!("{other:?}"),
        };
        found.push((path.to_string(), value));
        Some(scalar.clone())
    });
    assert_eq!(kept.as_ref(), Some(document), "nothing was taken out");
    found
}

fn names(document: &Document) -> Vec<String> {
    paths(document).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn json_keeps_its_order_and_reads_its_escapes() {
    let document = read(
        PayloadFormat::Json,
        "{\"z\": [1, {\"na\\u006de\": \"\\ud83d\\ude00\"}], \"a.b\": null, \"e\": {}}",
    );
    let found = paths(&document);
    let names: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["z[0]", "z[1].name", "[\"a.b\"]", "e"]);
    assert_eq!(found[1].1, "😀");
    assert_eq!(
        document.write(),
        "{\n  \"z\": [\n    1,\n    {\n      \"name\": \"😀\"\n    }\n  ],\n  \"a.b\": null,\n  \"e\": {}\n}\n"
    );
}

#[test]
fn forms_are_read_by_their_brackets() {
    let document = read(PayloadFormat::Form, "a[0][name]=Ü & b\n\n tags[] = one \ntags[]=two\nodd[=x\n");
    assert_eq!(names(&document), ["a[0].name", "tags[]", "tags[]", "[\"odd[\"]"]);
    assert_eq!(document.write(), "a%5B0%5D%5Bname%5D=%C3%9C+%26+b&tags%5B%5D=one&tags%5B%5D=two&odd%5B=x");
    assert_eq!(
        document.as_json(),
        serde_json::json!({ "a": [{ "name": "Ü & b" }], "tags": ["one", "two"], "odd[": "x" })
    );
}

#[test]
fn markup_is_read_by_elements_and_attributes() {
    let text = "<?xml version=\"1.0\"?>\n<o id='1'><!-- nobody@example.com --><i n=\"a&amp;b\">x &#x41;<![CDATA[<z>]]></i><i/><t>5</t></o>";
    let document = read(PayloadFormat::Xml, text);
    let found = paths(&document);
    let shown: Vec<(&str, &str)> =
        found.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
    assert_eq!(shown, [("o.@id", "1"), ("o.i.@n", "a&b"), ("o.i", "x A<z>"), ("o.i", "Null"), ("o.t", "5")]);
    let written = document.write();
    assert!(!written.contains("nobody"), "comments have no path, so they do not leave: {written}");
    assert!(written.contains("<i n=\"a&amp;b\">x A&lt;z&gt;</i>"), "{written}");
    assert_eq!(read(PayloadFormat::Xml, &written), document);
    assert_eq!(
        document.as_json(),
        serde_json::json!({ "o": { "@id": "1", "i": [{ "@n": "a&b", "#text": "x A<z>" }, {}], "t": "5" } })
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    let line = |format, text: &str| Document::read(format, text).unwrap_err().line;
    assert_eq!(line(PayloadFormat::Json, "{\n\"a\": 1,\n\"b\": }"), 3);
    assert_eq!(line(PayloadFormat::Json, "{\"a\": 1,\n\"a\": 2}"), 2);
    assert_eq!(line(PayloadFormat::Json, "\"one value\""), 1);
    assert_eq!(line(PayloadFormat::Json, &"[".repeat(500)), 1);
    assert_eq!(line(PayloadFormat::Form, "a=1\nb"), 2);
    assert_eq!(line(PayloadFormat::Xml, "<a>\n<b>\n</a>"), 3);
    for hostile in [
        "<!DOCTYPE a SYSTEM \"http://127.0.0.1/x\"><a/>",
        "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>",
        "<a>&e;</a>",
        "<a b=\"&e;\"/>",
        "<?php x?><a/>",
        "<a/><b/>",
        "text",
        "<a b='1' b='2'/>",
        "<a>",
        "",
    ] {
        assert!(Document::read(PayloadFormat::Xml, hostile).is_err(), "{hostile}");
    }
    let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
    assert!(Document::read(PayloadFormat::Xml, &deep(DEEPEST)).is_ok());
    assert!(Document::read(PayloadFormat::Xml, &deep(DEEPEST + 1)).is_err());
    let many = format!("[{}1]", "1,".repeat(MOST_VALUES));
    assert!(Document::read(PayloadFormat::Json, &many).is_err());
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in "(?s).{0,200}") {
        for format in [PayloadFormat::Json, PayloadFormat::Form, PayloadFormat::Xml] {
            let _ = Document::read(format, &text);
        }
    }

    #[test]
    fn what_is_written_reads_as_it_was(values in proptest::collection::vec("[ -~äß😀&&[^ ]]{1,12}", 1..8)) {
        let group = |name: &str| values.iter().enumerate()
            .map(|(at, value)| (format!("{name}{at}"), Node::Value(Scalar::Text(value.clone()))))
            .collect::<Vec<_>>();
        let json = Document { format: PayloadFormat::Json, root: Node::Group(vec![("x\"y".into(), Node::List(vec![Node::Group(group("n"))]))]) };
        prop_assert_eq!(&read(PayloadFormat::Json, &json.write()), &json);
        let members = group("n").into_iter().map(|(name, value)| (name, Node::Group(vec![("#text".into(), value)])));
        let xml = Document { format: PayloadFormat::Xml, root: Node::Group(vec![("r".into(), Node::Group(members.collect()))]) };
        prop_assert_eq!(&read(PayloadFormat::Xml, &xml.write()), &xml);
        let form = Document { format: PayloadFormat::Form, root: Node::Group(group("n")) };
        let back: Vec<(String, String)> = url::form_urlencoded::parse(form.write().as_bytes()).into_owned().collect();
        prop_assert_eq!(back.into_iter().map(|(_, value)| value).collect::<Vec<_>>(), values);
    }
}
