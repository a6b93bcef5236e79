//! A CSV or `.env` file with many keys: headings and harmless text outside, keys inside.

use std::ops::Range;
use std::path::Path;

use csv_core::ReadRecordResult;
use zeroize::Zeroizing;

use super::{Intake, columns, dotenv, headings, source};
use crate::IntakeRefusal;
use crate::secret::{Secret, SecretText};

/// A file with more columns than this is none of ours.
const MOST_COLUMNS: usize = 200;

/// A CSV or `.env` file with many keys, wiped when dropped.
pub struct BulkFile {
    /// All cells, one after the other.
    cells: Secret,
    rows: Vec<Row>,
    headings: Vec<String>,
    /// Columns that look like a key's, whatever they are said to be.
    hidden: Vec<bool>,
    /// Columns that may be shown before anyone has said what they are.
    public: Vec<bool>,
}

struct Row {
    line: u32,
    /// Where its cells stand; `None` when the row is not UTF-8.
    cells: Option<Vec<Range<usize>>>,
}

/// A cell as it may be shown when its column is not a key's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkText {
    /// Public text.
    Text(String),
    /// Looks like a key, or stands in a column that does, or in one that nobody has called public.
    Hidden,
    /// Nothing there, or only white space.
    Empty,
}

impl BulkFile {
    pub(crate) fn open(path: &Path) -> Result<Self, IntakeRefusal> {
        Self::read(&source::read_file(path, source::LARGEST_FILE)?)
    }

    fn read(bytes: &Zeroizing<Vec<u8>>) -> Result<Self, IntakeRefusal> {
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.contains(&0) {
            return Err(IntakeRefusal::NotText);
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) if is_dotenv(text) => Self::from_dotenv(text),
            _ => Self::from_csv(bytes),
        }
    }

    fn from_dotenv(text: &str) -> Result<Self, IntakeRefusal> {
        let mut table = Table::new(text.len());
        for variable in dotenv::parse(text) {
            // EXPOSE: copied into the file's own wiped memory.
            let cells = [variable.name.as_bytes(), variable.value.expose()];
            table.push(variable.line, cells.into_iter());
        }
        let mut file = table.finish(Some(vec!["name".into(), "value".into()]))?;
        // Nobody has to guess here which column is which.
        file.hidden = vec![false, true];
        file.public = vec![true, false];
        Ok(file)
    }

    fn from_csv(bytes: &[u8]) -> Result<Self, IntakeRefusal> {
        let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter(bytes)).build();
        let mut table = Table::new(bytes.len());
        // A record is never longer than what it is read from.
        let mut record = Zeroizing::new(vec![0; bytes.len()]);
        let mut ends = [0; MOST_COLUMNS];
        let (mut rest, mut line) = (bytes, 1);
        loop {
            let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            line += lines(&rest[..blank]);
            rest = &rest[blank..];
            if rest.is_empty() {
                return table.finish(None);
            }
            let (mut result, used, mut written, mut cells) = reader.read_record(rest, &mut record, &mut ends);
            if matches!(result, ReadRecordResult::InputEmpty) {
                // The last line has no end: an empty read says that there is no more.
                let last = reader.read_record(&[], &mut record[written..], &mut ends[cells..]);
                (result, written, cells) = (last.0, written + last.2, cells + last.3);
            }
            if !matches!(result, ReadRecordResult::Record) {
                return Err(IntakeRefusal::FileFormat);
            }
            let mut start = 0;
            let record = &record[..written];
            table.push(
                line,
                ends[..cells].iter().map(|end| &record[std::mem::replace(&mut start, *end)..*end]),
            );
            line += lines(&rest[..used]);
            rest = &rest[used..];
        }
    }

    /// The headings; `Column 1` and so on where the file has none.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// How many rows it has, headings left out.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The row's line in the file, from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> u32 {
        self.rows.get(row).map_or(0, |row| row.line)
    }

    /// How many cells the row really has; `None` when the row is not text.
    #[must_use]
    pub fn width(&self, row: usize) -> Option<usize> {
        self.rows.get(row)?.cells.as_ref().map(Vec::len)
    }

    /// Text of a cell in a column that nobody has given a meaning: hidden unless it can be nothing but public.
    #[must_use]
    pub fn text_unmapped(&self, row: usize, column: usize) -> BulkText {
        match self.text(row, column) {
            BulkText::Text(_) if !self.public.get(column).copied().unwrap_or(false) => BulkText::Hidden,
            text => text,
        }
    }

    /// Text of a cell in a column that is said to be public; hidden when it, or its column, looks like a key.
    #[must_use]
    pub fn text(&self, row: usize, column: usize) -> BulkText {
        match self.text_by_name(row, column) {
            BulkText::Text(_) if self.hidden.get(column).copied().unwrap_or(true) => BulkText::Hidden,
            text => text,
        }
    }

    /// Text of a cell whose row says by its own name that it is public, as `SHOP_DOMAIN` in a `.env` file does; hidden when
    /// it looks like a key all the same.
    #[must_use]
    pub fn text_by_name(&self, row: usize, column: usize) -> BulkText {
        match self.cell(row, column).map(str::trim).unwrap_or_default() {
            "" => BulkText::Empty,
            cell if columns::looks_like_key(cell) => BulkText::Hidden,
            cell => BulkText::Text(cell.to_owned()),
        }
    }

    /// The cell on its way in as a key.
    pub fn take(&self, row: usize, column: usize) -> Result<Intake, IntakeRefusal> {
        let known = self.rows.get(row).ok_or(IntakeRefusal::NameMissing)?;
        if known.cells.is_none() {
            return Err(IntakeRefusal::NotText);
        }
        let cell = self.cell(row, column).ok_or(IntakeRefusal::NameMissing)?;
        Ok(Intake { value: Secret::copy_of(cell.as_bytes()), from_clipboard: false })
    }

    fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let place = self.rows.get(row)?.cells.as_ref()?.get(column)?;
        // EXPOSE: cells are shown only after they were judged, else copied into an intake.
        std::str::from_utf8(&self.cells.expose()[place.clone()]).ok()
    }
}

