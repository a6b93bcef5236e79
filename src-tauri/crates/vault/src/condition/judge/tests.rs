use redaction::Kind;

use super::*;

const LABEL: &str = "[key acme api_key #3f9a]";

/// A body in which the key, written `KEY`, is masked.
fn masked(body: &str) -> Redacted {
    let mut shown = Redacted::default();
    for (at, piece) in body.split("KEY").enumerate() {
        if at > 0 {
            let start = shown.text.len();
            shown.text.push_str(LABEL);
            shown.spans.push(Span {
                start,
                end: shown.text.len(),
                kind: Kind::Key,
                label: "acme api_key".to_owned(),
                tag: "3f9a".to_owned(),
                rule: "held-key".to_owned(),
            });
        }
        shown.text.push_str(piece);
    }
    shown
}

fn judge(body: Option<&str>, condition: &str) -> (Outcome, Saw) {
    let body = body.map(masked);
    let headers = masked("content-type: application/json; charset=utf-8\nset-cookie: a=1\nset-cookie: b=KEY");
    let answered = Answered {
        status: 200,
        total_ms: 640.4,
        size: Some(1_200),
        cert_days: None,
        headers: Some(&headers),
        body: body.as_ref(),
        again: &|_| None,
        json: OnceCell::new(),
        work: Work::default(),
    };
    let judged = answered.judge(&condition.parse().unwrap_or_else(|fault| panic!("{condition}: {fault}")));
    (judged.outcome, judged.saw)
}

#[test]
fn each_condition_against_one_answer() {
    use Outcome::{Failed, Held, Unknown};
    let body = r#"{"data":[{"id":7,"name":"Löwe","ok":true,"none":null,"key":"KEY","phone":KEY}],"a b":"x","empty":[],
        "error":false,"text":"12"}"#;
    for (condition, outcome) in [
        ("[STATUS] == any(200, 204)", Held),
        ("[STATUS] != 200", Failed),
        ("[STATUS] >= 300", Failed),
        ("[TIME] < 800", Held),
        ("[TIME] > 640", Held),
        ("[TIME] < 640", Failed),
        ("[SIZE] <= 1200", Held),
        ("[CERT_DAYS] > 14", Unknown),
        ("[BODY].data[0].id exists", Held),
        ("[BODY].data[0].none exists", Held),
        ("[BODY].data[0].none == null", Held),
        ("[BODY].data[1].id exists", Failed),
        ("[BODY].data[1] is missing", Held),
        ("[BODY].data.id is missing", Held),
        ("[BODY].data[0].id == 7", Held),
        ("[BODY].data[0].id == \"7\"", Held),
        ("[BODY].text == 12", Held),
        ("[BODY].text == 12.0", Held),
        ("[BODY].text > 11", Held),
        ("[BODY].data[0].name > 11", Failed),
        ("[BODY].data[0].ok == true", Held),
        ("[BODY].error != true", Held),
        ("[BODY].nothing != true", Held),
        ("[BODY].nothing == true", Failed),
        ("[BODY].nothing does not contain x", Held),
        ("[BODY].data[0].name ~ LÖW", Held),
        ("[BODY].data[0].name contains LÖW", Failed),
        ("[BODY].data[0].name starts with \"Lö\"", Held),
        ("[BODY].data[0].name == any(Maus, Löwe)", Held),
        ("[BODY][\"a b\"] == x", Held),
        ("len([BODY].data) == 1", Held),
        ("len([BODY].empty) >= 1", Failed),
        ("len([BODY].data[0].name) == 4", Held),
        ("len([BODY]) == 5", Held),
        ("[BODY] does not contain \"Fatal error\"", Held),
        ("[BODY] contains \"Löwe\"", Held),
        ("[HEADER].Content-Type ~ JSON", Held),
        ("[HEADER].content-type contains JSON", Failed),
        ("[HEADER].set-cookie contains any(\"b=\")", Held),
        ("[HEADER].x-none exists", Failed),
        ("[HEADER].x-none is missing", Held),
    ] {
        assert_eq!(judge(Some(body), condition).0, outcome, "{condition}");
    }
}

#[test]
fn what_was_not_read_is_unknown_and_what_is_no_json_has_no_places() {
    assert_eq!(judge(None, "[BODY] contains x"), (Outcome::Unknown, Saw::NotRead));
    assert_eq!(judge(None, "[BODY].a is missing"), (Outcome::Unknown, Saw::NotRead));
    assert_eq!(judge(Some("<html>"), "[BODY].a is missing"), (Outcome::Failed, Saw::NotJson));
    assert_eq!(judge(Some(""), "[BODY] exists"), (Outcome::Failed, Saw::Nothing));
    assert_eq!(judge(Some(""), "[BODY] does not contain x"), (Outcome::Held, Saw::Nothing));
}

