//! Text in columns.

use unicode_width::UnicodeWidthStr;

use crate::visible::visible;

/// Columns that line up; the last one may be of any length.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|h| (*h).to_owned()).collect()] }
    }

    /// Label and value, without headings.
    pub(crate) fn pairs() -> Self {
        Self { rows: Vec::new() }
    }

    pub(crate) fn row<I: IntoIterator<Item = S>, S: AsRef<str>>(&mut self, cells: I) {
        self.rows.push(cells.into_iter().map(|cell| visible(cell.as_ref())).collect());
    }

    /// A pair, unless there is nothing to say.
    pub(crate) fn pair(&mut self, label: &str, value: &str) {
        if !value.is_empty() {
            self.row([label, value]);
        }
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|r| r.get(column)).map(|c| c.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        self.rows.iter().map(|row| line(row, &widths)).collect()
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_any_script() {
        let mut table = Table::new(&["NAME", "HEALTH"]);
        table.row(["株式会社", "accepted"]);
        table.row(["Acme", "refused"]);
        assert_eq!(table.lines(), ["NAME      HEALTH", "株式会社  accepted", "Acme      refused"]);
    }

    #[test]
    fn a_cell_cannot_break_its_line() {
        let mut table = Table::pairs();
        table.row(["a\nb", "\u{1b}[1m"]);
        assert_eq!(table.lines(), ["a\\u{a}b  \\u{1b}[1m"]);
    }
}
