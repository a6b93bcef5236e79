//! Text in columns.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::visible::visible;

/// No column is cut to less than this.
const NARROWEST: usize = 10;
/// Between two columns.
const GAP: usize = 2;

/// Columns that line up; the last one may be of any length.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    /// Whether long cells are cut where the lines would not fit on a terminal.
    fits: bool,
}

impl Table {
    pub(crate) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|h| (*h).to_owned()).collect()], fits: true }
    }

    /// Label and value, without headings. Nothing of a value is cut.
    pub(crate) fn pairs() -> Self {
        Self { rows: Vec::new(), fits: false }
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

    /// The lines, on a terminal of this many columns; `None`: where nobody minds how long they are, such as a pipe.
    pub(crate) fn lines(&self, terminal: Option<usize>) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|r| r.get(column)).map(|c| c.width()).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(width).collect();
        if let Some(terminal) = terminal.filter(|_| self.fits) {
            let masks =
                |column: usize| self.rows.iter().filter_map(|r| r.get(column)).any(|c| c.contains('•'));
            let can_give: Vec<bool> = (0..columns).map(|column| !masks(column)).collect();
            narrow(&mut widths, &can_give, terminal);
        }
        self.rows.iter().map(|row| line(row, &widths)).collect()
    }
}

/// Takes from the widest until all fit, or none can give any more. A mask is whole, or tells no key from another.
fn narrow(widths: &mut [usize], can_give: &[bool], terminal: usize) {
    let most = terminal.saturating_sub(GAP * widths.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > most {
        let giving = widths.iter_mut().zip(can_give).filter(|(width, can)| **can && **width > NARROWEST);
        let Some((widest, _)) = giving.max() else { return };
        *widest -= 1;
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        let cell = cut(cell, *width);
        line.push_str(&cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + GAP));
    }
    line.truncate(line.trim_end().len());
    line
}

/// What fits of a cell, with a sign that there is more.
fn cut(cell: &str, width: usize) -> Cow<'_, str> {
    if cell.width() <= width {
        return Cow::Borrowed(cell);
    }
    let mut shown = String::new();
    for c in cell.chars() {
        if shown.width() + c.width().unwrap_or(0) + 1 > width {
            break;
        }
        shown.push(c);
    }
    Cow::Owned(shown + "…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_any_script() {
        let mut table = Table::new(&["NAME", "HEALTH"]);
        table.row(["株式会社", "accepted"]);
        table.row(["Acme", "refused"]);
        assert_eq!(table.lines(None), ["NAME      HEALTH", "株式会社  accepted", "Acme      refused"]);
    }

    #[test]
    fn long_names_give_way_on_a_terminal_and_nowhere_else() {
        let mut table = Table::new(&["NAME", "KEY", "HEALTH"]);
        table.row(["The long name of a client", "ck_••••••••1a2b #0f0f0f", "accepted"]);
        table.row(["株式会社株式会社株式会社", "", "refused"]);
        let piped = table.lines(None);
        assert!(piped[1].starts_with("The long name of a client  ck_"), "{piped:?}");
        let shown = table.lines(Some(53));
        assert_eq!(shown[1], "The long name of …  ck_••••••••1a2b #0f0f0f  accepted");
        assert_eq!(shown[2], "株式会社株式会社…                            refused");
        let least = NARROWEST + 22 + NARROWEST + 2 * GAP;
        assert!(table.lines(Some(3)).iter().all(|line| line.width() <= least), "as narrow as is readable");
    }

    #[test]
    fn a_cell_cannot_break_its_line() {
        let mut table = Table::pairs();
        table.row(["a\nb", "\u{1b}[1m"]);
        assert_eq!(table.lines(Some(10)), ["a\\u{a}b  \\u{1b}[1m"]);
    }
}
