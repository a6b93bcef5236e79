//! Redacts JSON lines: `{"id","text"}` in, `{"id","output"}` out, in order; with `--leak`, `{"id","found"}`.
//! A text may come as `chunks`; `held` lists keys to be masked.

use redaction::{Class, HeldKey, Redactor, mask_parts};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};

#[derive(Deserialize)]
struct Record {
    id: serde_json::Value,
    #[serde(default)]
    text: String,
    #[serde(default)]
    chunks: Vec<String>,
    #[serde(default)]
    held: Vec<String>,
}

#[derive(Serialize)]
struct Answer {
    id: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Vec<(usize, usize, &'static str, Class)>>,
    refused: Vec<usize>,
}

fn main() -> std::io::Result<()> {
    let leak = std::env::args().any(|argument| argument == "--leak");
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let record: Record = serde_json::from_str(&line?)?;
        let text = record.text + &record.chunks.concat();
        let held: Vec<HeldKey<'_>> = record
            .held
            .iter()
            .map(|value| HeldKey {
                label: "held",
                value: value.as_bytes(),
                public_prefix: mask_parts(value.as_bytes()).public_prefix,
            })
            .collect();
        let (redactor, refused) = Redactor::new(&[7; 32], &held);
        let chars = |at: usize| text[..at].chars().count();
        let found = leak.then(|| {
            let scan = redactor.scan(&text, true);
            scan.leaks
                .iter()
                .map(|leak| (chars(leak.start), chars(leak.end), leak.rule, leak.class))
                .collect()
        });
        let answer = Answer {
            id: record.id,
            output: (!leak).then(|| redactor.text(&text).text),
            found,
            refused: refused.iter().map(|refused| refused.index).collect(),
        };
        serde_json::to_writer(&mut out, &answer)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
