//! A report for people: counts, what is not accepted and what to do, hosts.

use super::{Kept, Row};
use crate::text::visible;
use crate::view::{HostView, VerdictKind};
use crate::words::verdict::title;

pub(super) fn markdown(run: &Kept) -> String {
    let view = &run.view;
    let mut out = format!(
        "# Tests of {}\n\n{} integrations in {:.1} s{}.\n\n| Verdict | Integrations |\n|---|---:|\n",
        view.began.format("%Y-%m-%d %H:%M UTC"),
        view.total,
        f64::from(view.took_ms) / 1000.0,
        if view.cancelled { ", stopped before its end" } else { "" }
    );
    for (verdict, count) in run.counts() {
        out += &format!("| {} | {count} |\n", title(verdict));
    }
    let rest: Vec<&Row> = run.rows.iter().filter(|row| row.send.verdict != VerdictKind::Accepted).collect();
    if !rest.is_empty() {
        out += "\n## Not accepted\n\n| Client | Integration | Verdict | What happened | Next |\n|---|---|---|---|---|\n";
        for row in rest {
            let [title, what, next] = &row.words;
            let cells = [&row.client_name, &row.name, title, what, next].map(|text| cell(text));
            out += &format!("| {} |\n", cells.join(" | "));
        }
    }
    out += "\n## Hosts\n\n| Host | Integrations | Requests | Median | Slowest | |\n|---|---:|---:|---:|---:|---|\n";
    for host in &view.hosts {
        let ms = |ms: Option<u32>| ms.map_or_else(|| "–".to_owned(), |ms| format!("{ms} ms"));
        out += &format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            cell(&host.host),
            host.integrations,
            host.sends,
            ms(host.median_ms),
            ms(host.slowest_ms),
            remark(host)
        );
    }
    out
}

fn remark(host: &HostView) -> String {
    match (host.left_alone, host.backed_off) {
        (true, _) => "did not answer, left alone".to_owned(),
        (false, 0) => String::new(),
        (false, times) => format!("asked for patience {times} ×"),
    }
}

/// Text that cannot end a cell or turn into markup.
fn cell(of: &str) -> String {
    let mut out = String::with_capacity(of.len());
    for c in visible(of).chars() {
        match c {
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '!' | '&' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
