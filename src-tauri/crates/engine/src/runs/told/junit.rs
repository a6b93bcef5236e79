//! The XML that CI servers read: a suite for each client, a case for each integration.
//! As JUnit's Ant task writes it; the shape is that of <https://github.com/testmoapp/junitxml>.

use super::{Kept, Row, verdict};
use crate::text::visible;
use crate::view::VerdictKind;

/// What there was nothing to send for, or what somebody stopped: neither good nor bad.
const SKIPPED: [&str; 8] = [
    "scheme_later",
    "no_safe_probe",
    "probe_creates",
    "archived",
    "cancelled",
    "stopped_under_way",
    "send_running",
    "variable_missing",
];

#[derive(PartialEq)]
enum Case {
    Passed,
    Failed,
    Broken,
    Skipped,
}

fn case(row: &Row) -> Case {
    match row.send.verdict {
        VerdictKind::Accepted => Case::Passed,
        VerdictKind::NotSent if SKIPPED.contains(&row.send.reason.as_str()) => Case::Skipped,
        VerdictKind::NotSent | VerdictKind::Unreachable => Case::Broken,
        VerdictKind::Degraded | VerdictKind::Refused | VerdictKind::Odd => Case::Failed,
    }
}

pub(super) fn junit(run: &Kept) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let all: Vec<&Row> = run.rows.iter().collect();
    xml += &format!(
        "<testsuites name=\"keyrack\" {} time=\"{:.3}\" timestamp=\"{}\">\n",
        counts(&all),
        f64::from(run.view.took_ms) / 1000.0,
        run.view.began.format("%Y-%m-%dT%H:%M:%S")
    );
    for suite in run.rows.chunk_by(|one, next| one.client == next.client) {
        let rows: Vec<&Row> = suite.iter().collect();
        let time: u32 = rows.iter().filter_map(|row| row.send.total_ms).sum();
        let name = text(&rows[0].client_name);
        let time = f64::from(time) / 1000.0;
        xml += &format!("  <testsuite name=\"{name}\" {} time=\"{time:.3}\">\n", counts(&rows));
        rows.iter().for_each(|row| push_case(&mut xml, row));
        xml += "  </testsuite>\n";
    }
    xml + "</testsuites>\n"
}

fn counts(rows: &[&Row]) -> String {
    let of = |what: &Case| rows.iter().filter(|row| case(row) == *what).count();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        rows.len(),
        of(&Case::Failed),
        of(&Case::Broken),
        of(&Case::Skipped)
    )
}

fn push_case(xml: &mut String, row: &Row) {
    let time = row.send.total_ms.map_or(0.0, |ms| f64::from(ms) / 1000.0);
    *xml += &format!(
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{time:.3}\"",
        text(&row.client_name),
        text(&row.name)
    );
    let element = match case(row) {
        Case::Passed => return *xml += "/>\n",
        Case::Failed => "failure",
        Case::Broken => "error",
        Case::Skipped => "skipped",
    };
    let [_, what, next] = &row.words;
    let kind =
        if element == "skipped" { String::new() } else { format!(" type=\"{}\"", text(&row.send.reason)) };
    *xml += &format!(
        ">\n      <{element} message=\"{}: {}\"{kind}>{}</{element}>\n    </testcase>\n",
        verdict(row),
        text(what),
        text(next)
    );
}

/// Text as it may stand in an attribute or between elements. XML 1.0 has no way to write most control characters: those
/// are made visible first.
fn text(of: &str) -> String {
    let mut out = String::with_capacity(of.len());
    for c in visible(of).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
