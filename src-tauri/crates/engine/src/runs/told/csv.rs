//! RFC 4180, with cells that no spreadsheet takes for a formula.

use super::{Kept, Row, verdict};
use crate::codes::Coded as _;
use crate::text::visible;

const HEAD: [&str; 14] = [
    "client",
    "integration",
    "provider",
    "environment",
    "host",
    "verdict",
    "reason",
    "status",
    "total_ms",
    "certificate_days_left",
    "at",
    "what",
    "next",
    "id",
];

pub(super) fn csv(run: &Kept) -> String {
    let head = line(HEAD.map(str::to_owned));
    std::iter::once(head).chain(run.rows.iter().map(|row| line(cells(row)))).collect()
}

fn cells(row: &Row) -> [String; 14] {
    let number = |number: Option<String>| number.unwrap_or_default();
    let [_, what, next] = &row.words;
    [
        row.client_name.clone(),
        row.name.clone(),
        row.provider_name.clone(),
        row.environment.code().to_owned(),
        row.host.clone(),
        verdict(row).to_owned(),
        row.send.reason.clone(),
        number(row.send.status.map(|status| status.to_string())),
        number(row.send.total_ms.map(|ms| ms.to_string())),
        // Days past are a negative number, which is a number to every spreadsheet.
        number(row.certificate_days_left.map(|days| days.to_string())),
        row.send.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        what.clone(),
        next.clone(),
        row.integration.to_string(),
    ]
}

fn line(cells: [String; 14]) -> String {
    cells.map(|cell| quoted(&cell)).join(",") + "\r\n"
}

/// A cell that begins like a formula begins with an apostrophe instead.
fn quoted(cell: &str) -> String {
    let cell = visible(cell);
    let is_number = cell.parse::<i64>().is_ok();
    let formula = !is_number && cell.trim_start().starts_with(['=', '+', '-', '@', '|', '%']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
