//! Conditions that whoever wrote them chose, held against a provider that gives back what it was sent: they tell nothing of a
//! key that the masked exchange does not.

mod kit;

use kit::{Desk, header_placement};
use loopback::{Answer, Echo, Script};
use serde_json::json;
use vault::{Answer as Facts, ConditionOutcome, Expectation, Saw};

/// What one send of the desk's key came to under these conditions.
async fn judged(desk: &Desk, path: &str, conditions: Vec<String>) -> Facts {
    let mut errand = desk.errand(path);
    errand.expectations =
        conditions.iter().map(|text| text.parse::<Expectation>().expect("a condition")).collect();
    let reply = desk.vault.send(errand).await;
    desk.assert_masked(&reply);
    reply.outcome.expect("an answer")
}

fn outcomes(facts: &Facts) -> Vec<ConditionOutcome> {
    facts.expectations.iter().map(|one| one.outcome).collect()
}

/// The same text with its last character changed: a wrong guess that looks like a right one.
fn wrong(right: &str) -> String {
    let last = right.chars().last().map_or('x', |c| if c == '0' { '1' } else { '0' });
    format!("{}{last}", &right[..right.len() - 1])
}

/// Every way of asking whether the key begins with, holds or is `guess`.
fn questions(guess: &str) -> Vec<String> {
    let mut all = Vec::new();
    for place in ["[BODY]", "[BODY].you_sent[0]", "[BODY].you_sent[1]", "[HEADER].x-you-sent"] {
        for test in ["contains", "does not contain", "starts with", "~", "==", "!="] {
            all.push(format!("{place} {test} \"{guess}\""));
        }
    }
    all
}

#[tokio::test]
async fn a_page_that_guesses_every_piece_of_an_echoed_key_learns_nothing() {
    let desk = Desk::new(header_placement()).await;
    for form in [Echo::Header, Echo::Json, Echo::Gzip, Echo::Base64, Echo::Percent, Echo::Hex] {
        desk.provider.on("/echo", Script::always(Answer::echo(form)));
        let encode = |text: &str| match form {
            Echo::Base64 => kit::base64(text, 0),
            Echo::Percent => text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
            Echo::Hex => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
            _ => text.to_owned(),
        };
        // Every beginning and every end that cannot stand in a label by chance (its tag has four characters of the same kind),
        // each beside a guess that is wrong in one character.
        let pieces = (1..=desk.key.len()).flat_map(|n| [&desk.key[..n], &desk.key[desk.key.len() - n..]]);
        let (mut right, mut other) = (Vec::new(), Vec::new());
        for piece in pieces.filter(|piece| piece.len() >= 5) {
            right.extend(questions(&encode(piece)));
            other.extend(questions(&encode(&wrong(piece))));
        }
        let right = judged(&desk, "/echo", right).await;
        let other = judged(&desk, "/echo", other).await;
        assert_eq!(outcomes(&right), outcomes(&other), "{form:?}");
        assert_eq!(right.expectations, other.expectations, "{form:?}: what they saw");
        assert!(
            right.expectations.iter().any(|one| matches!(&one.saw, Saw::Value(_))),
            "{form:?}: nothing seen"
        );
    }
}

#[tokio::test]
async fn lengths_and_order_tell_nothing_of_an_echoed_key() {
    let (short, long) = (kit::made_up(), kit::made_up() + &kit::made_up() + &kit::made_up());
    let mut seen = Vec::new();
    for key in [&short, &long] {
        let desk = Desk::new(header_placement()).await;
        desk.keep(key, desk.binding(header_placement())).await;
        desk.provider.on("/echo", Script::always(Answer::echo(Echo::Json)));
        desk.provider.on("/head", Script::always(Answer::echo(Echo::Header)));
        let lengths = (0..120).map(|n| format!("len([BODY].you_sent[0]) == {n}")).collect();
        let mut all = outcomes(&judged(&desk, "/echo", lengths).await);
        let lengths = (0..120).map(|n| format!("len([HEADER].x-you-sent) == {n}")).collect();
        all.extend(outcomes(&judged(&desk, "/head", lengths).await));
        let order = (0..10).map(|n| format!("[BODY].you_sent[0] > {n}")).collect();
        all.extend(outcomes(&judged(&desk, "/echo", order).await));
        seen.push(all);
    }
    assert!(seen[0].contains(&ConditionOutcome::Held), "a length was found: that of the label");
    assert_eq!(seen[0], seen[1], "whatever the key's own length");
}

#[tokio::test]
async fn conditions_hold_against_the_real_answer() {
    let desk = Desk::new(header_placement()).await;
    let body = json!({ "plan": "live", "mail": "anna.muster@shop.example", "items": [{ "id": 7 }] });
    desk.provider.on("/me", Script::always(Answer::json(200, &body)));
    let asked = [
        "[STATUS] == 200",
        "[BODY].items[0].id exists",
        "[BODY].plan == test",
        "[HEADER].content-type ~ json",
        "[CERT_DAYS] > 14",
        "degraded: [TIME] < 60000",
        "[BODY].mail starts with anna",
    ];
    let facts = judged(&desk, "/me", asked.map(str::to_owned).to_vec()).await;
    use ConditionOutcome::{Failed, Held};
    // What is masked for what it is cannot be asked for either.
    assert_eq!(outcomes(&facts), [Held, Held, Failed, Held, Held, Held, Failed]);
    assert!(matches!(&facts.expectations[2].saw, Saw::Value(saw) if saw.text == "live"));
    assert_eq!(facts.expectations[4].saw, Saw::Number(80));
}

#[tokio::test]
async fn an_answer_that_cannot_be_shown_is_not_asked() {
    let desk = Desk::new(header_placement()).await;
    desk.keep("1234", desk.binding(header_placement())).await;
    desk.provider.on("/", Script::always(Answer::text(200, "text/plain", "your pin is 1234")));
    let guesses = ["[BODY] contains 1234", "[BODY] does not contain 1234", "[HEADER].content-type exists"];
    let facts = judged(&desk, "/", guesses.map(str::to_owned).to_vec()).await;
    assert_eq!(outcomes(&facts), [ConditionOutcome::Unknown; 3]);
}
