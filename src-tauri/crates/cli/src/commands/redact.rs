//! `keyrack redact`: a text with labels in place of keys, credentials and personal data.

mod explain;

use std::io::{ErrorKind, Read};

use engine::Engine;
use engine::given::{GivenKeys, Place, Redacted, Stream, strict_view};

use self::explain::Explained;
use super::records::{self, Answer, Content};
use crate::print::{Out, put};
use crate::stop::{KEYRING, Stop};

/// How much is read at once.
const PIECE: usize = 64 * 1024;

#[derive(clap::Args)]
pub(crate) struct Redact {
    /// Records as JSON lines: {"id","text"}, with "held" a list of keys to mask; answers {"id","output"}
    ///
    /// "chunks" (a list) or "bytes" (base64) may stand for "text". "refused" in an answer lists, by position, held keys too
    /// short to be looked for. A line that is no record gets an "error", and the exit code is 1. Neither keyring nor data
    /// directory is touched.
    #[arg(long, conflicts_with = "explain")]
    jsonl: bool,
    /// Leave the keyring alone: credentials are found by their shape, and no key of the rack is looked for
    #[arg(long)]
    no_rack: bool,
    /// Show values only where a list of harmless fields names them, and labels elsewhere
    ///
    /// Of JSON, forms, XML, HTML and HTTP messages the structure is shown, with error codes, status words and the like; any
    /// other text is one label with its size. The list is the one for answers of whatever provider.
    #[arg(long)]
    strict: bool,
    /// List on standard error what was masked: rule, how often, and where in the masked text
    #[arg(long)]
    explain: bool,
    /// Taken only to say where a text comes from
    #[arg(hide = true)]
    files: Vec<std::ffi::OsString>,
}

impl Redact {
    /// Whether it does without keyring and data directory.
    pub(crate) fn is_alone(&self) -> bool {
        self.jsonl || self.no_rack || !self.files.is_empty()
    }
}

/// Without keyring and data directory.
pub(crate) fn run_alone(redact: &Redact, out: &Out) -> Result<(), Stop> {
    if !redact.files.is_empty() {
        return Err(Stop::usage(
            "redact reads standard input and takes no file.",
            "Let the shell give it the file: `keyrack redact < FILE`.",
        ));
    }
    let secret = records::tag_secret()?;
    let strict = redact.strict.then(|| strict_view(&secret));
    if redact.jsonl {
        return records::each(|record| {
            let keys = GivenKeys::new(&secret, &record.held);
            let shown = match &record.content {
                Content::Pieces(pieces) => keys.mask(pieces.iter().map(String::as_str)),
                Content::Bytes(bytes) => keys.mask_bytes(bytes),
            };
            let shown = strict.iter().fold(shown, |shown, strict| strict.show(&shown, Place::Text));
            Answer { output: Some(shown.text), refused: keys.refused().to_vec(), ..Answer::default() }
        });
    }
    show(redact, GivenKeys::new(&secret, &[]).stream(), out)
}

/// With every key of the rack. Not a byte goes out before all of them are there.
pub(crate) async fn run(redact: &Redact, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let masker = engine.lend_masker().await.map_err(without_rack)?;
    for name in engine.part_names(masker.too_short()).await? {
        out.warn(&format!("{name} is too short to be looked for: it is masked only where its name tells."));
    }
    tokio::task::block_in_place(|| show(redact, masker.stream(), out))
}

/// What the keyring says, and how to do without it.
pub(super) fn without_rack(error: engine::Error) -> Stop {
    match Stop::from(error) {
        Stop::Refused(mut refusal, KEYRING) => {
            refusal.what += " Nothing was read, and nothing is shown.";
            refusal.next += " Or leave the rack's keys out with --no-rack.";
            Stop::Refused(refusal, KEYRING)
        }
        stop => stop,
    }
}

fn show(redact: &Redact, stream: Stream<'_>, out: &Out) -> Result<(), Stop> {
    let strict = if redact.strict { Some(strict_view(&records::tag_secret()?)) } else { None };
    let stream = match &strict {
        Some(strict) => strict.over(stream),
        None => stream,
    };
    let mut explained = redact.explain.then(Explained::default);
    let done = pass(stream, &mut std::io::stdin().lock(), &mut |shown| {
        if let Some(explained) = &mut explained {
            explained.add(shown);
        }
        if shown.text.is_empty() { Ok(()) } else { put(&shown.text) }
    });
    if let Some(explained) = explained {
        explained.print(out.is_json());
    }
    done
}

/// Masks all that comes, and shows each part as soon as it is decided.
fn pass(
    mut stream: Stream<'_>,
    input: &mut impl Read,
    show: &mut dyn FnMut(&Redacted) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut piece = vec![0; PIECE];
    loop {
        match input.read(&mut piece) {
            Ok(0) => return show(&stream.finish()),
            Ok(len) => show(&stream.push(&piece[..len]))?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => {
                show(&stream.finish())?;
                return Err(records::unreadable());
            }
        }
    }
}
