//! What the policy holds back is not in what leaves: whatever the document, whatever the rules.

use super::*;
use crate::view::{FieldRule, OrderMethod};
use proptest::prelude::*;
use std::collections::HashSet;

const FORMATS: [PayloadFormat; 3] = [PayloadFormat::Json, PayloadFormat::Form, PayloadFormat::Xml];

fn input(format: PayloadFormat, policy: Vec<FieldRule>, default_rule: FieldTreatment) -> OrderInput {
    OrderInput {
        method: OrderMethod::Post,
        path: "/orders".into(),
        format,
        template: samples::OWN.into(),
        text: None,
        policy,
        default_rule,
        request_schema: None,
        response_schema: None,
        class: ProbeClass::Creates,
        cleanup: None,
    }
}

fn rule(path: &str, rule: FieldTreatment) -> FieldRule {
    FieldRule { path: path.to_owned(), rule }
}

fn payload(text: &str, input: &OrderInput) -> Payload {
    let document = Document::read(input.format, text).unwrap();
    let policy = Policy::of(input).unwrap();
    let fields = decided(&document, &policy);
    let hashes =
        fields.iter().map(|field| (treat::text_of(&field.scalar), "0123456789abcdef".repeat(2))).collect();
    let mut payload = Payload {
        media_type: media_type(input.format),
        text: String::new(),
        written: String::new(),
        fields: Vec::new(),
        problems: Vec::new(),
    };
    fill(&mut payload, &document, &policy, &fields, &hashes, input);
    payload
}

/// What leaves as it stands, and with its encodings undone.
fn readings(text: &str) -> Vec<String> {
    let percent =
        percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    vec![text.to_owned(), percent]
}

/// Values with an end of their own, so that none is a piece of another; with what each format must escape.
fn value() -> impl Strategy<Value = String> {
    ("[a-zäößñ字 &'\"%=+/\\\\]{0,8}", "[0-9a-f]{8}").prop_map(|(text, mark)| format!("v{mark}{text}"))
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("name".to_owned()),
        Just("email".to_owned()),
        "[a-zé_]{1,6}",
        "[a-z]\\.[a-z]",
        "[a-z]{2}\\[[a-z]\\]"
    ]
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = value().prop_map(|text| Node::Value(Scalar::Text(text)));
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..5).prop_map(Node::List),
            proptest::collection::vec((name(), inner), 1..5).prop_map(|members| {
                let mut known = HashSet::new();
                Node::Group(members.into_iter().filter(|(name, _)| known.insert(name.clone())).collect())
            }),
        ]
    })
}

fn rules() -> impl Strategy<Value = Vec<FieldRule>> {
    let path = prop_oneof![
        Just("**".to_owned()),
        Just("*".to_owned()),
        Just("name".to_owned()),
        Just("email".to_owned()),
        Just("[].name".to_owned()),
        Just("[].**".to_owned()),
        Just("name.**".to_owned()),
        Just("*.email".to_owned()),
        Just("*.*".to_owned()),
        Just("email[].*".to_owned()),
    ];
    let treatment = prop_oneof![
        Just(FieldTreatment::Allowed),
        Just(FieldTreatment::Masked),
        Just(FieldTreatment::Hashed),
        Just(FieldTreatment::Dropped)
    ];
    proptest::collection::hash_map(path, treatment, 0..6)
        .prop_map(|all| all.into_iter().map(|(path, treatment)| rule(&path, treatment)).collect())
}

