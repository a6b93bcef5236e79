//! `keyrack scan --jsonl`: texts that come with the keys to look for.

use engine::given::GivenKeys;

use super::super::records::{self, Answer, Content, LARGEST, Record};
use crate::stop::Stop;

pub(super) fn run() -> Result<(), Stop> {
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
