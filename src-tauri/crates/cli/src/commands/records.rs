//! Records as JSON lines: one answer for each line, in order, whatever the line holds.

use std::io::{self, BufRead, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::given::{Class, TagSecret};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::print::put;
use crate::stop::{CHECK, Stop};
use crate::visible::json_line;

/// No longer text is examined.
pub(super) const LARGEST: usize = 16 * 1024 * 1024;
/// No longer line is read: the largest text has room in it, with all of its characters escaped.
const LARGEST_LINE: usize = 8 * LARGEST;

/// What one line asks for.
pub(super) struct Record {
    pub(super) content: Content,
    /// Keys to look for.
    pub(super) held: Vec<String>,
}

/// A text, as it arrived.
pub(super) enum Content {
    Pieces(Vec<String>),
    Bytes(Vec<u8>),
}

/// What is said of one record.
#[derive(Default, Serialize)]
pub(super) struct Answer {
    pub(super) id: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) output: Option<String>,
    /// Start, end, rule, class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) found: Option<Vec<(usize, usize, &'static str, Class)>>,
    /// Positions of held keys that are too short to be looked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) refused: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<&'static str>,
}

impl Content {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Pieces(pieces) => pieces.iter().map(String::len).sum(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

/// Reads records from standard input and prints the answer to each.
pub(super) fn each(answer: impl Fn(Record) -> Answer) -> Result<(), Stop> {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    let mut good = true;
    while let Some(whole) = next_line(&mut input, &mut line).map_err(|_| unreadable())? {
        let said = if whole { say(&line, &answer) } else { bad(Value::Null, "the line is too long") };
        good &= said.error.is_none();
        let said = json_line(&said)
            .map_err(|_| Stop::usage("The answer is not JSON.", "Report this as a mistake."))?;
        put(&(said + "\n"))?;
    }
    if good { Ok(()) } else { Err(Stop::Said(CHECK)) }
}

/// What tags are made from in this run.
pub(super) fn tag_secret() -> Result<TagSecret, Stop> {
    TagSecret::new().ok_or_else(|| Stop::usage("The system gives no random numbers.", "Try again."))
}

pub(super) fn unreadable() -> Stop {
    Stop::usage("Standard input cannot be read.", "Give a file or another program's output.")
}

fn say(line: &[u8], answer: &impl Fn(Record) -> Answer) -> Answer {
    // What the parser says of a line may quote it.
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(line) else {
        return bad(Value::Null, "no JSON object");
    };
    let Some(id) = fields.remove("id") else { return bad(Value::Null, "no id") };
    match record(fields) {
        Ok(record) => Answer { id, ..answer(record) },
        Err(error) => bad(id, error),
    }
}

fn bad(id: Value, error: &'static str) -> Answer {
    Answer { id, error: Some(error), ..Answer::default() }
}

/// Fields of other names are somebody else's.
fn record(mut fields: Map<String, Value>) -> Result<Record, &'static str> {
    let mut take = |name: &str| fields.remove(name).filter(|value| !value.is_null());
    let held = take("held").map_or(Ok(Vec::new()), |held| texts(held, "held is no list of strings"))?;
    let content = match (take("text"), take("chunks"), take("bytes")) {
        (Some(Value::String(text)), None, None) => Content::Pieces(vec![text]),
        (None, Some(chunks), None) => Content::Pieces(texts(chunks, "chunks is no list of strings")?),
        (None, None, Some(Value::String(coded))) => {
            Content::Bytes(STANDARD.decode(coded).map_err(|_| "bytes is no base64")?)
        }
        // Both may come: the text, and how it arrived.
        (Some(Value::String(text)), Some(chunks), None) => {
            let chunks = texts(chunks, "chunks is no list of strings")?;
            if chunks.concat() != text {
                return Err("text and chunks are not the same");
            }
            Content::Pieces(chunks)
        }
        (None, None, None) => return Err("neither text, chunks nor bytes"),
        (Some(Value::String(_)), ..) | (None, _, Some(Value::String(_))) => {
            return Err("bytes beside text or chunks");
        }
        (None, _, Some(_)) => return Err("bytes is no string"),
        (Some(_), ..) => return Err("text is no string"),
    };
    Ok(Record { content, held })
}

fn texts(list: Value, error: &'static str) -> Result<Vec<String>, &'static str> {
    let Value::Array(list) = list else { return Err(error) };
    let text = |value| if let Value::String(text) = value { Ok(text) } else { Err(error) };
    list.into_iter().map(text).collect()
}

/// Reads the next line, if there is one, and tells whether it was short enough to be kept.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    if input.take(LARGEST_LINE as u64).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.len() < LARGEST_LINE || line.ends_with(b"\n") {
        return Ok(Some(true));
    }
    line.clear();
    input.skip_until(b'\n')?;
    Ok(Some(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(line: &str) -> Answer {
        say(line.as_bytes(), &|record| {
            let text = match record.content {
                Content::Pieces(pieces) => pieces.join("|"),
                Content::Bytes(bytes) => format!("{bytes:?}"),
            };
            Answer { output: Some(text), refused: (0..record.held.len()).collect(), ..Answer::default() }
        })
    }

    #[test]
    fn a_text_comes_in_three_ways() {
        for (line, text) in [
            (json!({"id": 1, "text": "ab"}), "ab"),
            (json!({"id": 1, "chunks": ["a", "", "b"]}), "a||b"),
            (json!({"id": 1, "bytes": "/wA="}), "[255, 0]"),
            (json!({"id": 1, "text": "ab", "chunks": ["a", "b"], "kind": {"other": []}}), "a|b"),
            (json!({"id": 1, "text": "", "chunks": null, "held": null}), ""),
        ] {
            let said = said(&line.to_string());
            assert_eq!((said.id, said.output.as_deref(), said.error), (json!(1), Some(text), None), "{line}");
        }
        assert_eq!(said(r#"{"id":"a","text":"","held":["x","y"]}"#).refused, [0, 1]);
    }

    #[test]
    fn a_bad_line_is_named_by_its_id_and_not_repeated() {
        for line in [
            r#"{"id":7}"#,
            r#"{"id":7,"text":5}"#,
            r#"{"id":7,"chunks":"a"}"#,
            r#"{"id":7,"chunks":["a",1]}"#,
            r#"{"id":7,"bytes":"?"}"#,
            r#"{"id":7,"bytes":1}"#,
            r#"{"id":7,"text":"a","bytes":"YQ=="}"#,
            r#"{"id":7,"chunks":["a"],"bytes":"YQ=="}"#,
            r#"{"id":7,"text":"a","chunks":["b"]}"#,
            r#"{"id":7,"text":"a","held":"b"}"#,
            r#"{"id":7,"text":"a","held":[null]}"#,
        ] {
            let said = said(line);
            assert!(said.id == json!(7) && said.error.is_some() && said.output.is_none(), "{line}");
        }
        for line in ["", "a", "5", "[]", r#"{"text":"a"}"#, r#"{"id":7,"text":"a"#] {
            let said = said(line);
            assert!(said.id.is_null() && said.error.is_some() && said.output.is_none(), "{line}");
        }
    }

    #[test]
    fn lines_end_anywhere_and_a_huge_one_is_passed_over() {
        let mut input = vec![b'x'; LARGEST_LINE + 5];
        input.extend_from_slice(b"\na\n\nb");
        let (mut input, mut line) = (&input[..], Vec::new());
        let mut next = || next_line(&mut input, &mut line).expect("lines").map(|whole| (whole, line.clone()));
        assert_eq!(next(), Some((false, Vec::new())));
        assert_eq!(next(), Some((true, b"a\n".to_vec())));
        assert_eq!(next(), Some((true, b"\n".to_vec())));
        assert_eq!(next(), Some((true, b"b".to_vec())));
        assert_eq!(next(), None);
    }
}