/// The marks that must be in what leaves, and those that must not.
fn check(text: &str, input: &OrderInput) -> std::result::Result<(), TestCaseError> {
    let document = Document::read(input.format, text).unwrap();
    let policy = Policy::of(input).unwrap();
    let fields = decided(&document, &policy);
    let payload = payload(text, input);
    let read = readings(&payload.text);
    let mark = |field: &Field| treat::text_of(&field.scalar)[..9].to_owned();
    let allowed: HashSet<String> =
        fields.iter().filter(|field| field.decision.treatment == FieldTreatment::Allowed).map(mark).collect();
    for field in &fields {
        let mark = mark(field);
        let leaves = read.iter().any(|text| text.contains(&mark));
        // The same mark may by chance stand in a field that is allowed.
        prop_assert!(!leaves || allowed.contains(&mark), "{} of {} leaves", mark, field.path);
        if field.decision.treatment == FieldTreatment::Allowed {
            prop_assert!(leaves, "{} of {} does not leave", mark, field.path);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_is_not_allowed_does_not_leave_in_json(root in proptest::collection::vec(node(), 1..4), policy in rules()) {
        let document = Document { format: PayloadFormat::Json, root: Node::List(root) };
        let input = input(PayloadFormat::Json, policy, FieldTreatment::Dropped);
        check(&document.write(), &input)?;
        // The same text with every letter of every name and value escaped says the same.
        let escaped: String = document.write().chars().map(|c| match c {
            'a'..='z' | 'é' | '字' => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        }).collect();
        prop_assert_eq!(payload(&escaped, &input).text, payload(&document.write(), &input).text);
    }

    #[test]
    fn what_is_not_allowed_does_not_leave_in_forms(
        pairs in proptest::collection::vec(("[a-zé]{1,5}(\\[[a-z0-9]{0,3}\\]){0,3}", value()), 1..10),
        policy in rules(),
    ) {
        let text: String = pairs.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        check(&text, &input(PayloadFormat::Form, policy, FieldTreatment::Dropped))?;
    }

    #[test]
    fn what_is_not_allowed_does_not_leave_in_markup(
        members in proptest::collection::vec(("[a-zé]{1,5}", "[a-z]{1,3}", value(), value()), 1..8),
        policy in rules(),
    ) {
        // Without lists, two of these rules would be one.
        let policy = policy.into_iter().filter(|rule| !rule.path.contains("[]")).collect();
        let escape = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let inner: String = members.iter().map(|(name, attribute, one, other)| {
            format!("<{name} {attribute}=\"{}\"><!-- {} -->{}</{name}>", escape(one), attribute, escape(other))
        }).collect();
        check(&format!("<email><name>{inner}</name></email>"), &input(PayloadFormat::Xml, policy, FieldTreatment::Dropped))?;
    }
}

#[test]
fn without_rules_nothing_leaves() {
    for (format, text) in FORMATS.into_iter().zip([
        "{\"a\": {\"b\": [1, true, null, \"x\", {}]}}",
        "a[b]=1",
        "<a b='1'>x<c/></a>",
    ]) {
        let payload = payload(text, &input(format, Vec::new(), FieldTreatment::Dropped));
        assert_eq!(payload.text, "");
        assert!(!payload.is_ready() && payload.problems[0].kind == OrderProblemKind::NothingLeaves);
        assert!(payload.fields.iter().all(|field| field.leaves_as.is_none() && !field.why.is_empty()));
    }
}

#[test]
fn numbers_and_switches_are_held_back_as_text_is() {
    let text = "{\"total\": 7778889, \"paid\": true, \"list\": [7654321], \"none\": null}";
    let some = payload(
        text,
        &input(
            PayloadFormat::Json,
            vec![rule("list[]", FieldTreatment::Masked), rule("paid", FieldTreatment::Masked)],
            FieldTreatment::Dropped,
        ),
    );
    assert_eq!(some.text, "{\n  \"paid\": false,\n  \"list\": [\n    0\n  ]\n}\n");
    let hashed = payload(
        text,
        &input(PayloadFormat::Json, vec![rule("total", FieldTreatment::Hashed)], FieldTreatment::Dropped),
    );
    assert!(!hashed.text.contains("7778889") && hashed.text.contains("0123456789abcdef"), "{}", hashed.text);
}

#[test]
fn of_two_rules_the_closest_counts_and_of_equals_the_strictest() {
    let text = "{\"a\": {\"b\": \"one\", \"c\": \"two\"}}";
    let with = |policy: Vec<FieldRule>| {
        payload(text, &input(PayloadFormat::Json, policy, FieldTreatment::Dropped)).text
    };
    let leaves = with(vec![rule("**", FieldTreatment::Allowed), rule("a.b", FieldTreatment::Dropped)]);
    assert!(leaves.contains("two") && !leaves.contains("one"), "{leaves}");
    let leaves = with(vec![rule("*.b", FieldTreatment::Allowed), rule("a.**", FieldTreatment::Dropped)]);
    assert_eq!(leaves, "", "what stands first weighs more");
}

#[test]
fn personal_fields_that_no_schema_requires_are_pointed_out_and_do_not_stop() {
    let text = "{\"email\": \"a@example.com\", \"phone\": \"+1 212 555 0101\", \"total\": \"1.00\"}";
    let mut input =
        input(PayloadFormat::Json, vec![rule("**", FieldTreatment::Allowed)], FieldTreatment::Dropped);
    input.request_schema = Some("{\"required\": [\"email\"]}".into());
    let payload = payload(text, &input);
    let pointed: Vec<&str> = payload.problems.iter().filter_map(|one| one.path.as_deref()).collect();
    assert_eq!(pointed, ["phone"]);
    assert!(payload.is_ready());
    assert!(payload.fields[0].required_by_schema && payload.fields[0].personal.is_some());
}

#[test]
fn a_schema_stops_what_is_not_as_it_says() {
    let mut input = input(
        PayloadFormat::Json,
        vec![rule("a", FieldTreatment::Allowed), rule("gone", FieldTreatment::Allowed)],
        FieldTreatment::Dropped,
    );
    input.request_schema =
        Some("{\"required\": [\"b\"], \"properties\": {\"a\": {\"type\": \"string\"}}}".into());
    let told = payload("{\"a\": 1, \"b\": 2}", &input);
    let kinds: Vec<OrderProblemKind> = told.problems.iter().map(|one| one.kind).collect();
    use OrderProblemKind as K;
    assert_eq!(kinds, [K::RequestSchema, K::RequestSchema, K::RuleUnused], "{:?}", told.problems);
    assert!(!told.is_ready());
    input.request_schema = Some("{\n\"a\": }".into());
    let broken = payload("{\"a\": 1}", &input);
    assert_eq!((broken.problems[0].kind, broken.problems[0].line), (K::SchemaInvalid, Some(2)));
}

#[test]
fn every_sample_can_be_filled_and_its_policy_names_its_fields() {
    for provider in ["woocommerce", "shopify", "shopify_client_credentials", "custom"] {
        for sample in samples::of_provider(provider) {
            for seed in [0, 1, 7, u32::MAX] {
                let made = made_up(seed);
                let filled = template::fill(&sample.text, sample.input.format, &made)
                    .unwrap_or_else(|e| panic!("{}: {e:?}", sample.id));
                let payload = payload(&filled, &sample.input);
                assert!(payload.problems.is_empty(), "{}: {:?}", sample.id, payload.problems);
                assert!(!payload.text.contains(made["customer.phone"].text()), "{}", sample.id);
                assert!(!payload.text.contains(made["customer.email"].text()), "{}", sample.id);
            }
        }
    }
}

#[test]
fn names_of_fields_that_a_page_could_run_are_refused() {
    let document = Document::read(PayloadFormat::Json, "{\"<b>x\": 1}").unwrap();
    assert!(names_are_plain(&document.root).is_err());
    let document = Document::read(PayloadFormat::Json, "{\"a\": [{\"b\\u0000\": 1}]}").unwrap();
    assert!(names_are_plain(&document.root).is_err());
}

#[tokio::test]
async fn a_preview_waits_for_the_one_before_even_where_nobody_waits_for_that_any_more() {
    static OWN: Semaphore = Semaphore::const_new(1);
    let (begun, begins) = tokio::sync::oneshot::channel();
    let (end, ends) = std::sync::mpsc::channel::<()>();
    let first = tokio::spawn(in_turn(&OWN, move || {
        let _ = begun.send(());
        ends.recv()
    }));
    begins.await.unwrap();
    assert_eq!(OWN.available_permits(), 0, "it is under way");
    first.abort();
    assert!(first.await.is_err_and(|error| error.is_cancelled()));
    assert_eq!(OWN.available_permits(), 0, "it is under way all the same");
    end.send(()).unwrap();
    assert_eq!(in_turn(&OWN, || 7).await.unwrap(), 7);
}
