//! Where a key comes from. It goes from here into the vault as it is: nobody here looks at it.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use engine::view::{IntegrationView, KeySource};
use engine::{Engine, Intake, KeyOffer};

use crate::ask::{Hush, terminal_is_there};
use crate::stop::Stop;

/// Twice the longest key: what is too long is read far enough to be refused, and no further.
const MOST: u64 = 128 * 1024;

pub(super) enum Source {
    Prompt,
    Stdin,
    Clipboard,
    File { path: PathBuf, name: String },
}

impl Source {
    /// From `--from`, which is not repeated when it makes no sense: it may be the key itself.
    pub(super) fn choose(from: Option<&str>) -> Result<Self, Stop> {
        match from {
            None | Some("prompt") if terminal_is_there() => Ok(Self::Prompt),
            None | Some("prompt") => Err(Stop::usage(
                "There is no terminal to ask for the key on.",
                "Say where it comes from: --from stdin, --from clipboard or --from env-file:PATH:NAME.",
            )),
            Some("stdin") if std::io::stdin().is_terminal() => Err(Stop::usage(
                "Standard input is this terminal: the key would stand on the screen while it is typed.",
                "Give --from prompt, or pipe the key in.",
            )),
            Some("stdin") => Ok(Self::Stdin),
            Some("clipboard") => Ok(Self::Clipboard),
            Some(text) => match text.strip_prefix("env-file:").and_then(|rest| rest.rsplit_once(':')) {
                Some((path, name)) if !path.is_empty() && !name.is_empty() => {
                    Ok(Self::File { path: path.into(), name: name.to_owned() })
                }
                _ => Err(Stop::usage(
                    "That is no source of a key.",
                    "Give --from prompt, stdin, clipboard or env-file:PATH:NAME. The key itself is never an argument.",
                )),
            },
        }
    }

    /// Reads the key and has the vault look at it.
    pub(super) async fn offer(
        self,
        engine: &Engine,
        view: &IntegrationView,
        part: &str,
    ) -> Result<KeyOffer, Stop> {
        Ok(match self {
            Self::Prompt => {
                let intake = prompt(engine)?;
                engine.offer_from_intake(view.id, part, KeySource::Prompt, intake).await?
            }
            Self::Stdin => engine.offer_from_intake(view.id, part, KeySource::Stdin, read_stdin()?).await?,
            Self::Clipboard => engine.offer_from_clipboard(view.id, part).await?,
            Self::File { path, name } => engine.offer_from_path(view.id, part, &path, &name).await?,
        })
    }
}

/// Asks for the key on the terminal. It waits right here: the terminal has to be put back before anything else goes on.
fn prompt(engine: &Engine) -> Result<Intake, Stop> {
    let hushed = Hush::terminal().map_err(|_| {
        Stop::usage("The terminal cannot hide what is typed.", "Pipe the key in instead: --from stdin.")
    })?;
    let read = engine.read_terminal("Key (hidden): ");
    drop(hushed);
    // There is a terminal, so whoever sits at it broke the prompt off.
    read.map_err(|_| Stop::declined())
}

/// Reads past the standard library's own buffer and without growing a buffer: neither would be wiped.
fn read_stdin() -> Result<Intake, Stop> {
    let unreadable =
        || Stop::usage("Standard input cannot be read.", "Pipe the key in: … | keyrack key add …");
    let mut bytes = Vec::with_capacity(MOST as usize);
    unbuffered().map_err(|_| unreadable())?.take(MOST).read_to_end(&mut bytes).map_err(|_| unreadable())?;
    // A pipe ends its last line: that is no part of the key, and nothing to remark on.
    for end in [b'\n', b'\r'] {
        bytes.pop_if(|last| *last == end);
    }
    Ok(Intake::from_bytes(bytes))
}

#[cfg(unix)]
fn unbuffered() -> std::io::Result<std::fs::File> {
    use std::os::fd::AsFd;
    Ok(std::io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn unbuffered() -> std::io::Result<std::fs::File> {
    use std::os::windows::io::AsHandle;
    Ok(std::io::stdin().as_handle().try_clone_to_owned()?.into())
}
