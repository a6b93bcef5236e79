use proptest::prelude::*;

use super::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "[^\\p{Cc}]{0,12}", Just("any(".to_owned()), Just("\\\"".to_owned())]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-99_999_i64..99_999).prop_map(|n| n as f64),
        (-9_999_999_i64..9_999_999).prop_map(|n| n as f64 / 1000.0)
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![text().prop_map(Step::Name), any::<u32>().prop_map(Step::Index)]
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        proptest::collection::vec(step(), 0..4).prop_map(Place::Body),
        "[a-z][a-z0-9_-]{0,20}".prop_map(Place::Header)
    ]
}

fn values(numbers_too: bool) -> BoxedStrategy<Vec<super::Value>> {
    let texts = text().prop_map(super::Value::Text).boxed();
    let one =
        if numbers_too { prop_oneof![texts, number().prop_map(super::Value::Number)].boxed() } else { texts };
    proptest::collection::vec(one, 1..4).boxed()
}

fn order() -> impl Strategy<Value = Test> {
    let order = prop_oneof![Just(Order::Less), Just(Order::AtMost), Just(Order::More), Just(Order::AtLeast)];
    (order, number()).prop_map(|(order, number)| Test::Order(order, number))
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let same = prop_oneof![Just(Compare::Is), Just(Compare::IsNot)];
    let numbers = proptest::collection::vec(number().prop_map(super::Value::Number), 1..4);
    let counted = prop_oneof![
        Just(Subject::Status),
        Just(Subject::Time),
        Just(Subject::Size),
        Just(Subject::CertDays),
        place().prop_map(Subject::Length)
    ];
    let of_numbers =
        (counted, prop_oneof![order(), (same.clone(), numbers).prop_map(|(c, v)| Test::Compare(c, v))]);
    let like = prop_oneof![
        Just(Compare::Like),
        Just(Compare::Contains),
        Just(Compare::ContainsNot),
        Just(Compare::StartsWith)
    ];
    let tests = prop_oneof![
        Just(Test::Exists),
        Just(Test::Missing),
        order(),
        (same, values(true)).prop_map(|(c, v)| Test::Compare(c, v)),
        (like, values(false)).prop_map(|(c, v)| Test::Compare(c, v)),
    ];
    let of_texts = (place().prop_map(Subject::Of), tests);
    (any::<bool>(), prop_oneof![of_numbers, of_texts])
        .prop_map(|(degraded_only, (subject, test))| Expectation { degraded_only, subject, test })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same(expectation in expectation()) {
        let printed = expectation.to_string();
        prop_assume!(printed.chars().count() <= LONGEST_CONDITION);
        prop_assert_eq!(printed.parse::<Expectation>(), Ok(expectation), "{}", printed);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}") {
        drop(text.parse::<Expectation>());
    }

    #[test]
    fn no_text_out_of_its_own_pieces_makes_it_panic(pieces in proptest::collection::vec(
        prop_oneof!["\\[(BODY|HEADER|STATUS|TIME|CERT_DAYS)\\]", "len\\(", "any\\(", "(==|!=|<=|~|exists|is missing)",
            "(degraded:|\\.|\\[|\\]|\\(|\\)|,|\"|\\\\| |-|é)", "[0-9]{1,20}", "[a-z]{1,5}"], 0..12)) {
        let text = pieces.concat();
        if let Ok(read) = text.parse::<Expectation>() {
            prop_assert_eq!(read.to_string().parse::<Expectation>(), Ok(read), "{}", text);
        }
    }
}

#[test]
fn conditions_as_people_write_them() {
    for (text, printed) in [
        ("[STATUS] == any(200, 204)", "[STATUS] == any(200, 204)"),
        ("[STATUS]==200", "[STATUS] == 200"),
        ("  [TIME] < 800 ", "[TIME] < 800"),
        ("degraded:[TIME]<=800", "degraded: [TIME] <= 800"),
        ("[BODY].data[0].id exists", "[BODY].data[0].id exists"),
        ("[BODY][0].id  is  missing", "[BODY][0].id is missing"),
        ("[BODY][\"a b\"].c == \"x y\"", "[BODY][\"a b\"].c == \"x y\""),
        ("[HEADER].Content-Type ~ json", "[HEADER].content-type ~ json"),
        ("[CERT_DAYS] > 14", "[CERT_DAYS] > 14"),
        ("[BODY] does not contain \"Fatal error\"", "[BODY] does not contain \"Fatal error\""),
        ("[BODY].ok == true", "[BODY].ok == true"),
        ("len([BODY].items) >= 1", "len([BODY].items) >= 1"),
        ("[BODY].id == \"7\"", "[BODY].id == \"7\""),
        ("[BODY].version starts with 10.2", "[BODY].version starts with \"10.2\""),
        ("[BODY] contains any(\"a, b\", c)", "[BODY] contains any(\"a, b\", c)"),
        ("[SIZE] < 1000.50", "[SIZE] < 1000.5"),
    ] {
        let read: Expectation = text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"));
        assert_eq!(read.to_string(), printed);
    }
}

#[test]
fn what_is_no_condition_says_why() {
    use ConditionFault::{Long, Subject, Test, Value};
    for (text, fault) in [
        ("", Subject),
        ("STATUS == 200", Subject),
        ("[status] == 200", Subject),
        ("[BODY]. exists", Subject),
        ("[BODY][99999999999] exists", Subject),
        ("[HEADER] ~ json", Subject),
        ("len([STATUS]) > 1", Subject),
        ("[STATUS]", Test),
        ("[STATUS] exists", Test),
        ("[STATUS] contains 2", Test),
        ("[STATUS] = 200", Test),
        ("[BODY] existsnot", Test),
        ("[STATUS] == ok", Value),
        ("[TIME] < fast", Value),
        ("[STATUS] == 200 or 204", Value),
        ("[STATUS] == any(200", Value),
        ("[STATUS] == any()", Value),
        ("[BODY] == \"open", Value),
        ("[BODY] == \"\\n\"", Value),
        ("[TIME] < 1234567890123456", Value),
        (&format!("[BODY] == {}", "x".repeat(300)), Long),
    ] {
        assert_eq!(text.parse::<Expectation>(), Err(fault), "{text}");
    }
}

#[test]
fn every_text_that_a_person_chose_is_told() {
    let read: Expectation = "[BODY][\"first\"].second[3] == any(third, 4)".parse().unwrap();
    assert_eq!(read.texts(), ["first", "second", "third", "4"]);
}