#[test]
fn a_masked_value_is_its_label_and_nothing_more() {
    let body = r#"{"key":"KEY","number":KEY,"in":"x KEY y"}"#;
    let (outcome, saw) = judge(Some(body), "[BODY].key == \"something else\"");
    let Saw::Value(saw) = saw else { panic!("{saw:?}") };
    assert_eq!((outcome, saw.text.as_str(), saw.spans.len()), (Outcome::Failed, LABEL, 1));
    let (_, Saw::Value(number)) = judge(Some(body), "[BODY].number exists") else { panic!("no value") };
    assert_eq!(number.text, LABEL, "where a number stood");
    let (_, Saw::Value(within)) = judge(Some(body), "[BODY].in exists") else { panic!("no value") };
    assert_eq!(&within.text[within.spans[0].start..within.spans[0].end], LABEL);
    assert_eq!(judge(Some(body), &format!("len([BODY].key) == {}", LABEL.len())).0, Outcome::Held);
}

#[test]
fn what_is_shown_is_cut_and_never_within_a_label() {
    let long = format!("{{\"t\":\"{}KEY{}\"}}", "é".repeat(190), "y".repeat(500));
    let (_, Saw::Value(saw)) = judge(Some(&long), "[BODY].t exists") else { panic!("no value") };
    assert_eq!(saw.text, format!("{} …", "é".repeat(190)));
    assert!(saw.spans.is_empty());
    let page = format!("{}KEY Fatal error: gone{}", "ö".repeat(300), "z".repeat(900));
    let (outcome, saw) = judge(Some(&page), "[BODY] does not contain \"Fatal error\"");
    let Saw::Value(saw) = saw else { panic!("{saw:?}") };
    assert_eq!(outcome, Outcome::Failed);
    assert!(saw.text.contains("Fatal error: gone") && saw.text.contains(LABEL), "{}", saw.text);
    assert_eq!(&saw.text[saw.spans[0].start..saw.spans[0].end], LABEL);
    assert!(saw.text.chars().count() < 260);
}

#[test]
fn what_only_decoding_puts_together_is_masked_before_it_is_judged() {
    let body = masked(r#"{"a":"abc\u0064ef"}"#);
    let headers = Redacted::default();
    let answered = Answered {
        status: 200,
        total_ms: 1.0,
        size: None,
        cert_days: None,
        headers: Some(&headers),
        body: Some(&body),
        again: &|text| text.text.contains("abcdef").then(|| masked("KEY")),
        json: OnceCell::new(),
        work: Work::default(),
    };
    let outcome = |condition: &str| answered.judge(&condition.parse().unwrap()).outcome;
    assert_eq!(outcome("[BODY].a == abcdef"), Outcome::Failed);
    assert_eq!(outcome("[BODY].a starts with \"[key\""), Outcome::Held);
}

/// An answer made to cost as much as one can: as many labels as fit, and brackets that begin none.
fn hostile(size: usize) -> Redacted {
    let mut body = String::from("{\"a\":\"");
    while body.len() < size {
        body.push_str("KEY[[[[");
    }
    masked(&(body + "\"}"))
}

#[test]
fn what_conditions_look_through_is_bounded_whatever_they_ask() {
    let body = hostile(64 * 1024);
    let answered = Answered {
        status: 200,
        total_ms: 1.0,
        size: None,
        cert_days: None,
        headers: None,
        body: Some(&body),
        again: &|_| None,
        json: OnceCell::new(),
        work: Work::default(),
    };
    let values = (0..40).map(|n| format!("x{n}")).collect::<Vec<_>>().join(", ");
    let condition: Expectation = format!("[BODY] contains any({values})").parse().unwrap();
    let judged: Vec<Judged> = (0..20).map(|_| answered.judge(&condition)).collect();
    assert_eq!(judged[0].outcome, Outcome::Failed, "the first of them are judged");
    assert_eq!(judged[19], Judged { outcome: Outcome::Unknown, saw: Saw::NotRead });
    assert!(answered.work.done.get() <= MOST_WORK, "{}", answered.work.done.get());
}

#[test]
fn labels_are_known_again_in_one_walk() {
    let body = hostile(200);
    let known = labels(&body);
    assert_eq!(known.len(), 1);
    let shown = labelled(body.text.clone(), &known);
    assert_eq!(shown.spans.len(), body.spans.len());
    let many: Vec<Span> = (0..3 * MOST_LABELS).map(|_| body.spans[0].clone()).collect();
    let differing: String = (0..3 * MOST_LABELS).map(|n| format!("[{n}]")).collect();
    let mut at = 0;
    let spans = many
        .into_iter()
        .enumerate()
        .map(|(n, span)| {
            let start = at;
            at += format!("[{n}]").len();
            Span { start, end: at, ..span }
        })
        .collect();
    assert_eq!(labels(&Redacted { text: differing, spans }).len(), MOST_LABELS);
}

proptest::proptest! {
    #[test]
    fn no_answer_makes_it_panic(body in "\\PC{0,60}", from in 0_usize..80) {
        let body = format!("{{\"a\":\"KEY{body}\"}}");
        drop(judge(Some(&body), "[BODY].a does not contain a"));
        let text = masked(&body);
        drop(cut(&text, text.text.floor_char_boundary(from)));
    }
}
