//! Personal data by its shape: email, phone, payment card, IBAN, addresses of networks. Check digits decide where there
//! are any.

mod network;
mod payment;
mod phone;

pub(crate) use payment::{digits_of, luhn};

use crate::nets::Find;
use crate::numbers::Number;
use crate::pattern::Pattern;

static EMAIL: Pattern = Pattern::new(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u{80}-\u{10ffff}-]{1,64}@(?:[A-Za-z0-9\u{80}-\u{10ffff}](?:[A-Za-z0-9\u{80}-\u{10ffff}-]{0,61}[A-Za-z0-9\u{80}-\u{10ffff}])?\.)+(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z]{2,24})",
);

/// The longest local part, and the longest domain.
const LOCAL: usize = 64;

const DOMAIN: usize = 255;

pub(crate) fn find(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    emails(text, finds);
    postcodes(text, numbers, finds);
    payment::find(text, numbers, finds);
    phone::find(text, numbers, finds);
    network::find(text, numbers, finds);
}

fn before(text: &str, at: usize) -> char {
    text[..at].chars().next_back().unwrap_or(' ')
}

fn after(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or(' ')
}

/// The text shortly before a place, in small letters.
pub(crate) fn lead(text: &str, at: usize, reach: usize) -> String {
    text[text.floor_char_boundary(at.saturating_sub(reach))..at].to_lowercase()
}

/// The text shortly before a place, but not of another field.
fn field_lead(text: &str, at: usize, reach: usize) -> String {
    let lead = lead(text, at, reach);
    let from = ["\",", "\"}", "</", "&amp;", "\n"]
        .iter()
        .filter_map(|end| lead.rfind(end).map(|at| at + end.len()))
        .max();
    from.map_or(lead.clone(), |from| lead[from..].to_owned())
}

/// The areas of British postcodes.
const AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";
static POSTCODE: Pattern = Pattern::new(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}\b");

/// British postcodes, with the blank that belongs in them: `SW1A 1AA`.
fn postcodes(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    for number in numbers.iter().filter(|number| number.after_letter && number.len() <= 2) {
        let blank = bytes[number.end..].iter().take(2).position(|byte| *byte == b' ');
        let letters =
            bytes[..number.start].iter().rev().take(3).take_while(|byte| byte.is_ascii_uppercase()).count();
        if blank.is_none() || !(1..=2).contains(&letters) {
            continue;
        }
        let start = number.start - letters;
        let area = &text[start..number.start];
        if before(text, start).is_alphanumeric() || !AREAS.contains(&format!(" {area} ")) {
            continue;
        }
        let end = text.floor_char_boundary(start + 8);
        if let Some(found) =
            POSTCODE.at(text, start..end).filter(|found| !after(text, found.whole.end).is_alphanumeric())
        {
            finds.push(Find::personal(found.whole, "postcode", "postcode"));
        }
    }
}

fn emails(text: &str, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let local =
        |byte: &&u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(byte) || **byte >= 0x80;
    let mut done = 0;
    for at in memchr::memchr_iter(b'@', bytes) {
        if at < done {
            continue;
        }
        let reach = done.max(at.saturating_sub(LOCAL));
        let start = text.ceil_char_boundary(at - bytes[reach..at].iter().rev().take_while(local).count());
        let end = text.floor_char_boundary(at + DOMAIN);
        let Some(hit) = EMAIL.at(text, start..end) else {
            continue;
        };
        let (said, hit) = (&text[hit.whole.clone()], hit.whole);
        done = hit.end;
        let skipped =
            said.len() - said.trim_start_matches(['\'', '=', '/', '&', '?', '*', '{', '`', '|', '#']).len();
        // Of `name=anna@example.com` in a query, the address begins after the sign.
        let local = said.split('@').next().unwrap_or_default();
        let sign = local.rfind(['=', '&', '?', '/', '|']).map_or(0, |at| at + 1);
        let start = hit.start + skipped.max(sign);
        let clean = local.ends_with(|char: char| char.is_alphanumeric() || "._%+-".contains(char));
        if text[start..hit.end].starts_with('@') || !clean || is_asset(said) || is_user_info(text, start) {
            continue;
        }
        if let Some(name) = display_name(text, start) {
            finds.push(Find::personal(name, "name", "personal-field"));
        }
        finds.push(Find::personal(start..hit.end, "email", "email"));
    }
}

/// `Anna Muster <anna@…>`, `"Muster, Anna" <anna@…>`: the name that stands before an address in angle brackets (RFC 5322,
/// `display-name`). Without quotes it is as many as four words with capitals.
fn display_name(text: &str, address: usize) -> Option<std::ops::Range<usize>> {
    const LONGEST: usize = 80;
    const MOST_WORDS: usize = 4;
    let before =
        text[..address].strip_suffix('<').or_else(|| text[..address].strip_suffix("&lt;"))?.trim_end();
    let from = text.floor_char_boundary(before.len().saturating_sub(LONGEST));
    let line = before[from..].rsplit(['\n', ':', '>', ';']).next()?;
    if let Some(inner) = line.strip_suffix('"').or_else(|| line.strip_suffix('\\')) {
        let inner = inner.trim_end_matches('\\');
        let open = inner.rfind('"')? + 1;
        let start = before.len() - line.len() + open;
        return (open < inner.len()).then(|| start..before.len() - line.len() + inner.len());
    }
    let mut start = before.len();
    for word in line.split(' ').rev().filter(|word| !word.is_empty()).take(MOST_WORDS) {
        let small = ["van", "von", "de", "der", "den", "da", "di", "la", "le", "dos", "del", "al", "bin"];
        let name = word.chars().all(|char| char.is_alphabetic() || "-'’.".contains(char))
            && (word.starts_with(char::is_uppercase) || start < before.len() && small.contains(&word));
        if !name {
            break;
        }
        start = word.as_ptr() as usize - text.as_ptr() as usize;
    }
    (before.len() - start >= 3).then_some(start..before.len())
}

/// Does the place lie in the user-info of a URL (`https://user:pass@host`)? That is another net's.
fn is_user_info(text: &str, start: usize) -> bool {
    let before = &text[text.floor_char_boundary(start.saturating_sub(80))..start];
    before.rfind("//").is_some_and(|at| {
        let between = &before[at + 2..];
        !between.is_empty()
            && before[..at].ends_with([':', '\\', '/'])
            && between.contains(':')
            && !between.contains(['/', '?', ' ', '"', '\n'])
    })
}

/// `logo@2x.png`
fn is_asset(said: &str) -> bool {
    let small = said.to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".js"].iter().any(|end| small.ends_with(end))
}