/// A table while it is read.
struct Table {
    cells: SecretText,
    rows: Vec<Row>,
}

impl Table {
    fn new(size: usize) -> Self {
        Self { cells: SecretText::with_capacity(size), rows: Vec::new() }
    }

    fn push<'a>(&mut self, line: u32, cells: impl Iterator<Item = &'a [u8]>) {
        let mut places = Some(Vec::new());
        for cell in cells {
            let start = self.cells.as_bytes().len();
            self.cells.push(cell);
            match &mut places {
                Some(known) if std::str::from_utf8(cell).is_ok() => known.push(start..start + cell.len()),
                _ => places = None,
            }
        }
        self.rows.push(Row { line, cells: places });
    }

    fn finish(mut self, headings: Option<Vec<String>>) -> Result<BulkFile, IntakeRefusal> {
        let columns = self.rows.iter().filter_map(|row| Some(row.cells.as_ref()?.len())).max().unwrap_or(0);
        if self.rows.is_empty() || columns == 0 || columns > MOST_COLUMNS {
            return Err(IntakeRefusal::FileFormat);
        }
        let cells = self.cells.into_secret();
        let headings = headings.or_else(|| {
            let first = headings_of(&cells, self.rows.first()?)?;
            self.rows.remove(0);
            Some(first)
        });
        let mut headings = headings.unwrap_or_default();
        for column in headings.len()..columns {
            headings.push(numbered(column));
        }
        let mut file = BulkFile { cells, rows: self.rows, hidden: Vec::new(), public: Vec::new(), headings };
        let judged = |judge: fn(&str, &mut dyn Iterator<Item = &str>) -> bool| -> Vec<bool> {
            let file = &file;
            let of = |column| (0..file.rows.len()).filter_map(move |row| file.cell(row, column));
            (0..file.headings.len()).map(|column| judge(&file.headings[column], &mut of(column))).collect()
        };
        (file.hidden, file.public) = (
            judged(|heading, cells| columns::is_secret(heading, cells)),
            judged(|heading, cells| columns::is_public(heading, cells)),
        );
        Ok(file)
    }
}

/// The first row as headings, or nothing when it is data.
fn headings_of(cells: &Secret, first: &Row) -> Option<Vec<String>> {
    // EXPOSE: judged before it is shown.
    let text = |place: &Range<usize>| std::str::from_utf8(&cells.expose()[place.clone()]).ok();
    let first: Vec<&str> = first.cells.as_ref()?.iter().map(text).collect::<Option<_>>()?;
    let found = headings::of(&first)?.into_iter().enumerate();
    Some(found.map(|(column, heading)| heading.unwrap_or_else(|| numbered(column))).collect())
}

/// What a column without a heading is called.
fn numbered(column: usize) -> String {
    format!("Column {}", column + 1)
}

fn lines(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// Whether most lines that say anything read like `NAME=value` with a name in capitals.
fn is_dotenv(text: &str) -> bool {
    let telling = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut variables, mut all) = (0, 0);
    for line in telling.take(50) {
        all += 1;
        let line = line.strip_prefix("export ").unwrap_or(line);
        let name = line.split_once('=').map(|(name, _)| name.trim()).unwrap_or_default();
        variables +=
            i32::from(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
    }
    all > 0 && variables * 2 > all
}

/// The separator that stands most often in the first line, outside quotes.
fn delimiter(bytes: &[u8]) -> u8 {
    let line = bytes.split(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in line {
        quoted ^= *byte == b'"';
        if !quoted {
            counts.iter_mut().filter(|(separator, _)| separator == byte).for_each(|(_, count)| *count += 1);
        }
    }
    // Where two are equal, the first of the list wins.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| separator)
}

#[cfg(test)]
mod tests;
