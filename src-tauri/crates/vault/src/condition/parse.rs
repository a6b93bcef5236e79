//! From text to condition. Bounded, without recursion: no text makes it panic or run away.

use std::str::FromStr;

use super::{
    Compare, ConditionFault, Expectation, LONGEST_CONDITION, Order, Place, Step, Subject, Test, Value,
};

/// Most values of one `any()`, and steps of one path.
const MOST: usize = 40;
/// So many decimal digits a number keeps exactly.
const DIGITS: usize = 15;

impl FromStr for Expectation {
    type Err = ConditionFault;

    fn from_str(text: &str) -> Result<Self, ConditionFault> {
        if text.chars().count() > LONGEST_CONDITION {
            return Err(ConditionFault::Long);
        }
        let mut rest = Rest(text.trim());
        let degraded_only = rest.take("degraded:");
        rest.skip();
        let subject = subject(&mut rest)?;
        rest.skip();
        let test = test(&mut rest, &subject)?;
        rest.skip();
        if rest.0.is_empty() { Ok(Self { degraded_only, subject, test }) } else { Err(ConditionFault::Value) }
    }
}

/// What was not read yet.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn skip(&mut self) {
        self.0 = self.0.trim_start();
    }

    fn take(&mut self, start: &str) -> bool {
        let rest = self.0.strip_prefix(start);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A word of the language: what follows it is no part of a longer one.
    fn take_word(&mut self, word: &str) -> bool {
        let rest = self.0.strip_prefix(word);
        let rest = rest.filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !fits(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }
}

fn subject(rest: &mut Rest<'_>) -> Result<Subject, ConditionFault> {
    for (name, subject) in [
        ("[STATUS]", Subject::Status),
        ("[TIME]", Subject::Time),
        ("[SIZE]", Subject::Size),
        ("[CERT_DAYS]", Subject::CertDays),
    ] {
        if rest.take(name) {
            return Ok(subject);
        }
    }
    if !rest.take("len(") {
        return Ok(Subject::Of(place(rest)?));
    }
    rest.skip();
    let place = place(rest)?;
    rest.skip();
    if rest.take(")") { Ok(Subject::Length(place)) } else { Err(ConditionFault::Subject) }
}

fn place(rest: &mut Rest<'_>) -> Result<Place, ConditionFault> {
    if rest.take("[HEADER].") {
        let name = rest.take_while(is_name);
        return if name.is_empty() {
            Err(ConditionFault::Subject)
        } else {
            Ok(Place::Header(name.to_ascii_lowercase()))
        };
    }
    if !rest.take("[BODY]") {
        return Err(ConditionFault::Subject);
    }
    let mut steps = Vec::new();
    while steps.len() <= MOST {
        if rest.take(".") {
            let name = rest.take_while(is_name);
            if name.is_empty() {
                return Err(ConditionFault::Subject);
            }
            steps.push(Step::Name(name.to_owned()));
        } else if rest.take("[") {
            let step = match rest.0.starts_with('"') {
                true => Step::Name(quoted(rest).ok_or(ConditionFault::Subject)?),
                false => {
                    let digits = rest.take_while(|c| c.is_ascii_digit());
                    Step::Index(digits.parse().map_err(|_| ConditionFault::Subject)?)
                }
            };
            if !rest.take("]") {
                return Err(ConditionFault::Subject);
            }
            steps.push(step);
        } else {
            return Ok(Place::Body(steps));
        }
    }
    Err(ConditionFault::Subject)
}

pub(super) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn test(rest: &mut Rest<'_>, subject: &Subject) -> Result<Test, ConditionFault> {
    let counts = subject.counts();
    if !counts && rest.take_word("exists") {
        return Ok(Test::Exists);
    }
    if !counts && words(rest, &["is", "missing"]) {
        return Ok(Test::Missing);
    }
    for (sign, order) in
        [("<=", Order::AtMost), (">=", Order::AtLeast), ("<", Order::Less), (">", Order::More)]
    {
        if rest.take(sign) {
            rest.skip();
            return number(rest).map(|number| Test::Order(order, number)).ok_or(ConditionFault::Value);
        }
    }
    let compare = compare(rest).ok_or(ConditionFault::Test)?;
    if counts && !matches!(compare, Compare::Is | Compare::IsNot) {
        return Err(ConditionFault::Test);
    }
    let values = values(rest, matches!(compare, Compare::Is | Compare::IsNot))?;
    if counts && values.iter().any(|value| matches!(value, Value::Text(_))) {
        return Err(ConditionFault::Value);
    }
    Ok(Test::Compare(compare, values))
}

fn compare(rest: &mut Rest<'_>) -> Option<Compare> {
    for (sign, compare) in [("==", Compare::Is), ("!=", Compare::IsNot), ("~", Compare::Like)] {
        if rest.take(sign) {
            return Some(compare);
        }
    }
    let spoken: [(&[&str], Compare); 3] = [
        (&["contains"], Compare::Contains),
        (&["does", "not", "contain"], Compare::ContainsNot),
        (&["starts", "with"], Compare::StartsWith),
    ];
    spoken.into_iter().find_map(|(spoken, compare)| words(rest, spoken).then_some(compare))
}

/// All of these words, or none is taken.
fn words(rest: &mut Rest<'_>, all: &[&str]) -> bool {
    let before = rest.0;
    for word in all {
        rest.skip();
        if !rest.take_word(word) {
            rest.0 = before;
            return false;
        }
    }
    true
}

fn values(rest: &mut Rest<'_>, numbers: bool) -> Result<Vec<Value>, ConditionFault> {
    rest.skip();
    if !rest.take("any(") {
        return Ok(vec![value(rest, numbers).ok_or(ConditionFault::Value)?]);
    }
    let mut values = Vec::new();
    while values.len() < MOST {
        rest.skip();
        values.push(value(rest, numbers).ok_or(ConditionFault::Value)?);
        rest.skip();
        if rest.take(")") {
            return Ok(values);
        }
        if !rest.take(",") {
            break;
        }
    }
    Err(ConditionFault::Value)
}

fn value(rest: &mut Rest<'_>, numbers: bool) -> Option<Value> {
    if rest.0.starts_with('"') {
        return quoted(rest).map(Value::Text);
    }
    let before = rest.0;
    if numbers
        && let Some(number) = number(rest)
        && (rest.0.is_empty() || rest.0.starts_with(|c: char| c.is_whitespace() || c == ',' || c == ')'))
    {
        return Some(Value::Number(number));
    }
    rest.0 = before;
    let word = rest.take_while(|c| !c.is_whitespace() && !c.is_control() && !"\"\\,()".contains(c));
    (!word.is_empty()).then(|| Value::Text(word.to_owned()))
}

/// Text between double quotes; of escapes there are `\"` and `\\`.
fn quoted(rest: &mut Rest<'_>) -> Option<String> {
    let mut text = String::new();
    let mut characters = rest.0.strip_prefix('"')?.chars();
    loop {
        match characters.next()? {
            '"' => {
                rest.0 = characters.as_str();
                return Some(text);
            }
            '\\' => text.push(characters.next().filter(|c| matches!(c, '"' | '\\'))?),
            c if c.is_control() => return None,
            c => text.push(c),
        }
    }
}

/// At most fifteen digits, so that what is printed is what was written.
fn number(rest: &mut Rest<'_>) -> Option<f64> {
    let before = rest.0;
    let sign = if rest.take("-") { -1.0 } else { 1.0 };
    let whole = rest.take_while(|c| c.is_ascii_digit());
    let mut text = whole.to_owned();
    let mut digits = whole.len();
    if !whole.is_empty() && rest.take(".") {
        let fraction = rest.take_while(|c| c.is_ascii_digit());
        digits = if fraction.is_empty() { 0 } else { digits + fraction.len() };
        text = format!("{whole}.{fraction}");
    }
    let number = text.parse::<f64>().ok().filter(|_| !whole.is_empty() && (1..=DIGITS).contains(&digits));
    if number.is_none() {
        rest.0 = before;
    }
    // Not "-0": it is zero, and is written so.
    number.map(|number| if number == 0.0 { 0.0 } else { sign * number })
}
