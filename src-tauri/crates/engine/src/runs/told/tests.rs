use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::kept::{Kept, Row};
use crate::view::{BatchView, Environment, HostView, RunFormat, SendSummary, VerdictKind};

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_449_600_250).unwrap()
}

fn row(client: &str, name: &str, verdict: VerdictKind, reason: &str, status: Option<u16>) -> Row {
    let sent = verdict != VerdictKind::NotSent;
    Row {
        integration: Uuid::from_u128(7),
        name: name.to_owned(),
        client: Uuid::from_u128(client.len() as u128),
        client_name: client.to_owned(),
        provider_name: "WooCommerce".to_owned(),
        environment: Environment::Production,
        host: "shop.example.com".to_owned(),
        send: SendSummary {
            id: if sent { Uuid::from_u128(9) } else { Uuid::nil() },
            at: at(),
            verdict,
            verdict_words: crate::words::verdict::title(verdict).to_owned(),
            reason: reason.to_owned(),
            status,
            total_ms: status.map(|_| 412),
        },
        certificate_days_left: status.map(|_| -3),
        words: ["Title".into(), "What & <happened>.".into(), "Next | \"step\".".into()],
        refusal: None,
    }
}

/// Names that mean something in one of the formats, as a file that somebody else wrote may have them.
fn run() -> Kept {
    let rows = vec![
        row("Acme \"Best\" <GmbH>", "=cmd|'/c calc'!A1", VerdictKind::Accepted, "accepted", Some(200)),
        row(
            "Acme \"Best\" <GmbH>",
            "Shop\\one\u{1b}[31m\u{202e}",
            VerdictKind::Refused,
            "key_refused",
            Some(401),
        ),
        row("Field, Fern & Sons", "| a | [x](y) |", VerdictKind::NotSent, "key_not_held", None),
        row("Field, Fern & Sons", "Later", VerdictKind::NotSent, "scheme_later", None),
        row("Field, Fern & Sons", "Gone\nline", VerdictKind::Unreachable, "connect", None),
    ];
    let view = BatchView {
        id: Uuid::from_u128(1),
        began: at(),
        ended: at() + chrono::Duration::milliseconds(2_500),
        took_ms: 2_500,
        total: 5,
        accepted: 1,
        degraded: 0,
        refused: 1,
        unreachable: 1,
        odd: 0,
        not_sent: 2,
        skipped: 0,
        cancelled: false,
        hosts: vec![HostView {
            host: "shop.example.com".into(),
            integrations: 5,
            sends: 3,
            median_ms: Some(412),
            slowest_ms: None,
            backed_off: 2,
            left_alone: false,
        }],
    };
    Kept { view, rows }
}

#[test]
fn a_run_in_every_format() {
    let run = run();
    let all = [RunFormat::Json, RunFormat::Csv, RunFormat::Junit, RunFormat::Markdown, RunFormat::Prometheus];
    let told: Vec<String> =
        all.iter().map(|format| format!("{format:?}\n{}", run.told(*format).replace("\r\n", "\n"))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// Reads RFC 4180 back.
fn cells(csv: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for line in csv.split_terminator("\r\n") {
        let inner = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).expect("quoted");
        rows.push(inner.split("\",\"").map(|cell| cell.replace("\"\"", "\"")).collect());
    }
    rows
}

#[test]
fn no_cell_is_a_formula_and_every_line_has_all_cells() {
    let rows = cells(&run().told(RunFormat::Csv));
    assert_eq!(rows.len(), 6);
    for row in &rows {
        assert_eq!(row.len(), 14, "{row:?}");
        for cell in row {
            let number = cell.parse::<i64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
    assert_eq!(rows[1][0], "Acme \"Best\" <GmbH>");
    assert_eq!(rows[1][1], "'=cmd|'/c calc'!A1");
}

#[test]
fn no_format_lets_a_name_act() {
    let run = run();
    let all = [RunFormat::Json, RunFormat::Csv, RunFormat::Junit, RunFormat::Markdown, RunFormat::Prometheus];
    for format in all {
        let text = run.told(format);
        let acts = |c: char| c.is_control() && !matches!(c, '\n' | '\r') || c == '\u{202e}';
        assert!(!text.contains(acts), "{format:?}: {text}");
    }
    let xml = run.told(RunFormat::Junit);
    let outside = xml.split('<').skip(1).map(|tag| tag.split(['>', ' ', '/']).next().unwrap_or_default());
    let known = ["?xml", "testsuites", "testsuite", "testcase", "failure", "error", "skipped", ""];
    assert!(outside.clone().all(|tag| known.contains(&tag)), "{:?}", outside.collect::<Vec<_>>());
    let metrics = run.told(RunFormat::Prometheus);
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').expect("a value");
        assert!(value.parse::<f64>().is_ok() && line.starts_with("keyrack_"), "{line}");
    }
}
