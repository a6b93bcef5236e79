//! Prometheus' text format, version 0.0.4:
//! <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>. Metrics are gauges: a file tells of the
//! last run alone.

use chrono::{DateTime, Utc};

use super::{Kept, Row, verdict};
use crate::codes::Coded as _;
use crate::text::visible;
use crate::view::VerdictKind;

/// A metric's number for a row; `None` leaves the row out.
type Value = fn(&Row) -> Option<f64>;

const METRICS: [(&str, &str, Value); 5] = [
    (
        "keyrack_test_accepted",
        "Whether the provider accepted the key; degraded counts as accepted.",
        accepted,
    ),
    ("keyrack_test_duration_seconds", "How long the answered test took.", |row| {
        row.send.total_ms.map(|ms| f64::from(ms) / 1000.0)
    }),
    ("keyrack_test_http_status", "The status of the answer.", |row| row.send.status.map(f64::from)),
    (
        "keyrack_test_certificate_days_left",
        "Days until the first certificate of the chain ends; negative when past.",
        |row| row.certificate_days_left.map(f64::from),
    ),
    ("keyrack_test_timestamp_seconds", "When it was sent.", |row| sent(row).then(|| seconds(row.send.at))),
];

pub(super) fn prometheus(run: &Kept) -> String {
    let mut out = String::new();
    for (name, help, value) in METRICS {
        let lines =
            run.rows.iter().filter_map(|row| Some(format!("{name}{{{}}} {}\n", labels(row), value(row)?)));
        metric(&mut out, name, help, lines);
    }
    let verdicts = run.rows.iter().map(|row| {
        let reason = value(&row.send.reason);
        let labels = labels(row);
        format!("keyrack_test_verdict{{{labels},verdict=\"{}\",reason=\"{reason}\"}} 1\n", verdict(row))
    });
    metric(&mut out, "keyrack_test_verdict", "The verdict and its reason, as labels.", verdicts);
    let counts = run.counts();
    let counts = counts
        .iter()
        .map(|(kind, count)| format!("keyrack_run_tests{{verdict=\"{}\"}} {count}\n", kind.code()));
    metric(&mut out, "keyrack_run_tests", "Tests of the last run by verdict.", counts);
    let whole = [
        ("keyrack_run_duration_seconds", "How long the last run took.", f64::from(run.view.took_ms) / 1000.0),
        ("keyrack_run_timestamp_seconds", "When the last run ended.", seconds(run.view.ended)),
    ];
    for (name, help, value) in whole {
        metric(&mut out, name, help, std::iter::once(format!("{name} {value}\n")));
    }
    out
}

fn metric(out: &mut String, name: &str, help: &str, lines: impl Iterator<Item = String>) {
    *out += &format!("# HELP {name} {help}\n# TYPE {name} gauge\n");
    out.extend(lines);
}

fn sent(row: &Row) -> bool {
    row.send.verdict != VerdictKind::NotSent
}

/// What was not sent says nothing.
fn accepted(row: &Row) -> Option<f64> {
    let good = matches!(row.send.verdict, VerdictKind::Accepted | VerdictKind::Degraded);
    sent(row).then_some(if good { 1.0 } else { 0.0 })
}

#[allow(clippy::cast_precision_loss, reason = "exact until the year 287396")]
fn seconds(at: DateTime<Utc>) -> f64 {
    at.timestamp_millis() as f64 / 1000.0
}

/// What tells one integration from all others.
fn labels(row: &Row) -> String {
    let pairs = [
        ("client", row.client_name.as_str()),
        ("integration", &row.name),
        ("provider", &row.provider_name),
        ("environment", row.environment.code()),
        ("host", &row.host),
    ];
    pairs.map(|(name, of)| format!("{name}=\"{}\"", value(of))).join(",")
}

/// A label's value: backslash, quote and line feed are escaped, nothing else.
fn value(of: &str) -> String {
    visible(of).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
