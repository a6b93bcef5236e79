//! What was masked, by rule.

use std::collections::BTreeMap;

use engine::given::Redacted;
use serde::Serialize;

use crate::table::Table;
use crate::visible::json_line;

/// So many places of a rule are listed; the rest are counted.
const PLACES: usize = 10;

/// As a program reads it.
#[derive(Serialize)]
struct Line<'a> {
    rule: &'a str,
    #[serde(flatten)]
    found: &'a Rule,
}

/// Grows with the text that went out.
#[derive(Default)]
pub(super) struct Explained {
    /// Complete lines so far, and characters since.
    lines: usize,
    columns: usize,
    rules: BTreeMap<String, Rule>,
}

#[derive(Default, Serialize)]
struct Rule {
    count: usize,
    /// The first ones, as line and column of the masked text, counted from 1.
    places: Vec<(usize, usize)>,
}

impl Explained {
    pub(super) fn add(&mut self, shown: &Redacted) {
        let mut at = 0;
        for span in &shown.spans {
            self.walk(&shown.text[at..span.start]);
            let rule = self.rules.entry(span.rule.clone()).or_default();
            rule.count += 1;
            if rule.places.len() < PLACES {
                rule.places.push((self.lines + 1, self.columns + 1));
            }
            at = span.start;
        }
        self.walk(&shown.text[at..]);
    }

    /// To standard error: the masked text has the other one.
    pub(super) fn print(&self, as_json: bool) {
        if as_json {
            let rules = self.rules.iter();
            let rules: Vec<_> = rules.map(|(rule, found)| Line { rule, found }).collect();
            eprintln!("{}", json_line(&BTreeMap::from([("masked", rules)])).unwrap_or_default());
            return;
        }
        for line in self.table().lines(None) {
            eprintln!("{line}");
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&["RULE", "COUNT", "LINE:COLUMN"]);
        for (name, rule) in &self.rules {
            let mut places: Vec<String> =
                rule.places.iter().map(|(line, column)| format!("{line}:{column}")).collect();
            if rule.count > rule.places.len() {
                places.push(format!("and {} more", rule.count - rule.places.len()));
            }
            table.row([name.as_str(), &rule.count.to_string(), &places.join(" ")]);
        }
        table
    }

    fn walk(&mut self, text: &str) {
        for char in text.chars() {
            if char == '\n' {
                self.lines += 1;
                self.columns = 0;
            } else {
                self.columns += 1;
            }
        }
    }
}
