//! A whole HTTP message as text: its first line, its headers, an empty line, its body.

use super::sheet::{Odd, Sheet};
use super::{body, pairs};

/// Does the text begin with a request line or a status line?
pub(super) fn begins(blank: &str) -> bool {
    let line = blank.lines().next().unwrap_or_default();
    let protocol = |word: Option<&str>| word.is_some_and(|word| word.starts_with("HTTP/"));
    blank.contains('\n') && (protocol(line.split(' ').next()) || protocol(line.rsplit(' ').next()))
}

/// Each part by its own rules.
pub(super) fn whole(sheet: &mut Sheet<'_>) -> Result<(), Odd> {
    let blank = sheet.blank;
    let first = blank.find('\n').unwrap_or(blank.len());
    pairs::start_line(sheet, 0..first)?;
    let end = blank[first..].find("\n\n").map_or(blank.len(), |at| first + at);
    let lines = (first + 1).min(end)..end;
    pairs::headers(sheet, lines.clone())?;
    let rest = &blank[end..];
    let start = end + rest.len() - rest.trim_start().len();
    let inner = start..start + rest.trim().len();
    if inner.is_empty() {
        return Ok(());
    }
    let media_type = blank[lines].lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-type").then(|| value.trim())
    });
    sheet.part(inner.clone(), |sheet| body(sheet, inner, media_type))
}
