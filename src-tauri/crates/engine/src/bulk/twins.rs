//! The same key for two clients of one file: neither is held yet, so only the rows can tell.

use std::collections::HashMap;

use super::plans::RowPlan;
use crate::keys::NAMES_AN_ACCOUNT;
use crate::store::name_key;

/// Another row that has the same key for another client.
#[derive(Clone, Debug)]
pub(super) struct Twin {
    /// Its place among the file's rows.
    pub(super) at: usize,
    pub(super) line: u32,
    pub(super) client: String,
}

/// The first rows that have a key, of two clients at most: one of them is another client than any row's.
type Firsts = Vec<usize>;

/// Points each row out to the other. One look at each row: what is the same in ten thousand is found as quickly.
pub(super) fn note_twins(rows: &mut [RowPlan]) {
    let names: Vec<String> = rows.iter().map(|row| name_key(&row.client)).collect();
    let mut firsts: HashMap<String, Firsts> = HashMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(at, _)| !names[*at].is_empty()) {
        for key in row.keys.iter().filter(|key| !NAMES_AN_ACCOUNT.contains(&key.part.as_str())) {
            let known = firsts.entry(key.print.clone()).or_default();
            if known.len() < 2 && known.iter().all(|first| names[*first] != names[at]) {
                known.push(at);
            }
        }
    }
    firsts.retain(|_, known| known.len() > 1);
    for at in 0..rows.len() {
        let twins: Vec<Option<Twin>> = rows[at]
            .keys
            .iter()
            .map(|key| {
                let counts = !names[at].is_empty() && !NAMES_AN_ACCOUNT.contains(&key.part.as_str());
                let known = firsts.get(&key.print).filter(|_| counts)?;
                let other = &rows[*known.iter().find(|first| names[**first] != names[at])?];
                Some(Twin { at: other.at, line: other.line, client: other.client.clone() })
            })
            .collect();
        for (key, twin) in rows[at].keys.iter_mut().zip(twins) {
            key.twin = twin;
        }
    }
}
