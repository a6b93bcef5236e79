//! `keyrack scan`: where keys and credentials stand.

use engine::given::GivenKeys;

use super::records::{self, Answer, Content, LARGEST, Record};
use crate::stop::Stop;

#[derive(clap::Args)]
pub(crate) struct Scan {
    /// Records as JSON lines: {"id","text"}, with "held" a list of keys to look for; answers {"id","found"}
    ///
    /// Found is a list of [start, end, rule, class]; places count Unicode characters, and class is held, secret, or public
    /// for a key that its vendor means to be published. "bytes" (base64) or "chunks" (a list) may stand for "text". A line
    /// that is no record, or cannot be examined to its end, gets an "error", and the exit code is 1. Neither keyring nor data
    /// directory is touched.
    #[arg(long, required = true)]
    jsonl: bool,
}

pub(crate) fn run() -> Result<(), Stop> {
    let secret = records::tag_secret()?;
    records::each(|record| {
        let keys = GivenKeys::new(&secret, &record.held);
        Answer { refused: keys.refused().to_vec(), ..found(&keys, &record) }
    })
}

fn found(keys: &GivenKeys, record: &Record) -> Answer {
    if record.content.len() > LARGEST {
        return Answer { error: Some("larger than 16 MiB"), ..Answer::default() };
    }
    let (found, complete) = match &record.content {
        Content::Pieces(pieces) => keys.scan(&pieces.concat()),
        Content::Bytes(bytes) => keys.scan_bytes(bytes),
    };
    Answer {
        found: Some(found.iter().map(|one| (one.start, one.end, one.rule, one.class)).collect()),
        error: (!complete).then_some("not examined to its end"),
        ..Answer::default()
    }
}
