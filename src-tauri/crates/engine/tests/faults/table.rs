//! The table: a row for each fault, a column for each scheme, the verdict's reason in each cell.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use engine::view::VerdictKind;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::rig::{Cell, Rig};
use crate::rows::{Row, rows, token_rows};
use crate::{ALONE, tell};

/// So many faults that only time ends wait side by side.
const LANES: usize = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scheme_against_every_fault() {
    let _alone = ALONE.lock().await;
    let began = Instant::now();
    let mut rig = Rig::new(|_| true).await;
    let mut lane = rig.lane("First").await;
    rig.settle(&mut lane).await;
    let rig = Arc::new(rig);
    let all: Vec<(usize, Row)> = rows().into_iter().enumerate().collect();
    // What works the processor goes one after the other, what only waits goes side by side.
    let (endless, busy): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|(_, row)| row.is_endless());
    let mut done: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
    for (place, row) in busy {
        done.insert(place, rig.row(&mut lane, &row).await);
    }
    let queue = Arc::new(Mutex::new(VecDeque::from(endless)));
    // Made one after the other: none is held up by what the others store.
    let mut made = Vec::new();
    for number in 0..LANES {
        made.push(rig.lane(&format!("Lane {number}")).await);
    }
    let mut lanes = JoinSet::new();
    for mut lane in made {
        let (rig, queue) = (Arc::clone(&rig), Arc::clone(&queue));
        lanes.spawn(async move {
            let mut done = Vec::new();
            loop {
                let Some((place, row)) = queue.lock().await.pop_front() else { return done };
                done.push((place, rig.row(&mut lane, &row).await));
            }
        });
    }
    done.extend(lanes.join_all().await.into_iter().flatten());
    let table = table(&rig, &all, &done);
    let took = began.elapsed();
    tell(&format!("{table}\n{} sends in {:.1} s", done.len() * rig.columns.len(), took.as_secs_f32()));
    let longest = |cells: &Vec<Cell>| cells.iter().map(|cell| cell.took).max().unwrap_or_default();
    let mut slow: Vec<_> = done.iter().map(|(place, cells)| (longest(cells), all[*place].1.name())).collect();
    slow.sort_unstable();
    tell(&format!("the slowest: {:?}", slow.iter().rev().take(12).collect::<Vec<_>>()));
    insta::assert_snapshot!("verdicts", table);
}

/// The schemes that buy a token, while the provider itself is well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_token_scheme_against_every_fault_of_its_token_endpoint() {
    let _alone = ALONE.lock().await;
    let mut rig = Rig::new(|column| column.token.is_some()).await;
    let mut lane = rig.lane("First").await;
    rig.settle(&mut lane).await;
    let all: Vec<(usize, Row)> = token_rows().into_iter().enumerate().collect();
    let mut done: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
    for (place, row) in &all {
        done.insert(*place, rig.token_row(&mut lane, row).await);
    }
    let table = table(&rig, &all, &done);
    tell(&table);
    insta::assert_snapshot!("token_endpoint", table);
}

/// Every cell that says the same as the one left of it is a dot, so that what differs is seen.
fn table(rig: &Rig, rows: &[(usize, Row)], done: &BTreeMap<usize, Vec<Cell>>) -> String {
    let mut lines = vec![vec![String::new()]];
    lines[0].extend(rig.columns.iter().map(|column| column.name.to_owned()));
    let mut kinds: BTreeMap<String, VerdictKind> = BTreeMap::new();
    for (place, row) in rows {
        let mut line = vec![row.name().to_owned()];
        let mut last = "";
        for cell in &done[place] {
            kinds.insert(cell.reason().to_owned(), cell.send.verdict.kind);
            line.push(if cell.reason() == last { "·".to_owned() } else { cell.reason().to_owned() });
            last = cell.reason();
        }
        line.push(row.about().to_owned());
        lines.push(line);
    }
    let widths: Vec<usize> = (0..=rig.columns.len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default())
        .collect();
    let mut text = String::new();
    for line in &lines {
        let mut shown = String::new();
        for (at, cell) in line.iter().enumerate() {
            let width = widths.get(at).copied().unwrap_or_default();
            let _ = write!(shown, "{cell:width$}  ");
        }
        let _ = writeln!(text, "{}", shown.trim_end());
    }
    let mut by_kind: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (reason, kind) in kinds {
        by_kind.entry(format!("{kind:?}")).or_default().push(reason);
    }
    text.push('\n');
    for (kind, reasons) in by_kind {
        let _ = writeln!(text, "{kind}: {}", reasons.join(", "));
    }
    text
}
